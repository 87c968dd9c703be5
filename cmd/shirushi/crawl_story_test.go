package main

import (
	"shirushi/internal/demo"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// gatherEvidence reads what was handed over and what was demanded.
func (c *crawl) gatherEvidence(tx *store.Tx, a scheme.Application) error {
	files, err := tx.EvidenceFiles(a.ID)
	if err != nil {
		return err
	}
	for _, f := range files {
		c.add("evidence", thing{id: string(f.ID), owner: a.Applicant, of: string(a.ID)})
	}
	demands, err := tx.Demands(a.ID)
	for _, d := range demands {
		c.add("demand", thing{id: string(d.ID), owner: a.Applicant, of: string(a.ID)})
	}
	return err
}

// gatherMoney reads the documents and payments of an application.
func (c *crawl) gatherMoney(tx *store.Tx, a scheme.Application) error {
	vouchers, err := tx.VouchersOf(a.ID)
	if err != nil {
		return err
	}
	for _, v := range vouchers {
		c.add("voucher", thing{id: string(v.Number), owner: a.Applicant, of: string(a.ID)})
	}
	refunds, err := tx.RefundsOf(a.ID)
	if err != nil {
		return err
	}
	for _, r := range refunds {
		c.add("refund", thing{id: string(r.ID), owner: a.Applicant, of: string(a.ID)})
	}
	payments, err := tx.PaymentsOf(a.ID)
	for _, p := range payments {
		c.add("payment", thing{id: string(p.ID), owner: a.Applicant, of: string(a.ID)})
	}
	return err
}

// plantMoney adds a payment that marks who paid for an application, as a bank
// says it: what is on record cannot be marked afterwards.
func plantMoney(tx *store.Tx, app scheme.ApplicationID, word string) error {
	payments, err := tx.PaymentsOf(app)
	for _, p := range payments {
		p.ID, p.Revision, p.Yen = p.ID+"-planted", 0, 1
		p.Payer, p.Memo, p.Reference = word, word, word
		if err := tx.PutPayment(&p); err != nil {
			return err
		}
	}
	return err
}

// gather reads who is there and what addresses may name.
func (c *crawl) gather(tx *store.Tx) error {
	c.people, c.things, c.entered = nil, map[string][]thing{}, map[string]bool{}
	seats, err := demo.Seats(c.t.Context(), c.p.store)
	if err != nil {
		return err
	}
	for _, seat := range seats {
		org, err := tx.Organisation(seat.Person.Organisation)
		if err != nil {
			return err
		}
		who := scheme.Actor{Person: seat.Person, Organisation: org}
		powers, err := tx.PowersOf(org.ID)
		if err != nil {
			return err
		}
		for _, power := range powers {
			if power.HoldsOn(c.p.desk.Day(c.p.now())) {
				who.ActsFor = append(who.ActsFor, power.Applicant)
			}
		}
		c.people = append(c.people, who)
		c.orgs[org.ID] = org
		c.add("person", thing{id: string(seat.Person.ID), owner: org.ID})
	}
	for id := range c.orgs {
		c.add("organisation", thing{id: string(id), owner: id})
	}
	all, err := tx.Applications(store.ApplicationFilter{})
	if err != nil {
		return err
	}
	for _, a := range all {
		c.entered[string(a.ID)] = a.Entered()
		c.add("application", thing{id: string(a.ID), owner: a.Applicant, draft: a.Received == ""})
		for _, i := range a.Inquiries {
			c.add("inquiry", thing{id: string(i.ID), owner: i.Authority, of: string(a.ID)})
		}
		if err := c.gatherEvidence(tx, a); err != nil {
			return err
		}
		if err := c.gatherMoney(tx, a); err != nil {
			return err
		}
		comments, err := tx.Comments(a.ID)
		if err != nil {
			return err
		}
		for _, one := range comments {
			c.add("comment", thing{id: string(one.ID), owner: a.Applicant, of: string(a.ID)})
		}
	}
	labels, err := tx.Labels(store.LabelFilter{})
	for _, l := range labels {
		c.add("label", thing{id: string(l.Number), owner: l.Holder})
		if err := c.gatherAfterIssue(tx, l); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	return c.gatherReports(tx)
}

func (c *crawl) add(kind string, one thing) { c.things[kind] = append(c.things[kind], one) }

// plant writes into every hidden text whose it is.
func (c *crawl) plant(tx *store.Tx) error {
	for id, org := range c.orgs {
		if org.Kind != scheme.Maker && org.Kind != scheme.Agency {
			continue
		}
		org.Address += " " + secretOf(id, false)
		org.Contact.Name += " " + secretOf(id, false)
		if err := tx.PutOrganisation(&org); err != nil {
			return err
		}
	}
	if err := c.keepOff(tx); err != nil {
		return err
	}
	if err := c.plantAfterIssue(tx); err != nil {
		return err
	}
	for _, one := range c.things["application"] {
		a, err := tx.Application(scheme.ApplicationID(one.id))
		if err != nil {
			return err
		}
		word := secretOf(a.Applicant, one.draft)
		a.Product.ParentCompanies, a.Product.SuppliedBy, a.Product.Maintainers = []string{supplied(a.Applicant)}, []string{supplied(a.Applicant)}, []string{supplied(a.Applicant)}
		a.Evaluator.Name, a.Evaluator.Entitlement, a.Declaration.Name, a.Reason = word, word, word, word
		for i := range a.Scope {
			a.Scope[i].Reason = word
		}
		for n := range a.Inquiries {
			plantInquiry(&a.Inquiries[n], a.Applicant)
		}
		if err := tx.PutApplication(&a); err != nil {
			return err
		}
		if err := tx.PutInquiries(a); err != nil {
			return err
		}
		if err := plantMoney(tx, a.ID, word); err != nil {
			return err
		}
		if err := c.plantOffice(tx, a, word); err != nil {
			return err
		}
		list, err := tx.Checklist(a.ID)
		if err != nil {
			return err
		}
		for _, answer := range list {
			answer.Rationale, answer.Assessor = word, word
			answer.Evidence = []scheme.Evidence{{Title: word, Kind: word, Version: word, KeptAt: word}}
			if err := tx.PutAnswer(a.ID, &answer); err != nil {
				return err
			}
		}
	}
	return nil
}

// plantInquiry marks what one authority says as its own, and the names it was
// told as the applicant's.
func plantInquiry(i *scheme.Inquiry, applicant scheme.OrganisationID) {
	word := secretOf(i.Authority, false)
	i.About.Parents, i.About.SuppliedBy, i.About.Maintainers = []string{supplied(applicant)}, []string{supplied(applicant)}, []string{supplied(applicant)}
	i.Answer.Text = word
	i.Exchanges = append(i.Exchanges, scheme.Exchange{Ask: word, Reply: word})
	i.Earlier = append(i.Earlier, scheme.AuthorityAnswer{View: scheme.Objects, Text: word})
}

// plantOffice marks what the office says about an application: comments that
// were given to the applicant, and those that nobody else knows yet.
func (c *crawl) plantOffice(tx *store.Tx, a scheme.Application, word string) error {
	comments, err := tx.Comments(a.ID)
	if err != nil {
		return err
	}
	for _, one := range comments {
		one.Text, one.Answer = word, word
		if one.Delivered.IsZero() {
			one.Text, one.Answer = officeOnly(a.Applicant), ""
		}
		if err := tx.PutComment(&one); err != nil {
			return err
		}
	}
	if a.Received == "" {
		return nil
	}
	one := scheme.Comment{ID: scheme.CommentID("AAAA" + string(a.ID)[4:]), Application: a.ID, Round: len(a.Returns) + 1, Place: "S1.1-04",
		Text: officeOnly(a.Applicant), By: c.byEmail(oneOfficer).Person.ID, At: c.p.now()}
	c.add("comment", thing{id: string(one.ID), owner: a.Applicant, of: string(a.ID)})
	return tx.PutComment(&one)
}

// keepOff keeps one officer off one applicant, for a reason that stays in the
// office, and lets another be away.
func (c *crawl) keepOff(tx *store.Tx) error {
	off, from := c.byEmail("katagiri@office.example").Person.ID, c.byEmail("nishizono@tsuzura.example").Organisation.ID
	c.recused = map[scheme.PersonID]scheme.OrganisationID{off: from}
	r := scheme.Recusal{ID: "AAAAAAAAAAAAAAAAAAAAAAAAAB", Person: off, Organisation: from, Reason: officeOnly(from), At: c.p.now(), By: off}
	away := scheme.Absence{ID: "AAAAAAAAAAAAAAAAAAAAAAAAAC", Person: off, From: "2099-01-01", Until: "2099-01-09"}
	office := c.byEmail(oneOfficer).Organisation.ID
	c.add("recusal", thing{id: r.ID, owner: office})
	c.add("absence", thing{id: away.ID, owner: office})
	if err := tx.AddAbsence(away); err != nil {
		return err
	}
	return tx.AddRecusal(r)
}

func (c *crawl) byEmail(email string) scheme.Actor {
	c.t.Helper()
	for _, who := range c.people {
		if who.Person.Email == email {
			return who
		}
	}
	c.t.Fatalf("nobody has the address %s", email)
	return scheme.Actor{}
}
