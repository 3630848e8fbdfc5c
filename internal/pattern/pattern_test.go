package pattern_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/internal/pattern"
)

// Every expression of the program compiles, which otherwise shows only when one
// is first used. They are found where they stand, as the argument of pattern.New.
func TestPatterns(t *testing.T) {
	found := 0
	err := filepath.WalkDir("../..", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		constants := texts(f)
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 1 || !isNew(call.Fun) {
				return true
			}
			text, ok := textOf(call.Args[0], constants)
			if !ok {
				t.Errorf("%s: the expression of pattern.New is no constant of this file, so nothing checks it", name)
				return true
			}
			found++
			if _, err := regexp.Compile(text); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found < 80 {
		t.Errorf("%d expressions found: those of readers and importers are not among them", found)
	}
}

func isNew(fun ast.Expr) bool {
	s, ok := fun.(*ast.SelectorExpr)
	if !ok || s.Sel.Name != "New" {
		return false
	}
	x, ok := s.X.(*ast.Ident)
	return ok && x.Name == "pattern"
}

// texts returns the constants of a file that are text.
func texts(f *ast.File) map[string]ast.Expr {
	out := map[string]ast.Expr{}
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		for _, s := range g.Specs {
			v := s.(*ast.ValueSpec)
			for i, n := range v.Names {
				if i < len(v.Values) {
					out[n.Name] = v.Values[i]
				}
			}
		}
	}
	return out
}

// textOf evaluates text: a literal, a constant, or several joined.
func textOf(e ast.Expr, constants map[string]ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil
	case *ast.Ident:
		c, ok := constants[e.Name]
		if !ok {
			return "", false
		}
		return textOf(c, constants)
	case *ast.BinaryExpr:
		a, okA := textOf(e.X, constants)
		b, okB := textOf(e.Y, constants)
		return a + b, okA && okB && e.Op == token.ADD
	case *ast.ParenExpr:
		return textOf(e.X, constants)
	}
	return "", false
}

func TestPatternIsARegularExpression(t *testing.T) {
	p := pattern.New(`a(b+)`)
	if !p.MatchString("xabb") || p.MatchString("xb") || p.FindStringSubmatch("xabb")[1] != "bb" || p.String() != `a(b+)` {
		t.Error("a pattern does not match as its expression does")
	}
}
