package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/longarm-project/longarm/casetest"
	"github.com/longarm-project/longarm/check"
	"github.com/longarm-project/longarm/law"
)

// lawFolders are the folders of law cases beside the repository, which state the
// right answer where a pack once gave a wrong one.
var lawFolders = []string{"../../../shared/law/cases-audit", "../../../shared/law/cases-2"}

// lawOpen says of the cases that are known not to come out right yet why they do not.
var lawOpen = map[string]string{}

// Every case beside the repository comes out right, but for those that are known to be open,
// which must not, so that the list of these can only shrink.
func TestLawCases(t *testing.T) {
	lib, err := law.NewLibrary(law.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, folder := range lawFolders {
		if _, err := os.Stat(folder); err != nil {
			t.Skipf("no cases at hand: %v", err)
		}
		err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || filepath.Ext(path) != ".yaml" || filepath.Base(filepath.Dir(path)) == "ownership" {
				return err // those of ownership tests are of another form
			}
			rel, err := filepath.Rel(filepath.Dir(folder), path)
			if err != nil {
				return err
			}
			seen[rel] = true
			t.Run(rel, func(t *testing.T) { lawCheck(t, lib, rel, path) })
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for name := range lawOpen {
		if !seen[name] {
			t.Errorf("lawOpen names %q, and there is no such case", name)
		}
	}
}

// lawCheck decides one case under the pack that it is about.
func lawCheck(t *testing.T, lib *law.Library, name, path string) {
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	pack := "us-dsp"
	switch {
	case strings.HasSuffix(name, "us-icts/antivirus.yaml"):
		pack = "us-icts-final" // final determinations have a pack of their own
	case strings.Contains(name, "us-icts/"):
		pack = "us-icts"
	}
	c, err := law.ReadCase(b, filepath.Base(path))
	if err == nil {
		var own *check.Packs
		if own, err = check.NewPacks(lib.Files()...); err == nil {
			err = casetest.LawCase(lib, own, pack, c)
		}
	}
	why, open := lawOpen[name]
	switch {
	case open && err == nil:
		t.Error("it comes out right now: take it out of lawOpen")
	case open:
		t.Skipf("known to be open: %s", why)
	case err != nil:
		t.Error(err)
	}
}
