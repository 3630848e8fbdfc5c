package jsonvalues

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// A found is one value as a test sees it.
type found struct {
	Text string // compact; "!" and the kind of error for a bad one
	Line int64
	Key  string
}

func scanAll(s *Scanner) (all []found, err error) {
	for s.Scan() {
		f := found{Line: s.Line(), Key: s.Key()}
		switch bad := s.Bad(); {
		case bad == nil:
			f.Text = compact(s.Value())
		case errors.Is(bad, ErrDepth):
			f.Text = "!depth"
		case errors.Is(bad, ErrLong):
			f.Text = "!long"
		case errors.Is(bad, ErrTruncated):
			f.Text = "!truncated"
		default:
			f.Text = "!syntax"
		}
		all = append(all, f)
	}
	return all, s.Err()
}

func compact(v Value) string {
	var b bytes.Buffer
	raw := v.Raw()
	if v.Is(String) {
		raw = []byte(`"` + string(raw) + `"`)
	}
	if err := json.Compact(&b, raw); err != nil {
		return err.Error()
	}
	return b.String()
}

func TestScan(t *testing.T) {
	deep := strings.Repeat("[", 200) + strings.Repeat("]", 200)
	tests := map[string]struct {
		in   string
		want []found
	}{
		"nothing":             {"", nil},
		"space":               {" \n\t", nil},
		"array":               {"[{\"a\":1},\n {\"b\":[2]}]", []found{{`{"a":1}`, 1, ""}, {`{"b":[2]}`, 2, ""}}},
		"lines":               {"{\"a\":1}\n\n{\"b\":2}\r\n", []found{{`{"a":1}`, 1, ""}, {`{"b":2}`, 3, ""}}},
		"laid out":            {"{\n \"a\": 1\n}\n{\n \"b\": 2\n}", []found{{`{"a":1}`, 1, ""}, {`{"b":2}`, 4, ""}}},
		"byte order mark":     {"\xef\xbb\xbf[1]", []found{{"1", 1, ""}}},
		"wrapper":             {`{"head":{"n":2},"records":[{"a":1},{"b":2}]}`, []found{{"2", 1, "n"}, {`{"a":1}`, 1, "records"}, {`{"b":2}`, 1, "records"}}},
		"wrapper in wrapper":  {`{"head":{"records":[5],"x":"y"}}`, []found{{"5", 1, "records"}, {`"y"`, 1, "x"}}},
		"broken line":         {"{\"a\":1}\n{\"b\":\n{\"c\":3}\n", []found{{`{"a":1}`, 1, ""}, {"!truncated", 2, ""}, {`{"c":3}`, 3, ""}}},
		"broken first line":   {"{\"a\":\"x\n{\"b\":2}\n", []found{{"!truncated", 1, ""}, {`{"b":2}`, 2, ""}}},
		"two on a line":       {"{\"a\":1}\n{\"b\":2}{\"c\":3}\n", []found{{`{"a":1}`, 1, ""}, {"!syntax", 2, ""}}},
		"broken element":      {"[{\"a\":tru},\n{\"b\":2}]", []found{{"!syntax", 1, ""}, {`{"b":2}`, 2, ""}}},
		"unclosed element":    {"[{\"a\":1,\n{\"b\":2},\n{\"c\":3}]", []found{{"!syntax", 1, ""}, {`{"b":2}`, 2, ""}, {`{"c":3}`, 3, ""}}},
		"unclosed string":     {"[{\"a\":\"x},\n{\"b\":2}]", []found{{"!syntax", 1, ""}, {`{"b":2}`, 2, ""}}},
		"missing comma":       {"[{\"a\":1}\n{\"b\":2}]", []found{{`{"a":1}`, 1, ""}, {"!syntax", 2, ""}, {`{"b":2}`, 2, ""}}},
		"no closing bracket":  {`[{"a":1}`, []found{{`{"a":1}`, 1, ""}, {"!truncated", 1, ""}}},
		"cut in a value":      {`[{"a":1},{"b":`, []found{{`{"a":1}`, 1, ""}, {"!truncated", 1, ""}, {"!truncated", 1, ""}}},
		"nested too deep":     {"[" + deep + ",1]", []found{{"!depth", 1, ""}, {"1", 1, ""}}},
		"too long":            {`[{"a":"` + strings.Repeat("x", 200) + `"},{"b":2}]`, []found{{"!long", 1, ""}, {`{"b":2}`, 1, ""}}},
		"too long a line":     {"{\"b\":2}\n{\"a\":\"" + strings.Repeat("x", 200) + "\"}\n{\"c\":3}", []found{{`{"b":2}`, 1, ""}, {"!long", 2, ""}, {`{"c":3}`, 3, ""}}},
		"too long a string":   {`["` + strings.Repeat("x", 200) + `",7]`, []found{{"!long", 1, ""}, {"7", 1, ""}}},
		"not JSON":            {"hello\nworld", []found{{"!syntax", 1, ""}}},
		"escaped and numbers": {`["\u00e9\\\"", -1.5e+3, true, null]`, []found{{`"\u00e9\\\""`, 1, ""}, {"-1.5e+3", 1, ""}, {"true", 1, ""}, {"null", 1, ""}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(tt.in), iotest.OneByteReader(strings.NewReader(tt.in))} {
				s := NewScanner(r, "head", "records")
				if strings.Contains(name, "too long") {
					s.Limit = 100
				}
				got, err := scanAll(s)
				if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
					t.Errorf("Scan(%.60q) = %v, -want +got:\n%s", tt.in, err, diff)
				}
			}
		})
	}
}

// decode is the oracle: the values of a sound file by encoding/json.
func decode(in []byte) (all []string) {
	in = bytes.TrimPrefix(in, []byte("\xef\xbb\xbf"))
	d := json.NewDecoder(bytes.NewReader(in))
	for {
		var raw json.RawMessage
		if d.Decode(&raw) != nil {
			return all
		}
		var elems []json.RawMessage
		if raw[0] != '[' || json.Unmarshal(raw, &elems) != nil {
			elems = []json.RawMessage{raw}
		}
		for _, e := range elems {
			var b bytes.Buffer
			_ = json.Compact(&b, e)
			all = append(all, b.String())
		}
	}
}

func FuzzScan(f *testing.F) {
	for _, seed := range []string{
		`[{"a":1},{"b":[2,{"c":null}]}]`, "{\"a\":1}\n{\"b\":2}\n", "{\n\"a\": 1e5\n}", "[\"\\u00e9\\n\", -0.5, true]",
		"[{\"a\":1,\n{\"b\":2}", "{\"a\"", "[[[[", "\xef\xbb\xbf{}", `{"x":"\\"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		s := NewScanner(iotest.HalfReader(bytes.NewReader(in)), "records")
		got, err := scanAll(s)
		if err != nil {
			t.Fatalf("Scan: %v", err)
		}
		if len(got) > len(in)+2 {
			t.Fatalf("%d values in %d bytes", len(got), len(in))
		}
		if !json.Valid(bytes.TrimPrefix(in, []byte("\xef\xbb\xbf"))) || bytes.Contains(in, []byte("records")) {
			return
		}
		var texts []string
		for _, f := range got {
			if f.Text == "!depth" {
				return
			}
			texts = append(texts, f.Text)
		}
		if diff := cmp.Diff(decode(in), texts); diff != "" {
			t.Errorf("against encoding/json, -want +got:\n%s", diff)
		}
	})
}

func TestValue(t *testing.T) {
	v, err := Parse([]byte(` {"a":"x","n":-2.50,"k\u0065y":"é","dup":1,"dup":2,"list":["p",{"q":true}],"one":"z","null":null} `))
	if err != nil {
		t.Fatal(err)
	}
	var list, one []string
	for e := range v.Get("list").Elems() {
		list = append(list, e.String())
	}
	for e := range v.Get("one").Elems() {
		one = append(one, e.String())
	}
	var keys []string
	for k := range v.Members() {
		keys = append(keys, k.String())
	}
	truth, ok := v.Get("list").Get("q").Bool()
	got := []any{
		v.Get("a").String(), v.Get("n").String(), v.Get("key").String(), v.Get("dup").String(),
		list, one, keys, v.Get("null").Len(), v.Get("no").Get("such").String(), v.Get("a").Equal("x"), truth, ok,
	}
	want := []any{
		"x", "-2.50", "é", "2",
		[]string{"p", ""}, []string{"z"}, []string{"a", "n", "key", "dup", "dup", "list", "one", "null"},
		0, "", true, false, false,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestStringOfAnotherEncoding(t *testing.T) {
	v, err := Parse([]byte("\"M\xfcller \\\"\x80\\\"\""))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := v.String(), `Müller "€"`; got != want {
		t.Errorf("String = %q, want %q", got, want)
	}
}

func TestReaderFails(t *testing.T) {
	broken := errors.New("broken pipe")
	for name, in := range map[string]string{"array": `[{"a":1},{"b"`, "lines": "{\"a\":1}\n{\"b\":2"} {
		s := NewScanner(io.MultiReader(strings.NewReader(in), iotest.ErrReader(broken)))
		got, err := scanAll(s)
		if diff := cmp.Diff([]found{{`{"a":1}`, 1, ""}}, got); diff != "" || !errors.Is(err, broken) {
			t.Errorf("%s: error %v, -want +got:\n%s", name, err, diff)
		}
	}
}

// BenchmarkScan reads 1,000 statements of about 1 kB.
func BenchmarkScan(b *testing.B) {
	one := `{"statementId":"c3f7a0d5-7cf5-4f4c-8b2e-0f0d4c1a9e77","recordId":"rel-1","list":[{"type":"shareholding","share":{"exact":25.5}}],` +
		strings.Repeat(`"name":"Some Company Limited","address":{"country":{"code":"GB"}},`, 13) + `"end":true}`
	text := []byte("[" + strings.Repeat(one+",\n", 999) + one + "]")
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		s := NewScanner(bytes.NewReader(text))
		n := 0
		for s.Scan() {
			n += len(s.Value().Get("recordId").Raw())
		}
		if n != 5000 {
			b.Fatal(n)
		}
	}
}

func TestAppendCompact(t *testing.T) {
	var got []string
	for _, in := range []string{`{"a":[1,"x y",{}],"b":null}`, "{ \"a\" :\n[1 ,\"x y\", { } ],\t\"b\": null }"} {
		v, err := Parse([]byte(in))
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(v.AppendCompact(nil)))
	}
	want := `{"a":[1,"x y",{},],"b":null,}`
	if diff := cmp.Diff([]string{want, want}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
