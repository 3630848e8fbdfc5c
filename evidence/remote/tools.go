package remote

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/internal/pattern"
)

// maxTool bounds the settings of a tool, which are read whole.
const maxTool = 1 << 20

var (
	cosFirst = pattern.New(`(?m)^cos:[ \t]*\r?$`)
	cosMark  = pattern.New(`(?m)^[ \t]+(secretid|secretkey|buckets):`)
)

// isCOS tells settings of coscli, isAliases those of the MinIO client.
func isCOS(head []byte) bool { return cosFirst.Match(head) && cosMark.Match(head) }

func isAliases(head []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n"), []byte("{")) && bytes.Contains(head, []byte(`"aliases"`)) &&
		bytes.Contains(head, []byte(`"accessKey"`)) && bytes.Contains(head, []byte(`"url"`))
}

// readCOS reads the buckets that settings of coscli list.
func readCOS(r io.Reader) ([]*store, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxTool+1))
	switch {
	case err != nil:
		return nil, err
	case len(text) > maxTool:
		return nil, fmt.Errorf("settings of more than %d MiB are not read", maxTool>>20)
	}
	var settings struct {
		COS struct {
			Buckets []yaml.Node
		} `yaml:"cos"`
	}
	if bytes.Count(text, []byte("[")) > 100 || yaml.Unmarshal(text, &settings) != nil {
		return nil, evidence.BadLine(1, "the settings are no YAML")
	}
	var out []*store
	for _, n := range settings.COS.Buckets[:min(len(settings.COS.Buckets), maxSections)] {
		var b struct{ Name, Alias, Region, Endpoint string }
		if n.Decode(&b) != nil {
			continue
		}
		s := &store{name: b.Name, kind: "cos", provider: "tencentcos", region: strings.ToLower(b.Region), line: int64(n.Line)}
		if h := evidence.HostIn(b.Endpoint); h != "" {
			s.hosts = []string{h}
		}
		out = append(out, s)
	}
	return out, nil
}

// readAliases reads the servers that settings of the MinIO client name.
func readAliases(r io.Reader) (out []*store, err error) {
	for o, err := range evidence.Objects(r) {
		if err != nil {
			return out, err
		}
		aliases, _ := evidence.At(o.Members, "aliases").(map[string]any)
		for _, name := range sortedNames(aliases) {
			url, _ := evidence.At(aliases[name], "url").(string)
			if h := evidence.HostIn(url); h != "" {
				out = append(out, &store{name: name, kind: "s3", hosts: []string{h}, line: o.Line})
			}
		}
	}
	return out, nil
}
