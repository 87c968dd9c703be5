package catalog_test

import (
	"testing"
	"testing/fstest"

	"shirushi/internal/catalog"
	"shirushi/internal/catalog/catalogtest"
)

// FuzzRead puts anything in the place of one file. Reading ends, does not
// panic, and answers with a scheme or with problems whose lines are there.
func FuzzRead(f *testing.F) {
	names := []string{"scheme.yaml", "fees.yaml", inForce, storage}
	whole := folder(f)
	for i, name := range names {
		f.Add(i, whole[name].Data)
	}
	shipped, err := catalog.Files(catalogtest.JCStarFiles())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(0, shipped["scheme.yaml"])
	f.Add(1, shipped["fees.yaml"])
	for _, text := range []string{
		"", "#", "---", "...", "- - - -", "? ?", "&a *a", "{}", "[]", "a: b: c", "fees: [{}]", "!!binary x", "%YAML 1.2\n---\n", "\ufeffid: x",
		"id: 1e999", "id: .nan", "id: 2025-01-01T00:00:00Z", "fees:\n- from: 0000-00-00\n", "\"\\u0000\"", "|\n x", "<<: [*a, *b]", "zone: {offset: \"+99:99\"}",
	} {
		f.Add(0, []byte(text))
		f.Add(1, []byte(text))
	}
	f.Fuzz(func(t *testing.T, which int, content []byte) {
		m := folder(t)
		file := names[uint(which)%uint(len(names))]
		m[file] = &fstest.MapFile{Data: content}
		s, problems, err := catalog.Read(m)
		if err != nil {
			t.Fatal(err)
		}
		if (s == nil) == (len(problems) == 0) {
			t.Fatalf("scheme %v with %d problems", s != nil, len(problems))
		}
		lines := 1
		for _, b := range content {
			if b == '\n' {
				lines++
			}
		}
		for _, p := range problems {
			if p.What == "" || p.Remedy == "" || p.File == "" {
				t.Errorf("problem says too little: %+v", p)
			}
			if p.File == file && (p.Line < 0 || p.Line > lines) {
				t.Errorf("line %d of %d: %v", p.Line, lines, p)
			}
		}
	})
}
