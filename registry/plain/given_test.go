package plain

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/longarm-project/longarm/registry"
)

// given reads text as a file of which somebody says that it is a list, and returns its names.
func given(text string) (names []string, problems []error) {
	in := &registry.Input{Reader: strings.NewReader(text), Name: "list"}
	for rec, err := range (Given{Lines: true}).Read(in) {
		if err != nil {
			problems = append(problems, err)
			continue
		}
		names = append(names, rec.Entry.Names[0].Text)
	}
	return names, problems
}

func TestListsThatPeopleGive(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"semicolons and another heading":  {"Company Name;Country;Reason\nOrient Star LLC;AE;watch\nKestrel GmbH;DE;x\n", []string{"Orient Star LLC", "Kestrel GmbH"}},
		"a table of vendors":              {"id,Vendor,contact\n1,Orient Star LLC,a@example.org\n", []string{"Orient Star LLC"}},
		"a title above the header line":   {"Watch list of 2026\n\nEntity\tNationality\nOrient Star LLC\tAE\n", []string{"Orient Star LLC"}},
		"a name in two columns":           {"First Name,Last Name,DOB\nIvan,Petrov,1961-03-02\n,Sidorov,\n,,\n", []string{"Ivan Petrov", "Sidorov"}},
		"one column with commas in names": {"Vendor\nOrient Star Trading, LLC\n\"Romashka\" OOO\n\"Kestrel GmbH\"\n", []string{"Orient Star Trading, LLC", "\"Romashka\" OOO", "Kestrel GmbH"}},
		"a name on each line":             {"Orient Star Trading, LLC\r\n\r\n# seen in March\nKestrel GmbH", []string{"Orient Star Trading, LLC", "Kestrel GmbH"}},
		"an array of objects":             {`[{"Company": "Orient Star LLC", "aka": ["OST"]}, {"x": 1}, 7]`, []string{"Orient Star LLC"}},
		"objects on lines":                {"{\"name\": \"Orient Star LLC\"}\n{\"name\": \"Kestrel GmbH\"}\n", []string{"Orient Star LLC", "Kestrel GmbH"}},
		"an array within an object":       {`{"results": [{"legal_name": "Orient Star LLC"}]}`, []string{"Orient Star LLC"}},
	} {
		if (Given{Lines: true}).Recognizes([]byte(c.text)) == registry.No {
			t.Errorf("%s: not recognised", name)
		}
		got, problems := given(c.text)
		if diff := cmp.Diff(c.want, got); diff != "" || len(problems) > 0 {
			t.Errorf("%s: %v %s", name, problems, diff)
		}
	}
}

// What another importer knows, and what is no list, is left alone.
func TestWhatIsNoListIsNotTaken(t *testing.T) {
	for _, head := range []string{"", "name,country\nOrient Star LLC,AE\n", "<html><body>Orient Star</body></html>", "{\"service\": \"s3\"}", "#!/bin/sh\nls\n", "PK\x03\x04\x00\x00", strings.Repeat("x", 400)} {
		if got := (Given{Lines: true}).Recognizes([]byte(head)); got != registry.No {
			t.Errorf("%.20q is recognised as %v", head, got)
		}
	}
}

func FuzzGiven(f *testing.F) {
	for _, s := range []string{"Vendor\na, b\n", "Vendor;x\na;b\n", "[{\"name\":\"a\"}]", "a\nb\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		(Given{Lines: true}).Recognizes(b)
		names, _ := given(string(b))
		if int64(len(names)) > int64(len(b)) {
			t.Fatalf("%d names in %d bytes", len(names), len(b))
		}
	})
}
