// Package api is the registry as JSON, version 1: what the public pages show,
// for programs. It reads the registry and nothing else, writes nothing, and
// says its errors as RFC 9457 problem documents.
package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
)

// A Registry is what may be read of labels.
type Registry interface {
	// Entry returns one label as of a day; a Missing refusal when there is
	// none, or none that is listed on that day.
	Entry(ctx context.Context, number scheme.LabelNumber, day scheme.Date) (registry.Entry, error)
	// Entries returns a page of the labels that are listed on the day asked for.
	Entries(ctx context.Context, q registry.Query) (registry.Page, error)
	// Changes returns the numbered public events after since, at most limit.
	Changes(ctx context.Context, since int64, limit int, day scheme.Date) (registry.Changes, error)
}

const usualLimit = 50

type front struct {
	site     *web.Site
	registry Registry
	files    Dumps

	statements Statements
}

// A Mux is where the addresses of the API are put, as a *http.ServeMux is.
type Mux interface {
	http.Handler
	HandleFunc(pattern string, h func(http.ResponseWriter, *http.Request))
}

// Routes adds the API and its description, and returns the description.
func Routes(mux Mux, site *web.Site, reg Registry, files Dumps, statements Statements) (*huma.OpenAPI, error) {
	f := front{site, reg, files, statements}
	api := humago.New(tagged{mux, site}, config(site.BaseURL, site.KeepStatus))
	api.UseMiddleware(f.checkParameters)
	huma.Register(api, listOperation(api), f.list)
	huma.Register(api, oneOperation(api), f.one)
	huma.Register(api, statusOperation(api), f.status)
	huma.Register(api, changesOperation(api), f.changes)
	huma.Register(api, schemeOperation(api), f.scheme)
	huma.Register(api, crosswalkOperation(api), f.crosswalk)
	huma.Register(api, dumpsOperation(api), f.dumps)
	spec, err := json.Marshal(api.OpenAPI())
	if err != nil {
		return nil, fmt.Errorf("describe the API: %w", err)
	}
	tagged{mux, site}.HandleFunc("GET "+specPath, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/vnd.oai.openapi+json;version=3.1")
		w.Header().Set("Cache-Control", "public, max-age=3600")
		_, _ = w.Write(spec) // nobody is left to tell
	})
	for _, path := range []string{listPath, onePath, statusPath, changesPath, schemePath, crossPath, dumpsPath, specPath} {
		mux.HandleFunc("OPTIONS "+path, preflight)
	}
	return api.OpenAPI(), nil
}

// preflight lets pages of other sites read the API. The header that lets them
// read the answers is set for all of /api/ by package web.
func preflight(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "Accept, Accept-Language, Content-Type, If-None-Match")
	h.Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
}

// A reader says in which language errors are told.
type reader struct {
	AcceptLanguage string `header:"Accept-Language" doc:"Language of error messages: ja or en."`
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, one := range list {
		out[i] = string(one)
	}
	return out
}

type oneInput struct {
	Number string `path:"number" doc:"The registration number; spaces and hyphens between its digits are forgiven."`
	reader
}

type oneOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         Detail
}

func (f front) one(ctx context.Context, in *oneInput) (*oneOutput, error) {
	s, err := f.site.Scheme(ctx)
	if err != nil {
		return nil, f.problem(ctx, err)
	}
	number, err := s.Numbering.Registration.Parse(in.Number)
	if err != nil {
		return nil, f.problem(ctx, err)
	}
	day := s.Day(f.site.Now())
	e, err := f.registry.Entry(ctx, scheme.LabelNumber(number), day)
	if scheme.IsRefusal(err, scheme.Missing) || err == nil && e.StatusOn(day) == scheme.NoLabel {
		err = scheme.Refuse(scheme.Missing, "api.unknown").On("number").With(number)
	}
	if err != nil {
		return nil, f.problem(ctx, err)
	}
	return &oneOutput{CacheControl: f.site.KeepFor(s, day, f.site.KeepStatus), Body: detailOf(s, e, day, f.site.BaseURL)}, nil
}
