package scheme

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestCorporateNumber_checkDigitOfTheOrdinance(t *testing.T) {
	t.Parallel()
	wants(t, CheckCorporateNumber("7000012050002")) // the National Tax Agency's own
	for _, bad := range []string{"", "700001205000", "70000120500022", "７000012050002", "70000 2050002", "-000012050002"} {
		wants(t, CheckCorporateNumber(bad), "corporate_number refusal.corporate_number.malformed")
	}
	for d := byte('0'); d <= '9'; d++ {
		if d != '7' {
			wants(t, CheckCorporateNumber(string(d)+"000012050002"), "corporate_number refusal.corporate_number.check_digit")
		}
	}
}

func TestCorporateNumber_everySingleWrongDigitButNineForZeroIsFound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		twelve := rapid.StringMatching(`[0-9]{12}`).Draw(t, "twelve")
		number := string('0'+corporateCheckDigit(twelve)) + twelve
		if err := CheckCorporateNumber(number); err != nil {
			t.Fatal(number, err)
		}
		at, digit := rapid.IntRange(1, 12).Draw(t, "at"), byte('0'+rapid.IntRange(0, 9).Draw(t, "digit"))
		same := (int(digit)-int(number[at]))%9 == 0 // the modulus is nine
		wrong := number[:at] + string(digit) + number[at+1:]
		if err := CheckCorporateNumber(wrong); (err == nil) != same {
			t.Fatalf("%s typed as %s: %v", number, wrong, err)
		}
	})
}

func TestPlausibleEmail(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"a@b", "hanako.test+x@maker.example.jp", "花子@例え.jp"} {
		if !PlausibleEmail(good) {
			t.Errorf("%q is refused", good)
		}
	}
	for _, bad := range []string{"", "@", "a@", "@b", "a b@c", "a@b@c", "a@b\nBcc: all@x", "a@b\r\n", "<a@b>", "a@b,c@d", "a;b@c", `"a"@b`, "a@b\x7f", strings.Repeat("a", 255) + "@b"} {
		if PlausibleEmail(bad) {
			t.Errorf("%q passes", bad)
		}
	}
}

func maker() Organisation {
	return Organisation{ID: "maker", Kind: Maker, Name: Text{Ja: "架空電機"}, CorporateNumber: "7000012050002", Country: "JP", Address: "東京都",
		Contact: Contact{Name: "花子", Email: "h@maker.example"}}
}

func TestOrganisation_atHomeAndAbroad(t *testing.T) {
	t.Parallel()
	abroad := func(o *Organisation) {
		*o = Organisation{Kind: Maker, Name: Text{En: "Fictional Ltd"}, Country: "GB", Address: "London", Proof: Proof{Kind: "extract", Number: "1"},
			Contact: Contact{"Ann", "a@maker.example", true}}
	}
	for _, c := range []struct {
		name string
		mend func(*Organisation)
		want []string
	}{
		{"at home", func(*Organisation) {}, nil},
		{"abroad", abroad, nil},
		{"an office needs no number", func(o *Organisation) { *o = Organisation{Kind: Office, Name: Text{Ja: "事務局"}, Country: "JP"} }, nil},
		{"nameless", func(o *Organisation) { o.Name = Text{} }, []string{"name refusal.organisation.name"}},
		{"nowhere", func(o *Organisation) { o.Country = "Japan" }, []string{"country refusal.organisation.country", "name_en refusal.organisation.english_name",
			"proof refusal.organisation.proof", "reads_japanese refusal.organisation.reads_japanese"}},
		{"no address, no contact", func(o *Organisation) { o.Address, o.Contact = "", Contact{} },
			[]string{"address refusal.organisation.address", "contact_name refusal.organisation.contact_name", "contact_email refusal.email"}},
		{"wrong number", func(o *Organisation) { o.CorporateNumber = "1000012050002" }, []string{"corporate_number refusal.corporate_number.check_digit"}},
		{"abroad, unproven", func(o *Organisation) { abroad(o); o.Proof.Number = "" }, []string{"proof refusal.organisation.proof"}},
		{"abroad, Japanese name only", func(o *Organisation) { abroad(o); o.Name = Text{Ja: "架空"} }, []string{"name_en refusal.organisation.english_name"}},
		{"abroad, contact cannot read", func(o *Organisation) { abroad(o); o.Contact.ReadsJapanese = false }, []string{"reads_japanese refusal.organisation.reads_japanese"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := maker()
			c.mend(&o)
			wants(t, o.Check(), c.want...)
		})
	}
}

func TestPerson_rolesFitTheOrganisation(t *testing.T) {
	t.Parallel()
	may := map[OrganisationKind][]Role{Maker: {RoleApplicant, RoleManager}, Agency: {RoleAgent, RoleManager}, Office: {RoleOfficer, RoleAdministrator}, Authority: {RoleReviewer}, "club": nil}
	for kind, roles := range may {
		for _, r := range Roles {
			err := Person{Name: "x", Email: "x@y", Language: "ja", Roles: []Role{r}}.Check(kind)
			if (err == nil) != slices.Contains(roles, r) {
				t.Errorf("%s in %s: %v", r, kind, err)
			}
		}
	}
	wants(t, Person{Name: strings.Repeat("名", 200), Email: "x@y", Language: "ja", Roles: []Role{RoleApplicant}}.Check(Maker))
	wants(t, Person{}.Check(Maker), "name refusal.person.name", "email refusal.email", "language refusal.person.language", "roles refusal.person.no_role")
	wants(t, Person{Name: strings.Repeat("x", 201), Email: "x@y", Language: "fr", Roles: []Role{RoleApplicant}}.Check(Maker),
		"name refusal.text.too_long", "language refusal.person.language")
}

func TestPower_holdsFromItsFirstToItsLastDay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		p    Power
		day  Date
		want bool
	}{
		{Power{From: "2026-04-01"}, "2026-03-31", false}, {Power{From: "2026-04-01"}, "2026-04-01", true}, {Power{From: "2026-04-01"}, "2099-01-01", true},
		{Power{From: "2026-04-01", Until: "2026-04-30"}, "2026-04-30", true}, {Power{From: "2026-04-01", Until: "2026-04-30"}, "2026-05-01", false},
		{Power{From: "2026-04-01", Ended: "2026-04-10"}, "2026-04-09", true}, {Power{From: "2026-04-01", Ended: "2026-04-10"}, "2026-04-10", false},
		{Power{From: "2026-04-01", Ended: "2026-04-01"}, "2026-04-01", false},
	} {
		if got := c.p.HoldsOn(c.day); got != c.want {
			t.Errorf("%+v on %s: %t", c.p, c.day, got)
		}
	}
}

func TestRolesToward_ownThingsOnly(t *testing.T) {
	t.Parallel()
	actor := func(org OrganisationID, actsFor []OrganisationID, roles ...Role) Actor {
		return Actor{Person: Person{Roles: roles}, Organisation: Organisation{ID: org}, ActsFor: actsFor}
	}
	gone := actor("maker", nil, RoleApplicant, RoleOfficer, RoleAgent)
	gone.Person.Dismissed = time.Unix(1, 0)
	for _, c := range []struct {
		name string
		who  Actor
		want []Role
	}{
		{"own", actor("maker", nil, RoleApplicant), []Role{RoleApplicant}},
		{"another's", actor("other", nil, RoleApplicant), nil},
		{"a power does not make an applicant", actor("other", []OrganisationID{"maker"}, RoleApplicant), nil},
		{"agent with power", actor("agency", []OrganisationID{"x", "maker"}, RoleAgent), []Role{RoleAgent}},
		{"agent without", actor("agency", []OrganisationID{"x"}, RoleAgent), nil},
		{"manager", actor("maker", nil, RoleManager), nil},
		{"officer", actor("office", nil, RoleOfficer), []Role{RoleOfficer}},
		{"administrator", actor("office", nil, RoleAdministrator), []Role{RoleAdministrator}},
		{"dismissed", gone, nil},
		{"nobody", Actor{}, nil},
	} {
		if got := c.who.RolesToward("maker"); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestFresh_servesFiveMinutes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		ago time.Duration
		ok  bool
	}{{0, true}, {StepUpHolds, true}, {StepUpHolds + time.Second, false}, {-time.Second, false}} {
		if err := (Actor{SteppedUp: noon.Add(-c.ago)}).Fresh(noon); (err == nil) != c.ok || err != nil && !IsRefusal(err, Denied) {
			t.Errorf("%s ago: %v", c.ago, err)
		}
	}
	wants(t, Actor{}.Fresh(noon), "refusal.step_up")
}

func TestRefusals_areTwoSortsOfError(t *testing.T) {
	t.Parallel()
	one := Refuse(Invalid, "k").On("f").With(1)
	if one.Error() != "invalid: f: k" || Refuse(Missing, "k").Error() != "missing: k" {
		t.Fatal(one)
	}
	var many Refusals
	many.Add(nil)
	if many.Err() != nil {
		t.Fatal("no refusals are an error")
	}
	many.Add(one)
	many.Add(Refusals{Refuse(Conflict, "l")})
	wrapped := fmt.Errorf("submit: %w", many.Err())
	if !IsRefusal(wrapped, Conflict) || IsRefusal(wrapped, Denied) || len(RefusalsOf(wrapped)) != 2 || many.Error() != "invalid: f: k; conflict: l" {
		t.Fatal(wrapped)
	}
	if RefusalsOf(nil) != nil || RefusalsOf(fmt.Errorf("disk")) != nil || !IsRefusal(fmt.Errorf("x: %w", one), Invalid) {
		t.Fatal("failures are no refusals")
	}
	defer func() {
		if recover() == nil {
			t.Fatal("a failure was added to a form's refusals")
		}
	}()
	many.Add(fmt.Errorf("disk"))
}
