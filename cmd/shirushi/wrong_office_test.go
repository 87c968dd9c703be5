package main

import (
	"archive/zip"
	"bytes"
	"maps"
	"net/http"
	"strings"

	"shirushi/internal/scheme"
)

const (
	oneAdmin   = "admin@office.example"
	oneOfficer = "onodera@office.example"
)

// numberOf puts the check digit before twelve digits.
func numberOf(twelve string) string {
	for check := '1'; check <= '9'; check++ {
		if one := string(check) + twelve; scheme.CheckCorporateNumber(one) == nil {
			return one
		}
	}
	panic("no check digit for " + twelve)
}

func wrongOrganisations() []wrong {
	good := set{"kind": "maker", "name": "新参電機株式会社", "name_en": "", "reading": "シンザン", "country": "JP", "corporate_number": numberOf("999900000777"),
		"address": "東京都見本区1", "contact_name": "担当 太郎", "contact_email": "tanto@shinzan.example"}
	row := func(name, field, key string, over set) wrong {
		with := set{}
		for k, v := range good {
			with[k] = v
		}
		for k, v := range over {
			with[k] = v
		}
		return wrong{name: "organisation: " + name, who: oneAdmin, page: "/desk/office/organisations/new", set: with, key: key, field: field}
	}
	const tooLong = "refusal.text.too_long"
	foreign := func(over set) set {
		all := set{"country": "NO", "corporate_number": "", "name_en": "Ny AS", "proof": "register", "proof_number": "1", "reads_japanese": "yes"}
		for k, v := range over {
			all[k] = v
		}
		return all
	}
	return []wrong{
		row("nameless", "name", "refusal.organisation.name", set{"name": ""}),
		row("name too long", "name", tooLong, set{"name": long(201)}),
		row("without address", "address", "refusal.organisation.address", set{"address": ""}),
		row("address too long", "address", tooLong, set{"address": long(2001)}),
		row("without contact", "contact_name", "refusal.organisation.contact_name", set{"contact_name": ""}),
		row("contact without address", "contact_email", "refusal.email", set{"contact_email": "tanto"}),
		row("number too short", "corporate_number", "refusal.corporate_number.malformed", set{"corporate_number": "123"}),
		row("number in letters", "corporate_number", "refusal.corporate_number.malformed", set{"corporate_number": "ABCDEFGHIJKLM"}),
		row("number with a wrong check digit", "corporate_number", "refusal.corporate_number.check_digit", set{"corporate_number": "1999900000001"}),
		row("number of another", "corporate_number", "refusal.organisation.number_taken", set{"corporate_number": "8999900000001"}),
		row("foreign without English name", "name_en", "refusal.organisation.english_name", foreign(set{"name_en": ""})),
		row("foreign without proof", "proof", "refusal.organisation.proof", foreign(set{"proof": ""})),
		row("foreign whom no letter reaches", "reads_japanese", "refusal.organisation.reads_japanese", foreign(set{"reads_japanese": "-"})),
		row("of a kind there is not", "kind", "refusal.organisation.kind", set{"kind": "guild"}),
	}
}

// archive packs files; their names come first, then what stands in them.
func archive(pairs ...string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i+1 < len(pairs); i += 2 {
		f, err := w.Create(pairs[i])
		if err == nil {
			_, err = f.Write([]byte(pairs[i+1]))
		}
		if err != nil {
			panic(err) // a buffer takes everything
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func wrongCatalogs() []wrong {
	row := func(name, called string, body []byte, key string) wrong {
		return wrong{name: "catalogue: " + name, who: oneAdmin, page: "/desk/office/catalog", files: map[string]file{"file": {called, body}}, key: key, field: "file"}
	}
	return []wrong{
		row("nothing", "", nil, "refusal.upload.none"),
		row("of no bytes", "scheme.zip", nil, "refusal.upload.none"),
		row("not an archive", "scheme.zip", []byte("scheme"), "refusal.upload.not_zip"),
		row("cut short", "scheme.zip", archive("scheme.yaml", "id: x")[:40], "refusal.upload.not_zip"),
		row("without a scheme", "scheme.zip", archive("other.yaml", "id: x"), "refusal.upload.no_scheme"),
		row("that climbs out", "scheme.zip", archive("../scheme.yaml", "id: x"), "refusal.upload.path"),
		row("with a file twice", "scheme.zip", archive("scheme.yaml", "id: x", "SCHEME.yaml", "id: y"), "refusal.upload.twice"),
		row("that swells", "scheme.zip", archive("scheme.yaml", strings.Repeat("0", 80<<20)), "refusal.upload.unpacked"),
	}
}

func wrongDecisions() []wrong {
	row := func(name, page, send, field, value, key string) wrong {
		return wrong{name: "decision: " + name, who: oneOfficer, page: page, send: send, set: set{field: value}, key: key, field: field}
	}
	const submitted, label = "/desk/office/applications/{submitted}", "/desk/office/labels/{label}"
	return []wrong{
		row("returned without reason", submitted, "/return", "return.reason", "", "refusal.reason.missing"),
		row("returned with too much reason", submitted, "/return", "return.reason", long(2001), "refusal.text.too_long"),
		row("returned in the dark", submitted, "/return", "return.reason", turned, "refusal.text.unseen"),
		row("rejected without reason", submitted, "/reject", "reject.reason", " \n ", "refusal.reason.missing"),
		row("rejected with too much reason", submitted, "/reject", "reject.reason", long(2001), "refusal.text.too_long"),
		row("a case about no label", "/desk/office/cases/new", "", "label", "12", "refusal.case.label"),
		{name: "decision: a case without words", who: oneOfficer, page: "/desk/office/cases/new?label={label}", send: "/desk/office/cases/new", set: set{"text": " "}, key: "refusal.case.text", field: "text"},
		{name: "decision: a case in the dark", who: oneOfficer, page: "/desk/office/cases/new?label={label}", send: "/desk/office/cases/new", set: set{"text": turned}, key: "refusal.text.unseen", field: "text"},
		{name: "decision: a correction of nothing", who: oneOfficer, page: label, send: "/propose", set: set{"field": "firmware", "to": "9.9", "reason": ""}, key: "refusal.correction.reason", field: "reason"},
		{name: "decision: a correction of what cannot be corrected", who: oneOfficer, page: label, send: "/propose", set: set{"field": "models", "to": "X", "reason": "x"}, key: "refusal.correction.field", field: "field"},
	}
}

// wrongWithdrawals are about papers by which applicants withdraw what they
// applied for on paper.
func wrongWithdrawals() []wrong {
	const page = "/desk/office/applications/{tsuzura.submitted}/withdraw"
	good := set{"received": inDays(-1), "reference": "文書 第8号", "sha256": strings.Repeat("cd", 32), "kept_at": "書庫3", "reason": "開発を中止したため"}
	row := func(name, field, value, key string) wrong {
		with := maps.Clone(good)
		with[field] = value
		return wrong{name: "paper of withdrawal: " + name, who: oneOfficer, page: page, set: with, key: key, field: field}
	}
	const ofEntry = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" // of the scan from which the demo entered it
	return []wrong{
		row("without reason", "reason", " \n ", "refusal.reason.missing"),
		row("with too much reason", "reason", long(2001), "refusal.text.too_long"),
		row("with a reason turned round", "reason", turned, "refusal.text.unseen"),
		row("without a day", "received", "", "refusal.date.missing"),
		row("of no day", "received", "2026-02-30", "refusal.date.malformed"),
		row("of tomorrow", "received", inDays(3), "refusal.date.future"),
		row("of long ago", "received", "2001-01-01", "refusal.paper.too_old"),
		row("from before the application", "received", inDays(-20), "refusal.withdraw.early"),
		row("without reference", "reference", "", "refusal.paper.reference"),
		row("with too long a reference", "reference", long(201), "refusal.text.too_long"),
		row("with a reference turned round", "reference", turned, "refusal.text.unseen"),
		row("with a fingerprint too short", "sha256", "abc", "refusal.paper.sha256"),
		row("that is the application's own", "sha256", ofEntry, "refusal.withdraw.same_paper"),
		row("kept nowhere", "kept_at", "", "refusal.paper.kept_at"),
		row("kept too far to say", "kept_at", long(201), "refusal.text.too_long"),
		{name: "paper of withdrawal: for one that came by the web", who: oneOfficer, page: page, set: good, to: "/desk/office/applications/{minamo.accepted}/withdraw", status: http.StatusNotFound, key: "refusal.missing"},
		{name: "paper of withdrawal: from a maker", who: oneMaker, page: "/desk/people", set: good, to: page, status: http.StatusNotFound, key: "refusal.missing"},
		{name: "record: of organisations that there are not", who: oneOfficer, page: "/desk/office/audit", set: set{"organisation": "そのような組織はない"}, twist: asQuery, key: "refusal.audit.organisation", field: "organisation"},
	}
}
