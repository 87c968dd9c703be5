package office_test

import (
	"strings"
	"testing"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
)

// withdrawal is the maker's word on paper that it withdraws.
func (h *house) withdrawal() office.WithdrawalRequest {
	return office.WithdrawalRequest{Reason: "開発を中止したため",
		Paper: scheme.Paper{Received: h.today(), Reference: "受-取下-1", SHA256: strings.Repeat("0b", 32), KeptAt: "文書庫 4段"}}
}

// An application on paper is withdrawn by the paper that asks for it, by
// another officer than the one who accepted it, and its applicant is told.
func TestEnterWithdrawal_takesAPaperAReasonAndAnotherOfficer(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.enteredDraft()
	h.ok(h.office.Submit(ctx, h.one, id, h.signed(id)))
	h.ok(h.office.Accept(ctx, h.two, id))
	h.no(h.office.GiveUp(ctx, h.three, id), scheme.Conflict, "refusal.withdraw.paper")
	r := h.withdrawal()
	h.no(h.office.EnterWithdrawal(ctx, h.two, id, r), scheme.Denied, "refusal.withdraw.accepted_it")
	h.no(h.office.EnterWithdrawal(ctx, h.anna, id, r), scheme.Denied, "refusal.role")
	h.no(h.office.EnterWithdrawal(ctx, h.stranger, id, r), scheme.Missing, "refusal.missing")
	wrong := r
	wrong.Reason, wrong.Paper.Reference = " ", ""
	h.no(h.office.EnterWithdrawal(ctx, h.three, id, wrong), scheme.Invalid, "refusal.reason.missing", "refusal.paper.reference")
	wrong = r
	wrong.Paper = h.file(h.one, id).Application.Paper
	h.no(h.office.EnterWithdrawal(ctx, h.three, id, wrong), scheme.Conflict, "refusal.withdraw.same_paper")
	wrong.Paper.Reference, wrong.Paper.KeptAt = "受-取下-1", "文書庫 4段" // the same scan, called otherwise
	h.no(h.office.EnterWithdrawal(ctx, h.three, id, wrong), scheme.Conflict, "refusal.withdraw.same_paper")
	wrong.Paper = r.Paper
	wrong.Paper.Received = h.today().AddDays(-1)
	h.no(h.office.EnterWithdrawal(ctx, h.three, id, wrong), scheme.Invalid, "refusal.withdraw.early")
	if a := h.file(h.one, id).Application; a.State != scheme.Accepted {
		t.Fatalf("refused, and yet %s", a.State)
	}
	h.ok(h.office.EnterWithdrawal(ctx, h.three, id, r))
	a := h.file(h.anna, id).Application
	if a.State != scheme.GivenUp || a.Reason != r.Reason || a.Paper != r.Paper || a.ClosedBy != h.three.Person.ID {
		t.Fatalf("%+v", a)
	}
	if got := strings.Join(h.letters(), " "); !strings.Contains(got, "application_withdrawn") {
		t.Fatal("letters:", got)
	}
	h.no(h.office.EnterWithdrawal(ctx, h.three, id, r), scheme.Conflict, "refusal.state")
	h.no(h.office.EnterWithdrawal(ctx, h.three, h.submitted(2), r), scheme.Denied, "refusal.role") // it came by the web
}

// What was entered and never handed in is given up with a reason: no paper
// asks for it, and nobody is written to.
func TestEnterWithdrawal_ofAnEntryTakesAReason(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	id := h.enteredDraft()
	h.no(h.office.EnterWithdrawal(t.Context(), h.two, id, office.WithdrawalRequest{}), scheme.Invalid, "refusal.reason.missing")
	h.ok(h.office.EnterWithdrawal(t.Context(), h.two, id, office.WithdrawalRequest{Reason: "二重に入力したため"}))
	if a := h.file(h.one, id).Application; a.State != scheme.GivenUp || a.Paper.Reference != "受-7" {
		t.Fatalf("%+v", a)
	}
	if got := h.letters(); len(got) != 0 {
		t.Fatal("letters:", got)
	}
}

func TestEnter_theSameFormBeginsOneApplication(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	r := h.entry(0)
	r.Form = "mark"
	first, err := h.office.Enter(t.Context(), h.one, r)
	h.ok(err)
	again, err := h.office.Enter(t.Context(), h.one, r)
	h.ok(err)
	if first != again {
		t.Fatal("a second press made a second application")
	}
	_, err = h.office.Enter(t.Context(), h.two, r)
	h.no(err, scheme.Invalid, "refusal.start.form")
	r.Form = "other"
	if other, err := h.office.Enter(t.Context(), h.one, r); err != nil || other == first {
		t.Fatal(other, err)
	}
}
