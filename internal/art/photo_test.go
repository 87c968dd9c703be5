package art_test

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"shirushi/internal/art"
	"shirushi/internal/art/arttest"
	"shirushi/internal/scheme"
)

// readFrom returns what a reader of codes finds in a photograph; "" for nothing.
func readFrom(t *testing.T, photo []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "photo.jpg")
	if err := os.WriteFile(name, photo, 0o600); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	cmd := exec.Command("zbarimg", "--nodbus", "-q", "--raw", name)
	cmd.Stdout = &said
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatalf("zbarimg (Debian package zbar-tools): %v", err)
	}
	return strings.TrimSpace(said.String())
}

func TestPNG_codeIsReadFromPhotographsOfThePrintedLabel(t *testing.T) {
	t.Parallel()
	revoked := sample()
	revoked.Status, revoked.Ended = scheme.Revoked, "2026-04-01"
	for _, one := range []struct {
		label       art.Label
		millimetres int
	}{{sample(), 20}, {sample(), 30}, {sample(), 50}, {revoked, 20}} {
		file, err := art.PNG(one.label, one.millimetres)
		if err != nil {
			t.Fatal(err)
		}
		printed := decoded(t, file)
		for name, change := range arttest.Shots {
			s := arttest.Plain
			change(&s)
			if got := readFrom(t, arttest.Photographed(t, printed, s)); got != one.label.Address {
				t.Errorf("%s %d mm, %s: the code reads %q", one.label.Status, one.millimetres, name, got)
			}
		}
	}
}

// What is shown on a screen is scanned as well, and what cannot be read shows
// that the photographs are a test.
func TestSVG_codeIsReadFromPhotographsOfAScreen(t *testing.T) {
	t.Parallel()
	svg := keep(t, "label.svg", []byte(draw(t, sample())))
	drawn, err := exec.Command("rsvg-convert", "-w", "360", svg).Output()
	if err != nil {
		t.Fatalf("rsvg-convert (Debian package librsvg2-bin): %v", err)
	}
	screen := decoded(t, drawn)
	for name, change := range arttest.Shots {
		s := arttest.Plain
		change(&s)
		if got := readFrom(t, arttest.Photographed(t, screen, s)); got != sample().Address {
			t.Errorf("%s: the code reads %q", name, got)
		}
	}
	for name, change := range arttest.Beyond {
		s := arttest.Plain
		change(&s)
		if got := readFrom(t, arttest.Photographed(t, screen, s)); got != "" {
			t.Errorf("%s: the code still reads %q", name, got)
		}
	}
}

func decoded(t *testing.T, file []byte) image.Image {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return picture
}
