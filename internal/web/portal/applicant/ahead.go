package applicant

import (
	"net/http"
	"slices"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/ahead"
	"shirushi/internal/web/page/desk/submitted"
)

// stepsAhead says what is still ahead of an application, and what it costs.
func stepsAhead(f page.Frame, s *scheme.Scheme, a scheme.Application, fee scheme.Fee) []ahead.Row {
	var rows []ahead.Row
	for _, step := range s.Ahead(&a) {
		one := ahead.Row{Step: f.P.T("apply.stage." + string(step.Stage)), Who: f.P.T("apply.ahead.who." + string(step.For)),
			By: f.P.T("apply.ahead.no_day"), Cost: f.P.T("apply.ahead.free")}
		switch {
		case step.Due != "":
			one.By = f.P.Date(step.Due)
		case step.Days > 0:
			one.By = f.P.T("apply.ahead.by."+string(step.Stage), step.Days)
		}
		if step.Stage == scheme.StageFee {
			one.Cost = f.P.T("apply.ahead.unknown")
			if fee.Yen > 0 {
				one.Cost = f.P.T("apply.ahead.yen", fee.Yen)
			}
		}
		rows = append(rows, one)
	}
	return rows
}

// feeAhead says, before anything is paid, what will be.
func feeAhead(f page.Frame, fee scheme.Fee, received scheme.Date) string {
	switch {
	case fee.Yen == 0:
		return ""
	case received != "": // that day decides, and has been
		return f.P.T("apply.ahead.fee_settled", fee.Yen)
	}
	return f.P.T("apply.ahead.fee", fee.Yen)
}

// submitted says that the application has been handed in and what happens
// next.
func (d *Desk) submitted(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f, err := d.file(r, who)
	if err != nil {
		return err
	}
	a := f.Application
	if a.State != scheme.Submitted {
		return web.Redirect(w, r, at(r, a.ID, ""))
	}
	frame := d.inside(r, who, f, d.Site.Printer(r).T("applicant.submitted.title"))
	return d.Site.Render(w, r, http.StatusOK, submitted.Show(submitted.Page{
		Frame: frame, Number: a.Numbers.Application, Ahead: stepsAhead(frame, f.Scheme, a, f.Fee), Guide: frame.To("/label-use"),
		Links: []page.Link{
			{Text: frame.P.T("applicant.back_to_application"), Href: at(r, a.ID, "")},
			{Text: frame.P.T("applicant.review.read"), Href: at(r, a.ID, "/review")},
		},
	}))
}

// parts are those of an application in the order in which they are listed.
var parts = []string{partKind, partScope, partProduct, partModels, partEvaluator, partChecklist, partListing}

// partsOf are those of this application: a label that stands is listed already.
func partsOf(f office.File) []string {
	if f.Application.AboutLabel() {
		return parts[:len(parts)-1]
	}
	return parts
}

// openPart is the first part after this one, going round, in which something
// is left to fill in or correct; "" when nothing is in any other.
func openPart(f office.File, after string) string {
	own := partsOf(f)
	from := slices.Index(own, after)
	for i := range own {
		part := own[(from+1+i)%len(own)]
		if part != after && slices.ContainsFunc(f.Findings, func(one *scheme.Refusal) bool { return partOf(f.Edition, one.Field) == part }) {
			return part
		}
	}
	return ""
}

// onward is where a part leads on to: the next one that is not done, or the
// review when all the others are.
func onward(r *http.Request, f office.File, after string) string {
	if part := openPart(f, after); part != "" {
		return at(r, f.Application.ID, "/"+part)
	}
	return at(r, f.Application.ID, "/review")
}

// goOn is where the work on an application goes on, into the item itself.
func goOn(r *http.Request, f office.File) string {
	if openPart(f, "") == partChecklist {
		for _, item := range f.Edition.Items {
			if len(findingsOf(f, item.ID)) > 0 {
				return at(r, f.Application.ID, "/checklist/"+string(item.ID))
			}
		}
	}
	return onward(r, f, "")
}

// standing is what a form that was just opened marks: what was refused, or
// else what the formal check finds wrong in what stands there. What is merely
// missing yet is not marked.
func standing(f office.File, part string, refused error) error {
	if refused != nil {
		return refused
	}
	var no scheme.Refusals
	for _, one := range f.Findings {
		if partOf(f.Edition, one.Field) == part && (part == partListing || one.IsWrong()) {
			no.Add(one)
		}
	}
	return no.Err()
}
