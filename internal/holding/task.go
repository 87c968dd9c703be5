package holding

import (
	"cmp"
	"context"
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
)

// A TaskKind says what waits for the office.
type TaskKind string

const (
	TaskNews       TaskKind = "news"
	TaskSuccession TaskKind = "succession"
	TaskReissue    TaskKind = "reissue"
)

// A Task is one thing of holders that waits for the office.
type Task struct {
	Kind    TaskKind
	ID      string // of the news, the succession or the reissue
	Label   scheme.LabelNumber
	Product scheme.Text
	Holder  scheme.Text
	Since   scheme.Date
	Due     scheme.Date // "" when the scheme sets none
}

// Tasks lists what waits for the office, the earliest due first, without what
// the reader keeps off.
func (h *Holding) Tasks(ctx context.Context, who scheme.Actor) (out []Task, today scheme.Date, err error) {
	err = h.Look(ctx, who, func(w *desk.Work) error {
		out, today = nil, w.Today
		if !w.Who.Is(scheme.RoleOfficer) {
			return scheme.Refuse(scheme.Missing, "refusal.missing")
		}
		return gather(w, func(t Task, off func(scheme.Label) error) error {
			l, err := w.Label(t.Label)
			if err != nil {
				return labeldesk.Wrap("read label", err)
			}
			if err := off(l); err != nil {
				if scheme.RefusalsOf(err) != nil {
					return nil
				}
				return err
			}
			t.Product, t.Holder = l.Product.Name, l.HolderName
			out = append(out, t)
			return nil
		})
	})
	slices.SortStableFunc(out, func(a, b Task) int {
		return cmp.Or(cmp.Compare(orLast(a.Due), orLast(b.Due)), cmp.Compare(a.Since, b.Since))
	})
	return out, today, err
}

// orLast puts what has no day after all that has.
func orLast(d scheme.Date) scheme.Date { return cmp.Or(d, "9999-12-31") }

func gather(w *desk.Work, add func(Task, func(scheme.Label) error) error) error {
	plain := func(l scheme.Label) error { return labeldesk.NotRecused(w, l) }
	news, err := w.WaitingBulletins()
	if err != nil {
		return labeldesk.Wrap("list news", err)
	}
	for _, b := range news {
		if err := add(Task{Kind: TaskNews, ID: string(b.ID), Label: b.Label, Since: w.Scheme.Day(b.Told), Due: b.Due}, plain); err != nil {
			return err
		}
	}
	open, err := w.OpenSuccessions("")
	if err != nil {
		return labeldesk.Wrap("list successions", err)
	}
	for _, s := range open {
		if s.State != scheme.Taken {
			continue
		}
		both := func(l scheme.Label) error { return keepsOff(w, s, l) }
		if err := add(Task{Kind: TaskSuccession, ID: string(s.ID), Label: s.Label, Since: w.Scheme.Day(s.Waits()), Due: s.DecideDue()}, both); err != nil {
			return err
		}
	}
	wishes, err := w.OpenReissues()
	if err != nil {
		return labeldesk.Wrap("list reissues", err)
	}
	for _, r := range wishes {
		if err := add(Task{Kind: TaskReissue, ID: string(r.ID), Label: r.Label, Since: w.Scheme.Day(r.Waits()), Due: r.DecideDue()}, plain); err != nil {
			return err
		}
	}
	return nil
}

// News reads a piece of serious news for the office.
func (h *Holding) News(ctx context.Context, who scheme.Actor, id scheme.NewsID) (b scheme.Bulletin, l scheme.Label, due scheme.Date, err error) {
	err = h.Look(ctx, who, func(w *desk.Work) error {
		b, l, err = newsForOffice(w, id)
		due = b.Due
		return err
	})
	return b, l, due, err
}

// Wish reads a request for papers for the office, with the holder's name as it
// is on record now.
func (h *Holding) Wish(ctx context.Context, who scheme.Actor, id scheme.ReissueID) (r scheme.Reissue, l scheme.Label, name scheme.Text, err error) {
	err = h.Look(ctx, who, func(w *desk.Work) error {
		if r, l, err = reissueOf(w, id); err != nil {
			return err
		}
		if err := labeldesk.NotRecused(w, l); err != nil {
			return err
		}
		org, err := w.Organisation(r.Holder)
		name = org.Name
		return labeldesk.Wrap("read the holder", err)
	})
	return r, l, name, err
}
