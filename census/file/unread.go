package file

import (
	"bytes"
	"context"
	"fmt"

	"github.com/longarm-project/longarm/census"
)

// Unread recognises formats that are known and not read, so that the report can say which and what to do.
type Unread struct{}

// Name implements census.Format.
func (Unread) Name() string { return "unread" }

// unread lists the marks of formats that are not read.
var unread = []struct{ magic, name, advice string }{
	{"ORC", "orc", "convert it to Parquet"},
	{"CRAM", "cram", "give its header as SAM"},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole2", "an Office document of before 2007: save it in a newer form"},
	{"\x89HDF\r\n\x1a\n", "hdf5", "export its tables"},
	{"ARROW1", "arrow", "convert it to Parquet"},
	{"PGDMP", "pg_dump", "restore it, or dump it as plain SQL"},
	{"Rar!\x1a\x07", "rar", "unpack it"},
	{"7z\xbc\xaf\x27\x1c", "7z", "unpack it"},
}

func unreadOf(head []byte) int {
	for i, u := range unread {
		if bytes.HasPrefix(head, []byte(u.magic)) {
			return i
		}
	}
	return -1
}

// Recognise implements census.Format.
func (Unread) Recognise(head []byte, _ string) bool { return unreadOf(head) >= 0 }

// Scan implements census.Format: it says what would help.
func (Unread) Scan(_ context.Context, src *census.Source, f *census.File) error {
	u := unread[unreadOf(src.Head)]
	f.Format = u.name
	return fmt.Errorf("%s is %w: %s", u.name, census.ErrUnsupported, u.advice)
}
