package officer

import (
	"slices"
	"strings"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/officefile"
)

// findings says the points of the formal check, each with its place on the page.
func findings(f page.Frame, file office.File) []officefile.Finding {
	var out []officefile.Finding
	for _, r := range file.Findings {
		href, where := placeOf(f, file, r.Field)
		out = append(out, officefile.Finding{Href: href, Where: where, What: f.P.Refusal(r)})
	}
	return out
}

// placeOf returns where on the page of an application a field stands.
func placeOf(f page.Frame, file office.File, field string) (href, where string) {
	for _, item := range file.Edition.Items {
		if strings.HasPrefix(field, string(item.ID)+".") {
			return "#" + officefile.ItemID(item.ID), string(item.ID) + " " + item.Title.In(f.P.Lang)
		}
	}
	if q, ok := strings.CutPrefix(field, "scope."); ok {
		question, _ := file.Scheme.Question(scheme.QuestionID(q))
		return "#" + officefile.QuestionID(question.ID), f.P.T("officer.part.scope")
	}
	where = f.P.T("officer.part.product")
	if key := "field." + field; f.P.Has(key) {
		where = f.P.T(key)
	}
	switch {
	case strings.HasPrefix(field, "evaluator_"):
		return "#evaluator", where
	case field == "edition" || field == "category" || field == "level":
		return "#numbers", where
	}
	return "#product", where
}

// openAndShut parts the office's deeds that the state knows into those open
// to the reader and those that are not, with the reasons.
func openAndShut(f page.Frame, file office.File, who scheme.Actor) ([]scheme.Deed, []officefile.Shut) {
	var open []scheme.Deed
	var shut []officefile.Shut
	known := scheme.Allowed(scheme.ApplicationRules, file.Application.State, []scheme.Role{scheme.RoleOfficer})
	for _, deed := range scheme.OfficeDeeds {
		if !slices.Contains(known, deed) {
			continue
		}
		err := file.Application.MayDo(who, deed, judged(file))
		if err == nil {
			open = append(open, deed)
			continue
		}
		one := officefile.Shut{Deed: deed}
		for _, r := range scheme.RefusalsOf(err) {
			one.Why = append(one.Why, f.P.Refusal(r))
		}
		shut = append(shut, one)
	}
	return open, shut
}

// judged is what the rule book judges a deed by on the page of an application.
func judged(file office.File) scheme.Circumstances {
	return scheme.Circumstances{Findings: len(file.Findings), Limits: file.Scheme.Limits, Today: file.Today, Ledger: file.Ledger}
}
