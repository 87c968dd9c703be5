package applicant

import (
	"net/http"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/compare"
	"shirushi/internal/web/page/desk/evaluator"
	"shirushi/internal/web/portal"
)

func (d *Desk) evaluatorForm(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File) error {
	return d.showEvaluator(w, r, who, f, f.Application.Evaluator, nil, nil)
}

func (d *Desk) saveEvaluator(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f, err := d.formFile(r, who)
	if err != nil {
		return err
	}
	mine := readEvaluator(r)
	return d.saveByHand(w, r, who, f, partEvaluator, d.evaluatorSection(r, who, mine), func(f office.File, clash []compare.Part, refused error) error {
		return d.showEvaluator(w, r, who, f, mine, clash, refused)
	})
}

func (d *Desk) typedEvaluator(r *http.Request, who scheme.Actor, _ office.File) (typedSaved, error) {
	return d.typedSection(r, who, d.evaluatorSection(r, who, readEvaluator(r)))
}

func (d *Desk) evaluatorSection(r *http.Request, who scheme.Actor, mine scheme.Evaluator) section {
	return section{
		seen: r.PostFormValue("revision"),
		part: func(a scheme.Application) any { return a.Evaluator },
		differ: func(frame page.Frame, theirs scheme.Application) []compare.Part {
			t := theirs.Evaluator
			return differing(frame, "field.evaluator_class", string(t.Class), string(mine.Class),
				"field.evaluator_name", t.Name, mine.Name, "field.evaluator_entitlement", t.Entitlement, mine.Entitlement)
		},
		save: func(f office.File) (scheme.Refusals, error) {
			return d.office.KeepEvaluator(r.Context(), who, f.Application.ID, f.Application.Revision, mine)
		},
	}
}

func readEvaluator(r *http.Request) scheme.Evaluator {
	return scheme.Evaluator{
		Class: scheme.EvaluatorClassID(portal.Text(r, "evaluator_class")), Name: portal.Text(r, "evaluator_name"), Entitlement: portal.Text(r, "evaluator_entitlement"),
	}
}

func (d *Desk) showEvaluator(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File, e scheme.Evaluator, clash []compare.Part, refused error) error {
	frame := d.inside(r, who, f, d.Site.Printer(r).T("applicant.evaluator.title"))
	frame.Scripts = []string{"autosave.js"}
	here := at(r, f.Application.ID, "/evaluator")
	show := evaluator.Page{
		Frame: frame, Errors: page.ErrorsOf(frame.P, standing(f, partEvaluator, refused)), Comments: f.CommentsAt("evaluator"), Evaluator: e, Revision: portal.Fingerprint(f.Application.Evaluator),
		Held: refused != nil, Said: d.saidOf(r, frame, f.Scheme, refused), Clash: clash, Carried: carried(f, frame, scheme.PartEvaluator), Here: here, Back: at(r, f.Application.ID, ""), Next: onward(r, f, partEvaluator),
	}
	if class, ok := f.Scheme.Evaluator(e.Class); ok {
		show.Bound = !class.Entitlement.IsZero()
		show.Free = !show.Bound
	}
	if clash == nil {
		show.Save = here + "/typed"
	}
	for _, c := range f.Scheme.Evaluators {
		if c.May(f.Application.Level) {
			show.Classes = append(show.Classes, page.Option{Value: string(c.ID), Label: c.Name.In(frame.P.Lang), Hint: c.Entitlement.In(frame.P.Lang)})
		}
	}
	return d.Site.Render(w, r, statusOf(clash, refused), evaluator.Show(show))
}
