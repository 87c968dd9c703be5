package scheme

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// A ModelMark says what taking a model over would mean.
type ModelMark string

const (
	ModelNew        ModelMark = "new"
	ModelTwice      ModelMark = "twice"      // stands there already, sign for sign
	ModelAlike      ModelMark = "alike"      // differs from another only in width, case, hyphens or spaces
	ModelRange      ModelMark = "range"      // names several: "AB-001〜040"
	ModelLong       ModelMark = "long"       // more characters than a model may have
	ModelUnreadable ModelMark = "unreadable" // holds signs that nobody sees
)

// MayTake reports whether a model so marked can stand in a list: models that
// look alike are two models, and what looks like a range is one, when their
// maker says so.
func (m ModelMark) MayTake() bool { return m == ModelNew || m == ModelAlike || m == ModelRange }

// A ModelLine is one model that somebody wants to add to a list.
type ModelLine struct {
	Model string
	Mark  ModelMark
	Like  string // the model that it repeats or resembles
}

// MostModels is how many models one label may cover, MostModel how many
// characters one of them may have.
const (
	MostModels = maxModels
	MostModel  = maxModel
)

// ReviewModels says of each model typed what taking it over to the models
// that are there already would mean. alike tells the key under which two
// models look alike.
func ReviewModels(there, typed []string, alike func(string) string) []ModelLine {
	exact, similar := map[string]bool{}, map[string]string{}
	note := func(m string) {
		exact[m] = true
		if key := alike(m); similar[key] == "" {
			similar[key] = m
		}
	}
	for _, m := range there {
		note(m)
	}
	lines := make([]ModelLine, 0, len(typed))
	for _, m := range typed {
		line := ModelLine{Model: m, Mark: ModelNew}
		switch {
		case len([]rune(m)) > maxModel:
			line.Mark = ModelLong
		case CheckText("models", m, maxModel) != nil || hidden(m):
			line.Mark = ModelUnreadable
		case exact[m]:
			line.Mark, line.Like = ModelTwice, m
		case looksLikeRange(m):
			line.Mark = ModelRange
		case similar[alike(m)] != "":
			line.Mark, line.Like = ModelAlike, similar[alike(m)]
		}
		if line.Mark.MayTake() {
			note(m)
		}
		lines = append(lines, line)
	}
	return lines
}

// rangeSigns stand between the first and the last of a range. A plain hyphen is
// none of them: it is part of most models.
const rangeSigns = "〜～~…–—"

func looksLikeRange(m string) bool {
	first, last := cutRange(m)
	return first != "" && last != ""
}

// cutRange returns what stands before and behind the sign of a range.
func cutRange(m string) (first, last string) {
	i := strings.IndexAny(m, rangeSigns)
	if i < 0 {
		return "", ""
	}
	return strings.TrimSpace(m[:i]), strings.TrimSpace(strings.TrimLeft(m[i:], rangeSigns))
}

// ExpandModel returns the models that a range names one by one: "AB-08〜11" is
// AB-08, AB-09, AB-10 and AB-11, and so is "AB-08〜AB-11". It returns none when
// the text leaves in doubt which are meant, or names more than a label may
// cover.
func ExpandModel(m string) []string {
	first, last := cutRange(m)
	head, from := cutDigits(first)
	tail, to := cutDigits(last)
	if from == "" || len(from) != len(to) || tail != "" && tail != head {
		return nil
	}
	low, err := strconv.Atoi(from)
	high, err2 := strconv.Atoi(to)
	if err != nil || err2 != nil || high <= low || high-low >= maxModels {
		return nil
	}
	all := make([]string, 0, high-low+1)
	for n := low; n <= high; n++ {
		all = append(all, fmt.Sprintf("%s%0*d", head, len(from), n))
	}
	return all
}

// cutDigits parts a model from the digits at its end.
func cutDigits(m string) (head, digits string) {
	head = strings.TrimRight(m, "0123456789")
	return head, m[len(head):]
}

// Alike returns the models that look alike, in groups, in the order of the
// list. They are no error: a maker may tell two products by a hyphen.
func (p Product) Alike(alike func(string) string) [][]string {
	at := map[string]int{} // place in groups
	var groups [][]string
	for _, m := range p.Models {
		key := alike(m)
		i, known := at[key]
		if !known {
			i = len(groups)
			at[key], groups = i, append(groups, nil)
		}
		groups[i] = append(groups[i], m)
	}
	var more [][]string
	for _, g := range groups {
		if len(g) > 1 {
			more = append(more, g)
		}
	}
	return more
}

// hidden reports whether a model holds what CheckText lets pass in longer
// texts but nobody can see in a number: line ends, tabs, signs of no width.
func hidden(model string) bool {
	return strings.ContainsFunc(model, func(r rune) bool { return r == '\n' || r == '\t' || unicode.Is(unicode.Cf, r) })
}
