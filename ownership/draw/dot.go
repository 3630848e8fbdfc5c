package draw

import (
	"fmt"
	"strings"

	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/ownership"
)

// DOT returns a picture in the language of Graphviz.
func DOT(p *ownership.Picture) string {
	var b strings.Builder
	fmt.Fprintf(&b, "digraph ownership {\n\tgraph [rankdir=LR, label=%s, comment=%s];\n\tnode [shape=box, fontname=\"sans-serif\"];\n", quote(p.Title+"\n"+p.Answer), quote(p.Text))
	for i, box := range p.Boxes {
		style := map[fact.Truth]string{fact.Yes: "filled", fact.Unknown: "dashed", fact.No: "solid"}[box.Verdict]
		fmt.Fprintf(&b, "\tn%d [label=%s, style=%s];\n", i, quote(strings.Join(box.Texts(), "\n")), style)
	}
	for _, l := range p.Lines {
		style := "solid"
		if l.Counts != fact.Yes {
			style = "dashed"
		}
		fmt.Fprintf(&b, "\tn%d -> n%d [label=%s, style=%s];\n", l.From, l.To, quote(l.Label), style)
	}
	b.WriteString("}\n")
	return b.String()
}

func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", "", "\x00", "").Replace(s) + `"`
}
