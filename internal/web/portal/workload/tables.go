package workload

import (
	"cmp"
	"net/url"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
	view "shirushi/internal/web/page/desk/workload"
	"shirushi/internal/workload"
)

// words says figures in a reader's language.
type words struct {
	P       *i18n.Printer
	scheme  *scheme.Scheme
	figures workload.Figures
	names   map[scheme.PersonID]string
	here    string // address of the page
	home    string // of the reader's language
	query   string // that asks for the same period
}

// sections are all tables, as they stand on the page.
func (w words) sections() []view.Section {
	of := func(id string, tables ...view.Table) view.Section {
		return view.Section{ID: id, Title: w.P.T("workload.section." + id), Says: w.P.T("workload.section." + id + ".says"), Tables: tables}
	}
	return []view.Section{
		of("open", w.open(), w.officers(), w.caseStates()),
		of("days", w.steps(), w.months()),
		of("due", w.deadlines()),
		of("returns", w.places()),
		of("ends", w.decisions(), w.extensions(), w.grounds(), w.objections(), w.outcomes(), w.doubts()),
	}
}

// made begins a table. Its title and headings are found by its name and keys.
func (w words) made(name string, heads ...string) view.Table {
	t := view.Table{Name: name, Title: w.P.T("workload.table." + name), None: w.P.T("workload.none"), CSV: w.here + "/" + name + ".csv?" + w.query}
	for _, h := range heads {
		t.Heads = append(t.Heads, w.P.T("workload.head."+h))
	}
	return t
}

func row(name string, cells ...any) []view.Cell {
	out := []view.Cell{{Value: name}}
	for _, c := range cells {
		out = append(out, view.Cell{Value: c})
	}
	return out
}

// ofOpen are the headings of what is open.
func ofOpen(name string) []string {
	return []string{name, "open", "ours", "late", "age_0", "age_1", "age_2", "age_3", "oldest"}
}

func openCells(o workload.Open) []any {
	cells := []any{o.All, o.Ours, o.Late, o.ByAge[0], o.ByAge[1], o.ByAge[2], o.ByAge[3]}
	if o.All == 0 {
		return append(cells, nil)
	}
	return append(cells, o.Oldest)
}

func (w words) open() view.Table {
	t := w.made("open", ofOpen("sort")...)
	t.Sparse = true
	t.None = w.P.T("workload.none.open")
	for _, o := range w.figures.Open {
		t.Rows = append(t.Rows, row(w.P.T("workload.sort."+string(o.Sort)), openCells(o)...))
	}
	return t
}

func (w words) caseStates() view.Table {
	t := w.made("case-states", ofOpen("state")...)
	t.Sparse = true
	for _, o := range w.figures.CaseStates {
		t.Rows = append(t.Rows, row(page.Capital(w.P.T("state."+string(o.Sort))), openCells(o)...))
	}
	t.None = w.P.T("workload.none.cases")
	return t
}

func (w words) officers() view.Table {
	t := w.made("officers", "officer", "applications", "cases", "objections", "ours", "late")
	t.Says = w.P.T("workload.table.officers.says")
	for _, l := range w.figures.Loads {
		name := cmp.Or(w.names[l.Officer], string(l.Officer))
		if l.Officer == "" {
			name = w.P.T("workload.nobody")
		}
		t.Rows = append(t.Rows, row(name, l.Applications, l.Cases, l.Objections, l.Ours, l.Late))
	}
	return t
}

// spread is a number of things with its days; without things there are none.
func spread(s workload.Spread) []any {
	if s.Of == 0 {
		return []any{0, nil, nil}
	}
	return []any{s.Of, s.Median, s.Ninth}
}

func (w words) task(t scheme.Task) string { return w.P.T("workload.task." + string(t)) }

func (w words) steps() view.Table {
	t := w.made("steps", "task", "done", "median", "ninth")
	for _, s := range w.figures.Steps {
		t.Rows = append(t.Rows, row(w.task(s.Task), spread(s.Whole)...))
	}
	return t
}

func (w words) months() view.Table {
	t := w.made("steps-by-month", "task", "month", "done", "median", "ninth")
	t.Folded = true
	for _, s := range w.figures.Steps {
		for i, m := range s.Months {
			if m.Of > 0 {
				t.Rows = append(t.Rows, row(w.task(s.Task), append([]any{w.figures.Months[i]}, spread(m)...)...))
			}
		}
	}
	return t
}

func (w words) deadlines() view.Table {
	t := w.made("deadlines", "task", "party", "ended", "missed", "now_late")
	for _, d := range w.figures.Deadlines {
		t.Rows = append(t.Rows, row(w.task(d.Task), w.P.T("workload.party."+string(d.Of)), d.Ended, d.Late, d.Now))
	}
	return t
}

func (w words) places() view.Table {
	t := w.made("returns", "place", "edition", "returned", "comments")
	t.Says = w.P.T("workload.table.returns.says", w.figures.Returns.Returns, w.figures.Returns.Applications)
	t.None = w.P.T("workload.none.returns")
	for _, p := range w.figures.Returns.Places {
		one := row(w.place(p), string(p.Edition), p.Applications, p.Comments)
		if p.Edition != "" {
			one[0].Href = w.home + "/criteria/" + url.PathEscape(string(p.Edition)) + "/" + url.PathEscape(p.Place)
		} else {
			one[1].Value = nil
		}
		t.Rows = append(t.Rows, one)
	}
	return t
}

// place is what a place is called; one of an edition that is not in use any
// more keeps its number.
func (w words) place(p workload.Place) string {
	e, _ := w.scheme.Edition(p.Edition)
	n := scheme.NameOf(p.Place, w.scheme, e)
	title := n.Title.In(w.P.Lang)
	switch {
	case n.Number != "":
		return n.Number + " " + title
	case n.Key != "" && w.P.Has(string(n.Key)):
		return page.Capital(w.P.T(string(n.Key)))
	}
	return cmp.Or(title, p.Place)
}

func (w words) decisions() view.Table {
	t := w.made("decisions", "kind", "issued", "refused", "rejected", "withdrawn")
	for _, d := range w.figures.Decisions {
		t.Rows = append(t.Rows, row(page.Capital(w.P.T("application.kind."+string(d.Kind))), d.Issued, d.Refused, d.Rejected, d.GivenUp))
	}
	t.Says = w.P.T("workload.table.decisions.says")
	return t
}

func (w words) extensions() view.Table {
	t := w.made("extensions", "applied", "all", "undecided", "granted", "refused", "ended_otherwise")
	t.Sparse = true
	for _, x := range w.figures.Extensions {
		name := w.P.T("workload.in_time")
		if x.Late {
			name = w.P.T("workload.too_late")
		}
		t.Rows = append(t.Rows, row(name, x.All, x.Open, x.Granted, x.Refused, x.Ended))
	}
	return t
}

func (w words) grounds() view.Table {
	t := w.made("grounds", "ground", "revoked", "successions")
	for _, g := range w.figures.Grounds {
		name := string(g.Ground)
		if one, known := w.scheme.Ground(g.Ground); known {
			name = one.Text.In(w.P.Lang)
		}
		t.Rows = append(t.Rows, row(cmp.Or(name, w.P.T("workload.no_ground")), g.Revoked, g.Successions))
	}
	return t
}

func (w words) objections() view.Table {
	t := w.made("objections", "against", "all", "undecided", "upheld", "dismissed", "taken_back")
	t.Sparse = true
	for _, o := range w.figures.Objections {
		t.Rows = append(t.Rows, row(page.Capital(w.P.T("objection.against."+string(o.Against))), o.All, o.Open, o.Upheld, o.Dismissed, o.Withdrawn))
	}
	return t
}

func (w words) outcomes() view.Table {
	t := w.made("case-outcomes", "outcome", "cases")
	t.Sparse = true
	for _, c := range w.figures.Outcomes {
		t.Rows = append(t.Rows, row(page.Capital(w.P.T("case.outcome."+c.Of)), c.N))
	}
	return t
}

func (w words) doubts() view.Table {
	t := w.made("doubts", "topic", "all", "undecided", "to_case", "to_register", "answered", "spam")
	t.Sparse = true
	for _, d := range w.figures.Doubts {
		name := string(d.Topic)
		if one, known := w.scheme.Doubts.Topic(d.Topic); known {
			name = one.Text.In(w.P.Lang)
		}
		t.Rows = append(t.Rows, row(name, d.All, d.Open, d.Cases, d.Register, d.Answered, d.Spam))
	}
	return t
}
