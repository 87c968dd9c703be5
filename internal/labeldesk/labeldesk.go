// Package labeldesk is the frame of every deed on a label after its issue: the
// label is taken out only for who may do the deed today, and put back with
// its public entry and its audit line. It also writes to the people of
// organisations. It does no deed itself.
package labeldesk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"shirushi/internal/desk"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A Post queues a letter in the transaction of the deed that it tells of.
type Post interface {
	Send(tx *store.Tx, to, lang, kind string, args map[string]string, now time.Time) error
}

// A Desk is where deeds on labels are done. It is safe for use by several
// goroutines.
type Desk struct {
	*desk.Desk
	Post Post
	Base string // address of the site, without a slash at the end, for the links in letters
}

// New returns a desk. base is the address of the site.
func New(d *desk.Desk, post Post, base string) *Desk {
	return &Desk{Desk: d, Post: post, Base: strings.TrimRight(base, "/")}
}

// Take reads a label for a deed. That a listed label exists is public, so
// whoever may not do the deed is told so; of one that is not listed yet it
// says Missing to whoever has nothing to do with it. It refuses people of
// the office who have recused themselves.
func Take(w *desk.Work, n scheme.LabelNumber, deed scheme.Deed) (scheme.Label, error) {
	l, err := w.Label(n)
	if err != nil {
		return l, Wrap("read label", err)
	}
	roles := w.Who.RolesToward(l.Holder)
	if len(roles) == 0 && !l.ListedOn(w.Today) {
		return l, scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	if _, err := scheme.Next(scheme.LabelRules, l.StatusOn(w.Today), deed, roles); err != nil {
		return l, err
	}
	return l, NotRecused(w, l)
}

// Keep writes a label as changed by a deed, with its public entry and its
// audit line. before is nil for a new label.
func Keep(w *desk.Work, before any, l *scheme.Label) error {
	if err := w.PutLabel(l); err != nil {
		return Wrap("write label", err)
	}
	if err := w.PutEntry(registry.Of(*l, w.Scheme.Day)); err != nil {
		return Wrap("write entry", err)
	}
	w.Audit("label:"+string(l.Number), before, *l)
	return nil
}

// Change does a deed to a label: what the rules allow, then what the deed
// itself demands and changes.
func (d *Desk) Change(ctx context.Context, who scheme.Actor, n scheme.LabelNumber, deed scheme.Deed,
	change func(*desk.Work, *scheme.Label) error) error {
	return d.Do(ctx, who, string(deed), func(w *desk.Work) error {
		l, err := Take(w, n, deed)
		if err != nil {
			return err
		}
		before := l
		l.Corrections, l.News, l.Gaps = slices.Clone(l.Corrections), slices.Clone(l.News), slices.Clone(l.Gaps)
		l.Warnings, l.Annulled, l.PastHolders = slices.Clone(l.Warnings), slices.Clone(l.Annulled), slices.Clone(l.PastHolders)
		if err := change(w, &l); err != nil {
			return err
		}
		return Keep(w, before, &l)
	})
}

// NotRecused refuses someone of the office who keeps off the label's holder,
// or off the application from which it came.
func NotRecused(w *desk.Work, l scheme.Label) error { return CheckRecused(w, w.Who.Person, l) }

// CheckRecused refuses someone of the office who keeps off the label.
func CheckRecused(w *desk.Work, p scheme.Person, l scheme.Label) error {
	all, err := Recusals(w, p)
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.CoversOrganisation(l.Holder) || r.Application != "" && r.Application == l.Application {
			return scheme.Refuse(scheme.Denied, "refusal.recused")
		}
	}
	return nil
}

// OnlyOfficers refuses everybody but officers.
func OnlyOfficers(w *desk.Work, deed scheme.Deed) error {
	if !w.Who.Is(scheme.RoleOfficer) {
		return scheme.Refuse(scheme.Denied, "refusal.role").With(scheme.Code("deed." + string(deed)))
	}
	return nil
}

// Recusals lists the recusals that hold of someone of the office; nobody
// else has any.
func Recusals(w *desk.Work, p scheme.Person) ([]scheme.Recusal, error) {
	if !p.Has(scheme.RoleOfficer) && !p.Has(scheme.RoleAdministrator) {
		return nil, nil
	}
	all, err := w.RecusalsOf(p.ID)
	return all, Wrap("read recusals", err)
}

// MaxReason bounds what the office or a holder gives as a reason, in characters.
const MaxReason = 2000

// CheckReason refuses an empty reason, and one that is too long: whoever
// hears no must be able to understand it.
func CheckReason(reason string) error {
	if strings.TrimSpace(reason) == "" {
		return scheme.Refuse(scheme.Invalid, "refusal.reason.missing").On("reason")
	}
	return scheme.CheckText("reason", reason, MaxReason)
}

// ErrNoContact is the failure of a letter to an organisation without an address.
var ErrNoContact = errors.New("the organisation has no contact")

// Tell queues a letter to the contact of an organisation.
func (d *Desk) Tell(w *desk.Work, to scheme.OrganisationID, kind string, args map[string]string) error {
	org, err := w.Organisation(to)
	if err != nil {
		return Wrap("read whom to write to", err)
	}
	if org.Contact.Email == "" {
		return fmt.Errorf("%w: %s", ErrNoContact, to)
	}
	args["name"] = org.Contact.Name
	return Wrap("queue a letter", d.Post.Send(w.Tx, org.Contact.Email, Lang(org), kind, args, w.Now))
}

// TellHolder queues a letter about a label to its holder, with what its kind
// says besides product, number and page.
func (d *Desk) TellHolder(w *desk.Work, l scheme.Label, kind string, more map[string]string) error {
	org, err := w.Organisation(l.Holder)
	if err != nil {
		return Wrap("read the holder", err)
	}
	args := map[string]string{"product": l.Product.Name.In(Lang(org)), "number": string(l.Number), "link": d.Base + "/l/" + string(l.Number)}
	maps.Copy(args, more)
	return d.Tell(w, l.Holder, kind, args)
}

// Marks reads what a deed left on record about a subject such as "label:1":
// what the audit keeps of each, the newest first, 50 at most. Letters that are
// sent once are known by it.
func Marks[T any](w *desk.Work, deed, subject string) (all []T, err error) {
	lines, err := w.AuditLines(store.AuditFilter{Deed: deed, Subjects: []string{subject}, Limit: 50})
	if err != nil {
		return nil, Wrap("read what was told", err)
	}
	for _, line := range lines {
		var one T
		if err := json.Unmarshal([]byte(line.After), &one); err != nil {
			return nil, fmt.Errorf("read what was told: %w", err)
		}
		all = append(all, one)
	}
	return all, nil
}

// Lang is the language of letters to an organisation's contact.
func Lang(o scheme.Organisation) string {
	if o.Foreign() && !o.Contact.ReadsJapanese {
		return "en"
	}
	return "ja"
}

// Wrap leaves refusals as they are and says of failures what was tried.
func Wrap(what string, err error) error {
	if err == nil || scheme.RefusalsOf(err) != nil {
		return err
	}
	return fmt.Errorf("%s: %w", what, err)
}

// TellOfficers queues a letter to each officer, with what its kind says besides
// the name and the link to a page of their desk, such as "/desk/office/labels".
func (d *Desk) TellOfficers(w *desk.Work, kind, page string, more map[string]string) error {
	officers, err := Officers(w)
	if err != nil {
		return err
	}
	for _, p := range officers {
		args := map[string]string{"name": p.Name, "link": d.Base + "/" + p.Language + page}
		maps.Copy(args, more)
		if err := d.Post.Send(w.Tx, p.Email, p.Language, kind, args, w.Now); err != nil {
			return Wrap("queue a letter", err)
		}
	}
	return nil
}

// Officers lists the officers who can sign in.
func Officers(w *desk.Work) (officers []scheme.Person, err error) {
	offices, err := w.Organisations(scheme.Office)
	if err != nil {
		return nil, Wrap("read the office", err)
	}
	for _, office := range offices {
		people, err := w.People(office.ID)
		if err != nil {
			return nil, Wrap("list the office's people", err)
		}
		for _, p := range people {
			if p.Dismissed.IsZero() && !p.Enrolled.IsZero() && p.Has(scheme.RoleOfficer) {
				officers = append(officers, p)
			}
		}
	}
	return officers, nil
}
