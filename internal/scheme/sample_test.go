package scheme

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// sample is a scheme unlike any real one, so that a rule which knows too
// much about one country fails here.
func sample() *Scheme {
	items := []Criterion{
		{ID: "T-01", Methods: []Method{MethodDocument, MethodDevice}},
		{ID: "T-02", Methods: []Method{MethodDevice}, NotApplicable: true, NotApplicableIf: Text{"通信なし", "no radio"}},
		{ID: "T-03", Methods: []Method{MethodDocument}, Binds: BindsVendor},
	}
	return &Scheme{
		ID: "sample", ZoneName: "SST", ZoneOffset: 9 * time.Hour,
		Levels: []Level{{ID: "a", Name: Text{"甲", "A"}}, {ID: "b", Name: Text{"乙", "B"}, NeedsCategory: true}},
		Categories: []Category{
			{ID: "camera", Name: Text{"カメラ", "camera"}}, {ID: "router", Name: Text{"ルーター", "router"}}},
		Evaluators: []EvaluatorClass{
			{ID: "self", Name: Text{"自社", "itself"}, MayAssess: []LevelID{"a"}},
			{ID: "body", Name: Text{"評価機関", "body"}, MayAssess: []LevelID{"a", "b"}, Entitlement: Text{"認定番号", "accreditation"}}},
		Questions: []ScopeQuestion{
			{ID: "ip", Wanted: true, Else: Text{"通信しない", "no traffic"}},
			{ID: "pc", Wanted: false, Else: Text{"汎用機", "a computer"}}},
		Numbering: Numberings{Registration: Numbering{"{year}{serial:6}{check}", CheckDamm}},
		Validity:  Validity{Years: 2},
		Limits:    Limits{ReturnsAtMost: 2},
		Statements: []Statement{
			{ID: "conform", Text: Text{"適合します", "it conforms"}}, {ID: "true", Text: Text{"真実です", "it is true"}}},
		Grounds: []Ground{{ID: "wish", Ends: DeedWithdraw}, {ID: "false", Ends: DeedRevoke}},
		Fees: []Fee{
			{Level: "a", From: "2025-01-01", Yen: 200},
			{Level: "a", From: "2025-04-01", Until: "2025-09-30", Yen: 100},
			{Level: "b", From: "2026-01-01", Until: "2026-12-31", Yen: 900}},
		Editions: []Edition{
			{ID: "ED-1", Level: "a", State: EditionInForce, InForceFrom: "2025-01-01", Items: items},
			{ID: "ED-0", Level: "a", State: EditionSuperseded, InForceFrom: "2023-01-01", TransitionUntil: "2025-06-30", Items: items[:1]},
			{ID: "ED-C", Level: "b", Category: "camera", State: EditionInForce, InForceFrom: "2026-01-01", Items: items[:1]}},
	}
}

const sampleDay Date = "2026-04-01"

func sampleProduct() Product {
	return Product{
		Name: Text{"見守りカメラ", "Watching camera"}, Models: []string{"WC-1", "WC-2"}, Manufacturer: "架空電機", Country: "JP", Firmware: "1.2.3",
		SupportFrom: "2026-01-01", Summary: Text{"家庭用", "for homes"}, HomePage: "https://maker.example/wc", Enquiry: "help@maker.example",
		VulnerabilityDesk: "https://maker.example/report", DisclosurePolicy: "https://maker.example/policy",
	}
}

func sampleAnswer(id CriterionID, m Method) Answer {
	return Answer{Criterion: id, Verdict: Conforms, Method: m, Rationale: "設計書で確認した", Assessor: "試験 花子", AssessedOn: "2026-03-20",
		Evidence: []Evidence{{Title: "設計書", Date: "2026-03-01"}}}
}

func sampleChecklist() Checklist {
	return Checklist{sampleAnswer("T-01", MethodDocument), sampleAnswer("T-02", MethodDevice), sampleAnswer("T-03", MethodDocument)}
}

func sampleApplication() Application {
	return Application{Kind: New,
		ID: "app", State: Draft, Applicant: "maker", Level: "a", Edition: "ED-1", Product: sampleProduct(),
		Evaluator: Evaluator{Class: "self", Name: "架空電機 品質部"},
		Scope:     []ScopeAnswer{{"ip", true, true, "無線LANで送受信する"}, {"pc", false, true, "専用機"}},
	}
}

// wants fails unless err is exactly the refusals written as "key" or
// "field key", in order.
func wants(t *testing.T, err error, want ...string) {
	t.Helper()
	var got []string
	for _, r := range RefusalsOf(err) {
		if r.Field == "" {
			got = append(got, r.Key)
		} else {
			got = append(got, r.Field+" "+r.Key)
		}
	}
	if err != nil && got == nil {
		t.Fatalf("a failure, not a refusal: %v", err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("refusals (-want +got):\n%s", d)
	}
}

func instant(s string) time.Time {
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(fmt.Sprint("test instant ", s))
	}
	return at
}

func long(n int) string {
	b := make([]rune, n)
	for i := range b {
		b[i] = '字'
	}
	return string(b)
}
