package longarm

import (
	"context"

	"github.com/longarm-project/longarm/assess"
)

// behind takes in what the registry knows of every party named so far, and of
// those above it: each record becomes a claim by its publisher.
func (r *journey) behind(context.Context) error {
	if r.Registry == nil {
		return nil
	}
	c := r.Registry.Claims(r.ReadOn)
	for _, p := range assess.Parties(&r.set) {
		c.Want(p, p)
	}
	c.WantAll(&r.set)
	for _, f := range c.Facts() {
		if _, err := r.set.Add(f); err != nil {
			return err
		}
	}
	return r.Registry.Err()
}
