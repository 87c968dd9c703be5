package webtest

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"testing"

	"shirushi/internal/paper/papertest"
)

// LaidOpen returns an answer with all that is packed in it unpacked: the
// parts of an archive, what a gzip holds, the text of a PDF and what it says
// of itself, and of a PNG all but its dots.
func LaidOpen(t testing.TB, b []byte) string {
	t.Helper()
	switch {
	case bytes.HasPrefix(b, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		return LaidOpen(t, all(t, z))
	case bytes.HasPrefix(b, []byte("PK")):
		z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		out := z.Comment
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			out += "\n" + f.Name + "\n" + f.Comment + "\n" + LaidOpen(t, all(t, r))
		}
		return out
	case bytes.HasPrefix(b, []byte("%PDF")):
		return papertest.Text(t, b) + papertest.Info(t, b) + papertest.Structure(t, b)
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return chunks(b[8:])
	}
	return string(b)
}

func all(t testing.TB, r io.Reader) []byte {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// chunks returns what a PNG holds besides its dots, and what follows its end.
func chunks(b []byte) string {
	out := ""
	for len(b) >= 12 {
		size := int(binary.BigEndian.Uint32(b))
		if size > len(b)-12 {
			break
		}
		if name := string(b[4:8]); name != "IDAT" {
			out += name + " " + string(b[8:8+size]) + "\n"
		}
		b = b[12+size:]
	}
	return out + string(b)
}
