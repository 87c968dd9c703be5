package doubt

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"shirushi/internal/desk"
	"shirushi/internal/fold"
	"shirushi/internal/labeldesk"
	"shirushi/internal/misuse"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/surveillance"
)

// A Row is a doubt of the officers' list.
type Row struct {
	Doubt   scheme.Doubt
	Product scheme.Text // of the label
	Late    bool        // the office should have moved
	Over    bool        // the case that it led to is over, and who reported has no answer yet
}

// A File is a doubt with what officers need to look into it. How to reach who
// reported is not among it: see Contact.
type File struct {
	Doubt  scheme.Doubt
	Told   scheme.Confidence // without the contact
	Label  scheme.Label      // zero when it is about none
	Status scheme.Status     // of the label today
	Policy scheme.DoubtPolicy
	Misuse scheme.MisusePolicy
	Deeds  []scheme.Deed
	Forget scheme.Date // from when on what was told is erased; "" while open
	Today  scheme.Date
	Over   bool // the case that it led to is over, and who reported has no answer yet
}

// List lists doubts for officers: those on which the office is to move first.
// What an officer keeps off is left out.
func (i *Inbox) List(ctx context.Context, who scheme.Actor) (rows []Row, err error) {
	err = i.labels.Look(ctx, who, func(w *desk.Work) error {
		if err := labeldesk.OnlyOfficers(w, deedRead); err != nil {
			return err
		}
		all, err := w.Doubts(store.DoubtFilter{})
		if err != nil {
			return labeldesk.Wrap("list doubts", err)
		}
		rows = nil
		for _, d := range all {
			l, err := labelOf(w, d)
			if scheme.IsRefusal(err, scheme.Denied) {
				continue
			}
			if err != nil {
				return err
			}
			over, err := caseOver(w, d)
			if err != nil {
				return err
			}
			rows = append(rows, Row{d, l.Product.Name, d.Due != "" && d.Due < w.Today, over})
		}
		return nil
	})
	return rows, err
}

// caseOver reports whether a doubt that is open led to a case that is over.
func caseOver(w *desk.Work, d scheme.Doubt) (bool, error) {
	if d.Case == "" || d.State != scheme.DoubtInCase {
		return false, nil
	}
	c, err := w.Case(d.Case)
	return c.Over(), labeldesk.Wrap("read case", err)
}

// deedRead names what officers do to see a doubt, where it is denied.
const deedRead scheme.Deed = "read_doubt"

// labelOf reads the label of a doubt. It refuses an officer who keeps off it.
func labelOf(w *desk.Work, d scheme.Doubt) (scheme.Label, error) {
	if d.Label == "" {
		return scheme.Label{}, nil
	}
	l, err := w.Label(d.Label)
	if err != nil {
		return l, labeldesk.Wrap("read label", err)
	}
	return l, labeldesk.NotRecused(w, l)
}

func (i *Inbox) take(w *desk.Work, id scheme.DoubtID, deed scheme.Deed) (d scheme.Doubt, l scheme.Label, c scheme.Confidence, err error) {
	if err = labeldesk.OnlyOfficers(w, deed); err != nil {
		return d, l, c, err
	}
	if d, err = w.Doubt(id); err != nil {
		return d, l, c, labeldesk.Wrap("read doubt", err)
	}
	if l, err = labelOf(w, d); err != nil {
		return d, l, c, err
	}
	c, err = i.told(d)
	return d, l, c, err
}

// Look reads one doubt for an officer who does not keep off its label.
func (i *Inbox) Look(ctx context.Context, who scheme.Actor, id scheme.DoubtID) (f File, err error) {
	err = i.labels.Look(ctx, who, func(w *desk.Work) error {
		d, l, c, err := i.take(w, id, deedRead)
		if err != nil {
			return err
		}
		c.Contact = ""
		f = File{Doubt: d, Told: c, Label: l, Policy: w.Scheme.Doubts, Misuse: w.Scheme.Misuse, Today: w.Today,
			Deeds: scheme.Allowed(scheme.DoubtRules, d.State, []scheme.Role{scheme.RoleOfficer})}
		if f.Over, err = caseOver(w, d); err != nil {
			return err
		}
		if d.Label != "" {
			f.Status = l.StatusOn(w.Today)
		}
		if d.Label == "" {
			f.Deeds = slices.DeleteFunc(f.Deeds, func(one scheme.Deed) bool { return one == scheme.DeedOpenCase })
		}
		if !d.Closed.IsZero() {
			f.Forget = d.ForgetOn(w.Scheme.Doubts, w.Scheme.Day(d.Closed))
		}
		return nil
	})
	return f, err
}

// Contact tells an officer how to reach who reported. It takes a fresh passkey,
// and that it was told is on record.
func (i *Inbox) Contact(ctx context.Context, who scheme.Actor, id scheme.DoubtID) (contact string, err error) {
	err = i.labels.Do(ctx, who, "read_contact", func(w *desk.Work) error {
		d, _, c, err := i.take(w, id, "read_contact")
		if err != nil {
			return err
		}
		if c.Contact == "" {
			return scheme.Refuse(scheme.Missing, "refusal.doubt.no_contact")
		}
		if err := w.Who.Fresh(w.Now); err != nil {
			return err
		}
		contact = c.Contact
		w.Audit("doubt:"+string(d.ID), nil, map[string]any{"read": "contact"})
		return nil
	})
	if err != nil {
		return "", err
	}
	return contact, nil
}

// change does an officer's deed to a doubt.
func (i *Inbox) change(ctx context.Context, who scheme.Actor, id scheme.DoubtID, deed scheme.Deed,
	do func(*desk.Work, *scheme.Doubt, *scheme.Confidence) error) error {
	return i.labels.Do(ctx, who, string(deed), func(w *desk.Work) error {
		d, _, c, err := i.take(w, id, deed)
		if err != nil {
			return err
		}
		before := d
		if err := d.Do(deed, []scheme.Role{scheme.RoleOfficer}, w.Now); err != nil {
			return err
		}
		d.Unread = false
		if d.State == scheme.DoubtReceived {
			d.Due = i.due(w)
		}
		if err := do(w, &d, &c); err != nil {
			return err
		}
		return i.keep(w, before, &d, c)
	})
}

// say adds a message of the office, which who reported reads.
// It refuses none, and one that is too long, on the field in which it is
// written: "question" or "reply".
func say(w *desk.Work, c *scheme.Confidence, field, text string) error {
	if strings.TrimSpace(text) == "" {
		return scheme.Refuse(scheme.Invalid, "refusal.doubt."+field).On(field)
	}
	if err := scheme.CheckText(field, text, labeldesk.MaxReason); err != nil {
		return err
	}
	c.Messages = append(slices.Clip(c.Messages), scheme.DoubtMessage{At: w.Now, By: w.Who.Person.ID, Text: text})
	return nil
}

// Ask asks who reported something. They read it where the receipt leads.
func (i *Inbox) Ask(ctx context.Context, who scheme.Actor, id scheme.DoubtID, text string) error {
	return i.change(ctx, who, id, scheme.DeedAskReporter, func(w *desk.Work, _ *scheme.Doubt, c *scheme.Confidence) error { return say(w, c, "question", text) })
}

// Answer answers who reported and closes the doubt.
func (i *Inbox) Answer(ctx context.Context, who scheme.Actor, id scheme.DoubtID, text string) error {
	return i.change(ctx, who, id, scheme.DeedAnswerDoubt, func(w *desk.Work, _ *scheme.Doubt, c *scheme.Confidence) error { return say(w, c, "reply", text) })
}

// MarkSpam puts a doubt aside that nobody means. Who sent it is not told.
func (i *Inbox) MarkSpam(ctx context.Context, who scheme.Actor, id scheme.DoubtID) error {
	return i.change(ctx, who, id, scheme.DeedMarkSpam, func(*desk.Work, *scheme.Doubt, *scheme.Confidence) error { return nil })
}

// UnmarkSpam takes a doubt back that was put aside by mistake. It refuses one
// of which nothing is kept any more.
func (i *Inbox) UnmarkSpam(ctx context.Context, who scheme.Actor, id scheme.DoubtID) error {
	return i.change(ctx, who, id, scheme.DeedUnmarkSpam, func(_ *desk.Work, d *scheme.Doubt, _ *scheme.Confidence) error {
		if !d.Forgotten.IsZero() {
			return scheme.Refuse(scheme.Conflict, "refusal.doubt.forgotten")
		}
		return nil
	})
}

// A CaseRequest says what an officer makes of a doubt.
type CaseRequest struct {
	About string // what is doubted, in the officer's words; the holder will read it
	Sure  bool   // the officer has looked whether the words tell who reported
	Take  bool   // the officer has the case from now on, unless somebody has it
}

// OpenCase opens a case about the doubt's label, or joins the one that is open.
// It refuses a copy of the report, an officer who is not sure, and, as long as
// it is not, words by which who reported might be known.
func (i *Inbox) OpenCase(ctx context.Context, who scheme.Actor, id scheme.DoubtID, q CaseRequest) (in scheme.CaseID, err error) {
	err = i.change(ctx, who, id, scheme.DeedOpenCase, func(w *desk.Work, d *scheme.Doubt, _ *scheme.Confidence) error {
		if d.Label == "" {
			return scheme.Refuse(scheme.Conflict, "refusal.doubt.no_label")
		}
		if err := checkAbout(q.About); err != nil {
			return err
		}
		var err error
		if in, err = surveillance.OpenIn(w, surveillance.OpenRequest{Label: d.Label, Cause: scheme.CauseDoubt, Text: q.About, Doubt: d.ID, Take: q.Take}); err != nil {
			return onAbout(err)
		}
		d.Case = in
		reports, err := w.Case(in)
		if err != nil {
			return labeldesk.Wrap("read case", err)
		}
		return i.guardCase(w, reports.Reports(), surveillance.Said{Field: fieldAbout, Text: q.About, Sure: q.Sure, Asked: true})
	})
	return in, err
}

// fieldAbout is the field of the words for the case.
const fieldAbout = "doubted"

func checkAbout(about string) error {
	return onAbout(labeldesk.CheckReason(about))
}

// onAbout puts what is refused of the words for the case to their field.
func onAbout(err error) error {
	for _, r := range scheme.RefusalsOf(err) {
		if r.Field != "" {
			r.Field = fieldAbout
		}
	}
	return err
}

// ToRegister drafts an entry of the register of improper use from the doubt.
func (i *Inbox) ToRegister(ctx context.Context, who scheme.Actor, id scheme.DoubtID, draft misuse.Draft) (entry scheme.MisuseID, err error) {
	err = i.change(ctx, who, id, scheme.DeedToRegister, func(w *desk.Work, d *scheme.Doubt, _ *scheme.Confidence) error {
		var err error
		entry, err = i.register.EnterIn(w, draft, d.ID)
		d.Misuse = entry
		return err
	})
	return entry, err
}

// guard keeps who reported out of an entry that came from a doubt. Where it was
// seen may read as it was told: it is what the entry is about.
func (i *Inbox) guard(w *desk.Work, id scheme.DoubtID, field, text string) error {
	if id == "" {
		return nil
	}
	d, err := w.Doubt(id)
	if err != nil {
		return labeldesk.Wrap("read doubt", err)
	}
	c, err := i.told(d)
	if err != nil {
		return err
	}
	if field == "source" {
		c.Where = ""
	}
	if piece := c.Betrays(text, fold.Text); piece != "" {
		return scheme.Refuse(scheme.Invalid, "refusal.doubt.betrays").On(field).With(piece)
	}
	return nil
}

// Forget takes away what is confidential in the doubts whose time has come, and
// returns how many. It is the software's own deed.
func (i *Inbox) Forget(ctx context.Context) (n int, err error) {
	return desk.Fulfil(ctx, i.labels.Desk, desk.Duty[scheme.DoubtID]{What: "forget doubt", Deed: string(scheme.DeedForgetDoubt), Due: toForget, Do: forget})
}

func toForget(w *desk.Work) (due []scheme.DoubtID, err error) {
	all, err := w.DoubtsToForget()
	for _, d := range all {
		due = append(due, d.ID)
	}
	return due, labeldesk.Wrap("list doubts", err)
}

func forget(w *desk.Work, id scheme.DoubtID) (did bool, err error) {
	d, err := w.Doubt(id)
	if err != nil {
		return false, labeldesk.Wrap("read doubt", err)
	}
	if day := d.ForgetOn(w.Scheme.Doubts, w.Scheme.Day(d.Closed)); day == "" || w.Today < day {
		return false, nil
	}
	before := d
	if err := d.Do(scheme.DeedForgetDoubt, reporter, w.Now); err != nil {
		return false, err
	}
	d.Closed, d.Forgotten, d.Sealed, d.Digest, d.HasContact = before.Closed, w.Now, nil, "", false
	return true, put(w, before, &d)
}

// Remind writes to the officers, once for each day that was missed, how many
// doubts wait for them. It is the software's own deed.
func (i *Inbox) Remind(ctx context.Context) (n int, err error) {
	err = i.labels.Do(ctx, scheme.System(), "remind_doubts", func(w *desk.Work) error {
		n = 0
		all, err := w.DoubtsDue(w.Today)
		if err != nil {
			return labeldesk.Wrap("list doubts", err)
		}
		for _, d := range all {
			if d.Reminded == d.Due {
				continue
			}
			before := d
			d.Reminded = d.Due
			if err := put(w, before, &d); err != nil {
				return err
			}
			n++
		}
		if n == 0 {
			w.Unchanged()
			return nil
		}
		return i.labels.TellOfficers(w, "doubts_overdue", "/desk/office/doubts", map[string]string{"count": strconv.Itoa(n)})
	})
	return n, err
}
