package store

import (
	"time"

	"shirushi/internal/scheme"
)

// A Concerned is something of the office's work and whom it concerns, so that
// whoever keeps off them can be kept off it.
type Concerned[T any] struct {
	It          T
	Application scheme.ApplicationID     // that it is about, or from which its label came; "" for none
	Sides       [3]scheme.OrganisationID // "" for nobody
}

// Times bound what the office's work is read of: what is open now, and what
// was closed since From and begun before To. Both are instants; To is not
// within.
type Times struct{ From, To time.Time }

// What follows hands rows to do one by one, so that any number of them can be
// counted. Texts are left out wherever the rows have them.

// courseRecord is an application as far as its course can be told of it.
func courseRecord(a *scheme.Application) record {
	return record{table: "application", columns: []column{
		{"id", &a.ID}, {"kind", &a.Kind}, {"of_label", &a.Of}, {"state", &a.State}, {"catalog", &a.Catalog}, {"applicant", &a.Applicant}, {"agent", &a.Agent},
		{"received", &a.Received}, {"returns", facts{&a.Returns}}, {"accepted_at", instant{&a.AcceptedAt}}, {"fee", facts{&a.Fee}},
		{"inquiries", facts{&a.Inquiries}}, {"closed", instant{&a.Closed}}, {"reopened", facts{&a.Reopened}}, {"officer", &a.Officer},
	}}
}

// EachCourse hands over the applications that were handed in.
func (tx *Tx) EachCourse(t Times, until scheme.Date, do func(scheme.Application)) error {
	if err := each(tx, courseRecord, do, "WHERE state IN ('submitted', 'returned', 'accepted') AND received <> ''"); err != nil {
		return err
	}
	return each(tx, courseRecord, do, "WHERE closed <> '' AND closed >= $1 AND received <> '' AND received <= $2", instant{&t.From}, until)
}

func caseCourseRecord(c *Concerned[scheme.Case]) record {
	return record{table: "label_case JOIN label ON label.number = label_case.label", columns: []column{
		{"label_case.state", &c.It.State}, {"label_case.officer", &c.It.Officer}, {"label_case.opened", instant{&c.It.Opened}},
		{"label_case.due", &c.It.Due}, {"label_case.closed", instant{&c.It.Closed}}, {"label_case.outcome", &c.It.Outcome},
		{"label_case.steps", facts{&c.It.Steps}}, {"label.application", orNone{(*string)(&c.Application)}}, {"label.holder", &c.Sides[0]}, {"label_case.holder", &c.Sides[1]},
	}}
}

// EachCase hands over cases.
func (tx *Tx) EachCase(t Times, do func(Concerned[scheme.Case])) error {
	return each(tx, caseCourseRecord, do, "WHERE label_case.closed = '' OR label_case.closed >= $1 AND label_case.opened < $2", instant{&t.From}, instant{&t.To})
}

func doubtCourseRecord(d *Concerned[scheme.Doubt]) record {
	return record{table: "doubt LEFT JOIN label ON label.number = doubt.label", columns: []column{
		{"doubt.body", facts{&d.It}}, {"label.application", orNone{(*string)(&d.Application)}}, {"label.holder", orNone{(*string)(&d.Sides[0])}},
	}}
}

// EachDoubt hands over doubts, without what was told and by whom.
func (tx *Tx) EachDoubt(t Times, do func(Concerned[scheme.Doubt])) error {
	return each(tx, doubtCourseRecord, do, "WHERE doubt.closed = '' OR doubt.closed >= $1 AND doubt.received < $2", instant{&t.From}, instant{&t.To})
}

func objectionCourseRecord(o *Concerned[scheme.Objection]) record {
	return record{table: "objection LEFT JOIN label ON label.number = objection.label LEFT JOIN application ON objection.against = 'application' AND application.id = objection.subject",
		columns: []column{
			{"objection.against", &o.It.Against}, {"objection.state", &o.It.State}, {"objection.lodged", instant{&o.It.Lodged}}, {"objection.officer", &o.It.Officer},
			{"objection.due", &o.It.Due}, {"objection.closed", instant{&o.It.Closed}},
			{"CASE WHEN application.id IS NULL THEN label.application ELSE application.id END", orNone{(*string)(&o.Application)}},
			{"objection.lodged_for", &o.Sides[0]}, {"label.holder", orNone{(*string)(&o.Sides[1])}}, {"application.agent", orNone{(*string)(&o.Sides[2])}},
		}}
}

// EachObjection hands over objections.
func (tx *Tx) EachObjection(t Times, do func(Concerned[scheme.Objection])) error {
	return each(tx, objectionCourseRecord, do, "WHERE objection.closed = '' OR objection.closed >= $1 AND objection.lodged < $2", instant{&t.From}, instant{&t.To})
}

func successionCourseRecord(s *Concerned[scheme.Succession]) record {
	return record{table: "succession JOIN label ON label.number = succession.label", columns: []column{
		{"succession.state", &s.It.State}, {"succession.accepted", facts{&s.It.Accepted}}, {"succession.due", &s.It.Due}, {"succession.closed", instant{&s.It.Closed}},
		{"succession.ground", &s.It.Ground}, {"succession.reopened", facts{&s.It.Reopened}},
		{"label.application", orNone{(*string)(&s.Application)}}, {"label.holder", &s.Sides[0]}, {"succession.from_holder", &s.Sides[1]}, {"succession.to_holder", &s.Sides[2]},
	}}
}

// EachSuccession hands over successions that the office had before it, or has.
func (tx *Tx) EachSuccession(t Times, do func(Concerned[scheme.Succession])) error {
	return each(tx, successionCourseRecord, do, "WHERE succession.closed = '' OR succession.closed >= $1", instant{&t.From})
}

func reissueCourseRecord(r *Concerned[scheme.Reissue]) record {
	return record{table: "reissue JOIN label ON label.number = reissue.label", columns: []column{
		{"reissue.state", &r.It.State}, {"reissue.asked", instant{&r.It.Asked}}, {"reissue.due", &r.It.Due}, {"reissue.closed", instant{&r.It.Closed}}, {"reissue.reopened", facts{&r.It.Reopened}},
		{"label.application", orNone{(*string)(&r.Application)}}, {"label.holder", &r.Sides[0]}, {"reissue.holder", &r.Sides[1]},
	}}
}

// EachReissue hands over requests for papers made anew.
func (tx *Tx) EachReissue(t Times, do func(Concerned[scheme.Reissue])) error {
	return each(tx, reissueCourseRecord, do, "WHERE reissue.closed = '' OR reissue.closed >= $1 AND reissue.asked < $2", instant{&t.From}, instant{&t.To})
}

func newsCourseRecord(b *Concerned[scheme.Bulletin]) record {
	return record{table: "bulletin JOIN label ON label.number = bulletin.label", columns: []column{
		{"bulletin.serious", flag{&b.It.Serious}}, {"bulletin.told", instant{&b.It.Told}}, {"bulletin.due", &b.It.Due}, {"bulletin.dropped", instant{&b.It.Dropped}}, {"bulletin.looked_at", instant{&b.It.LookedAt}},
		{"label.application", orNone{(*string)(&b.Application)}}, {"label.holder", &b.Sides[0]},
	}}
}

// EachSeriousNews hands over the news that its holders call serious, but what
// they took back before the office looked at it.
func (tx *Tx) EachSeriousNews(t Times, do func(Concerned[scheme.Bulletin])) error {
	return each(tx, newsCourseRecord, do, "WHERE bulletin.serious = 1 AND (bulletin.looked_at = '' AND bulletin.dropped = '' OR bulletin.looked_at <> '' AND bulletin.looked_at >= $1 AND bulletin.told < $2)",
		instant{&t.From}, instant{&t.To})
}

func misuseCourseRecord(m *Concerned[scheme.Misuse]) record {
	return record{table: "misuse", columns: []column{{"body", facts{&m.It}}}}
}

// EachMisuse hands over the entries of the register of improper use that are
// being prepared, and those that stand and are to be looked at again by day.
func (tx *Tx) EachMisuse(day scheme.Date, do func(Concerned[scheme.Misuse])) error {
	hand := func(m Concerned[scheme.Misuse]) {
		m.Sides[0] = m.It.Organisation
		do(m)
	}
	return each(tx, misuseCourseRecord, hand, "WHERE state IN ('misuse_draft', 'misuse_noticed') OR state = 'misuse_published' AND review < $1", day)
}

// An Asked is an application about a label, and the label's standing.
type Asked struct {
	Application scheme.Application
	Standing    scheme.Standing
}

func askedRecord(a *Asked) record {
	return record{table: "application JOIN label ON label.number = application.of_label", columns: []column{
		{"application.id", &a.Application.ID}, {"application.applicant", &a.Application.Applicant}, {"application.agent", &a.Application.Agent},
		{"application.state", &a.Application.State}, {"application.received", &a.Application.Received},
		{"label.valid_from", &a.Standing.ValidFrom}, {"label.valid_until", &a.Standing.ValidUntil},
		{"label.extension_applied", &a.Standing.ExtensionApplied}, {"label.extension_refused", &a.Standing.ExtensionRefused},
		{"label.withdrawn", &a.Standing.Withdrawn}, {"label.revoked", &a.Standing.Revoked}, {"label.gaps", facts{&a.Standing.Gaps}},
	}}
}

// EachExtension hands over the applications for an extension that were received
// in these days.
func (tx *Tx) EachExtension(from, to scheme.Date, do func(Asked)) error {
	return each(tx, askedRecord, do, "WHERE application.kind = 'extension' AND application.received >= $1 AND application.received <= $2", from, to)
}

// A Remarked is how often applications of one applicant were returned with a
// comment at one place.
type Remarked struct {
	Place       string
	Edition     scheme.EditionID
	Application scheme.ApplicationID
	Applicant   scheme.OrganisationID
	Agent       scheme.OrganisationID
	Comments    int
}

func remarkedRecord(r *Remarked) record {
	return record{table: "comment JOIN application ON application.id = comment.application", columns: []column{
		{"comment.place", &r.Place}, {"application.edition", &r.Edition}, {"application.id", &r.Application}, {"application.applicant", &r.Applicant}, {"application.agent", &r.Agent},
		{"COUNT(*)", &r.Comments},
	}}
}

// EachRemarked hands over at which places applications were commented on, of
// the comments that were given to their applicants.
func (tx *Tx) EachRemarked(t Times, do func(Remarked)) error {
	return each(tx, remarkedRecord, do, `WHERE comment.delivered <> '' AND comment.delivered >= $1 AND comment.delivered < $2
	GROUP BY comment.place, application.edition, application.id, application.applicant, application.agent`, instant{&t.From}, instant{&t.To})
}
