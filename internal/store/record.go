package store

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

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
	result, err := tx.on.ExecContext(tx.ctx, query, values...)
	if err != nil {
		return 0, tx.fail(what, "write", err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return 0, tx.fail(what, "write", err)
	}
	return int(n), nil
}

// fail remembers that the transaction cannot be kept. A value that a unique
// index holds already is a Conflict: two people have had the same thought.
func (tx *Tx) fail(what, doing string, err error) error {
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

// valuesOf turns places into what both drivers take. It refuses text that
// PostgreSQL cannot hold, on SQLite as well.
func valuesOf(args []any) ([]any, error) {
	values := make([]any, len(args))
	for i, arg := range args {
		v, err := driver.DefaultParameterConverter.ConvertValue(arg)
		if err != nil {
			return nil, fmt.Errorf("convert value %d: %w", i+1, err)
		}
		switch v := v.(type) {
		case string:
			if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
				return nil, scheme.Refuse(scheme.Invalid, "refusal.text.unreadable")
			}
		case []byte:
			if v == nil {
				continue // NULL; a typed nil is an empty value to one of the drivers
			}
		}
		values[i] = v
	}
	return values, nil
}

// timeForm is how an instant stands in a column: UTC, whole seconds, in the
// order of time when ordered as text. The zero time is "".
const timeForm = "2006-01-02T15:04:05Z"

func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeForm)
}

// instant is the codec of a time column.
type instant struct{ at *time.Time }

func (c instant) Value() (driver.Value, error) { return timeText(*c.at), nil }

func (c instant) Scan(src any) error {
	text, err := textOf(src)
	if err != nil {
		return err
	}
	*c.at = time.Time{}
	if text == "" {
		return nil
	}
	t, err := time.Parse(timeForm, text)
	*c.at = t
	return err
}

// facts is the codec of a column that holds JSON.
type facts struct{ at any }

func (c facts) Value() (driver.Value, error) {
	b, err := json.Marshal(c.at)
	return string(b), err
}

func (c facts) Scan(src any) error {
	text, err := textOf(src)
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(text), c.at)
}

// plain is the codec of bytes that are text; nil and "" are the same.
type plain struct{ at *[]byte }

func (c plain) Value() (driver.Value, error) { return string(*c.at), nil }

func (c plain) Scan(src any) error {
	text, err := textOf(src)
	*c.at = nil
	if text != "" {
		*c.at = []byte(text)
	}
	return err
}

// flag is the codec of a yes or no, 1 or 0 in the schema.
type flag struct{ at *bool }

func (c flag) Value() (driver.Value, error) {
	if *c.at {
		return int64(1), nil
	}
	return int64(0), nil
}

func (c flag) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return fmt.Errorf("a flag is %T in the database", src)
	}
	*c.at = n != 0
	return nil
}

// derived is a column that is written for queries only; what is read from
// it is let go.
type derived struct{ value any }

func (c derived) Value() (driver.Value, error) {
	return driver.DefaultParameterConverter.ConvertValue(c.value)
}
func (c derived) Scan(any) error { return nil }

func textOf(src any) (string, error) {
	switch s := src.(type) {
	case string:
		return s, nil
	case []byte:
		return string(s), nil
	}
	return "", fmt.Errorf("text is %T in the database", src)
}
