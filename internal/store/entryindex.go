package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// indexForm is raised when the index or registry.Entry.Terms is made in
// another way. Migrate makes an index of an older form anew.
const indexForm = 5

// An indexed entry is one with its place in the index.
type indexed struct {
	id    int64
	entry registry.Entry
}

func indexedRecord(i *indexed) record {
	return record{table: "entry", columns: []column{{"id", &i.id}, {"body", facts{&i.entry}}}}
}

// PutEntries writes what the public may know of some labels, and their places
// in the index by which they are found. Many are best put at once, and in the
// order of their numbers: thousands in one transaction. Of one number the
// last is kept.
func (tx *Tx) PutEntries(entries []registry.Entry) error {
	old, err := tx.indexedAs(entries)
	if err != nil {
		return err
	}
	given, err := tx.freeIDs(entries, old)
	if err != nil {
		return err
	}
	change := indexChange{sets: map[int64]map[string][]setStep{}, gone: map[int64][]string{}}
	var rows, written []record
	last := make(map[scheme.LabelNumber]int, len(entries))
	for i, e := range entries {
		last[e.Number] = i
	}
	for i := range entries {
		e := &entries[i]
		if last[e.Number] != i {
			continue
		}
		was, there := old[e.Number]
		if !there {
			was.id = given[e.Number]
		}
		terms := e.Terms()
		row := entryRecord(e, terms)
		row.columns = append(row.columns, column{"id", derived{was.id}}, column{"indexed", derived{indexForm}})
		rows, written = append(rows, row), append(written, writtenRecord(e.Number))
		tx.wrote.Entries = append(tx.wrote.Entries, e.Number)
		change.add(was.id, there, was.entry, terms)
	}
	if err := tx.putMany(written); err != nil {
		return err
	}
	if err := tx.putMany(rows); err != nil {
		return err
	}
	if err := tx.changeSets(change.sets); err != nil {
		return err
	}
	if err := tx.changeModels(change); err != nil {
		return err
	}
	return tx.added(len(given))
}

// indexedAs reads the entries of the same numbers that are in the index.
func (tx *Tx) indexedAs(entries []registry.Entry) (map[scheme.LabelNumber]indexed, error) {
	old := make(map[scheme.LabelNumber]indexed, len(entries))
	for some := range slices.Chunk(entries, mostMarks) {
		var w where
		numbers := make([]scheme.LabelNumber, len(some))
		for i, e := range some {
			numbers[i] = e.Number
		}
		in(&w, "number", numbers)
		w.and("id IS NOT NULL")
		found, err := list(tx, indexedRecord, w.String(), w.args...)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			old[f.entry.Number] = f
		}
	}
	return old, nil
}

// freeIDs gives an id to each entry that has none: the digits of its number
// as one number, so that the order of the ids is that of the numbers. Where
// another entry has it, it is the next that is free.
func (tx *Tx) freeIDs(entries []registry.Entry, old map[scheme.LabelNumber]indexed) (map[scheme.LabelNumber]int64, error) {
	wished := map[scheme.LabelNumber]int64{}
	var order []scheme.LabelNumber
	for i := range entries {
		number := entries[i].Number
		if _, there := old[number]; there {
			continue
		}
		if _, twice := wished[number]; !twice {
			wished[number] = digitsOf(number)
			order = append(order, number)
		}
	}
	taken := map[int64]bool{}
	for some := range slices.Chunk(order, mostMarks) {
		wish := make([]int64, len(some))
		for i, number := range some {
			wish[i] = wished[number]
		}
		all, err := ids(tx, "entry", "SELECT id FROM entry WHERE id IN ("+literals(wish)+")")
		if err != nil {
			return nil, err
		}
		for _, id := range all {
			taken[id] = true
		}
	}
	for _, number := range order {
		id, err := tx.nextFree(wished[number], taken)
		if err != nil {
			return nil, err
		}
		wished[number], taken[id] = id, true
	}
	return wished, nil
}

// literals writes ids into a statement. There may be thousands of them, too
// many for marks.
func literals(ids []int64) string {
	var all []byte
	for i, id := range ids {
		if i > 0 {
			all = append(all, ',')
		}
		all = strconv.AppendInt(all, id, 10)
	}
	return string(all)
}

// nextFree is the lowest id from one on that no entry has. What taken says
// is known; what lies beyond is asked for.
func (tx *Tx) nextFree(id int64, taken map[int64]bool) (int64, error) {
	if !taken[id] {
		return id, nil
	}
	for id++; ; id++ {
		if taken[id] {
			continue
		}
		n, err := scalar[int](tx, "entry", "SELECT COUNT(*) FROM entry WHERE id = $1", id)
		if err != nil || n == 0 {
			return id, err
		}
	}
}

// digitsOf reads the digits of a number as one number; of very many the
// first that surely fit.
func digitsOf(number scheme.LabelNumber) (n int64) {
	const most = 18
	count := 0
	for _, r := range number {
		if r >= '0' && r <= '9' && count < most {
			n, count = 10*n+int64(r-'0'), count+1
		}
	}
	return n
}

// An indexChange is what entries that are written change in the index.
type indexChange struct {
	sets    map[int64]map[string][]setStep // by chunk and token
	gone    map[int64][]string             // keys of models, by entry
	present []modelRow
}

// A setStep puts one id into a set, or takes it out.
type setStep struct {
	at uint16
	in bool
}

type modelRow struct {
	key   string
	entry int64
	whole bool
}

// add notes what an entry changes. was is how it stood before, if there.
func (c *indexChange) add(id int64, there bool, was registry.Entry, now registry.Terms) {
	var before registry.Terms
	if there {
		before = was.Terms()
	}
	for _, token := range now.Tokens {
		if _, same := slices.BinarySearch(before.Tokens, token); !same {
			c.step(id, token, true)
		}
	}
	for _, token := range before.Tokens {
		if _, same := slices.BinarySearch(now.Tokens, token); !same {
			c.step(id, token, false)
		}
	}
	for key, whole := range now.Models {
		if w, same := before.Models[key]; !same || w != whole {
			c.present = append(c.present, modelRow{key, id, whole})
		}
	}
	for key := range before.Models {
		if _, same := now.Models[key]; !same {
			c.gone[id] = append(c.gone[id], key)
		}
	}
}

func (c *indexChange) step(id int64, token string, in bool) {
	sets := c.sets[id>>chunkBits]
	if sets == nil {
		sets = map[string][]setStep{}
		c.sets[id>>chunkBits] = sets
	}
	sets[token] = append(sets[token], setStep{uint16(id & (chunkSize - 1)), in})
}

// changeSets writes the sets that have changed, chunk by chunk.
func (tx *Tx) changeSets(changes map[int64]map[string][]setStep) error {
	for _, number := range slices.Sorted(maps.Keys(changes)) {
		sets := changes[number]
		for tokens := range slices.Chunk(slices.Sorted(maps.Keys(sets)), mostMarks/3) {
			if err := tx.changeChunk(number, tokens, sets); err != nil {
				return err
			}
		}
	}
	return nil
}

func (tx *Tx) changeChunk(number int64, tokens []string, sets map[string][]setStep) error {
	var w where
	in(&w, "token", tokens)
	w.and("chunk = " + w.mark(number))
	rows, err := list(tx, setRecord, w.String(), w.args...)
	if err != nil {
		return err
	}
	kept := make(map[string][]byte, len(rows))
	for _, r := range rows {
		kept[r.token] = r.list
	}
	var filled, empty []string
	var values []any
	for _, token := range tokens {
		list, err := stepped(kept[token], sets[token])
		if err != nil {
			return tx.fail("entry_set", "read", err)
		}
		if len(list) == 0 {
			empty = append(empty, token)
			continue
		}
		filled = append(filled, token)
		values = append(values, token, number, list)
	}
	if len(empty) > 0 {
		var w where
		in(&w, "token", empty)
		w.and("chunk = " + w.mark(number))
		if _, err := tx.exec("entry_set", "DELETE FROM entry_set "+w.String(), w.args...); err != nil {
			return err
		}
	}
	if len(filled) == 0 {
		return nil
	}
	return tx.exact("entry_set", len(filled), "INSERT INTO entry_set (token, chunk, list) VALUES "+tuples(len(filled), 3)+
		" ON CONFLICT (token, chunk) DO UPDATE SET list = excluded.list", values...)
}

// stepped returns a kept list after the steps.
func stepped(list []byte, steps []setStep) ([]byte, error) {
	var c chunk
	if err := c.add(list); err != nil {
		return nil, err
	}
	for _, s := range steps {
		if s.in {
			c.set(s.at)
		} else {
			c.drop(s.at)
		}
	}
	return c.list(), nil
}

func (tx *Tx) changeModels(c indexChange) error {
	for entry, keys := range c.gone {
		for some := range slices.Chunk(keys, mostMarks) {
			var w where
			in(&w, "key", some)
			w.and("entry = " + w.mark(entry))
			if _, err := tx.exec("entry_model", "DELETE FROM entry_model "+w.String(), w.args...); err != nil {
				return err
			}
		}
	}
	slices.SortFunc(c.present, func(a, b modelRow) int { return cmp.Or(strings.Compare(a.key, b.key), cmp.Compare(a.entry, b.entry)) }) // neighbours are quickest to write
	for some := range slices.Chunk(c.present, mostValues/3) {
		values := make([]any, 0, 3*len(some))
		for _, m := range some {
			values = append(values, m.key, m.entry, flag{&m.whole})
		}
		if err := tx.exact("entry_model", len(some), "INSERT INTO entry_model (key, entry, whole) VALUES "+tuples(len(some), 3)+
			" ON CONFLICT (key, entry) DO UPDATE SET whole = excluded.whole", values...); err != nil {
			return err
		}
	}
	return nil
}

// exact runs a statement that must touch so many rows.
func (tx *Tx) exact(what string, rows int, query string, args ...any) error {
	n, err := tx.repeat(what, query, args...)
	if err == nil && n != rows {
		err = tx.fail(what, "write", fmt.Errorf("%d rows instead of %d", n, rows))
	}
	return err
}

// tuples returns the marks of so many rows of so many columns.
func tuples(rows, columns int) string {
	all := make([]string, rows)
	for i := range all {
		all[i] = "(" + marks(i*columns+1, (i+1)*columns) + ")"
	}
	return strings.Join(all, ", ")
}

// A setRow is one chunk of a set as it is kept.
type setRow struct {
	token string
	chunk int64
	list  []byte
}

func setRecord(r *setRow) record {
	return record{table: "entry_set", columns: []column{{"token", &r.token}, {"chunk", &r.chunk}, {"list", &r.list}}}
}

// reindexed bounds how many entries one transaction brings into the index.
const reindexed = 1000

// reindex brings into the index what was written before there was one. An
// index of another form is thrown away first.
func (s *Store) reindex(ctx context.Context) error {
	err := s.Update(ctx, func(tx *Tx) error {
		other, err := scalar[int](tx, "entry", "SELECT COUNT(*) FROM entry WHERE indexed > $1 OR indexed > 0 AND indexed < $1", indexForm)
		if err != nil || other == 0 {
			return err
		}
		for _, statement := range []string{"DELETE FROM entry_set", "DELETE FROM entry_model", "UPDATE entry SET id = NULL, indexed = 0"} {
			if _, err := tx.exec("entry", statement); err != nil {
				return err
			}
		}
		return nil
	})
	for n := reindexed; err == nil && n == reindexed; {
		err = s.Update(ctx, func(tx *Tx) error {
			old, err := list(tx, entryBody, "WHERE indexed = 0 ORDER BY number LIMIT $1", reindexed)
			if n = len(old); err != nil || n == 0 {
				return err
			}
			return tx.PutEntries(old)
		})
	}
	return err
}
