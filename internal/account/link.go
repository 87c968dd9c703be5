package account

import (
	"context"
	"fmt"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

const (
	linkHolds      = 15 * time.Minute // from sending to taking
	enrolmentHolds = 30 * time.Minute // from taking a link to the passkey
	renewable      = 24 * time.Hour   // how long after its making an expired link brings another
	linksPerHour   = 3                // letters with a link that one person can be sent by asking
)

const (
	kindInvite  = store.LinkInvite  // for the first passkey, or one more
	kindRecover = store.LinkRecover // for a passkey instead of all there were
)

// A LinkState says what can be done with a link now.
type LinkState string

const (
	LinkOpen    LinkState = "open"
	LinkUsed    LinkState = "used" // or overtaken: another passkey was made since
	LinkExpired LinkState = "expired"
	LinkUnknown LinkState = "unknown" // or its person may no longer sign in
)

// A LinkView is what the page of a link shows before its button is pressed.
type LinkView struct {
	State        LinkState
	Kind         store.LinkKind // "invite" or "recover"; "" when unknown
	Name         string         // of the person; "" unless open or expired
	Organisation scheme.Text
	First        bool // no passkey was made yet
}

// ShowLink says what a link is, and changes nothing: programs that look at
// letters on their way follow links too.
func (a *Account) ShowLink(ctx context.Context, token string) (view LinkView, err error) {
	err = a.store.View(ctx, func(tx *store.Tx) error {
		link, p, state, err := a.link(tx, token)
		if err != nil {
			return err
		}
		view = LinkView{State: state, Kind: link.Kind}
		if state != LinkOpen && state != LinkExpired {
			return nil
		}
		org, err := tx.Organisation(p.Organisation)
		if err != nil {
			return fmt.Errorf("read organisation: %w", err)
		}
		view.Name, view.Organisation, view.First = p.Name, org.Name, p.Enrolled.IsZero()
		return nil
	})
	return view, err
}

// link finds the link of a token, its person and its state.
func (a *Account) link(tx *store.Tx, token string) (link store.Link, p scheme.Person, state LinkState, err error) {
	link, err = tx.Link(hashOf(token))
	if scheme.IsRefusal(err, scheme.Missing) {
		return store.Link{}, p, LinkUnknown, nil
	}
	if err != nil {
		return link, p, "", fmt.Errorf("read link: %w", err)
	}
	if p, err = tx.Person(link.Person); err != nil {
		return link, p, "", fmt.Errorf("read person of link: %w", err)
	}
	if !p.Dismissed.IsZero() {
		return store.Link{}, p, LinkUnknown, nil
	}
	keys, err := tx.Passkeys(p.ID)
	if err != nil {
		return link, p, "", fmt.Errorf("read passkeys: %w", err)
	}
	used := !link.Used.IsZero()
	for _, k := range keys {
		used = used || k.Made.After(link.Made)
	}
	switch {
	case used:
		return link, p, LinkUsed, nil
	case !a.now().Before(link.Expires):
		return link, p, LinkExpired, nil
	}
	return link, p, LinkOpen, nil
}

// TakeLink uses a link up and returns the token of a session in which its
// person may make a passkey, and do nothing else. Of several who take it at
// the same time one succeeds.
func (a *Account) TakeLink(ctx context.Context, token string) (session string, err error) {
	err = a.store.Update(ctx, func(tx *store.Tx) error {
		link, p, state, err := a.link(tx, token)
		if err != nil {
			return err
		}
		if err := refuseLink(state); err != nil {
			return err
		}
		link.Used = a.now()
		if err := tx.PutLink(link); err != nil {
			return fmt.Errorf("take link: %w", err)
		}
		purpose := purposeEnrol
		if link.Kind == kindRecover {
			purpose = purposeRecover
		}
		if session, err = a.openSession(tx, store.Session{Person: p.ID, Purpose: purpose}, enrolmentHolds); err != nil {
			return err
		}
		return a.audit(ctx, tx, p, "take_link", ofPerson(p.ID), nil, facts{"link": string(link.Kind)})
	})
	if err != nil {
		return "", err
	}
	return session, nil
}

func refuseLink(state LinkState) error {
	switch state {
	case LinkUnknown:
		return scheme.Refuse(scheme.Missing, "refusal.link.unknown")
	case LinkUsed:
		return scheme.Refuse(scheme.Conflict, "refusal.link.used")
	case LinkExpired:
		return scheme.Refuse(scheme.Conflict, "refusal.link.expired")
	}
	return nil
}

// RenewLink posts a new link to the person of an expired one. An invitation
// can be renewed until it is followed; any other link within a day of its
// making, because the approval of a second officer must not last for ever.
func (a *Account) RenewLink(ctx context.Context, token string) error {
	return a.store.Update(ctx, func(tx *store.Tx) error {
		link, p, state, err := a.link(tx, token)
		if err != nil {
			return err
		}
		if state == LinkOpen {
			return scheme.Refuse(scheme.Conflict, "refusal.link.open")
		}
		if state != LinkExpired {
			return refuseLink(state)
		}
		waiting := link.Kind == kindInvite && p.Enrolled.IsZero()
		if !waiting && a.now().Sub(link.Made) > renewable {
			return scheme.Refuse(scheme.Conflict, "refusal.link.ask_again")
		}
		if err := a.notTooOften(tx, p.ID); err != nil {
			return err
		}
		if err := a.audit(ctx, tx, p, "renew_link", linksOf(p.ID), nil, facts{"link": string(link.Kind)}); err != nil {
			return err
		}
		return a.postLink(tx, link.Kind, p, link.Made)
	})
}

// AskPasskey posts to the person of a session a link by which to add a
// passkey, on another device for example. It needs a fresh passkey, so that
// an unwatched screen is not enough.
func (a *Account) AskPasskey(ctx context.Context, session string) error {
	return a.store.Update(ctx, func(tx *store.Tx) error {
		s, p, err := a.signedIn(tx, session)
		if err != nil {
			return err
		}
		if err := (scheme.Actor{SteppedUp: s.SteppedUp}).Fresh(a.now()); err != nil {
			return err
		}
		if err := a.notTooOften(tx, p.ID); err != nil {
			return err
		}
		if err := a.audit(ctx, tx, p, "ask_passkey", linksOf(p.ID), nil, nil); err != nil {
			return err
		}
		return a.postLink(tx, kindInvite, p, a.now())
	})
}

// makeLink keeps a new link and returns its token. made is when the right to
// it arose: a renewed link is as old as the first.
func (a *Account) makeLink(tx *store.Tx, kind store.LinkKind, person scheme.PersonID, made time.Time) (token string, err error) {
	token = newToken()
	err = tx.AddLink(store.Link{TokenHash: hashOf(token), Kind: kind, Person: person, Made: made, Expires: a.now().Add(linkHolds)})
	if err != nil {
		return "", fmt.Errorf("make link: %w", err)
	}
	return token, nil
}

// postLink makes a link and posts it.
func (a *Account) postLink(tx *store.Tx, kind store.LinkKind, p scheme.Person, made time.Time) error {
	token, err := a.makeLink(tx, kind, p.ID, made)
	if err != nil {
		return err
	}
	args := map[string]string{"name": p.Name, "link": a.linkTo(p, token)}
	letter := "recover"
	switch {
	case kind == kindInvite && p.Enrolled.IsZero():
		org, err := tx.Organisation(p.Organisation)
		if err != nil {
			return fmt.Errorf("read organisation: %w", err)
		}
		letter, args["organisation"] = "invite", org.Name.In(p.Language)
	case kind == kindInvite:
		letter = "add_passkey"
	}
	return a.post.Send(tx, p.Email, p.Language, letter, args, a.now())
}

// linkTo is the address of a link, in the language of its person.
func (a *Account) linkTo(p scheme.Person, token string) string {
	return a.config.BaseURL + "/" + p.Language + "/door/link/" + token
}

// linksOf is the audit subject under which asked-for links are counted.
func linksOf(id scheme.PersonID) string { return "links:" + string(id) }

// notTooOften refuses a person who was sent as many links as an hour allows.
func (a *Account) notTooOften(tx *store.Tx, id scheme.PersonID) error {
	lines, err := tx.AuditOf(linksOf(id), linksPerHour)
	if err != nil {
		return fmt.Errorf("count links: %w", err)
	}
	if len(lines) < linksPerHour {
		return nil
	}
	if wait := lines[linksPerHour-1].At.Add(time.Hour).Sub(a.now()); wait > 0 {
		return scheme.ComeAgain("refusal.link.too_often", wait)
	}
	return nil
}
