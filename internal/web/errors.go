package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"strconv"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// Refusals that the frame itself makes.
var (
	errNoPage      = scheme.Refuse(scheme.Missing, "error.missing")
	errCharacters  = scheme.Refuse(scheme.Invalid, "error.characters")
	errAddressLong = scheme.Refuse(scheme.Invalid, "error.address_long")
	errNotForm     = scheme.Refuse(scheme.Invalid, "error.not_form")
	errCrossSite   = scheme.Refuse(scheme.Denied, "error.cross_site")
)

// tooOften is the message for who comes too often; it says how long to wait.
const tooOften = "error.too_often"

// RetryAfter is after how many seconds those should come again who came too
// often or too early, where nothing says more.
const RetryAfter = "60"

// SayWhen writes into the header of an answer when who was refused because of
// coming too often should come again. Of another answer it says nothing.
func SayWhen(h http.Header, err error) {
	if StatusOf(err) != http.StatusTooManyRequests {
		return
	}
	after := RetryAfter
	if wait, said := scheme.RefusalsOf(err)[0].Wait(); said {
		after = strconv.Itoa(int(wait / time.Second))
	}
	h.Set("Retry-After", after)
}

// errMethod is the answer to a method that the address does not know.
var errMethod = errors.New("method not allowed")

// errPanic wraps what a handler panicked with.
type errPanic struct {
	value any
	stack []byte
}

func (e errPanic) Error() string { return fmt.Sprintf("panic: %v", e.value) }

func caught(value any) error { return errPanic{value, debug.Stack()} }

// StatusOf returns the status code for an error: the one place where
// refusals and failures become numbers.
func StatusOf(err error) int {
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil:
		return http.StatusOK
	case errors.As(err, &tooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, errMethod):
		return http.StatusMethodNotAllowed
	case errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable
	}
	refusals := scheme.RefusalsOf(err)
	if len(refusals) == 0 {
		return http.StatusInternalServerError
	}
	switch refusals[0].Kind {
	case scheme.Denied:
		return http.StatusForbidden
	case scheme.Missing:
		return http.StatusNotFound
	case scheme.Conflict:
		return http.StatusConflict
	case scheme.TooOften:
		return http.StatusTooManyRequests
	case scheme.NotReady, scheme.NotYetMade:
		return http.StatusServiceUnavailable
	}
	return http.StatusBadRequest
}

// RefusedFor reports whether err is refused with this message.
func RefusedFor(err error, key string) bool {
	return slices.ContainsFunc(scheme.RefusalsOf(err), func(r *scheme.Refusal) bool { return r.Key == key })
}

// names of the message keys for a status code: "error.NAME.title" and, where
// no refusal says more, "error.NAME".
var errorNames = map[int]string{
	http.StatusBadRequest:            "invalid",
	http.StatusForbidden:             "denied",
	http.StatusNotFound:              "missing",
	http.StatusMethodNotAllowed:      "method",
	http.StatusConflict:              "conflict",
	http.StatusRequestEntityTooLarge: "too_large",
	http.StatusTooManyRequests:       "too_often",
	http.StatusServiceUnavailable:    "timeout",
	http.StatusInternalServerError:   "failure",
}

// Fail answers with the page, or for programs the problem document, for err.
// A failure is logged once, with the reference number that the person sees.
func (s *Site) Fail(w http.ResponseWriter, r *http.Request, err error) {
	s.FailIn(w, r, err, func(title string) page.Frame {
		f := s.Frame(r, title)
		f.Unlisted = true
		return f
	})
}

// FailIn is Fail with a frame of the caller's own around the page.
func (s *Site) FailIn(w http.ResponseWriter, r *http.Request, err error, frame func(title string) page.Frame) {
	status := StatusOf(err)
	s.report(r, status, err)
	under := w
	if p, ok := w.(packing); ok {
		under = p.ResponseWriter
	}
	if rec, ok := under.(*recorder); ok && rec.status != 0 {
		return // too late for a page
	}
	w.Header().Del("Content-Length")
	w.Header().Del("ETag")
	w.Header().Set("Cache-Control", "no-store")
	if SayWhen(w.Header(), err); status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", RetryAfter)
	}
	p := s.Printer(r)
	if forPrograms(r) {
		writeProblem(w, r, problemOf(p, r, err))
		return
	}
	title, texts := said(p, status, err)
	reference := ""
	if failed(status, err) {
		reference = p.T("error.reference", RequestID(r.Context()))
	}
	if err := s.Render(w, r, status, page.Error(frame(title), texts, reference, status == http.StatusNotFound)); err != nil && r.Context().Err() == nil {
		s.Log.ErrorContext(r.Context(), "error page", "request", RequestID(r.Context()), "err", err)
		http.Error(w, title, status)
	}
}

// said returns the title and the sentences for an error; one at least.
func said(p *i18n.Printer, status int, err error) (title string, texts []string) {
	name := errorNames[status]
	if scheme.IsRefusal(err, scheme.NotReady) {
		name = "not_ready"
	}
	if scheme.IsRefusal(err, scheme.NotYetMade) {
		name = "later"
	}
	for _, r := range scheme.RefusalsOf(err) {
		texts = append(texts, p.Refusal(r))
	}
	if len(texts) == 0 {
		texts = []string{p.T("error." + name)}
	}
	return p.T("error." + name + ".title"), texts
}

// failed reports whether something went wrong on our side that the operator
// should look for; a refusal without a cause is only said to the person,
// whatever its number.
func failed(status int, err error) bool {
	no := scheme.RefusalsOf(err)
	hasCause := slices.ContainsFunc(no, func(r *scheme.Refusal) bool { return r.Cause != nil })
	return status >= http.StatusInternalServerError && (len(no) == 0 || hasCause)
}

func (s *Site) report(r *http.Request, status int, err error) {
	if !failed(status, err) {
		return
	}
	id := RequestID(r.Context())
	if errors.Is(r.Context().Err(), context.Canceled) {
		s.Log.InfoContext(r.Context(), "reader left", "request", id)
		return
	}
	args := []any{"request", id, "method", r.Method, "route", route(r), "err", err}
	var p errPanic
	if errors.As(err, &p) {
		args = append(args, "stack", string(p.stack))
	}
	s.Log.ErrorContext(r.Context(), "failure", args...)
}

// unreadable sorts out why a form could not be read: too large, or not a form.
func unreadable(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return err
	}
	return errNotForm
}
