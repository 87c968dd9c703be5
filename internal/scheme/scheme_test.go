package scheme

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFeeOn_followsTheDayOfReceipt(t *testing.T) {
	t.Parallel()
	s := sample()
	for _, c := range []struct {
		level LevelID
		day   Date
		want  int // 0: no fee is set
	}{
		{"a", "2024-12-31", 0}, {"a", "2025-01-01", 200}, {"a", "2025-03-31", 200}, {"a", "2025-04-01", 100}, {"a", "2025-09-30", 100},
		{"a", "2025-10-01", 200}, {"a", "2099-01-01", 200}, {"b", "2025-12-31", 0}, {"b", "2026-12-31", 900}, {"b", "2027-01-01", 0}, {"z", "2026-01-01", 0},
	} {
		fee, err := s.FeeOn(New, c.level, c.day)
		if fee.Yen != c.want || (err == nil) != (c.want > 0) || err != nil && !IsRefusal(err, Invalid) {
			t.Errorf("level %s on %s: %d, %v; want %d", c.level, c.day, fee.Yen, err, c.want)
		}
	}
}

func TestEditionsOpenOn_everyStateOfAnEdition(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		e    Edition
		day  Date
		want bool
	}{
		{Edition{State: EditionDraft, InForceFrom: "2025-01-01"}, "2026-01-01", false},
		{Edition{State: EditionInCommittee, InForceFrom: "2025-01-01"}, "2026-01-01", false},
		{Edition{State: EditionApproved, InForceFrom: "2025-01-01"}, "2026-01-01", false},
		{Edition{State: EditionInForce, InForceFrom: "2026-01-01"}, "2025-12-31", false},
		{Edition{State: EditionInForce, InForceFrom: "2026-01-01"}, "2026-01-01", true},
		{Edition{State: EditionSuperseded, InForceFrom: "2025-01-01"}, "2026-01-01", false},
		{Edition{State: EditionSuperseded, InForceFrom: "2025-01-01", TransitionUntil: "2026-01-01"}, "2026-01-01", true},
		{Edition{State: EditionSuperseded, InForceFrom: "2025-01-01", TransitionUntil: "2026-01-01"}, "2026-01-02", false},
		{Edition{State: EditionSuperseded, InForceFrom: "2025-01-01", TransitionUntil: "2026-01-01"}, "2024-12-31", false},
	} {
		if got := c.e.OpenOn(c.day); got != c.want {
			t.Errorf("%s on %s: %t", c.e.State, c.day, got)
		}
	}
	var open []EditionID
	for _, e := range sample().EditionsOpenOn("a", "2025-06-30") {
		open = append(open, e.ID)
	}
	if d := cmp.Diff([]EditionID{"ED-1", "ED-0"}, open); d != "" {
		t.Fatal("in the transition both are open:", d)
	}
}

func TestEditionFor_aCommonEditionServesEveryCategory(t *testing.T) {
	t.Parallel()
	common, camera := Edition{Level: "a"}, Edition{Level: "a", Category: "camera"}
	for _, c := range []struct {
		e        Edition
		level    LevelID
		category CategoryID
		want     bool
	}{{common, "a", "", true}, {common, "a", "camera", true}, {common, "b", "", false}, {camera, "a", "camera", true}, {camera, "a", "", false}, {camera, "a", "router", false}} {
		if got := c.e.For(c.level, c.category); got != c.want {
			t.Errorf("%+v for %s/%s: %t", c.e, c.level, c.category, got)
		}
	}
}

func TestText_aReaderNeverMeetsABlank(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text     Text
		lang, in string
	}{{Text{"日", "E"}, "ja", "日"}, {Text{"日", "E"}, "en", "E"}, {Text{"", "E"}, "ja", "E"}, {Text{"日", ""}, "en", "日"}, {Text{"日", "E"}, "fr", "E"}, {Text{}, "ja", ""}} {
		if got := c.text.In(c.lang); got != c.in {
			t.Errorf("%+v in %s: %q", c.text, c.lang, got)
		}
	}
	if !(Text{}).IsZero() || (Text{En: "x"}).IsZero() {
		t.Fatal("IsZero")
	}
}

func TestScheme_findsItsPartsAndMissesTheRest(t *testing.T) {
	t.Parallel()
	s := sample()
	finds := map[string]func(string) bool{
		"level":     func(id string) bool { _, ok := s.Level(LevelID(id)); return ok },
		"category":  func(id string) bool { _, ok := s.Category(CategoryID(id)); return ok },
		"evaluator": func(id string) bool { _, ok := s.Evaluator(EvaluatorClassID(id)); return ok },
		"question":  func(id string) bool { _, ok := s.Question(QuestionID(id)); return ok },
		"ground":    func(id string) bool { _, ok := s.Ground(GroundID(id)); return ok },
		"edition":   func(id string) bool { _, ok := s.Edition(EditionID(id)); return ok },
	}
	there := map[string]string{"level": "a", "category": "camera", "evaluator": "self", "question": "ip", "ground": "wish", "edition": "ED-1"}
	for what, find := range finds {
		if !find(there[what]) || find("") || find("nothing") {
			t.Errorf("%s is not found as it should be", what)
		}
	}
}
