package surveillance

import (
	"context"
	"crypto/rand"
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
)

// Assign gives the case to the officer who asks. Taking a case is no part of
// investigating it.
func (r *Room) Assign(ctx context.Context, who scheme.Actor, id scheme.CaseID) error {
	return r.change(ctx, who, id, scheme.DeedCaseAssign, func(w *desk.Work, c *scheme.Case, _ scheme.Label) error {
		if c.Officer == w.Who.Person.ID {
			return scheme.Refuse(scheme.Conflict, "refusal.case.yours")
		}
		c.Officer = w.Who.Person.ID
		return step(w, c, scheme.CaseStep{Deed: scheme.DeedCaseAssign})
	})
}

// Demand calls on the holder, by letter, to show evidence by a day; "" is the
// scheme's own period from today. From now on, until the case is over, the
// office may open what was handed over sealed, each time on record. It refuses
// a day outside the scheme's bounds.
func (r *Room) Demand(ctx context.Context, who scheme.Actor, id scheme.CaseID, text string, due scheme.Date) error {
	return r.change(ctx, who, id, scheme.DeedCaseDemand, func(w *desk.Work, c *scheme.Case, l scheme.Label) (err error) {
		var no scheme.Refusals
		s := scheme.CaseStep{Deed: scheme.DeedCaseDemand, Text: text}
		s.Due, err = period(w, due, w.Scheme.Surveillance.AnswerDays, least(w))
		no.Add(err)
		no.Add(labeldesk.CheckReason(text))
		if no.Err() != nil {
			return onText(no)
		}
		if s.Demand, err = demand(w, c, l, s); err != nil {
			return err
		}
		if err := step(w, c, s); err != nil {
			return err
		}
		c.Due = s.Due
		return r.tellHolder(w, *c, l, "case_demanded", map[string]string{"reason": text, "due": string(s.Due)})
	})
}

// onText puts what is said of a reason to the field of the case's text.
func onText(no scheme.Refusals) error {
	for _, one := range no {
		if one.Field == "reason" {
			one.Field = "text"
		}
	}
	return no.Err()
}

// demand opens the demand by which sealed files can be opened, in place of
// one that stands. A label without an application has no such files.
func demand(w *desk.Work, c *scheme.Case, l scheme.Label, s scheme.CaseStep) (scheme.DemandID, error) {
	app := evidenceOf(l)
	if app == "" {
		return "", nil
	}
	if err := closeDemands(w, app, func(scheme.Demand) bool { return true }); err != nil {
		return "", err
	}
	d := scheme.Demand{ID: scheme.DemandID(rand.Text()), Application: app, Label: l.Number, Case: c.ID, Reason: s.Text, By: w.Who.Person.ID, Opened: w.Now, Due: s.Due}
	if err := w.PutDemand(&d); err != nil {
		return "", labeldesk.Wrap("write demand", err)
	}
	w.Audit("application:"+string(app), nil, map[string]any{"Demand": map[string]any{string(d.ID): d}})
	return d.ID, nil
}

// closeDemands ends the open demands about an application that which says.
func closeDemands(w *desk.Work, app scheme.ApplicationID, which func(scheme.Demand) bool) error {
	if app == "" {
		return nil
	}
	all, err := w.Demands(app)
	if err != nil {
		return labeldesk.Wrap("list demands", err)
	}
	for _, d := range all {
		if !d.IsOpen() || !which(d) {
			continue
		}
		before := d
		d.Closed, d.ClosedBy = w.Now, w.Who.Person.ID
		if err := w.PutDemand(&d); err != nil {
			return labeldesk.Wrap("write demand", err)
		}
		w.Audit("application:"+string(app), map[string]any{"Demand": map[string]any{string(d.ID): before}}, map[string]any{"Demand": map[string]any{string(d.ID): d}})
	}
	return nil
}

// Answer says, for the holder, what evidence it handed over or shows, or why
// it cannot disclose it even under a pledge of secrecy. It may say more while
// the office looks at it. A late answer is taken, and marked.
func (r *Room) Answer(ctx context.Context, who scheme.Actor, id scheme.CaseID, text string, undisclosed bool) error {
	return r.change(ctx, who, id, scheme.DeedCaseAnswer, func(w *desk.Work, c *scheme.Case, _ scheme.Label) error {
		s := scheme.CaseStep{Deed: scheme.DeedCaseAnswer, Text: text, Undisclosed: undisclosed}
		first := c.State == scheme.CaseDemanded
		if first {
			s.Ours = working(w, w.Scheme.Surveillance.FindDays)
		}
		if err := step(w, c, s); err != nil {
			return err
		}
		if first {
			c.Due = s.Ours
		}
		return r.tellOfficer(w, *c)
	})
}

// Find notes what the office found, item by item. It may be done again; of an
// item, what was found last counts. It refuses an item that the edition does
// not have by which the label was assessed.
func (r *Room) Find(ctx context.Context, who scheme.Actor, id scheme.CaseID, findings []scheme.Finding) error {
	return r.change(ctx, who, id, scheme.DeedCaseFind, func(w *desk.Work, c *scheme.Case, l scheme.Label) error {
		all, err := itemsOf(w, l)
		if err != nil {
			return err
		}
		for _, f := range findings {
			if f.Criterion != "" && !slices.ContainsFunc(all, func(one scheme.Criterion) bool { return one.ID == f.Criterion }) {
				return scheme.Refuse(scheme.Invalid, "refusal.case.criterion").On("criterion")
			}
		}
		return step(w, c, scheme.CaseStep{Deed: scheme.DeedCaseFind, Findings: findings})
	})
}

// itemsOf are the items of the edition by which a label was assessed last.
func itemsOf(w *desk.Work, l scheme.Label) ([]scheme.Criterion, error) {
	sch, err := w.SchemeAt(l.Catalog)
	if err != nil {
		return nil, labeldesk.Wrap("read the scheme of the label", err)
	}
	e, _ := sch.Edition(l.Edition)
	return e.Items, nil
}

// Unfind takes the finding about an item back that counts, with a reason, and
// says so to the holder by letter. What was found about the item before counts
// again. From the notice of a hearing on, the notice fails with it.
func (r *Room) Unfind(ctx context.Context, who scheme.Actor, id scheme.CaseID, item scheme.CriterionID, text string) error {
	return r.change(ctx, who, id, scheme.DeedCaseUnfind, func(w *desk.Work, c *scheme.Case, l scheme.Label) error {
		if err := step(w, c, scheme.CaseStep{Deed: scheme.DeedCaseUnfind, Text: text, Findings: []scheme.Finding{{Criterion: item}}}); err != nil {
			return err
		}
		return r.tellHolder(w, *c, l, "case_unfound", map[string]string{"reason": text})
	})
}

// Order calls on the holder, by letter, to put right what was found, by a
// day; "" is the scheme's own period from today.
func (r *Room) Order(ctx context.Context, who scheme.Actor, id scheme.CaseID, text string, due scheme.Date) error {
	return r.change(ctx, who, id, scheme.DeedCaseOrder, func(w *desk.Work, c *scheme.Case, l scheme.Label) error {
		last, err := period(w, due, w.Scheme.Surveillance.CorrectDays, least(w))
		return r.ask(w, c, l, err, "case_ordered", scheme.CaseStep{Deed: scheme.DeedCaseOrder, Text: text, Due: last})
	})
}

// ask adds a step that sets the holder a day, and tells the holder.
func (r *Room) ask(w *desk.Work, c *scheme.Case, l scheme.Label, period error, kind string, s scheme.CaseStep) error {
	var no scheme.Refusals
	no.Add(period)
	no.Add(labeldesk.CheckReason(s.Text))
	if no.Err() != nil {
		return onText(no)
	}
	if err := step(w, c, s); err != nil {
		return err
	}
	c.Due = s.Due
	args := map[string]string{"reason": s.Text, "due": string(s.Due)}
	if s.Ground != "" {
		args["ground"] = groundText(w, c, s.Ground)
	}
	return r.tellHolder(w, *c, l, kind, args)
}

// groundText says a ground in the language of the holder's letters.
func groundText(w *desk.Work, c *scheme.Case, id scheme.GroundID) string {
	g, _ := w.Scheme.Ground(id)
	org, err := w.Organisation(c.Holder)
	if err != nil {
		return g.Text.Ja
	}
	return g.Text.In(labeldesk.Lang(org))
}

// Report says, for the holder, that what was ordered is done, and how.
func (r *Room) Report(ctx context.Context, who scheme.Actor, id scheme.CaseID, text string) error {
	return r.change(ctx, who, id, scheme.DeedCaseReport, func(w *desk.Work, c *scheme.Case, _ scheme.Label) error {
		s := scheme.CaseStep{Deed: scheme.DeedCaseReport, Text: text, Ours: working(w, w.Scheme.Surveillance.CheckDays)}
		if err := step(w, c, s); err != nil {
			return err
		}
		c.Due = s.Ours
		return r.tellOfficer(w, *c)
	})
}

// Extend gives the holder more time, and says so by letter. It refuses a day
// that is not later than the present one. A request for more time that waits is
// granted by it, whatever day it asked for.
func (r *Room) Extend(ctx context.Context, who scheme.Actor, id scheme.CaseID, text string, due scheme.Date) error {
	return r.change(ctx, who, id, scheme.DeedCaseExtend, func(w *desk.Work, c *scheme.Case, l scheme.Label) error {
		last, err := period(w, due, 0, 1)
		return r.ask(w, c, l, err, "case_extended", scheme.CaseStep{Deed: scheme.DeedCaseExtend, Text: text, Due: last})
	})
}

// Notify tells the holder, by letter, that a revocation is considered, on what
// ground and facts, and until when it may speak: never fewer days than the
// scheme gives. It refuses while the holder still has time to answer or to
// correct, and for a label that no longer stands.
func (r *Room) Notify(ctx context.Context, who scheme.Actor, id scheme.CaseID, ground scheme.GroundID, text string, due scheme.Date) error {
	return r.change(ctx, who, id, scheme.DeedCaseNotify, func(w *desk.Work, c *scheme.Case, l scheme.Label) error {
		if err := stands(w, l); err != nil {
			return err
		}
		rules := w.Scheme.Surveillance
		last, err := period(w, due, rules.HearingDays, rules.HearingDays)
		if g, ok := w.Scheme.Ground(ground); !ok || g.Ends != scheme.DeedRevoke {
			no := scheme.Refusals{scheme.Refuse(scheme.Invalid, "refusal.ground").On("ground")}
			no.Add(err)
			err = no
		}
		return r.ask(w, c, l, err, "case_hearing", scheme.CaseStep{Deed: scheme.DeedCaseNotify, Text: text, Due: last, Ground: ground})
	})
}

// stands refuses a label that could not be revoked any more.
func stands(w *desk.Work, l scheme.Label) error {
	if st := l.StatusOn(w.Today); st != scheme.Active && st != scheme.InExtension {
		return scheme.Refuse(scheme.Conflict, "refusal.case.label_ended").With(scheme.Code("status." + string(st)))
	}
	return nil
}

// State makes the holder's statement. There may be several until the hearing
// is ended. With all the holder says that it adds nothing more: its day falls
// away, and the hearing may be ended. Who may hear the holder is told.
func (r *Room) State(ctx context.Context, who scheme.Actor, id scheme.CaseID, text string, all bool) error {
	return r.change(ctx, who, id, scheme.DeedCaseState, func(w *desk.Work, c *scheme.Case, l scheme.Label) error {
		if err := step(w, c, scheme.CaseStep{Deed: scheme.DeedCaseState, Text: text, All: all}); err != nil {
			return err
		}
		if all {
			c.Due = ""
		}
		return r.tellHearers(w, *c, l)
	})
}

// Hear ends the hearing: the holder said all it has to say, was heard in
// person (then text notes what it said), or its day is past. text says what
// was heard, or that nothing was. It refuses an officer who investigated.
func (r *Room) Hear(ctx context.Context, who scheme.Actor, id scheme.CaseID, text string, oral bool) error {
	return r.change(ctx, who, id, scheme.DeedCaseHear, func(w *desk.Work, c *scheme.Case, l scheme.Label) error {
		if err := checkUninvolved(w, c, l); err != nil {
			return err
		}
		s := scheme.CaseStep{Deed: scheme.DeedCaseHear, Text: text, Oral: oral, Ours: working(w, w.Scheme.Surveillance.DecideDays)}
		if err := step(w, c, s); err != nil {
			return err
		}
		c.Due = s.Ours
		return nil
	})
}
