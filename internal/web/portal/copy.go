package portal

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"shirushi/internal/dossier"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
)

// Copy sends the copy of what was handed in, as PDF in the page's language, to
// those who may read the application; handed reads it.
func (p *Portal) Copy(handed func(context.Context, scheme.Actor, scheme.ApplicationID, int) (office.Handed, error)) web.DeskHandler {
	return func(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
		round, err := strconv.Atoi(r.PathValue("round"))
		if err != nil {
			return scheme.Refuse(scheme.Missing, "refusal.missing")
		}
		h, err := handed(r.Context(), who, scheme.ApplicationID(r.PathValue("id")), round)
		if err != nil {
			return err
		}
		printer := p.Site.Printer(r)
		b, err := dossier.Copy(dossier.Words{P: printer, Scheme: h.Scheme, Edition: h.Edition}, h.Submission, h.By)
		if err != nil {
			return err
		}
		return sendPDF(w, b, fmt.Sprintf("application-%s-%d-%s.pdf", h.Submission.Number, round, printer.Lang))
	}
}

// sendPDF sends a document to be kept under this name.
func sendPDF(w http.ResponseWriter, b []byte, name string) error {
	header := w.Header()
	header.Set("Content-Type", "application/pdf")
	header.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	header.Set("Content-Length", strconv.Itoa(len(b)))
	_, err := w.Write(b)
	return err
}
