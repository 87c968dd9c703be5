package main

import (
	"net/http"
	"strings"
)

// wrongDeclarations are about what stands between a draft and its submission.
func wrongDeclarations() []wrong {
	const draft = "/desk/applications/{minamo.draft}"
	row := func(name, part, field, value, key string) wrong {
		return wrong{name: part + ": " + name, who: oneMaker, page: draft + "/" + part, set: set{field: value}, key: key, field: field}
	}
	declare := func(name, field, key string, over set) wrong {
		with := set{"declared_by": "高遠 結衣", "declared_title": "品質保証部長", "terms": "yes", "terms_by": "高遠 結衣"}
		for k, v := range over {
			with[k] = v
		}
		return wrong{name: "declaration: " + name, who: "ingrid@fjordlys.example", page: "/desk/applications/{fjordlys.returned}/review", set: with, key: key, field: field}
	}
	return []wrong{
		row("no day", "listing", "listing_wish", "2026-02-31", "refusal.date.malformed"),
		row("a day in words", "listing", "listing_wish", "来春", "refusal.date.malformed"),
		row("yesterday", "listing", "listing_wish", "2020-01-01", "refusal.listing.past"),
		row("in a far future", "listing", "listing_wish", "2098-01-01", "refusal.listing.far"),
		declare("nobody's", "declared_by", "refusal.declaration.name", set{"declared_by": ""}),
		declare("of someone without a title", "declared_title", "refusal.declaration.title", set{"declared_title": " "}),
		declare("too long a name", "declared_by", "refusal.text.too_long", set{"declared_by": long(201)}),
		declare("a name turned round", "declared_by", "refusal.text.unseen", set{"declared_by": turned}),
		declare("too long a title", "declared_title", "refusal.text.too_long", set{"declared_title": long(201)}),
		declare("nothing affirmed", "statements", "refusal.declaration.statements", set{"statements": "-"}),
		declare("something else affirmed", "statements", "refusal.declaration.statements", set{"statements": "all of it"}),
		declare("terms left open", "terms", "refusal.terms.open", set{"terms": "-"}),
		declare("terms accepted by nobody", "terms_by", "refusal.terms.name", set{"terms_by": ""}),
		declare("of a page that has aged", "", "refusal.stale", set{"revision": "1.abc"}),
		declare("of a page without its mark", "", "refusal.stale", set{"revision": "-"}),
		{name: "withdrawal: on no ground", who: oneMaker, page: "/desk/labels/{minamo.standing}/withdraw", set: set{"sure": "yes"}, key: "refusal.ground", field: "ground"},
		{name: "withdrawal: on a ground there is not", who: oneMaker, page: "/desk/labels/{minamo.standing}/withdraw", set: set{"sure": "yes", "ground": "whim"}, key: "refusal.ground", field: "ground"},
		{name: "withdrawal: not sure", who: oneMaker, page: "/desk/labels/{minamo.standing}/withdraw", set: set{"ground": "holder_wish"}, key: "refusal.withdraw.sure", field: "sure"},
		{name: "withdrawal: too much reason", who: oneMaker, page: "/desk/labels/{minamo.standing}/withdraw", set: set{"sure": "yes", "ground": "holder_wish", "reason": long(2001)}, key: "refusal.text.too_long", field: "reason"},
		{name: "agents: one without a power", who: "ingrid@fjordlys.example", page: "/desk/applications/{fjordlys.issued}", send: "/agents", set: set{"open_to": "{hokushin}"}, status: http.StatusBadRequest, key: "refusal.power"},
	}
}

// wrongStaff are about who is here at the office and who keeps off what.
func wrongStaff() []wrong {
	absence := func(name, field, key string, over set) wrong {
		with := set{"from": "2099-03-01", "until": "2099-03-05"}
		for k, v := range over {
			with[k] = v
		}
		return wrong{name: "absence: " + name, who: oneOfficer, page: "/desk/office/staff", send: "/absences", set: with, key: key, field: field}
	}
	recuse := func(name, field, key string, over set) wrong {
		with := set{"about": "application", "reason": "知人の会社です。"}
		for k, v := range over {
			with[k] = v
		}
		return wrong{name: "recusal: " + name, who: oneOfficer, page: "/desk/office/applications/{submitted}/recuse", set: with, key: key, field: field}
	}
	asAdmin := func(w wrong) wrong { w.who = oneAdmin; return w }
	return []wrong{
		absence("from no day", "from", "refusal.date.malformed", set{"from": "2099-13-01"}),
		absence("without days", "from", "refusal.date.missing", set{"from": "", "until": ""}),
		absence("until a day in words", "until", "refusal.date.malformed", set{"until": "月末"}),
		absence("that ends before it begins", "until", "refusal.absence.order", set{"until": "2099-02-01"}),
		absence("that is over", "until", "refusal.absence.over", set{"from": "2020-01-01", "until": "2020-01-05"}),
		absence("of years", "until", "refusal.absence.long", set{"until": "2101-03-01"}),
		absence("with oneself to stand in", "deputy", "refusal.absence.own_deputy", set{"deputy": "{onodera}"}),
		absence("with a stranger to stand in", "deputy", "refusal.absence.deputy", set{"deputy": "{ingrid}"}),
		absence("with nobody to stand in", "deputy", "refusal.absence.deputy", set{"deputy": "x"}),
		asAdmin(absence("of someone who is no officer", "person", "refusal.assign.no_officer", set{"person": "{ingrid}"})),
		recuse("without reason", "reason", "refusal.reason.missing", set{"reason": ""}),
		recuse("with too much reason", "reason", "refusal.text.too_long", set{"reason": long(2001)}),
		recuse("with a reason turned round", "reason", "refusal.text.unseen", set{"reason": turned}),
		recuse("from nothing", "about", "refusal.recuse.about", set{"about": "everything"}),
		asAdmin(recuse("of someone who is no officer", "person", "refusal.assign.no_officer", set{"person": "{ingrid}"})),
		{name: "assignment: to a stranger", who: oneOfficer, page: "/desk/office/applications/{tsuzura.submitted}", send: "/assign", set: set{"to": "{ingrid}"}, key: "refusal.assign.no_officer", field: "to"},
		{name: "assignment: of a page that has aged", who: oneOfficer, page: "/desk/office/applications/{tsuzura.submitted}", send: "/assign", set: set{"to": "me", "seen": "{katagiri}"}, status: http.StatusConflict, key: "refusal.assign.released"},
		{name: "power: of no agent", who: oneAdmin, page: "/desk/office/organisations/{minamo}", send: "/powers", set: set{"agent": "", "from": "2026-01-01"}, key: "refusal.power.agent", field: "agent"},
		{name: "power: of no day", who: oneAdmin, page: "/desk/office/organisations/{minamo}", send: "/powers", set: set{"agent": "{daiko}", "from": "soon"}, key: "refusal.power.from", field: "from"},
		{name: "power: that ends before it begins", who: oneAdmin, page: "/desk/office/organisations/{minamo}", send: "/powers", set: set{"agent": "{daiko}", "from": "2026-05-01", "until": "2026-01-01"}, key: "refusal.power.until", field: "until"},
		{name: "power: with a fingerprint too short", who: oneAdmin, page: "/desk/office/organisations/{minamo}", send: "/powers", set: set{"agent": "{daiko}", "from": "2026-05-01", "sha256": "abc"}, key: "refusal.account.sha256", field: "sha256"},
		{name: "people of another: a role that does not fit", who: oneAdmin, page: "/desk/office/organisations/{minamo}", send: "/people", set: set{"name": "a", "email": "a@a.example", "language": "ja", "roles": "officer"}, key: "refusal.person.role", field: "roles"},
	}
}

// wrongInquiries are answers of the authorities, at their desk and entered
// from letters.
func wrongInquiries() []wrong {
	const file, open = "/desk/office/applications/{minamo.accepted}", "{minamo.accepted.jouho}"
	enter := func(name, part, value, key string) wrong {
		with := set{}
		for k, v := range map[string]string{"view": "no_objection", "answered": "", "reference": "供給網審 第12号", "sha256": strings.Repeat("ab", 32), "kept_at": "書庫"} {
			with[open+".enter_answer."+k] = v
		}
		with[open+".enter_answer."+part] = value
		return wrong{name: "letter: " + name, who: oneOfficer, page: file, send: "/" + open + "/enter", set: with, key: key, field: open + ".enter_answer." + part}
	}
	answer := func(name, view, text, key, field string) wrong {
		return wrong{name: "answer: " + name, who: "himuro@jouho.example", page: "/desk/authority/" + open, set: set{"view": view, "text": text}, key: key, field: field}
	}
	return []wrong{
		enter("without a view", "view", "", "refusal.inquiry.view"),
		enter("with a view there is not", "view", "perhaps", "refusal.inquiry.view"),
		enter("without a day", "answered", "", "refusal.date.missing"),
		enter("of no day", "answered", "2026-02-30", "refusal.date.malformed"),
		enter("of the future", "answered", "2099-01-01", "refusal.date.future"),
		enter("from before the inquiry", "answered", "2020-01-01", "refusal.inquiry.before_asked"),
		enter("without reference", "reference", "", "refusal.inquiry.reference"),
		enter("with too long a reference", "reference", long(201), "refusal.text.too_long"),
		enter("with a fingerprint too short", "sha256", "abc", "refusal.evidence.sha256"),
		enter("kept nowhere", "kept_at", "", "refusal.inquiry.kept_at"),
		{name: "letter: to an inquiry of another application", who: oneOfficer, page: file, send: "/" + open + "/enter", to: file + "/inquiries/{hokushin.accepted.jouho}/enter", status: http.StatusNotFound, key: "refusal.missing"},
		{name: "letter: to an inquiry there is not", who: oneOfficer, page: file, send: "/" + open + "/enter", to: file + "/inquiries/AAAA/enter", status: http.StatusNotFound, key: "refusal.missing"},
		{name: "letter: of a page that has aged", who: oneOfficer, page: file, send: "/" + open + "/enter", set: set{"revision": "0"}, status: http.StatusConflict, key: "refusal.inquiry.changed"},
		{name: "reminder: without its revision", who: oneOfficer, page: file, send: "/" + open + "/remind", set: set{"revision": "-"}, status: http.StatusConflict, key: "refusal.inquiry.changed"},
		answer("nothing chosen", "", "", "refusal.inquiry.view", "view"),
		answer("a view there is not", "maybe", "", "refusal.inquiry.view", "view"),
		answer("an objection without words", "objection", "", "refusal.inquiry.text.objection", "text"),
		answer("a condition without words", "condition", " \n ", "refusal.inquiry.text.condition", "text"),
		answer("too many words", "objection", long(4001), "refusal.text.too_long", "text"),
		answer("words turned round", "condition", turned, "refusal.text.unseen", "text"),
		answer("a question without words", "asks_more", "", "refusal.inquiry.words", "text"),
		{name: "answer: of a page that has aged", who: "himuro@jouho.example", page: "/desk/authority/" + open, set: set{"view": "no_objection", "revision": "0"}, status: http.StatusConflict, key: "refusal.inquiry.changed"},
		{name: "answer: to another authority's inquiry", who: "himuro@jouho.example", page: "/desk/authority/" + open, to: "/desk/authority/{minamo.accepted.keizai}", set: set{"view": "no_objection"}, status: http.StatusNotFound, key: "refusal.missing"},
		{name: "answers: none ticked", who: "himuro@jouho.example", page: "/desk/authority/", send: "/no-objection", key: "refusal.inquiry.none_ticked"},
		{name: "answers: another authority's ticked", who: "himuro@jouho.example", page: "/desk/authority/", send: "/no-objection", set: set{"inquiry": "{minamo.accepted.keizai}.1"}, status: http.StatusNotFound, key: "refusal.missing"},
		{name: "answers: a tick that is none", who: "himuro@jouho.example", page: "/desk/authority/", send: "/no-objection", set: set{"inquiry": "x.y.z"}, status: http.StatusNotFound, key: "refusal.missing"},
	}
}
