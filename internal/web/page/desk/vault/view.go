// Package vault is the pages about evidence that is handed over: the
// holder's, on which files are handed in and every opening is seen, and the
// office's, on which evidence is demanded and opened.
package vault

import (
	"strings"

	"github.com/a-h/templ"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A Page is what both sides see of an application's evidence.
type Page struct {
	Frame    page.Frame
	Errors   page.Errors
	Saved    string
	Product  string
	Number   string // of the application; "" before it has one
	Closed   string // why no files are taken or opened; "" when they are
	Limits   string // of one file and of the organisation, said
	Demand   Demand // that is open; zero for none
	Past     []Demand
	Groups   []Group
	Openings []Opening
	Upload   *Upload // nil when the reader may not hand files in now
	Ask      *Ask    // nil when the reader may not demand now
	Listed   []Listed
}

// A Group is the versions of one evidence.
type Group struct {
	ID    string // on the page
	Item  string
	Title string
	Files []File // newest first
}

// A File is one version.
type File struct {
	ID       string
	Name     string
	State    scheme.FileState
	Version  int
	Size     string
	SHA256   string
	Sealed   string // when, said
	Percent  int    // held, while it is on its way
	Failure  string // said
	Listed   string // how it compares with the list, said; "" until sealed
	Match    scheme.Match
	Download string // address to which the holder posts; "" when not offered
	Drop     string // likewise, to give an unfinished file up
	Open     string // address of the office's page; "" when not offered
}

// An Opening is one line of the record.
type Opening struct {
	When, Who, File, Why, Outcome string
	Own                           bool // by the holder's own people
	Broken                        bool
}

// A Demand is one demand for evidence, said.
type Demand struct {
	Reason  string
	Opened  string
	Due     scheme.Date
	Closed  string
	Overdue bool
	Close   string // address to which an officer posts; "" when not offered
}

// IsZero reports whether there is none.
func (d Demand) IsZero() bool { return d.Reason == "" }

// An Upload is the form that hands files in.
type Upload struct {
	Action string // of the plain form
	Start  string // address that announces a file, for the script
	One    string // beginning of the address of a file on its way
	Places []page.Option
	Place  string
	Part   string // bytes of one part
	Hash   string // address of the script that hashes
}

// An Ask is the form that demands evidence.
type Ask struct {
	Action string
	Reason string
	Due    string
	Min    string
	Hint   string
	Items  []page.Option // of which evidence is listed
	Ticked []string
}

// A Listed is one piece of evidence as the checklist lists it.
type Listed struct {
	Item, Title, Said, SHA256 string
	Handed                    string // the group that holds it; "" when it is listed only
}

// stateKind is the look of a file's state.
func stateKind(s scheme.FileState) string {
	switch s {
	case scheme.FileSealed:
		return "done"
	case scheme.FileFailed:
		return "wrong"
	}
	return "doing"
}

// short gives a hash in groups that can be compared by eye.
func short(sha string) string {
	var groups []string
	for len(sha) > 8 {
		groups, sha = append(groups, sha[:8]), sha[8:]
	}
	return strings.Join(append(groups, sha), " ")
}

// words are what the script says, by the names it knows them under.
func (u Upload) words(p Page) templ.Attributes {
	all := templ.Attributes{"data-handover": u.Start, "data-one": u.One, "data-part": u.Part, "data-hash": u.Hash}
	for _, key := range []string{"waiting", "hashing", "starting", "receiving", "checking", "sealed", "already", "failed", "again", "cancel", "cancelled",
		"offline", "signed_out", "progress", "all_done", "some_failed", "several"} {
		all["data-said-"+strings.ReplaceAll(key, "_", "-")] = p.Frame.P.T("evidence.said." + key)
	}
	return all
}
