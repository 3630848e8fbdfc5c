package blocks

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"

	"github.com/longarm-project/longarm/fact"
)

// Options say how files are read.
type Options struct {
	// Provider names whose a list is that does not say it itself, by the path of its
	// file; empty: it is not known, and the list is refused.
	Provider func(path string) string
	// Special reports whether an address is nobody's on the internet: such rows are passed over.
	Special func(netip.Addr) bool
	// MaxRows bounds the rows of all files; 0: 16 million.
	MaxRows int
}

// A Source is one file that was read.
type Source struct {
	Name     string       `json:"name"` // below the folder given, with slashes
	Form     string       `json:"form"` // which of the forms that are read
	Digest   string       `json:"digest"`
	Date     string       `json:"date,omitempty"` // that the file says of itself
	Rows     int          `json:"rows"`
	Bad      int          `json:"bad,omitempty"`
	Special  int          `json:"special,omitempty"` // rows of special-purpose space, passed over
	Problems []*LineError `json:"-"`                 // the first of what could not be used
}

// Bounds of one file.
const (
	maxFile     = 1 << 30
	maxText     = 256 << 20 // of JSON, which is held in memory
	maxLine     = 8192
	maxProblems = 20
	maxRows     = 16_000_000
)

// A reader reads one file into a Builder.
type reader struct {
	b        *Builder
	o        *Options
	name     string
	file     uint16
	form     string
	date     string
	rows     int
	nBad     int
	special_ int
	problems []*LineError
}

func (r *reader) bad(line int, err error) {
	if r.nBad++; len(r.problems) < maxProblems {
		r.problems = append(r.problems, &LineError{line, err})
	}
}

// dated takes a day from the beginning of a text.
func (r *reader) dated(s string) {
	if len(s) >= 10 {
		s = strings.ReplaceAll(s[:10], "/", "-")
		if _, err := fact.ParseDate(s); err == nil {
			r.date = s
		}
	}
}

// ReadDir reads every file below dir, in lexical order. A file of which nothing could be
// read is a Source with its problem; only dir itself, and a file that cannot be opened, are errors.
func (b *Builder) ReadDir(dir string, o Options) error {
	if o.MaxRows == 0 {
		o.MaxRows = maxRows
	}
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if path != dir && strings.HasPrefix(d.Name(), ".") {
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() {
			return nil
		}
		name := filepath.Base(path)
		if below, err := filepath.Rel(dir, path); err == nil && below != "." {
			name = filepath.ToSlash(below)
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		return b.Read(f, name, o)
	})
}

// Read reads one file, which tells its form by its content.
func (b *Builder) Read(in io.Reader, name string, o Options) error {
	if len(b.sources) >= 1<<16-1 {
		return errors.New("more files than a table can tell apart")
	}
	r := &reader{b: b, o: &o, name: name, file: uint16(len(b.sources))}
	sum := sha256.New()
	stored := bufio.NewReaderSize(io.TeeReader(&io.LimitedReader{R: in, N: maxFile}, sum), 64<<10)
	err := r.unpacked(stored)
	if _, rest := io.Copy(io.Discard, stored); rest != nil {
		return fmt.Errorf("%s: %w", name, rest)
	}
	if err != nil {
		r.bad(0, err)
	}
	b.sources = append(b.sources, Source{
		Name: name, Form: r.form, Digest: hex.EncodeToString(sum.Sum(nil)), Date: r.date, Rows: r.rows, Bad: r.nBad, Special: r.special_, Problems: r.problems,
	})
	return nil
}

// unpacked reads text, or what gzip holds.
func (r *reader) unpacked(in *bufio.Reader) error {
	head, _ := in.Peek(2)
	if !bytes.Equal(head, []byte("\x1f\x8b")) {
		return r.read(in)
	}
	z, err := gzip.NewReader(in)
	if err != nil {
		return fmt.Errorf("gzip: %w", err)
	}
	return r.read(bufio.NewReaderSize(io.LimitReader(z, maxFile), 64<<10))
}

var errNothing = errors.New("of none of the forms that are read: see doc/formats/prefixes.md")

func (r *reader) read(in *bufio.Reader) error {
	head, _ := in.Peek(32 << 10)
	switch text := bytes.TrimLeft(head, "\ufeff \t\r\n"); {
	case len(text) > 0 && text[0] == '{':
		whole, err := whole(in)
		if err != nil {
			return err
		}
		return r.readJSON(bytes.TrimPrefix(whole, []byte("\ufeff")))
	case bytes.IndexByte(head, 0) >= 0:
		whole, err := whole(in)
		if err != nil {
			return err
		}
		return r.readMMDB(whole)
	}
	return r.readText(in)
}

func whole(in io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(in, maxText+1))
	if err == nil && len(text) > maxText {
		err = fmt.Errorf("more than %d MiB", maxText>>20)
	}
	return text, err
}

// readText reads lines, of which the first that is no remark tells the form.
func (r *reader) readText(in *bufio.Reader) error {
	var line func(n int, text string)
	for n := 1; ; n++ {
		text, err := in.ReadSlice('\n')
		if len(text) == 0 && err == io.EOF {
			break
		}
		long := err == bufio.ErrBufferFull || len(text) > maxLine
		s := ""
		if !long {
			s = strings.TrimSpace(strings.TrimPrefix(string(text), "\ufeff"))
		}
		for err == bufio.ErrBufferFull {
			_, err = in.ReadSlice('\n')
		}
		if err != nil && err != io.EOF {
			return err
		}
		switch {
		case long:
			r.bad(n, fmt.Errorf("longer than %d bytes", maxLine))
		case s == "":
		case s[0] == '#' || s[0] == ';':
			r.remark(s)
		default:
			if line == nil {
				if line = r.lines(s); line == nil {
					return errNothing
				}
			}
			line(n, s)
		}
		if err == io.EOF {
			break
		}
	}
	if line == nil {
		return errNothing
	}
	return nil
}

// remark takes the day that a remark gives: "# date: 2026-06-01", "; IP-ASN32-DAT file" has none.
func (r *reader) remark(s string) {
	if d, ok := strings.CutPrefix(s, "# date:"); ok {
		r.dated(strings.TrimSpace(d))
	}
}

// lines returns what reads the lines of a text that begins with first; nil: of no form.
func (r *reader) lines(first string) func(int, string) {
	bar := strings.Split(first, "|")
	comma := strings.Split(first, ",")
	switch {
	case len(bar) >= 6:
		r.form = "delegated"
		return r.delegated
	case len(comma) > 1 && slices.Contains(columnsOf(first), "prefix"):
		r.form = "table"
		return r.table(columnsOf(first))
	}
	if f := strings.Fields(first); len(f) == 2 && digits(f[1]) {
		r.form = "pyasn"
		return r.pyasn
	}
	if _, err := parsePrefix(comma[0]); err != nil {
		return nil
	}
	provider := ""
	if r.o.Provider != nil {
		provider = r.o.Provider(r.name)
	}
	if provider == "" {
		return func(n int, _ string) {
			if n > 0 && r.nBad == 0 {
				r.bad(n, errors.New("whose list is this? put it into a folder that has the provider's name"))
			}
		}
	}
	if len(comma) > 1 {
		r.form = "geofeed"
		return func(n int, s string) { r.geofeed(n, s, provider) }
	}
	r.form = "list"
	return func(n int, s string) { r.add(n, s, Row{Kind: Published, Provider: provider}) }
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// pyasn reads "1.0.0.0/24 <tab> 13335", as pyasn keeps what route collectors saw.
func (r *reader) pyasn(n int, s string) {
	f := strings.Fields(s)
	if len(f) != 2 {
		r.bad(n, errors.New("want a prefix and the number of a system"))
		return
	}
	asn, err := strconv.ParseUint(f[1], 10, 32)
	if err != nil || asn == 0 {
		r.bad(n, fmt.Errorf("%.20q is not the number of a system", f[1]))
		return
	}
	r.add(n, f[0], Row{Kind: Announced, ASN: uint32(asn)})
}

// delegated reads a line of the statistics that registries exchange ("RIR statistics exchange format", version 2).
func (r *reader) delegated(n int, s string) {
	f := strings.Split(s, "|")
	switch {
	case len(f) >= 7 && digits(strings.ReplaceAll(f[0], ".", "")): // version|registry|serial|records|start|end|offset
		if end := f[5]; len(end) == 8 {
			r.dated(end[:4] + "-" + end[4:6] + "-" + end[6:])
		}
		return
	case len(f) >= 6 && f[5] == "summary", len(f) < 7, f[2] == "asn":
		return
	case f[6] != "allocated" && f[6] != "assigned":
		return // available or reserved: nobody's
	}
	if len(f[1]) != 2 || f[1] == "ZZ" {
		return
	}
	row := Row{Kind: Registered, Country: strings.ToUpper(f[1])}
	if f[2] == "ipv6" {
		r.add(n, f[3]+"/"+f[4], row)
		return
	}
	a, err := netip.ParseAddr(f[3])
	count, cerr := strconv.ParseUint(f[4], 10, 33)
	if err != nil || !a.Is4() || cerr != nil || f[2] != "ipv4" {
		r.bad(n, errors.New("want ipv4 or ipv6, an address and a number"))
		return
	}
	for _, p := range span(a, count) {
		row.Prefix = p
		r.keep(n, row)
	}
}

// geofeed reads "prefix,country,subdivision,city,postal" (RFC 8805).
func (r *reader) geofeed(n int, s, provider string) {
	f := strings.Split(s, ",")
	for len(f) < 4 {
		f = append(f, "")
	}
	row := Row{Kind: Published, Provider: provider}
	if cc := strings.ToUpper(strings.TrimSpace(f[1])); len(cc) == 2 {
		row.Country, row.Region = cc, cc+"/"+strings.TrimSpace(f[3])
	}
	r.add(n, f[0], row)
}

func columnsOf(s string) []string {
	cols := strings.Split(strings.ToLower(s), ",")
	for i := range cols {
		cols[i] = strings.TrimSpace(cols[i])
	}
	return cols
}

// table reads rows under the header "prefix,asn,provider,region", in any order.
func (r *reader) table(cols []string) func(int, string) {
	head := true
	return func(n int, s string) {
		if head {
			head = false
			return
		}
		row := Row{Kind: Listed}
		prefix := ""
		for i, v := range strings.Split(s, ",") {
			if i >= len(cols) {
				break
			}
			switch v = strings.TrimSpace(v); cols[i] {
			case "prefix":
				prefix = v
			case "provider":
				row.Provider = v
			case "region":
				row.Region = v
			case "country":
				row.Country = strings.ToUpper(v)
			case "asn":
				asn, err := strconv.ParseUint(v, 10, 32)
				if v != "" && err != nil {
					r.bad(n, fmt.Errorf("asn %.20q is not a number", v))
					return
				}
				row.ASN = uint32(asn)
			}
		}
		if row.Provider == "" {
			row.Kind = Announced
			if row.ASN == 0 {
				r.bad(n, errors.New("want a provider, or the number of a system"))
				return
			}
		}
		r.add(n, prefix, row)
	}
}
