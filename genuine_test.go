package longarm_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/longarm-project/longarm"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/screening"
	"github.com/longarm-project/longarm/verify"
)

var genuine = flag.Int("genuine", 200, "how many generated estates TestGenuineEstates reviews and verifies")

// savedAndVerified reviews roots, saves the determination, reads it and verifies it.
func savedAndVerified(t *testing.T, e *longarm.Engine, roots []string, o longarm.Options) error {
	d, err := e.Review(t.Context(), roots, o)
	if err != nil {
		return fmt.Errorf("review: %w", err)
	}
	var b bytes.Buffer
	if err := determination.Write(&b, d); err != nil {
		return err
	}
	read, err := determination.Read(bytes.NewReader(b.Bytes()))
	if err != nil {
		return err
	}
	_, err = verify.Determination(t.Context(), read, verify.Rules{Law: e.Law, Compels: e.Compels})
	return err
}

var dayOfCase = regexp.MustCompile(`(?m)^at: *([0-9-]{10})`)

// Each case of each pack of law, reviewed as an estate of its own, verifies.
func TestGenuineCases(t *testing.T) {
	e := forgeEngine(t)
	n := 0
	err := filepath.WalkDir("law/pack", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.Contains(filepath.ToSlash(name), "/cases/") {
			return err
		}
		if n++; testing.Short() && n%8 > 0 {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		day := fact.Date("2026-11-01")
		if m := dayOfCase.FindSubmatch(text); m != nil {
			day = fact.Date(m[1])
		}
		if err := savedAndVerified(t, e, []string{name}, longarm.Options{At: day, ReadOn: "2026-12-01"}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < 150 {
		t.Errorf("only %d cases were found", n)
	}
}

// Estates of all sorts, with lists, answers, clearings and flags, verify.
func TestGenuineEstates(t *testing.T) {
	e := forgeEngine(t)
	n := *genuine
	if testing.Short() {
		n = min(n, 15)
	}
	refused := 0
	for i := range n {
		g := generator{rand.New(rand.NewPCG(uint64(i), 29))}
		files := folder{"case.yaml": g.caseFile(), "watch.csv": g.list()}
		dir := files.write(t)
		o := longarm.Options{At: g.pick("2025-06-01", "2026-11-01", "2022-01-18", "2026-02-28"), ReadOn: "2026-12-01"}
		if g.IntN(4) == 0 {
			o.Governments = []fact.Country{"CN", "RU"}
		}
		if g.IntN(4) == 0 {
			o.Packs = []string{"us-dsp"}
		}
		if g.IntN(4) == 0 {
			o.Subject = "p0"
		}
		x := *e
		if g.IntN(3) == 0 {
			x.Clearings = screening.NewClearings(nil)
			x.Cleared = determination.Used{Kind: determination.UsedClearings, Name: "cleared.jsonl", Digest: "00"}
		}
		switch err := savedAndVerified(t, &x, []string{dir}, o); {
		case errors.Is(err, longarm.ErrCase):
			refused++ // drawn with more than all shares
		case err != nil:
			t.Errorf("estate %d, %+v: %v\n%s", i, o, err, files["case.yaml"])
			return
		}
	}
	if refused > n*2/3 {
		t.Errorf("%d of %d case files were wrong", refused, n)
	}
}

// A generator draws case files.
type generator struct{ *rand.Rand }

func (g generator) pick(of ...string) fact.Date { return fact.Date(of[g.IntN(len(of))]) }

func (g generator) one(of ...string) string { return of[g.IntN(len(of))] }

// perhaps returns the text one time in n.
func (g generator) perhaps(n int, text string) string {
	if g.IntN(n) == 0 {
		return text
	}
	return ""
}

func (g generator) country() string { return g.one("US", "CN", "HK", "SG", "RU", "DE", "KY", "IE") }

func (g generator) caseFile() string {
	var b strings.Builder
	b.WriteString("case: longarm-case/1\nauthor: a\ndate: 2026-10-01\n" + g.perhaps(3, "") + "subject: p0\nparties:\n")
	parties := 4 + g.IntN(7)
	for i := range parties {
		fmt.Fprintf(&b, "  p%d: {name: %q, %s}\n", i, g.one("Alpha Sea Ltd", "Beta Hill Ltd", "Longhe Venture Fund", "Tidewater Analytics")+g.perhaps(2, fmt.Sprint(" ", i)), g.party(i))
	}
	b.WriteString("interests:\n  []\n"[:len("interests:\n")])
	for range 2 + g.IntN(5) {
		owner, asset := g.IntN(parties), g.IntN(parties)
		if owner == asset {
			continue
		}
		fmt.Fprintf(&b, "  - {owner: p%d, asset: p%d, %s%s%s}\n", owner, asset, g.share(),
			g.perhaps(5, g.one(", from: 2024-01-01", ", to: 2026-01-01", ", from: 2025, to: 2027")), g.perhaps(8, ", direct: no"))
	}
	b.WriteString("  - {owner: p1, asset: p2, share: 10}\nassets:\n")
	for i := range 2 + g.IntN(3) {
		fmt.Fprintf(&b, "  a%d: {store: %s, on: {provider: %s%s}, data: [{category: %s, persons: %s%s}]}\n", i, g.one("yes", "yes", "unknown"),
			g.one("alibaba-cloud", "aws", "azure", "yandex-cloud", "hetzner", "tencent-cloud"), g.perhaps(3, ", contracts: p1"),
			g.one("human-genomic", "personal-health", "personal-financial", "biometric-identifiers", "other"),
			g.one("50", "200", "900..20000", "12000", "unknown"), g.perhaps(4, ", encrypted: yes"))
	}
	b.WriteString("dealings:\n")
	for i := range 1 + g.IntN(4) {
		fmt.Fprintf(&b, "  d%d: {counterparty: p%d%s%s%s%s}\n", i, 1+g.IntN(parties-1), g.perhaps(2, ", class: "+g.one("vendor", "data-brokerage", "employment", "investment", "none")),
			g.perhaps(2, fmt.Sprintf(", access: [p%d]", 1+g.IntN(parties-1))), g.perhaps(2, ", assets: [a0]"), g.perhaps(3, ", from: "+g.one("2025-01-01", "2026")))
	}
	if g.IntN(2) == 0 {
		fmt.Fprintf(&b, "safeguards:\n  - {on: a%d, measure: %s, state: %s}\n", g.IntN(2), g.one("keys-out-of-reach", "replica-out-of-reach", "no-standing-access"), g.one("yes", "no", "unknown"))
	}
	return b.String()
}

func (g generator) party(i int) string {
	switch g.IntN(8) {
	case 0:
		return fmt.Sprintf("kind: person, residence: %s%s%s", g.country(), g.perhaps(2, ", citizenship: "+g.country()), g.perhaps(4, ", status: "+g.one("none", "us-citizen", "unknown")))
	case 1:
		return fmt.Sprintf("kind: state-body, state: %s", g.country())
	case 2:
		if i > 1 {
			return fmt.Sprintf("kind: branch, branch_of: p%d", g.IntN(i))
		}
	case 3:
		return "kind: company" + g.perhaps(2, ", seat: "+g.country())
	}
	return fmt.Sprintf("kind: company, organized: %s%s%s", g.country(), g.perhaps(2, ", seat: "+g.country()), g.perhaps(3, ", complete: yes"))
}

func (g generator) share() string {
	switch g.IntN(6) {
	case 0:
		return fmt.Sprintf("min: %d, max: %d", g.IntN(50), 50+g.IntN(50))
	case 1:
		return "kind: " + g.one("contract", "board-appointment", "special-share", "proxy")
	case 2:
		return fmt.Sprintf("kind: votes, share: %d", g.IntN(101))
	}
	return fmt.Sprintf("share: %d", []int{5, 10, 24, 25, 30, 49, 50, 51, 60, 100}[g.IntN(10)])
}

// list is a list on which some of the names may be.
func (g generator) list() string {
	text, err := os.ReadFile("examples/estate/lists/watchlist.csv")
	if err != nil {
		return ""
	}
	return string(text) + g.perhaps(2, strings.Split(strings.TrimSpace(string(text)), "\n")[1]+"\n")
}
