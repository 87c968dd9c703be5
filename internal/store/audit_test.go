package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

func TestAuditLines_filterAndPageWithoutSkipOrRepeat(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		change(t, s, func(tx *store.Tx) error {
			sent, draft, other := started("SENT", noon), started("DRAFT", noon), started("OTHER", noon)
			sent.Received, other.Received, other.Applicant = "2026-04-01", "2026-04-01", agency
			if err := errors.Join(tx.PutApplication(&sent), tx.PutApplication(&draft), tx.PutApplication(&other)); err != nil {
				return err
			}
			for i, subject := range []string{"application:DRAFT", "application:SENT", "application:OTHER", "organisation:MAKER", "person:SATO", "catalog", "application:SENT"} {
				line := store.AuditLine{ID: fmt.Sprint(i), At: noon.Add(time.Duration(i/3) * time.Hour), Who: sato, Organisation: maker, Deed: "edit", Subject: subject}
				if i%2 == 0 {
					line.Who, line.Deed = kato, "accept"
				}
				if err := tx.AddAudit(line); err != nil {
					return err
				}
			}
			return nil
		})
		look(t, s, func(tx *store.Tx) error {
			deeds, err := tx.AuditDeeds()
			same(t, deeds, []string{"accept", "edit"})
			return err
		})
		for name, c := range map[string]struct {
			f    store.AuditFilter
			want string
		}{
			"all but drafts":   {store.AuditFilter{}, "6 5 4 3 2 1"},
			"drafts too":       {store.AuditFilter{Unreceived: true}, "6 5 4 3 2 1 0"},
			"one's":            {store.AuditFilter{Who: sato}, "5 3 1"},
			"deed":             {store.AuditFilter{Deed: "accept"}, "6 4 2"},
			"subject":          {store.AuditFilter{Subjects: []string{"application:SENT"}}, "6 1"},
			"organisation":     {store.AuditFilter{Parties: []scheme.OrganisationID{maker}}, "6 4 3 1"},
			"its drafts too":   {store.AuditFilter{Parties: []scheme.OrganisationID{maker}, Unreceived: true}, "6 4 3 1 0"},
			"of nobody":        {store.AuditFilter{Parties: []scheme.OrganisationID{}}, ""},
			"from":             {store.AuditFilter{From: noon.Add(time.Hour)}, "6 5 4 3"},
			"until, exclusive": {store.AuditFilter{Until: noon.Add(time.Hour)}, "2 1"},
			"no such line":     {store.AuditFilter{After: "none"}, ""},
		} {
			f := c.f
			f.Limit = 2
			got := []string{}
			if f.After == "" {
				got = pages(t, s, func(tx *store.Tx, after string) ([]store.AuditLine, error) {
					f.After = after
					return tx.AuditLines(f)
				}, func(l store.AuditLine) string { return l.ID })
			}
			if !slices.Equal(got, strings.Fields(c.want)) {
				t.Errorf("%s: %v, want %s", name, got, c.want)
			}
			look(t, s, func(tx *store.Tx) error {
				n, err := tx.CountAudit(c.f, 100)
				same(t, n, len(strings.Fields(c.want)))
				some, err2 := tx.CountAudit(store.AuditFilter{}, 3)
				same(t, some, 3)
				return errors.Join(err, err2)
			})
		}
	})
}
