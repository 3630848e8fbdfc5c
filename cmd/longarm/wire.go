package main

import (
	"io/fs"
	"os"
	"slices"

	"github.com/longarm-project/longarm"
	"github.com/longarm-project/longarm/census/file"
	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/casefile"
	"github.com/longarm-project/longarm/evidence/cloudflow"
	"github.com/longarm-project/longarm/evidence/cloudformation"
	"github.com/longarm-project/longarm/evidence/cloudtrail"
	"github.com/longarm-project/longarm/evidence/csp"
	"github.com/longarm-project/longarm/evidence/dns"
	"github.com/longarm-project/longarm/evidence/flowlog"
	"github.com/longarm-project/longarm/evidence/har"
	"github.com/longarm-project/longarm/evidence/inventory"
	"github.com/longarm-project/longarm/evidence/nfdump"
	"github.com/longarm-project/longarm/evidence/octodns"
	"github.com/longarm-project/longarm/evidence/remote"
	"github.com/longarm-project/longarm/evidence/resolver"
	"github.com/longarm-project/longarm/evidence/sbom"
	"github.com/longarm-project/longarm/evidence/silk"
	"github.com/longarm-project/longarm/evidence/terraform"
	"github.com/longarm-project/longarm/evidence/workload"
	"github.com/longarm-project/longarm/evidence/zeek"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/law/compel"
	"github.com/longarm-project/longarm/law/geofence"
	"github.com/longarm-project/longarm/law/instrument"
	"github.com/longarm-project/longarm/registry"
	"github.com/longarm-project/longarm/registry/bis"
	"github.com/longarm-project/longarm/registry/bods"
	"github.com/longarm-project/longarm/registry/csl"
	"github.com/longarm-project/longarm/registry/dpl"
	"github.com/longarm-project/longarm/registry/eu"
	"github.com/longarm-project/longarm/registry/fcc"
	"github.com/longarm-project/longarm/registry/ftm"
	"github.com/longarm-project/longarm/registry/gleif"
	"github.com/longarm-project/longarm/registry/ofac"
	"github.com/longarm-project/longarm/registry/opensanctions"
	"github.com/longarm-project/longarm/registry/plain"
	"github.com/longarm-project/longarm/registry/psc"
	"github.com/longarm-project/longarm/registry/uk"
	"github.com/longarm-project/longarm/registry/un"
)

// readers lists every reader of evidence, in any order: the one that is surest of a file reads it.
var readers = []evidence.Reader{
	casefile.Reader{Areas: geofence.Judge},
	terraform.State{},
	terraform.Show{},
	terraform.Config{},
	cloudflow.Azure{},
	cloudflow.Google{},
	cloudflow.Table{},
	cloudformation.Reader{},
	cloudtrail.Reader{},
	zeek.Reader{},
	flowlog.Reader{},
	flowlog.Parquet{},
	dns.Reader{},
	dns.Export{},
	octodns.Reader{},
	resolver.Reader{},
	nfdump.Reader{},
	silk.Reader{},
	workload.Manifest{},
	workload.Dockerfile{},
	sbom.Reader{},
	har.Reader{},
	csp.Reader{},
	remote.Reader{},
	inventory.Text{},
	inventory.Book{},
}

// importers lists every importer of registers and lists, in any order: the one that is surest of a file reads it.
var importers = []registry.Importer{
	gleif.Importer{},
	bods.Importer{},
	psc.Importer{},
	psc.Companies{},
	ftm.Importer{},
	ofac.Advanced{},
	ofac.Simple{},
	ofac.Enhanced{},
	bis.ECFR{},
	csl.Importer{},
	csl.JSON{},
	dpl.Importer{},
	fcc.Importer{},
	un.Importer{},
	eu.XML{},
	eu.CSV{},
	uk.XML{},
	uk.CSV{},
	opensanctions.Importer{},
	ofac.CSV{},
	plain.Importer{},
}

// importersOf returns the importers for what the user gives as lists or registers. A
// file that is named itself may be a list of the user's own in any form, a name on each
// line if lines is set; what lies in a folder is what its content says.
func importersOf(paths []string, lines bool) []registry.Importer {
	for _, p := range paths {
		if info, err := os.Stat(p); p != "-" && (err != nil || !info.Mode().IsRegular()) {
			return importers
		}
	}
	return append(slices.Clone(importers), plain.Given{Lines: lines})
}

// engine opens the rooms, with the packs that come with longarm and those in further folders.
func engine(packs ...fs.FS) (*longarm.Engine, error) {
	lib, err := law.NewLibrary(append([]fs.FS{law.Embedded()}, packs...)...)
	if err != nil {
		return nil, err
	}
	compels, err := compel.Default()
	if err != nil {
		return nil, err
	}
	instruments, err := instrument.Default()
	if err != nil {
		return nil, err
	}
	return &longarm.Engine{Readers: readers, Law: lib, Compels: compels, Instruments: instruments, Importers: importers, Formats: file.Formats(), Program: version()}, nil
}
