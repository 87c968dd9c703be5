package officer

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/officelist"
	"shirushi/internal/web/portal"
)

// list shows the applications at the office, as the address asks for them.
func (d *Desk) list(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showList(w, r, who, r.URL.Query(), nil)
}

// queryOf reads what the address of the list asks for. What is not known
// there counts for nothing.
func queryOf(asked url.Values) office.DocketQuery {
	q := office.DocketQuery{
		Tab: office.DocketTab(asked.Get("tab")), State: scheme.ApplicationState(asked.Get("state")), Level: scheme.LevelID(asked.Get("level")), Kind: scheme.ApplicationKind(asked.Get("kind")),
		Officer: asked.Get("officer"), Text: portal.Tidy(asked.Get("q")), Order: office.DocketOrder(asked.Get("order")),
	}
	q.Page, _ = strconv.Atoi(asked.Get("page")) // no number: the first page
	if !slices.Contains(office.DocketTabs, q.Tab) {
		q.Tab = ""
	}
	if !slices.Contains(office.DocketOrders, q.Order) {
		q.Order = office.ByDue
	}
	return q
}

// addressOf writes a query as the list reads it.
func addressOf(q office.DocketQuery) string {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	set("tab", string(q.Tab))
	set("q", q.Text)
	set("state", string(q.State))
	set("level", string(q.Level))
	set("kind", string(q.Kind))
	set("officer", q.Officer)
	if q.Order != office.ByDue {
		set("order", string(q.Order))
	}
	if q.Page > 1 {
		set("page", strconv.Itoa(q.Page))
	}
	return v.Encode()
}

// docket reads the list; without a tab it is the reader's own work, or what
// there is to decide or to take when there is none.
func (d *Desk) docket(r *http.Request, who scheme.Actor, q *office.DocketQuery) (office.Docket, error) {
	if q.Tab != "" {
		return d.office.Docket(r.Context(), who, *q)
	}
	for _, q.Tab = range []office.DocketTab{office.DocketMine, office.DocketDecide} {
		docket, err := d.office.Docket(r.Context(), who, *q)
		if err != nil || len(docket.Cases) > 0 {
			return docket, err
		}
	}
	q.Tab = office.DocketNext
	return d.office.Docket(r.Context(), who, *q)
}

func (d *Desk) showList(w http.ResponseWriter, r *http.Request, who scheme.Actor, asked url.Values, refused error) error {
	q := queryOf(asked)
	docket, err := d.docket(r, who, &q)
	if err != nil {
		return err
	}
	s, err := d.Site.Scheme(r.Context())
	if err != nil {
		return err
	}
	q.Page = docket.Page
	here := portal.OfficeHome(r)
	v := officelist.View{
		Frame: d.OfficeFrame(r, who, ""), Here: here, Tab: string(q.Tab), Query: addressOf(q), Total: docket.Counts[q.Tab],
		First: (docket.Page-1)*office.CasesShown + 1, Page: docket.Page, Pages: docket.Pages,
	}
	v.Title = v.P.T("docket.title")
	v.Styles = append(v.Styles, "docket.css")
	v.Saved = portal.Done(v.Frame, r)
	v.Errors = page.ErrorsOf(v.P, refused)
	for _, tab := range office.DocketTabs {
		to := q
		to.Tab, to.Page, to.State = tab, 1, "" // the states of one tab are not those of another
		v.Tabs = append(v.Tabs, officelist.Tab{Link: page.Link{Text: v.P.T("docket.tab." + string(tab)), Href: here + "?" + addressOf(to), Current: tab == q.Tab}, Count: docket.Counts[tab]})
	}
	turn := func(n int) string {
		if n < 1 || n > docket.Pages {
			return ""
		}
		to := q
		to.Page = n
		return here + "?" + addressOf(to)
	}
	v.Before, v.After = turn(docket.Page-1), turn(docket.Page+1)
	v.Filter = filterOf(v.Frame, q, s, docket.Roster, here)
	var rows []officelist.Row
	for _, c := range docket.Cases {
		rows = append(rows, listRow(v.Frame, r, c, s, who))
	}
	v.Groups = []officelist.Group{{Rows: rows}}
	if q.Tab == office.DocketMine {
		v.Groups = turns(v.Frame, docket, rows)
	}
	if v.Recoveries, err = d.Recoveries(r.Context(), who); err != nil {
		return err
	}
	v.RecoveriesHref = portal.OfficeHome(r, "recoveries")
	if v.Waiting, err = d.WaitingFor(r.Context(), v.Frame, who); err != nil {
		return err
	}
	return d.Site.Render(w, r, web.StatusOf(refused), officelist.Page(v))
}

// filterOf fills the form that restricts the list.
func filterOf(f page.Frame, q office.DocketQuery, s *scheme.Scheme, roster scheme.Roster, here string) officelist.Filter {
	out := officelist.Filter{
		Text: q.Text, State: string(q.State), Level: string(q.Level), Kind: string(q.Kind), Officer: q.Officer, Order: string(q.Order),
		Clear: here + "?" + addressOf(office.DocketQuery{Tab: q.Tab, Order: office.ByDue}),
	}
	out.Set = q.Text != "" || q.State != "" || q.Level != "" || q.Kind != "" || q.Officer != "" || q.Order != office.ByDue
	all := page.Option{Label: f.P.T("docket.filter.all")}
	out.States, out.Levels, out.Kinds = []page.Option{all}, []page.Option{all}, []page.Option{all}
	for _, kind := range scheme.ApplicationKinds {
		out.Kinds = append(out.Kinds, page.Option{Value: string(kind), Label: portal.ApplicationKind(f, kind)})
	}
	for _, state := range scheme.ApplicationStates {
		one := scheme.Application{State: state}
		if (one.Open() || state == scheme.Draft) == (q.Tab != office.DocketClosed) {
			out.States = append(out.States, page.Option{Value: string(state), Label: f.P.T("state." + string(state))})
		}
	}
	for _, level := range s.Levels {
		out.Levels = append(out.Levels, page.Option{Value: string(level.ID), Label: level.Name.In(f.P.Lang)})
	}
	out.Officers = []page.Option{all, {Value: office.NobodyYet, Label: f.P.T("docket.nobody")}}
	for _, p := range roster.Officers {
		out.Officers = append(out.Officers, page.Option{Value: string(p.ID), Label: p.Name})
	}
	for _, order := range office.DocketOrders {
		out.Orders = append(out.Orders, page.Option{Value: string(order), Label: f.P.T("docket.order." + string(order))})
	}
	return out
}

// turns parts the reader's own work into what waits for the reader and what
// waits for others; the office puts the former first.
func turns(f page.Frame, docket office.Docket, rows []officelist.Row) []officelist.Group {
	n := 0
	for n < len(docket.Cases) && docket.Cases[n].Turn == scheme.TurnYours {
		n++
	}
	var groups []officelist.Group
	group := func(turn string, count int, rows []officelist.Row) {
		if count == 0 || len(rows) > 0 { // else it stands on another page
			groups = append(groups, officelist.Group{Title: f.P.T("docket.turn."+turn, count), Lead: f.P.T("docket.turn." + turn + ".lead"),
				None: f.P.T("docket.turn." + turn + ".none"), Rows: rows})
		}
	}
	group("yours", docket.Yours, rows[:n])
	group("others", docket.Counts[office.DocketMine]-docket.Yours, rows[n:])
	return groups
}

func listRow(f page.Frame, r *http.Request, c office.Case, s *scheme.Scheme, who scheme.Actor) officelist.Row {
	a := c.Application
	level, _ := s.Level(a.Level)
	row := officelist.Row{
		Href: portal.OfficeHome(r, "applications", string(a.ID)), Numbers: a.Given(), Product: a.Product.Name, Applicant: c.Applicant,
		Level: level.Name.In(f.P.Lang), State: a.State, Late: c.Late, Officer: c.Officer, Seen: a.Officer,
		Mine: a.Officer == who.Person.ID, Away: c.Away, Stead: c.Stead, Recused: c.Recused, Moves: movesOf(f, c), Objected: a.Open() && a.Objected() && !c.Recused, Decide: c.Decide, Else: c.Else,
	}
	if !a.Closed.IsZero() {
		row.Closed = s.Day(a.Closed)
	}
	if a.AboutLabel() {
		row.Kind, row.Of = portal.ApplicationKind(f, a.Kind), a.Of
	}
	if a.Open() && !c.Recused && !row.Mine && (a.Officer == "" || c.Away) {
		row.Take = portal.OfficeHome(r, "applications", string(a.ID), "assign")
	}
	return row
}

// movesOf says who has to do what by when; of the authorities by name.
func movesOf(f page.Frame, c office.Case) []officelist.Move {
	var moves []officelist.Move
	var asked []string
	for _, name := range c.Asked {
		asked = append(asked, name.In(f.P.Lang))
	}
	for _, wait := range c.Timeline.Waits {
		party := f.P.T("docket.party." + string(wait.For))
		switch {
		case wait.For == scheme.PartyAuthority && len(asked) > 0:
			party = f.P.List(asked)
		case wait.For == scheme.PartyOffice && c.Turn == scheme.TurnColleague:
			party = f.P.T("docket.party.colleague")
		}
		text := party
		if key := "docket.stage." + stageOf(wait); f.P.Has(key) {
			text = f.P.T("docket.move", party, scheme.Code(key))
		}
		moves = append(moves, officelist.Move{Text: text, Due: wait.Due})
	}
	return moves
}

// stageOf names a step for whoever has to take it.
func stageOf(wait scheme.Wait) string {
	if wait.For == scheme.PartyOffice && (wait.Stage == scheme.StageInquiry || wait.Stage == scheme.StageDraft) {
		return string(wait.Stage) + "_office"
	}
	return string(wait.Stage)
}
