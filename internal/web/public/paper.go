package public

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"shirushi/internal/art"
	"shirushi/internal/document"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
)

// onRecord reads the label that the address names.
func (f front) onRecord(r *http.Request) (*scheme.Scheme, registry.Entry, scheme.Date, error) {
	s, err := f.site.Scheme(r.Context())
	if err != nil {
		return nil, registry.Entry{}, "", err
	}
	day := s.Day(f.site.Now())
	number, err := s.Numbering.Registration.Parse(r.PathValue("number"))
	if err != nil {
		return nil, registry.Entry{}, "", err
	}
	e, err := f.entry(r, scheme.LabelNumber(number), day)
	return s, e, day, err
}

// give answers with a file. Drawings are shown, others saved.
func give(w http.ResponseWriter, r *http.Request, kind, name string, content []byte) {
	how := "attachment"
	if strings.HasSuffix(name, ".svg") {
		how = "inline"
	}
	w.Header().Set("Content-Disposition", how+`; filename="`+name+`"`)
	web.Give(w, r, kind, content)
}

// certificate gives the certificate of the label in the page's language.
func (f front) certificate(w http.ResponseWriter, r *http.Request) error {
	s, e, day, err := f.onRecord(r)
	if err != nil {
		return err
	}
	p := f.site.Printer(r)
	b, err := document.Certificate(document.Label{P: p, Scheme: s, Entry: e, Day: day, Base: f.site.BaseURL})
	if err != nil {
		return fmt.Errorf("certificate: %w", err)
	}
	f.site.Keep(w, s, day, f.site.KeepStatus)
	give(w, r, "application/pdf", "label-"+string(e.Number)+"-certificate-"+p.Lang+".pdf", b)
	return nil
}

// checklist gives the public checklist of one assessment, counted from the
// first.
func (f front) checklist(w http.ResponseWriter, r *http.Request) error {
	s, e, day, err := f.onRecord(r)
	if err != nil {
		return err
	}
	name, isPDF := strings.CutSuffix(r.PathValue("assessment"), ".pdf")
	n, err := strconv.Atoi(name)
	if err != nil || !isPDF || strconv.Itoa(n) != name {
		return scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	p := f.site.Printer(r)
	b, err := document.Checklist(document.Label{P: p, Scheme: s, Entry: e, Day: day, Base: f.site.BaseURL}, n)
	if err != nil {
		return err
	}
	f.site.Keep(w, s, day, f.site.KeepStatus)
	give(w, r, "application/pdf", "label-"+string(e.Number)+"-checklist-"+name+"-"+p.Lang+".pdf", b)
	return nil
}

// artwork draws the label for screens. Anyone may show it, on any site.
func (f front) artwork(w http.ResponseWriter, r *http.Request) error {
	s, e, day, err := f.onRecord(r)
	if err != nil {
		return err
	}
	svg, err := art.SVG(art.Of(s, e, day, f.site.BaseURL))
	if err != nil {
		return fmt.Errorf("artwork: %w", err)
	}
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	f.site.Keep(w, s, day, f.site.KeepStatus)
	give(w, r, "image/svg+xml; charset=utf-8", "label-"+string(e.Number)+".svg", svg)
	return nil
}

// forPrint draws the label as PNG or PDF in one of the widths offered.
func (f front) forPrint(w http.ResponseWriter, r *http.Request) error {
	s, e, day, err := f.onRecord(r)
	if err != nil {
		return err
	}
	offered := s.Artwork.Widths
	width, err := strconv.Atoi(r.URL.Query().Get("width"))
	if err != nil || !slices.Contains(offered, width) {
		return scheme.Refuse(scheme.Invalid, "refusal.artwork.width").On("width").With(widths(offered))
	}
	label := art.Of(s, e, day, f.site.BaseURL)
	name := fmt.Sprintf("label-%s-%dmm", e.Number, width)
	if strings.HasSuffix(r.URL.Path, ".pdf") {
		b, err := art.PDF(label, width, e.Updated)
		if err != nil {
			return fmt.Errorf("artwork: %w", err)
		}
		f.site.Keep(w, s, day, f.site.KeepStatus)
		give(w, r, "application/pdf", name+".pdf", b)
		return nil
	}
	b, err := art.PNG(label, width)
	if err != nil {
		return fmt.Errorf("artwork: %w", err)
	}
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	f.site.Keep(w, s, day, f.site.KeepStatus)
	give(w, r, "image/png", name+".png", b)
	return nil
}

func widths(offered []int) []string {
	all := make([]string, len(offered))
	for i, w := range offered {
		all[i] = strconv.Itoa(w)
	}
	return all
}
