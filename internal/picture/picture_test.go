package picture_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"shirushi/internal/picture"
)

const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100">`

// drawn holds every kind of shape and every command of a path.
const drawn = head + `<rect width="200" height="100" fill="#ffffff"/>
<path fill="#a00" d="M10 10 h30 v30 h-30z m40,0 l20 20-20 20zM10 60c10-20 30-20 40 0s30 20 40 0V90H10Z"/>
<path fill="#0a0" d="M100 50q20-40 40 0t40 0V90H100Z M110,70a10,5 30 1 0 20,10 10 5 30 0 1-20-10z"/>
<g transform="translate(150,10) rotate(20) scale(2 1)" fill="#00a"><rect x="1" y="2" width="15" height="12" rx="3"/><circle cx="5" cy="25" r="4"/><g transform="matrix(1 .2 0 1 0 0)"><ellipse cx="8" cy="8" rx="3" ry="1" fill="#fff"/></g></g>
<polygon points="60,60 90,60 75 80" fill="#123456" transform="rotate(10 75 70)"/><path d="M1e1.5.5.5 20 20A1 1 0 0030 30" fill="none"/></svg>`

func parsed(t *testing.T, svg string) picture.Template {
	t.Helper()
	got, err := picture.ParseTemplate([]byte(svg))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestTemplate_isDrawnAsAnotherDrawsIt compares our drawing with that of a
// program that knows all of SVG.
func TestTemplate_isDrawnAsAnotherDrawsIt(t *testing.T) {
	t.Parallel()
	ours := parsed(t, drawn).Picture
	b, err := ours.PNG(50)
	if err != nil {
		t.Fatal(err)
	}
	mine, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	for name, svg := range map[string][]byte{"as it was given": []byte(drawn), "as we write it": ours.SVG()} {
		theirs := rsvg(t, svg, "591")
		if far := difference(mine, theirs); far > 1.5 {
			t.Errorf("%s: the drawings differ by %.2f of 255 on average", name, far)
		}
	}
}

func rsvg(t *testing.T, svg []byte, width string) image.Image {
	t.Helper()
	name := filepath.Join(t.TempDir(), "a.svg")
	if err := os.WriteFile(name, svg, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("rsvg-convert", "-w", width, name).Output()
	if err != nil {
		t.Fatalf("rsvg-convert (Debian package librsvg2-bin): %v", err)
	}
	img, err := png.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func difference(a, b image.Image) float64 {
	around := a.Bounds().Intersect(b.Bounds())
	sum := 0.0
	for y := around.Min.Y; y < around.Max.Y; y++ {
		for x := around.Min.X; x < around.Max.X; x++ {
			r, g, bl, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			for _, d := range []int{int(r>>8) - int(r2>>8), int(g>>8) - int(g2>>8), int(bl>>8) - int(b2>>8)} {
				sum += float64(max(d, -d))
			}
		}
	}
	return sum / float64(3*around.Dx()*around.Dy())
}

func TestTemplate_refusesWhatIsNotPlainShapes(t *testing.T) {
	t.Parallel()
	for name, inside := range map[string]string{
		"script":         `<script>alert(1)</script>`,
		"handler":        `<rect width="1" height="1" onload="alert(1)"/>`,
		"link":           `<a href="javascript:alert(1)"><rect width="1" height="1"/></a>`,
		"use":            `<use href="#x"/>`,
		"picture":        `<image href="https://evil.example/x.png" width="1" height="1"/>`,
		"other space":    `<x:rect xmlns:x="urn:x" width="1" height="1"/>`,
		"html":           `<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>`,
		"style":          `<style>rect{fill:url(https://evil.example)}</style>`,
		"style of one":   `<rect style="fill:red" width="1" height="1"/>`,
		"stroke":         `<rect stroke="#000" width="1" height="1"/>`,
		"gradient":       `<rect fill="url(#g)" width="1" height="1"/>`,
		"named colour":   `<rect fill="red" width="1" height="1"/>`,
		"evenodd":        `<path fill-rule="evenodd" d="M0 0"/>`,
		"loose words":    `hello`,
		"spans":          `<text x="1" y="1" font-size="5">a<tspan>b</tspan></text>`,
		"text of none":   `<text x="1" y="1">a</text>`,
		"broken path":    `<path d="M0 0 L 1"/>`,
		"path of words":  `<path d="M0 0 x"/>`,
		"path too far":   `<path d="M0 0 L1e9 0"/>`,
		"no number":      `<rect width="NaN" height="1"/>`,
		"skewed":         `<g transform="skewX(3)"></g>`,
		"too deep":       strings.Repeat("<g>", 40) + strings.Repeat("</g>", 40),
		"too many":       strings.Repeat(`<rect width="1" height="1"/>`, 2001),
		"place outside":  `<rect id="place-x" x="190" y="0" width="20" height="10"/>`,
		"place turned":   `<g transform="rotate(5)"><rect id="place-x" x="50" y="20" width="20" height="10"/></g>`,
		"place twice":    `<rect id="place-x" width="2" height="1"/><rect id="place-x" width="2" height="1"/>`,
		"anchor unknown": `<rect id="place-x" width="2" height="1" text-anchor="left"/>`,
		"entity":         `&xxe;`,
		"not closed":     `<g>`,
		"second svg":     `</svg><svg>`,
	} {
		_, err := picture.ParseTemplate([]byte(head + inside + `</svg>`))
		var fault *picture.Fault
		if !errors.As(err, &fault) || fault.Line < 1 || fault.What == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, file := range map[string]string{
		"document type": `<!DOCTYPE svg [<!ENTITY a "b">]>` + head + `</svg>`,
		"not svg":       `<html></html>`, "empty": ``, "not text": "\xff\xfe", "no viewBox": `<svg xmlns="http://www.w3.org/2000/svg"></svg>`,
		"huge":   strings.Replace(head, "200 100", "1e300 1e300", 1) + `</svg>`,
		"narrow": strings.Replace(head, "200 100", "2000 10", 1) + `</svg>`,
		"large":  head + strings.Repeat(" ", picture.MostBytes) + `</svg>`,
	} {
		if _, err := picture.ParseTemplate([]byte(file)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestTemplate_findsItsPlaces(t *testing.T) {
	t.Parallel()
	got := parsed(t, head+`<g transform="translate(10 20) scale(2)" fill="#010203"><rect id="place-code" x="5" y="5" width="20" height="10" text-anchor="end" font-weight="bold"/></g></svg>`)
	want := picture.Place{Box: picture.Box{X: 20, Y: 30, Width: 40, Height: 20}, Fill: picture.Colour{1, 2, 3}, Anchor: "end", Bold: true}
	if got.Places["code"] != want || len(got.Picture.Shapes) != 0 {
		t.Errorf("%+v, %d shapes", got.Places, len(got.Picture.Shapes))
	}
}

func TestPNG_refusesWhatNoPrinterPrints(t *testing.T) {
	t.Parallel()
	p := picture.Picture{Width: 10, Height: 10}
	for _, wide := range []float64{0, -1, 401} {
		if _, err := p.PNG(wide); err == nil {
			t.Errorf("%v mm were drawn", wide)
		}
	}
	if _, err := (picture.Picture{}).PNG(20); err == nil {
		t.Error("a picture without sides was drawn")
	}
}

func TestSVG_titleCannotBecomeMarkup(t *testing.T) {
	t.Parallel()
	p := picture.Picture{Width: 10, Height: 10, Title: "</title><script>\x00\xff"}
	if svg := string(p.SVG()); strings.Contains(svg, "<script") {
		t.Error(svg)
	}
}

func FuzzParseTemplate(f *testing.F) {
	f.Add(drawn)
	f.Add(head + `<rect id="place-a" width="9" height="9"/><text x="1" y="9" font-size="5">あ</text></svg>`)
	f.Fuzz(func(t *testing.T, svg string) {
		got, err := picture.ParseTemplate([]byte(svg))
		if err != nil {
			return
		}
		written := got.Picture.SVG()
		for d := xml.NewDecoder(bytes.NewReader(written)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("not well formed: %v\n%s", err, written)
			}
		}
		if _, err := picture.ParseTemplate(written); err != nil && len(written) < picture.MostBytes && !strings.Contains(err.Error(), "crispEdges") {
			t.Fatalf("what we wrote is refused: %v\n%s", err, written)
		}
	})
}
