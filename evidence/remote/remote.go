// Package remote reads the settings of programs that copy to stores elsewhere:
// rclone, s3cmd, the command lines of AWS and Oracle, ossutil, coscli and the MinIO
// client. Each section is a store, of
// the host that it names or of the service it is of; a section that wraps another
// is where that is. Keys and passwords are never kept.
package remote

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
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
	marks   = pattern.New(`(?m)^[ \t]*(?:type[ \t]*=[ \t]*(?:s3|crypt|alias|union|chunker|combine|hasher|compress|cache|azureblob|azurefiles|b2|box|drive|dropbox|google cloud storage|mailru|onedrive|pcloud|yandex|swift|webdav|sftp|ftp|mega|jottacloud|pikpak|storj|oracleobjectstorage|qingstor|koofr)|host_base[ \t]*=|endpoint_url(?:_s3)?[ \t]*=|aws_access_key_id[ \t]*=|accessKeyI[Dd][ \t]*=|tenancy[ \t]*=[ \t]*ocid1\.)`)
	heading = pattern.New(`(?m)^\[[^\]\n]{1,100}\][ \t]*\r?$`)
)

// Recognizes implements evidence.Reader.
func (Reader) Recognizes(head []byte) evidence.Strength {
	return evidence.Strong.If(bytes.IndexByte(head, 0) < 0 && (heading.Match(head) && marks.Match(head) || isCOS(head) || isAliases(head)))
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
	"gcs": "google", "outscale": "outscale", "ovhcloud": "ovh", "hetzner": "hetzner", "oci": "oci",
}

// maxSections bounds the sections of a file, and maxWraps those that wrap each other.
const (
	maxSections = 2000
	maxWraps    = 16
)

// A store is one section.
type store struct {
	name, kind, provider, region string
	account                      string
	hosts, wraps                 []string
	line                         int64
	keys                         bool // of an account of AWS
}

// Read implements evidence.Reader. Observations come in the order of sections.
func (Reader) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		head, whole, err := evidence.Peek(in.R, 64<<10)
		var stores []*store
		switch {
		case err != nil:
		case isAliases(head):
			stores, err = readAliases(whole)
		case isCOS(head):
			stores, err = readCOS(whole)
		default:
			stores, err = readSections(whole)
		}
		byName := map[string]*store{}
		for _, s := range stores {
			byName[s.name] = s
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
		if err != nil {
			yield(evidence.Item{}, err)
		}
	}
}

// readSections reads settings of the form [section], name = value.
func readSections(r io.Reader) (stores []*store, err error) {
	lines := evidence.NewLines(r)
	for lines.Next() {
		line := strings.TrimSpace(string(lines.Bytes()))
		if m := section.FindStringSubmatch(line); m != nil {
			if len(stores) >= maxSections {
				return stores, evidence.BadLine(lines.Number(), "more than %d sections: the rest is not read", maxSections)
			}
			stores = append(stores, &store{name: m[1], line: lines.Number()})
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if ok && len(stores) > 0 && !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, ";") {
			stores[len(stores)-1].set(strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value))
		}
	}
	return stores, lines.Err()
}

func sortedNames(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }

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
		s.account = value
	case "services": // of a profile of AWS: endpoints of single services
		s.wraps = append(s.wraps, "services "+value+":")
	case "accesskeyid":
		s.provider = cmp.Or(s.provider, "alibaba")
	case "tenancy":
		s.kind, s.provider = "account", "oci"
	case "zone":
		s.region = cmp.Or(s.region, strings.ToLower(value))
	case "aws_access_key_id", "role_arn", "sso_start_url":
		s.keys = true
	}
}

// observations says where a section keeps what it is given; of one that wraps others, where these do.
func (s *store) observations(by map[string]*store, wrapped int) (out []*fact.Observation) {
	base := fact.Observation{Region: s.region, Service: "store." + s.kind, Store: fact.Yes, What: fact.ObservedDeclaration}
	if s.kind == "account" {
		base.Service, base.Store = s.kind, fact.Unknown
	}
	hosts := s.hosts
	if h := s.service(); len(hosts) == 0 && h != "" {
		hosts = []string{h}
	}
	for _, h := range hosts {
		ob := base
		ob.Endpoint = h
		out = append(out, &ob)
	}
	if len(hosts) == 0 {
		switch base.Provider = cmp.Or(providers[s.provider], ofKind[s.kind]); {
		case s.kind == "" && base.Provider == "" && (s.keys || s.region != ""):
			base.Provider = "aws"
		case base.Provider == "" && (s.kind == "" || s.wrapsOnly(by)):
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

// service returns the host of the service that a section is of where it names none.
func (s *store) service() string {
	switch {
	case s.kind == "onedrive" && graphs[s.region] != "":
		return graphs[s.region]
	case (s.kind == "azureblob" || s.kind == "azurefiles") && s.account != "":
		return evidence.Host(s.account + "." + azureHosts[s.kind])
	}
	return services[s.kind]
}

// graphs are the interfaces of the clouds of Microsoft that the region of a onedrive
// section names, beside the public one; azureHosts end the names of accounts of Azure.
var (
	graphs     = map[string]string{"cn": "microsoftgraph.chinacloudapi.cn", "us": "graph.microsoft.us", "de": "graph.microsoft.de"}
	azureHosts = map[string]string{"azureblob": "blob.core.windows.net", "azurefiles": "file.core.windows.net"}
	ofKind     = map[string]string{"oracleobjectstorage": "oci", "qingstor": "qingcloud"}
)

// wrapsOnly reports whether a section is where others are, all of which are here
// or on this machine. Where one is not, the section is a store of nobody known.
func (s *store) wrapsOnly(by map[string]*store) bool {
	for _, w := range s.wraps {
		name, _, remote := strings.Cut(w[strings.IndexByte(w, '=')+1:], ":")
		if remote && by[name] == nil {
			return false
		}
	}
	return len(s.wraps) > 0
}
