package terraform

import (
	"bufio"
	"bytes"
	"io"
)

// maxConsole bounds the lines of a console before the JSON of a command.
const maxConsole = 50

// fromObject returns text from the first line on that begins with a brace,
// which is at most maxConsole lines away: build servers print the command first.
func fromObject(text []byte) []byte {
	for range maxConsole {
		text = bytes.TrimLeft(text, " \t\r\n")
		if bytes.HasPrefix(text, []byte("{")) || bytes.HasPrefix(text, []byte("<")) {
			return text
		}
		_, rest, ok := bytes.Cut(text, []byte("\n"))
		if !ok {
			return nil
		}
		text = rest
	}
	return nil
}

// afterConsole returns r with the lines before the first that begins with a brace
// made empty, so that lines keep their numbers.
func afterConsole(r io.Reader) io.Reader {
	b := bufio.NewReaderSize(r, 64<<10)
	var feeds bytes.Buffer
	for range maxConsole {
		line, err := b.Peek(1)
		if err != nil || line[0] == '{' || line[0] == ' ' || line[0] == '\t' {
			break
		}
		for {
			_, err := b.ReadSlice('\n')
			if err == bufio.ErrBufferFull {
				continue
			}
			if err != nil {
				return io.MultiReader(&feeds, failed{err})
			}
			break
		}
		feeds.WriteByte('\n')
	}
	return io.MultiReader(&feeds, b)
}

// failed is a reader that fails.
type failed struct{ err error }

func (f failed) Read([]byte) (int, error) { return 0, f.err }
