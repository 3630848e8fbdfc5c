package file

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/longarm-project/longarm/census"
	"github.com/longarm-project/longarm/census/detect"
)

// CDA reads clinical documents (HL7 CDA R2, C-CDA): the patients of the header. The document is about their health.
type CDA struct{}

// Name implements census.Format.
func (CDA) Name() string { return "c-cda" }

// Recognise implements census.Format.
func (CDA) Recognise(head []byte, _ string) bool { return rootOf(head) == "ClinicalDocument" }

// ssnRoot is the object identifier of U.S. social security numbers.
const ssnRoot = "2.16.840.1.113883.4.1"

// Scan implements census.Format.
func (CDA) Scan(ctx context.Context, src *census.Source, f *census.File) error {
	d := newXML(src.Reader)
	var path []string
	var p *census.Person
	var text, given, family, line, city strings.Builder
	name, addresses := false, 0
	patients := int64(0)
	for {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		tok, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			if patients == 0 {
				return errors.New("damaged XML")
			}
			f.Fault("damaged XML: the rest was not read")
			break
		}
		switch e := tok.(type) {
		case xml.StartElement:
			if path = append(path, e.Name.Local); len(path) > maxXMLDepth {
				return errors.New("XML nested too deeply")
			}
			text.Reset()
			if e.Name.Local == "recordTarget" {
				p = &census.Person{Categories: []census.Category{census.Health}}
				name, addresses = false, 0
				given.Reset()
				family.Reset()
				continue
			}
			if p == nil {
				continue
			}
			switch at := within(path); {
			case e.Name.Local == "id" && at == "patientRole/id":
				if attr(e, "root") == ssnRoot {
					p.Values = append(p.Values, census.Value{Kind: detect.SSN, Text: attr(e, "extension")})
				} else if p.Patient == "" && attr(e, "extension") != "" {
					p.Patient = attr(e, "root") + "/" + attr(e, "extension")
				}
			case at == "patientRole/telecom":
				if v := attr(e, "value"); strings.HasPrefix(v, "mailto:") {
					p.Values = append(p.Values, census.Value{Kind: detect.Email, Text: strings.TrimPrefix(v, "mailto:")})
				} else {
					p.Values = append(p.Values, census.Value{Kind: detect.Phone, Text: v})
				}
			case at == "patient/birthTime" && len(attr(e, "value")) >= 8:
				p.Birth = attr(e, "value")[:8]
			}
		case xml.CharData:
			if text.Len() < 1<<16 {
				text.Write(e)
			}
		case xml.EndElement:
			if p != nil {
				at, v := within(path), strings.TrimSpace(text.String())
				inPatient := strings.Contains(strings.Join(path, "/"), "patientRole/patient/name")
				inAddress := strings.Contains(strings.Join(path, "/"), "patientRole/addr")
				switch {
				case inPatient && !name && e.Name.Local == "given" && given.Len() == 0:
					given.WriteString(v)
				case inPatient && !name && e.Name.Local == "family" && family.Len() == 0:
					family.WriteString(v)
				case at == "patient/name":
					name = true
				case inAddress && addresses == 0 && e.Name.Local == "streetAddressLine" && line.Len() == 0:
					line.WriteString(v)
				case inAddress && addresses == 0 && e.Name.Local == "city":
					city.WriteString(v)
				case inAddress && addresses == 0 && e.Name.Local == "state":
					p.State = v
				case inAddress && addresses == 0 && e.Name.Local == "postalCode":
					p.Zip = v
				case inAddress && addresses == 0 && e.Name.Local == "country":
					p.Country = v
				case at == "patientRole/addr":
					addresses++
				}
				if e.Name.Local == "recordTarget" {
					p.Name = strings.TrimSpace(given.String() + " " + family.String())
					if line.Len() > 0 {
						p.Values = append(p.Values, census.Value{Kind: detect.Address, Text: line.String() + ", " + city.String()})
					}
					if p.Zip != "" {
						p.Values = append(p.Values, census.Value{Kind: detect.Zip, Text: p.Zip})
					}
					patients++
					f.Person(*p, patients)
					p = nil
					line.Reset()
					city.Reset()
				}
			}
			if len(path) > 0 {
				path = path[:len(path)-1]
			}
			text.Reset()
		}
	}
	if patients == 0 {
		f.Uncountable(census.Health)
	}
	return nil
}

// within is the last two elements of a path.
func within(path []string) string {
	if len(path) < 2 {
		return strings.Join(path, "/")
	}
	return path[len(path)-2] + "/" + path[len(path)-1]
}
