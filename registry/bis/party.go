package bis

import (
	"strings"

	"github.com/longarm-project/longarm/internal/country"
	"github.com/longarm-project/longarm/internal/pattern"
)

// readParty reads the lines of one party: its name, announced aliases, and addresses.
func readParty(lines []line) *party {
	p := &party{said: -1}
	head, rest := lines[0].text, lines[1:]
	if m := ofParent.FindStringSubmatch(head); m != nil {
		p.parent, head = tidyName(m[1]), m[2]
		if head == "" && len(rest) > 0 {
			head, rest = strings.TrimPrefix(rest[0].text, "—"), rest[1:]
		}
	}
	ph := findPhrase(head)
	if at := bareAKA.FindStringIndex(head); ph == nil && at != nil && len(rest) > 0 && isDash(rest[0]) {
		ph = &phrase{from: at[0], to: len(head), said: -1}
	}
	if ph == nil {
		p.readHead(head, lines[0].head, rest)
		return p
	}
	p.said = ph.said
	p.addInline(head[:ph.from])
	if after := strings.TrimSpace(head[ph.to:]); after != "" {
		p.readAliasText(after, len(rest) == 0 || rest[0].text != "")
	}
	p.readAliases(rest)
	return p
}

func isDash(l line) bool { return strings.HasPrefix(l.text, "—") }

// readAliases reads the lines after the announcement: aliases, each with a dash
// as a rule, then addresses.
func (p *party) readAliases(lines []line) {
	open := p.dashes < p.said && len(p.names) == 1 // the list may go on without a dash
	last := -1
	i := 0
	for ; i < len(lines); i++ {
		text := lines[i].text
		if text == "" {
			if i+1 < len(lines) && isDash(lines[i+1]) && p.dashes < p.said {
				continue // a blank line inside the list
			}
			break
		}
		if !isDash(lines[i]) && !(open && text != "" && !looksAddress(text)) {
			break
		}
		if !isDash(lines[i]) {
			p.flag("alias-without-dash")
		}
		p.dashes++
		last = len(p.names)
		p.addAlias(text)
		open = endsOpen(text)
	}
	addresses := lines[i:]
	if last >= 0 && last < len(p.names) && !hasText(addresses) {
		p.cutAddress(last, lines[i-1].text)
	}
	p.addAddresses(addresses)
}

// endsOpen reports whether a line of a list says that another follows.
func endsOpen(s string) bool {
	s = strings.TrimSpace(s)
	return strings.HasSuffix(s, ";") || strings.HasSuffix(s, " and") || strings.HasSuffix(s, ";and")
}

func hasText(lines []line) bool {
	for _, l := range lines {
		if text, _ := cutSee(l.text); strings.Trim(text, " .,;") != "" {
			return true
		}
	}
	return false
}

var toInclude = pattern.New(`,? (?:and )?to include the following [^.:]*[.:]?\s*`)

// addAlias adds the alias of one line, and the former names that stand in brackets behind it.
func (p *party) addAlias(text string) {
	text = strings.TrimPrefix(text, "—")
	if at := toInclude.FindStringIndex(text); at != nil {
		text = text[:at[0]]
	}
	if m := ofPlace.FindStringSubmatch(text); m != nil {
		p.addAddresses([]line{{text: m[2]}})
		text, p.remarks = m[1], m[3]
	}
	if name, note, ok := strings.Cut(tidyName(text), "; ("); ok {
		text, p.remarks = name, strings.TrimSuffix(note, ")")
	}
	text = tidyName(text)
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "; and ", " and "), "; ") {
		p.addInline(part)
	}
}

// ofPlace is an alias that is a place, with its address and all that is there:
// "Chelyabinsk-70, (Address: ...); and any nuclear-related entities ... located in ...".
var ofPlace = pattern.New(`^([^()]*?),?\s*\(Address: ([^()]*)\)(?:; and (any .*))?`)

// cutAddress takes an address off the alias names[i], where no line is left for addresses.
func (p *party) cutAddress(i int, text string) {
	text = strings.TrimPrefix(text, "—")
	if at := toInclude.FindStringIndex(text); at != nil {
		p.addAddresses([]line{{text: text[at[1]:]}})
		return
	}
	text, p.see = takeSee(text, p.see)
	alias, address, ok := cutAfterName(text)
	if !ok {
		return
	}
	p.names = p.names[:i]
	p.add(alias, false)
	p.flag("alias-took-address")
	p.addAddresses([]line{{text: address}})
}

// readAliasText reads aliases that stand on the line of the announcement; with
// address, the last of them may run on into one.
func (p *party) readAliasText(text string, address bool) {
	p.flag("alias-inline")
	parts := listBreak.Split(text, -1)
	n := max(1, p.said)
	if len(parts) > n && n > 0 {
		parts = append(parts[:n-1:n-1], strings.Join(parts[n-1:], "; "))
	}
	for i, part := range parts {
		part = strings.TrimLeft(part, "—- ")
		p.dashes++
		if i == len(parts)-1 && address {
			if alias, rest, ok := cutAfterName(part); ok {
				p.add(alias, false)
				p.addAddresses([]line{{text: rest}})
				continue
			}
		}
		p.add(part, false)
	}
}

var listBreak = pattern.New(`;\s*(?:and\b\s*)?`)

// bracketed is a list of names in brackets: "(a.k.a., A; a.k.a. B; f.k.a. C)".
var bracketed = pattern.New(`(?i),?\s*\(\s*([afn])\.k\.a\.?,?\s*((?:[^()]|\([^()]*\))*)\)`)

// addInline adds a name and the names in brackets behind it.
func (p *party) addInline(text string) {
	var m []int
	if strings.Contains(text, "(") {
		m = bracketed.FindStringSubmatchIndex(text)
	}
	if m == nil {
		former := false
		if !strings.Contains(text, "k.a") && !strings.Contains(text, "ka") {
			p.add(text, false)
			return
		}
		from := 0
		for _, a := range inlineAKA.FindAllStringSubmatchIndex(text, -1) {
			p.add(text[from:a[0]], former)
			p.flag("alias-inline")
			former = strings.EqualFold(group(text, a, 1)+group(text, a, 2), "f")
			from = a[1]
		}
		p.add(text[from:], former)
		return
	}
	p.add(text[:m[0]]+text[m[1]:], false)
	p.flag("alias-inline")
	former := strings.EqualFold(group(text, m, 1), "f")
	for _, s := range splitNames(group(text, m, 2)) {
		if t := innerAKA.FindStringSubmatch(s); t != nil {
			former, s = strings.EqualFold(t[1], "f"), t[2]
		}
		p.add(s, former)
	}
}

var innerAKA = pattern.New(`(?i)^(?:and )?([afn])\.k\.a\.?,?\s*(.*)$`)

// splitNames cuts "A; B; and C", or "A, B and C" where no semicolon tells.
func splitNames(s string) []string {
	if strings.Contains(s, ";") {
		return listBreak.Split(strings.ReplaceAll(s, ";'", "';"), -1)
	}
	var out []string
	for i, part := range splitCommas(s) {
		if i > 0 && isSuffix(part) {
			out[len(out)-1] += ", " + part
			continue
		}
		out = append(out, part)
	}
	if len(out) == 0 {
		return nil
	}
	last := out[len(out)-1]
	if a, b, ok := strings.Cut(last, " and "); ok && (len(out) > 1 || areTwoNames(a, b)) {
		out = append(out[:len(out)-1], a, b)
	}
	return out
}

// areTwoNames reports whether "A and B" is two names: of as many words each, and none of an organisation.
func areTwoNames(a, b string) bool {
	n := len(strings.Fields(a))
	return n > 1 && n == len(strings.Fields(b)) && !organWord.MatchString(a+" "+b) && !company.MatchString(a+" "+b)
}

// readHead reads a party without announced aliases: name and address in one
// line, or the name in the first and addresses in the next.
func (p *party) readHead(head, italic string, rest []line) {
	head, p.see = takeSee(head, p.see)
	if italic != "" && strings.HasPrefix(head, italic) {
		p.addInline(italic)
		rest = append([]line{{text: strings.TrimSpace(head[len(italic):])}}, rest...)
		p.addAddresses(rest)
		return
	}
	if m := bracketed.FindStringIndex(head); m != nil {
		p.addInline(head[:m[1]])
		rest = append([]line{{text: strings.TrimLeft(head[m[1]:], " ,.")}}, rest...)
		p.addAddresses(rest)
		return
	}
	if i := strings.Index(head, ", including the "); i >= 0 {
		p.add(head[:i], false)
		p.remarks = head[i+2:]
		p.addAddresses(rest)
		return
	}
	if m := inlineAKA.FindStringSubmatchIndex(head); m != nil {
		p.readRun(head[:m[0]], head[m[1]:], strings.EqualFold(group(head, m, 1)+group(head, m, 2), "f"), rest)
		return
	}
	if strings.HasSuffix(head, ",") && hasText(rest) || hasText(rest) && !strings.Contains(head, ",") && !endsOpen(head) {
		p.add(head, false)
		p.addAddresses(rest)
		return
	}
	name, address, sure := splitName(head)
	p.add(name, false)
	if !sure {
		p.flag("name-split-doubtful")
	}
	p.addAddresses(append([]line{{text: address}}, rest...))
}

// inlineAKA joins names without brackets; the Unverified List writes "aka" too.
var inlineAKA = pattern.New(`[,;]?\s*(?:\band\s+)?\b(?:(?i:([afn])\.k\.a\.?)|([afn])ka)[,:]?\s+`)

// endsInNumber is an alias with the first number of an address behind it.
var endsInNumber = pattern.New(`^(.*\D) (\d{3,4})$`)

// readRun reads "NAME, a.k.a., A, B, ADDRESS", where commas alone part names and address.
func (p *party) readRun(main, run string, former bool, rest []line) {
	p.add(main, false)
	p.flag("alias-inline")
	from := 0
	for _, m := range inlineAKA.FindAllStringSubmatchIndex(run, -1) {
		p.add(run[from:m[0]], former)
		former = strings.EqualFold(group(run, m, 1)+group(run, m, 2), "f")
		from = m[1]
	}
	run = run[from:]
	if alias, address, ok := cutSentence(run); ok {
		p.add(alias, former)
		p.addAddresses(append([]line{{text: address}}, rest...))
		return
	}
	parts := splitCommas(run)
	var aliases []string
	i := 0
	for ; i < len(parts); i++ {
		if i > 0 && isSuffix(parts[i]) {
			aliases[len(aliases)-1] += ", " + parts[i]
			continue
		}
		if form, address, ok := splitFused(parts[i], i == 0); ok {
			aliases = append(aliases, form)
			parts[i] = address
			break
		}
		if i > 0 && (looksAddress(parts[i]) || country.Code(strings.TrimRight(parts[i], ".")) != "" || i == len(parts)-2) {
			break
		}
		if m := endsInNumber.FindStringSubmatch(parts[i]); m != nil && i+1 < len(parts) {
			aliases = append(aliases, m[1])
			parts[i] = m[2]
			break
		}
		aliases = append(aliases, parts[i])
	}
	for _, a := range aliases {
		for _, s := range splitNames(a) {
			p.add(s, former)
		}
	}
	p.flag("name-split-doubtful")
	p.addAddresses(append([]line{{text: strings.Join(parts[i:], ", ")}}, rest...))
}
