package screening

import (
	"testing"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

// sample is a small list of our own, so that every test has something to ask where the labelled sets are absent.
// The names are made up.
func sample() []registry.Entry {
	person := func(number string, names ...string) registry.Entry {
		return entryOf(registry.PersonEntry, number, names)
	}
	body := func(number string, names ...string) registry.Entry {
		return entryOf(registry.OrganizationEntry, number, names)
	}
	es := []registry.Entry{
		person("1", "QARAVAN, Yusuf Temirlanovich", "KARAVAN, Joseph"),
		person("2", "AL-SAHRAWI, Abd al-Rahman"),
		person("3", "OKEREKE BELLO, Maria Tatiana"),
		person("4", "KIM, Jong Thae"),
		person("5", "QARAVAN, Dmitry"),
		body("10", "ZARYA PUMP WORKS LLC", "OOO ZARYA NASOSY"),
		body("11", "Golden Crane (Hong Kong) Trading Co., Ltd.", "金鹤贸易有限公司"),
		body("12", "NORTHERN LANTERN SHIPPING S.A. DE C.V."),
		body("13", "11420 CORP."),
		entryOf(registry.VesselEntry, "20", []string{"NORTHERN LANTERN"}),
	}
	es[0].Names = append(es[0].Names, fact.Name{Text: "THE PILOT", Kind: fact.WeakAlias})
	es[0].Born = []fact.Date{"1961-04-03", "1962"}
	es[0].Citizenship = []fact.Country{"KZ"}
	es[0].Identifiers = []fact.Identifier{{Scheme: "passport", Value: "N 123-456", Country: "KZ"}}
	es[1].Listed, es[1].Removed = "2010-05", "2020-01-01"
	es[5].Countries = []fact.Country{"RU"}
	return es
}

func entryOf(t registry.EntryType, number string, names []string) registry.Entry {
	e := registry.Entry{List: "demo", Number: number, Type: t, Version: "2026-01-29"}
	for i, n := range names {
		name := fact.Name{Text: n}
		if i > 0 {
			name.Kind, name.Row = fact.AlsoKnownAs, number+"-"+string(rune('0'+i))
		}
		e.Names = append(e.Names, name)
	}
	return e
}

func sampleIndex(t testing.TB) *Index {
	t.Helper()
	x, err := Open(Compile(sample(), List{ID: "demo", Version: "2026-01-30", Digest: "ab12", File: "demo.csv"}))
	if err != nil {
		t.Fatal(err)
	}
	return x
}
