package vault

import (
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/vault"
	"shirushi/internal/web/portal"
)

// download gives a file to its holder's own people.
func (d *Desk) download(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	o, err := d.vault.FetchOwn(r.Context(), who, fileOf(r))
	if err != nil {
		return err
	}
	return d.give(w, r, o)
}

// open gives a file to an officer.
func (d *Desk) open(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	o, err := d.vault.OpenEvidence(r.Context(), who, fileOf(r))
	if err != nil {
		return err
	}
	return d.give(w, r, o)
}

// give sends a file as what it always is here: bytes to be saved, never a
// page. One that turns out damaged ends before its announced length, so that
// the browser says that the download has failed.
func (d *Desk) give(w http.ResponseWriter, r *http.Request, o *office.Opened) error {
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": o.File.Name}))
	h.Set("Content-Length", strconv.FormatInt(o.File.Size, 10))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cache-Control", "no-store")
	_, copying := io.CopyBuffer(web.Patient(w), struct{ io.Reader }{o}, make([]byte, 64<<10))
	err := o.Close()
	if err != nil {
		d.Site.Log.ErrorContext(r.Context(), "give out evidence", "request", web.RequestID(r.Context()), "err", err)
	}
	if copying != nil {
		panic(http.ErrAbortHandler) // the connection ends: too late for a page
	}
	return nil
}

// office is the officers' page.
func (d *Desk) office(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showOffice(w, r, who, vault.Ask{}, nil)
}

func (d *Desk) showOffice(w http.ResponseWriter, r *http.Request, who scheme.Actor, typed vault.Ask, refused error) error {
	e, err := d.vault.Evidence(r.Context(), who, applicationOf(r))
	if err != nil {
		return err
	}
	f := d.OfficeFrame(r, who, d.Site.Printer(r).T("evidence.title"))
	file := portal.OfficeHome(r, "applications", string(e.Application.ID))
	f.Crumbs = []page.Link{{Text: f.P.T("officer.nav.applications"), Href: portal.OfficeHome(r)}, {Text: e.Application.Numbers.Application, Href: file}}
	p := pageOf(f, e)
	p.Errors = page.ErrorsOf(f.P, portal.OnForm(refused, "", "items", "reason", "due"))
	p.Listed = listedOf(f, e)
	if d, open := e.OpenDemand(); open {
		p.Demand.Close = file + "/evidence/demands/" + string(d.ID) + "/close"
		if e.State == office.VaultOpen {
			offerOpening(p.Groups, file+"/evidence/")
		}
	}
	if e.CanDemand {
		p.Ask = &vault.Ask{Action: file + "/evidence", Reason: typed.Reason, Due: typed.Due, Min: string(e.Today.AddDays(1)), Hint: f.P.T("evidence.ask.due_help"),
			Items: itemsOf(f, e), Ticked: typed.Ticked}
		if refused == nil {
			p.Ask.Due = string(e.Due)
		}
	}
	return d.Site.Render(w, r, web.StatusOf(refused), vault.Office(p))
}

func offerOpening(groups []vault.Group, at string) {
	for i := range groups {
		for j := range groups[i].Files {
			if one := &groups[i].Files[j]; one.State == scheme.FileSealed {
				one.Open = at + one.ID
			}
		}
	}
}

// demand calls on the holder to show evidence.
func (d *Desk) demand(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	typed := vault.Ask{Reason: portal.Text(r, "reason"), Due: portal.Text(r, "due"), Ticked: r.PostForm["items"]}
	e, err := d.vault.Evidence(r.Context(), who, applicationOf(r))
	if err != nil {
		return err
	}
	reason, err := reasonOf(d.Site.Frame(r, ""), e, typed)
	if err == nil {
		_, err = d.vault.DemandEvidence(r.Context(), who, applicationOf(r), reason, scheme.Date(typed.Due))
	}
	switch {
	case err != nil && portal.CannotShow(err):
		return err
	case err != nil:
		return d.showOffice(w, r, who, typed, err)
	}
	return web.Redirect(w, r, r.URL.Path+"?done=demanded")
}

// itemsOf are the items of which evidence is listed, to be ticked.
func itemsOf(f page.Frame, e office.Evidence) (options []page.Option) {
	for _, item := range e.Edition.Items {
		if len(e.Checklist.Answer(item.ID).Evidence) > 0 {
			options = append(options, page.Option{Value: string(item.ID), Label: itemOf(f, e, item.ID)})
		}
	}
	return options
}

// reasonOf is the reason that the holder reads: the items that were ticked,
// then what was written. It refuses an item that cannot be ticked.
func reasonOf(f page.Frame, e office.Evidence, a vault.Ask) (string, error) {
	if len(a.Ticked) == 0 || strings.TrimSpace(a.Reason) == "" {
		return a.Reason, nil
	}
	var items []string
	for _, one := range itemsOf(f, e) {
		if slices.Contains(a.Ticked, one.Value) {
			items = append(items, one.Label)
		}
	}
	if len(items) != len(a.Ticked) {
		return "", scheme.Refuse(scheme.Invalid, "refusal.demand.item").On("items")
	}
	return f.P.T("evidence.ask.of", f.P.List(items)) + "\n" + a.Reason, nil
}

func (d *Desk) closeDemand(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if err := d.vault.CloseDemand(r.Context(), who, scheme.DemandID(r.PathValue("demand"))); err != nil {
		return err
	}
	return web.Redirect(w, r, portal.OfficeHome(r, "applications", r.PathValue("id"), "evidence")+"?done=closed")
}

// openAsk is the page before an officer opens a file. It stands at the
// address of the deed, where the fresh passkey leads back to.
func (d *Desk) openAsk(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	e, err := d.vault.Evidence(r.Context(), who, applicationOf(r))
	if err != nil {
		return err
	}
	var one scheme.EvidenceFile
	for _, f := range e.Files {
		if f.ID == fileOf(r) {
			one = f
		}
	}
	if one.ID == "" {
		return scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	f := d.OfficeFrame(r, who, d.Site.Printer(r).T("evidence.opener.title"))
	f.Styles = append(f.Styles, "evidence.css")
	back := portal.OfficeHome(r, "applications", string(e.Application.ID), "evidence")
	f.Crumbs = []page.Link{{Text: f.P.T("officer.nav.applications"), Href: portal.OfficeHome(r)}, {Text: f.P.T("evidence.title"), Href: back}}
	p := vault.Opener{Frame: f, Back: back}
	demand, err := one.CanBeOpened(e.Demands)
	if err != nil {
		p.Errors = page.ErrorsOf(f.P, err)
	} else {
		p.Here = back + "/" + string(one.ID)
	}
	row := func(key, text string) {
		if text != "" {
			p.Facts = append(p.Facts, page.Row{Key: f.P.T(key), Text: text})
		}
	}
	row("evidence.opener.product", nameOf(f, e))
	row("evidence.opener.item", itemOf(f, e, one.Criterion))
	row("evidence.opener.evidence", one.Title+" "+f.P.T("evidence.version", one.Version))
	row("evidence.opener.file", one.Name+" ("+size(one.Size)+")")
	row("evidence.opener.sealed", f.P.Time(one.Sealed))
	row("evidence.opener.listed", f.P.T("evidence.match."+string(one.Match(e.Checklist))))
	row("evidence.opener.demand", demand.Reason)
	return d.Site.Render(w, r, web.StatusOf(err), vault.Open(p))
}
