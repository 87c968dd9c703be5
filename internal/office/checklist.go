package office

import (
	"context"

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
		if err := mine.CheckDraft(edition); err != nil {
			return err
		}
		theirs, err := w.Answer(id, mine.Criterion)
		if err != nil && !scheme.IsRefusal(err, scheme.Missing) {
			return wrap("read answer", err)
		}
		mine.Carried = theirs.Carried && !how.confirm
		switch {
		case theirs.Revision > 0 && mine.Says(theirs):
			w.Unchanged()
			saved = theirs
			return nil
		case theirs.Revision != mine.Revision:
			return &Clash{Mine: mine, Theirs: theirs}
		case theirs.Carried && how.confirm:
			if err := mine.CheckConfirm(w.Scheme.Day(a.Started), how.earlier); err != nil {
				return err
			}
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
