package office_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/office"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// takenOver puts a label on record that has no application here, under the
// number with this serial.
func (h *house) takenOver(serial int64) scheme.LabelNumber {
	h.t.Helper()
	n, err := h.scheme.Numbering.Registration.Number(h.today().Year(), serial)
	h.ok(err)
	l := scheme.Label{Number: scheme.LabelNumber(n), Holder: h.maker.ID, HolderName: h.maker.Name, Level: h.scheme.Levels[0].ID,
		Edition: h.scheme.Editions[0].ID, Catalog: h.catHash, Product: scheme.Product{Name: scheme.Text{Ja: "引き継いだ電球", En: "Lamp taken over"}, Models: []string{"L-1"}},
		Issued: h.clock.Now(), FirstIssued: h.today(), Listed: h.today(), Updated: h.clock.Now(),
		Standing:    scheme.Standing{ValidFrom: h.today(), ValidUntil: h.today().AddYears(1)},
		Assessments: []scheme.Assessment{{Edition: h.scheme.Editions[0].ID, Evaluator: h.scheme.Evaluators[0].ID, Completed: h.today()}}}
	h.ok(h.store.Update(h.t.Context(), func(tx *store.Tx) error {
		if err := tx.PutLabel(&l); err != nil {
			return err
		}
		return tx.PutEntry(registry.Of(l, h.scheme.Day))
	}))
	return l.Number
}

func TestTakenOver_endsAndIsCorrectedLikeAnyOther(t *testing.T) {
	t.Parallel()
	schemes(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		withdrawn, corrected := h.takenOver(5), h.takenOver(6)
		h.ok(h.office.Propose(ctx, h.one, corrected, "name_ja", "引き継いだ電球（訂正）", "転記の誤り"))
		h.ok(h.office.Confirm(ctx, h.two, corrected))
		h.ok(h.office.WithdrawLabel(ctx, h.anna, withdrawn, h.ground(scheme.DeedWithdraw), "販売終了"))
		for n, want := range map[scheme.LabelNumber]scheme.Status{withdrawn: scheme.Withdrawn, corrected: scheme.Active} {
			f, err := h.office.Label(ctx, h.one, n)
			h.ok(err)
			if f.Status != want || f.Label.Application != "" {
				t.Errorf("%s: %s of application %q", n, f.Status, f.Label.Application)
			}
		}
		labels, err := h.office.Labels(ctx, h.anna)
		h.ok(err)
		if len(labels) != 2 {
			t.Errorf("its holder sees %d labels", len(labels))
		}
		letters := h.letters()
		slices.Sort(letters)
		if diff := cmp.Diff([]string{"label_corrected", "label_withdrawn"}, letters); diff != "" {
			t.Error(diff)
		}
		_, err = h.office.CloneTo(ctx, h.anna, office.CloneRequest{Label: withdrawn})
		h.no(err, scheme.Missing, "refusal.missing")
	})
}

func TestIssue_passesOverNumbersThatWereTakenOver(t *testing.T) {
	t.Parallel()
	schemes(t, func(t *testing.T, h *house) {
		h.takenOver(1)
		h.takenOver(2)
		n := h.issued(1)
		want, err := h.scheme.Numbering.Registration.Number(h.today().Year(), 3)
		h.ok(err)
		if string(n) != want {
			t.Errorf("issued %s, want %s", n, want)
		}
	})
}
