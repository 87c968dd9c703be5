package store

import (
	"slices"

	"shirushi/internal/registry"
)

// look goes through the chunks and gathers up to most matches of each tier
// that come after from. It stops when it has as many as are wanted and has
// counted enough, unless the order needs all of them.
func (s *search) look(from *place, most, wanted int) (h harvest, err error) {
	byKey := s.byKey()
	if byKey {
		h.all = sparse{}
	}
	gathered := make([][]hit, len(s.tier))
	for i := range s.chunks {
		if err := s.load(i); err != nil {
			return h, err
		}
		if err := s.lookIn(s.chunks[i], from, most, gathered, &h); err != nil {
			return h, err
		}
		if !byKey && h.total > registry.MostCounted && s.enough(gathered, from, i, wanted) {
			h.hits = slices.Concat(gathered...)
			return h, nil
		}
	}
	h.hits, h.whole = slices.Concat(gathered...), true
	return h, nil
}

func (s *search) lookIn(number int64, from *place, most int, gathered [][]hit, h *harvest) error {
	var before chunk // matches of the tiers above
	for tier, e := range s.tier {
		if e.empty() {
			continue
		}
		c, err := e.in(number)
		if err != nil {
			return err
		}
		if c == nil {
			continue
		}
		met := *c
		if !met.without(&before) {
			continue
		}
		before.or(&met)
		let, err := s.let(number, &met, h)
		if err != nil || !let {
			if err != nil {
				return err
			}
			continue
		}
		h.total += met.count()
		s.gather(number, tier, &met, from, most, &gathered[tier])
		if h.all != nil {
			if h.all[number] == nil {
				h.all[number] = new(chunk)
			}
			h.all[number].or(&met)
		}
	}
	return nil
}

// let keeps of the matches in a chunk those that are listed and that the
// filters let through, and reports whether there are any.
func (s *search) let(number int64, met *chunk, h *harvest) (bool, error) {
	ahead, err := s.listed.in(number)
	if err != nil {
		return false, err
	}
	if ahead != nil && !met.without(ahead) {
		return false, nil
	}
	h.seen = true
	if s.filter == nil {
		return true, nil
	}
	let, err := s.filter.in(number)
	return let != nil && err == nil && met.and(let), err
}

func (s *search) gather(number int64, tier int, met *chunk, from *place, most int, into *[]hit) {
	take := func(id int64) bool {
		one := hit{id: id, tier: tier}
		if from == nil || s.compare(one, hit{id: from.ID, tier: from.Tier}) > 0 {
			*into = append(*into, one)
		}
		return len(*into) < most
	}
	if len(*into) >= most {
		return
	}
	if s.q.Sort == registry.OldestFirst {
		met.rising(number, take)
		return
	}
	met.falling(number, take)
}

// enough reports whether as many as are wanted are there, and nothing better
// can come.
func (s *search) enough(gathered [][]hit, from *place, at, wanted int) bool {
	n := 0
	for tier, hits := range gathered {
		n += len(hits)
		if s.q.Sort != registry.BestFirst || from != nil && tier < from.Tier {
			continue
		}
		if n >= wanted {
			return true
		}
		if !s.tier[tier].over(s.chunks[at]) {
			return false // one of this tier may be in a chunk to come
		}
	}
	return n >= wanted
}

// over reports whether the set has nothing below a chunk. It is so only of
// sets that have been read whole.
func (e *expr) over(number int64) bool {
	return e.op == nothing || e.op == kept && e.leaf.whole && e.leaf.lowest >= number
}

// load reads the sets of the query in the chunk at this place, and in some
// of those that follow: twice as many each time.
func (s *search) load(at int) error {
	if at < s.loaded {
		return nil
	}
	to := min(len(s.chunks), max(16, 2*s.loaded))
	first, last := s.chunks[s.loaded], s.chunks[to-1]
	s.loaded = to
	return s.sets.read(s.tx, min(first, last), max(first, last))
}
