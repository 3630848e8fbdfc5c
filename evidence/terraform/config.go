package terraform

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/json"
	"github.com/zclconf/go-cty/cty"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/internal/pattern"
)

// maxConfig bounds a configuration file, which is parsed whole.
const maxConfig = 8 << 20

// Config reads configuration (.tf, .tf.json, .tofu) and dependency lock files.
type Config struct{}

// Name implements evidence.Reader.
func (Config) Name() string { return "terraform-config" }

var (
	blockStart = pattern.New(`(?m)^[ \t]*(?:(?:resource|data|ephemeral)[ \t]+"[\w-]+"[ \t]+"[\w-]+"|(?:provider|module|variable|output)[ \t]+"[^"\n]+"|terraform|locals)[ \t]*\{`)
	jsonStart  = pattern.New(`^\s*\{\s*"(//|resource|data|provider|terraform|variable|module|output|locals)"\s*:`)
	jsonBlock  = pattern.New(`"(resource|provider|terraform)"\s*:\s*[\[{]|"(module|data)"\s*:\s*\{\s*"[\w-]+"\s*:\s*\{`)
)

// Recognizes implements evidence.Reader.
func (Config) Recognizes(head []byte) bool {
	if bytes.IndexByte(head, 0) >= 0 {
		return false
	}
	if jsonStart.Match(head) {
		return jsonBlock.Match(head)
	}
	at := blockStart.FindIndex(head)
	return at != nil && onlyComments(head[:at[0]])
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

var topLevel = &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
	{Type: "terraform"},
	{Type: "provider", LabelNames: []string{"name"}},
	{Type: "variable", LabelNames: []string{"name"}},
	{Type: "resource", LabelNames: []string{"type", "name"}},
	{Type: "data", LabelNames: []string{"type", "name"}},
}}

var terraformBlock = &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
	{Type: "backend", LabelNames: []string{"type"}},
	{Type: "required_providers"},
	{Type: "cloud"},
}}

// Read implements evidence.Reader. Observations come in the order of blocks.
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
		c := &config{in: in, kinds: make(kinds), sources: make(map[string]string), variables: make(map[string]string), regions: make(map[string]string)}
		diags := c.parse(text, in.Name)
		for _, item := range c.items {
			if !yield(item, nil) {
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

// A config gathers one file.
type config struct {
	in        *evidence.Input
	sources   map[string]string // provider address by local name
	variables map[string]string // literal defaults that look like regions
	kinds     kinds
	regions   map[string]string // by "name" or "name.alias"
	items     []evidence.Item
}

func (c *config) parse(text []byte, name string) hcl.Diagnostics {
	var file *hcl.File
	var diags hcl.Diagnostics
	if trimmed := bytes.TrimSpace(text); len(trimmed) > 0 && trimmed[0] == '{' {
		file, diags = json.Parse(text, name)
	} else {
		file, diags = hclsyntax.ParseConfig(text, name, hcl.InitialPos)
	}
	if file == nil || file.Body == nil {
		return diags
	}
	content, _, more := file.Body.PartialContent(topLevel)
	if _, native := file.Body.(*hclsyntax.Body); !native {
		diags = append(diags, more...)
	}
	if content == nil {
		return diags
	}
	blocks := content.Blocks
	slices.SortStableFunc(blocks, func(a, b *hcl.Block) int { return a.DefRange.Start.Byte - b.DefRange.Start.Byte })
	for _, b := range blocks { // first what others refer to
		switch b.Type {
		case "terraform":
			c.terraform(b)
		case "variable":
			if v, ok := literal(attributesOf(b.Body)["default"]); ok && regionLike.MatchString(v) {
				c.variables[b.Labels[0]] = v
				c.items = append(c.items, evidence.Item{
					Line: int64(b.DefRange.Start.Line), Place: "var." + b.Labels[0], Gives: "var." + b.Labels[0], Value: v,
				})
			}
		}
	}
	for _, b := range blocks {
		if b.Type == "provider" {
			c.provider(b)
		}
	}
	for _, b := range blocks {
		if b.Type == "resource" || b.Type == "data" {
			c.resource(b)
		}
	}
	return diags
}

// attributesOf returns the attributes of a body, without those it could not read.
func attributesOf(body hcl.Body) hcl.Attributes {
	attrs, _ := body.JustAttributes()
	return attrs
}

// literal returns the text of an attribute that is a literal string.
func literal(a *hcl.Attribute) (string, bool) {
	if a == nil {
		return "", false
	}
	v, diags := a.Expr.Value(nil)
	return text(v, diags.HasErrors())
}

func text(v cty.Value, failed bool) (string, bool) {
	if failed || !v.IsKnown() || v.IsNull() || v.Type() != cty.String || v.IsMarked() {
		return "", false
	}
	return v.AsString(), true
}

func (c *config) add(ob *fact.Observation, at hcl.Range) {
	c.items = append(c.items, evidence.Item{Body: ob, Line: int64(at.Start.Line), Place: string(ob.Asset)})
}

// terraform reads required providers and the backend.
func (c *config) terraform(b *hcl.Block) {
	content, _, _ := b.Body.PartialContent(terraformBlock)
	for _, inner := range content.Blocks {
		switch inner.Type {
		case "required_providers":
			for name, a := range attributesOf(inner.Body) {
				if source := sourceOf(a); source != "" {
					c.sources[name] = source
				}
			}
		case "backend":
			c.in.Records++
			back := backend{kind: inner.Labels[0], line: int64(inner.DefRange.Start.Line)}
			walkBody(inner.Body, 0, "", func(_, name, value string) { back.set(name, value) })
			c.items = append(c.items, back.items()...)
		}
	}
	for _, inner := range content.Blocks {
		if inner.Type == "required_providers" {
			c.required(attributesOf(inner.Body))
		}
	}
}

func (c *config) required(attrs hcl.Attributes) {
	for _, a := range inOrder(attrs) {
		source := c.source(a.Name)
		if isLocal(source) {
			c.in.Skip("local provider", 1)
			continue
		}
		c.in.Records++
		c.add(declaration(source), a.Range)
	}
}

// declaration is that a provider is named.
func declaration(provider string) *fact.Observation {
	return &fact.Observation{Asset: fact.AssetID(fmt.Sprintf("provider[%q]", provider)), Provider: provider, What: fact.ObservedDeclaration}
}

func inOrder(attrs hcl.Attributes) []*hcl.Attribute {
	out := make([]*hcl.Attribute, 0, len(attrs))
	for _, a := range attrs {
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b *hcl.Attribute) int { return a.Range.Start.Byte - b.Range.Start.Byte })
	return out
}

// sourceOf reads the source of an entry of required_providers.
func sourceOf(a *hcl.Attribute) string {
	v, diags := a.Expr.Value(nil)
	if diags.HasErrors() || !v.IsWhollyKnown() || v.IsNull() || !v.Type().IsObjectType() || !v.Type().HasAttribute("source") {
		return ""
	}
	source, _ := text(v.GetAttr("source"), false)
	return strings.ToLower(source)
}

// source returns the address of a provider by its local name, or that name where nothing else is told.
func (c *config) source(name string) string {
	if s, ok := c.sources[name]; ok {
		return s
	}
	return name
}

// azureManagement holds the resource manager of each Azure cloud that the
// "environment" of the azurerm, azuread and azapi providers names, beside the public one.
var azureManagement = map[string]string{
	"china": "management.chinacloudapi.cn", "german": "management.microsoftazure.de", "usgovernment": "management.usgovcloudapi.net",
}

// provider reads the block of a provider, or of a lock file, whose label is an address.
func (c *config) provider(b *hcl.Block) {
	name := b.Labels[0]
	source := c.source(name)
	if isLocal(source) {
		c.in.Skip("local provider", 1)
		return
	}
	c.in.Records++
	if strings.Contains(name, "/") {
		c.add(declaration(name), b.DefRange)
		return
	}
	attrs := attributesOf(b.Body)
	key := name
	if alias, ok := literal(attrs["alias"]); ok {
		key += "." + alias
	}
	variable := ""
	c.regions[key], variable = c.region(attrs["region"])
	var hosts []string
	walkBody(b.Body, 0, "", func(outer, n, value string) {
		if outer == "endpoints" || isEndpointName(n) || n == "auth_url" || n == "url" {
			hosts = append(hosts, host(value))
		}
	})
	hosts = slices.DeleteFunc(hosts, func(h string) bool { return h == "" })
	if env, ok := literal(attrs["environment"]); ok && azureManagement[env] != "" {
		hosts = append(hosts, azureManagement[env])
	}
	hosts = unique(hosts)
	if len(hosts) == 0 {
		hosts = []string{""}
	}
	for _, h := range hosts {
		c.add(&fact.Observation{
			Asset: fact.AssetID("provider." + key), Endpoint: h, Provider: source, Region: c.regions[key], What: fact.ObservedDeclaration,
		}, b.DefRange)
		last := &c.items[len(c.items)-1]
		last.Gives, last.Value, last.Needs = "provider."+key, c.regions[key], variable
	}
}

// region reads a region that is a literal, or a variable with a literal
// default; where that stands in another file, it returns the variable's name.
func (c *config) region(a *hcl.Attribute) (region, variable string) {
	if a == nil {
		return "", ""
	}
	if v, ok := literal(a); ok {
		if v = strings.ToLower(v); regionLike.MatchString(v) {
			return v, ""
		}
		return "", ""
	}
	t, diags := hcl.AbsTraversalForExpr(a.Expr)
	if diags.HasErrors() || len(t) != 2 || t.RootName() != "var" {
		return "", ""
	}
	if name, ok := t[1].(hcl.TraverseAttr); ok {
		return c.variables[name.Name], "var." + name.Name
	}
	return "", ""
}

// resource reads a resource or data source.
func (c *config) resource(b *hcl.Block) {
	kind, name := b.Labels[0], b.Labels[1]
	attrs := attributesOf(b.Body)
	local := typePrefix(kind)
	key := local
	if a := attrs["provider"]; a != nil {
		if t, diags := hcl.AbsTraversalForExpr(a.Expr); !diags.HasErrors() {
			local, key = t.RootName(), t.RootName()
			if len(t) == 2 {
				if alias, ok := t[1].(hcl.TraverseAttr); ok {
					key += "." + alias.Name
				}
			}
		}
	}
	r := &resource{kindInfo: c.kinds.of(kind), provider: c.source(local), data: b.Type == "data", line: int64(b.DefRange.Start.Line)}
	r.address = address("", kind, name, r.data, nil)
	r.place = r.address
	if isLocal(r.provider) {
		c.in.Skip("local provider", 1)
		return
	}
	c.in.Records++
	walkBody(b.Body, 0, "", func(_, name, value string) { r.attribute(name, value) })
	r.done()
	if r.region == "" {
		r.region = c.regions[key]
	}
	for _, item := range r.items() {
		if item.Body.(*fact.Observation).What != fact.ObservedPeer {
			item.Needs = "provider." + key
		}
		c.items = append(c.items, item)
	}
}

// maxNesting bounds the blocks within blocks that are looked at.
const maxNesting = 8

// walkBody calls f for each literal string in a body, with the outermost block
// or attribute it is in, if any, and the nearest name above it.
func walkBody(body hcl.Body, depth int, outer string, f func(outer, name, value string)) {
	for _, a := range inOrder(attributesOf(body)) {
		if v, diags := a.Expr.Value(nil); !diags.HasErrors() {
			walkValue(v, 0, cmp.Or(outer, a.Name), a.Name, f)
		}
	}
	native, ok := body.(*hclsyntax.Body)
	if !ok || depth >= maxNesting {
		return
	}
	for _, b := range native.Blocks {
		walkBody(b.Body, depth+1, cmp.Or(outer, b.Type), f)
	}
}

func walkValue(v cty.Value, depth int, outer, name string, f func(outer, name, value string)) {
	if s, ok := text(v, false); ok {
		f(outer, name, s)
		return
	}
	if depth >= maxNesting || v.IsMarked() || !v.IsKnown() || v.IsNull() || !v.CanIterateElements() {
		return
	}
	for it := v.ElementIterator(); it.Next(); {
		k, e := it.Element()
		inner := name
		if s, ok := text(k, false); ok {
			inner = s
		}
		walkValue(e, depth+1, outer, inner, f)
	}
}
