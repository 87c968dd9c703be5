package registry

import (
	"strings"
	"unicode/utf8"

	"shirushi/internal/fold"
)

// likeAtMost is how many models that only resemble the one asked for are
// named.
const likeAtMost = 8

// A ModelAnswer says whether a model is among those of a product.
type ModelAnswer struct {
	There string   // as it is registered; "" when it is not there
	Like  []string // that resemble it, at most eight; none when it is there
}

// Model looks for a model as a person reads it off a box: width, case,
// hyphens and spaces do not matter. Models of which it is a part, and those
// that differ in one sign, resemble it; none of them is it.
func (p Product) Model(typed string) ModelAnswer {
	var a ModelAnswer
	key := fold.Model(typed)
	if key == "" {
		return a
	}
	for _, m := range p.Models {
		other := fold.Model(m)
		if other == key {
			return ModelAnswer{There: m}
		}
		if len(a.Like) < likeAtMost && resembles(key, other) {
			a.Like = append(a.Like, m)
		}
	}
	return a
}

// leastPart is how many signs a part of a model number needs to point at it.
const leastPart = 3

func resembles(a, b string) bool {
	short, long := a, b
	if len(short) > len(long) {
		short, long = long, short
	}
	if utf8.RuneCountInString(short) >= leastPart && strings.Contains(long, short) {
		return true
	}
	return utf8.RuneCountInString(short) >= leastPart && oneApart([]rune(short), []rune(long))
}

// oneApart reports whether one sign changed, added or swapped with its
// neighbour makes a of b; a is not the longer one in bytes.
func oneApart(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return string(a[i:]) == string(b[i+1:])
	}
	if i == len(a) || string(a[i+1:]) == string(b[i+1:]) {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && string(a[i+2:]) == string(b[i+2:])
}

// An OfModel is what is registered with one model, or under one number.
type OfModel struct {
	Entries []Entry // the first of them: active ones first, then by number from the highest
	Total   int     // how many there are, up to 200
}
