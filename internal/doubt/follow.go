package doubt

import (
	"context"
	"slices"
	"strings"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
)

// ofReceipt finds the doubt of a receipt. Whoever has none learns no more than
// that.
func ofReceipt(w *desk.Work, typed string) (scheme.Doubt, error) {
	receipt := Receipt(typed)
	if len(receipt) != receiptLength {
		return scheme.Doubt{}, scheme.Refuse(scheme.Missing, "refusal.receipt").On("receipt")
	}
	d, err := w.DoubtOf(hashed(receipt))
	if scheme.IsRefusal(err, scheme.Missing) {
		return d, scheme.Refuse(scheme.Missing, "refusal.receipt").On("receipt")
	}
	return d, labeldesk.Wrap("read doubt", err)
}

// Follow says how the doubt stands to which a receipt was given. It refuses a
// receipt that nobody was given.
func (i *Inbox) Follow(ctx context.Context, receipt string) (n scheme.DoubtNews, err error) {
	err = i.labels.Look(ctx, scheme.System(), func(w *desk.Work) error {
		d, err := ofReceipt(w, receipt)
		if err != nil {
			return err
		}
		c, err := i.told(d)
		if err != nil {
			return err
		}
		_, no := scheme.Next(scheme.DoubtRules, d.State, scheme.DeedAddToDoubt, reporter)
		p := w.Scheme.Doubts
		n = scheme.DoubtNews{State: d.State, Label: d.Label, Received: d.Received, Gone: !d.Forgotten.IsZero(), KeepDays: p.KeepDays,
			MayAdd: no == nil && count(c) < p.MessagesMost}
		if d.State == scheme.DoubtSpam { // who is not told what was made of it learns nothing to work around
			n.State = scheme.DoubtReceived
		}
		if err := today(w, &n); err != nil {
			return err
		}
		for _, m := range c.Messages {
			if m.By != "" {
				m.By = officer
			}
			n.Messages = append(n.Messages, m)
		}
		return nil
	})
	return n, err
}

// today adds what the public sees of the label now: whoever was told of a
// revocation learns here that it was annulled since.
func today(w *desk.Work, n *scheme.DoubtNews) error {
	if n.Label == "" {
		return nil
	}
	l, err := w.Label(n.Label)
	if err != nil {
		return labeldesk.Wrap("read label", err)
	}
	if !l.ListedOn(w.Today) {
		return nil
	}
	n.Status = l.StatusOn(w.Today)
	for _, a := range l.Annulled {
		if a.On >= w.Scheme.Day(n.Received) {
			n.Annulled = a
		}
	}
	return nil
}

// reporter is how rules see who reported; officer stands for each of them.
var reporter = []scheme.Role{scheme.RoleSystem}

const officer scheme.PersonID = "office"

// count is how many messages who reported has added.
func count(c scheme.Confidence) (n int) {
	for _, m := range c.Messages {
		if m.By == "" {
			n++
		}
	}
	return n
}

// Add adds a message of who reported. What was just added is not added again.
// It refuses more than the scheme's data lets in, and a doubt that is closed.
func (i *Inbox) Add(ctx context.Context, receipt, text string) error {
	return i.labels.Do(ctx, scheme.System(), string(scheme.DeedAddToDoubt), func(w *desk.Work) error {
		d, err := ofReceipt(w, receipt)
		if err != nil {
			return err
		}
		c, err := i.told(d)
		if err != nil {
			return err
		}
		if last := len(c.Messages) - 1; last >= 0 && c.Messages[last].By == "" && c.Messages[last].Text == text {
			w.Unchanged()
			return nil
		}
		p := w.Scheme.Doubts
		if strings.TrimSpace(text) == "" {
			return scheme.Refuse(scheme.Invalid, "refusal.report.message").On("message")
		}
		if err := scheme.CheckText("message", text, p.TextAtMost); err != nil {
			return err
		}
		if count(c) >= p.MessagesMost {
			return scheme.Refuse(scheme.TooOften, "refusal.report.messages").On("message").With(p.MessagesMost)
		}
		before := d
		if err := d.Do(scheme.DeedAddToDoubt, reporter, w.Now); err != nil {
			return scheme.Refuse(scheme.Conflict, "refusal.report.closed").On("message")
		}
		d.Unread, d.Due = true, i.due(w)
		c.Messages = append(slices.Clip(c.Messages), scheme.DoubtMessage{At: w.Now, Text: text})
		return i.keep(w, before, &d, c)
	})
}
