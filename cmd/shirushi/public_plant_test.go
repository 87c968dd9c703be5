package main

import (
	"time"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// planted is the word in everything hidden that belongs to nobody's desk.
const planted = "HIDDENPLANT"

// prepare keeps of the labels one of every status, taken over and given here,
// has the first ones hide what may be hidden, and returns a number that nobody
// has yet: a label will get it whose day has not come.
func (c *crawl) prepare() scheme.LabelNumber {
	c.t.Helper()
	day := c.p.desk.Day(c.p.now())
	s, _, err := c.p.desk.Scheme(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	number, err := s.Numbering.Registration.Number(2025, 99_990)
	if err != nil {
		c.t.Fatal(err)
	}
	type sort struct {
		status    scheme.Status
		takenOver bool
	}
	seen := map[sort]int{}
	var kept []thing
	c.do(func(tx *store.Tx) error {
		for _, one := range c.things["label"] {
			l, err := tx.Label(scheme.LabelNumber(one.id))
			if err != nil {
				return err
			}
			is := sort{l.StatusOn(day), l.Application == ""}
			if seen[is]++; seen[is] > 1 {
				continue
			}
			kept = append(kept, thing{id: one.id, owner: scheme.OrganisationID(one.id)}) // each is asked for
			l.Product.HideManufacturer, l.Product.HideCountry = true, true
			if err := c.keep(tx, l); err != nil {
				return err
			}
		}
		return nil
	})
	if len(kept) < len(scheme.LabelStatuses) {
		c.t.Errorf("labels of %v only", seen)
	}
	c.things["label"] = append(kept, thing{id: number, owner: "nobody"})
	return scheme.LabelNumber(number)
}

// keep puts a label and what the public may know of it, as deeds do.
func (c *crawl) keep(tx *store.Tx, l scheme.Label) error {
	if err := tx.PutLabel(&l); err != nil {
		return err
	}
	return tx.PutEntry(registry.Of(l, func(at time.Time) scheme.Date { return c.p.desk.Day(at) }))
}

// plantHidden writes the word into what is hidden of labels, gives a label the
// number unlisted whose day is tomorrow, and adds people, their keys and what
// was written to them, and an application that is under way.
func (c *crawl) plantHidden(tx *store.Tx, unlisted scheme.LabelNumber) error {
	now, someone := c.p.now().UTC(), c.people[0]
	for _, one := range c.things["label"] {
		if one.id == string(unlisted) {
			continue
		}
		l, err := tx.Label(scheme.LabelNumber(one.id))
		if err != nil {
			return err
		}
		veil(&l, now)
		if err := c.keep(tx, l); err != nil {
			return err
		}
	}
	if err := c.plantUnlisted(tx, unlisted); err != nil {
		return err
	}
	member := scheme.Person{ID: planted, Organisation: someone.Organisation.ID, Name: planted, Email: planted + "@hidden.example", Language: "ja", Roles: []scheme.Role{scheme.RoleOfficer}, Invited: now}
	for _, put := range []func() error{
		func() error { return tx.PutPerson(&member) },
		func() error {
			return tx.AddPasskey(store.Passkey{CredentialID: []byte(planted), Person: member.ID, Name: planted, Record: []byte(`{"k":"` + planted + `"}`), Made: now})
		},
		func() error {
			return tx.AddSession(store.Session{TokenHash: planted, Person: member.ID, Made: now, Seen: now, Expires: now.Add(time.Hour), Ceremony: []byte(`{"k":"` + planted + `"}`), Purpose: planted})
		},
		func() error {
			return tx.AddLetter(store.Letter{ID: planted, To: member.Email, Kind: planted, Sealed: []byte(planted), Made: now, LastError: planted})
		},
		func() error {
			return tx.AddLink(store.Link{TokenHash: planted, Kind: store.LinkInvite, Person: member.ID, Made: now, Expires: now.Add(time.Hour)})
		},
		func() error {
			return tx.AddRecovery(store.Recovery{ID: planted, Person: member.ID, Asked: now})
		},
		func() error {
			return tx.AddAudit(store.AuditLine{ID: planted, At: now, Who: member.ID, Organisation: member.Organisation, Deed: planted, Subject: planted, Before: planted, After: planted, Request: planted})
		},
		func() error { return c.plantUnderWay(tx, now) },
	} {
		if err := put(); err != nil {
			return err
		}
	}
	return nil
}

// veil writes the word into every part of a label that is not public.
func veil(l *scheme.Label, now time.Time) {
	l.EndReason = planted
	p := &l.Product
	p.Manufacturer, p.Country = planted, planted
	p.SuppliedBy, p.Maintainers, p.ParentCompanies = []string{planted}, []string{planted}, []string{planted}
	for i := range l.Assessments {
		l.Assessments[i].Application = planted
	}
	l.Corrections = append(l.Corrections,
		scheme.Correction{Field: "manufacturer", From: planted, To: planted, Reason: planted, Proposed: now, ProposedBy: planted, Confirmed: now, ConfirmedBy: planted},
		scheme.Correction{Field: "country", From: planted, To: planted, Reason: planted, Proposed: now, ProposedBy: planted, Confirmed: now, ConfirmedBy: planted},
		scheme.Correction{Field: "firmware", From: planted, To: planted, Reason: planted, Proposed: now, ProposedBy: planted})
}

// plantUnlisted adds a label that may be known from tomorrow on, with its event.
func (c *crawl) plantUnlisted(tx *store.Tx, number scheme.LabelNumber) error {
	day := c.p.desk.Day(c.p.now())
	l, err := tx.Label(scheme.LabelNumber(c.things["label"][0].id))
	if err != nil {
		return err
	}
	l.Number, l.Revision, l.Application, l.Listed = number, 0, "", day.AddDays(1)
	l.HolderName = scheme.Text{Ja: planted + " 株式会社", En: planted + " Ltd."}
	l.Product.Name, l.Product.Summary = l.HolderName, l.HolderName
	l.Product.Models = []string{planted + "-1", planted + "-2"}
	l.Standing = scheme.Standing{ValidFrom: day, ValidUntil: day.AddDays(300)}
	l.FirstIssued, l.Issued, l.Updated = day, c.p.now().UTC(), c.p.now().UTC()
	l.News = []scheme.News{{Kind: scheme.NewsSecurity, On: day, Firmware: planted, Text: l.HolderName}}
	if err := c.keep(tx, l); err != nil {
		return err
	}
	o := scheme.Opening{Event: planted, Field: "name_ja", Salt: "00", Text: planted}
	e := scheme.Event{ID: planted, Kind: scheme.LabelIssued, Recorded: l.Updated.Truncate(time.Second), Day: day, Label: number, Facts: map[string]string{"level": string(l.Level), "edition": string(l.Edition),
		"valid_from": string(day), "valid_until": string(l.ValidUntil), "first_issued": string(day), "listed": string(l.Listed)}, Commitments: map[string]string{o.Field: o.Commit()}}
	return tx.AddEventFrom(l.Listed, e, []scheme.Opening{o})
}

// plantUnderWay adds a draft and an application that was handed in today.
func (c *crawl) plantUnderWay(tx *store.Tx, now time.Time) error {
	for _, one := range c.things["application"] {
		a, err := tx.Application(scheme.ApplicationID(one.id))
		if err != nil {
			return err
		}
		if a.State != scheme.Submitted {
			continue
		}
		a.ID, a.Revision, a.Received = planted, 0, c.p.desk.Day(now)
		a.Numbers = scheme.Numbers{Application: planted}
		a.StartedWith, a.Officer = planted, ""
		a.Product.Name, a.Product.Models = scheme.Text{Ja: planted, En: planted}, []string{planted}
		if err := tx.PutApplication(&a); err != nil {
			return err
		}
		a.ID, a.Revision, a.Received, a.State, a.StartedWith, a.Numbers = planted+"DRAFT", 0, "", scheme.Draft, planted+"2", scheme.Numbers{}
		return tx.PutApplication(&a)
	}
	c.t.Error("no application is submitted")
	return nil
}
