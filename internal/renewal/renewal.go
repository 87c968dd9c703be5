// Package renewal tells holders of labels when validity is about to end and
// when it is over. It decides nothing and changes no label.
package renewal

import (
	"context"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A Renewal writes to holders. It is safe for use by several goroutines.
type Renewal struct{ labels *labeldesk.Desk }

// New returns one. base is the address of the site, for the links in letters.
func New(d *desk.Desk, post labeldesk.Post, base string) *Renewal {
	return &Renewal{labeldesk.New(d, post, base)}
}

// deedTell is under what the audit keeps that a holder was told; by it is
// known that a letter was sent.
const deedTell = "tell_renewal"

// mostAtOnce bounds the letters of one run, so that a large register does not
// flood the mail server; the rest goes with the next run.
const mostAtOnce = 500

// A mark is what the audit line of a letter says.
type mark struct {
	Renewal scheme.RenewalNote `json:"Renewal"`
}

// Remind sends the letters about the end of validity whose day has come, each
// once, and returns how many. It is the software's own deed.
func (r *Renewal) Remind(ctx context.Context) (sent int, err error) {
	return desk.Fulfil(ctx, r.labels.Desk, desk.Duty[scheme.LabelNumber]{What: "tell the holder of", Deed: deedTell, Due: dueLabels, Do: r.tell})
}

func dueLabels(w *desk.Work) (due []scheme.LabelNumber, err error) {
	first, last := w.Scheme.Extension.RenewalWindow(w.Today)
	for after := scheme.LabelNumber(""); len(due) < mostAtOnce; {
		some, err := w.Labels(store.LabelFilter{UntilFrom: first, UntilTo: last, After: after})
		if err != nil {
			return nil, labeldesk.Wrap("list labels", err)
		}
		if len(some) == 0 {
			break
		}
		for _, l := range some {
			if _, is, err := noteFor(w, l); err != nil {
				return nil, err
			} else if is {
				due = append(due, l.Number)
			}
			after = l.Number
		}
	}
	return due[:min(len(due), mostAtOnce)], nil
}

// noteFor returns what the holder is to be told now and was not told yet.
// Holders without an address are not told anything.
func noteFor(w *desk.Work, l scheme.Label) (note scheme.RenewalNote, is bool, err error) {
	note, is = w.Scheme.RenewalNote(l.Standing, w.Today)
	if !is {
		return note, false, nil
	}
	told, err := labeldesk.Marks[mark](w, deedTell, "label:"+string(l.Number))
	if err != nil {
		return note, false, err
	}
	for _, m := range told {
		if m.Renewal.Until == note.Until && m.Renewal.Days <= note.Days {
			return note, false, nil
		}
	}
	org, err := w.Organisation(l.Holder)
	return note, err == nil && org.Contact.Email != "", labeldesk.Wrap("read the holder", err)
}

func (r *Renewal) tell(w *desk.Work, n scheme.LabelNumber) (did bool, err error) {
	l, err := w.Label(n)
	if err != nil {
		return false, labeldesk.Wrap("read label", err)
	}
	note, is, err := noteFor(w, l)
	if err != nil || !is {
		return false, err // told, or extended, a moment ago
	}
	org, err := w.Organisation(l.Holder)
	if err != nil {
		return false, labeldesk.Wrap("read the holder", err)
	}
	w.Audit("label:"+string(n), nil, mark{note})
	more := map[string]string{"until": string(l.ValidUntil), "link": r.labels.Base + "/" + labeldesk.Lang(org) + "/desk/labels/" + string(n) + "/extend"}
	return true, r.labels.TellHolder(w, l, letterOf(note, l.StatusOn(w.Today)), more)
}

func letterOf(note scheme.RenewalNote, status scheme.Status) string {
	switch {
	case !note.Over():
		return "label_ends"
	case status == scheme.InExtension:
		return "label_waits"
	}
	return "label_over"
}
