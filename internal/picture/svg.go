package picture

import (
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"shirushi/internal/font"
)

// SVG writes the picture anew: nothing but the shapes, their colours and the
// title can be in it, whatever the file was from which they were read.
func (p Picture) SVG() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" width="%s" height="%s" role="img">`, number(p.Width), number(p.Height), number(p.Width), number(p.Height))
	fmt.Fprintf(&b, "<title>%s</title>", escape(p.Title))
	for _, s := range p.Shapes {
		crisp := ""
		if s.Code != nil {
			crisp = ` shape-rendering="crispEdges"`
		}
		fmt.Fprintf(&b, `<path fill="%s"%s d="%s"/>`, s.Fill, crisp, pathData(s.Outline()))
	}
	b.WriteString("</svg>\n")
	return []byte(b.String())
}

func pathData(path []font.Move) string {
	var b strings.Builder
	points := func(letter string, all ...[2]float64) {
		b.WriteString(letter)
		for i, p := range all {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(number(p[0]) + " " + number(p[1]))
		}
	}
	for i, m := range path {
		switch m.Kind {
		case font.To:
			if i > 0 {
				b.WriteByte('Z')
			}
			points("M", m.Points[0])
		case font.Line:
			points("L", m.Points[0])
		case font.Quad:
			points("Q", m.Points[0], m.Points[1])
		default:
			points("C", m.Points[0], m.Points[1], m.Points[2])
		}
	}
	if len(path) > 0 {
		b.WriteByte('Z')
	}
	return b.String()
}

func number(f float64) string {
	return strconv.FormatFloat(math.Round(f*100)/100, 'f', -1, 64)
}

func escape(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes everything
	return b.String()
}
