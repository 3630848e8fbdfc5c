package jsontokens_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/internal/jsontokens"
)

// tree reads one value as encoding/json would, by tokens.
func tree(s *jsontokens.Scanner) (any, error) {
	k, err := s.Next()
	if err != nil {
		return nil, err
	}
	return branch(s, k)
}

func branch(s *jsontokens.Scanner, k jsontokens.Kind) (any, error) {
	switch k {
	case jsontokens.String:
		return string(s.Text()), nil
	case jsontokens.Number:
		return json.Number(s.Text()), nil
	case jsontokens.True, jsontokens.False:
		return k == jsontokens.True, nil
	case '[':
		out := []any{}
		for {
			k, err := s.Next()
			if err != nil || k == ']' {
				return out, err
			}
			v, err := branch(s, k)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
	case '{':
		out := map[string]any{}
		for {
			k, err := s.Next()
			if err != nil || k == '}' {
				return out, err
			}
			name := string(s.Text())
			if out[name], err = tree(s); err != nil {
				return nil, err
			}
		}
	case jsontokens.End:
		return nil, io.EOF
	}
	return nil, nil
}

var documents = []string{
	`{"a": [1, -2.5e3, true, false, null, "x\n\u00e9\ud83d\ude00\ud800"], "b": {"c": {}}, "d": []}`,
	`[]`, `"lone"`, `12`, `{"a":"\/\\\"\b\f\r\t"}`, `[[[[1]]]]`,
}

func TestTokensMakeTheSameTreeAsEncodingJSON(t *testing.T) {
	for _, doc := range documents {
		for name, r := range map[string]io.Reader{"whole": strings.NewReader(doc), "byte by byte": iotest.OneByteReader(strings.NewReader(doc))} {
			got, err := tree(jsontokens.New(r))
			if err != nil {
				t.Errorf("%s %s: %v", name, doc, err)
			}
			if diff := cmp.Diff(oracle([]byte(doc)), got); diff != "" {
				t.Errorf("%s %s (-encoding/json +jsontokens):\n%s", name, doc, diff)
			}
		}
	}
}

func oracle(doc []byte) any {
	d := json.NewDecoder(bytes.NewReader(doc))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil
	}
	return v
}

func TestErrorsTellTheLine(t *testing.T) {
	for name, c := range map[string]struct {
		doc  string
		line int64
	}{
		"cut in object": {"{\n\"a\": [1,\n", 3},
		"cut in string": {"[\n\"a", 2},
		"no comma":      {"[1\n2]", 2},
		"no colon":      {"{\"a\"\n1}", 2},
		"wrong bracket": {"[1}", 1},
		"bad word":      {"\n\n[trap]", 3},
		"nul":           {"[\"a\x00b\"]", 1},
		"bad number":    {"[1-2]", 1},
		"bare name":     {"{a: 1}", 1},
		"trailing":      {"[1,]", 1},
	} {
		_, err := tree(jsontokens.New(strings.NewReader(c.doc)))
		se, ok := errors.AsType[*jsontokens.SyntaxError](err)
		if !ok || se.Line != c.line {
			t.Errorf("%s: %v, want a syntax error at line %d", name, err, c.line)
		}
	}
}

func TestSkipPassesWithoutDecoding(t *testing.T) {
	s := jsontokens.New(strings.NewReader(`{"a": {"x": ["}", "\"]"]},
		"b": 7, "c": [[], 1, {"y": 2}], "d": "end"}`))
	var names []string
	err := s.Members(func(name string) error {
		names = append(names, name)
		if name == "c" {
			n := 0
			err := s.Elements(func() error { n++; return s.Skip() })
			if n != 3 {
				t.Errorf("%d elements, want 3", n)
			}
			return err
		}
		return s.Skip()
	})
	if diff := cmp.Diff([]string{"a", "b", "c", "d"}, names); diff != "" || err != nil || s.Line() != 2 {
		t.Errorf("names %s, error %v, line %d", diff, err, s.Line())
	}
}

func TestLongStringsAreCutAndDeepNestingRefused(t *testing.T) {
	long := `["` + strings.Repeat("x", jsontokens.MaxString+500) + `", "after"]`
	got, err := tree(jsontokens.New(strings.NewReader(long)))
	if err != nil || len(got.([]any)[0].(string)) != jsontokens.MaxString || got.([]any)[1] != "after" {
		t.Errorf("long string: %v", err)
	}
	if _, err := tree(jsontokens.New(strings.NewReader(strings.Repeat("[", jsontokens.MaxDepth+1)))); err == nil {
		t.Error("deep nesting gave no error")
	}
}

func TestReaderFailureIsGivenAsItIs(t *testing.T) {
	broken := errors.New("broken")
	_, err := tree(jsontokens.New(io.MultiReader(strings.NewReader(`[1, 2`), iotest.ErrReader(broken))))
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func FuzzScanner(f *testing.F) {
	for _, d := range documents {
		f.Add([]byte(d))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := tree(jsontokens.New(bytes.NewReader(b)))
		if json.Valid(b) && utf8.Valid(b) { // encoding/json mends what is not UTF-8, Text leaves it
			if want := oracle(b); err != nil || !cmp.Equal(want, got) {
				t.Errorf("%q: got %v, %v; encoding/json has %v", b, got, err, want)
			}
			if err := jsontokens.New(bytes.NewReader(b)).Skip(); err != nil {
				t.Errorf("%q: Skip: %v", b, err)
			}
		}
	})
}

func BenchmarkSkip(b *testing.B) {
	doc := []byte("[" + strings.Repeat(`{"type": "alicloud_oss_bucket", "attributes": {"id": "acme-logs", "tags": {"a": "b"}, "n": [1, 2, 3]}},`, 10_000) + "0]")
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		s := jsontokens.New(bytes.NewReader(doc))
		if err := s.Elements(s.Skip); err != nil {
			b.Fatal(err)
		}
	}
}

// endless gives the same text for ever.
type endless string

func (e endless) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		n += copy(p[n:], e)
	}
	return n, nil
}

func TestAStringWithoutEndIsRefused(t *testing.T) {
	s := jsontokens.New(io.MultiReader(strings.NewReader(`{"a": "`), endless("x")))
	if _, err := tree(s); err == nil || !strings.Contains(err.Error(), "64 MiB") {
		t.Errorf("got %v", err)
	}
}

func TestLineIsThatOfTheTokenWhereverReadsEnd(t *testing.T) {
	doc := "[\n\n1,\n{\"a\":\n2},\n\n\n3]"
	for name, r := range map[string]io.Reader{"whole": strings.NewReader(doc), "byte by byte": iotest.OneByteReader(strings.NewReader(doc))} {
		s := jsontokens.New(r)
		var at []int64
		for k, err := s.Next(); k != jsontokens.End; k, err = s.Next() {
			if err != nil {
				t.Fatal(err)
			}
			at = append(at, s.Line())
		}
		if diff := cmp.Diff([]int64{1, 3, 4, 4, 5, 5, 8, 8}, at); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
