package officer

import (
	"net/http"
	"strconv"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page/desk/officefile"
	"shirushi/internal/web/portal"
)

// comment saves a comment beside a part of the application, changes one, or
// takes one back. Each of the page's forms names its fields after itself.
func (d *Desk) comment(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	id := scheme.ApplicationID(r.PathValue("id"))
	typed := officefile.TypedComment{Form: portal.Text(r, "form")}
	typed.Text, typed.Place = portal.Text(r, "text."+typed.Form), typed.Form
	if _, several := r.PostForm["place."+typed.Form]; several {
		typed.Place = portal.Text(r, "place."+typed.Form)
	}
	request := office.CommentRequest{ID: scheme.CommentID(portal.Text(r, "comment")), Place: typed.Place, Text: typed.Text}
	request.Revision, _ = strconv.Atoi(portal.Text(r, "revision")) // not a number: nothing that was read
	done, place, err := "comment", typed.Place, error(nil)
	if portal.Text(r, "do") == "drop" {
		done, err = "comment_drop", d.office.DropComment(r.Context(), who, id, request.ID, request.Revision)
	} else {
		var c scheme.Comment
		c, err = d.office.Comment(r.Context(), who, id, request)
		place = c.Place
	}
	switch {
	case err == nil && done == "comment_drop":
		return web.Redirect(w, r, portal.OfficeHome(r, "applications", string(id))+"?done="+done)
	case err == nil:
		return web.Redirect(w, r, portal.OfficeHome(r, "applications", string(id))+"?done="+done+"#"+officefile.PlaceID(place))
	case portal.CannotShow(err):
		return err
	}
	return d.showFileWith(w, r, who, onCommentForm(err, typed.Form), func(v *officefile.View) { v.Comment = typed })
}

// onCommentForm names the fields of a refusal as the form does.
func onCommentForm(err error, form string) scheme.Refusals {
	all := portal.OnForm(err, "", "text", "place")
	for _, one := range all {
		if one.Field != "" {
			one.Field += "." + form
		}
	}
	return all
}
