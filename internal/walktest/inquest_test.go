package walktest

import (
	"slices"
	"strconv"

	"shirushi/internal/scheme"
)

// An inquest is what happened in a case, as somebody in the room would note
// it: enough to tell what may come next.
type inquest struct {
	due      int                             // last day of whoever is to move; -1: none
	spokeAll bool                            // the holder said that it adds nothing more
	said     map[scheme.CriterionID][]string // what was found about an item and not taken back
	undone   bool                            // what a notice rested on was taken back after it
	asked    string                          // "in time" or "late" while the holder waits for more time; "" otherwise
	asks     int                             // since the last demand or order
	involved []scheme.PersonID
	warns    scheme.PersonID // who proposed the warning that waits; "" when none does
	warned   string          // warning that stands
	calls    scheme.PersonID // who proposed the announcement that waits
	called   bool            // it was announced
	warnings int
}

var looking = scheme.SurveillanceRules{AtMostDays: 100, MoreTimeAtMost: 2}

// open opens a case about the label.
func (w *life) open(by scheme.PersonID, n uint32) {
	cause := scheme.CaseCauses[n%4]
	c, err := scheme.NewCase(scheme.CaseID(secrets), w.label, scheme.CaseStep{At: w.now, By: by, Text: w.text("doubt"), Cause: cause}, looking, days[w.day])
	if !w.agree("open a case", err, w.stood() && cause != scheme.CausePeriodic) {
		return
	}
	w.file, w.knows = &c, inquest{due: -1, said: map[scheme.CriterionID][]string{}, involved: []scheme.PersonID{by}}
}

// turn reports whether the holder is to move.
func turn(s scheme.CaseState) bool {
	return slices.Contains([]string{"case_demanded", "case_correcting", "case_hearing"}, string(s))
}

func (w *life) late() bool { return w.knows.due >= 0 && w.knows.due < w.day }

// onCase does a deed in the case, and opens one when there is none.
func (w *life) onCase(deed scheme.Deed, by scheme.PersonID, roles []scheme.Role, n uint32) {
	if w.file == nil || w.file.State == scheme.CaseClosed || w.file.State == scheme.CaseRevoked && (w.knows.called || n%4 == 0) {
		if slices.Contains(roles, scheme.RoleOfficer) {
			w.open(by, n)
		}
		return
	}
	c := w.file
	to, ok := may(w, "case", scheme.CaseRules, c.State, deed, roles)
	if !ok {
		if slices.Contains([]scheme.Deed{scheme.DeedCaseAnswer, scheme.DeedCaseDemand, scheme.DeedCaseHear}, deed) {
			w.agree("a step that is refused", c.Step(roles, scheme.CaseStep{Deed: deed, Text: "x", At: w.now, By: by, Due: days[w.day+5]}, days[w.day]), false)
		}
		return
	}
	switch deed {
	case scheme.DeedCaseJoin:
		w.agree("join", c.Join(scheme.CaseStep{At: w.now, By: by, Text: w.text("more"), Cause: scheme.CauseOffice}, "1", looking), true)
	case scheme.DeedCaseWarn:
		w.warn(by, n)
	case scheme.DeedCaseAnnounce:
		w.announce(by, n)
	default:
		s := scheme.CaseStep{Deed: deed, At: w.now, By: by, Text: w.text("%s", deed)}
		was := c.State
		err := w.tried(&s, roles, n)
		if !w.agree(string(deed), err, w.possible(s, was)) {
			return
		}
		w.note(s)
		if c.State != to {
			w.t.Fatalf("%s led to %s, not %s", deed, c.State, to)
		}
	}
}

// tried fills a step in by chance and does it, after what rooms check.
func (w *life) tried(s *scheme.CaseStep, roles []scheme.Role, n uint32) error {
	c, today := w.file, days[w.day]
	switch s.Deed {
	case scheme.DeedCaseDemand, scheme.DeedCaseOrder, scheme.DeedCaseNotify:
		s.Due, s.Ground = days[w.day+1+int(n%6)], "false"
	case scheme.DeedCaseExtend:
		s.Due = days[w.day+int(n%9)]
	case scheme.DeedCaseAskTime:
		s.Wish = days[w.day+int(n%9)]
		if err := looking.CheckMoreTime(c, s.Wish, today); err != nil {
			return err
		}
	case scheme.DeedCaseFind:
		verdict := pickOf([]scheme.FindingVerdict{scheme.FoundFailing, scheme.FoundConforming, scheme.FoundConforming, scheme.FoundUnconfirmed}, n)
		s.Findings = []scheme.Finding{{Criterion: item(n), Verdict: verdict, Text: w.text("found")}}
	case scheme.DeedCaseUnfind:
		s.Findings = []scheme.Finding{{Criterion: item(n)}}
	case scheme.DeedCaseHear:
		s.Oral = n%4 == 0
		if n%8 == 5 {
			s.Text = ""
		}
	case scheme.DeedCaseState:
		s.All = n%2 == 0
	case scheme.DeedCaseAssign:
		s.Text = ""
	case scheme.DeedCaseClose:
		s.Outcome = pickOf(scheme.CaseOutcomes, n)
	case scheme.DeedCaseRevoke:
		s.Ground, s.Outcome = "false", scheme.OutcomeRevoked
	}
	if s.Deed == scheme.DeedCaseHear || s.Deed == scheme.DeedCaseRevoke {
		if err := c.CheckUninvolved(s.By, nil); err != nil {
			return err
		}
	}
	if s.Deed == scheme.DeedCaseNotify || s.Deed == scheme.DeedCaseRevoke {
		if _, err := scheme.Next(scheme.LabelRules, w.label.StatusOn(today), scheme.DeedRevoke, roles); err != nil {
			return err
		}
	}
	return c.Step(roles, *s, today)
}

func item(n uint32) scheme.CriterionID { return scheme.CriterionID("S" + strconv.Itoa(int(n/4%3))) }

// counts says how often something counts as found.
func (k inquest) counts(what string) (n int) {
	for _, said := range k.said {
		if len(said) > 0 && said[len(said)-1] == what {
			n++
		}
	}
	return n
}

// possible says whether a step that the charter lets can be done now, from
// the state before it.
func (w *life) possible(s scheme.CaseStep, from scheme.CaseState) bool {
	k := w.knows
	wrong, unsure := k.counts("does_not_conform") > 0, k.counts("cannot_be_confirmed") > 0
	state := string(from)
	switch s.Deed {
	case scheme.DeedCaseUnfind:
		return len(k.said[s.Findings[0].Criterion]) > 0
	case scheme.DeedCaseOrder:
		return wrong
	case scheme.DeedCaseNotify:
		if state == "case_hearing" || state == "case_heard" {
			return w.stood() && k.undone
		}
		return w.stood() && (!turn(from) || w.late() && k.asked != "in time")
	case scheme.DeedCaseAskTime:
		return k.asked == "" && k.asks < 2 && dayOf(s.Wish) > max(k.due, w.day)
	case scheme.DeedCaseDenyTime:
		return k.asked != ""
	case scheme.DeedCaseHear:
		return !k.undone && !slices.Contains(k.involved, s.By) && s.Text != "" && (k.spokeAll || s.Oral || w.late())
	case scheme.DeedCaseRevoke:
		return !k.undone && !slices.Contains(k.involved, s.By) && w.stood()
	case scheme.DeedCaseExtend:
		return dayOf(s.Due) > k.due
	case scheme.DeedCaseClose:
		switch s.Outcome {
		case scheme.OutcomeConforms:
			return state == "case_answered" && k.counts("conforms") > 0 && !wrong && !unsure
		case scheme.OutcomeCorrected:
			return state == "case_corrected" && !wrong && !unsure
		case scheme.OutcomeOpen:
			return (state == "case_answered" || state == "case_corrected") && unsure && !wrong
		case scheme.OutcomeNoCase:
			return state == "case_opened" || state == "case_demanded" || state == "case_correcting" && !wrong
		case scheme.OutcomeKept:
			return state == "case_heard" || state == "case_hearing" && k.undone
		}
	}
	return true
}

// note writes down a step that was done, with all that follows from it.
func (w *life) note(s scheme.CaseStep) {
	c, k := w.file, &w.knows
	switch s.Deed {
	case scheme.DeedCaseDemand, scheme.DeedCaseFind, scheme.DeedCaseUnfind, scheme.DeedCaseOrder, scheme.DeedCaseNotify:
		k.involved = append(k.involved, s.By)
	}
	switch s.Deed {
	case scheme.DeedCaseAskTime:
		k.asks, k.asked = k.asks+1, map[bool]string{true: "late", false: "in time"}[w.late()]
	case scheme.DeedCaseDemand, scheme.DeedCaseOrder:
		k.asks, k.asked = 0, ""
	case scheme.DeedCaseExtend, scheme.DeedCaseDenyTime, scheme.DeedCaseAnswer, scheme.DeedCaseReport, scheme.DeedCaseNotify:
		k.asked = ""
	}
	switch s.Deed {
	case scheme.DeedCaseDemand, scheme.DeedCaseOrder, scheme.DeedCaseNotify, scheme.DeedCaseExtend:
		c.Due, k.due, k.spokeAll = s.Due, dayOf(s.Due), false
	case scheme.DeedCaseAnswer, scheme.DeedCaseReport, scheme.DeedCaseHear:
		c.Due, k.due = "", -1
	case scheme.DeedCaseState:
		if s.All {
			c.Due, k.due, k.spokeAll = "", -1, true
		}
	}
	switch s.Deed {
	case scheme.DeedCaseFind:
		k.said[s.Findings[0].Criterion] = append(k.said[s.Findings[0].Criterion], string(s.Findings[0].Verdict))
	case scheme.DeedCaseUnfind:
		said := k.said[s.Findings[0].Criterion]
		k.said[s.Findings[0].Criterion] = said[:len(said)-1]
		k.undone = k.undone || noticed(c.State) && said[len(said)-1] != "conforms"
	case scheme.DeedCaseNotify:
		k.undone = false
	case scheme.DeedCaseRevoke:
		w.sum.heard++
		w.agree("revoke", w.label.Revoke(s.Ground, s.Text, days[w.day], w.now), true)
		w.say(scheme.LabelRevoked, map[string]string{"ground": "false"})
		w.shut(scheme.OutcomeRevoked)
	case scheme.DeedCaseClose:
		w.shut(s.Outcome)
	}
}

// noticed reports whether notice of a hearing was given.
func noticed(s scheme.CaseState) bool { return s == scheme.CaseHearing || s == scheme.CaseHeard }

// shut ends the case, and the warning with it.
func (w *life) shut(o scheme.CaseOutcome) {
	if w.knows.warned != "" {
		_, err := w.file.EndWarning("", w.now)
		w.agree("end the warning", err, true)
		w.unwarn()
	}
	w.knows.warns = ""
	w.file.End(o, w.now)
}

func (w *life) unwarn() {
	for i := range w.label.Warnings {
		if w.label.Warnings[i].ID == w.knows.warned {
			w.label.Warnings = slices.Clone(w.label.Warnings)
			w.label.Warnings[i].Ended = days[w.day]
		}
	}
	w.say(scheme.WarningEnded, map[string]string{"warning": w.knows.warned})
	w.knows.warned = ""
}

// warn proposes, confirms, drops, renews or ends a warning.
func (w *life) warn(by scheme.PersonID, n uint32) {
	c, k := w.file, &w.knows
	switch n % 6 {
	case 0, 1:
		id := "W" + strconv.Itoa(k.warnings) + "-" + strconv.Itoa(w.day) + "-" + strconv.Itoa(int(w.seq))
		err := c.ProposeWarning(scheme.CaseWarning{ID: id, Text: scheme.Text{Ja: "注意", En: "care"}, Proposed: w.now, ProposedBy: by})
		if w.agree("propose a warning", err, k.warns == "" && k.warned == "" && k.warnings < 50) {
			k.warns, k.warnings = by, k.warnings+1
		}
	case 2, 3:
		one, err := c.ConfirmWarning(by, "", w.now)
		if w.agree("confirm a warning", err, k.warns != "" && k.warns != by) {
			k.warns, k.warned = "", one.ID
			w.label.Warnings = append(slices.Clip(w.label.Warnings), scheme.Warning{ID: one.ID, Case: c.ID, Text: one.Text, From: days[w.day]})
			w.say(scheme.WarningPublished, map[string]string{"warning": one.ID})
		}
	case 4:
		_, err := c.DropWarning(by, w.now)
		if w.agree("drop a warning", err, k.warns != "") {
			k.warns = ""
		}
	default:
		if _, err := c.EndWarning(by, w.now); w.agree("end a warning", err, k.warned != "") {
			w.unwarn()
		}
	}
}

// announce proposes, confirms or drops an announcement of the revocation.
func (w *life) announce(by scheme.PersonID, n uint32) {
	c, k := w.file, &w.knows
	switch n % 5 {
	case 0, 1:
		err := c.ProposeAnnouncement(scheme.CaseAnnouncement{Cause: scheme.AnnounceBadFaith, Text: scheme.Text{Ja: "公表", En: "told"}, Proposed: w.now, ProposedBy: by})
		if w.agree("propose an announcement", err, k.calls == "" && !k.called) {
			k.calls = by
		}
	case 2, 3:
		one, err := c.ConfirmAnnouncement(by, w.now)
		if w.agree("confirm an announcement", err, k.calls != "" && k.calls != by) {
			k.calls, k.called = "", true
			w.label.Announced = append(slices.Clip(w.label.Announced), scheme.Announcement{On: days[w.day], Text: one.Text})
			w.say(scheme.AnnouncementMade, nil)
		}
	default:
		_, err := c.DropAnnouncement(w.now)
		if w.agree("drop an announcement", err, k.calls != "") {
			k.calls = ""
		}
	}
}
