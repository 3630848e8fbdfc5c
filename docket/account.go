package docket

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"golang.org/x/crypto/argon2"
)

// ErrSignIn is that a user is not let in, for whatever reason: unknown, a wrong password, an old or used invitation.
var ErrSignIn = errors.New("not signed in: the name, the password or the invitation is not right")

// How long what lets somebody in holds.
const (
	sessionFor    = 12 * time.Hour
	invitationFor = 7 * 24 * time.Hour
)

// minPassword is the least length of a password, in bytes, and maxPassword the most.
const (
	minPassword = 12
	maxPassword = 1 << 10
)

// A User is somebody who signs in.
type User struct {
	Name          string
	Administrator bool
}

// Parameters of argon2id, as RFC 9106 section 4 gives them second: 64 MiB, three passes.
const (
	argonTime   = 3
	argonMemory = 64 << 10 // KiB
	argonLanes  = 4
)

func hashed(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonLanes, 32)
}

// validName refuses names that could be taken for another or break a line.
func validName(name string) error {
	if name == "" || len(name) > 100 || strings.TrimSpace(name) != name {
		return refuse("a name has 1 to 100 bytes and no blank at its ends")
	}
	for _, r := range name {
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			return refuse("a name holds printable characters alone")
		}
	}
	return nil
}

// Invite makes an invitation for a user, who is made or whose password is set anew with it. What it
// returns is shown once: only its digest is kept.
func (d *Docket) Invite(ctx context.Context, name string, administrator bool) (token string, err error) {
	if err := validName(name); err != nil {
		return "", err
	}
	if token, err = random(d.o.Random, 32); err != nil {
		return "", err
	}
	return token, d.exec(ctx, d.db, "INSERT INTO invitations (token, user_name, administrator, expires) VALUES (?, ?, ?, ?)",
		digest(token), name, truth(administrator), d.after(invitationFor))
}

// Invited is the name for which an invitation is.
func (d *Docket) Invited(ctx context.Context, token string) (name string, err error) {
	ok, err := d.one(ctx, d.db, []any{&name}, "SELECT user_name FROM invitations WHERE token = ? AND expires > ?", digest(token), d.after(0))
	if err == nil && !ok {
		err = ErrSignIn
	}
	return name, err
}

// Accept sets the password of whom an invitation is for, and ends the invitation and every session of that user.
func (d *Docket) Accept(ctx context.Context, token, password string) (*User, error) {
	if len(password) < minPassword || len(password) > maxPassword {
		return nil, refuse("a password has %d to %d bytes", minPassword, maxPassword)
	}
	salt := make([]byte, 16)
	if _, err := io.ReadFull(d.o.Random, salt); err != nil {
		return nil, fmt.Errorf("no randomness: %w", err)
	}
	kept := base64.StdEncoding.EncodeToString(salt) + " " + base64.StdEncoding.EncodeToString(hashed(password, salt))
	var u User
	err := d.inside(ctx, func(tx *sql.Tx) error {
		var admin int
		ok, err := d.one(ctx, tx, []any{&u.Name, &admin}, "SELECT user_name, administrator FROM invitations WHERE token = ? AND expires > ?", digest(token), d.after(0))
		if err != nil {
			return err
		}
		if !ok {
			return ErrSignIn
		}
		u.Administrator = admin == 1
		for _, q := range []struct {
			text string
			args []any
		}{
			{`INSERT INTO users (name, password, administrator, made) VALUES (?, ?, ?, ?)
				ON CONFLICT (name) DO UPDATE SET password = EXCLUDED.password, administrator = EXCLUDED.administrator`, []any{u.Name, kept, admin, d.after(0)}},
			{"DELETE FROM invitations WHERE user_name = ?", []any{u.Name}},
			{"DELETE FROM sessions WHERE user_name = ?", []any{u.Name}},
		} {
			if err := d.exec(ctx, tx, q.text, q.args...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &u, nil
}

// SignIn lets a user in, and returns the token of a session. It takes as long for a name that nobody has.
func (d *Docket) SignIn(ctx context.Context, name, password string) (token string, err error) {
	var kept string
	ok, err := d.one(ctx, d.db, []any{&kept}, "SELECT password FROM users WHERE name = ?", name)
	if err != nil {
		return "", err
	}
	if !ok {
		kept = base64.StdEncoding.EncodeToString(make([]byte, 16)) + " " + base64.StdEncoding.EncodeToString(make([]byte, 32))
	}
	salt, sum, _ := strings.Cut(kept, " ")
	saltBytes, err1 := base64.StdEncoding.DecodeString(salt)
	want, err2 := base64.StdEncoding.DecodeString(sum)
	if err := errors.Join(err1, err2); err != nil {
		return "", fmt.Errorf("the password of a user is damaged: %w", err)
	}
	if len(password) > maxPassword {
		password = ""
	}
	if subtle.ConstantTimeCompare(hashed(password, saltBytes), want) != 1 || !ok {
		return "", ErrSignIn
	}
	if token, err = random(d.o.Random, 32); err != nil {
		return "", err
	}
	if err := d.exec(ctx, d.db, "DELETE FROM sessions WHERE expires <= ?", d.after(0)); err != nil {
		return "", err
	}
	return token, d.exec(ctx, d.db, "INSERT INTO sessions (token, user_name, expires) VALUES (?, ?, ?)", digest(token), name, d.after(sessionFor))
}

// Who is the user of a session; ErrSignIn where it is none, or over.
func (d *Docket) Who(ctx context.Context, token string) (*User, error) {
	var u User
	var admin int
	ok, err := d.one(ctx, d.db, []any{&u.Name, &admin}, "SELECT u.name, u.administrator FROM sessions s JOIN users u ON u.name = s.user_name WHERE s.token = ? AND s.expires > ?", digest(token), d.after(0))
	if err == nil && !ok {
		err = ErrSignIn
	}
	u.Administrator = admin == 1
	return &u, err
}

// SignOut ends a session.
func (d *Docket) SignOut(ctx context.Context, token string) error {
	return d.exec(ctx, d.db, "DELETE FROM sessions WHERE token = ?", digest(token))
}

// Users lists who may sign in, by name.
func (d *Docket) Users(ctx context.Context) (out []User, err error) {
	err = d.rows(ctx, d.db, func(scan func(...any) error) error {
		var u User
		var admin int
		err := scan(&u.Name, &admin)
		u.Administrator = admin == 1
		out = append(out, u)
		return err
	}, "SELECT name, administrator FROM users ORDER BY name")
	return out, err
}

// digest is what is kept of a token.
func digest(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// after is the time now and so long, as it is written.
func (d *Docket) after(t time.Duration) string { return d.o.Now().UTC().Add(t).Format(enteredForm) }
