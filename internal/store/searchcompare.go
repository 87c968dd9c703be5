package store

import (
	"slices"
	"strings"
	"unicode/utf8"

	"shirushi/internal/fold"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// A lookedAt is what is compared of an entry.
type lookedAt struct {
	id                    int64
	product, holder       string
	productKey, holderKey string
	issued, validUntil    scheme.Date
}

func lookedAtRecord(l *lookedAt) record {
	return record{table: "entry", columns: []column{
		{"id", &l.id}, {"product_names", &l.product}, {"holder_names", &l.holder},
		{"product_key", &l.productKey}, {"holder_key", &l.holderKey}, {"first_issued", &l.issued}, {"valid_until", &l.validUntil},
	}}
}

// compared drops the hits that do not match sign by sign, ranks the others,
// and gives each the key by which it is sorted. The order stays.
func (s *search) compared(hits []hit) ([]hit, error) {
	if !s.needsComparing() {
		return hits, nil
	}
	rows, err := s.lookedAt(hits)
	if err != nil {
		return nil, err
	}
	kept := hits[:0:0]
	for _, h := range hits {
		row, there := rows[h.id]
		if !there {
			continue
		}
		if h.tier >= tierProduct {
			tier, err := s.rank(row)
			if err != nil {
				return nil, err
			}
			if tier == tiers {
				continue
			}
			h.tier = tier
		}
		h.key = s.sortKey(row)
		kept = append(kept, h)
	}
	return kept, nil
}

// needsComparing reports whether the sets do not say all: the parts of a word
// may stand apart, and keys to sort by are not in them.
func (s *search) needsComparing() bool {
	return s.byKey() || s.comparesWords()
}

// comparesWords reports whether sets alone do not tell that a word stands in
// a name.
func (s *search) comparesWords() bool {
	return slices.ContainsFunc(s.text.words, func(w string) bool { return utf8.RuneCountInString(w) > registry.LongestGram })
}

func (s *search) sortKey(row lookedAt) string {
	if by, is := keys[s.q.Sort]; is {
		return by.of(row)
	}
	return ""
}

// A sortedBy is a key of entries by which they may be asked for in order, the
// highest first if falling.
type sortedBy struct {
	column  string // has an index with id DESC
	falling bool
	of      func(lookedAt) string
}

var keys = map[registry.Order]sortedBy{
	registry.IssuedFirst: {"first_issued", true, func(row lookedAt) string { return string(row.issued) }},
	registry.EndingFirst: {"valid_until", false, func(row lookedAt) string { return string(row.validUntil) }},
	registry.ByHolder:    {"holder_key", false, func(row lookedAt) string { return row.holderKey }},
	registry.ByProduct:   {"product_key", false, func(row lookedAt) string { return row.productKey }},
}

// byKey reports whether the order asked for is by a key, not by number or match.
func (s *search) byKey() bool {
	_, is := keys[s.q.Sort]
	return is
}

// rank is the tier of an entry that is in none of the first three; tiers when
// it does not match.
func (s *search) rank(row lookedAt) (int, error) {
	if len(s.text.words) == 0 {
		return tierRest, nil
	}
	product, holder, anywhere := true, true, true
	for _, word := range s.text.words {
		p, h := strings.Contains(row.product, word), strings.Contains(row.holder, word)
		product, holder = product && p, holder && h
		if p || h || !anywhere {
			continue
		}
		m := s.models[registry.Key(fold.Model(word))]
		if m == nil {
			anywhere = false
			continue
		}
		begins, err := m.has(row.id)
		if err != nil {
			return 0, err
		}
		anywhere = begins
	}
	switch {
	case product:
		return tierProduct, nil
	case holder:
		return tierHolder, nil
	case anywhere:
		return tierRest, nil
	}
	begins, err := s.begins.has(row.id)
	if begins {
		return tierRest, err
	}
	return tiers, err
}

func (s *search) lookedAt(hits []hit) (map[int64]lookedAt, error) {
	rows := make(map[int64]lookedAt, len(hits))
	for some := range slices.Chunk(hits, 1000) {
		found, err := list(s.tx, lookedAtRecord, "WHERE id IN ("+literals(idsOf(some))+")")
		if err != nil {
			return nil, err
		}
		for _, row := range found {
			rows[row.id] = row
		}
	}
	return rows, nil
}

func idsOf(hits []hit) []int64 {
	all := make([]int64, len(hits))
	for i, h := range hits {
		all[i] = h.id
	}
	return all
}

// bodies reads the entries of the hits, in their order.
func (s *search) bodies(hits []hit) ([]registry.Entry, error) {
	if len(hits) == 0 {
		return nil, nil
	}
	found, err := list(s.tx, indexedRecord, "WHERE id IN ("+literals(idsOf(hits))+")")
	if err != nil {
		return nil, err
	}
	byID := make(map[int64]registry.Entry, len(found))
	for _, f := range found {
		byID[f.id] = f.entry
	}
	all := make([]registry.Entry, 0, len(hits))
	for _, h := range hits {
		if e, there := byID[h.id]; there {
			all = append(all, e)
		}
	}
	return all, nil
}

// matching drops the hits that do not match sign by sign. Their tiers and
// keys stay: by them the next page begins.
func (s *search) matching(hits []hit) ([]hit, error) {
	if !s.comparesWords() {
		return hits, nil
	}
	rows, err := s.lookedAt(hits)
	if err != nil {
		return nil, err
	}
	kept := hits[:0:0]
	for _, h := range hits {
		row, there := rows[h.id]
		if !there {
			continue
		}
		first, err := s.anyTier(h.id, tierProduct)
		if err != nil {
			return nil, err
		}
		tier, err := s.rank(row)
		if err != nil {
			return nil, err
		}
		if first || tier < tiers {
			kept = append(kept, h)
		}
	}
	return kept, nil
}

// anyTier reports whether an entry is in one of the tiers before this one.
func (s *search) anyTier(id int64, before int) (bool, error) {
	for _, e := range s.tier[:before] {
		if in, err := e.has(id); in || err != nil {
			return in, err
		}
	}
	return false, nil
}
