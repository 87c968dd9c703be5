// Package public answers everyone: the start page, the search and the page of
// each label. It reads the registry and the scheme's data through what it is
// given, and knows no draft, no desk and no store.
package public

import (
	"context"
	"time"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/statement"
	"shirushi/internal/web"
)

// A Registry is what may be read of labels.
type Registry interface {
	// Entry returns one label as of a day; a Missing refusal when there is
	// none, or none that is listed on that day.
	Entry(ctx context.Context, number scheme.LabelNumber, day scheme.Date) (registry.Entry, error)
	// Entries returns a page of the labels that are listed on the day asked for.
	Entries(ctx context.Context, q registry.Query) (registry.Page, error)
	// OfModels finds, for each of the texts, the labels with this model or
	// number that are listed on a day, and reads at most as many as most.
	OfModels(ctx context.Context, texts []string, day scheme.Date, most int) ([]registry.OfModel, error)
	// Figures counts the labels that are listed on a day; it tells of groups of
	// atLeast labels or more how many days they took.
	Figures(ctx context.Context, day scheme.Date, atLeast int) (registry.Figures, error)
	// Oversight counts open cases, and the doubts received in the years that
	// begin at these instants; it tells of atLeast or more.
	Oversight(ctx context.Context, years []time.Time, atLeast int) (registry.Oversight, error)
}

// Statements are what the office states of the status of labels.
type Statements interface {
	// Status answers a question about a label that is listed today with a signed
	// file; refusals are those of keeper.Keeper.
	Status(ctx context.Context, s *scheme.Scheme, q statement.Question) (statement.File, statement.Statement, error)
	// FirstRecorded returns the day on which a label was first recorded in the log.
	FirstRecorded(ctx context.Context, s *scheme.Scheme, number scheme.LabelNumber) (scheme.Date, error)
}

type front struct {
	site       *web.Site
	registry   Registry
	statements Statements
	pages      *Pages
	counter    *counter
	making     chan struct{} // files of checked lists
	darkroom   darkroom      // pictures of labels
}
