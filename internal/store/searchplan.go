package store

import (
	"unicode/utf8"

	"shirushi/internal/fold"
	"shirushi/internal/registry"
)

// The tiers in which a search ranks, as Entries lists them.
const (
	tierNumber = iota
	tierModel
	tierPrefix
	tierProduct
	tierHolder
	tierRest
	tiers
)

// A search is one query on its way to its page.
type search struct {
	tx   *Tx
	q    registry.Query
	text searchText
	from *place // nil for the first page

	sets   sets
	tier   []*expr // what matches, by tier; one tier without a text
	listed *expr   // what is not listed yet
	filter *expr   // what the filters let through; nil when there are none
	models map[string]*expr
	begins *expr // whose number begins with the text

	chunks []int64 // numbers of the chunks, in the order in which they are looked at
	loaded int     // how many of them have been read
}

// prepare works out which sets the query speaks of, and reads those that
// are not read chunk by chunk.
func (s *search) prepare() error {
	s.sets.exact = map[string]*expr{}
	s.models = map[string]*expr{}
	s.listed = s.sets.after(registry.TokenListed, s.q.Day)
	s.filter = s.filters()
	s.tier = []*expr{s.sets.token(registry.TokenAll)}
	if s.text.typed {
		if err := s.ranks(); err != nil {
			return err
		}
	}
	if err := s.sets.readRanges(s.tx); err != nil {
		return err
	}
	order := " DESC"
	if s.q.Sort == registry.OldestFirst {
		order = ""
	}
	var err error
	s.chunks, err = ids(s.tx, "entry_set", "SELECT chunk FROM entry_set WHERE token = $1 ORDER BY chunk"+order, registry.TokenAll)
	return err
}

// filters is the set of the entries that all filters let through; nil
// without filters.
func (s *search) filters() *expr {
	var each []*expr
	for _, f := range []struct{ of, value string }{
		{registry.TokenLevel, string(s.q.Level)}, {registry.TokenCategory, string(s.q.Category)},
		{registry.TokenEdition, string(s.q.Edition)}, {registry.TokenEvaluator, string(s.q.Evaluator)},
		{registry.TokenHolderIs, registry.Key(registry.Searchable(s.q.Holder))},
	} {
		if f.value != "" {
			each = append(each, s.sets.token(f.of+f.value))
		}
	}
	if s.q.Status != "" {
		each = append(each, s.sets.status(s.q.Status, s.q.Day))
	}
	if s.q.IssuedFrom != "" {
		each = append(each, s.sets.since(registry.TokenIssued, s.q.IssuedFrom))
	}
	if s.q.IssuedUntil != "" {
		each = append(each, s.sets.come(registry.TokenIssued, s.q.IssuedUntil))
	}
	if len(each) == 0 {
		return nil
	}
	return allOf(each...)
}

// ranks makes the tiers of a text.
func (s *search) ranks() error {
	s.tier = make([]*expr, tiers)
	for i := range s.tier {
		s.tier[i] = none()
	}
	number, err := s.found("SELECT id FROM entry WHERE number_key = $1", s.text.key)
	if err != nil {
		return err
	}
	model, err := s.found("SELECT entry FROM entry_model WHERE key = $1 AND whole = 1", s.text.key)
	if err != nil {
		return err
	}
	prefix, err := s.model(s.text.key)
	if err != nil {
		return err
	}
	if s.begins, err = s.numbers(s.text.key); err != nil {
		return err
	}
	s.tier[tierNumber], s.tier[tierModel], s.tier[tierPrefix], s.tier[tierRest] = number, model, prefix, s.begins
	if len(s.text.words) == 0 {
		return nil
	}
	var product, holder, anywhere []*expr
	for _, word := range s.text.words {
		p, h := s.sets.grams(registry.TokenProduct, word), s.sets.grams(registry.TokenHolder, word)
		m, err := s.model(fold.Model(word))
		if err != nil {
			return err
		}
		product, holder, anywhere = append(product, p), append(holder, h), append(anywhere, someOf(p, h, m))
	}
	s.tier[tierProduct], s.tier[tierHolder] = allOf(product...), allOf(holder...)
	s.tier[tierRest] = someOf(s.begins, allOf(anywhere...))
	return nil
}

// model is the set of the entries with a model, or a part of one, that
// begins with the key.
func (s *search) model(key string) (*expr, error) {
	key = registry.Key(key)
	if s.models[key] != nil {
		return s.models[key], nil
	}
	var e *expr
	var err error
	switch n := utf8.RuneCountInString(key); {
	case n < registry.ShortestModel:
		e = none()
	case n <= registry.LongestModel:
		e = s.sets.whole(registry.TokenModel+key, registry.TokenModel+key)
	default:
		e, err = s.found("SELECT DISTINCT entry FROM entry_model WHERE key >= $1 AND key < $2", key, beyond(key))
	}
	s.models[key] = e
	return e, err
}

// numbers is the set of the entries whose number begins with the key.
func (s *search) numbers(key string) (*expr, error) {
	switch n := utf8.RuneCountInString(key); {
	case n < registry.ShortestNumber:
		return none(), nil
	case n <= registry.LongestNumber:
		return s.sets.token(registry.TokenNumber + key), nil
	}
	return s.found("SELECT id FROM entry WHERE number_key >= $1 AND number_key < $2 AND id IS NOT NULL", key, beyond(key))
}

// beyond is greater than all text that begins with key.
func beyond(key string) string { return key + "\U0010FFFF" }

// found is the set of the ids that a query selects.
func (s *search) found(query string, args ...any) (*expr, error) {
	all, err := ids(s.tx, "entry", query, args...)
	if err != nil || len(all) == 0 {
		return none(), err
	}
	set := sparse{}
	for _, id := range all {
		set.set(id)
	}
	return given(set), nil
}

// ids reads the numbers that a query selects.
func ids(tx *Tx, what, query string, args ...any) ([]int64, error) {
	values, err := valuesOf(args)
	if err != nil {
		return nil, err
	}
	rows, err := tx.on.QueryContext(tx.ctx, query, values...)
	if err != nil {
		return nil, tx.fail(what, "read", err)
	}
	defer rows.Close()
	var all []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, tx.fail(what, "read", err)
		}
		all = append(all, id)
	}
	if err := rows.Err(); err != nil {
		return nil, tx.fail(what, "read", err)
	}
	return all, nil
}
