package main

import (
	"github.com/longarm-project/longarm"
	"github.com/longarm-project/longarm/evidence"
	"github.com/longarm-project/longarm/evidence/casefile"
	"github.com/longarm-project/longarm/evidence/dns"
	"github.com/longarm-project/longarm/evidence/flowlog"
	"github.com/longarm-project/longarm/evidence/terraform"
	"github.com/longarm-project/longarm/evidence/zeek"
	"github.com/longarm-project/longarm/law"
	"github.com/longarm-project/longarm/law/compel"
)

// readers lists every reader of evidence; the first that recognises a file reads it.
var readers = []evidence.Reader{
	casefile.Reader{},
	terraform.State{},
	terraform.Show{},
	terraform.Config{},
	zeek.Reader{},
	flowlog.Reader{},
	dns.Reader{},
}

// engine opens the rooms.
func engine() (*longarm.Engine, error) {
	lib, err := law.NewLibrary(law.Embedded())
	if err != nil {
		return nil, err
	}
	compels, err := compel.Default()
	if err != nil {
		return nil, err
	}
	return &longarm.Engine{Readers: readers, Law: lib, Compels: compels}, nil
}
