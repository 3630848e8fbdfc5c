package file

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/longarm-project/longarm/census"
)

// VCF reads the header of called variants: one person for each sample column, if the reference is human.
type VCF struct{}

// Name implements census.Format.
func (VCF) Name() string { return "vcf" }

// Recognise implements census.Format.
func (VCF) Recognise(head []byte, _ string) bool {
	return bytes.HasPrefix(head, []byte("##fileformat=VCF")) || bytes.HasPrefix(head, []byte("##fileformat=BCF"))
}

// maxHeader bounds the header of a genomic file.
const maxHeader = 64 << 20

// human holds the lengths of chromosomes 1, 2 and X of the human references GRCh38, GRCh37, NCBI36 and T2T-CHM13,
// and other those of chromosome 1 of the mouse, rat and others that bear the same names.
var human = map[string]bool{
	"248956422": true, "249250621": true, "247249719": true, "248387328": true, "242193529": true, "243199373": true, "242696752": true,
	"156040895": true, "155270560": true, "154259566": true, "57227415": true, "59373566": true, "16569": true,
	"46709983": true, "48129895": true, "50818468": true, "51304566": true, "64444167": true, "63025520": true,
}

// Scan implements census.Format.
func (VCF) Scan(ctx context.Context, src *census.Source, f *census.File) error {
	s := newHeader(src)
	contigs, people, alien := 0, 0, false
	for s.Scan() {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		line := s.Text()
		switch {
		case strings.HasPrefix(line, "##contig="):
			contigs++
			if human[field(line, "length=")] {
				people++
			}
		case strings.HasPrefix(line, "##reference=") || strings.HasPrefix(line, "##species="):
			l := strings.ToLower(line)
			for _, other := range []string{"mm10", "mm9", "grcm", "rn6", "elegans", "ce11", "dm6", "danrer", "saccer", "coli", "sars-cov", "nc_045512", "arabidopsis", "tair"} {
				alien = alien || strings.Contains(l, other)
			}
		case strings.HasPrefix(line, "#CHROM"):
			if alien || contigs > 0 && people == 0 {
				f.Rows = 1
				return nil // another species
			}
			cols := strings.Split(line, "\t")
			if len(cols) > 9 {
				samples(f, cols[9:], src.Head)
			}
			return s.Err()
		}
	}
	if s.Err() != nil {
		return fmt.Errorf("the header cannot be read: %w", s.Err())
	}
	return fmt.Errorf("no line #CHROM")
}

func newHeader(src *census.Source) *bufio.Scanner {
	s := bufio.NewScanner(src.Reader)
	s.Buffer(make([]byte, 64<<10), maxHeader)
	return s
}

// field returns what follows a name up to a comma or bracket.
func field(line, name string) string {
	i := strings.Index(line, name)
	if i < 0 {
		return ""
	}
	v := line[i+len(name):]
	if j := strings.IndexAny(v, ",>\t "); j >= 0 {
		v = v[:j]
	}
	return v
}

// samples counts one person for each name of a sample. Names that every laboratory gives are told apart by the file.
func samples(f *census.File, names []string, head []byte) {
	for i, n := range names {
		subject := "sample:" + n
		switch l := strings.ToLower(strings.TrimSpace(n)); l {
		case "", "sample", "sampleid", "sample1", "sample2", "sample_1", "tumor", "normal", "unknown", "na", "1", "default", "genotype":
			subject = fmt.Sprintf("file:%x:%d:%s", head[:min(len(head), 4096)], i, n)
		}
		f.Person(census.Person{Categories: []census.Category{census.Genomic}, Subject: subject}, int64(i+1))
	}
}

// Genotypes reads the files that vendors of consumer genetic tests hand out: one person each.
type Genotypes struct{}

// Name implements census.Format.
func (Genotypes) Name() string { return "genotypes" }

// Recognise implements census.Format: a row of column names with a marker, a place and the alleles, and rows that fit it.
func (Genotypes) Recognise(head []byte, _ string) bool {
	if !census.IsText(head) {
		return false
	}
	_, _, ok := genotypes(head)
	return ok
}

// genotypes looks for a genotype table in the head: where it begins, and in which column samples are named (or -1).
func genotypes(head []byte) (start, sample int, ok bool) {
	at := 0
	named := false
	sample = -1
	matched, tried := 0, 0
	for line := range bytes.Lines(head) {
		text := strings.ToLower(strings.TrimSpace(string(line)))
		begin := at
		at += len(line)
		if text == "" {
			continue
		}
		cols := strings.FieldsFunc(strings.TrimLeft(text, "# "), func(r rune) bool { return r == '\t' || r == ',' })
		if len(cols) < 4 {
			cols = strings.Fields(strings.TrimLeft(text, "# "))
		}
		for i := range cols {
			cols[i] = strings.Trim(cols[i], `" `)
		}
		switch {
		case !named && hasAny(cols, "rsid", "rs id", "snp name", "rs#", "snp", "marker") && hasAny(cols, "genotype", "result", "allele1", "allele 1", "allele1...top", "allele1 - top", "allele1 - forward", "call", "genotypes"):
			named, start = true, begin
			for i, c := range cols {
				if c == "sample id" || c == "sample.id" || c == "sample.name" || c == "sample name" {
					sample = i
					break
				}
			}
		case text[0] == '#':
		default:
			tried++
			if marker(cols) {
				matched++
				if !named {
					start = begin
					named = true
				}
			} else if !named && tried > 30 {
				return 0, -1, false
			}
		}
		if tried > 200 {
			break
		}
	}
	return start, sample, named && matched > 0 && matched*4 >= tried*3
}

func hasAny(cols []string, names ...string) bool {
	for _, c := range cols {
		for _, n := range names {
			if c == n {
				return true
			}
		}
	}
	return false
}

// marker reports whether a row has a marker (rs1234, i5000001), a place and letters of bases.
func marker(cols []string) bool {
	if len(cols) < 4 {
		return false
	}
	id, bases, number := false, false, false
	for _, c := range cols {
		switch {
		case len(c) > 2 && (c[:2] == "rs" && digits(c[2:]) || c[0] == 'i' && len(c) > 5 && digits(c[1:]) || strings.HasPrefix(c, "vg") && digits(c[2:])):
			id = true
		case digits(c):
			number = true
		case len(c) <= 2 && strings.Trim(c, "acgtid-0") == "":
			bases = true
		}
	}
	return id && bases && number
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i]-'0' >= 10 {
			return false
		}
	}
	return s != ""
}

// Scan implements census.Format.
func (Genotypes) Scan(ctx context.Context, src *census.Source, f *census.File) error {
	start, sample, _ := genotypes(src.Head)
	body := src.Head[start:min(len(src.Head), start+16<<10)]
	if sample < 0 {
		f.Person(census.Person{Categories: []census.Category{census.Genomic}, Subject: fmt.Sprintf("genotypes:%x", body)}, 1)
		return nil
	}
	s := newHeader(src)
	seen := map[string]bool{}
	for n := 0; s.Scan(); n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		cols := strings.Split(s.Text(), "\t")
		if len(cols) <= sample || !marker(lower(cols)) {
			continue
		}
		if id := cols[sample]; !seen[id] && len(seen) < 1_000_000 {
			seen[id] = true
			samples(f, []string{id}, body)
		}
	}
	return s.Err()
}

func lower(cols []string) []string {
	out := make([]string, len(cols))
	for i, c := range cols {
		out[i] = strings.ToLower(strings.Trim(c, `" `))
	}
	return out
}

// SAM reads the header of aligned reads: one person for each sample of its read groups, if the reference is human.
type SAM struct{}

// Name implements census.Format.
func (SAM) Name() string { return "sam" }

// Recognise implements census.Format.
func (SAM) Recognise(head []byte, _ string) bool {
	return (bytes.HasPrefix(head, []byte("@HD\tVN:")) || bytes.HasPrefix(head, []byte("@SQ\tSN:"))) && census.IsText(head)
}

// Scan implements census.Format.
func (SAM) Scan(ctx context.Context, src *census.Source, f *census.File) error {
	s := newHeader(src)
	var h samHeader
	for s.Scan() && h.line(s.Text()) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	h.count(f, src.Head)
	return s.Err()
}

// A samHeader gathers what the header of SAM, BAM or CRAM says.
type samHeader struct {
	sequences, human int
	samples          []string
	seen             map[string]bool
}

// line reads a line; false when the header is over.
func (h *samHeader) line(line string) bool {
	if !strings.HasPrefix(line, "@") {
		return false
	}
	switch {
	case strings.HasPrefix(line, "@SQ"):
		h.sequences++
		if human[tag(line, "LN:")] {
			h.human++
		}
	case strings.HasPrefix(line, "@RG"):
		if n := tag(line, "SM:"); n != "" && !h.seen[n] {
			if h.seen == nil {
				h.seen = map[string]bool{}
			}
			h.seen[n] = true
			h.samples = append(h.samples, n)
		}
	}
	return true
}

// tag returns the value of a field such as SM: of a header line.
func tag(line, name string) string {
	for f := range strings.SplitSeq(line, "\t") {
		if v, ok := strings.CutPrefix(f, name); ok {
			return v
		}
	}
	return ""
}

func (h *samHeader) count(f *census.File, head []byte) {
	f.Rows = 1
	switch {
	case h.sequences > 0 && h.human == 0:
		return // another species
	case h.sequences == 0:
		f.Fault("reads without a reference: whose they are is not known")
		f.Uncountable(census.Genomic)
	case len(h.samples) == 0:
		samples(f, []string{""}, head)
	default:
		samples(f, h.samples, head)
	}
}
