package remedy

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/longarm-project/longarm/fact"
)

// Changes of how much data there is.

// limits lists the numbers that rules derived for the finding, greatest first: thresholds among them.
func (sc *scope) limits() []int64 {
	proof := sc.study.Determination.Proof
	seen := map[int]bool{}
	var out []int64
	var visit func(int)
	visit = func(i int) {
		if i < 0 || i >= proof.Len() || seen[i] {
			return
		}
		seen[i] = true
		s := proof.At(i)
		if n, err := strconv.ParseInt(s.Value, 10, 64); err == nil && n >= 0 {
			out = append(out, n)
		}
		for _, u := range s.Uses {
			visit(u)
		}
	}
	for _, p := range sc.finding.Provisions {
		visit(p.Step)
	}
	if len(out) == 0 {
		out = sc.tabled()
	}
	slices.Sort(out)
	out = slices.Compact(out)
	slices.Reverse(out)
	return out
}

// tabled lists the numbers in the tables of the finding's law, for one in whose proof no threshold was derived.
func (sc *scope) tabled() []int64 {
	p, err := sc.study.Rules.Law.Pack(sc.finding.Pack)
	if err != nil {
		return nil
	}
	var out []int64
	for _, t := range p.Tables {
		for _, v := range t.Versions {
			if v.From <= sc.study.Rules.At {
				out = append(out, slices.Collect(maps.Values(v.Values))...)
			}
		}
	}
	return out
}

// A holding is data of one category under the finding.
type holding struct {
	category fact.Category
	unit     string
	most     int64 // the greatest number in one place; Unbounded: not known
	places   int
}

// holdings lists the data of the finding by category, in the order of the dealing.
func (sc *scope) holdings() []holding {
	var out []holding
	add := func(c fact.Category, unit string, n fact.Range) {
		if c == "" || c == fact.OtherData {
			return
		}
		i := slices.IndexFunc(out, func(h holding) bool { return h.category == c })
		if i < 0 {
			out = append(out, holding{category: c, unit: unit})
			i = len(out) - 1
		}
		out[i].places++
		if n.Hi == fact.Unbounded || out[i].most == fact.Unbounded {
			out[i].most = fact.Unbounded
		} else {
			out[i].most = max(out[i].most, n.Hi)
		}
	}
	for _, e := range sc.dealing.Data {
		add(e.Category, e.Unit, e.Number)
	}
	if len(sc.dealing.Data) == 0 {
		for _, a := range sc.assets {
			for _, c := range a.Counts {
				add(c.Body.Category, c.Body.Unit, c.Body.Number)
			}
		}
	}
	return out
}

// minimised keeps, for each category, no more than the number at which the answer gets as good as without it.
func (sc *scope) minimised(of *entry) ([]change, error) {
	var out []change
	for _, h := range sc.holdings() {
		n, ok, err := sc.bearable(of, h)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, sc.keep(of, h, n))
		}
	}
	return out, nil
}

// bearable finds the greatest number of a category that still makes the answer
// as good as none would. Where that alone does not help, it is the lowest
// threshold met in the proof, for use together with other changes.
func (sc *scope) bearable(of *entry, h holding) (n int64, ok bool, err error) {
	good := func(n int64, want int) bool {
		t, e := sc.decide([]change{sc.keep(of, h, n)})
		if e != nil {
			err = e
			return false
		}
		return t.rank <= want
	}
	limits := slices.DeleteFunc(sc.limits(), func(n int64) bool { return h.most != fact.Unbounded && n >= h.most })
	none, err := sc.decide([]change{sc.keep(of, h, 0)})
	if err != nil {
		return 0, false, err
	}
	if none.rank >= sc.before.rank {
		if len(limits) == 0 {
			return 0, false, nil
		}
		return limits[len(limits)-1], true, nil
	}
	low, high := int64(0), h.most // low is few enough; high is too many
	if high == fact.Unbounded {
		high = 1 << 40
	}
	for _, l := range limits {
		if good(l, none.rank) {
			low = max(low, l)
			break
		}
		high = min(high, l)
	}
	if low+1 < high && !good(low+1, none.rank) {
		return low, err == nil, err
	}
	for low+1 < high && err == nil {
		if mid := low + (high-low)/2; good(mid, none.rank) {
			low = mid
		} else {
			high = mid
		}
	}
	return low, err == nil, err
}

// keep bounds the number of a category, wherever the finding takes it from.
func (sc *scope) keep(of *entry, h holding, n int64) change {
	what := map[bool]string{true: "U.S. devices", false: "U.S. persons"}[h.unit == fact.USDevices || h.category == fact.PreciseGeolocation]
	what += " (" + strings.ReplaceAll(string(h.category), "-", " ")
	if h.places > 1 {
		what += fmt.Sprintf(", in each of %d places", h.places)
	}
	c := change{Change: of.fill("number", grouped(n), "what", what+")", "dealing", sc.name()), law: true}
	c.Number = &n
	counts := map[fact.ID]bool{}
	for _, a := range sc.assets {
		for _, x := range a.Counts {
			if x.Body.Category == h.category {
				counts[x.ID] = true
			}
		}
	}
	c.apply = func(d *draft) {
		d.replace(of.ID, func(f fact.Fact) fact.Body {
			switch x := f.Body.(type) {
			case *fact.Count:
				if counts[f.ID] {
					m := *x
					m.Number = atMost(x.Number, n)
					return &m
				}
			case *fact.Dealing:
				if x.Name == sc.dealing.Name && len(x.Data) > 0 {
					m := cloneDealing(x)
					for i := range m.Data {
						if m.Data[i].Category == h.category {
							m.Data[i].Number = atMost(m.Data[i].Number, n)
						}
					}
					return m
				}
			}
			return f.Body
		})
	}
	return c
}

func atMost(r fact.Range, n int64) fact.Range {
	if r.Hi == fact.Unbounded || r.Hi > n {
		r.Hi = n
	}
	r.Lo = min(r.Lo, r.Hi)
	return r
}

// grouped prints n with commas between groups of three digits.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
