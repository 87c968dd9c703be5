package store

import (
	"cmp"
	"strings"

	"shirushi/internal/fold"
	"shirushi/internal/scheme"
)

func organisationRecord(o *scheme.Organisation) record {
	return record{table: "organisation", keys: 1, revision: &o.Revision, columns: []column{
		{"id", &o.ID}, {"revision", &o.Revision}, {"kind", &o.Kind}, {"name_ja", &o.Name.Ja}, {"name_en", &o.Name.En},
		{"reading", &o.Reading}, {"sort_key", derived{fold.Text(cmp.Or(o.Reading, o.Name.Ja, o.Name.En))}},
		{"corporate_number", &o.CorporateNumber}, {"proof", facts{&o.Proof}}, {"country", &o.Country},
		{"address", &o.Address}, {"contact", facts{&o.Contact}}, {"made", instant{&o.Made}},
		{"search", derived{fold.Text(o.Name.Ja + "\n" + o.Name.En + "\n" + o.Reading)}},
	}}
}

// Organisation reads one organisation. It refuses an unknown id with Missing.
func (tx *Tx) Organisation(id scheme.OrganisationID) (scheme.Organisation, error) {
	return read(tx, organisationRecord, "WHERE id = $1", id)
}

// OrganisationByCorporateNumber reads the organisation with this number. It
// refuses an unknown number, and none at all, with Missing.
func (tx *Tx) OrganisationByCorporateNumber(number string) (scheme.Organisation, error) {
	return read(tx, organisationRecord, "WHERE corporate_number = $1 AND corporate_number <> ''", number)
}

// Organisations lists all organisations of a kind, or of every kind when it
// is "", in the order of their readings.
func (tx *Tx) Organisations(kind scheme.OrganisationKind) ([]scheme.Organisation, error) {
	var w where
	if kind != "" {
		w.and("kind = " + w.mark(kind))
	}
	return list(tx, organisationRecord, w.String()+" ORDER BY sort_key, id", w.args...)
}

// An OrganisationFilter restricts a list of organisations.
type OrganisationFilter struct {
	Kind  scheme.OrganisationKind // "": all
	Text  string                  // part of a name, of a reading or of the corporate number; "": all
	Skip  int                     // so many of the first are left out
	Limit int                     // at most 500, which is also what 0 means
}

// FindOrganisations lists organisations in the order of their readings, and
// says how many the filter lets through whatever its limit.
func (tx *Tx) FindOrganisations(f OrganisationFilter) (found []scheme.Organisation, total int, err error) {
	var w where
	if f.Kind != "" {
		w.and("kind = " + w.mark(f.Kind))
	}
	if text := fold.Text(f.Text); text != "" {
		if long := []rune(text); len(long) > mostSearched {
			text = string(long[:mostSearched]) // no name is longer
		}
		part := w.mark(containing(strings.ReplaceAll(text, "\n", " ")))
		w.and("(search LIKE " + part + ` ESCAPE '\' OR corporate_number LIKE ` + part + ` ESCAPE '\')`)
	}
	if total, err = scalar[int](tx, "organisations", "SELECT COUNT(*) FROM organisation "+w.String(), w.args...); err != nil {
		return nil, 0, err
	}
	found, err = list(tx, organisationRecord, w.String()+" ORDER BY sort_key, id LIMIT "+w.mark(rows(f.Limit))+" OFFSET "+w.mark(max(f.Skip, 0)), w.args...)
	return found, total, err
}

// PutOrganisation writes an organisation. It refuses with Conflict when it
// has been written since it was read, and a corporate number that another
// organisation has.
func (tx *Tx) PutOrganisation(o *scheme.Organisation) error { return tx.put(organisationRecord(o)) }
