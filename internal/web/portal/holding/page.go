package holding

import (
	"net/http"
	"slices"
	"strconv"

	"shirushi/internal/holding"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/holder"
	"shirushi/internal/web/portal"
)

// An updating is one of the two forms of the label page's parts: all of them
// after a change that does not affect the assessment, or the contacts alone.
type updating struct {
	title, lead string
	fields      []string
}

var (
	wholePage = updating{"holder.page.title", "holder.page.lead", scheme.UpdateFields}
	contacts  = updating{"holder.do.contacts", "holder.contacts.lead", scheme.ContactFields}
)

func (d *Desk) pageForm(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showPage(w, r, who, wholePage, nil, "", nil)
}

func (d *Desk) contactsForm(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showPage(w, r, who, contacts, nil, "", nil)
}

func (d *Desk) savePage(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.update(w, r, who, wholePage)
}

func (d *Desk) saveContacts(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.update(w, r, who, contacts)
}

// update saves parts of the label page.
func (d *Desk) update(w http.ResponseWriter, r *http.Request, who scheme.Actor, u updating) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	p := typedProduct(r)
	shorter := portal.Text(r, "shorter")
	revision, err := strconv.Atoi(portal.Text(r, "revision"))
	if err != nil {
		return scheme.Refuse(scheme.Conflict, "refusal.stale")
	}
	err = d.holding.UpdatePage(r.Context(), who, numberOf(r), holding.Update{Revision: revision, Product: p, Fields: u.fields, Shorter: shorter == "yes"})
	return d.done(w, r, "page", err, func(err error) error { return d.showPage(w, r, who, u, &p, shorter, err) })
}

func typedProduct(r *http.Request) scheme.Product {
	text := func(name string) string { return portal.Text(r, name) }
	return scheme.Product{Firmware: text("firmware"), Summary: scheme.Text{Ja: text("summary_ja"), En: text("summary_en")}, HomePage: text("home_page"), Enquiry: text("enquiry"),
		VulnerabilityDesk: text("vulnerability_desk"), DisclosurePolicy: text("disclosure_policy"), SupportFrom: portal.Day(r, "support_from"), SupportUntil: portal.Day(r, "support_until"),
		Conformity: portal.Lines(r, "conformity"), Certifications: portal.Lines(r, "certifications"), SBOM: text("sbom"), CyberInsurance: text("cyber_insurance")}
}

func (d *Desk) showPage(w http.ResponseWriter, r *http.Request, who scheme.Actor, u updating, typed *scheme.Product, shorter string, refused error) error {
	form, file, err := d.form(r, who, scheme.DeedUpdatePage, u.title)
	if err != nil {
		return err
	}
	f := form.Frame
	p := file.Label.Product
	if typed != nil {
		p = *typed
	}
	form.Lead = []string{f.P.T(u.lead)}
	for _, name := range u.fields {
		form.Inputs = append(form.Inputs, partInput(f, name, p.Says(name)))
	}
	if slices.Contains(u.fields, "support_until") {
		form.Inputs = append(form.Inputs, holder.Input{Kind: holder.Tick, Field: page.Field{Name: "shorter", Label: f.P.T("holder.page.shorter"), Hint: f.P.T("holder.page.shorter.hint", file.Label.ValidUntil), Value: shorter}})
	}
	revision := file.Label.Revision
	if typed != nil { // what was typed was typed over what the form had shown
		if seen, err := strconv.Atoi(portal.Text(r, "revision")); err == nil && !web.RefusedFor(refused, "refusal.stale") {
			revision = seen
		}
	}
	form.Hidden = map[string]string{"revision": strconv.Itoa(revision)}
	form.Button = f.P.T("holder.page.button")
	return d.show(w, r, form, refused)
}

func partInput(f page.Frame, name, value string) holder.Input {
	one := page.Field{Name: name, Label: page.LabelOf(f.P, name), Value: value}
	switch name {
	case "summary_ja", "summary_en":
		one.Rows = 4
		return holder.Input{Kind: holder.Area, Field: one}
	case "conformity", "certifications":
		one.Rows, one.Hint = 3, f.P.T("holder.page.lines")
		return holder.Input{Kind: holder.Area, Field: one}
	case "support_from", "support_until":
		return holder.Input{Kind: holder.Day, Field: one}
	}
	return holder.Input{Kind: holder.Text, Field: one}
}

// heldDeed does a deed to news that is held back.
func (d *Desk) heldDeed(do heldFunc, what string) web.DeskHandler {
	return func(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
		err := do(r.Context(), who, numberOf(r), scheme.NewsID(r.PathValue("news")))
		return d.done(w, r, what, err, func(err error) error { return d.showLabel(w, r, who, err) })
	}
}

func (d *Desk) successorForm(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showSuccessor(w, r, who, nil, nil)
}

func (d *Desk) showSuccessor(w http.ResponseWriter, r *http.Request, who scheme.Actor, typed *string, refused error) error {
	form, file, err := d.form(r, who, scheme.DeedNameSuccessor, "holder.do.successor")
	if err != nil {
		return err
	}
	f := form.Frame
	value := string(file.Label.Successor)
	if typed != nil {
		value = *typed
	}
	one := field(f, "successor", "holder.successor", value)
	one.Hint, one.InputMode, one.Autocomplete, one.Width = f.P.T("holder.successor.hint"), "numeric", "off", "medium"
	form.Lead = []string{f.P.T("holder.successor.lead")}
	form.Inputs, form.Button = []holder.Input{{Kind: holder.Text, Field: one}}, f.P.T("holder.successor.button")
	return d.show(w, r, form, refused)
}

func (d *Desk) nameSuccessor(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	typed := portal.Text(r, "successor")
	err := d.holding.NameSuccessor(r.Context(), who, numberOf(r), typed)
	return d.done(w, r, "successor", err, func(err error) error { return d.showSuccessor(w, r, who, &typed, err) })
}

func (d *Desk) reissueForm(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showReissue(w, r, who, "", nil)
}

func (d *Desk) showReissue(w http.ResponseWriter, r *http.Request, who scheme.Actor, reason string, refused error) error {
	form, file, err := d.form(r, who, scheme.DeedAskReissue, "holder.do.reissue")
	if err != nil {
		return err
	}
	f := form.Frame
	form.Facts = append(form.Facts, rows(f, "holder.reissue.was", file.Label.HolderName.In(f.P.Lang), "holder.reissue.now", file.Holder.Name.In(f.P.Lang))...)
	one := field(f, "reason", "field.reason", reason)
	one.Rows = 4
	form.Lead = []string{f.P.T("holder.reissue.lead")}
	form.Inputs, form.Button = []holder.Input{{Kind: holder.Area, Field: required(one)}}, f.P.T("holder.reissue.button")
	return d.show(w, r, form, refused)
}

func (d *Desk) askReissue(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	reason := portal.Text(r, "reason")
	_, err := d.holding.AskReissue(r.Context(), who, numberOf(r), reason)
	return d.done(w, r, "reissue", err, func(err error) error { return d.showReissue(w, r, who, reason, err) })
}

func (d *Desk) takeBackReissue(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if err := d.holding.TakeBackReissue(r.Context(), who, scheme.ReissueID(r.PathValue("reissue"))); err != nil {
		return err
	}
	return web.Redirect(w, r, "/"+web.Lang(r)+"/desk/labels")
}
