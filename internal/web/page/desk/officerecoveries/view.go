// Package officerecoveries is where a second officer judges the recoveries of
// colleagues who lost their passkeys.
package officerecoveries

import (
	"time"

	"shirushi/internal/web/page"
)

// A View is what the page shows.
type View struct {
	page.Frame
	Saved  string
	Errors page.Errors
	Here   string
	Rows   []Row
}

// A Row is one person who asks to come back in.
type Row struct {
	Approve, Refuse string // addresses
	Name, Email     string
	Asked           time.Time
	Own             bool // the reader's own
}
