package office

import (
	"context"
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/scheme"
)

// A Clash is the refusal of an answer that someone else has saved since it
// was read. It holds both, so that neither text is lost.
type Clash struct {
	Mine   scheme.Answer // as given, not saved
	Theirs scheme.Answer // as it stands; its Revision is the one to save over
}

func (c *Clash) Error() string {
	return "answer " + string(c.Mine.Criterion) + " was saved by someone else"
}

// Unwrap makes the clash a Conflict to whoever does not show both texts.
func (c *Clash) Unwrap() error { return scheme.Refuse(scheme.Conflict, "refusal.answer.clash") }

// SaveAnswer saves the answer to one item over the revision it names, 0 for
// an item not touched yet. It returns the answer as it stands afterwards, and
// a Clash when someone else has saved another one meanwhile. Saving what
// stands already changes nothing, whatever the revision. An answer that was
// carried over stays marked so: whoever saves has not yet said that it holds
// for this product.
func (o *Office) SaveAnswer(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, mine scheme.Answer) (scheme.Answer, error) {
	return o.saveTwice(ctx, who, id, mine, saving{})
}

// A Kept says how KeepAnswer is to keep an answer.
type Kept struct {
	Unread  scheme.Refusals // of parts that could not even be read; the answer holds nothing of them
	Confirm bool            // a carried answer holds for this product
	Earlier bool            // and so does an assessment before the application was begun
}

// KeepAnswer saves as SaveAnswer does, but one malformed part does not keep
// the others from being saved: it is held back, stays on record as it was, and
// its refusal is returned in held. A carried answer is confirmed only when
// nothing at all is refused; held says why it was not.
func (o *Office) KeepAnswer(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, mine scheme.Answer, how Kept) (saved scheme.Answer, held scheme.Refusals, err error) {
	saved, err = o.saveTwice(ctx, who, id, mine, saving{confirm: how.Confirm, earlier: how.Earlier, parts: true, unread: how.Unread, held: &held})
	if err != nil {
		return scheme.Answer{}, nil, err
	}
	return saved, held, nil
}

// ConfirmAnswer saves as SaveAnswer does and says of a carried answer that it
// holds for this product. It refuses one without assessor and day, and a day
// before the application was begun unless earlier says that the assessment of
// that day holds for this product too.
func (o *Office) ConfirmAnswer(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, mine scheme.Answer, earlier bool) (scheme.Answer, error) {
	return o.saveTwice(ctx, who, id, mine, saving{confirm: true, earlier: earlier})
}

// saving is how an answer is saved.
type saving struct {
	confirm bool // it holds for this product
	earlier bool // and so does an assessment before the application was begun

	parts  bool             // what is well formed, whatever is refused of the rest
	unread scheme.Refusals  // of parts that could not be read
	held   *scheme.Refusals // what was held back; nil unless parts
}

func (o *Office) saveTwice(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, mine scheme.Answer, how saving) (scheme.Answer, error) {
	saved, err := o.saveAnswer(ctx, who, id, mine, how)
	if isStale(err) { // somebody came between our reading and our writing: look again
		saved, err = o.saveAnswer(ctx, who, id, mine, how)
	}
	if err != nil {
		return scheme.Answer{}, err
	}
	return saved, nil
}

func isStale(err error) bool {
	all := scheme.RefusalsOf(err)
	return len(all) == 1 && all[0].Key == "refusal.stale"
}

func (o *Office) saveAnswer(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, mine scheme.Answer, how saving) (saved scheme.Answer, err error) {
	err = o.desk.Do(ctx, who, string(scheme.DeedEdit), func(w *desk.Work) error {
		a, _, err := take(w, id, scheme.DeedEdit)
		if err != nil {
			return err
		}
		edition, ok := w.Scheme.Edition(a.Edition)
		if !ok {
			return scheme.Refuse(scheme.Conflict, "refusal.edition.not_open").On("edition").With(a.Edition, w.Today)
		}
		theirs, err := w.Answer(id, mine.Criterion)
		if err != nil && !scheme.IsRefusal(err, scheme.Missing) {
			return wrap("read answer", err)
		}
		theirs.Criterion = mine.Criterion
		given := mine
		if mine, err = how.check(w, a, edition, given, theirs); err != nil {
			return err
		}
		switch {
		case (theirs.Revision > 0 || given.Revision == 0 && how.parts && len(*how.held) > 0) && mine.Says(theirs):
			w.Unchanged()
			saved = theirs
			return nil
		case theirs.Revision != mine.Revision:
			return &Clash{Mine: given, Theirs: theirs}
		}
		saved = mine
		saved.Saved, saved.SavedBy = w.Now, w.Who.Person.ID
		if err := w.PutAnswer(id, &saved); err != nil {
			return wrap("write answer", err)
		}
		if err := noteHand(w, a); err != nil {
			return err
		}
		if theirs.Revision == 0 {
			w.Audit("application:"+string(id), nil, map[string]any{"Answer": map[string]any{string(mine.Criterion): saved}})
			return nil
		}
		w.Audit("application:"+string(id), map[string]any{"Answer": map[string]any{string(mine.Criterion): theirs}},
			map[string]any{"Answer": map[string]any{string(mine.Criterion): saved}})
		return nil
	})
	return saved, err
}

// check returns the answer as it is to be saved, marked as carried unless it
// is confirmed. It refuses what may not be saved; in parts it holds that back
// instead and says so in held.
func (s saving) check(w *desk.Work, a scheme.Application, edition scheme.Edition, given, theirs scheme.Answer) (scheme.Answer, error) {
	malformed := slices.Clone(s.unread)
	malformed.Add(given.CheckDraft(edition))
	all := slices.Clone(malformed)
	if theirs.Carried && s.confirm {
		for _, no := range scheme.RefusalsOf(given.CheckConfirm(w.Scheme.Day(a.Started), w.Today, s.earlier)) {
			if !slices.ContainsFunc(malformed, func(m *scheme.Refusal) bool { return m.Field == no.Field }) {
				all.Add(no)
			}
		}
	}
	mine := given
	mine.Carried = theirs.Carried && (!s.confirm || len(all) > 0)
	if !s.parts {
		return mine, all.Err()
	}
	*s.held = all
	mine = mine.Holding(theirs, malformed)
	if err := mine.CheckDraft(edition); err != nil { // not of a part that can be held back
		return mine, err
	}
	return mine, nil
}
