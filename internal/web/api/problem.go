package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"shirushi/internal/scheme"
	"shirushi/internal/web"
)

// A problem is a problem document that huma can send.
type problem struct {
	web.Problem
}

func (p problem) Error() string { return p.Title + ": " + p.Detail }

// GetStatus is the status code of the answer.
func (p problem) GetStatus() int { return p.Status }

// ContentType is that of problem documents, whatever was negotiated.
func (p problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders says when to come again, where that helps.
func (p problem) GetHeaders() http.Header {
	if p.Status != http.StatusServiceUnavailable {
		return nil
	}
	return http.Header{"Retry-After": {web.RetryAfter}, "Cache-Control": {"no-store"}}
}

type requestKey struct{}

// problem says err to the reader of the request, and logs it when it is a
// failure.
func (f front) problem(ctx context.Context, err error) error {
	r, ok := ctx.Value(requestKey{}).(*http.Request)
	if !ok {
		return err
	}
	return problem{f.site.Problem(r, err)}
}

// checkParameters refuses parameters that the operation does not have: one
// that is misspelt would silently restrict nothing.
func (f front) checkParameters(ctx huma.Context, next func(huma.Context)) {
	r, w := humago.Unwrap(ctx)
	var known []string
	for _, p := range ctx.Operation().Parameters {
		if p.In == "query" {
			known = append(known, p.Name)
		}
	}
	var no scheme.Refusals
	for name, values := range r.URL.Query() {
		switch {
		case !slices.Contains(known, name):
			no.Add(scheme.Refuse(scheme.Invalid, "api.parameter").On(name).With(name, known))
		case len(values) > 1:
			no.Add(scheme.Refuse(scheme.Invalid, "api.parameter_twice").On(name).With(name))
		}
	}
	if err := no.Err(); err != nil {
		f.site.Fail(w, r, err)
		return
	}
	next(huma.WithValue(ctx, requestKey{}, r))
}
