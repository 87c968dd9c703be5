package office_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

func ticks(list office.AskedList) (all []office.Ticked) {
	for _, one := range list.Rows {
		all = append(all, office.Ticked{ID: one.ID, Revision: one.Revision})
	}
	return all
}

func TestInquiriesFor_areOnlyThoseOfTheOwnAuthority(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	h.asked(1)
	id := h.asked(2)
	own, err := h.office.InquiriesFor(ctx, h.reviewer, office.InquiryQuery{})
	h.ok(err)
	if len(own.Rows) != 2 || own.Counts[office.AskedOpen] != 2 || own.Counts[office.AskedAll] != 2 || own.More {
		t.Fatalf("%+v", own)
	}
	theirs := h.inquiry(id, h.college)
	_, _, err = h.office.InquiryFor(ctx, h.reviewer, theirs.ID)
	h.no(err, scheme.Missing, "refusal.missing")
	_, _, err = h.office.InquiryFor(ctx, h.reviewer, "none")
	h.no(err, scheme.Missing, "refusal.missing")
	h.no(h.office.AnswerInquiry(ctx, h.fresh(h.reviewer), theirs.ID, office.AnswerRequest{Revision: 1, View: scheme.NoObjection}), scheme.Missing, "refusal.missing")
	h.no(h.office.TakeBackAnswer(ctx, h.fresh(h.reviewer), theirs.ID, 1), scheme.Missing, "refusal.missing")
	h.no(h.office.AnswerNoObjection(ctx, h.fresh(h.reviewer), append(ticks(own), office.Ticked{ID: theirs.ID, Revision: 1})), scheme.Missing, "refusal.missing")
	if !h.inquiry(id, h.ministry).Open() || !h.inquiry(id, h.college).Open() {
		t.Fatal("a refused answer is on record")
	}
	for name, who := range map[string]scheme.Actor{"applicant": h.anna, "agent": h.agent, "manager": h.manager, "stranger": h.stranger, "officer": h.one, "administrator": h.admin} {
		if _, err := h.office.InquiriesFor(ctx, who, office.InquiryQuery{}); !scheme.IsRefusal(err, scheme.Denied) {
			t.Errorf("%s lists inquiries: %v", name, err)
		}
		if _, _, err := h.office.InquiryFor(ctx, who, theirs.ID); !scheme.IsRefusal(err, scheme.Missing) {
			t.Errorf("%s reads an inquiry: %v", name, err)
		}
	}
	h.put(func(tx *store.Tx) error {
		p, err := tx.Person(h.reviewer.Person.ID)
		if err == nil {
			p.Dismissed = h.clock.Now()
			err = tx.PutPerson(&p)
		}
		return err
	})
	_, err = h.office.InquiriesFor(ctx, h.reviewer, office.InquiryQuery{})
	h.no(err, scheme.Denied, "refusal.signed_out")
	h.no(h.office.AnswerNoObjection(ctx, h.fresh(h.reviewer), ticks(own)), scheme.Denied, "refusal.signed_out")
}

// What the authority reads has no place for anything else: all of it is
// looked through for every word of the application that is not meant for it.
func TestAsked_carriesNothingThatIsHidden(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.asked(1)
	i := h.inquiry(id, h.college)
	h.ok(h.office.AnswerInquiry(ctx, h.fresh(h.scholar), i.ID, office.AnswerRequest{Revision: i.Revision, View: scheme.Objects, Text: "他の機関の異議"}))
	h.ok(h.say(id, office.AnswerRequest{View: scheme.Condition, Text: "自分の条件"}))
	mine := h.inquiry(id, h.ministry)
	h.ok(h.office.ConfirmInquiry(ctx, h.one, id, mine.ID, mine.Revision, "事務局の内部の記録"))
	list, err := h.office.InquiriesFor(ctx, h.reviewer, office.InquiryQuery{})
	h.ok(err)
	b, err := json.Marshal(list)
	h.ok(err)
	a := onRecord(h, id)
	for _, hidden := range []string{"設計書と実機で確認した", "品質部", "SC-1", "責任 太郎", "psirt@", "contact@", string(h.one.Person.ID), "他の機関の異議", "事務局の内部の記録",
		string(a.ID), a.Numbers.Application, h.maker.Address, h.maker.Contact.Name, fmt.Sprint(a.FeeYen), string(h.college.ID)} {
		if strings.Contains(string(b), hidden) {
			t.Errorf("%q is in %s", hidden, b)
		}
	}
	for _, meant := range []string{"秘密の供給元", h.maker.Name.Ja, h.maker.Reading, h.maker.CorporateNumber, a.Numbers.Acceptance, "自分の条件"} {
		if !strings.Contains(string(b), meant) {
			t.Errorf("%q is missing in %s", meant, b)
		}
	}
}

// The applicant's side and administrators learn that authorities were asked,
// not which, and not what they say.
func TestFile_veilsTheInquiryFromAllButOfficers(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	id := h.asked(1)
	h.ok(h.say(id, office.AnswerRequest{View: scheme.Objects, Text: "供給元に懸念"}))
	for name, who := range map[string]scheme.Actor{"applicant": h.anna, "agent": h.agent, "administrator": h.admin} {
		f := h.file(who, id)
		rows, err := h.office.Applications(t.Context(), who, nil)
		h.ok(err)
		b, err := json.Marshal([]any{f.Application, f.Inquiries, f.Authorities, rows})
		h.ok(err)
		if s := string(b); strings.Contains(s, "懸念") || strings.Contains(s, string(h.ministry.ID)) || strings.Contains(s, string(h.reviewer.Person.ID)) {
			t.Errorf("%s reads %s", name, s)
		}
		if len(f.Application.Inquiries) != 2 || f.Application.InquirySettled() || !f.Application.Objected() {
			t.Errorf("%s: the predicates no longer hold: %+v", name, f.Application.Inquiries)
		}
	}
	f := h.file(h.one, id)
	if len(f.Inquiries) != 2 || f.Inquiries[0].People != 1 || f.Inquiries[0].Names[h.one.Person.ID] == "" {
		t.Errorf("%+v", f.Inquiries)
	}
}

func TestAnswerNoObjection_allOrNoneByOneFreshPasskey(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	first, second := h.accepted(1), h.accepted(2)
	list, err := h.office.InquiriesFor(ctx, h.reviewer, office.InquiryQuery{})
	h.ok(err)
	all := ticks(list)
	h.no(h.office.AnswerNoObjection(ctx, h.fresh(h.reviewer), nil), scheme.Invalid, "refusal.inquiry.none_ticked")
	h.no(h.office.AnswerNoObjection(ctx, h.fresh(h.reviewer), make([]office.Ticked, 101)), scheme.Invalid, "refusal.inquiry.many_ticked")
	h.no(h.office.AnswerNoObjection(ctx, h.reviewer, all), scheme.Denied, "refusal.step_up")
	h.ok(h.say(second, office.AnswerRequest{View: scheme.Objects, Text: "異議"}))
	h.no(h.office.AnswerNoObjection(ctx, h.fresh(h.reviewer), all), scheme.Conflict, "refusal.inquiry.changed")
	if !h.inquiry(first, h.ministry).Open() {
		t.Fatal("half of them was answered")
	}
	i := h.inquiry(second, h.ministry)
	h.no(h.office.AnswerNoObjection(ctx, h.fresh(h.reviewer), []office.Ticked{{ID: i.ID, Revision: i.Revision}}), scheme.Conflict, "refusal.inquiry.changed")
	h.ok(h.office.AnswerNoObjection(ctx, h.fresh(h.reviewer), []office.Ticked{{ID: h.inquiry(first, h.ministry).ID, Revision: 1}}))
	if got := h.inquiry(first, h.ministry).Answer; got.View != scheme.NoObjection || got.By != h.reviewer.Person.ID {
		t.Fatalf("%+v", got)
	}
}

// Two people of one authority answer at once: one is kept, the other is told.
// The payment beside it is kept as well, and once both are there, the
// provisional number is given.
func TestAnswer_atOnceWithAColleagueAndBesideThePayment(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s, catalogtest.JCStarFiles())
		ctx := t.Context()
		second := h.person(h.ministry, 2, scheme.RoleReviewer)
		for n := range 8 {
			id := h.accepted(n)
			i, payment := h.inquiry(id, h.ministry), h.payment(id)
			var kept, told atomic.Int32
			h.atOnce(3, func(n int) error {
				if n == 2 {
					return h.office.EnterPayment(ctx, h.one, id, payment)
				}
				r := office.AnswerRequest{Revision: i.Revision, View: []scheme.View{scheme.NoObjection, scheme.Condition}[n], Text: "条件"}
				err := h.office.AnswerInquiry(ctx, h.fresh([]scheme.Actor{h.reviewer, second}[n]), i.ID, r)
				if scheme.IsRefusal(err, scheme.Conflict) {
					told.Add(1)
					return nil
				}
				kept.Add(1)
				return err
			})
			a := onRecord(h, id)
			if kept.Load() != 1 || told.Load() != 1 || a.Inquiries[0].Open() || !a.FeeSettled() {
				t.Fatalf("%d kept, %d told: %+v", kept.Load(), told.Load(), a.Inquiries)
			}
			if (a.Numbers.Provisional != "") != a.Settled() {
				t.Fatalf("settled %t, provisional number %q", a.Settled(), a.Numbers.Provisional)
			}
		}
	})
}

func TestInquiriesFor_findsWhateverTheWidthAndKana(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	h.accepted(1)
	for search, want := range map[string]int{"": 1, "ｶｸｳ": 1, "かくうむせん": 1, "架空無線": 1, "KAKUU": 1, "ひみつ": 0, "秘密の供給元": 1, "無い": 0, "_": 0} {
		list, err := h.office.InquiriesFor(ctx, h.reviewer, office.InquiryQuery{Search: search})
		h.ok(err)
		if len(list.Rows) != want {
			t.Errorf("%q finds %d, want %d", search, len(list.Rows), want)
		}
	}
}
