// Package art draws the label that a holder may print on the product. The
// drawing is our own. It carries the level, the number and a 2-D code with
// the address of the label's page, and not a word that could be read as a
// guarantee. While the scheme's data are not official it says that it is a
// sample.
package art

import (
	"encoding/xml"
	"fmt"
	"strings"
	"unicode/utf8"

	"rsc.io/qr"

	"shirushi/internal/scheme"
)

// A Label is what the artwork shows. It is the same in all languages: it is
// printed once for everyone.
type Label struct {
	Number   scheme.LabelNumber
	Level    scheme.Text // name of the level
	Scheme   scheme.Text // short name
	Address  string      // of the label's page, held by the 2-D code
	Official bool        // false: the drawing says 見本 / SAMPLE
}

// quiet is the white margin around the code that readers need, in modules.
const quiet = 4

// Size of the drawing in its own units.
const (
	width  = 720
	height = 336
	code   = 264 // side of the field for the code, its margin included
	edge   = 36
)

// SVG draws the label. It fails on an address that no 2-D code can hold.
func SVG(l Label) ([]byte, error) {
	side, path, err := modules(l.Address)
	if err != nil {
		return nil, fmt.Errorf("draw label %s: %w", l.Number, err)
	}
	var b strings.Builder
	sample := ""
	if !l.Official {
		sample = " 見本 SAMPLE"
	}
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" font-family="'Noto Sans JP','Noto Sans CJK JP','Hiragino Sans',sans-serif">`, width, height, width, height)
	fmt.Fprintf(&b, "<title>%s</title>", escape(l.Scheme.In("ja")+" "+l.Level.In("ja")+" "+string(l.Number)+sample))
	fmt.Fprintf(&b, `<rect x="2" y="2" width="%d" height="%d" rx="22" fill="#fff" stroke="#00316a" stroke-width="4"/>`, width-4, height-4)
	b.WriteString(`<path d="M24 4H696a20 20 0 0 1 20 20V30H4V24A20 20 0 0 1 24 4Z" fill="#00316a"/>`)
	fmt.Fprintf(&b, `<g transform="translate(%d %d) scale(%.4f)" shape-rendering="crispEdges"><rect width="%d" height="%d" fill="#fff"/><path d="%s" fill="#000"/></g>`,
		20, 48, float64(code)/float64(side), side, side, path)
	x := edge + code
	words(&b, x, l)
	if !l.Official {
		b.WriteString(`<g><rect x="540" y="56" width="148" height="40" rx="6" fill="#fff" stroke="#8b0000" stroke-width="3"/>`)
		b.WriteString(`<text x="614" y="84" text-anchor="middle" font-size="22" font-weight="700" fill="#8b0000">見本 SAMPLE</text></g>`)
	}
	b.WriteString("</svg>\n")
	return []byte(b.String()), nil
}

// words writes scheme, level and number beside the code.
func words(b *strings.Builder, x int, l Label) {
	room := width - x - edge
	ja, en := l.Scheme.In("ja"), l.Scheme.In("en")
	line := func(y, size int, weight, fill, text string) {
		fit := ""
		if wide := widthOf(text, size); wide > room {
			fit = fmt.Sprintf(` textLength="%d" lengthAdjust="spacingAndGlyphs"`, room)
		}
		fmt.Fprintf(b, `<text x="%d" y="%d" font-size="%d" font-weight="%s" fill="%s"%s>%s</text>`, x, y, size, weight, fill, fit, escape(text))
	}
	line(192, 88, "700", "#00316a", l.Level.In("ja"))
	line(98, 26, "700", "#1a1a1a", ja)
	if en != ja {
		line(222, 18, "400", "#4d4d4d", en)
	}
	line(262, 17, "400", "#4d4d4d", "登録番号 / Registration number")
	line(298, 30, "700", "#1a1a1a", Grouped(string(l.Number)))
}

// Grouped writes a number of digits in fours, as it is easier to read off and
// type; other numbers stay as they are.
func Grouped(number string) string {
	if len(number)%4 != 0 || strings.Trim(number, "0123456789") != "" {
		return number
	}
	var parts []string
	for ; number != ""; number = number[4:] {
		parts = append(parts, number[:4])
	}
	return strings.Join(parts, " ")
}

// modules returns the code for address as one path, with its margin: side is
// the whole length in modules.
func modules(address string) (side int, path string, err error) {
	c, err := qr.Encode(address, qr.M)
	if err != nil {
		return 0, "", fmt.Errorf("2-D code for %q: %w", address, err)
	}
	var b strings.Builder
	for y := 0; y < c.Size; y++ {
		for x := 0; x < c.Size; x++ {
			if !c.Black(x, y) {
				continue
			}
			from := x
			for x < c.Size && c.Black(x, y) {
				x++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from, x-from)
		}
	}
	return c.Size + 2*quiet, b.String(), nil
}

// widthOf guesses how wide text of this size is: signs outside Latin are
// square, others a little over half.
func widthOf(text string, size int) int {
	units := 0
	for _, r := range text {
		if r < 0x2000 {
			units += 58
		} else {
			units += 100
		}
	}
	return units * size / 100
}

func escape(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes everything
	return b.String()
}
