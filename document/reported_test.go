package document

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/fact"
)

// However many texts tell it, an independent report is one claim, in the words of its own text.
func TestReported(t *testing.T) {
	docs, _, err := Read(context.Background(), []string{"testdata/wire"})
	if err != nil {
		t.Fatal(err)
	}
	r, err := Analyse(context.Background(), docs, 0)
	if err != nil {
		t.Fatal(err)
	}
	facts, silent := r.Reported(docs, "2026-11-01")
	if len(silent) > 0 {
		t.Errorf("nothing found in %v", silent)
	}
	got := map[string]string{}
	for _, f := range facts {
		c := f.Body.(*fact.Claim)
		if err := f.Valid(); err != nil {
			t.Error(err)
		}
		if c.Party != nil || c.Interest != nil {
			t.Errorf("what %s reports is taken for more than words", c.Author)
		}
		certainty := map[string]string{"Meridian News": "asserted"}[c.Author]
		if diff := cmp.Diff(&fact.Reported{
			Certainty: certainty, Confirmed: fact.Yes, Persons: fact.Range{Lo: 2, Hi: 3}, Reports: 2,
			Texts: []string{"daily.txt", "online.txt", "standard.txt", "wire.txt"},
		}, c.Reported); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.Author, diff)
		}
		got[c.Author] = f.Sources[0].Name
	}
	if diff := cmp.Diff(map[string]string{"Meridian News": "wire.txt", "Northern Standard": "standard.txt"}, got); diff != "" {
		t.Errorf("authors and their files (-want +got):\n%s", diff)
	}
}

// Of a text in a language that is not read nobody says on whom it rests, and its page does not either.
func TestReportedOfAnotherScript(t *testing.T) {
	docs, err := Of("a.txt", []byte("Η κυβέρνηση εξετάζει το νέφος της εταιρείας. Τρεις πηγές το επιβεβαίωσαν την Τρίτη στην πρωτεύουσα."))
	if err != nil {
		t.Fatal(err)
	}
	docs = Named(docs)
	r, err := Analyse(context.Background(), docs, 0)
	if err != nil {
		t.Fatal(err)
	}
	facts, _ := r.Reported(docs, "2026-11-01")
	if len(facts) != 1 || !slices.Equal(r.Clusters[0].Unread, []string{"a"}) {
		t.Fatalf("%d claims, unread %v", len(facts), r.Clusters[0].Unread)
	}
	if c := facts[0].Body.(*fact.Claim); c.Reported.Confirmed != fact.Unknown || c.Reported.Persons != (fact.Range{Hi: fact.Unbounded}) {
		t.Errorf("%+v; want nothing known of who is behind it", c.Reported)
	}
}
