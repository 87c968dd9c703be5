package office

import (
	"cmp"
	"context"
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A DocketTab is one way of looking at the office's applications.
type DocketTab string

const (
	DocketMine    DocketTab = "mine"    // on which the reader works, or for whom the reader stands in
	DocketDecide  DocketTab = "decide"  // whose decision is open to the reader, whoever works on them
	DocketNext    DocketTab = "next"    // on which nobody works yet
	DocketLate    DocketTab = "late"    // whose day has passed
	DocketWaiting DocketTab = "waiting" // in which others have to move first
	DocketAway    DocketTab = "away"    // whose officer is away today, or gone
	DocketOpen    DocketTab = "open"    // all that are not decided
	DocketClosed  DocketTab = "closed"
)

// DocketTabs are all tabs, in the order of the page.
var DocketTabs = []DocketTab{DocketMine, DocketDecide, DocketNext, DocketLate, DocketWaiting, DocketAway, DocketOpen, DocketClosed}

// A DocketOrder says which cases come first.
type DocketOrder string

const (
	ByDue       DocketOrder = "due" // those without a day last
	ByReceived  DocketOrder = "received"
	ByApplicant DocketOrder = "applicant"
	ByOfficer   DocketOrder = "officer"
)

// DocketOrders are all orders.
var DocketOrders = []DocketOrder{ByDue, ByReceived, ByApplicant, ByOfficer}

// NobodyYet asks for applications on which nobody works.
const NobodyYet = "nobody"

// A DocketQuery says which applications an officer wants to see. What is
// zero, or stands for nothing, does not restrict.
type DocketQuery struct {
	Tab     DocketTab
	State   scheme.ApplicationState
	Level   scheme.LevelID
	Kind    scheme.ApplicationKind
	Officer string // id, or NobodyYet
	Text    string
	Order   DocketOrder
	Page    int // from 1
}

// A Case is an application as the office's list shows it.
type Case struct {
	Application scheme.Application
	Applicant   scheme.Text
	Timeline    scheme.Timeline
	Late        int    // days since it was due; 0 when it is not late
	Officer     string // name of who works on it; "" for nobody
	Away        bool   // who works on it is away today, or no officer any more
	Stead       bool   // the reader stands in for who works on it
	Recused     bool   // the reader keeps off it
	Turn        scheme.Turn
	Decide      bool          // the decision comes next and is open to the reader
	Else        bool          // the decision comes next, and the reader had a hand in it so far
	Asked       []scheme.Text // authorities that have not answered
}

// A Docket is one page of the office's list.
type Docket struct {
	Cases  []Case
	Counts map[DocketTab]int // of all tabs, under the same filters
	Yours  int               // of the reader's own, those that wait for the reader
	Page   int
	Pages  int // at least 1
	Roster scheme.Roster
}

// CasesShown is how many cases stand on one page.
const CasesShown = 50

// Docket lists the applications that have come to the office, page by page,
// as of today. Only officers may read it.
func (o *Office) Docket(ctx context.Context, who scheme.Actor, q DocketQuery) (d Docket, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		if err := ofOffice(w.Who); err != nil {
			return err
		}
		if !w.Who.Is(scheme.RoleOfficer) {
			return scheme.Refuse(scheme.Denied, "refusal.officer")
		}
		d, err = docketOf(w, q)
		return err
	})
	if err != nil {
		return Docket{}, err
	}
	return d, nil
}

func docketOf(w *desk.Work, q DocketQuery) (d Docket, err error) {
	b := &binder{w: w, names: map[scheme.OrganisationID]scheme.Text{}}
	if b.roster, err = rosterOf(w); err != nil {
		return d, err
	}
	if b.recusals, err = labeldesk.Recusals(w, w.Who.Person); err != nil {
		return d, err
	}
	all, err := every(w, q.filter(docketStates))
	if err != nil {
		return d, err
	}
	d = Docket{Roster: b.roster, Counts: map[DocketTab]int{}}
	closed := q.filter(closedStates)
	if d.Counts[DocketClosed], err = w.CountApplications(closed); err != nil {
		return d, wrap("count applications", err)
	}
	var cases []Case
	for _, a := range all {
		c, err := b.bind(a)
		if err != nil {
			return d, err
		}
		for _, tab := range b.tabs(c) {
			d.Counts[tab]++
			if tab == DocketMine && c.Turn == scheme.TurnYours {
				d.Yours++
			}
			if tab == q.Tab {
				cases = append(cases, c)
			}
		}
	}
	d.turn(q.Page, d.Counts[q.Tab])
	if q.Tab == DocketClosed {
		d.Cases, err = b.closed(closed, d.Page)
		return d, err
	}
	order(cases, q.Order, w.Who.Person.Language)
	if q.Tab == DocketMine {
		yoursFirst(cases)
	}
	first := (d.Page - 1) * CasesShown
	d.Cases = cases[first:min(first+CasesShown, len(cases))]
	return d, nil
}

// docketStates are those of what is not decided; a draft comes to the office
// only when the office itself enters it.
var docketStates = append([]scheme.ApplicationState{scheme.Draft}, openStates...)

var closedStates = []scheme.ApplicationState{scheme.Issued, scheme.Refused, scheme.Rejected, scheme.GivenUp}

func (q DocketQuery) filter(states []scheme.ApplicationState) store.ApplicationFilter {
	f := store.ApplicationFilter{States: states, Received: true, Level: q.Level, Kind: q.Kind, Text: q.Text, Order: store.FirstReceived}
	if q.State != "" {
		f.States = []scheme.ApplicationState{}
		if slices.Contains(states, q.State) {
			f.States = append(f.States, q.State)
		}
	}
	switch q.Officer {
	case "":
	case NobodyYet:
		f.Officers = []scheme.PersonID{""}
	default:
		f.Officers = []scheme.PersonID{scheme.PersonID(q.Officer)}
	}
	return f
}

// turn opens the page asked for, or the nearest there is.
func (d *Docket) turn(page, cases int) {
	d.Pages = max((cases+CasesShown-1)/CasesShown, 1)
	d.Page = min(max(page, 1), d.Pages)
}

// A binder makes cases of applications.
type binder struct {
	w        *desk.Work
	roster   scheme.Roster
	recusals []scheme.Recusal
	names    map[scheme.OrganisationID]scheme.Text
}

func (b *binder) bind(a scheme.Application) (Case, error) {
	s, err := b.w.Judging(&a)
	if err != nil {
		return Case{}, err
	}
	c := Case{Application: a, Timeline: s.Timeline(&a)}
	if c.Applicant, err = b.name(a.Applicant); err != nil {
		return Case{}, err
	}
	if c.Timeline.Late(b.w.Today) {
		c.Late = c.Timeline.Due().DaysUntil(b.w.Today)
	}
	reader := b.w.Who.Person.ID
	if a.Officer != "" {
		if p, ok := b.roster.Officer(a.Officer); ok {
			c.Officer = p.Name
		} else {
			c.Officer = nameOf(b.w, a.Officer)
		}
		c.Away = a.Open() && !b.roster.Here(a.Officer)
		c.Stead = a.Officer != reader && slices.Contains(b.roster.Standing(reader), a.Officer)
	}
	c.Recused = slices.ContainsFunc(b.recusals, func(r scheme.Recusal) bool { return r.Covers(&a) })
	c.Turn = a.TurnOf(reader, c.Timeline.Waits)
	c.Decide = a.DecisionOpenTo(reader) && !c.Recused
	c.Else = a.DecisionDue() && a.SecondPerson(reader) != nil
	if a.State != scheme.Accepted || c.Recused {
		return c, nil
	}
	for _, i := range a.Inquiries {
		if i.Open() && !i.Asks() {
			name, err := b.name(i.Authority)
			if err != nil {
				return Case{}, err
			}
			c.Asked = append(c.Asked, name)
		}
	}
	return c, nil
}

// name returns the name of an organisation.
func (b *binder) name(id scheme.OrganisationID) (scheme.Text, error) {
	if _, known := b.names[id]; !known {
		org, err := b.w.Organisation(id)
		if err != nil {
			return scheme.Text{}, wrap("read organisation", err)
		}
		b.names[id] = org.Name
	}
	return b.names[id], nil
}

// tabs are those on which an open case stands.
func (b *binder) tabs(c Case) []DocketTab {
	tabs := []DocketTab{DocketOpen}
	on := func(tab DocketTab, is bool) {
		if is {
			tabs = append(tabs, tab)
		}
	}
	on(DocketMine, c.Stead || c.Application.Officer == b.w.Who.Person.ID)
	on(DocketDecide, c.Decide)
	on(DocketNext, c.Application.Open() && c.Application.Officer == "")
	on(DocketLate, c.Late > 0)
	on(DocketWaiting, len(c.Timeline.WaitsFor(scheme.PartyOffice)) == 0)
	on(DocketAway, c.Away)
	return tabs
}

func (b *binder) closed(f store.ApplicationFilter, page int) ([]Case, error) {
	f.Order, f.Limit, f.Skip = store.LastClosed, CasesShown, (page-1)*CasesShown
	all, err := b.w.Applications(f)
	if err != nil {
		return nil, wrap("list applications", err)
	}
	var cases []Case
	for _, a := range all {
		c, err := b.bind(a)
		if err != nil {
			return nil, err
		}
		cases = append(cases, c)
	}
	return cases, nil
}

// order puts cases in the order asked for; those alike in it stay as they
// were received.
func order(cases []Case, by DocketOrder, lang string) {
	last := func(s string) string { return cmp.Or(s, "\U0010FFFF") } // what is not there comes last
	key := func(c Case) string { return last(string(c.Timeline.Due())) }
	switch by {
	case ByReceived:
		key = func(c Case) string { return string(c.Application.Received) }
	case ByApplicant:
		key = func(c Case) string { return c.Applicant.In(lang) }
	case ByOfficer:
		key = func(c Case) string { return last(c.Officer) }
	}
	slices.SortStableFunc(cases, func(a, b Case) int { return cmp.Compare(key(a), key(b)) })
}

// yoursFirst puts what waits for the reader before all else, and there what an
// authority objects to; otherwise the order stays.
func yoursFirst(cases []Case) {
	rank := func(c Case) int {
		switch {
		case c.Turn == scheme.TurnYours && c.Application.Objected():
			return 0
		case c.Turn == scheme.TurnYours:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(cases, func(a, b Case) int { return cmp.Compare(rank(a), rank(b)) })
}

// A Stub is what someone of the office who keeps off an application may
// still know of it: that it is there.
type Stub struct {
	Case
	Recusals []scheme.Recusal // of all who keep off it
}

// Stub reads the bare fact of an application. It says Missing to whoever is
// not of the office, and of what never came there.
func (o *Office) Stub(ctx context.Context, who scheme.Actor, id scheme.ApplicationID) (s Stub, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		if err := ofOffice(w.Who); err != nil {
			return err
		}
		a, err := w.Application(id)
		if err == nil && !mayKnow(w.Who, a) {
			err = scheme.Refuse(scheme.Missing, "refusal.missing")
		}
		if err != nil {
			return wrap("read application", err)
		}
		b := &binder{w: w, names: map[scheme.OrganisationID]scheme.Text{}}
		if b.roster, err = rosterOf(w); err != nil {
			return err
		}
		if b.recusals, err = labeldesk.Recusals(w, w.Who.Person); err != nil {
			return err
		}
		if s.Case, err = b.bind(a); err != nil {
			return err
		}
		s.Recusals, err = w.RecusalsFrom(a.ID, a.Applicant, a.Agent)
		return wrap("read recusals", err)
	})
	if err != nil {
		return Stub{}, err
	}
	return s, nil
}
