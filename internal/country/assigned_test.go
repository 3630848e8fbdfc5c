package country

import (
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	for code, want := range map[string]string{
		"US": "", "GB": "", "CN": "", "HK": "", "MO": "", "TW": "", "XK": "", "KY": "", "SS": "", "VA": "",
		"UK": `did you mean "GB"`, "ZZ": "no country", "QQ": "no country", "EU": "no country", "XX": "no country", "AA": "no country", "SU": "no country", "DD": "no country", "YU": "no country",
	} {
		err := Check(code)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("Check(%s) = %v, want %q", code, err, want)
		}
	}
}
