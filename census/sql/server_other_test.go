//go:build !unix

package sql

import (
	"os/exec"
	"testing"
)

func asServer(_ *testing.T, c *exec.Cmd, dir string) { c.Dir = dir }
