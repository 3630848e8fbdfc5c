package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/docket"
	"github.com/longarm-project/longarm/report"
	"github.com/longarm-project/longarm/server"
)

func serveCommand() *cobra.Command {
	var f docketFlags
	var listen, cert, key string
	var wide bool
	c := &cobra.Command{
		Use:   "serve",
		Short: "The docket as web pages",
		Long: `Serve shows the docket of --docket as web pages on this machine. Where nobody can sign in yet,
it prints a link with which the first administrator sets a password.

It listens on the loopback address alone, unless it has a certificate (--tls-cert, --tls-key) or --behind-proxy
says that one stands before it.`,
		Example: "  longarm docket init\n  longarm serve\n  longarm serve --listen :8443 --tls-cert site.crt --tls-key site.key",
		Args:    args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			if (cert == "") != (key == "") {
				return usage("--tls-cert and --tls-key go together")
			}
			if cert == "" && !wide && !loopback(listen) {
				return usage("--listen %s can be reached from elsewhere: give --tls-cert and --tls-key, or --behind-proxy", listen)
			}
			return f.with(c, func(d *docket.Docket, _ string) error {
				return serve(c, d, listen, cert, key, wide)
			})
		},
	}
	fs := c.Flags()
	f.register(fs)
	fs.StringVar(&listen, "listen", "127.0.0.1:8741", "the `ADDRESS` to listen on")
	fs.StringVar(&cert, "tls-cert", "", "the `FILE` of the certificate")
	fs.StringVar(&key, "tls-key", "", "the `FILE` of its key")
	fs.BoolVar(&wide, "behind-proxy", false, "a proxy that speaks TLS stands before it")
	return c
}

// loopback reports whether an address is reached from this machine alone.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func serve(c *cobra.Command, d *docket.Docket, listen, cert, key string, wide bool) error {
	ctx := c.Context()
	log := slog.New(slog.NewTextHandler(c.ErrOrStderr(), nil))
	secure := cert != "" || wide
	s, err := server.New(d, server.Options{Now: time.Now, Log: log, Secure: secure, Render: renderSaved})
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	scheme := map[bool]string{true: "https", false: "http"}[cert != ""]
	if err := firstAdministrator(c, d, fmt.Sprintf("%s://%s", scheme, l.Addr())); err != nil {
		return errors.Join(err, l.Close())
	}
	fmt.Fprintf(c.OutOrStdout(), "listening on %s://%s\n", scheme, l.Addr())
	h := &http.Server{
		Handler: s, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	done := make(chan error, 1)
	go func() {
		<-ctx.Done()
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		done <- h.Shutdown(end)
	}()
	if cert != "" {
		err = h.ServeTLS(l, cert, key)
	} else {
		err = h.Serve(l)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return <-done // an interrupt ends it, and that is no failure
	}
	return err
}

// firstAdministrator prints an invitation where nobody can sign in yet.
func firstAdministrator(c *cobra.Command, d *docket.Docket, site string) error {
	users, err := d.Users(c.Context())
	if err != nil || len(users) > 0 {
		return err
	}
	token, err := d.Invite(c.Context(), "administrator", true)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.OutOrStdout(), "Nobody can sign in yet. This link, which works once, sets the password of \"administrator\":\n%s/join/%s\n", site, token)
	return err
}

// renderSaved writes the page of a saved determination as text.
func renderSaved(w io.Writer, saved io.Reader) error {
	d, err := determination.Read(bufio.NewReader(saved))
	if err != nil {
		return err
	}
	return report.Page(w, d, report.Style{Width: 100, All: true, Quiet: true})
}
