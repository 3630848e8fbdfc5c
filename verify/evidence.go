package verify

import (
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
)

// evidenced checks the table of evidence: every file is there once with its digest and in order, and everything
// that was read was read in one of them, or in a register, on the day of reading.
func evidenced(d *determination.Determination) error {
	type row struct {
		name   string
		digest fact.Digest
	}
	rows, digests := map[row]bool{}, map[fact.Digest]bool{}
	for i, f := range d.Evidence.Files {
		rows[row{f.Name, f.Digest}], digests[f.Digest] = true, true
		switch {
		case f.Name == "" || f.Size < 0 || f.Records < 0:
			return refuse("a row of the evidence names no file, or is less than nothing")
		case f.Records > 0 && len(f.Digest) != 64:
			return refuse("%s was read and has no digest", f.Name)
		case i > 0 && d.Evidence.Files[i-1].Name > f.Name:
			return refuse("the evidence is not in order at %s", f.Name)
		}
	}
	for _, u := range d.Asked.With {
		if u.Kind == determination.UsedRegister {
			rows[row{u.Name, u.Digest}], digests[u.Digest] = true, true
		}
	}
	for _, f := range d.Facts {
		if f.Rule != "" && f.Rule != fact.RuleListing || ofGazetteer(f) || ofCommandLine(f) {
			continue
		}
		for _, s := range f.Sources {
			switch l, listing := f.Body.(*fact.Listing); {
			case listing && s.Name == l.List: // a list in a registry or among the evidence, named by its short name
				if !digests[s.Digest] {
					return refuse("%s: list %s (%.8s) is not among the evidence", describe(f), s.Name, s.Digest)
				}
			case !rows[row{s.Name, s.Digest}]:
				return refuse("%s is read in %s (%.8s), which is not among the evidence", describe(f), s.Name, s.Digest)
			}
			if s.Seen != d.Evidence.ReadOn {
				return refuse("%s was read on %s, and the evidence on %s", describe(f), s.Seen, d.Evidence.ReadOn)
			}
		}
	}
	return nil
}
