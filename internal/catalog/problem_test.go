package catalog_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"shirushi/internal/catalog"
)

const (
	inForce    = "criteria/AM-BASIC-3-v1/edition.yaml"
	superseded = "criteria/AM-BASIC-2-v4/edition.yaml"
	storage    = "criteria/AM-BASIC-3-v1/storage.yaml"
	contact    = "criteria/AM-BASIC-3-v1/contact.yaml"
)

// Each case changes one place of a sound scheme. The problem must name the
// line on which mark stands afterwards, say what is wrong and what to do.
var broken = []struct {
	name           string
	file, old, new string
	mark           string // "" when the whole file is meant
	what, remedy   string
}{
	{"key missing", "scheme.yaml", "id: alda-mark\n", "", "official: true", "the key id is missing", "Add id:"},
	{"group of no item", inForce, "items: [storage]", "items: [storage, attic]", "items: [storage, attic]", `there is no item "attic"`, "Name an item"},
	{"item in two groups", inForce, "items: [storage]", "items: [storage, contact]", "items: [storage, contact]", `"contact" stands in a group already`, "Keep it once"},
	{"item in no group", inForce, "items: [pairing, contact]", "items: [pairing]", "groups:", `"contact" stands in no group`, "Add it to one"},
	{"kind of evidence twice", "scheme.yaml", "name: {ja: 書面, en: paper}}", "name: {ja: 書面, en: paper}}\n  - {id: paper, official: true, name: {ja: 紙, en: sheet}}", "name: {ja: 紙, en: sheet}", "the id \"paper\" is taken", "id of its own"},
	{"key missing below", "scheme.yaml", "    certified: true\n", "", "- id: plus", "the key certified is missing", "Add certified:"},
	{"key unknown", "scheme.yaml", "short_name:", "shortname: x\nshort_name:", "shortname: x", "no such key", "spelling"},
	{"key twice", "scheme.yaml", "zone:", "operator: x\nzone:", "operator: x", "stands twice; first on line 11", "Keep one"},
	{"number for text", "scheme.yaml", "id: alda-mark", "id: 7", "id: 7", "this is a number", "in quotes"},
	{"truth for text", "scheme.yaml", "id: alda-mark", "id: true", "id: true", "true or false", "in quotes"},
	{"nothing for text", "scheme.yaml", "id: alda-mark", "id:", "id:", "this is empty", "Write text"},
	{"text for truth", "scheme.yaml", "wanted: true", "wanted: yes", "wanted: yes", "this is text", "true or false, without quotes"},
	{"text for number", "scheme.yaml", "years: 3", "years: three", "years: three", "this is text", "whole number"},
	{"half a number", "scheme.yaml", "years: 3", "years: 2.5", "years: 2.5", "this is text", "whole number"},
	{"number in disguise", "scheme.yaml", "years: 3", "years: 0x3", "years: 0x3", "this is text", "whole number"},
	{"map for list", "scheme.yaml", "may_assess: [basic]", "may_assess: {a: 1}", "may_assess: {a", "a map of keys", "Write a list"},
	{"empty list", "scheme.yaml", "may_assess: [basic]", "may_assess: []", "may_assess: []", "too short", "Give 1 or more"},
	{"value twice", "scheme.yaml", "[basic, plus]", "[basic, plus, plus]", "[basic, plus, plus]", "same value", "Keep it once"},
	{"too small", "scheme.yaml", "payment_days: 14", "payment_days: 0", "payment_days: 0", "too small", "1 or more"},
	{"too large", "scheme.yaml", "years: 3", "years: 300", "years: 300", "too large", "20 or less"},
	{"one language only", "scheme.yaml", "      en: Basic\n", "", "name:\n      ja: 基本", "the key en is missing", "Add en:"},
	{"blank language", "scheme.yaml", "en: Basic\n", "en: \"　\"\n", "en: \"　\"", "the text is empty", "both are needed"},
	{"word unknown", "scheme.yaml", "ends: revoke", "ends: annul", "ends: annul", `"annul" is not one of the words`, "revoke, withdraw"},
	{"id malformed", "scheme.yaml", "id: laboratory", "id: a lab", "id: a lab", "right form", "letters A to Z"},
	{"id taken", "scheme.yaml", "id: laboratory", "id: maker", "id: maker\n    official: true\n    name:\n      ja: 試験所", "taken; first on line", "id of its own"},
	{"category taken", "scheme.yaml", "- id: meter", "- id: toy", "- id: toy\n    official: true\n    name:\n      ja: 計量器", "taken", "id of its own"},
	{"evaluator of no level", "scheme.yaml", "[basic, plus]", "[basic, plus, gold]", "[basic, plus, gold]", `no level "gold"`, "under levels"},
	{"recognition of no level", "recognitions.yaml", "[plus]", "[plus, gold]", "[plus, gold]", `no level "gold"`, "level of scheme.yaml"},
	{"recognition of no edition", "recognitions.yaml", "levels: [plus]", "levels: [plus]\n    edition: AM-1", "edition: AM-1", `no edition "AM-1"`, "number and revision"},
	{"recognition by no country", "recognitions.yaml", "country: CA", "country: QQ", "country: QQ", `no country "QQ"`, "ISO 3166-1"},
	{"recognition by a long country", "recognitions.yaml", "country: CA", "country: CAN", "country: CAN", "right form", "two capital letters"},
	{"recognition that ends first", "recognitions.yaml", "until: 2031-12-31", "until: 2019-12-31", "until: 2019-12-31", "before the first day", "Correct one"},
	{"recognition on no day", "recognitions.yaml", "from: 2020-01-01", "from: 2020-02-30", "from: 2020-02-30", "no calendar", "exists"},
	{"recognition with no first day", "recognitions.yaml", "    from: 2020-01-01\n    until: 2031-12-31\n", "", "effect: simplified_procedure", "first day is missing", "effect: talks"},
	{"recognition by no instrument", "recognitions.yaml", "    instrument: {ja: 協定第7号, en: Agreement 7}\n", "", "effect: simplified_procedure", "by which instrument", "effect: unknown"},
	{"recognition twice", "recognitions.yaml", "as_of: 2025-05-01", "as_of: 2025-05-01\n  - {id: north, official: true, direction: inward, country: CA, with: {ja: a, en: b}, effect: talks, source: {ja: a, en: b}, as_of: 2025-05-01}", "- {id: north", "taken", "id of its own"},
	{"mapping from nowhere", "crosswalk.yaml", "from: AM-BASIC-3v1", "from: AM-BASIC-9v1", "from: AM-BASIC-9v1", `neither an edition nor a standard "AM-BASIC-9v1"`, "number and revision"},
	{"mapping to nowhere", "crosswalk.yaml", "to: south-code", "to: west-code", "to: west-code", `no standard "west-code"`, "under standards"},
	{"mapping to itself", "crosswalk.yaml", "from: north-code", "from: south-code", "from: south-code", "leads to itself", "another standard"},
	{"mapping of no item", "crosswalk.yaml", "item: pairing", "item: attic", "item: attic", `no item "attic"`, "Name an item"},
	{"mapping to no item", "crosswalk.yaml", "with: [a]", "with: [c]", "with: [c]", `no item "c"`, "Name an item"},
	{"item mapped twice", "crosswalk.yaml", "item: pairing, relation: intersects, with: [a]}", "item: pairing, relation: intersects, with: [a]}\n      - {item: pairing, relation: subset, with: [a]}", "relation: subset, with: [a]}", "is mapped to \"a\" already", "Keep it once"},
	{"mapping that says it is equal", "crosswalk.yaml", "relation: subset", "relation: equal", "relation: equal", `"equal" is not one of the words`, "intersects, subset"},
	{"standard twice", "crosswalk.yaml", "id: south-code", "id: north-code", "id: north-code\n    name: {ja: 南", "taken", "id of its own"},
	{"standard named as an edition", "crosswalk.yaml", "id: south-code", "id: AM-BASIC-3v1", "id: AM-BASIC-3v1", "is that of an edition", "id of its own"},
	{"item of a standard twice", "crosswalk.yaml", "{id: b, title", "{id: a, title", "{id: a, title: {ja: 窓口", `"a" is taken`, "number of its own"},
	{"crosswalk on no day", "crosswalk.yaml", "as_of: 2025-05-01", "as_of: 2025-02-30", "as_of: 2025-02-30", "no calendar", "exists"},
	{"crosswalk without caution", "crosswalk.yaml", "caution: {ja: 触れるとは満たすことではありません。, en: To touch is not to meet.}\n", "", "as_of:", "the key caution is missing", "Add caution:"},
	{"word twice", "glossary.yaml", "id: desk", "id: key", "id: key, term: {ja: 窓口", "is taken", "id of its own"},
	{"word in one language", "glossary.yaml", "term: {ja: 窓口, en: desk}", "term: {ja: 窓口}", "id: desk", "the key en is missing", "Add en:"},
	{"topic twice", "reports.yaml", "id: elsewhere", "id: broken", "id: broken, text: {ja: ほか", "is taken", "id of its own"},
	{"form of words without a party", "reports.yaml", "of {party} is", "is", "en: On {date}", "{party} is missing", "Say who"},
	{"no end by itself", "reports.yaml", "id: not_reviewed", "id: lapsed", "ends:", "no end of the id not_reviewed", "Add it"},
	{"level of no evaluator", "scheme.yaml", "[basic, plus]", "[basic]", "- id: plus", "no evaluator may assess", "may_assess"},
	{"offset malformed", "scheme.yaml", `"-05:00"`, `"-5"`, `offset: "-5"`, "right form", "+HH:MM"},
	{"offset beyond the earth", "scheme.yaml", `"-05:00"`, `"-14:30"`, `offset: "-14:30"`, "no place on earth", "between -14:00 and +14:00"},
	{"number form without serial", "scheme.yaml", "AM-{year}-{serial:5}X", "AM-{year}", "form: \"AM-{year}\"", "exactly one {serial:N}", "Mend the form"},
	{"number form in small letters", "scheme.yaml", "AM-{year}", "am-{year}", "am-{year}", "right form", "capital letters"},
	{"check digit not in the form", "scheme.yaml", "-{serial:5}X\"\n    check: none", "-{serial:5}X\"\n    check: damm", "-{serial:5}X", "needs {check}", "check digit"},
	{"two number forms alike", "scheme.yaml", "PRE-", "ACC-", "form: \"ACC-{serial:5}-{year}\"\n    check: none\n  registration", "that of acceptance", "form of its own"},
	{"ground of a change that is not there", "scheme.yaml", "change_ground: discontinued", "change_ground: none", "change_ground: none", "no ground \"none\" ends a label by withdraw", "ends: withdraw"},
	{"ground of a refused succession that withdraws", "scheme.yaml", "refused_ground: unsafe", "refused_ground: discontinued", "refused_ground: discontinued", "no ground \"discontinued\" ends a label by revoke", "ends: revoke"},
	{"no ground to withdraw", "scheme.yaml", "ends: withdraw", "ends: revoke", "grounds:", "no ground ends a label by withdraw", "ends: withdraw"},

	{"authority of no number", "scheme.yaml", "3000099997001", "3000099997002", "3000099997002", "check digit is wrong", "13 digits"},
	{"authority of too short a number", "scheme.yaml", "3000099997001", "123", "123", "right form", "13 digits"},
	{"authority restricted twice", "scheme.yaml", "  restricted:\n", "  restricted:\n    - corporate_number: \"3000099997001\"\n      levels: []\n", "corporate_number: \"3000099997001\"\n      levels: [plus]", "restricted twice", "one entry"},
	{"authority asked about no level", "scheme.yaml", "levels: [plus]", "levels: [gold]", "levels: [gold]", `no level "gold"`, "under levels"},
	{"authority asked about no category", "scheme.yaml", "categories: [toy]", "categories: [car]", "categories: [car]", `no category "car"`, "under categories"},
	{"answer with a condition is no more than that", "scheme.yaml", "conditional_answer: objection", "conditional_answer: perhaps", "perhaps", `"perhaps" is not one of the words`, "no_objection, objection, needs_confirmation"},

	{"day of no calendar", "fees.yaml", "from: 2026-01-01", "from: 2026-02-30", "2026-02-30", "no calendar has", "a day that exists"},
	{"day malformed", "fees.yaml", "from: 2026-01-01", "from: 1.1.2026", "1.1.2026", "right form", "YYYY-MM-DD"},
	{"fee ends before it begins", "fees.yaml", "from: 2026-01-01", "from: 2026-01-01\n    until: 2025-12-31", "until:", "before the first day", "Correct one"},
	{"two fees begin on a day", "fees.yaml", "from: 2026-01-01", "from: 2022-01-01", "from: 2022-01-01\n    source: Fee order of the Bureau, 2025", "two fees", "another day"},
	{"fee of no level", "fees.yaml", "level: plus", "level: gold", "level: gold", `no level "gold"`, "level of scheme.yaml"},
	{"no fee after the last", "fees.yaml", "from: 2022-01-01\n    source: Fee order of the Bureau, 2021\n  - level: basic", "from: 2022-01-01\n    until: 2025-12-31\n    source: Fee order of the Bureau, 2021\n  - level: plus", "fees:", `no fee of level "basic" holds on 2026-01-01`, "leave out until"},
	{"no fee at first", "fees.yaml", "yen: 450\n    from: 2022-01-01", "yen: 450\n    from: 2022-01-02", "fees:", `no fee of level "basic" holds on 2022-01-01`, "Add a fee"},
	{"fee without source", "fees.yaml", "    source: Fee order of the Bureau, 2025\n", "", "level: basic\n    official: true\n    name:\n      ja: 改定", "source is missing", "Add source:"},
	{"negative fee", "fees.yaml", "yen: 450", "yen: -450", "yen: -450", "too small", "0 or more"},

	{"day of no calendar", "calendar.yaml", "2026-07-04", "2026-07-32", "2026-07-32", "no calendar has", "YYYY-MM-DD"},
	{"day off twice", "calendar.yaml", "2027-07-05", "2026-07-04", "2026-07-04\n    name: {ja: 連邦の日の振替", "stands twice", "Keep one"},
	{"yearly day of no calendar", "calendar.yaml", `"06-30"`, `"06-31"`, "yearly:", "no calendar has", "YYYY-MM-DD"},
	{"yearly day in the wrong order", "calendar.yaml", `"06-30"`, `"30.6."`, "yearly:", "right form", "MM-DD"},
	{"day of the week unknown", "calendar.yaml", "friday", "freitag", "weekend:", `"freitag"`, "monday, tuesday"},

	{"official without a drawing", "artwork.yaml", "template: seal.svg\n", "", "official: true", "no template is named", "official: false"},
	{"drawing not there", "artwork.yaml", "seal.svg", "stamp.svg", "template: stamp.svg", "there is no drawing artwork/stamp.svg", "Put the drawing there"},
	{"drawing of another form", "artwork.yaml", "seal.svg", "seal.png", "template: seal.png", "right form", ".svg"},
	{"guide leads nowhere", "guide.yaml", "  web: https://alda-mark.example/ask\n", "", "contact:", "nobody can be reached", "Add email: or web:"},
	{"guide of no level", "guide.yaml", "levels: [plus]", "levels: [attic]", "levels: [attic]", `there is no level "attic"`, "Name a level"},
	{"duty twice", "guide.yaml", "text: {ja: 毎年報告する。, en: Report every year.}", "text: {ja: 毎年報告する。, en: Report every year.}\n  - {id: report, official: true, text: {ja: 報告, en: Report}}", "- {id: report", `the id "report" is taken`, "id of its own"},
	{"drawing in another folder", "artwork.yaml", "seal.svg", "../seal.svg", "template: ../", "right form", ".svg"},
	{"no width to offer", "artwork.yaml", "[25, 40]", "[]", "widths_mm: []", "too short", "1 or more"},
	{"drawing with a script", "artwork/seal.svg", "<g transform", "<script>alert(1)</script><g transform", "<script>", "script is not drawn", "docs/artwork.md"},
	{"drawing with a stroke", "artwork/seal.svg", "<circle r=\"48\"", "<circle stroke=\"#000\" r=\"48\"", "stroke=", "attribute stroke", "docs/artwork.md"},
	{"drawing without a place", "artwork/seal.svg", "place-number", "number", "<?xml", "the place for the number is missing", "docs/artwork.md"},

	{"edition of no level", inForce, "level: basic", "level: gold", "level: gold", `no level "gold"`, "level of scheme.yaml"},
	{"edition without its category", inForce, "level: basic", "level: plus", "level: plus", "need a category", "Add category:"},
	{"edition with a category too many", inForce, "level: basic", "level: basic\ncategory: toy", "category: toy", "common to all", "Remove category"},
	{"edition of no category", inForce, "level: basic", "level: plus\ncategory: car", "category: car", `no category "car"`, "Name a category"},
	{"edition in another's folder", inForce, "revision: v1", "revision: v2", "number:", "called AM-BASIC-3-v1", "Call it AM-BASIC-3-v2"},
	{"in force since never", inForce, "in_force_from: 2024-07-01\n", "", "state: in_force", "day it came into force is missing", "Add in_force_from"},
	{"transition of one in force", inForce, "state: in_force", "transition_until: 2025-01-01\nstate: in_force", "transition_until", "although the state is in_force", "Remove transition_until"},
	{"transition ends too early", superseded, "2024-12-31", "2021-12-31", "2021-12-31", "before the edition came into force", "Correct one"},
	{"state unknown", inForce, "state: in_force", "state: valid", "state: valid", `"valid"`, "draft, in_committee"},
	{"nothing in force", inForce, "state: in_force", "state: approved", "", "no edition is in force", "state: in_force"},
	{"threat taken", inForce, "  - id: theft", "  - id: remote\n    text: {ja: あ, en: a}\n  - id: theft", "- id: remote\n    text: {", "taken", "id of its own"},

	{"item in another's file", storage, "id: storage", "id: store", "id: store", "file is called storage.yaml", "Call the file store.yaml"},
	{"item of no threat", storage, "[theft]", "[theft, fire]", "[theft, fire]", `no threat "fire"`, "Name a threat"},
	{"binds nobody known", storage, "binds: product", "binds: owner", "binds: owner", `"owner"`, "product, vendor"},
	{"method unknown", storage, "[document, device]", "[document, interview]", "interview", `"interview"`, "document, device"},
	{"never says when not applicable", storage, "  when:\n    ja: 製品に該当する機能がないとき。\n    en: When the product has no such function.\n", "", "allowed: true", "not said when", "Add when:"},
	{"says when although never", contact, "allowed: false\n", "allowed: false\n  when: {ja: あ, en: a}\n", "when:", "not allowed", "Remove when:"},
	{"requirements as numbers", storage, "[R.11]", "[11]", "requirements: [11]", "this is a number", "in quotes"},

	{"anchor", storage, "binds: product", "binds: &b product", "binds:", "anchors", "Write the value out"},
	{"alias", "scheme.yaml", "ja: 試験所\n      en: Laboratory", "ja: *x\n      en: Laboratory", "ja: *x", "unknown anchor 'x'", "quotes"},
	{"tag", storage, "binds: product", "binds: !!str product", "binds:", "tags are not read", "Remove !!str"},
	{"merge key", storage, "binds: product", "<<: {binds: product}", "<<", "merge keys", "Write the values out"},
	{"list as key", storage, "binds: product", "? [a]\n: product", "? [a]", "plain word", "key of the schema"},
	{"second document", storage, "binds: product\n", "binds: product\n---\n", "---", "second document", "remove the line ---"},
	{"not YAML", storage, "binds: product", "binds: [product", "binds:", "not YAML", "indentation"},
	{"quote in a quoted text", storage, "binds: product", "binds: 'pro'duct'", "binds:", "not YAML", "quotes"},
	{"colon in a text", storage, "binds: product", "binds: product: x", "binds:", "not YAML", "colons"},
	{"tabs", storage, "  official: true", "\tofficial: true", "\tofficial", "not YAML", "indentation"},
	{"invisible sign", storage, "binds: product", "binds: \"pro\\u202educt\"", "binds:", "U+202E", "Remove it"},
	{"too deep", storage, "binds: product", "binds: " + strings.Repeat("[", 40) + strings.Repeat("]", 40), "binds:", "too deep", "schema"},
	{"not UTF-8", storage, "binds: product", "binds: \xff", "# yaml", "not UTF-8", "UTF-8"},
}

func TestRead_namesFileLineFaultAndRemedy(t *testing.T) {
	t.Parallel()
	for _, tc := range broken {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			m := folder(t)
			before := string(m[tc.file].Data)
			after := strings.Replace(before, tc.old, tc.new, 1)
			if before == after {
				t.Fatalf("%q does not stand in %s", tc.old, tc.file)
			}
			m[tc.file] = &fstest.MapFile{Data: []byte(after)}
			s, problems, err := catalog.Read(m)
			if err != nil || s != nil || len(problems) == 0 {
				t.Fatalf("read %v, %v, %v", s, problems, err)
			}
			if len(problems) > 1 {
				t.Errorf("one fault gives %d problems: %v", len(problems), problems)
			}
			p := problems[0]
			if want := lineOf(after, tc.mark); p.Line != want {
				t.Errorf("line %d, want %d", p.Line, want)
			}
			if !strings.Contains(p.What, tc.what) || !strings.Contains(p.Remedy, tc.remedy) {
				t.Errorf("want %q and %q", tc.what, tc.remedy)
			}
			if tc.mark != "" && p.File != tc.file {
				t.Errorf("file %s, want %s", p.File, tc.file)
			}
		})
	}
}

// lineOf returns the line on which mark begins, 0 for no mark.
func lineOf(text, mark string) int {
	if mark == "" {
		return 0
	}
	return 1 + strings.Count(text[:strings.Index(text, mark)], "\n")
}

func TestRead_reportsWhatIsMissingOrTooMuch(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		do   func(fstest.MapFS)
		file string
		want string
	}{
		{"scheme missing", func(m fstest.MapFS) { delete(m, "scheme.yaml") }, "scheme.yaml", "missing"},
		{"fees missing", func(m fstest.MapFS) { delete(m, "fees.yaml") }, "fees.yaml", "missing"},
		{"edition missing", func(m fstest.MapFS) { delete(m, inForce) }, inForce, "missing"},
		{"items missing", func(m fstest.MapFS) { delete(m, "criteria/AM-BASIC-2-v4/contact.yaml") }, superseded, "no item"},
		{"empty file", func(m fstest.MapFS) { m["fees.yaml"] = &fstest.MapFile{} }, "fees.yaml", "empty"},
		{"comment only", func(m fstest.MapFS) { m["fees.yaml"] = &fstest.MapFile{Data: []byte("# later\n")} }, "fees.yaml", "empty"},
		{"other ending", func(m fstest.MapFS) { m["fees.yml"] = m["fees.yaml"] }, "fees.yml", "ends in .yml"},
		{"stranger", func(m fstest.MapFS) { m["fee.yaml"] = m["fees.yaml"] }, "fee.yaml", "no file of this name"},
		{"too deep a folder", func(m fstest.MapFS) { m["criteria/a/b/c/d/e.yaml"] = m["fees.yaml"] }, "criteria/a/b/c/d/e.yaml", "no file of this name"},
		{"strange name", func(m fstest.MapFS) { m["criteria/料金.yaml"] = m["fees.yaml"] }, `"criteria/料金.yaml"`, "signs"},
		{"link", func(m fstest.MapFS) {
			m["fees.yaml"] = &fstest.MapFile{Mode: fs.ModeSymlink | 0o777, Data: []byte("/etc/passwd")}
		}, "fees.yaml", "link"},
		{"pipe", func(m fstest.MapFS) { m["x.yaml"] = &fstest.MapFile{Mode: fs.ModeNamedPipe} }, "x.yaml", "ordinary"},
		{"huge file", func(m fstest.MapFS) { m["fees.yaml"] = &fstest.MapFile{Data: make([]byte, 1<<20)} }, "fees.yaml", "larger than 256 KiB"},
		{"two of one id", func(m fstest.MapFS) {
			m["criteria/AM-BASIC-3-v9/edition.yaml"] = m[inForce]
			m["criteria/AM-BASIC-3-v9/storage.yaml"] = m[storage]
		}, "criteria/AM-BASIC-3-v9/edition.yaml", "another edition"},
		{"no notice though unofficial", func(m fstest.MapFS) {
			text := strings.Replace(string(m["scheme.yaml"].Data), "official: true", "official: false", 1)
			from, to := strings.Index(text, "notice:"), strings.Index(text, "zone:")
			m["scheme.yaml"] = &fstest.MapFile{Data: []byte(text[:from] + text[to:])}
		}, "scheme.yaml", "notice is missing"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			m := folder(t)
			tc.do(m)
			s, problems, err := catalog.Read(m)
			if err != nil || s != nil {
				t.Fatalf("read %v, %v", s, err)
			}
			for _, p := range problems {
				if p.File == tc.file && strings.Contains(p.What, tc.want) {
					return
				}
			}
			t.Errorf("want %s: %s; got %v", tc.file, tc.want, problems)
		})
	}
}

// An alias bomb must cost nothing.
func TestRead_doesNotExpandAliases(t *testing.T) {
	t.Parallel()
	var bomb strings.Builder
	bomb.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 60; i++ {
		prev := string(rune('0'+(i-1)/10)) + string(rune('0'+(i-1)%10))
		if i == 1 {
			prev = "0"
		}
		bomb.WriteString("a" + string(rune('0'+i/10)) + string(rune('0'+i%10)) + ": &a" + string(rune('0'+i/10)) + string(rune('0'+i%10)) +
			" [" + strings.Repeat("*a"+prev+", ", 9) + "]\n")
	}
	m := folder(t)
	m["scheme.yaml"] = &fstest.MapFile{Data: []byte(bomb.String())}
	_, problems, err := catalog.Read(m)
	if err != nil || len(problems) == 0 {
		t.Fatalf("%v, %v", problems, err)
	}
	for _, p := range problems {
		if strings.Contains(p.What, "anchors and aliases") {
			return
		}
	}
	t.Errorf("%v", problems[0])
}

func TestRead_reportsManyProblemsInOrderAndStops(t *testing.T) {
	t.Parallel()
	m := folder(t)
	text := "fees:\n" + strings.Repeat("  - {level: 1}\n", 150)
	m["fees.yaml"] = &fstest.MapFile{Data: []byte(text)}
	_, problems, _ := catalog.Read(m)
	if len(problems) < 100 || len(problems) > 1000 {
		t.Fatalf("%d problems", len(problems))
	}
	for i := 1; i < len(problems); i++ {
		if problems[i].File == problems[i-1].File && problems[i].Line < problems[i-1].Line {
			t.Fatalf("line %d comes after line %d", problems[i].Line, problems[i-1].Line)
		}
	}
}
