package door

import (
	"encoding/json"
	"net/http"

	"shirushi/internal/web"
	"shirushi/internal/web/page/desk/passkey"
	"shirushi/internal/web/page/desk/signin"
)

// signIn shows the way in. Someone who is in already goes on at once.
func (d *Door) signIn(w http.ResponseWriter, r *http.Request) error {
	named := r.URL.Query().Get("next")
	to := next(r, named)
	if _, err := d.site.Actor(r.Context(), d.site.Session(r)); err == nil {
		return web.Redirect(w, r, to)
	}
	f := d.frame(r, "door.signin.title")
	f.Scripts = []string{"passkey.js"}
	return d.site.Render(w, r, http.StatusOK, signin.Show(signin.Page{
		Frame: f,
		Ceremony: passkey.Ceremony{
			Kind: "get", Begin: f.To("/door/sign-in/begin"), Finish: f.To("/door/sign-in/finish"),
			Next: to, Button: f.P.T("door.signin.button"),
		},
		Recover:  f.To("/door/recover"),
		OnTheWay: named != "" && to == named,
	}))
}

func (d *Door) beginSignIn(w http.ResponseWriter, r *http.Request) (any, error) {
	session, options, err := d.account.BeginSignIn(r.Context())
	if err != nil {
		return nil, err
	}
	d.site.SetSession(w, session)
	return json.RawMessage(options), nil
}

// finishSignIn gives the browser a new session: a token that was known
// before the sign-in is worth nothing after it.
func (d *Door) finishSignIn(w http.ResponseWriter, r *http.Request) (any, error) {
	in, err := readReply(r)
	if err != nil {
		return nil, err
	}
	session, err := d.account.FinishSignIn(r.Context(), d.site.Session(r), in.Credential)
	if err != nil {
		return nil, err
	}
	d.site.SetSession(w, session)
	return map[string]string{"next": next(r, in.Next)}, nil
}

func (d *Door) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := d.account.SignOut(r.Context(), d.site.Session(r)); err != nil {
		return err
	}
	d.site.EndSession(w)
	return web.Redirect(w, r, "/"+web.Lang(r)+"/door/signed-out")
}

func (d *Door) signedOut(w http.ResponseWriter, r *http.Request) error {
	return d.tell(w, r, "door.signed_out.title", []string{"door.signed_out.text"}, d.link(r, "door.signed_out.again", "/door/sign-in"))
}
