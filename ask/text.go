package ask

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// split takes what states an answer apart: the keys of the mapping that takes it, the
// line to write there, and what else is to be stated, such as a party that it names.
func split(write string) (keys []string, line, more string, err error) {
	var all map[string]any
	if err := json.Unmarshal([]byte(write), &all); err != nil {
		return nil, "", "", err
	}
	main := ""
	for _, k := range slices.Backward(sections) {
		if _, ok := all[k].(map[string]any); ok && main == "" {
			main = k
		}
	}
	if main == "" {
		return nil, "", "", fmt.Errorf("%s: no mapping of a case file", write)
	}
	var rest []string
	for _, k := range slices.Sorted(maps.Keys(all)) {
		if k != main {
			rest = append(rest, k+": "+flow(all[k]))
		}
	}
	keys, m := []string{main}, all[main].(map[string]any)
	for len(m) == 1 {
		for k, v := range m {
			below, ok := v.(map[string]any)
			if !ok {
				return keys, scalar(k) + ": " + flow(v), strings.Join(rest, "; "), nil
			}
			keys, m = append(keys, k), below
		}
	}
	return nil, "", "", fmt.Errorf("%s: not one statement", write)
}

// flow writes a value on one line.
func flow(v any) string {
	switch v := v.(type) {
	case map[string]any:
		var parts []string
		for _, k := range slices.Sorted(maps.Keys(v)) {
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

// plain is what YAML reads as a text without quotes, also within brackets.
var plain = regexp.MustCompile(`^[\pL\pN_][\pL\pN_ ./@%+-]*$`)

// scalar writes a text as one value.
func scalar(s string) string {
	if plain.MatchString(s) && !strings.HasSuffix(s, " ") {
		return s
	}
	b, _ := json.Marshal(s) // a text always has an encoding
	return string(b)
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
