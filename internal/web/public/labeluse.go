package public

import (
	"fmt"
	"net/http"
	"strings"

	"shirushi/internal/art"
	"shirushi/internal/scheme"
	view "shirushi/internal/web/page/public"
)

// labelUse shows the guide for the use of the label.
func (f front) labelUse(w http.ResponseWriter, r *http.Request) error {
	s, err := f.site.Scheme(r.Context())
	if err != nil {
		return err
	}
	p := f.site.Printer(r)
	u := view.LabelUse{
		Frame: f.site.Frame(r, p.T("paper.use.title")), Scheme: s, Right: names(art.Right), Wrong: names(art.Wrong), Space: string(art.Space),
		Official: s.Artwork.Official,
	}
	u.Description = p.T("paper.use.lead", s.ShortName)
	f.site.Keep(w, s, s.Day(f.site.Now()), f.site.KeepStatus)
	return f.site.Render(w, r, http.StatusOK, view.LabelUsePage(u))
}

func names(all []art.Example) []string {
	out := make([]string, len(all))
	for i, e := range all {
		out[i] = string(e)
	}
	return out
}

// example draws one of the guide's pictures.
func (f front) example(w http.ResponseWriter, r *http.Request) error {
	s, err := f.site.Scheme(r.Context())
	if err != nil {
		return err
	}
	name, isSVG := strings.CutSuffix(r.PathValue("picture"), ".svg")
	if !isSVG || !art.KnownExample(art.Example(name)) {
		return scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	drawn, err := art.DrawExample(art.Example(name), s, f.site.Printer(r), f.site.BaseURL)
	if err != nil {
		return fmt.Errorf("guide: %w", err)
	}
	f.site.Keep(w, s, s.Day(f.site.Now()), f.site.KeepStatus)
	give(w, r, "image/svg+xml; charset=utf-8", name+".svg", drawn.SVG())
	return nil
}
