package main

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/mod/sumdb/note"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/outfile"
	"github.com/longarm-project/longarm/report"
)

// signatureSuffix is added to the name of a determination for that of its signature.
const signatureSuffix = ".sig"

// signatureForm is the first line of what is signed.
const signatureForm = "longarm-signature/1"

func signCommand() *cobra.Command {
	var key, out, on, generate string
	var replace bool
	c := &cobra.Command{
		Use:   "sign FILE",
		Short: "Say that you stand behind a determination, with a key of yours",
		Long: `Sign verifies a saved determination and, if it verifies, signs its digest and the day
with an Ed25519 key. The signature is a text file beside it, in the form of golang.org/x/mod/sumdb/note.
A day before that of the determination is refused, and a signature that is there is replaced
with --replace alone.

"longarm sign --generate NAME --key FILE" makes a key: FILE is yours alone, FILE.pub is for
those who verify, who must get it from you and not from where the determination lies.`,
		Example: "  longarm sign --generate \"R. Alvarez, counsel\" --key counsel.key\n  longarm sign review.json --key counsel.key\n  longarm verify review.json --key counsel.key.pub",
		Args:    args(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, a []string) error {
			switch {
			case key == "":
				return usage("--key is wanted: the file of your key")
			case generate != "" && len(a) == 0:
				return generateKey(c, generate, key)
			case generate != "" || len(a) == 0:
				return usage("one of FILE and --generate is wanted; see %s --help", c.CommandPath())
			}
			day := today()
			if on != "" {
				d, err := fact.ParseDate(on)
				if err != nil || len(d) != 10 {
					return usage("%q is not a date such as 2025-06-01", on)
				}
				day = d
			}
			if out == "" {
				out = a[0] + signatureSuffix
			}
			return sign(c, a[0], key, out, day, replace)
		},
	}
	c.Flags().StringVar(&key, "key", "", "the `FILE` of the key")
	c.Flags().StringVar(&generate, "generate", "", "make a key for `NAME` and write it to the file of --key")
	c.Flags().StringVarP(&out, "output", "o", "", "write the signature to `FILE` (default FILE"+signatureSuffix+")")
	c.Flags().BoolVar(&replace, "replace", false, "replace a signature that is there")
	c.Flags().StringVar(&on, "on", "", "the `DATE` of the signature (default today)")
	return c
}

// generateKey makes a key. It overwrites none: what was signed with the old one could not be signed again.
func generateKey(c *cobra.Command, name, file string) error {
	if strings.ContainsAny(name, "+_\n") || strings.TrimSpace(name) == "" {
		return usage("a name may hold no +, no _ and no line break")
	}
	name = strings.Join(strings.Fields(name), "_") // the form allows no blank
	private, public, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return err
	}
	for _, f := range []struct{ name, text string }{{file, private}, {file + ".pub", public}} {
		if _, err := os.Lstat(f.name); err == nil {
			return usage("%s is there already: a key is never overwritten", f.name)
		}
	}
	for _, f := range []struct{ name, text string }{{file, private}, {file + ".pub", public}} {
		if err := outfile.Write(f.name, func(w io.Writer) error { _, err := fmt.Fprintln(w, f.text); return err }); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(c.OutOrStdout(), "%s holds the key, which is yours alone; %s.pub is for those who verify:\n%s\n", file, file, public)
	return err
}

// sign signs a determination that verifies.
func sign(c *cobra.Command, name, key, out string, on fact.Date, replace bool) error {
	text, err := readKey(key)
	if err != nil {
		return err
	}
	signer, err := note.NewSigner(text)
	if err != nil {
		return fmt.Errorf("%s: not a key that longarm sign --generate made: %w", key, err)
	}
	e, err := engine()
	if err != nil {
		return err
	}
	v, err := verifyFile(c, name, e, nil)
	if err != nil {
		return err
	}
	if err := notOver(out, []string{name, key}, nil); err != nil {
		return err
	}
	if day := max(v.At, v.Evidence.ReadOn); on < day {
		return usage("a signature of %s would be older than what is signed: %s is of %s and was read on %s", on, name, v.At, cmp.Or(v.Evidence.ReadOn, v.At))
	}
	before := signatureIn(out)
	if before != "" && !replace {
		return usage("%s is there already, %s: --replace replaces it, -o writes to another file", out, before)
	}
	signed, err := note.Sign(&note.Note{Text: signatureText(v.Digest, on)}, signer)
	if err != nil {
		return err
	}
	if err := writeTo(c, out, func(w io.Writer) error { _, err := w.Write(signed); return err }); err != nil || out == "-" {
		return err
	}
	if before != "" {
		before = "; it replaces what was there, " + before
	}
	_, err = fmt.Fprintf(c.OutOrStdout(), "%s: signed by %s on %s, digest %s%s\n", out, personOf(signer.Name()), on, v.Digest, before)
	return err
}

// signatureIn says what a file to be written holds: of whom a signature is that is not checked here; empty: it is not there.
func signatureIn(file string) string {
	if file == "-" {
		return ""
	}
	if _, err := os.Lstat(file); err != nil {
		return ""
	}
	text, err := readNamed(file)
	if err == nil {
		for l := range strings.Lines(string(text)) {
			if words := strings.Fields(l); len(words) == 3 && words[0] == "\u2014" && strings.HasPrefix(string(text), signatureForm) {
				return "a signature by " + report.Plain(personOf(words[1]))
			}
		}
	}
	return "and is no signature"
}

// signatureText is what is signed.
func signatureText(digest fact.Digest, on fact.Date) string {
	return fmt.Sprintf("%s\ndetermination %s\non %s\n", signatureForm, digest, on)
}

// openSignature checks that the holder of a public key signed a digest, and says who that is and of which day the signature is.
func openSignature(text []byte, public string, digest fact.Digest) (by string, on fact.Date, err error) {
	v, err := note.NewVerifier(public)
	if err != nil {
		return "", "", fmt.Errorf("not a public key that longarm sign --generate made: %w", err)
	}
	n, err := note.Open(text, note.VerifierList(v))
	if err != nil {
		return "", "", fmt.Errorf("not signed by %s: %w", personOf(v.Name()), err)
	}
	day, ok := strings.CutPrefix(n.Text, fmt.Sprintf("%s\ndetermination %s\non ", signatureForm, digest))
	on, err = fact.ParseDate(strings.TrimSuffix(day, "\n"))
	if !ok || err != nil || n.Text != signatureText(digest, on) {
		return "", "", errors.New("the signature is of another determination")
	}
	return personOf(v.Name()), on, nil
}

// personOf is the name of a key as people write it.
func personOf(name string) string { return strings.ReplaceAll(name, "_", " ") }

// readKey reads the file of a key.
func readKey(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, 1<<12))
	return strings.TrimSpace(string(b)), err
}
