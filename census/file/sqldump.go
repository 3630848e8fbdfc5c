package file

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/longarm-project/longarm/census"
	"github.com/longarm-project/longarm/internal/pattern"
)

// Dump reads plain dumps of databases: INSERT statements, and COPY blocks of PostgreSQL.
type Dump struct{}

// Name implements census.Format.
func (Dump) Name() string { return "sql" }

var dumpHead = pattern.New(`(?im)^\s*(?:insert\s+into\s+\S+|copy\s+\S+\s*\(.*\)\s+from\s+stdin|create\s+table\s|-- (?:mysql|postgresql|sqlite|mariadb).*dump|pragma foreign_keys)`)

// Recognise implements census.Format.
func (Dump) Recognise(head []byte, _ string) bool {
	return census.IsText(head) && dumpHead.Match(head)
}

// Scan implements census.Format.
func (Dump) Scan(ctx context.Context, src *census.Source, f *census.File) error {
	d := &dump{f: f, in: src.Reader, tables: map[string]*dumpTable{}}
	defer func() {
		for _, name := range sortedKeys(d.tables) {
			d.tables[name].t.Close()
		}
	}()
	for {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		statement, err := d.statement()
		if len(bytes.TrimSpace(statement)) > 0 {
			if err := d.run(ctx, statement); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

type dumpTable struct {
	t       *census.Table
	columns []string
	named   bool
}

// maxStatement bounds one statement; a longer INSERT is read in pieces at its rows.
const maxStatement = 16 << 20

type dump struct {
	f      *census.File
	in     io.Reader
	buf    []byte
	done   bool
	tables map[string]*dumpTable
}

func (d *dump) more() error {
	if d.done {
		return io.EOF
	}
	chunk := make([]byte, 256<<10)
	n, err := io.ReadFull(d.in, chunk)
	d.buf = append(d.buf, chunk[:n]...)
	d.f.Bytes += int64(n)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		d.done = true
		return nil
	}
	return err
}

// statement returns the next statement without its semicolon; io.EOF with the last.
func (d *dump) statement() ([]byte, error) {
	from := 0
	var quote byte
	for {
		for i := from; i < len(d.buf); i++ {
			c := d.buf[i]
			switch {
			case quote != 0:
				if c == '\\' && quote == '\'' {
					i++
				} else if c == quote {
					quote = 0
				}
			case c == '\'' || c == '"' || c == '`':
				quote = c
			case c == '-' && i+1 < len(d.buf) && d.buf[i+1] == '-':
				j := bytes.IndexByte(d.buf[i:], '\n')
				if j < 0 && !d.done {
					goto fill
				}
				if j < 0 {
					j = len(d.buf) - i
				}
				i += j
			case c == ';':
				s := bytes.Clone(d.buf[:i])
				d.buf = d.buf[i+1:]
				return s, nil
			}
		}
	fill:
		if d.done {
			s := d.buf
			d.buf = nil
			return s, io.EOF
		}
		if len(d.buf) > maxStatement {
			return nil, errors.New("a statement of more than 16 MiB: the rest was not read")
		}
		from, quote = 0, 0 // begin the statement again with more of it
		if err := d.more(); err != nil {
			return nil, err
		}
	}
}

var (
	insertInto  = pattern.New(`(?is)^\s*(?:--[^\n]*\n\s*)*(?:/\*.*?\*/\s*)*(?:insert|replace)\s+(?:ignore\s+)?into\s+([^\s(]+)\s*(\([^)]*\))?\s*values\s*`)
	copyFrom    = pattern.New(`(?is)^\s*(?:--[^\n]*\n\s*)*copy\s+(\S+)\s*(\([^)]*\))?\s+from\s+stdin`)
	createTable = pattern.New(`(?is)^\s*(?:--[^\n]*\n\s*)*create\s+table\s+(?:if\s+not\s+exists\s+)?([^\s(]+)\s*\((.*)\)`)
)

// run takes one statement.
func (d *dump) run(ctx context.Context, s []byte) error {
	text := string(s)
	if m := createTable.FindStringSubmatch(text); m != nil {
		d.create(m[1], m[2])
		return nil
	}
	if m := copyFrom.FindStringSubmatch(text); m != nil {
		return d.copied(ctx, d.table(m[1], m[2]))
	}
	if m := insertInto.FindStringSubmatchIndex(text); m != nil {
		columns := ""
		if m[4] >= 0 {
			columns = text[m[4]:m[5]]
		}
		t := d.table(text[m[2]:m[3]], columns)
		d.values(t, s[m[1]:])
	}
	return nil
}

// create notes the columns of a table.
func (d *dump) create(name, body string) {
	depth, start := 0, 0
	var columns []string
	take := func(part string) {
		fields := strings.Fields(part)
		if len(fields) < 2 {
			return
		}
		switch strings.ToUpper(fields[0]) {
		case "PRIMARY", "UNIQUE", "KEY", "CONSTRAINT", "FOREIGN", "CHECK", "INDEX", "FULLTEXT", "EXCLUDE":
			return
		}
		columns = append(columns, unquote(fields[0]))
	}
	for i, c := range body {
		switch c {
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth == 0 {
				take(body[start:i])
				start = i + 1
			}
		}
	}
	take(body[start:])
	t := d.table(name, "")
	if len(t.columns) == 0 {
		t.columns = columns
	}
}

func unquote(s string) string { return strings.Trim(s, "`\"[] ") }

// table returns the table of a name, with the columns of a list in brackets.
func (d *dump) table(name, columns string) *dumpTable {
	name = unquote(name)
	t := d.tables[name]
	if t == nil {
		t = &dumpTable{t: d.f.NewTable()}
		d.tables[name] = t
	}
	if columns != "" {
		t.columns = nil
		for c := range strings.SplitSeq(strings.Trim(columns, "()"), ",") {
			t.columns = append(t.columns, unquote(c))
		}
	}
	if !t.named && len(t.columns) > 0 {
		t.named = true
		for i, c := range t.columns {
			t.t.Column(i, c)
		}
	}
	return t
}

// values reads the rows of an INSERT.
func (d *dump) values(t *dumpTable, s []byte) {
	var cell []byte
	for i := 0; i < len(s); i++ {
		if s[i] != '(' {
			continue
		}
		column := 0
		cell = cell[:0]
		quoted := false
		for i++; i < len(s); i++ {
			c := s[i]
			if c == '\'' {
				quoted = true
				for i++; i < len(s); i++ {
					if s[i] == '\\' && i+1 < len(s) {
						i++
					} else if s[i] == '\'' {
						if i+1 < len(s) && s[i+1] == '\'' {
							i++
						} else {
							break
						}
					}
					cell = append(cell, s[i])
				}
				continue
			}
			if c == ',' || c == ')' {
				if v := bytes.TrimSpace(cell); len(v) > 0 && (quoted || !bytes.EqualFold(v, []byte("NULL"))) && column < census.MaxColumns {
					t.t.Add(column, v)
				}
				column++
				cell, quoted = cell[:0], false
				if c == ')' {
					break
				}
				continue
			}
			cell = append(cell, c)
		}
		t.t.EndRow()
	}
}

// copied reads the rows of a COPY block, up to the line \. that ends it.
func (d *dump) copied(ctx context.Context, t *dumpTable) error {
	if i := bytes.IndexByte(d.buf, '\n'); i >= 0 {
		d.buf = d.buf[i+1:] // what is left of the line of COPY
	}
	for {
		i := bytes.IndexByte(d.buf, '\n')
		if i < 0 {
			if len(d.buf) > maxStatement {
				return errors.New("a row of more than 16 MiB: the rest was not read")
			}
			if err := d.more(); err == io.EOF {
				return fmt.Errorf("a COPY block does not end")
			} else if err != nil {
				return err
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
			continue
		}
		line := d.buf[:i]
		d.buf = d.buf[i+1:]
		if string(bytes.TrimRight(line, "\r")) == `\.` {
			return nil
		}
		for c, v := range bytes.Split(line, []byte("\t")) {
			if string(v) != `\N` && c < census.MaxColumns {
				t.t.Add(c, v)
			}
		}
		t.t.EndRow()
	}
}
