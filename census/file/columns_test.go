package file

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"

	"github.com/longarm-project/longarm/census"
)

// byRows reads Parquet row by row, as one would write it down.
type byRows struct{ Parquet }

func (byRows) Scan(ctx context.Context, src *census.Source, f *census.File) error {
	return scanParquet(ctx, src, f, readGroup)
}

// inventedColumns are columns with what their values can be.
var inventedColumns = map[string]func(r *rand.Rand) string{
	"ssn":       func(r *rand.Rand) string { return ssnOf(r.IntN(300)) },
	"full_name": func(r *rand.Rand) string { return []string{"Mary Smith", "John Brown", "x"}[r.IntN(3)] },
	"note": func(r *rand.Rand) string {
		return []string{"nothing of interest stands here", "seen by Mary Smith on that day", "p3@example.org", ""}[r.IntN(4)]
	},
	"contact": func(r *rand.Rand) string {
		return []string{fmt.Sprintf("p%d@example.org", r.IntN(50)), "-", fmt.Sprintf("8.8.4.%d", r.IntN(9))}[r.IntN(3)]
	},
	"remark": func(r *rand.Rand) string {
		return []string{"", "a", "call (212) 555-2368 and " + ssnOf(r.IntN(9))}[r.IntN(3)]
	},
	"diagnosis":        func(r *rand.Rand) string { return "asthma" },
	"amount":           func(r *rand.Rand) string { return fmt.Sprint(r.IntN(1000)) },
	"transaction_type": func(r *rand.Rand) string { return "debit" },
	"transaction_date": func(r *rand.Rand) string { return "2025-01-02" },
	"email_hash":       func(r *rand.Rand) string { return fmt.Sprintf("%064x", r.IntN(50)) },
}

// Reading by columns, with each entry of a dictionary judged once, finds what reading row by row does.
func TestColumnsAreRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 3))
		var names []string
		g := parquet.Group{}
		for _, name := range slices.Sorted(maps.Keys(inventedColumns)) {
			if r.IntN(3) == 0 {
				continue
			}
			names = append(names, name)
			g[name] = parquet.String()
			if r.IntN(2) == 0 {
				g[name] = parquet.Encoded(g[name], &parquet.RLEDictionary)
			}
			if r.IntN(2) == 0 {
				g[name] = parquet.Optional(g[name])
			}
			if r.IntN(6) == 0 {
				g[name] = parquet.Optional(parquet.Group{"in": g[name]})
			}
		}
		if len(names) == 0 {
			return
		}
		g["customer_id"] = parquet.Optional(parquet.Int(64))
		g["count"] = parquet.Int(32)
		schema := parquet.NewSchema("row", g)
		var b bytes.Buffer
		w := parquet.NewWriter(&b, schema, parquet.PageBufferSize(1+r.IntN(2000)), parquet.DataPageVersion(1+r.IntN(2)))
		for n := range r.IntN(1200) {
			var row parquet.Row
			for i, path := range schema.Columns() {
				leaf, _ := schema.Lookup(path...)
				v := parquet.Value{}
				if leaf.Node.Type().Kind() == parquet.ByteArray {
					v = parquet.ByteArrayValue([]byte(inventedColumns[path[0]](r)))
				} else if v = parquet.Int64Value(int64(r.IntN(40))); path[0] == "count" {
					v = parquet.Int32Value(7)
				}
				level := leaf.MaxDefinitionLevel
				if level > 0 && r.IntN(5) == 0 {
					v, level = parquet.NullValue(), r.IntN(level)
				}
				row = append(row, v.Level(0, level, i))
			}
			if _, err := w.WriteRows([]parquet.Row{row}); err != nil {
				t.Fatal(err)
			}
			if n%500 == 499 {
				if err := w.Flush(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		data := census.Bytes{Name: "data", Data: b.Bytes()}
		reports := [2]string{}
		for i, f := range []census.Format{Parquet{}, byRows{}} {
			reports[i] = reportOf(t, scanned(t, &census.Runner{Formats: []census.Format{f}, Key: census.Key{7}, Range: 1 << 14}, data))
		}
		if reports[0] != reports[1] {
			t.Fatalf("by columns\n%s\nby rows\n%s", reports[0], reports[1])
		}
	})
}
