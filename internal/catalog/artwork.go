package catalog

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"

	"shirushi/internal/art"
	"shirushi/internal/picture"
	"shirushi/internal/scheme"
	"shirushi/internal/yamlfile"
)

// isDrawing reports whether a file is a drawing of the artwork.
func isDrawing(name string) bool { return path.Dir(name) == artworkDir && path.Ext(name) == ".svg" }

// artwork reads how the label is drawn into s. The file may be left out.
func (r *reader) artwork(s *scheme.Scheme) {
	var f artworkShape
	before := len(r.problems)
	if _, there := r.files[artworkFile]; there {
		if d := r.load(artworkFile, kindArtwork, &f); d != nil {
			s.Artwork = scheme.Artwork{Widths: f.Widths, Narrowest: f.Narrowest, Pixels: f.Pixels, Clear: f.Clear, Official: f.Official}
			s.Artwork.Template = r.template(d, f)
		}
	}
	if len(r.problems) > before {
		return // which drawing was meant is not known
	}
	for _, name := range slices.Sorted(maps.Keys(r.files)) {
		if isDrawing(name) && name != path.Join(artworkDir, f.Template) {
			r.report(Problem{File: name, What: "no data file names this drawing", Remedy: fmt.Sprintf("Add template: %s to %s, or remove the drawing", path.Base(name), artworkFile)})
		}
	}
}

// template returns the operator's drawing; "" when there is none or it cannot
// be used.
func (r *reader) template(d *yamlfile.Document, f artworkShape) string {
	if f.Template == "" {
		if f.Official {
			r.at(d, "the artwork is official, but no template is named", "Name the drawing with template:, or write official: false; the software's own drawing is a sample", "official")
		}
		return ""
	}
	name := path.Join(artworkDir, f.Template)
	content, there := r.files[name]
	if !there {
		r.at(d, "there is no drawing "+name, "Put the drawing there, or leave template out", "template")
		return ""
	}
	if err := art.CheckTemplate(string(content)); err != nil {
		p := Problem{File: name, Line: 1, What: err.Error(), Remedy: "Mend the drawing; what one may hold is told in docs/artwork.md"}
		var fault *picture.Fault
		if errors.As(err, &fault) {
			p.Line, p.What = fault.Line, fault.What
		}
		r.report(p)
		return ""
	}
	return string(content)
}
