// Package remote reads the settings of programs that copy to stores elsewhere:
// rclone, s3cmd, the AWS command line and ossutil. Each section is a store, of
// the host that it names or of the service it is of; a section that wraps another
// is where that is. Keys and passwords are never kept.
package remote

import (
	"bytes"
	"fmt"
	"iter"
	"strings"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/pattern"
)

// A Reader reads such settings. The zero value is ready.
type Reader struct{}

// Name implements evidence.Reader.
func (Reader) Name() string { return "remote-store" }

var (
	section = pattern.New(`^\[(?:profile )?([^\]\n]{1,100})\]`)
	marks   = pattern.New(`(?m)^[ \t]*(?:type[ \t]*=[ \t]*(?:s3|crypt|alias|union|chunker|combine|hasher|compress|cache|azureblob|azurefiles|b2|box|drive|dropbox|google cloud storage|mailru|onedrive|pcloud|yandex|swift|webdav|sftp|ftp|mega|jottacloud|pikpak|storj|oracleobjectstorage|qingstor|koofr)|host_base[ \t]*=|endpoint_url(?:_s3)?[ \t]*=|aws_access_key_id[ \t]*=|accessKeyID[ \t]*=)`)
	heading = pattern.New(`(?m)^\[[^\]\n]{1,100}\][ \t]*\r?$`)
)

// Recognizes implements evidence.Reader.
func (Reader) Recognizes(head []byte) evidence.Strength {
	return evidence.Strong.If(bytes.IndexByte(head, 0) < 0 && heading.Match(head) && marks.Match(head))
}

// services are the hosts of services that rclone knows by the type of a section.
var services = map[string]string{
	"yandex": "cloud-api.yandex.net", "mailru": "cloud.mail.ru", "drive": "www.googleapis.com", "google cloud storage": "storage.googleapis.com",
	"onedrive": "graph.microsoft.com", "dropbox": "api.dropboxapi.com", "b2": "api.backblazeb2.com", "box": "api.box.com", "pcloud": "api.pcloud.com",
	"pikpak": "api-drive.mypikpak.com", "mega": "g.api.mega.co.nz", "jottacloud": "jfs.jottacloud.com",
}

// providers are the names that rclone has for services that speak S3, as the gazetteer knows them.
var providers = map[string]string{
	"aws": "aws", "alibaba": "alicloud", "tencentcos": "tencentcloud", "huaweiobs": "huaweicloud", "digitalocean": "digitalocean",
	"ibmcos": "ibm-cloud", "scaleway": "scaleway", "selectel": "selectel", "qiniu": "qiniu", "cloudflare": "cloudflare", "linode": "linode",
	"gcs": "google", "outscale": "outscale", "ovhcloud": "ovh", "hetzner": "hetzner",
}

// maxSections bounds the sections of a file, and maxWraps those that wrap each other.
const (
	maxSections = 2000
	maxWraps    = 16
)

// A store is one section.
type store struct {
	name, kind, provider, region string
	hosts, wraps                 []string
	line                         int64
	keys                         bool // of an account of AWS
}

// Read implements evidence.Reader. Observations come in the order of sections.
func (Reader) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		lines := evidence.NewLines(in.R)
		var stores []*store
		byName := map[string]*store{}
		for lines.Next() {
			line := strings.TrimSpace(string(lines.Bytes()))
			if m := section.FindStringSubmatch(line); m != nil {
				if len(stores) >= maxSections {
					yield(evidence.Item{}, evidence.BadLine(lines.Number(), "more than %d sections: the rest is not read", maxSections))
					break
				}
				s := &store{name: m[1], line: lines.Number()}
				stores = append(stores, s)
				byName[s.name] = s
				continue
			}
			key, value, ok := strings.Cut(line, "=")
			if ok && len(stores) > 0 && !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, ";") {
				stores[len(stores)-1].set(strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value))
			}
		}
		for _, s := range stores {
			in.Records++
			for _, ob := range s.observations(byName, 0) {
				ob.Asset = fact.AssetID("remote " + s.name)
				if !yield(evidence.Item{Body: ob, Line: s.line, Place: "[" + s.name + "]"}, nil) {
					return
				}
			}
		}
		if err := lines.Err(); err != nil {
			yield(evidence.Item{}, err)
		}
	}
}

func (s *store) set(key, value string) {
	switch key {
	case "type":
		s.kind = strings.ToLower(value)
	case "provider":
		s.provider = strings.ToLower(value)
	case "region", "bucket_location":
		s.region = strings.ToLower(value)
	case "remote":
		s.wraps = append(s.wraps, value)
	case "upstreams":
		s.wraps = append(s.wraps, strings.Fields(value)...)
	case "endpoint", "url", "host", "auth", "host_base", "endpoint_url", "endpoint_url_s3", "storage_url", "website_endpoint":
		if h := evidence.HostIn(value); h != "" {
			s.hosts = append(s.hosts, h)
		}
	case "account":
		if s.kind == "azureblob" || s.kind == "azurefiles" {
			s.hosts = append(s.hosts, evidence.Host(value+".blob.core.windows.net"))
		}
	case "aws_access_key_id", "role_arn", "sso_start_url":
		s.keys = true
	}
}

// observations says where a section keeps what it is given; of one that wraps others, where these do.
func (s *store) observations(by map[string]*store, wrapped int) (out []*fact.Observation) {
	base := fact.Observation{Region: s.region, Service: "store." + s.kind, Store: fact.Yes, What: fact.ObservedDeclaration}
	hosts := s.hosts
	if len(hosts) == 0 && services[s.kind] != "" {
		hosts = []string{services[s.kind]}
	}
	for _, h := range hosts {
		ob := base
		ob.Endpoint = h
		out = append(out, &ob)
	}
	if len(hosts) == 0 {
		switch base.Provider = providers[s.provider]; {
		case s.kind == "" && base.Provider == "" && (s.keys || s.region != ""):
			base.Provider = "aws"
		case base.Provider == "" && (s.kind == "" || len(s.wraps) > 0):
			base.Service = ""
		}
		if base.Service != "" {
			out = append(out, &base)
		}
	}
	for _, w := range s.wraps {
		name, _, _ := strings.Cut(w[strings.IndexByte(w, '=')+1:], ":")
		if inner := by[name]; inner != nil && inner != s && wrapped < maxWraps && len(out) < 64 {
			for _, ob := range inner.observations(by, wrapped+1) {
				ob.Service = fmt.Sprintf("store.%s", s.kind)
				out = append(out, ob)
			}
		}
	}
	return out[:min(len(out), 64)]
}
