package verify

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// Seen says how much of what a determination was read from was read again.
type Seen struct {
	Files   int      // seen again with the same bytes
	Of      int      // in the determination: files of evidence, registers, clearings
	Missing []string // names of those not seen, in order
	Facts   int      // that were read, each found again where it cites
	Open    int      // facts of which a source was not seen
}

// All reports whether everything was seen.
func (s *Seen) All() bool { return s.Files == s.Of }

// Sources compares what a determination says was read with what was read again, both ways: the table of
// evidence and every fact that was read. Again is a determination that was made of the sources at hand; where
// these are only a part, what rests on the others is counted and not compared. Files with a digest among aside are none
// of the evidence, such as the saved determination itself.
func Sources(d, again *determination.Determination, aside ...fact.Digest) (*Seen, error) {
	s := &Seen{}
	again = below(d, again)
	there := map[source]bool{}
	if err := s.table(d, again, there, aside); err != nil {
		return nil, err
	}
	want, known := read(again, s.All()), map[fact.ID]bool{}
	for _, f := range want {
		known[f.ID] = true
	}
	partly := map[fact.Source]bool{} // sources of facts that rest on something not seen too
	got := map[fact.ID]bool{}
	for _, f := range read(d, s.All()) {
		if slices.ContainsFunc(f.Sources, func(c fact.Source) bool { return !there[source{c.Name, c.Digest}] }) && f.Rule != fact.RuleListing {
			s.Open++
			for _, c := range f.Sources {
				partly[c] = true
			}
			continue
		}
		got[f.ID] = true
		if !known[f.ID] {
			return nil, refuse("%s is not what stands in %s%s", describe(f), origin(f), instead(f, want, d.Facts))
		}
		s.Facts++
	}
	if !s.All() {
		for _, f := range d.Facts {
			if f.Rule == fact.RuleListing {
				s.Open++ // what a list tells is compared where all lists and clearings are here
			}
		}
	}
	for _, f := range want {
		if !got[f.ID] && !slices.ContainsFunc(f.Sources, func(c fact.Source) bool { return partly[c] }) {
			return nil, refuse("%s stands in %s and is left out", describe(f), origin(f))
		}
	}
	return s, nil
}

// below gives the files of again the names that they have in d, where the sources at hand are a folder below those
// of the review: a file with the bytes of one whose name ends as its own does is that one.
func below(d, again *determination.Determination) *determination.Determination {
	known, byDigest := map[string]bool{}, map[fact.Digest][]string{}
	for _, f := range d.Evidence.Files {
		known[f.Name] = true
		byDigest[f.Digest] = append(byDigest[f.Digest], f.Name)
	}
	names := map[string]string{}
	for _, f := range again.Evidence.Files {
		for _, name := range byDigest[f.Digest] {
			if !known[f.Name] && f.Digest != "" && strings.HasSuffix(name, "/"+f.Name) {
				names[f.Name] = name
			}
		}
	}
	if len(names) == 0 {
		return again
	}
	out := *again
	out.Evidence.Files = slices.Clone(again.Evidence.Files)
	for i, f := range out.Evidence.Files {
		if n, ok := names[f.Name]; ok {
			out.Evidence.Files[i].Name = n
		}
	}
	out.Facts = slices.Clone(again.Facts)
	for i, f := range out.Facts {
		sources := slices.Clone(f.Sources)
		for k, s := range sources {
			if n, ok := names[s.Name]; ok {
				sources[k].Name = n
			}
		}
		if !slices.Equal(sources, f.Sources) {
			out.Facts[i] = fact.New(f.Body, sources, f.Rule, f.From...)
		}
	}
	return &out
}

// A source is a file with its bytes.
type source struct {
	name   string
	digest fact.Digest
}

// table compares the tables of evidence, and notes the files that are the same.
func (s *Seen) table(d, again *determination.Determination, there map[source]bool, aside []fact.Digest) error {
	here := map[string][]determination.File{} // below several paths files may have one name
	for _, f := range again.Evidence.Files {
		here[f.Name] = append(here[f.Name], f)
	}
	known := map[string]int{}
	for _, f := range d.Evidence.Files {
		known[f.Name]++
	}
	for _, f := range d.Evidence.Files {
		s.Of++
		same := here[f.Name]
		i := slices.IndexFunc(same, func(h determination.File) bool { return h.Digest == f.Digest })
		if i < 0 && len(same) < known[f.Name] {
			known[f.Name]--
			s.Missing = append(s.Missing, f.Name)
			continue
		}
		i = max(i, 0)
		h := same[i]
		here[f.Name] = slices.Delete(slices.Clone(same), i, i+1)
		known[f.Name]--
		switch {
		case h.Digest != f.Digest:
			return refuse("%s has digest %.8s, and the determination read one of %.8s", f.Name, h.Digest, f.Digest)
		default:
			if path := difference(reflect.ValueOf(f), reflect.ValueOf(h), ""); path != "" {
				return refuse("evidence %s: %s", f.Name, path)
			}
			there[source{f.Name, f.Digest}] = true
			s.Files++
		}
	}
	for _, name := range slices.Sorted(maps.Keys(here)) {
		for _, h := range here[name] {
			if !slices.Contains(aside, h.Digest) {
				return refuse("%s lies among the sources, and the determination does not know it", name)
			}
		}
	}
	s.given(d, again, there)
	if s.All() {
		problems := func(d *determination.Determination) reflect.Value { return reflect.ValueOf(d.Evidence.Problems) }
		if path := difference(problems(d), problems(again), "evidence.problems"); path != "" {
			return refuse("%s", path)
		}
	}
	return nil
}

// origin names where a fact stands.
func origin(f fact.Fact) string {
	if len(f.Sources) == 0 {
		return "the catalogue of laws" // whose names are compared without a file
	}
	return f.Sources[0].String()
}

// given counts the registers and clearings, of which those that are here are noted.
func (s *Seen) given(d, again *determination.Determination, there map[source]bool) {
	for _, u := range d.Asked.With {
		if u.Kind != determination.UsedRegister && u.Kind != determination.UsedClearings {
			continue
		}
		s.Of++
		if !slices.Contains(again.Asked.With, u) {
			s.Missing = append(s.Missing, u.Name)
			continue
		}
		there[source{u.Name, u.Digest}] = true
		s.Files++
	}
}

// read lists the facts that were read. Matches with lists rest on all lists together: they are among these where all was seen.
func read(d *determination.Determination, all bool) (out []fact.Fact) {
	for _, f := range d.Facts {
		if f.Rule == "" && !ofGazetteer(f) && !ofCommandLine(f) || all && f.Rule == fact.RuleListing {
			out = append(out, f)
		}
	}
	return out
}
