package scheme

import (
	"reflect"
	"slices"
	"strings"
	"time"
)

// CommentID names a comment.
type CommentID string

// A Comment is what an officer says beside an item or a field of what was
// handed in. The office sees it at once, the applicant once it is delivered
// with a return.
type Comment struct {
	ID          CommentID
	Revision    int
	Application ApplicationID
	Round       int    // of the submission that it is about
	Place       string // "S1.1-04", "product.name_ja" …; see Places
	Text        string
	By          PersonID // who wrote it last
	At          time.Time
	Dropped     time.Time // taken back before it was delivered; zero: it stands
	Delivered   time.Time // zero: the applicant has not seen it
	Answer      string    // the applicant's, short
	Done        time.Time // the applicant says that it is dealt with; zero: not yet
	AnsweredBy  PersonID
}

// Open reports whether the applicant has neither answered a comment that it
// was given nor said that it is dealt with.
func (c Comment) Open() bool { return !c.Delivered.IsZero() && c.Done.IsZero() && c.Answer == "" }

// Unsettled reports whether an acceptance would leave a comment hanging: the
// applicant has not answered it, or has never been given it.
func (c Comment) Unsettled() bool {
	return c.Open() || c.Delivered.IsZero() && c.Dropped.IsZero()
}

// Unsettled returns the comments that an acceptance would leave hanging.
func Unsettled(all []Comment) []Comment {
	var out []Comment
	for _, c := range all {
		if c.Unsettled() {
			out = append(out, c)
		}
	}
	return out
}

// CheckDespite refuses to accept an application over comments that are
// unsettled, unless the officer names each of them as seen: nobody overlooks
// a comment by a press of a button, or one that came in the meantime.
func CheckDespite(all []Comment, seen []CommentID) error {
	left := Unsettled(all)
	for _, c := range left {
		if !slices.Contains(seen, c.ID) {
			return Refuse(Conflict, "refusal.accept.unsettled").On("despite").With(len(left))
		}
	}
	return nil
}

// maxComment bounds a comment and its answer, in characters.
const maxComment = 2000

// Check refuses a comment that says nothing or too much, or stands at a
// place that the application does not have.
func (c Comment) Check(places []string) error {
	var no Refusals
	if blank(c.Text) {
		no.Add(Refuse(Invalid, "refusal.comment.empty").On("text"))
	}
	no.Add(tooLong("text", c.Text, maxComment))
	if !slices.Contains(places, c.Place) {
		no.Add(Refuse(Invalid, "refusal.comment.place").On("place"))
	}
	return no.Err()
}

// CanBeChanged refuses to touch a comment that the applicant has been given,
// or one that was taken back.
func (c Comment) CanBeChanged() error {
	switch {
	case !c.Delivered.IsZero():
		return Refuse(Conflict, "refusal.comment.delivered")
	case !c.Dropped.IsZero():
		return Refuse(Conflict, "refusal.comment.dropped")
	}
	return nil
}

// CheckAnswer refuses an answer that is too long.
func CheckAnswer(text string) error { return tooLong("answer", text, maxComment) }

// Places are where comments may stand: what is applied for, the applicant's
// facts, each field of the product, the wished listing day, each scope
// question, the evaluator, each item of the edition, the declaration.
func Places(s *Scheme, e Edition) []string {
	all := []string{"kind", "applicant"}
	all = append(append(all, ProductPlaces()...), PlaceListing)
	for _, q := range s.Questions {
		all = append(all, "scope."+string(q.ID))
	}
	all = append(all, "evaluator")
	for _, item := range e.Items {
		all = append(all, string(item.ID))
	}
	return append(all, "declaration")
}

// PlaceListing is the place of the wished listing day.
const PlaceListing = "listing_wish"

// ProductPlaces are the places of the product's fields, in the order of the
// papers: "product.name_ja" …
func ProductPlaces() []string {
	var all []string
	t := reflect.TypeFor[Product]()
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		place := "product." + name
		if other, ok := placeNames[place]; ok {
			place = other
		}
		switch {
		case t.Field(i).Type == reflect.TypeFor[Text]():
			all = append(all, place+"_ja", place+"_en")
		case t.Field(i).Type.Kind() == reflect.Bool: // how a field is shown, not a field
		default:
			all = append(all, place)
		}
	}
	return all
}

// CommentsAt returns the comments at a place and inside it.
func CommentsAt(all []Comment, place string) []Comment {
	var out []Comment
	for _, c := range all {
		if within(c.Place, place) {
			out = append(out, c)
		}
	}
	return out
}

// A PlaceName is what a place is called: an item by number and title, a
// question by its title, any other place by a message.
type PlaceName struct {
	Number string
	Title  Text
	Key    Code
}

// NameOf returns what a place of the application is called.
func NameOf(place string, s *Scheme, e Edition) PlaceName {
	if item, ok := e.Item(CriterionID(place)); ok {
		return PlaceName{Number: place, Title: item.Title}
	}
	if id, ok := strings.CutPrefix(place, "scope."); ok {
		q, _ := s.Question(QuestionID(id))
		return PlaceName{Title: q.Ask}
	}
	if field, ok := strings.CutPrefix(place, "product."); ok {
		return PlaceName{Key: Code("field." + field)}
	}
	if place == PlaceListing {
		return PlaceName{Key: Code("field." + place)}
	}
	return PlaceName{Key: Code("place." + place)}
}
