package sheet

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"shirushi/internal/catalog"
	"shirushi/internal/scheme"
	jcstar "shirushi/schemes/jc-star"
)

func loaded(t testing.TB) *scheme.Scheme {
	t.Helper()
	s, problems, err := catalog.Read(jcstar.Data)
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	return s
}

func formOf(s *scheme.Scheme, c scheme.Checklist) Form {
	return Form{Application: "APP-1", Edition: s.Editions[0], Kinds: s.Evidence, Checklist: c,
		Product: scheme.Text{Ja: "見本カメラ", En: "Sample camera"}, AsOf: "2026-04-01 09:00", Lang: "ja"}
}

func written(t testing.TB, form Form) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteForm(&b, form); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// answers is what was read, without the items that say nothing.
func answers(items []scheme.WorkbookAnswer) scheme.Checklist {
	var c scheme.Checklist
	for _, one := range items {
		if one.Answer.Mark() != (scheme.Answer{Criterion: one.Answer.Criterion}).Mark() {
			one.Answer.Revision = one.Revision
			c = append(c, one.Answer)
		}
	}
	return c
}

// anyChecklist draws checklists that the rule book would save.
func anyChecklist(e scheme.Edition, kinds scheme.EvidenceKinds, text *rapid.Generator[string]) *rapid.Generator[scheme.Checklist] {
	day := rapid.Custom(func(t *rapid.T) scheme.Date {
		if rapid.Bool().Draw(t, "no day") {
			return ""
		}
		return scheme.MakeDate(1900, 3, 1).AddDays(rapid.IntRange(0, 400_000).Draw(t, "day"))
	})
	return rapid.Custom(func(t *rapid.T) scheme.Checklist {
		var c scheme.Checklist
		for _, item := range e.Items {
			a := scheme.Answer{Criterion: item.ID, Revision: rapid.IntRange(1, 99).Draw(t, "revision"),
				Verdict:    rapid.SampledFrom([]scheme.Verdict{"", scheme.Conforms, scheme.DoesNotConform, scheme.NotApplicable}).Draw(t, "verdict"),
				Method:     rapid.SampledFrom(append([]scheme.Method{""}, item.Methods...)).Draw(t, "method"),
				Rationale:  text.Draw(t, "rationale"),
				PublicNote: text.Draw(t, "note"),
				Assessor:   text.Draw(t, "assessor"),
				AssessedOn: day.Draw(t, "assessed"),
				Minutes:    rapid.IntRange(0, 100_000).Draw(t, "minutes")}
			for range rapid.IntRange(0, 3).Draw(t, "evidence") {
				a.Evidence = append(a.Evidence, scheme.Evidence{Title: "x" + text.Draw(t, "title"), Version: text.Draw(t, "version"), Date: day.Draw(t, "date"),
					Kind:   rapid.OneOf(rapid.SampledFrom(kinds).Filter(func(scheme.EvidenceKind) bool { return true }), rapid.Just(scheme.EvidenceKind{ID: "社内の様式"})).Draw(t, "kind").ID,
					SHA256: rapid.SampledFrom([]string{"", strings.Repeat("0f", 32)}).Draw(t, "sum"), KeptAt: text.Draw(t, "kept")})
			}
			if a.Mark() != (scheme.Answer{Criterion: item.ID}).Mark() && a.CheckDraft(e) == nil {
				c = append(c, a)
			}
		}
		return c
	})
}

func shortText() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		s := anyText().Draw(t, "text")
		if r := []rune(s); len(r) > 60 {
			s = tidy(string(r[:60]))
		}
		return s
	})
}

// TestForm_anyChecklistComesBack is the round trip: what the maker downloads
// and sends back untouched says the same, down to the last sign.
func TestForm_anyChecklistComesBack(t *testing.T) {
	t.Parallel()
	s := loaded(t)
	rapid.Check(t, func(t *rapid.T) {
		form := formOf(s, anyChecklist(s.Editions[0], s.Evidence, shortText()).Draw(t, "checklist"))
		form.Lang = rapid.SampledFrom([]string{"ja", "en"}).Draw(t, "lang")
		var b bytes.Buffer
		if err := WriteForm(&b, form); err != nil {
			t.Fatal(err)
		}
		got, err := ReadForm(&b, "f.xlsx", "APP-1", form.Edition, form.Kinds)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(form.Checklist, answers(got), cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
		if u := (scheme.Workbook{Items: got}); len(u.Propose(form.Edition, form.Checklist)) != 0 {
			t.Fatal("sent back untouched, it proposes changes")
		}
	})
}

// libreOffice saves an XLSX file again with LibreOffice, under a profile of its own.
func libreOffice(t *testing.T, file []byte) []byte {
	t.Helper()
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		t.Fatal("soffice is missing: scripts/install.sh installs it (libreoffice-calc-nogui)")
	}
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.xlsx"), filepath.Join(dir, "out")
	if err := os.WriteFile(in, file, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), soffice, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"),
		"--headless", "--norestore", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", out, in)
	cmd.Env = append(os.Environ(), "HOME="+dir)
	cmd.WaitDelay = 10 * time.Second
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("soffice: %v\n%s", err, said)
	}
	saved, err := os.ReadFile(filepath.Join(out, "in.xlsx"))
	if err != nil {
		t.Fatalf("soffice wrote nothing: %v\n%s", err, said)
	}
	return saved
}

// TestForm_comesBackThroughLibreOffice has other software save the workbook
// again, with texts that such software is known to change.
func TestForm_comesBackThroughLibreOffice(t *testing.T) {
	t.Parallel()
	s := loaded(t)
	e := s.Editions[0]
	texts := []string{"=1+1", "- 箇条書き\n- 二つ目", "＋１", "@here", "'=quoted", "𠮷野家と髙﨑、が", "a  b   c", "0012", "1/2", "2026/4/1", "TRUE", "1e5",
		"<b>&amp;\"'</b>", "_x000D_ and _x0041_", "line\n\nlast", "tab\there"}
	var c scheme.Checklist
	for i, item := range e.Items {
		text := texts[i%len(texts)]
		c = append(c, scheme.Answer{Criterion: item.ID, Verdict: scheme.Conforms, Method: item.Methods[0], Rationale: text, PublicNote: texts[(i+1)%len(texts)],
			Assessor: texts[(i+7)%len(texts)], AssessedOn: scheme.MakeDate(2026, 1, 1+i), Minutes: 10 * i, Revision: i + 1,
			Evidence: []scheme.Evidence{{Title: text, Kind: s.Evidence[i%len(s.Evidence)].ID, Version: "1.10", Date: scheme.MakeDate(1999, 12, 31-i), SHA256: strings.Repeat("9e", 32), KeptAt: text},
				{Title: "二つ目", Kind: "社内の様式"}}})
	}
	form := formOf(s, c)
	saved := libreOffice(t, written(t, form))
	got, err := ReadForm(bytes.NewReader(saved), "f.xlsx", "APP-1", e, s.Evidence)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c, answers(got)); diff != "" {
		t.Error(diff)
	}
	if u := (scheme.Workbook{Items: got}); len(u.Propose(e, c)) != 0 {
		t.Error("saved by other software, it proposes changes")
	}
}

// edited changes cells of a workbook as a person does.
func edited(t *testing.T, file []byte, cells map[string]any) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for at, v := range cells {
		sheet, cell, _ := strings.Cut(at, "!")
		if err := f.SetCellValue(sheet, cell, v); err != nil {
			t.Fatal(err)
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadForm_takesWhatPeopleType(t *testing.T) {
	t.Parallel()
	s := loaded(t)
	form := formOf(s, nil)
	file := edited(t, written(t, form), map[string]any{
		"チェックリスト!D4": "conforms", "チェックリスト!E4": "DOCUMENT　ドキュメント評価", "チェックリスト!I4": "2026年4月1日", "チェックリスト!J4": "1:30",
		"チェックリスト!L3": "社内メモ", "チェックリスト!L4": "読まない", "チェックリスト!F4": " 根拠\r\n二行目 ",
		"証跡!A7": "S1.1-01", "証跡!B7": "記録", "証跡!C7": "test_record Test record", "証跡!E7": 46113, "証跡!F7": strings.ToUpper("ab " + strings.Repeat("ab", 31)),
	})
	got, err := ReadForm(bytes.NewReader(file), "f.xlsx", "APP-1", form.Edition, form.Kinds)
	if err != nil {
		t.Fatal(err)
	}
	want := scheme.Checklist{{Criterion: "S1.1-01", Verdict: scheme.Conforms, Method: scheme.MethodDocument, Rationale: "根拠\n二行目", AssessedOn: "2026-04-01", Minutes: 90,
		Evidence: []scheme.Evidence{{Title: "記録", Kind: "test_record", Date: "2026-04-01", SHA256: strings.Repeat("ab", 32)}}}}
	if diff := cmp.Diff(want, answers(got)); diff != "" {
		t.Error(diff)
	}
}

// TestReadForm_takesTheWordsOfTheLists reads codes and words in both
// languages, in either width.
func TestReadForm_takesTheWordsOfTheLists(t *testing.T) {
	t.Parallel()
	s := loaded(t)
	form := formOf(s, nil)
	plain := written(t, form)
	row := 4 + slices.IndexFunc(form.Edition.Items, func(c scheme.Criterion) bool { return len(c.Methods) == 2 })
	for cell, want := range map[string]scheme.Verdict{"適合": scheme.Conforms, "対象外": scheme.NotApplicable, "不適合": scheme.DoesNotConform, "not applicable": scheme.NotApplicable,
		"ＣＯＮＦＯＲＭＳ": scheme.Conforms, "not_applicable　対象外": scheme.NotApplicable, " 適合　": scheme.Conforms} {
		for method, code := range map[string]scheme.Method{"ドキュメント評価": scheme.MethodDocument, "ﾄﾞｷｭﾒﾝﾄ評価": scheme.MethodDocument, "Document Review": scheme.MethodDocument, "実機テスト": scheme.MethodDevice} {
			got, err := ReadForm(bytes.NewReader(edited(t, plain, map[string]any{fmt.Sprint("チェックリスト!D", row): cell, fmt.Sprint("チェックリスト!E", row): method,
				"証跡!A4": string(form.Edition.Items[row-4].ID), "証跡!B4": "記録", "証跡!C4": s.Evidence[0].Name.Ja})), "f.xlsx", "APP-1", form.Edition, form.Kinds)
			if list := answers(got); err != nil || list[0].Verdict != want || list[0].Method != code || list[0].Evidence[0].Kind != s.Evidence[0].ID {
				t.Errorf("%q, %q: %+v, %v", cell, method, list, err)
			}
		}
	}
}

// TestReadForm_tellsTooManyFaultsByNumber keeps the page within bounds.
func TestReadForm_tellsTooManyFaultsByNumber(t *testing.T) {
	t.Parallel()
	s := loaded(t)
	form := formOf(s, nil)
	cells := map[string]any{}
	for i := range formFaults + 7 {
		cells[fmt.Sprintf("証跡!A%d", i+4)] = "S9.9-99"
	}
	_, err := ReadForm(bytes.NewReader(edited(t, written(t, form), cells)), "f.xlsx", "APP-1", form.Edition, form.Kinds)
	all := scheme.RefusalsOf(err)
	if len(all) != formFaults+1 || all[formFaults].Key != "refusal.sheet.more" || all[formFaults].Args[1] != 7 {
		t.Errorf("%d refusals, the last %+v", len(all), all[len(all)-1])
	}
}

// TestWriteForm_saysWhatWasCarriedOver and reading changes nothing of it.
func TestWriteForm_saysWhatWasCarriedOver(t *testing.T) {
	t.Parallel()
	s := loaded(t)
	form := formOf(s, scheme.Checklist{{Criterion: "S1.1-02", Rationale: "引き継いだ", Carried: true, Revision: 1}})
	file := written(t, form)
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for cell, want := range map[string]string{"K4": "", "K5": "引継ぎ・未確認"} {
		if got, err := f.GetCellValue("チェックリスト", cell); got != want || err != nil {
			t.Errorf("%s: %q, %v", cell, got, err)
		}
	}
	if got, err := ReadForm(bytes.NewReader(file), "f.xlsx", "APP-1", form.Edition, form.Kinds); err != nil || len((scheme.Workbook{Items: got}).Propose(form.Edition, form.Checklist)) != 0 {
		t.Errorf("sent back untouched: %v", err)
	}
}

func TestReadForm_refusesWithTheCell(t *testing.T) {
	t.Parallel()
	s := loaded(t)
	form := formOf(s, nil)
	plain := written(t, form)
	other := form
	other.Application = "APP-2"
	older := form
	older.Edition.ID = "JST-CR-01-01-2020R1"
	for _, tt := range []struct {
		name  string
		file  []byte
		cells map[string]any
		want  []string
	}{
		{"other application", written(t, other), nil, []string{"other_application f.xlsx"}},
		{"other edition", written(t, older), nil, []string{"other_edition f.xlsx"}},
		{"no form", workbook(t, func(f *excelize.File) { set(t, f, "A1", "x") }), nil, []string{"not_form f.xlsx"}},
		{"cells", plain, map[string]any{
			"チェックリスト!D4": "たぶん適合", "チェックリスト!E5": "guess", "チェックリスト!I6": "来週", "チェックリスト!J7": "半日", "チェックリスト!H8": strings.Repeat("長", 201), "証跡!C6": "ただの紙",
			"証跡!A4": "S9.9-99", "証跡!B4": "記録", "証跡!A5": "S1.1-01", "証跡!G5": "書庫", "証跡!F6": "12", "証跡!A6": "S1.1-02", "証跡!B6": "記録",
		}, []string{"cell f.xlsx › チェックリスト › D4", "cell f.xlsx › チェックリスト › E5", "day f.xlsx › チェックリスト › I6", "minutes f.xlsx › チェックリスト › J7",
			"cell f.xlsx › チェックリスト › H8", "no_item f.xlsx › 証跡 › A4", "cell f.xlsx › 証跡 › B5", "evidence_kind f.xlsx › 証跡 › C6", "cell f.xlsx › 証跡 › F6"}},
		{"heading gone, and cells", plain, map[string]any{"チェックリスト!F3": "根拠", "証跡!A4": "S9.9-99"}, []string{"no_column f.xlsx › チェックリスト", "no_item f.xlsx › 証跡 › A4"}},
		{"item twice", plain, map[string]any{"チェックリスト!A5": "S1.1-01"}, []string{"item_twice f.xlsx › チェックリスト › A5"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			file := tt.file
			if tt.cells != nil {
				file = edited(t, file, tt.cells)
			}
			_, err := ReadForm(bytes.NewReader(file), "f.xlsx", "APP-1", form.Edition, form.Kinds)
			if diff := cmp.Diff(tt.want, keys(t, err)); diff != "" {
				t.Error(diff)
			}
		})
	}
	if _, err := ReadForm(strings.NewReader("a,b\n"), "f.csv", "APP-1", form.Edition, form.Kinds); fmt.Sprint(keys(t, err)) != "[not_form f.csv]" {
		t.Errorf("a CSV file: %v", err)
	}
}

func TestWriteForm_locksWhatIsNotToBeFilledIn(t *testing.T) {
	t.Parallel()
	s := loaded(t)
	f, err := excelize.OpenReader(bytes.NewReader(written(t, formOf(s, nil))))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if diff := cmp.Diff([]string{"チェックリスト", "証跡", "記入のしかた", "管理用（変更しないでください）"}, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	if shown, err := f.GetSheetVisible("管理用（変更しないでください）"); shown || err != nil {
		t.Errorf("the site's own sheet is shown, %v", err)
	}
	for cell, locked := range map[string]bool{"A4": true, "B4": true, "C4": true, "D4": false, "F19": false, "J4": false, "K4": true, "L4": false, "M9": false} {
		n, err := f.GetCellStyle("チェックリスト", cell)
		if err != nil {
			t.Fatal(err)
		}
		style, err := f.GetStyle(n)
		if err != nil {
			t.Fatal(err)
		}
		if open := style.Protection != nil && !style.Protection.Locked; open == locked {
			t.Errorf("%s: open %v, want locked %v", cell, open, locked)
		}
	}
	offers, err := f.GetDataValidations("チェックリスト")
	if err != nil || len(offers) != 2*len(s.Editions[0].Items) || !strings.Contains(offers[0].Formula1, "conforms 適合") {
		t.Errorf("%d drop-downs, %v: %+v", len(offers), err, offers[0])
	}
}

func FuzzReadForm(f *testing.F) {
	s := loaded(f)
	form := formOf(s, scheme.Checklist{{Criterion: "S1.1-01", Verdict: scheme.Conforms, Evidence: []scheme.Evidence{{Title: "x"}}}})
	f.Add("conforms 適合", "2026-04-01", "90", "S1.1-01", "x", "ab")
	f.Fuzz(func(t *testing.T, verdict, day, minutes, item, title, sum string) {
		k := filler{edition: form.Edition, kinds: form.Kinds, rows: map[scheme.CriterionID]int{}, places: map[string]Place{},
			hidden:   &Table{Rows: make([]Row, 3)},
			answers:  &Table{Columns: headings(answerColumns), Rows: []Row{{4, []string{"S1.1-01", "", "", verdict, "", "", "", "", day, minutes}}}},
			evidence: &Table{Columns: headings(evidenceColumns), Rows: []Row{{4, []string{item, title, "", "", day, sum, ""}}}}}
		k.readAnswers()
		k.readEvidence()
		k.check()
		if k.faults(Place{File: "f.xlsx"}) == nil {
			for _, one := range k.items {
				if err := one.Answer.CheckDraft(form.Edition); err != nil {
					t.Errorf("took what the rule book would not save: %v", err)
				}
			}
		}
	})
}

func headings(codes []string) []string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = "[" + c + "]"
	}
	return out
}
