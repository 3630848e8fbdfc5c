package provider

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"math"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/longarm-project/longarm/fact"
)

// A PrefixFile says what was read of one table of prefixes.
type PrefixFile struct {
	Name   string      // below the path that was given, with slashes
	Digest fact.Digest // of its bytes
	Date   fact.Date   // that the table says of itself; empty: it says none
	Rows   int         // rows used
	Bad    int         // rows that could not be used
	// Problems locates the first bad rows, at most 100.
	Problems []*LineError
}

// Bounds of a prefix file.
const (
	maxProblems = 100
	maxRows     = 8_000_000
	maxRowBytes = 8192
	maxTable    = 1 << 30
)

var errTable = errors.New("not a table that can be read")

const embeddedPrefixes = "gazetteer/prefixes.csv"

// embeddedRows holds the embedded prefixes, read once.
var embeddedRows = sync.OnceValues(func() (*prefixTable, error) {
	base, err := shared()
	if err != nil {
		return nil, err
	}
	raw, err := embedded.ReadFile(embeddedPrefixes)
	if err != nil {
		return nil, err
	}
	l := &loader{table: base}
	if err := l.load(bytes.NewReader(raw), embeddedPrefixes, ""); err != nil {
		return nil, err
	}
	if l.read[0].Bad > 0 {
		return nil, fmt.Errorf("%w: %w", errGazetteer, l.read[0].Problems[0])
	}
	return buildPrefixes(l.rows, l.read), nil
})

// openPrefixes reads the embedded table and those of o.
func openPrefixes(t *Table, o Options) (*prefixTable, error) {
	own, err := embeddedRows()
	if err != nil || len(o.Prefixes) == 0 {
		return own, err
	}
	l := &loader{table: t, rows: own.rows[:len(own.rows):len(own.rows)], read: own.files(), own: true}
	for _, root := range o.Prefixes {
		if err := l.open(root, o.Seen); err != nil {
			return nil, err
		}
	}
	built := buildPrefixes(l.rows, l.read)
	built.compiled = l.compiled
	return built, nil
}

// A loader collects the rows of several files.
type loader struct {
	table *Table
	rows  []row
	read  []PrefixFile
	own   bool
	file  *file
	names map[string]string // region names, each kept once

	compiled *compiled
}

// open reads a file, or every file below a folder in lexical order.
func (l *loader) open(root string, seen fact.Date) error {
	root, err := filepath.EvalSymlinks(root)
	if err != nil {
		return err
	}
	if info, err := os.Stat(root); err != nil || !info.IsDir() && !info.Mode().IsRegular() {
		return cmp.Or(err, fmt.Errorf("%s: neither a file nor a folder", filepath.Base(root)))
	}
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() || path != root && strings.HasPrefix(d.Name(), ".") {
			return nil
		}
		name := filepath.Base(path)
		if below, err := filepath.Rel(root, path); err == nil && below != "." {
			name = filepath.ToSlash(below)
		}
		if !d.Type().IsRegular() {
			l.read = append(l.read, PrefixFile{Name: name})
			l.bad(0, fmt.Errorf("%w: not a regular file", errTable))
			return nil
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		if isCompiled(f) {
			return l.compiledFile(path, name, seen)
		}
		return l.load(f, name, seen)
	})
}

// load reads one table, by its first byte: JSON as AWS publishes, or CSV.
func (l *loader) load(r io.Reader, name string, seen fact.Date) error {
	sum := sha256.New()
	limit := &io.LimitedReader{R: r, N: maxTable}
	in := bufio.NewReaderSize(io.TeeReader(limit, sum), 64<<10)
	l.file = &file{name: name, seen: seen}
	l.read = append(l.read, PrefixFile{Name: name})
	var err error
	if head, _ := in.Peek(64); bytes.HasPrefix(bytes.TrimLeft(head, "\ufeff \t\r\n"), []byte("{")) {
		err = l.readJSON(in)
	} else {
		err = l.readCSV(in)
	}
	if err == nil {
		_, err = io.Copy(io.Discard, in)
	}
	if err == nil && limit.N == 0 {
		err = fmt.Errorf("%w: %d bytes or more", errTable, maxTable)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	l.finish(sum)
	return nil
}

func (l *loader) finish(sum hash.Hash) {
	f := &l.read[len(l.read)-1]
	l.file.digest = fact.Digest(hex.EncodeToString(sum.Sum(nil)))
	f.Digest = l.file.digest
	if f.Date != "" {
		l.file.place = "table of " + string(f.Date)
	}
}

func (l *loader) bad(line int, err error) {
	f := &l.read[len(l.read)-1]
	f.Bad++
	if len(f.Problems) < maxProblems {
		f.Problems = append(f.Problems, &LineError{f.Name, line, err})
	}
}

func (l *loader) dated(s string) {
	if d, err := fact.ParseDate(strings.TrimSpace(s)); err == nil {
		l.read[len(l.read)-1].Date = d
	}
}

// A csvRow is the columns of a table of prefixes.
type csvRow struct{ prefix, asn, provider, region, services, source string }

var errColumns = errors.New("want a header with prefix and provider, perhaps asn, region, services, source")

// readCSV reads rows under a header. Lines that begin with # are remarks; "# date: 2026-06-01" dates the table.
func (l *loader) readCSV(in *bufio.Reader) error {
	var cols []string
	for n := 1; ; n++ {
		text, long, err := readLine(in)
		if err == io.EOF && text == "" && !long {
			if cols == nil {
				l.bad(n, errColumns)
			}
			return nil
		}
		if err != nil && err != io.EOF {
			return err
		}
		if n == 1 {
			text = strings.TrimPrefix(text, "\ufeff")
		}
		switch {
		case long:
			l.bad(n, fmt.Errorf("row is longer than %d bytes", maxRowBytes))
		case text == "":
		case text[0] == '#':
			if date, ok := strings.CutPrefix(text, "# date:"); ok {
				l.dated(date)
			}
		case cols == nil:
			if cols, err = header(text); err != nil {
				l.bad(n, err)
				return nil
			}
		default:
			l.csv(n, cols, text)
		}
	}
}

// readLine returns a line without its end. A line above maxRowBytes is passed over and reported as long.
func readLine(in *bufio.Reader) (text string, long bool, err error) {
	b, err := in.ReadSlice('\n')
	long = len(b) > maxRowBytes
	for err == bufio.ErrBufferFull {
		long = true
		_, err = in.ReadSlice('\n')
	}
	if long {
		return "", true, err
	}
	return strings.TrimRight(string(b), "\r\n"), false, err
}

func header(text string) ([]string, error) {
	cols := strings.Split(strings.ToLower(text), ",")
	need := 0
	for i, c := range cols {
		cols[i] = strings.TrimSpace(c)
		if cols[i] == "prefix" || cols[i] == "provider" {
			need++
		}
	}
	if need != 2 {
		return nil, errColumns
	}
	return cols, nil
}

func (l *loader) csv(n int, cols []string, text string) {
	var c csvRow
	var fields []string
	if strings.IndexByte(text, '"') >= 0 {
		var err error
		if fields, err = csv.NewReader(strings.NewReader(text)).Read(); err != nil {
			l.bad(n, errors.New("quotes do not match"))
			return
		}
	}
	for i, col := range cols {
		var v string
		switch {
		case fields != nil && i < len(fields):
			v = fields[i]
		case fields == nil:
			v, text, _ = strings.Cut(text, ",")
		}
		switch col {
		case "prefix":
			c.prefix = v
		case "asn":
			c.asn = v
		case "provider":
			c.provider = v
		case "region":
			c.region = v
		case "services":
			c.services = v
		case "source":
			c.source = v
		}
	}
	if err := l.add(n, c); err != nil {
		l.bad(n, err)
	}
}

// add checks a row and keeps it.
func (l *loader) add(line int, c csvRow) error {
	p, err := parsePrefix(c.prefix)
	if err != nil {
		return err
	}
	pr := l.table.aliases[plainName(c.provider)]
	if pr == nil {
		return fmt.Errorf("the gazetteer has no provider %.40q", c.provider)
	}
	r := row{prefix: p, profile: pr, file: l.file, line: int32(line), own: l.own, front: isFront(c.services)}
	if c.asn != "" {
		n, err := strconv.ParseUint(c.asn, 10, 32)
		if err != nil {
			return fmt.Errorf("asn %.20q is not a number", c.asn)
		}
		r.asn = uint32(n)
	}
	if len(l.rows) >= maxRows || line >= math.MaxInt32 {
		return fmt.Errorf("more than %d rows", maxRows)
	}
	r.region, r.rank = l.keep(c.region), l.rank(c)
	if r.rank == byHolder && l.carries(&r) {
		r.rank = byCarrier
	}
	l.rows = append(l.rows, r)
	l.read[len(l.read)-1].Rows++
	return nil
}

// rank says how far a row is to be trusted: as its source is known, else by what it
// holds; only a provider's own table has regions.
func (l *loader) rank(c csvRow) rank {
	r, known := l.table.gazetteer.sources[c.source]
	switch {
	case known:
		return r
	case c.asn != "":
		return byHolder
	case c.region != "":
		return byPublished
	}
	return byList
}

// carries reports whether the system of r carries lines of others.
func (l *loader) carries(r *row) bool {
	return r.profile.Kind == Carrier || r.profile.Kind == Cloud && l.table.systems[int64(r.asn)].isShared()
}

func (l *loader) keep(s string) string {
	if s == "" {
		return ""
	}
	if l.names == nil {
		l.names = make(map[string]string)
	}
	k, ok := l.names[s]
	if !ok {
		k = strings.Clone(s)
		l.names[k] = k
	}
	return k
}

// isFront reports whether all services named are those of a content delivery network.
func isFront(services string) bool {
	front := false
	for s := range strings.SplitSeq(services, "|") {
		switch s {
		case "CLOUDFRONT", "CLOUDFRONT_ORIGIN_FACING", "GLOBALACCELERATOR", "AzureFrontDoor":
			front = true
		case "AMAZON", "":
		default:
			return false
		}
	}
	return front
}

// parsePrefix reads a prefix, or an address, that a provider may hold.
func parsePrefix(s string) (netip.Prefix, error) {
	p, err := netip.ParsePrefix(s)
	if err != nil {
		a, aerr := netip.ParseAddr(s)
		if aerr != nil || a.Zone() != "" {
			return p, fmt.Errorf("%.60q is not a prefix", s)
		}
		p = netip.PrefixFrom(a, a.BitLen())
	}
	switch a := p.Addr(); {
	case p != p.Masked():
		return p, fmt.Errorf("%s has bits set behind its length", p)
	case a.Is4In6(), isSpecial(a):
		return p, fmt.Errorf("%s is special-purpose space (RFC 6890)", p)
	case cmp.Compare(p.Bits(), shortest(a)) < 0:
		return p, fmt.Errorf("%s is wider than any provider's block", p)
	}
	return p, nil
}

func shortest(a netip.Addr) int {
	if a.Is4() {
		return 8
	}
	return 16
}
