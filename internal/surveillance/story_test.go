package surveillance_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/surveillance"
)

func conforms(yes bool, item scheme.CriterionID) []scheme.Finding {
	verdict := map[bool]scheme.FindingVerdict{true: scheme.FoundConforming, false: scheme.FoundFailing}[yes]
	return []scheme.Finding{{Criterion: item, Verdict: verdict, Text: "手元の3台で確かめた。"}}
}

// A doubt leads to a demand, the holder shows evidence, something is wrong,
// and it is put right in time.
func TestStory_correctedInTime(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		ctx := h.Context()
		id := h.open()
		again, err := h.room.Open(ctx, h.two, surveillance.OpenRequest{Label: h.label, Cause: scheme.CauseNews, Text: "お知らせで脆弱性が知らされた。"})
		h.ok(err)
		if again != id {
			h.Error("a second case was opened beside the open one")
		}
		_, err = h.room.Case(ctx, h.anna, id)
		h.no(err, scheme.Missing, "refusal.missing") // the holder is told only when something is asked
		h.told()

		h.ok(h.room.Assign(ctx, h.one, id))
		h.ok(h.room.Demand(ctx, h.one, id, "初期パスワードの生成方法が分かる資料を示してください。", ""))
		h.told("case_demanded")
		h.stands(id, scheme.CaseDemanded)
		h.no(h.room.Answer(ctx, h.stranger, id, "よその会社です", false), scheme.Missing, "refusal.missing")
		h.ok(h.room.Answer(ctx, h.agent, id, "試験の記録を預けました。", false))
		h.told("case_moved")
		item := h.file(h.one, id).Items[0].ID
		h.ok(h.room.Find(ctx, h.one, id, conforms(false, item)))
		h.ok(h.room.Order(ctx, h.one, id, "機体ごとに異なる初期パスワードにしてください。", ""))
		h.told("case_ordered")
		h.days(20)
		h.ok(h.room.Report(ctx, h.anna, id, "版1.3で改めました。"))
		h.no(h.room.Close(ctx, h.one, id, scheme.OutcomeCorrected, "是正を確認した。"), scheme.Conflict, "refusal.case.outcome_not_now")
		h.ok(h.room.Find(ctx, h.one, id, conforms(true, item)))
		h.ok(h.room.Close(ctx, h.one, id, scheme.OutcomeCorrected, "是正を確認した。"))
		h.told("case_moved", "case_closed")
		h.stands(id, scheme.CaseClosed)
		if got := h.events(); len(got) > 0 {
			h.Errorf("the public was told %v of a case that came to nothing", got)
		}
		h.ok(h.store.View(ctx, func(tx *store.Tx) error {
			all, err := tx.Demands("APP")
			if len(all) != 1 || all[0].IsOpen() || all[0].Case != id {
				h.Errorf("demands %+v, want one that is closed", all)
			}
			return err
		}))
	})
}

// The holder lets its time pass, is heard, and the label is revoked by who
// did not investigate, with a warning meanwhile and an announcement after.
func TestStory_overdueHeardRevokedAnnounced(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		ctx := h.Context()
		id := h.open()
		h.ok(h.room.Assign(ctx, h.one, id))
		h.ok(h.room.Demand(ctx, h.one, id, "資料を示してください。", ""))
		text := scheme.Text{Ja: "この製品をインターネットに直接つながないでください。", En: "Do not connect this product to the Internet directly."}
		h.ok(h.room.ProposeWarning(ctx, h.one, id, text))
		h.no(h.room.ConfirmWarning(ctx, h.fresh(h.one), id), scheme.Denied, "refusal.case.same_officer")
		h.no(h.room.ConfirmWarning(ctx, h.two, id), scheme.Denied, "refusal.step_up")
		h.ok(h.room.ConfirmWarning(ctx, h.fresh(h.two), id))
		h.told("case_demanded", "warning_published")
		if l := h.read(); len(l.Warnings) != 1 || l.StatusOn(h.today()) != scheme.Active {
			h.Errorf("warnings %+v, status %s", l.Warnings, l.StatusOn(h.today()))
		}

		h.days(10)
		n, err := h.room.Remind(ctx)
		h.ok(err)
		again, err := h.room.Remind(ctx)
		h.ok(err)
		if n != 1 || again != 0 {
			h.Errorf("%d and %d reminders, want one", n, again)
		}
		h.no(h.room.Notify(ctx, h.one, id, "duties_not_met", "資料が示されない。", ""), scheme.Conflict, "refusal.case.holder_has_time")
		h.days(10)
		if rows, err := h.room.Cases(ctx, h.one, store.CaseFilter{Open: true}); err != nil || len(rows) != 1 || !rows[0].Overdue {
			h.Errorf("got %+v, %v; want it overdue on the desk", rows, err)
		}
		_, err = h.room.Remind(ctx)
		h.ok(err)
		h.told("case_due", "case_moved", "case_overdue")

		h.no(h.room.Notify(ctx, h.one, id, "holder_wish", "資料が示されない。", ""), scheme.Invalid, "refusal.ground")
		h.no(h.room.Notify(ctx, h.one, id, "duties_not_met", "資料が示されない。", h.today().AddDays(13)), scheme.Invalid, "refusal.case.due")
		h.ok(h.room.Notify(ctx, h.one, id, "duties_not_met", "資料が示されない。", ""))
		h.told("case_hearing")
		h.ok(h.room.State(ctx, h.anna, id, "担当者の退職で遅れました。", false))
		h.no(h.room.Hear(ctx, h.three, id, "意見を読んだ。", false), scheme.Conflict, "refusal.case.hearing_runs")
		h.ok(h.room.State(ctx, h.anna, id, "意見はこれで全部です。", true))
		if c := h.file(h.anna, id).Case; c.HoldersTurn() || c.Due != "" {
			h.Errorf("after the last word it is still the holder's turn, until %q", c.Due)
		}
		h.no(h.room.Hear(ctx, h.three, id, "", false), scheme.Invalid, "refusal.case.text")
		h.no(h.room.Hear(ctx, h.one, id, "意見を読んだ。", false), scheme.Denied, "refusal.case.investigated")
		h.ok(h.room.Hear(ctx, h.three, id, "意見を読んだ。", false))
		h.no(h.room.Revoke(ctx, h.fresh(h.one), id, "資料が示されなかった。"), scheme.Denied, "refusal.case.investigated")
		h.no(h.room.Revoke(ctx, h.three, id, "資料が示されなかった。"), scheme.Denied, "refusal.step_up")
		h.ok(h.room.Revoke(ctx, h.fresh(h.three), id, "資料が示されなかった。"))
		wrote := []string{h.one.Person.Email, h.three.Person.Email, h.two.Person.Email}
		slices.Sort(wrote[1:])
		for at := range 2 { // who has the case, and those who may hear the holder
			slices.Sort(h.post.to[3*at+1 : 3*at+3])
			if got := h.post.to[3*at : 3*at+3]; !slices.Equal(got, wrote) {
				h.Errorf("of statement %d told %v, want %v", at, got, wrote)
			}
		}
		h.told("case_moved", "case_moved", "case_moved", "case_moved", "case_moved", "case_moved", "case_revoked")

		l := h.read()
		if l.Revoked != h.today() || l.EndGround != "duties_not_met" || l.Warnings[0].Ended != h.today() {
			h.Errorf("label %+v", l)
		}
		public := scheme.Text{Ja: "ラベルを取り消しました。", En: "The label was revoked."}
		h.ok(h.room.ProposeAnnouncement(ctx, h.three, id, scheme.AnnounceWideImpact, public))
		h.no(h.room.ConfirmAnnouncement(ctx, h.fresh(h.three), id), scheme.Denied, "refusal.case.same_officer")
		h.ok(h.room.ConfirmAnnouncement(ctx, h.fresh(h.one), id))
		h.told("announcement_made")
		want := []scheme.EventKind{scheme.WarningPublished, scheme.LabelRevoked, scheme.WarningEnded, scheme.AnnouncementMade}
		if got := h.events(); !slices.Equal(got, want) {
			h.Errorf("the public was told %v, want %v", got, want)
		}
	})
}

// Evidence that cannot be disclosed even under a pledge of secrecy is
// explained instead, and the case is closed.
func TestStory_explanationInsteadOfEvidence(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		ctx := h.Context()
		id := h.open()
		h.ok(h.room.Demand(ctx, h.one, id, "設計書を示してください。", h.today().AddDays(30)))
		h.days(40)
		h.ok(h.room.Answer(ctx, h.anna, id, "契約により、秘密保持契約の下でも示せません。評価機関の確認書を添えます。", true))
		f := h.file(h.one, id)
		answer, _ := f.Case.Last(scheme.DeedCaseAnswer)
		if !answer.Undisclosed || !answer.Late {
			h.Errorf("got %+v, want an explanation that came late", answer)
		}
		h.ok(h.room.Find(ctx, h.one, id, conforms(true, "")))
		h.ok(h.room.Close(ctx, h.one, id, scheme.OutcomeConforms, "説明を妥当と認めた。"))
	})
}

// A label that is withdrawn meanwhile leaves its case open: it ends with a
// finding or because the label ended, and never with a revocation.
func TestStory_withdrawnWhileTheCaseIsOpen(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		ctx := h.Context()
		id := h.open()
		h.no(h.room.Close(ctx, h.one, id, scheme.OutcomeLabelEnded, "取下げ"), scheme.Conflict, "refusal.case.label_stands")
		h.put(func(tx *store.Tx) error {
			l, err := tx.Label(h.label)
			l.Withdrawn, l.EndGround = h.today(), "holder_wish"
			if err == nil {
				err = tx.PutLabel(&l)
			}
			return err
		})
		h.no(h.room.Notify(ctx, h.one, id, "false_statement", "虚偽", ""), scheme.Conflict, "refusal.case.label_ended")
		_, err := h.room.Open(ctx, h.one, surveillance.OpenRequest{Label: h.label, Cause: scheme.CauseOffice, Text: "続き"})
		h.ok(err) // joins the case that is open
		h.ok(h.room.Demand(ctx, h.one, id, "取下げの経緯を示してください。", ""))
		h.ok(h.room.Answer(ctx, h.anna, id, "製造を終えました。", false))
		h.ok(h.room.Close(ctx, h.one, id, scheme.OutcomeLabelEnded, "取下げにより終える。"))
		_, err = h.room.Open(ctx, h.one, surveillance.OpenRequest{Label: h.label, Cause: scheme.CauseOffice, Text: "もう一度"})
		h.no(err, scheme.Conflict, "refusal.case.label_ended")
	})
}

// Nothing that the holder's side reads says that somebody reported, or who of
// the office did what.
func TestCase_theHolderLearnsNothingOfTheReporterOrTheOfficers(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		ctx := h.Context()
		id := h.open()
		h.ok(h.room.Assign(ctx, h.one, id))
		h.ok(h.room.Demand(ctx, h.one, id, "資料を示してください。", ""))
		h.ok(h.room.ProposeWarning(ctx, h.one, id, scheme.Text{Ja: "起案だけ", En: "only proposed"}))
		rows, err := h.room.Cases(ctx, h.anna, store.CaseFilter{})
		h.ok(err)
		h.ok(h.store.View(ctx, func(tx *store.Tx) error {
			lines, err := tx.AuditLines(store.AuditFilter{Subjects: []string{"case:" + string(id)}})
			for _, l := range lines {
				if strings.Contains(l.Before+l.After, "DOUBT-1") || strings.Contains(l.Before+l.After, "初期パスワード") {
					h.Errorf("an audit line says what only the case may: %s", l.After)
				}
			}
			if len(lines) < 4 {
				h.Errorf("%d audit lines", len(lines))
			}
			return err
		}))
		for _, what := range []any{h.file(h.anna, id).Case, h.file(h.agent, id).Case, rows, h.file(h.anna, id).Names} {
			b, err := json.Marshal(what)
			h.ok(err)
			for _, hidden := range []string{"DOUBT-1", `"doubt"`, string(h.one.Person.ID), h.one.Person.Name, "only proposed"} {
				if strings.Contains(string(b), hidden) {
					h.Errorf("the holder reads %q in %s", hidden, b)
				}
			}
		}
	})
}

func TestOpen_onlyByOfficersWhoDoNotKeepOff(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		ctx := h.Context()
		q := surveillance.OpenRequest{Label: h.label, Cause: scheme.CauseOffice, Text: "疑い"}
		for _, who := range []scheme.Actor{h.anna, h.agent, h.stranger, h.admin} {
			_, err := h.room.Open(ctx, who, q)
			h.no(err, scheme.Denied, "refusal.role")
		}
		periodic := q
		periodic.Cause = scheme.CausePeriodic
		_, err := h.room.Open(ctx, h.one, periodic)
		h.no(err, scheme.Invalid, "refusal.case.periodic")
		h.put(func(tx *store.Tx) error {
			return tx.AddRecusal(scheme.Recusal{ID: "R", Person: h.two.Person.ID, Organisation: h.maker.ID, At: h.clock.Now(), By: h.two.Person.ID})
		})
		_, err = h.room.Open(ctx, h.two, q)
		h.no(err, scheme.Denied, "refusal.recused")
		id := h.open()
		_, err = h.room.Case(ctx, h.two, id)
		h.no(err, scheme.Denied, "refusal.recused")
		if rows, err := h.room.Cases(ctx, h.two, store.CaseFilter{}); err != nil || len(rows) != 0 {
			h.Errorf("who keeps off lists %v, %v", rows, err)
		}
		for _, who := range []scheme.Actor{h.stranger, h.admin, h.anna} {
			_, err := h.room.Case(ctx, who, id)
			h.no(err, scheme.Missing, "refusal.missing")
		}
	})
}

// Whoever opened sealed evidence on the case's demand before the notice has
// investigated; the file that was handed over is held against the list.
func TestCase_evidenceIsHeldAgainstTheDeclaration(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		ctx := h.Context()
		id := h.open()
		h.ok(h.room.Demand(ctx, h.one, id, "資料を示してください。", ""))
		f := h.file(h.one, id)
		if len(f.Missing) != 1 || f.Missing[0].Title != "試験の記録" {
			h.Errorf("missing %+v, want what is listed with a SHA-256", f.Missing)
		}
		file := scheme.EvidenceFile{ID: "F", Organisation: h.maker.ID, Application: "APP", Criterion: f.Items[0].ID, Title: "試験の記録", Name: "a.pdf", Version: 1,
			Size: 1, SHA256: sum("c"), State: scheme.FileSealed, Sealed: h.clock.Now(), Started: h.clock.Now(), Touched: h.clock.Now()}
		h.put(func(tx *store.Tx) error { return tx.PutEvidenceFile(&file) })
		demand, _ := f.Case.Last(scheme.DeedCaseDemand)
		h.put(func(tx *store.Tx) error {
			return tx.AddAccess(scheme.Access{ID: "X", File: "F", Application: "APP", Who: h.two.Person.ID, At: h.clock.Now(), Demand: demand.Demand})
		})
		for _, who := range []scheme.Actor{h.one, h.anna} {
			f := h.file(who, id)
			if len(f.Evidence) != 1 || f.Evidence[0].Match != scheme.MatchOther || len(f.Missing) != 0 || len(f.Openings) != 1 {
				h.Errorf("got %+v, missing %+v, openings %+v", f.Evidence, f.Missing, f.Openings)
			}
		}
		h.days(30)
		h.ok(h.room.Notify(ctx, h.one, id, "false_statement", "記録が宣言と異なる。", ""))
		h.days(30)
		h.no(h.room.Hear(ctx, h.two, id, "意見は出なかった。", false), scheme.Denied, "refusal.case.investigated")
		h.ok(h.room.Hear(ctx, h.three, id, "意見は出なかった。", false))
		h.no(h.room.Close(ctx, h.one, id, scheme.OutcomeKept, "維持"), scheme.Denied, "refusal.case.investigated")
		h.ok(h.room.Close(ctx, h.three, id, scheme.OutcomeKept, "説明を認め、ラベルを維持する。"))
	})
}

// A label that was taken over from an earlier register has no evidence to be
// opened, and is revoked as any other.
func TestStory_takenOverHeardRevoked(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		ctx := h.Context()
		h.put(func(tx *store.Tx) error {
			l, err := tx.Label(h.label)
			l.Application, l.Assessments[0].Application = "", ""
			if err == nil {
				err = tx.PutLabel(&l)
			}
			return err
		})
		id := h.open()
		h.ok(h.room.Demand(ctx, h.one, id, "資料を示してください。", ""))
		h.days(30)
		h.ok(h.room.Notify(ctx, h.one, id, "duties_not_met", "資料が示されない。", ""))
		h.days(30)
		h.ok(h.room.Hear(ctx, h.three, id, "意見は出なかった。", false))
		for _, c := range []struct{ reason, key string }{{"", "refusal.reason.missing"}, {strings.Repeat("字", 2001), "refusal.text.too_long"}} {
			h.no(h.room.Revoke(ctx, h.fresh(h.three), id, c.reason), scheme.Invalid, c.key)
		}
		h.ok(h.room.Revoke(ctx, h.fresh(h.three), id, "資料が示されなかった。"))
		h.no(h.room.Revoke(ctx, h.fresh(h.three), id, "もう一度"), scheme.Conflict, "refusal.state")
		if l := h.read(); l.Revoked != h.today() || l.EndGround != "duties_not_met" {
			h.Errorf("label %+v", l)
		}
	})
}

// A finding that is taken back during the hearing takes the notice with it:
// nobody revokes by it, the holder is told, and reads both.
func TestStory_aFindingIsTakenBackDuringTheHearing(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		ctx := h.Context()
		id := h.open()
		h.ok(h.room.Demand(ctx, h.one, id, "資料を示してください。", ""))
		h.ok(h.room.Answer(ctx, h.anna, id, "お示しします。", false))
		item := h.file(h.one, id).Items[0].ID
		h.no(h.room.Find(ctx, h.one, id, conforms(false, "S9.9-99")), scheme.Invalid, "refusal.case.criterion")
		h.ok(h.room.Find(ctx, h.one, id, conforms(false, item)))
		h.no(h.room.Unfind(ctx, h.one, id, "", "項目の取り違え"), scheme.Invalid, "refusal.case.no_finding")
		h.no(h.room.Unfind(ctx, h.anna, id, item, "認めません"), scheme.Denied, "refusal.role")
		h.ok(h.room.Notify(ctx, h.one, id, "false_statement", "宣言と異なる。", ""))
		h.ok(h.room.State(ctx, h.anna, id, "測り方が違います。", true))
		h.post.sent = nil
		h.ok(h.room.Unfind(ctx, h.one, id, item, "別の機種を測っていた。"))
		h.told("case_unfound")
		h.no(h.room.Hear(ctx, h.three, id, "読んだ。", false), scheme.Conflict, "refusal.case.notice_fails")
		c := h.file(h.anna, id).Case
		if all := c.Found(); len(all) != 1 || all[0].Taken == 0 || len(c.Findings()) != 0 {
			h.Errorf("the holder reads %+v", all)
		}
		if back, _ := c.Last(scheme.DeedCaseUnfind); back.By != "" || back.Text != "別の機種を測っていた。" {
			h.Errorf("the holder reads %+v", back)
		}
		h.ok(h.room.Notify(ctx, h.one, id, "duties_not_met", "資料が足りない。", ""))
		h.no(h.room.Hear(ctx, h.three, id, "読んだ。", false), scheme.Conflict, "refusal.case.hearing_runs")
		h.days(30)
		h.ok(h.room.Hear(ctx, h.three, id, "意見は出なかった。", false))
		h.ok(h.room.Close(ctx, h.three, id, scheme.OutcomeKept, "ラベルを維持する。"))
	})
}

// More time is asked for, denied, asked for again and granted, with letters
// both ways; a request that came in time stops a hearing until it is answered.
func TestStory_moreTime(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		ctx := h.Context()
		id := h.open()
		h.ok(h.room.Assign(ctx, h.one, id))
		h.no(h.room.Demand(ctx, h.one, id, "資料を示してください。", h.today().AddDays(1)), scheme.Invalid, "refusal.case.due")
		h.ok(h.room.Demand(ctx, h.one, id, "資料を示してください。", ""))
		due := h.file(h.anna, id).Case.Due
		h.no(h.room.AskTime(ctx, h.one, id, "私が", due.AddDays(5)), scheme.Denied, "refusal.role")
		h.post.sent = nil
		h.ok(h.room.AskTime(ctx, h.agent, id, "試験機関が混んでいます。", due.AddDays(20)))
		h.told("case_moved")
		if c := h.file(h.anna, id).Case; c.Due != due {
			h.Errorf("the day is %s before more was granted, want %s", c.Due, due)
		}
		h.waits(h.one, 1)
		h.days(20)
		h.no(h.room.Notify(ctx, h.two, id, "duties_not_met", "資料が示されない。", ""), scheme.Conflict, "refusal.case.time_unanswered")
		if n, err := h.room.Remind(ctx); n != 0 || err != nil {
			h.Errorf("%d reminders, %v", n, err)
		}
		h.ok(h.room.DenyTime(ctx, h.one, id, "手元の資料で足ります。"))
		h.told("case_time_denied")
		h.waits(h.one, 0)
		h.ok(h.room.AskTime(ctx, h.anna, id, "担当者が入院しました。", h.today().AddDays(20)))
		h.waits(h.one, 1)
		h.post.sent = nil
		h.ok(h.room.Extend(ctx, h.one, id, "事情を認めます。", h.today().AddDays(10)))
		h.told("case_extended")
		h.waits(h.one, 0)
		h.no(h.room.AskTime(ctx, h.anna, id, "もう一度", h.today().AddDays(30)), scheme.Conflict, "refusal.case.time_often")
		h.ok(h.room.Answer(ctx, h.anna, id, "お示しします。", false))
		c := h.file(h.anna, id).Case
		if s, _ := c.Last(scheme.DeedCaseAnswer); s.Late {
			h.Error("an answer within the time that was granted counts as late")
		}
	})
}
