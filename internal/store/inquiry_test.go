package store_test

import (
	"fmt"
	"testing"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

func TestInquiry_isKeptWholeWithItsApplication(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		app := started("A", noon)
		app.State = scheme.Accepted
		one := filled[scheme.Inquiry](t)
		one.Authority = office
		app.Inquiries = []scheme.Inquiry{one}
		look(t, s, func(tx *store.Tx) error {
			_, err := tx.Inquiry(one.ID)
			refuses(t, err, scheme.Missing, "refusal.missing")
			return nil
		})
		for _, view := range []scheme.View{scheme.Objects, ""} {
			one.Answer.View = view
			app.Inquiries = []scheme.Inquiry{one}
			change(t, s, func(tx *store.Tx) error {
				if err := tx.PutApplication(&app); err != nil {
					return err
				}
				return tx.PutInquiries(app)
			})
			look(t, s, func(tx *store.Tx) error {
				got, err := tx.Inquiry(one.ID)
				same(t, got.Inquiry, one)
				if got.Application != app.ID || (got.Standing == store.StandsOpen) != (view == "") {
					t.Errorf("%+v", got)
				}
				return err
			})
		}
	})
}

func TestInquiries_comeOpenFirstByTheirLastDay(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		put := func(id string, authority scheme.OrganisationID, state scheme.ApplicationState, i scheme.Inquiry) {
			t.Helper()
			app := started(scheme.ApplicationID("A-"+id), noon)
			i.ID, i.Authority, i.Asked = scheme.InquiryID(id), authority, noon
			i.About.Acceptance, i.About.Applicant.Ja, i.About.Reading = "R-"+id, "株式会社みなも電機", "ミナモデンキ"
			app.State, app.Inquiries = state, []scheme.Inquiry{i}
			change(t, s, func(tx *store.Tx) error {
				if err := tx.PutApplication(&app); err != nil {
					return err
				}
				return tx.PutInquiries(app)
			})
		}
		put("late", office, scheme.Accepted, scheme.Inquiry{Due: "2026-03-01"})
		put("open", office, scheme.Accepted, scheme.Inquiry{Due: "2026-05-01", About: scheme.InquiryAbout{Parents: []string{"髙﨑ホールディングス"}}})
		put("undated", office, scheme.Accepted, scheme.Inquiry{})
		put("answered", office, scheme.Accepted, scheme.Inquiry{Due: "2026-02-01", Answer: scheme.AuthorityAnswer{View: scheme.NoObjection}})
		put("closed", office, scheme.Issued, scheme.Inquiry{Due: "2026-01-01"})
		put("foreign", agency, scheme.Accepted, scheme.Inquiry{Due: "2026-03-02"})
		got := func(f store.InquiryFilter) []scheme.InquiryID {
			return pages(t, s, func(tx *store.Tx, after scheme.InquiryID) ([]store.Inquiry, error) {
				f.Limit, f.After = 2, after
				return tx.Inquiries(f)
			}, func(i store.Inquiry) scheme.InquiryID { return i.Inquiry.ID })
		}
		same(t, got(store.InquiryFilter{Authority: office}), []scheme.InquiryID{"late", "open", "undated", "answered", "closed"})
		same(t, got(store.InquiryFilter{Standing: store.StandsOpen}), []scheme.InquiryID{"late", "foreign", "open", "undated"})
		same(t, got(store.InquiryFilter{Authority: office, Search: "みなも デンキ"}), []scheme.InquiryID(nil))
		same(t, got(store.InquiryFilter{Authority: office, Standing: store.StandsAnswered, Search: "みなも"}), []scheme.InquiryID{"answered"})
		same(t, got(store.InquiryFilter{Authority: office, Search: "髙﨑"}), []scheme.InquiryID{"open"})
		same(t, got(store.InquiryFilter{Authority: office, Search: "r-UNDATED"}), []scheme.InquiryID{"undated"})
		same(t, got(store.InquiryFilter{Authority: office, Search: "%"}), []scheme.InquiryID(nil))
		look(t, s, func(tx *store.Tx) error {
			counts, err := tx.CountInquiries(office)
			same(t, counts, map[store.Standing]int{store.StandsOpen: 3, store.StandsAnswered: 1, store.StandsClosed: 1})
			return err
		})
	})
}

// Ten thousand inquiries of one authority: the page of the open ones comes at
// once.
func TestInquiries_manyOfOneAuthority(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	settled(t, s)
	change(t, s, func(tx *store.Tx) error {
		app := started("A", noon)
		app.State = scheme.Accepted
		if err := tx.PutApplication(&app); err != nil {
			return err
		}
		for n := range 10000 {
			i := scheme.Inquiry{ID: scheme.InquiryID(fmt.Sprintf("I%05d", n)), Authority: office, Asked: noon, Due: "2026-05-01",
				About: scheme.InquiryAbout{Acceptance: fmt.Sprintf("R%05d", n)}}
			if n%10 > 0 {
				i.Answer.View = scheme.NoObjection
			}
			app.Inquiries = append(app.Inquiries, i)
		}
		return tx.PutInquiries(app)
	})
	begun := time.Now()
	look(t, s, func(tx *store.Tx) error {
		rows, err := tx.Inquiries(store.InquiryFilter{Authority: office, Standing: store.StandsOpen, Search: "r0", Limit: 100})
		if len(rows) != 100 {
			t.Errorf("%d rows", len(rows))
		}
		return err
	})
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("took %s", took)
	}
}
