package scheme

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestAnswerCheckDraft_allowsGapsButNoNonsense(t *testing.T) {
	t.Parallel()
	e := sample().Editions[0]
	for _, c := range []struct {
		name string
		a    Answer
		want []string
	}{
		{"blank", Answer{Criterion: "T-01"}, nil},
		{"full", sampleAnswer("T-01", MethodDevice), nil},
		{"foreign item", Answer{Criterion: "T-99"}, []string{"refusal.answer.no_such_item"}},
		{"unknown verdict", Answer{Criterion: "T-01", Verdict: "perhaps"}, []string{"T-01.verdict refusal.answer.verdict_unknown"}},
		{"method of another item", Answer{Criterion: "T-02", Method: MethodDocument}, []string{"T-02.method refusal.answer.method_not_allowed"}},
		{"long texts", Answer{Criterion: "T-01", PublicNote: long(2001), Rationale: long(2001), Assessor: long(201)},
			[]string{"T-01.public_note refusal.text.too_long", "T-01.rationale refusal.text.too_long", "T-01.assessor refusal.text.too_long"}},
		{"texts just fitting", Answer{Criterion: "T-01", PublicNote: long(2000), Rationale: long(2000), Assessor: long(200)}, nil},
		{"no such day", Answer{Criterion: "T-01", AssessedOn: "2026-02-30"}, []string{"T-01.assessed_on refusal.date.malformed"}},
		{"less than no time", Answer{Criterion: "T-01", Minutes: -1}, []string{"T-01.minutes refusal.answer.minutes"}},
		{"a lifetime", Answer{Criterion: "T-01", Minutes: maxMinutes + 1}, []string{"T-01.minutes refusal.answer.minutes"}},
		{"nameless evidence", Answer{Criterion: "T-01", Evidence: []Evidence{{Title: "a"}, {}}}, []string{"T-01.evidence.1.title refusal.evidence.title"}},
		{"bad evidence", Answer{Criterion: "T-01", Evidence: []Evidence{{Title: "a", Date: "soon", SHA256: strings.Repeat("A", 64), Version: long(201)}}},
			[]string{"T-01.evidence.0.version refusal.text.too_long", "T-01.evidence.0.date refusal.date.malformed", "T-01.evidence.0.sha256 refusal.evidence.sha256"}},
		{"good hash", Answer{Criterion: "T-01", Evidence: []Evidence{{Title: "a", SHA256: strings.Repeat("a1", 32)}}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) { wants(t, c.a.CheckDraft(e), c.want...) })
	}
	full := Answer{Criterion: "T-01", Evidence: slices.Repeat([]Evidence{{Title: "a"}}, maxEvidence+1)}
	wants(t, full.CheckDraft(e), "T-01.evidence refusal.answer.too_much_evidence")
}

func TestAnswerCheckComplete_everyVerdictAndEveryGap(t *testing.T) {
	t.Parallel()
	e := sample().Editions[0]
	for _, c := range []struct {
		name string
		item CriterionID
		mend func(*Answer)
		want []string
	}{
		{"conforms", "T-01", func(*Answer) {}, nil},
		{"nothing said", "T-01", func(a *Answer) { *a = Answer{Criterion: "T-01"} }, []string{"T-01.verdict refusal.answer.verdict_missing", "T-01.assessor refusal.answer.assessor_missing", "T-01.assessed_on refusal.answer.date_missing"}},
		{"does not conform", "T-01", func(a *Answer) { a.Verdict = DoesNotConform }, []string{"T-01.verdict refusal.answer.does_not_conform"}},
		{"not applicable where it may be", "T-02", func(a *Answer) { a.Verdict, a.Method, a.Evidence = NotApplicable, "", nil }, nil},
		{"not applicable without reason", "T-02", func(a *Answer) { a.Verdict, a.Rationale = NotApplicable, "" }, []string{"T-02.rationale refusal.answer.na_reason"}},
		{"not applicable where it may not", "T-01", func(a *Answer) { a.Verdict = NotApplicable }, []string{"T-01.verdict refusal.answer.na_not_allowed"}},
		{"how?", "T-01", func(a *Answer) { a.Method = "" }, []string{"T-01.method refusal.answer.method_missing"}},
		{"because of spaces", "T-01", func(a *Answer) { a.Rationale, a.Assessor = " \n", "\u3000" },
			[]string{"T-01.rationale refusal.answer.rationale_missing", "T-01.assessor refusal.answer.assessor_missing"}},
		{"why?", "T-01", func(a *Answer) { a.Rationale = "" }, []string{"T-01.rationale refusal.answer.rationale_missing"}},
		{"shown by what?", "T-01", func(a *Answer) { a.Evidence = nil }, []string{"T-01.evidence refusal.answer.evidence_missing"}},
		{"by whom?", "T-01", func(a *Answer) { a.Assessor = "" }, []string{"T-01.assessor refusal.answer.assessor_missing"}},
		{"when?", "T-01", func(a *Answer) { a.AssessedOn = "" }, []string{"T-01.assessed_on refusal.answer.date_missing"}},
		{"today", "T-01", func(a *Answer) { a.AssessedOn = sampleDay }, nil},
		{"tomorrow", "T-01", func(a *Answer) { a.AssessedOn = sampleDay.AddDays(1) }, []string{"T-01.assessed_on refusal.date.future"}},
		{"evidence of tomorrow", "T-01", func(a *Answer) { a.Evidence[0].Date = sampleDay.AddDays(1) }, []string{"T-01.evidence.0.date refusal.date.future"}},
		{"not even a draft", "T-01", func(a *Answer) { a.Minutes = -1 }, []string{"T-01.minutes refusal.answer.minutes"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := MethodDevice
			a := sampleAnswer(c.item, m)
			c.mend(&a)
			wants(t, a.CheckComplete(e, sampleDay), c.want...)
		})
	}
}

func TestChecklistHash_isOfWhatItSaysAndNothingElse(t *testing.T) {
	t.Parallel()
	e := sample().Editions[0]
	base := sampleChecklist().Hash(e)
	same := func(name string, c Checklist) {
		if c.Hash(e) != base {
			t.Errorf("%s changes the hash", name)
		}
	}
	reversed := sampleChecklist()
	slices.Reverse(reversed)
	same("the order of saving", reversed)
	saved := sampleChecklist()
	saved[0].Revision, saved[0].Saved, saved[0].SavedBy = 7, instant("2026-04-01T00:00:00Z"), "someone"
	same("who saved it when", saved)
	same("an answer to an item of another edition", append(sampleChecklist(), sampleAnswer("T-77", MethodDevice)))

	for name, mend := range map[string]func(*Answer){
		"verdict": func(a *Answer) { a.Verdict = NotApplicable }, "method": func(a *Answer) { a.Method = MethodDevice },
		"note": func(a *Answer) { a.PublicNote = "x" }, "rationale": func(a *Answer) { a.Rationale += " " },
		"evidence": func(a *Answer) { a.Evidence[0].Version = "2" }, "assessor": func(a *Answer) { a.Assessor = "x" },
		"day": func(a *Answer) { a.AssessedOn = "2026-03-21" }, "time": func(a *Answer) { a.Minutes++ },
	} {
		c := sampleChecklist()
		mend(&c[0])
		if c.Hash(e) == base {
			t.Errorf("another %s leaves the hash as it was", name)
		}
	}
	if got := (Checklist{}).Hash(Edition{}); got != "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945" {
		t.Errorf("the hash of nothing moved: %s", got)
	}
}

func TestChecklistPublic_givesNothingPrivateAway(t *testing.T) {
	t.Parallel()
	e := sample().Editions[0]
	secret := "ひみつ"
	c := Checklist{{Criterion: "T-02", Verdict: Conforms, Method: MethodDevice, PublicNote: "公開", Rationale: secret, Assessor: secret,
		Evidence: []Evidence{{Title: secret, KeptAt: secret}}, AssessedOn: "2026-03-01", Minutes: 99, SavedBy: PersonID(secret)}}
	got := c.Public(e)
	want := []PublicAnswer{{Criterion: "T-01"}, {"T-02", Conforms, MethodDevice, "公開"}, {Criterion: "T-03"}}
	if d := cmp.Diff(want, got); d != "" {
		t.Fatal(d)
	}
	b, err := json.Marshal(got)
	if err != nil || strings.Contains(string(b), secret) || strings.Contains(string(b), "99") {
		t.Fatalf("%s, %v", b, err)
	}
}

func TestChecklistCompleted_isTheLastDayOfAssessment(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		days := rapid.SliceOf(rapid.IntRange(0, 4000)).Draw(t, "days")
		var c Checklist
		last := Date("")
		for _, n := range days {
			day := Date("2020-01-01").AddDays(n)
			c = append(c, Answer{AssessedOn: day})
			last = max(last, day)
		}
		if got := c.Completed(); got != last {
			t.Fatalf("got %s, want %s", got, last)
		}
	})
}

func TestChecklistAnswer_isBlankForAnItemNotTouched(t *testing.T) {
	t.Parallel()
	if d := cmp.Diff(Answer{Criterion: "T-05"}, sampleChecklist().Answer("T-05")); d != "" {
		t.Fatal(d)
	}
	if Field("T-05", "verdict") != "T-05.verdict" {
		t.Fatal("the form field of a part is criterion and part, joined by a full stop")
	}
}

// Whatever a form sends, a draft check answers with refusals, never with a panic,
// and whatever may be submitted may also be saved.
func FuzzAnswer(f *testing.F) {
	f.Add("T-01", "conforms", "document", "note", "2026-03-20", "title", "", 10)
	f.Add("T-02", "not_applicable", "", "\x00\xff", "0000-00-00", "", "zz", -5)
	e := sample().Editions[0]
	f.Fuzz(func(t *testing.T, id, verdict, method, text, day, title, sha string, minutes int) {
		a := Answer{Criterion: CriterionID(id), Verdict: Verdict(verdict), Method: Method(method), Rationale: text, Assessor: text,
			AssessedOn: Date(day), Minutes: minutes, Evidence: []Evidence{{Title: title, Date: Date(day), SHA256: sha}}}
		draft, complete := a.CheckDraft(e), a.CheckComplete(e, sampleDay)
		if draft != nil && complete == nil {
			t.Fatalf("may be submitted but not saved: %v", draft)
		}
		_ = Checklist{a}.Hash(e)
	})
}
