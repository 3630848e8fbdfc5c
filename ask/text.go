package ask

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// An edit is one line of a case file and the keys of the place that takes it.
type edit struct {
	keys []string
	line string
}

// toBeNamed is the party that an answer puts in for one that nobody has named yet.
const toBeNamed = "to-be-named"

// edits takes what states an answer apart: the line at the place that is asked about, first,
// and what else is to be stated, such as a party that it names. That party gets a name of its
// own, since two questions may ask for two parties.
func edits(write string) ([]edit, error) {
	var all map[string]any
	if err := json.Unmarshal([]byte(write), &all); err != nil {
		return nil, err
	}
	var main, rest []edit
	parties, _ := all["parties"].(map[string]any)
	if who, ok := parties[toBeNamed]; ok && len(all) > 1 {
		delete(all, "parties")
		keys, err := lines(nil, all)
		if err != nil || len(keys) != 1 {
			return nil, fmt.Errorf("%s: not one statement", write)
		}
		name := standIn(keys[0])
		main = append(main, edit{keys[0].keys, strings.ReplaceAll(keys[0].line, toBeNamed, name)})
		rest = append(rest, edit{[]string{"parties"}, scalar(name) + ": " + flow(who)})
	} else {
		got, err := lines(nil, all)
		if err != nil || len(got) == 0 {
			return nil, fmt.Errorf("%s: nothing to state: %w", write, err)
		}
		main, rest = got[:1], got[1:]
	}
	return append(main, rest...), nil
}

var notInIDs = regexp.MustCompile(`[^a-z0-9]+`)

// standIn names the party that is asked for at a place.
func standIn(e edit) string {
	of, what := "", "party-of"
	for _, k := range e.keys {
		switch k {
		case "access":
			what = "who-has-access-to"
		case "interests":
			what = "employer"
		case "parties", "dealings":
		default:
			of = k
		}
	}
	if strings.HasPrefix(e.line, "counterparty:") {
		what = "counterparty-of"
	}
	if what == "employer" {
		of = e.line[strings.Index(e.line, "asset:")+len("asset:"):]
		of, _, _ = strings.Cut(of, ",")
		what += "-of"
	}
	return what + "-" + strings.Trim(notInIDs.ReplaceAllString(strings.ToLower(of), "-"), "-")
}

// lines lists what a mapping states, each a line with its place.
func lines(keys []string, m map[string]any) (out []edit, err error) {
	for _, k := range slices.Sorted(maps.Keys(m)) {
		below := append(slices.Clone(keys), k)
		switch v := m[k].(type) {
		case map[string]any:
			more, err := lines(below, v)
			if err != nil {
				return nil, err
			}
			out = append(out, more...)
		case []any:
			out = append(out, listed(keys, k, v)...)
		default:
			if k == "access" { // a list, which other answers add to
				out = append(out, edit{below, "- " + flow(v)})
				continue
			}
			out = append(out, edit{keys, scalar(k) + ": " + flow(v)})
		}
	}
	return out, nil
}

// listed writes a list: elements of access and interests each by itself, one entry of data in
// its place, and all else on one line.
func listed(keys []string, k string, v []any) (out []edit) {
	below := append(slices.Clone(keys), k)
	switch k {
	case "access", "interests":
		for _, e := range v {
			if e != "unknown" || len(v) == 1 {
				out = append(out, edit{below, "- " + flow(e)})
			}
		}
		if len(out) > 1 {
			var all []string
			for _, e := range out {
				all = append(all, strings.TrimPrefix(e.line, "- "))
			}
			return []edit{{keys, k + ": [" + strings.Join(all, ", ") + "]"}}
		}
		return out
	case "data":
		i := len(v) - 1
		last, ok := v[i].(map[string]any)
		if ok && len(last) == 1 && !slices.ContainsFunc(v[:i], func(e any) bool { m, ok := e.(map[string]any); return !ok || len(m) > 0 }) {
			if more, err := lines(append(below, fmt.Sprintf("[%d]", i)), last); err == nil && len(more) == 1 {
				return more
			}
		}
	}
	return []edit{{keys, scalar(k) + ": " + flow(v)}}
}

// flow writes a value on one line.
func flow(v any) string {
	switch v := v.(type) {
	case map[string]any:
		keys := slices.Sorted(maps.Keys(v))
		slices.SortStableFunc(keys, func(a, b string) int { return first(a) - first(b) })
		var parts []string
		for _, k := range keys {
			parts = append(parts, scalar(k)+": "+flow(v[k]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case []any:
		var parts []string
		for _, e := range v {
			parts = append(parts, flow(e))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return scalar(fmt.Sprint(v))
}

// first ranks the keys that people look for before others.
func first(key string) int {
	if i := slices.Index([]string{"name", "kind", "owner", "party", "category"}, key); i >= 0 {
		return i
	}
	return 9
}

// plain is what YAML reads as a text without quotes, also within brackets.
var plain = regexp.MustCompile(`^[\pL\pN_][\pL\pN_ ./@%+-]*$`)

// scalar writes a text as one value.
func scalar(s string) string {
	if plain.MatchString(s) && !strings.HasSuffix(s, " ") {
		return s
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a text always has an encoding
	return strings.TrimSuffix(b.String(), "\n")
}

const columns = 100 // of a list that goes over several lines

// flowLines writes a list under a key, in lines of bounded width.
func flowLines(key string, of []string) []string {
	var out []string
	line := key + ": ["
	for i, s := range of {
		s = scalar(s)
		if i < len(of)-1 {
			s += ","
		} else {
			s += "]"
		}
		if len(line)+1+len(s) > columns && i > 0 {
			out = append(out, line)
			line = " "
		}
		if i > 0 {
			line += " "
		}
		line += s
	}
	return append(out, line)
}
