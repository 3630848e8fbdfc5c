package main

import (
	"errors"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/casetest"
)

func controlTestCommand() *cobra.Command {
	var verbose bool
	c := &cobra.Command{
		Use:   "test FILE...",
		Short: "Run ownership cases and compare the verdicts",
		Args:  args(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, files []string) error {
			var all []result
			for _, name := range files {
				results, err := controlCases(name)
				if err != nil {
					return err
				}
				all = append(all, results...)
			}
			return tell(c.OutOrStdout(), all, verbose)
		},
	}
	c.Flags().BoolVarP(&verbose, "verbose", "v", false, "print the cases that pass too")
	return c
}

func controlCases(name string) ([]result, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	cases, err := casetest.Ownership(file)
	var out []result
	for _, k := range cases {
		r := result{name: name + " " + k.ID}
		if !k.Passed() {
			r.err = errors.New(strings.Join(k.Problems, "\n"))
		}
		out = append(out, r)
	}
	return out, err
}
