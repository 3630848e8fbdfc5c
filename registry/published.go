package registry

import (
	"net/url"
	"strings"
)

// A Published is what is known of a list that this program reads: who publishes it, under which name and where.
type Published struct {
	Title string // "OFAC Specially Designated Nationals and Blocked Persons"
	Link  string // to the publisher's page of the list; for a person to open, never fetched
}

// published are the lists by their ids. Addresses are those of the publishers' own pages.
var published = map[string]Published{
	"us_ofac":        {"OFAC Specially Designated Nationals and Blocked Persons", "https://sanctionslist.ofac.treas.gov/Home/SdnList"},
	"us_ofac_cons":   {"OFAC Consolidated (non-SDN) list", "https://sanctionslist.ofac.treas.gov/Home/ConsolidatedList"},
	"us_bis_el":      {"BIS Entity List, 15 CFR 744 supplement 4", "https://www.ecfr.gov/current/title-15/part-744"},
	"us_bis_uvl":     {"BIS Unverified List, 15 CFR 744 supplement 6", "https://www.ecfr.gov/current/title-15/part-744"},
	"us_bis_meu":     {"BIS Military End-User List, 15 CFR 744 supplement 7", "https://www.ecfr.gov/current/title-15/part-744"},
	"us_bis_dpl":     {"BIS Denied Persons List", "https://www.bis.gov/"},
	"us_fcc_covered": {"FCC Covered List", "https://www.fcc.gov/supplychain/coveredlist"},
	"un_sc":          {"United Nations Security Council Consolidated List", "https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list"},
	"eu_fsf":         {"EU Consolidated Financial Sanctions List", "https://webgate.ec.europa.eu/fsd/fsf"},
	"gb_uksl":        {"UK Sanctions List", "https://www.gov.uk/government/publications/the-uk-sanctions-list"},
	"gb_ofsi":        {"OFSI Consolidated List (closed 2026-01-28)", "https://www.gov.uk/government/publications/financial-sanctions-consolidated-list-of-targets"},
	"opensanctions":  {"OpenSanctions", "https://www.opensanctions.org/"},
}

// cslTitles are the lists that the Consolidated Screening List repeats, by the endings of their ids.
var cslTitles = map[string]string{
	"sdn": "Specially Designated Nationals", "ssi": "Sectoral Sanctions Identifications List", "el": "Entity List", "dpl": "Denied Persons List",
	"uvl": "Unverified List", "meu": "Military End User List", "dtc": "AECA Debarred List", "isn": "Nonproliferation Sanctions",
	"fse": "Foreign Sanctions Evaders", "plc": "Palestinian Legislative Council List", "cap": "CAPTA List", "cmic": "Chinese Military-Industrial Complex Companies",
	"mbs": "Menu-Based Sanctions List",
}

// ListTitle returns the publisher's name of a list, and its id where it is no published list that is known.
func ListTitle(id string) string {
	if p, ok := published[id]; ok {
		return p.Title
	}
	if part, ok := strings.CutPrefix(id, "us_csl_"); ok && cslTitles[part] != "" {
		return cslTitles[part] + " (Consolidated Screening List)"
	}
	if id == "us_csl" {
		return "Consolidated Screening List"
	}
	return id
}

// Link returns where a person can read of the entry on the publisher's pages: the page of the entry where its number
// makes the address, else that of the list; empty for lists that are not published.
func (e *Entry) Link() string {
	number := url.PathEscape(e.Number)
	switch {
	case e.Quality == "official" && (e.List == "us_ofac" || e.List == "us_ofac_cons"):
		return "https://sanctionssearch.ofac.treas.gov/Details.aspx?id=" + url.QueryEscape(e.Number)
	case e.List == "opensanctions":
		return "https://www.opensanctions.org/entities/" + number + "/"
	case strings.HasPrefix(e.List, "us_csl"):
		return "https://www.trade.gov/consolidated-screening-list"
	}
	return published[e.List].Link
}
