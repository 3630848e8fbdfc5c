package main

import (
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/report/bundle"
	"github.com/longarm-project/longarm/report/html"
)

func bundleCommand() *cobra.Command {
	var out, key, signature string
	c := &cobra.Command{
		Use:   "bundle FILE",
		Short: "Pack a saved determination with its page, digests, provenance, signature and how to check it",
		Long: `Bundle writes a zip file with the determination, its page, the digests of the sources, where all comes from as W3C
PROV-JSON, and instructions for whoever checks it. With --key the signature and the public key are packed too, once the
signature is found to be of this determination and that key.

Evidence is not packed: the digests name it, and whoever may see it compares.`,
		Example: "  longarm bundle review.json -o review.zip\n  longarm bundle review.json --key counsel.key.pub -o review.zip",
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, a []string) error {
			v, err := viewOf(a[0])
			if err != nil {
				return err
			}
			d := v.Determination
			parts := []bundle.Part{
				{Name: bundle.Determination, Write: func(w io.Writer) error { return determination.Write(w, d) }},
				{Name: "report.html", Write: func(w io.Writer) error { return html.Write(w, v) }},
			}
			if key == "" && signature == "" {
				if _, err := os.Stat(a[0] + signatureSuffix); err == nil {
					return usage("%s is signed: give the public key with --key, so that the signature is checked and packed", a[0])
				}
			} else {
				signed, err := signedParts(d, a[0], key, signature)
				if err != nil {
					return err
				}
				parts = append(parts, signed...)
			}
			if err := notOver(out, a, nil); err != nil {
				return err
			}
			return writeTo(c, out, func(w io.Writer) error { return bundle.Write(w, v, parts...) })
		},
	}
	c.Flags().StringVarP(&out, "output", "o", "", "write to `FILE` instead of standard output")
	c.Flags().StringVar(&key, "key", "", "the public key `FILE` of who signed it")
	c.Flags().StringVar(&signature, "signature", "", "the `FILE` of the signature (default FILE"+signatureSuffix+")")
	return c
}

// signedParts are the signature and the key, once the one is of the other.
func signedParts(d *determination.Determination, name, key, signature string) ([]bundle.Part, error) {
	if key == "" {
		return nil, usage("--key is wanted: the public key of who signed it")
	}
	if signature == "" {
		signature = name + signatureSuffix
	}
	public, err := readKey(key)
	if err != nil {
		return nil, err
	}
	text, err := readNamed(signature)
	if err != nil {
		return nil, err
	}
	if _, _, err := openSignature(text, public, d.Digest); err != nil {
		return nil, &exit{exitUnverified, err}
	}
	as := func(name string, b []byte) bundle.Part {
		return bundle.Part{Name: name, Write: func(w io.Writer) error { _, err := w.Write(b); return err }}
	}
	return []bundle.Part{as(bundle.Signature, text), as(bundle.Key, []byte(public+"\n"))}, nil
}
