package paper_test

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"strings"
	"testing"

	"shirushi/internal/paper"
)

func deflated(t *testing.T, b []byte) string {
	t.Helper()
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func object(head, data string) string {
	return fmt.Sprintf("7 0 obj\n<<%s /Length %d>>\nstream\n%s\nendstream\nendobj\n", head, len(data), data)
}

func TestAttached_readsPlainAndDeflated(t *testing.T) {
	t.Parallel()
	want := `{"v":1,"text":"stream 型番"}`
	packed := deflated(t, []byte(want))
	for name, pdf := range map[string]string{
		"deflated":        "%PDF-1.7\n" + object("/Type /EmbeddedFile /Subtype /application#2Fjson /Filter /FlateDecode", packed),
		"deflated, tight": "%PDF-1.7\r\n7 0 obj<</Length " + fmt.Sprint(len(packed)) + "/Type/EmbeddedFile/Filter[/FlateDecode]/Params<</Size 3>>>>stream\r\n" + packed + "\r\nendstream",
		"plain":           "%PDF-1.7\n" + object("/Type /EmbeddedFile", want),
		"after others":    "%PDF-1.7\n" + object("/Type /Page", "x") + object("/Type /EmbeddedFile /Filter /FlateDecode", packed) + object("/X /Y", "(a /Type /EmbeddedFile b)"),
	} {
		files, err := paper.Attached([]byte(pdf), 1000)
		if err != nil || len(files) != 1 || string(files[0]) != want {
			t.Errorf("%s: %q, %v", name, files, err)
		}
	}
	if files, err := paper.Attached([]byte("%PDF-1.7\n"+object("/Type /Page", "x")), 1000); err != nil || len(files) != 0 {
		t.Errorf("nothing attached: %q, %v", files, err)
	}
}

func TestAttached_refusesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	bomb := deflated(t, make([]byte, 10<<20))
	good := object("/Type /EmbeddedFile /Filter /FlateDecode", deflated(t, []byte("x")))
	for name, pdf := range map[string]string{
		"no PDF":        "PK",
		"bomb":          "%PDF-1.7\n" + object("/Type /EmbeddedFile /Filter /FlateDecode", bomb),
		"cut short":     "%PDF-1.7\n" + good[:len(good)-30],
		"other filter":  "%PDF-1.7\n" + object("/Type /EmbeddedFile /Filter /LZWDecode", "x"),
		"two filters":   "%PDF-1.7\n" + object("/Type /EmbeddedFile /Filter [/FlateDecode /ASCIIHexDecode]", "x"),
		"too many":      "%PDF-1.7\n" + strings.Repeat(good, 17),
		"plain, longer": "%PDF-1.7\n7 0 obj<</Type /EmbeddedFile /Length 99999999999999999999>>stream\nx",
		"no length":     "%PDF-1.7\n7 0 obj<</Type /EmbeddedFile>>stream\nx",
	} {
		if files, err := paper.Attached([]byte(pdf), 1<<20); !errors.Is(err, paper.ErrAttached) {
			t.Errorf("%s: %d files, %v", name, len(files), err)
		}
	}
}

func FuzzAttached(f *testing.F) {
	f.Add([]byte("%PDF-1.7\n7 0 obj<</Type /EmbeddedFile /Length 1>>stream\nx"))
	f.Fuzz(func(t *testing.T, b []byte) {
		files, err := paper.Attached(b, 1000)
		for _, file := range files {
			if err != nil || len(file) > 1000 {
				t.Errorf("%d bytes, %v", len(file), err)
			}
		}
	})
}
