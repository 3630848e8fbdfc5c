package server

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/docket"
	"github.com/longarm-project/longarm/fact"
)

// today is the day of the server.
func (s *Server) today() fact.Date { return fact.Date(s.o.Now().UTC().Format("2006-01-02")) }

func (s *Server) cases(w http.ResponseWriter, q *request) {
	all, err := s.d.List(q.Context(), q.user.Name)
	if err != nil {
		s.fail(w, q, err)
		return
	}
	s.write(w, q, http.StatusOK, "cases", map[string]any{"Cases": all, "Today": s.today()})
}

func (s *Server) openCase(w http.ResponseWriter, q *request) {
	q.Body = http.MaxBytesReader(w, q.Body, maxForm)
	b := docket.Opened{
		Number: q.PostFormValue("number"), Title: q.PostFormValue("title"), Procedure: q.PostFormValue("procedure"),
		Requester: q.PostFormValue("requester"), Subject: q.PostFormValue("subject"),
	}
	c, err := s.d.New(q.Context(), q.user.Name, fact.Date(q.PostFormValue("on")), b)
	if err != nil {
		s.fail(w, q, err)
		return
	}
	http.Redirect(w, q.Request, "/cases/"+string(c.ID), http.StatusSeeOther)
}

func (s *Server) showCase(w http.ResponseWriter, q *request) {
	c, role := q.c, q.role
	events, err := s.d.Events(q.Context(), q.user.Name, c.ID)
	if err != nil {
		s.fail(w, q, err)
		return
	}
	s.write(w, q, http.StatusOK, "case", map[string]any{
		"Case": c, "Role": role, "Events": events, "Today": s.today(), "Steps": c.Next(s.today()), "Timeline": timeline(c, s.today()),
		"Roles": docket.Roles, "PartyRoles": docket.PartyRoles, "Handlings": docket.Handlings, "Pages": s.o.Render != nil,
		"Grants": grants(c), "Writes": role.May(docket.Evidence{}), "Decides": role.May(docket.Decision{}), "Notes": role.May(docket.Note{}),
		"Owns": role == docket.Owner, "Exports": role == docket.Owner || role == docket.Auditor,
	})
}

// grants lists who sees a case, by name.
func grants(c *docket.Case) []docket.Grant {
	var out []docket.Grant
	for user, role := range c.Grants {
		out = append(out, docket.Grant{User: user, Role: role})
	}
	slices.SortFunc(out, func(a, b docket.Grant) int { return strings.Compare(a.User, b.User) })
	return out
}

// bodies makes the body of an event of the fields of a form, by kind.
var bodies = map[string]func(get func(string) string) docket.Body{
	"note": func(get func(string) string) docket.Body { return docket.Note{Text: get("text")} },
	"party": func(get func(string) string) docket.Body {
		return docket.Party{Name: get("name"), Role: get("role"), Of: get("of"), Contact: get("contact")}
	},
	"step": func(get func(string) string) docket.Body {
		return docket.Step{Step: get("step"), Note: get("note"), Outcome: get("outcome")}
	},
	"extended": func(get func(string) string) docket.Body {
		return docket.Extended{Clock: get("clock"), Until: fact.Date(get("until")), Reason: get("reason"), Writing: fact.Digest(get("writing"))}
	},
	"suspended": func(get func(string) string) docket.Body {
		return docket.Suspended{Clock: get("clock"), Reason: get("reason")}
	},
	"resumed": func(get func(string) string) docket.Body {
		return docket.Resumed{Clock: get("clock"), Reason: get("reason")}
	},
	"decision": func(get func(string) string) docket.Body {
		return docket.Decision{Text: get("text"), Determination: fact.Digest(get("determination")), Signature: get("signature")}
	},
	"related": func(get func(string) string) docket.Body {
		return docket.Related{Number: get("number"), Text: get("text")}
	},
	"grant": func(get func(string) string) docket.Body {
		return docket.Grant{User: get("user"), Role: docket.Role(get("role"))}
	},
	"withdrawn": func(get func(string) string) docket.Body { return docket.Withdrawn{User: get("user")} },
	"closed":    func(get func(string) string) docket.Body { return docket.Closed{Reason: get("reason")} },
}

func (s *Server) enterEvent(w http.ResponseWriter, q *request) {
	q.Body = http.MaxBytesReader(w, q.Body, maxForm)
	get := func(name string) string { return strings.TrimSpace(q.PostFormValue(name)) }
	make, ok := bodies[get("kind")]
	var seen int
	if _, err := fmt.Sscan(get("seen"), &seen); !ok || err != nil {
		s.fail(w, q, fmt.Errorf("%w: the form is not one of this page", docket.ErrRefused))
		return
	}
	if _, err := s.d.Enter(q.Context(), q.user.Name, q.c.ID, seen, fact.Date(get("on")), make(get)); err != nil {
		s.fail(w, q, err)
		return
	}
	s.back(w, q)
}

func (s *Server) back(w http.ResponseWriter, q *request) {
	http.Redirect(w, q.Request, "/cases/"+string(q.c.ID), http.StatusSeeOther)
}

// addEvidence keeps the files of a form as they come in, in constant memory. The fields stand before the files.
func (s *Server) addEvidence(w http.ResponseWriter, q *request) {
	form, err := q.MultipartReader()
	if err != nil {
		s.fail(w, q, fmt.Errorf("%w: a form with files is wanted", docket.ErrRefused))
		return
	}
	var b docket.Evidence
	fields := map[string]func(string){
		"event_day": func(v string) { b.EventDay = fact.Date(v) }, "received": func(v string) { b.Received = fact.Date(v) },
		"effective": func(v string) { b.Effective = fact.Date(v) }, "handling": func(v string) { b.Handling = v },
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			s.fail(w, q, fmt.Errorf("%w: the upload ended early; the files before it were added", docket.ErrRefused))
			return
		}
		if part.FileName() == "" {
			v, err := io.ReadAll(io.LimitReader(part, 100))
			if set := fields[part.FormName()]; set != nil && err == nil {
				set(strings.TrimSpace(string(v)))
			}
			continue
		}
		if err := s.keep(q, part, path.Base(strings.ReplaceAll(part.FileName(), `\`, "/")), b); err != nil {
			s.fail(w, q, err)
			return
		}
	}
	s.back(w, q)
}

func (s *Server) keep(q *request, r io.Reader, name string, b docket.Evidence) error {
	digest, size, err := s.d.Keep(q.Context(), q.user.Name, q.c.ID, r)
	if err != nil {
		return err
	}
	b.Digest, b.Size, b.Name = digest, size, name
	for range 10 { // another may enter something while the file is read: it changes nothing of a file
		after, err := s.d.Enter(q.Context(), q.user.Name, q.c.ID, q.c.Events, "", b)
		if err == nil {
			q.c = after
		}
		if !errors.Is(err, docket.ErrConflict) {
			return err
		}
		if q.c, _, err = s.d.Case(q.Context(), q.user.Name, q.c.ID); err != nil {
			return err
		}
	}
	return docket.ErrConflict
}

// opened opens the file of the case that the path names.
func (s *Server) opened(q *request) (io.ReadCloser, *docket.File, error) {
	if len(q.rest) != 2 {
		return nil, nil, docket.ErrNone
	}
	files := q.c.Files()
	i := slices.IndexFunc(files, func(f docket.File) bool { return string(f.Digest) == q.rest[1] })
	if i < 0 {
		return nil, nil, docket.ErrNone
	}
	r, err := s.d.Open(q.Context(), q.user.Name, q.c.ID, files[i].Digest)
	if errors.Is(err, fs.ErrNotExist) {
		err = docket.ErrNone
	}
	return r, &files[i], err
}

// file sends a file of a case, never to be shown: what evidence holds is not run here.
func (s *Server) file(w http.ResponseWriter, q *request) {
	r, f, err := s.opened(q)
	if err != nil {
		s.fail(w, q, err)
		return
	}
	defer r.Close()
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	w.Header().Set("Content-Length", fmt.Sprint(f.Size))
	if q.Method != http.MethodHead {
		io.Copy(w, r)
	}
}

// page shows a determination of the case.
func (s *Server) page(w http.ResponseWriter, q *request) {
	r, _, err := s.opened(q)
	if err == nil && s.o.Render == nil {
		r.Close()
		err = docket.ErrNone
	}
	if err != nil {
		s.fail(w, q, err)
		return
	}
	defer r.Close()
	var b strings.Builder
	if err := s.o.Render(&b, r); err != nil {
		s.fail(w, q, fmt.Errorf("%w: it is no determination", docket.ErrRefused))
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	io.WriteString(w, b.String())
}

func (s *Server) bundle(w http.ResponseWriter, q *request) {
	if q.role != docket.Owner && q.role != docket.Auditor {
		s.fail(w, q, docket.ErrForbidden)
		return
	}
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": q.c.Opened.Number + ".zip"}))
	if err := s.d.Export(q.Context(), q.user.Name, q.c.ID, w); err != nil {
		s.o.Log.Error("bundle failed", "err", err)
		panic(http.ErrAbortHandler) // half a file must not look like a whole one
	}
}

func (s *Server) record(w http.ResponseWriter, q *request) {
	s.write(w, q, http.StatusOK, "record", map[string]any{"Key": s.d.Public()})
}

func (s *Server) verifyRecord(w http.ResponseWriter, q *request) {
	v, err := s.d.Verify(q.Context())
	data := map[string]any{"Key": s.d.Public(), "Verified": v}
	switch {
	case errors.Is(err, docket.ErrForged):
		data["Forged"] = err.Error()
	case err != nil:
		s.fail(w, q, err)
		return
	}
	s.write(w, q, http.StatusOK, "record", data)
}
