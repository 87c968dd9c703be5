package office_test

import (
	"testing"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
)

// No page of the applicant's side is given which authority was asked, by whom
// it was answered, or what passed between it and the office.
func TestInquiries_areVeiledWhereverTheApplicantReads(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.settled(1)
	list, err := h.office.Own(ctx, h.anna, office.OwnFilter{})
	h.ok(err)
	earlier, err := h.office.Earlier(ctx, h.anna, h.draft(h.anna, "", 2), "")
	h.ok(err)
	read := map[string]scheme.Application{"file": h.file(h.anna, id).Application, "money": h.account(h.anna, id).Application}
	for _, row := range list.Rows {
		if row.Application.ID == id {
			read["list"] = row.Application
		}
	}
	for _, one := range earlier {
		if one.Application.ID == id {
			read["earlier"] = one.Application
		}
	}
	if len(read) != 4 {
		t.Fatalf("read on %d pages", len(read))
	}
	for page, a := range read {
		if len(a.Inquiries) == 0 || !a.InquirySettled() {
			t.Errorf("%s: it is not to be seen that the inquiry is settled", page)
		}
		for _, i := range a.Inquiries {
			if i.ID != "" || i.Authority != "" || i.AskedBy != "" || i.Answer.By != "" || i.About.Acceptance != "" || len(i.Exchanges) > 0 {
				t.Errorf("%s: %+v", page, i)
			}
		}
	}
}
