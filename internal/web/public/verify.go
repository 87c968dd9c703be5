package public

import (
	"net/http"
	"strings"

	"shirushi/internal/scan"
	"shirushi/internal/scheme"
	"shirushi/internal/statement"
	"shirushi/internal/web/page/public/verify"
)

// verify shows the page on which anyone verifies a label. It is the same for
// all but the number that an address of ours may bring along: as the one that
// is printed on a label, or to have its status proved.
func (f front) verify(w http.ResponseWriter, r *http.Request) error {
	s, err := f.site.Scheme(r.Context())
	if err != nil {
		return err
	}
	v := f.verifyPage(r, s)
	brought := func(name string) string {
		number := strings.TrimSpace(r.URL.Query().Get(name))
		if scheme.CheckText(name, number, verify.NumberAtMost) != nil {
			return ""
		}
		return number
	}
	v.Asked.Printed, v.Number = brought("q"), brought("prove")
	v.Prove = v.Number != ""
	v.Unlisted = r.URL.RawQuery != ""
	f.site.Keep(w, s, s.Day(f.site.Now()), f.site.KeepStatus)
	return f.site.Render(w, r, http.StatusOK, verify.VerifyPage(v))
}

func (f front) verifyPage(r *http.Request, s *scheme.Scheme) verify.Page {
	p := f.site.Printer(r)
	v := verify.Page{Frame: f.site.Frame(r, p.T("verify.title")), Megabytes: scan.MostBytes >> 20, Tells: s.Doubts.Taken(), Offset: statement.Zone(s.ZoneOffset)}
	v.Description, v.Styles, v.Scripts = p.T("verify.lead"), []string{"verify.css"}, verify.Scripts
	return v
}
