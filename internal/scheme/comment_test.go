package scheme

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPlaces_areAllPartsOfThePapers(t *testing.T) {
	t.Parallel()
	s := sample()
	e, _ := s.Edition("ED-1")
	want := []string{"kind", "applicant"}
	want = append(want, ProductPlaces()...)
	want = append(want, "listing_wish", "scope.ip", "scope.pc", "evaluator", "T-01", "T-02", "T-03", "declaration")
	if d := cmp.Diff(want, Places(s, e)); d != "" {
		t.Fatal(d)
	}
	fields := strings.Join(ProductPlaces(), " ")
	for _, gap := range (Product{}).gaps() {
		if !strings.Contains(fields, "product."+gap.Field) {
			t.Errorf("no comment can stand at %s", gap.Field)
		}
	}
	for place, want := range map[string]PlaceName{
		"T-01":            {Number: "T-01"},
		"scope.ip":        {},
		"product.name_ja": {Key: "field.name_ja"},
		"declaration":     {Key: "place.declaration"},
	} {
		if got := NameOf(place, s, e); got != want {
			t.Errorf("%s is called %+v", place, got)
		}
	}
}

func TestComment_check(t *testing.T) {
	t.Parallel()
	places := []string{"T-01"}
	for name, c := range map[string]struct {
		comment Comment
		want    string
	}{
		"right":      {Comment{Place: "T-01", Text: "範囲は"}, ""},
		"blank":      {Comment{Place: "T-01", Text: " \n"}, "invalid: text: refusal.comment.empty"},
		"too long":   {Comment{Place: "T-01", Text: strings.Repeat("字", 2001)}, "invalid: text: refusal.text.too_long"},
		"no place":   {Comment{Text: "x"}, "invalid: place: refusal.comment.place"},
		"its inside": {Comment{Place: "T-01.verdict", Text: "x"}, "invalid: place: refusal.comment.place"},
	} {
		err := c.comment.Check(places)
		if (err == nil) != (c.want == "") || err != nil && err.Error() != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	now := time.Now()
	for key, c := range map[string]Comment{"refusal.comment.delivered": {Delivered: now}, "refusal.comment.dropped": {Dropped: now}} {
		if err := c.CanBeChanged(); !IsRefusal(err, Conflict) || RefusalsOf(err)[0].Key != key {
			t.Errorf("%s: %v", key, err)
		}
	}
	if err := (Comment{}).CanBeChanged(); err != nil {
		t.Error(err)
	}
	for _, c := range []struct {
		comment Comment
		open    bool
	}{{Comment{}, false}, {Comment{Delivered: now}, true}, {Comment{Delivered: now, Answer: "x"}, false}, {Comment{Delivered: now, Done: now}, false}} {
		if c.comment.Unsettled() != (c.open || c.comment.Delivered.IsZero()) {
			t.Errorf("%+v unsettled: %t", c.comment, c.comment.Unsettled())
		}
		if c.comment.Open() != c.open {
			t.Errorf("%+v open: %t", c.comment, !c.open)
		}
	}
}

func TestCheckDespite_namesEachCommentThatHangs(t *testing.T) {
	t.Parallel()
	now := time.Now()
	all := []Comment{{ID: "open", Delivered: now}, {ID: "unsent"}, {ID: "answered", Delivered: now, Answer: "x"}, {ID: "dropped", Dropped: now}}
	if got := Unsettled(all); len(got) != 2 || got[0].ID != "open" || got[1].ID != "unsent" {
		t.Fatalf("%+v", got)
	}
	for _, seen := range [][]CommentID{nil, {"open"}, {"unsent", "answered"}} {
		if err := CheckDespite(all, seen); !IsRefusal(err, Conflict) || RefusalsOf(err)[0].Key != "refusal.accept.unsettled" {
			t.Errorf("%v: %v", seen, err)
		}
	}
	for _, seen := range [][]CommentID{{"open", "unsent"}, {"unsent", "open", "gone"}} {
		if err := CheckDespite(all, seen); err != nil {
			t.Errorf("%v: %v", seen, err)
		}
	}
	if err := CheckDespite(all[2:], nil); err != nil {
		t.Error(err)
	}
}
