package scheme

import "slices"

// A Guide is what the scheme's operator tells the public beside levels, fees,
// periods and criteria. The zero Guide tells nothing.
type Guide struct {
	Contact   EnquiryDesk
	FeeCovers Said // what the fee pays for
	Papers    []Paperwork
	Duties    []Said
	Buying    []Advice
	Figures   FigureRules
	DataTerms Said // on which terms the register's data may be used
}

// An EnquiryDesk is where anyone may ask the office. One without name is none.
type EnquiryDesk struct {
	Name     Text
	Email    string // "" for none
	Web      string // page on which one may ask; "" for none
	Hours    Text   // when the office answers; may be empty
	Official bool
}

// A Said is one statement of the guide.
type Said struct {
	ID       string
	Text     Text
	Official bool
}

// A Paperwork is something handed in with an application.
type Paperwork struct {
	ID       string
	Name     Text
	When     Text
	Levels   []LevelID // none: at every level
	Official bool
}

// For reports whether the paper is asked for at level.
func (p Paperwork) For(level LevelID) bool {
	return len(p.Levels) == 0 || slices.Contains(p.Levels, level)
}

// An Advice tells buyers which level to ask for at least.
type Advice struct {
	ID       string
	Buyer    Text
	Level    LevelID
	Standing Text // whether it is in force, and as of when
	Source   Text
	Official bool
}

// FigureRules bound what the published figures tell.
type FigureRules struct {
	// GroupAtLeast is how many labels a group has of which days from receipt
	// to issue are told. In a smaller one they would tell of single
	// applications. It is also how many open cases, or reports of a year,
	// there are at least when their number is told. 0: nothing is told of any.
	GroupAtLeast int
	Official     bool
}
