package page

import "github.com/a-h/templ"

// A Row is one line of a SummaryList. Part stands instead of Text when it is
// given; Empty is said when both are missing.
type Row struct {
	Key        string
	Text       string
	Part       templ.Component
	Empty      string
	Error      string
	Change     string // address at which it is changed; "" when it cannot be
	ChangeText string
}

// A Task is one line of a TaskList.
type Task struct {
	Title string
	Href  string // "" while it cannot be started
	Hint  string
	Kind  string // "done", "doing", "todo", "wrong" or "later"
	State string // the kind in words
}
