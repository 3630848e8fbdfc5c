package evidence

import (
	"context"
	"slices"

	"github.com/longarm-project/longarm/intake"
)

// Read reads all files below roots with the readers that are surest of them.
// Only a root that does not exist, and ctx, are errors; everything else that
// cannot be read is a Problem of the Reading. Where ctx ends the reading, what
// was read before is returned beside its error, marked Partial.
func Read(ctx context.Context, roots []string, readers []Reader, o Options) (*Reading, error) {
	c := NewCollector(o)
	result, err := intake.Walk(ctx, roots, Kinds(readers, c), intake.Options{Workers: o.Workers, Progress: o.Progress, Stdin: o.Stdin})
	return c.Reading(result), err
}

// Kinds offers the files of a walk to readers, and gathers in c what they find.
func Kinds(readers []Reader, c *Collector) []intake.Kind {
	var kinds []intake.Kind
	for _, r := range readers {
		k := intake.Kind{
			Name:       r.Name(),
			Recognizes: func(name string, head []byte) Strength { return Recognized(r, name, head, c.o) },
			Read: func(_ context.Context, f *intake.Input) (func(whole bool), error) {
				items := drain(&Input{Name: f.Name, R: f.Text, Options: c.o}, r, f)
				f.Own = slices.ContainsFunc(items, func(it Item) bool { return it.Part != nil })
				return func(whole bool) {
					if whole && f.CopyOf() == nil {
						c.add(f, items)
					}
				}, nil
			},
		}
		if j, ok := r.(Joiner); ok {
			k.Done = func() { c.joinParts(j) }
		}
		kinds = append(kinds, k)
	}
	return kinds
}

// drain gathers what a reader yields.
func drain(in *Input, r Reader, f *intake.Input) (items []Item) {
	for item, err := range r.Read(in) {
		if err != nil {
			f.Fault(err, in.Records)
			continue
		}
		items = append(items, item)
	}
	f.Records, f.Skipped = in.Records, in.Skipped
	f.AddNote(in.Note)
	return items
}

// Reading returns what was gathered in a walk that has ended; c is of no use afterwards.
func (c *Collector) Reading(result *intake.Result) *Reading {
	r := &Reading{Facts: c.facts(), Files: result.Files, Problems: append(result.Problems, c.problems()...), Partial: result.Partial}
	intake.SortProblems(r.Problems)
	return r
}
