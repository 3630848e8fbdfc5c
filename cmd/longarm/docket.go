package main

import (
	"cmp"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // PostgreSQL
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	_ "modernc.org/sqlite" // SQLite

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/docket"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law/procedure"
)

// docketFlags are what all commands of a docket share.
type docketFlags struct {
	dir, database, as string
}

func docketCommand() *cobra.Command {
	var f docketFlags
	c := &cobra.Command{
		Use:   "docket",
		Short: "Cases with their legal clocks, and a record that nobody can change unseen",
		Long: `A docket holds cases: who is in them, what was sent in and when, each version of the
determination, the steps of the procedure with the clocks that they start, who decided what. Whatever happens is an
event in a signed record: an event that is changed, removed, moved or forged later is found by
"longarm docket verify", and by a third party from a bundle with the public key alone.

A case is seen by those to whom it was granted. For everybody else there is no such case.`,
		Example: `  longarm docket init --name "Office of review"
  longarm docket open ICTS-2026-01 --title "Cloud of Example Ltd" --procedure icts-review
  longarm docket add ICTS-2026-01 logs.zip --received 2026-11-03
  longarm docket step ICTS-2026-01 served --on 2026-11-04
  longarm docket show ICTS-2026-01
  longarm docket verify`,
	}
	fs := c.PersistentFlags()
	f.register(fs)
	fs.StringVar(&f.as, "as", "", "the `USER` who acts (default the user of this machine)")
	c.AddCommand(f.initCommand(), f.openCommand(), f.listCommand(), f.showCommand(), f.verifyCommand(), f.exportCommand(), f.addCommand(), f.determinationCommand(), f.deleteCommand())
	c.AddCommand(f.events()...)
	return c
}

// register adds the flags that say where the docket is.
func (f *docketFlags) register(fs *pflag.FlagSet) {
	fs.StringVar(&f.dir, "docket", "docket", "the `FOLDER` of the docket")
	fs.StringVar(&f.database, "database", "", "a PostgreSQL `URL`, where the docket is kept on a server and not in its folder")
}

// user is who acts.
func (f *docketFlags) user() (string, error) {
	if f.as != "" {
		return f.as, nil
	}
	u, err := user.Current()
	if err != nil {
		return "", usage("--as USER: who acts? %w", err)
	}
	return u.Username, nil
}

func (f *docketFlags) options() (docket.Options, error) {
	ps, err := procedure.All()
	o := docket.Options{Now: time.Now, Random: rand.Reader, Procedures: ps}
	if f.database != "" {
		o.Dialect = docket.PostgreSQL
	}
	return o, err
}

// connect opens the database.
func (f *docketFlags) connect() (*sql.DB, error) {
	if f.database != "" {
		return sql.Open("pgx", f.database)
	}
	source, err := docket.SQLiteSource(f.dir)
	if err != nil {
		return nil, err
	}
	return sql.Open("sqlite", source)
}

// with opens the docket and gives it to do with the user who acts.
func (f *docketFlags) with(c *cobra.Command, do func(d *docket.Docket, user string) error) (err error) {
	who, err := f.user()
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(f.dir, docket.PublicFile)); err != nil {
		return usage("%s holds no docket; longarm docket init makes one", f.dir)
	}
	o, err := f.options()
	if err != nil {
		return err
	}
	db, err := f.connect()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	d, err := docket.Open(c.Context(), db, f.dir, o)
	if err != nil {
		return err
	}
	return do(d, who)
}

// in opens the docket and a case of it, which the user knows by its number or id.
func (f *docketFlags) in(c *cobra.Command, name string, do func(d *docket.Docket, user string, k *docket.Case) error) error {
	return f.with(c, func(d *docket.Docket, user string) error {
		id, err := d.Named(c.Context(), user, name)
		if err != nil {
			return err
		}
		k, _, err := d.Case(c.Context(), user, id)
		if err != nil {
			return err
		}
		return do(d, user, k)
	})
}

// day reads a flag that names a day; empty is none.
func dayFlag(name, text string) (fact.Date, error) {
	if text == "" {
		return "", nil
	}
	d, err := fact.ParseDate(text)
	if err != nil || len(d) != 10 {
		return "", usage("--%s %q is not a date such as 2026-06-01", name, text)
	}
	return d, nil
}

func (f *docketFlags) initCommand() *cobra.Command {
	var name string
	c := &cobra.Command{
		Use:   "init",
		Short: "Make a docket in the folder of --docket",
		Args:  args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) (err error) {
			o, err := f.options()
			if err != nil {
				return err
			}
			if err := os.MkdirAll(f.dir, 0o700); err != nil {
				return err
			}
			db, err := f.connect()
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, db.Close()) }()
			d, err := docket.Create(c.Context(), db, f.dir, name, o)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "%s holds a docket. Those who verify its record need its public key, and get it from you:\n%s\n", f.dir, d.Public())
			return err
		},
	}
	c.Flags().StringVar(&name, "name", "docket", "the `NAME` that signs the record")
	return c
}

func (f *docketFlags) openCommand() *cobra.Command {
	var b docket.Opened
	var on string
	c := &cobra.Command{
		Use:   "open NUMBER",
		Short: "Open a case, of which you become the owner",
		Args:  args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, a []string) error {
			d, err := dayFlag("on", on)
			if err != nil {
				return err
			}
			b.Number, b.Title = a[0], cmp.Or(b.Title, a[0])
			return f.with(c, func(k *docket.Docket, user string) error {
				if _, err := k.Named(c.Context(), user, a[0]); err == nil {
					return usage("a case of yours has the number %q already", a[0])
				}
				made, err := k.New(c.Context(), user, d, b)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(c.OutOrStdout(), "%s opened as %s\n", a[0], made.ID)
				return err
			})
		},
	}
	fs := c.Flags()
	fs.StringVar(&b.Title, "title", "", "what the case is about, in a `LINE`")
	fs.StringVar(&b.Procedure, "procedure", "", "the legal `PROCEDURE` it follows: icts-review or dsp-duties (default none)")
	fs.StringVar(&b.Requester, "requester", "", "the `CLASS` of who asked for it")
	fs.StringVar(&b.Subject, "subject", "", "the `PARTY` it is about")
	fs.StringVar(&on, "on", "", "the `DAY` it was opened (default today)")
	return c
}

func (f *docketFlags) listCommand() *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "list",
		Short: "List the cases that were granted to you",
		Args:  args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			return f.with(c, func(d *docket.Docket, user string) error {
				all, err := d.List(c.Context(), user)
				if err != nil {
					return err
				}
				if format == "json" {
					return writeJSON(c.OutOrStdout(), slices.Clip(append([]docket.Listed{}, all...)))
				}
				return writeCases(c, all)
			})
		},
	}
	c.Flags().StringVar(&format, "format", "text", "text or json")
	return c
}

func (f *docketFlags) verifyCommand() *cobra.Command {
	var bundle, key string
	c := &cobra.Command{
		Use:   "verify",
		Short: "Make the record again and compare it with what is kept, or verify a bundle",
		Long: `Verify makes every leaf, the tree, the checkpoints and the cases again from the events, and
compares them with what is kept. With --bundle it needs no docket: the public key and the bundle are enough.

Exit codes: 0 it verifies; 5 it does not, and the first place where it does not is told.`,
		Example: "  longarm docket verify\n  longarm docket verify --bundle case.zip --key docket.pub",
		Args:    args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			if bundle != "" {
				return verifyBundle(c, bundle, key)
			}
			return f.with(c, func(d *docket.Docket, _ string) error {
				v, err := d.Verify(c.Context())
				if err != nil {
					return unverified(err)
				}
				_, err = fmt.Fprintf(c.OutOrStdout(), "The record is whole: %d events of %d cases, %d without contents after retention; %d checkpoints, %d files.\nIts tree has the hash %s\n",
					v.Records, v.Cases, v.Deleted, v.Checkpoints, v.Files, v.Root)
				return err
			})
		},
	}
	c.Flags().StringVar(&bundle, "bundle", "", "verify this `FILE`, which longarm docket export wrote")
	c.Flags().StringVar(&key, "key", "", "with --bundle: the public key `FILE` of the docket")
	return c
}

// unverified gives the exit code of a record that does not verify.
func unverified(err error) error {
	if errors.Is(err, docket.ErrForged) {
		return &exit{exitUnverified, err}
	}
	return err
}

func verifyBundle(c *cobra.Command, name, key string) error {
	if key == "" {
		return usage("--key is wanted: the public key of the docket, which you have from those who keep it")
	}
	public, err := readKey(key)
	if err != nil {
		return err
	}
	ps, err := procedure.All()
	if err != nil {
		return err
	}
	r, err := os.Open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	info, err := r.Stat()
	if err != nil {
		return err
	}
	b, err := docket.VerifyBundle(c.Context(), r, info.Size(), public, ps)
	if err != nil {
		return unverified(fmt.Errorf("%s: %w", name, err))
	}
	_, err = fmt.Fprintf(c.OutOrStdout(), "%s: case %s, %d events and %d files, all in the record of %d events that %s signed.\nThat nothing came after its last event it cannot show.\n",
		name, b.Case.Opened.Number, len(b.Events), b.Files, b.Checkpoint.Size, personOf(b.Checkpoint.By))
	return err
}

func (f *docketFlags) exportCommand() *cobra.Command {
	var out string
	c := &cobra.Command{
		Use:   "export CASE",
		Short: "Write a case with its files and proofs, for a third party to verify",
		Args:  args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, a []string) error {
			return f.in(c, a[0], func(d *docket.Docket, user string, k *docket.Case) error {
				return writeTo(c, cmp.Or(out, a[0]+".zip"), func(w io.Writer) error { return d.Export(c.Context(), user, k.ID, w) })
			})
		},
	}
	c.Flags().StringVarP(&out, "output", "o", "", "write to `FILE` (default CASE.zip)")
	return c
}

func (f *docketFlags) addCommand() *cobra.Command {
	var b docket.Evidence
	var happened, received, effective string
	c := &cobra.Command{
		Use:   "add CASE FILE...",
		Short: "Add evidence to a case",
		Long: `Add keeps files with a case. When what they show happened, when they were received and from when they
count are days of their own; the day of entering is noted anyway.`,
		Args: args(cobra.MinimumNArgs(2)),
		RunE: func(c *cobra.Command, a []string) (err error) {
			for _, x := range []struct {
				name, text string
				to         *fact.Date
			}{{"happened", happened, &b.EventDay}, {"received", received, &b.Received}, {"effective", effective, &b.Effective}} {
				if *x.to, err = dayFlag(x.name, x.text); err != nil {
					return err
				}
			}
			return f.in(c, a[0], func(d *docket.Docket, user string, k *docket.Case) error {
				for _, name := range a[1:] {
					if k, err = keepFile(c, d, user, k, name, func(digest fact.Digest, size int64) (docket.Body, error) {
						b.Digest, b.Size, b.Name = digest, size, filepath.Base(name)
						return b, nil
					}); err != nil {
						return fmt.Errorf("%s: %w", name, err)
					}
					fmt.Fprintf(c.OutOrStdout(), "%s: %s added, %d bytes, %s\n", a[0], b.Name, b.Size, b.Digest)
				}
				return nil
			})
		},
	}
	fs := c.Flags()
	fs.StringVar(&happened, "happened", "", "the `DAY` of what it shows")
	fs.StringVar(&received, "received", "", "the `DAY` it was received")
	fs.StringVar(&effective, "effective", "", "the `DAY` from which it counts")
	fs.StringVar(&b.Handling, "handling", "", "public, confidential or controlled (default confidential)")
	return c
}

// keepFile keeps a file with a case and enters the event that names it.
func keepFile(c *cobra.Command, d *docket.Docket, user string, k *docket.Case, name string, of func(fact.Digest, int64) (docket.Body, error)) (*docket.Case, error) {
	r, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if info, err := r.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(err, errors.New("not a regular file"))
	}
	digest, size, err := d.Keep(c.Context(), user, k.ID, r)
	if err != nil {
		return nil, err
	}
	body, err := of(digest, size)
	if err != nil {
		return nil, err
	}
	return d.Enter(c.Context(), user, k.ID, k.Events, "", body)
}

func (f *docketFlags) determinationCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "determination CASE FILE",
		Short: "Add a saved determination that verifies as the next version of the case's",
		Args:  args(cobra.ExactArgs(2)),
		RunE: func(c *cobra.Command, a []string) error {
			e, err := engine()
			if err != nil {
				return err
			}
			v, err := verifyFile(c, a[1], e, nil)
			if err != nil {
				return err
			}
			return f.in(c, a[0], func(d *docket.Docket, user string, k *docket.Case) error {
				_, err := keepFile(c, d, user, k, a[1], func(digest fact.Digest, size int64) (docket.Body, error) {
					if digest != v.sum {
						return nil, errors.New("it changed while it was read")
					}
					return docket.Determined{Digest: v.Digest, File: digest, Name: filepath.Base(a[1]), Size: size, At: v.At, Program: v.Asked.Program, Answers: answers(v.Determination)}, nil
				})
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(c.OutOrStdout(), "%s: version %d of the determination, digest %s\n", a[0], len(k.Determinations)+1, v.Digest)
				return err
			})
		},
	}
	return c
}

// answers is the most serious outcome of each dealing of a determination.
func answers(d *determination.Determination) map[string]string {
	out, worst := map[string]string{}, map[string]int{}
	for i := range d.Findings {
		f := &d.Findings[i]
		if s, ok := worst[f.Dealing]; !ok || f.Outcome.Seriousness() < s {
			worst[f.Dealing], out[f.Dealing] = f.Outcome.Seriousness(), string(f.Outcome)
		}
	}
	return out
}

func (f *docketFlags) deleteCommand() *cobra.Command {
	var b docket.Deleted
	c := &cobra.Command{
		Use:   "delete CASE",
		Short: "Delete the contents of events after retention; the record still verifies",
		Args:  args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, a []string) error {
			return f.in(c, a[0], func(d *docket.Docket, user string, k *docket.Case) error {
				if _, err := d.Delete(c.Context(), user, k.ID, k.Events, b); err != nil {
					return err
				}
				_, err := fmt.Fprintf(c.OutOrStdout(), "%s: the contents of %d events are gone\n", a[0], len(b.Events))
				return err
			})
		},
	}
	c.Flags().IntSliceVar(&b.Events, "events", nil, "the `NUMBERS` of the events, as longarm docket show --events tells them")
	c.Flags().StringVar(&b.Reason, "reason", "", "why, in a `LINE`")
	return c
}
