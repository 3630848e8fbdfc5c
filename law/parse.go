package law

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// An Op is what a node of an expression does.
type Op uint8

// The operations.
const (
	OpConst  Op = iota // a literal, a named set or table, a date
	OpField            // Args[0], a record, has Field; without Args: the record the rule is about
	OpVar              // the element that a macro is at
	OpNot              // !a
	OpAnd              // a && b ...
	OpOr               // a || b ...
	OpIf               // a ? b : c
	OpEq               // a == b
	OpNe               // a != b
	OpLt               // a < b
	OpLe               // a <= b
	OpGt               // a > b
	OpGe               // a >= b
	OpIn               // a in b
	OpAdd              // a + b
	OpSub              // a - b
	OpMul              // a * b
	OpIndex            // table[word]
	OpSize             // size(a)
	OpExists           // a.exists(x, b)
	OpAll              // a.all(x, b)
	OpLeast            // math.least(a.map(x, b))
	OpListed           // [a, b, ...], words
)

// A Node is one node of a checked expression.
type Node struct {
	Op    Op
	Args  []*Node
	Type  Type
	Of    *Kind  // Ref and List
	Field *Field // OpField
	Var   int    // OpVar: which macro, counted from the outermost; macros: the one they bind
	Value Value  // OpConst
	Table *Table // OpIndex
	Pos   int    // byte in the text, from 0

	name string // identifiers before checking
}

// ErrExpression is returned for text that is no expression of the language.
var ErrExpression = errors.New("not an expression")

const maxExpression, maxDepth = 4096, 64

type parser struct {
	text  string
	pos   int
	tok   string
	start int
	kind  byte // 'i' identifier, 'n' number, 's' string, 'o' operator, 0 end
	depth int
}

// parse reads the text of an expression into an unchecked tree.
func parse(text string) (n *Node, err error) {
	if len(text) > maxExpression {
		return nil, fmt.Errorf("%w: longer than %d bytes", ErrExpression, maxExpression)
	}
	p := &parser{text: text}
	if err := p.next(); err != nil {
		return nil, err
	}
	if n, err = p.ternary(); err != nil {
		return nil, err
	}
	if p.kind != 0 {
		return nil, p.errorf("%q is not expected here", p.tok)
	}
	return n, nil
}

func (p *parser) errorf(format string, args ...any) error {
	return fmt.Errorf("%w: column %d: %s", ErrExpression, p.start+1, fmt.Sprintf(format, args...))
}

func (p *parser) next() error {
	for p.pos < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.pos]) >= 0 {
		p.pos++
	}
	p.start = p.pos
	if p.pos == len(p.text) {
		p.kind, p.tok = 0, ""
		return nil
	}
	c := p.text[p.pos]
	switch {
	case isLetter(c):
		p.span('i', func(c byte) bool { return isLetter(c) || isDigit(c) })
	case isDigit(c):
		p.span('n', func(c byte) bool { return isDigit(c) || isLetter(c) || c == '.' })
	case c == '"' || c == '\'':
		end := strings.IndexByte(p.text[p.pos+1:], c)
		if end < 0 {
			return p.errorf("a string does not end")
		}
		p.kind, p.tok = 's', p.text[p.pos+1:p.pos+1+end]
		p.pos += end + 2
		if strings.ContainsAny(p.tok, "\\\n") {
			return p.errorf("a string may not hold a backslash or a line break")
		}
	default:
		n := 1
		if p.pos+1 < len(p.text) {
			switch p.text[p.pos : p.pos+2] {
			case "==", "!=", "<=", ">=", "&&", "||":
				n = 2
			}
		}
		if n == 1 && strings.IndexByte("<>!?:+-*.,()[]", c) < 0 {
			return p.errorf("%q is not part of the language", c)
		}
		p.kind, p.tok = 'o', p.text[p.pos:p.pos+n]
		p.pos += n
	}
	return nil
}

func (p *parser) span(kind byte, in func(byte) bool) {
	for p.pos < len(p.text) && in(p.text[p.pos]) {
		p.pos++
	}
	p.kind, p.tok = kind, p.text[p.start:p.pos]
}

func isLetter(c byte) bool { return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }

func (p *parser) is(op string) bool { return p.kind == 'o' && p.tok == op }

func (p *parser) want(op string) error {
	if !p.is(op) {
		if p.kind == 0 {
			return p.errorf("%q is missing at the end", op)
		}
		return p.errorf("%q is expected, not %q", op, p.tok)
	}
	return p.next()
}

func (p *parser) ternary() (*Node, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.errorf("nested deeper than %d", maxDepth)
	}
	defer func() { p.depth-- }()
	c, err := p.binary(0)
	if err != nil || !p.is("?") {
		return c, err
	}
	n := &Node{Op: OpIf, Pos: p.start, Args: []*Node{c}}
	for _, op := range []string{"?", ":"} {
		if err := p.want(op); err != nil {
			return nil, err
		}
		a, err := p.ternary()
		if err != nil {
			return nil, err
		}
		n.Args = append(n.Args, a)
	}
	return n, nil
}

// levels holds the binary operators, the weakest first, as CEL ranks them.
var levels = [...]map[string]Op{
	{"||": OpOr},
	{"&&": OpAnd},
	{"==": OpEq, "!=": OpNe, "<": OpLt, "<=": OpLe, ">": OpGt, ">=": OpGe, "in": OpIn},
	{"+": OpAdd, "-": OpSub},
	{"*": OpMul},
}

func (p *parser) binary(level int) (*Node, error) {
	if level == len(levels) {
		return p.unary()
	}
	left, err := p.binary(level + 1)
	if err != nil {
		return nil, err
	}
	for {
		op, ok := levels[level][p.tok]
		if !ok || p.kind != 'o' && p.tok != "in" || p.kind == 's' {
			return left, nil
		}
		pos := p.start
		if err := p.next(); err != nil {
			return nil, err
		}
		right, err := p.binary(level + 1)
		if err != nil {
			return nil, err
		}
		if left.Op == op && (op == OpAnd || op == OpOr) {
			left.Args = append(left.Args, right)
			continue
		}
		left = &Node{Op: op, Pos: pos, Args: []*Node{left, right}}
	}
}

func (p *parser) unary() (*Node, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.errorf("nested deeper than %d", maxDepth)
	}
	defer func() { p.depth-- }()
	if !p.is("!") {
		return p.postfix()
	}
	pos := p.start
	if err := p.next(); err != nil {
		return nil, err
	}
	a, err := p.unary()
	if err != nil {
		return nil, err
	}
	return &Node{Op: OpNot, Pos: pos, Args: []*Node{a}}, nil
}

func (p *parser) postfix() (*Node, error) {
	n, err := p.primary()
	for err == nil {
		switch {
		case p.is("."):
			n, err = p.selector(n)
		case p.is("["):
			pos := p.start
			var args []*Node
			if args, err = p.list("]"); err == nil && len(args) != 1 {
				err = p.errorf("an index is one expression")
			}
			if err == nil {
				n = &Node{Op: OpIndex, Pos: pos, Args: []*Node{n, args[0]}}
			}
		default:
			return n, nil
		}
	}
	return nil, err
}

func (p *parser) selector(left *Node) (*Node, error) {
	if err := p.next(); err != nil {
		return nil, err
	}
	if p.kind != 'i' {
		return nil, p.errorf("a name is expected after the point")
	}
	name, pos := p.tok, p.start
	if err := p.next(); err != nil {
		return nil, err
	}
	if !p.is("(") {
		return &Node{Op: OpField, Pos: pos, name: name, Args: []*Node{left}}, nil
	}
	args, err := p.list(")")
	if err != nil {
		return nil, err
	}
	return p.call(left, name, pos, args)
}

// call builds the macros and functions of the language.
func (p *parser) call(left *Node, name string, pos int, args []*Node) (*Node, error) {
	macro := map[string]Op{"exists": OpExists, "all": OpAll, "map": OpLeast}[name]
	switch {
	case left != nil && macro != 0 && len(args) == 2 && args[0].Op == OpField && len(args[0].Args) == 0:
		return &Node{Op: macro, Pos: pos, name: args[0].name, Args: []*Node{left, args[1]}}, nil
	case left == nil && name == "size" && len(args) == 1:
		return &Node{Op: OpSize, Pos: pos, Args: args}, nil
	case left == nil && name == "date" && len(args) == 1 && args[0].Op == OpConst && args[0].Type == Word:
		v, err := ParseValue(Date, args[0].Value.Word)
		if err != nil {
			return nil, p.errorf("%v", err)
		}
		return &Node{Op: OpConst, Pos: pos, Type: Date, Value: v}, nil
	case left != nil && left.name == "math" && name == "least" && len(args) == 1 && args[0].Op == OpLeast:
		args[0].name, args[0].Pos = "least "+args[0].name, pos
		return args[0], nil
	}
	return nil, p.errorf("%s is no function that takes this; there are exists(x, e), all(x, e), size(x), date(\"2006-01-02\") and math.least(l.map(x, e))", name)
}

// list reads expressions divided by commas up to the closing bracket; the opening one is the token now.
func (p *parser) list(closing string) ([]*Node, error) {
	if err := p.next(); err != nil {
		return nil, err
	}
	var out []*Node
	for !p.is(closing) {
		n, err := p.ternary()
		if err != nil {
			return nil, err
		}
		out = append(out, n)
		if p.is(closing) {
			break
		}
		if err := p.want(","); err != nil {
			return nil, err
		}
	}
	return out, p.next()
}

func (p *parser) primary() (*Node, error) {
	tok, pos, kind := p.tok, p.start, p.kind
	switch {
	case p.is("("):
		if err := p.next(); err != nil {
			return nil, err
		}
		n, err := p.ternary()
		if err != nil {
			return nil, err
		}
		return n, p.want(")")
	case p.is("["):
		args, err := p.list("]")
		return &Node{Op: OpListed, Pos: pos, Type: Words, Args: args}, err
	case kind == 0:
		return nil, p.errorf("something is missing at the end")
	case kind == 'o':
		return nil, p.errorf("%q is not expected here", tok)
	}
	if err := p.next(); err != nil {
		return nil, err
	}
	switch {
	case kind == 'n':
		v, err := strconv.ParseInt(tok, 10, 64)
		if err != nil || v > Most/2 {
			p.start = pos
			return nil, p.errorf("%q is no whole number", tok)
		}
		return &Node{Op: OpConst, Pos: pos, Type: Number, Value: Value{Lo: v, Hi: v}}, nil
	case kind == 's':
		return &Node{Op: OpConst, Pos: pos, Type: Word, Value: Value{Word: tok}}, nil
	case tok == "true":
		return &Node{Op: OpConst, Pos: pos, Type: YesNo, Value: Value{Truth: 1}}, nil
	case tok == "false":
		return &Node{Op: OpConst, Pos: pos, Type: YesNo, Value: Value{Truth: -1}}, nil
	case p.is("("):
		args, err := p.list(")")
		if err != nil {
			return nil, err
		}
		return p.call(nil, tok, pos, args)
	}
	return &Node{Op: OpField, Pos: pos, name: tok}, nil
}
