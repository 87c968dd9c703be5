package store

import (
	"cmp"
	"slices"
	"strings"

	"shirushi/internal/registry"
)

// Up to so many matches are compared sign by sign, counted exactly and sorted in memory.
// Of more, only those of the page are compared; the others count as matches
// when all parts of their words stand in one name, if not always in a row.
const (
	mostCompared = 1000
	mostKeys     = 2_000  // of which the keys to sort by are read one by one
	mostForPage  = 20_000 // compared for one page, where most of them fall
)

// A hit is an entry that matches.
type hit struct {
	id   int64
	tier int
	key  string // by which it is sorted, where it is
}

// A harvest is what looking through the chunks has found.
type harvest struct {
	hits  []hit // in the order in which they were met, tier by tier
	total int   // how many there are, as far as it was looked
	seen  bool  // listed entries match the text, whatever the filters
	whole bool  // all chunks have been looked through
	all   sparse
}

// page looks for the matches and puts their page together.
func (s *search) page() (registry.Page, error) {
	h, err := s.look(nil, mostCompared+1, s.spare())
	if err != nil {
		return registry.Page{}, err
	}
	if !h.seen && s.text.typed {
		return s.near()
	}
	if h.whole && h.total <= mostCompared {
		return s.fewPage(h)
	}
	return s.manyPage(h)
}

// fewPage compares and sorts all matches.
func (s *search) fewPage(h harvest) (registry.Page, error) {
	hits, err := s.compared(h.hits)
	if err != nil {
		return registry.Page{}, err
	}
	if len(hits) == 0 && s.text.typed && s.filter == nil {
		return s.near()
	}
	slices.SortFunc(hits, s.compare)
	page := registry.Page{Total: min(len(hits), registry.MostCounted), More: len(hits) > registry.MostCounted}
	if s.from != nil {
		at, _ := slices.BinarySearchFunc(hits, s.fromHit(), s.compare)
		for at < len(hits) && s.compare(hits[at], s.fromHit()) <= 0 {
			at++
		}
		hits = hits[at:]
	}
	return s.filled(page, hits)
}

// manyPage compares the matches of the page alone. Where so many fall that
// the page is not full, it takes more, up to a bound: then the page is short.
func (s *search) manyPage(h harvest) (registry.Page, error) {
	first := s.from == nil
	var kept []hit
	for n, compared := s.spare(), 0; ; n *= 4 {
		hits, err := s.next(h, n)
		if err != nil {
			return registry.Page{}, err
		}
		some, err := s.matching(hits)
		if err != nil {
			return registry.Page{}, err
		}
		kept = append(kept, some...)
		ended := len(hits) < n
		if ended && first && len(kept) <= s.q.Limit {
			return s.allOf(kept)
		}
		page := registry.Page{Total: min(h.total, registry.MostCounted), More: h.total > registry.MostCounted, About: s.comparesWords()}
		if compared += n; ended || len(kept) > s.q.Limit {
			return s.filled(page, kept)
		}
		last := hits[len(hits)-1]
		if compared > mostForPage {
			page, err = s.filled(page, kept)
			page.Next = s.after(last)
			return page, err
		}
		s.from = &place{Sort: s.q.Sort, Tier: last.tier, Key: last.key, ID: last.id}
	}
}

// allOf is the page of matches that turned out to be all there are.
func (s *search) allOf(kept []hit) (registry.Page, error) {
	if len(kept) == 0 && s.text.typed && s.filter == nil {
		s.from = nil
		return s.near()
	}
	return s.filled(registry.Page{Total: len(kept)}, kept)
}

// next returns up to n of the matches that come after s.from.
func (s *search) next(h harvest, n int) ([]hit, error) {
	if s.byKey() {
		return s.keyed(h, n)
	}
	if s.from != nil {
		var err error
		if h, err = s.look(s.from, n, n); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(h.hits, s.compare)
	return h.hits[:min(len(h.hits), n)], nil
}

// spare is how many matches are looked at for one page: one more than it
// holds, and where sets do not tell all, some that may fall.
func (s *search) spare() int {
	if s.comparesWords() {
		return s.q.Limit + 51
	}
	return s.q.Limit + 1
}

// filled reads the entries of the page.
func (s *search) filled(page registry.Page, hits []hit) (registry.Page, error) {
	if len(hits) > s.q.Limit {
		hits = hits[:s.q.Limit]
		page.Next = s.after(hits[s.q.Limit-1])
	}
	var err error
	page.Items, err = s.bodies(hits)
	return page, err
}

// after is the cursor of what follows a match.
func (s *search) after(h hit) string {
	return place{Sort: s.q.Sort, Tier: h.tier, Key: h.key, ID: h.id}.cursor()
}

func (s *search) fromHit() hit { return hit{id: s.from.ID, tier: s.from.Tier, key: s.from.Key} }

// compare is the order asked for.
func (s *search) compare(a, b hit) int {
	newest := cmp.Compare(b.id, a.id)
	switch s.q.Sort {
	case registry.NewestFirst:
		return newest
	case registry.OldestFirst:
		return -newest
	case registry.BestFirst:
		return cmp.Or(cmp.Compare(a.tier, b.tier), newest)
	}
	byKey := cmp.Compare(a.key, b.key)
	if keys[s.q.Sort].falling {
		byKey = -byKey
	}
	return cmp.Or(byKey, newest)
}

// keyed sorts many matches by a key, and returns those of the page: it reads
// the keys of all, or goes through all entries in the order of the key until
// it has met enough of them.
func (s *search) keyed(h harvest, n int) ([]hit, error) {
	if h.total > mostKeys {
		return s.walked(h.all, n)
	}
	var hits []hit
	for _, n := range h.all.numbers() {
		h.all[n].falling(n, func(id int64) bool {
			hits = append(hits, hit{id: id}) // ranks do not sort here
			return true
		})
	}
	rows, err := s.lookedAt(hits)
	if err != nil {
		return nil, err
	}
	kept := hits[:0]
	for _, one := range hits {
		row, there := rows[one.id]
		if one.key = s.sortKey(row); there && (s.from == nil || s.compare(one, s.fromHit()) > 0) {
			kept = append(kept, one)
		}
	}
	slices.SortFunc(kept, s.compare)
	return kept[:min(len(kept), n)], nil
}

// walked goes through all entries in the order of a key.
func (s *search) walked(in sparse, n int) (hits []hit, err error) {
	by, beyond, way := keys[s.q.Sort].column, " > ", ""
	if keys[s.q.Sort].falling {
		beyond, way = " < ", " DESC"
	}
	at := s.from
	for batch := 500; len(hits) < n; batch = min(2*batch, 20_000) {
		var w where
		w.and("id IS NOT NULL")
		if at != nil {
			key := w.mark(at.Key)
			w.and(by + strings.TrimSpace(beyond) + "= " + key)
			w.and("(" + by + beyond + key + " OR id < " + w.mark(at.ID) + ")")
		}
		rows, err := list(s.tx, func(h *hit) record {
			return record{table: "entry", columns: []column{{"id", &h.id}, {by, &h.key}}}
		}, w.String()+" ORDER BY "+by+way+", id DESC LIMIT "+w.mark(batch), w.args...)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if in.has(row.id) {
				hits = append(hits, row)
			}
		}
		if len(rows) < batch {
			break
		}
		last := rows[len(rows)-1]
		at = &place{Key: last.key, ID: last.id}
	}
	return hits[:min(len(hits), n)], nil
}
