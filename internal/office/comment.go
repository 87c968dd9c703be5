package office

import (
	"context"
	"crypto/rand"
	"time"

	"shirushi/internal/desk"
	"shirushi/internal/scheme"
)

// A CommentRequest is what an officer writes beside a place of what was
// handed in.
type CommentRequest struct {
	ID       scheme.CommentID // "" for a new one
	Revision int              // of the one that was read
	Place    string           // of a new one
	Text     string
}

// Comment writes a comment, or another text for one that is not delivered
// yet. Every officer sees it; the applicant does once the application is
// returned.
func (o *Office) Comment(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, r CommentRequest) (written scheme.Comment, err error) {
	err = o.desk.Do(ctx, who, string(scheme.DeedComment), func(w *desk.Work) error {
		a, _, err := take(w, id, scheme.DeedComment)
		if err != nil {
			return err
		}
		before, err := commentBefore(w, a, r.ID, r.Revision)
		if err != nil {
			return err
		}
		c := before
		if r.ID == "" {
			c = scheme.Comment{ID: scheme.CommentID(rand.Text()), Application: id, Round: a.Round(), Place: r.Place}
		}
		c.Text, c.By, c.At = r.Text, w.Who.Person.ID, w.Now
		s, err := w.Judging(&a)
		if err != nil {
			return err
		}
		edition, _ := s.Edition(a.Edition)
		if err := c.Check(scheme.Places(s, edition)); err != nil {
			return err
		}
		if r.ID != "" && c.Text == before.Text {
			w.Unchanged()
			written = before
			return nil
		}
		written = c
		return keepComment(w, before, &written)
	})
	return written, err
}

// DropComment takes back a comment that is not delivered yet. It stays on
// record.
func (o *Office) DropComment(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, comment scheme.CommentID, revision int) error {
	return o.desk.Do(ctx, who, string(scheme.DeedComment), func(w *desk.Work) error {
		a, _, err := take(w, id, scheme.DeedComment)
		if err != nil {
			return err
		}
		before, err := commentBefore(w, a, comment, revision)
		if err != nil {
			return err
		}
		after := before
		after.Dropped = w.Now
		return keepComment(w, before, &after)
	})
}

// commentBefore reads the comment that is to be changed; a zero one for a new
// comment.
func commentBefore(w *desk.Work, a scheme.Application, id scheme.CommentID, revision int) (scheme.Comment, error) {
	if id == "" {
		return scheme.Comment{}, nil
	}
	c, err := commentOf(w, a.ID, id)
	if err != nil {
		return c, err
	}
	if err := c.CanBeChanged(); err != nil {
		return c, err
	}
	if c.Revision != revision {
		return c, scheme.Refuse(scheme.Conflict, "refusal.stale")
	}
	return c, nil
}

// commentOf reads a comment on this application, and says Missing of those
// on others.
func commentOf(w *desk.Work, id scheme.ApplicationID, comment scheme.CommentID) (scheme.Comment, error) {
	c, err := w.Comment(comment)
	if err == nil && c.Application != id {
		return scheme.Comment{}, scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	return c, wrap("read comment", err)
}

func keepComment(w *desk.Work, before scheme.Comment, c *scheme.Comment) error {
	if err := w.PutComment(c); err != nil {
		return wrap("write comment", err)
	}
	var was any
	if before.ID != "" {
		was = map[string]any{"Comment": map[string]any{string(c.ID): before}}
	}
	w.Audit("application:"+string(c.Application), was, map[string]any{"Comment": map[string]any{string(c.ID): *c}})
	return nil
}

// A CommentAnswer is what the applicant says to a comment.
type CommentAnswer struct {
	Revision int
	Done     bool // it is dealt with
	Text     string
}

// AnswerComment notes what the applicant's side says to a comment that came
// with the last return, while the application is in its hands.
func (o *Office) AnswerComment(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, comment scheme.CommentID, r CommentAnswer) (answered scheme.Comment, err error) {
	err = o.desk.Do(ctx, who, "answer_comment", func(w *desk.Work) error {
		a, _, err := take(w, id, scheme.DeedEdit)
		if err != nil {
			return err
		}
		before, err := commentOf(w, id, comment)
		switch {
		case err != nil:
			return err
		case before.Delivered.IsZero():
			return scheme.Refuse(scheme.Missing, "refusal.missing")
		case before.Round != a.Round()-1:
			return scheme.Refuse(scheme.Conflict, "refusal.comment.earlier")
		}
		if err := scheme.CheckAnswer(r.Text); err != nil {
			return err
		}
		if before.Answer == r.Text && before.Done.IsZero() == !r.Done {
			w.Unchanged()
			answered = before
			return nil
		}
		if before.Revision != r.Revision {
			return scheme.Refuse(scheme.Conflict, "refusal.stale")
		}
		answered = before
		answered.Answer, answered.AnsweredBy = r.Text, w.Who.Person.ID
		if answered.Done = before.Done; !r.Done {
			answered.Done = time.Time{}
		} else if before.Done.IsZero() {
			answered.Done = w.Now
		}
		if err := keepComment(w, before, &answered); err != nil {
			return err
		}
		return noteHand(w, a)
	})
	return answered, err
}

// deliver gives the applicant the comments that stand beside the submission
// under check.
func deliver(w *desk.Work, a scheme.Application) (delivered []scheme.Comment, err error) {
	all, err := w.Comments(a.ID)
	if err != nil {
		return nil, wrap("read comments", err)
	}
	for _, c := range all {
		if c.CanBeChanged() != nil {
			continue
		}
		before := c
		c.Delivered = w.Now
		if err := keepComment(w, before, &c); err != nil {
			return nil, err
		}
		delivered = append(delivered, c)
	}
	return delivered, nil
}

// commentsFor are the comments that the reader may see.
func commentsFor(w *desk.Work, id scheme.ApplicationID) ([]scheme.Comment, error) {
	all, err := w.Comments(id)
	if err != nil {
		return nil, wrap("read comments", err)
	}
	officer := w.Who.Is(scheme.RoleOfficer)
	var seen []scheme.Comment
	for _, c := range all {
		if !c.Delivered.IsZero() || officer && c.Dropped.IsZero() {
			seen = append(seen, c)
		}
	}
	return seen, nil
}

// CommentsAt are the comments at a place of the application and inside it.
func (f File) CommentsAt(place string) []scheme.Comment { return scheme.CommentsAt(f.Comments, place) }
