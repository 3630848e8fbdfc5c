package intake

import "context"

// A Strength says how sure a reader is that a file is of its kind.
type Strength int

// The strengths, the later the surer.
const (
	No      Strength = iota // it is of another kind
	Weak                    // it has the looks, which files of other kinds may have too
	Strong                  // it has several marks of the kind: names of columns or fields
	Certain                 // it says what it is: a root element, a schema, a line of magic
)

// If returns s where is holds, and No elsewhere.
func (s Strength) If(is bool) Strength {
	if is {
		return s
	}
	return No
}

// A Kind is one kind of file with who reads it.
type Kind struct {
	// Name is the short name of the kind, as File.Kind gives it: "vpc-flow", "bods".
	Name string
	// Recognizes says how sure it is that a file which begins with head is of this
	// kind. Head holds up to 64 KiB of text in UTF-8 and may end anywhere. Name is
	// that of the file; it plays a part only where the kind is told by no content.
	Recognizes func(name string, head []byte) Strength
	// Read reads in.Text to its end and notes in in what came of it. Its error ends
	// the walk; what cannot be read of a file is no such error, but goes to
	// in.Fault. Calls come from several goroutines at once, unless the kind is Ordered.
	//
	// Keep, if not nil, is called once the digest is known, for one file at
	// a time. Whole is not set where the stored file could not be read to its end.
	Read func(ctx context.Context, in *Input) (keep func(whole bool), err error)
	// Done, if not nil, is called once all files were read. It may add to the
	// inputs that Read was given, by Fault. A walk that ends early calls none.
	Done func()
	// Ordered kinds are read one file at a time, in the order of names.
	Ordered bool
}
