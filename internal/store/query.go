package store

import (
	"strconv"
	"strings"
)

// mostRows bounds every list that can grow without end.
const mostRows = 500

// rows returns the limit that holds: the one asked for, or mostRows.
func rows(limit int) int {
	if limit < 1 || limit > mostRows {
		return mostRows
	}
	return limit
}

// A where gathers the conditions of a query and their values.
type where struct {
	conditions []string
	args       []any
}

// mark takes a value and returns its mark.
func (w *where) mark(value any) string {
	w.args = append(w.args, value)
	return "$" + strconv.Itoa(len(w.args))
}

func (w *where) and(condition string) { w.conditions = append(w.conditions, condition) }

// in restricts a column to the values; to none when there are none.
func in[T ~string](w *where, column string, values []T) {
	if len(values) == 0 {
		w.and("1 = 0")
		return
	}
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = w.mark(string(v))
	}
	w.and(column + " IN (" + strings.Join(all, ", ") + ")")
}

func (w *where) String() string {
	if len(w.conditions) == 0 {
		return ""
	}
	return "WHERE " + strings.Join(w.conditions, " AND ")
}

// containing returns the LIKE pattern for folded text that contains text
// as it stands; to be used with ESCAPE '\'.
func containing(text string) string { return "%" + literal(text) + "%" }

func literal(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}
