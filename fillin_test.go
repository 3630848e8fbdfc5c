package longarm_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/longarm-project/longarm"
	"github.com/longarm-project/longarm/ask"
	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/evidence/casefile"
	"github.com/longarm-project/longarm/law/geofence"
)

// A sheetQuestion is one question of a case file to fill in: where it begins, and for each
// answer the lines that state it.
type sheetQuestion struct {
	text    string
	offered [][]int // numbers of lines to take the # from
	taken   bool    // one of them is taken
	beside  bool    // its answers stand beside what is on one line
}

// questionsOf reads a case file as a person does: a question, the answers below it, and where
// one says so a further line elsewhere.
func questionsOf(text string) (out []sheetQuestion) {
	lines := strings.Split(text, "\n")
	indent := func(l string) int { return len(l) - len(strings.TrimLeft(l, " ")) }
	for i := 0; i < len(lines); i++ {
		l, in := strings.TrimSpace(lines[i]), indent(lines[i])
		if !strings.HasPrefix(l, ask.Mark) {
			continue
		}
		q := sheetQuestion{text: l}
		for i++; i < len(lines) && strings.HasPrefix(strings.TrimSpace(lines[i]), "#   "); i++ {
			q.text += " " + strings.TrimSpace(strings.TrimSpace(lines[i])[1:])
		}
		for ; i < len(lines) && indent(lines[i]) == in; i++ {
			l := strings.TrimSpace(lines[i])
			if strings.HasPrefix(l, ask.Mark) {
				break
			}
			key, rest, _ := strings.Cut(l, ":")
			switch {
			case strings.HasPrefix(l, "# in "):
				q.beside = true
				continue
			case strings.HasPrefix(l, "# "):
				continue // a word of explanation
			case !strings.HasPrefix(l, "#"):
				q.taken = q.taken || rest != "" && key != "also" && key != "answers" && key != "case"
				continue
			}
			offer := []int{i}
			if _, at, ok := strings.Cut(l, "with one of the lines at parties."); ok {
				for k, other := range lines {
					if strings.HasPrefix(strings.TrimSpace(other), "#"+at+":") && strings.Contains(other, noteOf(l)) {
						offer = append(offer, k)
					}
				}
			}
			q.offered = append(q.offered, offer)
		}
		i--
		out = append(out, q)
	}
	return out
}

// noteOf is what an answer is called beside its line.
func noteOf(l string) string {
	_, note, _ := strings.Cut(l, "  # ")
	note, _, _ = strings.Cut(note, ";")
	return note
}

// take is the file with the # taken from some lines.
func take(text string, of []int) string {
	lines := strings.Split(text, "\n")
	for _, i := range of {
		lines[i] = strings.Replace(lines[i], "#", "", 1)
	}
	return strings.Join(lines, "\n")
}

// openEvidence draws a folder of evidence of a company that has no case file.
func openEvidence(t *rapid.T) folder {
	out := folder{}
	some := func(name string) bool { return rapid.Bool().Draw(t, name) }
	if some("terraform") {
		var b strings.Builder
		b.WriteString("provider \"alicloud\" {\n  region = \"us-west-1\"\n}\nprovider \"aws\" {\n  region = \"us-east-1\"\n}\n")
		kinds := []string{"alicloud_oss_bucket", "alicloud_db_instance", "alicloud_log_project", "tencentcloud_cos_bucket", "huaweicloud_obs_bucket", "aws_s3_bucket", "cloudflare_record", "yandex_storage_bucket", "alicloud_instance"}
		for _, k := range rapid.SliceOfNDistinct(rapid.SampledFrom(kinds), 1, 4, rapid.ID).Draw(t, "kinds") {
			for i := range rapid.IntRange(1, 3).Draw(t, k) {
				fmt.Fprintf(&b, "resource \"%s\" \"r%d\" {\n  name = \"n%d\"\n}\n", k, i, i)
			}
		}
		out["main.tf"] = b.String()
	}
	if some("names") {
		var b strings.Builder
		for _, n := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"oss-us-west-1.aliyuncs.com", "cos.na-ashburn.myqcloud.com", "mc.yandex.ru", "analytics.tiktok.com", "www.example.com", "s3.amazonaws.com"}), 1, 3, rapid.ID).Draw(t, "asked") {
			fmt.Fprintf(&b, "Oct  1 10:00:01 ns dnsmasq[123]: query[A] %s from 10.0.0.4\n", n)
		}
		out["dnsmasq.log"] = b.String()
	}
	if some("flows") {
		var b strings.Builder
		b.WriteString("version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n")
		for i, a := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"47.88.0.9", "5.255.255.70", "47.252.1.1", "3.5.0.9", "8.8.8.8"}), 1, 3, rapid.ID).Draw(t, "peers") {
			fmt.Fprintf(&b, "2 123456789012 eni-0a 10.0.0.%d %s 44321 443 6 20 900000 1790000000 1790000060 ACCEPT OK\n", i+4, a)
		}
		out["vpc.log"] = b.String()
	}
	return out
}

// reviewed reviews a folder with a case file under all packs in force.
func reviewed(t testing.TB, x *longarm.Engine, f folder, file string) *determination.Determination {
	t.Helper()
	f = maps.Clone(f)
	if file != "" {
		f["case.yaml"] = file
	}
	d, err := x.Review(t.Context(), []string{f.write(t)}, longarm.Options{At: "2026-11-01", ReadOn: "2026-11-01"})
	if err != nil {
		t.Fatalf("%v\n%s", err, file)
	}
	return d
}

func isOpen(d *determination.Determination) (out []string) {
	for i := range d.Findings {
		if f := &d.Findings[i]; f.Outcome.Open() {
			out = append(out, f.Pack+" "+f.Dealing)
		}
	}
	return out
}

// filled asks what is open, in the file that there is, and checks that the file keeps what
// stands in it and that asking again adds nothing.
func filled(t testing.TB, d *determination.Determination, file string) string {
	t.Helper()
	if file == "" {
		file = string(ask.New(d, "longarm review .").Text)
	} else {
		r, err := ask.Add([]byte(file), "case.yaml", d)
		if err != nil {
			t.Fatalf("%v\n%s", err, file)
		}
		rest := strings.Split(strings.TrimRight(file, "\n"), "\n")
		for _, l := range strings.Split(string(r.Text), "\n") {
			if len(rest) > 0 && l == rest[0] {
				rest = rest[1:]
			}
		}
		if len(rest) > 0 {
			t.Errorf("the line %q is gone from\n%s", rest[0], r.Text)
		}
		file = string(r.Text)
	}
	if _, err := casefile.Parse([]byte(file), "case.yaml", geofence.Judge); err != nil {
		t.Errorf("%v\n%s", err, file)
	}
	again, err := ask.Add([]byte(file), "case.yaml", d)
	if err != nil || string(again.Text) != file {
		t.Errorf("asked again: %v\n%s\nwas\n%s", err, again.Text, file)
	}
	return file
}

// Each answer that a case file offers can be taken by taking its # away: it is accepted, is not
// asked for again, and the file keeps what was answered.
func TestEachAnswerOfACaseFileIsTaken(t *testing.T) {
	x := configEngine(t)
	n := *generated
	if testing.Short() {
		n = 12
	}
	estates := rapid.Custom(openEstate)
	bare := rapid.Custom(openEvidence)
	const shards = 4
	for shard := range shards {
		t.Run(fmt.Sprintf("estates %d of %d", shard+1, shards), func(t *testing.T) {
			t.Parallel()
			for seed := shard; seed < n && !t.Failed(); seed += shards {
				if seed%2 == 0 {
					takeEach(t, x, bare.Example(seed), "", seed)
				} else {
					takeEach(t, x, folder{}, estates.Example(seed), seed)
				}
			}
		})
	}
}

func takeEach(t *testing.T, x *longarm.Engine, f folder, file string, seed int) {
	t.Helper()
	if len(f) == 0 && file == "" {
		return
	}
	before := reviewed(t, x, f, file)
	if len(isOpen(before)) == 0 {
		return
	}
	text := filled(t, before, file)
	for _, q := range questionsOf(text) {
		if len(q.offered) == 0 && !q.beside {
			t.Errorf("nothing can be written in answer to %q\n%s", q.text, text)
			continue
		}
		if len(q.offered) == 0 {
			continue
		}
		answered := take(text, q.offered[seed%len(q.offered)])
		if answered == text {
			t.Fatalf("%q changes nothing", q.text)
		}
		after := reviewed(t, x, f, answered)
		for _, l := range questionsOf(string(ask.New(after, "x").Text)) {
			if l.text == q.text && !strings.Contains(q.text, "Who is reviewed?") && len(l.offered) == len(q.offered) {
				t.Errorf("%s is asked again after %v in\n%s", q.text, q.offered[seed%len(q.offered)], answered)
			}
		}
		filled(t, after, answered)
	}
}

// Whoever answers all that is asked holds an answered case after two rounds as a rule, and after three always.
func TestACaseFileIsAnswered(t *testing.T) {
	x := configEngine(t)
	n := *generated
	if testing.Short() {
		n = 12
	}
	estates := rapid.Custom(openEstate)
	bare := rapid.Custom(openEvidence)
	took := [5]int{}
	for seed := range n {
		f, file := folder{}, ""
		if seed%2 == 0 {
			f = bare.Example(seed)
		} else {
			file = estates.Example(seed)
		}
		if len(f) == 0 && file == "" {
			continue
		}
		took[fillAll(t, x, f, file, rand.New(rand.NewPCG(uint64(seed), 1)))]++
	}
	t.Logf("rounds: %v", took)
	if took[0]+took[1]+took[2] < 9*took[3] {
		t.Errorf("rounds until all was answered: %v", took)
	}
}

// fillAll answers all that is asked, again and again, and returns how often.
func fillAll(t *testing.T, x *longarm.Engine, f folder, file string, r *rand.Rand) int {
	t.Helper()
	first := ""
	for round := 0; ; round++ {
		d := reviewed(t, x, f, file)
		open := isOpen(d)
		if len(open) == 0 {
			return round
		}
		if round == 4 {
			t.Errorf("still open after %d rounds: %v\nfirst\n%s\nnow\n%s", round, open, first, file)
			return 4
		}
		file = filled(t, d, file)
		if first == "" {
			first = file
		}
		was := file
		for _, q := range slices.Backward(questionsOf(file)) {
			if len(q.offered) > 0 && !q.taken {
				file = take(file, q.offered[r.IntN(len(q.offered))])
			}
		}
		if file == was && !slices.ContainsFunc(d.Findings, func(f determination.Finding) bool { return f.Outcome == determination.Undetermined }) {
			return round // a law that no pack decides is not ruled out, and nobody else can say more
		}
	}
}

// What facts answer is not asked, a word that means two things says which, and an answer that ends a
// question ends what depends on it.
func TestWhatIsAskedOfAUse(t *testing.T) {
	x := configEngine(t)
	f := folder{"main.tf": "provider \"cloudflare\" {\n}\nresource \"cloudflare_record\" \"www\" {\n  name = \"www\"\n}\n"}
	text := filled(t, reviewed(t, x, f, ""), "")
	if strings.Contains(text, "Cloudflare, Inc. have its principal place of business") {
		t.Errorf("the seat of a U.S. company is asked for:\n%s", text)
	}
	for _, must := range []string{"(A sale is one of data; goods are told by", "#class: vendor ", "#class: none ", "us-icts: not covered", "Who has access under use of cloudflare: Cloudflare, Inc. or"} {
		if !strings.Contains(text, must) {
			t.Errorf("%q is not in\n%s", must, text)
		}
	}
	if strings.Contains(text, "data data") {
		t.Errorf("data is called twice in\n%s", text)
	}
	after := reviewed(t, x, f, "case: longarm-case/1\ndealings:\n  use of cloudflare:\n    terms: {icts: no}\n")
	for _, finding := range after.Findings {
		if finding.Pack == "us-icts" && finding.Outcome.Open() {
			t.Errorf("%s is open though it is no technology: %v", finding.Dealing, finding.Deciding)
		}
	}
}
