package office_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/testkit"
)

func TestStart_theSameFormStartsOneDraft(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s, catalogtest.JCStarFiles())
		r := h.kind()
		r.Form = "one form"
		ids := make([]scheme.ApplicationID, 6)
		var wg sync.WaitGroup
		for i := range ids {
			wg.Go(func() {
				var err error
				if ids[i], err = h.office.Start(context.WithoutCancel(t.Context()), h.anna, r); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, id := range ids {
			if id != ids[0] {
				t.Fatalf("one form started %v", ids)
			}
		}
		list, err := h.office.Own(t.Context(), h.anna, office.OwnFilter{})
		h.ok(err)
		if list.Total != 1 {
			t.Errorf("%d drafts", list.Total)
		}
		_, err = h.office.Start(t.Context(), h.stranger, r)
		h.no(err, scheme.Invalid, "refusal.start.form")
		r.Form = "another"
		if id, err := h.office.Start(t.Context(), h.anna, r); err != nil || id == ids[0] {
			t.Errorf("another form: %s, %v", id, err)
		}
	})
}

func TestAgents_seeWhatTheyBeganOrWereLetInto(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	second := testkit.Agency(1)
	h.put(func(tx *store.Tx) error { return tx.PutOrganisation(&second) })
	other := h.person(second, 1, scheme.RoleAgent)
	h.power(scheme.Power{Agent: second.ID, Applicant: h.maker.ID, From: h.today()})

	began, err := h.office.Start(ctx, h.agent, func() office.StartRequest { r := h.kind(); r.Applicant = h.maker.ID; return r }())
	h.ok(err)
	own, err := h.office.Start(ctx, h.anna, h.kind())
	h.ok(err)
	sees := func(who scheme.Actor) string {
		list, err := h.office.Own(ctx, who, office.OwnFilter{})
		h.ok(err)
		rows, err := h.office.Applications(ctx, who, nil)
		h.ok(err)
		if len(rows) != list.Total || len(list.Rows) != list.Total {
			t.Errorf("the lists differ: %d, %d", len(rows), list.Total)
		}
		seen := ""
		for id, name := range map[scheme.ApplicationID]string{began: "began"} {
			if _, err := h.office.File(ctx, who, id); err == nil {
				seen += name + " "
			}
		}
		if _, err := h.office.File(ctx, who, own); err == nil {
			seen += "own "
		}
		return fmt.Sprint(list.Total, " ", seen)
	}
	for _, tt := range []struct {
		who  scheme.Actor
		want string
	}{{h.anna, "2 began own "}, {h.agent, "1 began "}, {other, "0 "}} {
		if got := sees(tt.who); got != tt.want {
			t.Errorf("%s sees %q, want %q", tt.who.Organisation.ID, got, tt.want)
		}
	}
	_, err = h.office.SaveProduct(ctx, other, began, revisionOf(h, began), product(9))
	h.no(err, scheme.Missing, "refusal.missing")

	doors, err := h.office.Agents(ctx, h.anna, began)
	h.ok(err)
	if len(doors) != 2 || doors[0].Began == doors[1].Began {
		t.Fatalf("doors: %+v", doors)
	}
	h.ok(h.office.OpenTo(ctx, h.anna, began, []scheme.OrganisationID{second.ID}))
	if got := sees(other); got != "1 began " {
		t.Errorf("let in, the second agency sees %q", got)
	}
	if got := sees(h.agent); got != "1 began " {
		t.Errorf("the agency that began it sees %q", got)
	}
	h.ok(h.office.OpenTo(ctx, h.anna, began, nil))
	if got := sees(other); got != "0 " {
		t.Errorf("let out again, the second agency sees %q", got)
	}
}

func TestOpenTo_isForTheApplicantAndItsAgents(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id, err := h.office.Start(ctx, h.anna, h.kind())
	h.ok(err)
	let := []scheme.OrganisationID{h.agency.ID}
	h.no(h.office.OpenTo(ctx, h.agent, id, let), scheme.Missing, "refusal.missing")
	h.no(h.office.OpenTo(ctx, h.stranger, id, let), scheme.Missing, "refusal.missing")
	h.no(h.office.OpenTo(ctx, h.anna, id, []scheme.OrganisationID{h.rival.ID}), scheme.Invalid, "refusal.power")
	h.ok(h.office.OpenTo(ctx, h.anna, id, let))
	h.no(h.office.OpenTo(ctx, h.agent, id, nil), scheme.Denied, "refusal.role")
	h.ok(h.office.Submit(ctx, h.anna, func() scheme.ApplicationID { h.fill(h.anna, id, 1); return id }(), h.declaration(h.anna, id)))
	h.no(h.office.OpenTo(ctx, h.one, id, nil), scheme.Denied, "refusal.role")
	_, err = h.office.Agents(ctx, h.one, id)
	h.no(err, scheme.Denied, "refusal.role")
	h.clock.Advance(time.Hour)
	if lines := h.audit("application:" + string(id)); len(lines) == 0 {
		t.Error("no audit line")
	}
}

func TestOwn_findsFiltersAndPages(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	for n := range 7 {
		id, err := h.office.Start(ctx, h.anna, h.kind())
		h.ok(err)
		p := product(n)
		p.Models = []string{fmt.Sprintf("ＭＸ-%d00", n)}
		_, err = h.office.SaveProduct(ctx, h.anna, id, revisionOf(h, id), p)
		h.ok(err)
		h.clock.Advance(time.Minute)
	}
	h.submitted(8)
	for _, tt := range []struct {
		f           office.OwnFilter
		rows, total int
	}{
		{office.OwnFilter{}, 8, 8},
		{office.OwnFilter{States: []scheme.ApplicationState{scheme.Draft}}, 7, 7},
		{office.OwnFilter{States: []scheme.ApplicationState{}}, 0, 0},
		{office.OwnFilter{Limit: 3}, 3, 8},
		{office.OwnFilter{Limit: 3, Skip: 6}, 2, 8},
		{office.OwnFilter{Skip: 99}, 0, 8},
		{office.OwnFilter{Text: "mx-3"}, 1, 1},
		{office.OwnFilter{Text: "見本　ｶﾒﾗ5"}, 1, 1},
		{office.OwnFilter{Text: "camera", Limit: 2}, 2, 8},
		{office.OwnFilter{Text: "nothing like it"}, 0, 0},
	} {
		list, err := h.office.Own(ctx, h.anna, tt.f)
		h.ok(err)
		if len(list.Rows) != tt.rows || list.Total != tt.total {
			t.Errorf("%+v: %d of %d, want %d of %d", tt.f, len(list.Rows), list.Total, tt.rows, tt.total)
		}
	}
	list, err := h.office.Own(ctx, h.anna, office.OwnFilter{Limit: 1, States: []scheme.ApplicationState{scheme.Submitted}})
	h.ok(err)
	if list.Counts[office.OwnAll] != 8 || list.Counts[office.OwnMine] != 7 || list.Counts[office.OwnOffice] != 1 || list.Counts[office.OwnClosed] != 0 {
		t.Errorf("counts %v", list.Counts)
	}
	if list, err := h.office.Own(ctx, h.one, office.OwnFilter{}); err != nil || list.Total != 0 {
		t.Errorf("an officer has %d own applications, %v", list.Total, err)
	}
}

func TestModels_areReviewedAddedAndRemoved(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	number := h.issued(1) // covers SC-1
	h.draft(h.anna, "", 2)
	id, err := h.office.Start(ctx, h.anna, h.kind())
	h.ok(err)
	lines, err := h.office.ReviewModels(ctx, h.anna, id, []string{"NEW-1", "sc 1", "SC-2", "new1"})
	h.ok(err)
	if len(lines) != 4 || lines[0].Mark != scheme.ModelNew || len(lines[0].Elsewhere) != 0 ||
		len(lines[1].Elsewhere) != 1 || lines[1].Elsewhere[0].Label != number || lines[1].Mark != scheme.ModelNew ||
		len(lines[2].Elsewhere) != 1 || lines[2].Elsewhere[0].Application == "" || lines[3].Mark != scheme.ModelAlike {
		t.Errorf("reviewed: %+v", lines)
	}
	if onRecord(h, id).Product.Models != nil {
		t.Error("a review stored models")
	}
	n, err := h.office.AddModels(ctx, h.anna, id, []string{"NEW-1", "NEW-2", "NEW-1"})
	if err != nil || n != 2 {
		t.Errorf("added %d, %v", n, err)
	}
	n, err = h.office.AddModels(ctx, h.anna, id, []string{"NEW-2"})
	if err != nil || n != 0 {
		t.Errorf("added once more %d, %v", n, err)
	}
	_, err = h.office.AddModels(ctx, h.anna, id, []string{"NEW-3", "bad\u202e"})
	h.no(err, scheme.Invalid, "refusal.text.unseen")
	many := make([]string, scheme.MostModels)
	for i := range many {
		many[i] = fmt.Sprint("M", i)
	}
	_, err = h.office.AddModels(ctx, h.anna, id, many)
	h.no(err, scheme.Invalid, "refusal.product.too_many_models")
	n, err = h.office.RemoveModels(ctx, h.anna, id, []string{"NEW-1", "never there"})
	if err != nil || n != 1 {
		t.Errorf("removed %d, %v", n, err)
	}
	if got := onRecord(h, id).Product.Models; len(got) != 1 || got[0] != "NEW-2" {
		t.Errorf("left: %v", got)
	}
	for _, err := range []error{
		func() error { _, err := h.office.AddModels(ctx, h.stranger, id, []string{"X"}); return err }(),
		func() error { _, err := h.office.RemoveModels(ctx, h.stranger, id, []string{"X"}); return err }(),
		func() error { _, err := h.office.ReviewModels(ctx, h.stranger, id, []string{"X"}); return err }(),
	} {
		h.no(err, scheme.Missing, "refusal.missing")
	}
}

// Every application stands in the group of who has to move, as its timeline
// says; what is overdue comes first.
func TestOwn_groupsByWhoseMoveIsNext(t *testing.T) {
	t.Parallel()
	schemes(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		owes, paid := h.accepted(1), h.accepted(2)
		h.pays(paid, h.today(), h.file(h.anna, paid).Fee.Yen)
		sent, draft := h.submitted(3), h.draft(h.anna, "", 4)
		want := map[office.OwnGroup][]scheme.ApplicationID{office.OwnMine: {draft, owes}, office.OwnOffice: {sent, paid}, office.OwnClosed: nil}
		group := func(g office.OwnGroup) (ids []scheme.ApplicationID) {
			list, err := h.office.Own(ctx, h.anna, office.OwnFilter{Group: g})
			h.ok(err)
			for _, row := range list.Rows {
				ids = append(ids, row.Application.ID)
			}
			if list.Total != len(ids) || list.Counts[g] != len(ids) {
				t.Errorf("%q: %d rows, total %d, count %d", g, len(ids), list.Total, list.Counts[g])
			}
			return ids
		}
		for g, ids := range want {
			got := group(g)
			for _, id := range ids {
				f := h.file(h.anna, id)
				line := f.Scheme.Timeline(&f.Application)
				if mine := len(line.WaitsFor(scheme.PartyApplicant)) > 0; !slices.Contains(got, id) || mine != (g == office.OwnMine) {
					t.Errorf("%q: %v, want %s", g, got, id)
				}
			}
			if len(got) != len(ids) {
				t.Errorf("%q: %v, want %v", g, got, ids)
			}
		}
		if f := h.file(h.anna, owes); f.Scheme.Limits.PaymentDays > 0 {
			h.clock.Advance(time.Duration(f.Scheme.Limits.PaymentDays+10) * 24 * time.Hour)
			if got := group(office.OwnMine); got[0] != owes {
				t.Errorf("overdue is not on top: %v", got)
			}
		}
	})
}
