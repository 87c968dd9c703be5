package surveillance

import (
	"context"
	"slices"

	"shirushi/internal/scheme"
	"shirushi/internal/surveillance"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/cases"
)

// officersSteps and holdersSteps are the deeds of each side, in the order in
// which they are offered.
var (
	officersSteps = []string{"assign", "extend", "deny-time", "find", "order", "demand", "close", "notify", "hear", "revoke", "unfind", "warn", "announce"}
	holdersSteps  = []string{"answer", "report", "more-time", "state"}
)

// steps are all forms, by the last part of their address.
var steps = map[string]deed{
	"assign": {of: scheme.DeedCaseAssign, kind: "primary", do: plain((*surveillance.Room).Assign)},
	"demand": {of: scheme.DeedCaseDemand, kind: "primary", fields: textAndDue, do: func(d *Desk, ctx context.Context, who scheme.Actor, id scheme.CaseID, t typed) error {
		return d.room.Demand(ctx, who, id, t["text"], scheme.Date(t["due"]))
	}},
	"find": {of: scheme.DeedCaseFind, kind: "primary", fields: findingFields, do: func(d *Desk, ctx context.Context, who scheme.Actor, id scheme.CaseID, t typed) error {
		item, err := t.item()
		if err != nil {
			return err
		}
		return d.room.Find(ctx, who, id, []scheme.Finding{{Criterion: item, Verdict: verdicts[t["verdict"]], Text: t["findings"]}})
	}},
	"unfind": {of: scheme.DeedCaseUnfind, kind: "danger", grave: true, fields: unfindFields, when: somethingFound, do: func(d *Desk, ctx context.Context, who scheme.Actor, id scheme.CaseID, t typed) error {
		item, err := t.item()
		if err != nil {
			return err
		}
		return d.room.Unfind(ctx, who, id, item, t["text"])
	}},
	"order": {of: scheme.DeedCaseOrder, kind: "primary", fields: textAndDue, when: somethingWrong, do: func(d *Desk, ctx context.Context, who scheme.Actor, id scheme.CaseID, t typed) error {
		return d.room.Order(ctx, who, id, t["text"], scheme.Date(t["due"]))
	}},
	"extend": {of: scheme.DeedCaseExtend, kind: "secondary", fields: textAndDue, do: func(d *Desk, ctx context.Context, who scheme.Actor, id scheme.CaseID, t typed) error {
		return d.room.Extend(ctx, who, id, t["text"], scheme.Date(t["due"]))
	}},
	"deny-time": {of: scheme.DeedCaseDenyTime, kind: "primary", fields: textOnly, when: timeAsked, do: func(d *Desk, ctx context.Context, who scheme.Actor, id scheme.CaseID, t typed) error {
		return d.room.DenyTime(ctx, who, id, t["text"])
	}},
	"more-time": {of: scheme.DeedCaseAskTime, kind: "primary", fields: wishFields, when: mayAskTime, do: func(d *Desk, ctx context.Context, who scheme.Actor, id scheme.CaseID, t typed) error {
		return d.room.AskTime(ctx, who, id, t["text"], scheme.Date(t["wish"]))
	}},
	"notify": {of: scheme.DeedCaseNotify, kind: "danger", grave: true, fields: noticeFields, when: mayBeHeard,
		do: func(d *Desk, ctx context.Context, who scheme.Actor, id scheme.CaseID, t typed) error {
			return d.room.Notify(ctx, who, id, scheme.GroundID(t["ground"]), t["text"], scheme.Date(t["due"]))
		}},
	"hear": {of: scheme.DeedCaseHear, kind: "primary", fields: hearFields, when: mayDecide, do: func(d *Desk, ctx context.Context, who scheme.Actor, id scheme.CaseID, t typed) error {
		return d.room.Hear(ctx, who, id, t["text"], t["oral"] == "yes")
	}},
	"revoke": {of: scheme.DeedCaseRevoke, kind: "danger", grave: true, fresh: true, fields: textOnly, when: mayRevoke,
		do: func(d *Desk, ctx context.Context, who scheme.Actor, id scheme.CaseID, t typed) error {
			return d.room.Revoke(ctx, who, id, t["text"])
		}},
	"close": {of: scheme.DeedCaseClose, kind: "primary", fields: closeFields,
		when: func(f surveillance.File) bool {
			return len(f.Outcomes) > 0 && (f.Case.State != scheme.CaseHeard || !f.Involved)
		},
		do: func(d *Desk, ctx context.Context, who scheme.Actor, id scheme.CaseID, t typed) error {
			return d.room.Close(ctx, who, id, scheme.CaseOutcome(t["outcome"]), t["text"])
		}},
	"warn": {of: scheme.DeedCaseWarn, kind: "primary", grave: true, fields: publicFields, when: noWarning,
		do: func(d *Desk, ctx context.Context, who scheme.Actor, id scheme.CaseID, t typed) error {
			return d.room.ProposeWarning(ctx, who, id, t.text())
		}},
	"warn-confirm": {of: scheme.DeedCaseWarn, kind: "danger", fresh: true, when: warningWaits, do: plain((*surveillance.Room).ConfirmWarning)},
	"warn-drop":    {of: scheme.DeedCaseWarn, kind: "secondary", when: warningWaits, do: plain((*surveillance.Room).DropWarning)},
	"warn-renew":   {of: scheme.DeedCaseWarn, kind: "secondary", when: warningStands, do: plain((*surveillance.Room).RenewWarning)},
	"warn-end":     {of: scheme.DeedCaseWarn, kind: "primary", when: warningStands, do: plain((*surveillance.Room).EndWarning)},
	"announce": {of: scheme.DeedCaseAnnounce, kind: "primary", grave: true, fields: announceFields, when: noAnnouncement,
		do: func(d *Desk, ctx context.Context, who scheme.Actor, id scheme.CaseID, t typed) error {
			return d.room.ProposeAnnouncement(ctx, who, id, scheme.AnnouncementCause(t["cause"]), t.text())
		}},
	"announce-confirm": {of: scheme.DeedCaseAnnounce, kind: "danger", fresh: true, when: mayAnnounce, do: plain((*surveillance.Room).ConfirmAnnouncement)},
	"announce-drop":    {of: scheme.DeedCaseAnnounce, kind: "secondary", when: announcementWaits, do: plain((*surveillance.Room).DropAnnouncement)},

	"answer": {of: scheme.DeedCaseAnswer, kind: "primary", fields: answerFields, do: func(d *Desk, ctx context.Context, who scheme.Actor, id scheme.CaseID, t typed) error {
		return d.room.Answer(ctx, who, id, t["text"], t["undisclosed"] == "yes")
	}},
	"report": {of: scheme.DeedCaseReport, kind: "primary", fields: textOnly, do: func(d *Desk, ctx context.Context, who scheme.Actor, id scheme.CaseID, t typed) error {
		return d.room.Report(ctx, who, id, t["text"])
	}},
	"state": {of: scheme.DeedCaseState, kind: "primary", fields: statementFields, do: func(d *Desk, ctx context.Context, who scheme.Actor, id scheme.CaseID, t typed) error {
		return d.room.State(ctx, who, id, t["text"], t["all"] == "yes")
	}},
}

// plain makes a deed of one that needs nothing but the case.
func plain(do func(*surveillance.Room, context.Context, scheme.Actor, scheme.CaseID) error) func(*Desk, context.Context, scheme.Actor, scheme.CaseID, typed) error {
	return func(d *Desk, ctx context.Context, who scheme.Actor, id scheme.CaseID, _ typed) error {
		return do(d.room, ctx, who, id)
	}
}

func somethingWrong(f surveillance.File) bool {
	return slices.ContainsFunc(f.Case.Findings(), func(one scheme.Finding) bool { return one.Verdict == scheme.FoundFailing })
}

func somethingFound(f surveillance.File) bool { return len(f.Case.Findings()) > 0 }

func mayBeHeard(f surveillance.File) bool {
	return !f.Status.Ended() && f.Case.CanBeHeldToHearing(f.Today) == nil
}

// mayDecide reports whether the reader may end the hearing or revoke: it did
// not investigate, and the notice of the hearing holds.
func mayDecide(f surveillance.File) bool { return !f.Involved && !f.Case.NoticeFails() }

func mayRevoke(f surveillance.File) bool { return mayDecide(f) && !f.Status.Ended() }

func warningWaits(f surveillance.File) bool { _, is := f.Case.Waiting(); return is }

func warningStands(f surveillance.File) bool { _, is := f.Case.Standing(); return is }

func noWarning(f surveillance.File) bool { return !warningWaits(f) && !warningStands(f) }

func announcement(f surveillance.File) (scheme.CaseAnnouncement, bool) {
	for _, a := range f.Case.Announced {
		if a.Dropped.IsZero() {
			return a, true
		}
	}
	return scheme.CaseAnnouncement{}, false
}

// noAnnouncement reports whether the revocation stands and was not announced.
func noAnnouncement(f surveillance.File) bool {
	_, there := announcement(f)
	return !there && f.Annulled.On == ""
}

func announcementWaits(f surveillance.File) bool {
	a, there := announcement(f)
	return there && a.Waits()
}

// mayAnnounce reports whether an announcement waits of a revocation that stands.
func mayAnnounce(f surveillance.File) bool { return announcementWaits(f) && f.Annulled.On == "" }

// offered reports whether the deed is offered to the reader now.
func (s deed) offered(f surveillance.File) bool { return f.May(s.of) && (s.when == nil || s.when(f)) }

// mostText is what a text of a case holds, in characters.
const mostText = 2000

func area(frame page.Frame, word, name string, t typed) cases.Input {
	label := "case.do." + word + "." + name
	in := cases.Input{Kind: "area", Field: page.Field{Name: name, Label: frame.P.T(label), Value: t[name], Required: true, Rows: 6, MaxLength: mostText}}
	if frame.P.Has(label + "_hint") {
		in.Hint = frame.P.T(label + "_hint")
	}
	return in
}

func textOnly(_ *Desk, _ surveillance.File, frame page.Frame, t typed) []cases.Input {
	return []cases.Input{area(frame, t["step"], "text", t)}
}

func due(f surveillance.File, frame page.Frame, t typed) cases.Input {
	day := map[string]scheme.Date{"demand": f.Answer, "order": f.Correct, "notify": f.Hearing, "extend": wished(f)}[t["step"]]
	value := t["due"]
	if _, filled := t["due"]; !filled {
		value = string(day)
	}
	rules := f.Scheme.Surveillance
	least := map[string]int{"notify": rules.HearingDays, "demand": f.Least, "order": f.Least}[t["step"]]
	first, last := rules.Period(f.Today, least)
	if t["step"] == "extend" {
		first, last = rules.WishPeriod(&f.Case, f.Today)
	}
	in := page.Field{Name: "due", Label: frame.P.T("case.field.due"), Hint: frame.P.T("case.field.due_hint"), Value: value, Required: true, Min: string(first)}
	if rules.AtMostDays > 0 {
		in.Max = string(last)
		in.Hint += frame.P.T("case.field.due_range", first, last)
	}
	return cases.Input{Kind: "date", Field: in}
}

func textAndDue(_ *Desk, f surveillance.File, frame page.Frame, t typed) []cases.Input {
	return []cases.Input{area(frame, t["step"], "text", t), due(f, frame, t)}
}

func noticeFields(_ *Desk, f surveillance.File, frame page.Frame, t typed) []cases.Input {
	options := []page.Option{{Label: frame.P.T("case.choose")}}
	for _, g := range f.Scheme.Grounds {
		if g.Ends == scheme.DeedRevoke {
			options = append(options, page.Option{Value: string(g.ID), Label: g.Text.In(frame.P.Lang)})
		}
	}
	ground := cases.Input{Kind: "select", Options: options, Field: page.Field{Name: "ground", Label: frame.P.T("case.field.ground"), Value: t["ground"], Required: true}}
	return []cases.Input{ground, area(frame, "notify", "text", t), due(f, frame, t)}
}

func hearFields(_ *Desk, _ surveillance.File, frame page.Frame, t typed) []cases.Input {
	oral := cases.Input{Kind: "check", Field: page.Field{Name: "oral", Label: frame.P.T("case.field.oral"), Value: t["oral"]}}
	return []cases.Input{oral, area(frame, "hear", "text", t)}
}

func statementFields(_ *Desk, f surveillance.File, frame page.Frame, t typed) []cases.Input {
	all := page.Field{Name: "all", Label: frame.P.T("case.field.all"), Hint: frame.P.T("case.field.all_hint"), Value: t["all"]}
	if f.Case.Due != "" {
		all.Hint = frame.P.T("case.field.all_until", f.Case.Due)
	}
	return []cases.Input{area(frame, "state", "text", t), {Kind: "check", Field: all}}
}

func answerFields(_ *Desk, _ surveillance.File, frame page.Frame, t typed) []cases.Input {
	secret := cases.Input{Kind: "check", Field: page.Field{Name: "undisclosed", Label: frame.P.T("case.field.undisclosed"), Hint: frame.P.T("case.field.undisclosed_hint"), Value: t["undisclosed"]}}
	return []cases.Input{area(frame, "answer", "text", t), secret}
}

func closeFields(_ *Desk, f surveillance.File, frame page.Frame, t typed) []cases.Input {
	var options []page.Option
	for _, o := range f.Outcomes {
		options = append(options, page.Option{Value: string(o), Label: frame.P.T("case.outcome." + string(o))})
	}
	outcome := cases.Input{Kind: "radios", Options: options, Field: page.Field{Name: "outcome", Label: frame.P.T("case.field.outcome"), Value: t["outcome"], Required: true}}
	return []cases.Input{outcome, area(frame, "close", "text", t)}
}

func publicFields(_ *Desk, _ surveillance.File, frame page.Frame, t typed) []cases.Input {
	ja, en := area(frame, "warn", "text_ja", t), area(frame, "warn", "text_en", t)
	ja.Lang, en.Lang, ja.MaxLength, en.MaxLength = "ja", "en", 1000, 1000
	return []cases.Input{ja, en}
}

func announceFields(d *Desk, f surveillance.File, frame page.Frame, t typed) []cases.Input {
	var options []page.Option
	for _, c := range scheme.AnnouncementCauses {
		options = append(options, page.Option{Value: string(c), Label: frame.P.T("case.announce." + string(c))})
	}
	cause := cases.Input{Kind: "radios", Options: options, Field: page.Field{Name: "cause", Label: frame.P.T("case.field.announce_cause"), Value: t["cause"], Required: true}}
	return append([]cases.Input{cause}, publicFields(d, f, frame, t)...)
}
