package takeover

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"shirushi/internal/scheme"
)

// A touched label is one on which the rows of a batch change something.
type touched struct {
	before scheme.Label
	now    scheme.Label
	rows   []int // those that changed it
}

// touch goes through the rows of labels that are on record. change puts a row
// to its label and says whether that altered it; a refusal leaves it as it was.
// write publishes what the rows altered.
func touch(e *entry, change func(Row, *scheme.Label) (bool, error), write func(*touched) error) error {
	labels, err := e.touchable()
	if err != nil {
		return err
	}
	var order []*touched
	byNumber := map[scheme.LabelNumber]*touched{}
	for i, row := range e.rows {
		if e.outcomes[i].what == refused {
			continue
		}
		number := canonical(e, row.text("number"))
		l, there := labels[number]
		if !there {
			e.refuse(i, scheme.Refuse(scheme.Missing, "refusal.takeover.label").On("number").With(row.text("number")))
			continue
		}
		t := byNumber[number]
		if t == nil {
			t = &touched{before: l, now: l}
			byNumber[number] = t
			order = append(order, t)
		}
		next := t.now
		next.News, next.Product.Models = slices.Clone(next.News), slices.Clone(next.Product.Models)
		altered, err := change(row, &next)
		switch {
		case err != nil && scheme.RefusalsOf(err) == nil:
			return err
		case err != nil:
			e.refuse(i, err)
		case altered:
			t.now, t.rows = next, append(t.rows, i)
			e.is(i, taken)
		}
	}
	for _, t := range order {
		if len(t.rows) == 0 {
			continue
		}
		t.now.Updated = e.Now
		if err := write(t); err != nil {
			return err
		}
	}
	return nil
}

// touchable reads the labels that the rows name.
func (e *entry) touchable() (map[scheme.LabelNumber]scheme.Label, error) {
	var numbers []scheme.LabelNumber
	for i, row := range e.rows {
		if e.outcomes[i].what == refused {
			continue
		}
		if n := canonical(e, row.text("number")); n != "" && !slices.Contains(numbers, n) {
			numbers = append(numbers, n)
		}
		if n := canonical(e, row.text("successor")); n != "" && !slices.Contains(numbers, n) {
			numbers = append(numbers, n)
		}
	}
	labels, err := e.LabelsOf(numbers)
	if err != nil {
		return nil, fmt.Errorf("read labels: %w", err)
	}
	return labels, nil
}

// canonical is the number as it is kept; "" for what is no number.
func canonical(e *entry, typed string) scheme.LabelNumber {
	n, err := e.Scheme.Numbering.Registration.Parse(typed)
	if err != nil {
		return ""
	}
	return scheme.LabelNumber(n)
}

// models adds models to labels that were taken over. Those of a label that was
// issued here were declared, and stay as they are.
func models(e *entry) error {
	add := func(row Row, l *scheme.Label) (bool, error) {
		if l.Application != "" {
			return false, scheme.Refuse(scheme.Conflict, "refusal.takeover.issued_here").On("number").With(string(l.Number))
		}
		more := row.list("models")
		if len(more) == 0 {
			return false, scheme.Refuse(scheme.Invalid, "refusal.takeover.empty").On("models")
		}
		there := map[string]bool{}
		for _, m := range l.Product.Models {
			there[m] = true
		}
		altered := false
		for _, m := range more {
			if !there[m] {
				l.Product.Models, there[m], altered = append(l.Product.Models, m), true, true
			}
		}
		return altered, l.Product.CheckModels()
	}
	return touch(e, add, func(t *touched) error {
		return e.change(t.before, &t.now, map[string]string{"parts": "models"},
			map[string]string{"models": strings.Join(t.now.Product.Models, "\n")}, scheme.LabelUpdated)
	})
}

// piece reads a row as a piece of news.
func (r Row) piece() scheme.News {
	n := scheme.News{Kind: scheme.NewsKind(r.text("kind")), On: r.day("on"), Firmware: r.text("firmware"),
		Text: scheme.Text{Ja: r.text("text_ja"), En: r.text("text_en")}, Link: r.text("link"), References: r.list("references")}
	return n
}

// news adds product news to labels, each piece once.
func news(e *entry) error {
	add := func(row Row, l *scheme.Label) (bool, error) {
		n := row.piece()
		if slices.ContainsFunc(l.News, func(told scheme.News) bool { return reflect.DeepEqual(told, n) }) {
			return false, nil
		}
		if err := n.Check(e.Today); err != nil {
			return false, err
		}
		if n.On < l.FirstIssued {
			return false, scheme.Refuse(scheme.Invalid, "refusal.takeover.before").On("on").With(n.On, "first_issued", l.FirstIssued)
		}
		l.News = append(l.News, n)
		return true, scheme.CheckNews(l.News, e.Today)
	}
	return touch(e, add, func(t *touched) error {
		for _, n := range t.now.News[len(t.before.News):] {
			if err := e.PublishFrom(t.now.Listed, scheme.LabelNews, t.now.Number, n.On, n.Facts(), n.Texts()); err != nil {
				return err
			}
		}
		return e.keep(t.before, &t.now)
	})
}

// successors names for labels the one of the product that follows. The public
// must know that one already.
func successors(e *entry) error {
	labels, err := e.touchable()
	if err != nil {
		return err
	}
	name := func(row Row, l *scheme.Label) (bool, error) {
		next, there := labels[canonical(e, row.text("successor"))]
		switch {
		case !there || !next.ListedOn(e.Today):
			return false, scheme.Refuse(scheme.Missing, "refusal.takeover.label").On("successor").With(row.text("successor"))
		case next.Number == l.Number:
			return false, scheme.Refuse(scheme.Invalid, "refusal.takeover.itself").On("successor")
		case next.Number == l.Successor:
			return false, nil
		case l.Successor != "" && !e.Update:
			return false, scheme.Refuse(scheme.Conflict, "refusal.takeover.differs").On("successor")
		}
		l.Successor = next.Number
		return true, nil
	}
	return touch(e, name, func(t *touched) error {
		return e.change(t.before, &t.now, map[string]string{"parts": "successor", "successor": string(t.now.Successor)}, nil, scheme.LabelUpdated)
	})
}
