package public

import (
	"net/http"
	"net/url"

	"shirushi/internal/document"
	"shirushi/internal/scheme"
	"shirushi/internal/statement"
	"shirushi/internal/web"
	view "shirushi/internal/web/page/public"
)

// stated reads from the address which label is asked of and on which day, and
// what the office states.
func (f front) stated(r *http.Request) (s *scheme.Scheme, file statement.File, told statement.Statement, err error) {
	if s, err = f.site.Scheme(r.Context()); err != nil {
		return s, file, told, err
	}
	number, err := s.Numbering.Registration.Parse(r.PathValue("number"))
	if err != nil {
		return s, file, told, err
	}
	q, err := statement.Ask(scheme.LabelNumber(number), r.URL.Query().Get("on"), r.URL.Query().Get("known"))
	if err != nil {
		return s, file, told, err
	}
	file, told, err = f.statements.Status(r.Context(), s, q)
	return s, file, told, err
}

// statusFile gives the status file of a label. Any site may read it: checkers
// of others do.
func (f front) statusFile(w http.ResponseWriter, r *http.Request) error {
	s, file, told, err := f.stated(r)
	if err != nil {
		return err
	}
	b, err := file.Bytes()
	if err != nil {
		return err
	}
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	f.site.Keep(w, s, s.Day(f.site.Now()), f.site.KeepStatus)
	give(w, r, statement.MediaType, told.Name(), b)
	return nil
}

// statusPaper gives the same as a document, with the file attached; the file
// alone to whom the form's other button sends here. A day that is none comes back
// to the form.
func (f front) statusPaper(w http.ResponseWriter, r *http.Request) error {
	_, e, day, err := f.onRecord(r)
	if err != nil {
		return err
	}
	s, file, told, err := f.stated(r)
	if scheme.IsRefusal(err, scheme.Invalid) { // a day of which nothing can be stated: back to the form
		return f.sheetWith(w, r, err)
	} else if err != nil {
		return err
	}
	if r.URL.Query().Has(view.AsFile) {
		at := url.URL{Path: "/labels/" + string(told.Number) + "/status.json", RawQuery: url.Values{"on": {string(told.Day)}, "known": {string(told.Known)}}.Encode()}
		return web.Redirect(w, r, at.String())
	}
	b, err := file.Bytes()
	if err != nil {
		return err
	}
	p := f.site.Printer(r)
	paper, err := document.Status(document.Stated{
		Label:  document.Label{P: p, Scheme: s, Entry: e, Day: day, Base: f.site.BaseURL},
		Report: statement.Verify(b, statement.Options{}), File: b,
	})
	if err != nil {
		return err
	}
	f.site.Keep(w, s, day, f.site.KeepStatus)
	give(w, r, "application/pdf", "label-"+string(told.Number)+"-status-"+told.Days()+"-"+p.Lang+".pdf", paper)
	return nil
}
