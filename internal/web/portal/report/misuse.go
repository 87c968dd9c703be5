package report

import (
	"net/http"
	"slices"
	"strconv"

	"shirushi/internal/misuse"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/reports"
	"shirushi/internal/web/portal"
)

// entries lists the register of improper use.
func (d *Desk) entries(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showEntries(w, r, who, typed{})
}

func (d *Desk) showEntries(w http.ResponseWriter, r *http.Request, who scheme.Actor, t typed) error {
	open, over, err := d.register.List(r.Context(), who)
	if err != nil {
		return err
	}
	sch, err := d.Site.Scheme(r.Context())
	if err != nil {
		return err
	}
	f := d.OfficeFrame(r, who, d.Site.Printer(r).T("desk.misuse"))
	v := reports.List{Frame: f, Lead: f.P.T("desk.misuse.lead"), None: f.P.T("desk.misuse.none"), Other: page.Link{Text: f.P.T("desk.doubts"), Href: portal.OfficeHome(r, "doubts")}}
	for _, key := range []string{"misuse.party", "misuse.product", "desk.doubt.state", "desk.misuse.next"} {
		v.Heads = append(v.Heads, f.P.T(key))
	}
	for _, m := range append(open, over...) {
		next := "—"
		switch {
		case m.State == scheme.MisuseNoticed && m.Answer == "":
			next = f.P.T("desk.misuse.answer_by", m.Due)
		case m.State == scheme.MisuseStanding:
			next = f.P.T("desk.misuse.review_by", m.Review)
		}
		row := reports.Row{Href: portal.OfficeHome(r, "misuse", string(m.ID)), Cells: []string{m.Party.In(f.P.Lang), m.Product.In(f.P.Lang), f.P.T("state." + string(m.State)), next}}
		if m.Urgent {
			row.Tags = append(row.Tags, f.P.T("desk.misuse.is_urgent"))
		}
		v.Rows = append(v.Rows, row)
	}
	act := t.act(f, scheme.DeedEditMisuse, portal.OfficeHome(r, "misuse"), "primary", t.draftParts(f, scheme.DeedEditMisuse, sch.Misuse, scheme.Misuse{}, "")...)
	act.Title = f.P.T("desk.misuse.new")
	v.Acts = []reports.Act{act}
	return d.Site.Render(w, r, web.StatusOf(asError(t.refused)), reports.ListPage(v))
}

// enter drafts an entry.
func (d *Desk) enter(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	id, err := d.register.Enter(r.Context(), who, draftOf(r))
	switch {
	case err == nil:
		return web.Redirect(w, r, portal.OfficeHome(r, "misuse", string(id))+"?done="+string(scheme.DeedEditMisuse))
	case portal.CannotShow(err):
		return err
	}
	return d.showEntries(w, r, who, typedIn(r, scheme.DeedEditMisuse, err))
}

// entry shows one entry.
func (d *Desk) entry(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showEntry(w, r, who, typed{})
}

func entryOf(r *http.Request) scheme.MisuseID { return scheme.MisuseID(r.PathValue("entry")) }

func (d *Desk) showEntry(w http.ResponseWriter, r *http.Request, who scheme.Actor, t typed) error {
	e, err := d.register.Look(r.Context(), who, entryOf(r))
	if err != nil {
		return err
	}
	m := e.Misuse
	p := d.Site.Printer(r)
	v := reports.View{Frame: d.OfficeFrame(r, who, p.T("misuse.entry", m.Party.In(p.Lang)))}
	v.Crumbs = []page.Link{{Text: v.P.T("desk.misuse"), Href: portal.OfficeHome(r, "misuse")}}
	v.State, v.Saved, v.Errors = v.P.T("state."+string(m.State)), portal.Done(v.Frame, r), page.ErrorsOf(v.P, t.refused)
	if m.Urgent {
		v.Tags = []string{v.P.T("desk.misuse.is_urgent")}
	}
	if slices.Contains(e.Deeds, scheme.DeedPublishMisuse) && m.EnteredBy == who.Person.ID {
		v.Cautions = []string{v.P.T("desk.misuse.own")}
	}
	v.Rows = entryRows(v.Frame, e)
	if m.Number > 0 {
		v.Links = append(v.Links, page.Link{Text: v.P.T("desk.misuse.public"), Href: v.To("/misuse/" + strconv.Itoa(m.Number))})
	}
	if m.Doubt != "" {
		v.Links = append(v.Links, page.Link{Text: v.P.T("desk.misuse.to_doubt"), Href: portal.OfficeHome(r, "doubts", string(m.Doubt))})
	}
	v.Acts = entryActs(v.Frame, e, t, portal.OfficeHome(r, "misuse", string(m.ID)), who)
	return d.Site.Render(w, r, web.StatusOf(asError(t.refused)), reports.Page(v))
}

func entryRows(f page.Frame, e misuse.Entry) (rows []page.Row) {
	m := e.Misuse
	add := func(key, text string) {
		if text != "" && text != "—" {
			rows = append(rows, page.Row{Key: f.P.T(key), Text: text})
		}
	}
	said := m.Said
	if template, known := e.Policy.Template(m.Template); said.IsZero() && known {
		said = template.Says(m.Party, m.Product, m.Seen)
	}
	add("desk.misuse.said", said.Ja)
	add("desk.misuse.said_en", said.En)
	add("misuse.party", m.Party.In(f.P.Lang))
	add("desk.misuse.on_record", e.Holder.Name.In(f.P.Lang))
	add("misuse.product", m.Product.In(f.P.Lang))
	add("misuse.source", m.Source)
	add("misuse.seen", dayOf(f, m.Seen))
	add("misuse.noticed", dayOf(f, m.Noticed))
	add("desk.misuse.notice_by", m.NoticeBy)
	add("desk.misuse.due", dayOf(f, m.Due))
	add("misuse.answer", m.Answer)
	add("misuse.published", dayOf(f, m.Published))
	if m.Ended == "" {
		add("misuse.review", dayOf(f, m.Review))
	}
	add("misuse.ended", dayOf(f, m.Ended))
	return rows
}

func entryActs(f page.Frame, e misuse.Entry, t typed, at string, who scheme.Actor) (acts []reports.Act) {
	m := e.Misuse
	may := func(deed scheme.Deed) bool { return slices.Contains(e.Deeds, deed) }
	if may(scheme.DeedNoticeMisuse) && m.Noticed == "" {
		acts = append(acts, t.act(f, scheme.DeedNoticeMisuse, at+"/notice", "primary",
			t.part(f, scheme.DeedNoticeMisuse, "day", "noticed", "misuse.noticed", string(e.Today)), t.part(f, scheme.DeedNoticeMisuse, "line", "notice_by", "desk.misuse.notice_by", "")))
	}
	if may(scheme.DeedAnswerMisuse) && (m.Answer == "" || m.Number == 0) {
		acts = append(acts, t.act(f, scheme.DeedAnswerMisuse, at+"/answer", "primary",
			t.part(f, scheme.DeedAnswerMisuse, "area", "answer", "misuse.answer", m.Answer), t.part(f, scheme.DeedAnswerMisuse, "day", "answered", "desk.misuse.answered", string(e.Today))))
	}
	if may(scheme.DeedPublishMisuse) && m.EnteredBy != who.Person.ID {
		acts = append(acts, t.act(f, scheme.DeedPublishMisuse, at+"/publish", "danger"))
	}
	if may(scheme.DeedReviewMisuse) {
		acts = append(acts, t.act(f, scheme.DeedReviewMisuse, at+"/review", "primary"))
	}
	if may(scheme.DeedEndMisuse) {
		end := t.part(f, scheme.DeedEndMisuse, "one", "end", "misuse.end", "")
		end.Options = []page.Option{{Value: "", Label: f.P.T("desk.misuse.choose")}}
		for _, one := range e.Policy.Ends {
			end.Options = append(end.Options, page.Option{Value: string(one.ID), Label: one.Text.In(f.P.Lang)})
		}
		acts = append(acts, t.act(f, scheme.DeedEndMisuse, at+"/end", "danger", end))
	}
	if may(scheme.DeedEditMisuse) {
		acts = append(acts, t.act(f, scheme.DeedEditMisuse, at+"/edit", "secondary", t.draftParts(f, scheme.DeedEditMisuse, e.Policy, m, e.Holder.CorporateNumber)...))
	}
	if may(scheme.DeedDropMisuse) {
		acts = append(acts, t.act(f, scheme.DeedDropMisuse, at+"/drop", "danger"))
	}
	return acts
}

// entryDeed makes the handler of a deed.
func (d *Desk) entryDeed(deed scheme.Deed) web.DeskHandler {
	return func(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
		if _, err := web.Form(r); err != nil {
			return err
		}
		ctx, id := r.Context(), entryOf(r)
		to := portal.OfficeHome(r, "misuse", string(id))
		var err error
		switch deed {
		case scheme.DeedEditMisuse:
			err = d.register.Edit(ctx, who, id, draftOf(r))
		case scheme.DeedNoticeMisuse:
			err = d.register.Notice(ctx, who, id, portal.Day(r, "noticed"), portal.Text(r, "notice_by"))
		case scheme.DeedAnswerMisuse:
			err = d.register.Answer(ctx, who, id, portal.Text(r, "answer"), portal.Day(r, "answered"))
		case scheme.DeedPublishMisuse:
			err = d.register.Publish(ctx, who, id)
		case scheme.DeedReviewMisuse:
			err = d.register.LookAgain(ctx, who, id)
		case scheme.DeedEndMisuse:
			err = d.register.End(ctx, who, id, scheme.GroundID(portal.Text(r, "end")))
		case scheme.DeedDropMisuse:
			err = d.register.Drop(ctx, who, id)
		}
		switch {
		case err == nil:
			return web.Redirect(w, r, to+"?done="+string(deed))
		case web.RefusedFor(err, "refusal.step_up"):
			return portal.ToStepUp(w, r, to)
		case portal.CannotShow(err):
			return err
		}
		return d.showEntry(w, r, who, typedIn(r, deed, err))
	}
}
