package check

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// A given reads from facts, in the plainest way, what a proof takes from them.
type given struct {
	set  *fact.Set
	at   fact.Date
	from []fact.ID
}

// says returns the value of "record field" as the facts cited state it. ok is
// false for what only the whole of the facts tells, such as sums over dealings:
// that is compared when the facts are decided again.
func (g given) says(name string) (string, bool) {
	switch {
	case strings.HasPrefix(name, "party "):
		i := strings.LastIndexByte(name, ' ')
		return g.party(fact.PartyID(name[len("party "):i]), name[i+1:])
	case strings.HasPrefix(name, "dealing "):
		i := strings.LastIndexByte(name, ' ')
		return g.dealing(name[len("dealing "):i], name[i+1:])
	case strings.HasPrefix(name, "data "):
		i := strings.LastIndexByte(name, ' ')
		return g.data(name[len("data "):i], name[i+1:])
	case strings.HasPrefix(name, "access of "):
		i := strings.LastIndexByte(name, ' ')
		return g.access(name[len("access of "):i], name[i+1:])
	}
	return "", false
}

// party answers from the one claim that states the field; of several, or of presumptions, it says nothing.
func (g given) party(id fact.PartyID, field string) (string, bool) {
	var stated []string
	for _, c := range fact.Of[*fact.Claim](g.set) {
		if c.Party == nil || c.Party.ID != id {
			continue
		}
		p := c.Party
		s := map[string]string{
			"kind": string(p.Kind), "seat": string(p.Seat), "residence": string(p.Residence), "present": string(p.Present),
			"status": p.Status, "state": string(p.State), "organized": countries(p.Organized), "citizenship": countries(p.Citizenship),
		}[field]
		if s != "" && !slices.Contains(stated, s) {
			stated = append(stated, s)
		}
	}
	if len(stated) != 1 {
		return "", false
	}
	return stated[0], true
}

func countries(cs []fact.Country) string {
	var out []string
	for _, c := range cs {
		out = append(out, string(c))
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), ", ")
}

func (g given) find(name string) *fact.Dealing {
	var out *fact.Dealing
	for _, id := range g.from {
		f, _ := g.set.Get(id)
		if d, ok := f.Body.(*fact.Dealing); ok && d.Name == name {
			out = d
		}
	}
	return out
}

func (g given) dealing(name, field string) (string, bool) {
	d := g.find(name)
	if d == nil {
		return "", false
	}
	switch {
	case field == "class" && d.Class != "":
		return string(d.Class), true
	case field == "subject" && d.Subject != "":
		return "party " + string(d.Subject), true
	case field == "counterparty" && d.Counterparty != "":
		return "party " + string(d.Counterparty), true
	case field == "at" && d.From == "" && d.To == "":
		return string(g.at), true
	}
	return term(d.Terms, field)
}

// term answers where a plain word was stated.
func term(terms map[string]string, field string) (string, bool) {
	s := terms[field]
	switch s {
	case "yes", "no", "unknown":
		return s, true
	}
	return "", false
}

func (g given) data(of, field string) (string, bool) {
	number, name, _ := strings.Cut(of, " of ")
	i, err := strconv.Atoi(number)
	d := g.find(name)
	if err != nil || d == nil || i < 1 || i > len(d.Data) {
		return "", false
	}
	e := d.Data[i-1]
	switch field {
	case "category":
		if e.Category != "" {
			return string(e.Category), true
		}
	case "number":
		switch {
		case e.Number.Hi == e.Number.Lo:
			return strconv.FormatInt(e.Number.Lo, 10), true
		case e.Number.Hi != fact.Unbounded:
			return fmt.Sprintf("%d..%d", e.Number.Lo, e.Number.Hi), true
		}
		return fmt.Sprintf(">=%d", e.Number.Lo), true
	}
	if field == "listed_location" && e.Listed != fact.Unknown && (e.Terms[field] == "" || e.Terms[field] == "unknown") {
		return e.Listed.String(), true
	}
	return term(e.Terms, field)
}

func (g given) access(of, field string) (string, bool) {
	party, name, _ := strings.Cut(of, " under ")
	d := g.find(name)
	if d == nil || field != "able" {
		return "", false
	}
	var found []fact.Access
	for _, a := range d.Access {
		if string(a.Party) == party {
			found = append(found, a)
		}
	}
	if len(found) != 1 {
		return "", false
	}
	return found[0].Able.String(), true
}
