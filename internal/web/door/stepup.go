package door

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/passkey"
	"shirushi/internal/web/page/desk/stepup"
)

// stepUp asks for a fresh passkey and then leads back to the page that the
// request names: the one whose deed wanted it.
func (d *Door) stepUp(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	to := next(r, r.URL.Query().Get("next"))
	f := d.frame(r, "door.stepup.title")
	f.Person, f.Place = who.Person.Name, who.Organisation.Name.In(f.P.Lang)
	f.SignOut = f.To("/door/sign-out")
	f.Scripts = []string{"passkey.js"}
	return d.site.Render(w, r, http.StatusOK, stepup.Show(stepup.Page{
		Frame: f,
		Ceremony: passkey.Ceremony{
			Kind: "get", Begin: f.To("/door/step-up/begin"), Finish: f.To("/door/step-up/finish"),
			Next: to, Button: f.P.T("door.stepup.button"),
		},
		Back: backFrom(f.To("/desk"), to),
		Demo: d.demoSeat(f, who, to),
	}))
}

var ofThing = regexp.MustCompile(`^/(?:ja|en)/desk/(?:office/)?(?:applications|labels)/[^/?]+`)

// backFrom returns where someone goes who gives up: to the page of the thing
// that the deed is about, which asks for no passkey.
func backFrom(desk, to string) string {
	if thing := ofThing.FindString(to); thing != "" {
		return thing
	}
	if strings.Contains(to, "/desk/") {
		return desk
	}
	return to
}

// demoSeat is where a person of the demo, who may have no passkey, signs in
// anew; "" elsewhere.
func (d *Door) demoSeat(f page.Frame, who scheme.Actor, to string) string {
	if d.demo == nil {
		return ""
	}
	return f.To("/door/demo/" + string(who.Person.ID) + "?next=" + url.QueryEscape(to))
}

func (d *Door) beginStepUp(_ http.ResponseWriter, r *http.Request) (any, error) {
	options, err := d.account.BeginStepUp(r.Context(), d.site.Session(r))
	return json.RawMessage(options), err
}

func (d *Door) finishStepUp(_ http.ResponseWriter, r *http.Request) (any, error) {
	in, err := readReply(r)
	if err != nil {
		return nil, err
	}
	if err := d.account.FinishStepUp(r.Context(), d.site.Session(r), in.Credential); err != nil {
		return nil, err
	}
	return map[string]string{"next": next(r, in.Next)}, nil
}
