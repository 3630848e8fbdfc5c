package longarm

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/document"
)

// press takes in what press and filings report: a claim for each independent report. They
// show nothing of parties and interests; what a person takes from them stands in a case file.
func (r *journey) press(ctx context.Context) error {
	if len(r.Documents) == 0 {
		return nil
	}
	docs, problems, err := document.Read(ctx, r.Documents)
	if err != nil {
		return err
	}
	report, err := document.Analyse(ctx, docs, 0)
	if err != nil {
		return err
	}
	facts, silent := report.Reported(docs, r.ReadOn)
	if err := r.set.AddAll(facts...); err != nil {
		return err
	}
	r.evidence.Files = documents(r.evidence.Files, docs, append(problems, silent...))
	for _, p := range problems {
		if p.Failed {
			r.evidence.Problems = append(r.evidence.Problems, determination.Problem{Name: p.Name, What: p.What})
		}
	}
	if len(docs) == 0 {
		r.evidence.Problems = append(r.evidence.Problems, determination.Problem{
			Name: strings.Join(r.Documents, ", "), What: "no document was read there",
		})
	}
	return nil
}

// documents adds the files of docs to the table of evidence, in order. One that lies among the evidence, too, and is
// none, is a document; what became of the others that were given as documents is noted.
func documents(files []determination.File, docs []*document.Document, not []document.Problem) []determination.File {
	at := map[document.File]int{} // without Size and Part
	for i, f := range files {
		at[document.File{Name: f.Name, Digest: f.Digest}] = i
	}
	notes := map[string]string{}
	for _, p := range not {
		notes[p.Name] = p.What
	}
	for _, d := range docs {
		for i, f := range d.Files {
			key := document.File{Name: f.Name, Digest: f.Digest}
			k, ok := at[key]
			if !ok {
				k = len(files)
				at[key] = k
				files = append(files, determination.File{Name: f.Name, Digest: f.Digest, Size: f.Size})
			}
			row := &files[k]
			if row.Kind != "" && row.Kind != kindDocument {
				continue // read as evidence, too
			}
			row.Kind, row.State = kindDocument, ""
			row.Records++
			if i > 0 && f.Part == 0 {
				row.SameAs = d.Name
			}
			row.Note = cmp.Or(row.Note, notes[d.Name])
			delete(notes, d.Name)
		}
	}
	for _, p := range not {
		if note := notes[p.Name]; note != "" && !p.Failed {
			files = append(files, determination.File{Name: p.Name, Kind: kindDocument, State: determination.NothingRead, Note: note})
			delete(notes, p.Name)
		}
	}
	slices.SortStableFunc(files, func(a, b determination.File) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(string(a.Digest), string(b.Digest)))
	})
	return files
}

// kindDocument is determination.File.Kind of press and filings.
const kindDocument = "document"
