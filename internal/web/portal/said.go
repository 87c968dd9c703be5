package portal

import (
	"net/http"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// Done says what was done just now, as the address tells after a deed:
// "?done=accept".
func Done(f page.Frame, r *http.Request, args ...any) string {
	if key := "officer.done." + r.URL.Query().Get("done"); f.P.Has(key) {
		return f.P.T(key, args...)
	}
	return ""
}

// OnForm returns the refusals inside err for a form that has these fields.
// Refusals of other fields are said of the whole form. prefix goes before the
// fields' names, for pages with several forms.
func OnForm(err error, prefix string, fields ...string) scheme.Refusals {
	var out scheme.Refusals
	for _, r := range scheme.RefusalsOf(err) {
		one := *r
		one.Field = ""
		for _, f := range fields {
			if f == r.Field {
				one.Field = prefix + f
			}
		}
		out = append(out, &one)
	}
	return out
}

// CannotShow reports whether err leaves nothing to show a form about: it is a
// failure, or the thing is not there for the reader.
func CannotShow(err error) bool {
	return len(scheme.RefusalsOf(err)) == 0 || scheme.IsRefusal(err, scheme.Missing)
}
