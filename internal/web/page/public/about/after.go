package about

import (
	"strings"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// said joins sentences as the language does, without those that are empty.
func (p Page) said(sentences ...string) string {
	var all []string
	for _, s := range sentences {
		if s != "" {
			all = append(all, s)
		}
	}
	if p.P.Lang == "ja" {
		return strings.Join(all, "")
	}
	return strings.Join(all, " ")
}

// given says a sentence with a number of days, and nothing when the scheme
// sets none.
func (p Page) given(key string, days int) string {
	if days == 0 {
		return ""
	}
	return p.P.T(key, days)
}

// feeOf says what an application of the kind costs that is received today, for
// each level that is open.
func (p Page) feeOf(kind scheme.ApplicationKind) string {
	var all []string
	for _, l := range p.openLevels() {
		if f, err := p.Scheme.FeeOn(kind, l.ID, p.Day); err == nil {
			all = append(all, p.P.T("after.fee", l.Name, p.P.T("makers.fee.yen", f.Yen)))
		}
	}
	return p.said(all...)
}

// after tells what a holder can do about a label, with days and fees.
func (p Page) after() []page.Row {
	t, s := p.P.T, p.Scheme
	row := func(title, text string, sentences ...string) page.Row {
		return page.Row{Key: t(title), Text: p.said(append([]string{t(text)}, sentences...)...)}
	}
	extend := []string{t("after.extend_closed")}
	if s.Extension.OpensDays > 0 {
		extend = []string{t("after.extend_opens", s.Extension.OpensDays), t("after.extend_in_time"), p.given("after.extend_late", s.Extension.LateDays), p.feeOf(scheme.Extension)}
	}
	decides := p.given("after.office_decides", s.Holding.DecideDays)
	return []page.Row{
		row("after.extend", "after.extend_text", extend...),
		row("after.maintain", "after.maintain_text", p.feeOf(scheme.Maintenance)),
		row("after.change", "after.change_text"),
		row("after.news", "after.news_text", p.given("after.news_held", s.Holding.EmbargoDays)),
		row("after.succession", "after.succession_text", p.given("after.succession_answer", s.Holding.OfferDays), decides),
		row("after.reissue", "after.reissue_text", decides),
		row("after.withdraw", "after.withdraw_text"),
		row("after.object", "after.object_text", p.given("after.object_until", s.Limits.ObjectDays), p.given("after.office_decides", s.Objections.DecideDays)),
	}
}

// doubted tells what the office does about a label in doubt, step by step.
func (p Page) doubted() []lifeStep {
	t, s := p.P.T, p.Scheme.Surveillance
	step := func(title, text string, sentences ...string) lifeStep {
		return lifeStep{t(title), p.said(append([]string{t(text)}, sentences...)...)}
	}
	var steps []lifeStep
	if p.Scheme.Doubts.Taken() {
		steps = append(steps, step("after.doubt_report", "after.doubt_report_text", p.given("after.doubt_first", p.Scheme.Doubts.ExamineDays)))
	}
	return append(steps,
		step("after.doubt_case", "after.doubt_case_text", p.given("after.holder_days", s.AnswerDays)),
		step("after.doubt_find", "after.doubt_find_text", p.given("after.holder_days", s.CorrectDays)),
		step("after.doubt_hear", "after.doubt_hear_text", p.given("after.doubt_hear_days", s.HearingDays)),
		step("after.doubt_end", "after.doubt_end_text", p.given("after.office_decides", s.DecideDays), p.given("after.object_until", p.Scheme.Limits.ObjectDays)))
}
