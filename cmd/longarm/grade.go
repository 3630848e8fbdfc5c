package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/law/eucsf"
)

func lawGradeCommand() *cobra.Command {
	var f reviewFlags
	var asset, answers string
	var minimum int
	c := &cobra.Command{
		Use:   "grade PATH...",
		Short: "Grade an asset by the EU Cloud Sovereignty Framework",
		Long: `Grade judges an asset by the objectives and SEAL levels of the EU Cloud
Sovereignty Framework, from the evidence and from answers of your own. What
nobody has said stays open: the level is then a range, and the gaps are named.`,
		Example: "  longarm law grade --asset claims-db --minimum 2 examples/estate",
		Args:    args(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, paths []string) error {
			if asset == "" {
				return usage("say which asset with --asset NAME")
			}
			framework, err := eucsf.Default()
			if err != nil {
				return err
			}
			stated := eucsf.Answers{}
			if answers != "" {
				b, err := readNamed(answers)
				if err != nil {
					return err
				}
				if stated, err = framework.ReadAnswers(b, answers); err != nil {
					return err
				}
			}
			a, closeAll, err := f.assess(c, paths)
			if err != nil {
				return err
			}
			defer closeAll()
			set := a.Set
			if !hasAsset(set, fact.AssetID(asset)) {
				return fmt.Errorf("no asset %q was found", asset)
			}
			g := framework.Of(set, fact.AssetID(asset), stated, minimum)
			if f.format == "json" {
				return writeJSON(c.OutOrStdout(), g)
			}
			return g.WriteText(c.OutOrStdout())
		},
	}
	f.register(c)
	c.Flags().StringVar(&asset, "asset", "", "the `ASSET` to grade")
	c.Flags().StringVar(&answers, "answers", "", "a `FILE` of answers to the criteria")
	c.Flags().IntVar(&minimum, "minimum", 0, "the SEAL level asked for, 0 to 4")
	c.Flags().StringVar(&f.format, "format", "text", "text or json")
	return c
}

func hasAsset(set *fact.Set, id fact.AssetID) bool {
	for _, r := range fact.Of[*fact.Reach](set) {
		if r.Asset == id {
			return true
		}
	}
	return false
}
