package account

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// AdmitOrganisation enters an organisation in the register and returns its
// id. Only an administrator may; the data must be those of a party, and a
// corporate number may stand there once.
func (a *Account) AdmitOrganisation(ctx context.Context, who scheme.Actor, o scheme.Organisation) (scheme.OrganisationID, error) {
	o, err := cleanOrganisation(o)
	if err != nil {
		return "", err
	}
	o.ID, o.Revision, o.Made = scheme.OrganisationID(rand.Text()), 0, a.now()
	err = a.store.Update(ctx, func(tx *store.Tx) error {
		who, err := current(tx, who)
		if err != nil {
			return err
		}
		if !who.Is(scheme.RoleAdministrator) {
			return denied()
		}
		if err := numberFree(tx, o); err != nil {
			return err
		}
		fresh := o
		if err := tx.PutOrganisation(&fresh); err != nil {
			return fmt.Errorf("admit organisation: %w", err)
		}
		return a.audit(ctx, tx, who.Person, "admit_organisation", ofOrganisation(fresh.ID), nil, fresh)
	})
	return o.ID, err
}

// numberFree refuses a corporate number that another organisation has.
func numberFree(tx *store.Tx, o scheme.Organisation) error {
	if o.CorporateNumber == "" {
		return nil
	}
	other, err := tx.OrganisationByCorporateNumber(o.CorporateNumber)
	switch {
	case scheme.IsRefusal(err, scheme.Missing):
		return nil
	case err != nil:
		return fmt.Errorf("look for corporate number: %w", err)
	case other.ID != o.ID:
		return scheme.Refuse(scheme.Conflict, "refusal.organisation.number_taken").On("corporate_number")
	}
	return nil
}

// ChangeOrganisation replaces the data of an organisation. An administrator
// may change all but the kind; a manager the address and the contact of the
// own organisation, and other fields are left as they are. o.Revision must
// be the one that was read.
func (a *Account) ChangeOrganisation(ctx context.Context, who scheme.Actor, o scheme.Organisation) error {
	return a.store.Update(ctx, func(tx *store.Tx) error {
		who, err := current(tx, who)
		if err != nil {
			return err
		}
		before, err := tx.Organisation(o.ID)
		if err != nil {
			return err
		}
		after := before
		switch {
		case who.Is(scheme.RoleAdministrator):
			after = o
			after.Kind, after.Made = before.Kind, before.Made
		case who.Is(scheme.RoleManager) && who.Person.Organisation == o.ID:
			after.Address, after.Contact, after.Revision = o.Address, o.Contact, o.Revision
		default:
			return missing()
		}
		if after, err = cleanOrganisation(after); err != nil {
			return err
		}
		if err := numberFree(tx, after); err != nil {
			return err
		}
		if err := tx.PutOrganisation(&after); err != nil {
			return err
		}
		return a.audit(ctx, tx, who.Person, "change_organisation", ofOrganisation(o.ID), before, after)
	})
}

// Organisation returns one organisation to its own people, to those who act
// for it and to the office; to others it is missing.
func (a *Account) Organisation(ctx context.Context, who scheme.Actor, id scheme.OrganisationID) (o scheme.Organisation, err error) {
	if !ofOffice(who) && who.Organisation.ID != id && !slices.Contains(who.ActsFor, id) {
		return o, missing()
	}
	err = a.store.View(ctx, func(tx *store.Tx) error {
		o, err = tx.Organisation(id)
		return err
	})
	return o, err
}

// Organisations lists the organisations of a kind, for the office only.
func (a *Account) Organisations(ctx context.Context, who scheme.Actor, kind scheme.OrganisationKind) (all []scheme.Organisation, err error) {
	if !ofOffice(who) {
		return nil, denied()
	}
	err = a.store.View(ctx, func(tx *store.Tx) error {
		all, err = tx.Organisations(kind)
		return err
	})
	return all, err
}

// An OrganisationFilter restricts a list of organisations.
type OrganisationFilter struct {
	Kind  scheme.OrganisationKind // "": all
	Text  string                  // part of a name, of a reading or of the corporate number; "": all
	Skip  int                     // so many of the first are left out
	Limit int                     // at most 500, which is also what 0 means
}

// FindOrganisations lists the organisations that a filter lets through, and
// says how many they are whatever its limit. It is for the office only.
func (a *Account) FindOrganisations(ctx context.Context, who scheme.Actor, f OrganisationFilter) (found []scheme.Organisation, total int, err error) {
	if !ofOffice(who) {
		return nil, 0, denied()
	}
	err = a.store.View(ctx, func(tx *store.Tx) error {
		found, total, err = tx.FindOrganisations(store.OrganisationFilter(f))
		return err
	})
	return found, total, err
}

// ofOffice reports whether who works for the scheme office.
func ofOffice(who scheme.Actor) bool {
	return who.Is(scheme.RoleOfficer) || who.Is(scheme.RoleAdministrator)
}

// GrantPower enters a power of attorney: from then on the agency acts for
// the maker while it holds. Only an administrator may, who has seen the
// signed paper that the office keeps.
func (a *Account) GrantPower(ctx context.Context, who scheme.Actor, p scheme.Power) error {
	p.SHA256 = line(p.SHA256)
	p.Ended = ""
	if err := checkPower(p); err != nil {
		return err
	}
	return a.store.Update(ctx, func(tx *store.Tx) error {
		who, err := current(tx, who)
		if err != nil {
			return err
		}
		if !who.Is(scheme.RoleAdministrator) {
			return denied()
		}
		if err := hasKind(tx, p.Agent, scheme.Agency, scheme.Refuse(scheme.Invalid, "refusal.power.agent").On("agent")); err != nil {
			return err
		}
		if err := hasKind(tx, p.Applicant, scheme.Maker, scheme.Refuse(scheme.Invalid, "refusal.power.applicant").On("applicant")); err != nil {
			return err
		}
		if _, err := powerOf(tx, p); !scheme.IsRefusal(err, scheme.Missing) {
			if err != nil {
				return err
			}
			return scheme.Refuse(scheme.Conflict, "refusal.power.there").On("from")
		}
		if err := tx.PutPower(p); err != nil {
			return fmt.Errorf("grant power: %w", err)
		}
		return a.audit(ctx, tx, who.Person, "grant_power", ofOrganisation(p.Applicant), nil, p)
	})
}

func checkPower(p scheme.Power) error {
	var no scheme.Refusals
	if _, err := scheme.ParseDate(string(p.From)); err != nil {
		no.Add(scheme.Refuse(scheme.Invalid, "refusal.power.from").On("from"))
	}
	if p.Until != "" {
		if _, err := scheme.ParseDate(string(p.Until)); err != nil || p.Until < p.From {
			no.Add(scheme.Refuse(scheme.Invalid, "refusal.power.until").On("until"))
		}
	}
	if p.SHA256 != "" && !isHash(p.SHA256) {
		no.Add(scheme.Refuse(scheme.Invalid, "refusal.account.sha256").On("sha256"))
	}
	return no.Err()
}

// hasKind refuses with no unless there is such an organisation of the kind.
func hasKind(tx *store.Tx, id scheme.OrganisationID, kind scheme.OrganisationKind, no *scheme.Refusal) error {
	o, err := tx.Organisation(id)
	if err != nil && !scheme.IsRefusal(err, scheme.Missing) {
		return err
	}
	if err != nil || o.Kind != kind {
		return no
	}
	return nil
}

// EndPower ends a power of attorney today, before its last day. The maker
// who gave it may, through a manager, and an administrator. p names agent,
// applicant and first day.
func (a *Account) EndPower(ctx context.Context, who scheme.Actor, p scheme.Power) error {
	today := a.day(a.clock())
	return a.store.Update(ctx, func(tx *store.Tx) error {
		who, err := current(tx, who)
		if err != nil {
			return err
		}
		own := who.Is(scheme.RoleManager) && who.Person.Organisation == p.Applicant
		if !who.Is(scheme.RoleAdministrator) && !own {
			return missing()
		}
		before, err := powerOf(tx, p)
		if err != nil {
			return err
		}
		if before.Ended != "" {
			return scheme.Refuse(scheme.Conflict, "refusal.power.ended")
		}
		after := before
		after.Ended = today
		if err := tx.PutPower(after); err != nil {
			return fmt.Errorf("end power: %w", err)
		}
		return a.audit(ctx, tx, who.Person, "end_power", ofOrganisation(p.Applicant), before, after)
	})
}

// powerOf finds the recorded power with the agent, applicant and first day of p.
func powerOf(tx *store.Tx, p scheme.Power) (scheme.Power, error) {
	all, err := tx.PowersOf(p.Agent)
	if err != nil {
		return p, fmt.Errorf("read powers: %w", err)
	}
	for _, one := range all {
		if one.Applicant == p.Applicant && one.From == p.From {
			return one, nil
		}
	}
	return p, missing()
}

// Powers lists the powers of attorney that an organisation has given or, as
// an agency, received: for its own people and the office.
func (a *Account) Powers(ctx context.Context, who scheme.Actor, id scheme.OrganisationID) (all []scheme.Power, err error) {
	if !ofOffice(who) && who.Organisation.ID != id {
		return nil, missing()
	}
	err = a.store.View(ctx, func(tx *store.Tx) error {
		given, err := tx.PowersFor(id)
		if err != nil {
			return err
		}
		received, err := tx.PowersOf(id)
		all = append(given, received...)
		return err
	})
	return all, err
}
