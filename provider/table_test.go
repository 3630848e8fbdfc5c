package provider

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/longarm-project/longarm/fact"
)

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func problems(f PrefixFile) string {
	var b strings.Builder
	for _, p := range f.Problems {
		b.WriteString(p.Error() + "\n")
	}
	return b.String()
}

func TestPrefixFile(t *testing.T) {
	path := write(t, "mine.csv", "\ufeff# date: 2026-06-01\nprovider,prefix,region,asn,source\n"+
		"alibaba-cloud,5.6.0.0/16,,45102,mine\n"+
		"alibaba-cloud,5.6.7.0/24,eu-central-1,,mine\r\n"+
		"nobody,5.7.0.0/16,,,\n"+
		"aws,5.8.0.1/16,,,\n"+
		"aws,10.0.0.0/8,,,\n"+
		"aws,5.0.0.0/4,,,\n"+
		"aws,words,,,\n"+
		"aws,5.9.0.0/16,,AS1,\n"+
		"\"aws\",\"5.10.0.0/16\",\"us-east-1\",,\n"+
		"aws,"+strings.Repeat("x", maxRowBytes)+"\n"+
		"\"aws,5.11.0.0/16,,,\n"+
		"Aliyun,2a00::/16,,,mine")
	table := open(t, Options{Prefixes: []string{path}, Seen: "2026-11-01"})
	f := table.Files()[1]
	if f.Name != "mine.csv" || f.Rows != 4 || f.Bad != 8 || f.Date != "2026-06-01" {
		t.Errorf("read %+v", f)
	}
	want := `mine.csv:5: the gazetteer has no provider "nobody"
mine.csv:6: 5.8.0.1/16 has bits set behind its length
mine.csv:7: 10.0.0.0/8 is special-purpose space (RFC 6890)
mine.csv:8: 5.0.0.0/4 has bits set behind its length
mine.csv:9: "words" is not a prefix
mine.csv:10: asn "AS1" is not a number
mine.csv:12: row is longer than 8192 bytes
mine.csv:13: quotes do not match
`
	if d := cmp.Diff(want, problems(f)); d != "" {
		t.Errorf("problems (-want +got):\n%s", d)
	}
	m := table.byEndpoint("5.6.7.8")
	if m.profile.ID != "alibaba-cloud" || m.prefix != "5.6.7.0/24" || m.asn != 45102 || m.region.code != "eu-central-1" || m.method != fact.ByRange {
		t.Errorf("5.6.7.8: %+v", m)
	}
	src := fact.Source{Digest: f.Digest, Line: 4, Name: "mine.csv", Place: "table of 2026-06-01", Seen: "2026-11-01"}
	if d := cmp.Diff(src, m.sources[0]); d != "" {
		t.Errorf("source (-want +got):\n%s", d)
	}
}

func TestPrefixFileWithoutHeader(t *testing.T) {
	for name, text := range map[string]string{"empty": "", "rows": "5.6.0.0/16,45102,alibaba-cloud\n", "binary": "\x00\x01\n"} {
		f := open(t, Options{Prefixes: []string{write(t, "x.csv", text)}}).Files()[1]
		if f.Rows != 0 || f.Bad != 1 || !strings.Contains(problems(f), errColumns.Error()) {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

func TestPrefixFolder(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"b/two.csv": "prefix,provider\n5.6.0.0/16,aws\n",
		"a.csv":     "prefix,provider\n5.6.0.0/16,azure\n",
		".hidden":   "rubbish",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(dir, "a.csv"), filepath.Join(dir, "z.csv")); err != nil {
		t.Skip(err)
	}
	table := open(t, Options{Prefixes: []string{dir}})
	var names []string
	for _, f := range table.Files()[1:] {
		names = append(names, f.Name)
	}
	if d := cmp.Diff([]string{"a.csv", "b/two.csv", "z.csv"}, names); d != "" {
		t.Errorf("files (-want +got):\n%s", d)
	}
	if got := problems(table.Files()[3]); got != "z.csv: not a table that can be read: not a regular file\n" {
		t.Errorf("a link inside a folder: %q", got)
	}
	if m := table.byEndpoint("5.6.0.1"); m.profile.ID != "aws" {
		t.Errorf("the later file does not decide: %s", m.profile.ID)
	}
	if _, err := Open(Options{Prefixes: []string{filepath.Join(dir, "missing.csv")}}); err == nil {
		t.Error("a missing file is no error")
	}
	if m := open(t, Options{Prefixes: []string{filepath.Join(dir, "z.csv")}}).byEndpoint("5.6.0.1"); m.profile.ID != "azure" {
		t.Errorf("a link that was given is not followed: %s", m.profile.ID)
	}
}

const awsList = `{
  "syncToken": "1",
  "createDate": "2026-06-02-01-02-03",
  "prefixes": [
    {"ip_prefix": "5.6.0.0/16", "region": "us-east-1", "service": "AMAZON", "network_border_group": "us-east-1"},
    {"ip_prefix": "5.7.0.0/16", "region": "cn-north-1", "service": "EC2"},
    {"ip_prefix": "5.8.0.0/16", "region": "GLOBAL", "service": "CLOUDFRONT"},
    {"ip_prefix": "words", "region": "us-east-1", "service": "EC2"}
  ],
  "ipv6_prefixes": [
    {"ipv6_prefix": "2a05:d000::/28", "region": "eu-west-1", "service": "S3"}
  ]
}
`

func TestPublishedList(t *testing.T) {
	table := open(t, Options{Prefixes: []string{write(t, "ip-ranges.json", awsList)}})
	f := table.Files()[1]
	if f.Rows != 4 || f.Bad != 1 || f.Date != "2026-06-02" {
		t.Errorf("read %+v", f)
	}
	if d := cmp.Diff("ip-ranges.json:8: \"words\" is not a prefix\n", problems(f)); d != "" {
		t.Errorf("problems (-want +got):\n%s", d)
	}
	for address, want := range map[string]string{
		"5.6.1.1": "aws us-east-1 range", "5.7.1.1": "aws-china cn-north-1 range", "5.8.1.1": "aws  front", "2a05:d000::1": "aws eu-west-1 range"} {
		m := table.byEndpoint(address)
		code := ""
		if m.region != nil {
			code = m.region.code
		}
		if got := string(m.profile.ID) + " " + code + " " + string(m.method); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
	half := awsList[:strings.Index(awsList, "GLOBAL")]
	if f := open(t, Options{Prefixes: []string{write(t, "half.json", half)}}).Files()[1]; f.Rows != 2 || f.Bad != 1 || f.Problems[0].Line != 7 {
		t.Errorf("half a list: %+v %s", f, problems(f))
	}
}

func FuzzPrefixes(f *testing.F) {
	f.Add("prefix,asn,provider,region,services,source\n5.6.0.0/16,1,aws,us-east-1,EC2|S3,x\n")
	f.Add("# date: 2026\nprefix,provider\n::/0,aws\n\"1\",\"aws\"\n")
	f.Add(awsList)
	f.Add(`{"prefixes":[{"ip_prefix":{}}]}`)
	base, err := shared()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l := &loader{table: base, own: true}
		if err := l.load(strings.NewReader(text), "f", ""); err != nil {
			t.Fatal(err)
		}
		read := l.read[0]
		if read.Rows != len(l.rows) || read.Bad < len(read.Problems) {
			t.Fatalf("%+v with %d rows", read, len(l.rows))
		}
		table := buildPrefixes(l.rows, l.read)
		for i := range l.rows {
			r := &l.rows[i]
			if !r.prefix.IsValid() || r.prefix != r.prefix.Masked() || r.profile == nil || isSpecial(r.prefix.Addr()) {
				t.Fatalf("kept %+v", r)
			}
			if hit := table.find(r.prefix); hit == nil {
				t.Fatalf("%s is not found", r.prefix)
			}
		}
	})
}

// A carrier announces blocks of its customers: what it carries does not overrule the cloud's own block around it.
func TestCarrierGivesWay(t *testing.T) {
	table := open(t, Options{Prefixes: []string{write(t, "x.csv", "prefix,asn,provider,source\n"+
		"5.6.0.0/16,137718,volcengine,asn-table\n5.6.4.0/22,4811,china-telecom,asn-table\n5.7.0.0/16,4811,china-telecom,asn-table\n"+
		"5.6.8.0/22,9808,china-mobile,asn-table\n5.7.4.0/22,37963,alibaba-cloud,asn-table\n")}})
	for address, want := range map[string]fact.ProviderID{"5.6.4.1": "volcengine", "5.6.8.1": "volcengine", "5.7.1.1": "china-telecom", "5.7.4.1": "alibaba-cloud"} {
		if m := table.byEndpoint(address); m == nil || m.profile.ID != want {
			t.Errorf("%s is not attributed to %s: %+v", address, want, m)
		}
	}
	if m := table.byEndpoint("5.7.1.1"); m.asn != 4811 || m.prefix != "5.7.0.0/16" || !slices.Contains(m.doubts, "provider") {
		t.Errorf("a carrier's line: %+v", m)
	}
}
