package screening

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

// The labelled sets lie beside the repository where they are present at all.
const sharedDir = "../../shared/data/screening"

// shared returns the path of a labelled file, or skips the test.
func shared(t testing.TB, name string) string {
	t.Helper()
	p := filepath.Join(sharedDir, name)
	if _, err := os.Stat(p); err != nil {
		t.Skipf("labelled set not present: %s", name)
	}
	return p
}

var weakAlias = regexp.MustCompile(`a\.k\.a\. '([^']*)'`)

// loadList reads the list of the labelled set: enough of it for names, no more.
func loadList(t testing.TB) []registry.Entry {
	t.Helper()
	var order []string
	byID := make(map[string]*registry.Entry)
	remarks := make(map[string]string)
	readCSV(t, shared(t, "list/sdn_comments.csv"), func(f []string) {
		remarks[f[0]] = f[1]
	})
	readCSV(t, shared(t, "list/sdn.csv"), func(f []string) {
		if len(f) < 12 {
			return
		}
		e := &registry.Entry{List: "us_ofac", Number: f[0], Names: []fact.Name{{Text: f[1]}}, Remarks: none(f[11])}
		switch none(f[2]) {
		case "individual":
			e.Type = registry.PersonEntry
		case "vessel":
			e.Type = registry.VesselEntry
		case "aircraft":
			e.Type = registry.AircraftEntry
		default:
			e.Type = registry.OrganizationEntry
		}
		byID[f[0]] = e
		order = append(order, f[0])
	})
	readCSV(t, shared(t, "list/alt.csv"), func(f []string) {
		if e := byID[f[0]]; e != nil && len(f) > 3 {
			e.Names = append(e.Names, fact.Name{Text: f[3], Kind: fact.NameKind(strings.TrimSuffix(f[2], ".")), Row: f[1]})
		}
	})
	var out []registry.Entry
	for _, id := range order {
		e := byID[id]
		for _, m := range weakAlias.FindAllStringSubmatch(e.Remarks+remarks[id], -1) {
			e.Names = append(e.Names, fact.Name{Text: strings.TrimSuffix(m[1], ","), Kind: fact.WeakAlias})
		}
		out = append(out, *e)
	}
	return out
}

func none(s string) string {
	s = strings.TrimSpace(s)
	if s == "-0-" {
		return ""
	}
	return s
}

func readCSV(t testing.TB, path string, row func([]string)) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(fields) > 1 {
			row(fields)
		}
	}
}

// A labelledQuery is a line of queries-dev.jsonl.
type labelledQuery struct {
	ID, Query, Schema, Kind string
	Expect                  []string
	Listed                  string `json:"listed_name"`
}

// A labelledPair is a line of pairs-dev.jsonl.
type labelledPair struct {
	Query, Candidate, Schema, Kind, Source, Quality string
	Match                                           bool
}

func readLines[T any](t testing.TB, name string) []T {
	t.Helper()
	f, err := os.Open(shared(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []T
	s := bufio.NewScanner(f)
	for s.Scan() {
		var v T
		if err := json.Unmarshal(s.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}
