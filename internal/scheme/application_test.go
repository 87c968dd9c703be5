package scheme

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCanBeReturned_asOftenAsTheSchemeSays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		most, returns int
		ok            bool
	}{{0, 0, true}, {0, 9, true}, {2, 0, true}, {2, 1, true}, {2, 2, false}, {2, 3, false}, {1, 1, false}} {
		a := Application{Returns: make([]Return, c.returns)}
		err := a.CanBeReturned(Limits{ReturnsAtMost: c.most})
		if (err == nil) != c.ok || err != nil && !IsRefusal(err, Conflict) {
			t.Errorf("at most %d, returned %d: %v", c.most, c.returns, err)
		}
	}
}

func TestCanBeIssued_neverBySilenceNorByOnePerson(t *testing.T) {
	t.Parallel()
	paid := FeeNote{Paid: "2026-04-02"}
	silent, clear, against := Inquiry{}, answeredBy(NoObjection, "ministry"), answeredBy(Objects, "ministry")
	waits, met := answeredBy(Condition, "ministry"), answeredBy(Condition, "ministry")
	met.Answer.Confirmed = Confirmation{Note: "met", At: noonOf("2026-04-02"), By: "three"}
	letter := answeredBy(NoObjection, "two")
	letter.Answer.Letter = SignedLetter{Reference: "1"}
	for _, c := range []struct {
		name    string
		fee     FeeNote
		asked   []Inquiry
		by      PersonID
		settled bool
		want    []string
	}{
		{"all settled", paid, []Inquiry{clear, clear}, "two", true, nil},
		{"no fee", FeeNote{}, []Inquiry{clear}, "two", false, []string{"refusal.application.fee_open"}},
		{"nobody asked", paid, nil, "two", false, []string{"refusal.application.inquiry_none"}},
		{"one of two silent", paid, []Inquiry{clear, silent}, "two", false, []string{"refusal.application.inquiry_open"}},
		{"a condition", paid, []Inquiry{clear, waits}, "two", false, []string{"refusal.application.inquiry_unconfirmed"}},
		{"a condition that is met", paid, []Inquiry{clear, met}, "two", true, nil},
		{"who says that it is met", paid, []Inquiry{met}, "three", true, []string{"refusal.inquiry.same_officer.confirmed"}},
		{"who entered the letter", paid, []Inquiry{letter}, "two", true, []string{"refusal.inquiry.same_officer.letter"}},
		{"another than who entered the letter", paid, []Inquiry{letter}, "three", true, nil},
		{"objection", paid, []Inquiry{clear, against}, "two", true, []string{"refusal.application.objection"}},
		{"same officer", paid, []Inquiry{clear}, "one", true, []string{"refusal.application.same_officer"}},
		{"everything", FeeNote{}, []Inquiry{silent, waits, against}, "one", false,
			[]string{"refusal.application.fee_open", "refusal.application.inquiry_open", "refusal.application.inquiry_unconfirmed",
				"refusal.application.objection", "refusal.application.same_officer"}},
	} {
		a := Application{AcceptedBy: "one", Fee: c.fee, Inquiries: c.asked, Product: Product{SupportUntil: "2026-04-03"}}
		t.Run(c.name, func(t *testing.T) { wants(t, a.CanBeIssued(c.by, "2026-04-03", Ledger{}), c.want...) })
		if a.Settled() != c.settled {
			t.Errorf("%s: Settled() = %t", c.name, a.Settled())
		}
	}
}

func TestCanBeIssued_notOnceSupportIsOver(t *testing.T) {
	t.Parallel()
	a := Application{AcceptedBy: "one", Fee: FeeNote{Paid: "2026-04-02"}, Inquiries: []Inquiry{answeredBy(NoObjection, "ministry")}, Product: Product{SupportUntil: "2026-04-03"}}
	wants(t, a.CanBeIssued("two", "2026-04-03", Ledger{}))
	wants(t, a.CanBeIssued("two", "2026-04-04", Ledger{}), "refusal.application.support_over")
}

func TestLastDay_neverBeyondSupport(t *testing.T) {
	t.Parallel()
	s := &Scheme{Validity: Validity{Years: 2}}
	for support, want := range map[Date]Date{"": "2028-04-02", "2030-01-01": "2028-04-02", "2027-01-01": "2027-01-01"} {
		if got := (Product{SupportUntil: support}).LastDay(s, "2026-04-03"); got != want {
			t.Errorf("support until %q: last day %s, want %s", support, got, want)
		}
	}
}

func TestInScope_everyQuestionAnsweredAsWantedWithAReason(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		mend func(*Application)
		want []string
	}{
		{"right", func(*Application) {}, nil},
		{"nothing answered", func(a *Application) { a.Scope = nil }, []string{"scope.ip refusal.scope.open", "scope.pc refusal.scope.open"}},
		{"left open", func(a *Application) { a.Scope[0].Answered = false }, []string{"scope.ip refusal.scope.open"}},
		{"wanted yes", func(a *Application) { a.Scope[0].Yes = false }, []string{"scope.ip refusal.scope.outside"}},
		{"wanted no", func(a *Application) { a.Scope[1].Yes = true }, []string{"scope.pc refusal.scope.outside"}},
		{"blank reason", func(a *Application) { a.Scope[1].Reason = " \u3000" }, []string{"scope.pc refusal.scope.reason"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := sampleApplication()
			c.mend(&a)
			wants(t, a.InScope(sample()), c.want...)
		})
	}
}

func TestEvaluator_mustBeEntitledForTheLevel(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		level LevelID
		e     Evaluator
		want  []string
	}{
		{"itself", "a", Evaluator{Class: "self", Name: "x"}, nil},
		{"unknown class", "a", Evaluator{Class: "friend", Name: "x"}, []string{"evaluator_class refusal.evaluator.class"}},
		{"no class", "a", Evaluator{}, []string{"evaluator_class refusal.evaluator.class"}},
		{"not for the level", "b", Evaluator{Class: "self", Name: "x"}, []string{"evaluator_class refusal.evaluator.level"}},
		{"not shown", "b", Evaluator{Class: "body", Name: "x", Entitlement: " "}, []string{"evaluator_entitlement refusal.evaluator.entitlement"}},
		{"shown", "b", Evaluator{Class: "body", Name: "x", Entitlement: "N 1"}, nil},
		{"nameless", "a", Evaluator{Class: "self", Name: "\t"}, []string{"evaluator_name refusal.evaluator.name"}},
		{"endless", "b", Evaluator{Class: "body", Name: long(201), Entitlement: long(201)},
			[]string{"evaluator_name refusal.text.too_long", "evaluator_entitlement refusal.text.too_long"}},
	} {
		t.Run(c.name, func(t *testing.T) { wants(t, c.e.Check(sample(), c.level), c.want...) })
	}
}

func TestFormalCheck_isEmptyForARightApplication(t *testing.T) {
	t.Parallel()
	a := sampleApplication()
	wants(t, a.FormalCheck(sample(), sampleChecklist(), sampleDay).Err())
}

func TestFormalCheck_findsEachFaultByItsField(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		mend func(*Application, Checklist)
		want []string
	}{
		{"scope", func(a *Application, _ Checklist) { a.Scope[0].Reason = "" }, []string{"scope.ip refusal.scope.reason"}},
		{"product", func(a *Application, _ Checklist) { a.Product.Firmware = "" }, []string{"firmware refusal.product.missing"}},
		{"support too short", func(a *Application, _ Checklist) { a.Product.SupportUntil = "2028-03-30" }, []string{"support_until refusal.product.support_short"}},
		{"support to the last day", func(a *Application, _ Checklist) { a.Product.SupportUntil = "2028-03-31" }, nil},
		{"evaluator", func(a *Application, _ Checklist) { a.Evaluator.Name = "" }, []string{"evaluator_name refusal.evaluator.name"}},
		{"category that is not there", func(a *Application, _ Checklist) { a.Category = "toaster" }, []string{"category refusal.category"}},
		{"edition that is not there", func(a *Application, _ Checklist) { a.Edition = "ED-9" }, []string{"edition refusal.edition.not_open"}},
		{"edition no longer open", func(a *Application, _ Checklist) { a.Edition = "ED-0" }, []string{"edition refusal.edition.not_open"}},
		{"edition of another level", func(a *Application, _ Checklist) { a.Edition = "ED-C" }, []string{"edition refusal.edition.not_open"}},
		{"one item open", func(_ *Application, c Checklist) { c[1].Verdict = "" }, []string{"T-02.verdict refusal.answer.verdict_missing"}},
		{"one item fails", func(_ *Application, c Checklist) { c[1].Verdict = DoesNotConform }, []string{"T-02.verdict refusal.answer.does_not_conform"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, list := sampleApplication(), sampleChecklist()
			c.mend(&a, list)
			wants(t, a.FormalCheck(sample(), list, sampleDay).Err(), c.want...)
		})
	}
}

func TestFormalCheck_anApplicationOfALevelWithCategoriesNeedsItsOwn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		category CategoryID
		want     []string
	}{
		{"camera", nil},
		{"", []string{"category refusal.category", "edition refusal.edition.not_open"}},
		{"router", []string{"edition refusal.edition.not_open"}},
	} {
		a := sampleApplication()
		a.Level, a.Category, a.Edition, a.Evaluator = "b", c.category, "ED-C", Evaluator{"body", "検査所", "N 1"}
		wants(t, a.FormalCheck(sample(), sampleChecklist(), sampleDay).Err(), c.want...)
	}
}

// What was received in time stays in time: edition and fee follow the day of
// the first submission, not the day of a later correction.
func TestFormalCheck_followsTheDayOfReceipt(t *testing.T) {
	t.Parallel()
	a := sampleApplication()
	a.Edition, a.Received = "ED-0", "2025-06-30"
	wants(t, a.FormalCheck(sample(), sampleChecklist(), sampleDay).Err())
	a.Received = "2025-07-01"
	wants(t, a.FormalCheck(sample(), sampleChecklist(), sampleDay).Err(), "edition refusal.edition.not_open")
	a.Level, a.Category, a.Edition, a.Evaluator, a.Received = "b", "camera", "ED-C", Evaluator{"body", "検査所", "N 1"}, "2027-01-01"
	wants(t, a.FormalCheck(sample(), sampleChecklist(), sampleDay).Err(), "level refusal.fee.unknown")
}

func TestDeclaration_isTheWordOfANamedPerson(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		d        Declaration
		affirmed int
		want     []string
	}{
		{"right", Declaration{Name: "試験 太郎", Title: "部長"}, 2, nil},
		{"nobody", Declaration{Name: " ", Title: ""}, 2, []string{"declared_by refusal.declaration.name", "declared_title refusal.declaration.title"}},
		{"one statement left out", Declaration{Name: "a", Title: "b"}, 1, []string{"statements refusal.declaration.statements"}},
		{"one too many", Declaration{Name: "a", Title: "b"}, 3, []string{"statements refusal.declaration.statements"}},
		{"endless", Declaration{Name: long(201), Title: long(201)}, 2, []string{"declared_by refusal.text.too_long", "declared_title refusal.text.too_long"}},
	} {
		t.Run(c.name, func(t *testing.T) { wants(t, c.d.Check(c.affirmed, 2), c.want...) })
	}
}

func TestGiven_theCurrentNumberFirst(t *testing.T) {
	t.Parallel()
	a := Application{}
	if got := a.Given(); got != nil {
		t.Errorf("a draft has %v", got)
	}
	a.Numbers, a.Label = Numbers{Application: "A", Acceptance: "B"}, "D"
	want := []GivenNumber{{NumberRegistration, "D"}, {NumberAcceptance, "B"}, {NumberApplication, "A"}}
	if diff := cmp.Diff(want, a.Given()); diff != "" {
		t.Error(diff)
	}
}

func TestIssue_ofAPartOfTheFeeItSaysHowMuchIsMissing(t *testing.T) {
	t.Parallel()
	a := Application{State: Accepted}
	refused := RefusalsOf(a.CanBeIssued("two", "2026-04-03", Ledger{Owed: 198000, Received: 100000}))
	if r := refused[0]; r.Key != "refusal.application.fee_part" || len(r.Args) != 1 || r.Args[0] != 98000 {
		t.Errorf("%+v", r)
	}
	wants(t, a.feePaid(Ledger{Owed: 198000}), "refusal.application.fee_open")
	a.Fee.Paid = "2026-04-02"
	wants(t, a.feePaid(Ledger{Owed: 198000}))
}
