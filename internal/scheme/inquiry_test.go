package scheme

import (
	"strings"
	"testing"
)

// answeredBy is an inquiry with an answer that counts as the zero rules say.
func answeredBy(view View, by PersonID) Inquiry {
	return Inquiry{ID: "I", Asked: noonOf("2026-04-01"), Due: "2026-05-01", Answer: AuthorityAnswer{View: view, Answered: "2026-04-02",
		At: noonOf("2026-04-02"), By: by, Counts: InquiryRules{}.Counts(view, false)}}
}

func TestInquiry_silenceIsNoAnswerHoweverLongItLasts(t *testing.T) {
	t.Parallel()
	i := Inquiry{ID: "I", Due: "2026-05-01"}
	a := Application{Inquiries: []Inquiry{i}}
	for _, day := range []Date{"2026-04-30", "2026-05-01", "2026-05-02", "2036-05-02"} {
		if i.LateOn(day) != (day > i.Due) {
			t.Errorf("late on %s: %t", day, i.LateOn(day))
		}
		if a.InquirySettled() || a.Objected() || IsRefusal(a.CanBeIssued("x", day, Ledger{}), Conflict) == false {
			t.Fatalf("on %s silence counts", day)
		}
	}
	if (&Application{}).InquirySettled() {
		t.Fatal("nobody was asked, and that is settled")
	}
}

func TestInquiryRules_sayWhatAnAnswerCountsAs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rules InquiryRules
		view  View
		late  bool
		want  View
	}{
		{InquiryRules{}, NoObjection, false, NoObjection},
		{InquiryRules{}, NoObjection, true, NoObjection},
		{InquiryRules{}, Objects, true, Objects},
		{InquiryRules{}, Condition, false, ""},
		{InquiryRules{Conditional: NeedsConfirmation}, Condition, false, ""},
		{InquiryRules{Conditional: CountsNoObjection}, Condition, false, NoObjection},
		{InquiryRules{Conditional: CountsObjection}, Condition, false, Objects},
		{InquiryRules{Conditional: CountsNoObjection, Late: NeedsConfirmation}, Condition, true, ""},
		{InquiryRules{Late: NeedsConfirmation}, NoObjection, true, ""},
		{InquiryRules{Late: NeedsConfirmation}, NoObjection, false, NoObjection},
		{InquiryRules{Late: NeedsConfirmation, Conditional: CountsNoObjection}, Objects, true, Objects},
	} {
		if got := c.rules.Counts(c.view, c.late); got != c.want {
			t.Errorf("%+v: %s, late %t, counts as %q, want %q", c.rules, c.view, c.late, got, c.want)
		}
	}
}

func TestInquiryRules_restrictOnlyTheAuthoritiesTheyName(t *testing.T) {
	t.Parallel()
	r := InquiryRules{Restricted: []AskedFor{{CorporateNumber: "1", Levels: []LevelID{"b"}, Categories: []CategoryID{"camera"}}, {CorporateNumber: "2"},
		{CorporateNumber: "3", Levels: []LevelID{"b"}}}}
	for _, c := range []struct {
		number   string
		level    LevelID
		category CategoryID
		want     bool
	}{
		{"1", "b", "camera", true}, {"1", "b", "router", false}, {"1", "a", "camera", false}, {"2", "b", "camera", false},
		{"3", "b", "router", true}, {"9", "a", "", true}, {"", "a", "", true},
	} {
		if got := r.Asks(Organisation{CorporateNumber: c.number}, c.level, c.category); got != c.want {
			t.Errorf("%+v: %t", c, got)
		}
	}
}

func TestAuthorityAnswer_sayingNoNeedsWordsAndALetterItsPlace(t *testing.T) {
	t.Parallel()
	hash := strings.Repeat("0a", 32)
	for _, c := range []struct {
		name string
		a    AuthorityAnswer
		want []string
	}{
		{"consent", AuthorityAnswer{View: NoObjection}, nil},
		{"silence", AuthorityAnswer{}, []string{"view refusal.inquiry.view"}},
		{"a question is no answer", AuthorityAnswer{View: AsksMore, Text: "?"}, []string{"view refusal.inquiry.view"}},
		{"objection in silence", AuthorityAnswer{View: Objects, Text: " \u3000"}, []string{"text refusal.inquiry.text.objection"}},
		{"condition in silence", AuthorityAnswer{View: Condition}, []string{"text refusal.inquiry.text.condition"}},
		{"endless", AuthorityAnswer{View: Objects, Text: long(4001)}, []string{"text refusal.text.too_long"}},
		{"letter", AuthorityAnswer{View: NoObjection, Letter: SignedLetter{"1", hash, "binder 3"}}, nil},
		{"letter of nothing", AuthorityAnswer{View: NoObjection, Letter: SignedLetter{Reference: " "}},
			[]string{"reference refusal.inquiry.reference", "sha256 refusal.evidence.sha256", "kept_at refusal.inquiry.kept_at"}},
		{"endless letter", AuthorityAnswer{View: NoObjection, Letter: SignedLetter{long(201), hash, long(201)}},
			[]string{"reference refusal.text.too_long", "kept_at refusal.text.too_long"}},
	} {
		t.Run(c.name, func(t *testing.T) { wants(t, c.a.Check(), c.want...) })
	}
	wants(t, CheckInquiryText("note", " "), "note refusal.inquiry.words")
	wants(t, CheckInquiryText("note", long(4001)), "note refusal.text.too_long")
}

func TestInquiry_keepsEveryAnswerThatNoLongerStands(t *testing.T) {
	t.Parallel()
	i := Inquiry{}
	wants(t, i.TakeBack(noonOf("2026-04-01"), "a"), "refusal.inquiry.open")
	i.Take(AuthorityAnswer{View: Condition, Text: "one", At: noonOf("2026-04-02"), By: "a"})
	if !i.Unconfirmed() || i.Settled() || i.Open() || !i.SettledAt().IsZero() {
		t.Fatalf("a condition settles: %+v", i)
	}
	if err := i.Confirm(Confirmation{Note: "met", At: noonOf("2026-04-03"), By: "o"}); err != nil || !i.Settled() || !i.SettledAt().Equal(noonOf("2026-04-03")) {
		t.Fatal(err)
	}
	i.Take(AuthorityAnswer{View: NoObjection, Counts: NoObjection, At: noonOf("2026-04-04"), By: "b"})
	wants(t, i.Confirm(Confirmation{}), "refusal.inquiry.nothing_to_confirm")
	if err := i.TakeBack(noonOf("2026-04-05"), "c"); err != nil || !i.Open() {
		t.Fatal(err)
	}
	if len(i.Earlier) != 2 || i.Earlier[0].EndedBy != "b" || i.Earlier[0].Confirmed.Note != "met" || i.Earlier[1].EndedBy != "c" {
		t.Fatalf("%+v", i.Earlier)
	}
}

func TestInquiry_aQuestionLeavesItOpenAndTakesAnAnswerBack(t *testing.T) {
	t.Parallel()
	i := answeredBy(NoObjection, "a")
	wants(t, i.Reply("x", noonOf("2026-04-03"), "o"), "refusal.inquiry.no_question")
	if err := i.Ask("who is the parent?", noonOf("2026-04-03"), "b"); err != nil {
		t.Fatal(err)
	}
	if !i.Open() || !i.Asks() || len(i.Earlier) != 1 || i.Due != "2026-05-01" {
		t.Fatalf("%+v", i)
	}
	wants(t, i.Ask("and who else?", noonOf("2026-04-04"), "b"), "refusal.inquiry.asked_already")
	copied := i
	if err := i.Reply("this one", noonOf("2026-04-05"), "o"); err != nil || i.Asks() {
		t.Fatal(err)
	}
	if !copied.Asks() {
		t.Fatal("a copy was changed")
	}
}

func TestReminderDue_oncePerStepAndForAllThatWereMissed(t *testing.T) {
	t.Parallel()
	s := timed()
	s.Inquiry = InquiryRules{RemindBefore: []int{5, 1}, RemindAfter: []int{1, 5}, RemindEvery: 10}
	// The last day is a Thursday.
	i := Inquiry{Asked: noonOf("2026-04-10"), Due: "2026-04-23"}
	for _, c := range []struct {
		day    Date
		offset int
	}{
		{"2026-04-15", 0}, {"2026-04-16", -5}, {"2026-04-17", 0}, {"2026-04-21", 0}, {"2026-04-22", -1}, {"2026-04-23", 0}, {"2026-04-24", 1}, {"2026-04-27", 0},
	} {
		offset, due := s.InquiryReminderDue(i, c.day)
		if due != (c.offset != 0) || offset != c.offset {
			t.Fatalf("on %s: %d, %t; want %d", c.day, offset, due, c.offset)
		}
		if due {
			i.Reminders = append(i.Reminders, InquiryReminder{At: noonOf(c.day), Offset: offset})
		}
	}
	if offset, due := s.InquiryReminderDue(i, "2027-04-23"); !due || offset < 200 || (offset-5)%10 != 0 {
		t.Fatalf("after a year: %d, %t", offset, due)
	}
	byHand := Inquiry{Asked: i.Asked, Due: i.Due, Reminders: []InquiryReminder{{At: noonOf("2026-04-16"), By: "o"}}}
	if _, due := s.InquiryReminderDue(byHand, "2026-04-16"); !due {
		t.Error("a reminder by hand stands for one in time")
	}
	for name, none := range map[string]Inquiry{
		"answered":              answeredBy(NoObjection, "a"),
		"waits for us":          {Asked: i.Asked, Due: i.Due, Exchanges: []Exchange{{Ask: "?"}}},
		"without a last day":    {Asked: i.Asked},
		"asked after that step": {Asked: noonOf("2026-04-20"), Due: "2026-04-23"},
	} {
		if offset, due := s.InquiryReminderDue(none, "2026-04-21"); due {
			t.Errorf("%s: reminded at %d", name, offset)
		}
	}
	s.Inquiry = InquiryRules{}
	if _, due := s.InquiryReminderDue(i, "2030-01-01"); due {
		t.Error("a scheme without reminders reminds")
	}
}

func TestAboutOf_saysWhatTheInquiryIsAboutAndNoMore(t *testing.T) {
	t.Parallel()
	a := sampleApplication()
	a.Numbers.Acceptance = "R-1"
	a.Product.ParentCompanies, a.Product.SuppliedBy, a.Product.Maintainers = []string{"親"}, []string{"子"}, []string{"守"}
	about := AboutOf(a, Organisation{Name: Text{"架空電機", "Kakuu"}, Reading: "カクウ", Country: "JP", CorporateNumber: "1", Address: "x", Contact: Contact{Name: "secret"}})
	if about.Acceptance != "R-1" || about.Reading != "カクウ" || about.Parents[0] != "親" || about.SuppliedBy[0] != "子" || about.Maintainers[0] != "守" || about.Product != a.Product.Name {
		t.Fatalf("%+v", about)
	}
	about.Parents[0] = "changed"
	if a.Product.ParentCompanies[0] != "親" {
		t.Fatal("the application was changed")
	}
}
