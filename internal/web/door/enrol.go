package door

import (
	"encoding/json"
	"net/http"

	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page/desk/enrol"
	"shirushi/internal/web/page/desk/passkey"
)

// enrol shows the form that makes a passkey to someone who has taken a link.
func (d *Door) enrol(w http.ResponseWriter, r *http.Request) error {
	who, err := d.account.Enrolling(r.Context(), d.site.Session(r))
	if len(scheme.RefusalsOf(err)) > 0 {
		return web.Redirect(w, r, "/"+web.Lang(r)+"/door/sign-in")
	}
	if err != nil {
		return err
	}
	f := d.frame(r, "door.enrol.title")
	f.Scripts = []string{"passkey.js"}
	return d.site.Render(w, r, http.StatusOK, enrol.Show(enrol.Page{
		Frame: f,
		Ceremony: passkey.Ceremony{
			Kind: "create", Begin: f.To("/door/enrol/begin"), Finish: f.To("/door/enrol/finish"),
			Button: f.P.T("door.enrol.button"),
		},
		Person: who.Name,
		Name:   f.P.T("door.enrol.default"),
	}))
}

func (d *Door) beginEnrol(_ http.ResponseWriter, r *http.Request) (any, error) {
	options, err := d.account.BeginEnrol(r.Context(), d.site.Session(r))
	return json.RawMessage(options), err
}

func (d *Door) finishEnrol(w http.ResponseWriter, r *http.Request) (any, error) {
	in, err := readReply(r)
	if err != nil {
		return nil, err
	}
	session, err := d.account.FinishEnrol(r.Context(), d.site.Session(r), in.Name, in.Credential)
	if err != nil {
		return nil, err
	}
	d.site.SetSession(w, session)
	return map[string]string{"next": next(r, "")}, nil
}
