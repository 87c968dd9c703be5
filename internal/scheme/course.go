package scheme

// A Course is the way of an application for which each step takes the whole
// time that the scheme gives it and which is never returned. A day is zero
// where the scheme sets no period for that step or for one before it.
type Course struct {
	Received Date
	Checked  Date // last day of the formal check; then it is accepted
	Settled  Date // last day for the fee and for the authorities' answers, which run side by side
	Decided  Date // last day for the decision
}

// CourseFrom tells the course of an application received on day.
func (s *Scheme) CourseFrom(day Date) Course {
	c := Course{Received: day, Checked: s.working(day, s.Limits.CheckDays)}
	if c.Checked == "" {
		return c
	}
	fee, inquiry := s.PaymentDue(c.Checked), s.InquiryDue(c.Checked)
	if fee == "" || inquiry == "" {
		return c
	}
	c.Settled = max(fee, inquiry)
	c.Decided = s.working(c.Settled, s.Limits.DecideDays)
	return c
}
