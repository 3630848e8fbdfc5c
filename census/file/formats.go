// Package file holds the readers of formats: each turns the bytes of a file into rows, lines,
// documents, persons or places of a census.File.
//
// What is not understood is not read, and says so. Every reader is bounded: sizes, nesting and
// counts that a file claims are checked before memory is spent on them.
package file

import "github.com/longarm-project/longarm/census"

// Formats lists every format; the first that recognises a file reads it.
func Formats() []census.Format {
	return []census.Format{
		Cipher{},
		Parquet{},
		Avro{},
		SQLite{},
		PDF{},
		Sheet{},
		Prose{},
		DICOM{},
		BAM{},
		Biometric{},
		Photo{},
		Design{},
		Unread{},
		VCF{},
		SAM{},
		FASTQ{},
		PLINK{},
		Omic{},
		Genotypes{},
		HL7{},
		CDA{},
		Track{},
		JSON{},
		Mail{},
		Dump{},
		Code{},
		Delimited{},
		Text{},
	}
}
