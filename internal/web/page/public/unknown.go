package public

import (
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// An Unknown is the page of a number that no label has.
type Unknown struct {
	page.Frame
	Scheme *scheme.Scheme
	Day    scheme.Date
	Typed  string           // the number as it came
	Wrong  string           // what is wrong with it
	Near   []registry.Entry // labels whose numbers are like it
}
