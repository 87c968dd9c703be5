package art_test

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shirushi/internal/art"
	"shirushi/internal/paper/papertest"
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

// scanned returns what a reader of codes makes of a picture.
func scanned(t *testing.T, picture string) string {
	t.Helper()
	var said bytes.Buffer
	cmd := exec.Command("zbarimg", "--nodbus", "-q", "--raw", picture)
	cmd.Stdout = &said
	if err := cmd.Run(); err != nil {
		t.Fatalf("zbarimg (Debian package zbar-tools): %v", err)
	}
	return strings.TrimSpace(said.String())
}

func keep(t *testing.T, name string, b []byte) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// standings are a label that holds and labels that have ended.
func standings() []art.Label {
	all := []art.Label{sample()}
	for _, s := range []scheme.Status{scheme.Expired, scheme.Withdrawn, scheme.Revoked} {
		l := sample()
		l.Status, l.Ended = s, "2026-04-01"
		all = append(all, l)
	}
	return all
}

func TestSVG_codeReadsAsTheAddress(t *testing.T) {
	t.Parallel()
	for _, width := range []string{"360", "1080"} {
		svg := keep(t, "label.svg", []byte(draw(t, sample())))
		png := strings.TrimSuffix(svg, "svg") + "png"
		if out, err := exec.Command("rsvg-convert", "-w", width, "-o", png, svg).CombinedOutput(); err != nil {
			t.Fatalf("rsvg-convert (Debian package librsvg2-bin): %v %s", err, out)
		}
		if got := scanned(t, png); got != sample().Address {
			t.Errorf("at %s pixels the code reads %q, want %q", width, got, sample().Address)
		}
	}
}

func TestPNG_codeReadsAsTheAddressInEverySizeForPrint(t *testing.T) {
	t.Parallel()
	for _, l := range standings() {
		for _, millimetres := range []int{20, 30, 50} {
			b, err := art.PNG(l, millimetres)
			if err != nil {
				t.Fatal(err)
			}
			if got := scanned(t, keep(t, "label.png", b)); got != l.Address {
				t.Errorf("%s at %d mm: the code reads %q", l.Status, millimetres, got)
			}
			i := bytes.Index(b, []byte("pHYs"))
			if i < 0 || binary.BigEndian.Uint32(b[i+4:]) != 11811 || b[i+12] != 1 {
				t.Error("the file does not say that it has 300 dots to the inch")
			}
			config, err := png.DecodeConfig(bytes.NewReader(b))
			if want := int(math.Round(float64(millimetres) / 25.4 * 300)); err != nil || config.Width != want {
				t.Errorf("%d pixels wide, want %d: %v", config.Width, want, err)
			}
		}
	}
}

func TestPDF_isVectorInItsSizeAndReadsAsTheAddress(t *testing.T) {
	t.Parallel()
	for _, l := range standings() {
		b, err := art.PDF(l, 50, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		papertest.Check(t, b)
		if got := scanned(t, papertest.Picture(t, b, "300")); got != l.Address {
			t.Errorf("%s: the code reads %q", l.Status, got)
		}
		if bytes.Contains(b, []byte("/Image")) {
			t.Error("the PDF holds a picture of pixels")
		}
		if info := papertest.Info(t, b); !strings.Contains(info, "Page size:       141.732 x") || !strings.Contains(info, "2026000000000017") {
			t.Errorf("not 50 mm wide, or without its number:\n%s", info)
		}
	}
}

func TestDraw_endedLabelSaysSoInBothLanguages(t *testing.T) {
	t.Parallel()
	for _, l := range standings()[1:] {
		svg := draw(t, l)
		for _, want := range []string{"有効ではありません", "No longer valid", "2026年4月1日", "1 April 2026"} {
			if !strings.Contains(svg, want) {
				t.Errorf("%s: the drawing does not say %q", l.Status, want)
			}
		}
		if strings.Contains(svg, "#00316a") {
			t.Errorf("%s is drawn in full colour", l.Status)
		}
	}
	if svg := draw(t, sample()); !strings.Contains(svg, "#00316a") || strings.Contains(svg, "No longer") {
		t.Error("a label that holds is drawn as one that has ended")
	}
	extension := sample()
	extension.Status = scheme.InExtension
	if strings.Contains(draw(t, extension), "No longer") {
		t.Error("a label in extension is drawn as one that has ended")
	}
}

// foreign is a template as an operator may draw it.
const foreign = `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 400"><title>x</title><g transform="translate(10 10)">
<circle cx="140" cy="60" r="50" fill="#084"/><ellipse cx="140" cy="60" rx="40" ry="20" fill="#fff" transform="rotate(30 140 60)"/></g>
<rect id="place-code" x="50" y="130" width="200" height="200"/><rect id="place-level" x="20" y="330" width="260" height="30" text-anchor="middle"/>
<rect id="place-number" x="20" y="365" width="260" height="25" text-anchor="middle" font-weight="bold" fill="#008844"/></svg>`

func TestDraw_takesTheOperatorsTemplate(t *testing.T) {
	t.Parallel()
	l := sample()
	l.Template = foreign
	if err := art.CheckTemplate(foreign); err != nil {
		t.Fatal(err)
	}
	svg := draw(t, l)
	if !strings.Contains(svg, "#008844") || strings.Contains(svg, "#00316a") || !strings.Contains(svg, `height="420"`) {
		t.Error("the template is not drawn, or does not say below that it is a sample")
	}
	l.Official = true
	if svg := draw(t, l); strings.Contains(svg, "SAMPLE") || !strings.Contains(svg, `height="400"`) {
		t.Error("an official template is called a sample")
	}
	b, err := art.PNG(l, 20)
	if err != nil {
		t.Fatal(err)
	}
	if got := scanned(t, keep(t, "label.png", b)); got != l.Address {
		t.Errorf("the code reads %q", got)
	}
	for name, wrong := range map[string]string{
		"place of unknown name": strings.Replace(foreign, `<rect id="place-level"`, `<rect id="place-holder" x="1" y="1" width="5" height="5"/><rect id="place-level"`, 1),
		"no number":             strings.Replace(foreign, "place-number", "number", 1),
		"code too small":        strings.Replace(foreign, `width="200" height="200"`, `width="80" height="80"`, 1),
		"no template":           "x",
	} {
		if err := art.CheckTemplate(wrong); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestSVG_saysWhatItIsAndThatItIsASample(t *testing.T) {
	t.Parallel()
	svg := draw(t, sample())
	wellFormed(t, svg)
	for _, want := range []string{"★1", "見本制度", "Sample Scheme", "2026000000000017", "見本 SAMPLE"} {
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

// The picture is loaded with every label page.
func TestSVG_isSmall(t *testing.T) {
	t.Parallel()
	if n := len(draw(t, sample())); n > 24_000 {
		t.Errorf("%d bytes", n)
	}
	for _, l := range standings() {
		if n := len(draw(t, l)); n > 48_000 {
			t.Errorf("%s: %d bytes", l.Status, n)
		}
	}
}
