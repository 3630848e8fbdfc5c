//go:build !unix

package pgtest

import (
	"os/exec"
	"testing"
)

func asServer(_ *testing.T, c *exec.Cmd, dir string) { c.Dir = dir }
