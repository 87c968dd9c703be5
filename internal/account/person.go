package account

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// Invite enters a person and posts the link by which they make their first
// passkey. An administrator may invite anyone; a manager people of the own
// organisation. Nobody can be given a role that people of the organisation's
// kind do not hold, and an address belongs to one person only.
func (a *Account) Invite(ctx context.Context, who scheme.Actor, p scheme.Person) (scheme.PersonID, error) {
	id := scheme.PersonID(rand.Text())
	err := a.store.Update(ctx, func(tx *store.Tx) error {
		who, err := current(tx, who)
		if err != nil {
			return err
		}
		if !who.Is(scheme.RoleAdministrator) && !(who.Is(scheme.RoleManager) && who.Person.Organisation == p.Organisation) {
			return denied()
		}
		one := p
		one.ID = id
		token, org, err := a.enter(tx, &one)
		if err != nil {
			return err
		}
		if err := a.audit(ctx, tx, who.Person, "invite", ofPerson(id), nil, one); err != nil {
			return err
		}
		return a.post.Send(tx, one.Email, one.Language, "invite", map[string]string{
			"name": one.Name, "organisation": org.Name.In(one.Language), "link": a.linkTo(one, token),
		}, a.now())
	})
	return id, err
}

// enter writes a new person, who has an id, and makes the link for the first
// passkey.
func (a *Account) enter(tx *store.Tx, p *scheme.Person) (token string, org scheme.Organisation, err error) {
	org, err = tx.Organisation(p.Organisation)
	if scheme.IsRefusal(err, scheme.Missing) {
		return "", org, scheme.Refuse(scheme.Invalid, "refusal.person.organisation").On("organisation")
	}
	if err != nil {
		return "", org, fmt.Errorf("read organisation: %w", err)
	}
	clean, err := cleanPerson(*p, org.Kind)
	if err != nil {
		return "", org, err
	}
	if err := addressFree(tx, clean.Email); err != nil {
		return "", org, err
	}
	*p = clean
	p.Revision, p.Invited, p.Enrolled, p.Dismissed = 0, a.now(), time.Time{}, time.Time{}
	if err := tx.PutPerson(p); err != nil {
		return "", org, fmt.Errorf("enter person: %w", err)
	}
	token, err = a.makeLink(tx, kindInvite, p.ID, a.now())
	return token, org, err
}

// addressFree refuses an address by which someone else signs in. A dismissed
// person's address is free again.
func addressFree(tx *store.Tx, address string) error {
	other, err := tx.PersonByEmail(address)
	switch {
	case scheme.IsRefusal(err, scheme.Missing):
		return nil
	case err != nil:
		return fmt.Errorf("look for address: %w", err)
	case other.Dismissed.IsZero():
		return scheme.Refuse(scheme.Conflict, "refusal.person.address_taken").On("email")
	}
	return nil
}

// Dismiss ends a person's access at once: sessions and passkeys go, links no
// longer work. An administrator may dismiss anyone, a manager people of the
// own organisation; nobody themselves, and never the last administrator.
func (a *Account) Dismiss(ctx context.Context, who scheme.Actor, id scheme.PersonID) error {
	return a.store.Update(ctx, func(tx *store.Tx) error {
		who, err := current(tx, who)
		if err != nil {
			return err
		}
		p, err := tx.Person(id)
		if err != nil {
			return err
		}
		if !who.Is(scheme.RoleAdministrator) && !(who.Is(scheme.RoleManager) && who.Person.Organisation == p.Organisation) {
			return missing()
		}
		if p.ID == who.Person.ID {
			return scheme.Refuse(scheme.Denied, "refusal.person.self")
		}
		if !p.Dismissed.IsZero() {
			return scheme.Refuse(scheme.Conflict, "refusal.person.dismissed")
		}
		if err := notLastAdministrator(tx, p); err != nil {
			return err
		}
		return a.dismiss(ctx, tx, who, p)
	})
}

func (a *Account) dismiss(ctx context.Context, tx *store.Tx, who scheme.Actor, p scheme.Person) error {
	org, err := tx.Organisation(p.Organisation)
	if err != nil {
		return fmt.Errorf("read organisation: %w", err)
	}
	before := p
	p.Dismissed = a.now()
	if err := tx.PutPerson(&p); err != nil {
		return fmt.Errorf("dismiss person: %w", err)
	}
	if err := forgetKeys(tx, p.ID); err != nil {
		return err
	}
	if err := tx.DeleteSessionsOf(p.ID); err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	if err := a.audit(ctx, tx, who.Person, "dismiss", ofPerson(p.ID), before, p); err != nil {
		return err
	}
	return a.post.Send(tx, p.Email, p.Language, "dismissed", map[string]string{
		"name": p.Name, "organisation": org.Name.In(p.Language),
	}, a.now())
}

// notLastAdministrator refuses to let go of the one person who could invite
// another administrator.
func notLastAdministrator(tx *store.Tx, p scheme.Person) error {
	if !p.Has(scheme.RoleAdministrator) {
		return nil
	}
	people, err := officePeople(tx)
	if err != nil {
		return err
	}
	for _, one := range people {
		if one.ID != p.ID && one.Has(scheme.RoleAdministrator) {
			return nil
		}
	}
	return scheme.Refuse(scheme.Conflict, "refusal.person.last_administrator")
}

// officePeople returns all who may act for the office.
func officePeople(tx *store.Tx) ([]scheme.Person, error) {
	offices, err := tx.Organisations(scheme.Office)
	if err != nil {
		return nil, fmt.Errorf("read offices: %w", err)
	}
	var all []scheme.Person
	for _, o := range offices {
		people, err := tx.People(o.ID)
		if err != nil {
			return nil, fmt.Errorf("read people: %w", err)
		}
		for _, p := range people {
			if p.Dismissed.IsZero() {
				all = append(all, p)
			}
		}
	}
	return all, nil
}

// People lists the people of an organisation: for its managers and the office.
func (a *Account) People(ctx context.Context, who scheme.Actor, org scheme.OrganisationID) (all []scheme.Person, err error) {
	if !ofOffice(who) && !(who.Is(scheme.RoleManager) && who.Organisation.ID == org) {
		return nil, missing()
	}
	err = a.store.View(ctx, func(tx *store.Tx) error {
		all, err = tx.People(org)
		return err
	})
	return all, err
}

// FirstOfficer enters the office and its first administrator and returns the
// token of the link for the first passkey. It is for the command line of
// whoever owns the machine, and refuses once anyone of an office has a
// passkey. Asked again before that, it corrects both and makes another link.
func (a *Account) FirstOfficer(ctx context.Context, org scheme.Organisation, p scheme.Person) (token string, err error) {
	org.Kind = scheme.Office
	if org, err = cleanOrganisation(org); err != nil {
		return "", err
	}
	if len(p.Roles) == 0 {
		p.Roles = []scheme.Role{scheme.RoleOfficer, scheme.RoleAdministrator}
	}
	err = a.store.Update(ctx, func(tx *store.Tx) error {
		people, err := officePeople(tx)
		if err != nil {
			return err
		}
		for _, one := range people {
			if !one.Enrolled.IsZero() {
				return scheme.Refuse(scheme.Conflict, "refusal.person.not_first")
			}
		}
		if len(people) > 0 {
			token, err = a.firstAgain(ctx, tx, org, p, people[0])
			return err
		}
		token, err = a.first(ctx, tx, org, p)
		return err
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

func (a *Account) first(ctx context.Context, tx *store.Tx, org scheme.Organisation, p scheme.Person) (string, error) {
	org.ID, org.Revision, org.Made = scheme.OrganisationID(rand.Text()), 0, a.now()
	if err := tx.PutOrganisation(&org); err != nil {
		return "", fmt.Errorf("enter office: %w", err)
	}
	p.ID, p.Organisation = scheme.PersonID(rand.Text()), org.ID
	token, _, err := a.enter(tx, &p)
	if err != nil {
		return "", err
	}
	if !p.Has(scheme.RoleAdministrator) {
		return "", scheme.Refuse(scheme.Invalid, "refusal.person.first_role").On("roles")
	}
	if err := a.audit(ctx, tx, p, "admit_organisation", ofOrganisation(org.ID), nil, org); err != nil {
		return "", err
	}
	return token, a.audit(ctx, tx, p, "first_officer", ofPerson(p.ID), nil, p)
}

// firstAgain makes another link for the first officer. Nobody has come in
// yet, so what was mistyped of the office or the person is put right.
func (a *Account) firstAgain(ctx context.Context, tx *store.Tx, org scheme.Organisation, p scheme.Person, before scheme.Person) (string, error) {
	was, err := tx.Organisation(before.Organisation)
	if err != nil {
		return "", fmt.Errorf("read office: %w", err)
	}
	org.ID, org.Revision, org.Made = was.ID, was.Revision, was.Made
	if err := tx.PutOrganisation(&org); err != nil {
		return "", fmt.Errorf("correct office: %w", err)
	}
	clean, err := cleanPerson(p, org.Kind)
	if err != nil {
		return "", err
	}
	if !clean.Has(scheme.RoleAdministrator) {
		return "", scheme.Refuse(scheme.Invalid, "refusal.person.first_role").On("roles")
	}
	clean.ID, clean.Organisation, clean.Revision, clean.Invited = before.ID, before.Organisation, before.Revision, before.Invited
	if err := tx.PutPerson(&clean); err != nil {
		return "", fmt.Errorf("correct first officer: %w", err)
	}
	token, err := a.makeLink(tx, kindInvite, clean.ID, a.now())
	if err != nil {
		return "", err
	}
	if err := a.audit(ctx, tx, clean, "change_organisation", ofOrganisation(org.ID), was, org); err != nil {
		return "", err
	}
	return token, a.audit(ctx, tx, clean, "first_officer", ofPerson(clean.ID), before, clean)
}
