// Package surveillance does the deeds of cases: the office looks at a label
// after its issue, demands evidence, orders corrections, hears the holder and,
// if it must, revokes the label. A label is revoked nowhere else.
//
// What a case holds is confidential between the office and the holder, and
// who reported a doubt is not said to the holder at all.
package surveillance

import (
	"cmp"
	"context"
	"crypto/rand"
	"maps"
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
)

// A Room does deeds in cases. It is safe for use by several goroutines.
type Room struct {
	labels *labeldesk.Desk
	guard  Guard // nil: no reports are taken
	sure   bool
}

// New returns a room. base is the address of the site, without a slash at
// the end, for the links in letters.
func New(d *desk.Desk, post labeldesk.Post, base string) *Room {
	return &Room{labels: labeldesk.New(d, post, base)}
}

// An OpenRequest says about which label a case is opened, and why.
type OpenRequest struct {
	Label scheme.LabelNumber
	Cause scheme.CaseCause
	Text  string         // what is doubted, in the office's words; the holder reads it
	Doubt scheme.DoubtID // "" unless the cause is a doubt; never shown to the holder
	Take  bool           // who opens it has it from now on, unless somebody has it
}

// Open opens a case, or joins the case of the label that is open.
func (r *Room) Open(ctx context.Context, who scheme.Actor, q OpenRequest) (id scheme.CaseID, err error) {
	err = r.labels.Do(ctx, who, string(scheme.DeedCaseOpen), func(w *desk.Work) error {
		if id, err = OpenIn(w, q); err != nil {
			return err
		}
		c, err := w.Case(id)
		if err != nil {
			return labeldesk.Wrap("read case", err)
		}
		before := c
		before.Steps = c.Steps[:len(c.Steps)-1]
		return r.guarded(w, before, c)
	})
	return id, err
}

// OpenIn opens a case inside another deed of an officer, or joins the case of
// the label that is open. It refuses anybody but an officer who does not keep
// off the holder, a label that no longer stands, and a cause that the scheme
// does not have at the label's level. The holder is not told yet: it is when
// the office demands something.
func OpenIn(w *desk.Work, q OpenRequest) (scheme.CaseID, error) {
	if !w.Who.Is(scheme.RoleOfficer) {
		return "", scheme.Refuse(scheme.Denied, "refusal.role").With(scheme.Code("deed." + string(scheme.DeedCaseOpen)))
	}
	l, err := w.Label(q.Label)
	if err != nil {
		return "", labeldesk.Wrap("read label", err)
	}
	if err := labeldesk.NotRecused(w, l); err != nil {
		return "", err
	}
	s := scheme.CaseStep{At: w.Now, By: w.Who.Person.ID, Text: q.Text, Cause: q.Cause, Doubt: q.Doubt}
	c, err := w.OpenCase(q.Label)
	switch {
	case err == nil:
		before := c
		q.take(w, &c)
		if err := c.Join(s, l.Level, w.Scheme.Surveillance); err != nil {
			return "", err
		}
		return c.ID, keep(w, before, &c)
	case !scheme.IsRefusal(err, scheme.Missing):
		return "", labeldesk.Wrap("read the open case", err)
	}
	s.Ours = working(w, w.Scheme.Surveillance.TriageDays)
	c, err = scheme.NewCase(scheme.CaseID(rand.Text()), l, s, w.Scheme.Surveillance, w.Today)
	if err != nil {
		return "", err
	}
	q.take(w, &c)
	c.Due = s.Ours
	return c.ID, keep(w, nil, &c)
}

func (q OpenRequest) take(w *desk.Work, c *scheme.Case) {
	if q.Take && c.Officer == "" {
		c.Officer = w.Who.Person.ID
	}
}

// working returns the n-th working day from today; "" when n is 0.
func working(w *desk.Work, n int) scheme.Date {
	if n == 0 {
		return ""
	}
	return w.Scheme.Calendar.After(w.Today, n)
}

// noted is what an audit line says of a case. What was said in it stays in
// the case, whose steps are never edited: audit lines are read by more people
// of the office than may read the case.
type noted struct {
	Label    scheme.LabelNumber
	State    scheme.CaseState
	Officer  scheme.PersonID
	Due      scheme.Date
	Outcome  scheme.CaseOutcome
	Steps    int
	Warnings int
}

func noteOf(c scheme.Case) noted {
	return noted{c.Label, c.State, c.Officer, c.Due, c.Outcome, len(c.Steps), len(c.Warnings)}
}

// keep writes a case as changed by a deed, with its audit line. before is nil
// for a new case.
func keep(w *desk.Work, before any, c *scheme.Case) error {
	if err := w.PutCase(c); err != nil {
		return labeldesk.Wrap("write case", err)
	}
	if was, changed := before.(scheme.Case); changed {
		before = noteOf(was)
	}
	w.Audit("case:"+string(c.ID), before, noteOf(*c))
	return nil
}

// isHolders reports whether someone acts for the holder whose case it is.
func isHolders(who scheme.Actor, c scheme.Case) bool { return sideOf(who, c.Holder) }

// sideOf reports whether the person is an applicant or an agent of the organisation.
func sideOf(who scheme.Actor, org scheme.OrganisationID) bool {
	return slices.ContainsFunc(who.RolesToward(org), func(r scheme.Role) bool { return r == scheme.RoleApplicant || r == scheme.RoleAgent })
}

// take reads a case that the person may know of, with its label: officers of
// all from which they have not recused themselves, its holder of one that it
// was told of. To others it says Missing.
func take(w *desk.Work, id scheme.CaseID) (scheme.Case, scheme.Label, error) {
	c, err := w.Case(id)
	if err != nil {
		return c, scheme.Label{}, labeldesk.Wrap("read case", err)
	}
	if !w.Who.Is(scheme.RoleOfficer) && !w.Who.IsSystem() && !(isHolders(w.Who, c) && c.Told()) {
		return scheme.Case{}, scheme.Label{}, scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	l, err := w.Label(c.Label)
	if err != nil {
		return c, l, labeldesk.Wrap("read label", err)
	}
	return c, l, labeldesk.NotRecused(w, l)
}

// change does a deed to a case. fn says what the deed demands and changes.
func (r *Room) change(ctx context.Context, who scheme.Actor, id scheme.CaseID, deed scheme.Deed,
	fn func(*desk.Work, *scheme.Case, scheme.Label) error) error {
	return r.labels.Do(ctx, who, string(deed), func(w *desk.Work) error {
		c, l, err := take(w, id)
		if err != nil {
			return err
		}
		before := c
		if _, err := scheme.Next(scheme.CaseRules, c.State, deed, w.Who.RolesToward(c.Holder)); err != nil {
			return err
		}
		if err := fn(w, &c, l); err != nil {
			return err
		}
		if err := r.guarded(w, before, c); err != nil {
			return err
		}
		return keep(w, before, &c)
	})
}

// step adds a step by whoever does the deed.
func step(w *desk.Work, c *scheme.Case, s scheme.CaseStep) error {
	s.At, s.By = w.Now, w.Who.Person.ID
	return c.Step(w.Who.RolesToward(c.Holder), s, w.Today)
}

// Uninvolved reports whether an officer did not investigate in the case, and so
// may hear the holder and decide.
func Uninvolved(w *desk.Work, c scheme.Case, officer scheme.PersonID) (bool, error) {
	l, err := w.Label(c.Label)
	if err != nil {
		return false, labeldesk.Wrap("read label", err)
	}
	err = uninvolved(w, &c, l, officer)
	if scheme.IsRefusal(err, scheme.Denied) {
		return false, nil
	}
	return err == nil, err
}

// checkUninvolved refuses an officer who investigated in the case.
func checkUninvolved(w *desk.Work, c *scheme.Case, l scheme.Label) error {
	return uninvolved(w, c, l, w.Who.Person.ID)
}

func uninvolved(w *desk.Work, c *scheme.Case, l scheme.Label, officer scheme.PersonID) error {
	var opened []scheme.Access
	if app := evidenceOf(l); app != "" {
		var err error
		if opened, err = w.Accesses(app); err != nil {
			return labeldesk.Wrap("list openings", err)
		}
	}
	return c.CheckUninvolved(officer, opened)
}

// evidenceOf is the application whose evidence a case looks at: that of the
// last assessment; "" for a label taken over from an earlier register.
func evidenceOf(l scheme.Label) scheme.ApplicationID {
	for _, a := range slices.Backward(l.Assessments) {
		if a.Application != "" {
			return a.Application
		}
	}
	return l.Application
}

// period is the last day for the holder: the one asked for, or the scheme's
// own period from today, and never on a day on which the office is closed.
func period(w *desk.Work, due scheme.Date, days, least int) (scheme.Date, error) {
	if due == "" && days > 0 {
		due = w.Scheme.Calendar.OnOrAfter(w.Today.AddDays(max(days, least)))
	}
	return due, w.Scheme.Surveillance.CheckPeriod(due, w.Today, least)
}

// tellHolder queues a letter about a case to the holder of its label.
func (r *Room) tellHolder(w *desk.Work, c scheme.Case, l scheme.Label, kind string, more map[string]string) error {
	org, err := w.Organisation(c.Holder)
	if err != nil {
		return labeldesk.Wrap("read the holder", err)
	}
	args := map[string]string{"product": l.Product.Name.In(labeldesk.Lang(org)), "number": string(l.Number),
		"link": r.labels.Base + "/" + labeldesk.Lang(org) + "/desk/cases/" + string(c.ID)}
	maps.Copy(args, more)
	return r.labels.Tell(w, c.Holder, kind, args)
}

// tellOfficer queues a letter to the officer who has the case, if someone has.
func (r *Room) tellOfficer(w *desk.Work, c scheme.Case) error {
	if c.Officer == "" {
		return nil
	}
	p, err := w.Person(c.Officer)
	if err != nil || !p.Dismissed.IsZero() {
		return labeldesk.Wrap("read the officer", err)
	}
	return r.tellMoved(w, c, p)
}

func (r *Room) tellMoved(w *desk.Work, c scheme.Case, p scheme.Person) error {
	return labeldesk.Wrap("queue a letter", r.labels.Post.Send(w.Tx, p.Email, p.Language, "case_moved", map[string]string{"name": p.Name, "number": string(c.Label),
		"link": r.labels.Base + "/" + p.Language + "/desk/office/cases/" + string(c.ID)}, w.Now))
}

// tellHearers queues a letter to the officer who has the case, and in a
// hearing, unless that officer may end it, to all who may: they did not
// investigate and do not keep off the holder.
func (r *Room) tellHearers(w *desk.Work, c scheme.Case, l scheme.Label) error {
	if err := r.tellOfficer(w, c); err != nil || c.State != scheme.CaseHearing {
		return err
	}
	if c.Officer != "" {
		if err := uninvolved(w, &c, l, c.Officer); !scheme.IsRefusal(err, scheme.Denied) {
			return err
		}
	}
	officers, err := labeldesk.Officers(w)
	if err != nil {
		return err
	}
	for _, p := range officers {
		err := cmp.Or(uninvolved(w, &c, l, p.ID), labeldesk.CheckRecused(w, p, l))
		if scheme.IsRefusal(err, scheme.Denied) {
			continue
		}
		if err != nil {
			return err
		}
		if err := r.tellMoved(w, c, p); err != nil {
			return err
		}
	}
	return nil
}
