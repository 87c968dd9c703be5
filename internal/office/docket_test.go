package office_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

const day = 24 * time.Hour

// docket reads the officer's list and returns the ids on it.
func (h *house) docket(who scheme.Actor, q office.DocketQuery) []scheme.ApplicationID {
	h.t.Helper()
	d, err := h.office.Docket(h.t.Context(), who, q)
	h.ok(err)
	var ids []scheme.ApplicationID
	for _, c := range d.Cases {
		ids = append(ids, c.Application.ID)
	}
	return ids
}

func (h *house) sees(who scheme.Actor, tab office.DocketTab, want ...scheme.ApplicationID) {
	h.t.Helper()
	if got := h.docket(who, office.DocketQuery{Tab: tab}); !slices.Equal(got, want) {
		h.t.Errorf("%s of %s: %v, want %v", tab, who.Person.Name, got, want)
	}
}

func TestDocket_tabsSayWhoseMoveItIs(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	old := h.submitted(1)
	h.clock.Advance(2 * day)
	young, back, fee := h.submitted(2), h.returned(3), h.accepted(4)
	h.ok(h.office.Assign(ctx, h.one, young, office.AssignRequest{To: h.one.Person.ID}))
	h.sees(h.one, office.DocketMine, young)
	h.sees(h.two, office.DocketMine)
	h.sees(h.two, office.DocketNext, old, back, fee)
	h.sees(h.two, office.DocketWaiting, back, fee)
	h.sees(h.two, office.DocketOpen, old, young, back, fee)
	h.sees(h.two, office.DocketLate)
	due := h.scheme.Timeline(new(onRecord(h, old))).Due()
	for h.today() <= due {
		h.clock.Advance(day)
	}
	d, err := h.office.Docket(ctx, h.two, office.DocketQuery{Tab: office.DocketLate})
	h.ok(err)
	if len(d.Cases) == 0 || d.Cases[0].Application.ID != old || d.Cases[0].Late != 1 || d.Cases[0].Timeline.Move() != scheme.PartyOffice {
		t.Fatalf("late: %+v", d.Cases)
	}
	if want := len(h.docket(h.two, office.DocketQuery{Tab: office.DocketOpen})); d.Counts[office.DocketOpen] != want || d.Counts[office.DocketMine] != 0 || d.Pages != 1 {
		t.Errorf("counts %v", d.Counts)
	}
	_, err = h.office.Docket(ctx, h.anna, office.DocketQuery{})
	h.no(err, scheme.Missing, "refusal.missing")
	_, err = h.office.Docket(ctx, h.admin, office.DocketQuery{})
	h.no(err, scheme.Denied, "refusal.officer")
}

// caseOn reads one case of a tab, as who sees it.
func (h *house) caseOn(who scheme.Actor, tab office.DocketTab, id scheme.ApplicationID) office.Case {
	h.t.Helper()
	d, err := h.office.Docket(h.t.Context(), who, office.DocketQuery{Tab: tab})
	h.ok(err)
	for _, c := range d.Cases {
		if c.Application.ID == id {
			return c
		}
	}
	h.t.Fatalf("%s of %s lacks %s", tab, who.Person.Name, id)
	return office.Case{}
}

func TestDocket_decisionsAreOfferedToWhoMayTakeThem(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	unpaid, settled, fresh := h.accepted(1), h.settled(2), h.submitted(3)
	for _, id := range []scheme.ApplicationID{unpaid, settled, fresh} {
		h.ok(h.office.Assign(ctx, h.one, id, office.AssignRequest{To: h.one.Person.ID}))
	}
	h.sees(h.two, office.DocketDecide, settled)
	h.sees(h.two, office.DocketNext)
	h.sees(h.one, office.DocketDecide)
	h.sees(h.one, office.DocketMine, fresh, settled, unpaid) // one's own turn first
	if c := h.caseOn(h.one, office.DocketMine, settled); !c.Else || c.Decide || c.Turn != scheme.TurnColleague {
		t.Errorf("settled, to who checked it: %+v", c)
	}
	if c := h.caseOn(h.one, office.DocketMine, unpaid); c.Else || c.Turn != scheme.TurnOthers || len(c.Asked) != len(onRecord(h, unpaid).Inquiries) {
		t.Errorf("unpaid: %+v", c)
	}
	if c := h.caseOn(h.two, office.DocketDecide, settled); !c.Decide || c.Else {
		t.Errorf("settled, to a second officer: %+v", c)
	}
	h.ok(h.office.Recuse(ctx, h.two, office.RecuseRequest{Application: settled, Reason: "以前の勤務先です"}))
	h.sees(h.two, office.DocketDecide)
	h.sees(h.three, office.DocketDecide, settled)
	h.ok(h.office.Recuse(ctx, h.two, office.RecuseRequest{Application: unpaid, Reason: "以前の勤務先です"}))
	if c := h.caseOn(h.two, office.DocketOpen, unpaid); !c.Recused || len(c.Asked) > 0 {
		t.Errorf("unpaid, to who keeps off it: %+v", c)
	}
}

// Before the fee is paid an objection waits for nobody by the timeline; the
// desk of who works on it brings it up all the same.
func TestDocket_anObjectionIsTheOfficersTurn(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	fresh, objected := h.submitted(1), h.accepted(2)
	for _, id := range []scheme.ApplicationID{fresh, objected} {
		h.ok(h.office.Assign(ctx, h.one, id, office.AssignRequest{To: h.one.Person.ID}))
	}
	h.sees(h.one, office.DocketMine, fresh, objected)
	h.ok(h.say(objected, office.AnswerRequest{View: scheme.Objects, Text: "供給元に懸念があります"}))
	h.sees(h.one, office.DocketMine, objected, fresh)
	h.sees(h.two, office.DocketDecide, objected)
	if c := h.caseOn(h.one, office.DocketMine, objected); c.Turn != scheme.TurnYours || !c.Else {
		t.Errorf("objected: %+v", c)
	}
}

func TestDocket_closedLastFirstAndNeverWhatDidNotCome(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	first, second, never := h.submitted(1), h.submitted(2), h.draft(h.anna, "", 3)
	h.ok(h.office.Reject(ctx, h.one, second, "対象外の製品です"))
	h.clock.Advance(time.Hour)
	h.ok(h.office.GiveUp(ctx, h.anna, first))
	h.ok(h.office.GiveUp(ctx, h.anna, never))
	h.sees(h.one, office.DocketClosed, first, second)
	h.sees(h.one, office.DocketOpen)
	if got := h.docket(h.one, office.DocketQuery{Tab: office.DocketClosed, State: scheme.Rejected}); !slices.Equal(got, []scheme.ApplicationID{second}) {
		t.Errorf("rejected: %v", got)
	}
}

func TestDocket_filtersAndOrders(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	a, b := h.submitted(1), h.submitted(22)
	h.ok(h.office.Return(t.Context(), h.one, b, "型番"))
	h.ok(h.office.Assign(t.Context(), h.one, a, office.AssignRequest{To: h.two.Person.ID}))
	number := onRecord(h, b).Numbers.Application
	for name, c := range map[string]struct {
		q    office.DocketQuery
		want []scheme.ApplicationID
	}{
		"state":            {office.DocketQuery{State: scheme.Returned}, []scheme.ApplicationID{b}},
		"closed state":     {office.DocketQuery{State: scheme.Issued}, nil},
		"level":            {office.DocketQuery{Level: "4"}, nil},
		"officer":          {office.DocketQuery{Officer: string(h.two.Person.ID)}, []scheme.ApplicationID{a}},
		"nobody":           {office.DocketQuery{Officer: office.NobodyYet}, []scheme.ApplicationID{b}},
		"product, wide":    {office.DocketQuery{Text: "ＳＡＭＰＬＥ camera 22"}, []scheme.ApplicationID{b}},
		"model":            {office.DocketQuery{Text: "sc-22"}, []scheme.ApplicationID{b}},
		"number":           {office.DocketQuery{Text: number}, []scheme.ApplicationID{b}},
		"applicant":        {office.DocketQuery{Text: h.maker.Name.Ja[3:]}, []scheme.ApplicationID{a, b}},
		"nothing":          {office.DocketQuery{Text: "100%"}, nil},
		"ordered, officer": {office.DocketQuery{Order: office.ByOfficer}, []scheme.ApplicationID{a, b}},
		"ordered, day":     {office.DocketQuery{Order: office.ByReceived}, []scheme.ApplicationID{a, b}},
	} {
		c.q.Tab = office.DocketOpen
		if got := h.docket(h.one, c.q); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// Many more than one read of the store gives are listed to the last one.
func TestDocket_hasNoSilentEnd(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	const many = office.ListedAtMost + 7
	h.put(func(tx *store.Tx) error {
		for i := range many {
			a := scheme.Application{ID: scheme.ApplicationID(fmt.Sprintf("A%04d", i)), Kind: scheme.New, State: scheme.Submitted, Applicant: h.maker.ID,
				Started: h.clock.Now(), Received: h.today(), Level: "1"}
			a.Numbers.Application = fmt.Sprintf("N%04d", i)
			if err := tx.PutApplication(&a); err != nil {
				return err
			}
		}
		return nil
	})
	seen := map[scheme.ApplicationID]bool{}
	pages := (many + office.CasesShown - 1) / office.CasesShown
	for page := 1; page <= pages; page++ {
		for _, id := range h.docket(h.one, office.DocketQuery{Tab: office.DocketNext, Page: page}) {
			seen[id] = true
		}
	}
	d, err := h.office.Docket(t.Context(), h.one, office.DocketQuery{Tab: office.DocketNext, Page: 999})
	h.ok(err)
	if len(seen) != many || d.Counts[office.DocketNext] != many || d.Page != pages || d.Pages != pages || len(d.Cases) != many%office.CasesShown {
		t.Errorf("seen %d of %d, page %d of %d holds %d", len(seen), d.Counts[office.DocketNext], d.Page, d.Pages, len(d.Cases))
	}
}

func TestAssign_oneClickNoTwoAtOnce(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.submitted(1)
	one, two := h.one.Person.ID, h.two.Person.ID
	h.ok(h.office.Assign(ctx, h.one, id, office.AssignRequest{To: one}))
	h.ok(h.office.Assign(ctx, h.one, id, office.AssignRequest{To: one})) // again: nothing to do
	h.no(h.office.Assign(ctx, h.two, id, office.AssignRequest{To: two}), scheme.Conflict, "refusal.assign.changed")
	h.ok(h.office.Assign(ctx, h.one, id, office.AssignRequest{To: two, Seen: one}))
	h.ok(h.office.Assign(ctx, h.two, id, office.AssignRequest{Seen: two}))
	h.no(h.office.Assign(ctx, h.one, id, office.AssignRequest{To: one, Seen: two}), scheme.Conflict, "refusal.assign.released")
	for _, to := range []scheme.PersonID{"NOBODY", h.anna.Person.ID, h.admin.Person.ID} {
		h.no(h.office.Assign(ctx, h.one, id, office.AssignRequest{To: to}), scheme.Invalid, "refusal.assign.no_officer")
	}
	if lines := h.audit("application:" + string(id)); lines[0].Deed != "assign" || lines[1].After == "" || lines[3].Deed != "submit" {
		t.Errorf("audit: %+v", lines[:4])
	}
	h.no(h.office.Assign(ctx, h.stranger, id, office.AssignRequest{To: one}), scheme.Missing, "refusal.missing")
	h.no(h.office.Assign(ctx, h.anna, id, office.AssignRequest{To: one}), scheme.Denied, "refusal.role")
}

func TestAbsence_workShowsToDeputyAndToAll(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.submitted(1)
	h.ok(h.office.Assign(ctx, h.one, id, office.AssignRequest{To: h.one.Person.ID}))
	today := h.today()
	r := office.AbsenceRequest{From: today.AddDays(1), Until: today.AddDays(3), Deputy: h.two.Person.ID}
	h.ok(h.office.NoteAbsence(ctx, h.one, r))
	h.sees(h.two, office.DocketMine)
	h.clock.Advance(day)
	h.sees(h.two, office.DocketMine, id)
	h.sees(h.three, office.DocketMine)
	h.sees(h.three, office.DocketAway, id)
	d, err := h.office.Docket(ctx, h.two, office.DocketQuery{Tab: office.DocketMine})
	h.ok(err)
	if c := d.Cases[0]; !c.Stead || !c.Away || c.Officer != h.one.Person.Name {
		t.Errorf("%+v", c)
	}
	other := h.submitted(2)
	h.no(h.office.Assign(ctx, h.two, other, office.AssignRequest{To: h.one.Person.ID}), scheme.Conflict, "refusal.assign.away")
	roster, err := h.office.Staff(ctx, h.three)
	h.ok(err)
	if len(roster.Officers) != 3 || roster.Here(h.one.Person.ID) || !roster.Here(h.two.Person.ID) {
		t.Errorf("%+v", roster)
	}
	h.no(h.office.EndAbsence(ctx, h.two, roster.Absences[0].ID), scheme.Denied, "refusal.role")
	h.no(h.office.EndAbsence(ctx, h.anna, roster.Absences[0].ID), scheme.Missing, "refusal.missing")
	h.ok(h.office.EndAbsence(ctx, h.one, roster.Absences[0].ID))
	h.no(h.office.EndAbsence(ctx, h.one, roster.Absences[0].ID), scheme.Conflict, "refusal.absence.ended")
	h.sees(h.three, office.DocketAway)
	_, err = h.office.Staff(ctx, h.anna)
	h.no(err, scheme.Missing, "refusal.missing")
}

// Whoever has left the office works on nothing any more.
func TestDocket_workOfWhoLeftIsNobodys(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	id := h.submitted(1)
	h.ok(h.office.Assign(t.Context(), h.one, id, office.AssignRequest{To: h.one.Person.ID}))
	h.put(func(tx *store.Tx) error {
		p, err := tx.Person(h.one.Person.ID)
		p.Dismissed = h.clock.Now()
		if err != nil {
			return err
		}
		return tx.PutPerson(&p)
	})
	h.sees(h.two, office.DocketAway, id)
}

func TestNoteAbsence_refusesWhatCannotBeMeant(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	today := h.today()
	two, three := h.two.Person.ID, h.three.Person.ID
	h.ok(h.office.NoteAbsence(ctx, h.two, office.AbsenceRequest{From: today.AddDays(5), Until: today.AddDays(6)}))
	for name, c := range map[string]struct {
		r    office.AbsenceRequest
		kind scheme.RefusalKind
		key  string
	}{
		"no day":         {office.AbsenceRequest{Until: today}, scheme.Invalid, "refusal.date.missing"},
		"no such day":    {office.AbsenceRequest{From: today, Until: "2026-02-30"}, scheme.Invalid, "refusal.date.malformed"},
		"backwards":      {office.AbsenceRequest{From: today.AddDays(2), Until: today.AddDays(1)}, scheme.Invalid, "refusal.absence.order"},
		"over":           {office.AbsenceRequest{From: today.AddDays(-3), Until: today.AddDays(-1)}, scheme.Invalid, "refusal.absence.over"},
		"a slip":         {office.AbsenceRequest{From: today, Until: today.AddDays(4000)}, scheme.Invalid, "refusal.absence.long"},
		"own deputy":     {office.AbsenceRequest{From: today, Until: today, Deputy: h.one.Person.ID}, scheme.Invalid, "refusal.absence.own_deputy"},
		"no officer":     {office.AbsenceRequest{From: today, Until: today, Deputy: h.anna.Person.ID}, scheme.Invalid, "refusal.absence.deputy"},
		"deputy away":    {office.AbsenceRequest{From: today, Until: today.AddDays(5), Deputy: two}, scheme.Conflict, "refusal.absence.deputy_away"},
		"of a colleague": {office.AbsenceRequest{Person: three, From: today, Until: today}, scheme.Denied, "refusal.role"},
	} {
		err := h.office.NoteAbsence(ctx, h.one, c.r)
		if !scheme.IsRefusal(err, c.kind) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		h.no(err, c.kind, c.key)
	}
	h.no(h.office.NoteAbsence(ctx, h.two, office.AbsenceRequest{From: today.AddDays(6), Until: today.AddDays(9)}), scheme.Conflict, "refusal.absence.twice")
	h.no(h.office.NoteAbsence(ctx, h.anna, office.AbsenceRequest{From: today, Until: today}), scheme.Missing, "refusal.missing")
	h.ok(h.office.NoteAbsence(ctx, h.admin, office.AbsenceRequest{Person: three, From: today, Until: today}))
	h.no(h.office.NoteAbsence(ctx, h.admin, office.AbsenceRequest{From: today, Until: today}), scheme.Invalid, "refusal.assign.no_officer")
	roster, err := h.office.Staff(ctx, h.admin)
	h.ok(err)
	if len(roster.Absences) != 2 {
		t.Errorf("something refused was kept: %+v", roster.Absences)
	}
}
