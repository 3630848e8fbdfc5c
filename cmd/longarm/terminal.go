package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/report"
)

// quiet and verbose are the flags of every command.
func quiet(c *cobra.Command) bool   { return isSet(c, "quiet") }
func verbose(c *cobra.Command) bool { return isSet(c, "verbose") }

func isSet(c *cobra.Command, name string) bool {
	f := c.Flags().Lookup(name)
	return f != nil && f.Value.String() == "true"
}

// An output is standard output, and keeps the first error of writing to it.
type output struct {
	w   io.Writer
	err error
}

// Write implements io.Writer.
func (o *output) Write(b []byte) (int, error) {
	n, err := o.w.Write(b)
	if o.err == nil {
		o.err = err
	}
	return n, err
}

// fileOf returns the file that w writes to.
func fileOf(w io.Writer) (*os.File, bool) {
	if o, ok := w.(*output); ok {
		w = o.w
	}
	file, ok := w.(*os.File)
	return file, ok
}

// styleOf lays out for w: colour and width as the terminal has them, or the environment says.
func styleOf(w io.Writer, all bool, title string) report.Style {
	s := report.Style{All: all, Title: title}
	file, ok := fileOf(w)
	tty := ok && term.IsTerminal(int(file.Fd()))
	s.Color = os.Getenv("NO_COLOR") == "" && (forced() || tty && os.Getenv("TERM") != "dumb" && os.Getenv("CLICOLOR") != "0")
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		s.Width = n
	} else if tty {
		if width, _, err := term.GetSize(int(file.Fd())); err == nil {
			s.Width = width
		}
	}
	return s
}

// forced reports whether the environment asks for colour wherever the output goes.
func forced() bool {
	for _, name := range []string{"CLICOLOR_FORCE", "FORCE_COLOR"} {
		if v := os.Getenv(name); v != "" && v != "0" && v != "false" {
			return true
		}
	}
	return false
}

// style is that of a page about a review; options must have been read.
func (f *reviewFlags) style(c *cobra.Command, w io.Writer, title string, paths []string) report.Style {
	s := styleOf(w, f.all, title)
	s.Paths, s.Flags, s.Program, s.Quiet = paths, f.given, program(), quiet(c)
	s.Read = map[string]fact.Date{}
	if f.opened != nil {
		for _, name := range f.opened.Law.Names() {
			if p, err := f.opened.Law.Pack(name); err == nil {
				s.Read[name] = p.Read
			}
		}
	}
	return s
}

// progress returns a function that tells how far a long run is: on a terminal on one
// line, after a second; with --verbose anywhere, a line for each step; else nil.
func progress(c *cobra.Command) func(string) {
	w := c.ErrOrStderr()
	start, last, shown := time.Now(), time.Time{}, ""
	if verbose(c) {
		return func(s string) {
			stage := strings.Trim(strings.Map(func(r rune) rune {
				if r >= '0' && r <= '9' {
					return -1
				}
				return r
			}, s), " ")
			if now := time.Now(); s != "" && (now.Sub(last) > 200*time.Millisecond || stage != shown) {
				last, shown = now, stage
				fmt.Fprintf(w, "%6.1fs %s\n", now.Sub(start).Seconds(), s)
			}
		}
	}
	file, ok := w.(*os.File)
	if !ok || quiet(c) || !term.IsTerminal(int(file.Fd())) {
		return nil
	}
	return func(s string) {
		now := time.Now()
		if now.Sub(start) < time.Second || s != "" && now.Sub(last) < 200*time.Millisecond {
			return
		}
		last = now
		fmt.Fprintf(w, "\r\x1b[K%s", s)
	}
}
