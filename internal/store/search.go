package store

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"

	"shirushi/internal/fold"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// Bounds of a search.
const (
	mostSearched = 200 // characters
	mostWords    = 8
)

// Entries lists the entries that are listed on the day of the query. Text finds those whose number begins with it,
// whatever spaces and hyphens stand in between, and those in whose number,
// holder, product name and models each of its words occurs. When the best are to come first, that is the entry whose
// number is exactly Text. Where the order asked for says nothing, the highest number comes first.
//
// It refuses a text too long, an unknown status, order or cursor, days that are none or in the wrong order, and a
// limit out of bounds; 0 means registry.MaxLimit.
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
	by, err := orderOf(q.Sort, exact)
	if err != nil {
		return registry.Page{}, err
	}
	total, err := scalar[int](tx, "entry", "SELECT COUNT(*) FROM (SELECT 1 FROM entry "+w.String()+" LIMIT "+w.mark(registry.MostCounted+1)+") AS counted", w.args...)
	if err != nil {
		return registry.Page{}, err
	}
	w.args = w.args[:len(w.args)-1]
	if err := w.after(q.Cursor, q.Sort, by); err != nil {
		return registry.Page{}, err
	}
	found, err := list(tx, foundEntry(by.key), w.String()+" ORDER BY "+by.sorts()+" LIMIT "+w.mark(q.Limit+1), w.args...) // one more tells whether there are more
	if err != nil {
		return registry.Page{}, err
	}
	page := registry.Page{Total: min(total, registry.MostCounted), More: total > registry.MostCounted}
	if len(found) > q.Limit {
		found = found[:q.Limit]
		last := found[q.Limit-1]
		page.Next = cursorOf(q.Sort, last.key, last.Number)
	}
	for _, f := range found {
		page.Items = append(page.Items, f.Entry)
	}
	return page, nil
}

// matching returns the conditions of a query without its cursor. exact is the
// expression that is 0 for the entry whose number was typed in full, else 1;
// "" when nothing was typed.
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
	for _, f := range []struct{ column, value string }{
		{"level", string(q.Level)}, {"category", string(q.Category)}, {"edition", string(q.Edition)}, {"evaluator", string(q.Evaluator)},
	} {
		if f.value != "" {
			w.and(f.column + " = " + w.mark(f.value))
		}
	}
	if holder := fold.Text(q.Holder); holder != "" {
		mark := w.mark(holder)
		w.and("(holder_ja = " + mark + " OR holder_en = " + mark + ")")
	}
	return w, exact, w.issued(q.IssuedFrom, q.IssuedUntil)
}

// issued restricts to labels first issued from one day until another.
func (w *where) issued(from, until scheme.Date) error {
	for _, d := range []struct {
		day             scheme.Date
		field, relation string
	}{{from, "issued_from", ">="}, {until, "issued_until", "<="}} {
		if d.day == "" {
			continue
		}
		if _, err := scheme.ParseDate(string(d.day)); err != nil {
			return scheme.NotADate(string(d.day)).On(d.field)
		}
		w.and("first_issued " + d.relation + " " + w.mark(d.day))
	}
	if from != "" && until != "" && until < from {
		return scheme.Refuse(scheme.Invalid, "refusal.search.days").On("issued_until")
	}
	return nil
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
	return "CASE WHEN " + same + " THEN '0' ELSE '1' END", nil
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

// An ordering sorts by key, from low to high, and within it by number.
type ordering struct {
	key    string // expression; '' in quotes for none
	rising bool   // numbers from low to high
}

func orderOf(sort registry.Order, exact string) (ordering, error) {
	switch sort {
	case registry.BestFirst:
		if exact != "" {
			return ordering{key: exact}, nil
		}
		return ordering{key: "''"}, nil
	case registry.NewestFirst:
		return ordering{key: "''"}, nil
	case registry.OldestFirst:
		return ordering{key: "''", rising: true}, nil
	case registry.EndingFirst:
		return ordering{key: "valid_until"}, nil
	case registry.ByHolder:
		return ordering{key: "holder_key"}, nil
	case registry.ByProduct:
		return ordering{key: "product_key"}, nil
	}
	return ordering{}, scheme.Refuse(scheme.Invalid, "refusal.search.sort").On("sort")
}

func (o ordering) sorts() string {
	keys := "number DESC"
	if o.rising {
		keys = "number"
	}
	if o.key != "''" {
		keys = o.key + ", " + keys
	}
	return keys
}

// A found is an entry with the key by which it was sorted.
type found struct {
	registry.Entry
	key string
}

func foundEntry(key string) func(*found) record {
	return func(f *found) record {
		return record{table: "entry", columns: []column{{"body", facts{&f.Entry}}, {key, &f.key}}}
	}
}

// A place is where a page ended: a cursor as it is written.
type place struct {
	Sort   registry.Order     `json:"s"`
	Key    string             `json:"k"`
	Number scheme.LabelNumber `json:"n"`
}

// after restricts to what comes after the last entry of the page before.
func (w *where) after(token string, sort registry.Order, by ordering) error {
	if token == "" {
		return nil
	}
	var p place
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || json.Unmarshal(b, &p) != nil || p.Number == "" || p.Sort != sort {
		return scheme.Refuse(scheme.Invalid, "refusal.cursor").On("cursor")
	}
	further := " < "
	if by.rising {
		further = " > "
	}
	if by.key == "''" {
		w.and("number" + further + w.mark(p.Number))
		return nil
	}
	key := w.mark(p.Key)
	w.and("(" + by.key + " > " + key + " OR " + by.key + " = " + key + " AND number" + further + w.mark(p.Number) + ")")
	return nil
}

// cursorOf names the place of an entry in the order of its list.
func cursorOf(sort registry.Order, key string, number scheme.LabelNumber) string {
	b, err := json.Marshal(place{sort, key, number})
	if err != nil {
		panic("store: a cursor cannot be written: " + err.Error()) // three texts
	}
	return base64.RawURLEncoding.EncodeToString(b)
}
