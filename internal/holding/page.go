package holding

import (
	"context"
	"slices"
	"strings"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
)

// An Update is parts of a product told anew.
type Update struct {
	Revision int // of the label that the form showed
	Product  scheme.Product
	Fields   []string // parts that the form held; others stay
	Shorter  bool     // the holder knows that validity ends earlier
}

// UpdatePage replaces parts of a label page by a change that does not affect
// the assessment. The public reads which parts were told anew. When support ends
// earlier than validity did, validity ends with it.
func (h *Holding) UpdatePage(ctx context.Context, who scheme.Actor, n scheme.LabelNumber, u Update) error {
	return h.Change(ctx, who, n, scheme.DeedUpdatePage, func(w *desk.Work, l *scheme.Label) error {
		if l.Revision != u.Revision {
			return scheme.Refuse(scheme.Conflict, "refusal.stale")
		}
		fields := slices.DeleteFunc(slices.Clone(u.Fields), func(f string) bool { return !slices.Contains(scheme.UpdateFields, f) })
		until := l.ValidUntil
		changed, err := l.UpdatePage(u.Product, fields, u.Shorter, w.Today, w.Now)
		if err != nil {
			return err
		}
		if err := publishUpdate(w, *l, changed); err != nil {
			return err
		}
		if l.ValidUntil != until {
			if err := w.PublishFrom(l.Listed, scheme.LabelUpdated, n, w.Today, l.Facts(), l.Texts()); err != nil {
				return err
			}
		}
		return h.TellHolder(w, *l, "label_page_updated", map[string]string{"until": string(l.ValidUntil)})
	})
}

// publishUpdate tells the public which parts of the product were told anew.
func publishUpdate(w *desk.Work, l scheme.Label, changed []string) error {
	texts := map[string]string{}
	for _, field := range changed {
		texts[field] = l.Product.Says(field)
	}
	slices.Sort(changed)
	return w.PublishFrom(l.Listed, scheme.LabelUpdated, l.Number, w.Today, map[string]string{"parts": "product", "fields": strings.Join(changed, " ")}, texts)
}

// NameSuccessor says which label follows this one, by its number as typed; ""
// takes that back. It must be a label of the same holder that the public knows.
func (h *Holding) NameSuccessor(ctx context.Context, who scheme.Actor, n scheme.LabelNumber, typed string) error {
	return h.Change(ctx, who, n, scheme.DeedNameSuccessor, func(w *desk.Work, l *scheme.Label) error {
		next, err := successorOf(w, *l, typed)
		if err != nil {
			return err
		}
		if err := l.NameSuccessor(next, w.Now); err != nil {
			return err
		}
		return w.PublishFrom(l.Listed, scheme.LabelUpdated, n, w.Today, map[string]string{"parts": "successor", "successor": string(next)}, nil)
	})
}

func successorOf(w *desk.Work, l scheme.Label, typed string) (scheme.LabelNumber, error) {
	if strings.TrimSpace(typed) == "" {
		return "", nil
	}
	number, err := w.Scheme.Numbering.Registration.Parse(typed)
	if err != nil {
		return "", renamed(err, "successor")
	}
	next, err := w.Label(scheme.LabelNumber(number))
	if err != nil && !scheme.IsRefusal(err, scheme.Missing) {
		return "", labeldesk.Wrap("read the successor", err)
	}
	if err != nil || next.Holder != l.Holder || !next.ListedOn(w.Today) {
		return "", scheme.Refuse(scheme.Invalid, "refusal.successor.unknown").On("successor").With(number)
	}
	return next.Number, nil
}
