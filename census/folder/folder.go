// Package folder opens local folders and files as stores of a census.
package folder

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/longarm-project/longarm/census"
	"github.com/longarm-project/longarm/internal/walk"
)

// A Folder is a folder, or one file.
type Folder struct {
	root  string
	files []walk.Listed
	at    map[string]string // paths by name
	probs []walk.Problem
	Bytes int64 // of all files
}

// Open lists the files below root.
func Open(ctx context.Context, root string) (*Folder, error) {
	files, problems, err := walk.List(ctx, []string{root}, walk.Options{Files: 100_000_000})
	if err != nil {
		return nil, err
	}
	f := &Folder{root: root, files: files, probs: problems, at: make(map[string]string, len(files))}
	for _, x := range files {
		f.at[x.Name] = x.Path
		f.Bytes += x.Size
	}
	return f, nil
}

// Of holds given files: paths on disk by the names that they are to have.
func Of(uri string, paths map[string]string) (*Folder, error) {
	f := &Folder{root: uri, at: paths}
	for _, name := range slices.Sorted(maps.Keys(paths)) {
		info, err := os.Stat(paths[name])
		if err != nil {
			return nil, fmt.Errorf("%s cannot be opened", name)
		}
		f.files = append(f.files, walk.Listed{Name: name, Path: paths[name], Size: info.Size()})
		f.Bytes += info.Size()
	}
	return f, nil
}

// URI implements census.Holder: the path as it was given.
func (f *Folder) URI() string { return filepath.ToSlash(f.root) }

// Objects implements census.Holder.
func (f *Folder) Objects(context.Context) iter.Seq2[census.Object, error] {
	return func(yield func(census.Object, error) bool) {
		for _, p := range f.probs {
			if !yield(census.Object{}, fmt.Errorf("%s: %s", p.Name, p.What)) {
				return
			}
		}
		for _, x := range f.files {
			if !yield(census.Object{Name: x.Name, Size: x.Size, Skipped: x.Skipped}, nil) {
				return
			}
		}
	}
}

// Open implements census.Holder.
func (f *Folder) Open(_ context.Context, o census.Object) (census.StoredObject, error) {
	file, err := os.Open(f.at[o.Name])
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return nil, pe.Err
	}
	if err != nil {
		return nil, err
	}
	return file, nil
}
