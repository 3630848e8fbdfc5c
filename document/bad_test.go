package document

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// write puts files into a folder of its own.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func judged(t *testing.T, files map[string]string) *Report {
	t.Helper()
	docs, problems, err := Read(context.Background(), []string{write(t, files)})
	if err != nil {
		t.Fatal(err)
	}
	r, err := Analyse(context.Background(), docs, 2)
	if err != nil {
		t.Fatal(err)
	}
	r.NotRead = problems
	return r
}

const story = `TARNOW, Sept 12 (Meridian News) - The energy ministry of Ostland is considering a ban on software made by Halden Systems, according to two officials briefed on the plan.

The ban could cover 140 substations and would cost an estimated 85 million euros over three years, one of the officials said.
`

func TestFilesThatAreNoDocuments(t *testing.T) {
	r := judged(t, map[string]string{"empty.txt": "", "program.bin": strings.Repeat("\x00\x01\xfe", 300), "story.txt": story})
	if len(r.Documents) != 1 || len(r.NotRead) != 2 {
		t.Fatalf("%d documents, %d not read: %v", len(r.Documents), len(r.NotRead), r.NotRead)
	}
	want := []string{"empty.txt", "program.bin"}
	if diff := cmp.Diff(want, []string{r.NotRead[0].Name, r.NotRead[1].Name}); diff != "" {
		t.Error(diff)
	}
}

func TestSameFileTwice(t *testing.T) {
	r := judged(t, map[string]string{"a.txt": story, "b.txt": story})
	if len(r.Documents) != 1 || len(r.Documents[0].Copies) != 1 || len(r.Clusters) != 1 || len(r.Clusters[0].Members) != 1 {
		t.Errorf("documents %+v", r.Documents)
	}
}

func TestNothing(t *testing.T) {
	r := judged(t, map[string]string{"empty.txt": ""})
	if len(r.Documents) != 0 || len(r.Clusters) != 0 {
		t.Errorf("report %+v", r)
	}
}

// A file of 200 MB is not held in memory, let alone read.
func TestVeryLargeFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "large.txt")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(story); err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(200 << 20); err != nil { // a hole: takes no disk
		t.Fatal(err)
	}
	f.Close()
	docs, problems, err := Read(context.Background(), []string{name})
	if err != nil || len(docs) != 0 || len(problems) != 1 || !strings.Contains(problems[0].What, "larger than") {
		t.Errorf("%d documents, %v, %v", len(docs), problems, err)
	}
}

// Long texts without lines, and texts made of nothing but marks, take seconds and no more.
func TestAllOneLine(t *testing.T) {
	line := strings.ReplaceAll(story, "\n", " ")
	for name, text := range map[string]string{
		"one line": strings.Repeat(line, 9000),
		"quotes":   strings.Repeat(`"We will" said "A. Bee," and "no". in "x `, 50_000),
		"commas":   strings.Repeat("but, or, and a the 12 million, according to ", 50_000),
		"no blank": strings.Repeat("abcdefghij", 200_000),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			r := judged(t, map[string]string{"a.txt": text, "b.txt": text + " The end.", "story.txt": story})
			if len(r.Documents) != 3 {
				t.Errorf("%d documents, want 3", len(r.Documents))
			}
			if d := time.Since(start); d > 60*time.Second {
				t.Errorf("took %v", d)
			} else {
				t.Log(d)
			}
		})
	}
}

// A text in another script is grouped by what both write alike, or left apart.
func TestAnotherScript(t *testing.T) {
	r := judged(t, map[string]string{
		"story.txt":   story,
		"chinese.txt": "据 Meridian News 报道，能源部正在考虑禁止 Halden Systems 的软件。这将涉及140个变电站，费用约8500万欧元。",
		"russian.txt": "Министерство сообщило, что завод в Туле снова открыт. Рабочие вернулись в понедельник.",
	})
	if len(r.Documents) != 3 {
		t.Fatalf("%d documents", len(r.Documents))
	}
	for _, d := range r.Documents {
		if want := map[string]string{"story": "en", "chinese": "not read", "russian": "not read"}[d.ID]; d.Language != want {
			t.Errorf("%s: language %q, want %q", d.ID, d.Language, want)
		}
	}
	for _, c := range r.Clusters {
		if len(c.Members) > 1 && strings.Contains(strings.Join(c.Members, " "), "russian") {
			t.Errorf("another story in another script was grouped: %v", c.Members)
		}
	}
}
