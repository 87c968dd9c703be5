package applicant

import (
	"bytes"
	"cmp"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/sheet"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/checksheet"
	"shirushi/internal/web/portal"
)

// workbook sends the checklist as a workbook to be filled in elsewhere.
func (d *Desk) workbook(w http.ResponseWriter, r *http.Request, _ scheme.Actor, f office.File) error {
	p := d.Site.Printer(r)
	var b bytes.Buffer
	err := sheet.WriteForm(&b, sheet.Form{
		Application: f.Application.ID, Edition: f.Edition, Kinds: f.Scheme.Evidence, Checklist: f.Checklist, Lang: p.Lang,
		Product: scheme.Text{Ja: called(d.Site.Frame(r, ""), f.Application.Product.Name)}, AsOf: p.T("checklist.sheet.as_of", d.Site.Now()),
	})
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", sheet.XLSXType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": sheetName(f)}))
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	_, err = w.Write(b.Bytes())
	return err
}

// sheetName names the workbook after the product and the application, so that
// a maker of many products knows them apart in a folder.
func sheetName(f office.File) string {
	parts := []string{"checklist"}
	name := f.Application.Product.Name
	for _, part := range []string{f.Application.Numbers.Application, cmp.Or(name.Ja, name.En), string(f.Edition.ID), string(f.Today)} {
		if part = strings.Join(strings.FieldsFunc(part, notInFileName), " "); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "_") + ".xlsx"
}

// notInFileName are the signs that some system does not take in a file's name.
func notInFileName(r rune) bool {
	return unicode.IsControl(r) || unicode.IsSpace(r) || strings.ContainsRune(`/\:*?"<>|`, r)
}

// sentSheet is the page of the workbook as it was sent: what the form chose.
type sentSheet struct {
	refused error
	sides   map[scheme.CriterionID]office.Side
	erase   []string
}

func (d *Desk) sheetPage(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File) error {
	return d.showSheet(w, r, who, f, sentSheet{})
}

func (d *Desk) showSheet(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File, sent sentSheet) error {
	frame := d.inside(r, who, f, d.Site.Printer(r).T("checklist.sheet.title"))
	list := at(r, f.Application.ID, "/checklist")
	frame.Crumbs = append(frame.Crumbs, page.Link{Text: frame.P.T("applicant.checklist.title"), Href: list})
	here := at(r, f.Application.ID, "/sheet")
	show := checksheet.Page{
		Frame: frame, Errors: page.ErrorsOf(frame.P, sent.refused), Here: here, Download: here + "/workbook", Confirm: here + "/confirm", Drop: here + "/drop",
		Back: list, Erase: sent.erase, Done: sheetDone(r, frame), Carried: waiting(f) > 0,
	}
	p, err := d.office.Workbook(r.Context(), who, f.Application.ID)
	switch {
	case err == nil:
		show.Pending, show.Mark, show.File = true, p.Mark, p.Workbook.File
		show.SentAt = frame.P.Time(p.Workbook.At)
		for _, one := range p.Proposals {
			show.Items = append(show.Items, proposed(r, frame, f, one, sent.sides))
		}
	case !scheme.IsRefusal(err, scheme.Missing):
		return err
	}
	return d.Site.Render(w, r, statusOf(nil, sent.refused), checksheet.Show(show))
}

func sheetDone(r *http.Request, f page.Frame) string {
	n, err := strconv.Atoi(r.URL.Query().Get("changed"))
	switch {
	case err == nil && n >= 0:
		return f.P.T("checklist.sheet.done", n)
	case r.URL.Query().Get("dropped") != "":
		return f.P.T("checklist.sheet.dropped")
	}
	return ""
}

func proposed(r *http.Request, frame page.Frame, f office.File, one scheme.Proposal, sides map[scheme.CriterionID]office.Side) checksheet.Item {
	id := one.Here.Criterion
	c, _ := f.Edition.Item(id)
	i := checksheet.Item{Criterion: c, Href: at(r, f.Application.ID, "/checklist/"+string(id)), Clash: one.Clash, Side: string(sides[id]),
		Parts: answerDiffers(frame, f.Scheme.Evidence, one.Here, one.There), SavedAt: frame.P.Time(one.Here.Saved)}
	for _, no := range scheme.RefusalsOf(one.There.CheckDays(f.Today)) {
		i.Future = append(i.Future, page.Named(frame.P, no))
	}
	for _, part := range one.Blank {
		b := checksheet.Blank{Value: scheme.Field(id, part), Name: page.LabelOf(frame.P, part)}
		for _, was := range answerDiffers(frame, f.Scheme.Evidence, one.There, one.Erasing([]string{part})) {
			b.Here = was.Theirs
		}
		i.Blanks = append(i.Blanks, b)
	}
	return i
}

// takeSheet takes a filled-in workbook and leads to what it would change.
func (d *Desk) takeSheet(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f, err := d.file(r, who)
	if err != nil {
		return err
	}
	name, file, err := sheetOf(r)
	if err == nil {
		err = d.office.TakeWorkbook(r.Context(), who, f.Application.ID, name, file)
	}
	switch {
	case err != nil && portal.CannotShow(err):
		return err
	case err != nil:
		return d.showSheet(w, r, who, f, sentSheet{refused: err})
	}
	return web.Redirect(w, r, at(r, f.Application.ID, "/sheet"))
}

// sheetOf returns the file of the form within the bounds of a sheet.
func sheetOf(r *http.Request) (name string, file []byte, err error) {
	u, err := web.FormWithFile(r, "file", sheet.MaxFile)
	switch {
	case web.TooLarge(err):
		err = scheme.Refuse(scheme.Invalid, "refusal.workbook.large").On("file").With(sheet.MaxFile >> 20)
	case err == nil && u.Name == "":
		err = scheme.Refuse(scheme.Invalid, "refusal.workbook.none").On("file")
	}
	return u.Name, u.Body, err
}

// confirmSheet carries out what was shown.
func (d *Desk) confirmSheet(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f, err := d.formFile(r, who)
	if err != nil {
		return err
	}
	c := office.Confirmation{Mark: portal.Text(r, "mark"), Sides: map[scheme.CriterionID]office.Side{}, Erase: map[scheme.CriterionID][]string{}}
	for _, item := range f.Edition.Items {
		c.Sides[item.ID] = office.Side(portal.Text(r, "side."+string(item.ID)))
	}
	erase := slices.Clone(r.PostForm["erase"])
	for _, field := range erase {
		id := itemOf(f.Edition, field)
		c.Erase[id] = append(c.Erase[id], strings.TrimPrefix(field, string(id)+"."))
	}
	changed, err := d.office.ConfirmWorkbook(r.Context(), who, f.Application.ID, c)
	switch {
	case err != nil && portal.CannotShow(err):
		return err
	case err != nil:
		return d.showSheet(w, r, who, f, sentSheet{refused: err, sides: c.Sides, erase: erase})
	}
	return web.Redirect(w, r, at(r, f.Application.ID, "/checklist")+"?changed="+strconv.Itoa(changed))
}

// dropSheet forgets the workbook that waits; one that is gone already is
// what was asked for.
func (d *Desk) dropSheet(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f, err := d.formFile(r, who)
	if err != nil {
		return err
	}
	if err := d.office.DropWorkbook(r.Context(), who, f.Application.ID); err != nil && !scheme.IsRefusal(err, scheme.Missing) {
		return err
	}
	return web.Redirect(w, r, at(r, f.Application.ID, "/sheet")+"?dropped=1")
}
