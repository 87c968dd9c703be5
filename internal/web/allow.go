package web

import (
	"io"
	"net/http"
	"time"
)

// An Allowance is what one route may take beyond what all routes may.
type Allowance struct {
	Body    int64         // bytes of a request's body; 0: as everywhere
	Timeout time.Duration // for one request; 0: as everywhere
	Query   int           // bytes of the query of an address; 0: as everywhere
}

// Allow grants the route of this path, in both languages, more than the
// others: "PUT /desk/evidence/{file}". More body or time is for bodies and
// answers that are streams. It is to be called before the first request.
func (s *Site) Allow(pattern string, a Allowance) {
	InBoth(allowed{s, a}, pattern, nil)
}

// allowed notes an allowance where a mux would note a handler.
type allowed struct {
	site *Site
	Allowance
}

func (a allowed) Handle(pattern string, _ http.Handler) { a.site.allowances[pattern] = a.Allowance }

func (a allowed) HandleFunc(pattern string, _ func(http.ResponseWriter, *http.Request)) {
	a.site.allowances[pattern] = a.Allowance
}

// limitsOf returns what a request may take, by the pattern of the route that
// will answer it, and whether its body and answer are streams.
func (s *Site) limitsOf(pattern string) (l Limits, long bool) {
	a := s.allowances[pattern]
	l = s.Limits
	if a.Body > 0 {
		l.Body = a.Body
	}
	if a.Timeout > 0 {
		l.Timeout = a.Timeout
	}
	if a.Query > 0 {
		l.Query = a.Query
	}
	return l, a.Body > 0 || a.Timeout > 0
}

// patience is how long a single read or write of a stream may take. The
// connection's own time limits, which bound the whole, are moved on with it.
const patience = 60 * time.Second

// streaming lets the body of a request with an allowance, and the answer to
// it, take as long as something moves.
func streaming(w http.ResponseWriter, r *http.Request) {
	r.Body = &patientBody{r.Body, http.NewResponseController(w)}
}

type patientBody struct {
	io.ReadCloser
	control *http.ResponseController
}

func (b *patientBody) Read(p []byte) (int, error) {
	until := time.Now().Add(patience)
	_ = b.control.SetReadDeadline(until) // not every connection has deadlines
	_ = b.control.SetWriteDeadline(until.Add(patience))
	return b.ReadCloser.Read(p)
}

// Patient returns a writer that gives each piece of a long answer its own
// time.
func Patient(w http.ResponseWriter) io.Writer {
	return &patientWriter{w, http.NewResponseController(w)}
}

type patientWriter struct {
	io.Writer
	control *http.ResponseController
}

func (w *patientWriter) Write(p []byte) (int, error) {
	_ = w.control.SetWriteDeadline(time.Now().Add(patience)) // not every connection has deadlines
	return w.Writer.Write(p)
}
