package server

import (
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/longarm-project/longarm/docket"
)

//go:embed pages
var pages embed.FS

// Options are what a server takes from outside.
type Options struct {
	Now func() time.Time // required
	Log *slog.Logger     // required; what is logged names no case
	// Secure is set where the server is reached by TLS: cookies are for that alone.
	Secure bool
	// Render writes a saved determination as a page of text; nil: determinations are offered as files alone.
	Render func(w io.Writer, saved io.Reader) error
}

// A Server answers requests. It may be used by several goroutines.
type Server struct {
	d       *docket.Docket
	o       Options
	pages   map[string]*template.Template
	style   []byte
	doors   *doors
	handler http.Handler
}

// New makes a server of a docket.
func New(d *docket.Docket, o Options) (*Server, error) {
	s := &Server{d: d, o: o, pages: map[string]*template.Template{}, doors: newDoors(o.Now)}
	var err error
	if s.style, err = pages.ReadFile("pages/style.css"); err != nil {
		return nil, err
	}
	for _, name := range []string{"cases", "case", "sign-in", "join", "people", "record", "problem"} {
		if s.pages[name], err = template.New("frame.html").Funcs(words).ParseFS(pages, "pages/frame.html", "pages/"+name+".html"); err != nil {
			return nil, err
		}
	}
	s.handler = http.NewCrossOriginProtection().Handler(http.HandlerFunc(s.route))
	return s, nil
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	if s.o.Secure {
		h.Set("Strict-Transport-Security", "max-age=63072000")
	}
	s.handler.ServeHTTP(w, r)
}

// A request is one that a user makes who is signed in.
type request struct {
	*http.Request
	user *docket.User
	// The case that the path names, as it stood when the request came, and what the user may there.
	c    *docket.Case
	role docket.Role
	rest []string // of the path after the case
}

// A route is a page or an act: what comes first in the path, by which method, for whom.
type route struct {
	path   string // the first part of the path
	method string
	admin  bool
	serve  func(*Server, http.ResponseWriter, *request)
}

// routes are those that name no case.
var routes = []route{
	{"", http.MethodGet, false, (*Server).cases},
	{"cases", http.MethodPost, false, (*Server).openCase},
	{"sign-out", http.MethodPost, false, (*Server).signOut},
	{"people", http.MethodGet, true, (*Server).people},
	{"people", http.MethodPost, true, (*Server).invite},
	{"record", http.MethodGet, true, (*Server).record},
	{"record", http.MethodPost, true, (*Server).verifyRecord},
}

// caseRoutes are those of a case, by the part of the path after it.
var caseRoutes = []route{
	{"", http.MethodGet, false, (*Server).showCase},
	{"events", http.MethodPost, false, (*Server).enterEvent},
	{"evidence", http.MethodPost, false, (*Server).addEvidence},
	{"files", http.MethodGet, false, (*Server).file},
	{"pages", http.MethodGet, false, (*Server).page},
	{"bundle", http.MethodGet, false, (*Server).bundle},
}

func (s *Server) route(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	switch {
	case parts[0] == "style.css":
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		w.Header().Set("Cache-Control", "max-age=3600")
		w.Write(s.style)
		return
	case parts[0] == "health":
		w.Write([]byte("ok\n"))
		return
	case parts[0] == "sign-in" && len(parts) == 1:
		s.signIn(w, r)
		return
	case parts[0] == "join" && len(parts) == 2:
		s.join(w, r, parts[1])
		return
	}
	user, err := s.who(r)
	if errors.Is(err, docket.ErrSignIn) {
		http.Redirect(w, r, "/sign-in", http.StatusSeeOther) // whatever the path: who is outside learns of none
		return
	}
	if err != nil {
		s.fail(w, nil, err)
		return
	}
	q := &request{Request: r, user: user}
	if parts[0] == "cases" && len(parts) > 1 {
		q.rest = parts[2:]
		s.inCase(w, q, docket.CaseID(parts[1]))
		return
	}
	s.dispatch(w, q, routes, parts[0], len(parts) == 1)
}

// inCase serves what a path names below a case, once it is known that the user sees the case.
func (s *Server) inCase(w http.ResponseWriter, q *request, id docket.CaseID) {
	var err error
	if q.c, q.role, err = s.d.Case(q.Context(), q.user.Name, id); err != nil {
		s.fail(w, q, err)
		return
	}
	name := ""
	if len(q.rest) > 0 {
		name = q.rest[0]
	}
	s.dispatch(w, q, caseRoutes, name, len(q.rest) <= 2)
}

// dispatch serves a route.
func (s *Server) dispatch(w http.ResponseWriter, q *request, among []route, name string, whole bool) {
	known := false
	for _, r := range among {
		if r.path != name || !whole || r.admin && !q.user.Administrator {
			continue
		}
		if r.method == q.Method || r.method == http.MethodGet && q.Method == http.MethodHead {
			r.serve(s, w, q)
			return
		}
		known = true
	}
	if known {
		http.Error(w, "this is not done with "+q.Method, http.StatusMethodNotAllowed)
		return
	}
	s.fail(w, q, docket.ErrNone)
}

// fail answers with an error. What is hidden, absent or named wrongly gives the same answer.
func (s *Server) fail(w http.ResponseWriter, q *request, err error) {
	status, says := http.StatusInternalServerError, "Something failed here. It was noted, and nothing was changed."
	switch {
	case errors.Is(err, docket.ErrNone):
		status, says = http.StatusNotFound, "There is no such page."
	case errors.Is(err, docket.ErrForbidden):
		status, says = http.StatusForbidden, err.Error()
	case errors.Is(err, docket.ErrConflict):
		status, says = http.StatusConflict, "Somebody changed the case while you were writing. Nothing of yours was entered: look at the case, and enter it again."
	case errors.Is(err, docket.ErrRefused):
		status, says = http.StatusUnprocessableEntity, err.Error()
	default:
		s.o.Log.Error("request failed", "err", withoutPath(err))
	}
	s.write(w, q, status, "problem", map[string]any{"Says": says, "Status": status})
}

// withoutPath is an error without the paths of files, which name cases.
func withoutPath(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Errorf("%s of a file: %w", e.Op, e.Err)
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return fmt.Errorf("%s of a file: %w", e.Op, e.Err)
	}
	return err
}

// write writes a page.
func (s *Server) write(w http.ResponseWriter, q *request, status int, name string, data map[string]any) {
	if q != nil {
		data["User"] = q.user
	}
	var b strings.Builder
	if err := s.pages[name].Execute(&b, data); err != nil {
		s.o.Log.Error("page failed", "page", name, "err", err)
		http.Error(w, "Something failed here.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write([]byte(b.String()))
}
