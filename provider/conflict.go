package provider

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// conflict returns an error where two providers claim the same without anything
// that tells them apart, so that the order of files would decide whose it is: a name,
// an autonomous system, a region of one technology, a Terraform address or type.
func (t *Table) conflict() error {
	names, systems, regions := map[string]*profile{}, map[string]*profile{}, map[string]*profile{}
	for _, p := range t.gazetteer.profiles {
		for _, a := range append([]string{string(p.ID), p.Name}, p.Aliases...) {
			if err := claim(names, "the name "+strings.ToLower(a), p); err != nil {
				return err
			}
		}
		for i := range p.systems {
			if err := claim(systems, fmt.Sprintf("AS%d", p.systems[i].number), p); err != nil {
				return err
			}
		}
		for _, code := range p.zones {
			if err := claim(regions, fmt.Sprintf("region %s of the technology of %s", code, cmp.Or(p.Technology, p.ID)), p); err != nil {
				return err
			}
		}
	}
	for _, index := range []map[string][]suffix{t.terraform.byAddress, t.terraform.byType, t.terraform.byPrefix} {
		if err := contested(index); err != nil {
			return err
		}
	}
	return nil
}

func claim(owners map[string]*profile, what string, p *profile) error {
	if old := owners[what]; old != nil && old != p {
		return fmt.Errorf("%w: both %s and %s claim %s", errGazetteer, old.ID, p.ID, what)
	}
	owners[what] = p
	return nil
}

// contested returns an error where two providers claim a Terraform address or type
// without condition, or where both have a region that would decide.
func contested(index map[string][]suffix) error {
	for _, text := range slices.Sorted(maps.Keys(index)) {
		owners := map[string]*profile{}
		for _, s := range index[text] {
			if !s.name.byPlace {
				if err := claim(owners, "Terraform's "+text+" without a region", s.profile); err != nil {
					return err
				}
			}
			for _, code := range s.profile.zones {
				if err := claim(owners, "Terraform's "+text+" in "+code, s.profile); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
