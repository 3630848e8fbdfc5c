package ofac

import (
	"strconv"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/country"
	"github.com/longarm-project/longarm/internal/pattern"
	"github.com/longarm-project/longarm/registry"
)

// readRemarks takes the facts of e.Remarks into the fields of e. Remarks are
// facts joined by "; ", each of the form LABEL VALUE, with "alt. " before the
// second and later ones of a kind. What is not understood stays in Remarks alone.
func readRemarks(e *registry.Entry) {
	for _, s := range splitFacts(e.Remarks) {
		s = strings.TrimPrefix(s, "alt. ")
		if !readWord(e, s) && !readClock(e, s) {
			readIdentifier(e, s)
		}
	}
}

// splitFacts cuts remarks at "; ". The full stop that ends the remarks is
// dropped, unless it may belong to an abbreviation: remarks that end in "LTD."
// lack the closing one.
func splitFacts(s string) []string {
	s = strings.TrimSpace(s)
	if cut := strings.TrimSuffix(s, "."); !endsInAbbreviation(cut) {
		s = cut
	}
	var out []string
	for f := range strings.SplitSeq(s, ";") {
		if f = strings.TrimSpace(f); f != "" {
			out = append(out, f)
		}
	}
	return out
}

func endsInAbbreviation(s string) bool {
	word := s[strings.LastIndexAny(s, " ,'(")+1:]
	switch strings.ToUpper(word) {
	case "LTD", "CO", "INC", "CORP", "BHD", "STI":
		return true
	}
	return strings.Contains(word, ".") && !strings.HasSuffix(word, ".") && len(word) <= 8
}

// words are the facts told by their first words.
var words = []struct {
	prefix string
	read   func(e *registry.Entry, v string)
}{
	{"a.k.a. ", func(e *registry.Entry, v string) { addQuoted(e, fact.WeakAlias, v) }},
	{"f.k.a. ", func(e *registry.Entry, v string) { addQuoted(e, fact.FormerlyKnownAs, v) }},
	{"n.k.a. ", func(e *registry.Entry, v string) { addQuoted(e, fact.NowKnownAs, v) }},
	{"Linked To: ", (*registry.Entry).AddLinked},
	{"DOB ", addBorn},
	{"nationality ", func(e *registry.Entry, v string) { e.AddCitizenship(code(v)) }},
	{"citizen ", func(e *registry.Entry, v string) { e.AddCitizenship(code(v)) }},
	{"Nationality of Registration ", func(e *registry.Entry, v string) { e.AddCountry(code(v)) }},
	{"Issuer Name ", func(e *registry.Entry, v string) {
		e.AddName(fact.Name{Kind: fact.TradingName, Row: "remarks", Text: v})
	}},
	{"Secondary sanctions risk:", addMeasure("Secondary sanctions risk: ")},
	{"Additional Sanctions Information - ", addMeasure("")},
	{"Transactions Prohibited For Persons ", addMeasure("Transactions Prohibited For Persons ")},
	{"Executive Order 13662 Directive Determination - ", addMeasure("Executive Order 13662: ")},
	{"CAPTA List: ", addMeasure("CAPTA List: ")},
}

func addMeasure(prefix string) func(*registry.Entry, string) {
	return func(e *registry.Entry, v string) { e.AddMeasure(prefix + strings.TrimSpace(v)) }
}

func code(s string) fact.Country { return fact.Country(country.Code(s)) }

func readWord(e *registry.Entry, s string) bool {
	for _, w := range words {
		if rest, ok := strings.CutPrefix(s, w.prefix); ok {
			w.read(e, rest)
			return true
		}
	}
	return false
}

// addQuoted adds a name that stands in quotes: OFAC's mark of a weak alias.
func addQuoted(e *registry.Entry, kind fact.NameKind, v string) {
	v = strings.TrimSpace(v)
	if inner, ok := strings.CutPrefix(v, "'"); ok {
		v = strings.TrimSuffix(strings.TrimSuffix(inner, "."), "'")
	} else if kind == fact.WeakAlias {
		kind = fact.AlsoKnownAs
	}
	e.AddName(fact.Name{Kind: kind, Row: "remarks", Text: v})
}

var months = map[string]string{
	"Jan": "01", "Feb": "02", "Mar": "03", "Apr": "04", "May": "05", "Jun": "06",
	"Jul": "07", "Aug": "08", "Sep": "09", "Oct": "10", "Nov": "11", "Dec": "12",
}

// date reads "02 Jan 2006", "Jan 2006" and "2006", with "circa " before it.
func date(s string) fact.Date {
	f := strings.Fields(strings.TrimPrefix(s, "circa "))
	if len(f) == 0 || len(f) > 3 {
		return ""
	}
	out := f[len(f)-1]
	if len(f) > 1 {
		out += "-" + months[f[len(f)-2]]
	}
	if len(f) > 2 {
		out += "-" + strings.Repeat("0", max(0, 2-len(f[0]))) + f[0]
	}
	d, err := fact.ParseDate(out)
	if err != nil {
		return ""
	}
	return d
}

// addBorn adds a date of birth, or every year of a range of at most twelve.
func addBorn(e *registry.Entry, v string) {
	from, to, isRange := strings.Cut(v, " to ")
	if !isRange {
		e.AddBorn(date(v))
		return
	}
	a, b := date(from), date(to)
	if a == "" || b == "" {
		return
	}
	first, _ := strconv.Atoi(string(a[:4]))
	last, _ := strconv.Atoi(string(b[:4]))
	for y := first; y <= last && last-first < 12; y++ {
		e.AddBorn(fact.Date(strconv.Itoa(y)))
	}
}

// clock is a date of the entry itself. NS-CMIC entries carry three of them, and
// those under the directives of E.O. 14024 two for each directive.
var clock = pattern.New(`^(Listing Date|Effective Date|Purchase/Sales For Divestment Date) \(([^)]*)\):? (\d\d? [A-Z][a-z]{2} \d{4})$`)

func readClock(e *registry.Entry, s string) bool {
	m := clock.FindStringSubmatch(s)
	if m == nil {
		return false
	}
	d := date(m[3])
	switch m[1] {
	case "Listing Date":
		e.Listed = earlier(e.Listed, d)
	case "Effective Date":
		e.Effective = earlier(e.Effective, d)
	default:
		e.DivestBy = earlier(e.DivestBy, d)
	}
	return true
}

func earlier(a, b fact.Date) fact.Date {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}

// identifier is LABEL VALUE (COUNTRY), with dates of issue and expiry after it.
var identifier = pattern.New(`^((?:[^0-9()]{1,58}?[ /.'-])?(?:No\.?|Number(?: \(MSN\))?|#|ID|ID Card|IMO|Code(?: \(USCC\))?|Certificate \(USCCC\)|ISIN|Ticker|Passport|BIC|FEIN|SSN|MMSI|BIK \(RU\)|(?:[A-Z]\.){2,5})) ([^()]+?)(?: \(([^()]*(?:\([^()]*\))?[^()]*)\))?(?: (?:issued|expires|expired) .*)?$`)

// schemes renames labels whose number has a common word; the others are spelled
// by their own label: "tax-id-no". An empty scheme is no identifier of a party.
var schemes = map[string]string{
	"Passport": "passport", "Diplomatic Passport": "passport",
	"National ID No.":                        "national-id",
	"Vessel Registration Identification IMO": "imo", "Identification Number IMO": "imo",
	"Company Number IMO":                "imo-company",
	"MMSI":                              "mmsi",
	"ISIN":                              "isin",
	"SWIFT/BIC":                         "bic",
	"D-U-N-S Number":                    "duns",
	"Legal Entity Number":               "lei",
	"UK Company Number":                 "gb-coh",
	"Unified Social Credit Code (USCC)": "uscc",
	"United Social Credit Code Certificate (USCCC)": "uscc",
	"Aircraft Manufacturer's Serial Number (MSN)":   "msn",
	"Aircraft Tail Number":                          "tail", "Previous Aircraft Tail Number": "tail",
	"Tax ID No.":    "tax-id",
	"Phone No.":     "",
	"Fax No.":       "",
	"Telephone No.": "", "Phone Number": "",
	"Chinese Commercial Code": "",
}

var wallet = pattern.New(`^Digital Currency Address - ([A-Z0-9]{2,6}) (\S+)$`)

func readIdentifier(e *registry.Entry, s string) {
	if m := wallet.FindStringSubmatch(s); m != nil {
		e.AddIdentifier(fact.Identifier{Scheme: "wallet-" + strings.ToLower(m[1]), Value: m[2]})
		return
	}
	m := identifier.FindStringSubmatch(s)
	if m == nil {
		return
	}
	scheme, ok := schemes[m[1]]
	if !ok {
		scheme = slug(m[1])
	}
	id := fact.Identifier{Country: code(m[3]), Scheme: scheme, Value: strings.TrimRight(m[2], " ,.")}
	if scheme == "lei" {
		if _, err := registry.ParseLEI(id.Value); err != nil {
			id.Scheme = "legal-entity-number"
		} else {
			id.Country = ""
		}
	}
	if lettersOnly := !strings.ContainsAny(id.Value, "0123456789"); lettersOnly && scheme != "bic" && scheme != "equity-ticker" {
		return
	}
	if scheme != "" {
		e.AddIdentifier(id)
	}
}

// slug writes a label in lower case with hyphens.
func slug(s string) string {
	s = strings.ReplaceAll(s, ".", "")
	f := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	return strings.Join(f, "-")
}
