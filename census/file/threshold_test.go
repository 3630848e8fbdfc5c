package file

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/longarm-project/longarm/census"
	"github.com/longarm-project/longarm/fact"
)

// A maker writes a store about n U.S. persons or devices, some of them twice.
var makers = map[string]func(b *bytes.Buffer, n int){
	"human_genomic": func(b *bytes.Buffer, n int) {
		b.WriteString("##fileformat=VCFv4.2\n##contig=<ID=chr1,length=248956422>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT")
		for i := range n {
			fmt.Fprintf(b, "\tP%06d", i)
		}
		b.WriteString("\n")
	},
	"biometric":                    table("person_id,ssn,face_embedding", func(i int) string { return fmt.Sprintf("u%d,%s,%0128d", i, ssnOf(i), i) }),
	"precise_geolocation":          table("device_id,latitude,longitude,timestamp", func(i int) string { return fmt.Sprintf("dev-%d,39.12345,-98.%05d,2025-01-02T03:04:05Z", i, i) }),
	"personal_health":              table("patient_id,ssn,diagnosis", func(i int) string { return fmt.Sprintf("p%d,%s,asthma", i, ssnOf(i)) }),
	"personal_financial":           table("customer_id,ssn,credit_score", func(i int) string { return fmt.Sprintf("c%d,%s,700", i, ssnOf(i)) }),
	"covered_personal_identifiers": table("full_name,ssn,plan", func(i int) string { return fmt.Sprintf("Mary Smith,%s,gold", ssnOf(i)) }),
}

// ssnOf is a number that can have been issued, another for each i.
func ssnOf(i int) string { return fmt.Sprintf("%03d-%02d-%04d", 101+i/900_000, 10+i/9999%90, 1+i%9999) }

func table(header string, row func(i int) string) func(*bytes.Buffer, int) {
	return func(b *bytes.Buffer, n int) {
		b.WriteString(header + "\n")
		for i := range n {
			b.WriteString(row(i) + "\n")
			if i%7 == 0 {
				b.WriteString(row(i) + "\n")
			}
		}
	}
}

// One fewer than the threshold and the threshold itself are not bulk; one more is (28 CFR 202.205: "more than").
func TestThresholds(t *testing.T) {
	for c := census.Genomic; c <= census.Covered; c++ {
		write := makers[c.String()]
		if write == nil {
			continue // omics: one matrix of named columns, as genomic
		}
		limit := int(c.Threshold())
		for _, n := range []int{limit - 1, limit, limit + 1, 4 * limit} {
			if n > 150_000 && testing.Short() {
				continue
			}
			var b bytes.Buffer
			write(&b, n)
			got := scanBytes(t, b.Bytes()).By[c.String()]
			want := "no"
			if n > limit {
				want = "yes"
			}
			if c == census.Genomic { // samples bear no sign of a country
				if want == "yes" {
					want = "possible"
				}
			}
			if got == nil || got.Low != int64(n) || *got.Estimate != int64(n) || *got.High != int64(n) || !got.Exact || got.Bulk != want {
				t.Errorf("%s of %d: %+v, want exactly so many and bulk %s", c, n, got, want)
			}
		}
	}
}

func scanBytes(t testing.TB, b []byte) census.StoreReport {
	t.Helper()
	s := census.NewStore("memory")
	r := census.Runner{Formats: Formats(), Key: census.Key{1}, Fence: func(lat, _ float64) (fact.Truth, []int64) { return fact.Is(lat > 89), nil }}
	if err := r.Scan(context.Background(), census.Bytes{Name: "data", Data: b}, s); err != nil {
		t.Fatal(err)
	}
	return s.Report()
}

// Beyond four times the threshold the number is within 2 %.
func TestManyPersons(t *testing.T) {
	if testing.Short() {
		t.Skip("half a million rows")
	}
	var b bytes.Buffer
	const n = 500_000
	makers["personal_health"](&b, n)
	got := scanBytes(t, b.Bytes()).By["personal_health"]
	if e := float64(*got.Estimate)/n - 1; e > 0.02 || e < -0.02 || got.Exact {
		t.Errorf("%d of %d (%.2f %%), exact %v", *got.Estimate, n, 100*e, got.Exact)
	}
	if got.Low > n || *got.High < n || got.Bulk != "yes" {
		t.Errorf("bounds %d to %d, bulk %s", got.Low, *got.High, got.Bulk)
	}
}
