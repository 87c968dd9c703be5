package main

import (
	"fmt"
	"slices"
	"strings"
)

// allWrongs are all kinds of bad input there are, desk by desk.
func allWrongs() []wrong {
	return slices.Concat(wrongProducts(), wrongSections(), wrongItems(), wrongPeople(), wrongOrganisations(), wrongCatalogs(), wrongDecisions(), wrongSheets(), wrongModels(),
		wrongTabs(), wrongDeclarations(), wrongStaff(), wrongInquiries(), wrongEntries(), wrongWithdrawals(), wrongErasures(), wrongFiles(), wrongMoney(), wrongHolders(), wrongWishes(), wrongReports())
}

const oneMaker = "takato@minamo.example"

// many is n lines, none like another.
func many(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "MC-%06d\n", i)
	}
	return b.String()
}

func long(n int) string { return strings.Repeat("長", n) }

// turned is text that reads otherwise than it is written.
const turned = "camera \u202egpj.exe"

func wrongProducts() []wrong {
	row := func(name, field, value, key string) wrong {
		return wrong{name: "product: " + name, who: oneMaker, page: "/desk/applications/{minamo.draft}/product", set: set{field: value}, key: key, field: field}
	}
	const tooLong, unseen = "refusal.text.too_long", "refusal.text.unseen"
	return []wrong{
		row("name too long", "name_ja", long(201), tooLong),
		row("English name too long", "name_en", long(201), tooLong),
		row("name turned round", "name_en", turned, unseen),
		row("name with a bell", "name_ja", "カメラ\u0007", unseen),
		row("name with a mark that cannot be seen", "name_ja", "\ufeffカメラ", unseen),
		row("manufacturer too long", "manufacturer", long(201), tooLong),
		row("manufacturer with an escape", "manufacturer", "\u001b[31mred", unseen),
		row("firmware too long", "firmware", long(201), tooLong),
		row("summary too long", "summary_ja", long(1001), tooLong),
		row("English summary too long", "summary_en", long(1001), tooLong),
		row("summary turned round", "summary_ja", turned, unseen),
		row("home page without scheme", "home_page", "www.minamo.example", "refusal.web_address"),
		row("home page that runs", "home_page", "javascript:alert(1)", "refusal.web_address"),
		row("home page with a password", "home_page", "https://user:secret@minamo.example/", "refusal.web_address"),
		row("home page in a file", "home_page", "file:///etc/passwd", "refusal.web_address"),
		row("home page without host", "home_page", "https://", "refusal.web_address"),
		row("policy that is data", "disclosure_policy", "data:text/html,hello", "refusal.web_address"),
		row("enquiry to nowhere", "enquiry", "ask us", "refusal.contact_address"),
		row("reports to two", "vulnerability_desk", "a@b.example,c@d.example", "refusal.contact_address"),
		row("support from no day", "support_from", "2026-13-01", "refusal.date.malformed"),
		row("support until no day", "support_until", "2030-02-30", "refusal.date.malformed"),
		row("support until in words", "support_until", "来年の春", "refusal.date.malformed"),
		row("support in the year 9999", "support_until", "9999-12-31", "refusal.date.malformed"),
		row("conformity number too long", "conformity", long(201), tooLong),
		row("too many conformity numbers", "conformity", many(101), "refusal.product.too_many_lines"),
		row("SBOM too long", "sbom", long(201), tooLong),
		row("insurance too long", "cyber_insurance", long(201), tooLong),
		row("certification too long", "certifications", "CC\n"+long(201), tooLong),
		row("too many suppliers", "supplied_by", many(101), "refusal.product.too_many_lines"),
		row("too many maintainers", "maintainers", many(101), "refusal.product.too_many_lines"),
		row("supplier turned round", "supplied_by", turned, unseen),
		row("parent too long", "parent_companies", long(201), tooLong),
		row("too many parents", "parent_companies", many(101), "refusal.product.too_many_lines"),
	}
}

func wrongSections() []wrong {
	row := func(part, name, field, value, key string) wrong {
		return wrong{name: part + ": " + name, who: oneMaker, page: "/desk/applications/{minamo.draft}/" + part, set: set{field: value}, key: key, field: field}
	}
	return []wrong{
		row("evaluator", "a class there is not", "evaluator_class", "wizard", "refusal.evaluator.class"),
		row("evaluator", "name too long", "evaluator_name", long(201), "refusal.text.too_long"),
		row("evaluator", "name turned round", "evaluator_name", turned, "refusal.text.unseen"),
		row("evaluator", "entitlement too long", "evaluator_entitlement", long(201), "refusal.text.too_long"),
		row("scope", "reason too long", "scope.ip.reason", long(2001), "refusal.text.too_long"),
		row("scope", "reason turned round", "scope.hardware.reason", turned, "refusal.text.unseen"),
		row("kind", "an edition there is not", "edition", "JST-CR-99-99-2099R9", "refusal.edition.unknown"),
		row("kind", "no edition", "edition", "", "refusal.edition.unknown"),
	}
}

func wrongItems() []wrong {
	row := func(name, part, value, key string) wrong {
		field := "S1.1-04." + part
		return wrong{name: "item: " + name, who: oneMaker, page: "/desk/applications/{minamo.draft}/checklist/S1.1-04", set: set{field: value}, key: key, field: field}
	}
	const tooLong, unseen = "refusal.text.too_long", "refusal.text.unseen"
	return []wrong{
		row("a verdict there is not", "verdict", "perfect", "refusal.answer.verdict_unknown"),
		row("a method the item does not take", "method", "document", "refusal.answer.method_not_allowed"),
		row("a method there is not", "method", "prayer", "refusal.answer.method_not_allowed"),
		row("rationale too long", "rationale", long(2001), tooLong),
		row("rationale with an escape", "rationale", "\u001b]0;title\u0007", unseen),
		row("public note too long", "public_note", long(2001), tooLong),
		row("public note turned round", "public_note", turned, unseen),
		row("assessor too long", "assessor", long(201), tooLong),
		row("assessor with a bell", "assessor", "花子\u0007", unseen),
		row("no day", "assessed_on", "2026-02-30", "refusal.date.malformed"),
		row("a day in words", "assessed_on", "昨日", "refusal.date.malformed"),
		row("minutes in words", "minutes", "twenty", "refusal.answer.minutes_form"),
		row("half a minute", "minutes", "1.5", "refusal.answer.minutes_form"),
		row("minutes below nothing", "minutes", "-5", "refusal.answer.minutes"),
		row("more minutes than there are", "minutes", "100001", "refusal.answer.minutes"),
		row("minutes beyond all numbers", "minutes", "99999999999999999999", "refusal.answer.minutes_form"),
		row("evidence title too long", "evidence.0.title", long(201), tooLong),
		row("evidence without title", "evidence.0.title", "", "refusal.evidence.title"),
		row("evidence title turned round", "evidence.0.title", turned, unseen),
		row("evidence version too long", "evidence.0.version", long(201), tooLong),
		row("evidence kept nowhere to be written", "evidence.0.kept_at", long(201), tooLong),
		row("evidence of no day", "evidence.0.date", "2026-00-10", "refusal.date.malformed"),
		row("a fingerprint too short", "evidence.0.sha256", "abc123", "refusal.evidence.sha256"),
		row("a fingerprint with a letter too far", "evidence.0.sha256", strings.Repeat("g", 64), "refusal.evidence.sha256"),
	}
}

func wrongPeople() []wrong {
	good := set{"name": "新人 一郎", "email": "shinjin@minamo.example", "language": "ja", "roles": "applicant"}
	row := func(name, field, value, key string) wrong {
		with := set{}
		for k, v := range good {
			with[k] = v
		}
		with[field] = value
		return wrong{name: "people: " + name, who: oneMaker, page: "/desk/people", set: with, key: key, field: field}
	}
	return []wrong{
		row("nobody", "name", "", "refusal.person.name"),
		row("a name of spaces", "name", "　　", "refusal.person.name"),
		row("a name too long", "name", long(201), "refusal.text.too_long"),
		row("no address", "email", "", "refusal.email"),
		row("an address without host", "email", "shinjin@", "refusal.email"),
		row("two addresses", "email", "a@b.example, c@d.example", "refusal.email"),
		row("an address with a header", "email", "a@b.example\r\nBcc: x@y.example", "refusal.email"),
		row("an address that is taken", "email", "moriya@minamo.example", "refusal.person.address_taken"),
		row("a language we do not speak", "language", "tlh", "refusal.person.language"),
		row("no role", "roles", "-", "refusal.person.no_role"),
		row("a role of the office", "roles", "officer", "refusal.person.role"),
		row("a role there is not", "roles", "emperor", "refusal.person.role"),
		{name: "account: a daily letter sometimes", who: oneMaker, page: "/door/account", send: "/daily", set: set{"daily": "sometimes"}, key: "refusal.daily", field: "daily"},
		{name: "account: a daily letter left open", who: oneOfficer, page: "/door/account", send: "/daily", set: set{"daily": "-"}, key: "refusal.daily", field: "daily"},
		{name: "account: a language we do not speak", who: oneOfficer, page: "/door/account", send: "/language", set: set{"language": "tlh"}, key: "refusal.person.language", field: "language"},
	}
}
