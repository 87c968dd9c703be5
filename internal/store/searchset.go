package store

import (
	"math"
	"slices"
	"strings"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// An expr is a set of entries that a query speaks of, made of others. It is
// worked out chunk by chunk.
type expr struct {
	op   operation
	of   []*expr
	leaf *keptSet

	done  bool // for chunk number; a set mentioned twice is worked out once
	at    int64
	any   bool
	chunk chunk
}

type operation int

const (
	kept    operation = iota // the leaf
	inAll                    // in each of the others
	inSome                   // in one of them
	butIn                    // in the first, and in none of the others
	nothing                  // the empty set
)

// A keptSet is a set that is kept in the database, or one that has been made of
// ids read before.
type keptSet struct {
	from, to string             // tokens, both included; the same for one token
	lists    map[int64][][]byte // by chunk, as far as they have been read
	ids      sparse             // instead of a token
	whole    bool               // all lists have been read, or all ids
	lowest   int64              // of a whole set: the number of its lowest chunk
}

func allOf(of ...*expr) *expr  { return &expr{op: inAll, of: of} }
func someOf(of ...*expr) *expr { return &expr{op: inSome, of: of} }
func butNot(a *expr, b ...*expr) *expr {
	return &expr{op: butIn, of: append([]*expr{a}, b...)}
}
func none() *expr { return &expr{op: nothing} }
func given(s sparse) *expr {
	return &expr{leaf: &keptSet{ids: s, whole: true, lowest: slices.Min(s.numbers())}}
}
func (e *expr) empty() bool { return e.op == nothing }

// in works out the set in a chunk. What it returns holds until the next
// chunk; nil stands for nothing.
func (e *expr) in(number int64) (*chunk, error) {
	if e.done && e.at == number {
		return e.result(), nil
	}
	e.done, e.at = true, number
	var err error
	switch e.op {
	case kept:
		e.any, err = e.leaf.read(number, &e.chunk)
	case inSome:
		err = e.some(number)
	case inAll, butIn:
		err = e.combine(number)
	}
	if err != nil {
		e.done = false
	}
	return e.result(), err
}

func (e *expr) result() *chunk {
	if !e.any {
		return nil
	}
	return &e.chunk
}

func (e *expr) some(number int64) error {
	e.any = false
	for _, o := range e.of {
		c, err := o.in(number)
		switch {
		case err != nil:
			return err
		case c == nil:
		case !e.any:
			e.chunk, e.any = *c, true
		default:
			e.chunk.or(c)
		}
	}
	return nil
}

// combine works out all and but, and stops as soon as nothing is left.
func (e *expr) combine(number int64) error {
	for i, o := range e.of {
		c, err := o.in(number)
		switch {
		case err != nil:
			return err
		case i == 0:
			if e.any = c != nil; e.any {
				e.chunk = *c
			}
		case c == nil:
			e.any = e.any && e.op == butIn
		case e.op == inAll:
			e.any = e.chunk.and(c)
		default:
			e.any = e.chunk.without(c)
		}
		if !e.any {
			return nil
		}
	}
	return nil
}

// has reports whether an id is in the set.
func (e *expr) has(id int64) (bool, error) {
	c, err := e.in(id >> chunkBits)
	return c != nil && c.has(uint16(id&(chunkSize-1))), err
}

func (l *keptSet) read(number int64, into *chunk) (bool, error) {
	if l.ids != nil {
		c := l.ids[number]
		if c != nil {
			*into = *c
		}
		return c != nil, nil
	}
	lists := l.lists[number]
	if len(lists) == 0 {
		return false, nil
	}
	*into = chunk{}
	for _, list := range lists {
		if err := into.add(list); err != nil {
			return false, err
		}
	}
	return true, nil
}

// sets makes the leaves of a query, each token once.
type sets struct {
	exact  map[string]*expr
	ranges []*keptSet
}

// token is the set of the entries that have a token.
func (s *sets) token(token string) *expr {
	if s.exact[token] == nil {
		s.exact[token] = &expr{leaf: &keptSet{from: token, to: token, lists: map[int64][][]byte{}}}
	}
	return s.exact[token]
}

// tokens is the set of the entries that have one of the tokens after the
// first and up to the last.
func (s *sets) tokens(after, to string) *expr {
	return s.whole(after+"\x01", to) // \x01: no token has it
}

// whole is a set that is read at once in all chunks.
func (s *sets) whole(from, to string) *expr {
	l := &keptSet{from: from, to: to, lists: map[int64][][]byte{}, whole: true, lowest: math.MaxInt64}
	s.ranges = append(s.ranges, l)
	return &expr{leaf: l}
}

// grams is the set of the entries in whose names the parts of a word stand.
func (s *sets) grams(of, word string) *expr {
	var each []*expr
	for _, gram := range registry.Grams(word) {
		each = append(each, s.token(of+gram))
	}
	return allOf(each...)
}

// after is the set of the entries with such a day after this one.
func (s *sets) after(of string, day scheme.Date) *expr {
	year, month := string(day[:4]), string(day[:7])
	return someOf(s.tokens(of+"y"+year, of+"y~"), s.tokens(of+"m"+month, of+"m"+year+"-~"), s.tokens(of+"d"+string(day), of+"d"+month+"-~"))
}

// since is after, with the day itself.
func (s *sets) since(of string, day scheme.Date) *expr {
	return someOf(s.token(of+"d"+string(day)), s.after(of, day))
}

// come is the set of the entries with such a day that has come.
func (s *sets) come(of string, day scheme.Date) *expr {
	return butNot(s.token(of), s.after(of, day))
}

// status is the rule of scheme.Standing.StatusOn once more, over sets. A test
// compares the two for every combination of facts. It is nil for a status
// that there is not.
func (s *sets) status(status scheme.Status, day scheme.Date) *expr {
	entries := s.token(registry.TokenAll)
	ahead, revoked, left := s.after(registry.TokenFrom, day), s.come(registry.TokenRevoked, day), s.come(registry.TokenWithdrawn, day)
	valid := s.since(registry.TokenUntil, day)
	pending := butNot(s.token(registry.TokenInTime), s.come(registry.TokenRefused, day))
	switch status {
	case scheme.Active:
		return butNot(valid, ahead, revoked, left)
	case scheme.InExtension:
		return butNot(pending, valid, ahead, revoked, left)
	case scheme.Expired:
		return butNot(entries, valid, pending, ahead, revoked, left)
	case scheme.Withdrawn:
		return butNot(left, ahead, revoked)
	case scheme.Revoked:
		return butNot(revoked, ahead)
	}
	return nil
}

// read reads the sets of exact tokens in the chunks from low to high.
func (s *sets) read(tx *Tx, low, high int64) error {
	for _, tokens := range batches(s.exact) {
		var w where
		in(&w, "token", tokens)
		w.and("chunk BETWEEN " + w.mark(low) + " AND " + w.mark(high))
		rows, err := list(tx, setRecord, w.String(), w.args...)
		if err != nil {
			return err
		}
		for _, r := range rows {
			l := s.exact[r.token].leaf
			l.lists[r.chunk] = append(l.lists[r.chunk], r.list)
		}
	}
	return nil
}

// batches are the tokens that stand in sets, in groups for one statement.
func batches(sets map[string]*expr) (groups [][]string) {
	var group []string
	for token := range sets {
		if group = append(group, token); len(group) == mostMarks/2 {
			groups, group = append(groups, group), nil
		}
	}
	if len(group) > 0 {
		groups = append(groups, group)
	}
	return groups
}

// readRanges reads the sets of ranges of tokens whole.
func (s *sets) readRanges(tx *Tx) error {
	if len(s.ranges) == 0 {
		return nil
	}
	var w where
	for _, l := range s.ranges {
		w.and("token >= " + w.mark(l.from) + " AND token <= " + w.mark(l.to))
	}
	rows, err := list(tx, setRecord, "WHERE "+strings.Join(w.conditions, " OR "), w.args...)
	if err != nil {
		return err
	}
	for _, r := range rows {
		for _, l := range s.ranges {
			if l.from <= r.token && r.token <= l.to {
				l.lists[r.chunk] = append(l.lists[r.chunk], r.list)
				l.lowest = min(l.lowest, r.chunk)
			}
		}
	}
	return nil
}
