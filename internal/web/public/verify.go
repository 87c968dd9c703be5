package public

import (
	"net/http"

	"shirushi/internal/web/page/public/verify"
)

// verify shows the page on which anyone verifies a label. It is the same for
// all: what is verified never comes here.
func (f front) verify(w http.ResponseWriter, r *http.Request) error {
	s, err := f.site.Scheme(r.Context())
	if err != nil {
		return err
	}
	p := f.site.Printer(r)
	v := verify.Page{Frame: f.site.Frame(r, p.T("verify.title"))}
	v.Description, v.Styles, v.Scripts = p.T("verify.lead"), []string{"verify.css"}, verify.Scripts
	f.site.Keep(w, s, s.Day(f.site.Now()), f.site.KeepStatus)
	return f.site.Render(w, r, http.StatusOK, verify.VerifyPage(v))
}
