package server

import (
	"crypto/sha256"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/longarm-project/longarm/docket"
)

// cookie holds the token of a session.
const cookie = "longarm"

// maxForm bounds the body of a form.
const maxForm = 1 << 20

// who is the user that a request comes from.
func (s *Server) who(r *http.Request) (*docket.User, error) {
	c, err := r.Cookie(cookie)
	if err != nil {
		return nil, docket.ErrSignIn
	}
	return s.d.Who(r.Context(), c.Value)
}

func (s *Server) signIn(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		s.write(w, nil, http.StatusOK, "sign-in", map[string]any{})
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	name, password := r.PostFormValue("name"), r.PostFormValue("password")
	if !s.doors.open(name) {
		s.write(w, nil, http.StatusTooManyRequests, "sign-in", map[string]any{"Says": "Too many attempts for this name: try again in some minutes."})
		return
	}
	token, err := s.d.SignIn(r.Context(), name, password)
	if errors.Is(err, docket.ErrSignIn) {
		s.doors.failed(name)
		s.o.Log.Warn("sign-in refused")
		s.write(w, nil, http.StatusUnauthorized, "sign-in", map[string]any{"Says": "The name or the password is not right.", "Name": name})
		return
	}
	if err != nil {
		s.fail(w, nil, err)
		return
	}
	s.doors.passed(name)
	s.o.Log.Info("signed in", "user", name)
	http.SetCookie(w, &http.Cookie{Name: cookie, Value: token, Path: "/", HttpOnly: true, Secure: s.o.Secure, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (s *Server) signOut(w http.ResponseWriter, q *request) {
	if c, err := q.Cookie(cookie); err == nil {
		if err := s.d.SignOut(q.Context(), c.Value); err != nil {
			s.fail(w, q, err)
			return
		}
	}
	http.SetCookie(w, &http.Cookie{Name: cookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: s.o.Secure, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, q.Request, "/sign-in", http.StatusSeeOther)
}

// join lets whom an invitation is for set a password.
func (s *Server) join(w http.ResponseWriter, r *http.Request, token string) {
	name, err := s.d.Invited(r.Context(), token)
	if errors.Is(err, docket.ErrSignIn) {
		http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
		return
	}
	if err != nil {
		s.fail(w, nil, err)
		return
	}
	data := map[string]any{"Name": name}
	if r.Method != http.MethodPost {
		s.write(w, nil, http.StatusOK, "join", data)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	_, err = s.d.Accept(r.Context(), token, r.PostFormValue("password"))
	if errors.Is(err, docket.ErrRefused) {
		data["Says"] = err.Error()
		s.write(w, nil, http.StatusUnprocessableEntity, "join", data)
		return
	}
	if err != nil {
		s.fail(w, nil, err)
		return
	}
	http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
}

func (s *Server) people(w http.ResponseWriter, q *request) { s.showPeople(w, q, "", "") }

func (s *Server) showPeople(w http.ResponseWriter, q *request, name, link string) {
	users, err := s.d.Users(q.Context())
	if err != nil {
		s.fail(w, q, err)
		return
	}
	s.write(w, q, http.StatusOK, "people", map[string]any{"Users": users, "Name": name, "Link": link})
}

func (s *Server) invite(w http.ResponseWriter, q *request) {
	q.Body = http.MaxBytesReader(w, q.Body, maxForm)
	name := q.PostFormValue("name")
	token, err := s.d.Invite(q.Context(), name, q.PostFormValue("administrator") == "yes")
	if err != nil {
		s.fail(w, q, err)
		return
	}
	s.showPeople(w, q, name, "/join/"+token)
}

// doors slow down who tries passwords, by name, whether or not anybody has it.
type doors struct {
	now   func() time.Time
	mu    sync.Mutex
	names map[[8]byte]tries
}

type tries struct {
	n    int
	last time.Time
}

const (
	maxTries = 8
	shutFor  = 5 * time.Minute
	maxDoors = 1 << 16 // names remembered at a time
)

func newDoors(now func() time.Time) *doors { return &doors{now: now, names: map[[8]byte]tries{}} }

func door(name string) (k [8]byte) {
	sum := sha256.Sum256([]byte(name))
	copy(k[:], sum[:])
	return k
}

// open reports whether the name may be tried.
func (d *doors) open(name string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	t := d.names[door(name)]
	return t.n < maxTries || d.now().Sub(t.last) > shutFor
}

func (d *doors) failed(name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.names) >= maxDoors {
		clear(d.names)
	}
	t := d.names[door(name)]
	if d.now().Sub(t.last) > shutFor {
		t.n = 0
	}
	d.names[door(name)] = tries{t.n + 1, d.now()}
}

func (d *doors) passed(name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.names, door(name))
}
