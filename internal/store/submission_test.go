package store_test

import (
	"errors"
	"testing"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// handed returns a submission of the application as it stands in its bytes.
func handed(t *testing.T, app scheme.ApplicationID, round int) scheme.Submission {
	s := filled[scheme.Submission](t)
	s.Application, s.Round = app, round
	for i := range s.Checklist { // who saved an answer when is no part of what it says
		s.Checklist[i].Revision, s.Checklist[i].Saved, s.Checklist[i].SavedBy = 0, time.Time{}, ""
	}
	return s
}

func TestSubmission_isKeptWholeAndForGood(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		app, other := started("A", noon), started("B", noon)
		one, two := handed(t, "A", 1), handed(t, "A", 2)
		two.Product.Firmware, two.Agent = "2.0 <&> \u2028𠮷", nil
		change(t, s, func(tx *store.Tx) error {
			return errors.Join(tx.PutApplication(&app), tx.PutApplication(&other), tx.AddSubmission(two), tx.AddSubmission(one))
		})
		look(t, s, func(tx *store.Tx) error {
			all, err := tx.Submissions("A")
			same(t, all, []scheme.Submission{one, two})
			got, err2 := tx.Submission("A", 2)
			same(t, got, two)
			none, err3 := tx.Submissions("B")
			same(t, len(none), 0)
			_, missing := tx.Submission("A", 3)
			refuses(t, missing, scheme.Missing, "refusal.missing")
			return errors.Join(err, err2, err3)
		})
		refuses(t, s.Update(t.Context(), func(tx *store.Tx) error { return tx.AddSubmission(one) }), scheme.Conflict, "refusal.taken")
		forbidden := []string{"UPDATE submission SET body = 'x'", "UPDATE submission SET hash = hash", "DELETE FROM submission"}
		if s.Engine() == "postgres" {
			forbidden = append(forbidden, "TRUNCATE submission")
		} else {
			forbidden = append(forbidden, "REPLACE INTO submission SELECT * FROM submission")
		}
		for _, statement := range forbidden {
			if err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.Exec(statement) }); err == nil {
				t.Errorf("the database took %q", statement)
			}
		}
	})
}

func TestComment_isKeptWhole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		app := started("A", noon)
		change(t, s, func(tx *store.Tx) error { return tx.PutApplication(&app) })
		c := filled[scheme.Comment](t)
		c.Application = "A"
		kept(t, s, c, func(c *scheme.Comment) *int { return &c.Revision },
			(*store.Tx).PutComment,
			func(tx *store.Tx) (scheme.Comment, error) { return tx.Comment(c.ID) },
			func(c *scheme.Comment) { c.Answer, c.Done, c.Delivered = "", time.Time{}, time.Time{} })
	})
}

func TestComments_inTheOrderOfTheirWriting(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		app := started("A", noon)
		change(t, s, func(tx *store.Tx) error { return tx.PutApplication(&app) })
		put := func(id scheme.CommentID, round, minute int) {
			change(t, s, func(tx *store.Tx) error {
				return tx.PutComment(&scheme.Comment{ID: id, Application: "A", Round: round, At: noon.Add(time.Duration(minute) * time.Minute)})
			})
		}
		put("late", 1, 9)
		put("next", 2, 1)
		put("early", 1, 3)
		look(t, s, func(tx *store.Tx) error {
			all, err := tx.Comments("A")
			var ids []scheme.CommentID
			for _, c := range all {
				ids = append(ids, c.ID)
			}
			same(t, ids, []scheme.CommentID{"early", "late", "next"})
			none, err2 := tx.Comments("B")
			same(t, len(none), 0)
			return errors.Join(err, err2)
		})
	})
}

// What came on paper has come to the office before it is submitted.
func TestApplications_receivedAreAlsoThoseOnPaper(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		web, paper, sent := started("W", noon), started("P", noon), started("S", noon)
		web.Channel, paper.Channel, sent.Channel, sent.Received = scheme.ByWeb, scheme.ByPaper, scheme.ByWeb, "2026-04-01"
		change(t, s, func(tx *store.Tx) error {
			return errors.Join(tx.PutApplication(&web), tx.PutApplication(&paper), tx.PutApplication(&sent))
		})
		look(t, s, func(tx *store.Tx) error {
			all, err := tx.Applications(store.ApplicationFilter{Received: true})
			var ids []scheme.ApplicationID
			for _, a := range all {
				ids = append(ids, a.ID)
			}
			same(t, ids, []scheme.ApplicationID{"S", "P"})
			return err
		})
	})
}
