package scheme

import (
	"slices"
	"time"
)

// AboutLabel reports whether the application is about a label that stands,
// and asks for no new one.
func (a *Application) AboutLabel() bool { return a.Of != "" }

// CheckAbout refuses an application on day that its label does not allow: of a
// label that has gone to another holder, has another level or category, was
// withdrawn or revoked, or cannot be extended yet or any more. An application
// that was received keeps the day of its receipt.
func (a *Application) CheckAbout(l Label, day Date, s *Scheme) error {
	if !a.AboutLabel() {
		return nil
	}
	var no Refusals
	if l.Holder != a.Applicant {
		no.Add(Refuse(Conflict, "refusal.about.holder"))
	}
	if l.Level != a.Level || l.Category != a.Category {
		no.Add(Refuse(Invalid, "refusal.about.level").On("level"))
	}
	no.Add(a.CheckTime(l, day, s))
	switch support := a.Product.SupportUntil; {
	case support == "":
	case a.Kind == Extension && support <= l.ValidUntil:
		no.Add(Refuse(Invalid, "refusal.product.support_short").On("support_until").With(l.ValidUntil.AddDays(1)))
	case a.Kind == Maintenance && support < l.ValidUntil:
		no.Add(Refuse(Invalid, "refusal.product.support_short").On("support_until").With(l.ValidUntil))
	}
	return no.Err()
}

// CheckTime refuses an application on day whose time has not come or is over,
// as CheckAbout does. Of one on paper the day counts on which the paper came.
func (a *Application) CheckTime(l Label, day Date, s *Scheme) error {
	ended := l.Withdrawn != "" || l.Revoked != ""
	switch {
	case a.Kind == Maintenance && ended:
		return Refuse(Conflict, "refusal.maintenance.ended")
	case a.Kind == Maintenance || (a.Received != "" || l.Pending()) && !ended: // it was in time
		return nil
	}
	return l.CanBeExtended(a.ReceivedBy(day), s.Extension)
}

// ExtendedUntil returns the last day to which an extension lets validity run:
// as long as the scheme says from the day after the old last day on, but never
// beyond the support of updates.
func (s *Scheme) ExtendedUntil(l Label, p Product) Date { return p.LastDay(s, l.ValidUntil.AddDays(1)) }

// AssessedAnew takes over what a granted application about the label says: a
// further assessment, its edition, and the product as it is now.
func (l *Label) AssessedAnew(a Application, one Assessment, now time.Time) {
	l.Assessments = append(slices.Clip(l.Assessments), one)
	l.Edition, l.Catalog, l.Product, l.Updated = a.Edition, a.Catalog, a.Product, now
}

// LastApplication returns the application by which the label was last
// assessed; "" for one taken over from an earlier register and not assessed
// here since.
func (l *Label) LastApplication() ApplicationID {
	for _, one := range slices.Backward(l.Assessments) {
		if one.Application != "" {
			return one.Application
		}
	}
	return l.Application
}

// Abandoned returns the day after which an application about a label that was
// returned and never came back is closed; zero while the scheme or the
// application sets none.
func (s *Scheme) Abandoned(a *Application) Date {
	due := s.CorrectDue(a)
	if a.State != Returned || !a.AboutLabel() || due == "" || s.Extension.AbandonDays == 0 {
		return ""
	}
	return due.AddDays(s.Extension.AbandonDays)
}

// A RenewalNote is what the holder of a label is told about the end of its
// validity. Each is sent once for each last day of validity.
type RenewalNote struct {
	Until Date `json:"until"` // last day of validity that it tells of
	Days  int  `json:"days"`  // before that day it was due; -1 when validity is over
}

// Over reports whether the note tells that validity is over.
func (n RenewalNote) Over() bool { return n.Days < 0 }

// RenewalNote returns what the holder of the label is to be told on today;
// false when it is nothing. Of several notes whose time has come the last one
// stands for all. While an extension is pending, and of a label that has
// ended otherwise, nobody is told anything before validity is over.
func (s *Scheme) RenewalNote(l Standing, today Date) (RenewalNote, bool) {
	r := s.Extension
	switch status := l.StatusOn(today); {
	case status == Active && !l.Pending():
		note, found := RenewalNote{Until: l.ValidUntil}, false
		for _, days := range r.RemindDays {
			if l.ValidUntil.AddDays(-days) <= today && (!found || days < note.Days) {
				note.Days, found = days, true
			}
		}
		return note, found
	case status == Expired, status == InExtension:
		return RenewalNote{Until: l.ValidUntil, Days: -1}, today <= l.ValidUntil.AddDays(max(r.LateDays, 1))
	}
	return RenewalNote{}, false
}

// RenewalWindow returns the first and the last day of validity of the labels
// of whose holders some may have to be told something on today.
func (r ExtensionRules) RenewalWindow(today Date) (first, last Date) {
	longest := 0
	if len(r.RemindDays) > 0 {
		longest = slices.Max(r.RemindDays)
	}
	return today.AddDays(-max(r.LateDays, 1)), today.AddDays(longest)
}

// MaintenanceRefused is the ground for a revocation that a refused application
// for maintenance or succession gives, where the scheme has it.
const MaintenanceRefused GroundID = "maintenance_refused"

// Taken reports whether applications of the kind are taken at all.
func (s *Scheme) Taken(kind ApplicationKind, level LevelID, day Date) bool {
	_, err := s.FeeOn(kind, level, day)
	return err == nil && (kind != Extension || s.Extension.OpensDays > 0)
}

// ChangedParts returns the parts of the public description of a product in
// which after differs from before, by their names in order, with their new
// text. Models are no such part, nor is what the holder hides.
func ChangedParts(before, after Product) (names []string, texts map[string]string) {
	texts = map[string]string{}
	for _, name := range publicParts {
		if said := after.saidInPublic(name); said != before.saidInPublic(name) {
			names, texts[name] = append(names, name), said
		}
	}
	return names, texts
}

// publicParts are all parts of a product that its page may show as a text, in
// the order of their names.
var publicParts = slices.Compact(slices.Sorted(slices.Values(slices.Concat(CorrectionFields, UpdateFields))))

func (p Product) saidInPublic(field string) string {
	if field == "manufacturer" && p.HideManufacturer || field == "country" && p.HideCountry {
		return ""
	}
	return p.said(field)
}
