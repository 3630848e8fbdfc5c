package file

import (
	"strings"

	"github.com/longarm-project/longarm/census"
	"github.com/longarm-project/longarm/census/detect"
	"github.com/longarm-project/longarm/internal/jsonvalues"
)

// A fhir gathers what FHIR resources (HL7 FHIR R4) tell of patients.
type fhir struct {
	patients map[string]bool // by id, those counted
	about    map[string]bool // references to patients of whom a resource tells something of their health
	rows     int64
	unlinked int64 // clinical resources that name no patient
}

// clinical are resources that tell of somebody's health or care.
var clinical = map[string]bool{
	"Condition": true, "Observation": true, "MedicationRequest": true, "MedicationStatement": true, "MedicationAdministration": true, "MedicationDispense": true,
	"Procedure": true, "Immunization": true, "AllergyIntolerance": true, "DiagnosticReport": true, "Encounter": true, "CarePlan": true, "CareTeam": true, "Claim": true,
	"ExplanationOfBenefit": true, "Coverage": true, "ImagingStudy": true, "Specimen": true, "ServiceRequest": true, "DocumentReference": true, "Goal": true,
	"FamilyMemberHistory": true, "ClinicalImpression": true, "RiskAssessment": true, "QuestionnaireResponse": true, "Appointment": true, "EpisodeOfCare": true, "NutritionOrder": true, "VisionPrescription": true, "MolecularSequence": true,
}

// resource reads one resource, and those of a bundle within it.
func (j *jsonReader) resource(v jsonvalues.Value) {
	h := &j.health
	if h.patients == nil {
		h.patients, h.about = map[string]bool{}, map[string]bool{}
	}
	h.rows++
	switch kind := v.Get("resourceType").String(); {
	case kind == "Bundle":
		for e := range v.Get("entry").Elems() {
			j.resource(e.Get("resource"))
		}
	case kind == "Patient":
		j.f.Format = "fhir"
		h.patient(j.f, v)
	case clinical[kind]:
		j.f.Format = "fhir"
		h.refer(v, kind)
	}
	for e := range v.Get("contained").Elems() {
		if e.Get("resourceType").Equal("Patient") {
			h.patient(j.f, e)
		}
	}
}

// refer notes whom a clinical resource is about.
func (h *fhir) refer(v jsonvalues.Value, kind string) {
	for _, member := range []string{"subject", "patient", "beneficiary"} {
		if r := v.Get(member).Get("reference").String(); r != "" {
			h.about[bareID(r)] = true
			return
		}
	}
	h.unlinked++
}

// bareID is the id in a reference: urn:uuid:…, Patient/… or a URL that ends so.
func bareID(r string) string {
	r = strings.TrimPrefix(r, "urn:uuid:")
	return r[strings.LastIndexByte(r, '/')+1:]
}

// codes are those of HL7 table 0203 for kinds of identifiers.
var codes = map[string]detect.Kind{"SS": detect.SSN, "SB": detect.SSN, "DL": detect.DriverLicence, "PPN": detect.Passport, "MC": detect.MBI, "MA": detect.Medicaid, "NI": detect.NationalID, "TAX": detect.ITIN}

// patient reads a Patient: a person, and about health by being one.
func (h *fhir) patient(f *census.File, v jsonvalues.Value) {
	id := v.Get("id").String()
	h.patients[id] = true
	p := census.Person{Categories: []census.Category{census.Health}, Subject: id, Birth: v.Get("birthDate").String()}
	for e := range v.Get("identifier").Elems() {
		code := ""
		for c := range e.Get("type").Get("coding").Elems() {
			code = c.Get("code").String()
		}
		system, value := e.Get("system").String(), e.Get("value").String()
		switch kind, ok := codes[code]; {
		case strings.HasSuffix(system, "/us-ssn"), strings.HasSuffix(system, "2.16.840.1.113883.4.1"):
			p.Values = append(p.Values, census.Value{Kind: detect.SSN, Text: value})
		case strings.HasSuffix(system, "/us-mbi"), strings.HasSuffix(system, "/us-medicare"):
			p.Values = append(p.Values, census.Value{Kind: detect.MBI, Text: value})
		case ok:
			p.Values = append(p.Values, census.Value{Kind: kind, Text: value})
		case code == "MR" || p.Patient == "":
			p.Patient = value
		}
	}
	for e := range v.Get("name").Elems() {
		given := firstOf(e.Get("given")).String()
		if p.Name = strings.TrimSpace(given + " " + e.Get("family").String()); p.Name == "" {
			p.Name = e.Get("text").String()
		}
		break
	}
	for e := range v.Get("telecom").Elems() {
		switch e.Get("system").String() {
		case "phone", "sms", "fax":
			p.Values = append(p.Values, census.Value{Kind: detect.Phone, Text: e.Get("value").String()})
		case "email":
			p.Values = append(p.Values, census.Value{Kind: detect.Email, Text: e.Get("value").String()})
		}
	}
	for e := range v.Get("address").Elems() {
		p.Country, p.State, p.Zip = e.Get("country").String(), e.Get("state").String(), e.Get("postalCode").String()
		if line := firstOf(e.Get("line")).String(); line != "" {
			p.Values = append(p.Values, census.Value{Kind: detect.Address, Text: line + ", " + e.Get("city").String()})
		}
		if p.Zip != "" {
			p.Values = append(p.Values, census.Value{Kind: detect.Zip, Text: p.Zip})
		}
		break
	}
	f.Person(p, h.rows)
}

// close counts the patients that are only referred to.
func (h *fhir) close(f *census.File) {
	for id := range h.about {
		if !h.patients[id] && id != "" {
			f.Person(census.Person{Categories: []census.Category{census.Health}, Subject: id}, h.rows)
		}
	}
	if len(h.about) == 0 && len(h.patients) == 0 && h.unlinked > 0 {
		f.Uncountable(census.Health)
	}
}
