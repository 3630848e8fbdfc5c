package psc

import (
	"slices"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/country"
)

// demonyms holds the words for nationality that Companies House offers, by
// country, as far as they are not names of the country.
const demonyms = `
AE Emirati; AF Afghan; AL Albanian; AM Armenian; AO Angolan; AR Argentine,Argentinian; AT Austrian; AU Australian; AZ Azerbaijani;
BA Bosnian; BB Barbadian; BD Bangladeshi; BE Belgian; BG Bulgarian; BH Bahraini; BM Bermudian; BO Bolivian; BR Brazilian; BS Bahamian;
BW Botswanan; BY Belarusian; BZ Belizean; CA Canadian; CD Congolese; CH Swiss; CL Chilean; CM Cameroonian; CN Chinese; CO Colombian;
CR Costa Rican; CU Cuban; CY Cypriot; CZ Czech; DE German; DK Danish; DO Dominican; DZ Algerian; EC Ecuadorian; EE Estonian; EG Egyptian;
ER Eritrean; ES Spanish; ET Ethiopian; FI Finnish; FJ Fijian; FR French; GB British,English,Scottish,Welsh,Northern Irish,United Kingdom;
GE Georgian; GH Ghanaian; GI Gibraltarian; GM Gambian; GN Guinean; GR Greek; GT Guatemalan; GY Guyanese; HK Hong Konger; HN Honduran;
HR Croatian; HT Haitian; HU Hungarian; ID Indonesian; IE Irish; IL Israeli; IN Indian; IQ Iraqi; IR Iranian; IS Icelandic; IT Italian;
JM Jamaican; JO Jordanian; JP Japanese; KE Kenyan; KG Kyrgyz; KH Cambodian; KP North Korean; KR South Korean; KW Kuwaiti; KZ Kazakh,Kazakhstani;
LB Lebanese; LK Sri Lankan; LR Liberian; LT Lithuanian; LU Luxembourger; LV Latvian; LY Libyan; MA Moroccan; MD Moldovan; ME Montenegrin;
MG Malagasy; MK Macedonian; MM Burmese; MN Mongolian; MT Maltese; MU Mauritian; MV Maldivian; MW Malawian; MX Mexican; MY Malaysian;
MZ Mozambican; NA Namibian; NG Nigerian; NI Nicaraguan; NL Dutch; NO Norwegian; NP Nepalese; NZ New Zealander; OM Omani; PA Panamanian;
PE Peruvian; PH Filipino; PK Pakistani; PL Polish; PS Palestinian; PT Portuguese; PY Paraguayan; QA Qatari; RO Romanian; RS Serbian;
RU Russian; RW Rwandan; SA Saudi Arabian,Saudi; SC Seychellois; SD Sudanese; SE Swedish; SG Singaporean; SI Slovenian; SK Slovak;
SL Sierra Leonean; SN Senegalese; SO Somali; SV Salvadorean; SY Syrian; TH Thai; TJ Tajik; TM Turkmen; TN Tunisian; TR Turkish;
TT Trinidadian; TW Taiwanese; TZ Tanzanian; UA Ukrainian; UG Ugandan; US American; UY Uruguayan; UZ Uzbek; VE Venezuelan; VN Vietnamese;
YE Yemeni; ZA South African; ZM Zambian; ZW Zimbabwean`

var byDemonym = func() map[string]fact.Country {
	m := make(map[string]fact.Country)
	for line := range strings.SplitSeq(demonyms, ";") {
		code, words, _ := strings.Cut(strings.TrimSpace(line), " ")
		for word := range strings.SplitSeq(words, ",") {
			m[strings.ToLower(strings.Join(strings.Fields(word), " "))] = fact.Country(code)
		}
	}
	return m
}()

// nationalities reads a nationality in words, or several with commas or strokes
// between them. Words that it does not know are left out: citizenship decides nothing.
func nationalities(text string) (list []fact.Country) {
	for word := range strings.FieldsFuncSeq(text, func(c rune) bool { return c == ',' || c == '/' || c == ';' }) {
		word = strings.TrimSpace(word)
		c := byDemonym[strings.ToLower(word)]
		if c == "" {
			c = fact.Country(country.Code(word))
		}
		if c != "" && !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}
