package store

import (
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"shirushi/internal/scheme"
)

// A column pairs a name in the schema with the place in Go that it is read
// into and written from, so that the two cannot be mixed up.
type column struct {
	name string
	at   any // pointer, or one of the codecs below
}

// A record is one row of a table on its way in or out. The first keys
// columns are its primary key.
type record struct {
	table    string
	keys     int
	revision *int // nil for nouns without one
	columns  []column
}

func (r record) names() string {
	names := make([]string, len(r.columns))
	for i, c := range r.columns {
		names[i] = c.name
	}
	return strings.Join(names, ", ")
}

func (r record) keyNames() string { return record{columns: r.columns[:r.keys]}.names() }

func (r record) places() []any {
	places := make([]any, len(r.columns))
	for i, c := range r.columns {
		places[i] = c.at
	}
	return places
}

// marks returns "$from, …, $to".
func marks(from, to int) string {
	all := make([]string, 0, to-from+1)
	for i := from; i <= to; i++ {
		all = append(all, "$"+strconv.Itoa(i))
	}
	return strings.Join(all, ", ")
}

func (r record) selects(rest string) string {
	return "SELECT " + r.names() + " FROM " + r.table + " " + rest
}

func (r record) inserts() string {
	return "INSERT INTO " + r.table + " (" + r.names() + ") VALUES (" + marks(1, len(r.columns)) +
		") ON CONFLICT (" + r.keyNames() + ") DO "
}

// sets writes all columns that are not keys, each with the mark of its place.
func (r record) sets() string {
	sets := make([]string, 0, len(r.columns))
	for i, c := range r.columns[r.keys:] {
		sets = append(sets, c.name+" = $"+strconv.Itoa(r.keys+i+1))
	}
	return strings.Join(sets, ", ")
}

func (r record) isKey() string {
	is := make([]string, r.keys)
	for i, c := range r.columns[:r.keys] {
		is[i] = c.name + " = $" + strconv.Itoa(i+1)
	}
	return strings.Join(is, " AND ")
}

// add inserts a row that must not be there yet.
func (tx *Tx) add(r record) error {
	return tx.one(scheme.Refuse(scheme.Conflict, "refusal.taken"), r.table, r.inserts()+"NOTHING", r.places()...)
}

// put inserts a row of revision 0, or replaces the one that has the revision
// given, and raises the revision. Someone else's newer row stays, and the
// answer is a Conflict.
func (tx *Tx) put(r record) error {
	old := *r.revision
	stale := scheme.Refuse(scheme.Conflict, "refusal.stale")
	*r.revision++
	var err error
	if old == 0 {
		err = tx.one(stale, r.table, r.inserts()+"NOTHING", r.places()...)
	} else {
		query := "UPDATE " + r.table + " SET " + r.sets() + " WHERE " + r.isKey() + " AND revision = $" + strconv.Itoa(len(r.columns)+1)
		err = tx.one(stale, r.table, query, append(r.places(), old)...)
	}
	if err != nil {
		*r.revision = old
		return err
	}
	tx.undo = append(tx.undo, func() { *r.revision = old })
	return nil
}

// replace updates a row of a noun without revisions, which must be there.
func (tx *Tx) replace(r record) error {
	return tx.one(missing(), r.table, "UPDATE "+r.table+" SET "+r.sets()+" WHERE "+r.isKey(), r.places()...)
}

// upsert writes a row, whether it is there or not.
func (tx *Tx) upsert(r record) error {
	return tx.one(missing(), r.table, r.inserts()+"UPDATE SET "+r.sets(), r.places()...)
}

func missing() *scheme.Refusal { return scheme.Refuse(scheme.Missing, "refusal.missing") }

// one runs a statement that must touch exactly one row, and refuses with no
// when it touches none.
func (tx *Tx) one(no error, what, query string, args ...any) error {
	n, err := tx.exec(what, query, args...)
	switch {
	case err != nil:
		return err
	case n == 0:
		return no
	case n > 1:
		return tx.fail(what, "write", fmt.Errorf("%d rows instead of one", n))
	}
	return nil
}

// exec runs a statement and returns how many rows it touched.
func (tx *Tx) exec(what, query string, args ...any) (int, error) {
	values, err := valuesOf(args)
	if err != nil {
		return 0, err
	}
	return tx.affected(what)(tx.on.ExecContext(tx.ctx, query, values...))
}

// repeat is exec of a statement that this transaction runs many times.
func (tx *Tx) repeat(what, query string, args ...any) (int, error) {
	if !tx.dialect.prepares || len(query) <= longestKept { // else its connection keeps it
		return tx.exec(what, query, args...)
	}
	values, err := valuesOf(args)
	if err != nil {
		return 0, err
	}
	statement := tx.prepared[query]
	if statement == nil {
		if statement, err = tx.on.PrepareContext(tx.ctx, unnumbered(query)); err != nil {
			return 0, tx.fail(what, "write", err)
		}
		if tx.prepared == nil {
			tx.prepared = map[string]*sql.Stmt{}
		}
		tx.prepared[query] = statement
	}
	return tx.affected(what)(statement.ExecContext(tx.ctx, values...))
}

var mark = regexp.MustCompile(`\$[0-9]+`)

// unnumbered takes the numbers off the marks of a statement in which each
// stands once, in their order: SQLite looks numbered ones up one by one.
// Other statements it returns as they are.
func unnumbered(query string) string {
	n, inOrder := 0, true
	plain := mark.ReplaceAllStringFunc(query, func(m string) string {
		n++
		inOrder = inOrder && m == "$"+strconv.Itoa(n)
		return "?"
	})
	if !inOrder {
		return query
	}
	return plain
}

// affected returns how many rows a statement touched, of what it answered.
func (tx *Tx) affected(what string) func(sql.Result, error) (int, error) {
	return func(result sql.Result, err error) (int, error) {
		if err != nil {
			return 0, tx.fail(what, "write", err)
		}
		n, err := result.RowsAffected()
		if err != nil {
			return 0, tx.fail(what, "write", err)
		}
		return int(n), nil
	}
}

// fail remembers that the transaction cannot be kept. A value that a unique
// index holds already is a Conflict: two people have had the same thought.
//
// When the context has ended, that is why: the engine gives up the transaction
// beside us then, and what we ask of it next is told only that it is gone.
func (tx *Tx) fail(what, doing string, err error) error {
	if ended := tx.ctx.Err(); ended != nil && !errors.Is(err, ended) {
		err = fmt.Errorf("%w (%w)", ended, err)
	}
	failure := fmt.Errorf("%s %s: %w", doing, what, err)
	if tx.dialect.taken(err) {
		failure = fmt.Errorf("%s %s: %w (%w)", doing, what, scheme.Refuse(scheme.Conflict, "refusal.taken"), err)
	}
	if tx.broken == nil {
		tx.broken = failure
	}
	return failure
}

// read reads the one row that rest selects, or refuses with Missing.
func read[T any](tx *Tx, shape func(*T) record, rest string, args ...any) (T, error) {
	all, err := list(tx, shape, rest, args...)
	if err != nil || len(all) == 0 {
		var none T
		if err == nil {
			err = missing()
		}
		return none, err
	}
	return all[0], nil
}

// list reads the rows that rest selects, in its order.
func list[T any](tx *Tx, shape func(*T) record, rest string, args ...any) ([]T, error) {
	r := shape(new(T))
	values, err := valuesOf(args)
	if err != nil {
		return nil, err
	}
	rows, err := tx.on.QueryContext(tx.ctx, r.selects(rest), values...)
	if err != nil {
		return nil, tx.fail(r.table, "read", err)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		var one T
		if err := rows.Scan(shape(&one).places()...); err != nil {
			return nil, tx.fail(r.table, "read", err)
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		return nil, tx.fail(r.table, "read", err)
	}
	return all, nil
}

// scalar reads the one value that query selects, or refuses with Missing.
func scalar[T any](tx *Tx, what, query string, args ...any) (T, error) {
	var one T
	values, err := valuesOf(args)
	if err != nil {
		return one, err
	}
	err = tx.on.QueryRowContext(tx.ctx, query, values...).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return one, missing()
	}
	if err != nil {
		return one, tx.fail(what, "read", err)
	}
	return one, nil
}
