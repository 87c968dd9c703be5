package main

import (
	"strconv"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// gatherAfterIssue reads what has happened to a label since its issue.
func (c *crawl) gatherAfterIssue(tx *store.Tx, l scheme.Label) error {
	of := string(l.Number)
	news, err := tx.Bulletins(l.Number)
	if err != nil {
		return err
	}
	for _, one := range news {
		c.add("news", thing{id: string(one.ID), owner: l.Holder, of: of})
	}
	successions, err := tx.Successions(l.Number)
	if err != nil {
		return err
	}
	for _, one := range successions {
		c.add("succession", thing{id: string(one.ID), owner: one.From, also: one.To, of: of})
	}
	reissues, err := tx.Reissues(l.Number)
	for _, one := range reissues {
		c.add("reissue", thing{id: string(one.ID), owner: one.Holder, of: of})
	}
	return err
}

// gatherReports reads cases and objections, and what people have told the office:
// doubts and entries of the register of improper use are the office's own.
func (c *crawl) gatherReports(tx *store.Tx) error {
	cases, err := tx.Cases(store.CaseFilter{})
	if err != nil {
		return err
	}
	for _, one := range cases {
		c.add("case", thing{id: string(one.ID), owner: one.Holder, of: string(one.Label)})
	}
	objections, err := tx.Objections(store.ObjectionFilter{})
	if err != nil {
		return err
	}
	for _, one := range objections {
		c.add("objection", thing{id: string(one.ID), owner: one.By})
	}
	office := c.byEmail(oneOfficer).Organisation.ID
	doubts, err := tx.Doubts(store.DoubtFilter{})
	if err != nil {
		return err
	}
	for _, one := range doubts {
		c.add("doubt", thing{id: string(one.ID), owner: office})
	}
	entries, err := tx.Misuses()
	for _, one := range entries {
		c.add("entry", thing{id: string(one.ID), owner: office})
		if one.Number != 0 {
			c.add("published", thing{id: strconv.Itoa(one.Number)})
		}
	}
	return err
}

// plantAfterIssue marks what is said between the office and holders after the
// issue: in cases, in news before its time, in wishes and in objections.
func (c *crawl) plantAfterIssue(tx *store.Tx) error {
	for _, one := range c.things["case"] {
		k, err := tx.Case(scheme.CaseID(one.id))
		if err != nil {
			return err
		}
		for i := range k.Steps {
			k.Steps[i].Text = secretOf(k.Holder, false)
		}
		if err := tx.PutCase(&k); err != nil {
			return err
		}
	}
	for _, one := range c.things["news"] {
		b, err := tx.Bulletin(scheme.NewsID(one.id))
		if err != nil {
			return err
		}
		if !b.Held() {
			continue
		}
		b.News.Text = scheme.Text{Ja: secretOf(one.owner, false), En: secretOf(one.owner, false)}
		if err := tx.PutBulletin(&b); err != nil {
			return err
		}
	}
	for _, one := range c.things["reissue"] {
		r, err := tx.Reissue(scheme.ReissueID(one.id))
		if err != nil {
			return err
		}
		r.Reason = secretOf(one.owner, false)
		if err := tx.PutReissue(&r); err != nil {
			return err
		}
	}
	return c.plantObjections(tx)
}

// plantObjections has every maker object to what was refused to it.
func (c *crawl) plantObjections(tx *store.Tx) error {
	for _, one := range c.things["application"] {
		a, err := tx.Application(scheme.ApplicationID(one.id))
		if err != nil {
			return err
		}
		if a.State != scheme.Refused && a.State != scheme.Rejected {
			continue
		}
		o := scheme.Objection{ID: scheme.ObjectionID("AAAA" + one.id[4:]), Against: scheme.AgainstApplication, Subject: one.id, By: a.Applicant, State: scheme.ObjectionLodged,
			Text: secretOf(a.Applicant, false), Lodged: c.p.now(), Decided: a.Closed, DecidedBy: a.ClosedBy, Reason: secretOf(a.Applicant, false)}
		if err := tx.PutObjection(&o); err != nil {
			return err
		}
		c.add("objection", thing{id: string(o.ID), owner: a.Applicant, of: one.id})
	}
	return nil
}
