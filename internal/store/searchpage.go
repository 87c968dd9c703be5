package store

import (
	"cmp"
	"slices"

	"shirushi/internal/registry"
)

// Up to so many matches are compared sign by sign, counted exactly and sorted in memory.
// Of more, only those of the page are compared; the others count as matches
// when the pairs of their words stand in one name, if not always in a row.
const (
	mostCompared  = 1000
	mostOfOneSign = 20_000 // with a word of one sign, of which no set is kept
	mostKeys      = 2_000  // of which the keys to sort by are read one by one
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
	most := mostCompared
	if s.text.short {
		most = mostOfOneSign
	}
	h, err := s.look(nil, most+1)
	if err != nil {
		return registry.Page{}, err
	}
	if !h.seen && s.text.typed {
		return s.near()
	}
	if h.whole && h.total <= most {
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

// manyPage compares the matches of the page alone.
func (s *search) manyPage(h harvest) (page registry.Page, err error) {
	page = registry.Page{Total: min(h.total, registry.MostCounted), More: h.total > registry.MostCounted}
	var hits []hit
	switch s.q.Sort {
	case registry.EndingFirst, registry.ByHolder, registry.ByProduct:
		hits, err = s.keyed(h)
	default:
		if s.from != nil {
			if h, err = s.look(s.from, s.spare()); err != nil {
				return page, err
			}
		}
		slices.SortStableFunc(h.hits, s.compare)
		hits = h.hits[:min(len(h.hits), s.spare())]
	}
	if err != nil {
		return page, err
	}
	kept, err := s.matching(hits)
	if err != nil {
		return page, err
	}
	page, err = s.filled(page, kept)
	if len(hits) == s.spare() && page.Next == "" { // so many have fallen that the page is short
		page.Next = s.after(hits[len(hits)-1])
	}
	return page, err
}

// spare is how many matches are looked at for one page: one more than it
// holds, and where pairs do not tell all, some that may fall.
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
	return cmp.Or(cmp.Compare(a.key, b.key), newest)
}

// keyed sorts many matches by a key, and returns those of the page: it reads
// the keys of all, or goes through all entries in the order of the key until
// it has met enough of them.
func (s *search) keyed(h harvest) ([]hit, error) {
	if h.total > mostKeys {
		return s.walked(h.all)
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
	return kept[:min(len(kept), s.spare())], nil
}

// walked goes through all entries in the order of a key.
func (s *search) walked(in sparse) (hits []hit, err error) {
	sortedBy := map[registry.Order]string{registry.EndingFirst: "valid_until", registry.ByHolder: "holder_key", registry.ByProduct: "product_key"}[s.q.Sort]
	at := s.from
	for batch := 500; len(hits) < s.spare(); batch = min(2*batch, 20_000) {
		var w where
		w.and("id IS NOT NULL")
		if at != nil {
			key := w.mark(at.Key)
			w.and(sortedBy + " >= " + key)
			w.and("(" + sortedBy + " > " + key + " OR id < " + w.mark(at.ID) + ")")
		}
		rows, err := list(s.tx, func(h *hit) record {
			return record{table: "entry", columns: []column{{"id", &h.id}, {sortedBy, &h.key}}}
		}, w.String()+" ORDER BY "+sortedBy+", id DESC LIMIT "+w.mark(batch), w.args...)
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
	return hits[:min(len(hits), s.spare())], nil
}
