package office_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/desk"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/testkit"
)

func (h *house) records(who scheme.Actor, q office.AuditQuery) office.Records {
	h.t.Helper()
	r, err := h.office.Audit(h.t.Context(), who, q)
	h.ok(err)
	return r
}

func deedsOf(r office.Records) (deeds []string) {
	for _, one := range r.Lines {
		deeds = append(deeds, one.Deed)
	}
	return deeds
}

func TestAudit_saysWhoDidWhatAndWhatChanged(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	id := h.accepted(1)
	number := onRecord(h, id).Numbers.Application
	r := h.records(h.one, office.AuditQuery{About: number})
	if len(r.Lines) < 10 || r.More {
		t.Fatalf("%d lines", len(r.Lines))
	}
	last := r.Lines[0]
	if last.Deed != "accept" || !last.Office || last.Masked || last.Closed || !strings.Contains(last.After, `"State":"accepted"`) || !strings.HasPrefix(last.Title, number) {
		t.Fatalf("%+v", last)
	}
	if r.Names[string(h.one.Person.ID)] != h.one.Person.Name {
		t.Errorf("names %v", r.Names)
	}
	for _, line := range r.Lines {
		if line.Deed == "edit" && (!line.Masked || strings.Contains(line.After, "設計書") || strings.Contains(line.After, "見本カメラ")) {
			t.Fatalf("what the applicant typed is shown: %s", line.After)
		}
	}
	if i := slices.IndexFunc(r.Lines, func(l office.Record) bool { return strings.Contains(l.After, string(h.edition(id).Items[0].ID)) }); i < 0 {
		t.Error("no line says to which item an answer was saved")
	}
	if got := deedsOf(h.records(h.admin, office.AuditQuery{About: onRecord(h, id).Numbers.Acceptance, Deed: "accept", Who: h.one.Person.ID})); len(got) != 2 { // the application and its ledger
		t.Errorf("by number, deed and person: %v", got)
	}
	h.clock.Advance(day)
	h.ok(h.office.Assign(t.Context(), h.one, id, office.AssignRequest{To: h.one.Person.ID}))
	if got := deedsOf(h.records(h.one, office.AuditQuery{From: h.today(), Until: h.today()})); !slices.Equal(got, []string{"assign"}) {
		t.Errorf("today: %v", got)
	}
	if got := deedsOf(h.records(h.one, office.AuditQuery{Organisation: h.rival.Name.Ja})); len(got) != 0 {
		t.Errorf("of another maker: %v", got)
	}
	if got := deedsOf(h.records(h.one, office.AuditQuery{Organisation: h.maker.CorporateNumber})); got[0] != "assign" {
		t.Errorf("of the maker: %v", got)
	}
}

func TestAudit_draftsAndOthersStayOut(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	h.draft(h.anna, "", 1)
	for _, line := range h.records(h.one, office.AuditQuery{}).Lines {
		if line.About == "application" {
			t.Fatalf("a draft is the maker's own: %+v", line)
		}
	}
	for _, who := range []scheme.Actor{h.anna, h.manager, h.agent} {
		_, err := h.office.Audit(ctx, who, office.AuditQuery{})
		h.no(err, scheme.Missing, "refusal.missing")
		_, err = h.office.ExportAudit(ctx, who, office.AuditQuery{})
		h.no(err, scheme.Missing, "refusal.missing")
		_, err = h.office.Colleagues(ctx, who)
		h.no(err, scheme.Missing, "refusal.missing")
	}
	_, err := h.office.Audit(ctx, h.one, office.AuditQuery{About: "X-1"})
	h.no(err, scheme.Invalid, "refusal.audit.about")
	_, err = h.office.Audit(ctx, h.one, office.AuditQuery{Organisation: "そのような組織はない"})
	h.no(err, scheme.Invalid, "refusal.audit.organisation")
	_, err = h.office.Audit(ctx, h.one, office.AuditQuery{From: "2026-02-30", Until: "x"})
	h.no(err, scheme.Invalid, "refusal.date.malformed", "refusal.date.malformed")
	_, err = h.office.Audit(ctx, h.one, office.AuditQuery{From: "2026-04-02", Until: "2026-04-01"})
	h.no(err, scheme.Invalid, "refusal.day.order")
}

// A part of a name means all that have it, a whole name the one that has it;
// what could mean very many is refused.
func TestAudit_organisationsAreFoundByWhatIsTyped(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	put := func(n int, name string) {
		o := testkit.Maker(100 + n)
		o.Name, o.Reading = scheme.Text{Ja: name}, "タバ"
		h.put(func(tx *store.Tx) error { return tx.PutOrganisation(&o) })
	}
	put(0, "束工業")
	put(1, "束工業販売")
	of := func(text string) []scheme.Text {
		r, err := h.office.Audit(ctx, h.one, office.AuditQuery{Organisation: text})
		h.ok(err)
		return r.Of
	}
	if whole, part := of("束工業"), of("束工業販"); len(whole) != 1 || whole[0].Ja != "束工業" || len(part) != 1 || part[0].Ja != "束工業販売" {
		t.Errorf("%v, %v", whole, part)
	}
	if both, none := of(" 束工 "), of(" "); len(both) != 2 || none != nil {
		t.Errorf("%v, %v", both, none)
	}
	for n := 2; n < 11; n++ {
		put(n, fmt.Sprint("束商店", n))
	}
	_, err := h.office.Audit(ctx, h.one, office.AuditQuery{Organisation: "束"})
	h.no(err, scheme.Invalid, "refusal.audit.organisations")
	_, err = h.office.ExportAudit(ctx, h.one, office.AuditQuery{Organisation: "束"})
	h.no(err, scheme.Invalid, "refusal.audit.organisations")
}

func TestAudit_whoKeepsOffSeesNoChange(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	id := h.accepted(1)
	h.ok(h.office.Recuse(t.Context(), h.two, office.RecuseRequest{Organisation: h.maker.ID, Reason: "以前の勤務先です。"}))
	for _, line := range h.records(h.two, office.AuditQuery{About: onRecord(h, id).Numbers.Application}).Lines {
		if !line.Closed || line.Before+line.After != "" {
			t.Fatalf("%+v", line)
		}
	}
}

// Whoever keeps off a maker reads in the record no more of what its label went
// through than of its applications: cases, objections, successions.
func TestAudit_whoKeepsOffSeesNothingOfTheLabelsMatters(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	a := onRecord(h, h.accepted(1))
	other := testkit.Maker(9)
	l := scheme.Label{Number: "1000000000000001", Level: a.Level, Edition: a.Edition, Product: a.Product, Holder: h.maker.ID, HolderName: h.maker.Name}
	h.ok(h.store.Update(t.Context(), func(tx *store.Tx) error {
		for _, err := range []error{
			tx.PutOrganisation(&other),
			tx.PutLabel(&l),
			tx.PutCase(&scheme.Case{ID: "C", Label: l.Number, Holder: h.maker.ID, State: scheme.CaseOpened}),
			tx.PutSuccession(&scheme.Succession{ID: "S", Label: l.Number, State: scheme.Offered, From: h.maker.ID, To: other.ID}),
			tx.PutObjection(&scheme.Objection{ID: "O", Against: scheme.AgainstApplication, Subject: string(a.ID), By: h.maker.ID, State: scheme.ObjectionLodged}),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	}))
	subjects := []string{"case:C", "succession:S", "objection:O"}
	h.ok(h.desk.Do(t.Context(), h.one, "object", func(w *desk.Work) error {
		for _, subject := range subjects {
			w.Audit(subject, nil, map[string]any{"Text": "秘密の理由"})
		}
		return nil
	}))
	h.ok(h.office.Recuse(t.Context(), h.two, office.RecuseRequest{Organisation: other.ID, Reason: "以前の勤務先です。"}))
	read := func(who scheme.Actor) map[string]bool {
		open := map[string]bool{}
		for _, line := range h.records(who, office.AuditQuery{Deed: "object"}).Lines {
			open[line.About] = !line.Closed && strings.Contains(line.After, "秘密の理由")
			if line.Closed && line.Before+line.After != "" {
				t.Errorf("%s is closed and says %s", line.Subject, line.After)
			}
		}
		return open
	}
	if got := read(h.one); !got["case"] || !got["succession"] || !got["objection"] {
		t.Errorf("an officer who keeps off nobody: %v", got)
	}
	if got := read(h.two); !got["case"] || got["succession"] || !got["objection"] { // the other side of the succession
		t.Errorf("who keeps off who takes the label over: %v", got)
	}
	h.ok(h.office.Recuse(t.Context(), h.two, office.RecuseRequest{Organisation: h.maker.ID, Reason: "以前の勤務先です。"}))
	if got := read(h.two); len(got) != 2 || got["succession"] || got["objection"] {
		t.Errorf("who keeps off the holder: %v; that there is a case is not told at all", got)
	}
}

func TestAudit_pagesToTheEnd(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	for n := range 3 {
		h.submitted(n)
	}
	all, err := h.office.ExportAudit(t.Context(), h.one, office.AuditQuery{})
	h.ok(err)
	var ids []string
	for q := (office.AuditQuery{Until: h.today()}); ; {
		r := h.records(h.one, q)
		for _, line := range r.Lines {
			if line.Deed != "export_audit" {
				ids = append(ids, line.ID)
			}
		}
		if !r.More {
			break
		}
		q.After = r.Lines[len(r.Lines)-1].ID
	}
	if len(ids) != len(all.Lines) || len(ids) <= office.RecordsShown || len(slices.Compact(slices.Sorted(slices.Values(ids)))) != len(ids) {
		t.Errorf("%d lines in pages, %d in the file", len(ids), len(all.Lines))
	}
	if lines := h.audit("audit"); len(lines) != 1 || lines[0].Deed != "export_audit" || lines[0].Who != h.one.Person.ID {
		t.Errorf("the export left %+v", lines)
	}
}

func TestHistory_isTheApplicantsWithoutNamesOfOfficers(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.submitted(1)
	h.ok(h.office.Assign(ctx, h.one, id, office.AssignRequest{To: h.one.Person.ID}))
	h.ok(h.office.Recuse(ctx, h.two, office.RecuseRequest{Application: id, Reason: "家族が開発に携わりました。"}))
	h.clock.Advance(time.Hour)
	h.ok(h.office.Accept(ctx, h.one, id))
	for _, who := range []scheme.Actor{h.anna} {
		r, err := h.office.History(ctx, who, id, "")
		h.ok(err)
		deeds := deedsOf(r)
		if deeds[0] != "accept" || deeds[1] != "submit" || slices.Contains(deeds, "assign") || slices.Contains(deeds, "recuse") {
			t.Errorf("%v", deeds)
		}
		if one := r.Lines[0]; one.Who != "" || one.Before+one.After != "" || !one.Office {
			t.Errorf("%+v", one)
		}
		for _, officer := range []scheme.Actor{h.one, h.two} {
			if name := r.Names[string(officer.Person.ID)]; name != "" {
				t.Errorf("the names hold %s", name)
			}
		}
	}
	_, err := h.office.History(ctx, h.stranger, id, "")
	h.no(err, scheme.Missing, "refusal.missing")
	_, err = h.office.History(ctx, h.one, id, "") // the office has its own page
	h.no(err, scheme.Missing, "refusal.missing")
}

// One deed that changes several records is one line to the applicant, and what
// an authority does is called by its own name.
func TestHistory_saysEachDeedOnceAndByItsName(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.submitted(1)
	h.comment(h.one, id, "declaration", "一つ目")
	h.comment(h.one, id, "product.models", "二つ目")
	h.clock.Advance(time.Hour)
	h.ok(h.office.Return(ctx, h.one, id, "二か所を直してください"))
	h.clock.Advance(time.Hour)
	h.ok(h.office.Submit(ctx, h.anna, id, h.declaration(h.anna, id)))
	var open []scheme.CommentID
	for _, c := range h.file(h.one, id).Comments {
		open = append(open, c.ID)
	}
	h.clock.Advance(time.Hour)
	h.ok(h.office.Accept(ctx, h.one, id, open...))
	for _, view := range []scheme.View{scheme.AsksMore, scheme.NoObjection} {
		h.clock.Advance(time.Hour)
		h.ok(h.say(id, office.AnswerRequest{View: view, Text: "x"}))
	}
	h.clock.Advance(time.Hour)
	i := h.inquiry(id, h.ministry)
	h.ok(h.office.TakeBackAnswer(ctx, h.fresh(h.reviewer), i.ID, i.Revision))
	r, err := h.office.History(ctx, h.anna, id, "")
	h.ok(err)
	got := deedsOf(r)
	want := []string{"take_back_answer", "answer_inquiry", "accept", "submit", "return", "submit"}
	if d := cmp.Diff(want, got[:min(len(got), len(want))]); d != "" {
		t.Fatal(d)
	}
	var asked bool
	for _, line := range h.audit("application:" + string(id)) {
		asked = asked || line.Deed == "ask_office"
	}
	if !asked {
		t.Error("the question is not on record by its name")
	}
}

// Who keeps off a holder does not learn from the record that there is a case
// about one of its labels; others find its lines by the label's number.
func TestAudit_casesAreNotForWhoKeepsOff(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	n := h.issued(1)
	c := scheme.Case{ID: "CASE", Label: n, Holder: h.maker.ID, State: scheme.CaseOpened, Opened: h.clock.Now()}
	h.ok(h.desk.Do(t.Context(), h.one, string(scheme.DeedCaseOpen), func(w *desk.Work) error {
		w.Audit("case:CASE", nil, map[string]any{"Label": n})
		return w.PutCase(&c)
	}))
	seen := func(who scheme.Actor, q office.AuditQuery) int {
		return len(slices.DeleteFunc(h.records(who, q).Lines, func(l office.Record) bool { return l.About != "case" }))
	}
	about := office.AuditQuery{About: string(n)}
	if seen(h.two, office.AuditQuery{}) != 1 || seen(h.two, about) != 1 {
		t.Error("an officer does not find the line of a case")
	}
	h.ok(h.office.Recuse(t.Context(), h.two, office.RecuseRequest{Organisation: h.maker.ID, Reason: "以前の勤務先です。"}))
	if seen(h.two, office.AuditQuery{}) != 0 || seen(h.two, about) != 0 {
		t.Error("who keeps off reads of a case")
	}
	if r := h.records(h.one, about); r.Lines[0].About != "case" || r.Lines[0].Number != string(n) || !strings.Contains(r.Lines[0].Title, "見本カメラ") {
		t.Errorf("%+v", r.Lines[0])
	}
}
