package longarm_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Limits of one package: beyond them it is a room with parts.
const (
	maxFiles = 25 // without tests
	maxNames = 60 // exported at the top level, methods left out
)

// large lists the packages that are larger, with what they have and why. A package
// may not grow beyond it, and one that fits the limits is taken off the list.
var large = []struct {
	pkg          string
	files, names int
	reason       string
}{
	{"census", maxFiles, 75, "one vocabulary of categories, stores, formats, parts and reports for the readers below it"},
	{"census/detect", maxFiles, 120, "one name for each kind of value of the catalogue of 28 CFR 202.234"},
	{"determination", maxFiles, 76, "one vocabulary of what was asked and decided, and of remedies"},
	{"cmd/longarm", 56, maxNames, "one or two files for each subcommand"},
	{"fact", maxFiles, 210, "the vocabulary of everything: nine kinds of fact with the words that they use, and the kinds of step"},
	{"law", maxFiles, 111, "the syntax tree of rules is public, since the checker of proofs reads it with code of its own"},
	{"ownership", 38, 80, "to be split: tests as tables and drawing become parts"},
	{"registry", 32, 140, "to be split: the graph as it lies in a file becomes a room below it"},
	{"review", 26, maxNames, "to be split: how records are made of facts becomes a part"},
	{"screening", 30, maxNames, "to be split: the index and the score become parts"},
}

func TestPackagesAreSmall(t *testing.T) {
	files, names := map[string]int{}, map[string]int{}
	walk(t, func(file string) {
		if strings.HasSuffix(file, "_test.go") {
			return
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		pkg := filepath.ToSlash(filepath.Dir(file))
		files[pkg]++
		names[pkg] += exported(f)
	})
	for pkg, n := range files {
		f, m := maxFiles, maxNames
		for _, l := range large {
			if l.pkg == pkg {
				f, m = l.files, l.names
			}
		}
		if n > f || names[pkg] > m {
			t.Errorf("%s has %d files and %d exported names; no more than %d and %d may be: split it, or say why in the table", pkg, n, names[pkg], f, m)
		}
	}
	for _, l := range large {
		if files[l.pkg] <= maxFiles && names[l.pkg] <= maxNames {
			t.Errorf("%s has %d files and %d exported names and fits the limits: take it off the table", l.pkg, files[l.pkg], names[l.pkg])
		}
	}
}

// exported counts the exported names of a file, methods left out.
func exported(f *ast.File) (n int) {
	count := func(id *ast.Ident) {
		if id.IsExported() {
			n++
		}
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				count(d.Name)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					count(s.Name)
				case *ast.ValueSpec:
					for _, id := range s.Names {
						count(id)
					}
				}
			}
		}
	}
	return n
}

// maxChain is the most imports that may lie between the command and the last room below it.
const maxChain = 6

func TestChainsAreShort(t *testing.T) {
	rooms := map[string]map[string]bool{}
	walk(t, func(file string) {
		if strings.HasSuffix(file, "_test.go") {
			return
		}
		room, _, _ := strings.Cut(strings.TrimPrefix(filepath.ToSlash(filepath.Dir(file)), "."), "/")
		if rooms[room] == nil {
			rooms[room] = map[string]bool{}
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, im := range f.Imports {
			imported, _ := strconv.Unquote(im.Path.Value)
			if to, ours := strings.CutPrefix(imported, module); ours {
				to, _, _ = strings.Cut(strings.TrimPrefix(to, "/"), "/")
				rooms[room][to] = rooms[room][to] || to != room
			}
		}
	})
	longest := map[string][]string{}
	var chain func(room string, above []string) []string
	chain = func(room string, above []string) []string {
		if slices.Contains(above, room) {
			t.Fatalf("rooms import each other: %q", append(above, room))
		}
		if c, ok := longest[room]; ok {
			return c
		}
		var best []string
		for _, to := range slices.Sorted(maps.Keys(rooms[room])) {
			if rooms[room][to] {
				if c := chain(to, append(above, room)); len(c) > len(best) {
					best = c
				}
			}
		}
		longest[room] = append([]string{room}, best...)
		return longest[room]
	}
	for room := range rooms {
		if c := chain(room, nil); len(c)-1 > maxChain {
			t.Errorf("%d imports lie in a chain of rooms, at most %d may: %q", len(c)-1, maxChain, c)
		}
	}
}

// wordsOfLaw counts, for rooms that must know no law by name, the texts in their
// code that are a country or an ownership test. These belong to the packs: a count
// may only fall, to nothing in the end.
var wordsOfLaw = map[string]int{
	"":       0,
	"reach":  0,
	"report": 0,
	"review": 0,
	"assess": 0,
	"remedy": 0,
	"verify": 0,
}

var wordOfLaw = regexp.MustCompile(`^"([A-Z]{2}|dsp|ofac50|own50)"$`)

func TestNoLawInCode(t *testing.T) {
	found := map[string][]string{}
	walk(t, func(file string) {
		room, _, _ := strings.Cut(strings.TrimPrefix(filepath.ToSlash(filepath.Dir(file)), "."), "/")
		if _, watched := wordsOfLaw[room]; !watched || strings.HasSuffix(file, "_test.go") {
			return
		}
		places := token.NewFileSet()
		f, err := parser.ParseFile(places, file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && wordOfLaw.MatchString(l.Value) {
				found[room] = append(found[room], places.Position(l.Pos()).String()+" "+l.Value)
			}
			return true
		})
	})
	for room, known := range wordsOfLaw {
		if got := found[room]; len(got) != known {
			t.Errorf("room %q names a country or a test of one law %d times, the table says %d:\n\t%s", room, len(got), known, strings.Join(got, "\n\t"))
		}
	}
}
