package provider

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Entry is the file of the gazetteer about a provider, by its id, by that of one of its
// parties or by the name under which facts cite it; empty for none. ids are those of all providers.
func Entry(name string) (text string, ids []string) {
	name = strings.TrimPrefix(name, folder+"/")
	name, _, _ = strings.Cut(name, ":")
	name, _, _ = strings.Cut(strings.TrimSuffix(name, ".yaml"), "/")
	files, err := fs.ReadDir(embedded, folder)
	if err != nil {
		return "", nil
	}
	for _, f := range files {
		if id, ok := strings.CutSuffix(f.Name(), ".yaml"); ok {
			ids = append(ids, id)
		}
	}
	if i := slices.IndexFunc(ids, func(id string) bool { return strings.EqualFold(id, name) }); i >= 0 {
		b, _ := embedded.ReadFile(path.Join(folder, ids[i]+".yaml")) // it was listed
		text = "# " + path.Join(folder, ids[i]+".yaml") + "\n" + string(b)
	}
	return text, ids
}

const folder = "gazetteer" // of the embedded files
