package scheme

// CheckTakenOver refuses a label of an earlier register that could not be a
// label of this scheme on today: of unknown parts, with days in an order in
// which they cannot have come, of more than the scheme's validity, or with a
// product that could not be shown. The number must be in its canonical form.
// What the office asks of a new application and the public does not need, such
// as a summary, may be missing.
//
// Fields are named as the columns of the import.
func (l Label) CheckTakenOver(s *Scheme, today Date) error {
	no := Refusals{}
	if n, err := s.Numbering.Registration.Parse(string(l.Number)); err != nil || n != string(l.Number) {
		no.Add(numberForm(err, s))
	}
	no.Add(l.checkPlace(s))
	no.Add(l.checkDays(s, today))
	no.Add(l.checkEnd(s))
	p := l.Product
	no.Add(p.CheckDraft())
	no.Add(p.CheckHidden(s))
	for _, gap := range p.gaps() {
		if gap.Field == "name_ja" || gap.Field == "models" {
			no.Add(gap)
		}
	}
	if p.SupportUntil != "" && p.SupportUntil < p.SupportFrom {
		no.Add(Refuse(Invalid, "refusal.product.support_order").On("support_until"))
	}
	return no.Err()
}

func numberForm(err error, s *Scheme) error {
	if err != nil {
		return err
	}
	digits, _ := s.Numbering.Registration.Number(1000, 1)
	return Refuse(Invalid, "refusal.number.malformed").On("number").With(len(digits))
}

// checkPlace refuses level, category, edition and evaluator that the scheme
// does not have, or not together.
func (l Label) checkPlace(s *Scheme) error {
	var no Refusals
	level, ok := s.Level(l.Level)
	if !ok {
		no.Add(Refuse(Invalid, "refusal.level.unknown").On("level"))
	}
	if _, known := s.Category(l.Category); l.Category != "" && !known || l.Category == "" && level.NeedsCategory {
		no.Add(Refuse(Invalid, "refusal.category").On("category"))
	}
	edition, known := s.Edition(l.Edition)
	switch {
	case !known:
		no.Add(Refuse(Invalid, "refusal.edition.unknown").On("edition"))
	case ok && !edition.For(l.Level, l.Category):
		no.Add(Refuse(Invalid, "refusal.takeover.edition_level").On("edition").With(string(l.Edition), string(l.Level)))
	case l.ValidFrom != "" && l.ValidFrom < edition.InForceFrom:
		no.Add(Refuse(Invalid, "refusal.takeover.edition_early").On("edition").With(string(l.Edition), edition.InForceFrom))
	}
	for _, a := range l.Assessments {
		class, known := s.Evaluator(a.Evaluator)
		switch {
		case !known:
			no.Add(Refuse(Invalid, "refusal.evaluator.class").On("evaluator"))
		case ok && !class.May(l.Level):
			no.Add(Refuse(Invalid, "refusal.evaluator.level").On("evaluator").With(class.Name))
		}
	}
	return no.Err()
}

// checkDays refuses days that cannot have come in their order.
func (l Label) checkDays(s *Scheme, today Date) error {
	var no Refusals
	type field struct {
		name     string
		day      Date
		required bool
		ahead    bool // may lie in the future
	}
	days := []field{
		{"first_issued", l.FirstIssued, true, false}, {"valid_from", l.ValidFrom, true, false}, {"valid_until", l.ValidUntil, true, true},
		{"listed", l.Listed, true, true}, {"extension_applied", l.ExtensionApplied, false, false}, {"extension_refused", l.ExtensionRefused, false, false},
		{"withdrawn", l.Withdrawn, false, false}, {"revoked", l.Revoked, false, false},
	}
	if len(l.Assessments) > 0 {
		days = append(days, field{"completed", l.Assessments[0].Completed, true, false})
	}
	for _, d := range days {
		switch {
		case d.day == "" && d.required:
			no.Add(Refuse(Invalid, "refusal.date.missing").On(d.name))
		case d.day == "":
		case !isDate(d.day):
			no.Add(NotADate(string(d.day)).On(d.name))
		case !d.ahead && d.day > today:
			no.Add(Refuse(Invalid, "refusal.date.future").On(d.name))
		}
	}
	if len(no) > 0 {
		return no
	}
	return l.checkOrder(s, today)
}

// checkOrder is checkDays for days that are days of the calendar.
func (l Label) checkOrder(s *Scheme, today Date) error {
	var no Refusals
	before := func(field string, day Date, than string, other Date) {
		if day != "" && day < other {
			no.Add(Refuse(Invalid, "refusal.takeover.before").On(field).With(day, than, other))
		}
	}
	before("valid_from", l.ValidFrom, "first_issued", l.FirstIssued)
	before("valid_until", l.ValidUntil, "valid_from", l.ValidFrom)
	before("listed", l.Listed, "first_issued", l.FirstIssued)
	if last := s.LastDay(l.ValidFrom); l.ValidUntil > last {
		no.Add(Refuse(Invalid, "refusal.takeover.too_long").On("valid_until").With(last))
	}
	if wish := today.AddDays(s.Limits.ListingWishDays); l.Listed > max(wish, l.FirstIssued) {
		no.Add(Refuse(Invalid, "refusal.takeover.listed_late").On("listed").With(wish))
	}
	if len(l.Assessments) > 0 {
		before("valid_from", l.ValidFrom, "completed", l.Assessments[0].Completed)
	}
	if l.ExtensionApplied > l.ValidUntil {
		no.Add(Refuse(Invalid, "refusal.takeover.extension_late").On("extension_applied").With(l.ValidUntil))
	}
	if l.ExtensionRefused != "" && l.ExtensionApplied == "" {
		no.Add(Refuse(Invalid, "refusal.takeover.extension_none").On("extension_refused"))
	}
	before("extension_applied", l.ExtensionApplied, "valid_from", l.ValidFrom)
	before("extension_refused", l.ExtensionRefused, "extension_applied", l.ExtensionApplied)
	if l.Product.SupportUntil != "" && isDate(l.Product.SupportUntil) && l.Product.SupportUntil < l.ValidUntil {
		no.Add(Refuse(Invalid, "refusal.product.support_short").On("support_until").With(l.ValidUntil))
	}
	return no.Err()
}

// checkEnd refuses an end without its ground, a ground without an end, and a
// withdrawal after the validity that no extension prolongs.
func (l Label) checkEnd(s *Scheme) error {
	var no Refusals
	deed, day, field := DeedRevoke, l.Revoked, "revoked"
	if l.Revoked == "" {
		deed, day, field = DeedWithdraw, l.Withdrawn, "withdrawn"
	}
	for _, d := range []struct {
		field string
		day   Date
	}{{"withdrawn", l.Withdrawn}, {"revoked", l.Revoked}} {
		if d.day != "" && d.day < l.ValidFrom {
			no.Add(Refuse(Invalid, "refusal.takeover.before").On(d.field).With(d.day, "valid_from", l.ValidFrom))
		}
	}
	g, known := s.Ground(l.EndGround)
	switch {
	case day == "" && l.EndGround != "":
		no.Add(Refuse(Invalid, "refusal.takeover.no_end").On("end_ground"))
	case day != "" && (!known || g.Ends != deed):
		no.Add(Refuse(Invalid, "refusal.ground").On("end_ground"))
	case day != "" && isDate(day) && l.Standing.without(field).StatusOn(day) == Expired:
		no.Add(Refuse(Invalid, "refusal.takeover.ended_late").On(field).With(l.ValidUntil))
	}
	no.Add(CheckText("end_reason", l.EndReason, maxSummary))
	return no.Err()
}

// without is the standing as it was before the end in this field.
func (s Standing) without(field string) Standing {
	if field == "revoked" {
		s.Revoked = ""
	}
	s.Withdrawn = ""
	return s
}

func isDate(d Date) bool {
	_, err := ParseDate(string(d))
	return err == nil
}
