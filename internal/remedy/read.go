package remedy

import (
	"context"
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A File is an objection as someone may see it, with what may be done now.
type File struct {
	Objection scheme.Objection // for the side that lodged it without who of the office did what
	Decision  Decision
	Side      scheme.Text // name of the side that objects
	Scheme    *scheme.Scheme
	Deeds     []scheme.Deed
	Names     map[scheme.PersonID]string
	Office    bool // the reader is an officer, and not of the side that objects
	Involved  bool // the reader had a part in the decision
	Mine      bool // the reader took it up
	Entered   bool // the reader entered it from paper, and did not make the decision
	Today     scheme.Date
	Case      scheme.CaseID // in which the label was revoked; "" for another decision, and for whom it does not concern
	Label     bool          // the reader may open the page of the label on its own side
}

// May reports whether the reader may do the deed now.
func (f File) May(d scheme.Deed) bool { return slices.Contains(f.Deeds, d) }

// Objection reads one objection. It refuses people it does not concern as if
// there were none.
func (r *Room) Objection(ctx context.Context, who scheme.Actor, id scheme.ObjectionID) (f File, err error) {
	err = r.labels.Look(ctx, who, func(w *desk.Work) error {
		o, d, err := take(w, id)
		if err != nil {
			return err
		}
		org, err := w.Organisation(o.By)
		if err != nil {
			return labeldesk.Wrap("read who objected", err)
		}
		by := w.Who.Person.ID
		f = File{Objection: o, Decision: d, Side: org.Name, Scheme: w.Scheme, Office: w.Who.Is(scheme.RoleOfficer), Today: w.Today, Names: map[scheme.PersonID]string{}}
		f.Decision.Day = w.Scheme.Day(o.Decided)
		f.Involved, f.Mine, f.Entered = o.CheckUninvolved(by, d.Involved) != nil, o.Officer == by, o.CheckEntered(by) == nil
		for _, deed := range scheme.Allowed(scheme.ObjectionRules, o.State, d.roles(w, o.By)) {
			if f.offers(deed) {
				f.Deeds = append(f.Deeds, deed)
			}
		}
		if !f.Office {
			f.Objection.Officer, f.Objection.ClosedBy, f.Objection.DecidedBy, f.Decision.By, f.Decision.Involved = "", "", "", "", nil
		}
		if err := f.about(w); err != nil {
			return err
		}
		return f.name(w)
	})
	return f, err
}

// about finds what else the reader may open: the label, and the case in which
// it was revoked.
func (f *File) about(w *desk.Work) error {
	n := f.Objection.Label
	if n == "" {
		return nil
	}
	l, err := w.Label(n)
	if err != nil {
		return labeldesk.Wrap("read label", err)
	}
	acts := func(org scheme.OrganisationID) bool {
		return f.Office || slices.ContainsFunc(w.Who.RolesToward(org), func(r scheme.Role) bool { return slices.Contains(objecting, r) })
	}
	f.Label = acts(l.Holder)
	if f.Objection.Against != scheme.AgainstRevocation {
		return nil
	}
	all, err := w.Cases(store.CaseFilter{Label: n, Over: true})
	for _, c := range all {
		if c.State == scheme.CaseRevoked && c.Closed.Equal(f.Objection.Decided) && acts(c.Holder) {
			f.Case = c.ID
		}
	}
	return labeldesk.Wrap("list cases", err)
}

// offers reports whether a deed that the rules allow is open to the reader.
func (f File) offers(deed scheme.Deed) bool {
	switch deed {
	case scheme.DeedObjectionTake:
		return !f.Involved && !f.Mine
	case scheme.DeedObjectionUphold, scheme.DeedObjectionDismiss:
		return !f.Involved && f.Mine
	case scheme.DeedObjectionWithdraw:
		return !f.Office || f.Entered
	}
	return true
}

func (f *File) name(w *desk.Work) error {
	o := f.Objection
	for _, id := range []scheme.PersonID{o.LodgedBy, o.Officer, o.ClosedBy, o.DecidedBy} {
		if id == "" {
			continue
		}
		p, err := w.Person(id)
		if err != nil {
			return labeldesk.Wrap("read who did it", err)
		}
		f.Names[id] = p.Name
	}
	return nil
}

// Uninvolved reports whether the reader had no part in the decision that the
// objection is against, and so may take it up.
func Uninvolved(w *desk.Work, id scheme.ObjectionID) (bool, error) {
	o, d, err := take(w, id)
	if scheme.IsRefusal(err, scheme.Denied) {
		return false, nil // the reader keeps off the matter
	}
	if err != nil {
		return false, err
	}
	return o.CheckUninvolved(w.Who.Person.ID, d.Involved) == nil, nil
}

// A Row is an objection in a list.
type Row struct {
	scheme.Objection
	Product scheme.Text
	Number  string      // of the label, or of the application
	Side    scheme.Text // name of who objects
	Name    string      // of the officer who took it up
	Mine    bool
	Overdue bool
}

// Objections lists the objections that concern the reader: of an officer all
// but those it keeps off, of others those of their own side.
func (r *Room) Objections(ctx context.Context, who scheme.Actor, filter store.ObjectionFilter) (rows []Row, err error) {
	err = r.labels.Look(ctx, who, func(w *desk.Work) error {
		rows = nil
		office := w.Who.Is(scheme.RoleOfficer)
		if !office {
			filter.For = append([]scheme.OrganisationID{w.Who.Organisation.ID}, w.Who.ActsFor...)
		}
		all, err := w.Objections(filter)
		if err != nil {
			return labeldesk.Wrap("list objections", err)
		}
		for _, o := range all {
			row, err := rowOf(w, o, office)
			if scheme.IsRefusal(err, scheme.Denied) || scheme.IsRefusal(err, scheme.Missing) {
				continue // the reader keeps off it, or may not know of it
			}
			if err != nil {
				return err
			}
			rows = append(rows, row)
		}
		return nil
	})
	return rows, err
}

func rowOf(w *desk.Work, o scheme.Objection, office bool) (Row, error) {
	_, d, err := take(w, o.ID)
	if err != nil {
		return Row{}, err
	}
	row := Row{Objection: o, Product: d.Product, Number: string(o.Label), Mine: o.Officer == w.Who.Person.ID, Overdue: o.Overdue(w.Today)}
	if row.Number == "" {
		row.Number = d.Number
	}
	org, err := w.Organisation(o.By)
	if err != nil {
		return row, labeldesk.Wrap("read who objected", err)
	}
	row.Side = org.Name
	if !office {
		row.Officer, row.ClosedBy, row.DecidedBy = "", "", ""
	} else if o.Officer != "" {
		p, err := w.Person(o.Officer)
		if err != nil {
			return row, labeldesk.Wrap("read the officer", err)
		}
		row.Name = p.Name
	}
	return row, nil
}

// A Way is what somebody may do about a decision.
type Way struct {
	Decision
	May  bool               // object now
	Over bool               // the time to object is over
	ID   scheme.ObjectionID // of the side's own objection to it; "" while there is none
}

// Against reads a decision and what the reader may do about it. It refuses
// what is no decision, and whoever may not know of it.
func (r *Room) Against(ctx context.Context, who scheme.Actor, against scheme.ObjectionAgainst, subject string) (way Way, err error) {
	err = r.labels.Look(ctx, who, func(w *desk.Work) error {
		d, err := decisionOf(w, against, subject)
		if err != nil {
			return err
		}
		if d.Side == "" {
			return scheme.Refuse(scheme.Missing, "refusal.missing")
		}
		way = Way{Decision: d, Over: d.Until != "" && d.Until < w.Today}
		all, err := d.objections(w)
		if err != nil {
			return err
		}
		slices.SortStableFunc(all, newestFirst)
		for _, o := range all {
			if o.State != scheme.ObjectionWithdrawn || way.ID == "" {
				way.ID = o.ID
			}
		}
		way.May = !way.Over && !slices.ContainsFunc(all, func(o scheme.Objection) bool { return o.State != scheme.ObjectionWithdrawn })
		return nil
	})
	return way, err
}

// Court is what an officer reads of judgments about a label.
type Court struct {
	Label    scheme.Label
	Judgment scheme.Judgment // that waits; zero when none does
	Entered  string          // name of who entered it
	May      bool            // enter one
	Confirm  bool            // the reader may confirm the one that waits
}

// Court reads how a label stands with judgments. It refuses anybody but an
// officer who does not keep off the holder.
func (r *Room) Court(ctx context.Context, who scheme.Actor, n scheme.LabelNumber) (c Court, err error) {
	err = r.labels.Look(ctx, who, func(w *desk.Work) error {
		c = Court{}
		if c.Label, err = labeldesk.Take(w, n, scheme.DeedJudgment); err != nil {
			return err
		}
		j, waits, err := waiting(w, n)
		if err != nil {
			return err
		}
		if !waits {
			c.May = true
			return nil
		}
		c.Judgment, c.Confirm = j, j.EnteredBy != w.Who.Person.ID
		p, err := w.Person(j.EnteredBy)
		c.Entered = p.Name
		return labeldesk.Wrap("read who entered it", err)
	})
	return c, err
}
