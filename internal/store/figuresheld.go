package store

import (
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// A heldPart is some of the labels that are counted: those of one status, or
// first issued in one month.
type heldPart struct {
	status  scheme.Status
	month   string
	set     *expr
	in      sparse
	holders int
	last    string // holder counted last
}

// heldRow is the place of an entry in the index, with its holder.
type heldRow struct {
	holder string
	id     int64
}

func heldRecord(h *heldRow) record {
	return record{table: "entry", columns: []column{{"holder_key", &h.holder}, {"id", &h.id}}}
}

// byHolder is answered by the index of holders alone: "+ 0" keeps the engines
// from the index of ids, which would lead to the long rows.
const byHolder = "WHERE id + 0 IS NOT NULL ORDER BY holder_key, id DESC"

// held counts the holders of each status and month. Which labels these are is
// known from the sets of the search, and who holds them from the index of
// holders: no row of a label is read.
func (tx *Tx) held(t *registry.Tally, day scheme.Date) error {
	sets := &sets{exact: map[string]*expr{}}
	ahead := sets.after(registry.TokenListed, day)
	var parts []*heldPart
	var counted []*expr
	for _, status := range scheme.LabelStatuses {
		set := butNot(sets.status(status, day), ahead)
		counted = append(counted, set)
		parts = append(parts, &heldPart{status: status, set: set, in: sparse{}})
	}
	for _, month := range t.Months() {
		parts = append(parts, &heldPart{month: month, set: allOf(sets.token(registry.TokenIssued+"m"+month), someOf(counted...)), in: sparse{}})
	}
	if err := tx.workOut(sets, parts); err != nil {
		return err
	}
	count := func(row heldRow) {
		for _, p := range parts {
			if (p.holders == 0 || p.last != row.holder) && p.in.has(row.id) {
				p.holders, p.last = p.holders+1, row.holder
			}
		}
	}
	if err := each(tx, heldRecord, count, byHolder); err != nil {
		return err
	}
	for _, p := range parts {
		t.AddHeld(p.status, p.month, p.holders)
	}
	return nil
}

// workOut finds the entries of each part, chunk by chunk.
func (tx *Tx) workOut(sets *sets, parts []*heldPart) error {
	chunks, err := ids(tx, "entry_set", "SELECT chunk FROM entry_set WHERE token = $1 ORDER BY chunk", registry.TokenAll)
	if err != nil || len(chunks) == 0 {
		return err
	}
	if err := sets.readRanges(tx); err != nil {
		return err
	}
	if err := sets.read(tx, chunks[0], chunks[len(chunks)-1]); err != nil {
		return err
	}
	for _, number := range chunks {
		for _, p := range parts {
			found, err := p.set.in(number)
			if err != nil {
				return err
			}
			if found != nil {
				kept := *found
				p.in[number] = &kept
			}
		}
	}
	return nil
}
