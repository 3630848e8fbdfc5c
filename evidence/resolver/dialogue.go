package resolver

import (
	"net/netip"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/internal/pattern"
)

// maxOpen bounds the queries whose answers are waited for.
const maxOpen = 4096

var (
	answerLine = pattern.New(`\b(?:reply|cached|cached-stale) (\S+) is (\S+)`)
	blockLine  = pattern.New(`\b(?:(?:gravity|exactly|regex|external(?:ly)?)[ -](?:blocked|denied)|denied|blacklisted|regex blacklisted|config|special domain) (\S+) is (?:0\.0\.0\.0|::|NULL|NXDOMAIN|NODATA|REFUSED|blocked)`)
	otherLine  = pattern.New(`\b(?:forwarded|dnssec-query|dnssec-retry|validation|reply|cached|cached-stale|config|special domain) \S`)
)

// A dialogue puts the lines of dnsmasq together: a query, and then what it was
// answered, alias by alias.
type dialogue struct {
	l     *log
	open  map[string][]asking // by name, those that were not answered yet
	count int
	chain string   // the name that the answers at hand are of
	at    string   // the name that the last of them is of: the chain, or an alias
	alias bool     // the last answer was an alias: the next line is of its target
	none  bool     // there is no such name
	found []string // aliases and addresses
}

func newDialogue(l *log) *dialogue { return &dialogue{l: l, open: map[string][]asking{}} }

// ask takes a query; one of a log without answers counts at once.
func (d *dialogue) ask(q asking, waits bool) {
	d.flush()
	if !waits {
		d.l.asked(q)
		return
	}
	if d.count++; d.count > maxOpen {
		d.end()
		d.count = 1
	}
	d.open[q.name] = append(d.open[q.name], q)
}

// answer takes another line of dnsmasq; false for what is none.
func (d *dialogue) answer(line []byte) bool {
	if len(line) > 4096 {
		return false
	}
	if m := blockLine.FindStringSubmatch(string(line)); m != nil {
		d.flush()
		d.close(m[1], nil, true)
		return true
	}
	m := answerLine.FindStringSubmatch(string(line))
	if m == nil {
		return otherLine.Match(line)
	}
	name, value := m[1], m[2]
	switch {
	case d.chain != "" && d.alias:
		d.add(name)
	case name != d.at:
		d.flush()
		d.chain = name
	}
	d.at, d.alias = name, value == "<CNAME>"
	d.none = d.none || value == "NXDOMAIN"
	if _, err := netip.ParseAddr(value); err == nil {
		d.add(value)
	}
	return true
}

func (d *dialogue) add(answer string) {
	if len(d.found) < 2*evidence.MaxNames {
		d.found = append(d.found, answer)
	}
}

// flush counts the queries for the name whose answers were at hand.
func (d *dialogue) flush() {
	if d.chain != "" {
		d.close(d.chain, d.found, false)
	}
	d.chain, d.at, d.alias, d.none, d.found = "", "", false, false, nil
}

func (d *dialogue) close(name string, answers []string, refused bool) {
	for _, q := range d.open[name] {
		d.count--
		if d.none {
			d.l.in.Skip("no such name", 1)
			continue
		}
		q.answers, q.refused = answers, refused
		d.l.asked(q)
	}
	delete(d.open, name)
}

// end counts what was never answered, in the order of the log.
func (d *dialogue) end() {
	d.flush()
	for _, qs := range d.open {
		for _, q := range qs {
			d.l.asked(q) // into counts, which no order changes
		}
	}
	d.open, d.count = map[string][]asking{}, 0
}
