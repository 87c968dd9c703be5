package office

import (
	"maps"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/mail"
	"shirushi/internal/scheme"
)

// tellOf queues a letter about an application, with what its kind says
// besides the product and where to read more.
func (o *Office) tellOf(w *desk.Work, a scheme.Application, kind string, more map[string]string) error {
	org, err := w.Organisation(a.Applicant)
	if err != nil {
		return wrap("read the applicant", err)
	}
	args := map[string]string{"product": a.Product.Name.In(labeldesk.Lang(org)), "link": o.base + "/" + labeldesk.Lang(org) + "/desk/applications/" + string(a.ID)}
	maps.Copy(args, more)
	return o.labels.Tell(w, a.Applicant, kind, args)
}

// points are the comments of a letter, each with its place in words.
func points(s *scheme.Scheme, a scheme.Application, comments []scheme.Comment) string {
	edition, _ := s.Edition(a.Edition)
	var all []mail.Point
	for _, place := range scheme.Places(s, edition) {
		name := scheme.NameOf(place, s, edition)
		for _, c := range comments {
			if c.Place == place {
				all = append(all, mail.Point{Number: name.Number, Title: name.Title, Key: string(name.Key), Text: c.Text})
			}
		}
	}
	return mail.Points(all)
}

// wayToObject is to whom one may object to a decision of today, and until when.
func wayToObject(w *desk.Work) string {
	return mail.Objection(w.Scheme.Objections.Address, w.Scheme.ObjectDue(w.Today))
}
