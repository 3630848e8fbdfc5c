package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// One case file asks of a vendor what a review finds of it and what control says of
// it: with each kind of owner, under and at the threshold, with all holders known or not.
func TestControlSaysOfAVendorWhatAReviewSays(t *testing.T) {
	owners := map[string]string{
		"state": "kind: state, state: CN", "organ": "kind: state-body, state: CN",
		"company": "kind: company, organized: CN, seat: CN", "seat": "kind: company, seat: CN", "law": "kind: company, organized: CN",
		"moved": "kind: company, organized: SG, seat: CN", "american": "kind: company, organized: US, seat: CN",
		"both": "kind: company, organized: [US, CN], seat: US", "american-seat": "kind: company, seat: US", "nameless": "kind: company",
		"law-unknown": "kind: company, organized: unknown, seat: CN", "anonymous": "kind: company, anonymous: yes",
		"resident": "kind: person, residence: CN", "citizen": "kind: person, citizenship: CN", "abroad": "kind: person, residence: SG, citizenship: CN",
		"permanent": "kind: person, residence: CN, status: us-permanent-resident", "present": "kind: person, residence: CN, present: US",
		"somebody": "kind: person", "status-unknown": "kind: person, residence: CN, status: unknown",
		"designated": "kind: company, organized: SG, seat: SG, designated: [{programme: dsp-covered-person, from: 2025-05-01}]",
	}
	var parties, interests, dealings strings.Builder
	var ids []string
	for name, owner := range owners {
		fmt.Fprintf(&parties, "  %s: {name: Owner %s, %s}\n", name, name, owner)
		for _, vendor := range []string{"organized: DE, seat: DE, complete: yes", "organized: DE, seat: DE", "organized: US, seat: US, complete: yes"} {
			for _, share := range []string{"50", "49.9"} {
				id := fmt.Sprintf("v%d", len(ids))
				ids = append(ids, id)
				fmt.Fprintf(&parties, "  %s: {name: Vendor %s, kind: company, %s}\n", id, id, vendor)
				fmt.Fprintf(&interests, "  - {owner: %s, asset: %s, share: %s} # %s, %s\n", name, id, share, owner, vendor)
				fmt.Fprintf(&dealings, "  with-%s: {class: vendor, counterparty: %s, access: [%s], data: [{category: personal-health, persons: 20000}]}\n", id, id, id)
			}
		}
	}
	text := "case: longarm-case/1\nsubject: us\nparties:\n  us: {name: Northgate Clinics Inc., kind: company, organized: US, seat: US}\n" +
		parties.String() + "interests:\n" + interests.String() + "dealings:\n" + dealings.String()
	dir := t.TempDir()
	file, saved := filepath.Join(dir, "case.yaml"), filepath.Join(dir, "r.json")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	said(t, "review", "--law", "us-dsp", "--at", "2026-11-01", "--format", "json", "-o", saved, file)
	b, err := os.ReadFile(saved)
	if err != nil {
		t.Fatal(err)
	}
	var review struct {
		Findings []struct{ Dealing, Name, Outcome string }
	}
	if err := json.Unmarshal(b, &review); err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, f := range review.Findings {
		found[strings.TrimPrefix(f.Name, "with-")] = map[string]string{"restricted": "yes", "undetermined": "unknown", "not-covered": "no"}[f.Outcome]
	}
	answered := map[string]string{}
	for line := range strings.Lines(said(t, "control", "--at", "2026-11-01", "--format", "jsonl", file)) {
		var a struct{ Party, Verdict string }
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatalf("%v in %q", err, line)
		}
		answered[a.Party] = a.Verdict
	}
	for i, id := range ids {
		if found[id] == "" || found[id] != answered[id] {
			t.Errorf("a review says %q of what control says %q: %s", found[id], answered[id], strings.Split(interests.String(), "\n")[i])
		}
	}
}

// said returns what a command prints; that it ends with a code of a decision is no failure.
func said(t *testing.T, words ...string) string {
	var out, errs bytes.Buffer
	err := run(t.Context(), words, strings.NewReader(""), &out, &errs)
	if e, ok := errors.AsType[*exit](err); err != nil && (!ok || e.err != nil) {
		t.Fatalf("%s: %v\n%s", strings.Join(words, " "), err, errs.String())
	}
	return out.String()
}
