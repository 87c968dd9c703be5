// Package papertest reads documents back as others would: it has them checked
// by qpdf, and their text copied out and their pages drawn by poppler.
package papertest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// Check fails unless b is a PDF in which qpdf finds no fault.
func Check(t testing.TB, b []byte) {
	t.Helper()
	if out, err := exec.Command("qpdf", "--check", write(t, b)).CombinedOutput(); err != nil {
		t.Fatalf("qpdf --check (Debian package qpdf): %v\n%s", err, out)
	}
}

// Text returns what a person who copies the whole document gets, in the order
// in which the document says it.
func Text(t testing.TB, b []byte) string {
	t.Helper()
	return run(t, "pdftotext", "-raw", "-enc", "UTF-8", write(t, b), "-")
}

// Says fails unless the document's text holds each of the words, which may
// stand on two lines.
func Says(t testing.TB, b []byte, words ...string) {
	t.Helper()
	text := Flat(Text(t, b))
	for _, w := range words {
		if !strings.Contains(text, Flat(w)) {
			t.Errorf("the document does not say %q", w)
		}
	}
}

// Flat returns text without any space, as the ends of lines are no part of
// what a document says.
func Flat(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

// Info returns what the document says of itself.
func Info(t testing.TB, b []byte) string {
	t.Helper()
	return run(t, "pdfinfo", write(t, b))
}

// Structure returns the tree of the tags with their text.
func Structure(t testing.TB, b []byte) string {
	t.Helper()
	return run(t, "pdfinfo", "-struct-text", write(t, b))
}

// Picture draws the first page as PNG and returns the name of the file.
func Picture(t testing.TB, b []byte, dpi string) string {
	t.Helper()
	name := write(t, b)
	run(t, "pdftoppm", "-png", "-r", dpi, "-f", "1", "-singlefile", name, strings.TrimSuffix(name, ".pdf"))
	return strings.TrimSuffix(name, ".pdf") + ".png"
}

// Pages draws every page and returns how many there are; the files stand in
// dir.
func Pages(t testing.TB, b []byte, dir string) int {
	t.Helper()
	run(t, "pdftoppm", "-png", "-r", "60", write(t, b), filepath.Join(dir, "page"))
	all, err := filepath.Glob(filepath.Join(dir, "page*.png"))
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

func write(t testing.TB, b []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "document.pdf")
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func run(t testing.TB, name string, args ...string) string {
	t.Helper()
	var out, wrong bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr = &out, &wrong
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s (Debian package poppler-utils): %v\n%s", name, err, wrong.String())
	}
	if wrong.Len() > 0 {
		t.Errorf("%s complains: %s", name, wrong.String())
	}
	return out.String()
}
