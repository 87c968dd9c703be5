package applicant

import (
	"net/http"
	"slices"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/compare"
	"shirushi/internal/web/page/desk/scope"
	"shirushi/internal/web/portal"
)

func (d *Desk) scopeForm(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File) error {
	return d.showScope(w, r, who, f, f.Application.Scope, nil, nil)
}

func (d *Desk) saveScope(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f, err := d.formFile(r, who)
	if err != nil {
		return err
	}
	mine := readScope(r, f.Scheme)
	return d.saveByHand(w, r, who, f, partScope, d.scopeSection(r, who, mine), func(f office.File, clash []compare.Part, refused error) error {
		return d.showScope(w, r, who, f, mine, clash, refused)
	})
}

func (d *Desk) typedScope(r *http.Request, who scheme.Actor, f office.File) (typedSaved, error) {
	return d.typedSection(r, who, d.scopeSection(r, who, readScope(r, f.Scheme)))
}

func (d *Desk) scopeSection(r *http.Request, who scheme.Actor, mine []scheme.ScopeAnswer) section {
	return section{
		seen: r.PostFormValue("revision"),
		part: func(a scheme.Application) any { return a.Scope },
		differ: func(frame page.Frame, theirs scheme.Application) []compare.Part {
			return scopeDiffers(frame, theirs.Scope, mine)
		},
		save: func(f office.File) (scheme.Refusals, error) {
			_, err := d.office.SaveScope(r.Context(), who, f.Application.ID, f.Application.Revision, mine)
			return nil, err
		},
	}
}

// readScope reads the answers to the scheme's questions. Questions without a
// word are left out.
func readScope(r *http.Request, s *scheme.Scheme) []scheme.ScopeAnswer {
	var answers []scheme.ScopeAnswer
	for _, q := range s.Questions {
		field := "scope." + string(q.ID)
		said := portal.Text(r, field)
		a := scheme.ScopeAnswer{Question: q.ID, Yes: said == "yes", Answered: said == "yes" || said == "no", Reason: portal.Text(r, field+".reason")}
		if a.Answered || a.Reason != "" {
			answers = append(answers, a)
		}
	}
	return answers
}

func answerTo(answers []scheme.ScopeAnswer, q scheme.QuestionID) scheme.ScopeAnswer {
	for _, a := range answers {
		if a.Question == q {
			return a
		}
	}
	return scheme.ScopeAnswer{Question: q}
}

func yesNo(f page.Frame, a scheme.ScopeAnswer) string {
	switch {
	case !a.Answered:
		return ""
	case a.Yes:
		return f.P.T("applicant.yes")
	}
	return f.P.T("applicant.no")
}

func scopeDiffers(f page.Frame, theirs, mine []scheme.ScopeAnswer) []compare.Part {
	var parts []compare.Part
	asked := map[scheme.QuestionID]bool{}
	for _, list := range [][]scheme.ScopeAnswer{theirs, mine} {
		for _, a := range list {
			if asked[a.Question] {
				continue
			}
			asked[a.Question] = true
			t, m := answerTo(theirs, a.Question), answerTo(mine, a.Question)
			if t != m {
				parts = append(parts, compare.Part{Name: string(a.Question), Theirs: join(yesNo(f, t), t.Reason), Mine: join(yesNo(f, m), m.Reason)})
			}
		}
	}
	return parts
}

func (d *Desk) showScope(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File, answers []scheme.ScopeAnswer, clash []compare.Part, refused error) error {
	frame := d.inside(r, who, f, d.Site.Printer(r).T("applicant.scope.title"))
	frame.Scripts = []string{"autosave.js"}
	here := at(r, f.Application.ID, "/scope")
	show := scope.Page{
		Frame: frame, Errors: page.ErrorsOf(frame.P, refused), Comments: f.Comments, Revision: portal.Fingerprint(f.Application.Scope),
		Held: refused != nil, Said: d.saidOf(r, frame, f.Scheme, refused), Clash: clash, Carried: carried(f, frame, scheme.PartScope), Here: here, Back: at(r, f.Application.ID, ""), Next: onward(r, f, partScope),
	}
	if clash == nil {
		show.Save = here + "/typed"
	}
	for i := range show.Clash {
		if q, ok := f.Scheme.Question(scheme.QuestionID(show.Clash[i].Name)); ok {
			show.Clash[i].Name = q.Ask.In(frame.P.Lang)
		}
	}
	show.Verdict, show.Lines = f.Scheme.ScopeLines(answers)
	show.Begun = len(answers) > 0
	if slices.Contains(f.Deeds, scheme.DeedWithdraw) {
		show.GiveUp = at(r, f.Application.ID, "/give-up")
	}
	return d.Site.Render(w, r, statusOf(clash, refused), scope.Show(show))
}

// formFile checks that the form is text and reads the file that it is for.
func (d *Desk) formFile(r *http.Request, who scheme.Actor) (office.File, error) {
	if _, err := web.Form(r); err != nil {
		return office.File{}, err
	}
	return d.file(r, who)
}

func statusOf(clash []compare.Part, refused error) int {
	if clash != nil {
		return http.StatusConflict
	}
	return web.StatusOf(refused)
}

// join says two things in two lines, leaving out what is empty.
func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "\n" + b
}
