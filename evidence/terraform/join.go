package terraform

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/fact"
)

// A joiner reads the configuration of all folders together.
type joiner struct {
	parts   []evidence.Part
	modules map[string]*module // by folder
	order   []string           // folders
	yield   func(evidence.Joined) bool
	root    string // folder of the module that is read by itself
	full    bool   // nobody wants more
	kinds   kinds
	seen    map[string]bool // observations and notes given
	spent   int
	scopes  int

	// Of Terragrunt.
	files    map[string]int    // parts of its files, by path
	units    map[fileOf]*scope // files as units see them
	roots    map[string]*scope // of units, by folder
	included map[string]bool   // files that a unit includes
}

// Join implements evidence.Joiner. The files of a folder are a module; a module
// is read once for each way it is called, with the arguments of the call, or by
// itself if nobody calls it.
func (Config) Join(parts []evidence.Part) iter.Seq[evidence.Joined] {
	return func(yield func(evidence.Joined) bool) {
		j := &joiner{parts: parts, modules: map[string]*module{}, yield: yield, kinds: kinds{}, seen: map[string]bool{}}
		j.files, j.units, j.roots, j.included = map[string]int{}, map[fileOf]*scope{}, map[string]*scope{}, map[string]bool{}
		j.gather()
		j.unitScopes()
		done := map[string]bool{}
		called := j.called()
		for _, everything := range []bool{false, true} { // folders that call each other in a circle have no root
			for _, folder := range j.order {
				if done[folder] || !everything && called[folder] || j.full {
					continue
				}
				j.spent, j.scopes, j.root = 0, 0, folder
				s := j.roots[folder]
				if s == nil {
					s = j.scope(j.modules[folder], nil)
				}
				j.read(s, done)
				if (j.spent > maxEvaluations || j.scopes >= maxScopes) && len(j.modules[folder].blocks) > 0 {
					j.tell(j.modules[folder].blocks[0].origin(""), "the configuration refers to too much: some of its values are taken as not known")
				}
			}
		}
	}
}

// gather puts the files of each folder together: configuration, then the
// values of variables in the order in which Terraform loads them.
func (j *joiner) gather() {
	order := make([]int, len(j.parts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return loadRank(j.parts[a]) - loadRank(j.parts[b]) })
	var strays []int
	for _, i := range order {
		p := j.parts[i]
		d := p.Value.(*document)
		m := j.modules[p.Folder]
		if m == nil && (d.role == roleMaybe || d.role == roleBackend) {
			strays = append(strays, i)
			continue
		}
		if m == nil {
			m = newModule(p.Folder)
			j.modules[p.Folder] = m
			j.order = append(j.order, p.Folder)
		}
		m.add(i, p.Name, d)
		if d.role == roleConfig && strings.HasSuffix(p.Name, ".hcl") && p.Name != ".terraform.lock.hcl" {
			j.files[p.Folder+p.Name] = i
		}
	}
	slices.Sort(j.order)
	for _, i := range strays { // envs/prod.tfvars is of the folder above
		p := j.parts[i]
		for folder := p.Folder; folder != ""; folder = above(folder) {
			if m := j.modules[folder]; m != nil {
				m.add(i, p.Name, p.Value.(*document))
				break
			}
		}
	}
}

func above(folder string) string {
	return folder[:strings.LastIndexAny(strings.TrimRight(folder, "/"), "/!")+1]
}

func loadRank(p evidence.Part) int {
	base, _, _ := strings.Cut(p.Name, ".")
	switch d := p.Value.(*document); {
	case d.role == roleConfig && (base == "override" || strings.HasSuffix(base, "_override")):
		return 1
	case d.role == roleConfig:
		return 0
	case d.role == roleValues && p.Name == "terraform.tfvars":
		return 2
	case d.role == roleValues && p.Name == "terraform.tfvars.json":
		return 3
	case d.role == roleValues:
		return 4
	}
	return 5
}

// called returns the folders that modules of other folders call.
func (j *joiner) called() map[string]bool {
	out := map[string]bool{}
	for _, folder := range j.order {
		m := j.modules[folder]
		for _, b := range m.blocks {
			if to := m.target(b); to != "" && to != folder && j.modules[to] != nil {
				out[to] = true
			}
		}
		if s := j.roots[folder]; s != nil {
			if from, b := s.sourceBlock(); b != nil {
				if to := s.terragruntTarget(from, b); to != folder && j.modules[to] != nil {
					out[to] = true
				}
			}
		}
	}
	return out
}

// target returns the folder that a block calls as a module, "" for other blocks.
func (m *module) target(b *block) string {
	if b.Type != "module" && b.Type != "terraform" {
		return ""
	}
	a := b.attributes()["source"]
	if a == nil {
		return ""
	}
	source, ok := literal(a.Expr)
	if !ok {
		return ""
	}
	return m.called(source)
}

// read reads a module as it is called, and the modules that it calls.
func (j *joiner) read(s *scope, done map[string]bool) {
	done[s.folder] = true
	j.blocks(s, done)
	if s.includes != nil || j.roots[s.folder] == s {
		j.unitOf(s, done)
	}
}

// blocks reads the blocks of a module.
func (j *joiner) blocks(s *scope, done map[string]bool) {
	for _, b := range s.unread {
		j.tell(b.origin(""), "the contents of generate %q cannot be told from the file", b.Labels[0])
	}
	for _, b := range s.blocks {
		if j.full {
			return
		}
		switch b.Type {
		case "terraform":
			j.terraform(s, b)
		case "remote_state":
			j.remoteState(s, b)
		case "provider":
			j.provider(s, b)
		case "resource", "data":
			j.resources(s, b)
		case "module":
			j.module(s, b, done)
		}
	}
}

// tell reports what could not be read.
func (j *joiner) tell(at evidence.Origin, format string, args ...any) {
	what := fmt.Sprintf(format, args...)
	key := fmt.Sprint("!", at.Part, at.Line, what)
	if !j.full && !j.seen[key] {
		j.seen[key] = true
		j.full = !j.yield(evidence.Joined{Err: &evidence.LineError{Line: at.Line, Err: errors.New(what)}, From: []evidence.Origin{at}})
	}
}

// give yields an observation, once for each place and content.
func (j *joiner) give(ob *fact.Observation, at evidence.Origin, from ...evidence.Origin) {
	key := fmt.Sprint(j.root, at.Part, at.Line, string(fact.Canonical(ob)))
	if j.full || j.seen[key] {
		return
	}
	j.seen[key] = true
	all := []evidence.Origin{at}
	for _, o := range from {
		if !slices.ContainsFunc(all, func(have evidence.Origin) bool { return have.Part == o.Part && have.Line == o.Line }) {
			all = append(all, o)
		}
	}
	j.full = !j.yield(evidence.Joined{Body: ob, From: all, Root: j.root})
}

// terraform reads required providers and the backend.
func (j *joiner) terraform(s *scope, b *block) {
	content, _, _ := b.Body.PartialContent(terraformBlock)
	for _, inner := range content.Blocks {
		at := evidence.Origin{Part: b.part, Line: int64(inner.DefRange.Start.Line)}
		switch inner.Type {
		case "backend", "cloud":
			kind := inner.Type
			if kind == "backend" {
				kind = inner.Labels[0]
			}
			at.Place = "backend." + kind
			j.backend(s, kind, inner.Body, at)
		case "required_providers":
			attrs, _ := inner.Body.JustAttributes()
			for _, a := range inOrder(attrs) {
				if source := s.source(a.Name); !isLocal(source) {
					j.give(declaration(source), evidence.Origin{Part: b.part, Line: int64(a.Range.Start.Line), Place: declarationName(source)})
				}
			}
		}
	}
}

// declaration is that a provider is named.
func declaration(provider string) *fact.Observation {
	return &fact.Observation{Asset: fact.AssetID(declarationName(provider)), Provider: provider, What: fact.ObservedDeclaration}
}

// backend reads the settings of a backend, completed by each file of settings that a person may load.
func (j *joiner) backend(s *scope, kind string, body hcl.Body, at evidence.Origin) {
	plain := backend{kind: kind}
	s.walk(body, spot{}, plain.take)
	versions := []backend{plain}
	from := []evidence.Origin{{}}
	if len(s.backends) > 0 && len(plain.store) == 0 {
		versions, from = nil, nil
		for _, settings := range s.backends {
			b := plain
			b.hosts, b.store = slices.Clone(plain.hosts), nil
			var origin evidence.Origin
			names := make([]string, 0, len(settings))
			for name := range settings {
				names = append(names, name)
			}
			slices.Sort(names)
			for _, name := range names {
				left := maxElements
				walkValue(s.eval(settings[name].expr, 0).value, 0, spot{name: name}, &left, b.take)
				origin = settings[name].at
			}
			versions, from = append(versions, b), append(from, origin)
		}
	}
	for i, b := range versions {
		for _, ob := range b.observations(fact.AssetID(at.Place)) {
			if from[i].Line > 0 {
				j.give(ob, at, from[i])
			} else {
				j.give(ob, at)
			}
		}
	}
}

// take is set and unknown together.
func (b *backend) take(at spot, value string, known bool) {
	if known {
		b.set(at, value)
	} else {
		b.unknown(at)
	}
}

// provider reads the block of a provider, or of a lock file, whose label is an address.
func (j *joiner) provider(s *scope, b *block) {
	name := b.Labels[0]
	if isLocal(s.source(name)) {
		return
	}
	if strings.Contains(name, "/") {
		j.give(declaration(name), b.origin(declarationName(name)))
		return
	}
	key := name
	if a := b.attributes()["alias"]; a != nil {
		if alias, ok := literal(a.Expr); ok {
			key += "." + alias
		}
	}
	p := s.provider(key, 0)
	hosts := slices.Clone(p.hosts)
	for _, h := range p.services {
		if h != "" {
			hosts = append(hosts, h)
		}
	}
	hosts = unique(hosts)
	if len(hosts) == 0 {
		hosts = []string{""}
	}
	for _, h := range hosts {
		j.give(&fact.Observation{
			Asset: fact.AssetID("provider." + key), Endpoint: h, Provider: p.source, Region: p.region, What: fact.ObservedDeclaration,
		}, b.origin("provider."+key), p.from...)
	}
}

// resources reads a block of a resource or data source, once for each instance that is known.
func (j *joiner) resources(s *scope, b *block) {
	attrs := b.attributes()
	instances, from := s.instances(attrs)
	for _, i := range instances {
		j.resource(s.with(i.names), b, attrs, i.index, from)
	}
}

func (j *joiner) resource(s *scope, b *block, attrs hcl.Attributes, index any, from []evidence.Origin) {
	kind, name := b.Labels[0], b.Labels[1]
	p := s.provider(providerKey(attrs, kind), 0)
	r := &resource{kindInfo: j.kinds.of(kind), provider: p.source, data: b.Type == "data"}
	r.address = address(s.path, kind, name, r.data, index)
	if isLocal(r.provider) && kind != remoteState {
		return
	}
	s.walk(b.Body, spot{}, func(at spot, v string, known bool) {
		switch {
		case r.isPolicy(at):
		case known:
			r.attribute(at, v)
		default:
			r.unknown(at)
		}
	})
	for _, a := range inOrder(attrs) {
		if !r.isPolicy(spot{name: a.Name}) {
			continue
		}
		switch policy := s.policyOf(a.Expr, 0).(type) {
		case string:
			r.attribute(spot{name: a.Name}, policy)
		default:
			r.policy(a.Name, policy)
		}
	}
	r.done()
	from = append(from, s.placeSources(attrs, r)...)
	if r.region == "" && !r.unsettled && !r.several {
		if r.region = p.region; p.region != "" {
			from = append(from, p.from...)
		}
	}
	r.pointed(&p)
	at := b.origin(r.address)
	for _, ob := range r.observations() {
		j.give(ob, at, from...)
	}
	for _, name := range r.unread {
		j.tell(at, "%s of %s %s", name, r.address, notRead)
	}
}

// placeSources returns where the attributes stand that tell the place of a resource by reference.
func (s *scope) placeSources(attrs hcl.Attributes, r *resource) (from []evidence.Origin) {
	for _, a := range inOrder(attrs) {
		if r.placeName(a.Name) != "" {
			from = append(from, s.eval(a.Expr, 0).from...)
		}
	}
	return from
}

// module reads a module that is called, once for each instance that is known.
func (j *joiner) module(s *scope, b *block, done map[string]bool) {
	child := s.child(b)
	if child == nil {
		j.away(s, b)
		return
	}
	instances, _ := s.instances(b.attributes())
	for _, i := range instances {
		if len(i.names) == 0 {
			j.read(child, done)
			return
		}
		if j.scopes >= maxScopes {
			return
		}
		c := j.scope(child.module, s.with(i.names))
		c.call, c.args, c.path = child.call, child.args, indexed(child.path, i.index)
		j.read(c, done)
	}
}

// away notes a module whose files are not at hand. One of a public registry names its provider.
func (j *joiner) away(s *scope, b *block) {
	attrs := b.attributes()
	source := ""
	if a := attrs["source"]; a != nil {
		source, _ = literal(a.Expr)
	}
	source, _, _ = strings.Cut(source, "//")
	parts := strings.Split(source, "/")
	at := b.origin(s.below(b.Labels[0]))
	if n := len(parts); (n == 3 || n == 4 && strings.Contains(parts[0], ".")) && !strings.Contains(source, "::") && !strings.HasPrefix(source, ".") && !strings.Contains(parts[n-1], ".") && !strings.HasPrefix(source, "github.com") {
		name := parts[n-1]
		p := s.provider(name, 0)
		region, from := p.region, p.from
		for _, arg := range []string{"region", "location"} {
			if a := attrs[arg]; a != nil {
				got := s.eval(a.Expr, 0)
				v, _ := asText(got.value)
				region, from = regionOf(name, arg, v), got.from
			}
		}
		j.give(&fact.Observation{Asset: fact.AssetID(at.Place), Provider: p.source, Region: region, Service: "module", What: fact.ObservedDeclaration}, at, from...)
	}
	j.skip(moduleAway, at)
}

// moduleAway is why a call of a module gives nothing.
const moduleAway = "module whose files are not here"

func (j *joiner) skip(reason string, at evidence.Origin) {
	if !j.full {
		j.full = !j.yield(evidence.Joined{Skipped: reason, From: []evidence.Origin{at}})
	}
}

// terragrunt returns the scope of a module that Terragrunt calls with inputs.
func (j *joiner) terragrunt(s *scope, b *block, m *module) *scope {
	c := j.scope(m, s)
	c.call, c.args = b, s.inputs
	_, merged := s.inputs[""]
	c.open = merged || len(s.inputs) == 0
	return c
}

// remoteState reads the backend that Terragrunt writes.
func (j *joiner) remoteState(s *scope, b *block) {
	attrs := b.attributes()
	kind := ""
	if a := attrs["backend"]; a != nil {
		kind, _ = asText(s.eval(a.Expr, 0).value)
	}
	back := backend{kind: kind}
	take := func(at spot, v string, known bool) {
		if at.outer == "config" {
			at.outer = ""
			if at.above == "config" {
				at.above = ""
			}
			back.take(at, v, known)
		} else if at.name == "config" {
			back.unsure = back.unsure || !known
		}
	}
	s.walk(b.Body, spot{}, take)
	at := b.origin("backend." + kind)
	for _, ob := range back.observations(fact.AssetID(at.Place)) {
		j.give(ob, at)
	}
}
