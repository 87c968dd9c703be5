package scheme_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/fold"
	"shirushi/internal/scheme"
)

func TestReviewModels_marksEachLine(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("長", scheme.MostModel)
	got := scheme.ReviewModels([]string{"AB-1", "AB-2"},
		[]string{"AB-3", "AB-1", "ab 2", "ＡＢ３", "AB-3", long, long + "x", "A\u0007B", "A\u202eB", "A\u200bB", "\ufffd", "A B"}, fold.Model)
	want := []scheme.ModelLine{
		{"AB-3", scheme.ModelNew, ""},
		{"AB-1", scheme.ModelTwice, "AB-1"},
		{"ab 2", scheme.ModelAlike, "AB-2"},
		{"ＡＢ３", scheme.ModelAlike, "AB-3"}, // of the same paste
		{"AB-3", scheme.ModelTwice, "AB-3"},
		{long, scheme.ModelNew, ""},
		{long + "x", scheme.ModelLong, ""},
		{"A\u0007B", scheme.ModelUnreadable, ""},
		{"A\u202eB", scheme.ModelUnreadable, ""},
		{"A\u200bB", scheme.ModelUnreadable, ""},
		{"\ufffd", scheme.ModelUnreadable, ""},
		{"A B", scheme.ModelNew, ""}, // what was refused above resembles nothing
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestAlike_isAWarningAndNoRefusal(t *testing.T) {
	t.Parallel()
	p := scheme.Product{Models: []string{"AB-1", "C", "AB1", "D", "ａｂ 1", "d"}}
	if d := cmp.Diff([][]string{{"AB-1", "AB1", "ａｂ 1"}, {"D", "d"}}, p.Alike(fold.Model)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if err := p.CheckDraft(); err != nil {
		t.Errorf("refused: %v", err)
	}
	if got := (scheme.Product{Models: []string{"A", "B"}}).Alike(fold.Model); got != nil {
		t.Errorf("alike: %v", got)
	}
}

func TestProduct_modelsThatNobodyCanReadAreRefused(t *testing.T) {
	t.Parallel()
	for model, key := range map[string]string{"AB-1": "", "A\u202eB": "refusal.text.unseen", "A\u200bB": "refusal.product.model_unreadable", "A\tB": "refusal.product.model_unreadable"} {
		if got := keysOf(scheme.Product{Models: []string{model}}.CheckDraft()); got != key {
			t.Errorf("%q: %q, want %q", model, got, key)
		}
	}
}

func TestReviewModels_tellsARangeFromAModel(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string][]string{
		"MM-11-098〜101":  {"MM-11-098", "MM-11-099", "MM-11-100", "MM-11-101"},
		"MM-8 ～ MM-9":    {"MM-8", "MM-9"},
		"MM-11-001〜40":   nil, // 001 to 040, or to 40?
		"MM-040〜001":     nil,
		"MM-A〜F":         nil,
		"MM-001〜NN-004":  nil,
		"MM-00001〜99999": nil, // more than a label may cover
		"M-99999999999999999999〜99999999999999999999": nil,
	} {
		if got := scheme.ReviewModels(nil, []string{typed}, fold.Model)[0]; got.Mark != scheme.ModelRange {
			t.Errorf("%s is marked %s", typed, got.Mark)
		}
		if d := cmp.Diff(want, scheme.ExpandModel(typed)); d != "" {
			t.Errorf("%s: %s", typed, d)
		}
	}
	for _, typed := range []string{"MM-11-001", "MM-001-040", "〜1", "MM-1〜", "A~"} {
		if got := scheme.ReviewModels(nil, []string{typed}, fold.Model)[0]; got.Mark != scheme.ModelNew || scheme.ExpandModel(typed) != nil {
			t.Errorf("%s is marked %s", typed, got.Mark)
		}
	}
}
