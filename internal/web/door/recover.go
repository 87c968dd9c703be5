package door

import (
	"net/http"
	"strings"

	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/recovery"
)

func (d *Door) recover(w http.ResponseWriter, r *http.Request) error {
	return d.showRecovery(w, r, "", nil)
}

func (d *Door) showRecovery(w http.ResponseWriter, r *http.Request, email string, err error) error {
	f := d.frame(r, "door.recover.title")
	return d.site.Render(w, r, web.StatusOf(err), recovery.Show(recovery.Page{Frame: f, Email: email, Errors: page.ErrorsOf(f.P, err)}))
}

// askRecovery answers the same whether the address is known or not.
func (d *Door) askRecovery(w http.ResponseWriter, r *http.Request) error {
	values, err := web.Form(r)
	if err != nil {
		return err
	}
	email := strings.TrimSpace(values.Get("email"))
	err = d.account.AskRecovery(r.Context(), email)
	if scheme.IsRefusal(err, scheme.Invalid) {
		return d.showRecovery(w, r, email, err)
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, "/"+web.Lang(r)+"/door/recover/asked")
}

func (d *Door) recoveryAsked(w http.ResponseWriter, r *http.Request) error {
	return d.tell(w, r, "door.recover.asked_title", []string{"door.recover.asked", "door.recover.maker", "door.recover.officer", "door.recover.asked_wait"})
}
