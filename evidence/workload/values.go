package workload

import (
	"strings"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/pattern"
)

// unknownImage is why an image gives nothing: its host is inserted later.
const unknownImage = "image whose name is not known"

// dockerHub is where images come from whose name has no host.
const dockerHub = "docker.io"

// registryOf returns the host that an image comes from, "" for what is no name of one.
func registryOf(image string) string {
	image = strings.TrimPrefix(strings.TrimPrefix(image, "oci://"), "docker://")
	first, _, more := strings.Cut(image, "/")
	switch {
	case image == "", len(image) > 512, strings.ContainsAny(first, " ${}\t\"'"): // the tag may be inserted later, the host may not
		return ""
	case !more:
		return dockerHub
	}
	if !strings.ContainsAny(first, ".:") {
		if first == "localhost" {
			return ""
		}
		return dockerHub
	}
	return evidence.HostIn(first)
}

// annotations are marks that name the provider whose controller reads them.
var annotations = []struct{ mark, provider string }{
	{"alibaba-cloud-loadbalancer", "alicloud"}, {"alibabacloud.com/", "alicloud"}, {"aliyun.com/", "alicloud"},
	{"qcloud-loadbalancer", "tencentcloud"}, {"cloud.tencent.com/", "tencentcloud"}, {"tke.cloud.tencent.com", "tencentcloud"},
	{"kubernetes.io/elb.", "huaweicloud"}, {"huawei.com/", "huaweicloud"}, {"everest.io/", "huaweicloud"},
	{"yandex.cloud/", "yandex"}, {"yandex.com/", "yandex"},
	{"volcengine.com/", "volcengine"}, {"aws-load-balancer", "aws"}, {"eks.amazonaws.com/", "aws"},
	{"azure-load-balancer", "azurerm"}, {"azure.workload.identity", "azurerm"}, {"cloud.google.com/", "google"},
}

func (f *finder) annotation(name string, line int) {
	if !strings.Contains(name, "/") && !strings.Contains(name, ".") {
		return
	}
	for _, a := range annotations {
		if strings.Contains(name, a.mark) {
			f.add(line, fact.Observation{Provider: a.provider, Service: "annotation"})
			return
		}
	}
}

// instances are the schemes under which nodes name the cloud they are machines of.
var instances = map[string]string{
	"qcloud": "tencentcloud", "yandex": "yandex", "aws": "aws", "azure": "azurerm", "gce": "google", "digitalocean": "digitalocean",
	"hcloud": "hcloud", "openstack": "openstack", "alicloud": "alicloud", "huaweicloud": "huaweicloud",
}

var (
	hostKeys   = pattern.New(`(?i)endpoint|(^|[_.-])(host|hostname|url|uri|server|domain|addr|address|origin|registry|bucket_?url|proxy|broker|brokers)s?$|(Url|Host|Endpoint|Server|Registry)$`)
	aliasNode  = pattern.New(`^([a-z]{2}-[a-z0-9-]+)\.i-[a-z0-9]+$`)
	driverKeys = map[string]bool{"provisioner": true, "driver": true, "csiDriver": true, "storageProvisioner": true}
)

// value takes one value into account that stands under key, within above.
func (f *finder) value(above, key, value string, line int) {
	if strings.Contains(value, "\n") {
		f.text(value, line)
		return
	}
	if value == "" || len(value) > 4096 {
		return
	}
	if k, v, ok := strings.Cut(value, "="); ok && key == "environment" { // of Compose, as a list
		key, value = k, v
	}
	switch {
	case key == "apiVersion", key == "description", key == "$schema", key == "namespace", key == "documentation":
	case key == "image" || key == "repository" && (above == "image" || strings.HasSuffix(above, "mage") || strings.Contains(strings.SplitN(value, "/", 2)[0], ".")):
		f.registry(value, line)
	case key == "registry" || key == "imageRegistry":
		f.registry(strings.TrimSuffix(value, "/")+"/x", line)
	case driverKeys[key], f.kind == "CSIDriver" && above == "metadata" && key == "name":
		if h := evidence.Host(value); h != "" {
			f.add(line, fact.Observation{Endpoint: h, Service: "driver"})
		}
	case key == "providerID":
		f.instance(value, line)
	case strings.Contains(value, "://"):
		f.host(value, line)
	case hostKeys.MatchString(key):
		f.host(value, line)
	}
}

// maxTextLines bounds the lines of a text that stands in a value, such as a file in a ConfigMap.
const maxTextLines = 2000

var textLine = pattern.New(`^[ \t]*(?:export[ \t]+|-[ \t]+)?["']?([\w./-]+)["']?[ \t]*[:=][ \t]*(\S.*)$`)

// text takes the settings in a text of several lines into account: key = value, key: value.
func (f *finder) text(text string, line int) {
	n := 0
	for l := range strings.Lines(text) {
		if n++; n > maxTextLines {
			f.in.Skip("line of a long text", 1)
			continue
		}
		m := textLine.FindStringSubmatch(strings.TrimRight(l[:min(len(l), 4096)], "\r\n"))
		if m == nil {
			continue
		}
		v := strings.Trim(strings.TrimSpace(m[2]), `"',;`)
		if strings.Contains(v, "://") || hostKeys.MatchString(m[1]) {
			f.host(v, line+n)
		}
	}
}

func (f *finder) registry(image string, line int) {
	h := registryOf(image)
	if h == "" {
		f.in.Skip(unknownImage, 1)
		return
	}
	f.add(line, fact.Observation{Endpoint: h, Service: "image"})
}

func (f *finder) instance(id string, line int) {
	if m := aliasNode.FindStringSubmatch(id); m != nil {
		f.add(line, fact.Observation{Provider: "alicloud", Region: m[1], Service: "node"})
		return
	}
	scheme, _, ok := strings.Cut(id, "://")
	if p := instances[scheme]; ok && p != "" {
		f.add(line, fact.Observation{Provider: p, Service: "node"})
	}
}

// host takes a host that is not of the cluster itself.
func (f *finder) host(value string, line int) {
	h := evidence.HostIn(value)
	if h == "" || strings.HasSuffix(h, ".svc") || strings.HasSuffix(h, ".cluster") || strings.HasSuffix(h, ".example") || strings.HasSuffix(h, ".test") {
		return
	}
	f.add(line, fact.Observation{Endpoint: h, Service: "setting"})
}
