package longarm_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/report"
)

// Whatever text a determination holds, wherever evidence may have put it: a line break in it is a blank on every page,
// and nothing in it speaks to the terminal.
func TestForeignTextOnPages(t *testing.T) {
	f := newForger(t)
	const word = "INJECTED\x1b]0;x\a\u202e"
	plain := pages(t, f.honest(), " "+word)
	// In a command that is to be typed again a break is written out for the shell, as \012.
	written := strings.NewReplacer(`\012`, " ", `\015`, " ", `\342\200\250`, " ", `\302\205`, " ", `\013`, " ")
	for _, br := range []string{"\n", "\r", "\u2028", "\u0085", "\v"} {
		got := written.Replace(pages(t, f.honest(), br+word))
		if strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(plain), " ") || strings.Count(got, "\n") != strings.Count(plain, "\n") {
			t.Errorf("a break %q is more than a blank", br)
		}
		if strings.ContainsAny(got, "\x1b\a\u202e\r\v\u2028\u0085") {
			t.Errorf("with %q a page speaks to the terminal", br)
		}
	}
	if n := strings.Count(plain, "INJECTED"); n < 50 {
		t.Errorf("only %d foreign texts are on the pages", n)
	}
}

// pages writes every page of a determination with something added to each of its texts.
func pages(t *testing.T, d *determination.Determination, with string) string {
	d.Facts = append(d.Facts, fact.Fact{Body: &fact.Claim{Author: "a", Text: "b", Reported: &fact.Reported{Texts: []string{"t"}, Firmer: []string{"t"}, Undetermined: "u"}}})
	for i := range d.Facts {
		poison(reflect.ValueOf(d.Facts[i].Body), with)
	}
	for i := range d.Findings {
		x := &d.Findings[i]
		x.Title, x.Headline = x.Title+with, append(x.Headline, with)
		for k := range x.Provisions {
			poison(reflect.ValueOf(&x.Provisions[k]), with)
		}
		for k := range x.Deciding {
			poison(reflect.ValueOf(&x.Deciding[k]), with)
		}
	}
	for i := range d.Evidence.Files {
		d.Evidence.Files[i].Name += with
		d.Evidence.Files[i].Note = with
	}
	d.Evidence.Problems = append(d.Evidence.Problems, determination.Problem{Name: "a" + with, Place: with, What: with})
	d.Unseen = append(d.Unseen, determination.Unseen{Kind: "asset", Name: with, Place: with, Why: with})
	d.Asked.Subject = fact.PartyID(with)
	var b bytes.Buffer
	for i, err := range []error{
		report.Page(&b, d, report.Style{All: true}), report.Questions(&b, d, report.Style{}), report.Explain(&b, d, d.Findings[0].Name, report.Style{}),
		report.Verified(&b, d, 1, true, &report.Seen{Of: 2, Missing: []string{with}}, ""),
	} {
		if err != nil {
			t.Errorf("page %d: %v", i, err)
		}
	}
	return b.String()
}

// poison adds to every text below v.
func poison(v reflect.Value, with string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			poison(v.Elem(), with)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			poison(v.Field(i), with)
		}
	case reflect.Slice:
		for i := range v.Len() {
			poison(v.Index(i), with)
		}
	case reflect.String:
		if v.Type().Kind() == reflect.String && v.String() != "" && v.CanSet() && (v.Type().Name() == "string" || strings.HasSuffix(v.Type().Name(), "ID") && v.Type().Name() != "ID") {
			v.SetString(v.String() + with)
		}
	}
}
