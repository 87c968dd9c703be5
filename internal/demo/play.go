package demo

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"shirushi/internal/account"
	"shirushi/internal/desk"
	"shirushi/internal/doubt"
	"shirushi/internal/governance"
	"shirushi/internal/holding"
	"shirushi/internal/misuse"
	"shirushi/internal/office"
	"shirushi/internal/remedy"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/surveillance"
)

// A House is the rooms in which the play takes place.
type House struct {
	Store      *store.Store
	Desk       *desk.Desk
	Account    *account.Account
	Office     *office.Office
	Governance *governance.Governance
	Doubts     *doubt.Inbox     // nil: nothing is reported
	Misuse     *misuse.Register // nil when Doubts is
	Cases      *surveillance.Room
	Vault      *office.Vault // nil: no evidence is handed over
	Holding    *holding.Holding
	Remedies   *remedy.Room // nil: nobody objects
	Clock      *Clock
	Scheme     fs.FS // the scheme's data files
}

// A Seat is someone whom a visitor of the demo may sign in as.
type Seat struct {
	Person       scheme.Person
	Organisation scheme.Text
}

// Play tells the whole story up to now, and takes so many further labels over
// on top of it.
func Play(ctx context.Context, h House, further int) error {
	c, err := readCast()
	if err != nil {
		return err
	}
	p := &play{House: h, cast: c, today: h.Clock.Now().UTC().Truncate(24 * time.Hour), actors: map[string]scheme.Actor{}}
	defer h.Clock.Run()
	if err := p.assemble(ctx); err != nil {
		return fmt.Errorf("assemble the people of the demo: %w", err)
	}
	if err := p.tell(ctx); err != nil {
		return err
	}
	if err := p.takeOver(ctx); err != nil {
		return err
	}
	if err := p.many(ctx, further); err != nil {
		return err
	}
	if _, err := h.Store.Sequence(ctx, p.day()); err != nil {
		return fmt.Errorf("number the events of the demo: %w", err)
	}
	return nil
}

// Seats returns the people of a play that has been told, in the order of
// the companies of the cast.
func Seats(ctx context.Context, s *store.Store) ([]Seat, error) {
	c, err := readCast()
	if err != nil {
		return nil, err
	}
	var seats []Seat
	err = s.View(ctx, func(tx *store.Tx) error {
		for _, one := range c.everyone() {
			p, err := tx.PersonByEmail(one.Email)
			if err != nil {
				return fmt.Errorf("read %s: %w", one.Email, err)
			}
			o, err := tx.Organisation(p.Organisation)
			if err != nil {
				return fmt.Errorf("read organisation of %s: %w", one.Email, err)
			}
			seats = append(seats, Seat{p, o.Name})
		}
		return nil
	})
	return seats, err
}

// tell does all steps of all stories in the order of their hours, so that
// the record reads as it would have grown.
func (p *play) tell(ctx context.Context) error {
	stories := make([]*story, 0, len(p.cast.products))
	p.stories = map[string]*story{}
	for _, one := range p.cast.products {
		s := p.story(one)
		p.stories[one.Name.En] = s
		stories = append(stories, s)
	}
	var steps []step
	for _, s := range stories {
		for _, one := range s.steps() {
			one.does += " " + s.product.Name.En
			steps = append(steps, one)
		}
	}
	steps = append(steps, p.reports()...)
	slices.SortStableFunc(steps, func(a, b step) int {
		return cmp.Or(cmp.Compare(b.daysAgo, a.daysAgo), cmp.Compare(a.hour, b.hour), cmp.Compare(a.minute, b.minute))
	})
	for _, one := range steps {
		p.at(one.daysAgo, one.hour, one.minute)
		if err := one.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", one.does, err)
		}
	}
	if err := p.plan(ctx); err != nil {
		return err
	}
	return p.afterIssue(ctx)
}

// plan notes the holidays of one officer, for whom the other stands in, and
// that the same officer keeps off an application.
func (p *play) plan(ctx context.Context) error {
	p.at(1, 17, 0)
	if err := p.Office.NoteAbsence(ctx, p.who("officer2"), office.AbsenceRequest{
		From: p.day().AddDays(10), Until: p.day().AddDays(14), Deputy: p.who("officer1").Person.ID}); err != nil {
		return fmt.Errorf("note an absence: %w", err)
	}
	p.at(1, 17, 5)
	err := p.Office.Recuse(ctx, p.who("officer2"), office.RecuseRequest{Application: p.stories["Fjor motion sensor"].id,
		Reason: "以前の勤務先で、この製品の開発に携わったためです。"})
	if err != nil {
		return fmt.Errorf("recuse: %w", err)
	}
	return nil
}

// day returns the play's civil day.
func (p *play) day() scheme.Date { return p.scheme.Day(p.Clock.Now()) }

type play struct {
	House
	cast   cast
	today  time.Time
	actors map[string]scheme.Actor // by the key of the person, and of the maker for its first person
	scheme *scheme.Scheme

	stories map[string]*story // by the English name of their product
}

// at puts the clock n days before today, at an office hour.
func (p *play) at(daysAgo, hour, minute int) {
	p.Clock.Set(p.today.AddDate(0, 0, -daysAgo).Add(time.Duration(hour-9)*time.Hour + time.Duration(minute)*time.Minute))
}

// assemble brings office, makers and agencies in, and loads the scheme.
func (p *play) assemble(ctx context.Context) error {
	first := p.cast.products[0].Day + 20
	p.at(first, 10, 0)
	office := p.cast.companies.Office
	chief := office.People[0]
	if _, err := p.Account.FirstOfficer(ctx, office.organisation(scheme.Office), chief.person("")); err != nil {
		return err
	}
	if err := p.enter(ctx, chief); err != nil {
		return err
	}
	admin := p.who(chief.Key)
	if _, problems, err := p.Governance.LoadCatalog(ctx, admin, p.Scheme); err != nil || len(problems) > 0 {
		return fmt.Errorf("load the scheme: %v %w", problems, err)
	}
	var err error
	if p.scheme, _, err = p.Desk.Scheme(ctx); err != nil {
		return err
	}
	for _, one := range office.People[1:] {
		if err := p.invite(ctx, admin, one, admin.Organisation.ID); err != nil {
			return err
		}
	}
	for _, group := range []struct {
		kind    scheme.OrganisationKind
		members []company
	}{{scheme.Maker, p.cast.companies.Makers}, {scheme.Agency, p.cast.companies.Agencies}, {scheme.Authority, p.cast.companies.Authorities}} {
		for _, one := range group.members {
			if err := p.admit(ctx, admin, group.kind, one, p.day()); err != nil {
				return fmt.Errorf("%s: %w", one.Key, err)
			}
		}
	}
	return nil
}

func (p *play) admit(ctx context.Context, admin scheme.Actor, kind scheme.OrganisationKind, c company, since scheme.Date) error {
	id, err := p.Account.AdmitOrganisation(ctx, admin, c.organisation(kind))
	if err != nil {
		return err
	}
	for _, principal := range c.ActsFor {
		power := scheme.Power{Agent: id, Applicant: p.actors[principal].Organisation.ID, From: since,
			SHA256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}
		if err := p.Account.GrantPower(ctx, admin, power); err != nil {
			return err
		}
	}
	for _, one := range c.People {
		if err := p.invite(ctx, admin, one, id); err != nil {
			return err
		}
	}
	return nil
}

func (p *play) invite(ctx context.Context, admin scheme.Actor, one person, org scheme.OrganisationID) error {
	if _, err := p.Account.Invite(ctx, admin, one.person(org)); err != nil {
		return err
	}
	return p.enter(ctx, one)
}

// enter notes who someone of the cast is on record.
func (p *play) enter(ctx context.Context, one person) error {
	return p.Store.View(ctx, func(tx *store.Tx) error {
		who, err := tx.PersonByEmail(one.Email)
		if err != nil {
			return fmt.Errorf("read %s: %w", one.Email, err)
		}
		org, err := tx.Organisation(who.Organisation)
		if err != nil {
			return fmt.Errorf("read organisation of %s: %w", one.Email, err)
		}
		powers, err := tx.PowersOf(org.ID)
		if err != nil {
			return err
		}
		a := scheme.Actor{Person: who, Organisation: org}
		for _, power := range powers {
			a.ActsFor = append(a.ActsFor, power.Applicant)
		}
		p.actors[one.Key] = a
		return nil
	})
}

// who returns the actor with a passkey used just now.
func (p *play) who(key string) scheme.Actor {
	a := p.actors[key]
	a.SteppedUp = p.Clock.Now()
	return a
}

func (one person) person(org scheme.OrganisationID) scheme.Person {
	return scheme.Person{Organisation: org, Name: one.Name, Email: one.Email, Language: one.Language, Roles: one.Roles}
}
