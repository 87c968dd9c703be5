package scheme

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var noon = time.Date(2026, 4, 1, 3, 0, 0, 0, time.UTC)

func sampleLabel() Label {
	return Label{Number: "2026000001", Product: sampleProduct(), Standing: Standing{ValidFrom: "2026-04-01", ValidUntil: "2028-03-31"}}
}

func TestWithdraw_endsTheLabelFromToday(t *testing.T) {
	t.Parallel()
	l := sampleLabel()
	wants(t, l.Withdraw("wish", "終売", "2026-05-01", noon))
	if l.StatusOn("2026-04-30") != Active || l.StatusOn("2026-05-01") != Withdrawn || l.EndGround != "wish" || l.EndReason != "終売" || l.Updated != noon {
		t.Fatalf("got %+v", l)
	}
}

func TestWithdraw_twiceIsRefused(t *testing.T) {
	t.Parallel()
	l := sampleLabel()
	wants(t, l.Withdraw("wish", "first", "2026-05-01", noon))
	before := l
	wants(t, l.Withdraw("wish", "second", "2026-05-02", noon), "refusal.label.ended")
	if d := cmp.Diff(before, l); d != "" {
		t.Fatal("a refused deed changed the label:", d)
	}
	revoked := sampleLabel()
	wants(t, revoked.Revoke("false", "x", "2026-05-01", noon))
	wants(t, revoked.Withdraw("wish", "x", "2026-05-02", noon), "refusal.label.ended")
}

func TestRevoke_twiceIsRefused(t *testing.T) {
	t.Parallel()
	l := sampleLabel()
	wants(t, l.Revoke("false", "first", "2026-05-01", noon))
	wants(t, l.Revoke("false", "second", "2026-05-02", noon), "refusal.label.revoked_already")
	if l.EndReason != "first" || l.Revoked != "2026-05-01" || l.StatusOn("2026-05-01") != Revoked {
		t.Fatalf("got %+v", l)
	}
}

func TestPropose_changesNothingUntilASecondOfficerConfirms(t *testing.T) {
	t.Parallel()
	l := sampleLabel()
	wants(t, l.Propose("firmware", "1.2.4", "誤記", "one", noon))
	if l.Product.Firmware != "1.2.3" || !l.Updated.IsZero() {
		t.Fatal("a proposal changed the label")
	}
	if open, ok := l.Open(); !ok || open.From != "1.2.3" || open.To != "1.2.4" {
		t.Fatalf("got %+v", open)
	}
	_, err := l.Confirm("one", noon)
	wants(t, err, "refusal.correction.same_officer")
	c, err := l.Confirm("two", noon.Add(time.Hour))
	wants(t, err)
	if l.Product.Firmware != "1.2.4" || c.ConfirmedBy != "two" || l.Updated != noon.Add(time.Hour) || l.Corrections[0].From != "1.2.3" {
		t.Fatalf("got %+v", l)
	}
	_, err = l.Confirm("three", noon)
	wants(t, err, "refusal.correction.none")
}

func TestPropose_wrongTurns(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, field, to, reason, want string }{
		{"models need a new assessment", "models", "X", "r", "field refusal.correction.field"},
		{"unknown field", "price", "1", "r", "field refusal.correction.field"},
		{"no reason", "firmware", "2", " \u3000", "reason refusal.correction.reason"},
		{"nothing left", "firmware", " ", "r", "firmware refusal.product.missing"},
		{"no change", "firmware", "1.2.3", "r", "to refusal.correction.same"},
		{"no address", "home_page", "javascript:alert(1)", "r", "home_page refusal.web_address"},
		{"too long", "summary_ja", long(1001), "r", "summary_ja refusal.text.too_long"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := sampleLabel()
			wants(t, l.Propose(c.field, c.to, c.reason, "one", noon), c.want)
			if len(l.Corrections) != 0 {
				t.Fatal("a refused proposal was kept")
			}
		})
	}
}

func TestPropose_mayEmptyWhatNobodyMustGive(t *testing.T) {
	t.Parallel()
	l := sampleLabel()
	l.Product.Name.En = "Mistaken"
	wants(t, l.Propose("name_en", "", "r", "one", noon))
}

func TestPropose_oneAtATime(t *testing.T) {
	t.Parallel()
	l := sampleLabel()
	wants(t, l.Drop(), "refusal.correction.none")
	wants(t, l.Propose("firmware", "2", "r", "one", noon))
	wants(t, l.Propose("name_en", "B", "r", "one", noon), "refusal.correction.open")
	wants(t, l.Drop())
	if _, open := l.Open(); open || l.Product.Firmware != "1.2.3" {
		t.Fatal("a dropped proposal left something")
	}
	wants(t, l.Propose("name_en", "B", "r", "one", noon))
	if _, err := l.Confirm("two", noon); err != nil {
		t.Fatal(err)
	}
	wants(t, l.Propose("firmware", "3", "r", "two", noon))
	wants(t, l.Drop())
	if len(l.Corrections) != 1 || l.Corrections[0].Field != "name_en" {
		t.Fatal("dropping a proposal dropped a correction that the public has read")
	}
}

// A list is corrected as lines, and the product that it was taken from keeps
// its own.
func TestWithPart_readsListsLineByLine(t *testing.T) {
	t.Parallel()
	before := Product{Certifications: []string{"JCMVP F-1"}}
	after, err := before.WithPart("certifications", " JCMVP F-0001 \r\n\nCC C0002\n")
	if err != nil || !slices.Equal(after.Certifications, []string{"JCMVP F-0001", "CC C0002"}) || before.Certifications[0] != "JCMVP F-1" {
		t.Fatal(before, after, err)
	}
	if got, _ := after.Part("certifications"); got != "JCMVP F-0001\nCC C0002" {
		t.Errorf("%q", got)
	}
	if none, err := after.WithPart("certifications", " "); err != nil || none.Certifications != nil {
		t.Error(none.Certifications, err)
	}
	if _, err := before.WithPart("models", "X"); !IsRefusal(err, Invalid) {
		t.Error("models are corrected as if they were clerical:", err)
	}
}

func TestCorrectionFields_areAllPartsOfAProduct(t *testing.T) {
	t.Parallel()
	for i, field := range CorrectionFields {
		p, err := Product{}.WithPart(field, map[bool]string{true: "JP", false: "https://a.example/"}[field == "country"])
		if err != nil {
			t.Fatal(field, err)
		}
		got, err := p.Part(field)
		if err != nil || got == "" {
			t.Fatal(field, got, err)
		}
		for _, other := range CorrectionFields[i+1:] {
			if text, _ := p.Part(other); text != "" {
				t.Fatalf("%s wrote into %s", field, other)
			}
		}
	}
}
