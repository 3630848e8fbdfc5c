package screening

import (
	"testing"

	"github.com/longarm-project/longarm/registry"
)

// Kinds of difference between a name asked and a name listed, each with the least score that it must have. The names are made up.
func TestKindsOfDifference(t *testing.T) {
	person := func(n string, names ...string) registry.Entry { return entryOf(registry.PersonEntry, n, names) }
	body := func(n string, names ...string) registry.Entry {
		return entryOf(registry.OrganizationEntry, n, names)
	}
	es := []registry.Entry{
		person("1", "ROTEVAN, Arsen"), person("2", "ZELMARO PINTOS, Anselmo"), person("3", "VEKSELAR, Viktor Feliksovich Arkadyevich"),
		person("4", "ZELMAR"), person("5", "AL-SAHRAWI, Abd al-Rahman"),
		body("10", "XT3"), body("11", "JSC ORTOVEN"), body("12", "Федеральное государственное унитарное предприятие «Ветлуга»"),
		body("13", "Войсковая часть 44231"), body("14", "شركة الزهراء ذات المسؤولية المحدودة"), body("15", "Perseroan Terbatas Kelapa Nusa"),
		body("16", "Общество с ограниченной ответственностью Селижар"), body("17", "Meadowlark 14 Holdings"),
		entryOf(registry.VesselEntry, "20", []string{"KAVIRA 9"}), entryOf(registry.VesselEntry, "21", []string{"SEA LANTERN II"}),
	}
	x, err := Open(Compile(es))
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		about, name, schema, first string
		least, most                int
	}{
		{"patronymic", "Arsen Romanovich Rotevan", "Person", "demo:1", 850, 999},
		{"further given name first", "Boris Arsen Rotevan", "Person", "demo:1", 850, 999},
		{"another given name", "Boris Rotevan", "Person", "demo:1", 0, 849},
		{"surname alone", "Zelmaro", "Person", "demo:2", 700, 849},
		{"surname alone of many names", "Vekselar", "", "demo:3", 700, 849},
		{"hyphen between letters and digit", "XT-3", "", "demo:10", 850, 999},
		{"blank between letters and digit, form added", "XT 3 Ltd", "", "demo:10", 850, 999},
		{"another digit", "XT-4", "", "", 0, 700},
		{"form grown in front", "JSCORTOVEN", "", "demo:11", 1000, 1000},
		{"form grown behind", "OrtovenLLC", "", "demo:11", 850, 999},
		{"state enterprise in short", "FGUP Vetluga", "", "demo:12", 1000, 1000},
		{"state enterprise in its script", "ФГУП Ветлуга", "", "demo:12", 1000, 1000},
		{"military unit", "Military Unit 44231", "", "demo:13", 1000, 1000},
		{"military unit in short", "в/ч 44231", "", "demo:13", 1000, 1000},
		{"another military unit", "military unit 44232", "", "", 0, 849},
		{"company words in Arabic", "الزهراء ذ.م.م", "", "demo:14", 950, 999},
		{"PT", "PT. Kelapa Nusa", "", "demo:15", 1000, 1000},
		{"long form in Cyrillic", "OOO Selizhar", "", "demo:16", 1000, 1000},
		{"Roman numeral asked", "KAVIRA IX", "Vessel", "demo:20", 950, 999},
		{"Roman numeral listed", "SEA LANTERN 2", "Vessel", "demo:21", 950, 999},
		{"numeral of two digits", "Meadowlark XIV Holdings", "", "demo:17", 950, 999},
		{"another numeral", "KAVIRA VIII", "Vessel", "", 0, 849},
	} {
		t.Run(tc.about, func(t *testing.T) {
			hits, err := x.Match(Query{Name: tc.name, Schema: tc.schema})
			if err != nil {
				t.Fatal(err)
			}
			id, score := "", 0
			if len(hits) > 0 {
				id, score = hits[0].ID, hits[0].Score
			}
			if tc.first != "" && id != tc.first || score < tc.least || score > tc.most {
				t.Errorf("%q finds %v, want %s from %d to %d first", tc.name, brief(hits), tc.first, tc.least, tc.most)
			}
		})
	}
}
