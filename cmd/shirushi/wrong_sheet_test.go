package main

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/xuri/excelize/v2"

	"shirushi/internal/i18n"
)

// Sheets of the checklist's workbook by the name of their message.
const answers, evidence = "sheet.form.answers", "sheet.form.evidence"

// must says of a test's own making that it cannot go wrong.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// fetch returns what an address answers, byte by byte.
func (s sender) fetch(address string) []byte {
	r := httptest.NewRequestWithContext(s.c.t.Context(), http.MethodGet, address, nil)
	r.Host = "localhost"
	r.AddCookie(&http.Cookie{Name: "shirushi", Value: s.session})
	w := httptest.NewRecorder()
	s.c.p.handler.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		s.c.t.Fatalf("GET %s answers %d", address, w.Code)
	}
	return w.Body.Bytes()
}

// workbook is the checklist of an application as its maker downloads it.
func (s sender) workbook(lang, application string) []byte {
	return s.fetch("/" + lang + "/desk/applications/" + s.c.ids.Replace(application) + "/sheet/workbook")
}

// typed writes into cells of a workbook, given as {sheet, cell} pairs.
func typed(lang string, book []byte, cells map[[2]string]any) []byte {
	f := must(excelize.OpenReader(bytes.NewReader(book)))
	defer f.Close()
	for at, v := range cells {
		if err := f.SetCellValue(i18n.For(lang).T(at[0]), at[1], v); err != nil {
			panic(err)
		}
	}
	return must(f.WriteToBuffer()).Bytes()
}

// repacked puts another part into a packed workbook, or takes it out.
func repacked(book []byte, name, part string) []byte {
	var b bytes.Buffer
	w, old := zip.NewWriter(&b), must(zip.NewReader(bytes.NewReader(book), int64(len(book))))
	for _, f := range old.File {
		if f.Name == name {
			continue
		}
		in := must(f.Open())
		must(io.Copy(must(w.Create(f.Name)), in))
		in.Close()
	}
	if part != "" {
		must(must(w.Create(name)).Write([]byte(part)))
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// small is a workbook like any other, with one model.
func small() []byte {
	f := excelize.NewFile()
	defer f.Close()
	for at, v := range map[string]any{"A1": "model", "A2": "MC-1"} {
		if err := f.SetCellValue("Sheet1", at, v); err != nil {
			panic(err)
		}
	}
	return must(f.WriteToBuffer()).Bytes()
}

func sheetXML(rows string) string {
	return `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows + `</sheetData></worksheet>`
}

const firstSheet = "xl/worksheets/sheet1.xml"

// spoiled are files that no table is to be read from, for every form that
// takes one.
func spoiled() map[string]struct {
	name string
	body []byte
	key  string
} {
	type one = struct {
		name string
		body []byte
		key  string
	}
	old := []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}
	var locked bytes.Buffer
	f := excelize.NewFile()
	if err := f.Write(&locked, excelize.Options{Password: "x"}); err != nil {
		panic(err)
	}
	return map[string]one{
		"a workbook of the older kind": {"a.xls", append(old, make([]byte, 600)...), "refusal.sheet.old_xls"},
		"a locked workbook":            {"a.xlsx", locked.Bytes(), "refusal.sheet.encrypted"},
		"a workbook with macros":       {"a.xlsm", repacked(small(), "xl/vbaProject.bin", "x"), "refusal.sheet.macro"},
		"a workbook cut short":         {"a.xlsx", small()[:900], "refusal.sheet.damaged"},
		"a workbook of broken XML":     {"a.xlsx", repacked(small(), firstSheet, sheetXML("<row><c>")), "refusal.sheet.damaged"},
		"a workbook that swells":       {"a.xlsx", repacked(small(), firstSheet, sheetXML(strings.Repeat(" ", 64<<20))), "refusal.sheet.bomb"},
		"a workbook of too many cells": {"a.xlsx", repacked(small(), firstSheet, sheetXML("<row>"+strings.Repeat("<c/>", 700_000)+"</row>")), "refusal.sheet.bomb"},
		"a workbook that names others": {"a.xlsx", repacked(small(), firstSheet, `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>`+sheetXML(`<row><c t="inlineStr"><is><t>&e;</t></is></c></row>`)), "refusal.sheet.damaged"},
	}
}

func wrongSheets() []wrong {
	const page = "/desk/applications/{minamo.draft}/sheet"
	row := func(name, key string, fill func(s sender, lang string) file) wrong {
		return wrong{name: "workbook: " + name, who: oneMaker, page: page, key: key, field: "file",
			fill: func(s sender, lang string) map[string]file { return map[string]file{"file": fill(s, lang)} }}
	}
	plain := func(name, called, key string, body []byte) wrong {
		return row(name, key, func(sender, string) file { return file{called, body} })
	}
	cells := func(name, key string, what map[[2]string]any) wrong {
		return row(name, key, func(s sender, lang string) file {
			return file{"checklist.xlsx", typed(lang, s.workbook(lang, "{minamo.draft}"), what)}
		})
	}
	all := []wrong{
		plain("no file", "", "refusal.workbook.none", nil),
		plain("of no bytes", "a.xlsx", "refusal.sheet.empty", nil),
		plain("too large", "a.xlsx", "refusal.workbook.large", bytes.Repeat([]byte("x"), 5<<20)),
		plain("a table without our signs", "a.xlsx", "refusal.sheet.not_form", small()),
		plain("CSV", "a.csv", "refusal.sheet.not_form", []byte("item,verdict\nS1.1-01,conforms\n")),
		plain("a PDF called workbook", "a.xlsx", "refusal.sheet.kind", []byte("%PDF-1.7 and so on")),
		row("of another application", "refusal.sheet.other_application", func(s sender, lang string) file {
			return file{"a.xlsx", s.c.signIn("ingrid@fjordlys.example").workbook(lang, "{fjordlys.returned}")}
		}),
		row("without its hidden sheet", "refusal.sheet.not_form", func(s sender, lang string) file {
			f := must(excelize.OpenReader(bytes.NewReader(s.workbook(lang, "{minamo.draft}"))))
			if err := f.DeleteSheet(i18n.For(lang).T("sheet.form.hidden")); err != nil {
				panic(err)
			}
			return file{"a.xlsx", must(f.WriteToBuffer()).Bytes()}
		}),
		row("without its evidence", "refusal.sheet.no_evidence_sheet", func(s sender, lang string) file {
			f := must(excelize.OpenReader(bytes.NewReader(s.workbook(lang, "{minamo.draft}"))))
			if err := f.DeleteSheet(i18n.For(lang).T(evidence)); err != nil {
				panic(err)
			}
			return file{"a.xlsx", must(f.WriteToBuffer()).Bytes()}
		}),
		row("with a formula", "refusal.sheet.formula", func(s sender, lang string) file {
			f := must(excelize.OpenReader(bytes.NewReader(s.workbook(lang, "{minamo.draft}"))))
			if err := f.SetCellFormula(i18n.For(lang).T(answers), "F4", `HYPERLINK("https://evil.example","x")`); err != nil {
				panic(err)
			}
			return file{"a.xlsx", must(f.WriteToBuffer()).Bytes()}
		}),
		row("with a hostile name", "refusal.sheet.not_form", func(sender, string) file {
			return file{"../../<script>alert(1)</script>\u202e.xlsx", small()}
		}),
		cells("an item there is not", "refusal.sheet.no_item", map[[2]string]any{{answers, "A5"}: "S9.9-99"}),
		cells("an item twice", "refusal.sheet.item_twice", map[[2]string]any{{answers, "A5"}: "S1.1-01"}),
		cells("a verdict in words", "refusal.sheet.cell", map[[2]string]any{{answers, "D4"}: "まあまあ"}),
		cells("a method there is not", "refusal.sheet.cell", map[[2]string]any{{answers, "E5"}: "guess"}),
		cells("a day in words", "refusal.sheet.day", map[[2]string]any{{answers, "I6"}: "来週"}),
		cells("time in words", "refusal.sheet.minutes", map[[2]string]any{{answers, "J7"}: "半日"}),
		cells("time below nothing", "refusal.sheet.minutes", map[[2]string]any{{answers, "J7"}: "-5"}),
		cells("an assessor too long", "refusal.sheet.cell", map[[2]string]any{{answers, "H8"}: long(201)}),
		cells("a rationale too long", "refusal.sheet.cell", map[[2]string]any{{answers, "F8"}: long(2001)}),
		cells("a rationale turned round", "refusal.sheet.cell", map[[2]string]any{{answers, "F8"}: turned}),
		cells("a heading gone", "refusal.sheet.no_column", map[[2]string]any{{answers, "F3"}: "?"}),
		cells("evidence of no item", "refusal.sheet.no_item", map[[2]string]any{{evidence, "A90"}: "S9.9-99", {evidence, "B90"}: "x"}),
		cells("evidence without title", "refusal.sheet.cell", map[[2]string]any{{evidence, "A90"}: "S1.1-01", {evidence, "G90"}: "x"}),
		cells("a fingerprint too short", "refusal.sheet.cell", map[[2]string]any{{evidence, "A90"}: "S1.1-01", {evidence, "B90"}: "x", {evidence, "F90"}: "12"}),
		waiting("confirmed after someone saved", "refusal.workbook.changed", func(s sender, lang string) {
			at := "/" + lang + s.c.ids.Replace("/desk/applications/{minamo.draft}/checklist/S1.1-02")
			s.meanwhile(at, at, set{"S1.1-02.rationale": "別の画面で保存しました。" + lang})
		}, nil),
		waiting("confirmed with a mark of old", "refusal.workbook.changed", nil, set{"mark": "0"}),
		waiting("confirmed without its mark", "refusal.workbook.changed", nil, set{"mark": "-"}),
	}
	for name, one := range spoiled() {
		all = append(all, plain(name, one.name, one.key, one.body))
	}
	return all
}

// waiting is about a workbook that was taken and waits to be confirmed.
func waiting(name, key string, since func(s sender, lang string), over set) wrong {
	const page = "/desk/applications/{minamo.draft}/sheet"
	return wrong{name: "workbook: " + name, who: oneMaker, page: page, send: "/sheet/confirm", set: over, key: key, since: since,
		before: func(s sender, lang string) {
			at := "/" + lang + s.c.ids.Replace(page)
			book := typed(lang, s.workbook(lang, "{minamo.draft}"), map[[2]string]any{{answers, "F5"}: "表計算で書きました。" + name})
			if answer := s.send(s.formAt(at, at).request(s.c.t, map[string]file{"file": {"checklist.xlsx", book}})); answer.status != http.StatusSeeOther {
				s.c.t.Fatalf("the workbook was not taken: %d %.300s", answer.status, answer.words)
			}
		}}
}

func wrongModels() []wrong {
	const page, send = "/desk/applications/{minamo.draft}/models", "/models/check"
	row := func(name, typed, called string, body []byte, key, field string) wrong {
		return wrong{name: "models: " + name, who: oneMaker, page: page, send: send, set: set{"models": typed}, key: key, field: field,
			files: map[string]file{"file": {called, body}}}
	}
	all := []wrong{
		row("none", "", "", nil, "apply.models.none", "models"),
		row("only spaces", " \n　\n", "", nil, "apply.models.none", "models"),
		row("a file of no bytes", "MC-9", "a.csv", nil, "refusal.sheet.empty", "file"),
		row("a file too large", "MC-9", "a.csv", bytes.Repeat([]byte("MC-1\n"), 1<<20), "apply.models.too_large", "file"),
		row("a file of blanks", "MC-9", "a.csv", []byte("\r\n,,\r\n"), "refusal.sheet.empty", "file"),
		row("a picture", "MC-9", "a.csv", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), "refusal.sheet.kind", "file"),
		row("a PDF", "MC-9", "a.pdf", []byte("%PDF-1.7"), "refusal.sheet.kind", "file"),
		row("no encoding", "MC-9", "a.csv", []byte("model\nX\n\x81\x81\xff\xfe,\n"), "refusal.sheet.encoding", "file"),
		row("an open quotation", "MC-9", "a.csv", []byte("model,name\nX,\"open\nY,z\n"), "refusal.sheet.quote", "file"),
		row("an escape in a cell", "MC-9", "a.csv", []byte("model\nX\nY\x1b[2J\n"), "refusal.sheet.control", "file"),
		row("no column of models", "MC-9", "a.csv", []byte("name,colour\nX,red\n"), "refusal.sheet.no_model_column", "file"),
		row("a heading and nothing", "MC-9", "a.csv", []byte("model,name\n,x\n"), "refusal.sheet.no_models", "file"),
		row("two lines in a cell", "MC-9", "a.csv", []byte("model\n\"X\nY\"\n"), "refusal.sheet.model_lines", "file"),
		row("too many rows", "MC-9", "a.csv", bytes.Repeat([]byte("x\n"), 50_002), "refusal.sheet.rows", "file"),
		row("a formula", "MC-9", "a.xlsx", repacked(small(), firstSheet, sheetXML(`<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>`)), "refusal.sheet.formula", "file"),
		row("an error", "MC-9", "a.xlsx", repacked(small(), firstSheet, sheetXML(`<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>`)), "refusal.sheet.error_value", "file"),
		{name: "models: taken over too long", who: oneMaker, page: page, send: send, to: "/desk/applications/{minamo.draft}/models/add", set: set{"models": long(101)},
			key: "refusal.product.model_long", field: "models"},
		{name: "models: taken over unseen", who: oneMaker, page: page, send: send, to: "/desk/applications/{minamo.draft}/models/add", set: set{"models": "MC\u200b-1"},
			key: "refusal.product.model_unreadable", field: "models"},
		{name: "models: taken over by the ten thousand", who: oneMaker, page: page, send: send, to: "/desk/applications/{minamo.draft}/models/add", set: set{"models": many(10_001)},
			key: "refusal.product.too_many_models", field: "models"},
	}
	for name, one := range spoiled() {
		all = append(all, row(name, "MC-9", one.name, one.body, one.key, "file"))
	}
	return all
}
