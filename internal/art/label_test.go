package art_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"shirushi/internal/art"
	"shirushi/internal/scheme"
)

func sample() art.Label {
	return art.Label{
		Number: "2026000000000017", Level: scheme.Text{Ja: "★1", En: "Star 1"}, Scheme: scheme.Text{Ja: "見本制度", En: "Sample Scheme"},
		Address: "https://labels.example.go.jp/l/2026000000000017",
	}
}

func draw(t *testing.T, l art.Label) string {
	t.Helper()
	b, err := art.SVG(l)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// wellFormed fails on anything that an XML parser would not take.
func wellFormed(t *testing.T, svg string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("not well formed: %v\n%s", err, svg)
		}
	}
}

func TestSVG_codeReadsAsTheAddressAtPrintAndScreenSizes(t *testing.T) {
	t.Parallel()
	for _, width := range []string{"360", "1080"} {
		dir := t.TempDir()
		svg, png := filepath.Join(dir, "label.svg"), filepath.Join(dir, "label.png")
		if err := os.WriteFile(svg, []byte(draw(t, sample())), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command("rsvg-convert", "-w", width, "-o", png, svg).CombinedOutput(); err != nil {
			t.Fatalf("rsvg-convert (Debian package librsvg2-bin): %v %s", err, out)
		}
		var said bytes.Buffer
		cmd := exec.Command("zbarimg", "--nodbus", "-q", "--raw", png)
		cmd.Stdout = &said
		if err := cmd.Run(); err != nil {
			t.Fatalf("zbarimg (Debian package zbar-tools) at %s pixels: %v", width, err)
		}
		if got := strings.TrimSpace(said.String()); got != sample().Address {
			t.Errorf("at %s pixels the code reads %q, want %q", width, got, sample().Address)
		}
	}
}

func TestSVG_saysWhatItIsAndThatItIsASample(t *testing.T) {
	t.Parallel()
	svg := draw(t, sample())
	wellFormed(t, svg)
	for _, want := range []string{"★1", "見本制度", "Sample Scheme", "2026 0000 0000 0017", "見本 SAMPLE"} {
		if !strings.Contains(svg, want) {
			t.Errorf("the drawing does not say %q", want)
		}
	}
	official := sample()
	official.Official = true
	if strings.Contains(draw(t, official), "SAMPLE") {
		t.Error("an official drawing says that it is a sample")
	}
}

func TestSVG_claimsNoGuarantee(t *testing.T) {
	t.Parallel()
	svg := strings.ToLower(draw(t, sample()))
	for _, claim := range []string{"保証", "安全", "認定", "secure", "safe", "guarantee", "certified", "approved"} {
		if strings.Contains(svg, claim) {
			t.Errorf("the drawing says %q", claim)
		}
	}
}

func TestSVG_textCannotBecomeMarkup(t *testing.T) {
	t.Parallel()
	l := sample()
	hostile := `</text><script>alert(1)</script>"'&` + "\x00\xff"
	l.Scheme, l.Level, l.Number = scheme.Text{Ja: hostile}, scheme.Text{Ja: hostile}, scheme.LabelNumber(hostile)
	svg := draw(t, l)
	wellFormed(t, svg)
	if strings.Contains(svg, "<script") {
		t.Error("a name became markup")
	}
}

func TestSVG_holdsNoStyleOrScriptThatThePolicyWouldBlock(t *testing.T) {
	t.Parallel()
	svg := draw(t, sample())
	for _, no := range []string{"style=", "<style", "href", "<script", "onload"} {
		if strings.Contains(svg, no) {
			t.Errorf("the drawing holds %q", no)
		}
	}
}

func TestSVG_addressTooLongIsAFailure(t *testing.T) {
	t.Parallel()
	l := sample()
	l.Address = "https://labels.example/" + strings.Repeat("x", 4000)
	if _, err := art.SVG(l); err == nil {
		t.Error("an address that no code holds was drawn")
	}
}

func TestGrouped_onlyWholeFoursOfDigits(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"2026000000000017": "2026 0000 0000 0017", "12345": "12345", "JP-1": "JP-1", "": ""} {
		if got := art.Grouped(in); got != want {
			t.Errorf("Grouped(%q) = %q, want %q", in, got, want)
		}
	}
}
