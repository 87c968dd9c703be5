package portal

import (
	"fmt"
	"net/http"
	"slices"

	"shirushi/internal/dossier"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
)

// LettersOf are the letters about an application as papers: to print for an
// applicant that applied on paper; all others got theirs as mail.
func LettersOf(f page.Frame, file office.File) []page.Link {
	var links []page.Link
	for _, l := range dossier.Letters(file.Scheme, file.Application) {
		links = append(links, page.Link{Text: f.P.T("post.link", f.P.T("post.title."+l.Kind), l.Day),
			Href: f.To("/desk/office/applications/" + string(file.Application.ID) + "/letters/" + l.Name + "/letter.pdf")})
	}
	return links
}

// Objection says how one may object to a decision of a day, as its letter does;
// "" when the scheme names nobody to object to.
func Objection(f page.Frame, s *scheme.Scheme, decided scheme.Date) string {
	return dossier.Objection(f.P, s, decided)
}

// ApplicationKind names what an application asks for; "" for none.
func ApplicationKind(f page.Frame, kind scheme.ApplicationKind) string {
	if kind == "" {
		return ""
	}
	return page.Capital(f.P.T("application.kind." + string(kind)))
}

// DecisionLetter leads the applicant, whose application stands at here, to the
// letter of the decision; nil before there is one.
func DecisionLetter(f page.Frame, file office.File, here string) *page.Link {
	for _, l := range dossier.Letters(file.Scheme, file.Application) {
		switch scheme.ApplicationState(l.Kind) {
		case scheme.Rejected, scheme.Refused, scheme.Issued:
			return &page.Link{Text: f.P.T("post.link", f.P.T("post.title."+l.Kind), l.Day), Href: here + "/letters/" + l.Name + "/letter.pdf"}
		}
	}
	return nil
}

// Letter sends a letter to an applicant as PDF, in the page's language, to the
// office and to the applicant's side.
func (p *Portal) Letter(o *office.Office) web.DeskHandler {
	return func(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
		f, err := o.File(r.Context(), who, scheme.ApplicationID(r.PathValue("id")))
		if err != nil {
			return err
		}
		all := dossier.Letters(f.Scheme, f.Application)
		i := slices.IndexFunc(all, func(l dossier.Letter) bool { return l.Name == r.PathValue("letter") })
		if i < 0 {
			return scheme.Refuse(scheme.Missing, "refusal.missing")
		}
		post := dossier.Post{Application: f.Application, Applicant: f.Applicant, Comments: f.Comments}
		if post.Objections, err = p.Site.Scheme(r.Context()); err != nil {
			return err
		}
		if number := f.Application.Label; number != "" {
			label, err := o.Label(r.Context(), who, number)
			if err != nil {
				return err
			}
			post.Label, post.Page = label.Label, p.Site.BaseURL+"/l/"+string(number)
		}
		printer := p.Site.Printer(r)
		b, err := dossier.Words{P: printer, Scheme: f.Scheme, Edition: f.Edition}.Print(all[i], post)
		if err != nil {
			return err
		}
		return sendPDF(w, b, fmt.Sprintf("letter-%s-%s-%s.pdf", f.Application.Numbers.Application, all[i].Name, printer.Lang))
	}
}
