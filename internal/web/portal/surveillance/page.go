package surveillance

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/surveillance"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/cases"
	"shirushi/internal/web/portal"
)

// list shows the cases that concern the reader.
func (d *Desk) list(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if !portal.AtOffice(r) && !who.Is(scheme.RoleApplicant) && !who.Is(scheme.RoleAgent) {
		return scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	rows, err := d.room.Cases(r.Context(), who, store.CaseFilter{})
	if err != nil {
		return err
	}
	v := cases.List{Frame: d.frame(r, who, ""), Office: portal.AtOffice(r), New: home(r, "new")}
	v.Title = v.P.T("case.list.title")
	for _, one := range rows {
		c := one.Case
		row := cases.Row{Href: home(r, string(c.ID)), Number: c.Label, Second: v.Office && c.SecondBy() != "", Product: one.Product, Holder: one.Holder, State: stateOf(v.Frame, c, one.Annulled), Due: c.Due,
			Overdue: one.Overdue && !c.Spoke(), Officer: one.Officer, Review: one.Warning, Spoke: v.Office && c.Spoke()}
		_, row.Asks = c.TimeAsked()
		row.Turn = !c.Over() && (!v.Office && c.Asked() || v.Office && (!c.HoldersTurn() || one.Overdue || row.Asks))
		if c.Over() {
			row.Due = one.Closed
			v.Over = append(v.Over, row)
		} else {
			v.Open = append(v.Open, row)
		}
	}
	return d.Site.Render(w, r, http.StatusOK, cases.ListPage(v))
}

// show shows one case.
func (d *Desk) show(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f, err := d.room.Case(r.Context(), who, caseOf(r))
	if err == nil {
		err = sided(r, f)
	}
	if err != nil {
		return err
	}
	here := home(r, string(f.Case.ID))
	v := cases.View{Frame: d.frame(r, who, ""), Office: f.Office, Number: f.Label.Number, Back: home(r)}
	v.State = stateOf(v.Frame, f.Case, f.Annulled.On)
	v.Product = f.Label.Product.Name.In(v.P.Lang)
	v.Title = v.P.T("case.title", f.Label.Number)
	v.Crumbs = []page.Link{{Text: v.P.T("case.list.title"), Href: home(r)}}
	if key := "case.done." + r.URL.Query().Get("done"); v.P.Has(key) {
		v.Saved = v.P.T(key)
	}
	v.Next, v.NextKind, v.NextSays = next(v.Frame, f)
	v.Links = afterwards(v.Frame, f)
	v.Deeds, v.More = offers(v.Frame, f, here)
	v.Facts = factsOf(v.Frame, f)
	v.Warnings = panels(v.Frame, f, here)
	v.Findings = findings(v.Frame, f, here)
	evidenceOf(&v, f, r)
	v.Steps = record(v.Frame, f)
	return d.Site.Render(w, r, http.StatusOK, cases.Page(v))
}

// next says whose move it is and by when, and what follows.
func next(f page.Frame, c surveillance.File) (said, kind, says string) {
	side := "office"
	if !c.Office {
		side = "holder"
	}
	state := string(c.Case.State)
	if c.Case.Over() {
		says, kind = over(f, c, side), "info"
		if len(unanswered(c)) > 0 {
			says, kind = f.P.T("case.report.unanswered")+" "+says, "warning"
		}
		return f.P.T("case.over", scheme.Code("case.outcome."+string(c.Case.Outcome)), c.Case.Closed), kind, says
	}
	if timeAsked(c) {
		return awaited(f, c, side)
	}
	if said, says := ended(f, c, side); said != "" {
		return said, "warning", says
	}
	if c.Case.NoticeFails() && (c.Case.State == scheme.CaseHearing || c.Case.State == scheme.CaseHeard) {
		return f.P.T("case.notice_fails"), "warning", f.P.T("case.notice_fails_says." + side)
	}
	if c.Case.Spoke() || c.Case.State == scheme.CaseHearing && c.Office && c.Case.Overdue(c.Today) {
		return inHearing(f, c, side)
	}
	kind = "info"
	if c.Case.HoldersTurn() != c.Office || c.Case.Overdue(c.Today) {
		kind = "warning"
	}
	switch {
	case c.Case.Due == "":
		said = f.P.T("case.turn." + turn(c))
	case c.Case.Overdue(c.Today):
		said = f.P.T("case.turn_overdue."+turn(c), c.Case.Due)
	default:
		said = f.P.T("case.turn_by."+turn(c), c.Case.Due)
	}
	says = f.P.T("case.next." + side + "." + state)
	if c.Office && c.Case.HoldersTurn() && c.Case.Overdue(c.Today) {
		says = f.P.T("case.next.overdue")
	}
	return said, kind, says + involved(f, c)
}

// inHearing says how a hearing stands once the holder has spoken or its day
// is past.
func inHearing(f page.Frame, c surveillance.File, side string) (said, kind, says string) {
	if c.Case.CanBeHeard(c.Today) != nil {
		return f.P.T("case.spoke."+side, c.Case.Due), "info", f.P.T("case.spoke_says." + side)
	}
	kind = "info"
	if c.Office && !c.Involved {
		kind = "warning"
	}
	said = f.P.T("case.hear_now." + side)
	if !c.Case.Spoke() {
		said = f.P.T("case.hear_silent", c.Case.Due)
	}
	return said, kind, f.P.T("case.hear_now_says."+side) + involved(f, c)
}

// involved says of an officer who investigated what it may not do next.
func involved(f page.Frame, c surveillance.File) string {
	if c.Office && c.Involved && (c.Case.State == scheme.CaseHearing || c.Case.State == scheme.CaseHeard) {
		return " " + f.P.T("case.involved")
	}
	return ""
}

// turn says who is to move, as the reader reads it.
func turn(c surveillance.File) string {
	switch {
	case !c.Case.HoldersTurn():
		return "office"
	case c.Office:
		return "holder"
	}
	return "you"
}

// offers are the deeds that may be done now: the next ones, and those that
// can be done at any time.
func offers(f page.Frame, c surveillance.File, here string) (now, more []cases.Link) {
	words := officersSteps
	if !c.Office {
		words = holdersSteps
	}
	for _, word := range words {
		s := steps[word]
		if !s.offered(c) || word == "assign" && c.Case.Officer != "" {
			continue
		}
		link := cases.Link{Text: f.P.T("case.do." + word + ".title"), Href: here + "/" + word, Kind: "secondary"}
		if word == "extend" && !timeAsked(c) || word == "unfind" || word == "warn" || word == "notify" && c.Case.State == scheme.CaseOpened || word == "hear" && c.Case.CanBeHeard(c.Today) != nil {
			more = append(more, link)
			continue
		}
		if len(now) == 0 {
			link.Kind = "primary"
		}
		now = append(now, link)
	}
	for _, one := range unanswered(c) {
		now = append([]cases.Link{{Text: f.P.T("case.report.answer"), Href: f.To("/desk/office/doubts/" + string(one.ID)), Kind: "primary"}}, now...)
	}
	if (!c.Office || c.Paper) && c.Case.State == scheme.CaseRevoked && c.Label.Revoked != "" && c.Today <= c.Scheme.ObjectDue(c.Label.Revoked) {
		words := map[bool]string{false: "objection.link", true: "objection.enter"}[c.Office]
		now = append(now, cases.Link{Text: f.P.T(words), Href: f.To("/desk/objections/new") + "?against=revocation&of=" + string(c.Label.Number), Kind: "primary"})
	}
	if c.Office && c.Case.Officer != "" && c.Case.Officer != c.Reader && steps["assign"].offered(c) {
		more = append(more, cases.Link{Text: f.P.T("case.do.assign.title"), Href: here + "/assign", Kind: "secondary"})
	}
	return now, more
}

// unanswered are the reports of a case that is over whose senders still wait
// for a word of the office.
func unanswered(c surveillance.File) (some []surveillance.Report) {
	for _, one := range c.Reports {
		if c.Case.Over() && one.State != scheme.DoubtClosed && one.State != scheme.DoubtSpam {
			some = append(some, one)
		}
	}
	return some
}

// factsOf are the facts of the case; the first three say which label it is.
func factsOf(f page.Frame, c surveillance.File) []page.Row {
	p := f.P
	rows := []page.Row{
		{Key: p.T("officer.label.number"), Text: string(c.Label.Number)},
		{Key: p.T("officer.label.product"), Text: c.Label.Product.Name.In(p.Lang)},
		{Key: p.T("officer.label.holder"), Text: c.Holder.Name.In(p.Lang)},
		{Key: p.T("case.fact.status"), Text: p.T("status." + string(c.Status))},
		{Key: p.T("case.fact.opened"), Text: dayFor(f, c, c.Case.Opened)},
	}
	if c.Office {
		rows = append(rows, page.Row{Key: p.T("case.col.officer"), Text: c.Names[c.Case.Officer], Empty: p.T("case.nobody")})
	}
	for _, one := range c.Reports {
		text := p.T("state." + string(one.State))
		if one.New {
			text += "\n" + p.T("case.report.new")
		}
		rows = append(rows, page.Row{Key: p.T("case.report"), Text: text, Change: f.To("/desk/office/doubts/" + string(one.ID)), ChangeText: p.T("case.report.read")})
	}
	if notice, heard := c.Case.Last(scheme.DeedCaseNotify); heard {
		rows = append(rows, page.Row{Key: p.T("case.field.ground"), Text: groundOf(f, c, notice.Ground)})
	}
	return rows
}

// dayFor says when something began to the minute to the office, and to the
// holder only on which day: the minute could tell of a report.
func dayFor(f page.Frame, c surveillance.File, at time.Time) string {
	if c.Office {
		return f.P.Time(at)
	}
	return f.P.Date(c.Scheme.Day(at))
}

func groundOf(f page.Frame, c surveillance.File, id scheme.GroundID) string {
	g, ok := c.Scheme.Ground(id)
	if !ok {
		return string(id)
	}
	return g.Text.In(f.P.Lang)
}

func itemOf(f page.Frame, c surveillance.File, id scheme.CriterionID) string {
	if id == "" {
		return f.P.T("case.field.no_item")
	}
	for _, one := range c.Items {
		if one.ID == id {
			return string(id) + " " + one.Title.In(f.P.Lang)
		}
	}
	return string(id)
}

// panels are what was proposed for the public and what it reads.
func panels(f page.Frame, c surveillance.File, here string) (all []cases.Panel) {
	link := func(word, kind string) cases.Link {
		return cases.Link{Text: f.P.T("case.do." + word + ".title"), Href: here + "/" + word, Kind: kind}
	}
	for _, one := range slices.Backward(c.Case.Warnings) {
		panel := cases.Panel{Title: f.P.T("case.warning.ended"), Rows: public(f, one.Text)}
		switch {
		case one.Waits():
			panel.Title = f.P.T("case.warning.waits")
			panel.Rows = append(panel.Rows, page.Row{Key: f.P.T("case.proposed_by"), Text: c.Names[one.ProposedBy]})
			panel.Deeds = []cases.Link{link("warn-confirm", "primary"), link("warn-drop", "secondary")}
		case one.Stands():
			panel.Title = f.P.T("case.warning.stands")
			panel.Rows = append(panel.Rows, page.Row{Key: f.P.T("case.warning.since"), Text: f.P.Time(one.Confirmed)})
			panel.Rows = append(panel.Rows, publicPage(f, c)...)
			if c.Office {
				panel.Rows = append(panel.Rows, page.Row{Key: f.P.T("case.warning.review"), Text: f.P.Date(one.Review)})
				panel.Deeds = []cases.Link{link("warn-end", "primary"), link("warn-renew", "secondary")}
			}
		case one.Confirmed.IsZero():
			continue // dropped before anybody read it
		default:
			panel.Rows = append(panel.Rows, page.Row{Key: f.P.T("case.warning.until"), Text: f.P.Time(one.Ended)})
		}
		all = append(all, panel)
	}
	if a, there := announcement(c); there {
		all = append(all, announced(f, c, a, link))
	}
	return all
}

func public(f page.Frame, t scheme.Text) []page.Row {
	return []page.Row{{Key: f.P.T("case.do.warn.text_ja"), Text: t.Ja}, {Key: f.P.T("case.do.warn.text_en"), Text: t.En}}
}

// evidenceOf fills in what was handed over and who opened it.
func evidenceOf(v *cases.View, f surveillance.File, r *http.Request) {
	if f.Application == "" {
		return
	}
	v.Files, v.FilesText = v.To("/desk/applications/"+string(f.Application)+"/files"), v.P.T("case.evidence.hand_over")
	if f.Office {
		v.Files, v.FilesText = portal.OfficeHome(r, "applications", string(f.Application), "evidence"), v.P.T("case.evidence.open")
	}
	for _, one := range f.Evidence {
		v.Evidence = append(v.Evidence, cases.Evidence{Item: itemOf(v.Frame, f, one.Criterion), Title: one.Title, SHA256: one.SHA256,
			Match: v.P.T("evidence.match." + string(one.Match)), Wrong: one.Match == scheme.MatchOther})
		v.Mismatch = v.Mismatch || one.Match == scheme.MatchOther
	}
	for _, one := range f.Missing {
		v.Missing = append(v.Missing, itemOf(v.Frame, f, one.Criterion)+" "+one.Title)
	}
	for _, one := range f.Openings {
		v.Openings = append(v.Openings, v.P.T("case.evidence.opening", one.At, one.Name, one.File))
	}
}

// record is all that happened in the case, the newest first: its steps, and
// what was drafted for the public, published, ended or given up.
func record(f page.Frame, c surveillance.File) (all []cases.Step) {
	type noted struct {
		at   time.Time
		step cases.Step
	}
	var some []noted
	for i, s := range c.Case.Steps {
		one := stepOf(f, c, s)
		one.Rows = append(one.Rows, foundIn(f, c, i)...)
		some = append(some, noted{s.At, one})
	}
	add := func(at time.Time, by scheme.PersonID, key string, said scheme.Text) {
		if at.IsZero() {
			return
		}
		who := cmp.Or(c.Names[by], f.P.T("case.by_office"))
		some = append(some, noted{at, cases.Step{When: f.P.Time(at), What: f.P.T(key), Who: who, Text: said.Ja + "\n\n" + said.En}})
	}
	for _, a := range c.Case.Announced {
		add(a.Proposed, a.ProposedBy, "case.step.announce", a.Text)
		add(a.Confirmed, a.ConfirmedBy, "case.step.announced", a.Text)
		add(a.Dropped, "", "case.step.announce_dropped", a.Text)
	}
	for _, w := range c.Case.Warnings {
		if c.Office {
			add(w.Proposed, w.ProposedBy, "case.step.warn", w.Text)
		}
		add(w.Confirmed, w.ConfirmedBy, "case.step.warned", w.Text)
		add(w.Ended, w.EndedBy, map[bool]string{true: "case.step.warn_dropped", false: "case.step.warn_ended"}[w.Confirmed.IsZero()], w.Text)
	}
	slices.SortStableFunc(some, func(a, b noted) int { return a.at.Compare(b.at) })
	if c.Annulled.On != "" {
		all = append(all, cases.Step{When: f.P.Date(c.Annulled.On), What: f.P.T("case.step.annulled"), Who: f.P.T("case.annulled_by." + annulledBy(c))})
	}
	for _, one := range slices.Backward(some) {
		all = append(all, one.step)
	}
	return all
}

// stepOf says one thing that happened.
func stepOf(f page.Frame, c surveillance.File, s scheme.CaseStep) cases.Step {
	said := cases.Step{When: f.P.Time(s.At), What: f.P.T("case.step." + string(s.Deed)), Text: s.Text, Who: c.Names[s.By]}
	if s.Deed == scheme.DeedCaseOpen || s.Deed == scheme.DeedCaseJoin {
		said.When = dayFor(f, c, s.At)
	}
	if said.Who == "" {
		said.Who = f.P.T("case.by_office")
	}
	if s.Late {
		said.Tags = append(said.Tags, f.P.T("case.late"))
	}
	if s.Undisclosed {
		said.Tags = append(said.Tags, f.P.T("case.undisclosed"))
	}
	if s.All {
		said.Tags = append(said.Tags, f.P.T("case.all"))
	}
	if s.Oral {
		said.Tags = append(said.Tags, f.P.T("case.oral"))
	}
	if s.Cause != "" {
		said.Tags = append(said.Tags, f.P.T("case.cause."+string(s.Cause)))
	}
	if s.Wish != "" {
		said.Rows = append(said.Rows, page.Row{Key: f.P.T("case.field.wish"), Text: f.P.Date(s.Wish)}, page.Row{Key: f.P.T("case.field.answer_by"), Text: f.P.Date(s.Due)})
	} else if s.Due != "" {
		said.Rows = append(said.Rows, page.Row{Key: f.P.T("case.col.due"), Text: f.P.Date(s.Due)})
	}
	if s.Ground != "" {
		said.Rows = append(said.Rows, page.Row{Key: f.P.T("case.field.ground"), Text: groundOf(f, c, s.Ground)})
	}
	if s.Outcome != "" {
		said.Rows = append(said.Rows, page.Row{Key: f.P.T("case.field.outcome"), Text: f.P.T("case.outcome." + string(s.Outcome))})
	}
	return said
}
