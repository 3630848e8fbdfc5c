package evidence_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
)

func none(service string) (string, string) { return service, "" }

// A sum is what a pair adds up to.
type sum struct{ flows, in, out, rejected, rejectedIn, rejectedOut int64 }

func sums(t *evidence.Tally) map[string]sum {
	out := map[string]sum{}
	for it := range t.Items(none) {
		ob := it.Body.(*fact.Observation)
		out[string(ob.Asset)+" "+ob.Service+" "+ob.Endpoint] = sum{ob.Flows, ob.BytesIn, ob.BytesOut, ob.Rejected, ob.RejectedIn, ob.RejectedOut}
	}
	return out
}

// The table agrees with a plain map, record by record, for both families.
func TestTallyAgreesWithAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tally := evidence.NewTally(evidence.Options{})
		want := map[string]sum{}
		for range rapid.IntRange(0, 300).Draw(t, "records") {
			n := rapid.IntRange(0, 40).Draw(t, "peer")
			a := netip.AddrFrom4([4]byte{9, 9, 9, byte(n)})
			if n%3 == 0 {
				a = netip.MustParseAddr(fmt.Sprintf("2a02:6b8::%x", n))
			}
			asset := fmt.Sprintf("eni-%d", rapid.IntRange(0, 3).Draw(t, "asset"))
			service := rapid.SampledFrom([]string{"", "s3"}).Draw(t, "service")
			u := evidence.Use{In: int64(n), Out: 1, Line: 1, Rejected: rapid.Bool().Draw(t, "rejected")}
			tally.Add(tally.Enter(asset, "account"), tally.Service(service), a, u)
			k := asset + " " + service + " " + a.String()
			s := want[k]
			if u.Rejected {
				s.rejected, s.rejectedIn, s.rejectedOut = s.rejected+1, s.rejectedIn+u.In, s.rejectedOut+u.Out
			} else {
				s.flows, s.in, s.out = s.flows+1, s.in+u.In, s.out+u.Out
			}
			want[k] = s
		}
		if diff := cmp.Diff(want, sums(tally), cmp.AllowUnexported(sum{})); diff != "" {
			t.Fatalf("(-map +tally):\n%s", diff)
		}
	})
}

// fold16 is an attribution table of /16s in 9.0.0.0/8 and nothing else.
func fold16(a netip.Addr) netip.Prefix {
	if a.Is4() && a.As4()[0] == 9 {
		p, _ := a.Prefix(16)
		return p
	}
	return netip.Prefix{}
}

// The same records in another order end at the same detail with the same sums, which lose nothing.
func TestFullTallyIsBoundedAndDoesNotDependOnOrder(t *testing.T) {
	type rec struct {
		asset int
		a     netip.Addr
		u     evidence.Use
	}
	for name, c := range map[string]struct {
		assets, nets, hosts int // nets < 0: none that the table holds; hosts < 0: so many networks of one host
		note                string
	}{
		"fits":             {3, 2, 10, ""},
		"many hosts":       {3, 5, 200, "addresses are counted by the prefix"},
		"many assets":      {90, 5, 200, "assets by group"},
		"many groups":      {3000, 10, 20, "all assets together"},
		"many prefixes":    {2, 5, -250, "/16 and /32"},
		"many networks":    {2, 250, 250, "nothing can be attributed"},
		"nothing in table": {3, -1, 250, "addresses are counted by the prefix"},
	} {
		t.Run(name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(3, 4))
			var recs []rec
			var total sum
			for i := range 20_000 {
				var a netip.Addr
				switch {
				case c.nets < 0:
					a = netip.AddrFrom4([4]byte{8, byte(rng.IntN(250)), 1, byte(rng.IntN(c.hosts))})
				case c.hosts < 0 && i%2 == 0:
					a = netip.MustParseAddr(fmt.Sprintf("2a02:%x::1", rng.IntN(9)))
				case c.hosts < 0:
					a = netip.AddrFrom4([4]byte{9, byte(rng.IntN(c.nets)), byte(rng.IntN(-c.hosts)), 1})
				default:
					a = netip.AddrFrom4([4]byte{9, byte(rng.IntN(c.nets)), 1, byte(rng.IntN(c.hosts))})
				}
				u := evidence.Use{In: int64(i), Out: 1, First: int64(1 + i), Last: int64(1 + i), Line: int64(i + 1), Rejected: i%9 == 0}
				recs = append(recs, rec{rng.IntN(c.assets), a, u})
				total.flows++
				total.in += u.In
			}
			count := func() (items []evidence.Item, note string) {
				o := evidence.Options{Pairs: 200, Fold: fold16}
				if c.hosts < 0 {
					o.Fold = nil // by /24 and /48
				}
				tally := evidence.NewTally(o)
				for _, r := range recs {
					tally.Add(tally.Enter(fmt.Sprintf("eni-%d", r.asset), fmt.Sprintf("account %d", r.asset/10)), 0, r.a, r.u)
				}
				for it := range tally.Items(none) {
					items = append(items, it)
				}
				return items, tally.Note()
			}
			want, note := count()
			var got sum
			for _, it := range want {
				ob := it.Body.(*fact.Observation)
				got.flows += ob.Flows + ob.Rejected
				got.in += ob.BytesIn + ob.RejectedIn
			}
			if len(want) > 200 || got.flows != total.flows || got.in != total.in || !strings.Contains(note, c.note) || (c.note == "") != (note == "") {
				t.Errorf("%d items, sums %+v of %+v, note %q", len(want), got, total, note)
			}
			for range 3 {
				rng.Shuffle(len(recs), func(i, j int) { recs[i], recs[j] = recs[j], recs[i] })
				if again, _ := count(); !cmp.Equal(want, again) {
					t.Fatalf("another order (-want +got):\n%.1500s", cmp.Diff(want, again))
				}
			}
		})
	}
}

func TestOwnAddressesAreWithdrawn(t *testing.T) {
	tally := evidence.NewTally(evidence.Options{})
	n := tally.Enter("eni-1", "account")
	own, peer := netip.MustParseAddr("2600::1"), netip.MustParseAddr("2a02::1")
	for _, a := range []netip.Addr{own, peer} {
		tally.Add(n, 0, a, evidence.Use{Line: 1})
	}
	tally.Own(n, own, true)
	if got := sums(tally); len(got) != 1 || got["eni-1  2a02::1"].flows != 1 {
		t.Errorf("got %v", got)
	}
	tally.Own(n, own, false)
	if got := sums(tally); len(got) != 2 {
		t.Errorf("after it turned out not to be own: %v", got)
	}
}

func TestAddAllocatesNothing(t *testing.T) {
	tally := evidence.NewTally(evidence.Options{})
	n := tally.Enter("eni-1", "account")
	a := netip.MustParseAddr("9.9.9.9")
	if got := testing.AllocsPerRun(1000, func() { tally.Add(n, 0, a, evidence.Use{In: 1, Line: 1}) }); got > 0 {
		t.Errorf("%v allocations a record", got)
	}
}
