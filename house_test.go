package longarm_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/longarm-project/longarm"

// house is the import table: which rooms a room may import, and why no other.
// A room is a folder at the root. Folders below it import what it may and are of
// two sorts: parts, which stand in the table of parts, and readers, all others,
// which import their parent and are not imported by it. A name with a slash is
// that one package.
var house = []struct {
	room    string
	imports string // rooms, separated by blanks; "*" is all
	reason  string
}{
	{"fact", "", "the waist: whatever it imported, everything would"},
	{"internal", "", "mechanisms know nothing of the field"},
	{"law", "fact internal", "rules judge facts, wherever these were read; no input or output"},
	{"determination", "fact", "what was decided is read and kept without the engine that decided it"},
	{"reach", "fact law", "joins facts, and asks the law only whose territory a place is; those who make them must not matter"},
	{"intake", "fact internal", "one walk for all who read files; it knows none of them"},
	{"evidence", "fact intake internal", "an organisation's records do not know who runs an endpoint, or what the law is"},
	{"provider", "fact internal", "the gazetteer knows no evidence formats"},
	{"footprint", "fact", "puts observations and attributions together, whoever made them; it decides nothing"},
	{"graph", "fact internal", "rows of a file and of memory: whoever writes and reads them imports it"},
	{"registry", "fact graph intake internal", "both ownership and screening are built from it; it knows neither"},
	{"ownership", "fact graph registry law internal", "it asks the law only whose territory a place is; a verdict must not depend on names that look alike"},
	{"census", "fact internal", "stored data is counted, whatever it then means in law"},
	{"screening", "fact registry internal", "a match must not depend on who owns whom"},
	{"review", "fact law determination", "a determination is re-checked from facts and law alone"},
	{"check", "fact determination", "checks what others derive, with code of its own: it shares the words of facts, the form of a determination and the bytes of rule files, and no code that decides"},
	{"assess", "fact internal law determination ownership provider reach review", "from facts to a determination, whoever gathered them; it asks the gazetteer until roles are facts"},
	{"remedy", "fact internal law determination ownership provider reach assess", "changes facts and assesses again; it reads no evidence"},
	{"verify", "fact law determination ownership provider reach assess check", "derives again what was derived, and decides again; it may not reach what gathered the facts"},
	{"casetest", "fact law determination evidence ownership assess review check", "cases state facts as case files do and are judged as a review judges"},
	{"", "fact internal law determination reach intake evidence provider footprint registry census document ownership screening review assess", "the journey calls the rooms; it knows no readers and writers of reports"},
	{"ask", "fact determination internal", "writes what is open into a case file, and decides nothing"},
	{"report", "fact law determination", "writes what was decided, decides nothing"},
	{"docket", "fact law internal", "keeps cases and their record, whatever they are about; of the law it knows the procedures"},
	{"server", "fact law docket", "pages reach cases through the docket alone, whose queries begin with the grants"},
	{"document", "fact internal", "press and filings are read and compared without knowing what is reviewed"},
	{"cmd", "*", "wires everything; nothing imports it"},
}

// parts are folders that their parent imports, and they not it: a room too large
// for one package. Other rooms see the room, and not its parts but for those named.
var parts = map[string]struct{ also, reason string }{
	"census/count":     {"", "sets know nothing of what they count"},
	"census/detect":    {"", "a value is recognised whatever it is counted for"},
	"document/page":    {"", "one text is read without knowing the others"},
	"document/prose":   {"", "language knows no documents"},
	"provider/blocks":  {"", "a table of addresses knows no gazetteer"},
	"report/frame":     {"cmd", "pages look alike whatever they show; the command frames a picture of owners"},
	"screening/script": {"", "letters and spellings know no index"},
}

func TestImportTable(t *testing.T) {
	seen := map[string]bool{}
	walk(t, func(file string) {
		pkg := filepath.ToSlash(filepath.Dir(file))
		room, _, _ := strings.Cut(strings.TrimPrefix(pkg, "."), "/")
		seen[room] = true
		i := slices.IndexFunc(house, func(h struct{ room, imports, reason string }) bool { return h.room == room })
		if i < 0 {
			t.Errorf("%s: room %q is not in the import table", file, room)
			return
		}
		h := house[i]
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Error(err)
			return
		}
		for _, im := range f.Imports {
			imported, _ := strconv.Unquote(im.Path.Value)
			to, ours := strings.CutPrefix(imported, module)
			if !ours {
				continue
			}
			to = strings.TrimPrefix(to, "/")
			if why := banned(h.room, h.imports, pkg, to); why != "" && !testOnly(file, to) {
				t.Errorf("%s imports %s: %s; %s", file, to, why, h.reason)
			}
		}
	})
	for _, h := range house {
		if !seen[h.room] {
			t.Errorf("the import table names %q, which does not exist", h.room)
		}
	}
}

// banned says why package from of room may not import package to, or "".
func banned(room, imports, from, to string) string {
	toRoom, _, _ := strings.Cut(to, "/")
	fromPart, isPart := parts[from]
	toPart, ofPart := parts[to]
	allowed := func(names string) bool {
		return slices.Contains(strings.Fields(names), toRoom) || slices.Contains(strings.Fields(names), to)
	}
	switch {
	case toRoom == "cmd":
		return "nothing imports the command"
	case ofPart && toRoom != room && !slices.Contains(strings.Fields(toPart.also), room):
		return "a part is its room's own: " + toPart.reason
	case room == "cmd":
		return ""
	case toRoom != room && !allowed(imports):
		return "not among the rooms it may import"
	case toRoom != room:
		return ""
	case room == "internal":
		return "mechanisms do not know each other"
	case isPart:
		return "a part imports neither its room nor other parts: " + fromPart.reason
	case ofPart && (strings.HasPrefix(to, from+"/") || strings.HasPrefix(from, path.Dir(to)+"/")):
		return "" // of its room, or of a reader beside it
	case strings.HasPrefix(to, from+"/"):
		return "no parent imports its reader"
	case !strings.HasPrefix(from+"/", to+"/"):
		return "no folder imports its sibling"
	}
	return ""
}

// testOnly allows tests to import conformance suites and the checker and, at the root and in
// mechanisms, what stands beside them.
func testOnly(file, to string) bool {
	if !strings.HasSuffix(file, "_test.go") {
		return false
	}
	suite := strings.Contains(to, "/") && strings.HasSuffix(path.Base(to), "test")
	mechanisms := strings.HasPrefix(file, "internal/") && strings.HasPrefix(to, "internal/")
	return suite || to == "check" || mechanisms || !strings.Contains(file, "/")
}

func walk(t *testing.T, visit func(file string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && (e.Name() == "testdata" || strings.HasPrefix(e.Name(), ".") && name != "."):
			return filepath.SkipDir
		case strings.HasSuffix(name, ".go"):
			visit(name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// pure are the rooms that do no input or output: neither they nor what lies below
// them open files, ask the clock or draw lots.
var pure = []string{"assess", "check", "determination", "fact", "law", "reach", "review", "verify"}

func TestPureRooms(t *testing.T) {
	banned := []string{"os", "net", "net/http", "math/rand", "math/rand/v2", "crypto/rand", "os/exec", "syscall"}
	walk(t, func(file string) {
		room, _, _ := strings.Cut(filepath.ToSlash(file), "/")
		if !slices.Contains(pure, room) || strings.HasSuffix(file, "_test.go") || strings.Contains(file, "/gen/") {
			return
		}
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, b, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, im := range f.Imports {
			if p, _ := strconv.Unquote(im.Path.Value); slices.Contains(banned, p) {
				t.Errorf("%s imports %s: this room does no input or output", file, p)
			}
		}
		if strings.Contains(string(b), "time.Now(") {
			t.Errorf("%s reads the clock: the date of review is an argument", file)
		}
	})
}

// Sources stand as gofmt writes them.
func TestFormatted(t *testing.T) {
	if testing.Short() {
		t.Skip("formatting is checked in full runs")
	}
	out, err := exec.Command("gofmt", "-l", ".").CombinedOutput()
	if err != nil {
		t.Skipf("gofmt is not at hand: %v", err)
	}
	if len(out) > 0 {
		t.Errorf("gofmt would change:\n%s", out)
	}
}
