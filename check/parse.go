package check

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// A node is one operation of an expression. Ops are written as the language writes them; besides
// these there are "value" (a literal), "name", "of" (a field of the record that args[0] comes to), "item" (what
// a macro is at) and "index" (a table by a word).
type node struct {
	op    string
	args  []*node
	name  string
	value value
	depth int    // of "item" and macros: how many macros stand around it
	field *field // of a name and of "of", once bound
	// Of "index": the table.
	table map[string]int64
}

const (
	maxText  = 4096 // bytes of an expression
	maxDepth = 64   // levels of brackets and operators within each other
)

var errExpression = errors.New("not an expression")

// parse reads an expression. It climbs by the rank of operators; doc/formats/rules.md gives the ranks.
func parse(text string) (*node, error) {
	if len(text) > maxText {
		return nil, fmt.Errorf("%w: longer than %d bytes", errExpression, maxText)
	}
	tokens, err := cut(text)
	if err != nil {
		return nil, err
	}
	c := &climber{tokens: tokens}
	n := c.expression(0, 0)
	if c.err == nil && c.peek() != "" {
		c.fail("%q stands after the end", c.peek())
	}
	return n, c.err
}

// cut divides a text into tokens. Strings keep their first quote.
func cut(text string) (out []string, err error) {
	for i := 0; i < len(text); {
		c, start := text[i], i
		switch {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			i++
			continue
		case c == '"' || c == '\'':
			end := strings.IndexByte(text[i+1:], c)
			if end < 0 || strings.ContainsAny(text[i+1:i+1+end], "\\\n") {
				return nil, fmt.Errorf("%w: a string without end, or with an escape", errExpression)
			}
			i += end + 2
			out = append(out, `"`+text[start+1:i-1])
			continue
		case partOfName(c):
			for i < len(text) && partOfName(text[i]) {
				i++
			}
		case slices.Contains(double, text[i:min(i+2, len(text))]):
			i += 2
		case strings.IndexByte("<>!?:+-*.,()[]", c) >= 0:
			i++
		default:
			return nil, fmt.Errorf("%w: %q is no part of the language", errExpression, c)
		}
		out = append(out, text[start:i])
	}
	return out, nil
}

// double are the operators of two letters.
var double = []string{"==", "!=", "<=", ">=", "&&", "||"}

func partOfName(c byte) bool {
	return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// rank is how strongly an operator binds: the weakest first.
var rank = map[string]int{"?": 1, "||": 2, "&&": 3, "==": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4, "in": 4, "+": 5, "-": 5, "*": 6}

type climber struct {
	tokens []string
	err    error
}

func (c *climber) peek() string {
	if c.err != nil || len(c.tokens) == 0 {
		return ""
	}
	return c.tokens[0]
}

func (c *climber) next() string {
	t := c.peek()
	if t != "" {
		c.tokens = c.tokens[1:]
	}
	return t
}

func (c *climber) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf("%w: %s", errExpression, fmt.Sprintf(format, args...))
	}
}

func (c *climber) want(t string) {
	if got := c.next(); got != t {
		c.fail("%q is missing, there is %q", t, got)
	}
}

// expression reads operands and the operators between them that bind more strongly than least.
func (c *climber) expression(least, depth int) *node {
	if depth > maxDepth {
		c.fail("deeper than %d", maxDepth)
		return nil
	}
	left := c.operand(depth + 1)
	for c.err == nil {
		op := c.peek()
		r := rank[op]
		if r == 0 || r <= least {
			break
		}
		c.next()
		if op == "?" {
			a := c.expression(0, depth+1)
			c.want(":")
			left = &node{op: op, args: []*node{left, a, c.expression(0, depth+1)}}
			continue
		}
		left = &node{op: op, args: []*node{left, c.expression(r, depth+1)}}
	}
	return left
}

// operand reads what stands between operators, with what follows it directly.
func (c *climber) operand(depth int) *node {
	if depth > maxDepth {
		c.fail("deeper than %d", maxDepth)
		return nil
	}
	if c.peek() == "!" {
		c.next()
		return &node{op: "!", args: []*node{c.operand(depth + 1)}}
	}
	n := c.single(depth)
	for c.err == nil {
		switch c.peek() {
		case ".":
			c.next()
			n = c.member(n, c.next(), depth)
		case "[":
			c.next()
			n = &node{op: "index", args: []*node{n, c.expression(0, depth+1)}}
			c.want("]")
		default:
			return n
		}
	}
	return n
}

// member reads a field of n, or a macro over it.
func (c *climber) member(n *node, name string, depth int) *node {
	if name == "" || !partOfName(name[0]) {
		c.fail("%q is no name", name)
		return nil
	}
	if c.peek() != "(" {
		return &node{op: "of", name: name, args: []*node{n}}
	}
	c.next()
	if n.op == "name" && n.name == "math" && name == "least" {
		least := c.expression(0, depth+1)
		c.want(")")
		if c.err == nil && least.op != "map" {
			c.fail("math.least wants a map")
		}
		if c.err == nil {
			least.op = "least"
		}
		return least
	}
	if name != "exists" && name != "all" && name != "map" {
		c.fail("there is no %s", name)
	}
	item := c.next()
	if item == "" || !partOfName(item[0]) {
		c.fail("%q is no name", item)
	}
	c.want(",")
	body := c.expression(0, depth+1)
	c.want(")")
	return &node{op: name, name: item, args: []*node{n, body}}
}

// single reads a literal, a name, a call, or what stands in brackets.
func (c *climber) single(depth int) *node {
	t := c.next()
	switch {
	case t == "(":
		n := c.expression(0, depth+1)
		c.want(")")
		return n
	case t == "[":
		return c.listed()
	case t == "true" || t == "false":
		return &node{op: "value", value: truth(t == "true")}
	case t == "" || !partOfName(t[0]) && t[0] != '"':
		c.fail("%q stands where a value is wanted", t)
		return nil
	case t[0] == '"':
		return &node{op: "value", value: aWord(t[1:])}
	case '0' <= t[0] && t[0] <= '9':
		v, err := strconv.ParseInt(t, 10, 64)
		if err != nil || v >= 1<<60 {
			c.fail("%q is no whole number", t)
		}
		return &node{op: "value", value: exactly(number, v)}
	case c.peek() != "(":
		return &node{op: "name", name: t}
	}
	c.next()
	arg := c.expression(0, depth+1)
	c.want(")")
	switch {
	case c.err != nil:
	case t == "size":
		return &node{op: "size", args: []*node{arg}}
	case t == "date" && arg.op == "value" && arg.value.sort == word:
		d, err := fact.ParseDate(arg.value.words[0])
		if err != nil {
			c.fail("%v", err)
		}
		return &node{op: "value", value: dateOf(d)}
	default:
		c.fail("there is no %s of that", t)
	}
	return nil
}

// listed reads words in square brackets.
func (c *climber) listed() *node {
	out := value{sort: words}
	for c.err == nil && c.peek() != "]" {
		t := c.next()
		if t == "" || t[0] != '"' {
			c.fail("%q is no word in quotes", t)
		}
		if c.err == nil {
			out.words = append(out.words, t[1:])
		}
		if c.peek() != "]" {
			c.want(",")
		}
	}
	c.want("]")
	out.words = ordered(out.words)
	return &node{op: "value", value: out}
}
