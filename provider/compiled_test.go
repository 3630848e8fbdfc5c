package provider

import (
	"bytes"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/fact"
)

// compiledTable opens a table compiled of files, given by name and content.
func compiledTable(t *testing.T, files map[string]string, more ...string) *Table {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if read, err := Compile(dir, &out); err != nil || out.Len() == 0 {
		t.Fatalf("%+v: %v", read, err)
	}
	path := filepath.Join(t.TempDir(), "t.blocks")
	if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return open(t, Options{Prefixes: append([]string{path}, more...), At: "2026-11-01", Seen: "2026-11-01"})
}

func peerOf(t *testing.T, table *Table, endpoint string) []fact.Attribution {
	t.Helper()
	return attribute(t, table, fact.Observation{Asset: "eni", What: fact.ObservedPeer, Endpoint: endpoint})
}

func TestCompiledTableInTheOrderOfRanks(t *testing.T) {
	own := filepath.Join(t.TempDir(), "own.csv")
	if err := os.WriteFile(own, []byte("prefix,provider,asn\n5.1.2.128/25,hetzner,24940\n5.1.3.0/24,hetzner,24940\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	table := compiledTable(t, map[string]string{
		"aws.json":       `{"createDate":"2026-11-20-00-00-00","prefixes":[{"ip_prefix":"5.1.0.0/16","region":"us-east-1","service":"EC2"},{"ip_prefix":"5.2.0.0/16","region":"cn-north-1","service":"EC2"}]}`,
		"rib.dat":        "5.1.2.0/24\t45102\n5.1.3.0/24\t64500\n5.3.0.0/16\t45102\n47.88.10.0/24\t64500\n5.4.0.0/16\t64501\n",
		"linode/geo.csv": "5.5.0.0/16,DE,DE-HE,Frankfurt,\n",
		"delegated":      "apnic|CN|ipv4|5.4.0.0|65536|20110414|allocated|A\nripencc|SE|ipv4|5.5.0.0|65536|20110414|allocated|A\n",
	}, own)
	for address, want := range map[string]string{
		"5.1.9.9":        "aws us-east-1 US range", // published
		"5.1.2.9":        "aws us-east-1 US range", // a narrower announcement does not hide what the provider publishes
		"5.2.1.1":        "aws-china cn-north-1 CN range",
		"5.3.1.1":        "alibaba-cloud   asn",
		"5.1.3.1":        "aws us-east-1 US range",
		"47.88.10.1":     "",                    // announced by a system that is nobody's: the embedded holder counts no more
		"47.88.11.1":     "alibaba-cloud   asn", // as it stands in the embedded table
		"5.4.1.1":        "",
		"5.5.1.1":        "linode DE/Frankfurt DE range",
		"5.3.0.0/16":     "alibaba-cloud   asn",
		"::ffff:5.3.1.1": "alibaba-cloud   asn",
	} {
		var got []string
		for _, a := range peerOf(t, table, address) {
			got = append(got, strings.Join([]string{string(a.Provider), a.Region, string(a.Country), string(a.Method)}, " "))
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
	if r := table.Registered("5.4.1.1"); r.Country != "CN" || r.ASN != 64501 {
		t.Errorf("5.4.1.1 is registered %+v", r)
	}
	if r := table.Registered("10.0.0.1"); r != (Registered{}) {
		t.Errorf("a private address is registered %+v", r)
	}
	files := table.Files()
	if !slices.ContainsFunc(files, func(f PrefixFile) bool {
		return f.Name == "t.blocks!aws.json" && f.Date == "2026-11-20" && f.Rows == 2 && len(f.Digest) == 64
	}) {
		t.Errorf("files: %+v", files)
	}
	// a fact cites the file that says it, and the prefix in it
	o := fact.New(&fact.Observation{Asset: "eni", What: fact.ObservedPeer, Endpoint: "5.1.9.9"}, []fact.Source{{Name: "t"}}, "")
	if s := table.Attribute(o)[0].Sources; !slices.ContainsFunc(s, func(s fact.Source) bool {
		return s.Name == "t.blocks!aws.json" && s.Place == "5.1.0.0/16, table of 2026-11-20"
	}) {
		t.Errorf("sources: %+v", s)
	}
}

// The prefix into which evidence is folded is attributed as each address in it.
func TestCompiledTableFolds(t *testing.T) {
	table := compiledTable(t, map[string]string{"rib.dat": "47.88.0.0/18\t45102\n47.88.10.0/24\t64500\n47.88.10.128/25\t24940\n"})
	for _, address := range []string{"47.88.9.255", "47.88.10.0", "47.88.10.127", "47.88.10.128", "47.88.11.0", "47.88.63.255", "47.88.64.0", "47.87.255.255"} {
		p, ok := table.Prefix(mustAddr(address))
		if !ok {
			continue
		}
		one, all := peerOf(t, table, address), peerOf(t, table, p.String())
		if len(one) != len(all) || len(one) > 0 && one[0].Provider != all[0].Provider {
			t.Errorf("%s is of %+v, and %s into which it is folded of %+v", address, one, p, all)
		}
	}
}

func mustAddr(s string) netip.Addr { return netip.MustParseAddr(s) }
