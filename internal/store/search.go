package store

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// Bounds of a search.
const (
	mostSearched = 200 // characters
	mostWords    = 8
	fewestSigns  = 2 // of a text, and of the longest of its words
)

// Entries lists the entries that are listed on the day of the query. With a
// text it finds, the best first:
//
//	1 the entry whose number it is
//	2 those with this model
//	3 those with a model, or a part of one, that begins with it
//	4 those in whose product name each of its words stands
//	5 those in whose holder's name each of its words stands
//	6 those where each word stands in a name or begins a model, and those
//	  whose number begins with the text
//
// Width, case, kana, and in numbers and models spaces and hyphens make no
// difference; of a web address the number in it is looked for. Where the
// order says nothing, the highest number comes first. When no listed entry
// matches the text, the page has those that nearly do.
//
// It refuses a text that is too long or too short, an unknown status, order or cursor, days that are none or in the
// wrong order, and a limit out of bounds; 0 means registry.MaxLimit.
func (s *Store) Entries(ctx context.Context, q registry.Query) (page registry.Page, err error) {
	err = s.View(ctx, func(tx *Tx) error {
		page, err = tx.entries(q)
		return err
	})
	return page, err
}

func (tx *Tx) entries(q registry.Query) (registry.Page, error) {
	if err := checkQuery(&q); err != nil {
		return registry.Page{}, err
	}
	text, err := readText(q.Text)
	if err != nil {
		return registry.Page{}, err
	}
	from, err := placeOf(q.Cursor, q.Sort)
	if err != nil {
		return registry.Page{}, err
	}
	s := &search{tx: tx, q: q, text: text, from: from}
	if err := s.prepare(); err != nil {
		return registry.Page{}, err
	}
	return s.page()
}

// checkQuery refuses what makes no sense, but for text and cursor.
func checkQuery(q *registry.Query) error {
	if err := needsDay(q.Day); err != nil {
		return err
	}
	var no scheme.Refusals
	if q.Limit < 0 || q.Limit > registry.MaxLimit {
		no.Add(scheme.Refuse(scheme.Invalid, "refusal.limit").On("limit").With(registry.MaxLimit))
	}
	if q.Limit == 0 {
		q.Limit = registry.MaxLimit
	}
	if q.Status != "" && !slices.Contains(scheme.LabelStatuses, q.Status) {
		no.Add(scheme.Refuse(scheme.Invalid, "refusal.status.unknown").On("status"))
	}
	if !slices.Contains(registry.Orders, q.Sort) {
		no.Add(scheme.Refuse(scheme.Invalid, "refusal.search.sort").On("sort"))
	}
	for _, d := range []struct {
		day   scheme.Date
		field string
	}{{q.Day, "day"}, {q.IssuedFrom, "issued_from"}, {q.IssuedUntil, "issued_until"}} {
		if _, err := scheme.ParseDate(string(d.day)); d.day != "" && err != nil {
			no.Add(scheme.NotADate(string(d.day)).On(d.field))
		}
	}
	if q.IssuedFrom != "" && q.IssuedUntil != "" && q.IssuedUntil < q.IssuedFrom {
		no.Add(scheme.Refuse(scheme.Invalid, "refusal.search.order").On("issued_until").With(q.IssuedFrom, q.IssuedUntil))
	}
	return no.Err()
}

// A searchText is what a person typed, as it is compared.
type searchText struct {
	typed bool     // there is any
	key   string   // all of it as a number or a model
	words []string // each once
}

func readText(typed string) (t searchText, err error) {
	if !utf8.ValidString(typed) || strings.ContainsRune(typed, 0) {
		return t, scheme.Refuse(scheme.Invalid, "refusal.text.unreadable").On("q")
	}
	if utf8.RuneCountInString(typed) > mostSearched {
		return t, scheme.Refuse(scheme.Invalid, "refusal.search.long").On("q").With(mostSearched)
	}
	if strings.TrimSpace(typed) == "" {
		return t, nil
	}
	folded := registry.Searchable(numberInAddress(typed))
	t.typed, t.key = true, registry.ModelKey(folded)
	longest := 0
	for _, word := range registry.Words(folded) {
		longest = max(longest, utf8.RuneCountInString(word))
		if !slices.Contains(t.words, word) {
			t.words = append(t.words, word)
		}
	}
	switch {
	case longest < fewestSigns && utf8.RuneCountInString(t.key) < fewestSigns:
		return t, scheme.Refuse(scheme.Invalid, "refusal.search.short").On("q").With(fewestSigns)
	case longest < fewestSigns, len(t.words) > 1 && strings.Trim(t.key, "0123456789") == "":
		t.words = nil // signs or groups of digits that are one number or model
	case len(t.words) > mostWords:
		return t, scheme.Refuse(scheme.Invalid, "refusal.search.words").On("q").With(mostWords)
	}
	return t, nil
}

// numberInAddress returns the part of a web address that may be a label's
// number: a 2-D code holds such an address. Other text it returns as it is.
func numberInAddress(typed string) string {
	_, rest, is := strings.Cut(typed, "://")
	if !is {
		return typed
	}
	parts := strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune("/?#&=", r) })
	for i, part := range parts {
		digits := strings.IndexFunc(part, func(r rune) bool { return r >= '0' && r <= '9' })
		if i > 0 && digits >= 0 && len(registry.ModelKey(part)) >= nearNumber { // the first is the host
			return part
		}
	}
	return typed
}

// A place is where a page ended: a cursor as it is written.
type place struct {
	Sort registry.Order `json:"s"`
	Tier int            `json:"t,omitempty"`
	Key  string         `json:"k,omitempty"`
	ID   int64          `json:"i"`
}

// placeOf reads a cursor; nil stands for the beginning.
func placeOf(token string, sort registry.Order) (*place, error) {
	if token == "" {
		return nil, nil
	}
	var p place
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) == 0 || b[0] != '{' || json.Unmarshal(b, &p) != nil || p.Sort != sort || p.Tier < 0 || p.Tier >= tiers || !utf8.ValidString(p.Key) || strings.ContainsRune(p.Key, 0) {
		return nil, scheme.Refuse(scheme.Invalid, "refusal.cursor").On("cursor")
	}
	return &p, nil
}

func (p place) cursor() string {
	b, err := json.Marshal(p)
	if err != nil {
		panic("store: a cursor cannot be written: " + err.Error()) // texts and numbers
	}
	return base64.RawURLEncoding.EncodeToString(b)
}
