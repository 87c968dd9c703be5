package store

import (
	"fmt"
	"strconv"
	"strings"

	"shirushi/internal/publog"
	"shirushi/internal/scheme"
)

// How many values one statement takes. SQLite looks each $N up in the list of
// those before it, so that long statements cost more than they save, but not
// those whose marks repeat leaves unnumbered.
const (
	mostMarks  = 120
	mostValues = 600 // of a statement that inserts
)

// addMany inserts rows of one table that must not be there yet, many with one
// statement.
func (tx *Tx) addMany(records []record) error {
	for len(records) > 0 {
		n := min(len(records), max(1, mostValues/len(records[0].columns)))
		if err := tx.addSome(records[:n]); err != nil {
			return err
		}
		records = records[n:]
	}
	return nil
}

// putMany writes rows of one table, whether they are there or not, many with
// one statement. None may be there twice.
func (tx *Tx) putMany(records []record) error {
	for len(records) > 0 {
		n := min(len(records), 200, max(1, mostValues/len(records[0].columns)))
		first := records[0]
		sets := make([]string, 0, len(first.columns))
		for _, c := range first.columns[first.keys:] {
			sets = append(sets, c.name+" = excluded."+c.name)
		}
		query, args := insertsAll(records[:n])
		if err := tx.exact(first.table, n, query+"UPDATE SET "+strings.Join(sets, ", "), args...); err != nil {
			return err
		}
		records = records[n:]
	}
	return nil
}

func (tx *Tx) addSome(records []record) error {
	query, args := insertsAll(records)
	n, err := tx.repeat(records[0].table, query+"NOTHING", args...)
	if err == nil && n != len(records) {
		err = tx.fail(records[0].table, "write", fmt.Errorf("%d of %d rows were there already: %w", len(records)-n, len(records), scheme.Refuse(scheme.Conflict, "refusal.taken")))
	}
	return err
}

// insertsAll is record.inserts for many rows, with their values.
func insertsAll(records []record) (statement string, args []any) {
	first := records[0]
	var query strings.Builder
	query.WriteString("INSERT INTO " + first.table + " (" + first.names() + ") VALUES ")
	args = make([]any, 0, len(records)*len(first.columns))
	for i, r := range records {
		if i > 0 {
			query.WriteString(", ")
		}
		query.WriteString("(")
		for k, c := range r.columns {
			if k > 0 {
				query.WriteString(", ")
			}
			query.WriteString("$" + strconv.Itoa(len(args)+1))
			args = append(args, c.at)
		}
		query.WriteString(")")
	}
	query.WriteString(" ON CONFLICT (" + first.keyNames() + ") DO ")
	return query.String(), args
}

// LabelsOf reads the labels with these numbers, by number. What no label has
// is not in it.
func (tx *Tx) LabelsOf(numbers []scheme.LabelNumber) (map[scheme.LabelNumber]scheme.Label, error) {
	found := make(map[scheme.LabelNumber]scheme.Label, len(numbers))
	for len(numbers) > 0 {
		n := min(len(numbers), mostRows)
		var w where
		in(&w, "number", numbers[:n])
		all, err := list(tx, labelRecord, w.String(), w.args...)
		if err != nil {
			return nil, err
		}
		for _, l := range all {
			found[l.Number] = l
		}
		numbers = numbers[n:]
	}
	return found, nil
}

// OrganisationsOf reads the organisations with these ids and those with these
// corporate numbers.
func (tx *Tx) OrganisationsOf(ids []scheme.OrganisationID, numbers []string) ([]scheme.Organisation, error) {
	var found []scheme.Organisation
	for _, by := range []struct {
		column string
		values []string
	}{{"id", plainIDs(ids)}, {"corporate_number", numbers}} {
		for values := by.values; len(values) > 0; {
			n := min(len(values), mostRows)
			var w where
			in(&w, by.column, values[:n])
			all, err := list(tx, organisationRecord, w.String(), w.args...)
			if err != nil {
				return nil, err
			}
			found, values = append(found, all...), values[n:]
		}
	}
	return found, nil
}

func plainIDs(ids []scheme.OrganisationID) []string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = string(id)
	}
	return all
}

// AddLabels writes labels that must not be there yet, and raises their
// revisions to 1.
func (tx *Tx) AddLabels(labels []scheme.Label) error {
	all := make([]record, len(labels))
	for i := range labels {
		labels[i].Revision = 1
		all[i] = labelRecord(&labels[i])
	}
	return tx.addMany(all)
}

// RaiseSerial lets NextSerial of this name go on after last, unless it is
// further already.
func (tx *Tx) RaiseSerial(name string, last int64) error {
	_, err := tx.exec("serial", "INSERT INTO serial (name, last) VALUES ($1, $2) "+
		"ON CONFLICT (name) DO UPDATE SET last = excluded.last WHERE serial.last < excluded.last", name, last)
	return err
}

// A Fact is an event with what its commitments stand for, and the day from
// which it is public; "" for at once.
type Fact struct {
	Event    scheme.Event
	Openings []scheme.Opening
	From     scheme.Date
}

// AddEvents is AddEventFrom for many.
func (tx *Tx) AddEvents(facts []Fact) error {
	events := make([]record, len(facts))
	var openings []record
	for i := range facts {
		f := &facts[i]
		if f.Event.Seq != 0 {
			return fmt.Errorf("add event %s: it has a number already", f.Event.ID)
		}
		if n := len(f.Event.Leaf()); n > publog.MostLeaf { // it could be in the tree, but nobody could be shown it
			return fmt.Errorf("add event %s: its leaf has %d bytes; the public log tells at most %d", f.Event.ID, n, publog.MostLeaf)
		}
		events[i] = eventRecord(&f.Event, written(), f.From)
		for k := range f.Openings {
			o := &f.Openings[k]
			if o.Event != f.Event.ID || f.Event.Commitments[o.Field] != o.Commit() {
				return tx.fail("opening", "write", fmt.Errorf("%s of event %s opens nothing", o.Field, f.Event.ID))
			}
			openings = append(openings, openingRecord(o))
		}
	}
	if err := tx.addMany(events); err != nil {
		return err
	}
	return tx.addMany(openings)
}

// AddAudits keeps many lines.
func (tx *Tx) AddAudits(lines []AuditLine) error {
	all := make([]record, len(lines))
	for i := range lines {
		all[i] = auditRecord(&lines[i], written())
	}
	return tx.addMany(all)
}
