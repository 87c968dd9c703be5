package holding

import (
	"net/http"
	"slices"

	"shirushi/internal/holding"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/holder"
	"shirushi/internal/web/portal"
)

func numberOf(r *http.Request) scheme.LabelNumber { return scheme.LabelNumber(r.PathValue("number")) }

func hubOf(f page.Frame, n scheme.LabelNumber) string { return f.To("/desk/labels/" + string(n)) }

// labels lists the labels of the reader's side and what is offered to it.
func (d *Desk) labels(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	list, err := d.holding.Labels(r.Context(), who)
	if err != nil {
		return err
	}
	f := d.Frame(r, who, d.Site.Printer(r).T("holder.nav"))
	show := holder.List{Frame: f, Lead: f.P.T("holder.labels.lead")}
	if len(list.Offers) > 0 {
		offers := holder.Part{ID: "offers", Title: f.P.T("holder.offers")}
		for _, s := range list.Offers {
			offers.Items = append(offers.Items, offerItem(f, s, list.Scheme, list.Today))
		}
		show.Parts = append(show.Parts, offers)
	}
	own := holder.Part{ID: "labels", Title: f.P.T("applicant.list.labels"), Empty: f.P.T("applicant.list.no_labels")}
	if list.More {
		own.Text = []string{f.P.T("holder.labels.more", holding.ListedAtMost)}
	}
	for _, one := range list.Labels {
		item := holder.Item{Title: one.Label.Product.Name.In(f.P.Lang), Href: hubOf(f, one.Label.Number), Status: one.Status}
		item.Facts = rows(f, "applicant.number.registration", string(one.Label.Number), "applicant.label.valid_until", f.P.Date(one.Label.ValidUntil))
		if who.Is(scheme.RoleAgent) {
			item.Facts = append(item.Facts, rows(f, "officer.label.holder", one.Holder.In(f.P.Lang))...)
		}
		if one.Held > 0 {
			item.Facts = append(item.Facts, rows(f, "holder.held", f.P.T("holder.held.count", one.Held))...)
		}
		own.Items = append(own.Items, item)
	}
	show.Parts = append(show.Parts, own)
	return d.Site.Render(w, r, http.StatusOK, holder.ShowList(show))
}

func offerItem(f page.Frame, s holding.Handover, sch *scheme.Scheme, today scheme.Date) holder.Item {
	item := holder.Item{Title: s.Product.In(f.P.Lang), Href: f.To("/desk/successions/" + string(s.ID)), Tag: f.P.T("holder.succession." + string(s.State)),
		Facts: rows(f, "applicant.number.registration", string(s.Label), "holder.from", s.FromName.In(f.P.Lang), "holder.to", s.ToName.In(f.P.Lang))}
	if last := s.LapsesOn(sch); last != "" {
		item.Facts = append(item.Facts, rows(f, "holder.answer_by", f.P.Date(last))...)
		if last < today {
			item.Late = f.P.T("apply.wait.late")
		}
	}
	return item
}

// rows pairs words and texts; pairs without a text are left out.
func rows(f page.Frame, pairs ...string) (out []page.Row) {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out = append(out, page.Row{Key: f.P.T(pairs[i]), Text: pairs[i+1]})
		}
	}
	return out
}

// label is the hub of one label.
func (d *Desk) label(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showLabel(w, r, who, nil)
}

func (d *Desk) showLabel(w http.ResponseWriter, r *http.Request, who scheme.Actor, refused error) error {
	file, err := d.holding.Label(r.Context(), who, numberOf(r))
	if err != nil {
		return err
	}
	l := file.Label
	f := d.Frame(r, who, l.Product.Name.In(d.Site.Printer(r).Lang))
	f.Crumbs = []page.Link{{Text: f.P.T("holder.nav"), Href: f.To("/desk/labels")}}
	hub := holder.Hub{Frame: f, Eyebrow: string(l.Number), Status: file.Status, Errors: page.ErrorsOf(f.P, portal.OnForm(refused, ""))}
	if key := "holder.done." + r.URL.Query().Get("done"); f.P.Has(key) {
		hub.Saved = f.P.T(key)
	}
	hub.Rows = facts(f, file)
	hub.Next = next(f, file)
	hub.Deeds = deeds(f, file)
	hub.Parts = append(hub.Parts, newsPart(f, file), movesPart(f, file))
	more, err := d.PartsOf(r.Context(), f, who, l)
	if err != nil {
		return err
	}
	hub.Parts = append(hub.Parts, more...)
	hub.Parts = append(hub.Parts, historyPart(f, who, file))
	return d.Site.Render(w, r, web.StatusOf(refused), holder.ShowHub(hub))
}

func facts(f page.Frame, file holding.File) []page.Row {
	l := file.Label
	support := f.P.Date(l.Product.SupportUntil)
	if support == "" {
		support = f.P.T("holder.support_open")
	}
	out := rows(f, "officer.label.holder", l.HolderName.In(f.P.Lang), "officer.label.valid", f.P.T("officer.label.range", l.ValidFrom, l.ValidUntil), "field.support_until", support,
		"field.firmware", l.Product.Firmware, "field.enquiry", l.Product.Enquiry, "field.vulnerability_desk", l.Product.VulnerabilityDesk, "holder.successor", string(l.Successor))
	for _, past := range l.PastHolders {
		out = append(out, rows(f, "holder.past", f.P.T("holder.past.until", past.Name, past.Until))...)
	}
	if !l.ListedOn(file.Today) {
		return append(out, rows(f, "holder.listed", f.P.Date(l.Listed))...)
	}
	return out
}

// next says what comes about the label, and when.
func next(f page.Frame, file holding.File) (out []string) {
	l := file.Label
	switch file.Status {
	case scheme.Active:
		out = append(out, f.P.T("holder.next.ends", l.ValidUntil))
		if first, _ := l.ExtensionWindow(file.Scheme.Extension); first > file.Today {
			out = append(out, f.P.T("holder.next.window", first))
		}
	case scheme.InExtension:
		out = append(out, f.P.T("holder.next.extension"))
	default:
		out = append(out, f.P.T("holder.next.over"))
	}
	for _, b := range file.Held() {
		out = append(out, f.P.T("holder.next.news", b.Embargo))
	}
	for _, s := range file.Successions {
		switch {
		case s.State == scheme.Offered && s.LapsesOn(file.Scheme) != "":
			out = append(out, f.P.T("holder.next.offer", s.ToName, s.LapsesOn(file.Scheme)))
		case s.State == scheme.Taken && s.DecideDue() != "":
			out = append(out, f.P.T("holder.next.decision", s.DecideDue()))
		}
	}
	for _, one := range file.Reissues {
		if one.Open() && one.DecideDue() != "" {
			out = append(out, f.P.T("holder.next.reissue", one.DecideDue()))
		}
	}
	return out
}

// deeds are the ways to what may be done about the label now.
func deeds(f page.Frame, file holding.File) (out []page.Link) {
	hub := hubOf(f, file.Label.Number)
	add := func(deed scheme.Deed, own bool, key, part string) {
		if file.May(deed) && (file.Own || !own) {
			out = append(out, page.Link{Text: f.P.T(key), Href: hub + part})
		}
	}
	moving := slices.ContainsFunc(file.Successions, func(s holding.Handover) bool { return s.Open() })
	asked := func(kind scheme.ApplicationKind) bool { return slices.Contains(file.Asked, kind) }
	for _, a := range file.Applications {
		out = append(out, page.Link{Text: f.P.T("renewal.begun."+string(a.Kind), scheme.Code("state."+string(a.State))), Href: f.To("/desk/applications/" + string(a.ID))})
	}
	if !asked(scheme.Extension) && file.Label.CanBeExtended(file.Today, file.Scheme.Extension) == nil {
		add(scheme.DeedExtend, false, "renewal.start.extension", "/extend")
	}
	add(scheme.DeedTellNews, false, "holder.do.news", "/news")
	add(scheme.DeedUpdatePage, false, "holder.do.contacts", "/contacts")
	if file.May(scheme.DeedWithdraw) { // a change that affects the assessment ends the label
		add(scheme.DeedUpdatePage, false, "holder.do.change", "/change")
	}
	if !asked(scheme.Maintenance) {
		add(scheme.DeedMaintain, false, "renewal.start.maintenance", "/maintain")
	}
	add(scheme.DeedNameSuccessor, false, "holder.do.successor", "/successor")
	if !moving {
		add(scheme.DeedOffer, true, "holder.do.offer", "/offer")
	}
	if !slices.ContainsFunc(file.Reissues, scheme.Reissue.Open) {
		add(scheme.DeedAskReissue, false, "holder.do.reissue", "/reissue")
	}
	add(scheme.DeedWithdraw, false, "applicant.withdraw.link", "/withdraw")
	if file.Label.ListedOn(file.Today) {
		out = append(out, page.Link{Text: f.P.T("holder.public"), Href: f.To("/labels/" + string(file.Label.Number))})
	}
	return out
}

func newsPart(f page.Frame, file holding.File) holder.Part {
	part := holder.Part{ID: "news", Title: f.P.T("public.h.news"), Empty: f.P.T("holder.news.none")}
	hub := hubOf(f, file.Label.Number)
	for _, b := range file.Held() {
		one := newsItem(f, b.News)
		one.Tag = f.P.T("holder.held")
		one.Facts = append(rows(f, "holder.embargo", f.P.Time(b.Embargo)), one.Facts...)
		if b.Serious {
			one.Facts = append(one.Facts, rows(f, "holder.serious", f.P.T(looked(b)))...)
		}
		if file.May(scheme.DeedTellNews) {
			at := hub + "/news/" + string(b.ID)
			one.Deeds = []holder.Deed{{Kind: "secondary", Text: f.P.T("holder.news.release"), Action: at + "/release", Of: one.Title}, {Kind: "quiet", Text: f.P.T("holder.news.drop"), Action: at + "/drop", Of: one.Title}}
		}
		part.Items = append(part.Items, one)
	}
	for _, n := range slices.Backward(file.Label.News) {
		part.Items = append(part.Items, newsItem(f, n))
	}
	return part
}

func looked(b scheme.Bulletin) string {
	if b.LookedAt.IsZero() {
		return "holder.serious.waits"
	}
	return "holder.serious.looked"
}

func newsItem(f page.Frame, n scheme.News) holder.Item {
	one := holder.Item{Title: f.P.T("public.news.kind_on", f.P.T("public.news."+string(n.Kind)), n.On), Facts: rows(f, "field.firmware", n.Firmware, "holder.link", n.Link, "holder.references", f.P.List(n.References))}
	if text := n.Text.In(f.P.Lang); text != "" {
		one.Text = []string{text}
	}
	return one
}

// movesPart is what is under way about the label: offers, requests for papers,
// applications.
func movesPart(f page.Frame, file holding.File) holder.Part {
	part := holder.Part{ID: "moves", Title: f.P.T("holder.moves"), Empty: f.P.T("holder.moves.none")}
	for _, a := range file.Applications {
		part.Items = append(part.Items, holder.Item{Title: portal.ApplicationKind(f, a.Kind), Href: f.To("/desk/applications/" + string(a.ID)), Tag: f.P.T("state." + string(a.State)),
			Facts: rows(f, "applicant.number.application", a.Numbers.Application)})
	}
	for _, s := range file.Successions {
		item := offerItem(f, s, file.Scheme, file.Today)
		item.Title = f.P.T("holder.succession")
		part.Items = append(part.Items, item)
	}
	for _, one := range file.Reissues {
		item := holder.Item{Title: f.P.T("holder.reissue"), Tag: f.P.T("holder.reissue." + string(one.State)), Facts: rows(f, "holder.asked", f.P.Time(one.Asked), "field.reason", one.Reason, "holder.outcome", one.Outcome)}
		if one.Open() {
			item.Deeds = []holder.Deed{{Kind: "quiet", Text: f.P.T("holder.take_back"), Action: f.To("/desk/reissues/" + string(one.ID) + "/take-back"), Of: item.Title}}
		}
		if one.State == scheme.ReissueRefused {
			item.Ways = []page.Link{objectTo(f, scheme.AgainstReissue, string(one.ID))}
		}
		part.Items = append(part.Items, item)
	}
	return part
}

// objectTo leads to the form of an objection to a decision. It says itself when
// its time is over, and shows the objection that was lodged already.
func objectTo(f page.Frame, against scheme.ObjectionAgainst, of string) page.Link {
	return page.Link{Text: f.P.T("objection.link"), Href: f.To("/desk/objections/new") + "?against=" + string(against) + "&of=" + of}
}

// historyPart tells what was done and on which side.
func historyPart(f page.Frame, who scheme.Actor, file holding.File) holder.Part {
	part := holder.Part{ID: "history", Title: f.P.T("officer.history.title")}
	for _, line := range file.History {
		part.Rows = append(part.Rows, page.Row{Key: f.P.Time(line.At), Text: f.P.T("holder.history.line", portal.DeedDone(f, line.Deed), by(f, who, line, file))})
	}
	return part
}

func by(f page.Frame, who scheme.Actor, line store.AuditLine, file holding.File) string {
	switch line.Organisation {
	case "":
		return f.P.T("officer.person.system")
	case who.Organisation.ID:
		return who.Organisation.Name.In(f.P.Lang)
	case file.Label.Holder:
		return file.Holder.Name.In(f.P.Lang)
	}
	return f.P.T("holder.history.other")
}
