package desk_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"shirushi/internal/desk"
)

func TestFulfil_oneThatFailsStopsNoOther(t *testing.T) {
	t.Parallel()
	b := open(t)
	broken := errors.New("no contact")
	n, err := desk.Fulfil(t.Context(), b.Desk, desk.Duty[string]{
		What: "remind of thing", Deed: "remind",
		Due: func(*desk.Work) ([]string, error) { return []string{"1", "2", "3", "4"}, nil },
		Do: func(w *desk.Work, id string) (bool, error) {
			switch id {
			case "2":
				w.Audit("thing:2", nil, "half")
				return true, broken
			case "3":
				return false, nil // done by another process a moment ago
			}
			w.Audit("thing:"+id, nil, "told")
			return true, nil
		},
	})
	if n != 2 || !errors.Is(err, broken) || !strings.HasPrefix(err.Error(), "remind of thing 2: ") {
		t.Errorf("done to %d: %v", n, err)
	}
	for id, want := range map[string]int{"1": 1, "2": 0, "3": 0, "4": 1} {
		if got := b.lines("thing:" + id); len(got) != want || want > 0 && (got[0].Deed != "remind" || got[0].Who != "") {
			t.Errorf("thing %s: %+v", id, got)
		}
	}
}

func TestFulfil_whatCannotBeListedIsNotBegun(t *testing.T) {
	t.Parallel()
	b := open(t)
	broken := errors.New("disk")
	n, err := desk.Fulfil(t.Context(), b.Desk, desk.Duty[string]{
		Due: func(*desk.Work) ([]string, error) { return []string{"1"}, broken },
		Do:  func(*desk.Work, string) (bool, error) { t.Error("it was begun"); return false, nil },
	})
	if n != 0 || !errors.Is(err, broken) {
		t.Errorf("done to %d: %v", n, err)
	}
}

func TestEach_endsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	var seen []int
	n, err := desk.Each(ctx, "do", []int{1, 2, 3}, func(_ context.Context, one int) (bool, error) {
		if seen = append(seen, one); one == 2 {
			stop()
		}
		return true, nil
	})
	if n != 2 || !errors.Is(err, context.Canceled) || !slices.Equal(seen, []int{1, 2}) {
		t.Errorf("done to %d of %v: %v", n, seen, err)
	}
}
