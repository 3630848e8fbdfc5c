package file

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"strings"

	"github.com/longarm-project/longarm/census"
)

// BAM reads the header of aligned reads in their packed form, which is unpacked like gzip.
type BAM struct{}

// Name implements census.Format.
func (BAM) Name() string { return "bam" }

// Recognise implements census.Format.
func (BAM) Recognise(head []byte, _ string) bool { return bytes.HasPrefix(head, []byte("BAM\x01")) }

// Scan implements census.Format.
func (BAM) Scan(_ context.Context, src *census.Source, f *census.File) error {
	var b [8]byte
	if _, err := io.ReadFull(src.Reader, b[:]); err != nil {
		return errors.New("truncated header")
	}
	n := binary.LittleEndian.Uint32(b[4:])
	if n > maxHeader {
		return errors.New("header of more than 64 MiB")
	}
	text, err := io.ReadAll(io.LimitReader(src.Reader, int64(n)))
	if err != nil || len(text) < int(n) {
		return errors.New("truncated header")
	}
	var h samHeader
	for line := range strings.Lines(strings.TrimRight(string(text), "\x00")) {
		h.line(strings.TrimRight(line, "\r\n"))
	}
	h.count(f, src.Head)
	return nil
}

// FASTQ recognises raw reads. Whose they are, and of which species, the file does not say.
type FASTQ struct{}

// Name implements census.Format.
func (FASTQ) Name() string { return "fastq" }

// Recognise implements census.Format: four lines of which the first begins with @, the third with +, the others are of one length.
func (FASTQ) Recognise(head []byte, _ string) bool {
	l := bytes.SplitN(head, []byte("\n"), 5)
	return len(l) >= 4 && len(l[0]) > 1 && l[0][0] == '@' && len(l[2]) > 0 && l[2][0] == '+' && len(l[1]) >= 10 && len(bytes.TrimSpace(l[1])) == len(bytes.TrimSpace(l[3])) && strings.Trim(string(bytes.TrimSpace(l[1])), "ACGTNacgtn.") == ""
}

// Scan implements census.Format.
func (FASTQ) Scan(_ context.Context, _ *census.Source, f *census.File) error {
	f.Rows = 1
	f.Uncountable(census.Genomic)
	f.Fault("reads of a species and a person that the file does not name")
	return nil
}

// PLINK reads lists of individuals (.fam) and recognises the genotypes beside them (.bed).
type PLINK struct{}

// Name implements census.Format.
func (PLINK) Name() string { return "plink" }

// Recognise implements census.Format.
func (PLINK) Recognise(head []byte, name string) bool {
	if bytes.HasPrefix(head, []byte{0x6c, 0x1b, 0x01}) {
		return true
	}
	return strings.HasSuffix(strings.ToLower(name), ".fam") && census.IsText(head) && family(firstLine(head)) != ""
}

func firstLine(head []byte) string {
	l, _, _ := bytes.Cut(head, []byte("\n"))
	return strings.TrimSpace(string(l))
}

// family returns the family and individual of a line of a .fam file, or "".
func family(line string) string {
	c := strings.Fields(line)
	if len(c) != 6 || !strings.Contains("0 1 2 -9", c[4]) {
		return ""
	}
	return c[0] + " " + c[1]
}

// Scan implements census.Format.
func (PLINK) Scan(ctx context.Context, src *census.Source, f *census.File) error {
	if src.Head[0] == 0x6c {
		f.Rows = 1
		f.Uncountable(census.Genomic)
		return nil
	}
	s := newHeader(src)
	for n := int64(1); s.Scan(); n++ {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if id := family(s.Text()); id != "" {
			f.Person(census.Person{Categories: []census.Category{census.Genomic}, Subject: "sample:" + strings.Fields(id)[1]}, n)
		}
	}
	return s.Err()
}

// Omic reads matrices of molecules by samples: methylation, expression and proteins.
type Omic struct{}

// Name implements census.Format.
func (Omic) Name() string { return "omics" }

// molecule reports whether the first cell of a row names a probe, gene or protein of a human array or reference.
func molecule(c string) bool {
	c = strings.Trim(c, `"`)
	switch {
	case len(c) >= 10 && strings.HasPrefix(c, "cg") && digits(c[2:10]):
		return true
	case strings.HasPrefix(c, "ENSG") && len(c) >= 15 && digits(c[4:15]), strings.HasPrefix(c, "ENST") && len(c) >= 15 && digits(c[4:15]):
		return true
	}
	return false
}

// Recognise implements census.Format: names of molecules in the first column and three columns of numbers or more.
func (Omic) Recognise(head []byte, _ string) bool {
	if bytes.HasPrefix(head, []byte("IDAT")) {
		return true
	}
	if !census.IsText(head) {
		return false
	}
	rows, fit := 0, 0
	for line := range bytes.Lines(head) {
		c := strings.FieldsFunc(strings.TrimSpace(string(line)), func(r rune) bool { return r == '\t' || r == ',' })
		if len(c) < 2 || c[0] == "" || c[0][0] == '#' || c[0][0] == '!' {
			continue
		}
		if rows++; molecule(c[0]) {
			fit++
		}
		if rows > 50 {
			break
		}
	}
	return fit >= 2 && fit*10 >= (rows-1)*8
}

// Scan implements census.Format: one person for each column of samples.
func (Omic) Scan(_ context.Context, src *census.Source, f *census.File) error {
	f.Rows = 1
	if bytes.HasPrefix(src.Head, []byte("IDAT")) {
		f.Person(census.Person{Categories: []census.Category{census.Omic}, Subject: "idat:" + string(src.Head[:min(len(src.Head), 4096)])}, 1)
		return nil
	}
	for line := range bytes.Lines(src.Head) {
		text := strings.TrimRight(string(line), "\r\n")
		if text == "" || text[0] == '#' || text[0] == '!' {
			continue
		}
		sep := "\t"
		if !strings.Contains(text, sep) {
			sep = ","
		}
		c := strings.Split(text, sep)
		if molecule(c[0]) {
			f.Uncountable(census.Omic) // samples without names
			return nil
		}
		for i, name := range c[1:] {
			switch strings.ToLower(strings.Trim(name, `" `)) {
			case "chr", "start", "end", "strand", "length", "gene_name", "gene", "symbol", "description", "":
				continue
			}
			f.Person(census.Person{Categories: []census.Category{census.Omic}, Subject: "sample:" + strings.Trim(name, `" `)}, int64(i+1))
		}
		return nil
	}
	return nil
}

// Biometric recognises records of fingerprints, faces and irises (ISO/IEC 19794, ANSI/NIST-ITL 1, WSQ): each file is one enrolment.
type Biometric struct{}

// Name implements census.Format.
func (Biometric) Name() string { return "biometric" }

// biometrics lists the marks of biometric records.
var biometrics = []string{"FMR\x00", "FAC\x00", "IIR\x00", "FIR\x00", "FMR 20", "1.001:", "1.01:", "\xff\xa0\xff\xa8", "\xff\xa0\xff\xa5"}

// Recognise implements census.Format.
func (Biometric) Recognise(head []byte, _ string) bool {
	for _, m := range biometrics {
		if bytes.HasPrefix(head, []byte(m)) {
			return true
		}
	}
	return false
}

// Scan implements census.Format.
func (Biometric) Scan(_ context.Context, src *census.Source, f *census.File) error {
	f.Bytes = src.Size
	f.Person(census.Person{Categories: []census.Category{census.Biometric}, Subject: "biometric:" + string(src.Head)}, 1)
	return nil
}
