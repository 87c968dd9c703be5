// Package surveillance does the deeds of cases: the office looks at a label
// after its issue, demands evidence, orders corrections, hears the holder and,
// if it must, revokes the label. A label is revoked nowhere else.
//
// What a case holds is confidential between the office and the holder, and
// who reported a doubt is not said to the holder at all.
package surveillance

import (
	"context"
	"crypto/rand"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
)

// A Room does deeds in cases. It is safe for use by several goroutines.
type Room struct {
	labels *labeldesk.Desk
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
}

// Open opens a case, or joins the case of the label that is open.
func (r *Room) Open(ctx context.Context, who scheme.Actor, q OpenRequest) (id scheme.CaseID, err error) {
	err = r.labels.Do(ctx, who, string(scheme.DeedCaseOpen), func(w *desk.Work) error {
		id, err = OpenIn(w, q)
		return err
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
		if err := c.Join(s, l.Level, w.Scheme.Surveillance); err != nil {
			return "", err
		}
		return c.ID, keep(w, before, &c)
	case !scheme.IsRefusal(err, scheme.Missing):
		return "", labeldesk.Wrap("read the open case", err)
	}
	c, err = scheme.NewCase(scheme.CaseID(rand.Text()), l, s, w.Scheme.Surveillance, w.Today)
	if err != nil {
		return "", err
	}
	c.Due = working(w, w.Scheme.Surveillance.TriageDays)
	return c.ID, keep(w, nil, &c)
}

// working returns the n-th working day from today; "" when n is 0.
func working(w *desk.Work, n int) scheme.Date {
	if n == 0 {
		return ""
	}
	return w.Scheme.Calendar.After(w.Today, n)
}

// keep writes a case as changed by a deed, with its audit line. before is nil
// for a new case.
func keep(w *desk.Work, before any, c *scheme.Case) error {
	if err := w.PutCase(c); err != nil {
		return labeldesk.Wrap("write case", err)
	}
	w.Audit("case:"+string(c.ID), before, *c)
	return nil
}
