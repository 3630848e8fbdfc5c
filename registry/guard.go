package registry

import (
	"errors"
	"fmt"
)

// ErrFault is the cause of a *LineError for a record on which the program itself failed. The other records are read.
var ErrFault = errors.New("the record could not be read for a fault of longarm: please report it")

// Guard calls read for the record at a place, and turns a panic into a *LineError that is counted as malformed:
// one record that the program fails on does not cost the run.
func Guard(in *Input, line, offset int64, read func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			in.Tally.Skip("malformed")
			err = fault(in, line, offset, r)
		}
	}()
	return read()
}

func fault(in *Input, line, offset int64, cause any) *LineError {
	return &LineError{Name: in.Name, Line: line, Offset: offset, Err: fmt.Errorf("%w: %v", ErrFault, cause)}
}
