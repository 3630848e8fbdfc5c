package provider

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// A profileReader fills one profile from the entries of its file.
type profileReader struct {
	p       *profile
	file    *file
	sources map[string]rank
	e       *entry
	errs    []error
}

// readProfile reads one provider's file. Every line that cannot be used is an error.
func readProfile(f *file, text string, sources map[string]rank) (*profile, []error) {
	entries, bad := parseLayout(f.name, text)
	r := &profileReader{p: &profile{regions: make(map[string]*region)}, file: f, sources: sources}
	for _, b := range bad {
		r.errs = append(r.errs, b)
	}
	for i := range entries {
		r.e = &entries[i]
		if r.e.item {
			r.item()
		} else {
			r.head()
		}
	}
	if r.p.ID == "" || r.p.Name == "" || r.p.Kind == "" {
		r.errs = append(r.errs, &LineError{f.name, 1, errors.New("want provider, name and kind")})
	}
	r.p.head.file = f
	return r.p, r.errs
}

func (r *profileReader) fail(format string, args ...any) {
	r.errs = append(r.errs, &LineError{r.file.name, r.e.line, fmt.Errorf(format, args...)})
}

func (r *profileReader) head() {
	p, v := r.p, r.e.get("")
	switch r.e.section {
	case "provider":
		p.ID, p.head = fact.ProviderID(v), value{file: r.file, line: r.e.line}
	case "name":
		p.Name = v
	case "home":
		p.Home = r.country(v)
	case "sites":
		p.sites = r.country(v)
	case "kind":
		if p.Kind = Kind(v); p.Kind != Cloud && p.Kind != Carrier && p.Kind != Front && p.Kind != Network {
			r.fail("kind %q is none of cloud, carrier, front, network", v)
		}
	case "technology":
		p.Technology = fact.ProviderID(v)
	case "note":
		p.Note = v
	default:
		r.fail("no key %q", r.e.section)
	}
}

func (r *profileReader) item() {
	p := r.p
	switch r.e.section {
	case "aliases":
		p.Aliases = append(p.Aliases, r.e.get(""))
	case "suffixes":
		p.suffixes = append(p.suffixes, r.name("name", "front", "for"))
	case "endpoints":
		p.endpoints = append(p.endpoints, r.name("host", "country", "region", "for"))
	case "terraform":
		p.terraform = append(p.terraform, r.name("address", "by", "endpoint"))
	case "types":
		p.types = append(p.types, r.name("prefix", "by", "endpoint"))
	case "asns":
		r.system()
	case "regions":
		r.region()
	case "parties":
		r.party()
	case "roles":
		r.role()
	case "interests":
		r.interest()
	case "staff":
		r.staff()
	default:
		r.fail("no list %q", r.e.section)
	}
}

// value reads source and unverified, and refuses fields that are not among keys.
func (r *profileReader) value(keys ...string) value {
	v := value{file: r.file, line: r.e.line}
	if contains(keys, "to") {
		v.from, v.to = r.date("from"), r.date("to")
		if v.from != "" && v.to != "" && v.to.Last() <= v.from.First() {
			r.fail("to is not after from")
		}
	}
	for _, f := range r.e.fields {
		switch f.key {
		case "source":
			v.sources = strings.Fields(f.value)
		case "unverified":
			v.unverified = strings.Fields(f.value)
		default:
			if !contains(keys, f.key) {
				r.fail("%s takes no %q", r.e.section, f.key)
			}
		}
	}
	for _, s := range v.sources {
		if _, ok := r.sources[s]; !ok {
			r.fail("no source %q", s)
		}
	}
	for _, u := range v.unverified {
		if u != "all" && !contains(keys, u) {
			r.fail("unverified names no field: %q", u)
		}
	}
	if len(v.sources) == 0 && !contains(v.unverified, "all") {
		r.fail("want a source, or unverified: all")
	}
	return v
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

func (r *profileReader) country(s string) fact.Country {
	if s == "" {
		return ""
	}
	c, err := fact.ParseCountry(s)
	if err != nil {
		r.fail("%w", err)
	}
	return c
}

// date reads the day, month or year under key, or returns "" where there is none.
func (r *profileReader) date(key string) fact.Date {
	s := r.e.get(key)
	if s == "" {
		return ""
	}
	d, err := fact.ParseDate(s)
	if err != nil {
		r.fail("%s: %w", key, err)
	}
	return d
}

func (r *profileReader) required(key string) string {
	v := r.e.get(key)
	if v == "" {
		r.fail("%s: want %s", r.e.section, key)
	}
	return v
}

func (r *profileReader) name(key string, more ...string) name {
	n := name{value: r.value(append(more, key, "technology", "from", "to")...), text: strings.ToLower(r.required(key))}
	n.country, n.region, n.technology = r.country(r.e.get("country")), r.e.get("region"), fact.ProviderID(r.e.get("technology"))
	n.front, n.purpose = r.word("front", "yes"), r.e.get("for")
	n.byPlace = r.word("by", "region")
	n.foreign = r.word("endpoint", "decides")
	return n
}

// word reports whether key is there, and refuses any value but want.
func (r *profileReader) word(key, want string) bool {
	switch v := r.e.get(key); v {
	case "":
		return false
	case want:
		return true
	default:
		r.fail("%s: %q is not %s", key, v, want)
		return false
	}
}

func (r *profileReader) system() {
	s := system{value: r.value("asn", "holder", "registrant", "shared"), holder: fact.PartyID(r.e.get("holder")), registrant: r.e.get("registrant")}
	n, err := strconv.ParseUint(r.required("asn"), 10, 32)
	if err != nil || n == 0 {
		r.fail("asn %q is not a number from 1 to 4294967295", r.e.get("asn"))
	}
	s.number, s.shared = int64(n), r.word("shared", "yes")
	r.p.systems = append(r.p.systems, s)
}

func (r *profileReader) region() {
	g := &region{value: r.value("code", "country", "place", "also", "apart", "from", "to"), code: strings.ToLower(r.required("code")),
		country: r.country(r.e.get("country")), place: r.e.get("place"), apart: r.word("apart", "yes")}
	for _, code := range append([]string{g.code}, strings.Fields(r.e.get("also"))...) {
		if _, dup := r.p.regions[code]; dup {
			r.fail("region %q stands twice", code)
		}
		r.p.regions[code] = g
	}
	r.p.zones = append(r.p.zones, g.code)
}
