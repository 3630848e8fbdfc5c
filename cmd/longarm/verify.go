package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/provider"
	"github.com/longarm-project/longarm/report"
	"github.com/longarm-project/longarm/verify"
)

// verifyFlags are what a determination is checked with.
type verifyFlags struct {
	review                 reviewFlags // prefixes, law, registry and clearings, as a review takes them
	sources                []string
	digest, key, signature string
}

func verifyCommand() *cobra.Command {
	var f verifyFlags
	c := &cobra.Command{
		Use:   "verify FILE",
		Short: "Make a saved determination again and compare, with no network",
		Long: `Verify throws away all that was derived in a determination saved with
"longarm review --format json", derives it again from what was read, and compares both
ways; a second program within checks the proof of law and ownership with code of its own.

With --sources it also reads the evidence again, or a part of it, and compares what the
determination says was read. With --key it says who signed it.

Exit codes: 0 it verifies; 4 it verifies and says nothing, since no law was applied to
any dealing; 5 something does not follow, is not what the sources say, or is not signed by the key.`,
		Example: "  longarm verify review.json\n  longarm verify review.json --sources ./estate\n  longarm verify review.json --key counsel.pub",
		Args:    args(cobra.ExactArgs(1)),
		RunE:    func(c *cobra.Command, a []string) error { return f.run(c, a[0]) },
	}
	fs := c.Flags()
	fs.StringSliceVar(&f.sources, "sources", nil, "the evidence, or a part of it, as `PATH`s given to the review")
	fs.StringVar(&f.digest, "digest", "", "the `DIGEST` that the determination must have, or its beginning")
	fs.StringVar(&f.key, "key", "", "the public key `FILE` of who must have signed it")
	fs.StringVar(&f.signature, "signature", "", "the `FILE` of the signature (default FILE"+signatureSuffix+")")
	fs.StringSliceVar(&f.review.prefixes, "prefixes", nil, "the `FILE`s or folders with tables of address prefixes that the review was given")
	fs.StringSliceVar(&f.review.packs, "law", nil, "the folders of `PACK`s of your own that the review was given")
	fs.StringSliceVar(&f.review.documents, "documents", nil, "with --sources: the `PATH`s of press and filings that the review was given")
	fs.StringVar(&f.review.registry, "registry", "", "with --sources: the compiled registry `FILE` that the review was given")
	fs.StringVar(&f.review.clearings, "clearings", "", "with --sources: the `FILE` of clearings that the review was given")
	return c
}

// A verified determination with what was found out of it.
type verified struct {
	*determination.Determination
	sum    fact.Digest // of the file
	result *verify.Result
}

func (f *verifyFlags) run(c *cobra.Command, name string) error {
	own, err := f.review.ownPacks()
	if err != nil {
		return err
	}
	f.review.own = own
	e, closeAll, err := f.review.engine()
	if err != nil {
		return err
	}
	defer closeAll()
	v, err := verifyFile(c, name, e, f.review.prefixes)
	if err != nil {
		return err
	}
	if f.digest != "" && (len(f.digest) < 8 || !strings.HasPrefix(string(v.Digest), f.digest)) {
		return &exit{exitUnverified, fmt.Errorf("%s: its digest is %s, not %s", name, v.Digest, f.digest)}
	}
	seen, err := f.compare(c, e, v)
	if err != nil {
		return &exit{exitUnverified, fmt.Errorf("%s: does not verify: %w", name, err)}
	}
	signed, err := f.signed(name, v)
	if err != nil {
		return &exit{exitUnverified, fmt.Errorf("%s: %w", name, err)}
	}
	if err := report.Verified(c.OutOrStdout(), v.Determination, v.result.Stated, v.result.Sentences, seen, signed); err != nil {
		return err
	}
	if len(v.Findings) == 0 {
		return &exit{code: exitUndetermined}
	}
	return nil
}

// verifyFile reads a determination and checks it without its sources.
func verifyFile(c *cobra.Command, name string, e *longarm.Engine, prefixes []string) (*verified, error) {
	refused := func(err error) error { return &exit{exitUnverified, fmt.Errorf("%s: %w", name, err)} }
	d, sum, err := readSaved(name)
	if e := (*os.PathError)(nil); errors.As(err, &e) {
		return nil, err
	} else if err != nil {
		return nil, refused(err)
	}
	rules := verify.Rules{Law: e.Law, Compels: e.Compels, Program: e.Program}
	if len(prefixes) > 0 {
		if rules.Providers, err = provider.Open(provider.Options{Prefixes: prefixes, At: d.At, Seen: d.Evidence.ReadOn}); err != nil {
			return nil, err
		}
	}
	result, err := verify.Determination(c.Context(), d, rules)
	if err != nil {
		return nil, refused(fmt.Errorf("does not verify: %w", err))
	}
	return &verified{d, sum, result}, nil
}

// readSaved reads a determination, whose file must hold the bytes that longarm writes, and digests the file.
func readSaved(name string) (*determination.Determination, fact.Digest, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	sum := sha256.New()
	read := io.TeeReader(f, sum)
	d, err := determination.Read(read)
	if err != nil {
		return nil, "", err
	}
	if _, err := io.Copy(io.Discard, io.LimitReader(read, 1<<16)); err != nil {
		return nil, "", err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, "", err
	}
	same := &sameBytes{r: f}
	if err := determination.Write(same, d); err != nil {
		return nil, "", err
	}
	if n, _ := f.Read(make([]byte, 1)); n > 0 {
		return nil, "", errChanged
	}
	return d, fact.Digest(hex.EncodeToString(sum.Sum(nil))), nil
}

var errChanged = errors.New("not the bytes that longarm writes; it was changed after it was saved")

// sameBytes is written to with what it reads, and fails where that differs.
type sameBytes struct{ r io.Reader }

func (s *sameBytes) Write(p []byte) (int, error) {
	buf := make([]byte, 1<<16)
	for at := 0; at < len(p); {
		n := min(len(buf), len(p)-at)
		if _, err := io.ReadFull(s.r, buf[:n]); err != nil || !bytes.Equal(buf[:n], p[at:at+n]) {
			return at, errChanged
		}
		at += n
	}
	return len(p), nil
}

// compare reads the sources again, if there are any.
func (f *verifyFlags) compare(c *cobra.Command, e *longarm.Engine, v *verified) (*report.Seen, error) {
	if len(f.sources) == 0 {
		return nil, nil
	}
	o := longarm.Options{
		At: v.At, ReadOn: v.Evidence.ReadOn, Packs: v.Asked.Packs, Subject: v.Asked.Subject, Home: v.Asked.Home,
		Governments: v.Asked.Governments, Documents: f.review.documents, Prefixes: f.review.prefixes, FlowLayout: v.Asked.FlowLayout, Progress: progress(c),
	}
	again, err := e.Review(c.Context(), f.sources, o)
	if err != nil {
		return nil, fmt.Errorf("the sources read again: %w", err)
	}
	seen, err := verify.Sources(v.Determination, again, v.sum)
	if err != nil {
		return nil, err
	}
	return &report.Seen{Files: seen.Files, Of: seen.Of, Missing: seen.Missing, Facts: seen.Facts, Open: seen.Open}, nil
}

// signed checks the signature, where a key is given.
func (f *verifyFlags) signed(name string, v *verified) (string, error) {
	file := f.signature
	if file == "" {
		file = name + signatureSuffix
	}
	if f.key == "" {
		if _, err := os.Stat(file); err == nil {
			return "not looked at: give the public key with --key", nil
		}
		return "", nil
	}
	key, err := readKey(f.key)
	if err != nil {
		return "", err
	}
	text, err := readNamed(file)
	if err != nil {
		return "", err
	}
	by, on, err := openSignature(text, key, v.Digest)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("by %s on %s", by, on), nil
}
