//go:build unix

package outfile

import (
	"errors"
	"os"
	"syscall"
)

// hold locks a file for this run until it is closed; the system lets go of it when the run ends, however it ends.
func hold(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return ErrBusy
	}
	return err
}
