package page

import (
	"bytes"
	"compress/gzip"
	"regexp"
	"strings"
)

// Gzip packs b as small as gzip can.
func Gzip(b []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		panic("page: " + err.Error()) // the level is one there is
	}
	_, _ = w.Write(b) // a Buffer takes everything
	_ = w.Close()
	return out.Bytes()
}

var (
	comment = regexp.MustCompile(`(?s)/\*[^!].*?\*/`) // those that begin with ! are licences
	token   = regexp.MustCompile(`(?m)^\s*(--[a-z0-9-]+):\s*(.*);$`)
	use     = regexp.MustCompile(`var\((--[a-z0-9-]+)`)
)

// squeeze takes comments and the space around lines out of a style sheet.
func squeeze(css []byte) []byte {
	var b bytes.Buffer
	for _, line := range strings.Split(string(comment.ReplaceAll(css, nil)), "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		b.WriteString(line)
		if strings.IndexByte("{};,/", line[len(line)-1]) < 0 {
			b.WriteByte(' ')
		}
	}
	return b.Bytes()
}

// tokensUsed returns of the design tokens those that a style sheet uses,
// itself or through another token.
func tokensUsed(raw map[string][]byte) []byte {
	value := map[string]string{}
	for _, m := range token.FindAllStringSubmatch(string(raw[tokensFile]), -1) {
		value[m[1]] = m[2]
	}
	wanted := map[string]bool{}
	var want func(css string)
	want = func(css string) {
		for _, m := range use.FindAllStringSubmatch(css, -1) {
			if !wanted[m[1]] {
				wanted[m[1]] = true
				want(value[m[1]])
			}
		}
	}
	for name, b := range raw {
		if name != tokensFile {
			want(string(b))
		}
	}
	kept := token.ReplaceAllStringFunc(string(raw[tokensFile]), func(line string) string {
		if wanted[token.FindStringSubmatch(line)[1]] {
			return line
		}
		return ""
	})
	return []byte(kept)
}
