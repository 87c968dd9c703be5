package picture

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// A Template is a picture with named places that are filled later. It is read
// from SVG of a strict kind, so that it can be drawn alike as SVG, PNG and
// PDF, and so that nothing of the file itself reaches a reader:
//
//   - svg with a viewBox that begins at 0 0; title, desc and metadata are passed over;
//   - g, path, rect, circle, ellipse, polygon, filled with one colour (#rgb, #rrggbb, none), moved by transform;
//   - text in one line, set in the typeface of the software;
//   - a rect whose id begins with "place-" is a place: it is not drawn. Its fill
//     is the colour of the words set there, text-anchor and font-weight say how.
//
// Strokes, gradients, pictures, styles, links and scripts are refused.
type Template struct {
	Picture Picture
	Places  map[string]Place // by their names without "place-"
}

// A Place is where words or a code are set.
type Place struct {
	Box
	Fill   Colour
	Anchor string
	Bold   bool
}

// A Fault is what is wrong in a template, and where.
type Fault struct {
	Line int
	What string
}

// Error says the fault in English, for whoever draws the template.
func (f *Fault) Error() string { return fmt.Sprintf("line %d: %s", f.Line, f.What) }

// Bounds of a template.
const (
	MostBytes   = 512 << 10
	mostShapes  = 2000
	mostDepth   = 32
	longestSide = 10_000
)

// A templateReader walks through an SVG file.
type templateReader struct {
	decoder *xml.Decoder
	found   Template
	points  int
}

// ParseTemplate reads a template. What it refuses it tells as a *Fault.
func ParseTemplate(file []byte) (Template, error) {
	if len(file) > MostBytes {
		return Template{}, &Fault{1, fmt.Sprintf("the file has %d bytes, at most %d are read", len(file), MostBytes)}
	}
	r := &templateReader{decoder: xml.NewDecoder(bytes.NewReader(file)), found: Template{Places: map[string]Place{}}}
	r.decoder.Entity = map[string]string{}
	if err := r.file(); err != nil {
		var f *Fault
		if !errors.As(err, &f) {
			line, _ := r.decoder.InputPos()
			err = &Fault{line, "it is not XML: " + err.Error()}
		}
		return Template{}, err
	}
	return r.found, nil
}

func (r *templateReader) fault(format string, args ...any) error {
	line, _ := r.decoder.InputPos()
	return &Fault{line, fmt.Sprintf(format, args...)}
}

// file reads up to the end of the outermost element, and nothing but comments
// around it.
func (r *templateReader) file() error {
	seen := false
	for {
		token, err := r.decoder.Token()
		switch {
		case errors.Is(err, io.EOF) && seen:
			return nil
		case err != nil:
			return err
		}
		switch t := token.(type) {
		case xml.Directive:
			return r.fault("a document type is not read; take it out")
		case xml.StartElement:
			if seen || t.Name.Local != "svg" {
				return r.fault("the file holds %s, not one svg", t.Name.Local)
			}
			seen = true
			if err := r.svg(t); err != nil {
				return err
			}
		}
	}
}

// A pen is what is handed down from a group to what it holds.
type pen struct {
	matrix Matrix
	fill   Colour
	none   bool
	depth  int
}

func (r *templateReader) svg(e xml.StartElement) error {
	attributes, err := r.attributes(e)
	if err != nil {
		return err
	}
	view := strings.Fields(strings.ReplaceAll(attributes["viewBox"], ",", " "))
	if len(view) != 4 || view[0] != "0" || view[1] != "0" {
		return r.fault(`svg needs a viewBox that begins at 0 0, such as viewBox="0 0 720 336"`)
	}
	p := &r.found.Picture
	if p.Width, err = strconv.ParseFloat(view[2], 64); err == nil {
		p.Height, err = strconv.ParseFloat(view[3], 64)
	}
	if err != nil || !(p.Width >= 10 && p.Width <= longestSide && p.Height >= 10 && p.Height <= longestSide) || p.Width/p.Height > 10 || p.Height/p.Width > 10 {
		return r.fault("the sides of viewBox are %s and %s, want 10 to %d, and none ten times the other", view[2], view[3], longestSide)
	}
	return r.inside(e.Name.Local, pen{matrix: Identity})
}

// inside reads what an element holds.
func (r *templateReader) inside(name string, with pen) error {
	if with.depth++; with.depth > mostDepth {
		return r.fault("groups stand %d deep in each other", with.depth)
	}
	for {
		token, err := r.decoder.Token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.EndElement:
			return nil
		case xml.CharData:
			if strings.TrimSpace(string(t)) != "" {
				return r.fault("%s holds loose words", name)
			}
		case xml.StartElement:
			if err := r.element(t, with); err != nil {
				return err
			}
		}
	}
}

// passedOver say something about the drawing and draw nothing.
var passedOver = map[string]bool{"title": true, "desc": true, "metadata": true}

func (r *templateReader) element(e xml.StartElement, with pen) error {
	name := e.Name.Local
	if passedOver[name] {
		return r.decoder.Skip()
	}
	a, err := r.attributes(e)
	if err != nil {
		return err
	}
	if with, err = r.handed(a, with); err != nil {
		return err
	}
	switch {
	case name == "g":
		return r.inside(name, with)
	case name == "rect" && strings.HasPrefix(a["id"], placePrefix):
		err = r.place(a, with)
	case name == "text":
		return r.text(a, with)
	default:
		err = r.shape(name, a, with)
	}
	if err != nil {
		return err
	}
	return r.inside(name, with)
}

// shape draws one shape, as the path that describes it.
func (r *templateReader) shape(name string, a map[string]string, with pen) error {
	n := func(key string) float64 { f, _ := number64(a[key]); return f }
	var d string
	switch name {
	case "path":
		d = a["d"]
	case "rect":
		d = roundRect(n("x"), n("y"), n("width"), n("height"), max(n("rx"), n("ry")))
	case "circle":
		d = ellipse(n("cx"), n("cy"), n("r"), n("r"))
	case "ellipse":
		d = ellipse(n("cx"), n("cy"), n("rx"), n("ry"))
	case "polygon":
		d = "M" + a["points"] + "Z"
	default:
		return r.fault("%s is not drawn; a template holds g, path, rect, circle, ellipse, polygon and text", name)
	}
	for _, key := range []string{"x", "y", "width", "height", "rx", "ry", "cx", "cy", "r"} {
		if _, err := number64(a[key]); err != nil && !(name == "path" || name == "polygon") {
			return r.fault("%s=%q is no number", key, a[key])
		}
	}
	path, err := parsePath(d)
	if err != nil {
		return r.fault("%s: %v", name, err)
	}
	if r.points += len(path); len(r.found.Picture.Shapes) >= mostShapes || r.points > 10*mostSteps {
		return r.fault("the drawing has too many shapes; at most %d are read", mostShapes)
	}
	if !with.none {
		r.found.Picture.Shapes = append(r.found.Picture.Shapes, Shape{Fill: with.fill, Path: with.matrix.path(path)})
	}
	return nil
}

func roundRect(x, y, w, h, r float64) string {
	if r = min(r, w/2, h/2); r <= 0 {
		return fmt.Sprintf("M%f %fh%fv%fh%fZ", x, y, w, h, -w)
	}
	return fmt.Sprintf("M%f %fh%fa%f %f 0 0 1 %f %fv%fa%f %f 0 0 1 %f %fh%fa%f %f 0 0 1 %f %fv%fa%f %f 0 0 1 %f %fZ",
		x+r, y, w-2*r, r, r, r, r, h-2*r, r, r, -r, r, 2*r-w, r, r, -r, -r, 2*r-h, r, r, r, -r)
}

func ellipse(cx, cy, rx, ry float64) string {
	return fmt.Sprintf("M%f %fa%f %f 0 1 1 %f 0a%f %f 0 1 1 %f 0Z", cx-rx, cy, rx, ry, 2*rx, rx, ry, -2*rx)
}

// text sets one line of words.
func (r *templateReader) text(a map[string]string, with pen) error {
	var words strings.Builder
	for {
		token, err := r.decoder.Token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.CharData:
			words.Write(t)
		case xml.StartElement:
			return r.fault("text holds %s; one text is one line in one style", t.Name.Local)
		case xml.EndElement:
			return r.set(a, with, strings.Join(strings.Fields(words.String()), " "))
		}
	}
}

func (r *templateReader) set(a map[string]string, with pen, words string) error {
	var n [3]float64
	for i, key := range []string{"x", "y", "font-size"} {
		f, err := number64(a[key])
		if err != nil {
			return r.fault("%s=%q is no number", key, a[key])
		}
		n[i] = f
	}
	if n[2] <= 0 || len([]rune(words)) > 200 || len(r.found.Picture.Shapes) >= mostShapes {
		return r.fault("text needs a font-size and at most 200 letters")
	}
	var one Picture
	anchor, bold, err := r.how(a)
	if err == nil {
		err = one.Text(Words{X: n[0], Y: n[1], Size: n[2], Anchor: anchor, Bold: bold, Fill: with.fill}, words)
	}
	if err != nil || with.none {
		return err
	}
	if r.points += len(one.Shapes[0].Path); r.points > 10*mostSteps {
		return r.fault("the drawing has too many shapes")
	}
	r.found.Picture.Add(one, with.matrix)
	return nil
}

const placePrefix = "place-"

// place notes a named place. It may be moved and scaled, but not turned.
func (r *templateReader) place(a map[string]string, with pen) error {
	name := strings.TrimPrefix(a["id"], placePrefix)
	if _, twice := r.found.Places[name]; twice {
		return r.fault("the place %s is there twice", name)
	}
	var n [4]float64
	for i, key := range []string{"x", "y", "width", "height"} {
		f, err := number64(a[key])
		if err != nil {
			return r.fault("%s=%q is no number", key, a[key])
		}
		n[i] = f
	}
	m := with.matrix
	if m[1] != 0 || m[2] != 0 || m[0] <= 0 || m[3] <= 0 {
		return r.fault("the place %s is turned or mirrored", name)
	}
	b := Box{m[0]*n[0] + m[4], m[3]*n[1] + m[5], m[0] * n[2], m[3] * n[3]}
	p := r.found.Picture
	if b.Width <= 0 || b.Height <= 0 || b.X < 0 || b.Y < 0 || b.X+b.Width > p.Width || b.Y+b.Height > p.Height {
		return r.fault("the place %s is not within the picture", name)
	}
	anchor, bold, err := r.how(a)
	r.found.Places[name] = Place{b, with.fill, anchor, bold}
	return err
}

// how reads the attributes that say how words stand.
func (r *templateReader) how(a map[string]string) (anchor string, bold bool, err error) {
	switch anchor = a["text-anchor"]; anchor {
	case "":
		anchor = "start"
	case "start", "middle", "end":
	default:
		return "", false, r.fault("text-anchor=%q; want start, middle or end", anchor)
	}
	switch a["font-weight"] {
	case "", "400", "normal":
	case "700", "bold":
		bold = true
	default:
		return "", false, r.fault("font-weight=%q; want 400 or 700", a["font-weight"])
	}
	return anchor, bold, nil
}

// Set sets words into the place, as large as its height allows.
func (p *Picture) Set(at Place, words string) error {
	x := at.X
	switch at.Anchor {
	case "middle":
		x += at.Width / 2
	case "end":
		x += at.Width
	}
	return p.Text(Words{X: x, Y: at.Y + 0.8*at.Height, Size: at.Height / 1.15, Room: at.Width, Anchor: at.Anchor, Bold: at.Bold, Fill: at.Fill}, words)
}

// known are the attributes that are read or say nothing about the look.
var known = map[string]bool{
	"id": true, "fill": true, "transform": true, "d": true, "x": true, "y": true, "width": true, "height": true, "rx": true, "ry": true,
	"cx": true, "cy": true, "r": true, "points": true, "viewBox": true, "font-size": true, "font-weight": true, "text-anchor": true,
	"version": true, "xmlns": true, "role": true, "lang": true, "space": true, "data-name": true, "font-family": true,
}

func (r *templateReader) attributes(e xml.StartElement) (map[string]string, error) {
	if space := e.Name.Space; space != "" && space != "http://www.w3.org/2000/svg" {
		return nil, r.fault("%s is not SVG; save the drawing as plain SVG", e.Name.Local)
	}
	all := map[string]string{}
	for _, a := range e.Attr {
		switch {
		case a.Name.Space == "xmlns" || a.Name.Space == "http://www.w3.org/XML/1998/namespace":
		case a.Name.Local == "fill-rule" && a.Value == "nonzero":
		case a.Name.Space != "" || !known[a.Name.Local]:
			return nil, r.fault("%s has the attribute %s, which is not read; give shapes one fill each, turn strokes and gradients into filled paths, and save as plain SVG without styles",
				e.Name.Local, a.Name.Local)
		default:
			all[a.Name.Local] = a.Value
		}
	}
	return all, nil
}

var colourForm = regexp.MustCompile(`^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$`)

// handed returns the pen with what the element changes of it.
func (r *templateReader) handed(a map[string]string, with pen) (pen, error) {
	switch f := a["fill"]; {
	case f == "":
	case f == "none":
		with.none = true
	case colourForm.MatchString(f):
		if len(f) == 4 {
			f = "#" + string([]byte{f[1], f[1], f[2], f[2], f[3], f[3]})
		}
		n, _ := strconv.ParseUint(f[1:], 16, 32) // its form was checked
		with.fill, with.none = Colour{uint8(n >> 16), uint8(n >> 8), uint8(n)}, false
	default:
		return with, r.fault("fill=%q; want none or a colour such as #00316a", f)
	}
	m, err := transform(a["transform"])
	if err != nil {
		return with, r.fault("transform=%q: %v", a["transform"], err)
	}
	with.matrix = with.matrix.after(m)
	return with, nil
}

var transformForm = regexp.MustCompile(`^\s*(translate|scale|rotate|matrix)\s*\(([^()]*)\)[\s,]*`)

func transform(s string) (Matrix, error) {
	all := Identity
	for strings.TrimSpace(s) != "" {
		m := transformForm.FindStringSubmatch(s)
		if m == nil {
			return all, errors.New("want translate, scale, rotate or matrix")
		}
		s = s[len(m[0]):]
		var n []float64
		for _, word := range strings.FieldsFunc(m[2], func(r rune) bool { return r == ' ' || r == ',' || r == '\n' || r == '\t' }) {
			f, err := number64(word)
			if err != nil {
				return all, err
			}
			n = append(n, f)
		}
		one, err := matrixOf(m[1], n)
		if err != nil {
			return all, err
		}
		all = all.after(one)
	}
	return all, nil
}

func matrixOf(name string, n []float64) (Matrix, error) {
	switch {
	case name == "translate" && len(n) == 1:
		return Matrix{1, 0, 0, 1, n[0], 0}, nil
	case name == "translate" && len(n) == 2:
		return Matrix{1, 0, 0, 1, n[0], n[1]}, nil
	case name == "scale" && len(n) == 1:
		return Matrix{n[0], 0, 0, n[0], 0, 0}, nil
	case name == "scale" && len(n) == 2:
		return Matrix{n[0], 0, 0, n[1], 0, 0}, nil
	case name == "rotate" && (len(n) == 1 || len(n) == 3):
		sin, cos := math.Sincos(n[0] * math.Pi / 180)
		turn := Matrix{cos, sin, -sin, cos, 0, 0}
		if len(n) == 3 {
			return Matrix{1, 0, 0, 1, n[1], n[2]}.after(turn).after(Matrix{1, 0, 0, 1, -n[1], -n[2]}), nil
		}
		return turn, nil
	case name == "matrix" && len(n) == 6:
		return Matrix(n), nil
	}
	return Identity, fmt.Errorf("%s with %d numbers", name, len(n))
}

// number64 reads a plain number; none is 0.
func number64(s string) (float64, error) {
	if s = strings.TrimSpace(s); s == "" {
		return 0, nil
	}
	f, err := strconv.ParseFloat(strings.TrimSuffix(s, "px"), 64)
	if err != nil || math.IsNaN(f) || math.Abs(f) > 1e6 {
		return 0, fmt.Errorf("%.30q is no number", s)
	}
	return f, nil
}
