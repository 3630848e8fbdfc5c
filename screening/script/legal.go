package script

import "strings"

// LegalMark begins the folded text of a legal form, which is one word however it is written: "~llc".
const LegalMark = '~'

// A legalKind groups forms that stand for one another across countries.
type legalKind uint8

const (
	limited     legalKind = iota + 1 // private company with limited liability
	stock                            // company with shares
	partnership                      // general or limited
	anyCompany                       // says only that it is a company
	nonProfit                        // foundation, association, cooperative
	stateOwned                       // enterprise of a state
)

// A legalForm is one form and the ways it is written, already folded, words apart.
type legalForm struct {
	name     string
	kind     legalKind
	writings string // separated by "|"; a leading "+" marks one that is also an ordinary word
}

// Legal forms in common use, checked against the entity legal form codes of ISO 20275 (list 1.4.1).
// A writing that is also an ordinary word counts only at the beginning or end of a name.
var legalForms = []legalForm{
	{"llc", limited, "llc|l l c|limited liability company|limited liability co|company with limited liability|llc company|ooo|obshchestvo s ogranichennoy otvetstvennostyu|obschestvo s ogranichennoi otvetstvennostyu|too|tov|tovarystvo z obmezhenoyu vidpovidalnistyu|mchj|ood|eood|doo|d o o|dooel|drustvo sa ogranicenom odgovornoscu|drushtvo sa ogranichenom odgovornoshchu|spol s r o|sro|s r o|sp z o o|sp zoo|spolka z ograniczona odpowiedzialnoscia|sp z oo|uab|sia|+ou|osauhing|kft|korlatolt felelossegu tarsasag|+srl|s r l|societa a responsabilita limitata|societate cu raspundere limitata|societatea cu raspundere limitata|sociedad de responsabilidad limitada|s de rl|s de rl de cv|s de r l de c v|+sl|sociedad limitada|slu|sociedade limitada|ltda|limitada|lda|eireli|sarl|societe a responsabilite limitee|eurl|gmbh|g m b h|ges m b h|gesmbh|gesellschaft mit beschrankter haftung|gmbh co kg|ug haftungsbeschrankt|ug|bvba|sprl|+bv|b v|besloten vennootschap|+aps|anpartsselskab|oy|osakeyhtio|fze|fzco|fz llc|fzc|dwc llc|wll|w l l|+spc|limited sirketi|ltd sti|limited sti|eps|sh p k|shpk|mepe|epe|kk yugen|yugen kaisha|yuhan hoesa|sp zo o|ohg mbh|mbh|mmc|mehdud mesuliyyetli cemiyyet|+as limited|kht"},
	{"ltd", limited, "ltd|limited|ltd co|co ltd|co limited|company limited|company ltd|coltd|private limited|pvt ltd|pvt limited|private ltd|p ltd|pte ltd|pte limited|pty ltd|pty limited|proprietary limited|proprietary ltd|sdn bhd|sendirian berhad|+pt|perseroan terbatas|cia ltda|compania limitada|co pvt ltd|co pte ltd|company private limited|youxian gongsi|youxian zeren gongsi|youxiangongsi|limited company|lllp|yuehan"},
	{"plc", stock, "plc|p l c|public limited company|public ltd co|public company limited|pcl|public co ltd|bhd|berhad|tbk|persero tbk"},
	{"jsc", stock, "jsc|joint stock company|joint stock co|joint stock|+ao|aktsionernoe obshchestvo|aktsionernoye obshchestvo|aksionernoe obshchestvo|+at|aktsionerne tovarystvo|+ad|aktsionerno druzhestvo|akcionarsko drustvo|+as|a s|anonim sirketi|anonim sirket|anonim sti|aktieselskab|aksjeselskap|+sa|s a|societe anonyme|sociedad anonima|sociedade anonima|societa anonima|societate pe actiuni|+ae|+sal|saog|saoc|qsc|q s c|ksc|k s c|bsc|b s c|psc|p s c|pjs|saf|sae|s a e|psjc|pt persero|persero|+spa|s p a|societa per azioni|+sab|dd|dionicko drustvo|delnicka druzba|akciova spolecnost|akc spol|a s c|aktsiaselts|akciju sabiedriba|akcine bendrove|spolka akcyjna|+ag|aktiengesellschaft|akg|+ab|aktiebolag|aktiebolaget|+asa|allmennaksjeselskap|oyj|julkinen osakeyhtio|+hf|nv|n v|naamloze vennootschap|zrt|nyrt|reszvenytarsasag|rt|kabushiki kaisha|kabushiki gaisha|+kk|chusik hoesa|jusik hoesa|chusikhoesa|jusikhoesa|gufen youxian gongsi|anonymi etaireia|sh a|aksjonarsko drustvo|sociedad por acciones"},
	{"pjsc", stock, "pjsc|public joint stock company|public joint stock|pao|publichnoe aktsionernoe obshchestvo|publichnoye aktsionernoye obshchestvo|+pat|publichne aktsionerne tovarystvo|p j s c|private joint stock company public"},
	{"ojsc", stock, "ojsc|open joint stock company|open joint stock|oao|otkrytoe aktsionernoe obshchestvo|otkrytoye aktsionernoye obshchestvo|vat|vidkryte aktsionerne tovarystvo|open joint stock co|ojs|otkrytoe aktsionernoe"},
	{"cjsc", stock, "cjsc|closed joint stock company|closed joint stock|zao|zakrytoe aktsionernoe obshchestvo|zakrytoye aktsionernoye obshchestvo|zat|closed joint stock co|private joint stock company|private joint stock co|prjsc|private jsc|prat|sas|s a s|societe par actions simplifiee|sociedad por acciones simplificada|sasu|cjs|closed jsc|private joint stock"},
	{"sadecv", stock, "sa de cv|s a de c v|sociedad anonima de capital variable|sapi de cv|s a p i de c v|sab de cv|sa cv|s de cv|sac|s a c|sociedad anonima cerrada|ca|c a|compania anonima|saci|sacif"},
	{"se", stock, "+se|societas europaea"},
	{"inc", anyCompany, "inc|incorporated|incorporation|incorp|corp|corporation|corporacion|korporatsiya|corporate|co inc|corp ltd|corporation limited|corp inc|corporation ltd|corporations"},
	{"co", anyCompany, "co|company|compania|companhia|compagnie|cie|cia|kompaniya|kompania|kompani|companies|gongsi|hoesa|kaisha|sherkat|sharikat|sharika|sherkate|firma|firm|unternehmen|et cie|and co|and company|und co|y cia|e cia"},
	{"lp", partnership, "lp|l p|limited partnership|llp|l l p|limited liability partnership|+kg|kommanditgesellschaft|co kg|+ks|k s|kommandittselskab|+cv|c v|commanditaire vennootschap|snc|s n c|societe en nom collectif|societa in nome collettivo|ohg|offene handelsgesellschaft|gbr|+sc|s c|s en c|sociedad en comandita|sca|s c a|societe en commandite|+kd|komanditno drustvo|general partnership|vof|v o f|s en nc|scs|+komandit|kollektif sirketi"},
	{"foundation", nonProfit, "+ev|e v|eingetragener verein|stiftung|+asbl|vzw|+ngo|cooperative society|+ac|a c|asociacion civil|fundacion"},
	{"state", stateOwned, "fgup|fsue|fsuc|fsbi|federal state unitary enterprise|federal state unitary|gup|state unitary enterprise|unitary enterprise|rup|republican unitary enterprise|fgbu|+ep|empresa publica|federalnoe gosudarstvennoe unitarnoe predpriyatie|state enterprise|state owned enterprise|gosudarstvennoe predpriyatie|gosudarstvennoe unitarnoe predpriyatie|soe"},
	{"unit", stateOwned, "military unit|military unit number|military unit no|mil unit"},
	{"na", stock, "+na|n a|national association"},
}

type legalEntry struct {
	text string // as a word: "~llc"
	kind legalKind
	weak bool
}

var legalWritings, legalLongest = buildLegal()

// buildLegal returns the writings by their folded text, and for each first word the
// greatest number of words in a writing that begins with it.
func buildLegal() (map[string]legalEntry, map[string]int) {
	m := make(map[string]legalEntry)
	longest := make(map[string]int)
	add := func(writing string, e legalEntry) {
		m[writing] = e
		first, _, _ := strings.Cut(writing, " ")
		longest[first] = max(longest[first], 1+strings.Count(writing, " "))
	}
	for _, f := range legalForms {
		for w := range strings.SplitSeq(f.writings, "|") {
			w, weak := strings.CutPrefix(w, "+")
			add(w, legalEntry{string(LegalMark) + f.name, f.kind, weak})
		}
	}
	for _, f := range foreignForms {
		for w := range strings.SplitSeq(f.writings, "|") {
			add(foldWords(w), legalEntry{text: string(LegalMark) + f.name, kind: kindOfForm(f.name)})
		}
	}
	return m, longest
}

// foldWords folds the words of a writing as those of names are folded, compounds taken apart.
func foldWords(s string) string {
	runs, _ := splitRuns(Clean(s), nil, nil)
	var ts []Token
	for _, r := range runs {
		if text := string(foldRun(nil, r)); text != "" {
			ts = splitCompound(ts, Token{Text: text}, r.script)
		}
	}
	words := make([]string, len(ts))
	for i, t := range ts {
		words[i] = t.Text
	}
	return strings.Join(words, " ")
}

func kindOfForm(name string) legalKind {
	for _, f := range legalForms {
		if f.name == name {
			return f.kind
		}
	}
	return anyCompany
}

var legalKinds = func() map[string]legalKind {
	m := make(map[string]legalKind)
	for _, f := range legalForms {
		m[string(LegalMark)+f.name] = f.kind
	}
	return m
}()

// SimilarForm compares two legal forms, each as "~name", on the scale of similar.
func SimilarForm(a, b string) int {
	ka, kb := legalKinds[a], legalKinds[b]
	switch {
	case a == b:
		return 1000
	case ka == kb:
		return 850
	case ka == anyCompany || kb == anyCompany:
		return 750
	case ka <= stock && kb <= stock:
		return 600
	}
	return 300
}
