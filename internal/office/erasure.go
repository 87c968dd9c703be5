package office

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// An ErasureFile is a label with all that its page of erasures needs.
type ErasureFile struct {
	Label  scheme.Label
	Status scheme.Status // today
	Events []ErasureEvent
	Rules  scheme.ErasureRules // in use now
}

// An ErasureEvent is one public event of the label and the texts of it that
// are still on record, by field.
type ErasureEvent struct {
	scheme.Event
	Texts []scheme.Opening
}

// ErasureRow is a label of which texts were taken back or are to be.
type ErasureRow struct {
	Label scheme.Label
	Open  bool // an erasure waits for a second person
}

// Erasures lists the labels of which texts were taken back or are to be; those
// that wait for a second person first. It is for people of the office.
func (o *Office) Erasures(ctx context.Context, who scheme.Actor) (rows []ErasureRow, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		if err := ofTheOffice(w); err != nil {
			return err
		}
		labels, err := w.LabelsWithErasures()
		rows = nil
		for _, l := range labels {
			_, open := l.OpenErasure()
			rows = append(rows, ErasureRow{l, open})
		}
		slices.SortStableFunc(rows, func(a, b ErasureRow) int { return rank(a.Open) - rank(b.Open) })
		return wrap("list erasures", err)
	})
	return rows, err
}

func rank(open bool) int {
	if open {
		return 0
	}
	return 1
}

// ErasuresOf reads what could be taken back of a label, and what was. It is
// for people of the office with a fresh passkey who do not keep off the label.
func (o *Office) ErasuresOf(ctx context.Context, who scheme.Actor, n scheme.LabelNumber) (f ErasureFile, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		l, err := takeForErasure(w, n)
		if err != nil {
			return err
		}
		f = ErasureFile{Label: l, Status: l.StatusOn(w.Today), Rules: w.Scheme.Erasure}
		f.Events, err = eventsOf(w, n)
		return err
	})
	return f, err
}

// ProposeErasure notes which texts of a label's events are to be taken back,
// and on which ground, for a second person of the office to confirm. Texts of
// the label's other events that read the same are taken along, or the label
// would tell them all the same. It takes an administrator. The public sees
// nothing of it yet.
func (o *Office) ProposeErasure(ctx context.Context, who scheme.Actor, n scheme.LabelNumber, texts []scheme.ErasedText, ground scheme.GroundID) error {
	return o.changeErasure(ctx, who, n, "propose_erasure", func(w *desk.Work, l *scheme.Label) (any, error) {
		if !w.Who.Is(scheme.RoleAdministrator) {
			return nil, scheme.Refuse(scheme.Denied, "refusal.administrator")
		}
		chosen, err := chosenTexts(w, *l, texts)
		if err != nil {
			return nil, err
		}
		if err := l.ProposeErasure(w.Scheme.Erasure, erasedTexts(chosen), ground, w.Who.Person.ID, w.Now); err != nil {
			return nil, err
		}
		return l.Erasures[len(l.Erasures)-1], nil
	})
}

// ConfirmErasure takes the texts back that somebody else has proposed:
// from the openings of the events and from the label. For each event an event
// says so to the public, and a letter says so to the label's holder.
func (o *Office) ConfirmErasure(ctx context.Context, who scheme.Actor, n scheme.LabelNumber) error {
	return o.changeErasure(ctx, who, n, "confirm_erasure", func(w *desk.Work, l *scheme.Label) (any, error) {
		open, _ := l.OpenErasure()
		chosen, err := chosenTexts(w, *l, open.Texts) // with what was told in the same words since
		if err != nil {
			return nil, err
		}
		if _, err := l.ConfirmErasure(w.Who.Person.ID, w.Now); err != nil {
			return nil, err
		}
		held := &l.Erasures[slices.IndexFunc(l.Erasures, func(e scheme.Erasure) bool { return e.Confirmed.Equal(w.Now) && e.Proposed.Equal(open.Proposed) })]
		held.Texts = erasedTexts(chosen)
		for _, c := range chosen {
			l.Forget(c.event, c.opening.Field, c.opening.Text, w.Scheme.Erasure.Shown)
			if err := w.EraseOpening(c.event.ID, c.opening.Field); err != nil {
				return nil, wrap("erase a text", err)
			}
		}
		for event, fields := range held.ByEvent() {
			err := w.PublishFrom(l.Listed, scheme.TextErased, n, w.Today,
				map[string]string{"event": fmt.Sprint(event), "fields": strings.Join(fields, " "), "ground": string(held.Ground)}, nil)
			if err != nil {
				return nil, err
			}
		}
		return *held, o.tellErased(w, *l, held.Ground)
	})
}

// tellErased writes to the holder of a label of which texts were taken back.
// The letter repeats none of them: of a product whose name was erased it says
// what its page says.
func (o *Office) tellErased(w *desk.Work, l scheme.Label, ground scheme.GroundID) error {
	org, err := w.Organisation(l.Holder)
	if err != nil {
		return wrap("read the holder", err)
	}
	why, _ := w.Scheme.Erasure.Ground(ground)
	return o.labels.TellHolder(w, l, "label_text_erased", map[string]string{"ground": why.Text.In(labeldesk.Lang(org))})
}

// DropErasure discards the erasure that waits.
func (o *Office) DropErasure(ctx context.Context, who scheme.Actor, n scheme.LabelNumber) error {
	return o.changeErasure(ctx, who, n, "drop_erasure", func(_ *desk.Work, l *scheme.Label) (any, error) {
		open, _ := l.OpenErasure()
		return open, l.DropErasure()
	})
}

// changeErasure does a deed to a label's erasures. Its audit line says what
// change returns, and nothing of the texts: what is recorded there stays.
func (o *Office) changeErasure(ctx context.Context, who scheme.Actor, n scheme.LabelNumber, deed string,
	change func(*desk.Work, *scheme.Label) (any, error)) error {
	return o.desk.Do(ctx, who, deed, func(w *desk.Work) error {
		l, err := takeForErasure(w, n)
		if err != nil {
			return err
		}
		l.Erasures, l.Corrections, l.News = slices.Clone(l.Erasures), slices.Clone(l.Corrections), slices.Clone(l.News)
		l.Warnings, l.PastHolders, l.Announced = slices.Clone(l.Warnings), slices.Clone(l.PastHolders), slices.Clone(l.Announced)
		erasure, err := change(w, &l)
		if err != nil {
			return err
		}
		if err := w.PutLabel(&l); err != nil {
			return wrap("write label", err)
		}
		if err := w.PutEntry(registry.Of(l, w.Scheme.Day)); err != nil {
			return wrap("write entry", err)
		}
		w.Audit("label:"+string(n), nil, erasure)
		return nil
	})
}

func ofTheOffice(w *desk.Work) error {
	if !w.Who.Is(scheme.RoleAdministrator) && !w.Who.Is(scheme.RoleOfficer) {
		return scheme.Refuse(scheme.Denied, "refusal.role").With(scheme.Code("deed.erase"))
	}
	return nil
}

// takeForErasure reads a label for people of the office with a fresh passkey
// who do not keep off it.
func takeForErasure(w *desk.Work, n scheme.LabelNumber) (scheme.Label, error) {
	if err := ofTheOffice(w); err != nil {
		return scheme.Label{}, err
	}
	l, err := w.Label(n)
	if err != nil {
		return l, wrap("read label", err)
	}
	if err := labeldesk.NotRecused(w, l); err != nil {
		return l, err
	}
	return l, w.Who.Fresh(w.Now)
}

// A chosenText is one text that is to be taken back.
type chosenText struct {
	event   scheme.Event
	opening scheme.Opening
}

// chosenTexts finds the texts that were chosen, and those of the label's other
// events that read the same. It refuses a text that is not on record, and the
// models that are in force: what the label is for must be known.
func chosenTexts(w *desk.Work, l scheme.Label, wanted []scheme.ErasedText) (chosen []chosenText, err error) {
	events, err := eventsOf(w, l.Number)
	if err != nil {
		return nil, err
	}
	words := map[string]bool{}
	for _, want := range wanted {
		found := false
		for _, e := range events {
			for _, text := range e.Texts {
				if e.Seq != want.Event || text.Field != want.Field {
					continue
				}
				if found = true; text.Field != "models" {
					words[text.Text] = true
				} else if text.Text == strings.Join(l.Product.Models, "\n") {
					return nil, scheme.Refuse(scheme.Conflict, "refusal.erasure.models").On("texts")
				}
			}
		}
		if !found {
			return nil, scheme.Refuse(scheme.Conflict, "refusal.erasure.gone").On("texts")
		}
	}
	for _, e := range events {
		for _, text := range e.Texts {
			asked := slices.Contains(wanted, scheme.ErasedText{Event: e.Seq, Field: text.Field})
			if asked || text.Field != "models" && words[text.Text] {
				chosen = append(chosen, chosenText{e.Event, text})
			}
		}
	}
	return chosen, nil
}

func erasedTexts(chosen []chosenText) (texts []scheme.ErasedText) {
	for _, c := range chosen {
		texts = append(texts, scheme.ErasedText{Event: c.event.Seq, Field: c.opening.Field})
	}
	return texts
}

func eventsOf(w *desk.Work, n scheme.LabelNumber) (out []ErasureEvent, err error) {
	events, openings, err := w.EventsOf(n)
	if err != nil {
		return nil, wrap("read the events of a label", err)
	}
	for _, e := range events {
		one := ErasureEvent{Event: e}
		for _, text := range openings {
			if text.Event == e.ID {
				one.Texts = append(one.Texts, text)
			}
		}
		out = append(out, one)
	}
	return out, nil
}
