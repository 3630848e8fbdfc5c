package bundle

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"github.com/longarm-project/longarm/report"
)

// A document is PROV-JSON (W3C member submission of 2013-04-24): records by kind and name. Go writes maps in the order of their keys.
type document map[string]map[string]any

// Prov writes where a determination comes from: the files that were used, the review, the program, those who state facts, and
// the facts that were derived from others.
func Prov(w io.Writer, v *report.View) error {
	d := document{"prefix": {"la": "urn:longarm:", "sha256": "urn:sha256:"}}
	put := func(kind, name string, of any) {
		if d[kind] == nil {
			d[kind] = map[string]any{}
		}
		d[kind][name] = of
	}
	result, activity, program := "la:determination", "la:review", "la:program"
	put("entity", result, map[string]any{"prov:label": "determination as of " + string(v.At), "la:digest": string(v.Digest)})
	put("activity", activity, map[string]any{"prov:label": "sovereignty review", "la:at": string(v.At), "la:read-on": string(v.Evidence.ReadOn)})
	put("agent", program, map[string]any{"prov:type": map[string]string{"$": "prov:SoftwareAgent", "type": "prov:QUALIFIED_NAME"}, "prov:label": "longarm " + v.Asked.Program})
	put("wasGeneratedBy", "_:generated", map[string]any{"prov:entity": result, "prov:activity": activity})
	put("wasAssociatedWith", "_:associated", map[string]any{"prov:activity": activity, "prov:agent": program})
	files := map[string]string{}
	for i := range v.Evidence.Files {
		f := &v.Evidence.Files[i]
		name := "la:file-" + sum(f.Name, string(f.Digest))
		files[f.Name+"\x00"+string(f.Digest)] = name
		put("entity", name, map[string]any{"prov:label": f.Name, "la:sha256": string(f.Digest), "la:size": f.Size})
		put("used", fmt.Sprintf("_:used-%d", i), map[string]any{"prov:activity": activity, "prov:entity": name})
		put("wasDerivedFrom", fmt.Sprintf("_:from-%d", i), map[string]any{"prov:generatedEntity": result, "prov:usedEntity": name})
	}
	for i, k := range v.Packs {
		name := "la:law-" + sum(k.ID, string(k.Digest))
		put("entity", name, map[string]any{"prov:label": k.Title, "la:pack": k.ID, "la:sha256": string(k.Digest)})
		put("used", fmt.Sprintf("_:law-%d", i), map[string]any{"prov:activity": activity, "prov:entity": name})
	}
	for i, u := range v.Asked.With {
		name := "la:with-" + sum(u.Kind, u.Name, string(u.Digest))
		put("entity", name, map[string]any{"prov:label": u.Kind + " " + u.Name, "la:sha256": string(u.Digest)})
		put("used", fmt.Sprintf("_:with-%d", i), map[string]any{"prov:activity": activity, "prov:entity": name})
	}
	people := map[string]string{}
	for _, a := range authors(v) {
		people[a] = "la:author-" + sum(a)
		put("agent", people[a], map[string]any{"prov:label": a})
	}
	for _, f := range v.Facts {
		name := "la:fact-" + f.ID.String()
		put("entity", name, map[string]any{"prov:label": report.Describe(f), "la:kind": string(f.Body.Kind()), "la:rule": string(f.Rule)})
		for _, from := range f.From {
			put("wasDerivedFrom", "_:"+f.ID.String()+from.String(), map[string]any{"prov:generatedEntity": name, "prov:usedEntity": "la:fact-" + from.String()})
		}
		for n, s := range f.Sources {
			if file := files[s.Name+"\x00"+string(s.Digest)]; file != "" {
				put("wasDerivedFrom", fmt.Sprintf("_:%s-%d", f.ID, n), map[string]any{"prov:generatedEntity": name, "prov:usedEntity": file, "la:place": s.String()})
			}
		}
		if who := stater(f, people); who != "" {
			put("wasAttributedTo", "_:by-"+f.ID.String(), map[string]any{"prov:entity": name, "prov:agent": who})
		}
		put("hadMember", "_:member-"+f.ID.String(), map[string]any{"prov:collection": result, "prov:entity": name})
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(d)
}

func sum(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
