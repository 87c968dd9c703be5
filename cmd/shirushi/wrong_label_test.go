package main

import (
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// nameAfterIssue names what happened to labels after their issue by where it
// stands.
func (c *crawl) nameAfterIssue(tx *store.Tx, add func(name, id string)) error {
	for _, one := range c.things["succession"] {
		s, err := tx.Succession(scheme.SuccessionID(one.id))
		if err != nil {
			return err
		}
		add("succession."+string(s.State), one.id)
	}
	for _, one := range c.things["reissue"] {
		r, err := tx.Reissue(scheme.ReissueID(one.id))
		if err != nil {
			return err
		}
		add("reissue."+string(r.State), one.id)
	}
	for _, one := range c.things["objection"] {
		add(c.keyOf(one.owner)+".objection", one.id)
	}
	return nil
}

// wrongHolders are about what a holder tells and asks about its label.
func wrongHolders() []wrong {
	const label = "/desk/labels/{minamo.standing}"
	row := func(name, part string, with set, key, field string) wrong {
		return wrong{name: "holder: " + name, who: oneMaker, page: label + part, set: with, key: key, field: field}
	}
	return []wrong{
		row("news of no kind", "/news", set{"kind": "-", "text_ja": "x"}, "refusal.news.kind", "kind"),
		row("news of tomorrow", "/news", set{"on": "2099-01-01", "text_ja": "x"}, "refusal.date.future", "on"),
		row("news without a word", "/news", set{}, "refusal.news.text", "text_ja"),
		row("a number of no register", "/news", set{"text_ja": "x", "references": "CVE-1"}, "refusal.news.reference", "references"),
		row("a link that runs a script", "/news", set{"text_ja": "x", "link": "javascript:alert(1)"}, "refusal.news.link", "link"),
		row("an embargo that is over", "/news", set{"text_ja": "x", "embargo_day": "2020-01-01"}, "refusal.news.embargo_over", "embargo_day"),
		row("an embargo without end", "/news", set{"text_ja": "x", "embargo_day": "2999-01-01"}, "refusal.news.embargo_long", "embargo_day"),
		row("a time of day there is not", "/news", set{"text_ja": "x", "embargo_day": "2999-01-01", "embargo_time": "25:00"}, "refusal.news.time", "embargo_time"),
		row("a change nobody has judged", "/change", set{}, "refusal.change.affects", "affects"),
		row("an end that was not typed", "/change/end", set{"reason": "x", "typed": "1"}, "refusal.change.typed", "typed"),
		row("nothing changed", "/contacts", set{}, "refusal.update.nothing", ""),
		row("an address that is none", "/contacts", set{"enquiry": "nowhere"}, "refusal.contact_address", "enquiry"),
		row("support that is over", "/change/page", set{"support_until": "2020-01-01"}, "refusal.product.support_order", "support_until"),
		row("a successor there is not", "/successor", set{"successor": "1"}, "refusal.number.malformed", "successor"),
		row("an offer to nobody on record", "/offer", set{"to": "nobody", "reason": "x", "name": "x", "title": "x"}, "refusal.succession.unknown", "to"),
		row("an offer without declaration", "/offer", set{"to": "nobody", "reason": "x"}, "refusal.vow.statements", "affirmed"),
		row("papers without a reason", "/reissue", set{"reason": " "}, "refusal.reason.missing", "reason"),
	}
}

// wrongWishes are about what the office decides of what holders ask, and about objections.
func wrongWishes() []wrong {
	const handover, papers, objection = "/desk/office/successions/{succession.accepted}", "/desk/office/reissues/{reissue.asked}", "/desk/office/objections/{nordhaus.objection}"
	row := func(name, page, send, field, value, key string) wrong {
		return wrong{name: name, who: oneOfficer, page: page, send: send, set: set{field: value}, key: key, field: field}
	}
	judgment := func(name, field, value, key string) wrong {
		with := set{"court": "見本地方裁判所", "number": "令和8年(行ウ)第1号", "day": inDays(-3)}
		with[field] = value
		return wrong{name: "judgment: " + name, who: oneOfficer, page: "/desk/office/labels/{revoked}/judgment", set: with, key: key, field: field}
	}
	taken := func(w wrong) wrong {
		w.who = oneAdmin
		w.before = func(s sender, _ string) {
			who := s.c.byEmail(oneAdmin)
			err := s.c.p.remedies.TakeUp(s.c.t.Context(), who, scheme.ObjectionID(s.c.ids.Replace("{nordhaus.objection}")))
			if err != nil && !scheme.IsRefusal(err, scheme.Conflict) { // an earlier row took it up
				s.c.t.Fatal(err)
			}
		}
		return w
	}
	return []wrong{
		row("succession: refused without reason", handover, "/refuse", "reason", " ", "refusal.reason.missing"),
		row("succession: refused at too great length", handover, "/refuse", "reason", long(2001), "refusal.text.too_long"),
		row("succession: refused in the dark", handover, "/refuse", "reason", turned, "refusal.text.unseen"),
		{name: "succession: declined at too great length", who: "kishi@hokushin.example", page: "/desk/successions/{succession.accepted}/decline", set: set{"reason": long(2001)}, key: "refusal.text.too_long", field: "reason"},
		{name: "succession: taken back in the dark", who: "otowa@hibiki.example", page: "/desk/successions/{succession.accepted}/take-back", set: set{"reason": turned}, key: "refusal.text.unseen", field: "reason"},
		judgment("of no court", "court", "", "refusal.judgment.court"),
		judgment("without its number", "number", "", "refusal.judgment.number"),
		judgment("of tomorrow", "day", "2099-01-01", "refusal.judgment.day"),
		judgment("of no day", "day", "2026-02-30", "refusal.date.malformed"),
		row("reissue: refused without reason", papers, "/refuse", "reason", "", "refusal.reason.missing"),
		row("reissue: refused in the dark", papers, "/refuse", "reason", turned, "refusal.text.unseen"),
		taken(row("objection: upheld without reasons", objection+"/uphold", "", "reason", "", "refusal.reason.missing")),
		taken(row("objection: dismissed without reasons", objection+"/dismiss", "", "reason", " \n ", "refusal.reason.missing")),
		taken(row("objection: dismissed in the dark", objection+"/dismiss", "", "reason", turned, "refusal.text.unseen")),
	}
}

// wrongReports are about the form of the public, here sent by somebody who happens to be signed in.
func wrongReports() []wrong {
	good := set{"topic": "no_updates", "about": "{label}", "text": "更新がありません。", "consent": "yes"}
	row := func(name, field, value, key string) wrong {
		with := set{field: value}
		for k, v := range good {
			if k != field {
				with[k] = v
			}
		}
		return wrong{name: "report: " + name, who: oneMaker, page: "/report/write", set: with, key: key, field: field}
	}
	return []wrong{
		row("of nothing", "text", " ", "refusal.report.text"),
		row("at too great length", "text", long(4001), "refusal.text.too_long"),
		row("in the dark", "text", turned, "refusal.text.unseen"),
		row("about no label", "about", "12", "refusal.report.number"),
		row("about the label of another site", "about", "https://evil.example/l/123", "refusal.report.elsewhere"),
		row("on a topic there is not", "topic", "weather", "refusal.report.topic"),
		row("without consent", "consent", "-", "refusal.report.consent"),
		row("of tomorrow", "when", "2099-01-01", "refusal.date.future"),
		{name: "receipt: of nothing", who: oneMaker, page: "/report/follow", set: set{"receipt": ""}, key: "refusal.receipt", field: "receipt"},
		{name: "receipt: that was never given", who: oneMaker, page: "/report/follow", set: set{"receipt": "ABCD-EFGH-JKLM-NPQR"}, key: "refusal.receipt", field: "receipt"},
	}
}
