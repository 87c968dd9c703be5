// Package admindismiss asks before a person loses access.
package admindismiss

import "shirushi/internal/web/page"

// A View is what the page shows.
type View struct {
	page.Frame
	Errors page.Errors
	Action string // address to which the form posts
	Back   string
	Name   string
}
