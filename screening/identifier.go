package screening

import (
	"slices"
	"strings"
	"unicode"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/registry"
)

// Identifiers find entries by themselves: a ship keeps its IMO number under a new name. The index maps numbers to the
// entries that bear them, whatever a list calls the number; what was found is then compared by sort and country.

// Bounds of numbers that find an entry.
const (
	leastNumber   = 5  // letters and digits of a number that is asked for as an identifier
	leastUnnamed  = 7  // of one that stands in a text without a word for it, at least leastDigits of them digits
	leastDigits   = 5  //
	longNumber    = 20 // from which length few digits are enough: wallets, LEIs
	maxIdentities = 32 // entries found by identifiers for one query
)

// An identity is an entry that bears an identifier of the query.
type identity struct {
	entry         uint32
	asked, listed string
}

// numberOf brings a number to the form in which numbers are compared: letters and digits, without leading zeros.
func numberOf(s string) string {
	n := plainNumber(s)
	if rest, ok := strings.CutPrefix(n, "IMO"); ok && len(rest) == 7 && isDigits(rest) {
		n = rest
	}
	if rest := strings.TrimLeft(n, "0"); len(rest) >= leastNumber {
		n = rest
	}
	if len(n) < leastNumber || !strings.ContainsFunc(n, unicode.IsDigit) {
		return ""
	}
	return n
}

// numbersOf returns the forms of a listed value: the whole, and each word of it that is a number ("TIN 0000000001 (Russia)").
func numbersOf(value string) (out []string) {
	if n := numberOf(value); n != "" {
		out = append(out, n)
	}
	words := strings.Fields(value)
	for i := 0; i < len(words) && len(words) > 1 && i < 16; i++ {
		if n := numberOf(words[i]); n != "" && isUnnamed(words[i]) && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// isUnnamed reports whether a word is so long and has so many digits that it is hardly a word of a name.
func isUnnamed(w string) bool {
	letters, digits := 0, 0
	for _, r := range w {
		if unicode.IsDigit(r) {
			digits++
		} else if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters+digits >= leastUnnamed && digits >= leastDigits || letters+digits >= longNumber && digits > 0
}

// An idKind is what an identifier says of its bearer, by the words that schemes are called.
type idKind string

const (
	anySort      idKind = "" // nothing says what the number is
	walletSort   idKind = "wallet"
	taxSort      idKind = "tax"
	nationalSort idKind = "national"
	registerSort idKind = "register"
	passportSort idKind = "passport"
)

// sortWords are parts of the names of schemes; the first that a scheme holds says its sort.
var sortWords = []struct {
	words string
	kind  idKind
}{
	{"wallet digital crypto btc xbt eth usdt usdc trx xmr ltc bch", walletSort},
	{"passport", passportSort},
	{"tax inn tin vat rfc nit rut rif cuit cnpj ein fein fiscal ruc nip pib", taxSort},
	{"national cedula ssn personal pesel identity identification curp cui residency", nationalSort},
	{"registration register registry company coh ogrn uscc commercial business enterprise organization organisation okpo krs siren rcs trade", registerSort},
}

// sortOf returns the sort of a scheme; a scheme of none of them is a sort of its own.
func sortOf(scheme string) idKind {
	scheme = strings.ToLower(scheme)
	switch scheme {
	case "", "id", "number", "document", "identifier", "other":
		return anySort
	}
	parts := strings.FieldsFunc(scheme, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, s := range sortWords {
		for w := range strings.FieldsSeq(s.words) {
			if slices.Contains(parts, w) {
				return s.kind
			}
		}
	}
	return idKind(scheme)
}

// isOffice reports whether numbers of a sort are given by offices that lists seldom tell apart.
func (s idKind) isOffice() bool { return s == taxSort || s == nationalSort || s == registerSort }

// agrees reports whether an identifier asked and one listed, of the same number, are one. Two countries part them,
// except where numbers are the same in all of them.
func agrees(asked, listed fact.Identifier) bool {
	a, b := sortOf(asked.Scheme), sortOf(listed.Scheme)
	if asked.Country != "" && listed.Country != "" && asked.Country != listed.Country && (a.isOffice() || a == passportSort || b == passportSort) {
		return false
	}
	return a == b || a == anySort || b == anySort || a.isOffice() && b.isOffice()
}

// sharesNumber reports whether two values are one number, in some form of each.
func sharesNumber(a, b string) bool {
	listed := numbersOf(b)
	return slices.ContainsFunc(numbersOf(a), func(n string) bool { return slices.Contains(listed, n) })
}

// identify fills s.identities with the entries that bear an identifier of the query or of its text, from which it cuts those
// that it holds. It returns the text that is left.
func (x *Index) identify(s *search, q *Query) string {
	s.identities = s.identities[:0]
	for _, id := range q.Identifiers {
		x.bearers(s, id)
	}
	if !strings.ContainsFunc(q.Name, unicode.IsDigit) {
		return q.Name
	}
	return x.identifyText(s, q.Name)
}

// bearers adds the entries that bear an identifier, and reports whether there are any.
func (x *Index) bearers(s *search, id fact.Identifier) bool {
	found := false
	for _, n := range numbersOf(id.Value) {
		x.ids.each(hashString(n), func(v uint32) bool {
			e, err := x.Entry(int(v))
			if err != nil {
				return true
			}
			for _, l := range e.Identifiers {
				if !agrees(id, l) || !sharesNumber(id.Value, l.Value) {
					continue
				}
				found = true
				if len(s.identities) < maxIdentities && !slices.ContainsFunc(s.identities, func(o identity) bool { return o.entry == v }) {
					s.identities = append(s.identities, identity{v, describe(id), describe(l)})
				}
				break
			}
			return true
		})
	}
	return found
}

func describe(id fact.Identifier) string {
	return strings.Join(strings.Fields(id.Scheme+" "+id.Value+" "+string(id.Country)), " ")
}

// labels are words that stand before a number in a text, with the scheme they say.
var labels = map[string]string{
	"imo": "imo", "lei": "lei", "mmsi": "mmsi", "inn": "inn", "ogrn": "ogrn", "tin": "tin", "vat": "vat", "passport": "passport", "ssn": "ssn",
	"uscc": "uscc", "isin": "isin", "duns": "duns", "wallet": "wallet", "btc": "wallet", "xbt": "wallet", "eth": "wallet", "usdt": "wallet",
	"tax": "tax", "registration": "registration", "reg": "registration", "company": "company", "инн": "inn", "огрн": "ogrn", "паспорт": "passport",
}

// further are words between a label and its number.
var further = map[string]bool{"no": true, "nr": true, "number": true, "num": true, "id": true, "code": true, "address": true, "registration": true, "reg": true, "№": true, "": true}

// identifyText adds the entries that bear a number of the text, and returns the text without numbers that are
// identifiers: those that a word says to be one, and those that an entry bears.
func (x *Index) identifyText(s *search, text string) string {
	words := strings.Fields(text)
	var rest []string
	for i := 0; i < len(words); i++ {
		scheme, at := labelled(words, i)
		if at > 0 {
			x.bearers(s, fact.Identifier{Scheme: scheme, Value: bare(words[at])})
			i = at
			continue
		}
		w := bare(words[i])
		if number, ok := strings.CutPrefix(strings.ToLower(w), "imo"); ok && len(number) == 7 && isDigits(number) {
			x.bearers(s, fact.Identifier{Scheme: "imo", Value: number})
			continue
		}
		if isUnnamed(w) && x.bearers(s, fact.Identifier{Value: w}) {
			continue
		}
		rest = append(rest, words[i])
	}
	if len(rest) == len(words) {
		return text
	}
	return strings.Join(rest, " ")
}

// bare takes signs off both ends of a word.
func bare(w string) string {
	return strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '№' })
}

// labelled returns the place of the number that a label at place i speaks of, 0 where there is none.
func labelled(words []string, i int) (scheme string, at int) {
	scheme, ok := labels[strings.ToLower(bare(words[i]))]
	if !ok {
		return "", 0
	}
	for at = i + 1; at < len(words) && at < i+4; at++ {
		w := bare(words[at])
		if digits := strings.Count(strings.Map(onlyDigits, w), "0"); numberOf(w) != "" && (digits >= leastDigits || len(w) >= longNumber) {
			return scheme, at
		}
		if !further[strings.ToLower(w)] {
			break
		}
	}
	return "", 0
}

func onlyDigits(r rune) rune {
	if unicode.IsDigit(r) {
		return '0'
	}
	return -1
}

// isIdentity reports whether an entry was found by an identifier.
func (s *search) isIdentity(entry uint32) bool {
	return slices.ContainsFunc(s.identities, func(o identity) bool { return o.entry == entry })
}

// layIdentifiers maps the numbers of an entry to it.
func (c *compiler) layIdentifiers(id uint32, e *registry.Entry) {
	for _, i := range e.Identifiers {
		for _, n := range numbersOf(i.Value) {
			c.ids.add(hashString(n), id)
		}
	}
}

// byIdentifier returns a hit for each entry found by an identifier, those most alike by name first.
func (x *Index) byIdentifier(s *search, q *Query, found []best, out []Hit, limit int) []Hit {
	place := func(entry uint32) int {
		if i := slices.IndexFunc(found, func(b best) bool { return b.entry == entry }); i >= 0 {
			return i
		}
		return len(found)
	}
	slices.SortStableFunc(s.identities, func(a, b identity) int {
		if d := place(a.entry) - place(b.entry); d != 0 {
			return d
		}
		return int(int64(a.entry) - int64(b.entry))
	})
	for _, id := range s.identities {
		if len(out) == limit {
			break
		}
		name, points := 0, 0
		if i := place(id.entry); i < len(found) {
			if r, ok := x.row(found[i].row); ok {
				name, points = r.name, int(found[i].points)
			}
		}
		d, ok := readHead(x.entryBytes(id.entry), name)
		if !ok && len(d.number) == 0 {
			continue
		}
		active := d.active(q.At)
		if active == fact.No {
			continue
		}
		h := Hit{ID: string(d.list) + ":" + string(d.number), Index: int(id.entry), Score: 1000, Active: active}
		h.Reason = Reason{Name: string(d.name), Kind: fact.NameKind(d.nameKind), Row: string(d.nameRow), Version: string(d.version), Points: points}
		h.Reason.Parts = []Part{{Rule: RuleIdentifier, Asked: id.asked, Listed: id.listed, Earned: 1_000_000}}
		h.OFACScore = OFACScore(q.Name, h.Reason.Name)
		x.edition(&h.Reason, &d)
		if e, err := x.Entry(h.Index); err == nil {
			h.Evidence = evidence(q, e)
		}
		out = append(out, h)
	}
	return out
}
