package assess

import (
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/law/compel"
	"github.com/longarm-project/longarm/law/territory"
	"github.com/longarm-project/longarm/ownership"
	"github.com/longarm-project/longarm/provider"
)

// With lists the tables beside the packs of law that an assessment rests on: those
// that come with the program, and the tables of prefixes that were given.
func With(compels *compel.Library, providers *provider.Table) ([]determination.Used, error) {
	gazetteer, err := provider.Digest()
	if err != nil {
		return nil, err
	}
	tests, err := ownership.Digest()
	if err != nil {
		return nil, err
	}
	out := []determination.Used{
		{Kind: determination.UsedGazetteer, Digest: gazetteer},
		{Kind: determination.UsedTests, Digest: tests},
		{Kind: determination.UsedTerritories, Digest: territory.Digest()},
		{Kind: determination.UsedLaws, Digest: compels.Digest},
	}
	for _, f := range providers.Files()[1:] {
		out = append(out, determination.Used{Kind: determination.UsedPrefixes, Name: f.Name, Digest: f.Digest})
	}
	return out, nil
}
