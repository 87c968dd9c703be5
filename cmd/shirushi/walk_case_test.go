package main

import (
	"slices"
	"strings"
	"time"

	"shirushi/internal/doubt"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/surveillance"
)

// caseTrials are what is tried in the newest case about a label.
var caseTrials = []trial{
	{"opening", scheme.DeedCaseOpen, false, func(s *stroll, one *strolling, l scheme.Label, who walker) error {
		if c := s.file(one); c.ID != "" && !c.Over() {
			return nothingTried
		}
		cause := []scheme.CaseCause{scheme.CauseOffice, scheme.CauseNews, scheme.CausePeriodic}[s.rand.IntN(3)]
		id, err := s.p.cases.Open(s.Context(), who.Actor, surveillance.OpenRequest{Label: one.number, Cause: cause, Text: s.say("疑い")})
		if err == nil {
			if one.open.file, one.involved = id, []scheme.PersonID{who.Person.ID}; cause == scheme.CausePeriodic {
				s.Fatal("a label of this level was looked at in turn")
			}
		}
		return err
	}},
	{"case", scheme.DeedCaseAssign, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.p.cases.Assign(s.Context(), who.Actor, one.open.file)
	}},
	{"case", scheme.DeedCaseDemand, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.looks(one, who, s.p.cases.Demand(s.Context(), who.Actor, one.open.file, s.say("提出して"), s.soon()))
	}},
	{"case", scheme.DeedCaseAnswer, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.p.cases.Answer(s.Context(), who.Actor, one.open.file, s.say("回答"), s.rand.IntN(2) == 0)
	}},
	{"case", scheme.DeedCaseFind, false, func(s *stroll, one *strolling, l scheme.Label, who walker) error {
		f := scheme.Finding{Verdict: scheme.FindingVerdicts[s.rand.IntN(3)], Text: s.say("認定")}
		return s.looks(one, who, s.p.cases.Find(s.Context(), who.Actor, one.open.file, []scheme.Finding{f}))
	}},
	{"case", scheme.DeedCaseUnfind, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.looks(one, who, s.p.cases.Unfind(s.Context(), who.Actor, one.open.file, "", s.say("誤り")))
	}},
	{"case", scheme.DeedCaseOrder, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.looks(one, who, s.p.cases.Order(s.Context(), who.Actor, one.open.file, s.say("是正"), s.soon()))
	}},
	{"case", scheme.DeedCaseReport, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.p.cases.Report(s.Context(), who.Actor, one.open.file, s.say("是正した"))
	}},
	{"case", scheme.DeedCaseExtend, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.p.cases.Extend(s.Context(), who.Actor, one.open.file, s.say("延ばす"), s.soon())
	}},
	{"case", scheme.DeedCaseAskTime, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		due := s.file(one).Due
		err := s.p.cases.AskTime(s.Context(), who.Actor, one.open.file, s.say("もっと時間を"), s.today().AddDays(1+s.rand.IntN(40)))
		if err == nil && s.file(one).Due != due {
			s.Fatalf("the day was %s, and asking for more time made it %s", due, s.file(one).Due)
		}
		return err
	}},
	{"case", scheme.DeedCaseDenyTime, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.p.cases.DenyTime(s.Context(), who.Actor, one.open.file, s.say("延ばさない"))
	}},
	{"case", scheme.DeedCaseNotify, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.looks(one, who, s.p.cases.Notify(s.Context(), who.Actor, one.open.file, s.groundFor(scheme.DeedRevoke), s.say("聴聞"), ""))
	}},
	{"case", scheme.DeedCaseState, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.p.cases.State(s.Context(), who.Actor, one.open.file, s.say("意見"), s.rand.IntN(2) == 0)
	}},
	{"case", scheme.DeedCaseHear, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		oral := s.rand.IntN(2) == 0
		return s.apart(one, who, s.p.cases.Hear(s.Context(), who.Actor, one.open.file, s.say("聴取の記録"), oral))
	}},
	{"case", scheme.DeedCaseRevoke, true, func(s *stroll, one *strolling, l scheme.Label, who walker) error {
		c := s.file(one)
		fails := c.NoticeFails()
		err := s.apart(one, who, s.p.cases.Revoke(s.Context(), who.Actor, one.open.file, s.say("取消し")))
		if err == nil && (fails || !l.StatusOn(s.today()).Stands()) {
			s.Fatalf("a label was revoked that was %s, by a notice that fails: %t", l.StatusOn(s.today()), fails)
		}
		return err
	}},
	{"case", scheme.DeedCaseClose, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		outcome := scheme.CaseOutcomes[s.rand.IntN(len(scheme.CaseOutcomes))]
		if s.rand.IntN(3) > 0 {
			return nothingTried
		}
		return s.p.cases.Close(s.Context(), who.Actor, one.open.file, outcome, s.say("終わり"))
	}},
	{"case", scheme.DeedCaseWarn, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.warn(one, who)
	}},
	{"case", scheme.DeedCaseAnnounce, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		ctx, id := s.Context(), one.open.file
		switch s.rand.IntN(4) {
		case 0, 1:
			err := s.p.cases.Sure().ProposeAnnouncement(ctx, who.Actor, id, scheme.AnnounceBadFaith, scheme.Text{Ja: "お知らせ", En: "Announced"})
			if err == nil {
				one.announced = who.Person.ID
			}
			return err
		case 2:
			return s.second(one.announced, who, s.p.cases.ConfirmAnnouncement(ctx, who.Actor, id))
		}
		return s.p.cases.DropAnnouncement(ctx, who.Actor, id)
	}},
}

// warn proposes, confirms, drops, renews or ends a warning to the public.
func (s *stroll) warn(one *strolling, who walker) error {
	ctx, id := s.Context(), one.open.file
	switch s.rand.IntN(6) {
	case 0, 1:
		err := s.p.cases.Sure().ProposeWarning(ctx, who.Actor, id, scheme.Text{Ja: "ご注意ください。", En: "Take care."})
		if err == nil {
			one.warned = who.Person.ID
		}
		return err
	case 2, 3:
		return s.second(one.warned, who, s.p.cases.ConfirmWarning(ctx, who.Actor, id))
	case 4:
		return s.p.cases.DropWarning(ctx, who.Actor, id)
	}
	if s.rand.IntN(2) == 0 {
		return s.p.cases.RenewWarning(ctx, who.Actor, id)
	}
	return s.p.cases.EndWarning(ctx, who.Actor, id)
}

// second fails when the person who proposed something confirmed it, or did so
// without a fresh passkey.
func (s *stroll) second(proposed scheme.PersonID, who walker, err error) error {
	s.Helper()
	if err == nil && (proposed == who.Person.ID || who.SteppedUp != s.clock.Now()) {
		s.Fatalf("%s confirmed what %s proposed, with a passkey of %s", who.Person.ID, proposed, who.SteppedUp)
	}
	return err
}

// looks notes who looked into a case.
func (s *stroll) looks(one *strolling, who walker, err error) error {
	if err == nil {
		one.involved = append(one.involved, who.Person.ID)
	}
	return err
}

// apart fails when somebody who looked into a case heard or decided it.
func (s *stroll) apart(one *strolling, who walker, err error) error {
	s.Helper()
	if err == nil && slices.Contains(one.involved, who.Person.ID) {
		s.Fatalf("%s looked into the case and decides it", who.Person.ID)
	}
	return err
}

// soon is a day by which somebody is to move; "" for the scheme's own period.
func (s *stroll) soon() scheme.Date {
	if s.rand.IntN(2) == 0 {
		return ""
	}
	return s.today().AddDays(6 + s.rand.IntN(15))
}

// file is the newest case about a label, as it is on record; empty when there
// is none.
func (s *stroll) file(one *strolling) (c scheme.Case) {
	s.Helper()
	if one.open.file == "" {
		return c
	}
	s.read(func(tx *store.Tx) (err error) { c, err = tx.Case(one.open.file); return err })
	return c
}

// report has somebody without an account report a doubt about a label, of
// which an officer makes a case.
func (s *stroll) report(one *strolling) {
	s.Helper()
	ctx, form := s.Context(), s.p.doubts.Form()
	s.clock.Advance(time.Minute)
	defer s.clock.Advance(-time.Minute)
	r := scheme.Report{Topic: s.scheme.Doubts.Topics[0].ID, About: string(one.number), Text: s.say("内部の者です"), Where: untold, Contact: untold, Language: "ja", Consent: true}
	if _, err := s.p.doubts.Report(ctx, form, r); err != nil {
		if scheme.RefusalsOf(err) == nil {
			s.ok("report a doubt", err)
		}
		return
	}
	var officers []walker
	for _, w := range s.people {
		if w.kind == scheme.RoleOfficer && !w.absent {
			officers = append(officers, w)
		}
	}
	who := officers[s.rand.IntN(len(officers))]
	rows, err := s.p.doubts.List(ctx, who.Actor)
	s.ok("list doubts", err)
	open := s.file(one)
	for _, row := range rows {
		if row.Doubt.Label != one.number || row.Doubt.State != scheme.DoubtReceived {
			continue
		}
		id, err := s.p.doubts.OpenCase(ctx, who.Actor, row.Doubt.ID, doubt.CaseRequest{About: "通報により確認する。", Sure: true, Take: true})
		l := s.label(one.number)
		switch joins := open.ID != "" && !open.Over(); {
		case err != nil && scheme.RefusalsOf(err) == nil:
			s.ok("open a case", err)
		case err != nil:
		case len(who.toward(l.Holder)) == 0, !joins && !l.StatusOn(s.today()).Stands(), joins && id != open.ID:
			s.Fatalf("%s made a case of a doubt about a label that is %s", who.name, l.StatusOn(s.today()))
		case joins:
		default:
			one.open.file, one.involved = id, []scheme.PersonID{who.Person.ID}
		}
		return
	}
}

// unknown holds that whoever is of no office reads nothing of who reported.
func (s *stroll) unknown(one *strolling) {
	s.Helper()
	c := s.file(one)
	if c.ID == "" {
		return
	}
	for _, w := range s.people {
		f, err := s.p.cases.Case(s.Context(), w.Actor, c.ID)
		switch {
		case err != nil:
			continue
		case w.kind == scheme.RoleOfficer && w.off != c.Holder && !w.absent:
			continue
		case len(w.toward(c.Holder)) == 0 || w.kind != scheme.RoleApplicant && w.kind != scheme.RoleAgent:
			s.Fatalf("%s reads a case", w.name)
		}
		for _, step := range f.Case.Steps {
			if step.Cause != "" || step.Doubt != "" || strings.Contains(step.Text, "内部の者") {
				s.Fatalf("%s reads why a case was opened: %+v", w.name, step)
			}
		}
	}
}

// consent has an authority that was asked about an application agree.
func (s *stroll) consent(a scheme.Application) {
	s.Helper()
	for _, w := range s.people {
		if w.kind != scheme.RoleReviewer {
			continue
		}
		for _, i := range a.Inquiries {
			w.SteppedUp = s.clock.Now()
			err := s.p.office.AnswerInquiry(s.Context(), w.Actor, i.ID, office.AnswerRequest{Revision: i.Revision, View: scheme.NoObjection})
			if err != nil && scheme.RefusalsOf(err) == nil {
				s.ok("answer an inquiry", err)
			}
		}
	}
}
