package officer

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/sheet"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/officeaudit"
	"shirushi/internal/web/page/desk/records"
	"shirushi/internal/web/portal"
)

func auditQuery(r *http.Request) office.AuditQuery {
	asked := r.URL.Query()
	get := func(name string) string { return portal.Tidy(asked.Get(name)) }
	return office.AuditQuery{Who: scheme.PersonID(get("who")), About: get("about"), Organisation: get("organisation"),
		Deed: get("deed"), From: scheme.Date(get("from")), Until: scheme.Date(get("until")), After: get("after")}
}

func auditAddress(q office.AuditQuery) string {
	v := url.Values{}
	for name, value := range map[string]string{"who": string(q.Who), "about": q.About, "organisation": q.Organisation, "deed": q.Deed,
		"from": string(q.From), "until": string(q.Until), "after": q.After} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if len(v) == 0 {
		return ""
	}
	return "?" + v.Encode()
}

// audit shows what was done, as the address asks for it.
func (d *Desk) audit(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showAudit(w, r, who, nil)
}

func (d *Desk) showAudit(w http.ResponseWriter, r *http.Request, who scheme.Actor, refused error) error {
	q := auditQuery(r)
	var read office.Records
	if refused == nil {
		var err error
		if read, err = d.office.Audit(r.Context(), who, q); err != nil && portal.CannotShow(err) {
			return err
		} else if err != nil {
			refused = portal.OnForm(err, "", "about", "organisation", "from", "until")
		}
	}
	here := portal.OfficeHome(r, "audit")
	v := officeaudit.View{Frame: d.OfficeFrame(r, who, ""), Here: here,
		Typed: officeaudit.Typed{Who: string(q.Who), About: q.About, Organisation: q.Organisation, Deed: q.Deed, From: string(q.From), Until: string(q.Until)}}
	v.Title = v.P.T("audit.title")
	v.Styles = append(v.Styles, "docket.css", "records.css")
	v.Errors = page.ErrorsOf(v.P, refused)
	start := q
	start.After = ""
	v.Set = start != (office.AuditQuery{})
	v.CSV, v.XLSX = here+".csv"+auditAddress(start), here+".xlsx"+auditAddress(start)
	if q.After != "" {
		v.First = here + auditAddress(start)
	}
	if read.More {
		next := q
		next.After = read.Lines[len(read.Lines)-1].ID
		v.Next = here + auditAddress(next)
	}
	for _, name := range read.Of {
		v.Of = append(v.Of, name.In(v.P.Lang))
	}
	for _, one := range read.Lines {
		v.Entries = append(v.Entries, d.entry(v.Frame, r, who, one, read.Names))
	}
	if err := d.auditChoices(r, who, &v); err != nil {
		return err
	}
	return d.Site.Render(w, r, web.StatusOf(refused), officeaudit.Page(v))
}

// auditChoices fills the lists of the form.
func (d *Desk) auditChoices(r *http.Request, who scheme.Actor, v *officeaudit.View) error {
	all := page.Option{Label: v.P.T("docket.filter.all")}
	v.People, v.Deeds = []page.Option{all}, []page.Option{all}
	people, err := d.office.Colleagues(r.Context(), who)
	if err != nil {
		return err
	}
	known := v.Typed.Who == ""
	for _, p := range people {
		v.People = append(v.People, page.Option{Value: string(p.ID), Label: p.Name})
		known = known || string(p.ID) == v.Typed.Who
	}
	if !known {
		v.People = append(v.People, page.Option{Value: v.Typed.Who, Label: v.P.T("audit.someone")})
	}
	deeds, err := d.office.Deeds(r.Context(), who)
	if err != nil {
		return err
	}
	for _, deed := range deeds {
		v.Deeds = append(v.Deeds, page.Option{Value: deed, Label: portal.DeedDone(v.Frame, deed)})
	}
	return nil
}

// entry says one record in words.
func (d *Desk) entry(f page.Frame, r *http.Request, who scheme.Actor, one office.Record, names map[string]string) records.Entry {
	e := portal.EntryOf(f, portal.Deed{At: one.At, Who: string(one.Who), Deed: one.Deed, Before: one.Before, After: one.After}, names)
	e.Masked, e.Closed = one.Masked, one.Closed
	key := "audit.about." + one.About
	if oneself := one.About == "person" && one.Key == string(one.Who); f.P.Has(key) && !oneself {
		e.About = f.P.T(key, one.Title)
	}
	switch {
	case (one.About == "application" || one.About == "ledger") && who.Is(scheme.RoleOfficer):
		e.Href = portal.OfficeHome(r, "applications", one.Key)
	case one.About == "label" && who.Is(scheme.RoleOfficer):
		e.Href = portal.OfficeHome(r, "labels", one.Key)
	case one.About == "organisation" && who.Is(scheme.RoleAdministrator):
		e.Href = portal.OfficeHome(r, "organisations", one.Key)
	}
	return e
}

// auditFile makes a handler that sends what the address asks for as a file.
func (d *Desk) auditFile(ending, mediaType string, write func(io.Writer, sheet.List) error) web.DeskHandler {
	return func(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
		read, err := d.office.ExportAudit(r.Context(), who, auditQuery(r))
		if err != nil {
			if portal.CannotShow(err) {
				return err
			}
			return d.showAudit(w, r, who, portal.OnForm(err, "", "about", "organisation", "from", "until"))
		}
		var out bytes.Buffer
		s, err := d.Site.Scheme(r.Context())
		if err != nil {
			return err
		}
		if err := write(&out, d.auditList(r, who, s, read)); err != nil {
			return err
		}
		h := w.Header()
		h.Set("Content-Type", mediaType)
		h.Set("Content-Disposition", `attachment; filename="`+auditName(read, auditQuery(r).About != "")+string(s.Day(d.Site.Now()))+"."+ending+`"`)
		h.Set("X-Content-Type-Options", "nosniff")
		_, err = w.Write(out.Bytes())
		return err
	}
}

// auditName begins the name of a file of records, with the number of what they
// are about when they are about one thing.
func auditName(read office.Records, one bool) string {
	if !one || len(read.Lines) == 0 || read.Lines[0].Number == "" {
		return "audit-"
	}
	return "audit-" + strings.Map(func(r rune) rune {
		if r < '-' || r > 'z' || strings.ContainsRune(`/\:;<=>?@`, r) {
			return '_' // nothing that could end the name, or lead elsewhere
		}
		return r
	}, read.Lines[0].Number) + "-"
}

// auditTime is how files of records write an instant, in the scheme's zone, so
// that tables sort and count by it.
func auditTime(s *scheme.Scheme, t time.Time) string {
	return t.In(time.FixedZone(s.ZoneName, int(s.ZoneOffset/time.Second))).Format(time.RFC3339)
}

// auditList has one row for each part that changed, and one for a deed that
// changed none.
func (d *Desk) auditList(r *http.Request, who scheme.Actor, s *scheme.Scheme, read office.Records) sheet.List {
	f := d.OfficeFrame(r, who, "")
	p := f.P
	asOf := p.T("audit.as_of", d.Site.Now())
	l := sheet.List{Name: p.T("audit.title"), AsOf: asOf, Columns: sheet.Columns(p.T("audit.col.when"), p.T("audit.col.who"), p.T("audit.col.what"),
		p.T("audit.col.number"), p.T("audit.col.kind"), p.T("audit.col.about"), p.T("audit.col.part"), p.T("audit.col.from"), p.T("audit.col.to"), p.T("audit.col.as_of"))}
	for _, one := range read.Lines {
		e := d.entry(f, r, who, one, read.Names)
		if len(e.Changes) == 0 || e.Closed {
			e.Changes = []records.Change{{}}
		}
		for _, c := range e.Changes {
			if e.Masked {
				c.From, c.To = "", ""
			}
			l.Rows = append(l.Rows, []any{auditTime(s, e.When), e.Who, e.What, one.Number, portal.ApplicationKind(f, one.Kind), e.About, c.Part, c.From, c.To, auditTime(s, d.Site.Now())})
		}
	}
	return l
}
