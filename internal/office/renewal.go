package office

import (
	"context"
	"slices"
	"strings"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// An AboutRequest says about which label an application is begun, and for what.
type AboutRequest struct {
	Label scheme.LabelNumber
	Kind  scheme.ApplicationKind // Extension or Maintenance
	Form  string                 // as in StartRequest
}

// deed is what beginning the application is called; "" for a kind that is not
// about a label.
func (r AboutRequest) deed() scheme.Deed {
	switch r.Kind {
	case scheme.Extension:
		return scheme.DeedExtend
	case scheme.Maintenance:
		return scheme.DeedMaintain
	}
	return ""
}

// StartAbout makes a draft that asks to extend or to maintain a label, for its
// holder: level and category, product, evaluator, scope and answers are those
// of the label and of its last declaration, each to be confirmed. The edition
// is the newest that is open. It refuses a second one while one of the kind is
// open, and a label whose time has not come or is over.
func (o *Office) StartAbout(ctx context.Context, who scheme.Actor, r AboutRequest) (scheme.ApplicationID, error) {
	deed := r.deed()
	if deed == "" {
		return "", scheme.Refuse(scheme.Invalid, "refusal.about.kind").On("kind")
	}
	return o.once(ctx, who, string(deed), r.Form, func(w *desk.Work, id scheme.ApplicationID) error {
		l, err := labeldesk.Take(w, r.Label, deed)
		if err != nil {
			return err
		}
		a, err := asking(w, l, r)
		if err != nil {
			return err
		}
		return begin(w, id, l, a)
	})
}

// begin writes the draft of an application about a label, with what the label
// and its last application say, each to be confirmed.
func begin(w *desk.Work, id scheme.ApplicationID, l scheme.Label, a scheme.Application) error {
	a, err := about(w, l, a)
	if err != nil {
		return err
	}
	a.ID = id
	from, known, err := lastOf(w, l)
	if err != nil {
		return err
	}
	if known {
		a.Evaluator, a.Scope = from.Evaluator, asked(w.Scheme, from.Scope)
	}
	a.Carry()
	a.Confirm(scheme.PartKind) // it is the label's, and nobody may change it
	if err := w.PutApplication(&a); err != nil {
		return wrap("write application", err)
	}
	w.Audit("application:"+string(id), nil, a)
	if !known {
		return nil
	}
	items, _ := w.Scheme.Edition(a.Edition)
	_, err = carry(w, id, from.ID, items, nil)
	return err
}

// MayStartAbout refuses what StartAbout would refuse now: it is for pages that
// offer the deed.
func (o *Office) MayStartAbout(ctx context.Context, who scheme.Actor, n scheme.LabelNumber, kind scheme.ApplicationKind) error {
	r := AboutRequest{Label: n, Kind: kind}
	return o.desk.Look(ctx, who, func(w *desk.Work) error {
		l, err := labeldesk.Take(w, n, r.deed())
		if err != nil {
			return err
		}
		a, err := asking(w, l, r)
		if err != nil {
			return err
		}
		_, err = about(w, l, a)
		return err
	})
}

// asking is what the holder's side asks for on its own pages.
func asking(w *desk.Work, l scheme.Label, r AboutRequest) (a scheme.Application, err error) {
	a = scheme.Application{Kind: r.Kind, Channel: scheme.ByWeb, StartedWith: r.Form}
	a.Applicant, a.Agent, err = applies(w, l.Holder)
	return a, err
}

// about is the draft of an application about a label, without what its last
// application says, for an applicant and by a channel that a names.
func about(w *desk.Work, l scheme.Label, a scheme.Application) (scheme.Application, error) {
	if open, err := openAbout(w, l.Number, a.Kind); err != nil || len(open) > 0 {
		if err == nil {
			err = scheme.Refuse(scheme.Conflict, "refusal.about.open").With(scheme.Code("application.kind." + string(a.Kind)))
		}
		return scheme.Application{}, err
	}
	day := a.ReceivedBy(w.Today)
	edition, err := choose(w, day, l.Level, l.Category, "")
	if err != nil {
		return scheme.Application{}, err
	}
	a.Of, a.State, a.Started, a.StartedBy = l.Number, scheme.Draft, w.Now, w.Who.Person.ID
	a.Level, a.Category, a.Edition, a.Product = l.Level, l.Category, edition, l.Product
	if !w.Scheme.Taken(a.Kind, l.Level, day) {
		return a, scheme.Refuse(scheme.Conflict, "refusal.about.not_taken").With(scheme.Code("application.kind." + string(a.Kind)))
	}
	return a, a.CheckTime(l, day, w.Scheme)
}

// openAbout lists the open applications of a kind about a label.
func openAbout(w *desk.Work, n scheme.LabelNumber, kind scheme.ApplicationKind) ([]scheme.Application, error) {
	all, err := w.Applications(store.ApplicationFilter{About: n, States: docketStates})
	return slices.DeleteFunc(all, func(a scheme.Application) bool { return a.Kind != kind }), wrap("look for open applications", err)
}

// lastOf reads the application by which a label was last assessed; false for
// one that was assessed elsewhere, or for another holder: nothing ever passes
// from one applicant to another.
func lastOf(w *desk.Work, l scheme.Label) (scheme.Application, bool, error) {
	id := l.LastApplication()
	if id == "" {
		return scheme.Application{}, false, nil
	}
	a, err := w.Application(id)
	return a, err == nil && a.Applicant == l.Holder, wrap("read the last application", err)
}

// formOf is all that is wrong with the form of an application on a day, and
// with what it asks of its label.
func formOf(w *desk.Work, s *scheme.Scheme, a scheme.Application, list scheme.Checklist, day scheme.Date) (scheme.Refusals, error) {
	no := a.FormalCheck(s, list, day)
	if !a.AboutLabel() {
		return no, nil
	}
	l, err := w.Label(a.Of)
	if err != nil {
		return nil, wrap("read the label", err)
	}
	no.Add(a.CheckAbout(l, day, s))
	return no, nil
}

// applyFor tells the public, at the first submission, that an extension was
// applied for. One that is pending already was applied for before. It is told
// as of today, also of one on paper that came before: what the public read of
// the days between stays true.
func applyFor(w *desk.Work, a scheme.Application) error {
	if a.Kind != scheme.Extension {
		return nil
	}
	l, err := w.Label(a.Of)
	if err != nil {
		return wrap("read the label", err)
	}
	if l.Pending() {
		return nil
	}
	before := l
	l.Gaps = slices.Clone(l.Gaps)
	l.ApplyForExtension(w.Today)
	l.Updated = w.Now
	if err := labeldesk.Keep(w, before, &l); err != nil {
		return err
	}
	return w.PublishFrom(l.Listed, scheme.ExtensionApplied, l.Number, w.Today, nil, nil)
}

// outcomes are what the public is told of an extension that will not come.
var outcomes = map[scheme.ApplicationState]string{scheme.Refused: "refused", scheme.Rejected: "rejected", scheme.GivenUp: "withdrawn"}

// endFor tells the public that the extension applied for will not come. It
// ends with its label, too: were a revocation annulled, nobody would decide on
// it any more.
func endFor(w *desk.Work, a scheme.Application) error {
	outcome := outcomes[a.State]
	if a.Kind != scheme.Extension || outcome == "" || a.Received == "" {
		return nil
	}
	l, err := w.Label(a.Of)
	if err != nil {
		return wrap("read the label", err)
	}
	if !l.Pending() {
		return nil
	}
	if l.Withdrawn != "" || l.Revoked != "" {
		outcome = "closed"
	}
	before := l
	l.EndExtension(w.Today)
	l.Updated = w.Now
	if err := labeldesk.Keep(w, before, &l); err != nil {
		return err
	}
	return w.PublishFrom(l.Listed, scheme.ExtensionEnded, l.Number, w.Today, map[string]string{"outcome": outcome}, nil)
}

// renewed is the label as it would be, were the application about it granted
// now.
func renewed(w *desk.Work, a scheme.Application) (before, after scheme.Label, err error) {
	s, err := w.Judging(&a)
	if err != nil {
		return before, after, err
	}
	if before, err = w.Label(a.Of); err != nil {
		return before, after, wrap("read the label", err)
	}
	one, err := assessment(w, s, a)
	if err != nil {
		return before, after, err
	}
	after = before
	after.Gaps = slices.Clone(before.Gaps)
	if a.Kind == scheme.Extension {
		after.Extend(s.ExtendedUntil(before, a.Product), w.Today)
	}
	after.AssessedAnew(a, one, w.Now)
	return before, after, nil
}

// grant decides for an application about a label: the label's validity runs
// on, or it stands as assessed anew.
func (o *Office) grant(w *desk.Work, a scheme.Application, to scheme.ApplicationState) (scheme.LabelNumber, error) {
	before, l, err := renewed(w, a)
	if err != nil {
		return "", err
	}
	s, err := w.Judging(&a)
	if err != nil {
		return "", err
	}
	var no scheme.Refusals
	no.Add(s.CheckAsked(&a))
	no.Add(a.CheckAbout(before, w.Today, s))
	if a.Kind == scheme.Extension && !before.Pending() {
		no.Add(scheme.Refuse(scheme.Conflict, "refusal.extension.not_pending"))
	}
	if err := no.Err(); err != nil {
		return "", err
	}
	stood := a
	a.State, a.Closed, a.ClosedBy, a.Label = to, w.Now, w.Who.Person.ID, l.Number
	if err := keep(w, stood, &a); err != nil {
		return "", err
	}
	if err := labeldesk.Keep(w, before, &l); err != nil {
		return "", err
	}
	if err := publishRenewed(w, a.Kind, before, l); err != nil {
		return "", err
	}
	return l.Number, o.labels.TellHolder(w, l, "label_"+past[a.Kind], map[string]string{"until": string(l.ValidUntil)})
}

// past are the words of what was granted, in letters.
var past = map[scheme.ApplicationKind]string{scheme.Extension: "extended", scheme.Maintenance: "maintained"}

// publishRenewed tells the public of a further assessment and of what else of
// the product was told anew with it.
func publishRenewed(w *desk.Work, kind scheme.ApplicationKind, before, l scheme.Label) error {
	one := l.Assessments[len(l.Assessments)-1]
	facts := map[string]string{"edition": string(l.Edition), "evaluator": string(one.Evaluator), "completed": string(one.Completed), "catalog": l.Catalog}
	event, texts := scheme.LabelMaintained, map[string]string{}
	if kind == scheme.Extension {
		event, facts["valid_until"] = scheme.LabelExtended, string(l.ValidUntil)
	}
	if !slices.Equal(before.Product.Models, l.Product.Models) {
		texts["models"] = strings.Join(l.Product.Models, "\n")
	}
	if err := w.PublishFrom(l.Listed, event, l.Number, w.Today, facts, texts); err != nil {
		return err
	}
	names, said := scheme.ChangedParts(before.Product, l.Product)
	if len(names) == 0 {
		return nil
	}
	return w.PublishFrom(l.Listed, scheme.LabelUpdated, l.Number, w.Today,
		map[string]string{"parts": "product", "fields": strings.Join(names, " ")}, said)
}

// tellRefused tells the applicant that its application was refused, or
// rejected at acceptance, and of one about a label what that means for it.
func (o *Office) tellRefused(w *desk.Work, a scheme.Application, kind, reason string) error {
	args := map[string]string{"reason": reason, "objection": wayToObject(w)}
	if !a.AboutLabel() {
		return o.tellOf(w, a, kind, args)
	}
	l, err := w.Label(a.Of)
	if err != nil {
		return wrap("read the label", err)
	}
	args["number"] = string(l.Number)
	if a.Kind == scheme.Extension {
		args["until"] = string(l.ValidUntil)
		return o.tellOf(w, a, "extension_refused", args)
	}
	if ground, ok := w.Scheme.Ground(scheme.MaintenanceRefused); ok {
		org, err := w.Organisation(a.Applicant)
		if err != nil {
			return wrap("read the applicant", err)
		}
		args["ground"] = ground.Text.In(labeldesk.Lang(org))
		return o.tellOf(w, a, "maintenance_refused", args)
	}
	return o.tellOf(w, a, kind, map[string]string{"reason": reason, "objection": args["objection"]})
}

// About is the label that an application is about, and what of the
// application differs from the last declaration of that label.
type About struct {
	Label   scheme.Label
	Status  scheme.Status     // today
	Until   scheme.Date       // last day of validity, were the application granted now
	Before  scheme.Submission // the last declaration; zero where none is on record here
	Changes []scheme.Change   // from it to the application as it stands
}

// always reports whether an application about a label always differs from the
// one before at this place: its kind, who declares, when an item was assessed.
func always(place string) bool {
	for _, end := range []string{".carried", ".assessed_on", ".minutes"} {
		if strings.HasSuffix(place, end) {
			return true
		}
	}
	return slices.Contains([]string{"kind", "of", "listing_wish", "catalog"}, place) || strings.HasPrefix(place, "declaration.")
}

// tellAbout fills in what an application is about.
func tellAbout(w *desk.Work, f *File) error {
	a := f.Application
	if !a.AboutLabel() {
		return nil
	}
	before, after, err := renewed(w, a)
	if err != nil {
		return err
	}
	f.About = &About{Label: before, Status: before.StatusOn(w.Today), Until: after.ValidUntil}
	f.LastDay = after.ValidUntil
	if a.State == scheme.Issued { // as the label stands now
		f.About.Until, f.LastDay = before.ValidUntil, before.ValidUntil
	}
	last, known, err := assessedBefore(w, a, before)
	if err != nil || !known {
		return err
	}
	all, err := w.Submissions(last.ID)
	if err != nil {
		return wrap("read submissions", err)
	}
	if len(all) == 0 {
		return nil
	}
	f.About.Before = all[len(all)-1]
	now := scheme.SubmissionOf(a, f.Applicant, f.Agent, f.Checklist, f.Edition)
	for _, c := range scheme.Differences(f.About.Before, now) {
		unsaid := c.To == "" && strings.HasSuffix(c.Place, ".assessor") // carried answers wait for it
		if !always(c.Place) && !unsaid {
			f.About.Changes = append(f.About.Changes, c)
		}
	}
	return nil
}

// assessedBefore reads the application by which the label was assessed before
// this one; false when there is none on record of the same applicant.
func assessedBefore(w *desk.Work, a scheme.Application, l scheme.Label) (scheme.Application, bool, error) {
	if i := slices.IndexFunc(l.Assessments, func(one scheme.Assessment) bool { return one.Application == a.ID }); i >= 0 {
		l.Assessments = l.Assessments[:i]
	}
	last, known, err := lastOf(w, l)
	return last, known && last.Applicant == a.Applicant, err
}
