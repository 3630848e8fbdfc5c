// Package sarif writes the findings of a determination as a log of SARIF 2.1.0 (OASIS), for code hosts
// and pipelines. A dealing stands at the file and line that it rests on.
package sarif

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/longarm-project/longarm/determination"
	"github.com/longarm-project/longarm/fact"
	"github.com/longarm-project/longarm/report"
)

type log struct {
	Schema  string `json:"$schema"`
	Version string `json:"version"`
	Runs    []run  `json:"runs"`
}

type run struct {
	Tool        tool           `json:"tool"`
	Details     details        `json:"automationDetails"`
	Invocations []invocation   `json:"invocations"`
	Artifacts   []artifact     `json:"artifacts"`
	Results     []result       `json:"results"`
	Properties  map[string]any `json:"properties"`
}

type details struct {
	ID string `json:"id"`
}

type tool struct {
	Driver driver `json:"driver"`
}

type driver struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
	Rules   []rule `json:"rules"`
}

type rule struct {
	ID      string   `json:"id"`
	Name    string   `json:"name,omitempty"`
	Short   message  `json:"shortDescription"`
	Full    *message `json:"fullDescription,omitempty"`
	HelpURI string   `json:"helpUri,omitempty"`
}

type message struct {
	Text string `json:"text"`
}

type invocation struct {
	Successful    bool           `json:"executionSuccessful"`
	Notifications []notification `json:"toolExecutionNotifications,omitempty"`
}

type notification struct {
	Level   string  `json:"level"`
	Message message `json:"message"`
}

type artifact struct {
	Location location          `json:"location"`
	Hashes   map[string]string `json:"hashes,omitempty"`
}

type location struct {
	URI string `json:"uri"`
}

type physical struct {
	Artifact location `json:"artifactLocation"`
	Region   *region  `json:"region,omitempty"`
}

type region struct {
	StartLine int64 `json:"startLine"`
}

type place struct {
	Physical physical `json:"physicalLocation"`
	Message  *message `json:"message,omitempty"`
}

type suppression struct {
	Kind          string `json:"kind"`
	Status        string `json:"status"`
	Justification string `json:"justification"`
}

type result struct {
	RuleID       string            `json:"ruleId"`
	RuleIndex    int               `json:"ruleIndex"`
	Level        string            `json:"level"`
	Kind         string            `json:"kind"`
	Message      message           `json:"message"`
	Locations    []place           `json:"locations,omitempty"`
	Related      []place           `json:"relatedLocations,omitempty"`
	Fingerprints map[string]string `json:"partialFingerprints"`
	Suppressions []suppression     `json:"suppressions,omitempty"`
	Properties   map[string]any    `json:"properties"`
}

const maxRelated = 20

// Write writes what needs action, what is open and what may be reviewed. What is permitted is counted: a log of results is
// one of what may be wrong. An open answer is a warning, since hosts show nothing of results that are open.
func Write(w io.Writer, v *report.View) error {
	r := run{
		Tool: tool{driver{Name: "longarm", Version: v.Asked.Program, Rules: []rule{}}}, Details: details{"longarm/"},
		Artifacts: []artifact{}, Results: []result{},
	}
	at := map[string]int{}
	permitted := 0
	for i := range v.Findings {
		f := &v.Findings[i]
		if f.Outcome.Permits() {
			permitted++
			continue
		}
		if len(f.Provisions) == 0 {
			f = &determination.Finding{}
			*f = v.Findings[i]
			f.Provisions = []determination.Provision{{Rule: f.Pack, Title: f.Pack}}
		}
		r.Results = append(r.Results, finding(v, f, r.Tool.Driver.rule(at, &f.Provisions[0])))
	}
	for i := range v.Evidence.Files {
		f := &v.Evidence.Files[i]
		a := artifact{Location: location{uri(f.Name)}}
		if f.Digest != "" {
			a.Hashes = map[string]string{"sha-256": string(f.Digest)}
		}
		r.Artifacts = append(r.Artifacts, a)
	}
	done := invocation{Successful: true}
	for _, p := range v.Evidence.Problems {
		done.Notifications = append(done.Notifications, notification{"warning", message{"not read: " + report.Clean(report.Problem(p))}})
	}
	for _, u := range v.Unseen {
		done.Notifications = append(done.Notifications, notification{"warning", message{report.Clean("stated and not seen: " + u.Kind + " " + u.Name + " (" + u.Place + "): " + u.Why)}})
	}
	r.Invocations = []invocation{done}
	r.Properties = map[string]any{"determination": string(v.Digest), "at": string(v.At), "permitted": permitted}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(log{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []run{r}})
}

// rule returns the place of a rule among those of the tool.
func (d *driver) rule(at map[string]int, p *determination.Provision) int {
	i, ok := at[p.Rule]
	if !ok {
		i = len(d.Rules)
		at[p.Rule] = i
		x := rule{ID: p.Rule, Short: message{cmp.Or(strings.TrimSpace(p.Citation+" "+p.Title), p.Rule)}}
		if p.Quote != "" {
			x.Full = &message{p.Quote}
		}
		if strings.HasPrefix(p.URL, "https://") {
			x.HelpURI = p.URL
		}
		d.Rules = append(d.Rules, x)
	}
	return i
}

func finding(v *report.View, f *determination.Finding, index int) result {
	r := result{
		RuleID: f.Provisions[0].Rule, RuleIndex: index, Kind: "fail", Level: "warning",
		Fingerprints: map[string]string{"longarm/v1": fingerprint(f)},
		Properties:   map[string]any{"outcome": f.Outcome, "finding": f.Name, "pack": f.Pack, "dealing": f.Dealing, "needs_action": f.NeedsAction()},
	}
	switch {
	case f.Outcome == determination.Prohibited:
		r.Level = "error"
	case f.Outcome == determination.Conditional && f.Met == fact.Yes, f.Outcome == determination.Reviewable:
		r.Level = "note"
	}
	text := report.Label(f.Outcome) + ": " + cmp.Or(f.Title, f.Dealing) + ". " + strings.Join(f.Headline, " ")
	if f.Outcome.Open() && len(f.Deciding) > 0 {
		for _, q := range f.Deciding[0].Questions {
			text += " " + q.Ask
		}
	}
	r.Message.Text = strings.TrimSpace(report.Clean(text))
	for i, s := range places(v, f) {
		p := place{Physical: physical{Artifact: location{uri(s.Name)}}}
		if s.Line > 0 {
			p.Physical.Region = &region{s.Line}
		}
		if s.Place != "" {
			p.Message = &message{report.Clean(s.Place)}
		}
		if i == 0 {
			r.Locations = []place{p}
		} else {
			r.Related = append(r.Related, p)
		}
	}
	if a, ok := v.Accepted[f.Name]; ok && a.Stands {
		r.Suppressions = []suppression{{"external", "accepted", report.Clean(a.Reason + " (" + a.Author + ", until " + string(a.Until) + ")")}}
	}
	return r
}

// places lists where the dealing was read, a place with a line first.
func places(v *report.View, f *determination.Finding) []fact.Source {
	ps := v.Places(f.Fact, maxRelated+1)
	slices.SortStableFunc(ps, func(a, b fact.Source) int { return cmp.Compare(min(b.Line, 1), min(a.Line, 1)) })
	return ps
}

// fingerprint stays the same while the dealing and the law are the same, whatever the answer and the line.
func fingerprint(f *determination.Finding) string {
	sum := sha256.Sum256([]byte(f.Pack + "\x00" + f.Dealing))
	return hex.EncodeToString(sum[:])
}

// uri is a path of evidence as a relative reference (RFC 3986).
func uri(name string) string {
	parts := strings.Split(strings.ToValidUTF8(name, "\ufffd"), "/")
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return cmp.Or(strings.ReplaceAll(strings.TrimLeft(strings.Join(parts, "/"), "/"), ":", "%3A"), "unnamed")
}
