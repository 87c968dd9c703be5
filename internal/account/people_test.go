package account_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/account"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/testkit"
)

func TestAdmitOrganisation_tidiesWhatWasTyped(t *testing.T) {
	t.Parallel()
	w := settled(t)
	o := testkit.Maker(0)
	want := o
	o.Name.Ja = " 架空無線工業\u3000株式会社\r\n"
	want.Name.Ja = "架空無線工業\u3000株式会社"
	o.Reading = "カ\u3099" // decomposed ガ
	want.Reading = "ガ"
	o.CorporateNumber = strings.Map(func(r rune) rune { return r - '0' + '０' }, o.CorporateNumber[:1]) + "-" + o.CorporateNumber[1:5] + " " + o.CorporateNumber[5:]
	o.Country = "jp"
	o.Address += "\x00\u202e"
	got := w.admit(t, o)
	want.ID, want.Revision, want.Made = got.ID, got.Revision, w.clock.Now()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestAdmitOrganisation_refusesWhatCouldNotBeAParty(t *testing.T) {
	t.Parallel()
	w := settled(t)
	w.admit(t, testkit.Maker(9))
	foreign := func(spoil func(*scheme.Organisation)) scheme.Organisation {
		o := testkit.ForeignMaker(0)
		spoil(&o)
		return o
	}
	maker := func(spoil func(*scheme.Organisation)) scheme.Organisation {
		o := testkit.Maker(0)
		spoil(&o)
		return o
	}
	for key, o := range map[string]scheme.Organisation{
		"refusal.organisation.name":            maker(func(o *scheme.Organisation) { o.Name = scheme.Text{Ja: " \u3000"} }),
		"refusal.organisation.kind":            maker(func(o *scheme.Organisation) { o.Kind = "club" }),
		"refusal.organisation.number_taken":    maker(func(o *scheme.Organisation) { o.CorporateNumber = testkit.CorporateNumber(9) }),
		"refusal.corporate_number.malformed":   maker(func(o *scheme.Organisation) { o.CorporateNumber = "" }),
		"refusal.corporate_number.check_digit": maker(func(o *scheme.Organisation) { o.CorporateNumber = "0" + o.CorporateNumber[1:] }),
		"refusal.email":                        maker(func(o *scheme.Organisation) { o.Contact.Email = "a@b\r\nBcc: c@d.example" }),
		"refusal.text.too_long":                maker(func(o *scheme.Organisation) { o.Address = strings.Repeat("町", 501) }),
		"refusal.organisation.proof":           foreign(func(o *scheme.Organisation) { o.Proof = scheme.Proof{} }),
		"refusal.organisation.english_name":    foreign(func(o *scheme.Organisation) { o.Name = scheme.Text{Ja: "名前"} }),
		"refusal.organisation.reads_japanese":  foreign(func(o *scheme.Organisation) { o.Contact.ReadsJapanese = false }),
		"refusal.account.sha256":               foreign(func(o *scheme.Organisation) { o.Proof.SHA256 = "abc" }),
	} {
		_, err := w.AdmitOrganisation(t.Context(), w.admin, o)
		refused(t, err, key)
	}
	w.admit(t, testkit.ForeignMaker(0))
	w.admit(t, testkit.ForeignMaker(1)) // two without a number do not collide
}

func TestOrganisations_onlyTheOfficeAdmitsChangesAndLists(t *testing.T) {
	t.Parallel()
	w := settled(t)
	maker, other := w.admit(t, testkit.Maker(0)), w.admit(t, testkit.Maker(1))
	manager := w.resident(t, maker, 1, scheme.RoleManager).actor
	applicant := w.resident(t, maker, 2, scheme.RoleApplicant).actor
	officer := w.resident(t, w.admin.Organisation, 1, scheme.RoleOfficer).actor
	for _, who := range []scheme.Actor{manager, applicant, officer, {}} {
		_, err := w.AdmitOrganisation(t.Context(), who, testkit.Maker(5))
		if !scheme.IsRefusal(err, scheme.Denied) {
			t.Errorf("%s admits: %v", who.Person.ID, err)
		}
	}
	for _, who := range []scheme.Actor{manager, applicant} {
		_, err := w.Organisations(t.Context(), who, scheme.Maker)
		refused(t, err, "refusal.account.denied")
		_, err = w.Organisation(t.Context(), who, other.ID)
		refused(t, err, "refusal.missing")
		_, err = w.Powers(t.Context(), who, other.ID)
		refused(t, err, "refusal.missing")
		_, err = w.Organisation(t.Context(), who, maker.ID)
		must(t, err)
	}
	all, err := w.Organisations(t.Context(), officer, scheme.Maker)
	must(t, err)
	if len(all) != 2 {
		t.Errorf("%d makers", len(all))
	}

	change := maker
	change.Name.Ja, change.CorporateNumber, change.Address = "別の会社", testkit.CorporateNumber(77), "大阪府見本市1"
	refused(t, w.ChangeOrganisation(t.Context(), applicant, change), "refusal.missing")
	refused(t, w.ChangeOrganisation(t.Context(), officer, change), "refusal.missing")
	must(t, w.ChangeOrganisation(t.Context(), manager, change))
	got, err := w.Organisation(t.Context(), manager, maker.ID)
	must(t, err)
	want := maker
	want.Address, want.Revision = change.Address, got.Revision
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("a manager changed more than address and contact (-want +got):\n%s", d)
	}
	refused(t, w.ChangeOrganisation(t.Context(), manager, change), "refusal.stale")
	got.Kind, got.Name.Ja = scheme.Office, "別の会社"
	must(t, w.ChangeOrganisation(t.Context(), w.admin, got))
	got, err = w.Organisation(t.Context(), manager, maker.ID)
	must(t, err)
	if got.Kind != scheme.Maker || got.Name.Ja != "別の会社" {
		t.Errorf("after the administrator's change %+v", got)
	}
	got.CorporateNumber = other.CorporateNumber
	refused(t, w.ChangeOrganisation(t.Context(), w.admin, got), "refusal.organisation.number_taken")
}

func TestInvite_whoMayInviteWhom(t *testing.T) {
	t.Parallel()
	w := settled(t)
	office, maker, other := w.admin.Organisation, w.admit(t, testkit.Maker(0)), w.admit(t, testkit.Maker(1))
	manager := w.resident(t, maker, 1, scheme.RoleManager).actor
	applicant := w.resident(t, maker, 2, scheme.RoleApplicant).actor
	officer := w.resident(t, office, 1, scheme.RoleOfficer).actor
	forged := applicant
	forged.Person.Roles = []scheme.Role{scheme.RoleAdministrator} // what counts is on record
	for _, c := range []struct {
		name   string
		who    scheme.Actor
		org    scheme.Organisation
		role   scheme.Role
		refuse string
	}{
		{"manager into own", manager, maker, scheme.RoleApplicant, ""},
		{"manager makes a manager", manager, maker, scheme.RoleManager, ""},
		{"manager into another", manager, other, scheme.RoleApplicant, "refusal.account.denied"},
		{"manager into the office", manager, office, scheme.RoleOfficer, "refusal.account.denied"},
		{"manager gives an office role", manager, maker, scheme.RoleOfficer, "refusal.person.role"},
		{"manager gives the software's role", manager, maker, scheme.RoleSystem, "refusal.person.role"},
		{"applicant", applicant, maker, scheme.RoleApplicant, "refusal.account.denied"},
		{"forged roles", forged, maker, scheme.RoleApplicant, "refusal.account.denied"},
		{"officer into the office", officer, office, scheme.RoleAdministrator, "refusal.account.denied"},
		{"officer into a maker", officer, maker, scheme.RoleApplicant, "refusal.account.denied"},
		{"administrator into the office", w.admin, office, scheme.RoleAdministrator, ""},
		{"administrator gives a wrong role", w.admin, maker, scheme.RoleAgent, "refusal.person.role"},
		{"administrator into nowhere", w.admin, scheme.Organisation{ID: "none"}, scheme.RoleOfficer, "refusal.person.organisation"},
		{"nobody", scheme.Actor{}, maker, scheme.RoleApplicant, "refusal.person.gone"},
	} {
		p := testkit.Person(c.org, 3, c.role)
		p.Email = strings.ReplaceAll(c.name, " ", "-") + "@people.example"
		_, err := w.Invite(t.Context(), c.who, p)
		if c.refuse == "" {
			must(t, err)
			continue
		}
		if refused(t, err, c.refuse); t.Failed() {
			t.Fatal(c.name)
		}
	}
}

func TestInvite_anAddressBelongsToOnePersonAndHoldsNoHeader(t *testing.T) {
	t.Parallel()
	w := settled(t)
	maker := w.admit(t, testkit.Maker(0))
	p := w.invite(t, maker, 1, scheme.RoleApplicant)
	twin := testkit.Person(maker, 2, scheme.RoleApplicant)
	twin.Email = strings.ToUpper(p.Email)
	_, err := w.Invite(t.Context(), w.admin, twin)
	refused(t, err, "refusal.person.address_taken")
	for _, address := range []string{"a@b.example\r\nBcc: x@y.example", "a@b.example\nx", "a@b.example, x@y.example",
		"<a@b.example>", `"a"@b.example`, "a(comment)@b.example", "a@b.example\u202e", "a@[127.0.0.1]", "a b@c.example", "a\u00a0b@c.example", "a\\b@c.example"} {
		twin.Email = address
		_, err := w.Invite(t.Context(), w.admin, twin)
		refused(t, err, "refusal.email")
	}
	must(t, w.Dismiss(t.Context(), w.admin, p.ID))
	twin.Email = p.Email
	twin.Name = "改行\r\nBcc: x@y.example"
	id, err := w.Invite(t.Context(), w.admin, twin)
	must(t, err)
	if got := w.person(t, id).Name; got != "改行 Bcc: x@y.example" {
		t.Errorf("name %q", got)
	}
}

func TestDismiss_whoMayDismissWhom(t *testing.T) {
	t.Parallel()
	w := settled(t)
	maker, other := w.admit(t, testkit.Maker(0)), w.admit(t, testkit.Maker(1))
	manager := w.resident(t, maker, 1, scheme.RoleManager).actor
	colleague := w.invite(t, maker, 2, scheme.RoleApplicant)
	stranger := w.invite(t, other, 1, scheme.RoleApplicant)
	officer := w.resident(t, w.admin.Organisation, 1, scheme.RoleOfficer).actor
	refused(t, w.Dismiss(t.Context(), manager, stranger.ID), "refusal.missing")
	refused(t, w.Dismiss(t.Context(), manager, officer.Person.ID), "refusal.missing")
	refused(t, w.Dismiss(t.Context(), manager, manager.Person.ID), "refusal.person.self")
	refused(t, w.Dismiss(t.Context(), officer, colleague.ID), "refusal.missing")
	refused(t, w.Dismiss(t.Context(), w.admin, w.admin.Person.ID), "refusal.person.self")
	must(t, w.Dismiss(t.Context(), manager, colleague.ID))
	refused(t, w.Dismiss(t.Context(), manager, colleague.ID), "refusal.person.dismissed")
	must(t, w.Dismiss(t.Context(), w.admin, officer.Person.ID))
	if err := w.Dismiss(t.Context(), w.admin, "none"); !scheme.IsRefusal(err, scheme.Missing) {
		t.Errorf("got %v", err)
	}
	_, err := w.People(t.Context(), manager, other.ID)
	refused(t, err, "refusal.missing")
	people, err := w.People(t.Context(), manager, maker.ID)
	must(t, err)
	if len(people) != 2 {
		t.Errorf("%d people", len(people))
	}
}

func TestDismiss_twoAdministratorsCannotEndEachOther(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := settledOn(t, s)
		second := w.resident(t, w.admin.Organisation, 1, scheme.RoleAdministrator).actor
		var wg sync.WaitGroup
		var errs [2]error
		wg.Go(func() { errs[0] = w.Dismiss(t.Context(), w.admin, second.Person.ID) })
		wg.Go(func() { errs[1] = w.Dismiss(t.Context(), second, w.admin.Person.ID) })
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("got %v", errs)
		}
		for _, err := range errs {
			if err != nil {
				refused(t, err, "refusal.person.gone")
			}
		}
	})
}

func TestDismiss_theLastAdministratorStays(t *testing.T) {
	t.Parallel()
	w := settled(t)
	manager := scheme.Actor{Person: scheme.Person{Roles: []scheme.Role{scheme.RoleSystem, scheme.RoleAdministrator}}}
	refused(t, w.Dismiss(t.Context(), manager, w.admin.Person.ID), "refusal.person.last_administrator")
}

func TestGrantPower_onlyByAnAdministratorFromMakerToAgency(t *testing.T) {
	t.Parallel()
	w := settled(t)
	maker, other, agency := w.admit(t, testkit.Maker(0)), w.admit(t, testkit.Maker(1)), w.admit(t, testkit.Agency(0))
	manager, stranger := w.resident(t, maker, 1, scheme.RoleManager).actor, w.resident(t, other, 1, scheme.RoleManager).actor
	agent := w.resident(t, agency, 1, scheme.RoleManager).actor
	good := scheme.Power{Agent: agency.ID, Applicant: maker.ID, From: "2026-04-01", Until: "2027-03-31", SHA256: strings.Repeat("ab", 32)}
	for key, p := range map[string]scheme.Power{
		"refusal.power.agent":     {Agent: maker.ID, Applicant: maker.ID, From: "2026-04-01"},
		"refusal.power.applicant": {Agent: agency.ID, Applicant: "none", From: "2026-04-01"},
		"refusal.power.from":      {Agent: agency.ID, Applicant: maker.ID, From: "2026-02-30"},
		"refusal.power.until":     {Agent: agency.ID, Applicant: maker.ID, From: "2026-04-01", Until: "2026-03-31"},
		"refusal.account.sha256":  {Agent: agency.ID, Applicant: maker.ID, From: "2026-04-01", SHA256: "AB"},
	} {
		refused(t, w.GrantPower(t.Context(), w.admin, p), key)
	}
	for _, who := range []scheme.Actor{manager, agent} {
		refused(t, w.GrantPower(t.Context(), who, good), "refusal.account.denied")
	}
	must(t, w.GrantPower(t.Context(), w.admin, good))
	refused(t, w.GrantPower(t.Context(), w.admin, good), "refusal.power.there")
	for _, who := range []scheme.Actor{stranger, agent} {
		refused(t, w.EndPower(t.Context(), who, good), "refusal.missing")
	}
	must(t, w.EndPower(t.Context(), manager, good)) // the maker takes back what it gave
	powers, err := w.Powers(t.Context(), agent, agency.ID)
	must(t, err)
	good.Ended = "2026-04-01"
	if d := cmp.Diff([]scheme.Power{good}, powers); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// The day may be asked of the records themselves: inside a transaction that
// would wait for a connection while it holds one.
func TestEndPower_asksTheDayBeforeItsTransaction(t *testing.T) {
	t.Parallel()
	s, ctx := storetest.SQLite(t), t.Context()
	asked := func(at time.Time) scheme.Date {
		ctx, stop := context.WithTimeout(ctx, 5*time.Second)
		defer stop()
		must(t, s.Update(ctx, func(*store.Tx) error { return nil }))
		return day(at)
	}
	a, err := account.New(s, &letters{}, testkit.NewClock().Now, config(), asked)
	must(t, err)
	who := scheme.System()
	who.Person.Roles = append(who.Person.Roles, scheme.RoleAdministrator)
	refused(t, a.EndPower(ctx, who, scheme.Power{Agent: "A", Applicant: "B", From: "2026-04-01"}), "refusal.missing")
}
