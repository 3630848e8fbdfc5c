package datafile

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
)

// Sum is the SHA-256, in lower-case hexadecimal, over the names and bytes of all files of
// fsys in order of name: of each the name, a line break, its length, a line break, its bytes.
func Sum(fsys fs.FS) (string, error) {
	h := sha256.New()
	err := fs.WalkDir(fsys, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		fmt.Fprintf(h, "%s\n%d\n", name, len(b))
		_, err = h.Write(b)
		return err
	})
	return hex.EncodeToString(h.Sum(nil)), err
}
