package registry

import (
	"testing"

	"github.com/longarm-project/longarm/fact"
)

func TestEntryAt(t *testing.T) {
	for name, c := range map[string]struct {
		e    Entry
		at   fact.Date
		want fact.Truth
	}{
		"published later":    {Entry{Listed: "2020-12-22", Effective: "2020-12-18"}, "2020-12-19", fact.Yes},
		"before effect":      {Entry{Listed: "2020-12-22", Effective: "2020-12-18"}, "2020-12-17", fact.No},
		"listed only":        {Entry{Listed: "2020-12-22"}, "2020-12-21", fact.No},
		"first day":          {Entry{Listed: "2020-12-22"}, "2020-12-22", fact.Yes},
		"month only":         {Entry{Listed: "2020-12"}, "2020-12-22", fact.Unknown},
		"removed":            {Entry{Listed: "2020", Removed: "2021-05-01"}, "2021-05-01", fact.No},
		"last day":           {Entry{Listed: "2020", Removed: "2021-05-01"}, "2021-04-30", fact.Yes},
		"no dates":           {Entry{}, "2021-05-01", fact.Unknown},
		"no dates, removed":  {Entry{Removed: "2021-05-01"}, "2022-05-01", fact.No},
		"list version":       {Entry{Version: "2022-01-31"}, "2022-02-01", fact.Yes},
		"before the version": {Entry{Version: "2022-01-31"}, "2022-01-30", fact.Unknown},
		"every day":          {Entry{Removed: "2021-05-01"}, "", fact.Yes},
	} {
		t.Run(name, func(t *testing.T) {
			if got := EntryAt(&c.e, c.at); got != c.want {
				t.Errorf("EntryAt = %v, want %v", got, c.want)
			}
		})
	}
}
