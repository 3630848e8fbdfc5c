package screening

import (
	"encoding/json"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func TestReadPlain(t *testing.T) {
	for _, tc := range []struct {
		about, line string
		plain       bool
	}{
		{"usual", `{"id": "q1", "query": "Jane Roe", "schema": "Person", "limit": 10}` + "\n", true},
		{"all texts", `{"candidate":"a","at":"2026-01-02","party":"p","country":"PA","born":"1970","query":"b","schema":"Vessel"}`, true},
		{"id is a number", `{"query":"x","id":7}`, true},
		{"letters of another script", `{"query":"Ждан"}`, true},
		{"a member twice", `{"query":"a","query":"b"}`, true},
		{"escape", `{"query":"a\u0062"}`, false},
		{"quote escaped", `{"query":"a\"b"}`, false},
		{"not UTF-8", "{\"query\":\"a\xff\"}", false},
		{"control sign", "{\"query\":\"a\tb\"}", false},
		{"unknown member", `{"query":"x","more":"y"}`, false},
		{"name in capitals", `{"Query":"x"}`, false},
		{"fraction", `{"query":"x","limit":1.0}`, false},
		{"leading nought", `{"query":"x","limit":01}`, false},
		{"sign", `{"query":"x","limit":-1}`, false},
		{"null", `{"query":null}`, false},
		{"id is a list", `{"query":"x","id":[1]}`, false},
		{"comma at the end", `{"query":"x",}`, false},
		{"more behind", `{"query":"x"} y`, false},
		{"cut short", `{"query":"x"`, false},
		{"cut in the text", `{"query":"x`, false},
		{"number cut short", `{"limit":1`, false},
		{"empty object", `{}`, false},
		{"nothing", ``, false},
	} {
		t.Run(tc.about, func(t *testing.T) {
			var r request
			if got := r.readPlain([]byte(tc.line)); got != tc.plain {
				t.Fatalf("plain: %v, want %v", got, tc.plain)
			}
			readAsJSON(t, []byte(tc.line))
		})
	}
}

// readAsJSON fails where a line is read plainly and encoding/json reads something else.
func readAsJSON(t *testing.T, line []byte) {
	t.Helper()
	var got, want request
	if !got.readPlain(line) {
		return
	}
	if err := json.Unmarshal(line, &want); err != nil {
		t.Fatalf("%q is read, and is no JSON: %v", line, err)
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(request{})); diff != "" {
		t.Errorf("%q (-encoding/json +plain):\n%s", line, diff)
	}
}

func FuzzReadPlain(f *testing.F) {
	for _, s := range []string{`{"id":"a","query":"b","limit":3}`, `{"id" : 12 , "schema":"Person","query":"é"}`, `{"query":"a","query":"\n"}`, `{"limit":999999999 }`} {
		f.Add([]byte(s))
	}
	f.Fuzz(readAsJSON)
}

func TestPlainTo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOfN(rapid.OneOf(rapid.ByteRange(' ', '~'), rapid.Byte()), 0, 40).Draw(t, "s"))
		want := 0
		for want < len(s) && s[want] >= ' ' && s[want] != '"' && s[want] != '\\' && s[want] < 0x80 {
			want++
		}
		if got := plainTo(s, 0); got != want {
			t.Errorf("%q: %d, want %d", s, got, want)
		}
	})
}

func TestAppendNumber(t *testing.T) {
	for _, n := range []int{0, 7, 10, 99, 1000, 999_999, 1_000_000, 9_999_999, 10_000_000, 1 << 40, -3} {
		if got := string(appendNumber(nil, n)); got != strconv.Itoa(n) {
			t.Errorf("%d is written %s", n, got)
		}
	}
}
