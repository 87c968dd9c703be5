package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// size is how much is made.
type size struct{ applications, cases int }

const (
	makers   = 800
	officers = 12
	perDeed  = 1000 // rows that one transaction writes
	span     = 1095 // days over which all came in, up to yesterday
)

func officer(n int) scheme.Person {
	return scheme.Person{ID: scheme.PersonID(fmt.Sprintf("P%02d", n)), Organisation: "OFFICE", Name: fmt.Sprintf("担当 %d", n), Email: fmt.Sprintf("p%d@office.example", n), Language: "ja",
		Roles: []scheme.Role{scheme.RoleOfficer}, Enrolled: now.AddDate(-3, 0, 0)}
}

func maker(n int) scheme.OrganisationID { return scheme.OrganisationID(fmt.Sprintf("M%04d", n%makers)) }

func number(n int) scheme.LabelNumber { return scheme.LabelNumber(fmt.Sprintf("%d%012d", 2025, n)) }

func fill(ctx context.Context, s *store.Store, n size) error {
	if err := s.Update(ctx, people); err != nil {
		return err
	}
	version := store.CatalogVersion{}
	if err := s.View(ctx, func(tx *store.Tx) (err error) { version, err = tx.CurrentCatalog(); return err }); err != nil {
		return err
	}
	for _, sort := range []struct {
		many int
		put  func(tx *store.Tx, i int) error
	}{
		{n.applications, func(tx *store.Tx, i int) error { return application(tx, i, n, version.Hash) }},
		{n.cases, surveillance},
		{2 * n.cases, doubt},
		{n.cases / 10, objection},
	} {
		for from := 0; from < sort.many; from += perDeed {
			err := s.Update(ctx, func(tx *store.Tx) error {
				for i := from; i < min(sort.many, from+perDeed); i++ {
					if err := sort.put(tx, i); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func people(tx *store.Tx) error {
	office := scheme.Organisation{ID: "OFFICE", Kind: scheme.Office, Name: scheme.Text{Ja: "事務局", En: "Office"}}
	if err := tx.PutOrganisation(&office); err != nil {
		return err
	}
	for i := range officers {
		p := officer(i)
		if err := tx.PutPerson(&p); err != nil {
			return err
		}
	}
	for i := range makers {
		o := scheme.Organisation{ID: maker(i), Kind: scheme.Maker, Name: scheme.Text{Ja: fmt.Sprintf("架空電機%d", i), En: fmt.Sprintf("Imagined %d", i)}, CorporateNumber: fmt.Sprintf("%013d", i)}
		if err := tx.PutOrganisation(&o); err != nil {
			return err
		}
	}
	return nil
}

// application makes one of which nine in ten have ended, two in five were
// returned, and whose label stands when it was issued.
func application(tx *store.Tx, i int, n size, catalog string) error {
	r := rand.New(rand.NewPCG(uint64(i), 1))
	came := now.AddDate(0, 0, -span+i*(span-1)/n.applications)
	at := func(days int) time.Time { return came.AddDate(0, 0, days) }
	day := func(days int) scheme.Date { return scheme.DateOf(at(days)) }
	a := scheme.Application{ID: scheme.ApplicationID(fmt.Sprintf("A%08d", i)), Kind: scheme.New, State: scheme.Issued, Applicant: maker(i * 7), Level: "1", Edition: "JST-CR-01-01-2024-R1",
		Started: came, Received: day(0), Catalog: catalog, Officer: officer(r.IntN(officers)).ID,
		Product: scheme.Product{Name: scheme.Text{Ja: fmt.Sprintf("見本カメラ %d", i), En: "Camera"}, Summary: scheme.Text{Ja: strings.Repeat("家庭のネットワークにつないで使う機器です。", 5)}}}
	a.Numbers = scheme.Numbers{Application: fmt.Sprintf("A-%d", i), Acceptance: fmt.Sprintf("B-%d", i)}
	for range 10 {
		a.Product.Models = append(a.Product.Models, fmt.Sprintf("CAM-%07d", r.IntN(9_999_999)))
	}
	checked := 5
	if r.IntN(5) < 2 {
		a.Returns = []scheme.Return{{At: at(4), Back: at(12), By: officer(r.IntN(officers)).ID, Reason: "証跡の版と判断の根拠をご確認ください。"}}
		checked = 16
	}
	a.AcceptedAt, a.Closed = at(checked), at(checked+25+r.IntN(20))
	a.Fee = scheme.FeeNote{Paid: day(checked + 10), At: at(checked + 10)}
	for k := range 2 {
		a.Inquiries = append(a.Inquiries, scheme.Inquiry{ID: scheme.InquiryID(fmt.Sprintf("I%08d-%d", i, k)), Asked: at(checked), Due: day(checked + 30),
			Answer: scheme.AuthorityAnswer{View: scheme.NoObjection, Counts: scheme.NoObjection, Answered: day(checked + 15), At: at(checked + 15)}})
	}
	switch {
	case !a.Closed.Before(now) || r.IntN(50) == 0: // under way
		a.State, a.Closed = scheme.Submitted, time.Time{}
	case r.IntN(20) == 0:
		a.State = scheme.Refused
	case r.IntN(20) == 0:
		a.State = scheme.GivenUp
	}
	if a.State == scheme.Submitted {
		a.AcceptedAt, a.Fee, a.Inquiries = time.Time{}, scheme.FeeNote{}, nil
	}
	if i >= n.cases && i%8 == 0 {
		a.Kind, a.Of = scheme.Extension, number(i%n.cases)
	}
	if err := tx.PutApplication(&a); err != nil {
		return err
	}
	for c := range 3 * len(a.Returns) {
		one := scheme.Comment{ID: scheme.CommentID(fmt.Sprintf("C%08d-%d", i, c)), Application: a.ID, Round: 1, Place: fmt.Sprintf("S1.1-%02d", 1+r.IntN(16)), Text: "版をお書きください。",
			By: officer(0).ID, At: at(3), Delivered: at(4)}
		if err := tx.PutComment(&one); err != nil {
			return err
		}
	}
	if i >= n.cases {
		return nil
	}
	l := scheme.Label{Number: number(i), Application: a.ID, Holder: a.Applicant, HolderName: scheme.Text{Ja: "架空電機"}, Level: a.Level, Edition: a.Edition, Product: a.Product,
		Issued: at(60), FirstIssued: day(60), Listed: day(60), Standing: scheme.Standing{ValidFrom: day(60), ValidUntil: day(60 + 729)}}
	return tx.PutLabel(&l)
}

// surveillance makes one case; nine in ten are over.
func surveillance(tx *store.Tx, i int) error {
	r := rand.New(rand.NewPCG(uint64(i), 2))
	begun := now.AddDate(0, 0, -r.IntN(span)-1)
	at := func(days int) time.Time { return begun.AddDate(0, 0, days) }
	by := officer(r.IntN(officers)).ID
	step := func(deed scheme.Deed, days int, due int) scheme.CaseStep {
		return scheme.CaseStep{Deed: deed, At: at(days), By: by, Text: "届いた情報について確かめます。証跡をお見せください。", Due: scheme.DateOf(at(due)), Ours: scheme.DateOf(at(due)), Cause: scheme.CauseOffice}
	}
	c := scheme.Case{ID: scheme.CaseID(fmt.Sprintf("C%08d", i)), Label: number(i), Holder: maker(i * 7), State: scheme.CaseClosed, Officer: by, Opened: begun, Closed: at(80), Outcome: scheme.OutcomeCorrected,
		Steps: []scheme.CaseStep{step(scheme.DeedCaseOpen, 0, 14), step(scheme.DeedCaseDemand, 3, 30), step(scheme.DeedCaseAnswer, 25, 40), step(scheme.DeedCaseFind, 35, 40),
			step(scheme.DeedCaseOrder, 36, 66), step(scheme.DeedCaseReport, 60, 75), step(scheme.DeedCaseClose, 80, 80)}}
	if r.IntN(10) == 0 || c.Closed.After(now) {
		c.State, c.Closed, c.Outcome, c.Steps = scheme.CaseDemanded, time.Time{}, "", c.Steps[:2]
		c.Due = c.Steps[1].Due
	}
	return tx.PutCase(&c)
}

// doubt makes one report; nine in ten are answered.
func doubt(tx *store.Tx, i int) error {
	r := rand.New(rand.NewPCG(uint64(i), 3))
	came := now.AddDate(0, 0, -r.IntN(span)-1)
	d := scheme.Doubt{ID: scheme.DoubtID(fmt.Sprintf("D%08d", i)), State: scheme.DoubtClosed, Topic: scheme.TopicID([]string{"differs", "label", "other"}[r.IntN(3)]), Label: number(i / 2),
		Received: came, Moved: came, Closed: came.AddDate(0, 0, r.IntN(30)), Token: fmt.Sprint("T", i), Digest: fmt.Sprint(i), Sealed: make([]byte, 600)}
	if r.IntN(10) == 0 || d.Closed.After(now) {
		d.State, d.Closed, d.Due = scheme.DoubtReceived, time.Time{}, scheme.DateOf(came.AddDate(0, 0, 14))
	}
	return tx.PutDoubt(&d)
}

// objection makes one to an application that was decided on.
func objection(tx *store.Tx, i int) error {
	at := now.AddDate(0, 0, -i%span-1)
	o := scheme.Objection{ID: scheme.ObjectionID(fmt.Sprintf("O%08d", i)), Against: scheme.AgainstApplication, Subject: fmt.Sprintf("A%08d", i), By: maker(i * 7), State: scheme.ObjectionDismissed,
		Text: "満たしています。", Lodged: at, Decided: at.AddDate(0, 0, -20), Due: scheme.DateOf(at.AddDate(0, 0, 30)), Closed: at.AddDate(0, 0, 1)}
	return tx.PutObjection(&o)
}
