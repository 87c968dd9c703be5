package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"shirushi/internal/demo"
	"shirushi/internal/desk"
	"shirushi/internal/mail"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/surveillance"
)

// An officeAtWork does deeds on the records that the server serves, as a
// second process of the platform would: the server hears of them only through
// the records.
type officeAtWork struct {
	store   *store.Store
	desk    *desk.Desk
	deeds   *office.Office
	cases   *surveillance.Room
	earlier *surveillance.Room                       // the same some weeks ago, when what is decided today was begun
	clerks  []scheme.Actor                           // two officers who may decide
	holders map[scheme.OrganisationID][]scheme.Actor // people of makers
	chance  *rand.Rand
}

// enter opens the records of the demo and finds its people.
func enter(ctx context.Context, p plan) (*officeAtWork, error) {
	s, err := store.Open(ctx, "sqlite:"+filepath.Join(p.data, "shirushi.db"))
	if err != nil {
		return nil, err
	}
	key, err := os.ReadFile(filepath.Join(p.data, "keys", "mail.key"))
	if err != nil {
		return nil, err
	}
	post, err := mail.NewPost(key, "office@localhost.example")
	if err != nil {
		return nil, err
	}
	d := desk.New(s, time.Now)
	if _, _, err := d.Scheme(ctx); err != nil {
		return nil, err
	}
	letters, base := post.In(d.Zone), fmt.Sprintf("http://localhost:%d", p.port)
	before := desk.New(s, func() time.Time { return time.Now().AddDate(0, 0, -investigated) })
	o := &officeAtWork{store: s, desk: d, deeds: office.New(d, letters, base), cases: surveillance.New(d, letters, base), earlier: surveillance.New(before, letters, base),
		holders: map[scheme.OrganisationID][]scheme.Actor{}, chance: rand.New(rand.NewPCG(1, 2))}
	return o, o.meet(ctx)
}

func (o *officeAtWork) meet(ctx context.Context) error {
	seats, err := demo.Seats(ctx, o.store)
	if err != nil {
		return err
	}
	err = o.store.View(ctx, func(tx *store.Tx) error {
		for _, seat := range seats {
			org, err := tx.Organisation(seat.Person.Organisation)
			if err != nil {
				return err
			}
			who := scheme.Actor{Person: seat.Person, Organisation: org}
			switch {
			case org.Kind == scheme.Office && who.Is(scheme.RoleOfficer):
				o.clerks = append(o.clerks, who)
			case org.Kind == scheme.Maker:
				o.holders[org.ID] = append(o.holders[org.ID], who)
			}
		}
		return nil
	})
	if err == nil && len(o.clerks) < 2 {
		err = fmt.Errorf("%d officers in the demo; a correction needs two", len(o.clerks))
	}
	return err
}

func (o *officeAtWork) close() { _ = o.store.Close() }

// takeStock reads every label that is public today: what is true before the
// first deed.
func (o *officeAtWork) takeStock(ctx context.Context) (*book, error) {
	b := &book{spells: map[scheme.LabelNumber][]spell{}, models: map[scheme.LabelNumber]string{}}
	today := o.desk.Day(time.Now())
	err := o.store.View(ctx, func(tx *store.Tx) error {
		after := scheme.LabelNumber("")
		for {
			labels, err := tx.Labels(store.LabelFilter{After: after})
			if err != nil || len(labels) == 0 {
				return err
			}
			for _, l := range labels {
				after = l.Number
				if status := l.StatusOn(today); l.ListedOn(today) && status != scheme.NoLabel {
					b.numbers = append(b.numbers, l.Number)
					b.spells[l.Number] = []spell{{fact: fact{status, l.Product.Firmware}}}
					if len(l.Product.Models) > 0 {
						b.models[l.Number] = l.Product.Models[0]
					}
				}
			}
		}
	})
	return b, err
}

// work does a deed, waits, and does the next, until ctx ends.
func (o *officeAtWork) work(ctx context.Context, between time.Duration, b *book, t *tally) {
	for n := 0; ctx.Err() == nil; n++ {
		number := b.numbers[o.chance.IntN(len(b.numbers))]
		if done, err := o.one(context.WithoutCancel(ctx), b, number, n); done || err != nil {
			t.did(err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(between):
		}
	}
}

// one does one deed to a label, if there is one to do.
func (o *officeAtWork) one(ctx context.Context, b *book, number scheme.LabelNumber, n int) (done bool, err error) {
	now := b.now(number)
	stands := now.status == scheme.Active || now.status == scheme.InExtension
	switch {
	case stands && n%10 == 0:
		return o.revoke(ctx, b, number, now)
	case stands && n%10 == 5:
		holder, err := o.holder(ctx, number)
		if err != nil || holder == nil {
			return false, err
		}
		return true, o.withFact(b, number, fact{scheme.Withdrawn, now.firmware}, func() error {
			return o.deeds.WithdrawLabel(ctx, *holder, number, "holder_wish", "販売を終えたため取り下げます。")
		})
	}
	next := fact{now.status, fmt.Sprintf("%d.%d.%d", 1+n%9, n, o.chance.IntN(1000))}
	if err := o.deeds.Propose(ctx, o.clerk(0), number, "firmware", next.firmware, "版番号が転記で落ちていました。"); err != nil {
		return true, err
	}
	return true, o.withFact(b, number, next, func() error { return o.deeds.Confirm(ctx, o.clerk(1), number) })
}

// investigated is how many days ago the cases began that end in a revocation:
// enough for the holder to be heard.
const investigated = 40

// revoke ends a label by a case that was begun some weeks ago. There is
// nothing to do for a label that did not stand then, or about which another
// case is open.
func (o *officeAtWork) revoke(ctx context.Context, b *book, number scheme.LabelNumber, now fact) (done bool, err error) {
	const reason = "是正の期限までに更新が提供されませんでした。"
	id, err := o.earlier.Open(ctx, o.clerk(0), surveillance.OpenRequest{Label: number, Cause: scheme.CauseOffice, Text: reason})
	if err == nil {
		err = o.earlier.Notify(ctx, o.clerk(0), id, "vulnerability_not_handled", reason, o.desk.Day(time.Now()).AddDays(-investigated/2))
	}
	if err == nil {
		err = o.cases.Hear(ctx, o.clerk(1), id, reason, false)
	}
	if len(scheme.RefusalsOf(err)) > 0 {
		return false, nil
	}
	if err != nil {
		return true, err
	}
	return true, o.withFact(b, number, fact{scheme.Revoked, now.firmware}, func() error { return o.cases.Revoke(ctx, o.clerk(1), id, reason) })
}

// withFact does a deed between its begin and its end in the book.
func (o *officeAtWork) withFact(b *book, number scheme.LabelNumber, next fact, do func() error) error {
	b.begin(number, next)
	err := do()
	b.end(number, err == nil)
	return err
}

func (o *officeAtWork) clerk(n int) scheme.Actor {
	who := o.clerks[n]
	who.SteppedUp = time.Now().Truncate(time.Second)
	return who
}

// holder returns someone who may speak for the label's holder; nil when
// nobody of the demo may.
func (o *officeAtWork) holder(ctx context.Context, number scheme.LabelNumber) (who *scheme.Actor, err error) {
	err = o.store.View(ctx, func(tx *store.Tx) error {
		l, err := tx.Label(number)
		if err != nil {
			return err
		}
		for _, one := range o.holders[l.Holder] {
			one.SteppedUp = time.Now().Truncate(time.Second)
			who = &one
			break
		}
		return nil
	})
	return who, err
}
