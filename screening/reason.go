package screening

import "github.com/longarm-project/longarm/registry"

// A Reason is why a hit has its score: the assignment of words itself.
type Reason struct {
	Name string // the listed name, as the list writes it
}

func (x *Index) reason(s *search, b best, f form, e *registry.Entry) Reason {
	r, _ := x.row(b.row)
	if r.name < len(e.Names) {
		return Reason{Name: e.Names[r.name].Text}
	}
	return Reason{}
}

type Evidence struct{}

func evidence(q Query, e *registry.Entry) []Evidence { return nil }
