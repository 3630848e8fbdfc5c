package gleif

import "bytes"

// A field is one thing a record may say, whatever the format.
type field int

// The fields used. Those from otherName on repeat and are numbered from 1.
const (
	noField field = iota
	leiCode
	legalName
	legalNameLang
	legalCountry
	seatCountry
	authority
	authorityNumber
	jurisdiction
	category
	legalForm
	entityStatus
	created
	expired
	associated
	registrationStatus
	updated
	deletedAt
	contentDate
	startNode
	endNode
	relationType
	relationStatus
	exceptionCategory
	numSingle // not a field: how many do not repeat

	otherName field = iota - 1
	otherNameLang
	otherNameType
	asciiName
	asciiNameLang
	asciiNameType
	successor
	periodStart
	periodEnd
	periodType
	quantity
	quantityUnits
	exceptionReason
	exceptionReference
	numFields
)

// maxRepeat bounds repeated fields; the formats know at most a few dozen.
const maxRepeat = 1000

// paths maps the path of an element or column, in lower case, without prefixes
// and numbers, to its field. Each line holds the forms of XML and published
// JSON, of flattened JSON, of CSV and of the API, as far as they differ.
var paths = map[string]field{
	"lei": leiCode, "attributes.lei": leiCode,
	"entity.legalname": legalName, "attributes.entity.legalname.name": legalName,
	"entity.legalname@lang": legalNameLang, "attributes.entity.legalname.language": legalNameLang,
	"entity.otherentitynames.otherentityname": otherName, "attributes.entity.othernames.name": otherName,
	"entity.otherentitynames.otherentityname@lang": otherNameLang, "attributes.entity.othernames.language": otherNameLang,
	"entity.otherentitynames.otherentityname@type": otherNameType, "entity.otherentitynames.type": otherNameType, "attributes.entity.othernames.type": otherNameType,
	"entity.transliteratedotherentitynames.transliteratedotherentityname": asciiName, "attributes.entity.transliteratedothernames.name": asciiName,
	"entity.transliteratedotherentitynames.transliteratedotherentityname@lang": asciiNameLang, "attributes.entity.transliteratedothernames.language": asciiNameLang,
	"entity.transliteratedotherentitynames.transliteratedotherentityname@type": asciiNameType, "entity.transliteratedotherentitynames.type": asciiNameType,
	"attributes.entity.transliteratedothernames.type": asciiNameType,
	"entity.legaladdress.country":                     legalCountry, "attributes.entity.legaladdress.country": legalCountry,
	"entity.headquartersaddress.country": seatCountry, "attributes.entity.headquartersaddress.country": seatCountry,
	"entity.registrationauthority.registrationauthorityid": authority, "attributes.entity.registeredat.id": authority,
	"entity.registrationauthority.registrationauthorityentityid": authorityNumber, "attributes.entity.registeredas": authorityNumber,
	"entity.legaljurisdiction": jurisdiction, "attributes.entity.jurisdiction": jurisdiction,
	"entity.entitycategory": category, "attributes.entity.category": category,
	"entity.legalform.entitylegalformcode": legalForm, "attributes.entity.legalform.id": legalForm,
	"entity.entitystatus": entityStatus, "attributes.entity.status": entityStatus,
	"entity.entitycreationdate": created, "attributes.entity.creationdate": created,
	"entity.entityexpirationdate": expired, "attributes.entity.expiration.date": expired,
	"entity.associatedentity.associatedlei": associated, "attributes.entity.associatedentity.lei": associated,
	"entity.successorentity.successorlei": successor, "attributes.entity.successorentity.lei": successor, "attributes.entity.successorentities.lei": successor,
	"entity.successorentities.successorentity.successorlei": successor,
	"registration.registrationstatus":                       registrationStatus, "attributes.registration.status": registrationStatus,
	"registration.lastupdatedate": updated, "attributes.registration.lastupdatedate": updated,
	"extension.deletion.deletedat": deletedAt,
	"contentdate":                  contentDate,

	"relationship.startnode.nodeid": startNode, "relationship.startnode.startnodeid": startNode,
	"relationship.endnode.nodeid": endNode, "relationship.endnode.endnodeid": endNode,
	"relationship.relationshiptype":                                 relationType,
	"relationship.relationshipstatus":                               relationStatus,
	"relationship.relationshipperiods.relationshipperiod.startdate": periodStart, "relationship.relationshipperiods.startdate": periodStart, "relationship.period.startdate": periodStart,
	"relationship.relationshipperiods.relationshipperiod.enddate": periodEnd, "relationship.relationshipperiods.enddate": periodEnd, "relationship.period.enddate": periodEnd,
	"relationship.relationshipperiods.relationshipperiod.periodtype": periodType, "relationship.relationshipperiods.periodtype": periodType, "relationship.period.periodtype": periodType,
	"relationship.relationshipquantifiers.relationshipquantifier.quantifieramount": quantity, "relationship.relationshipquantifiers.quantifieramount": quantity,
	"relationship.quantifiers.quantifieramount":                                   quantity,
	"relationship.relationshipquantifiers.relationshipquantifier.quantifierunits": quantityUnits, "relationship.relationshipquantifiers.quantifierunits": quantityUnits,
	"relationship.quantifiers.quantifierunits": quantityUnits,

	"exceptioncategory": exceptionCategory, "exception.category": exceptionCategory, "exception.exceptioncategory": exceptionCategory,
	"exceptionreason": exceptionReason, "exception.reason": exceptionReason, "exception.exceptionreason": exceptionReason,
	"exceptionreference": exceptionReference, "exception.reference": exceptionReference, "exception.exceptionreference": exceptionReference,
}

// repeats holds the paths of elements of which a record has several, as XML and
// published JSON write them; they are counted to number the fields below them.
var repeats = map[string]bool{
	"entity.otherentitynames.otherentityname":                             true,
	"entity.transliteratedotherentitynames.transliteratedotherentityname": true,
	"entity.successorentity":                                              true,
	"entity.successorentities.successorentity":                            true,
	"relationship.relationshipperiods.relationshipperiod":                 true,
	"relationship.relationshipquantifiers.relationshipquantifier":         true,
	"exceptionreason":    true,
	"exceptionreference": true,
}

// fields holds what one record says.
type fields struct {
	one  [numSingle]string
	many [numFields - numSingle][]string
}

func (f *fields) reset() {
	f.one = [numSingle]string{}
	for i := range f.many {
		clear(f.many[i])
		f.many[i] = f.many[i][:0]
	}
}

// put sets a field; number counts repeated ones from 1, 0 where there is no number.
func (f *fields) put(id field, number int, text string) {
	switch {
	case text == "" || id == noField:
	case id < numSingle:
		if f.one[id] == "" {
			f.one[id] = text
		}
	case number <= maxRepeat:
		list := &f.many[id-numSingle]
		number = max(number, 1)
		for len(*list) < number {
			*list = append(*list, "")
		}
		if (*list)[number-1] == "" {
			(*list)[number-1] = text
		}
	}
}

// appendTo appends everything that f holds, in one form.
func (f *fields) appendTo(b []byte) []byte {
	for _, s := range f.one {
		b = append(append(b, s...), 0)
	}
	for _, list := range f.many {
		for _, s := range list {
			b = append(append(b, s...), 0)
		}
		b = append(b, 1)
	}
	return b
}

// at returns the value number i, from 0, of a repeated field.
func (f *fields) at(id field, i int) string {
	if list := f.many[id-numSingle]; i < len(list) {
		return list[i]
	}
	return ""
}

// count returns how many values the longest of the repeated fields has.
func (f *fields) count(ids ...field) (n int) {
	for _, id := range ids {
		n = max(n, len(f.many[id-numSingle]))
	}
	return n
}

// appendName appends an element's name to a path: without prefix, in lower case.
func appendName(path, name []byte) []byte {
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	if len(path) > 0 {
		path = append(path, '.')
	}
	for _, c := range name {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		path = append(path, c)
	}
	return path
}

// attribute returns the suffix of a path for an attribute: "@lang", "@type", or "".
func attribute(name []byte) string {
	switch string(name) {
	case "xml:lang", "lang", "xmllang":
		return "@lang"
	case "type":
		return "@type"
	}
	return ""
}
