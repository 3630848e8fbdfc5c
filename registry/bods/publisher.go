package bods

import (
	"bytes"
	"path"
	"strings"

	"github.com/longarm-project/longarm/internal/jsonvalues"
	"github.com/longarm-project/longarm/registry"
)

// A publisher is the scope of declaration subjects.
type publisher struct {
	name, prefix string
}

// findPublisher looks at the head of the file for the publisher of statements that name none:
// publicationDetails are not required, and some systems write them once for a whole set.
func (r *reader) findPublisher() error {
	head, err := registry.Peek(r.In)
	if err != nil {
		return err
	}
	s := jsonvalues.NewScanner(bytes.NewReader(head), "statements")
	for s.Scan() {
		if name := publisherName(s.Value()); s.Bad() == nil && len(name.Raw()) > 0 {
			r.ofFile = r.named(name)
			return nil
		}
	}
	return nil
}

// publisherName returns the name of the publisher of a statement, or its address on the web.
func publisherName(v jsonvalues.Value) jsonvalues.Value {
	of := v.Path("publicationDetails", "publisher")
	if name := of.Get("name"); len(name.Raw()) > 0 {
		return name
	}
	return of.Get("url")
}

// named returns the publisher of a name.
func (r *reader) named(name jsonvalues.Value) *publisher {
	if p, ok := r.publishers[string(name.Raw())]; ok {
		return p
	}
	p := &publisher{name: name.String()}
	p.prefix = "bods:" + slug(p.name) + ":"
	if len(r.publishers) < 10_000 {
		r.publishers[string(name.Raw())] = p
	}
	return p
}

// publisher returns the publisher of a statement: its own, or that of its file. Where neither is named the data set is
// the scope, which is the archive or folder of the file, if the ids of the statement mean anything outside of
// its file: if it names its declaration subject, or its record by an id as long as the standard
// wants statement ids to be. Ids such as "1" of two files without a publisher are two records.
func (r *reader) publisher(v jsonvalues.Value) *publisher {
	if name := publisherName(v); len(name.Raw()) > 0 {
		return r.named(name)
	}
	if r.ofFile != nil {
		return r.ofFile
	}
	if v.Get("declarationSubject").String() != "" || len(v.Get("recordId").Raw()) >= globalID {
		return &publisher{prefix: "bods:" + slug(dataSet(r.In.Name)) + ":"}
	}
	return &publisher{prefix: "bods:" + slug(r.In.Name) + ":"}
}

// globalID is the least length of a statement id, which is to be unique everywhere (BODS 0.4, statementId).
const globalID = 32

// dataSet names what a file lies in: its archive, or its folder.
func dataSet(name string) string {
	if i := strings.LastIndexByte(name, '!'); i >= 0 {
		return name[:i]
	}
	return path.Dir(name)
}
