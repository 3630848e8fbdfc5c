package workload_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/evidencetest"
	"github.com/longarm-project/longarm/evidence/workload"
	"github.com/longarm-project/longarm/fact"
)

const secret = "hunter2-secret"

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - image: registry.cn-hangzhou.aliyuncs.com/meadow/web:1
        env:
        - name: S3_ENDPOINT
          value: https://key:` + secret + `@storage.yandexcloud.net/b
        - name: PASSWORD
          value: ` + secret + `
        - {name: DB_HOST, value: db.prod.svc}
      initContainers:
      - image: busybox
---
apiVersion: v1
kind: Service
metadata:
  name: front
  annotations:
    service.beta.kubernetes.io/qcloud-loadbalancer-internal-subnetid: s
---
apiVersion: v1
kind: Node
metadata: {name: n1}
spec: {providerID: cn-hangzhou.i-bp1}
---
kind: List
apiVersion: v1
items:
- kind: StorageClass
  metadata: {name: nas}
  provisioner: nasplugin.csi.alibabacloud.com
`

const template = `{{- if .Values.x }}
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: fast
provisioner: diskplugin.csi.alibabacloud.com
image: {{ .Values.image }}
{{- end }}
`

const compose = `services:
  app:
    image: meadow.tencentcloudcr.com/team/app:2
    environment:
      - LOG_ENDPOINT=https://logs.ru-7.storage.selcloud.ru
      - TOKEN=` + secret + `
  db:
    image: postgres:16
`

const docker = `# syntax=docker/dockerfile:1
ARG BASE=x
FROM --platform=linux/amd64 registry.cn-shanghai.aliyuncs.com/meadow/go:1 AS build
RUN pip install -i https://mirrors.aliyun.com/pypi/simple x
FROM ${BASE}
FROM scratch
COPY --from=build /a /a
COPY --from=cr.yandex/mirror/tools:1 /b /b
`

var (
	manifests = []evidencetest.Sample{{Name: "manifest", Content: manifest, Secret: secret}, {Name: "template", Content: template}, {Name: "compose", Content: compose, Secret: secret}}
	files     = []evidencetest.Sample{{Name: "Dockerfile", Content: docker}}
)

func TestConformManifest(t *testing.T)   { evidencetest.Conform(t, workload.Manifest{}, manifests...) }
func TestConformDockerfile(t *testing.T) { evidencetest.Conform(t, workload.Dockerfile{}, files...) }

func FuzzManifest(f *testing.F)   { evidencetest.Fuzz(f, workload.Manifest{}, manifests...) }
func FuzzDockerfile(f *testing.F) { evidencetest.Fuzz(f, workload.Dockerfile{}, files...) }

func TestWhatIsFound(t *testing.T) {
	for name, c := range map[string]struct {
		reader evidence.Reader
		text   string
		want   []string // "line asset service provider region endpoint"
	}{
		"manifest": {workload.Manifest{}, manifest, []string{
			"9 Deployment/web image - - registry.cn-hangzhou.aliyuncs.com", "12 Deployment/web setting - - storage.yandexcloud.net",
			"17 Deployment/web image - - docker.io", "24 Service/front annotation tencentcloud - -",
			"29 Node/n1 node alicloud cn-hangzhou -", "36 StorageClass/nas driver - - nasplugin.csi.alibabacloud.com",
		}},
		"template":   {workload.Manifest{}, template, []string{"6 StorageClass/fast driver - - diskplugin.csi.alibabacloud.com"}},
		"compose":    {workload.Manifest{}, compose, []string{"3 f app image - - meadow.tencentcloudcr.com", "5 f app setting - - logs.ru-7.storage.selcloud.ru", "8 f db image - - docker.io"}},
		"Dockerfile": {workload.Dockerfile{}, docker, []string{"3 f image - - registry.cn-shanghai.aliyuncs.com", "4 f build - - mirrors.aliyun.com", "8 f image - - cr.yandex"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for it, err := range c.reader.Read(&evidence.Input{Name: "f", R: strings.NewReader(c.text)}) {
				if err != nil {
					t.Fatal(err)
				}
				ob := it.Body.(*fact.Observation)
				dash := func(s string) string {
					if s == "" {
						return "-"
					}
					return s
				}
				got = append(got, fmt.Sprint(it.Line, " ", ob.Asset, " ", ob.Service, " ", dash(ob.Provider), " ", dash(ob.Region), " ", dash(ob.Endpoint)))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestOtherTextIsNotTaken(t *testing.T) {
	for name, text := range map[string]string{
		"mail":    "From: a@example.com\nTo: b@example.com\n",
		"sql":     "FROM users\nWHERE 1\n",
		"yaml":    "a: b\nc: d\n",
		"prose":   "From here on, kind: people.\n",
		"actions": "on: push\njobs:\n  a:\n    runs-on: x\n",
	} {
		for _, r := range []evidence.Reader{workload.Manifest{}, workload.Dockerfile{}} {
			if r.Recognizes([]byte(text)) > evidence.No && name != "sql" {
				t.Errorf("%s is taken for %s", name, r.Name())
			}
		}
	}
}

func TestSamples(t *testing.T) {
	for file, want := range map[string]string{
		"ccm-v2.yaml": ".aliyuncs.com", "csi-nas-sc-extreme.yaml": "nasplugin.csi.alibabacloud.com",
		"csi-storage-class-template.yaml": "csi.alibabacloud.com", "zadig-grayscale-a-values.yaml": "koderover.tencentcloudcr.com",
	} {
		t.Run(file, func(t *testing.T) {
			obs, f := evidencetest.Observations(t, workload.Manifest{}, "../../../shared/data/footprint/kubernetes/"+file, evidence.Options{})
			if !slices.ContainsFunc(obs, func(ob *fact.Observation) bool { return strings.HasSuffix(ob.Endpoint, want) }) {
				t.Errorf("%q is not among %d observations of kind %q", want, len(obs), f.Kind)
			}
		})
	}
}

// A file within a ConfigMap is read line by line, what quotes a manifest is none, and an
// image whose host is inserted later is told.
func TestTextsAndQuotes(t *testing.T) {
	got := evidencetest.Run(workload.Manifest{}, "f", strings.NewReader(`apiVersion: v1
kind: ConfigMap
metadata: {name: app}
data:
  app.properties: |
    # of the clinic
    oss.endpoint=https://oss-cn-shanghai.aliyuncs.com
    db.url = jdbc:mysql://rm-x.mysql.rds.aliyuncs.com:3306/a
    password=`+secret+`
---
apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {containers: [{image: "${REGISTRY}/web:1"}]}
`), evidence.Options{})
	var hosts []string
	for _, it := range got.Items {
		hosts = append(hosts, fmt.Sprint(it.Line, " ", it.Body))
	}
	want := []string{
		`7 {"asset":"ConfigMap/app","endpoint":"oss-cn-shanghai.aliyuncs.com","service":"setting","what":"declaration"}`,
		`8 {"asset":"ConfigMap/app","endpoint":"rm-x.mysql.rds.aliyuncs.com","service":"setting","what":"declaration"}`,
	}
	if diff := cmp.Diff(want, hosts); diff != "" || got.Note != "1 × image whose name is not known" {
		t.Errorf("(-want +got):\n%s%q", diff, got.Note)
	}
	quoted := "apiVersion: v1\nkind: Pod\nspec: {}\n"
	for _, text := range []string{"# How to\n\nApply this:\n\n" + quoted, "resource \"kubectl_manifest\" \"m\" {\n  yaml_body = <<Y\n" + quoted + "Y\n}\n"} {
		if s := (workload.Manifest{}).Recognizes([]byte(text)); s != evidence.No {
			t.Errorf("Recognizes(%q) = %v", text, s)
		}
	}
}
