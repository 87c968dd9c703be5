package catalog

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"shirushi/internal/scheme"
	"shirushi/internal/yamlfile"
)

// edition reads one folder under criteria and appends it to s.
func (r *reader) edition(dir string, s *scheme.Scheme) {
	var f editionShape
	d := r.load(path.Join(dir, editionFile), kindEdition, &f)
	if d == nil {
		return
	}
	e := f.edition()
	if want := f.Number + "-" + f.Revision; path.Base(dir) != want {
		r.at(d, fmt.Sprintf("the folder is called %s", path.Base(dir)), "Call it "+want+", or correct number and revision", "number")
	}
	if _, taken := s.Edition(e.ID); taken {
		r.at(d, fmt.Sprintf("there is another edition %s", e.ID), "Raise the revision", "revision")
	}
	r.checkLevelOf(d, e, s)
	r.checkLife(d, e)
	unique(r, d, "threats", e.Threats, func(t scheme.Threat) string { return t.ID })
	before := len(r.problems)
	if e.Items = r.items(dir, d, e); len(r.problems) == before {
		r.checkGroups(d, e) // of items that are not sound it could say little
	}
	s.Editions = append(s.Editions, e)
}

// checkLevelOf needs the levels; without a sound scheme.yaml it says nothing.
func (r *reader) checkLevelOf(d *yamlfile.Document, e scheme.Edition, s *scheme.Scheme) {
	if len(s.Levels) == 0 {
		return
	}
	level, ok := s.Level(e.Level)
	_, known := s.Category(e.Category)
	switch {
	case !ok:
		r.at(d, fmt.Sprintf("there is no level %q", e.Level), "Name a level of scheme.yaml", "level")
	case level.NeedsCategory && e.Category == "":
		r.at(d, fmt.Sprintf("criteria of level %q need a category", e.Level), "Add category:, one of scheme.yaml", "level")
	case !level.NeedsCategory && e.Category != "":
		r.at(d, fmt.Sprintf("criteria of level %q are common to all categories", e.Level), "Remove category", "category")
	case e.Category != "" && !known:
		r.at(d, fmt.Sprintf("there is no category %q", e.Category), "Name a category of scheme.yaml", "category")
	}
}

// checkLife reports dates that do not go with the edition's state.
func (r *reader) checkLife(d *yamlfile.Document, e scheme.Edition) {
	if !r.day(d, e.InForceFrom, "in_force_from") || !r.day(d, e.TransitionUntil, "transition_until") {
		return
	}
	wasInForce := e.State == scheme.EditionInForce || e.State == scheme.EditionSuperseded
	switch {
	case wasInForce && e.InForceFrom == "":
		r.at(d, fmt.Sprintf("the state is %s but the day it came into force is missing", e.State), "Add in_force_from: YYYY-MM-DD", "state")
	case e.TransitionUntil != "" && e.State != scheme.EditionSuperseded:
		r.at(d, fmt.Sprintf("a transition ends although the state is %s", e.State), "Remove transition_until, or set state: superseded", "transition_until")
	case e.TransitionUntil != "" && e.TransitionUntil < e.InForceFrom:
		r.at(d, "the transition ends before the edition came into force", "Correct one of the two days", "transition_until")
	}
}

// items reads the edition's items in the order of their ids.
func (r *reader) items(dir string, d *yamlfile.Document, e scheme.Edition) []scheme.Criterion {
	files := r.itemFiles(dir)
	if len(files) == 0 {
		r.report(Problem{File: d.File, Line: d.Line(), What: "the edition has no item", Remedy: "Add one file for each item beside this one, such as ITEM.yaml"})
	}
	if len(files) > itemsAtMost {
		r.report(Problem{File: d.File, Line: d.Line(), What: fmt.Sprintf("the edition has more than %d items", itemsAtMost), Remedy: "Split it"})
		return nil
	}
	var items []scheme.Criterion
	about := map[scheme.Subject]scheme.CriterionID{}
	for _, file := range files {
		var f itemShape
		if doc := r.load(file, kindItem, &f); doc != nil {
			r.checkItem(doc, f, e)
			if other, taken := about[f.Subject]; taken && f.Subject != "" {
				r.at(doc, fmt.Sprintf("the item %s has the subject %s already", other, f.Subject), "Give it to one of the two", "subject")
			}
			about[f.Subject] = f.ID
			items = append(items, f.criterion())
		}
	}
	return items
}

// checkGroups reports groups that name no item of the edition, and items that
// do not stand in exactly one of the groups there are.
func (r *reader) checkGroups(d *yamlfile.Document, e scheme.Edition) {
	if len(e.Groups) == 0 || len(e.Items) == 0 {
		return
	}
	in := map[scheme.CriterionID]int{}
	for i, g := range e.Groups {
		for j, id := range g.Items {
			at := []string{"groups", strconv.Itoa(i), "items", strconv.Itoa(j)}
			if _, ok := e.Item(id); !ok {
				r.at(d, fmt.Sprintf("there is no item %q", id), "Name an item of this edition", at...)
			}
			if in[id]++; in[id] == 2 {
				r.at(d, fmt.Sprintf("the item %q stands in a group already", id), "Keep it once", at...)
			}
		}
	}
	for _, item := range e.Items {
		if in[item.ID] == 0 {
			r.at(d, fmt.Sprintf("the item %q stands in no group", item.ID), "Add it to one", "groups")
		}
	}
}

func (r *reader) checkItem(d *yamlfile.Document, f itemShape, e scheme.Edition) {
	if want := strings.TrimSuffix(path.Base(d.File), dataSuffix); string(f.ID) != want {
		r.at(d, fmt.Sprintf("the id is %s but the file is called %s", f.ID, path.Base(d.File)), "Call the file "+string(f.ID)+dataSuffix, "id")
	}
	for i, id := range f.Threats {
		known := false
		for _, t := range e.Threats {
			known = known || t.ID == id
		}
		if !known {
			r.at(d, fmt.Sprintf("there is no threat %q", id), "Name a threat of "+editionFile, "threats", strconv.Itoa(i))
		}
	}
	switch na := f.NotApplicable; {
	case na.Allowed && na.When.IsZero():
		r.at(d, `the item may be "not applicable" but it is not said when`, "Add when:, in both languages", "not_applicable", "allowed")
	case !na.Allowed && !na.When.IsZero():
		r.at(d, `it is said when the item is "not applicable", which is not allowed`, "Remove when:, or set allowed: true", "not_applicable", "when")
	}
}

// checkEditions reports a scheme under which nobody can apply.
func (r *reader) checkEditions(s *scheme.Scheme) {
	for _, e := range s.Editions {
		if e.State == scheme.EditionInForce {
			return
		}
	}
	if len(r.problems) == 0 {
		r.report(Problem{File: criteriaDir, What: "no edition is in force, so that nobody can apply", Remedy: "Set state: in_force in one " + editionFile + " or more"})
	}
}
