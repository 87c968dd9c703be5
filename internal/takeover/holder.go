package takeover

import (
	"fmt"

	"shirushi/internal/scheme"
)

// clerks write the rows of each kind.
var clerks = map[Kind]func(*entry) error{
	Holders: holders, Labels: labels, Models: models, News: news, Successors: successors,
}

// organisation reads a row as the holder that it describes.
func (r Row) organisation(no *scheme.Refusals) scheme.Organisation {
	o := scheme.Organisation{Kind: scheme.Maker, Name: scheme.Text{Ja: r.text("name_ja"), En: r.text("name_en")}, Reading: r.text("reading"),
		CorporateNumber: r.text("corporate_number"), Country: r.text("country"), Address: r.text("address"),
		Proof:   scheme.Proof{Kind: r.text("proof_kind"), Number: r.text("proof_number")},
		Contact: scheme.Contact{Name: r.text("contact_name"), Email: r.text("contact_email"), ReadsJapanese: r.yes("reads_japanese", no)}}
	o.ID = holderID(r.text("holder"))
	if r.text("holder") == "" {
		no.Add(scheme.Refuse(scheme.Invalid, "refusal.takeover.empty").On("holder"))
	}
	for _, t := range []struct{ field, text string }{{"holder", r.text("holder")}, {"name_ja", o.Name.Ja}, {"name_en", o.Name.En}, {"reading", o.Reading},
		{"address", o.Address}, {"contact_name", o.Contact.Name}, {"contact_email", o.Contact.Email}, {"proof_kind", o.Proof.Kind}, {"proof_number", o.Proof.Number}} {
		no.Add(scheme.CheckText(t.field, t.text, mostText))
	}
	no.Add(o.Check())
	return o
}

// mostText bounds a name or an address, in characters.
const mostText = 200

// holders writes organisations. One that was registered here by other means
// stays as it is here.
func holders(e *entry) error {
	rows, on, err := e.readHolders()
	if err != nil {
		return err
	}
	for i := range rows {
		if e.outcomes[i].what == refused {
			continue
		}
		o := &rows[i]
		before, there := on.byID[o.ID]
		if same, taken := on.byNumber[o.CorporateNumber]; taken && same.ID != o.ID {
			if e.rows[i].text("holder") != o.CorporateNumber {
				e.refuse(i, scheme.Refuse(scheme.Conflict, "refusal.takeover.registered").On("holder").With(o.CorporateNumber))
			} // else it is registered here, and its labels find it by its number
			continue
		}
		if err := e.holder(i, o, before, there); err != nil {
			return err
		}
		if e.outcomes[i].what != refused {
			on.note(*o)
		}
	}
	return nil
}

// readHolders reads the rows as holders, refuses those that do not read, and
// returns what is on record of them.
func (e *entry) readHolders() ([]scheme.Organisation, onRecord, error) {
	rows := make([]scheme.Organisation, len(e.rows))
	var ids []scheme.OrganisationID
	var numbers []string
	for i, row := range e.rows {
		if e.outcomes[i].what == refused {
			continue
		}
		var no scheme.Refusals
		rows[i] = row.organisation(&no)
		if len(no) > 0 {
			e.refuse(i, no)
			continue
		}
		ids = append(ids, rows[i].ID)
		if rows[i].CorporateNumber != "" {
			numbers = append(numbers, rows[i].CorporateNumber)
		}
	}
	on, err := e.onRecord(ids, numbers)
	return rows, on, err
}

// An onRecord holds organisations by what a row may name them with.
type onRecord struct {
	byID     map[scheme.OrganisationID]scheme.Organisation
	byNumber map[string]scheme.Organisation // corporate number
}

// onRecord returns those that have one of the ids or corporate numbers.
func (e *entry) onRecord(ids []scheme.OrganisationID, numbers []string) (onRecord, error) {
	on := onRecord{map[scheme.OrganisationID]scheme.Organisation{}, map[string]scheme.Organisation{}}
	found, err := e.OrganisationsOf(ids, numbers)
	if err != nil {
		return on, fmt.Errorf("read holders: %w", err)
	}
	for _, o := range found {
		on.note(o)
	}
	return on, nil
}

func (r onRecord) note(o scheme.Organisation) {
	r.byID[o.ID] = o
	if o.CorporateNumber != "" {
		r.byNumber[o.CorporateNumber] = o
	}
}

// holder writes one organisation; before is what is on record when it is there.
func (e *entry) holder(i int, o *scheme.Organisation, before scheme.Organisation, there bool) error {
	o.Made = e.Now
	if there {
		o.Made, o.Revision, o.Proof.SHA256 = before.Made, before.Revision, before.Proof.SHA256
		if *o == before {
			return nil
		}
		if !e.Update {
			e.refuse(i, scheme.Refuse(scheme.Conflict, "refusal.takeover.differs").On("holder"))
			return nil
		}
		e.is(i, changed)
	} else {
		e.is(i, taken)
	}
	if err := e.PutOrganisation(o); err != nil {
		return fmt.Errorf("write holder: %w", err)
	}
	if there {
		e.Audit("organisation:"+string(o.ID), before, *o)
		return nil
	}
	e.Audit("organisation:"+string(o.ID), nil, e.line(i))
	return nil
}
