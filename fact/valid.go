package fact

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Valid reports what of a fact no reader and no rule makes: a range or an interval that ends before it
// begins, a number below nothing, a share above the whole, a date or a country that is none, a word that
// is none of those that there are.
func (f Fact) Valid() error {
	if err := validIn(reflect.ValueOf(f.Body), ""); err != nil {
		return err
	}
	for _, s := range f.Sources {
		if err := validIn(reflect.ValueOf(s), "source"); err != nil {
			return err
		}
	}
	return nil
}

// validIn looks through a value, which stands at the field at.
func validIn(v reflect.Value, at string) error {
	if err := validValue(v.Interface()); err != nil {
		return fmt.Errorf("%s: %w", at, err)
	}
	if _, ok := v.Interface().(Range); ok {
		return nil // an end of -1 is none
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			return validIn(v.Elem(), at)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return nil
		}
		for i := range v.Len() {
			if err := validIn(v.Index(i), at); err != nil {
				return err
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			if err := validIn(v.Field(i), strings.TrimPrefix(at+"."+name, ".")); err != nil {
				return err
			}
		}
	}
	return nil
}

func validValue(x any) error {
	switch x := x.(type) {
	case Range:
		if x.Lo < 0 || x.Hi != Unbounded && x.Hi < x.Lo {
			return fmt.Errorf("from %d to %d is no range", x.Lo, x.Hi)
		}
	case Dealing:
		if x.From != "" && x.To != "" && x.To.Last() < x.From.First() {
			return fmt.Errorf("it ends on %s before it begins on %s", x.To, x.From)
		}
	case Interest:
		return validShares(x.Lo, x.Hi)
	case InterestKind:
		if !slices.Contains(interestKinds, x) {
			return fmt.Errorf("%q is no kind of interest", x)
		}
	case PartyKind:
		if x != "" && !slices.Contains([]PartyKind{Person, Company, Branch, Arrangement, State, StateBody}, x) {
			return fmt.Errorf("%q is no kind of party", x)
		}
	case Reported:
		return x.valid()
	case ShareRange:
		return validShares(x.Lo, x.Hi)
	case Control:
		return validShares(x.Lo, x.Hi)
	case Date:
		if d, err := ParseDate(string(x)); x != "" && (err != nil || d != x) {
			return fmt.Errorf("%q: %w", x, ErrDate)
		}
	case Country:
		if c, err := ParseCountry(string(x)); x != "" && (err != nil || c != x) {
			return fmt.Errorf("%q is no code of a country", x)
		}
	case Authority:
		if !x.Valid() {
			return fmt.Errorf("%q is no authority", x)
		}
	case Truth:
		if x < No || x > Yes {
			return fmt.Errorf("%d is none of yes, no and unknown", x)
		}
	case Arm:
		if !slices.Contains([]Arm{Read, Cut, Enter}, x) {
			return fmt.Errorf("%q is no arm of reach", x)
		}
	case What:
		if !slices.Contains([]What{ObservedResource, ObservedDeclaration, ObservedPeer, ObservedName, ObservedRecord, ObservedAsset}, x) {
			return fmt.Errorf("%q is nothing that is observed", x)
		}
	case int64:
		if x < 0 {
			return fmt.Errorf("%d is less than nothing", x)
		}
	}
	return nil
}

func (r Reported) valid() error {
	switch {
	case !slices.Contains([]string{"", "asserted", "possible", "denied", "no-comment"}, r.Certainty):
		return fmt.Errorf("%q is no certainty of a report", r.Certainty)
	case r.Reports < 1 || r.Reports > int64(len(r.Texts)):
		return fmt.Errorf("%d independent reports in %d texts", r.Reports, len(r.Texts))
	case !slices.IsSorted(r.Texts) || !slices.IsSorted(r.Firmer):
		return fmt.Errorf("its texts are not in order")
	}
	for _, t := range r.Firmer {
		if !slices.Contains(r.Texts, t) {
			return fmt.Errorf("%s is none of its texts", t)
		}
	}
	return nil
}

var interestKinds = []InterestKind{
	Shares, Votes, Surplus, Profit, Employment, Contractor, BoardAppointment, BoardMember, BoardChair, Director, SpecialShare, Articles, Statute,
	Contract, Proxy, Trustee, Settlor, Protector, Beneficiary, Nominee, Nominator, Consolidation, OtherInfluence, Family, Concert, UnknownInterest,
}

func validShares(lo, hi Share) error {
	if lo > hi || hi > Whole {
		return fmt.Errorf("from %d to %d is no part of a whole", lo, hi)
	}
	return nil
}
