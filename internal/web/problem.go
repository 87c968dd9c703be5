package web

import (
	"encoding/json"
	"net/http"
	"strings"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
)

// A Problem is an RFC 9457 problem document: what the API says instead of an
// error page.
type Problem struct {
	Type     string         `json:"type,omitempty" format:"uri-reference" doc:"Always about:blank: title and status say what it is."`
	Title    string         `json:"title" doc:"What went wrong, in the language of the request."`
	Status   int            `json:"status" doc:"The HTTP status code."`
	Detail   string         `json:"detail,omitempty" doc:"What is wrong with this request and what to do."`
	Instance string         `json:"instance,omitempty" format:"uri-reference" doc:"A reference number to quote to the operator."`
	Errors   []ProblemField `json:"errors,omitempty" doc:"What is wrong with single parameters."`
}

// A ProblemField says what is wrong with one parameter.
type ProblemField struct {
	Field  string `json:"field" doc:"The parameter."`
	Code   string `json:"code" doc:"A fixed name of the error."`
	Detail string `json:"detail" doc:"The error in words."`
}

// Problem makes the problem document for an error, in the reader's language,
// and logs the error when it is a failure. It is for handlers that write the
// document themselves.
func (s *Site) Problem(r *http.Request, err error) Problem {
	s.report(r, StatusOf(err), err)
	return problemOf(s.Printer(r), r, err)
}

func problemOf(p *i18n.Printer, r *http.Request, err error) Problem {
	status := StatusOf(err)
	title, texts := said(p, status, err)
	out := Problem{Type: "about:blank", Title: title, Status: status, Detail: texts[0], Errors: problemsOf(p, err)}
	if failed(status, err) {
		out.Instance = "urn:shirushi:request:" + RequestID(r.Context())
	}
	return out
}

func writeProblem(w http.ResponseWriter, r *http.Request, p Problem) {
	b, err := json.Marshal(p)
	if err != nil {
		panic("web: problem does not marshal: " + err.Error())
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Content-Language", Lang(r))
	w.WriteHeader(p.Status)
	_, _ = w.Write(append(b, '\n')) // nobody is left to tell
}

func problemsOf(p *i18n.Printer, err error) []ProblemField {
	var out []ProblemField
	for _, r := range scheme.RefusalsOf(err) {
		if r.Field != "" {
			out = append(out, ProblemField{r.Field, r.Key, p.Refusal(r)})
		}
	}
	return out
}

// forPrograms reports whether an address is one of the API or of the public
// log: open to pages of every site, and refused with problem documents.
func forPrograms(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/api/") || strings.HasPrefix(r.URL.Path, "/log/")
}
