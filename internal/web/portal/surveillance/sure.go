package surveillance

import (
	"slices"

	"shirushi/internal/scheme"
	"shirushi/internal/surveillance"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/cases"
)

// confirms are the forms by which a second officer publishes a text.
var confirms = map[string]bool{"warn-confirm": true, "announce-confirm": true}

// published are the forms that draft a text for everyone.
var published = map[string]bool{"warn": true, "announce": true}

// sure is the desk for what was typed: one whose officer has looked whether
// the words tell who reported, when it was ticked.
func (d *Desk) sure(t typed) *Desk {
	if t["sure"] != "yes" {
		return d
	}
	looked := *d
	looked.room = d.room.Sure()
	return &looked
}

// sure asks an officer whether the words tell who reported: of a text for
// everyone in any case that hangs on a report, of others when they may.
func sure(f surveillance.File, frame page.Frame, t typed, refused error) []cases.Input {
	if !f.Office || len(f.Reports) == 0 || !published[t["step"]] && !hinted(refused) && t["sure"] != "yes" {
		return nil
	}
	return []cases.Input{sureInput(frame, t)}
}

func sureInput(frame page.Frame, t typed) cases.Input {
	return cases.Input{Kind: "check", Field: page.Field{Name: "sure", Label: frame.P.T("desk.doubt.sure"), Value: t["sure"]}}
}

// hinted reports whether words were refused that may tell who reported.
func hinted(refused error) bool {
	return slices.ContainsFunc(scheme.RefusalsOf(refused), func(r *scheme.Refusal) bool {
		return r.Key == "refusal.doubt.hints" || r.Key == "refusal.doubt.sure"
	})
}
