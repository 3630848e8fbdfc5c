package census

import (
	"encoding/json"
	"io"

	"github.com/longarm-project/longarm/census/detect"
)

// Version names the form of reports.
const Version = "longarm-census/1"

// A Report is the result of a census. Its JSON form is described in doc/formats/census.md.
type Report struct {
	Version string `json:"version"`
	// Complete is false if the scan was interrupted, or if parts of it are missing.
	Complete bool          `json:"complete"`
	Stores   []StoreReport `json:"stores"`
}

// A StoreReport tells of one store. Its categories count each person once, in however many files.
type StoreReport struct {
	URI      string              `json:"uri"`
	Status   Status              `json:"status"`
	Problems []string            `json:"problems,omitempty"`
	Files    int                 `json:"file_count"`
	NotRead  int                 `json:"not_read"`
	Rows     int64               `json:"rows"`
	Bytes    int64               `json:"bytes"`
	By       map[string]*Counted `json:"categories"`
	Persons  *Counted            `json:"persons,omitempty"`
	Combined *Combined           `json:"combined,omitempty"`
	Listed   string              `json:"listed_area,omitempty"` // yes or possible: locations in an area of 28 CFR 202.1401
	Areas    []int64             `json:"areas,omitempty"`
	List     []FileReport        `json:"files"`
}

// A FileReport tells of one file, or of one member of an archive.
type FileReport struct {
	URI         string                  `json:"uri"`
	Format      string                  `json:"format,omitempty"`
	Status      Status                  `json:"status"`
	Reasons     []string                `json:"reasons,omitempty"`
	Rows        int64                   `json:"rows,omitempty"`
	Bytes       int64                   `json:"bytes,omitempty"`
	By          map[string]*Counted     `json:"categories"`
	Persons     *Counted                `json:"persons,omitempty"`
	Combined    *Combined               `json:"combined,omitempty"`
	Identifiers map[string]*IdentReport `json:"identifiers,omitempty"`
	Uncounted   []string                `json:"uncounted_columns,omitempty"`
	Safeguards  []string                `json:"safeguards,omitempty"`
	NetworkOnly int64                   `json:"network_only_records,omitempty"`
	Listed      string                  `json:"listed_area,omitempty"`
	Areas       []int64                 `json:"areas,omitempty"`
}

// An IdentReport tells of one kind of identifier, secret or mark.
type IdentReport struct {
	Cells      int64  `json:"cells"`
	Distinct   int64  `json:"distinct"`
	Confidence string `json:"confidence"`
	Masked     string `json:"masked"`
	Row        int64  `json:"row"`
	Column     string `json:"column,omitempty"`
}

// Report works out what a store holds. Complete says that all of it was scanned.
func (s *Store) Report() StoreReport {
	out := StoreReport{URI: s.URI, Status: Read, Problems: s.Problems, By: map[string]*Counted{}, List: []FileReport{}}
	near, unread := false, 0
	var marked []*File
	for _, f := range s.files() {
		r := f.report()
		if f.Status == Unread {
			unread++
		}
		out.Files++
		out.Rows += f.Rows
		out.Bytes += f.Bytes
		if f.Status != Read {
			out.NotRead++
			out.Status = Partly
		}
		for _, a := range f.Areas {
			out.Areas = addSorted(out.Areas, a)
		}
		near = near || f.Near
		marked = append(marked, f)
		out.List = append(out.List, r)
	}
	if len(s.Problems) > 0 || len(s.missing()) > 0 {
		out.Status = Partly
	}
	if unread == out.Files {
		out.Status = Unread
	}
	for _, object := range s.missing() {
		out.Problems = addSorted(out.Problems, object+": not all of it was scanned")
	}
	var by [Categories]*Counted
	for c := range Categories {
		by[c] = counted(&s.tables, s.unkeyed[c], s.vague.has(c), c)
	}
	out.By, out.Persons, out.Combined = named(&by)
	for _, f := range marked {
		f.eachIdent(func(k detect.Kind, id *Ident) { property(out.By, k, id) })
	}
	out.Listed = listed(out.Areas, near)
	return out
}

// named puts categories under their names; the persons described stand apart.
func named(by *[Categories]*Counted) (map[string]*Counted, *Counted, *Combined) {
	out := map[string]*Counted{}
	for c, n := range by {
		if n != nil && Category(c) != Described {
			out[Category(c).String()] = n
		}
	}
	return out, by[Described], combine(by)
}

// property enters the two categories that are about no person.
func property(by map[string]*Counted, k detect.Kind, id *Ident) {
	name := ""
	switch {
	case k.Secret():
		name = "secrets"
	case k.Property():
		name = "intellectual_property"
	default:
		return
	}
	c := by[name]
	if c == nil {
		c = &Counted{Unit: "records"}
		by[name] = c
	}
	n := c.Low + distinctOf(id)
	c.Number = Number{Low: n, Estimate: &n, High: &n, Exact: true}
}

func listed(areas []int64, near bool) string {
	switch {
	case len(areas) > 0:
		return "yes"
	case near:
		return "possible"
	}
	return ""
}

func (f *File) report() FileReport {
	by := f.settled
	if by == nil {
		by = f.countAll()
	}
	r := FileReport{
		URI: f.Name, Format: f.Format, Status: f.Status, Reasons: f.Reasons, Rows: f.Rows, Bytes: f.Bytes,
		Uncounted: f.Uncounted, Safeguards: f.Safeguards, NetworkOnly: f.NetworkOnly, Areas: f.Areas, Listed: listed(f.Areas, f.Near),
	}
	r.By, r.Persons, r.Combined = named(by)
	f.eachIdent(func(k detect.Kind, id *Ident) {
		if r.Identifiers == nil {
			r.Identifiers = map[string]*IdentReport{}
		}
		r.Identifiers[k.String()] = &IdentReport{Cells: id.Cells, Distinct: distinctOf(id), Confidence: string(rune(id.Confidence)), Masked: id.Mask, Row: id.Row, Column: id.Column}
		property(r.By, k, id)
	})
	return r
}

// WriteJSON writes a report as indented JSON.
func WriteJSON(w io.Writer, r *Report) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(r)
}
