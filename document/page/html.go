package page

import (
	"bytes"
	"encoding/json"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// MaxHTML bounds an HTML page, in bytes.
const MaxHTML = 8 << 20

// maxLinks bounds the addresses that are kept of a page.
const maxLinks = 200

// isHTML reports whether bytes begin as an HTML page does.
func isHTML(b []byte) bool {
	if !isText(b) {
		return false
	}
	head := b[:min(len(b), 4096)]
	if e := wide(head); e != nil {
		head = []byte(convert(head, e))
	}
	head = bytes.ToLower(head)
	start := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	return bytes.HasPrefix(start, []byte("<!doctype html")) || bytes.HasPrefix(start, []byte("<")) && (bytes.Contains(head, []byte("<html")) || bytes.Contains(head, []byte("<head")) || bytes.Contains(head, []byte("<body")) || bytes.Contains(head, []byte("<article")))
}

func readHTML(b []byte) ([]*Page, error) {
	p, err := htmlPage(b, "")
	if err != nil {
		return nil, err
	}
	return []*Page{p}, nil
}

// htmlPage reads an HTML page; label is the encoding that its carrier names, or "".
func htmlPage(b []byte, label string) (*Page, error) {
	p := &Page{Format: "html"}
	if len(b) > MaxHTML {
		b = b[:MaxHTML]
		p.note("only the first %d MiB of the page were read", MaxHTML>>20)
	}
	if label == "" {
		if _, name, certain := charset.DetermineEncoding(b[:min(len(b), 1024)], ""); certain {
			label = name
		}
	}
	text, encoding := decode(b, label)
	p.Encoding = encoding
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	w := &htmlWriter{p: p}
	w.head(root)
	w.write(article(root))
	return p, w.finish()
}

// article is the part of a page that holds the text: its only article, its main part, or all.
func article(root *html.Node) *html.Node {
	var best *html.Node
	size := 0
	var body *html.Node
	for n := range root.Descendants() {
		switch n.DataAtom {
		case atom.Body:
			body = n
		case atom.Article, atom.Main:
			if s := textSize(n); s > size+size/4 {
				best, size = n, s
			}
		}
	}
	if body == nil {
		body = root
	}
	if best != nil && size*4 >= textSize(body) {
		return best
	}
	return body
}

// textSize is how many bytes of text stand in paragraphs below n.
func textSize(n *html.Node) int {
	s := 0
	for d := range n.Descendants() {
		if d.Type == html.TextNode && d.Parent != nil && !dropped(d.Parent) {
			s += len(strings.TrimSpace(d.Data))
		}
	}
	return s
}

// An htmlWriter gathers the paragraphs below a node.
type htmlWriter struct {
	p      *Page
	text   strings.Builder
	blocks []Block
	par    strings.Builder
	linked int // bytes of par that are the text of links
	kind   Kind
}

// write visits the nodes below n in order, without recursion: nesting is foreign.
func (w *htmlWriter) write(n *html.Node) {
	w.kind = Body
	for d := n; d != nil; {
		down := w.enter(d)
		if down && d.FirstChild != nil {
			d = d.FirstChild
			continue
		}
		for {
			w.leave(d)
			if d == n {
				w.flush()
				return
			}
			if d.NextSibling != nil {
				d = d.NextSibling
				break
			}
			d = d.Parent
		}
	}
}

// enter begins a node and reports whether to go below it.
func (w *htmlWriter) enter(n *html.Node) bool {
	switch n.Type {
	case html.TextNode:
		w.words(n)
		return false
	case html.ElementNode:
	default:
		return true
	}
	if dropped(n) {
		return false
	}
	switch {
	case n.DataAtom == atom.Br:
		w.par.WriteByte('\n')
	case n.DataAtom == atom.A:
		if h := attr(n, "href"); strings.HasPrefix(h, "http") && len(w.p.Links) < maxLinks && len(h) < 2048 {
			w.p.Links = append(w.p.Links, h)
		}
	case blockLevel(n):
		w.flush()
		w.kind = kindOf(n, w.kind)
	}
	return true
}

func (w *htmlWriter) leave(n *html.Node) {
	if n.Type == html.ElementNode && blockLevel(n) && !dropped(n) {
		w.flush()
		if kindOf(n, Body) != Body {
			w.kind = Body
		}
	}
}

func (w *htmlWriter) words(n *html.Node) {
	s := strings.Join(strings.Fields(n.Data), " ")
	if s == "" {
		if n.Data != "" {
			w.blank()
		}
		return
	}
	if strings.TrimLeft(n.Data[:1], " \t\r\n") == "" {
		w.blank()
	}
	w.par.WriteString(s)
	if within(n, atom.A) {
		w.linked += len(s)
	}
	if strings.TrimRight(n.Data[len(n.Data)-1:], " \t\r\n") == "" {
		w.blank()
	}
}

func (w *htmlWriter) blank() {
	if s := w.par.String(); s != "" && !strings.HasSuffix(s, " ") && !strings.HasSuffix(s, "\n") {
		w.par.WriteByte(' ')
	}
}

func within(n *html.Node, a atom.Atom) bool {
	for k := 0; n != nil && k < 12; n, k = n.Parent, k+1 {
		if n.DataAtom == a {
			return true
		}
	}
	return false
}

// flush ends a paragraph. One that is mostly links is a list of links, not prose.
func (w *htmlWriter) flush() {
	s := strings.TrimSpace(w.par.String())
	linked := w.linked
	w.par.Reset()
	w.linked = 0
	if s == "" || w.kind == Body && linked*10 > len(s)*6 && len(s) < 300 || w.text.Len() > MaxText {
		return
	}
	if w.text.Len() > 0 {
		w.text.WriteString("\n\n")
	}
	from := w.text.Len()
	w.text.WriteString(s)
	w.blocks = append(w.blocks, Block{w.kind, from, w.text.Len()})
}

// finish lays the page.
func (w *htmlWriter) finish() error {
	w.p.Text = w.text.String()
	if len(w.blocks) == 0 {
		return ErrEmpty
	}
	s := newSetter(w.p)
	s.given = w.blocks
	s.run()
	return nil
}

// dropped reports whether a node and all below it are not the article.
func dropped(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Nav, atom.Aside, atom.Footer, atom.Form, atom.Button, atom.Noscript, atom.Svg, atom.Iframe, atom.Template,
		atom.Select, atom.Textarea, atom.Head, atom.Object, atom.Video, atom.Audio, atom.Canvas, atom.Dialog, atom.Menu:
		return true
	case atom.Header:
		return !within(n, atom.Article)
	}
	if attr(n, "aria-hidden") == "true" || attr(n, "hidden") != "" || n.DataAtom != atom.Body && n.DataAtom != atom.Html && n.DataAtom != atom.Article && n.DataAtom != atom.Main && furnished(attr(n, "class")+" "+attr(n, "id")) {
		return true
	}
	return false
}

// furniture are words in the names that pages give their parts beside the article.
var furniture = []string{"cookie", "consent", "share", "social", "related", "newsletter", "promo", "advert", "comments", "sidebar", "breadcrumb", "subscribe", "footer", "menu", "recommended", "paywall", "most-read", "trending"}

func furnished(names string) bool {
	for _, w := range strings.FieldsFunc(strings.ToLower(names), func(r rune) bool { return r == ' ' || r == '_' }) {
		for _, f := range furniture {
			if w == f || strings.HasPrefix(w, f+"-") || strings.HasSuffix(w, "-"+f) || strings.Contains(w, "-"+f+"-") {
				return true
			}
		}
	}
	return false
}

func blockLevel(n *html.Node) bool {
	switch n.DataAtom {
	case atom.P, atom.Div, atom.Article, atom.Section, atom.Main, atom.Header, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Li,
		atom.Blockquote, atom.Figure, atom.Figcaption, atom.Table, atom.Tr, atom.Td, atom.Th, atom.Pre, atom.Address, atom.Dl, atom.Dt, atom.Dd, atom.Hr, atom.Body:
		return true
	}
	return false
}

func kindOf(n *html.Node, was Kind) Kind {
	switch n.DataAtom {
	case atom.Figcaption, atom.Figure:
		return Caption
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return Heading
	}
	names := attr(n, "class")
	if strings.Contains(names, "caption") {
		return Caption
	}
	if strings.Contains(names, "byline") && was == Body {
		return Byline
	}
	return was
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			if key == "hidden" {
				return "hidden"
			}
			return a.Val
		}
	}
	return ""
}

// head reads who published the page, when, and its title.
func (w *htmlWriter) head(root *html.Node) {
	for n := range root.Descendants() {
		switch n.DataAtom {
		case atom.Title:
			if n.FirstChild != nil && w.p.Title == "" {
				w.p.Title = cutText(n.FirstChild.Data)
			}
		case atom.Meta:
			w.meta(strings.ToLower(attr(n, "property")+attr(n, "name")), attr(n, "content"))
		case atom.Time:
			if d := attr(n, "datetime"); d != "" {
				w.date(d)
			}
		case atom.Script:
			if attr(n, "type") == "application/ld+json" && n.FirstChild != nil && len(n.FirstChild.Data) < 64<<10 {
				w.linkedData(n.FirstChild.Data)
			}
		}
	}
}

func cutText(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 300 {
		return string(r[:300])
	}
	return s
}

func (w *htmlWriter) meta(name, content string) {
	switch name {
	case "og:site_name", "application-name":
		if w.p.Publisher == "" {
			w.p.Publisher = cutText(content)
		}
	case "og:title":
		w.p.Title = cutText(content)
	case "article:published_time", "date", "dc.date", "pubdate", "publish-date":
		w.date(content)
	}
}

func (w *htmlWriter) date(s string) {
	if d, err := readDate(s); err == nil && w.p.Date == "" {
		w.p.Date = d
	}
}

// linkedData reads the date and publisher of a page's own description (schema.org).
func (w *htmlWriter) linkedData(s string) {
	var v struct {
		Date      string `json:"datePublished"`
		Publisher struct {
			Name string `json:"name"`
		} `json:"publisher"`
	}
	if json.Unmarshal([]byte(s), &v) != nil {
		return
	}
	w.date(v.Date)
	if w.p.Publisher == "" {
		w.p.Publisher = cutText(v.Publisher.Name)
	}
}
