package store

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"

	"shirushi/internal/fold"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

func entryRecord(e *registry.Entry) record {
	return record{table: "entry", keys: 1, columns: []column{
		{"number", derived{e.Number}}, {"number_key", derived{numberKey(string(e.Number))}}, {"level", derived{e.Level}},
		{"valid_from", derived{e.ValidFrom}}, {"valid_until", derived{e.ValidUntil}},
		{"extension_applied", derived{e.ExtensionApplied}}, {"extension_refused", derived{e.ExtensionRefused}},
		{"withdrawn", derived{e.Withdrawn}}, {"revoked", derived{e.Revoked}},
		{"listed", derived{e.Listed}}, {"terms", derived{e.Terms()}}, {"body", facts{e}},
	}}
}

func entryBody(e *registry.Entry) record {
	return record{table: "entry", columns: []column{{"body", facts{e}}}}
}

// numberKey is a number without the spaces and hyphens that people put into
// it, folded.
func numberKey(number string) string {
	return strings.NewReplacer(" ", "", "-", "", "\n", "").Replace(fold.Text(number))
}

// PutEntry writes what the public may know of a label.
func (tx *Tx) PutEntry(e registry.Entry) error {
	if err := tx.writes(e.Number); err != nil {
		return err
	}
	return tx.upsert(entryRecord(&e))
}

// Entry reads what the public may know of a label on day. It refuses with
// Missing an unknown number, and in the same words that of a label whose
// listing day has not come.
func (tx *Tx) Entry(number scheme.LabelNumber, day scheme.Date) (registry.Entry, error) {
	if err := needsDay(day); err != nil {
		return registry.Entry{}, err
	}
	return read(tx, entryBody, "WHERE number = $1 AND listed <= $2", number, day)
}

// needsDay fails a public reading that does not say for which day it is: it
// would show what is not listed yet.
func needsDay(day scheme.Date) error {
	if day == "" {
		return errors.New("read entries: without the day")
	}
	return nil
}

// Entry is Tx.Entry in a reading transaction of its own.
func (s *Store) Entry(ctx context.Context, number scheme.LabelNumber, day scheme.Date) (registry.Entry, error) {
	tx := &Tx{ctx: ctx, on: s.read, dialect: &s.dialect}
	return tx.Entry(number, day)
}

// Bounds of a search.
const (
	mostSearched = 200 // characters
	mostWords    = 8
)

// Entries lists the entries that are listed on the day of the query. Text finds those whose number begins with it,
// whatever spaces and hyphens stand in between, and those in whose number,
// holder, product name and models each of its words occurs. The entry whose
// number is exactly Text comes first, all others by number, highest first.
//
// It refuses a text too long, an unknown status or cursor, and a limit out
// of bounds; 0 means registry.MaxLimit.
func (s *Store) Entries(ctx context.Context, q registry.Query) (page registry.Page, err error) {
	err = s.View(ctx, func(tx *Tx) error {
		page, err = tx.entries(q)
		return err
	})
	return page, err
}

func (tx *Tx) entries(q registry.Query) (registry.Page, error) {
	if q.Limit < 0 || q.Limit > registry.MaxLimit {
		return registry.Page{}, scheme.Refuse(scheme.Invalid, "refusal.limit").On("limit").With(registry.MaxLimit)
	}
	if q.Limit == 0 {
		q.Limit = registry.MaxLimit
	}
	w, exact, err := matching(q)
	if err != nil {
		return registry.Page{}, err
	}
	total, err := scalar[int](tx, "entry", "SELECT COUNT(*) FROM entry "+w.String(), w.args...)
	if err != nil {
		return registry.Page{}, err
	}
	if err := w.after(q.Cursor, exact); err != nil {
		return registry.Page{}, err
	}
	order := " ORDER BY number DESC LIMIT "
	if exact != "" {
		order = " ORDER BY " + exact + " DESC, number DESC LIMIT "
	}
	found, err := list(tx, entryBody, w.String()+order+w.mark(q.Limit+1), w.args...) // one more tells whether there are more
	if err != nil {
		return registry.Page{}, err
	}
	page := registry.Page{Items: found, Total: total}
	if len(found) > q.Limit {
		page.Items = found[:q.Limit]
		last := page.Items[q.Limit-1].Number
		page.Next = cursor(numberKey(string(last)) == numberKey(q.Text), last)
	}
	return page, nil
}

// matching returns the conditions of a query without its cursor. exact is the
// expression that is 1 for the entry whose number was typed in full; "" when
// nothing was typed.
func matching(q registry.Query) (w *where, exact string, err error) {
	if err := needsDay(q.Day); err != nil {
		return nil, "", err
	}
	w = new(where)
	w.and("listed <= " + w.mark(q.Day))
	if exact, err = w.text(q.Text); err != nil {
		return nil, "", err
	}
	if err := w.status(q.Status, q.Day); err != nil {
		return nil, "", err
	}
	if q.Level != "" {
		w.and("level = " + w.mark(q.Level))
	}
	return w, exact, nil
}

// text restricts to what a person typed, and returns the exact of matching.
func (w *where) text(typed string) (exact string, err error) {
	if len([]rune(typed)) > mostSearched {
		return "", scheme.Refuse(scheme.Invalid, "refusal.search.long").On("q").With(mostSearched)
	}
	folded := strings.ReplaceAll(fold.Text(strings.ReplaceAll(typed, "\n", " ")), "\n", " ")
	key := numberKey(folded)
	if key == "" {
		return "", nil
	}
	words := strings.Fields(folded)
	if isNumber(key) || len(words) > mostWords {
		words = []string{strings.TrimSpace(folded)} // groups of digits are one number, not words
	}
	all := make([]string, len(words))
	for i, word := range words {
		all[i] = "terms LIKE " + w.mark(containing(word)) + ` ESCAPE '\'`
	}
	same := "number_key = " + w.mark(key)
	w.and("(" + same + " OR number_key LIKE " + w.mark(beginning(key)) + ` ESCAPE '\' OR ` + strings.Join(all, " AND ") + ")")
	return "CASE WHEN " + same + " THEN 1 ELSE 0 END", nil
}

func isNumber(key string) bool { return strings.Trim(key, "0123456789") == "" }

func (w *where) status(status scheme.Status, day scheme.Date) error {
	if status == "" {
		return nil
	}
	condition, ok := statusOn(status, w.mark(day))
	if !ok {
		return scheme.Refuse(scheme.Invalid, "refusal.status.unknown").On("status")
	}
	w.and(condition)
	return nil
}

// after restricts to what comes after the last entry of the page before.
func (w *where) after(token, exact string) error {
	if token == "" {
		return nil
	}
	b, err := base64.RawURLEncoding.DecodeString(token)
	flag, number, ok := strings.Cut(string(b), ":")
	if err != nil || !ok || flag != "0" && flag != "1" {
		return scheme.Refuse(scheme.Invalid, "refusal.cursor").On("cursor")
	}
	if exact == "" {
		w.and("number < " + w.mark(number))
		return nil
	}
	n := int64(flag[0] - '0')
	w.and("(" + exact + ", number) < (" + w.mark(n) + ", " + w.mark(number) + ")")
	return nil
}

// cursor names the place of an entry in the order of its list.
func cursor(exact bool, number scheme.LabelNumber) string {
	flag := "0:"
	if exact {
		flag = "1:"
	}
	return base64.RawURLEncoding.EncodeToString([]byte(flag + string(number)))
}
