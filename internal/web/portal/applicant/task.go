package applicant

import (
	"net/http"
	"slices"
	"strings"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// The parts of an application, each with a page of its own.
const (
	partKind      = "kind"
	partScope     = "scope"
	partProduct   = "product"
	partModels    = "models"
	partListing   = "listing"
	partEvaluator = "evaluator"
	partChecklist = "checklist"
)

// partOf tells in which part of the application a field is filled in.
func partOf(e scheme.Edition, field string) string {
	if part, carried := strings.CutPrefix(field, scheme.CarriedField("")); carried {
		return part
	}
	switch {
	case field == "edition" || field == "level" || field == "category":
		return partKind
	case strings.HasPrefix(field, "scope."):
		return partScope
	case field == "models":
		return partModels
	case field == "listing_wish":
		return partListing
	case strings.HasPrefix(field, "evaluator_"):
		return partEvaluator
	case itemOf(e, field) != "":
		return partChecklist
	}
	return partProduct
}

// itemOf returns the item that a field like "S1.1-02.verdict" belongs to; ""
// when it belongs to none.
func itemOf(e scheme.Edition, field string) scheme.CriterionID {
	for _, item := range e.Items {
		if strings.HasPrefix(field, string(item.ID)+".") {
			return item.ID
		}
	}
	return ""
}

// mendAt is the address of the field that a refusal is about.
func mendAt(r *http.Request, f office.File, refusal *scheme.Refusal) string {
	if refusal.Field == "" {
		return ""
	}
	part := "/" + partOf(f.Edition, refusal.Field)
	if item := itemOf(f.Edition, refusal.Field); item != "" {
		part += "/" + string(item)
	}
	return at(r, f.Application.ID, part) + toReview + "#" + page.FieldID(refusal.Field)
}

// tasks lists the parts of an application and how far each is.
func (d *Desk) tasks(r *http.Request, frame page.Frame, f office.File) []page.Task {
	open := map[string]int{}
	for _, finding := range f.Findings {
		open[partOf(f.Edition, finding.Field)]++
	}
	begun := map[string]bool{
		partKind:      true,
		partScope:     len(f.Application.Scope) > 0,
		partProduct:   !f.Application.Product.Name.IsZero(),
		partModels:    len(f.Application.Product.Models) > 0,
		partEvaluator: f.Application.Evaluator != (scheme.Evaluator{}),
		partChecklist: len(f.Checklist) > 0,
	}
	var tasks []page.Task
	for _, part := range partsOf(f) {
		kind := "todo"
		switch {
		case open[part] == 0:
			kind = "done"
		case f.Application.IsCarried(scheme.CarriedPart(part)) || part == partChecklist && waiting(f) > 0:
			kind = "carried"
		case part == partKind || wrong(f, part):
			kind = "wrong"
		case begun[part]:
			kind = "doing"
		}
		state := frame.P.T("applicant.task." + kind)
		if part == partListing && kind == "done" && f.Application.ListingWish == "" {
			state = frame.P.T("apply.listing.unset") // nobody has chosen yet: not called done
		}
		tasks = append(tasks, page.Task{Title: frame.P.T("applicant." + part + ".title"), Href: at(r, f.Application.ID, "/"+part), Kind: kind,
			State: state, Hint: hintOf(frame, f, part, open[part])})
	}
	last := page.Task{Title: frame.P.T("applicant.declare.title"), Href: at(r, f.Application.ID, "/review"), Kind: "todo", Hint: frame.P.T("applicant.declare.hint")}
	if len(f.Findings) > 0 {
		last.Kind = "later"
	}
	last.State = frame.P.T("applicant.task." + last.Kind)
	return append(tasks, last)
}

// hintOf says how far a part is of which so many things are left to do.
func hintOf(frame page.Frame, f office.File, part string, left int) string {
	wish := f.Application.ListingWish
	switch carried := waiting(f); {
	case f.Application.IsCarried(scheme.CarriedPart(part)):
		return carriedText(frame, f, part)
	case part == partChecklist && carried > 0:
		return frame.P.T("apply.tasks.carried", carried)
	case part == partChecklist:
		return frame.P.T("applicant.filled", filled(f), len(f.Edition.Items))
	case part == partModels:
		return frame.P.T("applicant.product.models_count", len(f.Application.Product.Models))
	case left > 0:
		return frame.P.T("apply.tasks.left", left)
	case part == partListing && wish != "":
		return frame.P.T("apply.listing.wished", wish)
	case part == partListing:
		return frame.P.T("apply.listing.open")
	}
	return ""
}

// done counts the tasks that are done.
func done(tasks []page.Task) int {
	n := 0
	for _, t := range tasks {
		if t.Kind == "done" {
			n++
		}
	}
	return n
}

// wrong reports whether something in the part is not merely missing.
func wrong(f office.File, part string) bool {
	return slices.ContainsFunc(f.Findings, func(one *scheme.Refusal) bool {
		return partOf(f.Edition, one.Field) == part && one.IsWrong()
	})
}

// filled counts the items with a verdict.
func filled(f office.File) int {
	n := 0
	for _, item := range f.Edition.Items {
		if f.Checklist.Answer(item.ID).Verdict != "" {
			n++
		}
	}
	return n
}
