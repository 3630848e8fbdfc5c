package terraform

import (
	slashes "path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/longarm-project/longarm/evidence"
)

// unitFile is the file that makes a folder a unit of Terragrunt: what is applied by itself.
const unitFile = "terragrunt.hcl"

// maxUp bounds the folders above a unit that are looked through.
const maxUp = 64

// A fileOf is a file as a unit sees it: paths in it are those of the unit.
type fileOf struct{ path, unit string }

// fileScope returns the scope of one file of Terragrunt as a unit sees it, nil for one that is not here.
func (j *joiner) fileScope(path, unit string) *scope {
	i, ok := j.files[path]
	if !ok {
		return nil
	}
	key := fileOf{path, unit}
	if s := j.units[key]; s != nil {
		return s
	}
	if j.scopes >= maxScopes {
		return nil
	}
	m := newModule(j.parts[i].Folder)
	m.add(i, j.parts[i].Name, j.parts[i].Value.(*document))
	s := j.scope(m, nil)
	s.unit = unit
	j.units[key] = s
	return s
}

// include gives a unit what its file includes: their blocks, their inputs below its own.
func (s *scope) include(path string) {
	s.unit = s.folder
	d := s.j.parts[s.j.files[path]].Value.(*document)
	native, ok := d.body.(*hclsyntax.Body)
	if !ok {
		return
	}
	s.labels = map[string]*scope{}
	for _, b := range native.Blocks {
		a := b.Body.Attributes["path"]
		if b.Type != "include" || a == nil {
			continue
		}
		to, ok := asText(s.eval(a.Expr, 0).value)
		if !ok {
			continue
		}
		to = s.j.pathFrom(s.folder, to)
		inner := s.j.fileScope(to, s.unit)
		if inner == nil || to == path {
			continue
		}
		s.j.included[to] = true
		s.includes = append(s.includes, inner)
		if len(b.Labels) == 1 {
			s.labels[b.Labels[0]] = inner
		}
	}
	merged := map[string]*definition{}
	for _, from := range append(slices.Clone(s.includes), s) {
		from.addInputs(merged)
	}
	s.inputs = merged
}

// addInputs puts the inputs of a file over those that are there.
func (s *scope) addInputs(merged map[string]*definition) {
	for name, d := range s.module.inputs {
		if name == "" {
			continue
		}
		merged[name] = &definition{expr: d.expr, at: d.at, in: s}
	}
	whole := s.module.inputs[""]
	if whole == nil {
		return
	}
	v := s.eval(whole.expr, 0).value // merge(local.region.locals, ...)
	if !iterable(v) || !v.Type().IsObjectType() && !v.Type().IsMapType() {
		merged[""] = whole
		return
	}
	for it := v.ElementIterator(); it.Next(); {
		k, e := it.Element()
		if name, ok := text(k, false); ok {
			merged[name] = &definition{expr: hcl.StaticExpr(e, hcl.Range{}), at: whole.at, in: s}
		}
	}
}

// pathFrom joins a path in a file of Terragrunt to the folder it is relative to.
func (j *joiner) pathFrom(folder, path string) string {
	if _, here := j.files[path]; here || strings.HasPrefix(path, "/") && strings.HasPrefix(folder, "/") {
		return slashes.Clean(path)
	}
	archive, inside := "", folder
	if i := strings.LastIndexByte(folder, '!'); i >= 0 {
		archive, inside = folder[:i+1], folder[i+1:]
	}
	rooted := strings.HasPrefix(inside, "/")
	clean := strings.TrimPrefix(slashes.Join("/", inside, strings.TrimPrefix(path, archive)), "/")
	if rooted {
		clean = "/" + clean
	}
	return archive + clean
}

// terragruntCall evaluates the functions of Terragrunt that depend on where files are.
func (ev *evaluation) terragruntCall(name string, args []cty.Value) cty.Value {
	s := ev.s
	first := ""
	if len(args) > 0 {
		var ok bool
		if first, ok = asText(args[0]); !ok {
			return unknown
		}
	}
	switch {
	case name == "dirname" && first != "":
		return cty.StringVal(slashes.Dir(first))
	case name == "basename" && first != "":
		return cty.StringVal(slashes.Base(first))
	case s.unit == "":
	case name == "get_terragrunt_dir", name == "get_original_terragrunt_dir":
		return cty.StringVal(strings.TrimSuffix(s.unit, "/"))
	case name == "find_in_parent_folders":
		want := first
		if len(args) == 0 {
			want = unitFile
		}
		folder := s.unit
		for range maxUp {
			if folder == "" || folder == "/" {
				break
			}
			folder = above(folder)
			if _, ok := s.j.files[folder+want]; ok && want != "" {
				return cty.StringVal(folder + want)
			}
		}
		if len(args) > 1 {
			return args[1]
		}
	case name == "read_terragrunt_config" && first != "":
		if to := s.j.fileScope(s.j.pathFrom(s.unit, first), s.unit); to != nil && to != s {
			return to.config(ev.deep + 1)
		}
	}
	return unknown
}

// config returns a file as others refer to it: its locals and inputs.
func (s *scope) config(deep int) cty.Value {
	if deep > maxDeep {
		return unknown
	}
	locals, inputs := map[string]cty.Value{}, map[string]cty.Value{}
	for name := range s.locals {
		locals[name] = s.named([]string{"local", name}, deep+1).value
	}
	for name, d := range s.module.inputs {
		if name != "" {
			inputs[name] = s.eval(d.expr, deep+1).value
		}
	}
	out := map[string]cty.Value{"locals": cty.ObjectVal(locals), "inputs": unknown}
	if s.module.inputs[""] == nil {
		out["inputs"] = cty.ObjectVal(inputs)
	}
	return cty.ObjectVal(out)
}

// unitScopes puts the scopes of folders that are units of Terragrunt together.
func (j *joiner) unitScopes() {
	for _, folder := range j.order {
		path := folder + unitFile
		if _, ok := j.files[path]; !ok {
			continue
		}
		j.spent, j.scopes = 0, 0
		s := j.scope(j.modules[folder], nil)
		s.include(path)
		j.roots[folder] = s
	}
	for path := range j.included { // read with each unit that includes it, and not by itself
		if m := j.modules[above(path)]; m != nil {
			part := j.files[path]
			m.blocks = slices.DeleteFunc(m.blocks, func(b *block) bool { return b.part == part })
			m.unread = slices.DeleteFunc(m.unread, func(b *block) bool { return b.part == part })
		}
	}
}

// terragruntTarget returns the folder of the module that a unit calls: by its own block, or one that it includes.
func (s *scope) terragruntTarget(from *scope, b *block) string {
	a := b.attributes()["source"]
	if a == nil {
		return ""
	}
	source, ok := asText(from.eval(a.Expr, 0).value)
	if !ok {
		return ""
	}
	if strings.HasPrefix(source, "/") && strings.HasPrefix(s.folder, "/") { // "${get_terragrunt_dir()}/../x"
		source, _, _ = strings.Cut(source, "?")
		return slashes.Clean(strings.ReplaceAll(source, "//", "/")) + "/"
	}
	return s.called(source)
}

// sourceBlock returns the block that says which module a unit calls, with the scope it stands in.
func (s *scope) sourceBlock() (*scope, *block) {
	for _, from := range append([]*scope{s}, s.includes...) {
		for _, b := range from.blocks {
			if b.Type == "terraform" && b.attributes()["source"] != nil {
				return from, b
			}
		}
	}
	return nil, nil
}

// unitOf reads what a unit includes, and the module that it calls.
func (j *joiner) unitOf(s *scope, done map[string]bool) {
	for _, inner := range s.includes {
		j.blocks(inner, done)
	}
	from, b := s.sourceBlock()
	if b == nil {
		return
	}
	at := evidence.Origin{Part: j.files[s.folder+unitFile], Line: 1, Place: "terraform"}
	if from == s {
		at = b.origin("terraform")
	}
	to := j.modules[s.terragruntTarget(from, b)]
	if to == nil || to == s.module {
		j.skip(moduleAway, at)
		return
	}
	j.read(j.terragrunt(s, b, to), done)
}
