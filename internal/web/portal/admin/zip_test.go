package admin

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io/fs"
	"strings"
	"testing"

	"shirushi/internal/scheme"
)

// packed is one file put into an archive by a test.
type packed struct {
	name, content string
	mode          fs.FileMode
}

func pack(t *testing.T, files ...packed) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate}
		if f.mode != 0 {
			h.SetMode(f.mode)
		}
		w, err := z.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(f.content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestOpenZip_findsTheFolder(t *testing.T) {
	t.Parallel()
	for name, files := range map[string][]packed{
		"files only":     {{name: "scheme.yaml", content: "a: 1"}, {name: "criteria/x.yaml", content: "b"}},
		"folder":         {{name: "jc-star/"}, {name: "jc-star/scheme.yaml", content: "a: 1"}, {name: "jc-star/criteria/x.yaml", content: "b"}},
		"desktop litter": {{name: "s/scheme.yaml", content: "a: 1"}, {name: "s/criteria/x.yaml", content: "b"}, {name: "__MACOSX/s/._scheme.yaml"}, {name: "s/.DS_Store"}},
	} {
		fsys, err := openZip(pack(t, files...))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for file, want := range map[string]string{"scheme.yaml": "a: 1", "criteria/x.yaml": "b"} {
			got, err := fs.ReadFile(fsys, file)
			if err != nil || string(got) != want {
				t.Errorf("%s: %s = %q, %v", name, file, got, err)
			}
		}
	}
}

func TestOpenZip_tricksAreRefused(t *testing.T) {
	t.Parallel()
	ok := packed{name: "scheme.yaml", content: "a: 1"}
	for name, c := range map[string]struct {
		zip []byte
		key string
	}{
		"not a zip":        {[]byte("hello"), "refusal.upload.not_zip"},
		"empty":            {nil, "refusal.upload.not_zip"},
		"up and out":       {pack(t, ok, packed{name: "../../etc/passwd"}), "refusal.upload.path"},
		"inner up":         {pack(t, ok, packed{name: "a/../../b"}), "refusal.upload.path"},
		"absolute":         {pack(t, ok, packed{name: "/etc/passwd"}), "refusal.upload.path"},
		"backslash":        {pack(t, ok, packed{name: `..\b`}), "refusal.upload.path"},
		"drive":            {pack(t, ok, packed{name: "C:b"}), "refusal.upload.path"},
		"double slash":     {pack(t, ok, packed{name: "a//b"}), "refusal.upload.path"},
		"link":             {pack(t, ok, packed{name: "fees.yaml", content: "/etc/passwd", mode: fs.ModeSymlink | 0o777}), "refusal.upload.link"},
		"device":           {pack(t, ok, packed{name: "dev", mode: fs.ModeDevice}), "refusal.upload.link"},
		"one name twice":   {pack(t, ok, ok), "refusal.upload.twice"},
		"case only":        {pack(t, ok, packed{name: "Scheme.yaml"}), "refusal.upload.twice"},
		"too many":         {pack(t, many(maxFiles+1)...), "refusal.upload.too_many"},
		"bomb":             {pack(t, ok, packed{name: "big", content: strings.Repeat("0", maxUnpacked+1)}), "refusal.upload.unpacked"},
		"many small bombs": {pack(t, bombs(17)...), "refusal.upload.unpacked"},
		"lying size":       {lying(t), "refusal.upload.not_zip"},
		"no scheme":        {pack(t, packed{name: "fees.yaml"}), "refusal.upload.no_scheme"},
		"too deep":         {pack(t, packed{name: "a/b/scheme.yaml"}), "refusal.upload.no_scheme"},
		"two schemes":      {pack(t, packed{name: "a/scheme.yaml"}, packed{name: "b/scheme.yaml"}), "refusal.upload.no_scheme"},
		"too large":        {make([]byte, maxUpload+1), "refusal.upload.too_large"},
	} {
		fsys, err := openZip(c.zip)
		no := scheme.RefusalsOf(err)
		if fsys != nil || len(no) != 1 || no[0].Key != c.key || no[0].Kind != scheme.Invalid || no[0].Field != "file" {
			t.Errorf("%s: got %v, want %s", name, err, c.key)
		}
	}
}

func many(n int) []packed {
	files := make([]packed, n)
	for i := range files {
		files[i].name = "f" + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + strings.Repeat("y", i/26)
	}
	return files
}

func bombs(n int) []packed {
	files := []packed{{name: "scheme.yaml"}}
	for i := range n {
		files = append(files, packed{name: strings.Repeat("b", i+1), content: strings.Repeat("0", 1<<20)})
	}
	return files
}

// lying is an archive whose directory states one byte for a file of a thousand.
func lying(t *testing.T) []byte {
	t.Helper()
	b := pack(t, packed{name: "scheme.yaml", content: strings.Repeat("0", 1000)})
	at := bytes.LastIndex(b, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(b[at+24:], 1)
	return b
}

func FuzzOpenZip(f *testing.F) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	if w, err := z.Create("scheme.yaml"); err == nil {
		_, _ = w.Write([]byte("a: 1"))
	}
	_ = z.Close()
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		fsys, err := openZip(b)
		if err != nil {
			if len(scheme.RefusalsOf(err)) == 0 {
				t.Fatalf("not a refusal: %v", err)
			}
			return
		}
		if _, err := fs.Stat(fsys, schemeFile); err != nil {
			t.Fatalf("accepted without %s: %v", schemeFile, err)
		}
	})
}
