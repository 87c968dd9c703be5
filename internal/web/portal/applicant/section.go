package applicant

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/compare"
	"shirushi/internal/web/portal"
)

// A section is one part of an application that a form fills in, saved over
// what the form was filled with. The application's revision also counts
// changes to its other parts, so a form tells by its own part's fingerprint
// whether someone else has changed what it shows.
type section struct {
	seen   string // fingerprint with which the form came
	part   func(scheme.Application) any
	differ func(page.Frame, scheme.Application) []compare.Part // mine from theirs; empty: the same
	save   func(f office.File) (held scheme.Refusals, err error)
}

// heldBack are the refusals of malformed parts of a form whose other parts
// have been saved.
type heldBack struct{ scheme.Refusals }

func (h heldBack) Unwrap() error { return h.Refusals }

// isHeldBack reports whether the refusal is of some parts only.
func isHeldBack(refused error) bool {
	var held heldBack
	return errors.As(refused, &held)
}

// held makes an error of what was held back; nil when nothing was.
func held(parts scheme.Refusals) error {
	if len(parts) == 0 {
		return nil
	}
	return heldBack{parts}
}

// A clash says that someone else has changed the part meanwhile.
type clash struct {
	file  office.File // as it stands
	parts []compare.Part
}

const triesToSave = 4 // against changes elsewhere in the application between reading and writing

// saveSection saves a part. It returns a clash, and has saved nothing, when
// the part is no longer as the form showed it and says something else. What
// is malformed is held back, and the error then tells it.
func (d *Desk) saveSection(r *http.Request, who scheme.Actor, s section) (*clash, error) {
	var err error
	for range triesToSave {
		var parts scheme.Refusals
		f, fileErr := d.file(r, who)
		if fileErr != nil {
			return nil, fileErr
		}
		if portal.Fingerprint(s.part(f.Application)) != s.seen {
			parts := s.differ(d.Site.Frame(r, ""), f.Application)
			if len(parts) == 0 {
				return nil, nil
			}
			return &clash{file: f, parts: parts}, nil
		}
		if parts, err = s.save(f); err == nil {
			return nil, held(parts)
		} else if !web.RefusedFor(err, "refusal.stale") {
			return nil, err
		}
	}
	return nil, err
}

// confirmSection says of a part that has just been saved by hand, and was
// taken over from an earlier application, that it holds for this product. It
// returns a clash when someone else has changed the part meanwhile.
func (d *Desk) confirmSection(r *http.Request, who scheme.Actor, part scheme.CarriedPart, s section) (*clash, error) {
	var err error
	for range triesToSave {
		f, fileErr := d.file(r, who)
		if fileErr != nil || !f.Application.IsCarried(part) {
			return nil, fileErr
		}
		if parts := s.differ(d.Site.Frame(r, ""), f.Application); len(parts) > 0 {
			return &clash{file: f, parts: parts}, nil
		}
		if err = d.office.ConfirmPart(r.Context(), who, f.Application.ID, f.Application.Revision, part); !web.RefusedFor(err, "refusal.stale") {
			return nil, err
		}
	}
	return nil, err
}

// saveByHand saves a part as its button asks, without or with JavaScript,
// confirms it if it was taken over, and leads back to its form; a clash or a refusal shows the form at once.
func (d *Desk) saveByHand(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File, part string, s section,
	show func(f office.File, clash []compare.Part, refused error) error) error {
	clash, err := d.saveSection(r, who, s)
	if clash == nil && err == nil {
		clash, err = d.confirmSection(r, who, scheme.CarriedPart(part), s)
	}
	switch {
	case clash != nil:
		return show(clash.file, clash.parts, nil)
	case err != nil && portal.CannotShow(err):
		return err
	case isHeldBack(err): // the form goes on over what was saved of it
		now, fileErr := d.file(r, who)
		if fileErr != nil {
			return fileErr
		}
		return show(now, nil, err)
	case err != nil:
		return show(f, nil, err)
	}
	return d.saved(w, r, after(r, f.Application.ID, at(r, f.Application.ID, "/"+part)))
}

// differing returns the fields that two people filled in differently. fields
// alternate: message key, theirs, mine.
func differing(f page.Frame, fields ...string) []compare.Part {
	var parts []compare.Part
	for i := 0; i+2 < len(fields); i += 3 {
		if fields[i+1] != fields[i+2] {
			parts = append(parts, compare.Part{Name: wordOf(f, fields[i]), Theirs: fields[i+1], Mine: fields[i+2]})
		}
	}
	return parts
}

// wordOf says a message; the name of a field begins as a label does.
func wordOf(f page.Frame, key string) string {
	if field, ok := strings.CutPrefix(key, "field."); ok {
		return page.LabelOf(f.P, field)
	}
	return page.Capital(f.P.T(key))
}

// draft makes a handler of a page on which an application is changed. One
// that is out of the applicant's hands is shown as it was sent.
func (d *Desk) draft(show func(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File) error) web.DeskHandler {
	return func(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
		f, err := d.file(r, who)
		if err != nil {
			return err
		}
		if !slices.Contains(f.Deeds, scheme.DeedEdit) {
			return web.Redirect(w, r, at(r, f.Application.ID, "/review"))
		}
		return show(w, r, who, f)
	}
}

// saved redirects to a form that has been saved and lets it say when.
func (d *Desk) saved(w http.ResponseWriter, r *http.Request, to string) error {
	return web.Redirect(w, r, to+"?saved="+strconv.FormatInt(d.Site.Now().Unix(), 10))
}

// savedAt says when the form was saved, as the address tells; "" when it
// tells nothing or no time of today's work.
func (d *Desk) savedAt(r *http.Request, frame page.Frame, s *scheme.Scheme) string {
	seconds, err := strconv.ParseInt(r.URL.Query().Get("saved"), 10, 64)
	t := time.Unix(seconds, 0)
	if now := d.Site.Now(); err != nil || t.After(now) || now.Sub(t) > 12*time.Hour {
		return ""
	}
	return frame.P.T("applicant.saved", clock(s, t))
}

// saidOf says how far the form that is shown has been saved.
func (d *Desk) saidOf(r *http.Request, frame page.Frame, s *scheme.Scheme, refused error) string {
	switch {
	case isHeldBack(refused):
		return frame.P.T("applicant.held")
	case refused != nil:
		return frame.P.T("applicant.not_saved")
	}
	return d.savedAt(r, frame, s)
}

// clock tells the time of day in the scheme's zone, to the second.
func clock(s *scheme.Scheme, t time.Time) string {
	return t.In(time.FixedZone(s.ZoneName, int(s.ZoneOffset/time.Second))).Format("15:04:05")
}

// What a form that saves itself is answered.
type typedAnswer struct {
	Said     string `json:"said"`
	Revision string `json:"revision,omitempty"` // for the form's next save

	// What the formal check finds, when the form is of a part that it looks at.
	Left     string         `json:"left,omitempty"` // how much is left, in a sentence
	Findings []typedFinding `json:"findings,omitempty"`
}

// A typedFinding is one thing to mend, and the id of the field that mends it.
type typedFinding struct {
	Field string `json:"field"`
	Text  string `json:"text"`
}

// typedSaved is what a form that saves itself has brought about.
type typedSaved struct {
	revision string // that the next save goes over
	at       time.Time
	checked  bool            // whether found tells of the part
	found    scheme.Refusals // by the formal check
}

// A typedHandler saves what was typed so far. With an error of parts held
// back it has saved the others.
type typedHandler func(r *http.Request, who scheme.Actor, f office.File) (typedSaved, error)

// errClash is what a typedHandler returns when someone else has saved.
var errClash = scheme.Refuse(scheme.Conflict, "applicant.typed.clash")

// typed makes an http.Handler for autosave.js. A refusal is said in a
// sentence; the form keeps its text and its button shows the rest.
func (d *Desk) typed(h typedHandler) http.Handler {
	return d.Site.Handle(func(w http.ResponseWriter, r *http.Request) error {
		answer, err := d.typedBy(r, h)
		status := web.StatusOf(err)
		if err != nil && status >= 500 {
			return err
		}
		printer := d.Site.Printer(r)
		switch {
		case web.RefusedFor(err, "refusal.signed_out"):
			answer.Said = printer.T("applicant.typed.signed_out")
		case web.RefusedFor(err, "applicant.typed.clash"):
			answer.Said = printer.T("applicant.typed.clash")
		case isHeldBack(err):
			answer.Said = printer.T("applicant.typed.held", allNamed(printer, err))
		case err != nil && len(scheme.RefusalsOf(err)) > 0:
			answer.Said = printer.T("applicant.typed.refused", allNamed(printer, err))
		case err != nil:
			answer.Said = printer.T("applicant.unsaved")
		}
		return web.WriteJSON(w, status, answer)
	})
}

// allNamed says everything that is refused, each with its field.
func allNamed(p *i18n.Printer, refused error) string {
	var said []string
	for _, r := range scheme.RefusalsOf(refused) {
		if one := page.Named(p, r); !slices.Contains(said, one) {
			said = append(said, one)
		}
	}
	return strings.Join(said, " ")
}

func (d *Desk) typedBy(r *http.Request, h typedHandler) (answer typedAnswer, err error) {
	who, err := d.Site.Actor(r.Context(), d.Site.Session(r))
	if err != nil {
		return answer, err
	}
	if _, err := web.Form(r); err != nil {
		return answer, err
	}
	f, err := d.file(r, who)
	if err != nil {
		return answer, err
	}
	saved, err := h(r, who, f)
	if err != nil && !isHeldBack(err) {
		return answer, err
	}
	p := d.Site.Printer(r)
	answer = typedAnswer{Said: p.T("applicant.saved", clock(f.Scheme, saved.at)), Revision: saved.revision}
	if saved.checked {
		answer.Left = leftOf(p, len(saved.found))
		for _, one := range saved.found {
			answer.Findings = append(answer.Findings, typedFinding{page.FieldID(one.Field), page.Named(p, one)})
		}
	}
	return answer, err
}

// leftOf says how much an item still lacks.
func leftOf(p *i18n.Printer, n int) string {
	if n == 0 {
		return p.T("applicant.item.complete")
	}
	return p.T("checklist.left", n)
}

// typedSection saves a part as it is typed.
func (d *Desk) typedSection(r *http.Request, who scheme.Actor, s section) (typedSaved, error) {
	clash, part := d.saveSection(r, who, s)
	if part != nil && !isHeldBack(part) {
		return typedSaved{}, part
	}
	if clash != nil {
		return typedSaved{}, errClash
	}
	f, err := d.file(r, who)
	if err != nil {
		return typedSaved{}, err
	}
	return typedSaved{revision: portal.Fingerprint(s.part(f.Application)), at: d.Site.Now()}, part
}
