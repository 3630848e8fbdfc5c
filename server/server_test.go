package server_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"
	"pgregory.net/rapid"

	"github.com/longarm-project/longarm/docket"
	"github.com/longarm-project/longarm/law/procedure"
	"github.com/longarm-project/longarm/server"
)

const password = "correct horse battery"

// A site is a docket with its pages, on a clock that stands still.
type site struct {
	t     testing.TB
	d     *docket.Docket
	pages http.Handler
	log   *bytes.Buffer
}

func newSite(t testing.TB, dir string) *site {
	t.Helper()
	source, err := docket.SQLiteSource(dir)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	now := func() time.Time { return time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC) }
	ps, err := procedure.All()
	if err != nil {
		t.Fatal(err)
	}
	d, err := docket.Create(context.Background(), db, dir, "office", docket.Options{Now: now, Random: rand.NewChaCha8([32]byte{7}), Procedures: ps})
	if err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, d: d, log: &bytes.Buffer{}}
	if s.pages, err = server.New(d, server.Options{Now: now, Log: slog.New(slog.NewTextHandler(s.log, nil))}); err != nil {
		t.Fatal(err)
	}
	return s
}

// A visitor keeps cookies.
type visitor struct {
	*site
	cookies map[string]string
}

func (v *visitor) do(method, path, kind string, body io.Reader) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://docket.test"+path, body)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for name, value := range v.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	v.pages.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		v.cookies[c.Name] = c.Value
	}
	return w
}

func (v *visitor) get(path string) *httptest.ResponseRecorder {
	return v.do(http.MethodGet, path, "", nil)
}

func (v *visitor) post(path string, fields ...string) *httptest.ResponseRecorder {
	q := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		q.Set(fields[i], fields[i+1])
	}
	return v.do(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(q.Encode()))
}

// user makes a user and signs in.
func (s *site) user(name string, administrator bool) *visitor {
	s.t.Helper()
	token, err := s.d.Invite(context.Background(), name, administrator)
	if err != nil {
		s.t.Fatal(err)
	}
	v := &visitor{s, map[string]string{}}
	if w := v.post("/join/"+token, "password", password); w.Code != http.StatusSeeOther {
		s.t.Fatalf("joining: %d %s", w.Code, w.Body)
	}
	if w := v.post("/sign-in", "name", name, "password", password); w.Code != http.StatusSeeOther || v.cookies["longarm"] == "" {
		s.t.Fatalf("signing in: %d %s", w.Code, w.Body)
	}
	return v
}

func (v *visitor) wants(w *httptest.ResponseRecorder, code int, text string) {
	v.t.Helper()
	if w.Code != code || !strings.Contains(w.Body.String(), text) {
		v.t.Errorf("code %d, want %d with %q:\n%s", w.Code, code, text, w.Body)
	}
}

var seen = regexp.MustCompile(`name="seen" value="(\d+)"`)

// seen is the number of events that a page shows.
func (v *visitor) seen(page string) string {
	m := seen.FindStringSubmatch(v.get(page).Body.String())
	if m == nil {
		v.t.Fatalf("%s has no form", page)
	}
	return m[1]
}

// The story of an analyst: a case is opened, evidence comes in, clocks run, it is shared, decided and verified.
func TestStory(t *testing.T) {
	s := newSite(t, t.TempDir())
	admin, ana, ben := s.user("root", true), s.user("ana", false), s.user("ben", false)
	w := ana.post("/cases", "number", "ICTS-1", "title", "Cloud of <Example> Ltd", "procedure", "icts-review", "on", "2026-10-01")
	page := w.Header().Get("Location")
	ana.wants(ana.get(page), 200, "Cloud of &lt;Example&gt; Ltd")

	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	m.WriteField("received", "2026-10-02")
	f, err := m.CreateFormFile("file", "log.txt")
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(f, "one line")
	m.Close()
	if w := ana.do(http.MethodPost, page+"/evidence", m.FormDataContentType(), &form); w.Code != http.StatusSeeOther {
		t.Fatalf("upload: %d %s", w.Code, w.Body)
	}
	file := regexp.MustCompile(page + `/files/[0-9a-f]+`).FindString(ana.get(page).Body.String())
	if w := ana.get(file); w.Body.String() != "one line" || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("the file is sent as %q: %q", w.Header().Get("Content-Disposition"), w.Body)
	}

	stale := ana.seen(page)
	if w := ana.post(page+"/events", "kind", "step", "seen", stale, "step", "served", "on", "2026-10-05"); w.Code != http.StatusSeeOther {
		t.Fatalf("a step: %d %s", w.Code, w.Body)
	}
	ana.wants(ana.get(page), 200, "due 2026-11-04, in 2 days")
	ana.wants(ana.post(page+"/events", "kind", "note", "seen", stale, "text", "late"), http.StatusConflict, "Somebody changed the case")
	ana.wants(ana.post(page+"/events", "kind", "step", "seen", ana.seen(page), "step", "nosuch"), http.StatusUnprocessableEntity, "no step")

	ben.wants(ben.get(page), http.StatusNotFound, "There is no such page.")
	ana.post(page+"/events", "kind", "grant", "seen", ana.seen(page), "user", "ben", "role", "counsel")
	ben.wants(ben.get("/"), 200, "ICTS-1")
	if w := ben.post(page+"/events", "kind", "decision", "seen", ana.seen(page), "text", "Prohibit"); w.Code != http.StatusSeeOther {
		t.Errorf("a decision: %d %s", w.Code, w.Body)
	}
	ben.wants(ben.post(page+"/events", "kind", "step", "seen", ana.seen(page), "step", "closed"), http.StatusForbidden, "your role")
	ben.wants(ben.get(page+"/bundle"), http.StatusForbidden, "your role")

	b := ana.get(page + "/bundle").Body.Bytes()
	ps, _ := procedure.All()
	if got, err := docket.VerifyBundle(t.Context(), bytes.NewReader(b), int64(len(b)), s.d.Public(), ps); err != nil || len(got.Case.Decisions) != 1 {
		t.Errorf("the bundle: %v", err)
	}
	admin.wants(admin.post("/record"), 200, "The record is whole.")
	admin.wants(admin.get(page), http.StatusNotFound, "There is no such page.")
	ana.wants(ana.get("/record"), http.StatusNotFound, "There is no such page.")
	if strings.Contains(s.log.String(), "ICTS") || strings.Contains(s.log.String(), page[len("/cases/"):]) {
		t.Errorf("the log names a case:\n%s", s.log)
	}
}

// Who is not signed in is sent to sign in, whatever the path; and names that nobody has are tried as slowly as others.
func TestOutside(t *testing.T) {
	s := newSite(t, t.TempDir())
	s.user("ana", false)
	v := &visitor{s, map[string]string{}}
	for _, path := range []string{"/", "/cases/0123456789abcdef0123456789abcdef", "/people", "/nowhere"} {
		if w := v.get(path); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/sign-in" {
			t.Errorf("%s: %d to %q", path, w.Code, w.Header().Get("Location"))
		}
	}
	for i := range 12 {
		a, b := v.post("/sign-in", "name", "ana", "password", "wrong"), v.post("/sign-in", "name", "eve", "password", "wrong")
		if a.Code != b.Code || strings.Replace(a.Body.String(), "ana", "eve", 1) != b.Body.String() {
			t.Fatalf("attempt %d tells who there is: %d and %d", i, a.Code, b.Code)
		}
		if want := i >= 8; want != (a.Code == http.StatusTooManyRequests) {
			t.Errorf("attempt %d: %d", i, a.Code)
		}
	}
	r := httptest.NewRequest(http.MethodPost, "http://docket.test/sign-in", strings.NewReader("name=ana"))
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	s.pages.ServeHTTP(w, r)
	if w.Code != http.StatusForbidden {
		t.Errorf("a form of another site: %d", w.Code)
	}
}

// For a user without a grant a docket with hidden cases is the same as one without any: every answer to any
// requests, in status, headers and body.
func TestTwoWorlds(t *testing.T) {
	with, without := newSite(t, t.TempDir()), newSite(t, t.TempDir())
	a, b := with.user("eve", false), without.user("eve", false)
	ana := with.user("ana", false)
	hidden := ana.post("/cases", "number", "ICTS-1", "title", "Hidden", "procedure", "icts-review").Header().Get("Location")
	ana.post(hidden+"/events", "kind", "note", "seen", "1", "text", "secret")
	ids := []string{strings.TrimPrefix(hidden, "/cases/"), "0123456789abcdef0123456789abcdef", "x", "..", "%2e%2e", "ICTS-1", ""}
	below := []string{"", "/", "/events", "/evidence", "/files", "/files/0", "/pages/0", "/bundle", "/nowhere", "/events/1/2"}
	methods := []string{http.MethodGet, http.MethodPost, http.MethodHead, http.MethodPut, http.MethodDelete, http.MethodOptions, http.MethodPatch}
	request := func(t *rapid.T) {
		method := rapid.SampledFrom(methods).Draw(t, "method")
		path := "/cases/" + rapid.SampledFrom(ids).Draw(t, "id") + rapid.SampledFrom(below).Draw(t, "below")
		if rapid.Bool().Draw(t, "elsewhere") {
			path = rapid.SampledFrom([]string{"/", "/cases", "/record", "/people", "/nowhere", "/style.css"}).Draw(t, "path")
		}
		body := rapid.SampledFrom([]string{"", "kind=note&seen=2&text=x", "kind=grant&seen=2&user=eve&role=owner", strings.Repeat("x", 2<<20)}).Draw(t, "body")
		if method == http.MethodPost && path == "/cases" {
			return // opens a case of eve's own, with an id of its own
		}
		say := func(v *visitor) string {
			w := v.do(method, path, "application/x-www-form-urlencoded", strings.NewReader(body))
			return fmt.Sprint(w.Code, w.Header(), w.Body.String())
		}
		if x, y := say(a), say(b); x != y {
			t.Fatalf("%s %s tells of a hidden case:\n%.600s\n%.600s", method, path, x, y)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		for range 10 {
			request(t)
		}
	})
}

// A disk that fails is told in the log without the path, which names the case.
func TestLogNamesNoCase(t *testing.T) {
	dir := t.TempDir()
	s := newSite(t, dir)
	ana := s.user("ana", false)
	page := ana.post("/cases", "number", "ICTS-1", "title", "x").Header().Get("Location")
	if err := os.WriteFile(filepath.Join(dir, "files", page[len("/cases/"):]), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	if _, err := m.CreateFormFile("file", "log.txt"); err != nil {
		t.Fatal(err)
	}
	m.Close()
	ana.wants(ana.do(http.MethodPost, page+"/evidence", m.FormDataContentType(), &form), http.StatusInternalServerError, "Something failed here.")
	if id := page[len("/cases/"):]; !strings.Contains(s.log.String(), "request failed") || strings.Contains(s.log.String(), id) {
		t.Errorf("the log says %q", s.log)
	}
}
