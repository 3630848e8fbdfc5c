package casefile

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Schema returns the JSON Schema (2020-12) of case files, indented. It is made
// from the same table of keys by which files are read.
func Schema() []byte {
	defs := map[string]any{
		"text":            map[string]any{"type": "string"},
		"date":            map[string]any{"type": "string", "pattern": `^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?|unknown)$`, "description": "2006-01-02, 2006-01 or 2006"},
		"country":         map[string]any{"type": "string", "pattern": `^([A-Za-z]{2}|unknown)$`, "description": "ISO 3166-1 alpha-2"},
		"truth":           map[string]any{"enum": []any{"yes", "no", "unknown", true, false}},
		"number":          map[string]any{"oneOf": []any{map[string]any{"type": "integer", "minimum": 0}, unknown}},
		"percent":         map[string]any{"oneOf": []any{map[string]any{"type": "number", "minimum": 0, "maximum": 100}, map[string]any{"type": "string"}}},
		"range":           map[string]any{"oneOf": []any{map[string]any{"type": "integer", "minimum": 0}, map[string]any{"type": "string", "pattern": `^(unknown|[<>]=?[0-9,]+|[0-9,]+(\.\.[0-9,]+)?)$`}, mapping(rangeFields)}},
		"share-range":     map[string]any{"type": []any{"number", "string"}},
		"location":        map[string]any{"type": "string", "pattern": `^\s*[+-]?[0-9]{1,3}(\.[0-9]+)?(\.\.[+-]?[0-9]{1,3}(\.[0-9]+)?)?[\s,]+[+-]?[0-9]{1,3}(\.[0-9]+)?(\.\.[+-]?[0-9]{1,3}(\.[0-9]+)?)?\s*$`, "description": "Latitude and longitude in degrees (WGS 84): \"38.91 -77.04\", or a box: \"38.9..39.0 -77.1..-77.0\"."},
		"terms":           map[string]any{"type": "object", "description": "Words declared by the rule packs: longarm law show lists them."},
		"any":             true,
		"form":            map[string]any{"const": Form},
		"party-kind":      words(partyKinds),
		"us-status":       words(usStatuses),
		"interest-kind":   words(interestKinds),
		"class":           words(classes),
		"role":            words(accessRoles),
		"category":        words(categories),
		"identifier-kind": words(identifierWords()),
		"designation":     mapping(designationFields),
		"stay":            map[string]any{"oneOf": []any{map[string]any{"$ref": "#/$defs/country"}, map[string]any{"type": "array", "items": mapping(stayFields, "country")}}},
		"part":            mapping(partFields, "party", "part"),
		"identifier":      mapping(identifierFields),
		"interest":        mapping(interestFields, "owner", "asset"),
		"place":           mapping(placeFields),
		"data":            map[string]any{"oneOf": []any{map[string]any{"const": "none"}, mapping(dataFields)}},
		"safeguard":       mapping(safeguardFields, "measure"),
		"claim":           mapping(claimFields, "text"),
		"subject":         map[string]any{"anyOf": []any{map[string]any{"type": "string"}, mapping(partyFields)}},
		"parties":         named(mapping(partyFields)),
		"assets":          named(mapping(assetFields)),
		"dealings":        named(mapping(dealingFields)),
		"access-entry":    map[string]any{"oneOf": []any{map[string]any{"type": "string"}, mapping(accessFields)}},
		"access":          listOf("access-entry"),
	}
	top := mapping(caseFields, "case")
	top["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	top["title"] = "longarm case file"
	top["$defs"] = defs
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(top); err != nil {
		panic(err) // plain maps encode
	}
	return b.Bytes()
}

var unknown = map[string]any{"const": "unknown"}

func words(ws []string) map[string]any {
	all := []any{"unknown"}
	for _, w := range ws {
		all = append(all, w)
	}
	return map[string]any{"enum": all}
}

func mapping(fs []field, required ...string) map[string]any {
	props := map[string]any{}
	for _, f := range fs {
		item := refTo(f.kind)
		item["description"] = f.doc
		props[f.key] = item
	}
	o := map[string]any{"type": "object", "additionalProperties": false, "properties": props}
	if len(required) > 0 {
		o["required"] = required
	}
	return o
}

// refTo points to the definition of kind; "x[]" is one x, a list of them, or unknown.
func refTo(kind string) map[string]any {
	if base, ok := strings.CutSuffix(kind, "[]"); ok {
		return listOf(base)
	}
	return map[string]any{"$ref": "#/$defs/" + kind}
}

func listOf(def string) map[string]any {
	one := map[string]any{"$ref": "#/$defs/" + def}
	return map[string]any{"anyOf": []any{one, map[string]any{"type": "array", "items": map[string]any{"anyOf": []any{one, unknown}}}, unknown}}
}

func named(o map[string]any) map[string]any {
	o["type"] = []string{"object", "null"} // a name with nothing but comments below it
	return map[string]any{"type": []string{"object", "null"}, "additionalProperties": o}
}
