package store

import (
	"slices"
	"strings"

	"shirushi/internal/fold"
	"shirushi/internal/scheme"
)

// A Standing is where an inquiry stands for its authority.
type Standing string

const (
	StandsOpen     Standing = "open"     // waits for an answer
	StandsAnswered Standing = "answered" // and may be answered anew
	StandsClosed   Standing = "closed"   // the application has come to its end
)

// An Inquiry is one question to one authority, as its lists read it. It says
// nothing of the application but what the authority was told.
type Inquiry struct {
	Application scheme.ApplicationID
	Standing    Standing
	Inquiry     scheme.Inquiry
}

func inquiryRecord(i *Inquiry) record {
	return record{table: "inquiry", keys: 1, columns: []column{
		{"id", &i.Inquiry.ID}, {"application", &i.Application}, {"authority", &i.Inquiry.Authority}, {"standing", &i.Standing},
		{"due", &i.Inquiry.Due}, {"asked", instant{&i.Inquiry.Asked}}, {"search", derived{inquirySearch(i.Inquiry.About)}}, {"body", facts{&i.Inquiry}},
	}}
}

// inquirySearch is what an authority may search: what it was told, folded.
func inquirySearch(a scheme.InquiryAbout) string {
	lines := []string{a.Acceptance, a.Applicant.Ja, a.Applicant.En, a.Reading, a.CorporateNumber, a.Product.Ja, a.Product.En, a.Manufacturer}
	return fold.Text(strings.Join(slices.Concat(lines, a.Parents, a.SuppliedBy, a.Maintainers), "\n"))
}

// Inquiry reads one inquiry. It refuses an unknown id with Missing.
func (tx *Tx) Inquiry(id scheme.InquiryID) (Inquiry, error) {
	return read(tx, inquiryRecord, "WHERE id = $1", id)
}

// An InquiryFilter restricts a list of inquiries.
type InquiryFilter struct {
	Authority scheme.OrganisationID // "": all
	Standing  Standing              // "": all
	Search    string                // a part of what the authority was told, in any width, case or kana
	Limit     int                   // at most 500, which is also what 0 means
	After     scheme.InquiryID      // the last one of the page before; "" for the first page
}

// inquiryOrder puts open inquiries first, of them the one due first; one
// without a last day after all that have one.
const inquiryOrder = "CASE standing WHEN 'open' THEN 0 WHEN 'answered' THEN 1 ELSE 2 END, CASE due WHEN '' THEN '9999' ELSE due END, asked, id"

// Inquiries lists inquiries, the open ones first, and of them the one due
// first.
func (tx *Tx) Inquiries(f InquiryFilter) ([]Inquiry, error) {
	w := inquiriesWhere(f)
	if f.After != "" {
		w.and("(" + inquiryOrder + ") > (SELECT " + inquiryOrder + " FROM inquiry WHERE id = " + w.mark(f.After) + ")")
	}
	return list(tx, inquiryRecord, w.String()+" ORDER BY "+inquiryOrder+" LIMIT "+w.mark(rows(f.Limit)), w.args...)
}

func inquiriesWhere(f InquiryFilter) where {
	var w where
	if f.Authority != "" {
		w.and("authority = " + w.mark(f.Authority))
	}
	if f.Standing != "" {
		w.and("standing = " + w.mark(f.Standing))
	}
	if word := fold.Text(f.Search); word != "" {
		w.and("search LIKE " + w.mark(containing(word)) + ` ESCAPE '\'`)
	}
	return w
}

// CountInquiries counts an authority's inquiries by their standing.
func (tx *Tx) CountInquiries(authority scheme.OrganisationID) (map[Standing]int, error) {
	all := map[Standing]int{}
	for _, standing := range []Standing{StandsOpen, StandsAnswered, StandsClosed} {
		n, err := scalar[int](tx, "inquiry", "SELECT COUNT(*) FROM inquiry WHERE authority = $1 AND standing = $2", authority, standing)
		if err != nil {
			return nil, err
		}
		all[standing] = n
	}
	return all, nil
}

// PutInquiries writes the inquiries of an application as it has them. It is
// called by whoever writes the application, in the same transaction.
func (tx *Tx) PutInquiries(a scheme.Application) error {
	for _, one := range a.Inquiries {
		row := Inquiry{Application: a.ID, Standing: standingOf(a, one), Inquiry: one}
		if err := tx.upsert(inquiryRecord(&row)); err != nil {
			return err
		}
	}
	return nil
}

func standingOf(a scheme.Application, i scheme.Inquiry) Standing {
	switch {
	case a.State != scheme.Accepted:
		return StandsClosed
	case i.Open():
		return StandsOpen
	}
	return StandsAnswered
}
