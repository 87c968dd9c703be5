package store

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// mostOfModel bounds how many labels of one model are looked at.
const mostOfModel = 200

// A bearer is an entry that has a model, or whose number it is.
type bearer struct {
	key string
	id  int64
	scheme.Standing
}

func bearerColumns(key string, b *bearer) []column {
	return []column{
		{key, &b.key}, {"entry.id", &b.id}, {"entry.valid_from", &b.ValidFrom}, {"entry.valid_until", &b.ValidUntil}, {"entry.extension_applied", &b.ExtensionApplied},
		{"entry.extension_refused", &b.ExtensionRefused}, {"entry.withdrawn", &b.Withdrawn}, {"entry.revoked", &b.Revoked},
	}
}

// OfModels finds, for each of the texts, the labels with this model, or whose
// number it is, that are listed on day and stand on it or have ended. Those
// that are active come first, then the highest numbers; entries are read of
// as many as most. Width, case, spaces and hyphens make no difference. All is
// read as of one moment, with a few statements however many texts there are.
func (s *Store) OfModels(ctx context.Context, texts []string, day scheme.Date, most int) ([]registry.OfModel, error) {
	if err := needsDay(day); err != nil {
		return nil, err
	}
	all := make([]registry.OfModel, len(texts))
	err := s.View(ctx, func(tx *Tx) error {
		asked := map[string][]int{} // places of the texts with this key
		for i, text := range texts {
			if key := registry.ModelKey(text); key != "" {
				asked[key] = append(asked[key], i)
			}
		}
		found, err := tx.bearers(slices.Sorted(maps.Keys(asked)), day)
		if err != nil {
			return err
		}
		entries, err := tx.entriesOf(found, most)
		if err != nil {
			return err
		}
		for key, places := range asked {
			of := registry.OfModel{Total: len(found[key])}
			for _, b := range found[key][:min(most, len(found[key]))] {
				of.Entries = append(of.Entries, entries[b.id])
			}
			for _, i := range places {
				all[i] = of
			}
		}
		return nil
	})
	return all, err
}

// bearers finds the entries of each key, in the order of OfModels.
func (tx *Tx) bearers(keys []string, day scheme.Date) (map[string][]bearer, error) {
	found := map[string][]bearer{}
	for some := range slices.Chunk(keys, mostMarks) {
		var w where
		upTo := w.mark(day)
		marks := make([]string, len(some))
		for i, key := range some {
			marks[i] = w.mark(key)
		}
		within := " IN (" + strings.Join(marks, ", ") + ")"
		ranked := "(SELECT key, entry, ROW_NUMBER() OVER (PARTITION BY key ORDER BY entry DESC) AS place FROM entry_model WHERE whole = 1 AND key" + within + ") AS ranked"
		models, err := list(tx, func(b *bearer) record {
			return record{table: ranked + " JOIN entry ON entry.id = ranked.entry", columns: bearerColumns("ranked.key", b)}
		}, "WHERE ranked.place <= "+strconv.Itoa(mostOfModel)+" AND entry.listed <= "+upTo, w.args...)
		if err != nil {
			return nil, err
		}
		numbers, err := list(tx, func(b *bearer) record {
			return record{table: "entry", columns: bearerColumns("entry.number_key", b)}
		}, "WHERE entry.listed <= "+upTo+" AND entry.id IS NOT NULL AND entry.number_key"+within, w.args...)
		if err != nil {
			return nil, err
		}
		for _, b := range slices.Concat(numbers, models) {
			if b.StatusOn(day) != scheme.NoLabel {
				found[b.key] = append(found[b.key], b)
			}
		}
	}
	for key, all := range found {
		slices.SortFunc(all, func(a, b bearer) int { return cmp.Or(ended(a, day)-ended(b, day), cmp.Compare(b.id, a.id)) })
		found[key] = slices.CompactFunc(all, func(a, b bearer) bool { return a.id == b.id })
	}
	return found, nil
}

// ended sorts what is active before what is not.
func ended(b bearer, day scheme.Date) int {
	if b.StatusOn(day) == scheme.Active {
		return 0
	}
	return 1
}

// entriesOf reads the first entries of each key, each once.
func (tx *Tx) entriesOf(found map[string][]bearer, most int) (map[int64]registry.Entry, error) {
	wanted := map[int64]bool{}
	for _, all := range found {
		for _, b := range all[:min(most, len(all))] {
			wanted[b.id] = true
		}
	}
	entries := make(map[int64]registry.Entry, len(wanted))
	for some := range slices.Chunk(slices.Sorted(maps.Keys(wanted)), 1000) {
		read, err := list(tx, indexedRecord, "WHERE id IN ("+literals(some)+")")
		if err != nil {
			return nil, err
		}
		for _, one := range read {
			entries[one.id] = one.entry
		}
	}
	return entries, nil
}
