package document

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/longarm-project/longarm/document/page"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/walk"
)

// Read reads the documents below roots, archives included. A file that is no document,
// or could not be read, is a Problem. The same bytes under two names are one document
// with a copy. The error is that of a root that does not exist, or of ctx.
func Read(ctx context.Context, roots []string) ([]*Document, []Problem, error) {
	var mu sync.Mutex
	var docs []*Document
	problems := []Problem{}
	walked, err := walk.Each(ctx, roots, walk.Options{}, func(f *walk.File) error {
		found, problem := readFile(f)
		mu.Lock()
		defer mu.Unlock()
		docs = append(docs, found...)
		if problem != nil {
			problems = append(problems, *problem)
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	for _, p := range walked {
		problems = append(problems, Problem{p.Name, p.What, true})
	}
	slices.SortFunc(problems, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.What, b.What))
	})
	return Named(docs), problems, nil
}

// readFile reads what one file holds.
func readFile(f *walk.File) ([]*Document, *Problem) {
	if f.Skipped != "" {
		return nil, &Problem{f.Name, f.Skipped, false}
	}
	b, err := io.ReadAll(io.LimitReader(f, page.MaxBytes+1))
	if err != nil {
		return nil, &Problem{f.Name, "cannot be read: " + err.Error(), true}
	}
	docs, err := Of(f.Name, b)
	if err != nil {
		return nil, &Problem{f.Name, err.Error(), !errors.Is(err, page.ErrEmpty) && !errors.Is(err, page.ErrBinary)}
	}
	return docs, nil
}

// Of reads the documents in the bytes of one file. They have no ID yet; see Named.
func Of(name string, b []byte) ([]*Document, error) {
	pages, err := page.Read(b)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(b)
	var out []*Document
	for i, p := range pages {
		d := &Document{Name: name, Digest: fact.Digest(hex.EncodeToString(sum[:])), Page: p}
		file := File{Name: name, Digest: d.Digest, Size: int64(len(b))}
		if len(pages) > 1 {
			d.Name, file.Part = fmt.Sprintf("%s#%d", name, i+1), i+1
			part := sha256.Sum256([]byte(p.Text))
			d.Digest = fact.Digest(hex.EncodeToString(part[:]))
		}
		d.Files = []File{file}
		out = append(out, d)
	}
	return out, nil
}

// Named joins documents of the same bytes and gives each a short ID of its own: the name
// of its file without folders and ending, as long as that is unique.
func Named(docs []*Document) []*Document {
	slices.SortFunc(docs, func(a, b *Document) int {
		return cmp.Or(strings.Compare(string(a.Digest), string(b.Digest)), strings.Compare(a.Name, b.Name))
	})
	var out []*Document
	for _, d := range docs {
		if k := len(out) - 1; k >= 0 && out[k].Digest == d.Digest {
			out[k].Copies = append(out[k].Copies, d.Name)
			out[k].Files = append(out[k].Files, d.Files...)
			continue
		}
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b *Document) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(string(a.Digest), string(b.Digest)))
	})
	count := map[string]int{}
	for _, d := range out {
		count[short(d.Name)]++
	}
	taken := map[string]bool{}
	for _, d := range out {
		d.ID = short(d.Name)
		if count[d.ID] > 1 {
			d.ID = d.Name
		}
		for base, n := d.ID, 2; taken[d.ID]; n++ {
			d.ID = fmt.Sprintf("%s~%d", base, n)
		}
		taken[d.ID] = true
	}
	return out
}

// short is the name of a file without folders and ending.
func short(name string) string {
	base := path.Base(name)
	if i := strings.LastIndexByte(base, '!'); i >= 0 && i+1 < len(base) {
		base = base[i+1:]
	}
	base, part, _ := strings.Cut(base, "#")
	if ext := path.Ext(base); ext != "" && ext != base {
		base = strings.TrimSuffix(base, ext)
	}
	if part != "" {
		base += "#" + part
	}
	return base
}
