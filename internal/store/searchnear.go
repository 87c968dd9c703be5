package store

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"shirushi/internal/fold"
	"shirushi/internal/registry"
)

// Bounds of the search for what nearly matches.
const (
	nearLimit   = 20   // entries shown
	nearModel   = 4    // signs of the shortest model that is searched for
	nearLongest = 40   // signs of the longest
	nearRead    = 2000 // rows read of each sort
	nearNumber  = 8    // digits of the shortest number
)

// modelSigns are the signs that may stand where a wrong one was typed. Only what is made of them alone, with a digit, is taken for a model.
const modelSigns = "abcdefghijklmnopqrstuvwxyz0123456789"

// near finds the entries with a model, or a part of one, in which one sign is
// wrong, missing, too many or swapped with its neighbour, or two in its second
// half; and those whose number is so in one digit. The nearest come first. There is one page of them.
func (s *search) near() (registry.Page, error) {
	if s.from != nil {
		return registry.Page{}, nil
	}
	wrong := map[int64]int{} // how many signs are wrong, by entry
	n := utf8.RuneCountInString(s.text.key)
	if n >= nearNumber && strings.Trim(s.text.key, "0123456789") == "" {
		if err := s.nearNumbers(wrong); err != nil {
			return registry.Page{}, err
		}
	}
	if n >= nearModel && n <= nearLongest && strings.Trim(s.text.key, modelSigns) == "" && strings.ContainsAny(s.text.key, modelSigns[26:]) {
		if err := s.nearModels(wrong); err != nil {
			return registry.Page{}, err
		}
	}
	var hits []hit
	for id, edits := range wrong {
		let, err := s.lets(id)
		if err != nil {
			return registry.Page{}, err
		}
		if let {
			hits = append(hits, hit{id: id, tier: edits})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Or(cmp.Compare(a.tier, b.tier), cmp.Compare(b.id, a.id)) })
	hits = hits[:min(len(hits), nearLimit, s.q.Limit)]
	items, err := s.bodies(hits)
	return registry.Page{Items: items, Total: len(items), Near: len(items) > 0}, err
}

// lets reports whether an entry is listed and in what the filters let through.
func (s *search) lets(id int64) (bool, error) {
	if ahead, err := s.listed.has(id); ahead || err != nil || s.filter == nil {
		return !ahead, err
	}
	return s.filter.has(id)
}

func (s *search) nearNumbers(wrong map[int64]int) error {
	for some := range slices.Chunk(fold.Similar(s.text.key, "0123456789"), mostMarks) {
		var w where
		in(&w, "number_key", some)
		found, err := ids(s.tx, "entry", "SELECT id FROM entry "+w.String()+" AND id IS NOT NULL", w.args...)
		if err != nil {
			return err
		}
		for _, id := range found {
			wrong[id] = 1
		}
	}
	return nil
}

// nearModels looks for each key that is one wrong sign away, and then among
// those that begin with the same half.
func (s *search) nearModels(wrong map[int64]int) error {
	key := s.text.key
	for some := range slices.Chunk(fold.Similar(key, modelSigns), mostMarks) {
		var w where
		in(&w, "key", some)
		if err := s.nearRows(wrong, "SELECT key, entry FROM entry_model "+w.String(), w, 1); err != nil {
			return err
		}
	}
	half := key[:(len(key)+1)/2] // of plain letters and digits
	var w where
	w.and("key >= " + w.mark(half))
	w.and("key < " + w.mark(beyond(half)))
	return s.nearRows(wrong, "SELECT key, entry FROM entry_model "+w.String(), w, 2)
}

// nearRows notes the entries of the keys that a query selects. With most 2 the keys are
// compared first.
func (s *search) nearRows(wrong map[int64]int, query string, w where, most int) error {
	rows, err := s.tx.on.QueryContext(s.tx.ctx, query+" ORDER BY key, entry LIMIT "+w.mark(nearRead), w.args...)
	if err != nil {
		return s.tx.fail("entry_model", "read", err)
	}
	defer rows.Close()
	for rows.Next() {
		var key string
		var id int64
		if err := rows.Scan(&key, &id); err != nil {
			return s.tx.fail("entry_model", "read", err)
		}
		edits := 1
		if most > 1 {
			edits = fold.Edits(key, s.text.key)
		}
		if had, there := wrong[id]; edits <= most && (!there || edits < had) {
			wrong[id] = edits
		}
	}
	if err := rows.Err(); err != nil {
		return s.tx.fail("entry_model", "read", err)
	}
	return nil
}
