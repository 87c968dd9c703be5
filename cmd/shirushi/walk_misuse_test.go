package main

import (
	"fmt"
	"maps"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/misuse"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// misuseTrials are what is tried about entries of the register of improper
// use. Each is about the holder of the label beside which it was entered.
var misuseTrials = []trial{
	{"entering", scheme.DeedEditMisuse, false, func(s *stroll, one *strolling, l scheme.Label, who walker) error {
		if one.open.misuse != "" && s.rand.IntN(8) > 0 {
			return nothingTried
		}
		id, err := s.p.misuse.Enter(s.Context(), who.Actor, s.claim(l.Holder))
		if err == nil {
			one.open.misuse = id
		}
		return err
	}},
	{"misuse", scheme.DeedEditMisuse, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.p.misuse.Edit(s.Context(), who.Actor, one.open.misuse, s.claim(s.entry(one).Organisation))
	}},
	{"misuse", scheme.DeedNoticeMisuse, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.p.misuse.Notice(s.Context(), who.Actor, one.open.misuse, s.today(), untold)
	}},
	{"misuse", scheme.DeedAnswerMisuse, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.p.misuse.Answer(s.Context(), who.Actor, one.open.misuse, "表示を直しました。", s.today())
	}},
	{"misuse", scheme.DeedPublishMisuse, true, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		before := s.entry(one)
		err := s.p.misuse.Publish(s.Context(), who.Actor, one.open.misuse)
		early := !before.Urgent && (before.Noticed == "" || before.Answer == "" && s.today() <= before.Due)
		if err == nil && (before.EnteredBy == who.Person.ID || early) {
			s.Fatalf("%s published the own entry, or before its time: %+v", who.name, before)
		}
		return err
	}},
	{"misuse", scheme.DeedReviewMisuse, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		return s.p.misuse.LookAgain(s.Context(), who.Actor, one.open.misuse)
	}},
	{"misuse", scheme.DeedEndMisuse, true, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		ends := s.scheme.Misuse.Ends
		return s.p.misuse.End(s.Context(), who.Actor, one.open.misuse, ends[s.rand.IntN(len(ends))].ID)
	}},
	{"misuse", scheme.DeedDropMisuse, false, func(s *stroll, one *strolling, _ scheme.Label, who walker) error {
		if s.rand.IntN(3) > 0 {
			return nothingTried
		}
		return s.p.misuse.Drop(s.Context(), who.Actor, one.open.misuse)
	}},
}

// claim is a draft about an organisation on record.
func (s *stroll) claim(of scheme.OrganisationID) misuse.Draft {
	d := misuse.Draft{Template: s.scheme.Misuse.Templates[0].ID, Party: scheme.Text{Ja: "架空電機", En: "Imagined"}, Product: scheme.Text{Ja: "見本カメラ", En: "Sample Camera"},
		Source: "https://shop.example/1", Seen: s.today(), Urgent: s.rand.IntN(4) == 0}
	for _, m := range s.makers {
		if m.ID == of {
			d.CorporateNumber = m.CorporateNumber
		}
	}
	return d
}

// entry is the newest entry beside a label, as it is on record; empty when
// there is none.
func (s *stroll) entry(one *strolling) (m scheme.Misuse) {
	s.Helper()
	if one.open.misuse == "" {
		return m
	}
	s.read(func(tx *store.Tx) (err error) { m, err = tx.Misuse(one.open.misuse); return err })
	return m
}

// hearMisuse notes what is said in public of entries, which are of no label.
func (s *stroll) hearMisuse(e scheme.Event) {
	switch e.Kind {
	case scheme.MisusePublished:
		s.listed[e.Facts["misuse"]] = true
	case scheme.MisuseEnded:
		delete(s.listed, e.Facts["misuse"])
	}
}

// agreeOnMisuse compares the public register of improper use with what was
// said of it in public.
func (s *stroll) agreeOnMisuse(after string) {
	s.Helper()
	all, err := s.p.misuse.Standing(s.Context())
	s.ok("list the entries that stand", err)
	shown := map[string]bool{}
	for _, m := range all {
		shown[fmt.Sprint(m.Number)] = true
		s.quiet("an entry", fmt.Sprint(m))
	}
	if !maps.Equal(shown, s.listed) {
		s.Fatalf("after %s, the entries that stand differ from what was heard:\n%s", after, cmp.Diff(s.listed, shown))
	}
}
