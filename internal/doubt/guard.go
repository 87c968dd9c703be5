package doubt

import (
	"shirushi/internal/desk"
	"shirushi/internal/fold"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/surveillance"
)

// guardCase keeps who reported out of what the holder of a label or everyone
// reads of a case. It refuses a copy of a report; short words by which who
// reported might be known, unless the officer is sure; and where it must be, an
// officer who is not. Of a report that was erased nothing is left to give away.
func (i *Inbox) guardCase(w *desk.Work, reports []scheme.DoubtID, said surveillance.Said) error {
	for _, id := range reports {
		d, err := w.Doubt(id)
		if err != nil {
			return labeldesk.Wrap("read doubt", err)
		}
		c, err := i.told(d)
		if err != nil {
			return err
		}
		how, err := reading(w, d.Label)
		if err != nil {
			return err
		}
		if piece := c.Copied(said.Text, how); piece != "" {
			return scheme.Refuse(scheme.Invalid, "refusal.doubt.betrays").On(said.Field).With(piece)
		}
		if said.Sure {
			continue
		}
		how.Public = append(how.Public, said.Known...)
		if piece := c.Hints(said.Text, how); piece != "" {
			return scheme.Refuse(scheme.Invalid, "refusal.doubt.hints").On(said.Field).With(piece)
		}
	}
	if said.Asked && !said.Sure {
		return scheme.Refuse(scheme.Invalid, "refusal.doubt.sure").On("sure")
	}
	return nil
}

// GuardLabel keeps those out of a text about a label who reported what a case
// about it looked into: it refuses their contact and a copy of their words.
func (i *Inbox) GuardLabel(w *desk.Work, label scheme.LabelNumber, field, text string) error {
	all, err := w.Doubts(store.DoubtFilter{Label: label})
	if err != nil {
		return labeldesk.Wrap("list doubts", err)
	}
	for _, d := range all {
		if d.Case == "" {
			continue
		}
		if err := i.guard(w, d.ID, field, text); err != nil {
			return err
		}
	}
	return nil
}

// reading says which words point to nobody: those of the label, and those with
// which the scheme asks for and explains what a product is to do.
func reading(w *desk.Work, number scheme.LabelNumber) (scheme.Reading, error) {
	how := scheme.Reading{Fold: fold.Text, Clues: w.Scheme.Doubts.Clues}
	add := func(texts ...scheme.Text) {
		for _, t := range texts {
			how.Public = append(how.Public, t.Ja, t.En)
		}
	}
	for _, g := range w.Scheme.Glossary.Groups {
		for _, t := range g.Terms {
			add(t.Word, t.Text)
		}
	}
	for _, e := range w.Scheme.Editions {
		for _, c := range e.Items {
			add(c.Title, c.Guidance.Asked, c.Guidance.Rationale, c.Guidance.Evidence, c.Guidance.Mistakes)
		}
	}
	if number == "" {
		return how, nil
	}
	l, err := w.Label(number)
	if err != nil {
		return how, labeldesk.Wrap("read label", err)
	}
	add(l.Product.Name, l.HolderName)
	how.Public = append(how.Public, l.Product.Models...)
	return how, nil
}
