package har_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/evidencetest"
	"github.com/longarm-project/longarm/evidence/har"
)

const secret = "hunter2-secret"

const archive = `{"log":{"version":"1.2","creator":{"name":"x"},"pages":[],"entries":[
{"startedDateTime":"2025-12-01T00:00:00.5Z","request":{"url":"https://www.meadow.example/?t=` + secret + `","headers":[{"name":"Cookie","value":"` + secret + `"}]},"serverIPAddress":"8.8.8.8"},
{"startedDateTime":"2025-12-01T00:00:01Z","request":{"url":"https://analytics.tiktok.com/p.js"},"serverIPAddress":"[2a02:6b8::1]"},
{"startedDateTime":"2025-12-01T00:00:02Z","request":{"url":"data:image/png;base64,AA"}}]}}`

var samples = []evidencetest.Sample{{Name: "archive", Content: archive, Secret: secret}}

func TestConform(t *testing.T) { evidencetest.Conform(t, har.Reader{}, samples...) }

func FuzzRead(f *testing.F) { evidencetest.Fuzz(f, har.Reader{}, samples...) }

func TestHosts(t *testing.T) {
	var got []string
	for _, it := range evidencetest.Run(har.Reader{}, "f", strings.NewReader(archive), evidence.Options{}).Items {
		got = append(got, it.Body)
	}
	want := []string{
		`{"asset":"page www.meadow.example","endpoint":"analytics.tiktok.com","first":"2025-12-01T00:00:01Z","flows":1,"last":"2025-12-01T00:00:01Z","names":["2a02:6b8::1"],"service":"http","what":"name"}`,
		`{"asset":"page www.meadow.example","endpoint":"www.meadow.example","first":"2025-12-01T00:00:00Z","flows":1,"last":"2025-12-01T00:00:00Z","names":["8.8.8.8"],"service":"http","what":"name"}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSamples(t *testing.T) {
	for file, page := range map[string]string{"bbc.com.har": "page www.bbc.com", "enorm-magazin.har": "page enorm-magazin.de"} {
		t.Run(file, func(t *testing.T) {
			obs, f := evidencetest.Observations(t, har.Reader{}, "../../../shared/data/footprint/har/"+file, evidence.Options{})
			if len(obs) < 5 || string(obs[0].Asset) != page || f.Kind != "har" {
				t.Errorf("%d observations, of %+v", len(obs), f)
			}
		})
	}
}
