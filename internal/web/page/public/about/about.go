// Package about holds the pages that explain the scheme: how it works, how to
// apply, how to buy by it, what its criteria ask. What they state of the scheme
// is its data; only the explaining words are messages.
package about

import (
	"github.com/a-h/templ"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A Page is one of the explaining pages.
type Page struct {
	page.Frame
	Scheme *scheme.Scheme
	Day    scheme.Date // of which fees, editions and periods are told
}

// An Edition is the page of one edition of the criteria.
type Edition struct {
	Page
	Edition scheme.Edition
}

// An Item is the page of one criterion of an edition.
type Item struct {
	Page
	Edition scheme.Edition
	Item    scheme.Criterion
}

// lifeSteps are the steps from application to label, by their messages; the
// number of days comes from the scheme's limits.
type lifeStep struct {
	title, text string
}

func (p Page) in(t scheme.Text) string { return t.In(p.P.Lang) }

// life tells the way of a label until it is issued.
func (p Page) life() []lifeStep {
	t := p.P.T
	return []lifeStep{
		{t("about.life.assess"), t("about.life.assess_text")},
		{t("about.life.apply"), t("about.life.apply_text")},
		{t("about.life.check"), t("about.life.check_text")},
		{t("about.life.fee"), t("about.life.fee_text")},
		{t("about.life.issue"), t("about.life.issue_text", p.Scheme.Validity.Years)},
	}
}

// statusText tells in one sentence when a label has the status.
func (p Page) statusText(s scheme.Status) string { return p.P.T("about.life." + string(s)) }

// steps are what an applicant goes through, each with the time the scheme
// gives it.
func (p Page) steps() []lifeStep {
	t, l := p.P.T, p.Scheme.Limits
	days := func(key string, n int) string {
		if n == 0 {
			return t("makers.no_period")
		}
		return t(key, n)
	}
	return []lifeStep{
		{t("makers.step.scope"), t("makers.step.scope_text")},
		{t("makers.step.assess"), t("makers.step.assess_text")},
		{t("makers.step.apply"), t("makers.step.apply_text")},
		{t("makers.step.check"), t("makers.step.check_text") + days("makers.within_working", l.CheckDays)},
		{t("makers.step.fee"), t("makers.step.fee_text") + days("makers.within_days", l.PaymentDays)},
		{t("makers.step.inquiry"), t("makers.step.inquiry_text") + days("makers.within_days", l.InquiryDays)},
		{t("makers.step.decide"), t("makers.step.decide_text") + days("makers.within_working", l.DecideDays)},
	}
}

// course is the way of an application handed in today, said with days.
func (p Page) course() []page.Row {
	c := p.Scheme.CourseFrom(p.Day)
	var rows []page.Row
	add := func(key string, day scheme.Date) {
		if day != "" {
			rows = append(rows, page.Row{Key: p.P.T(key), Text: p.P.Date(day)})
		}
	}
	add("makers.course.received", c.Received)
	add("makers.course.checked", c.Checked)
	add("makers.course.settled", c.Settled)
	add("makers.course.decided", c.Decided)
	return rows
}

// openLevels are the levels under which an application can come in today.
func (p Page) openLevels() []scheme.Level {
	var open []scheme.Level
	for _, l := range p.Scheme.Levels {
		if len(p.Scheme.EditionsOpenOn(l.ID, p.Day)) > 0 {
			open = append(open, l)
		}
	}
	return open
}

// fee says what an application for the level costs that is received today.
func (p Page) fee(level scheme.LevelID) string {
	f, err := p.Scheme.FeeOn(scheme.New, level, p.Day)
	if err != nil {
		return p.P.T("makers.fee.unknown")
	}
	return p.P.T("makers.fee.yen", f.Yen)
}

// facts are what a maker wants to know first.
func (p Page) facts() []page.Row {
	t := p.P.T
	var rows []page.Row
	for _, l := range p.openLevels() {
		rows = append(rows, page.Row{Key: t("makers.fact.fee", p.in(l.Name)), Text: p.fee(l.ID)})
	}
	if c := p.Scheme.CourseFrom(p.Day); c.Decided != "" {
		rows = append(rows, page.Row{Key: t("makers.fact.time"), Text: t("makers.fact.time_text", c.Decided)})
	}
	return append(rows,
		page.Row{Key: t("makers.fact.validity"), Text: t("makers.fact.validity_text", p.Scheme.Validity.Years)},
		page.Row{Key: t("makers.fact.return"), Text: t("makers.fact.return_text")})
}

func (p Page) feeRange(f scheme.Fee) string {
	if f.Until == "" {
		return p.P.T("makers.fee.open", f.From)
	}
	return p.P.T("public.range", f.From, f.Until)
}

// feeState says whether a fee holds today, held, or will hold.
func (p Page) feeState(f scheme.Fee) string {
	now, err := p.Scheme.FeeOn(f.Kinds()[0], f.Level, p.Day)
	switch {
	case err == nil && now.From == f.From:
		return p.P.T("makers.fee.now")
	case f.From > p.Day:
		return p.P.T("makers.fee.later")
	}
	return p.P.T("makers.fee.past")
}

// withoutFee are the levels for which no fee stands in the data.
func (p Page) withoutFee() []string {
	var names []string
	for _, l := range p.Scheme.Levels {
		known := false
		for _, f := range p.Scheme.Fees {
			known = known || f.Level == l.ID
		}
		if !known {
			names = append(names, p.in(l.Name))
		}
	}
	return names
}

func (p Page) levelNames(ids []scheme.LevelID) string {
	if len(ids) == 0 {
		return p.P.T("makers.every_level")
	}
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = p.levelName(id)
	}
	return p.P.List(names)
}

func (p Page) levelName(id scheme.LevelID) string {
	if l, ok := p.Scheme.Level(id); ok {
		return p.in(l.Name)
	}
	return string(id)
}

// contactRows tell where to ask.
func (p Page) contactRows() []page.Row {
	c := p.Scheme.Guide.Contact
	rows := []page.Row{{Key: p.P.T("contact.name"), Text: p.in(c.Name)}}
	if c.Email != "" {
		rows = append(rows, page.Row{Key: p.P.T("contact.email"), Part: link("mailto:"+c.Email, c.Email)})
	}
	if c.Web != "" {
		rows = append(rows, page.Row{Key: p.P.T("contact.web"), Part: link(c.Web, c.Web)})
	}
	if !c.Hours.IsZero() {
		rows = append(rows, page.Row{Key: p.P.T("contact.hours"), Text: p.in(c.Hours)})
	}
	return rows
}

func href(address string) templ.SafeURL { return templ.SafeURL(address) }

// Show draws one of the explaining pages.
type Show = func(Page) templ.Component
