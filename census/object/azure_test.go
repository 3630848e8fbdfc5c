package object

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/longarm-project/longarm/census"
)

// The text to be signed is that of the example in "Authorize with Shared Key".
func TestToSign(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "https://myaccount.blob.core.windows.net/mycontainer?restype=container&comp=metadata&timeout=20", nil)
	r.Header.Set("x-ms-date", "Fri, 26 Jun 2015 23:39:12 GMT")
	r.Header.Set("x-ms-version", "2015-02-21")
	want := "GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2015-02-21\n/myaccount/mycontainer\ncomp:metadata\nrestype:container\ntimeout:20"
	if got := toSign(r, "myaccount"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A stormy server holds objects and answers as Azure or S3 do, when it feels like it: it puts off some requests and breaks
// off some answers.
type stormy struct {
	objects map[string][]byte
	key     []byte // of Azure; nil: S3
	n       int
	always  string // the code of a refusal, or empty
	breaks  bool   // every answer breaks off at once
}

func (s *stormy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.n++
	fail := func(status int, code string) {
		w.Header().Set("x-ms-error-code", code)
		w.WriteHeader(status)
		fmt.Fprintf(w, "<Error><Code>%s</Code><Message>very-secret</Message></Error>", code)
	}
	azure := s.key != nil
	if azure {
		mac := hmac.New(sha256.New, s.key)
		mac.Write([]byte(toSign(r, "acct")))
		if r.Header.Get("Authorization") != "SharedKey acct:"+base64.StdEncoding.EncodeToString(mac.Sum(nil)) {
			fail(http.StatusForbidden, "AuthenticationFailed")
			return
		}
	}
	name := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/data"), "/")
	switch {
	case s.always != "":
		fail(http.StatusBadRequest, s.always)
	case s.n%3 == 0:
		fail(http.StatusServiceUnavailable, map[bool]string{true: "ServerBusy", false: "SlowDown"}[azure])
	case name == "" && r.URL.Query().Has("location"):
		w.Write([]byte(`<LocationConstraint>us-east-1</LocationConstraint>`))
	case name == "":
		s.list(w, r, azure)
	default:
		s.give(w, r, name)
	}
}

// list gives one name a page.
func (s *stormy) list(w http.ResponseWriter, r *http.Request, azure bool) {
	names := []string{}
	for n := range s.objects {
		names = append(names, n)
	}
	slices.Sort(names)
	q := r.URL.Query()
	at, _ := strconv.Atoi(q.Get("marker") + q.Get("continuation-token"))
	var esc bytes.Buffer
	xml.EscapeText(&esc, []byte(names[at]))
	next := ""
	if at+1 < len(names) {
		next = strconv.Itoa(at + 1)
	}
	if azure {
		fmt.Fprintf(w, `<EnumerationResults><Blobs><Blob><Name>%s</Name><Properties><Etag>"e"</Etag><Content-Length>%d</Content-Length></Properties></Blob></Blobs><NextMarker>%s</NextMarker></EnumerationResults>`, esc.String(), len(s.objects[names[at]]), next)
		return
	}
	fmt.Fprintf(w, `<ListBucketResult><IsTruncated>%v</IsTruncated><NextContinuationToken>%s</NextContinuationToken><Contents><Key>%s</Key><ETag>"e"</ETag><Size>%d</Size></Contents></ListBucketResult>`, next != "", next, esc.String(), len(s.objects[names[at]]))
}

func (s *stormy) give(w http.ResponseWriter, r *http.Request, name string) {
	b, ok := s.objects[name]
	if m := r.Header.Get("If-Match"); !ok || strings.Trim(m, `"`) != "e" {
		w.Header().Set("x-ms-error-code", "ConditionNotMet")
		w.WriteHeader(http.StatusPreconditionFailed)
		return
	}
	off, end := 0, len(b)-1
	if h := r.Header.Get("Range") + r.Header.Get("x-ms-range"); h != "" {
		if n, _ := fmt.Sscanf(h, "bytes=%d-%d", &off, &end); n < 1 {
			end = len(b) - 1
		}
	}
	part := b[off : end+1]
	w.Header().Set("ETag", `"e"`)
	w.Header().Set("Last-Modified", "Fri, 26 Jun 2015 23:39:12 GMT")
	w.Header().Set("Content-Length", strconv.Itoa(len(part)))
	if off > 0 || end < len(b)-1 {
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", off, end, len(b)))
		w.WriteHeader(http.StatusPartialContent)
	}
	if s.breaks || s.n%4 == 0 {
		part = part[:len(part)/2]
	}
	if s.breaks {
		part = nil
	}
	w.Write(part) // less than was said: the connection ends in the middle
}

// stores opens the server as a bucket of S3 and as a container of Azure.
func (s *stormy) stores(t *testing.T) map[string]census.Holder {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	b, err := Open(Options{URI: "s3://data", Endpoint: strings.TrimPrefix(server.URL, "http://"), Insecure: true, Region: "us-east-1", Path: true, Bucket: "data", Credentials: credentials.NewStaticV4("a", "b", "")})
	if err != nil {
		t.Fatal(err)
	}
	a, err := OpenAzure(AzureOptions{URI: "az://acct/data", Endpoint: server.URL, Account: "acct", Key: []byte("key"), Container: "data"})
	if err != nil {
		t.Fatal(err)
	}
	return map[string]census.Holder{"s3": b, "azure": a}
}

// Requests that are put off are made again, and streams that break are taken up where they broke: what is counted is what
// lies there, once.
func TestStorms(t *testing.T) {
	var log strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&log, "my name is Mary Smith, %03d-%02d-%04d\n", 101+i%700, 10+i/700, 1+i%9000)
	}
	objects := map[string][]byte{"big/people.log": []byte(log.String()), "a.log": []byte("from 8.8.4.4 by m@example.org\n"), "odd//name \u00e9+%&#?.log": []byte("by x@example.org from 9.9.9.9\n")}
	calm := scan(t, census.Bytes{Name: "x", Data: objects["big/people.log"]}, false)
	want := *calm.By["covered_personal_identifiers"].Estimate
	for kind := range (&stormy{}).stores(t) {
		for _, random := range []bool{false, true} {
			s := &stormy{objects: objects}
			if kind == "azure" {
				s.key = []byte("key")
			}
			got := scan(t, s.stores(t)[kind], random)
			if c := got.By["covered_personal_identifiers"]; got.Status != census.Read || got.Files != 3 || c == nil || *c.Estimate != want+2 || want < 19_000 {
				t.Errorf("%s, random access %v: %s, %d files, %+v, problems %v", kind, random, got.Status, got.Files, c, got.Problems)
			}
		}
		s := &stormy{objects: objects, breaks: true}
		if kind == "azure" {
			s.key = []byte("key")
		}
		if got := scan(t, s.stores(t)[kind], false); got.Status == census.Read || got.NotRead != 3 {
			t.Errorf("%s whose answers all break off: %s, %d not read", kind, got.Status, got.NotRead)
		}
		for _, code := range []string{"ExpiredToken", "AuthenticationFailed"} {
			s.always = code
			got := scan(t, s.stores(t)[kind], false)
			if got.Status != census.Unread || len(got.Problems) != 1 || !strings.Contains(got.Problems[0], code) || strings.Contains(got.Problems[0], "very-secret") {
				t.Errorf("%s, %s: %s, problems %v", kind, code, got.Status, got.Problems)
			}
		}
	}
}

func scan(t *testing.T, h census.Holder, random bool) census.StoreReport {
	t.Helper()
	s := census.NewStore(h.URI())
	r := census.Runner{Formats: []census.Format{lines{random}}, Key: census.Key{1}}
	if err := r.Scan(t.Context(), h, s); err != nil {
		t.Fatal(err)
	}
	return s.Report()
}
