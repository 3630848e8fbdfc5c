package intake

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/longarm-project/longarm/internal/pattern"
)

// binaryEvidence holds the magic bytes of binary formats in which evidence is kept.
var binaryEvidence = []string{
	"PAR1",                                 // Parquet
	"Obj\x01",                              // Avro
	"SQLite format 3\x00",                  //
	"\xd4\xc3\xb2\xa1", "\xa1\xb2\xc3\xd4", // pcap
	"\n\r\r\n", // pcapng
	"\xa5\x0c", // nfdump
}

var (
	looksLikeAddress = pattern.New(`\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b`)
	looksLikePair    = pattern.New(`(?m)^\s*(- )?["']?[\w.-]+["']?\s*[:=]\s`)
	looksLikeSection = pattern.New(`(?m)^\[[\w. -]+\]\s*$`)
)

// classify says whether a file that no reader recognised is clearly no
// evidence. It errs on the side of NotRecognized, which reports show.
func classify(head []byte) State {
	for _, magic := range binaryEvidence {
		if bytes.HasPrefix(head, []byte(magic)) {
			return NotRecognized
		}
	}
	head = head[:min(len(head), 8<<10)]
	text := bytes.TrimSpace(head)
	if len(text) == 0 || isBinary(head) || bytes.HasPrefix(text, []byte("%PDF")) || bytes.HasPrefix(text, []byte("#!")) {
		return NotEvidence
	}
	if strings.ContainsRune("{[<", rune(text[0])) && !bytes.HasPrefix(text, []byte("[!")) && !html(text) {
		return NotRecognized
	}
	lines := bytes.Count(text, []byte("\n")) + 1
	switch {
	case columns(text),
		looksLikeAddress.Match(text),
		looksLikeSection.Match(text),
		len(looksLikePair.FindAllIndex(text, -1))*2 > lines:
		return NotRecognized
	}
	return NotEvidence
}

func html(text []byte) bool {
	start := strings.ToLower(string(text[:min(len(text), 15)]))
	return strings.HasPrefix(start, "<!doctype html") || strings.HasPrefix(start, "<html") || strings.HasPrefix(start, "<svg") || strings.HasPrefix(start, "<!--")
}

// isBinary reports whether head is no text: NUL bytes or much that is not UTF-8.
func isBinary(head []byte) bool {
	if bytes.IndexByte(head, 0) >= 0 {
		return true
	}
	bad := 0
	for b := head; len(b) > 0; {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			bad++
		}
		b = b[n:]
	}
	return bad*10 > len(head)
}

// columns reports whether the first lines have the same number of tabs, commas or semicolons, three or more.
func columns(text []byte) bool {
	lines := bytes.SplitN(text, []byte("\n"), 6)
	lines = lines[:max(len(lines)-1, 0)] // the last may be cut
	if len(lines) < 2 {
		return false
	}
	for _, sep := range []string{"\t", ",", ";"} {
		n := bytes.Count(lines[0], []byte(sep))
		same := n >= 3
		for _, l := range lines[1:] {
			same = same && bytes.Count(l, []byte(sep)) == n
		}
		if same {
			return true
		}
	}
	return false
}
