package bods

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/longarm-project/longarm/registry"
)

// statements writes n statements of version 0.4, one on each line, of the size
// that registers publish (about 900 bytes): entities, persons and relationships in turn.
func statements(n int) []byte {
	var b bytes.Buffer
	head := func(i int, kind string) {
		fmt.Fprintf(&b, `{"statementId":"%08x-7cf5-4f4c-8b2e-0f0d4c1a9e77","declarationSubject":"r-%d","statementDate":"2023-%02d-%02d",`+
			`"publicationDetails":{"publicationDate":"2024-03-01","bodsVersion":"0.4","license":"https://example.org/terms-of-use",`+
			`"publisher":{"name":"Register of Beneficial Owners","url":"https://register.example.org"}},`+
			`"source":{"type":["officialRegister"],"description":"National register","url":"https://register.example.org/records/%d","retrievedAt":"2024-02-28"},`+
			`"recordId":"r-%d","recordStatus":"new","recordType":"%s","recordDetails":`, i, i-i%3, i%12+1, i%28+1, i, i, kind)
	}
	for i := range n {
		switch i % 3 {
		case 0:
			head(i, "entity")
			fmt.Fprintf(&b, `{"isComponent":false,"entityType":{"type":"registeredEntity"},"name":"Example Trading Company No. %d Limited",`+
				`"jurisdiction":{"name":"United Kingdom","code":"GB"},"identifiers":[{"id":"%08d","scheme":"GB-COH","schemeName":"Companies House"}],`+
				`"foundingDate":"2009-05-14","addresses":[{"type":"registered","address":"%d High Street, Anytown","postCode":"AN1 2YZ","country":{"name":"United Kingdom","code":"GB"}}]}`, i, i, i)
		case 1:
			head(i, "person")
			fmt.Fprintf(&b, `{"isComponent":false,"personType":"knownPerson","names":[{"type":"legal","fullName":"Jane Example %d","familyName":"Example","givenName":"Jane"}],`+
				`"nationalities":[{"name":"United Kingdom","code":"GB"}],"birthDate":"1964-04",`+
				`"addresses":[{"type":"service","address":"%d High Street, Anytown","postCode":"AN1 2YZ","country":{"name":"United Kingdom","code":"GB"}}]}`, i, i)
		case 2:
			head(i, "relationship")
			fmt.Fprintf(&b, `{"isComponent":false,"subject":"r-%d","interestedParty":"r-%d","interests":[`+
				`{"type":"shareholding","directOrIndirect":"unknown","beneficialOwnershipOrControl":true,"share":{"minimum":25,"exclusiveMaximum":50.5},"startDate":"2016-04-06","details":"ownership of shares"},`+
				`{"type":"votingRights","directOrIndirect":"direct","beneficialOwnershipOrControl":true,"share":{"exact":33.33},"startDate":"2016-04-06"}]}`, i-2, i-1)
		}
		b.WriteString("}\n")
	}
	return b.Bytes()
}

// BenchmarkRead reads 30,000 statements. The aim is a million a minute and core: 60 us each.
func BenchmarkRead(b *testing.B) {
	const n = 30_000
	text := statements(n)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		in := &registry.Input{Reader: bytes.NewReader(text), Name: "bench"}
		records := 0
		for _, err := range (Importer{}).Read(in) {
			if err != nil {
				b.Fatal(err)
			}
			records++
		}
		if in.Tally.Mapped != n || records != n+n/3 {
			b.Fatal(in.Tally, records)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Minutes()/1e6, "Mstatements/min")
}
