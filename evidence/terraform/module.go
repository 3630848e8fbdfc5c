package terraform

import (
	"bytes"
	"fmt"
	slashes "path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/longarm-project/longarm/evidence"
)

// topLevel are the blocks of Terraform and Terragrunt that count.
var topLevel = &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
	{Type: "terraform"},
	{Type: "locals"},
	{Type: "remote_state"},
	{Type: "provider", LabelNames: []string{"name"}},
	{Type: "variable", LabelNames: []string{"name"}},
	{Type: "output", LabelNames: []string{"name"}},
	{Type: "module", LabelNames: []string{"name"}},
	{Type: "generate", LabelNames: []string{"name"}},
	{Type: "resource", LabelNames: []string{"type", "name"}},
	{Type: "data", LabelNames: []string{"type", "name"}},
}}

var terraformBlock = &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
	{Type: "backend", LabelNames: []string{"type"}},
	{Type: "required_providers"},
	{Type: "cloud"},
}}

// blocksOf returns the blocks of a file that count, in their order.
func blocksOf(body hcl.Body) hcl.Blocks {
	content, _, _ := body.PartialContent(topLevel)
	if content == nil {
		return nil
	}
	blocks := content.Blocks
	slices.SortStableFunc(blocks, func(a, b *hcl.Block) int { return a.DefRange.Start.Byte - b.DefRange.Start.Byte })
	return blocks
}

// attributesOf returns the attributes of a body, without those it could not read.
func attributesOf(body hcl.Body) hcl.Attributes {
	attrs, _ := body.JustAttributes()
	if _, native := body.(*hclsyntax.Body); native {
		return attrs
	}
	for name := range attrs { // of JSON also those that are blocks
		if slices.ContainsFunc(topLevel.Blocks, func(b hcl.BlockHeaderSchema) bool { return b.Type == name }) {
			delete(attrs, name)
		}
	}
	return attrs
}

func inOrder(attrs hcl.Attributes) []*hcl.Attribute {
	out := make([]*hcl.Attribute, 0, len(attrs))
	for _, a := range attrs {
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b *hcl.Attribute) int { return a.Range.Start.Byte - b.Range.Start.Byte })
	return out
}

// A block is a block of a file.
type block struct {
	*hcl.Block
	part     int
	override bool // of a file whose attributes go before those of others
}

func (b *block) origin(place string) evidence.Origin {
	return evidence.Origin{Part: b.part, Line: int64(b.DefRange.Start.Line), Place: place}
}

// attributes returns the attributes of the block itself.
func (b *block) attributes() hcl.Attributes {
	attrs, _ := b.Body.JustAttributes()
	return attrs
}

// A definition is what a name stands for, at a place.
type definition struct {
	expr hcl.Expression
	at   evidence.Origin
	in   *scope // that its names are of; nil: told by who evaluates it
}

// A module is what the files of one folder say together.
type module struct {
	folder    string
	blocks    []*block // all, by file and place
	variables map[string]*definition
	declared  map[string]bool // variables, with or without default
	locals    map[string]*definition
	outputs   map[string]*definition
	resources map[string]*block   // "aws_s3_bucket.b", "data.aws_region.here"
	providers map[string][]*block // by "aws" or "aws.hk"
	calls     map[string]*block
	sources   map[string]string        // provider address by local name
	values    map[string]*definition   // of variables, from files that are loaded by themselves
	maybe     map[string][]*definition // of variables, from files that a person may load
	backends  []map[string]*definition // settings from files that a person may load
	inputs    map[string]*definition   // of Terragrunt
	unread    []*block                 // of Terragrunt, whose configuration cannot be told

	overriding bool // the file being added overrides what others say
}

func newModule(folder string) *module {
	return &module{
		folder: folder, variables: map[string]*definition{}, declared: map[string]bool{}, locals: map[string]*definition{},
		outputs: map[string]*definition{}, resources: map[string]*block{}, providers: map[string][]*block{}, calls: map[string]*block{},
		sources: map[string]string{}, values: map[string]*definition{}, maybe: map[string][]*definition{}, inputs: map[string]*definition{},
	}
}

// add takes a file into the module.
func (m *module) add(part int, name string, d *document) {
	base, _, _ := strings.Cut(name, ".")
	m.overriding = base == "override" || strings.HasSuffix(base, "_override")
	switch d.role {
	case roleConfig:
		for _, b := range blocksOf(d.body) {
			m.block(&block{b, part, m.overriding})
			if b.Type == "generate" {
				m.generate(part, d, b)
			}
		}
		if inputs := attributesOf(d.body)["inputs"]; inputs != nil {
			m.input(part, inputs)
		}
		return
	case roleBackend:
		m.backends = append(m.backends, definitions(part, d.body, ""))
		return
	}
	for variable, def := range definitions(part, d.body, "var.") {
		if d.role == roleValues {
			m.values[variable] = def // the last file wins, in the order Terraform loads them
		} else {
			m.maybe[variable] = append(m.maybe[variable], def)
		}
	}
}

// generate takes configuration into the module that Terragrunt writes from text
// in its own file. What is inserted in the text is of that file, and stays what it is.
func (m *module) generate(part int, d *document, b *hcl.Block) {
	attrs, _ := b.Body.JustAttributes()
	a := attrs["contents"]
	if a == nil {
		return
	}
	t, ok := a.Expr.(*hclsyntax.TemplateExpr)
	if !ok {
		m.unread = append(m.unread, &block{b, part, false})
		return
	}
	var text strings.Builder
	for _, p := range t.Parts {
		if s, ok := literal(p); ok {
			text.WriteString(s)
		} else {
			fmt.Fprintf(&text, "${%s}", p.Range().SliceBytes(d.text))
		}
	}
	line := a.Expr.Range().Start.Line
	if bytes.HasPrefix(a.Expr.Range().SliceBytes(d.text), []byte("<<")) {
		line++
	}
	file, diags := parse([]byte(text.String()), "generated", line)
	if file == nil || file.Body == nil || diags.HasErrors() {
		m.unread = append(m.unread, &block{b, part, false})
		return
	}
	for _, inner := range blocksOf(file.Body) {
		if inner.Type != "generate" {
			m.block(&block{inner, part, false})
		}
	}
}

func definitions(part int, body hcl.Body, prefix string) map[string]*definition {
	out := map[string]*definition{}
	attrs, _ := body.JustAttributes()
	for name, a := range attrs {
		out[name] = &definition{expr: a.Expr, at: evidence.Origin{Part: part, Line: int64(a.Range.Start.Line), Place: prefix + name}}
	}
	return out
}

func (m *module) block(b *block) {
	m.blocks = append(m.blocks, b)
	switch b.Type {
	case "variable":
		m.declared[b.Labels[0]] = true
		if a := b.attributes()["default"]; a != nil {
			m.define(m.variables, b.Labels[0], a.Expr, b.origin("var."+b.Labels[0]))
		}
	case "output":
		if a := b.attributes()["value"]; a != nil {
			m.define(m.outputs, b.Labels[0], a.Expr, b.origin("output."+b.Labels[0]))
		}
	case "locals":
		for _, a := range inOrder(b.attributes()) {
			m.define(m.locals, a.Name, a.Expr, evidence.Origin{Part: b.part, Line: int64(a.Range.Start.Line), Place: "local." + a.Name})
		}
	case "resource":
		m.resources[b.Labels[0]+"."+b.Labels[1]] = b
	case "data":
		m.resources["data."+b.Labels[0]+"."+b.Labels[1]] = b
	case "module":
		m.calls[b.Labels[0]] = b
	case "provider":
		key := b.Labels[0]
		if a := b.attributes()["alias"]; a != nil {
			if alias, ok := literal(a.Expr); ok {
				key += "." + alias
			}
		}
		m.providers[key] = append(m.providers[key], b)
	case "terraform":
		content, _, _ := b.Body.PartialContent(terraformBlock)
		for _, inner := range content.Blocks {
			if inner.Type == "required_providers" {
				attrs, _ := inner.Body.JustAttributes()
				for name, a := range attrs {
					if s := sourceOf(a); s != "" {
						m.sources[name] = s
					}
				}
			}
		}
	}
}

// define keeps a definition; of two, neither counts, unless they are the same literal.
func (m *module) define(in map[string]*definition, name string, expr hcl.Expression, at evidence.Origin) {
	if have, twice := in[name]; twice && !m.overriding {
		a, okA := literal(have.expr)
		if b, okB := literal(expr); !okA || !okB || a != b {
			in[name] = &definition{at: at}
		}
		return
	}
	in[name] = &definition{expr: expr, at: at}
}

// input takes the inputs of a Terragrunt file.
func (m *module) input(part int, a *hcl.Attribute) {
	pairs, diags := hcl.ExprMap(a.Expr)
	if diags.HasErrors() { // merge(...): some inputs are not known
		m.inputs[""] = &definition{expr: a.Expr, at: evidence.Origin{Part: part, Line: int64(a.Range.Start.Line), Place: "inputs"}}
		return
	}
	for _, p := range pairs {
		if name, ok := literal(p.Key); ok {
			m.inputs[name] = &definition{expr: p.Value, at: evidence.Origin{Part: part, Line: int64(p.Value.Range().Start.Line), Place: "inputs." + name}}
		}
	}
}

// sourceOf reads the source of an entry of required_providers.
func sourceOf(a *hcl.Attribute) string {
	pairs, diags := hcl.ExprMap(a.Expr)
	if diags.HasErrors() {
		return ""
	}
	for _, p := range pairs {
		if key, ok := literal(p.Key); ok && key == "source" {
			s, _ := literal(p.Value)
			return strings.ToLower(s)
		}
	}
	return ""
}

// source returns the address of a provider by its local name, or that name where nothing else is said.
func (m *module) source(name string) string {
	if s, ok := m.sources[name]; ok {
		return s
	}
	return name
}

// called returns the folder of a module that stands beside its caller, "" for one from elsewhere.
func (m *module) called(source string) string {
	source, _, _ = strings.Cut(source, "?")
	if !strings.HasPrefix(source, "./") && !strings.HasPrefix(source, "../") && source != "." && source != ".." {
		return ""
	}
	archive, inside := "", m.folder
	if i := strings.LastIndexByte(m.folder, '!'); i >= 0 {
		archive, inside = m.folder[:i+1], m.folder[i+1:]
	}
	rooted := strings.HasPrefix(inside, "/")
	to := strings.TrimPrefix(slashes.Join("/", inside, strings.ReplaceAll(source, "//", "/")), "/")
	if to != "" {
		to += "/"
	}
	if rooted {
		to = "/" + to
	}
	return archive + to
}

// declaration names a provider as an asset.
func declarationName(provider string) string { return fmt.Sprintf("provider[%q]", provider) }
