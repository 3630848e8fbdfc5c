package script

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// words reads a name and returns its words, forms separated by "|".
func words(name string, kind NameKind) string {
	var rd Reader
	var forms []string
	for _, f := range rd.Read(name, kind) {
		var ws []string
		for _, t := range f.Tokens {
			ws = append(ws, t.Text)
		}
		forms = append(forms, strings.Join(ws, " "))
	}
	return strings.Join(forms, "|")
}

func TestReadPersons(t *testing.T) {
	for _, tc := range []struct{ about, name, want string }{
		{"surname first", "PUTIN, Vladimir Vladimirovich", "vladimir vladimirovich putin"},
		{"marks and apostrophes", "Sa'd al-Dīn Müller", "sad al din muller"},
		{"letters without decomposition", "Łukasz Øster Đặng", "lukasz oster dang"},
		{"initials stay apart", "J. R. Doe", "j r doe"},
		{"acronym", "J.R. Doe", "jr doe"},
		{"servant compounds", "Abdulrahman Abdel-Kader ABDULLAH", "abd rahman abd kader abd allah"},
		{"servant compound in pieces", "Abd al-Rahman", "abd rahman"},
		{"faith compounds", "Nasiruddin Seifeddine", "nasir din seif din"},
		{"cyrillic", "Владимир Путин", "vladimir putin"},
		{"mixed alphabets", "Vlаdimir Рutin", "vladimir putin"},
		{"zero width and direction marks", "Vla\u200bdimir \u202ePutin\u202c", "vladimir putin"},
		{"full width", "Ｐｕｔｉｎ", "putin"},
		{"greek", "Γιώργος Παπανδρέου", "giorgos papandreou"},
		{"arabic", "عبد الرحمن التكريتي", "IBD RHMN AL TKRYTY"},
		{"arabic written together", "عبدالله", "IBD ALLH"},
		{"persian", "چوہدری گل", "[WHDRY ]L"},
		{"hebrew", "בנימין נתניהו", "BNYMYN NTNYHW"},
		{"hangul", "김정은", "kim jeong eun"},
		{"kana", "バラク・オバマ", "baraku obama"},
		{"georgian", "ბარაკ ობამა", "barak obama"},
		{"armenian", "Բարակ Օբամա", "barak obama"},
		{"devanagari", "प्रणय भटनागर", "pranay bhatanagar"},
		{"thai", "อินทรีย์", "inthri"},
		{"arabic digits", "شارع ٤٥", "EARI 45"},
		{"invalid bytes", "Jo\xffhn", "jo hn"},
		{"only signs", "-- ... !!", ""},
		{"empty", "", ""},
		{"emoji stands for itself", "😀", "😀"},
	} {
		t.Run(tc.about, func(t *testing.T) {
			if got := words(tc.name, PersonName); got != tc.want {
				t.Errorf("read(%q) = %q, want %q", tc.name, got, tc.want)
			}
		})
	}
}

func TestReadBodies(t *testing.T) {
	for _, tc := range []struct{ about, name, want string }{
		{"limited", "Siemens Aktiengesellschaft", "siemens ~jsc"},
		{"with full stops", "GRUPO X S.A. DE C.V.", "grupo x ~sadecv"},
		{"many words", "Limited Liability Company Iskusstvo Krasoty", "~llc iskusstvo krasoty"},
		{"cyrillic form", "ООО \"АЯС 2000\"", "~llc ayas 2000"},
		{"ampersand", "Smith & Sons", "smith and sons"},
		{"weak form inside stays a word", "AS Roma Football", "~jsc roma football"},
		{"weak form in the middle", "Bank AS Trading House", "bank as trading house"},
		{"nothing but a form keeps its words", "The Company", "the company"},
		{"numbers", "Brigade Forty-Four", "brigade 44"},
		{"digits", "11420 CORP.", "11420 ~inc"},
		{"polish", "FABERLIC EUROPE Sp. z o.o.", "faberlic europe ~llc"},
	} {
		t.Run(tc.about, func(t *testing.T) {
			if got := words(tc.name, BodyName); got != tc.want {
				t.Errorf("read(%q) = %q, want %q", tc.name, got, tc.want)
			}
		})
	}
}

func TestReadHan(t *testing.T) {
	forms := strings.Split(words("习近平", PersonName), "|")
	if diff := cmp.Diff([]string{"习 近 平", "xi jinping"}, forms[:2]); diff != "" {
		t.Errorf("forms of a person (-want +got):\n%s", diff)
	}
	forms = strings.Split(words("丹東科技有限公司", BodyName), "|")
	if diff := cmp.Diff("dandong technology ~ltd", forms[1]); diff != "" {
		t.Errorf("pinyin form of a body (-want +got):\n%s", diff)
	}
	if got := strings.Split(words("金正恩", PersonName), "|"); got[3] != "kim jong un" {
		t.Errorf("korean reading %q, want kim jong un", got[3])
	}
}

// A legal form grown to the name beside it gives a second reading; words that only begin or end like one do not.
func TestReadGrown(t *testing.T) {
	for name, want := range map[string]string{
		"JSCORTOVEN": "jscortoven|~jsc ortoven", "ORTOVENJSC": "ortovenjsc|ortoven ~jsc", "ОООРомашка": "oooromashka|~llc romashka",
		"Ortovenltd": "ortovenltd|ortoven ~ltd", "Meadow OrtovenGmbH": "meadow ortovengmbh|meadow ortoven ~llc",
		"Unlimited": "unlimited", "Salad": "salad", "JSC ORTOVEN": "~jsc ortoven", "OOOAEIO": "oooaeio",
	} {
		if got := words(name, BodyName); got != want {
			t.Errorf("read(%q) = %q, want %q", name, got, want)
		}
	}
	if got := words("Jscortoven", PersonName); got != "jscortoven" {
		t.Errorf("a person reads as %q", got)
	}
}

// A name read twice gives the same words; words are never empty and lie within the name.
func TestReadHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkRead(t, rapid.String().Draw(t, "name"))
	})
	// letters of every script with marks that combine, signs and blanks between them
	letter := rapid.SampledFrom([]rune("aZ9İßжЁώعبدאק习近金김철수이남궁あん゛აԱกเनम्\u0301\u0308\u3099\u064b\u05b8 -.,&'\u200d"))
	rapid.Check(t, func(t *rapid.T) {
		checkRead(t, string(rapid.SliceOfN(letter, 0, 12).Draw(t, "letters")))
	})
}

// A mark that combines with a syllable or character is no word of its own.
func TestReadMarks(t *testing.T) {
	for _, tc := range []struct {
		name string
		kind NameKind
		want string
	}{
		{"\uae40\u0301", PersonName, "kim"},
		{"\uae40\u0301\ucca0\uc218", PersonName, "kim cheol su"},
		{"\u0301\uae40", PersonName, "kim"},
		{"\u4e60\u0301\u8fd1\u5e73", PersonName, "习 近 平|xi jinping"},
		{"\u0301", BodyName, ""},
	} {
		if got := words(tc.name, tc.kind); !strings.HasPrefix(got+"|", tc.want+"|") {
			t.Errorf("read(%q) = %q, want %q", tc.name, got, tc.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"PUTIN, Vladimir", "عبدالرحمن", "习近平", "김정은", "S.A. DE C.V.", "a\u200bb\xff", "ប៉ុល ពត", "ООО \"Х\"", "\uae40\u0301", "\u4e60\u0301\u8fd1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) { checkRead(t, name) })
}

type failer interface {
	Fatalf(format string, args ...any)
}

func checkRead(t failer, name string) {
	var rd Reader
	for _, kind := range []NameKind{PersonName, BodyName} {
		for _, f := range rd.Read(name, kind) {
			if !utf8.ValidString(f.Source) || len(f.Tokens) > MaxTokens {
				t.Fatalf("%q: source %q, %d words", name, f.Source, len(f.Tokens))
			}
			for _, w := range f.Tokens {
				if w.Text == "" || w.From < 0 || w.From > w.To || int(w.To) > len(f.Source) || !utf8.ValidString(f.Source[w.From:w.To]) {
					t.Fatalf("%q: word %+v", name, w)
				}
			}
		}
		if a, b := words(name, kind), words(name, kind); a != b {
			t.Fatalf("%q reads as %q, then %q", name, a, b)
		}
	}
}
