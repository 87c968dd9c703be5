package renewal_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/desk"
	"shirushi/internal/governance"
	"shirushi/internal/mail"
	"shirushi/internal/renewal"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/testkit"
)

// Each letter goes once, on its day or as soon after it as the program runs;
// who has applied for an extension is reminded no more.
func TestRemind_sendsEachLetterOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, clock := t.Context(), testkit.NewClock()
		post, err := mail.NewPost(make([]byte, 32), "office@label.example")
		ok(t, err)
		d := desk.New(s, clock.Now)
		maker, silent, center := testkit.Maker(0), testkit.Maker(1), testkit.Office()
		silent.Contact.Email = ""
		admin := testkit.Person(center, 1, scheme.RoleAdministrator)
		ok(t, s.Update(ctx, func(tx *store.Tx) error {
			for _, o := range []*scheme.Organisation{&maker, &silent, &center} {
				if err := tx.PutOrganisation(o); err != nil {
					return err
				}
			}
			return tx.PutPerson(&admin)
		}))
		_, problems, err := governance.New(d).LoadCatalog(ctx, testkit.Actor(admin, center), catalogtest.JCStarFiles())
		ok(t, err)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		sch, _, err := d.Scheme(ctx)
		ok(t, err)
		today := sch.Day(clock.Now())
		end := today.AddDays(100)
		label := func(n scheme.LabelNumber, holder scheme.OrganisationID, standing scheme.Standing) scheme.Label {
			standing.ValidFrom = today.AddDays(-300)
			return scheme.Label{Number: n, Holder: holder, Level: "1", Edition: "JST-CR-01-01-2024R1", Product: scheme.Product{Name: scheme.Text{Ja: "見本"}},
				Issued: clock.Now(), FirstIssued: standing.ValidFrom, Listed: standing.ValidFrom, Standing: standing, Updated: clock.Now()}
		}
		ok(t, s.Update(ctx, func(tx *store.Tx) error {
			for _, l := range []scheme.Label{label("1", maker.ID, scheme.Standing{ValidUntil: end}), label("2", silent.ID, scheme.Standing{ValidUntil: end}),
				label("3", maker.ID, scheme.Standing{ValidUntil: end, ExtensionApplied: today}), label("4", maker.ID, scheme.Standing{ValidUntil: end, Revoked: today}),
				label("5", maker.ID, scheme.Standing{ValidUntil: end.AddDays(600)})} {
				if err := tx.PutLabel(&l); err != nil {
					return err
				}
			}
			return nil
		}))
		r := renewal.New(d, post, "https://label.example")
		for _, step := range []struct {
			day  scheme.Date
			want []string
		}{
			{today, []string{"label_ends"}}, {today.AddDays(1), nil}, {end.AddDays(-90), []string{"label_ends"}}, {end.AddDays(-20), []string{"label_ends"}},
			{end, []string{"label_ends"}}, {end.AddDays(1), []string{"label_over", "label_waits"}}, {end.AddDays(5), nil},
		} {
			clock.Advance(sch.Midnight(step.day).Add(12 * time.Hour).Sub(clock.Now()))
			before := letters(t, s, clock.Now())
			for range 2 {
				_, err := r.Remind(ctx)
				ok(t, err)
			}
			got := letters(t, s, clock.Now())[len(before):]
			slices.Sort(got)
			if diff := cmp.Diff(step.want, got); len(got)+len(step.want) > 0 && diff != "" {
				t.Errorf("on %s: %s", step.day, diff)
			}
		}
	})
}

// letters are the kinds of those that wait, the oldest first.
func letters(t *testing.T, s *store.Store, now time.Time) (kinds []string) {
	t.Helper()
	ok(t, s.View(t.Context(), func(tx *store.Tx) error {
		due, err := tx.DueLetters(now.Add(time.Hour), 0)
		kinds = nil
		for _, l := range due {
			kinds = append(kinds, l.Kind)
		}
		return err
	}))
	return kinds
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
