package report

import (
	"cmp"
	"net/http"
	"slices"

	"shirushi/internal/doubt"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/reports"
	"shirushi/internal/web/portal"
)

// doubts lists what was reported.
func (d *Desk) doubts(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	rows, err := d.inbox.List(r.Context(), who)
	if err != nil {
		return err
	}
	sch, err := d.Site.Scheme(r.Context())
	if err != nil {
		return err
	}
	f := d.OfficeFrame(r, who, d.Site.Printer(r).T("desk.doubts"))
	v := reports.List{Frame: f, Lead: f.P.T("desk.doubts.lead"), None: f.P.T("desk.doubts.none"), Saved: portal.Done(f, r),
		Other: page.Link{Text: f.P.T("desk.misuse"), Href: portal.OfficeHome(r, "misuse")}}
	for _, key := range []string{"desk.doubt.about", "desk.doubt.topic", "desk.doubt.state", "desk.doubt.due", "desk.doubt.received"} {
		v.Heads = append(v.Heads, f.P.T(key))
	}
	for _, one := range rows {
		topic, _ := sch.Doubts.Topic(one.Doubt.Topic)
		about := f.P.T("desk.doubt.no_label")
		if one.Doubt.Label != "" {
			about = one.Product.In(f.P.Lang)
		}
		row := reports.Row{Href: portal.OfficeHome(r, "doubts", string(one.Doubt.ID)),
			Number: one.Doubt.Label.Grouped(), Cells: []string{about, topic.Text.In(f.P.Lang), f.P.T("state." + string(one.Doubt.State)), dayOf(f, one.Doubt.Due), f.P.Time(one.Doubt.Received)}}
		row.Tags = tagsOf(f, one.Doubt, one.Late, one.Over)
		v.Rows = append(v.Rows, row)
	}
	return d.Site.Render(w, r, http.StatusOK, reports.ListPage(v))
}

func dayOf(f page.Frame, day scheme.Date) string {
	if day == "" {
		return "—"
	}
	return f.P.Date(day)
}

func tagsOf(f page.Frame, d scheme.Doubt, late, over bool) (tags []string) {
	add := func(is bool, key string, args ...any) {
		if is {
			tags = append(tags, f.P.T(key, args...))
		}
	}
	add(late, "desk.doubt.late")
	add(over, "desk.doubt.to_answer")
	add(d.Unread, "desk.doubt.unread")
	add(d.Vulnerability, "desk.doubt.vulnerability")
	add(d.Alike > 0, "desk.doubt.alike", d.Alike)
	return tags
}

// doubt shows one doubt.
func (d *Desk) doubt(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showDoubt(w, r, who, typed{}, "")
}

func idOf(r *http.Request) scheme.DoubtID { return scheme.DoubtID(r.PathValue("doubt")) }

func (d *Desk) showDoubt(w http.ResponseWriter, r *http.Request, who scheme.Actor, t typed, contact string) error {
	f, err := d.inbox.Look(r.Context(), who, idOf(r))
	if err != nil {
		return err
	}
	names, err := d.Names(r.Context(), who)
	if err != nil {
		return err
	}
	topic, _ := f.Policy.Topic(f.Doubt.Topic)
	v := reports.View{Frame: d.OfficeFrame(r, who, "")}
	v.Title = cmp.Or(f.Label.Product.Name.In(v.P.Lang), f.Told.Product, v.P.T("desk.doubt.no_label"))
	v.Number, v.Day = f.Doubt.Label.Grouped(), v.P.T("desk.doubt.came", f.Doubt.Received)
	v.Crumbs = []page.Link{{Text: v.P.T("desk.doubts"), Href: portal.OfficeHome(r, "doubts")}}
	v.State, v.Tags, v.Saved = v.P.T("state."+string(f.Doubt.State)), tagsOf(v.Frame, f.Doubt, f.Doubt.Due != "" && f.Doubt.Due < f.Today, f.Over), portal.Done(v.Frame, r)
	v.Errors = page.ErrorsOf(v.P, t.refused)
	if f.Doubt.Forgotten.IsZero() {
		v.Cautions = []string{v.P.T("desk.doubt.caution")}
		v.Talk = v.P.T("report.follow.messages")
	}
	for _, m := range f.Told.Messages {
		head := v.P.T("desk.doubt.by_reporter")
		if m.By != "" {
			head = portal.WhoDid(v.Frame, m.By, names)
		}
		v.Messages = append(v.Messages, reports.Message{Head: head + " " + v.P.Time(m.At), Text: m.Text})
	}
	v.Rows = append([]page.Row{{Key: v.P.T("desk.doubt.topic"), Text: topic.Text.In(v.P.Lang)}}, doubtRows(v.Frame, f, contact)...)
	if f.Doubt.Label != "" {
		v.Links = append(v.Links, page.Link{Text: v.P.T("desk.doubt.to_label"), Href: portal.OfficeHome(r, "labels", string(f.Doubt.Label))})
	}
	if f.Doubt.Case != "" {
		to := page.Link{Text: v.P.T("desk.doubt.to_case"), Href: portal.OfficeHome(r, "cases", string(f.Doubt.Case))}
		if v.Links = append(v.Links, to); r.URL.Query().Get("done") == string(scheme.DeedOpenCase) {
			v.Next = page.Link{Text: v.P.T("desk.doubt.case_next"), Href: to.Href}
		}
	}
	if f.Doubt.Misuse != "" {
		v.Links = append(v.Links, page.Link{Text: v.P.T("desk.doubt.to_entry"), Href: portal.OfficeHome(r, "misuse", string(f.Doubt.Misuse))})
	}
	v.Acts = doubtActs(v.Frame, f, t, portal.OfficeHome(r, "doubts", string(f.Doubt.ID)), contact)
	return d.Site.Render(w, r, web.StatusOf(asError(t.refused)), reports.Page(v))
}

func asError(refused scheme.Refusals) error { return refused.Err() }

func doubtRows(f page.Frame, file doubt.File, contact string) (rows []page.Row) {
	add := func(key, text string) {
		if text != "" {
			rows = append(rows, page.Row{Key: f.P.T(key), Text: text})
		}
	}
	if file.Doubt.Label != "" {
		add("desk.doubt.about", file.Label.Product.Name.In(f.P.Lang))
		add("desk.doubt.status", f.P.T("status."+string(file.Status)))
	}
	add("report.product", file.Told.Product)
	add("report.text", file.Told.Text)
	add("report.where", file.Told.Where)
	if file.Told.When != "" {
		add("report.when", f.P.Date(file.Told.When))
	}
	switch {
	case contact != "":
		add("report.contact", contact)
	case file.Doubt.HasContact:
		add("report.contact", f.P.T("desk.doubt.contact_hidden"))
	case file.Doubt.Forgotten.IsZero():
		add("report.contact", f.P.T("desk.doubt.contact_none"))
	}
	add("desk.doubt.received", f.P.Time(file.Doubt.Received))
	if file.Doubt.Due != "" {
		add("desk.doubt.due", f.P.Date(file.Doubt.Due))
	}
	if file.Forget != "" {
		add("desk.doubt.forget", f.P.Date(file.Forget))
	}
	if !file.Doubt.Forgotten.IsZero() {
		add("desk.doubt.forgotten", f.P.Time(file.Doubt.Forgotten))
	}
	return rows
}

func doubtActs(f page.Frame, file doubt.File, t typed, at, contact string) (acts []reports.Act) {
	may := func(deed scheme.Deed) bool { return slices.Contains(file.Deeds, deed) }
	if file.Doubt.HasContact && contact == "" {
		acts = append(acts, t.act(f, deedContact, at+"/contact", "secondary"))
	}
	if may(scheme.DeedAskReporter) {
		acts = append(acts, t.act(f, scheme.DeedAskReporter, at+"/ask", "primary", t.part(f, scheme.DeedAskReporter, "area", "question", "desk.doubt.question", "")))
	}
	if may(scheme.DeedOpenCase) {
		sure := t.part(f, scheme.DeedOpenCase, "yes", "sure", "desk.doubt.sure", "")
		parts := []reports.Part{t.part(f, scheme.DeedOpenCase, "area", "doubted", "desk.doubt.doubted", ""), sure,
			t.part(f, scheme.DeedOpenCase, "yes", "take", "case.field.take", "yes")}
		acts = append(acts, t.act(f, scheme.DeedOpenCase, at+"/case", "primary", parts...))
	}
	if may(scheme.DeedToRegister) {
		acts = append(acts, t.act(f, scheme.DeedToRegister, at+"/register", "primary", t.draftParts(f, scheme.DeedToRegister, file.Misuse, scheme.Misuse{}, "")...))
	}
	if may(scheme.DeedAnswerDoubt) {
		acts = append(acts, t.act(f, scheme.DeedAnswerDoubt, at+"/answer", "primary", t.part(f, scheme.DeedAnswerDoubt, "area", "reply", "desk.doubt.words", "")))
	}
	if may(scheme.DeedMarkSpam) {
		acts = append(acts, t.act(f, scheme.DeedMarkSpam, at+"/spam", "danger"))
	}
	if may(scheme.DeedUnmarkSpam) && file.Doubt.Forgotten.IsZero() {
		acts = append(acts, t.act(f, scheme.DeedUnmarkSpam, at+"/unspam", "secondary"))
	}
	return acts
}

// deedContact names the form that shows how to reach who reported.
const deedContact scheme.Deed = "read_contact"

// doubtDeed makes the handler of a deed.
func (d *Desk) doubtDeed(deed scheme.Deed) web.DeskHandler {
	return func(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
		if _, err := web.Form(r); err != nil {
			return err
		}
		ctx, id := r.Context(), idOf(r)
		to := portal.OfficeHome(r, "doubts", string(id))
		var err error
		switch deed {
		case scheme.DeedAskReporter:
			err = d.inbox.Ask(ctx, who, id, portal.Text(r, "question"))
		case scheme.DeedAnswerDoubt:
			err = d.inbox.Answer(ctx, who, id, portal.Text(r, "reply"))
		case scheme.DeedOpenCase:
			_, err = d.inbox.OpenCase(ctx, who, id, doubt.CaseRequest{About: portal.Text(r, "doubted"), Sure: portal.Text(r, "sure") == "yes", Take: portal.Text(r, "take") == "yes"})
		case scheme.DeedToRegister:
			var entry scheme.MisuseID
			entry, err = d.inbox.ToRegister(ctx, who, id, draftOf(r))
			if err == nil {
				to = portal.OfficeHome(r, "misuse", string(entry))
			}
		case scheme.DeedMarkSpam:
			err = d.inbox.MarkSpam(ctx, who, id)
		case scheme.DeedUnmarkSpam:
			err = d.inbox.UnmarkSpam(ctx, who, id)
		}
		switch {
		case err == nil:
			return web.Redirect(w, r, to+"?done="+string(deed))
		case portal.CannotShow(err):
			return err
		}
		return d.showDoubt(w, r, who, typedIn(r, deed, err), "")
	}
}

// contact shows how to reach who reported, on the page that answers the form
// and on no other.
func (d *Desk) contact(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	contact, err := d.inbox.Contact(r.Context(), who, idOf(r))
	switch {
	case err == nil:
		return d.showDoubt(w, r, who, typed{}, contact)
	case web.RefusedFor(err, "refusal.step_up"):
		return portal.ToStepUp(w, r, portal.OfficeHome(r, "doubts", string(idOf(r))))
	}
	return err
}
