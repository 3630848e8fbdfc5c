// Package bundle packs a determination with all that whoever checks it needs: the page, the digests of the sources,
// where it comes from as W3C PROV, the signature, and instructions.
package bundle

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/report"
)

// A Part is one member of a bundle that its caller makes.
type Part struct {
	Name  string
	Write func(io.Writer) error
}

// Names of members.
const (
	Determination = "determination.json"
	Signature     = Determination + ".sig"
	Key           = "signer.pub"
)

// Write writes a bundle: the parts given, then those that it makes of v, and last a list of the digests of all. The
// same parts give the same bytes.
func Write(w io.Writer, v *report.View, parts ...Part) error {
	signed := slices.ContainsFunc(parts, func(p Part) bool { return p.Name == Signature })
	parts = append(slices.Clone(parts),
		Part{"sources.sha256", func(w io.Writer) error { return sources(w, v) }},
		Part{"prov.json", func(w io.Writer) error { return Prov(w, v) }},
		Part{"CHECK.md", func(w io.Writer) error { return instructions(w, v, signed) }})
	z := zip.NewWriter(w)
	var sums bytes.Buffer
	for _, p := range parts {
		to, err := z.CreateHeader(&zip.FileHeader{Name: p.Name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		sum := sha256.New()
		if err := p.Write(io.MultiWriter(to, sum)); err != nil {
			return fmt.Errorf("%s: %w", p.Name, err)
		}
		fmt.Fprintf(&sums, "%s  %s\n", hex.EncodeToString(sum.Sum(nil)), p.Name)
	}
	to, err := z.CreateHeader(&zip.FileHeader{Name: "SHA256SUMS", Method: zip.Deflate})
	if err != nil {
		return err
	}
	if _, err := to.Write(sums.Bytes()); err != nil {
		return err
	}
	return z.Close()
}

// sources writes the digest of each file that was read, as sha256sum reads it.
func sources(w io.Writer, v *report.View) error {
	var b strings.Builder
	for i := range v.Evidence.Files {
		if f := &v.Evidence.Files[i]; f.Digest != "" {
			name, escape := strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`).Replace(f.Name), ""
			if name != f.Name {
				escape = `\` // a line that begins so holds an escaped name
			}
			fmt.Fprintf(&b, "%s%s  %s\n", escape, f.Digest, report.Clean(name))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func instructions(w io.Writer, v *report.View, signed bool) error {
	registers := ""
	for _, u := range v.Asked.With {
		if u.Name != "" {
			registers += fmt.Sprintf("- %s `%s`, SHA-256 `%s`\n", u.Kind, strings.ReplaceAll(report.Clean(u.Name), "`", "'"), u.Digest)
		}
	}
	if registers != "" {
		registers = "\nIt was answered with these files beside the evidence, which a check of the sources needs too:\n\n" + registers
	}
	signature := "This bundle holds no signature: it says nothing about who stands behind it.\n"
	if signed {
		signature = fmt.Sprintf("`%s` is the signature of the determination and `%s` the public key. A key that lies in the bundle proves\nnothing about who made it: get the key from the signer, compare, and only then\n\n    longarm verify %s --key KEY-YOU-GOT.pub\n", Signature, Key, Determination)
	}
	_, err := fmt.Fprintf(w, `# How to check this bundle

Determination %s, of the law and the facts as of %s.

1. Whole: `+"`sha256sum -c SHA256SUMS`"+` compares each member with its digest.
2. It follows: `+"`longarm verify %s`"+` throws away all that was derived, derives it again from what was read, and
   checks the proof with code of its own. It needs no network. The digest that it prints must be the one above.
3. The sources say so: get the files that `+"`sources.sha256`"+` names (`+"`sha256sum -c sources.sha256`"+` in their folder), and
   `+"`longarm verify %s --sources FOLDER`"+` reads them again and finds each fact at its line.
4. The page: `+"`longarm convert %s --format html`"+` makes `+"`report.html`"+` again, byte for byte with the same release
   (%s).
%s
%s
`+"`prov.json`"+` says where the determination comes from, as W3C PROV-JSON.

No legal advice: a determination says what the rules say of the facts given. A person decides.
`, v.Digest, v.At, Determination, Determination, Determination, "longarm "+report.Clean(v.Asked.Program), registers, signature)
	return err
}

// authors lists who states facts.
func authors(v *report.View) []string {
	var out []string
	for _, f := range v.Facts {
		if c, ok := f.Body.(*fact.Claim); ok && c.Authority == "" && c.Author != "" {
			out = append(out, c.Author)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// stater is who states a fact, among people.
func stater(f fact.Fact, people map[string]string) string {
	if c, ok := f.Body.(*fact.Claim); ok && c.Authority == "" {
		return people[c.Author]
	}
	return ""
}
