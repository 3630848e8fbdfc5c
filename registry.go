package longarm

import (
	"context"
	"errors"

	"github.com/longarm-project/longarm/assess"
	"github.com/longarm-project/longarm/registry"
)

// behind takes in what the registry, and the registers among the evidence, know
// of every party named so far, and of those above it: each record becomes a
// claim by its publisher.
func (r *journey) behind(context.Context) error {
	claimers := make([]*registry.Claimer, len(r.registries))
	for i, f := range r.registries {
		claimers[i] = f.Claims(r.ReadOn)
	}
	// What one file knows of a party above may be followed further in another.
	for more := len(claimers) > 0; more; {
		before := r.set.Len()
		for _, c := range claimers {
			if err := r.claim(c); err != nil {
				return err
			}
		}
		more = len(claimers) > 1 && r.set.Len() > before
	}
	var errs []error
	for _, f := range r.registries {
		errs = append(errs, f.Err())
	}
	return errors.Join(errs...)
}

// claim takes in what one file knows.
func (r *journey) claim(c *registry.Claimer) error {
	for _, p := range assess.Parties(&r.set) {
		c.Want(p, p)
	}
	c.WantAll(&r.set)
	for _, f := range c.Facts() {
		if _, err := r.set.Add(f); err != nil {
			return err
		}
	}
	return nil
}
