package longarm

import (
	"context"
	"errors"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/footprint"
)

// Footprint reads the evidence below roots as Review does, and puts together who runs
// what it shows, without judging it. The Evidence says what was read and what was not.
func (e *Engine) Footprint(ctx context.Context, roots []string, o Options) (fp *footprint.Footprint, read *determination.Evidence, err error) {
	r := &journey{Engine: e, Options: o}
	defer func() { err = errors.Join(err, r.close()) }()
	if r.Progress != nil {
		defer r.Progress("")
	}
	if err := r.read(ctx, roots); err != nil {
		return nil, nil, err
	}
	if err := r.attribute(ctx); err != nil {
		return nil, nil, err
	}
	type file struct {
		name   string
		digest fact.Digest
	}
	kinds := map[file]string{}
	for _, f := range r.files {
		kinds[file{f.Name, f.Digest}] = f.Kind
	}
	fp = footprint.Of(&r.set, footprint.Options{
		Kind:       func(s fact.Source) string { return kinds[file{s.Name, s.Digest}] },
		Registered: r.registered,
		Purpose:    r.providers.Purpose,
	})
	return fp, &r.evidence, nil
}

// registered says where a registry holds an address, and whose autonomous system announces it.
func (r *journey) registered(endpoint string) (fact.Country, string) {
	g := r.providers.Registered(endpoint)
	return g.Country, g.String()
}
