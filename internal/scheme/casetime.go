package scheme

// TimeAsked returns the holder's request for more time that waits for the
// office; false when none does. Until it is granted the day that was set
// stands.
func (c *Case) TimeAsked() (CaseStep, bool) {
	if c.State != CaseDemanded && c.State != CaseCorrecting {
		return CaseStep{}, false
	}
	for i := len(c.Steps) - 1; i >= 0; i-- {
		switch c.Steps[i].Deed {
		case DeedCaseAskTime:
			return c.Steps[i], true
		case DeedCaseDemand, DeedCaseOrder, DeedCaseExtend, DeedCaseDenyTime:
			return CaseStep{}, false
		}
	}
	return CaseStep{}, false
}

// TimesAsked counts how often the holder asked for more time since something
// was last demanded or ordered.
func (c *Case) TimesAsked() (n int) {
	for i := len(c.Steps) - 1; i >= 0; i-- {
		switch c.Steps[i].Deed {
		case DeedCaseAskTime:
			n++
		case DeedCaseDemand, DeedCaseOrder:
			return n
		}
	}
	return n
}

// CheckMoreTime refuses a request for more time that the scheme does not take
// any more, and a day that is not later than the one that was set, or later
// than the scheme lets anybody have.
func (r SurveillanceRules) CheckMoreTime(c *Case, wish, today Date) error {
	if c.TimesAsked() >= r.MoreTimeAtMost {
		return Refuse(Conflict, "refusal.case.time_often").With(r.MoreTimeAtMost)
	}
	if _, err := ParseDate(string(wish)); err != nil {
		return NotADate(string(wish)).On("wish")
	}
	first, last := r.WishPeriod(c, today)
	if wish < first || r.AtMostDays > 0 && wish > last {
		return Refuse(Invalid, "refusal.case.due").On("wish").With(first, last)
	}
	return nil
}

// WishPeriod returns the first and the last of the days that the holder may
// ask for.
func (r SurveillanceRules) WishPeriod(c *Case, today Date) (first, last Date) {
	first = max(c.Due, today).AddDays(1)
	return first, max(first, today.AddDays(r.AtMostDays))
}

// checkTime refuses to ask for more time while a request waits, and to deny
// it when none does.
func (c *Case) checkTime(deed Deed) error {
	_, waits := c.TimeAsked()
	switch {
	case deed == DeedCaseAskTime && waits:
		return Refuse(Conflict, "refusal.case.time_asked")
	case deed == DeedCaseDenyTime && !waits:
		return Refuse(Conflict, "refusal.case.no_request")
	}
	return nil
}
