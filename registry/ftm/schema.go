package ftm

import (
	"strings"
	"sync"
)

// model holds the schemata of FollowTheMoney 4.5.2, and Control of later models,
// each with those that it extends. Interval, Value, Analyzable and Mention are
// abstract and left out.
const model = `
Address Thing; Airplane Vehicle; Article Document; Asset Thing; Associate; Audio Document; BankAccount Asset; Call;
CallForTenders Thing; Company Asset Organization; Contract Asset; ContractAward Interest; Control Interest; CourtCase Thing;
CourtCaseParty Interest; CryptoWallet Thing; Debt; Directorship Interest; Document Thing; Documentation Interest;
EconomicActivity; Email Folder HyperText PlainText; Employment Interest; Event Thing; Family; Folder Document; HyperText Document;
Identification; Image Document; Interest; LegalEntity Thing; License Contract; Membership Interest; Mention; Message Folder HyperText PlainText;
Note Thing; Occupancy; Organization LegalEntity; Ownership Interest; Package Folder; Page; Pages Document;
Passport Identification; Payment; Person LegalEntity; PlainText Document; Position Thing; Project Thing;
ProjectParticipant Interest; PublicBody Organization; RealEstate Asset; Representation Interest; Risk; Sanction;
Security Asset; Similar; Succession Interest; Table Document; TaxRoll; Thing; Trip Event; UnknownLink Interest;
UserAccount Thing; Vehicle Asset; Vessel Vehicle; Video Document; Workbook Folder`

// parents maps each schema to those that it extends.
var parents = sync.OnceValue(func() map[string][]string { return parseModel(model) })

func parseModel(text string) map[string][]string {
	m := make(map[string][]string)
	for entry := range strings.SplitSeq(text, ";") {
		words := strings.Fields(entry)
		m[words[0]] = words[1:]
	}
	return m
}

// A meaning maps an entity. It returns why the entity says nothing.
type meaning func(*reader, *entity) (skip string)

// meanings holds what the schemata mean of which entities are taken. A schema
// that is not here means what the nearest one that it extends does.
var meanings = map[string]meaning{
	"Person":         (*reader).person,
	"Company":        (*reader).company,
	"Organization":   (*reader).company,
	"PublicBody":     (*reader).publicBody,
	"LegalEntity":    (*reader).legalEntity,
	"Asset":          (*reader).thing,
	"Position":       (*reader).position,
	"Ownership":      (*reader).ownership,
	"Control":        (*reader).control,
	"Directorship":   (*reader).directorship,
	"Membership":     (*reader).membership,
	"Representation": (*reader).representation,
	"UnknownLink":    (*reader).unknownLink,
	"Family":         (*reader).family,
	"Associate":      (*reader).associate,
	"Employment":     (*reader).employment,
	"Occupancy":      (*reader).occupancy,
	"Succession":     (*reader).succession,
	"Sanction":       (*reader).sanction,
}

// meaningOf returns the meaning of a schema; nil for one that the model does not
// know. Known schemata without a meaning here say nothing of ownership.
func meaningOf(schema string) meaning {
	if m, ok := meanings[nearest(schema)]; ok {
		return m
	}
	if _, known := parents()[schema]; !known {
		return nil
	}
	return func(*reader, *entity) string { return "schema-" + strings.ToLower(schema) }
}

// nearest returns schema or the first of its ancestors that has a meaning, "" for none.
func nearest(schema string) string {
	if _, ok := meanings[schema]; ok {
		return schema
	}
	for _, p := range parents()[schema] {
		if n := nearest(p); n != "" {
			return n
		}
	}
	return ""
}
