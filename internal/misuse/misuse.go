// Package misuse keeps the register of improper use of the label: what the
// office tells the public of those who use a label, or claim one, in ways that
// they may not. Entries name organisations and products, never a natural
// person; they are published by a second officer, after whom they are about had
// time to answer, and they end.
package misuse

import (
	"context"
	"crypto/rand"
	"errors"
	"strconv"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
)

// A Guard refuses a text that would give away who reported the doubt.
type Guard func(w *desk.Work, doubt scheme.DoubtID, field, text string) error

// A Register is where deeds on entries are done. It is safe for use by several
// goroutines.
type Register struct {
	labels *labeldesk.Desk
	guard  Guard
}

// New returns the register.
func New(l *labeldesk.Desk) *Register {
	return &Register{labels: l, guard: func(*desk.Work, scheme.DoubtID, string, string) error { return nil }}
}

// GuardWith has every text of an entry that came from a doubt looked at before
// it is kept. It is called before the first deed.
func (g *Register) GuardWith(guard Guard) { g.guard = guard }

// serial counts published entries.
const serial = "misuse"

// An Entry is an entry of the register with what its page needs.
type Entry struct {
	Misuse scheme.Misuse
	Policy scheme.MisusePolicy // in use now
	Holder scheme.Organisation // whom it is about, when on record here
	Today  scheme.Date
	Deeds  []scheme.Deed // that its state lets the reader do
}

// List lists the entries for officers: those that are not public yet, the
// standing ones and those that are over, the newest first.
func (g *Register) List(ctx context.Context, who scheme.Actor) (open, over []scheme.Misuse, err error) {
	err = g.labels.Look(ctx, who, func(w *desk.Work) error {
		if err := labeldesk.OnlyOfficers(w, scheme.DeedEditMisuse); err != nil {
			return err
		}
		all, err := w.Misuses(scheme.MisuseDraft, scheme.MisuseNoticed, scheme.MisuseStanding)
		if err != nil {
			return labeldesk.Wrap("list entries", err)
		}
		if open, err = g.without(w, all); err != nil {
			return err
		}
		if all, err = w.Misuses(scheme.MisuseOver, scheme.MisuseDiscarded); err != nil {
			return labeldesk.Wrap("list entries that are over", err)
		}
		over, err = g.without(w, all)
		return err
	})
	return open, over, err
}

// without leaves out what the reader keeps off.
func (g *Register) without(w *desk.Work, all []scheme.Misuse) (rest []scheme.Misuse, err error) {
	for _, m := range all {
		switch err := notRecused(w, m); {
		case err == nil:
			rest = append(rest, m)
		case !scheme.IsRefusal(err, scheme.Denied):
			return nil, err
		}
	}
	return rest, nil
}

// Look reads one entry for an officer.
func (g *Register) Look(ctx context.Context, who scheme.Actor, id scheme.MisuseID) (e Entry, err error) {
	err = g.labels.Look(ctx, who, func(w *desk.Work) error {
		m, err := take(w, id, scheme.DeedEditMisuse)
		if err != nil {
			return err
		}
		e = Entry{Misuse: m, Policy: w.Scheme.Misuse, Today: w.Today, Deeds: scheme.Allowed(scheme.MisuseRules, m.State, []scheme.Role{scheme.RoleOfficer})}
		if m.Organisation != "" {
			e.Holder, err = w.Organisation(m.Organisation)
		}
		return labeldesk.Wrap("read whom an entry is about", err)
	})
	return e, err
}

func take(w *desk.Work, id scheme.MisuseID, deed scheme.Deed) (scheme.Misuse, error) {
	if err := labeldesk.OnlyOfficers(w, deed); err != nil {
		return scheme.Misuse{}, err
	}
	m, err := w.Misuse(id)
	if err != nil {
		return m, labeldesk.Wrap("read entry", err)
	}
	return m, notRecused(w, m)
}

// notRecused refuses an officer who keeps off whom the entry is about.
func notRecused(w *desk.Work, m scheme.Misuse) error {
	if m.Organisation == "" {
		return nil
	}
	return labeldesk.NotRecused(w, scheme.Label{Holder: m.Organisation})
}

// A Draft is what an officer enters.
type Draft struct {
	Template        string
	Party, Product  scheme.Text
	CorporateNumber string // of the party, when it is on record here; "" otherwise
	Source          string
	Seen            scheme.Date
	Urgent          bool
}

// fill makes an entry of a draft. It refuses one that could not be told.
func (d Draft) fill(w *desk.Work, g *Register, doubt scheme.DoubtID) (scheme.Misuse, error) {
	m := scheme.Misuse{Template: d.Template, Party: d.Party, Product: d.Product, Source: d.Source, Seen: d.Seen, Urgent: d.Urgent}
	var no scheme.Refusals
	no.Add(m.Check(w.Scheme.Misuse, w.Today))
	if d.CorporateNumber != "" {
		org, err := organisationOf(w, d.CorporateNumber)
		if err != nil && scheme.RefusalsOf(err) == nil {
			return m, err
		}
		no.Add(err)
		m.Organisation = org.ID
	}
	for _, t := range []struct{ field, text string }{{"party_ja", d.Party.Ja}, {"party_en", d.Party.En}, {"product_ja", d.Product.Ja}, {"product_en", d.Product.En}, {"source", d.Source}} {
		err := g.guard(w, doubt, t.field, t.text)
		if err != nil && scheme.RefusalsOf(err) == nil {
			return m, err
		}
		no.Add(err)
	}
	return m, no.Err()
}

// organisationOf finds the organisation on record with a corporate number.
func organisationOf(w *desk.Work, number string) (scheme.Organisation, error) {
	if err := scheme.CheckCorporateNumber(number); err != nil {
		return scheme.Organisation{}, err
	}
	for _, kind := range []scheme.OrganisationKind{scheme.Maker, scheme.Agency} {
		all, err := w.Organisations(kind)
		if err != nil {
			return scheme.Organisation{}, labeldesk.Wrap("list organisations", err)
		}
		for _, o := range all {
			if o.CorporateNumber == number {
				return o, nil
			}
		}
	}
	return scheme.Organisation{}, scheme.Refuse(scheme.Invalid, "refusal.misuse.not_on_record").On("corporate_number")
}

// Enter drafts an entry. The public sees nothing of it yet.
func (g *Register) Enter(ctx context.Context, who scheme.Actor, d Draft) (id scheme.MisuseID, err error) {
	err = g.labels.Do(ctx, who, string(scheme.DeedEditMisuse), func(w *desk.Work) error {
		id, err = g.EnterIn(w, d, "")
		return err
	})
	return id, err
}

// EnterIn is Enter inside another deed, for an entry that comes from a doubt.
func (g *Register) EnterIn(w *desk.Work, d Draft, doubt scheme.DoubtID) (scheme.MisuseID, error) {
	if err := labeldesk.OnlyOfficers(w, scheme.DeedEditMisuse); err != nil {
		return "", err
	}
	m, err := d.fill(w, g, doubt)
	if err != nil {
		return "", err
	}
	if err := notRecused(w, m); err != nil {
		return "", err
	}
	m.ID, m.State, m.Doubt, m.EnteredBy, m.Entered = scheme.MisuseID(rand.Text()), scheme.MisuseDraft, doubt, w.Who.Person.ID, w.Now
	if err := w.PutMisuse(&m); err != nil {
		return "", labeldesk.Wrap("write entry", err)
	}
	w.Audit("misuse:"+string(m.ID), nil, m)
	return m.ID, nil
}

// change does a deed to an entry.
func (g *Register) change(ctx context.Context, who scheme.Actor, id scheme.MisuseID, deed scheme.Deed, do func(*desk.Work, *scheme.Misuse) error) error {
	return g.labels.Do(ctx, who, string(deed), func(w *desk.Work) error {
		m, err := take(w, id, deed)
		if err != nil {
			return err
		}
		before := m
		if err := do(w, &m); err != nil {
			return err
		}
		return keep(w, before, &m)
	})
}

func keep(w *desk.Work, before scheme.Misuse, m *scheme.Misuse) error {
	if err := w.PutMisuse(m); err != nil {
		return labeldesk.Wrap("write entry", err)
	}
	w.Audit("misuse:"+string(m.ID), before, *m)
	return nil
}

// Edit replaces what a draft says. From then on the editor cannot publish it.
func (g *Register) Edit(ctx context.Context, who scheme.Actor, id scheme.MisuseID, d Draft) error {
	return g.change(ctx, who, id, scheme.DeedEditMisuse, func(w *desk.Work, m *scheme.Misuse) error {
		with, err := d.fill(w, g, m.Doubt)
		if err != nil {
			return err
		}
		if err := notRecused(w, with); err != nil {
			return err
		}
		return m.Edit(with, w.Who.Person.ID)
	})
}

// Notice notes that whom the entry is about was written to, on which day and
// how. An organisation on record is also written to from here.
func (g *Register) Notice(ctx context.Context, who scheme.Actor, id scheme.MisuseID, day scheme.Date, how string) error {
	return g.change(ctx, who, id, scheme.DeedNoticeMisuse, func(w *desk.Work, m *scheme.Misuse) error {
		if err := m.Notice(w.Scheme.Misuse, day, how, w.Today); err != nil {
			return err
		}
		return g.tell(w, *m, "misuse_noticed", map[string]string{"until": string(m.Due)})
	})
}

// Answer enters what whom the entry is about has answered. It stands beside a
// published entry from then on.
func (g *Register) Answer(ctx context.Context, who scheme.Actor, id scheme.MisuseID, text string, day scheme.Date) error {
	return g.change(ctx, who, id, scheme.DeedAnswerMisuse, func(w *desk.Work, m *scheme.Misuse) error {
		if err := g.guard(w, m.Doubt, "answer", text); err != nil {
			return err
		}
		if err := m.Answers(text, day, w.Today); err != nil {
			return err
		}
		if m.State != scheme.MisuseStanding {
			return nil
		}
		return answered(w, *m)
	})
}

func answered(w *desk.Work, m scheme.Misuse) error {
	return w.Publish(scheme.MisuseAnswered, "", w.Today, facts(m), map[string]string{"answer": m.Answer})
}

func facts(m scheme.Misuse) map[string]string {
	return map[string]string{"misuse": strconv.Itoa(m.Number)}
}

// Publish makes an entry public. It takes a fresh passkey and an officer who
// did not enter it, and refuses as scheme.Misuse.Publish does.
func (g *Register) Publish(ctx context.Context, who scheme.Actor, id scheme.MisuseID) error {
	return g.change(ctx, who, id, scheme.DeedPublishMisuse, func(w *desk.Work, m *scheme.Misuse) error {
		number, err := w.NextSerial(serial)
		if err != nil {
			return labeldesk.Wrap("number an entry", err)
		}
		if err := m.Publish(w.Scheme.Misuse, int(number), w.Who.Person.ID, w.Today); err != nil {
			return err
		}
		if err := w.Who.Fresh(w.Now); err != nil {
			return err
		}
		what := facts(*m)
		what["template"] = m.Template
		if m.Urgent && m.Noticed == "" {
			what["urgent"] = "yes"
		}
		err = w.Publish(scheme.MisusePublished, "", w.Today, what, map[string]string{"text_ja": m.Said.Ja, "text_en": m.Said.En, "source": m.Source})
		if err == nil && m.Answer != "" {
			err = answered(w, *m)
		}
		if err != nil {
			return err
		}
		return g.tell(w, *m, "misuse_published", nil)
	})
}

// LookAgain notes that an entry still holds.
func (g *Register) LookAgain(ctx context.Context, who scheme.Actor, id scheme.MisuseID) error {
	return g.change(ctx, who, id, scheme.DeedReviewMisuse, func(w *desk.Work, m *scheme.Misuse) error {
		return m.LookAgain(w.Scheme.Misuse, w.Today)
	})
}

// End ends an entry. It takes a fresh passkey.
func (g *Register) End(ctx context.Context, who scheme.Actor, id scheme.MisuseID, why scheme.GroundID) error {
	return g.change(ctx, who, id, scheme.DeedEndMisuse, func(w *desk.Work, m *scheme.Misuse) error {
		if err := m.Finish(w.Scheme.Misuse, why, []scheme.Role{scheme.RoleOfficer}, w.Today); err != nil {
			return err
		}
		if err := w.Who.Fresh(w.Now); err != nil {
			return err
		}
		return g.ended(w, *m)
	})
}

func (g *Register) ended(w *desk.Work, m scheme.Misuse) error {
	if err := w.Publish(scheme.MisuseEnded, "", w.Today, facts(m), nil); err != nil {
		return err
	}
	return g.tell(w, m, "misuse_ended", nil)
}

// Drop discards an entry of which the public never knew.
func (g *Register) Drop(ctx context.Context, who scheme.Actor, id scheme.MisuseID) error {
	return g.change(ctx, who, id, scheme.DeedDropMisuse, func(_ *desk.Work, m *scheme.Misuse) error { return m.Discard() })
}

// tell writes to whom the entry is about, when it is on record here and has an
// address. Others are written to by post, which the notice notes.
func (g *Register) tell(w *desk.Work, m scheme.Misuse, kind string, more map[string]string) error {
	if m.Organisation == "" {
		return nil
	}
	org, err := w.Organisation(m.Organisation)
	if err != nil {
		return labeldesk.Wrap("read whom an entry is about", err)
	}
	template, _ := w.Scheme.Misuse.Template(m.Template)
	lang := labeldesk.Lang(org)
	args := map[string]string{"text": template.Says(m.Party, m.Product, m.Seen).In(lang), "source": m.Source}
	if m.Number > 0 && kind != "misuse_noticed" {
		args["link"] = g.labels.Base + "/" + lang + "/misuse/" + strconv.Itoa(m.Number)
	}
	for name, value := range more {
		args[name] = value
	}
	err = g.labels.Tell(w, m.Organisation, kind, args)
	if errors.Is(err, labeldesk.ErrNoContact) {
		return nil // written to by post only
	}
	return err
}

// Standing lists for everybody the entries that stand today, the newest first.
func (g *Register) Standing(ctx context.Context) (all []scheme.PublicMisuse, err error) {
	err = g.labels.Look(ctx, scheme.System(), func(w *desk.Work) error {
		standing, err := w.Misuses(scheme.MisuseStanding)
		if err != nil {
			return labeldesk.Wrap("list entries", err)
		}
		all = nil
		for _, m := range standing {
			if one, public := m.Public(w.Scheme.Misuse); public && !m.RunsOut(w.Today) {
				all = append(all, one)
			}
		}
		return nil
	})
	return all, err
}

// Numbered reads for everybody a published entry, also when it has ended. It
// refuses an unknown number with Missing.
func (g *Register) Numbered(ctx context.Context, number int) (one scheme.PublicMisuse, err error) {
	err = g.labels.Look(ctx, scheme.System(), func(w *desk.Work) error {
		m, err := w.MisuseNumbered(number)
		if err != nil {
			return labeldesk.Wrap("read entry", err)
		}
		if m.RunsOut(w.Today) { // what the software's own deed writes down in a while
			m.Ended, m.End = m.Review.AddDays(1), scheme.NotReviewed
		}
		one, _ = m.Public(w.Scheme.Misuse)
		return nil
	})
	return one, err
}

// Daily ends the entries that nobody has looked at again, and reminds the
// officers, once for each day, of those whose review is near. It returns about
// how many it did something, and is the software's own deed.
func (g *Register) Daily(ctx context.Context) (n int, err error) {
	return desk.Fulfil(ctx, g.labels.Desk, desk.Duty[scheme.MisuseID]{What: "look after entry", Deed: string(scheme.DeedEndMisuse), Due: standing, Do: g.due})
}

func standing(w *desk.Work) (all []scheme.MisuseID, err error) {
	entries, err := w.Misuses(scheme.MisuseStanding)
	for _, m := range entries {
		all = append(all, m.ID)
	}
	return all, labeldesk.Wrap("list entries", err)
}

func (g *Register) due(w *desk.Work, id scheme.MisuseID) (did bool, err error) {
	m, err := w.Misuse(id)
	if err != nil {
		return false, labeldesk.Wrap("read entry", err)
	}
	before := m
	switch {
	case m.RunsOut(w.Today):
		if err := m.Finish(w.Scheme.Misuse, scheme.NotReviewed, []scheme.Role{scheme.RoleSystem}, w.Today); err != nil {
			return false, err
		}
		if err := g.ended(w, m); err != nil {
			return false, err
		}
	case m.State == scheme.MisuseStanding && m.Review <= w.Today.AddDays(w.Scheme.Misuse.RemindDays) && m.Reminded != m.Review:
		m.Reminded = m.Review
		err := g.labels.TellOfficers(w, "misuse_review", "/desk/office/misuse/"+string(m.ID), map[string]string{"party": m.Party.Ja, "until": string(m.Review)})
		if err != nil {
			return false, err
		}
	default:
		return false, nil
	}
	return true, keep(w, before, &m)
}
