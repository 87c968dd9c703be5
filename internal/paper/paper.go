// Package paper sets documents as PDF: headings, text, facts, lists and
// tables on A4, in Japanese and English. What is copied out of a document is
// what was put in, to the last rare kanji; the pages are tagged, so that a
// screen reader knows a heading from a table; and the same document has the
// same bytes whenever it is made, so that a hash of it holds. It knows no
// label and no application: what a document says is told to it in the
// reader's words.
package paper

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"shirushi/internal/font"
)

// A Meta is what a document says of itself. The same Meta and content give
// the same bytes.
type Meta struct {
	Title  string
	Author string
	Made   time.Time // stands in the file; not printed
	Foot   string    // small, at the foot of every page, such as the time of which it tells
	Mark   string    // in a frame at the head of every page, such as SAMPLE; "" for none
}

// A Fact is one line of a list of facts.
type Fact struct{ Key, Value string }

// A Column is one column of a table.
type Column struct {
	Title string
	Share float64 // of the width, beside the other columns' shares; 0 counts as 1
	Right bool    // for sums
}

// Measures in points, 72 to the inch.
const (
	mm         = 72 / 25.4
	pageWidth  = 210 * mm
	pageHeight = 297 * mm
	side       = 20 * mm
	top        = 20 * mm
	bottom     = pageHeight - 22*mm // last place for text
	room       = pageWidth - 2*side
	leading    = 1.55 // height of a line to the size of its letters
	cellPad    = 4.0
)

// A style is how a block of text is set.
type style struct {
	role   string // of the tag
	size   float64
	bold   bool
	before float64
	after  float64
	grey   bool
}

var (
	titleStyle   = style{role: "H1", size: 20, bold: true, after: 12}
	headingStyle = style{role: "H2", size: 12.5, bold: true, before: 12, after: 4}
	textStyle    = style{role: "P", size: 10.5, after: 7}
	strongStyle  = style{role: "P", size: 10.5, bold: true, after: 7}
	smallStyle   = style{role: "P", size: 8.5, after: 5, grey: true}
	cellStyle    = style{role: "TD", size: 9.5}
	headStyle    = style{role: "TH", size: 9.5, bold: true}
	footStyle    = style{role: "", size: 8, grey: true}
)

// A Doc is a document in the making. It is for one goroutine.
type Doc struct {
	lang    string
	meta    Meta
	pages   []*leaf
	y       float64 // from the top of the page
	subsets []*font.Subset
	root    *element
	missing map[string]bool

	attached []attachment
}

// New begins a document in lang, "ja" or "en".
func New(lang string, meta Meta) *Doc {
	d := &Doc{lang: lang, meta: meta, root: &element{role: "Document"}, missing: map[string]bool{}}
	d.turn()
	return d
}

// Title sets the title of the document.
func (d *Doc) Title(text string) { d.block(titleStyle, text) }

// Heading begins a section.
func (d *Doc) Heading(text string) {
	if d.y+headingStyle.before+4*headingStyle.size*leading > bottom { // not alone at the foot of a page
		d.turn()
	}
	d.block(headingStyle, text)
}

// Text sets running text. A line break in it begins a new line.
func (d *Doc) Text(text string) { d.block(textStyle, text) }

// Strong sets text that must not be overlooked.
func (d *Doc) Strong(text string) { d.block(strongStyle, text) }

// Small sets text that few will read.
func (d *Doc) Small(text string) { d.block(smallStyle, text) }

// Right sets text at the right edge, each line of it, as dates and senders
// stand in a letter.
func (d *Doc) Right(text string) {
	e := d.root.add("P")
	lines := d.lines(textStyle, room, text)
	for _, l := range lines {
		d.need(textStyle.size * leading)
		d.marked(e, func() { d.line(textStyle, pageWidth-side-l.width, l) })
		d.y += textStyle.size * leading
	}
	d.y += textStyle.after
}

// Space leaves some room, in millimetres.
func (d *Doc) Space(millimetres float64) { d.y += millimetres * mm }

// PageBreak begins a new page, unless the page is still empty.
func (d *Doc) PageBreak() {
	if !d.fresh() {
		d.turn()
	}
}

// Notice sets text in a frame.
func (d *Doc) Notice(text string) {
	const pad = 8.0
	lines := d.lines(strongStyle, room-2*pad, text)
	height := float64(len(lines))*strongStyle.size*leading + 2*pad
	if height < bottom-top {
		d.need(height)
		d.artifact(func(l *leaf) {
			l.write("%s %s %s %s re S\n", num(side), num(pageHeight-d.y-height), num(room), num(height))
		})
	}
	d.y += pad
	d.set(strongStyle, d.root.add("P"), side+pad, lines)
	d.y += pad + strongStyle.after
}

// List sets a list of items.
func (d *Doc) List(items []string) {
	const indent = 14.0
	list := d.root.add("L")
	for _, item := range items {
		e := list.add("LI")
		bullet := d.lines(textStyle, indent, "•")
		lines := d.lines(textStyle, room-indent, item)
		d.need(textStyle.size * leading)
		d.marked(e.add("Lbl"), func() { d.line(textStyle, side, bullet[0]) })
		d.set(textStyle, e.add("LBody"), side+indent, lines)
	}
	d.y += textStyle.after
}

// undivided is up to how many lines a paragraph is not parted by the foot of a
// page: no single line of it stands alone on the next.
const undivided = 4

// block sets text as a paragraph of its own.
func (d *Doc) block(s style, text string) {
	if !d.fresh() {
		d.y += s.before
	}
	lines := d.lines(s, room, text)
	if len(lines) <= undivided && !d.fresh() {
		d.need(float64(len(lines)) * s.size * leading)
	}
	d.set(s, d.root.add(s.role), side, lines)
	d.y += s.after
}

// set puts lines below each other and turns the page where it is full.
func (d *Doc) set(s style, e *element, x float64, lines []line) {
	for len(lines) > 0 {
		d.need(s.size * leading)
		n := min(len(lines), max(1, int((bottom-d.y)/(s.size*leading))))
		d.marked(e, func() {
			for _, l := range lines[:n] {
				d.line(s, x, l)
				d.y += s.size * leading
			}
		})
		lines = lines[n:]
	}
}

// need turns the page when less than height is left.
func (d *Doc) need(height float64) {
	if d.y+height > bottom+0.01 {
		d.turn()
	}
}

// line writes one line with its upper edge at d.y.
func (d *Doc) line(s style, x float64, l line) {
	base := pageHeight - d.y - s.size*(leading-1)/2 - s.size*0.88
	d.pages[len(d.pages)-1].text(d, s, x, base, l.signs)
}

// lines breaks text into lines of at most width.
func (d *Doc) lines(s style, width float64, text string) []line {
	face := font.Regular()
	if s.bold {
		face = font.Bold()
	}
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	var all []line
	for _, part := range strings.Split(text, "\n") {
		signs := face.Signs(part)
		for _, sign := range signs {
			if sign.Missing {
				d.missing[sign.Text] = true
			}
		}
		all = append(all, breakLines(signs, width*font.Em/s.size)...)
	}
	for i := range all {
		all[i].width *= s.size / font.Em
	}
	return all
}

// Missing returns the letters of the document that no typeface has and that
// a box stands for, in their order. Copied out, they are right all the same.
func (d *Doc) Missing() []string {
	all := make([]string, 0, len(d.missing))
	for text := range d.missing {
		all = append(all, text)
	}
	slices.Sort(all)
	return all
}

// num writes a measure for a PDF.
func num(f float64) string { return decimal(f, 3) }

// fine writes a scale for a PDF.
func fine(f float64) string { return decimal(f, 7) }

func decimal(f float64, places int) string {
	s := strconv.FormatFloat(f, 'f', places, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" || s == "" {
		return "0"
	}
	return s
}
