package office_test

import (
	"fmt"
	"testing"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// More inquiries are open than the records give in one reading; each is
// reminded of, and none twice.
func TestRemindAuthorities_goesBeyondOneReading(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	first := onRecord(h, h.accepted(1))
	const more = office.ListedAtMost + 3
	h.put(func(tx *store.Tx) error {
		for n := range more {
			a := first
			a.ID, a.Revision = scheme.ApplicationID(fmt.Sprintf("COPY%d", n)), 0
			a.Numbers = scheme.Numbers{Application: fmt.Sprintf("X-%d", n), Acceptance: fmt.Sprintf("Y-%d", n)}
			i := first.Inquiries[0]
			i.ID, i.About.Acceptance = scheme.InquiryID(fmt.Sprintf("INQ%d", n)), a.Numbers.Acceptance
			a.Inquiries = []scheme.Inquiry{i}
			if err := tx.PutApplication(&a); err != nil {
				return err
			}
			if err := tx.PutInquiries(a); err != nil {
				return err
			}
		}
		return nil
	})
	due := first.Inquiries[0].Due
	for h.today() < due.AddDays(1) {
		h.clock.Advance(day)
	}
	n, err := h.office.RemindAuthorities(t.Context())
	h.ok(err)
	if n != more+1 {
		t.Fatalf("reminded of %d, want %d", n, more+1)
	}
	if again, err := h.office.RemindAuthorities(t.Context()); again != 0 || err != nil {
		t.Fatalf("reminded again of %d: %v", again, err)
	}
}
