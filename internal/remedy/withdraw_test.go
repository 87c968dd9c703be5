package remedy_test

import (
	"testing"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// On paper, too, nobody but who lodged an objection takes it back: of the
// office only the officer who entered it, and not the one who decided.
func TestWithdraw_fromPaperOnlyByWhoEnteredIt(t *testing.T) {
	each(t, func(h *house) {
		ctx, id := h.Context(), h.Settled(1)
		h.OK(h.Store.Update(ctx, func(tx *store.Tx) error {
			a, err := tx.Application(id)
			if err == nil {
				a.Channel = scheme.ByPaper
				err = tx.PutApplication(&a)
			}
			return err
		}))
		h.OK(h.Office.Refuse(ctx, h.fresh(h.Two), id, "根拠が足りません。"))
		one, err := h.room.Lodge(ctx, h.three, scheme.AgainstApplication, string(id), "書面で届きました。")
		h.OK(err)
		for _, who := range []scheme.Actor{h.Two, h.four} {
			h.no(h.room.Withdraw(ctx, who, one), scheme.Denied, "refusal.objection.entered")
			if f, err := h.room.Objection(ctx, who, one); err != nil || f.May(scheme.DeedObjectionWithdraw) {
				h.Errorf("%v: %v", err, f.Deeds)
			}
		}
		h.OK(h.room.Withdraw(ctx, h.three, one))
		again, err := h.room.Lodge(ctx, h.Two, scheme.AgainstApplication, string(id), "書面で届きました。")
		h.OK(err)
		h.no(h.room.Withdraw(ctx, h.Two, again), scheme.Denied, "refusal.objection.entered")
	})
}
