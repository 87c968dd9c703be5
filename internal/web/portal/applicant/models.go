package applicant

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"shirushi/internal/fold"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/sheet"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/modellist"
	"shirushi/internal/web/portal"
)

// modelsShown is how many models stand on one page of a long list.
const modelsShown = 100

func (d *Desk) models(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File) error {
	return d.showModels(w, r, who, f, "", nil)
}

func (d *Desk) showModels(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File, typed string, refused error) error {
	frame := d.inside(r, who, f, d.Site.Printer(r).T("applicant.models.title"))
	here := at(r, f.Application.ID, "/models")
	all := f.Application.Product.Models
	query := portal.Tidy(r.FormValue("q"))
	var found []string
	for _, m := range all {
		if query == "" || strings.Contains(fold.Model(m), fold.Model(query)) {
			found = append(found, m)
		}
	}
	from, err := strconv.Atoi(r.FormValue("from"))
	if err != nil || from < 0 || from >= len(found) {
		from = 0
	}
	frame.Scripts = []string{"autosave.js"}
	show := modellist.Page{
		Frame: frame, Errors: page.ErrorsOf(frame.P, portal.OnForm(refused, "", "models", "file", "model")), Comments: f.CommentsAt("product.models"), Said: modelsSaid(frame, r), Typed: typed,
		Most: scheme.MostModels, Total: len(all), Alike: f.Application.Product.Alike(fold.Model), Query: query, Found: len(found),
		Shown: found[from:min(from+modelsShown, len(found))], Check: here + "/check", Remove: here + "/remove", Here: here,
		Back: at(r, f.Application.ID, ""), On: at(r, f.Application.ID, "/evaluator"),
	}
	address := func(from int) string {
		return here + "?" + url.Values{"q": {query}, "from": {strconv.Itoa(from)}}.Encode() + "#list"
	}
	if from > 0 {
		show.First = address(0)
	}
	if from+modelsShown < len(found) {
		show.Next = address(from + modelsShown)
	}
	return d.Site.Render(w, r, web.StatusOf(refused), modellist.Show(show))
}

// modelsSaid says what was done just now, as the address tells.
func modelsSaid(f page.Frame, r *http.Request) string {
	for _, deed := range []string{"added", "removed"} {
		if n, err := strconv.Atoi(r.URL.Query().Get(deed)); err == nil && n >= 0 {
			return f.P.T("apply.models."+deed, n)
		}
	}
	return ""
}

// checkModels shows what taking over the models typed or uploaded would mean.
// It stores nothing.
func (d *Desk) checkModels(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	typed, given, err := readModels(r)
	if web.StatusOf(err) >= http.StatusInternalServerError {
		return err
	}
	f, fileErr := d.file(r, who)
	if fileErr != nil {
		return fileErr
	}
	if err != nil {
		return d.showModels(w, r, who, f, typed, err)
	}
	lines, err := d.office.ReviewModels(r.Context(), who, f.Application.ID, given)
	switch {
	case err != nil && portal.CannotShow(err):
		return err
	case err != nil:
		return d.showModels(w, r, who, f, typed, err)
	}
	return d.showReviewed(w, r, who, f, strings.Join(given, "\n"), lines)
}

// readModels reads the models of the form, from its field and its file, in
// this order. It refuses a form that names none.
func readModels(r *http.Request) (typed string, given []string, err error) {
	file, err := web.FormWithFile(r, "file", sheet.MaxFile)
	typed = r.PostFormValue("models")
	switch {
	case web.TooLarge(err):
		return typed, nil, scheme.Refuse(scheme.Invalid, "apply.models.too_large").On("file").With(sheet.MaxFile >> 20)
	case err != nil:
		return typed, nil, err
	}
	given = sheet.Pasted(typed)
	if file.Name != "" {
		rows, err := sheet.Models(bytes.NewReader(file.Body), file.Name)
		if err != nil {
			return typed, nil, fmt.Errorf("read the list of models: %w", err)
		}
		for _, row := range rows {
			given = append(given, row.Model)
		}
	}
	if len(given) == 0 {
		return typed, nil, scheme.Refuse(scheme.Invalid, "apply.models.none").On("models")
	}
	return typed, given, nil
}

func (d *Desk) showReviewed(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File, typed string, lines []office.ModelLine) error {
	frame := d.inside(r, who, f, d.Site.Printer(r).T("apply.models.preview_title"))
	here := at(r, f.Application.ID, "/models")
	frame.Path = here
	frame.Crumbs = append(frame.Crumbs, page.Link{Text: frame.P.T("applicant.models.title"), Href: here})
	frame.Scripts = []string{"autosave.js"}
	show := modellist.Review{Frame: frame, TakeTo: here + "/add", Typed: visible(typed), Check: here + "/check", Back: here}
	groups := map[scheme.ModelMark]*modellist.Group{}
	var take []string
	for _, l := range lines {
		g := groups[l.Mark]
		if g == nil {
			g = &modellist.Group{Mark: l.Mark, Title: frame.P.T("apply.models.mark." + string(l.Mark)), Text: frame.P.T("apply.models.text." + string(l.Mark))}
			groups[l.Mark] = g
		}
		g.Lines = append(g.Lines, lineOf(frame, l))
		switch l.Mark {
		case scheme.ModelNew:
			take = append(take, l.Model)
		case scheme.ModelAlike:
			show.Alike = append(show.Alike, l.Model)
		case scheme.ModelRange:
			show.Ranges = append(show.Ranges, l.Model)
		}
		if len(l.Elsewhere) > 0 {
			show.Elsewhere = append(show.Elsewhere, modellist.Line{Model: l.Model, Note: placesOf(frame, l.Elsewhere)})
		}
	}
	for _, m := range []scheme.ModelMark{scheme.ModelNew, scheme.ModelRange, scheme.ModelAlike, scheme.ModelTwice, scheme.ModelLong, scheme.ModelUnreadable} {
		if groups[m] != nil {
			show.Groups = append(show.Groups, *groups[m])
		}
	}
	show.New, show.Take = len(take), strings.Join(take, "\n")
	show.Singly, show.Singles = singly(typed, show.Ranges)
	return d.Site.Render(w, r, http.StatusOK, modellist.Preview(show))
}

// singly writes the ranges among the models typed out as single models, where
// nothing leaves in doubt which they are, and counts those.
func singly(typed string, ranges []string) (string, int) {
	lines, count := strings.Split(typed, "\n"), 0
	for i, line := range lines {
		if !slices.Contains(ranges, line) {
			continue
		}
		if all := scheme.ExpandModel(line); len(all) > 0 {
			lines[i] = strings.Join(all, "\n")
			count += len(all)
		}
	}
	return strings.Join(lines, "\n"), count
}

func lineOf(f page.Frame, l office.ModelLine) modellist.Line {
	line := modellist.Line{Model: visible(l.Model)}
	switch l.Mark {
	case scheme.ModelRange:
		line.Note = f.P.T("apply.models.range_unclear")
		if all := scheme.ExpandModel(l.Model); len(all) > 0 {
			line.Note = f.P.T("apply.models.range_is", all[0], all[len(all)-1], len(all))
		}
	case scheme.ModelAlike:
		line.Note = f.P.T("apply.models.like", l.Like)
	case scheme.ModelLong:
		line.Note = f.P.T("apply.models.length", len([]rune(l.Model)), scheme.MostModel)
	}
	return line
}

// placesOf says where else a model stands.
func placesOf(f page.Frame, places []office.ModelPlace) string {
	var said []string
	for _, p := range places {
		if p.Label != "" {
			said = append(said, f.P.T("apply.models.on_label", string(p.Label), p.Product))
		} else {
			said = append(said, f.P.T("apply.models.on_application", called(f, p.Product)))
		}
	}
	return f.P.List(said)
}

// visible spells out signs that nobody would see.
func visible(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			fmt.Fprintf(&b, "⟨U+%04X⟩", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// addModels takes over what the preview showed.
func (d *Desk) addModels(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	id := scheme.ApplicationID(r.PathValue("id"))
	chosen := slices.Concat(portal.Lines(r, "models"), r.PostForm["alike"], r.PostForm["range"])
	if len(chosen) == 0 {
		return d.backToModels(w, r, who, r.PostFormValue("given"), scheme.Refuse(scheme.Invalid, "apply.models.none_taken").On("models"))
	}
	n, err := d.office.AddModels(r.Context(), who, id, chosen)
	if err != nil {
		return d.backToModels(w, r, who, strings.Join(chosen, "\n"), err)
	}
	return web.Redirect(w, r, at(r, id, "/models?added="+strconv.Itoa(n)))
}

// removeModels takes the marked models off the list.
func (d *Desk) removeModels(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	id := scheme.ApplicationID(r.PathValue("id"))
	if len(r.PostForm["model"]) == 0 {
		return d.backToModels(w, r, who, "", scheme.Refuse(scheme.Invalid, "apply.models.none_chosen").On("model"))
	}
	n, err := d.office.RemoveModels(r.Context(), who, id, r.PostForm["model"])
	if err != nil {
		return d.backToModels(w, r, who, "", err)
	}
	to := url.Values{"removed": {strconv.Itoa(n)}}
	if q := portal.Text(r, "q"); q != "" {
		to.Set("q", q)
	}
	return web.Redirect(w, r, at(r, id, "/models?"+to.Encode()))
}

func (d *Desk) backToModels(w http.ResponseWriter, r *http.Request, who scheme.Actor, typed string, refused error) error {
	if portal.CannotShow(refused) {
		return refused
	}
	f, err := d.file(r, who)
	if err != nil {
		return err
	}
	return d.showModels(w, r, who, f, typed, refused)
}
