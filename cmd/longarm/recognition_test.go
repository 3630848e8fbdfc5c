package main

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/intake"
)

// No file of the samples is taken for two kinds alike: neither among readers and
// importers together, as review offers it, nor among importers alone.
func TestOneKindIsSurestOfEachSample(t *testing.T) {
	recognised := 0
	for _, root := range []string{"../../evidence", "../../registry", "../../examples", "../../../shared/data"} {
		if _, err := os.Stat(root); err != nil {
			t.Logf("not here: %s", root)
			continue
		}
		got, err := intake.Walk(context.Background(), []string{root}, recognisers(), intake.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range got.Problems {
			if strings.Contains(p.What, "nothing tells which") {
				t.Error(p)
			}
		}
		for _, f := range got.Files {
			if f.Kind != "" {
				recognised++
			}
		}
	}
	if recognised == 0 {
		t.Error("no sample was recognised at all")
	}
}

// recognisers are all readers and importers, which read nothing here.
func recognisers() []intake.Kind {
	read := func(context.Context, *intake.Input) (func(bool), error) { return nil, nil }
	var kinds []intake.Kind
	for _, r := range readers {
		kinds = append(kinds, intake.Kind{Name: r.Name(), Read: read, Recognizes: func(name string, head []byte) intake.Strength {
			return evidence.Recognized(r, name, head, evidence.Options{})
		}})
	}
	for _, im := range importers {
		kinds = append(kinds, intake.Kind{Name: im.Name(), Read: read, Recognizes: func(_ string, head []byte) intake.Strength {
			return im.Recognizes(head)
		}})
	}
	return kinds
}
