package main

import (
	"bytes"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/verify"
)

func verifyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "verify FILE",
		Short: "Check a saved determination again, with other code and no network",
		Long: `Verify reads a determination saved with "longarm review --format json" and
derives it again from the facts inside it: every fact's digest, every chain of
ownership, every step of law. One changed byte is enough to fail.

It exits with 5 when anything does not verify.`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, a []string) error {
			b, err := os.ReadFile(a[0])
			if err != nil {
				return err
			}
			d, err := determination.Read(bytes.NewReader(b))
			if err != nil {
				return &exit{exitUnverified, fmt.Errorf("%s: %w", a[0], err)}
			}
			var same bytes.Buffer
			if err := determination.Write(&same, d); err != nil {
				return err
			}
			if !bytes.Equal(same.Bytes(), b) {
				return &exit{exitUnverified, fmt.Errorf("%s: not the bytes that longarm writes; it was changed after it was saved", a[0])}
			}
			e, err := engine()
			if err != nil {
				return err
			}
			result, err := verify.Determination(c.Context(), d, verify.Rules{Law: e.Law, Compels: e.Compels, Program: e.Program})
			if err != nil {
				return &exit{exitUnverified, fmt.Errorf("%s: does not verify: %w", a[0], err)}
			}
			_ = result
			_, err = fmt.Fprintf(c.OutOrStdout(), "%s verifies: %d findings, %d steps, %d facts, as of %s\n",
				a[0], len(d.Findings), len(d.Proof), len(d.Facts), d.At)
			return err
		},
	}
}
