package registry

// Oversight is what is published of the office's looks at labels after their
// issue: numbers, and never a word of what they are about.
type Oversight struct {
	OpenCases Told
	Doubts    []Told // received, by year, those that nobody means left out
}

// A Told is a number that is told only when it is not so small that it would
// tell of single things.
type Told struct {
	N     int
	Fewer int // the number is below this, 0 perhaps, and N is not told; 0 when it is
}

// ToldOf tells n when it is atLeast or more. That there is none would be told by
// contrast to few, and is not told either.
func ToldOf(n, atLeast int) Told {
	if n < atLeast {
		return Told{Fewer: atLeast}
	}
	return Told{N: n}
}
