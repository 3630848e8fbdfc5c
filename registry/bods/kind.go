package bods

import (
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/jsonvalues"
)

// kinds maps the codelist of interest types, version 0.4, and the codes of 0.2
// that do not become one of these when hyphens are dropped.
var kinds = map[string]fact.InterestKind{
	"shareholding":                       fact.Shares,
	"votingRights":                       fact.Votes,
	"appointmentOfBoard":                 fact.BoardAppointment,
	"boardMember":                        fact.BoardMember,
	"boardChair":                         fact.BoardChair,
	"seniorManagingOfficial":             fact.Director,
	"otherInfluenceOrControl":            fact.OtherInfluence,
	"otherInfluenceOrControlOfTrust":     fact.OtherInfluence,
	"controlViaCompanyRulesOrArticles":   fact.Articles,
	"controlByLegalFramework":            fact.Statute,
	"rightsGrantedByContract":            fact.Contract,
	"conditionalRightsGrantedByContract": fact.Contract,
	"settlor":                            fact.Settlor,
	"settlorOfTrust":                     fact.Settlor,
	"trustee":                            fact.Trustee,
	"trusteeOfTrust":                     fact.Trustee,
	"protector":                          fact.Protector,
	"protectorOfTrust":                   fact.Protector,
	"beneficiaryOfLegalArrangement":      fact.Beneficiary,
	"beneficiaryOfTrust":                 fact.Beneficiary,
	"nominee":                            fact.Nominee,
	"nominator":                          fact.Nominator,
	"rightsToSurplusAssetsOnDissolution": fact.Surplus,
	"rightsToProfitOrIncome":             fact.Profit,
	"rightToProfitOrIncomeFromAssets":    fact.Profit,
	"enjoymentAndUseOfAssets":            fact.Profit,
	"unknownInterest":                    fact.UnknownInterest,
	"unpublishedInterest":                fact.UnknownInterest,
}

// kindOf returns the kind of a type of interest, "" for one that no codelist
// holds, and whether the right depends on an event.
func kindOf(v jsonvalues.Value) (k fact.InterestKind, conditional bool) {
	k, ok := kinds[string(v.Raw())]
	if !ok && v.Is(jsonvalues.String) {
		k = kinds[camel(v.String())]
	}
	return k, k == fact.Contract && strings.HasPrefix(string(v.Raw()), "conditional")
}

// camel writes "voting-rights", as versions to 0.3 have it, as "votingRights".
func camel(s string) string {
	words := strings.Split(s, "-")
	for i, w := range words[1:] {
		if w != "" {
			words[i+1] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(words, "")
}
