package scheme

import "slices"

// An Effect is what a recognition does for whoever holds a label.
type Effect string

const (
	EffectDeemed     Effect = "deemed_compliance"    // requirements there count as met
	EffectSimplified Effect = "simplified_procedure" // the procedure there is shorter
	EffectUnknown    Effect = "unknown"              // a recognition is reported, its terms are not known
	EffectTalks      Effect = "talks"                // talks are held; nothing is recognised
)

// A Direction says whose label is recognised by whom.
type Direction string

const (
	Outward Direction = "outward" // labels of this scheme, by another
	Inward  Direction = "inward"  // labels or statements of another scheme, by this one
)

// A Recognition is what one scheme or law makes of another's label, as the
// operator has written it down. That two sets of criteria touch each other is
// no recognition: only an instrument makes one.
type Recognition struct {
	ID         string
	Direction  Direction
	Country    string    // of the other side, ISO 3166-1 alpha-2; "EU" for the Union
	With       Text      // the other scheme or law
	Levels     []LevelID // of this scheme that it is about; none: not known which
	Edition    EditionID // only labels under this edition; "": any
	Effect     Effect
	Covers     Text // which requirements or steps
	Instrument Text // by which it holds; may be empty while there is none
	From       Date // first day; "" while there is none
	Until      Date // last day; "": open
	Caution    Text // what a reader must know besides
	Source     Text
	AsOf       Date // day on which the source was looked at
	Official   bool // false: reported by others than the two sides
}

// A Standpoint is an answer to "does this label count there on this day?".
// Only Counts is a yes, and NoTerms is neither: it is not known. All others
// are a no, each for its own reason.
type Standpoint string

// The standpoints.
const (
	Counts       Standpoint = "counts"
	NoTerms      Standpoint = "terms_unknown" // nobody has published for which level
	OnlyTalks    Standpoint = "talks"         // nothing is agreed yet
	OtherLevel   Standpoint = "other_level"   // it is about labels of other levels
	OtherEdition Standpoint = "other_edition" // or under another edition
	NotCurrent   Standpoint = "not_current"   // the label is not Active
	NotYet       Standpoint = "not_yet"       // it begins on a later day
	NoLonger     Standpoint = "no_longer"     // it ended before
)

// A Claim is what of a label a recognition looks at.
type Claim struct {
	Level   LevelID
	Edition EditionID
	Standing
}

// On says whether a label counts under the recognition on day, and if not,
// why not. One without a first day has not begun. Only an Active label can: one in extension is past its validity.
func (r Recognition) On(c Claim, day Date) Standpoint {
	switch {
	case r.Effect == EffectTalks:
		return OnlyTalks
	case len(r.Levels) > 0 && !slices.Contains(r.Levels, c.Level):
		return OtherLevel
	case r.Edition != "" && r.Edition != c.Edition:
		return OtherEdition
	case c.StatusOn(day) != Active:
		return NotCurrent
	}
	return r.HoldsOn(day)
}

// HoldsOn says how the recognition itself stands on day, for an Active label of
// the levels and the edition that it is about: Counts, NoTerms, OnlyTalks,
// NotYet or NoLonger.
func (r Recognition) HoldsOn(day Date) Standpoint {
	switch {
	case r.Effect == EffectTalks:
		return OnlyTalks
	case r.From == "" || day < r.From:
		return NotYet
	case r.Until != "" && r.Until < day:
		return NoLonger
	case r.Effect == EffectUnknown || len(r.Levels) == 0:
		return NoTerms
	}
	return Counts
}

// RecognitionsOf returns those of one direction, in the order of the scheme's
// data.
func (s *Scheme) RecognitionsOf(d Direction) []Recognition {
	var all []Recognition
	for _, r := range s.Recognitions {
		if r.Direction == d {
			all = append(all, r)
		}
	}
	return all
}

// NextChange returns the first day after day on which On answers otherwise;
// "" when it never will by what is known now.
func (r Recognition) NextChange(c Claim, day Date) Date {
	turns := []Date{r.From, after(r.Until), c.ValidFrom, after(c.ValidUntil), c.Withdrawn, c.Revoked}
	slices.Sort(turns)
	now := r.On(c, day)
	for _, turn := range turns {
		if turn > day && r.On(c, turn) != now {
			return turn
		}
	}
	return ""
}

// after returns the day after a last day; "" for none.
func after(last Date) Date {
	if last == "" {
		return ""
	}
	return last.AddDays(1)
}

// An Abroad is a recognition with what it says of one label on one day.
type Abroad struct {
	Recognition
	Standpoint Standpoint
}

// Recognised returns what every outward recognition says of a label on day,
// in the order of the scheme's data.
func (s *Scheme) Recognised(c Claim, day Date) []Abroad {
	var all []Abroad
	for _, r := range s.Recognitions {
		if r.Direction == Outward {
			all = append(all, Abroad{r, r.On(c, day)})
		}
	}
	return all
}

// RecognisedNext returns the first day after day on which Recognised answers
// otherwise; "" when it never will by what is known now.
func (s *Scheme) RecognisedNext(c Claim, day Date) Date {
	var next Date
	for _, r := range s.Recognitions {
		if r.Direction != Outward {
			continue
		}
		if turn := r.NextChange(c, day); turn != "" && (next == "" || turn < next) {
			next = turn
		}
	}
	return next
}
