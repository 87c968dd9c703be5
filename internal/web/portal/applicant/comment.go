package applicant

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/comments"
	"shirushi/internal/web/page/desk/remark"
	"shirushi/internal/web/portal"
)

// comments shows what the office has said beside parts of the application.
func (d *Desk) comments(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showComments(w, r, who, comments.One{}, nil)
}

// showComments shows the comments, with what was typed to one of them when
// its answer was refused.
func (d *Desk) showComments(w http.ResponseWriter, r *http.Request, who scheme.Actor, typed comments.One, refused error) error {
	f, err := d.file(r, who)
	if err != nil {
		return err
	}
	frame := d.inside(r, who, f, d.Site.Printer(r).T("submission.comments"))
	show := comments.Page{Frame: frame, Back: at(r, f.Application.ID, "")}
	show.Errors = page.ErrorsOf(frame.P, portal.OnForm(refused, typed.Field(""), "answer"))
	if r.URL.Query().Get("done") == "answer" && refused == nil {
		show.Saved = frame.P.T("submission.answer.saved")
	}
	if n := len(f.Application.Returns); n > 0 && f.Application.State == scheme.Returned {
		show.Reason = f.Application.Returns[n-1].Reason
	}
	for _, place := range scheme.Places(f.Scheme, f.Edition) {
		for _, c := range f.CommentsAt(place) {
			one := d.oneComment(r, f, c)
			if c.ID == typed.Comment.ID {
				one.Answer, one.Done = typed.Answer, typed.Done
				if one.Post == "" { // there is no form any more to keep it in
					one.Unsaved = typed.Answer
				}
			}
			if c.Round == len(f.Application.Returns) && f.Application.State == scheme.Returned {
				show.Now = append(show.Now, one)
			} else {
				show.Before = append(show.Before, one)
			}
		}
	}
	return d.Site.Render(w, r, web.StatusOf(refused), comments.Show(show))
}

func (d *Desk) oneComment(r *http.Request, f office.File, c scheme.Comment) comments.One {
	one := comments.One{Comment: c, Answer: c.Answer, Done: !c.Done.IsZero(),
		Place: remark.Place(d.Site.Printer(r), scheme.NameOf(c.Place, f.Scheme, f.Edition))}
	if slices.Contains(f.Deeds, scheme.DeedEdit) {
		one.Part = formOf(r, f, c.Place)
		if c.Round == len(f.Application.Returns) {
			one.Post = at(r, f.Application.ID, "/comments/"+string(c.ID))
		}
	}
	return one
}

// formOf returns the address of the form that holds a place of the
// application; none for facts of the organisation.
func formOf(r *http.Request, f office.File, place string) string {
	id := f.Application.ID
	if _, ok := f.Edition.Item(scheme.CriterionID(place)); ok {
		return at(r, id, "/checklist/"+place)
	}
	part, field, _ := strings.Cut(place, ".")
	switch part {
	case "scope", "kind", "evaluator":
		return at(r, id, "/"+part)
	case scheme.PlaceListing:
		return at(r, id, "/"+partListing)
	case "product":
		if field == "models" {
			return at(r, id, "/"+partModels)
		}
		return at(r, id, "/product#"+page.FieldID(field))
	case "declaration":
		return at(r, id, "/review")
	}
	return ""
}

// answerComment notes what the applicant says to a comment.
func (d *Desk) answerComment(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	id := scheme.ApplicationID(r.PathValue("id"))
	typed := comments.One{Comment: scheme.Comment{ID: scheme.CommentID(r.PathValue("comment"))}}
	typed.Answer, typed.Done = portal.Text(r, typed.Field("answer")), portal.Text(r, typed.Field("done")) == "yes"
	revision, _ := strconv.Atoi(portal.Text(r, typed.Field("revision"))) // not a number: nothing that was read
	_, err := d.office.AnswerComment(r.Context(), who, id, typed.Comment.ID, office.CommentAnswer{Revision: revision, Done: typed.Done, Text: typed.Answer})
	switch {
	case err == nil:
		return web.Redirect(w, r, at(r, id, "/comments?done=answer#"+remark.ID(typed.Comment)))
	case portal.CannotShow(err):
		return err
	}
	return d.showComments(w, r, who, typed, err)
}
