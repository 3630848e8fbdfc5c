package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"github.com/longarm-project/longarm/census"
)

// showProgress writes one line about a scan again and again, if w is a terminal. Stop ends it and clears the line.
func showProgress(w io.Writer, p *census.Progress, quiet bool) (stop func()) {
	f, ok := w.(*os.File)
	if quiet || !ok || !term.IsTerminal(int(f.Fd())) {
		return func() {}
	}
	start := time.Now()
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		t := time.NewTicker(500 * time.Millisecond)
		defer t.Stop()
		for {
			select {
			case <-done:
				fmt.Fprint(w, "\r\x1b[K")
				return
			case <-t.C:
				fmt.Fprintf(w, "\r\x1b[K%s", progressLine(p, time.Since(start)))
			}
		}
	}()
	return func() { close(done); <-ended }
}

// progressLine tells bytes, files, rate and the time left.
func progressLine(p *census.Progress, spent time.Duration) string {
	n, total := p.Bytes.Load(), p.Total.Load()
	rate := float64(n) / max(spent.Seconds(), 0.001)
	line := fmt.Sprintf("%d files, %.1f MB, %.0f MB/s", p.Objects.Load(), float64(n)/1e6, rate/1e6)
	if total > 0 {
		line = fmt.Sprintf("%d files, %.1f of %.1f MB, %.0f MB/s", p.Objects.Load(), float64(n)/1e6, float64(total)/1e6, rate/1e6)
		if left := float64(total-n) / max(rate, 1); n > 0 && left > 0 {
			line += ", " + time.Duration(left*float64(time.Second)).Round(time.Second).String() + " left"
		}
	}
	return line
}
