package desk

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A Work is one deed under way. It holds only while the function runs that
// it was given to.
type Work struct {
	*store.Tx
	Who     scheme.Actor   // as the records have it now
	Now     time.Time      // of the deed: UTC, whole seconds
	Today   scheme.Date    // of the deed, in the scheme's zone
	Scheme  *scheme.Scheme // in use now
	Catalog string         // hash of its data

	desk      *Desk
	deed      string
	request   string
	lines     []store.AuditLine
	broken    error // the first that went wrong in Audit
	unchanged bool
}

// SchemeAt returns the scheme as it was under this hash. It refuses an
// unknown hash with Missing.
func (w *Work) SchemeAt(hash string) (*scheme.Scheme, error) { return w.desk.schemeOf(w.Tx, hash) }

// Judging returns the scheme under which an application is judged: while the
// applicant has it, the one in use; afterwards the one it was submitted
// under, so that new data never makes a declared checklist wrong.
func (w *Work) Judging(a *scheme.Application) (*scheme.Scheme, error) {
	if a.Catalog == "" || a.State == scheme.Draft || a.State == scheme.Returned {
		return w.Scheme, nil
	}
	s, err := w.SchemeAt(a.Catalog)
	if err != nil {
		return nil, fmt.Errorf("read the scheme of application %s: %w", a.ID, failure(err))
	}
	return s, nil
}

// Audit notes what the deed changed about a subject such as "application:ID".
// Of before and after, only the parts are kept in which they differ; nil says
// that there was nothing, or is nothing any more.
func (w *Work) Audit(subject string, before, after any) {
	was, is, err := difference(before, after)
	if err != nil && w.broken == nil {
		w.broken = fmt.Errorf("audit %s: %w", subject, err)
	}
	w.lines = append(w.lines, store.AuditLine{ID: rand.Text(), At: w.Now, Who: w.Who.Person.ID, Organisation: w.Who.Organisation.ID,
		Deed: w.deed, Subject: subject, Before: was, After: is, Request: w.request})
}

// Unchanged says that everything was already as the deed wants it, so that
// there is nothing to note.
func (w *Work) Unchanged() { w.unchanged = true }

func (w *Work) finish() error {
	if w.broken != nil {
		return w.broken
	}
	if len(w.lines) == 0 && !w.unchanged {
		return fmt.Errorf("deed %s left no audit line", w.deed)
	}
	if err := w.AddAudits(w.lines); err != nil {
		return fmt.Errorf("keep the audit lines of %s: %w", w.deed, failure(err))
	}
	return nil
}

// Publish adds a public event. facts are codes, numbers and dates that may
// stand for ever; texts are names and words, of which only salted commitments
// do. Empty ones are left out.
func (w *Work) Publish(kind scheme.EventKind, label scheme.LabelNumber, day scheme.Date, facts, texts map[string]string) error {
	return w.PublishFrom("", kind, label, day, facts, texts)
}

// PublishFrom is Publish for a fact that nobody may know before the day from.
func (w *Work) PublishFrom(from scheme.Date, kind scheme.EventKind, label scheme.LabelNumber, day scheme.Date, facts, texts map[string]string) error {
	fact := w.Fact(from, kind, label, day, facts, texts)
	if err := w.AddEvents([]store.Fact{fact}); err != nil {
		return fmt.Errorf("publish %s: %w", kind, failure(err))
	}
	return nil
}

// Fact makes the event of PublishFrom without writing it, for a deed that
// writes many at once.
func (w *Work) Fact(from scheme.Date, kind scheme.EventKind, label scheme.LabelNumber, day scheme.Date, facts, texts map[string]string) store.Fact {
	e := scheme.Event{ID: scheme.EventID(rand.Text()), Kind: kind, Recorded: w.Now, Day: day, Label: label,
		Facts: map[string]string{}, Commitments: map[string]string{}}
	for field, fact := range facts {
		if fact != "" {
			e.Facts[field] = fact
		}
	}
	var openings []scheme.Opening
	for field, text := range texts {
		if text == "" {
			continue
		}
		o := scheme.Opening{Event: e.ID, Field: field, Salt: salt(), Text: text}
		e.Commitments[field] = o.Commit()
		openings = append(openings, o)
	}
	return store.Fact{Event: e, Openings: openings, From: from}
}

func salt() string {
	b := make([]byte, 32)
	rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// difference returns the parts of before and after that are not alike, as
// JSON. Of objects only the fields that differ are kept, however deep; lists
// are kept whole.
func difference(before, after any) (was, is string, err error) {
	b, err := tree(before)
	if err != nil {
		return "", "", err
	}
	a, err := tree(after)
	if err != nil {
		return "", "", err
	}
	if b, a = apart(b, a); b != nil {
		if was, err = text(b); err != nil {
			return "", "", err
		}
	}
	if a != nil {
		is, err = text(a)
	}
	return was, is, err
}

// tree turns a value into maps, slices and plain values, by way of JSON.
func tree(v any) (any, error) {
	if v == nil {
		return nil, nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var out any
	return out, json.Unmarshal(b, &out)
}

func text(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

func apart(before, after any) (any, any) {
	b, ok := before.(map[string]any)
	a, also := after.(map[string]any)
	if !ok || !also {
		return before, after
	}
	was, is := map[string]any{}, map[string]any{}
	for key, old := range b {
		now, there := a[key]
		switch {
		case !there:
			was[key] = old
		case !reflect.DeepEqual(old, now):
			was[key], is[key] = apart(old, now)
		}
	}
	for key, now := range a {
		if _, there := b[key]; !there {
			is[key] = now
		}
	}
	return was, is
}
