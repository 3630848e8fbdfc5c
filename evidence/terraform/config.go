package terraform

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/json"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/internal/pattern"
)

// maxConfig bounds a configuration file, which is parsed whole.
const maxConfig = 8 << 20

// maxBrackets bounds what may be open at once, since the parser recurses.
const maxBrackets = 500

// Config reads configuration (.tf, .tf.json, .tofu), the values of its variables
// (.tfvars), partial backends (.tfbackend), Terragrunt files and dependency lock
// files. Read parses a file; Join says what the files of all folders say together.
type Config struct{}

// Name implements evidence.Reader.
func (Config) Name() string { return "terraform-config" }

const label = `[ \t]+(?:"[^"\n]+"|[A-Za-z_][\w-]*)`

var (
	blockStart = pattern.New(`(?m)^[ \t]*(?:(?:resource|data|ephemeral)` + label + label + `|(?:provider|module|variable|output|generate|include|dependency)` + label + `|terraform|locals|remote_state|dependencies)[ \t]*\{`)
	jsonStart  = pattern.New(`^\s*\{\s*"(//|resource|data|ephemeral|provider|terraform|variable|module|output|locals)"\s*:`)
	jsonBlock  = pattern.New(`"(resource|provider|terraform)"\s*:\s*[\[{]|"(module|data|variable)"\s*:\s*\{\s*"[\w-]+"\s*:\s*[\[{]`)
	inputsOnly = pattern.New(`(?m)^inputs[ \t]*=[ \t]*(\{|merge\()`)
)

// Recognizes implements evidence.Reader.
func (Config) Recognizes(head []byte) evidence.Strength {
	if bytes.IndexByte(head, 0) >= 0 {
		return evidence.No
	}
	if jsonStart.Match(head) {
		return evidence.Strong.If(jsonBlock.Match(head))
	}
	at := blockStart.FindIndex(head)
	if at == nil {
		at = inputsOnly.FindIndex(head)
	}
	return evidence.Strong.If(at != nil && onlyComments(head[:at[0]]))
}

// Selects implements evidence.Selector: Terraform knows values of variables by
// the names of their files, and so does Config.
func (c Config) Selects(name string, head []byte, _ evidence.Options) evidence.Strength {
	if bytes.IndexByte(head, 0) < 0 && roleOf(name) != roleConfig {
		return evidence.Strong
	}
	return c.Recognizes(head)
}

// A role is what a file is to Terraform, by its name.
type role int

const (
	roleConfig  role = iota
	roleValues       // loaded by itself: terraform.tfvars, *.auto.tfvars
	roleMaybe        // values that a person may load: prod.tfvars
	roleBackend      // settings of a backend that a person may load: prod.tfbackend
)

func roleOf(name string) role {
	name = strings.TrimSuffix(strings.ToLower(evidence.BaseName(name)), ".json")
	switch {
	case name == "terraform.tfvars", strings.HasSuffix(name, ".auto.tfvars"):
		return roleValues
	case strings.HasSuffix(name, ".tfvars"):
		return roleMaybe
	case strings.HasSuffix(name, ".tfbackend"), name == "backend.hcl":
		return roleBackend
	}
	return roleConfig
}

// onlyComments reports whether what precedes the first known block may be HCL: comments, blanks, or blocks and attributes.
func onlyComments(text []byte) bool {
	inside := false
	for line := range bytes.Lines(text) {
		line = bytes.TrimSpace(line)
		switch {
		case inside:
			inside = !bytes.Contains(line, []byte("*/"))
		case bytes.HasPrefix(line, []byte("/*")):
			inside = !bytes.Contains(line, []byte("*/"))
		case len(line) == 0, line[0] == '#', bytes.HasPrefix(line, []byte("//")):
		case bytes.ContainsAny(line, "={}"):
		default:
			return false
		}
	}
	return true
}

// A document is the Part of one file: what was parsed, and what it is to Terraform.
type document struct {
	role role
	body hcl.Body
	text []byte
}

// Read implements evidence.Reader. It yields one Part, and what is no HCL.
func (Config) Read(in *evidence.Input) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		text, err := io.ReadAll(io.LimitReader(in.R, maxConfig+1))
		switch {
		case err != nil:
			yield(evidence.Item{}, err)
			return
		case len(text) > maxConfig:
			yield(evidence.Item{}, fmt.Errorf("configuration of more than %d MiB is not read", maxConfig>>20))
			return
		}
		file, diags := parse(text, in.Name, 1)
		if file != nil && file.Body != nil {
			count(in, file.Body)
			if !yield(evidence.Item{Part: &document{role: roleOf(in.Name), body: file.Body, text: file.Bytes}}, nil) {
				return
			}
		}
		for _, d := range diags {
			if d.Severity != hcl.DiagError {
				continue
			}
			line := int64(0)
			if d.Subject != nil {
				line = int64(d.Subject.Start.Line)
			}
			if !yield(evidence.Item{}, evidence.BadLine(line, "%s", strings.ToLower(d.Summary))) { // the detail may quote values
				return
			}
		}
	}
}

// parse parses text, whose first line has the given number, as HCL in either syntax.
func parse(text []byte, name string, line int) (*hcl.File, hcl.Diagnostics) {
	if at := tooDeep(text); at > 0 {
		return nil, hcl.Diagnostics{{
			Severity: hcl.DiagError, Summary: fmt.Sprintf("more than %d brackets, signs or conditions are open", maxBrackets),
			Subject: &hcl.Range{Start: hcl.Pos{Line: line + at - 1}},
		}}
	}
	if trimmed := bytes.TrimSpace(text); len(trimmed) > 0 && trimmed[0] == '{' {
		return json.Parse(text, name)
	}
	return hclsyntax.ParseConfig(text, name, hcl.Pos{Line: line, Column: 1})
}

// tooDeep returns the line at which the parser would go deeper than maxBrackets into expressions within each
// other, 0 if there is none: by brackets, by signs before one value ("!!x", "--x"), by conditions behind conditions.
func tooDeep(text []byte) (line int) {
	line, depth, signs, conditions := 1, 0, 0, 0
	for at, c := range text {
		switch c {
		case '\n':
			line++
			if depth == 0 {
				conditions = 0
			}
			if n := bytes.TrimLeft(text[at+1:], " \t"); len(n) > 0 && n[0] == '#' || bytes.HasPrefix(n, []byte("//")) {
				signs = -len(n) // a comment may be a line of dashes
			} else if signs < 0 {
				signs = 0
			}
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth = max(0, depth-1)
		case '?':
			conditions++
		case '!', '-':
			signs++
		case ' ', '\t', '\r':
		default:
			signs = min(signs, 0)
		}
		if depth > maxBrackets || signs > maxBrackets || conditions > maxBrackets {
			return line
		}
	}
	return 0
}

// count says how many blocks of a file are read, and how many stand for no service.
func count(in *evidence.Input, body hcl.Body) {
	for _, b := range blocksOf(body) {
		switch {
		case b.Type == "provider" && isLocal(b.Labels[0]),
			(b.Type == "resource" || b.Type == "data") && isLocal(typePrefix(b.Labels[0])) && b.Labels[0] != remoteState:
			in.Skip("local provider", 1)
		default:
			in.Records++
		}
	}
	in.Records += int64(len(attributesOf(body)))
}
