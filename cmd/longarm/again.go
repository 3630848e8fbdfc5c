package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/longarm-project/longarm/report"
)

// carried are the flags that a further command about the same review needs too.
var carried = []string{"at", "read-on", "case", "documents", "prefixes", "registry", "clearings", "law", "government", "subject", "home", "flow-fields"}

// asGiven writes the flags of a review as they were given, for a further command.
func asGiven(fs *pflag.FlagSet) string {
	var out []string
	for _, name := range carried {
		fl := fs.Lookup(name)
		if fl == nil || !fl.Changed {
			continue
		}
		values := []string{fl.Value.String()}
		if list, ok := fl.Value.(pflag.SliceValue); ok {
			values = list.GetSlice()
		}
		for _, v := range values {
			out = append(out, "--"+name+" "+report.Quote(v))
		}
	}
	return strings.Join(out, " ")
}

// program is how this program was called, as far as that can be typed again.
func program() string {
	if exe := filepath.ToSlash(os.Args[0]); strings.Contains(exe, "/go-build") && strings.Contains(exe, "/exe/") {
		return "go run ./cmd/longarm"
	}
	return "longarm"
}

// again writes a command about the same paths with the same flags.
func (f *reviewFlags) again(command string, paths []string) string {
	words := []string{program() + strings.TrimPrefix(command, "longarm")}
	if f.given != "" {
		words = append(words, f.given)
	}
	for _, p := range paths {
		words = append(words, report.QuotePath(p))
	}
	return strings.Join(slices.Clip(words), " ")
}
