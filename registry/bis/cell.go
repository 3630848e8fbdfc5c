package bis

import (
	"strconv"
	"strings"

	"github.com/longarm-project/longarm/internal/pattern"
)

// A line is one line of a cell: what stands between two line breaks.
type line struct {
	text string // blanks collapsed, markup removed
	head string // its first words, where they are in italics; never "and"
}

// A cell is a table cell without its markup.
type cell struct {
	lines []line
	marks []string // superscripts, in order
}

// text joins the lines that are not empty with sep.
func (c cell) text(sep string) string {
	var out []string
	for _, l := range c.lines {
		if l.text != "" {
			out = append(out, l.text)
		}
	}
	return strings.Join(out, sep)
}

// A party is one entity named in a cell.
type party struct {
	names     []name // the first is the primary one
	addresses []string
	parent    string   // the entity that it is subordinate to
	see       []string // countries under which the same entity has other addresses
	said      int      // number of aliases that the text announces, -1 for none
	dashes    int      // aliases in lines of their own
	remarks   string   // a description that is neither name nor address
	flags     []string // why the reading may be wrong
	category  bool     // a description of facilities, not a name
}

type name struct {
	text   string
	former bool
}

func (p *party) flag(f string) {
	for _, g := range p.flags {
		if g == f {
			return
		}
	}
	p.flags = append(p.flags, f)
}

// texts returns the names.
func (p *party) texts() []string {
	out := make([]string, len(p.names))
	for i, n := range p.names {
		out[i] = n.text
	}
	return out
}

func (p *party) add(text string, former bool) {
	text = tidyName(text)
	for _, n := range p.names {
		if n.text == text {
			return
		}
	}
	if text != "" {
		p.names = append(p.names, name{text, former})
	}
}

// tidyName removes what joins names of a list: "X; and", "X.", "X,".
func tidyName(s string) string {
	s = strings.ReplaceAll(strings.TrimSpace(s), ";'", "';")
	for {
		t := strings.TrimRight(s, " ,;:")
		t = strings.TrimSuffix(strings.TrimSuffix(t, " and"), ";and")
		if strings.HasSuffix(t, "'.'") {
			t = strings.TrimSuffix(t, ".'")
		}
		if strings.HasSuffix(t, ".") && !endsInAbbreviation(t) {
			t = strings.TrimSuffix(t, ".")
		}
		if t == s {
			break
		}
		s = t
	}
	if strings.HasSuffix(s, ")") && strings.Count(s, ")") > strings.Count(s, "(") {
		s = strings.TrimSuffix(s, ")")
	}
	return strings.TrimLeft(s, "—- ")
}

var abbreviation = pattern.New(`(?i)(?:^|[ ,(&-])(?:co|ltd|inc|corp|pvt|bhd|sdn|sti|şti|llp|plc|tic|san|ind|int'?l|gmbh|lda|dept|univ|bros|exp|imp|mfg|tech|nat|no|nos|st|dr|im|[a-z](?:\.[a-z])*)\.$`)

// endsInAbbreviation reports whether the full stop at the end of s belongs to its last word.
func endsInAbbreviation(s string) bool { return abbreviation.MatchString(s) }

// Markers of the structure of a cell.
var (
	subordinate = pattern.New(`(?i)^subordinate institu\w*:?\s*(.*)$`)
	affiliated  = pattern.New(`(?i)^affiliated entities:$`)
	sharedFor   = pattern.New(`(?i)^the following addresses apply to the entity and (?:to )?the .*?institutions:\s*(.*)$`)
	groupHead   = pattern.New(`(?i)^the following (.*) entities:$`)
	nestedHead  = pattern.New(`(?i)[;,]?\s*and the following (\w+) subordinate entities:$`)
	ofParent    = pattern.New(`(?i)^(.*?),? subordinate institution:\s*(.*)$`)
	inlineDash  = pattern.New(`([:;])\s*—`)
)

// parties reads the parties of a cell, the main one first.
func (c cell) parties() []*party {
	var out []*party
	var shared []line // addresses of all
	for _, block := range blocks(c.lines) {
		if block.shared {
			shared = append(shared, block.lines...)
			continue
		}
		var ps []*party
		if block.group {
			ps = readGroup(block.lines)
		} else {
			ps = readNested(block.lines)
		}
		for _, p := range ps {
			if len(out) > 0 && p.parent == "" {
				p.parent = first(out[0].texts())
			}
			if len(p.names) > 0 {
				out = append(out, p)
			}
		}
	}
	share(out, shared)
	return out
}

// share gives all parties of a cell the addresses that are said to be common.
// Where the main party has none, those at the end of the cell are taken to be.
func share(ps []*party, shared []line) {
	for _, p := range ps {
		p.addAddresses(shared)
	}
	if len(ps) < 2 || len(ps[0].addresses) > 0 || ps[0].category {
		return
	}
	for _, p := range ps {
		if len(p.addresses) == 0 && !p.category {
			p.addresses = ps[len(ps)-1].addresses
			p.flag("address-from-subordinate")
		}
	}
}

// A block is the lines of one party, or of the addresses of all.
type block struct {
	lines  []line
	shared bool
	group  bool // "The following ... entities:"
}

// blocks cuts a cell where a subordinate party begins.
func blocks(lines []line) []block {
	lines = cutInline(lines)
	out := []block{{}}
	affiliates := false
	add := func(l line) { out[len(out)-1].lines = append(out[len(out)-1].lines, l) }
	for _, l := range lines {
		if m := subordinate.FindStringSubmatch(l.text); m != nil {
			out = append(out, block{})
			if m[1] != "" {
				add(line{text: m[1]})
			}
			continue
		}
		if m := sharedFor.FindStringSubmatch(l.text); m != nil {
			out = append(out, block{shared: true})
			add(line{text: m[1]})
			continue
		}
		switch {
		case affiliated.MatchString(l.text):
			affiliates = true
			continue
		case affiliates && l.head != "":
			out = append(out, block{})
		case groupHead.MatchString(l.text):
			out = append(out, block{group: true})
		}
		add(l)
	}
	kept := out[:0]
	for _, b := range out {
		for len(b.lines) > 0 && b.lines[0].text == "" {
			b.lines = b.lines[1:]
		}
		if len(b.lines) > 0 {
			kept = append(kept, b)
		}
	}
	return kept
}

// cutInline puts aliases that begin with a dash inside a line on lines of their own.
func cutInline(lines []line) []line {
	var out []line
	for _, l := range lines {
		at := inlineDash.FindAllStringIndex(l.text, -1)
		if at == nil || !announces(l.text) && !strings.HasPrefix(l.text, "—") {
			out = append(out, l)
			continue
		}
		from := 0
		for _, a := range at {
			out = append(out, line{text: strings.TrimSpace(l.text[from : a[0]+1]), head: l.head})
			from, l.head = a[1]-len("—"), ""
		}
		out = append(out, line{text: l.text[from:]})
	}
	return out
}

// readGroup reads "The following X entities:" with one party in each line that begins with a dash.
func readGroup(lines []line) []*party {
	group := groupHead.FindStringSubmatch(lines[0].text)[1]
	var out []*party
	for _, l := range lines[1:] {
		if strings.HasPrefix(l.text, "—") {
			p := &party{parent: group, said: -1, category: true}
			p.add(l.text, false)
			out = append(out, p)
		}
	}
	return out
}

// readNested reads a party, and those that follow "and the following four subordinate entities:".
func readNested(lines []line) []*party {
	for i, l := range lines {
		if !strings.HasSuffix(l.text, "entities:") {
			continue
		}
		m := nestedHead.FindStringIndex(l.text)
		if m == nil {
			continue
		}
		main := append(lines[:i:i], line{text: l.text[:m[0]], head: l.head})
		out := []*party{readParty(main)}
		for _, part := range cutNested(lines[i+1:]) {
			p := &party{said: -1}
			if strings.Contains(part[0].text, " facilities") {
				p.category = true
				p.add(part[0].text, false)
			} else {
				p = readParty(part)
			}
			p.parent = first(out[0].texts())
			out = append(out, p)
		}
		return out
	}
	return []*party{readParty(lines)}
}

// cutNested gives each dash its own party, except the dashes of its aliases, as many as it announces.
func cutNested(lines []line) [][]line {
	var out [][]line
	aliases := 0
	for _, l := range lines {
		switch dash := strings.HasPrefix(l.text, "—"); {
		case dash && aliases > 0:
			aliases--
		case dash:
			out = append(out, nil)
			l.text = strings.TrimPrefix(l.text, "—")
			if ph := findPhrase(l.text); ph != nil {
				aliases = ph.said
			}
		}
		if len(out) > 0 {
			out[len(out)-1] = append(out[len(out)-1], l)
		}
	}
	return out
}

// A phrase is the announcement of a list of aliases: ", a.k.a., the following two aliases:".
type phrase struct {
	from, to int
	said     int
}

var numbers = map[string]int{
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
	"eighteen": 18, "nineteen": 19, "twenty": 20, "twenty-one": 21, "twenty-two": 22, "twenty-three": 23,
	"twenty-four": 24, "twenty-five": 25,
}

const numberWord = `(?:(\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty(?:-\w+)?)\s+)?`

var announcement = pattern.New(`(?i)[,;.]?\s*\(?(a\.?\s?k\.?\s?a\s?\.?\s*,?\s*)?(?:(?:and|as|including)\s+)?(?:the\s+)?((?:following|follow)\s+)?(?:the following\s+)?` +
	numberWord + `((?:following)\s+)?(aliases|aliaes|alias|entity)\b(?:,?\s*(?:and|including)\b[^:]*)?\s*[:,]?\s*`)

func findPhrase(s string) *phrase {
	if !strings.Contains(s, "alia") && !strings.Contains(s, "ntity") {
		return nil // most lines, without the cost of the expression
	}
	for _, m := range announcement.FindAllStringSubmatchIndex(s, -1) {
		if m[2] < 0 && m[4] < 0 && m[8] < 0 {
			continue // the word alone, in a name
		}
		ph := &phrase{from: m[0], to: m[1], said: -1}
		word := strings.ToLower(group(s, m, 3))
		if n, ok := numbers[word]; ok {
			ph.said = n
		} else if n, err := strconv.Atoi(word); err == nil {
			ph.said = n
		} else if !strings.HasSuffix(strings.ToLower(group(s, m, 5)), "es") {
			ph.said = 1 // "the following alias"
		}
		return ph
	}
	return nil
}

func group(s string, m []int, i int) string {
	if m[2*i] < 0 {
		return ""
	}
	return s[m[2*i]:m[2*i+1]]
}

func announces(s string) bool { return findPhrase(s) != nil }

// bareAKA ends a line that announces nothing, where a dash follows.
var bareAKA = pattern.New(`(?i),?\s*a\.k\.a\.?,?$`)
