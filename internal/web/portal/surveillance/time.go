package surveillance

import (
	"shirushi/internal/scheme"
	"shirushi/internal/surveillance"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/cases"
)

func timeAsked(f surveillance.File) bool { _, waits := f.Case.TimeAsked(); return waits }

// wished is the day for which the holder asks; "" when it asks for none.
func wished(f surveillance.File) scheme.Date {
	asked, _ := f.Case.TimeAsked()
	return asked.Wish
}

// mayAskTime reports whether the holder may still ask for more time.
func mayAskTime(f surveillance.File) bool {
	return !timeAsked(f) && f.Case.TimesAsked() < f.Scheme.Surveillance.MoreTimeAtMost
}

func wishFields(_ *Desk, f surveillance.File, frame page.Frame, t typed) []cases.Input {
	rules := f.Scheme.Surveillance
	first, last := rules.WishPeriod(&f.Case, f.Today)
	in := page.Field{Name: "wish", Label: frame.P.T("case.field.wish"), Hint: frame.P.T("case.field.wish_hint", f.Case.Due), Value: t["wish"], Required: true, Min: string(first)}
	if rules.AtMostDays > 0 {
		in.Max = string(last)
		in.Hint += frame.P.T("case.field.due_range", first, last)
	}
	return []cases.Input{area(frame, "more-time", "text", t), {Kind: "date", Field: in}}
}

// request repeats what the holder asks for on the forms that answer it.
func request(f page.Frame, c surveillance.File) []page.Row {
	asked, waits := c.Case.TimeAsked()
	if !waits {
		return nil
	}
	return []page.Row{{Key: f.P.T("case.field.due_now"), Text: f.P.Date(c.Case.Due)}, {Key: f.P.T("case.field.wish"), Text: f.P.Date(asked.Wish)},
		{Key: f.P.T("case.field.wish_reason"), Text: asked.Text}}
}

// awaited says how a request for more time stands.
func awaited(f page.Frame, c surveillance.File, side string) (said, kind, says string) {
	asked, _ := c.Case.TimeAsked()
	kind = "info"
	if c.Office {
		kind = "warning"
	}
	return f.P.T("case.time_asked."+side, asked.Wish, asked.Due), kind, f.P.T("case.time_asked_says."+side, c.Case.Due)
}
