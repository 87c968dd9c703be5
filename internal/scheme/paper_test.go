package scheme

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func samplePaper() Paper {
	return Paper{Received: "2026-03-30", Reference: "受-12", SHA256: strings.Repeat("ab", 32), KeptAt: "文書庫"}
}

func TestPaper_check(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		alter func(*Paper)
		want  string
	}{
		"right":        {func(*Paper) {}, ""},
		"today":        {func(p *Paper) { p.Received = sampleDay }, ""},
		"earliest":     {func(p *Paper) { p.Received = "2026-03-22" }, ""},
		"too old":      {func(p *Paper) { p.Received = "2026-03-21" }, "invalid: received: refusal.paper.too_old"},
		"tomorrow":     {func(p *Paper) { p.Received = "2026-04-02" }, "invalid: received: refusal.date.future"},
		"no day":       {func(p *Paper) { p.Received = "2026-02-30" }, "invalid: received: refusal.date.malformed"},
		"no reference": {func(p *Paper) { p.Reference = " " }, "invalid: reference: refusal.paper.reference"},
		"long":         {func(p *Paper) { p.Reference = strings.Repeat("字", 201) }, "invalid: reference: refusal.text.too_long"},
		"no hash":      {func(p *Paper) { p.SHA256 = "" }, "invalid: sha256: refusal.paper.sha256"},
		"half a hash":  {func(p *Paper) { p.SHA256 = "abab" }, "invalid: sha256: refusal.paper.sha256"},
		"nowhere":      {func(p *Paper) { p.KeptAt = "" }, "invalid: kept_at: refusal.paper.kept_at"},
	} {
		p := samplePaper()
		c.alter(&p)
		err := p.Check(sampleDay, 10)
		if (err == nil) != (c.want == "") || err != nil && err.Error() != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	for signed, want := range map[Date]string{"2026-03-30": "", "2020-01-01": "", "2026-03-31": "refusal.paper.signed_late", "": "refusal.date.missing", "soon": "refusal.date.malformed"} {
		err := samplePaper().CheckSigned(signed)
		if (err == nil) != (want == "") || err != nil && RefusalsOf(err)[0].Key != want {
			t.Errorf("signed %q: %v", signed, err)
		}
	}
}

func TestEntered_standsForItsApplicant(t *testing.T) {
	t.Parallel()
	officer := Actor{Person: Person{ID: "O", Roles: []Role{RoleOfficer}}}
	gone := officer
	gone.Person.Dismissed = time.Now()
	for _, c := range []struct {
		channel Channel
		who     Actor
		entry   bool
	}{
		{ByWeb, officer, false}, {ByPaper, officer, true}, {ByEmail, officer, true}, {"", officer, false}, {ByPaper, gone, false},
		{ByPaper, Actor{Person: Person{Roles: []Role{RoleAdministrator}}}, false},
	} {
		a := Application{Channel: c.channel}
		if got := slices.Contains(a.RolesOf(c.who), RoleEntry); got != c.entry {
			t.Errorf("%q %v: entry %t", c.channel, c.who.Person.Roles, got)
		}
	}
	a := Application{Channel: ByPaper, EnteredBy: []PersonID{"O", "P"}, AcceptedBy: "Q"}
	for by, want := range map[PersonID]string{"O": "refusal.application.entered_it", "P": "refusal.application.entered_it", "Q": "refusal.application.same_officer", "R": ""} {
		err := a.SecondPerson(by)
		if (err == nil) != (want == "") || err != nil && RefusalsOf(err)[0].Key != want {
			t.Errorf("%s decides: %v", by, err)
		}
	}
}

func TestReceivedBy_isTheDayOfThePaper(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a    Application
		want Date
	}{
		{Application{}, sampleDay},
		{Application{Channel: ByWeb, Paper: samplePaper()}, sampleDay},
		{Application{Channel: ByPaper, Paper: samplePaper()}, "2026-03-30"},
		{Application{Channel: ByPaper, Paper: samplePaper(), Received: "2026-01-05"}, "2026-01-05"},
	} {
		if got := c.a.ReceivedBy(sampleDay); got != c.want {
			t.Errorf("%+v: %s, want %s", c.a, got, c.want)
		}
	}
	s := sample()
	a := Application{Channel: ByPaper, Paper: samplePaper(), Returns: []Return{{At: s.Midnight("2026-03-30")}}}
	if err := a.PaperIsNew(s, Submission{}); err != nil {
		t.Error(err)
	}
	if err := a.PaperIsNew(s, Submission{Paper: samplePaper()}); !IsRefusal(err, Conflict) {
		t.Error("the paper of the submission before:", err)
	}
	again := samplePaper()
	again.Reference, again.KeptAt = "受-13", "別の棚"
	if err := a.PaperIsNew(s, Submission{Paper: again}); !IsRefusal(err, Conflict) {
		t.Error("the same scan under another reference:", err)
	}
	a.Returns[0].At = s.Midnight("2026-03-31")
	if err := a.PaperIsNew(s, Submission{}); !IsRefusal(err, Conflict) {
		t.Error("a paper from before the return:", err)
	}
}
