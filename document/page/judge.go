package page

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// pictures are phrases that name who took a picture, in lower case.
var pictures = []string{
	"photo:", "photos:", "photo by", "photos by", "photo/", "photo credit", "photograph:", "photograph by", "image:", "image by", "image credit",
	"picture:", "picture by", "illustration:", "illustration by", "file photo", "via getty", "getty images", "reuters/", "/reuters", "afp/", "/afp",
	"ap photo", "/ap", "epa-", "epa/", "shutterstock", "courtesy of", "handout",
}

// leftovers are phrases of cookie notices, dead embeds and the furniture of pages, in lower case.
var leftovers = []string{
	"can't be displayed", "can’t be displayed", "cannot be displayed", "cookies have been", "cookie policy", "cookie settings", "manage preferences",
	"subscribe to", "subscribe now", "sign up for", "sign up to", "newsletter", "click here", "all rights reserved", "javascript is disabled", "javascript required",
}

// openings are how lines of furniture begin, in lower case.
var openings = []string{
	"read more", "read also", "advertisement", "share this", "source link", "follow us", "related articles", "related stories", "related posts",
	"most read", "loading", "skip to ",
}

func pictured(text string) bool { return containsAny(strings.ToLower(text), pictures) }

func leftover(text string) bool {
	text = strings.ToLower(text)
	return containsAny(text, leftovers) || slices.ContainsFunc(openings, func(o string) bool { return strings.HasPrefix(text, o) })
}

func containsAny(text string, phrases []string) bool {
	return slices.ContainsFunc(phrases, func(p string) bool { return strings.Contains(text, p) })
}

var (
	byline       = regexp.MustCompile(`^(?i:by)\s+\p{Lu}[\p{L}.'’-]+(?:\s+(?:and\s+|,\s*)?\p{Lu}[\p{L}.'’-]+){1,7}\s*(?:,\s*\p{L}[\p{L} ]{2,30})?$`)
	via          = regexp.MustCompile(`^(?i:via|source|sources|from|according to|courtesy)\s*:?\s+(\p{Lu}[\p{L}&.'’ -]{1,40}?)\.?$`)
	dateline     = regexp.MustCompile(`^(\p{Lu}[\p{Lu}.'’ /-]{2,40}(?:,\s*\p{L}[\p{L}. ]{1,20})?)\s*(?:,?\s*((?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2}(?:,\s*\d{4})?))?\s*(?:\(([^()]{2,40})\))?\s*[-–—]{1,2}\s+`)
	placed       = regexp.MustCompile(`^(\p{Lu}[\p{L}.'’ -]{2,40})\s*(?:,\s*((?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2}(?:,\s*\d{4})?))?\s*\(([^()]{2,40})\)\s*[-–—]{1,2}\s+`)
	agency       = regexp.MustCompile(`^()((?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2}(?:,\s*\d{4})?\s*)?)\(([^()]{2,40})\)\s*[-–—]{1,2}\s+`)
	twoSentences = regexp.MustCompile(`[\p{Ll}\d)”"’][.!?]["”’)]*\s+["“‘(]?\p{Lu}`) // one sentence ends and another begins; no "U.S. Department"
	staff        = regexp.MustCompile(`\((?:Report(?:ing|ed|er)?|Writing|Written|Editing|Additional|With|Compiled|Translat(?:ion|ed)|[A-Z][a-z]+ version)\b[^()]{3,400}\)\s*$`)
	version      = regexp.MustCompile(`(?i)\b(?:\p{L}+ version|translat(?:ed|ion)|version fran[cç]aise)\b`)
	leadDate     = regexp.MustCompile(`^(?i:date|published|updated|posted|last updated)\s*(?:on|at|:)?\s*(\d{4}-\d{2}-\d{2}|\d{1,2} \p{L}+ \d{4}|\p{L}+ \d{1,2},? \d{4})(?:[ T]\d{2}:\d{2}(?::\d{2})?\s*(?:UTC|GMT|Z)?)?\s*`)
)

// captions reports whether lines that stand together are a caption: the last names who took the picture.
func (s *setter) captions(lines []line) bool {
	last := s.p.Text[lines[len(lines)-1].from:lines[len(lines)-1].to]
	return len(lines) >= 2 && len(lines) <= 4 && len(last) < 300 && lines[0].to-lines[0].from < 200 && pictured(last) && !terminal(last)
}

// judge says what a paragraph is. first is true before any body.
func (s *setter) judge(b Block, first bool) Kind {
	if b.Kind != Body {
		return b.Kind
	}
	text := s.p.Text[b.From:b.To]
	bare := text
	if linked(text) {
		bare = strings.TrimSpace(address.ReplaceAllString(text, ""))
	}
	switch {
	case bare == "" || strings.Trim(bare, ".… |-–—") == "":
		return Damage
	case len(bare) < 300 && leftover(bare):
		return Damage
	case len(text) < 400 && pictured(text) && strings.Count(text, ". ") <= 2:
		return Caption
	case byline.MatchString(text):
		return Byline
	case len(text) < 80 && via.MatchString(text):
		s.p.Credits = append(s.p.Credits, text)
		return Credit
	case capitals(text):
		return Heading
	case len(text) < 250 && !terminal(text) && !twoSentences.MatchString(text) && strings.Count(text, " ") < 32:
		return s.heading(b, first)
	}
	return Body
}

func (s *setter) heading(b Block, first bool) Kind {
	text := s.p.Text[b.From:b.To]
	if m := leadDate.FindStringSubmatchIndex(text); m != nil {
		s.setDate(text[m[2]:m[3]])
		s.apart = append(s.apart, Block{DateLine, b.From, b.From + m[1]})
	}
	if first && len(text) > len(s.p.Title) && s.p.Format == "text" {
		s.p.Title = text
	}
	return Heading
}

// trim takes dates, datelines and credits off a paragraph of the body.
func (s *setter) trim(b Block, first bool) Block {
	text := s.p.Text[b.From:b.To]
	if m := leadDate.FindStringSubmatchIndex(text); m != nil && first {
		s.setDate(text[m[2]:m[3]])
		s.apart = append(s.apart, Block{DateLine, b.From, b.From + m[1]})
		b.From += m[1]
		text = s.p.Text[b.From:b.To]
	}
	if s.p.Place == "" && s.p.Agency == "" && first {
		m := dateline.FindStringSubmatchIndex(text)
		for _, other := range []*regexp.Regexp{placed, agency} {
			if m == nil {
				m = other.FindStringSubmatchIndex(text)
			}
		}
		if m != nil && m[1] < 100 {
			s.p.Place, s.p.Day, s.p.Agency = sub(text, m, 1), sub(text, m, 2), sub(text, m, 3)
			s.apart = append(s.apart, Block{Dateline, b.From, b.From + m[1]})
			b.From += m[1]
			text = s.p.Text[b.From:b.To]
		}
	}
	if !strings.HasSuffix(text, ")") {
	} else if m := staff.FindStringIndex(text); m != nil {
		s.p.Credits = append(s.p.Credits, strings.TrimSpace(text[m[0]:m[1]]))
		s.apart = append(s.apart, Block{Credit, b.From + m[0], b.From + m[1]})
		b.To = b.From + m[0]
	}
	b.From, b.To = trimSpan(s.p.Text, b.From, b.To)
	return b
}

func sub(text string, m []int, i int) string {
	if m[2*i] < 0 {
		return ""
	}
	return strings.TrimSpace(text[m[2*i]:m[2*i+1]])
}

// setDate reads a date in one of the forms that pages print.
func (s *setter) setDate(text string) {
	if s.p.Date != "" {
		return
	}
	if d, err := readDate(text); err == nil {
		s.p.Date = d
	}
}

func readDate(text string) (string, error) {
	text = strings.TrimSpace(text)
	for _, form := range []string{"2006-01-02", time.RFC3339, "2 January 2006", "2 Jan 2006", "January 2 2006", "January 2, 2006", "Jan 2, 2006", "Jan 2 2006", time.RFC1123Z, time.RFC1123, "Mon, 2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 -0700"} {
		if t, err := time.Parse(form, text); err == nil && t.Year() >= 1900 {
			return t.Format("2006-01-02"), nil
		}
	}
	if len(text) > 10 && text[4] == '-' {
		return readDate(text[:10])
	}
	return "", fmt.Errorf("%.40q is no date", text)
}

// Translated reports whether a credit says that the text is a version in, or from, another language.
func (p *Page) Translated() string {
	for _, c := range p.Credits {
		if m := version.FindString(c); m != "" {
			return m
		}
	}
	return ""
}
