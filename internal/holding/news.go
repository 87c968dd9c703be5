package holding

import (
	"context"
	"crypto/rand"
	"time"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
)

// deedDropNews and deedLookAt are deeds on a piece of news on its way.
const (
	deedDropNews = "drop_news"
	deedLookAt   = "look_at_news"
)

// Tell tells news of a product: to the public at once, or when its embargo is
// over. Until then nothing of it is anywhere but in the file of the label and,
// when it is serious, on the office's desk. What was told is never edited: a
// correction is news told again.
func (h *Holding) Tell(ctx context.Context, who scheme.Actor, n scheme.LabelNumber, b scheme.Bulletin) (id scheme.NewsID, err error) {
	err = h.Do(ctx, who, string(scheme.DeedTellNews), func(w *desk.Work) error {
		l, err := labeldesk.Take(w, n, scheme.DeedTellNews)
		if err != nil {
			return err
		}
		one := scheme.Bulletin{ID: scheme.NewsID(rand.Text()), Label: n, News: b.News, Serious: b.Serious, Told: w.Now, By: w.Who.Person.ID, Embargo: b.Embargo.UTC().Truncate(time.Second)}
		if b.Embargo.IsZero() {
			one.Embargo = time.Time{}
		}
		if b.Serious {
			one.Due = w.Scheme.LookDue(w.Today)
		}
		if err := one.CheckTold(w.Scheme, w.Now); err != nil {
			return err
		}
		id = one.ID
		if !one.Embargo.IsZero() {
			if err := w.PutBulletin(&one); err != nil {
				return labeldesk.Wrap("write news", err)
			}
			w.Audit("label:"+string(n), nil, heldNote(one))
			return nil
		}
		return release(w, l, one)
	})
	return id, err
}

// heldNote is what the record of deeds says of news that is held back: not
// what it says.
func heldNote(b scheme.Bulletin) any {
	return map[string]any{"News": map[string]any{"Kind": b.News.Kind, "Serious": b.Serious, "Embargo": b.Embargo}}
}

// release makes a piece of news public.
func release(w *desk.Work, l scheme.Label, b scheme.Bulletin) error {
	before := l
	news := b.AsReleased(w.Today)
	if err := l.Tell(news, w.Today, w.Now); err != nil {
		return err
	}
	b.Released = w.Now
	if err := w.PutBulletin(&b); err != nil {
		return labeldesk.Wrap("write news", err)
	}
	if err := w.PublishFrom(l.Listed, scheme.LabelNews, l.Number, news.On, news.Facts(), news.Texts()); err != nil {
		return err
	}
	return labeldesk.Keep(w, before, &l)
}

// Drop takes back news that is still held back. Nothing of it becomes public.
func (h *Holding) Drop(ctx context.Context, who scheme.Actor, n scheme.LabelNumber, id scheme.NewsID) error {
	return h.held(ctx, who, n, id, deedDropNews, func(w *desk.Work, _ scheme.Label, b scheme.Bulletin) error {
		b.Dropped = w.Now
		if err := w.PutBulletin(&b); err != nil {
			return labeldesk.Wrap("write news", err)
		}
		w.Audit("label:"+string(n), heldNote(b), nil)
		return nil
	})
}

// ReleaseNow makes news public before its embargo is over.
func (h *Holding) ReleaseNow(ctx context.Context, who scheme.Actor, n scheme.LabelNumber, id scheme.NewsID) error {
	return h.held(ctx, who, n, id, string(scheme.DeedTellNews), release)
}

// held does a deed of the holder to a piece of news that is held back.
func (h *Holding) held(ctx context.Context, who scheme.Actor, n scheme.LabelNumber, id scheme.NewsID, deed string, do func(*desk.Work, scheme.Label, scheme.Bulletin) error) error {
	return h.Do(ctx, who, deed, func(w *desk.Work) error {
		l, err := labeldesk.Take(w, n, scheme.DeedTellNews)
		if err != nil {
			return err
		}
		b, err := w.Bulletin(id)
		if err != nil {
			return labeldesk.Wrap("read news", err)
		}
		switch {
		case b.Label != n:
			return scheme.Refuse(scheme.Missing, "refusal.missing")
		case !b.Held():
			return scheme.Refuse(scheme.Conflict, "refusal.news.not_held")
		}
		return do(w, l, b)
	})
}

// ReleaseDue makes public what was held back until now, and returns how many
// pieces. It is the software's own deed; one that cannot be released does not
// hold the others up.
func (h *Holding) ReleaseDue(ctx context.Context) (n int, err error) {
	return desk.Fulfil(ctx, h.Desk.Desk, desk.Duty[scheme.NewsID]{What: "release news", Deed: string(scheme.DeedReleaseNews), Due: dueNews, Do: h.releaseOne})
}

func dueNews(w *desk.Work) (due []scheme.NewsID, err error) {
	held, err := w.HeldBulletins()
	for _, b := range held {
		if !b.Embargo.After(w.Now) {
			due = append(due, b.ID)
		}
	}
	return due, labeldesk.Wrap("list news held back", err)
}

func (h *Holding) releaseOne(w *desk.Work, id scheme.NewsID) (did bool, err error) {
	b, err := w.Bulletin(id)
	if err != nil || !b.Held() { // dropped or told a moment ago
		return false, labeldesk.Wrap("read news", err)
	}
	l, err := labeldesk.Take(w, b.Label, scheme.DeedReleaseNews)
	if err != nil {
		return false, err
	}
	if err := release(w, l, b); err != nil {
		return false, err
	}
	return true, h.TellHolder(w, l, "news_released", nil)
}

// LookAt notes that the office has looked at serious news, with what it makes
// of it. Only the office reads that.
func (h *Holding) LookAt(ctx context.Context, who scheme.Actor, id scheme.NewsID, remark string) error {
	return h.Do(ctx, who, deedLookAt, func(w *desk.Work) error {
		b, l, err := newsForOffice(w, id)
		if err != nil {
			return err
		}
		if !b.Waits() {
			return scheme.Refuse(scheme.Conflict, "refusal.news.looked_at")
		}
		if err := labeldesk.CheckReason(remark); err != nil {
			return renamed(err, "remark")
		}
		b.LookedAt, b.LookedBy, b.Remark = w.Now, w.Who.Person.ID, remark
		if err := w.PutBulletin(&b); err != nil {
			return labeldesk.Wrap("write news", err)
		}
		w.Audit("label:"+string(l.Number), nil, map[string]any{"News": map[string]any{"Remark": remark}})
		return nil
	})
}

// newsForOffice reads a piece of serious news for an officer who does not keep
// off its label; of what is not serious there is nothing for the office.
func newsForOffice(w *desk.Work, id scheme.NewsID) (scheme.Bulletin, scheme.Label, error) {
	var l scheme.Label
	if !w.Who.Is(scheme.RoleOfficer) {
		return scheme.Bulletin{}, l, scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	b, err := w.Bulletin(id)
	if err == nil && !b.Serious {
		err = scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	if err != nil {
		return scheme.Bulletin{}, l, labeldesk.Wrap("read news", err)
	}
	if l, err = w.Label(b.Label); err != nil {
		return scheme.Bulletin{}, l, labeldesk.Wrap("read label", err)
	}
	if err := labeldesk.NotRecused(w, l); err != nil {
		return scheme.Bulletin{}, l, err
	}
	return b, l, nil
}

// renamed puts the refusals of one field to another's name.
func renamed(err error, field string) error {
	var out scheme.Refusals
	for _, r := range scheme.RefusalsOf(err) {
		one := *r
		one.Field = field
		out = append(out, &one)
	}
	if len(out) == 0 {
		return err
	}
	return out
}
