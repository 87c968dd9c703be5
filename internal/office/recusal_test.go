package office_test

import (
	"slices"
	"strings"
	"testing"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A recused officer learns that the application is there, and can do no deed
// to it: each one of the office is tried in each state.
func TestRecuse_keepsOffEveryDeed(t *testing.T) {
	t.Parallel()
	for _, about := range []string{"application", "organisation"} {
		t.Run(about, func(t *testing.T) {
			t.Parallel()
			h := jcstar(t)
			ctx := t.Context()
			if about == "organisation" {
				h.ok(h.office.Recuse(ctx, h.two, office.RecuseRequest{Organisation: h.maker.ID, Reason: "以前の勤務先です。"}))
			}
			for n, state := range []scheme.ApplicationState{scheme.Submitted, scheme.Returned, scheme.Accepted} {
				id := h.inState(state, n)
				if about == "application" {
					h.ok(h.office.Recuse(ctx, h.two, office.RecuseRequest{Application: id, Reason: "家族が開発に携わりました。"}))
				}
				_, err := h.office.File(ctx, h.two, id)
				h.no(err, scheme.Denied, "refusal.recused")
				before := onRecord(h, id)
				for _, deed := range scheme.ApplicationDeeds {
					if _, err := scheme.Next(scheme.ApplicationRules, state, deed, []scheme.Role{scheme.RoleOfficer}); err == nil {
						h.no(applicationDeeds[deed](h, h.fresh(h.two), id), scheme.Denied, "refusal.recused")
					}
				}
				if after := onRecord(h, id); after.Revision != before.Revision {
					t.Errorf("%s: a recused officer changed the application", state)
				}
				stub, err := h.office.Stub(ctx, h.two, id)
				h.ok(err)
				if !stub.Recused || len(stub.Recusals) != 1 || stub.Application.ID != id {
					t.Errorf("%+v", stub)
				}
				h.no(h.office.Assign(ctx, h.one, id, office.AssignRequest{To: h.two.Person.ID}), scheme.Conflict, "refusal.assign.recused")
				h.ok(h.office.Assign(ctx, h.one, id, office.AssignRequest{To: h.one.Person.ID})) // others go on
			}
			_, err := h.office.Stub(ctx, h.anna, h.submitted(9))
			h.no(err, scheme.Missing, "refusal.missing")
			_, err = h.office.Stub(ctx, h.two, h.draft(h.anna, "", 10))
			h.no(err, scheme.Missing, "refusal.missing")
		})
	}
}

func TestRecuse_fromTheAgentCountsToo(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	h.ok(h.office.Recuse(t.Context(), h.two, office.RecuseRequest{Organisation: h.agency.ID, Reason: "親族が役員です。"}))
	id := h.draft(h.agent, h.maker.ID, 1)
	h.ok(h.office.Submit(t.Context(), h.agent, id, h.declaration(h.agent, id)))
	h.no(h.office.Accept(t.Context(), h.two, id), scheme.Denied, "refusal.recused")
	h.ok(h.office.Accept(t.Context(), h.two, h.submitted(2))) // the maker's own
}

func TestRecuse_keepsOffTheLabelsOfTheHolder(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	n := h.issued(1)
	h.ok(h.office.Recuse(t.Context(), h.two, office.RecuseRequest{Organisation: h.maker.ID, Reason: "以前の勤務先です。"}))
	for _, deed := range []scheme.Deed{scheme.DeedPropose, scheme.DeedConfirm, scheme.DeedDrop} {
		if _, here := labelDeeds[deed]; here {
			h.no(labelDeeds[deed](h, h.fresh(h.two), n), scheme.Denied, "refusal.recused")
		}
	}
	h.ok(h.office.Propose(t.Context(), h.one, n, "firmware", "2.0.0", "理由"))
}

// Of a label that an officer keeps off stays what everybody knows: nothing to
// do, and not what others did.
func TestRecuse_showsNothingOfTheWorkOnALabel(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	number := h.issued(1)
	h.ok(h.office.Recuse(t.Context(), h.two, office.RecuseRequest{Organisation: h.maker.ID, Reason: "以前の勤務先です。"}))
	f, err := h.office.Label(t.Context(), h.two, number)
	h.ok(err)
	if len(f.Audit) > 0 || len(f.Deeds) > 0 {
		t.Errorf("%d lines, %v", len(f.Audit), f.Deeds)
	}
	if f, err = h.office.Label(t.Context(), h.one, number); err != nil || len(f.Audit) == 0 || len(f.Deeds) == 0 {
		t.Errorf("others read on: %d lines, %v, %v", len(f.Audit), f.Deeds, err)
	}
}

// No letter about an application goes to an officer who keeps off it.
func TestRecuse_noLetterOfAnAuthorityComes(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	id := h.accepted(1) // by the first officer, to whom letters go while nobody works on it
	h.ok(h.office.Recuse(t.Context(), h.one, office.RecuseRequest{Application: id, Reason: "家族が開発に携わりました。"}))
	h.ok(h.consent(id))
	if slices.Contains(h.letters(), "inquiry_answered") {
		t.Error("the recused officer was written to")
	}
}

func TestRecuse_givesTheWorkBack(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id, other := h.submitted(1), h.submitted(2)
	for _, one := range []scheme.ApplicationID{id, other} {
		h.ok(h.office.Assign(ctx, h.one, one, office.AssignRequest{To: h.two.Person.ID}))
	}
	h.ok(h.office.Recuse(ctx, h.two, office.RecuseRequest{Application: id, Reason: "家族が開発に携わりました。"}))
	h.sees(h.two, office.DocketMine, other)
	if onRecord(h, id).Officer != "" {
		t.Error("the recused officer still works on it")
	}
	h.no(h.office.Recuse(ctx, h.two, office.RecuseRequest{Application: id, Reason: "もう一度"}), scheme.Conflict, "refusal.recuse.already")
	d, err := h.office.Docket(ctx, h.two, office.DocketQuery{Tab: office.DocketNext})
	h.ok(err)
	if len(d.Cases) != 1 || !d.Cases[0].Recused {
		t.Errorf("that it is there is shown: %+v", d.Cases)
	}
	lines := h.audit("application:" + string(id))
	if !slices.ContainsFunc(lines[:2], func(l store.AuditLine) bool {
		return strings.Contains(l.After, "家族が開発に携わりました。")
	}) {
		t.Errorf("audit: %+v", lines[:2])
	}
}

func TestRecuse_refusals(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.submitted(1)
	draft := h.draft(h.anna, "", 2)
	reason := "以前の勤務先です。"
	h.no(h.office.Recuse(ctx, h.one, office.RecuseRequest{Application: id, Reason: " "}), scheme.Invalid, "refusal.reason.missing")
	h.no(h.office.Recuse(ctx, h.one, office.RecuseRequest{Reason: reason}), scheme.Invalid, "refusal.recuse.about")
	h.no(h.office.Recuse(ctx, h.one, office.RecuseRequest{Application: id, Organisation: h.maker.ID, Reason: reason}), scheme.Invalid, "refusal.recuse.about")
	h.no(h.office.Recuse(ctx, h.one, office.RecuseRequest{Organisation: "NONE", Reason: reason}), scheme.Invalid, "refusal.recuse.about")
	h.no(h.office.Recuse(ctx, h.one, office.RecuseRequest{Application: "NONE", Reason: reason}), scheme.Missing, "refusal.missing")
	h.no(h.office.Recuse(ctx, h.one, office.RecuseRequest{Application: draft, Reason: reason}), scheme.Missing, "refusal.missing")
	h.no(h.office.Recuse(ctx, h.one, office.RecuseRequest{Person: h.two.Person.ID, Application: id, Reason: reason}), scheme.Denied, "refusal.role")
	h.no(h.office.Recuse(ctx, h.anna, office.RecuseRequest{Application: id, Reason: reason}), scheme.Missing, "refusal.missing")
	h.no(h.office.Recuse(ctx, h.admin, office.RecuseRequest{Person: h.anna.Person.ID, Application: id, Reason: reason}), scheme.Invalid, "refusal.assign.no_officer")
	rows, more, err := h.office.Recusals(ctx, h.one, 1)
	if err != nil || more || len(rows) != 0 {
		t.Errorf("something refused was kept: %v %v", rows, err)
	}
	_, _, err = h.office.Recusals(ctx, h.anna, 1)
	h.no(err, scheme.Missing, "refusal.missing")
}

func TestLiftRecusal_byAnAdministratorWithAReason(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.submitted(1)
	h.ok(h.office.Recuse(ctx, h.admin, office.RecuseRequest{Person: h.one.Person.ID, Application: id, Reason: "申告がありました。"}))
	rows, _, err := h.office.Recusals(ctx, h.admin, 1)
	h.ok(err)
	if len(rows) != 1 || rows[0].Number == "" || rows[0].Person != h.one.Person.ID || rows[0].By != h.admin.Person.ID {
		t.Fatalf("%+v", rows)
	}
	r := rows[0].ID
	h.no(h.office.LiftRecusal(ctx, h.one, r, "戻ります"), scheme.Denied, "refusal.role")
	h.no(h.office.LiftRecusal(ctx, h.anna, r, "戻ります"), scheme.Missing, "refusal.missing")
	h.no(h.office.LiftRecusal(ctx, h.admin, r, ""), scheme.Invalid, "refusal.reason.missing")
	h.no(h.office.LiftRecusal(ctx, h.admin, "NONE", "理由"), scheme.Missing, "refusal.missing")
	h.ok(h.office.LiftRecusal(ctx, h.admin, r, "誤って登録されました。"))
	h.no(h.office.LiftRecusal(ctx, h.admin, r, "もう一度"), scheme.Conflict, "refusal.recusal.lifted")
	h.ok(h.office.Accept(ctx, h.one, id))
	both := h.person(h.bureau, 9, scheme.RoleOfficer, scheme.RoleAdministrator)
	h.ok(h.office.Recuse(ctx, both, office.RecuseRequest{Organisation: h.maker.ID, Reason: "以前の勤務先です。"}))
	rows, _, err = h.office.Recusals(ctx, both, 1)
	h.ok(err)
	own := slices.IndexFunc(rows, func(r office.RecusalRow) bool { return r.Holds() })
	h.no(h.office.LiftRecusal(ctx, both, rows[own].ID, "自分で"), scheme.Denied, "refusal.recusal.own")
}
