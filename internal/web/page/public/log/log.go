// Package log holds the page about the public log.
package log

import (
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A Page tells what the public log is and what it proves.
type Page struct {
	page.Frame
	Scheme    *scheme.Scheme
	Signed    string    // the newest checkpoint, a signed note; "" before the first
	At        time.Time // when it was signed
	Size      int64     // events in its tree
	Root      string    // hash of its tree, in base64
	Witnesses []string  // names of those others who signed it
	Keys      []Key     // in the order in which the log tells of them
	Addresses []Address
}

// A Key is one key that the log tells of.
type Key struct {
	Event    int64 // number of the event that tells of it
	Role     string
	Verifier string
	Lost     bool // the key before it in its role cannot sign any more
}

// An Address is one of the log that can be tried.
type Address struct {
	Path string
	Key  string // message that says what it gives
}

// now are the facts of the newest checkpoint.
func (p Page) now() []page.Row {
	witnesses := page.Row{Key: p.P.T("log.witnesses"), Text: p.P.List(p.Witnesses), Empty: p.P.T("log.witnesses_none")}
	return []page.Row{
		{Key: p.P.T("log.size"), Text: p.P.T("log.size_text", p.Size)},
		{Key: p.P.T("log.at"), Text: p.P.Time(p.At)},
		{Key: p.P.T("log.root"), Text: p.Root},
		witnesses,
	}
}

// documents are where the forms are written down.
var documents = []string{"tlog-tiles", "tlog-checkpoint", "signed-note"}
