package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"time"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// moved are the tables whose rows are moved as they stand, each after those
// that it refers to. Whoever adds a table adds it here, or to madeAnew.
var moved = []string{
	"organisation", "person", "power", "link", "recovery", "passkey", "session",
	"application", "answer", "serial", "submission", "comment", "workbook", "absence", "recusal",
	"evidence_key", "evidence_file", "evidence_part", "demand", "evidence_access",
	"voucher", "payment", "refund", "ledger", "statement_form", "inquiry", "doubt", "misuse",
	"label", "label_case", "digest", "bulletin", "succession", "reissue", "objection", "judgment", "audit", "event", "opening", "sequence", "catalog", "catalog_file", "letter", "lease",
	"log_tile", "log_head", "log_checkpoint", "log_key", "log_cosignature",
}

// madeAnew are the tables that follow from public entries. The entries are
// moved, and the target makes of them what its engine needs.
var madeAnew = []string{"entry", "entry_written", "entry_set", "entry_model"}

// A Tally is what one table holds: how many rows, and a hash over all of them
// whatever their order.
type Tally struct {
	Table string
	Rows  int64
	Hash  string
}

// Serving is the name of the lease that a serving process holds.
const Serving = "serving"

// Move copies everything that from holds, as of one moment, into to, which
// must be empty and of this program's form, in one transaction. Afterwards it
// reads both anew and fails when they differ in any table: then from was written
// to meanwhile, and to must be emptied. going is told every few thousand rows how
// many of a table are copied, of how many, and tell of every table once it is there
// and compared. A move that breaks off leaves to empty.
//
// It refuses a source that a process serves at now, and a target that is not
// empty.
func Move(ctx context.Context, from, to *Store, now time.Time, going Going, tell func(Tally)) error {
	if err := copyAll(ctx, from, to, now, going); err != nil {
		return err
	}
	if err := to.Settle(ctx); err != nil {
		return err
	}
	return compare(ctx, from, to, tell)
}

// Going is told how many rows of a table are copied, of how many.
type Going func(table string, rows, of int64)

func copyAll(ctx context.Context, from, to *Store, now time.Time, going Going) error {
	return from.View(ctx, func(source *Tx) error {
		if err := source.notServed(now); err != nil {
			return err
		}
		return to.Update(ctx, func(target *Tx) error {
			if err := target.empty(); err != nil {
				return err
			}
			for _, table := range moved {
				if err := copyTable(source, target, table, going); err != nil {
					return fmt.Errorf("move %s: %w", table, err)
				}
			}
			return copyEntries(source, target, going)
		})
	})
}

// notServed refuses a database from which a process serves.
func (tx *Tx) notServed(now time.Time) error {
	n, err := scalar[int](tx, "lease", "SELECT COUNT(*) FROM lease WHERE name = $1 AND ends > $2", Serving, instant{&now})
	if err == nil && n > 0 {
		return scheme.Refuse(scheme.Conflict, "refusal.move.served")
	}
	return err
}

// empty refuses a database that holds more than migrations put into it.
func (tx *Tx) empty() error {
	for _, table := range slices.Concat(moved, madeAnew) {
		query := "SELECT COUNT(*) FROM " + table
		if table == "sequence" {
			query += " WHERE head <> 0"
		}
		n, err := scalar[int64](tx, table, query)
		if err != nil {
			return err
		}
		if n > 0 {
			return scheme.Refuse(scheme.Conflict, "refusal.move.not_empty").With(table, n)
		}
	}
	_, err := tx.exec("sequence", "DELETE FROM sequence") // its rows are moved like all others
	return err
}

// columnsOf lists the columns of a table, in the order of their names.
func (tx *Tx) columnsOf(table string) ([]string, error) {
	rows, err := tx.on.QueryContext(tx.ctx, "SELECT * FROM "+table+" WHERE 1 = 0")
	if err != nil {
		return nil, tx.fail(table, "read", err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	slices.Sort(columns)
	return columns, err
}

// eachRow reads a table. The values hold only until do returns.
func (tx *Tx) eachRow(table string, columns []string, do func([]any) error) error {
	names := make([]column, len(columns))
	values := make([]any, len(columns))
	places := make([]any, len(columns))
	for i, c := range columns {
		names[i], places[i] = column{name: c}, &values[i]
	}
	rows, err := tx.on.QueryContext(tx.ctx, record{table: table, columns: names}.selects(""))
	if err != nil {
		return tx.fail(table, "read", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return tx.fail(table, "read", err)
		}
		if err := do(values); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return tx.fail(table, "read", err)
	}
	return nil
}

// copyTable copies all rows of a table, many with one statement.
func copyTable(source, target *Tx, table string, going Going) error {
	columns, err := source.columnsOf(table)
	if err != nil {
		return err
	}
	of, err := scalar[int64](source, table, "SELECT COUNT(*) FROM "+table)
	if err != nil {
		return err
	}
	var held []record
	done := int64(0)
	most := max(1, mostValues/len(columns))
	put := func() error {
		if len(held) == 0 {
			return nil
		}
		err := target.putRows(held)
		done += int64(len(held))
		held = held[:0]
		going(table, done, of)
		return err
	}
	err = source.eachRow(table, columns, func(values []any) error {
		r := record{table: table, columns: make([]column, len(columns))}
		for i, c := range columns {
			r.columns[i] = column{c, own(values[i])}
		}
		if held = append(held, r); len(held) < most {
			return nil
		}
		return put()
	})
	if err != nil {
		return err
	}
	return put()
}

// own keeps a value beyond the row it came with.
func own(value any) any {
	if b, ok := value.([]byte); ok {
		return append([]byte{}, b...)
	}
	return value
}

// putRows inserts rows as they stand.
func (tx *Tx) putRows(rows []record) error {
	query := "INSERT INTO " + rows[0].table + " (" + rows[0].names() + ") VALUES "
	var args []any
	for i, r := range rows {
		if i > 0 {
			query += ", "
		}
		query += "(" + marks(len(args)+1, len(args)+len(r.columns)) + ")"
		args = append(args, r.places()...)
	}
	_, err := tx.repeat(rows[0].table, query, args...)
	return err
}

// entriesAtOnce is how many entries are put into the index with one call.
const entriesAtOnce = 4000

// copyEntries writes the public entries anew, the lowest number first.
func copyEntries(source, target *Tx, going Going) error {
	of, err := scalar[int64](source, "entry", "SELECT COUNT(*) FROM entry")
	if err != nil {
		return err
	}
	after, done := scheme.LabelNumber(""), int64(0)
	for {
		entries, err := list(source, entryBody, "WHERE number > $1 ORDER BY number LIMIT $2", after, entriesAtOnce)
		if err != nil || len(entries) == 0 {
			return err
		}
		if err := target.PutEntries(entries); err != nil {
			return err
		}
		after, done = entries[len(entries)-1].Number, done+int64(len(entries))
		going("entry", done, of)
	}
}

// ErrDiffers is the failure of a move after which the two databases are not
// alike.
var ErrDiffers = errors.New("source and target differ: the source was written to while it was moved. Empty the target and begin again, with everything stopped that writes to the source")

// compare reads both databases anew, table by table.
func compare(ctx context.Context, from, to *Store, tell func(Tally)) error {
	return from.View(ctx, func(source *Tx) error {
		return to.View(ctx, func(target *Tx) error {
			for _, table := range append(slices.Clone(moved), "entry") {
				a, err := source.tally(table)
				if err != nil {
					return err
				}
				b, err := target.tally(table)
				if err != nil {
					return err
				}
				if a != b {
					return fmt.Errorf("%w (%s: %d rows there, %d here)", ErrDiffers, table, a.Rows, b.Rows)
				}
				tell(a)
			}
			return nil
		})
	})
}

// A blend adds hashes up, so that it does not depend on their order.
type blend [4]uint64

func (s *blend) add(hash [32]byte) {
	var carry uint64
	for i := range s {
		s[i], carry = bits.Add64(s[i], binary.BigEndian.Uint64(hash[i*8:]), carry)
	}
}

func (s blend) String() string { return fmt.Sprintf("%016x%016x%016x%016x", s[0], s[1], s[2], s[3]) }

// tally counts and hashes a table. Of entries it takes what they say, not the
// columns that an engine derives from it.
func (tx *Tx) tally(table string) (Tally, error) {
	t, total := Tally{Table: table}, blend{}
	columns := []string{"body", "number"}
	if table != "entry" {
		var err error
		if columns, err = tx.columnsOf(table); err != nil {
			return t, err
		}
	}
	err := tx.eachRow(table, columns, func(values []any) error {
		t.Rows++
		if table == "entry" {
			var err error
			if values[0], err = inThisForm(values[0]); err != nil {
				return err
			}
		}
		total.add(hashOf(values))
		return nil
	})
	t.Hash = total.String()
	return t, err
}

// inThisForm writes an entry as this program does: one written by an earlier
// version may have had other fields.
func inThisForm(body any) (any, error) {
	var e registry.Entry
	if err := (facts{&e}).Scan(body); err != nil {
		return nil, err
	}
	b, err := json.Marshal(e)
	return string(b), err
}

// hashOf is over the values in their order, each with its kind and length.
func hashOf(values []any) [32]byte {
	h := sha256.New()
	for _, v := range values {
		kind, text := "t", ""
		switch v := v.(type) {
		case nil:
			kind = "n"
		case int64:
			kind, text = "i", strconv.FormatInt(v, 10)
		case []byte:
			kind, text = "b", string(v)
		case string:
			text = v
		default:
			kind, text = "?", fmt.Sprint(v)
		}
		fmt.Fprintf(h, "%s%d:%s", kind, len(text), text)
	}
	return [32]byte(h.Sum(nil))
}
