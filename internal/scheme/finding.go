package scheme

import "slices"

// A FindingVerdict says how an item was found.
type FindingVerdict string

const (
	FoundConforming  FindingVerdict = "conforms"
	FoundFailing     FindingVerdict = "does_not_conform"
	FoundUnconfirmed FindingVerdict = "cannot_be_confirmed" // what was shown does not tell
)

// FindingVerdicts are all of them.
var FindingVerdicts = []FindingVerdict{FoundConforming, FoundFailing, FoundUnconfirmed}

// A Finding is what the office found about one item, or about something that
// is no item of the checklist.
type Finding struct {
	Criterion CriterionID    `json:"criterion,omitempty"` // "" for what is no item
	Verdict   FindingVerdict `json:"verdict"`
	Text      string         `json:"text"`
}

// A Found is a finding on record, which may have been taken back since.
type Found struct {
	Finding
	Step  int // of the case in which it was noted
	Taken int // of the case in which it was taken back; 0 while it stands
}

// Found lists all that was found in the case, in its order. Taking a finding
// back takes the last one about its item that was not taken back before.
func (c *Case) Found() (all []Found) {
	for i, s := range c.Steps {
		for _, f := range s.Findings {
			if s.Deed == DeedCaseFind {
				all = append(all, Found{Finding: f, Step: i})
				continue
			}
			for n := len(all) - 1; n >= 0; n-- {
				if all[n].Criterion == f.Criterion && all[n].Taken == 0 {
					all[n].Taken = i
					break
				}
			}
		}
	}
	return all
}

// Findings returns what was found last about each item and not taken back, in
// the order in which the items were first found on.
func (c *Case) Findings() (all []Finding) {
	for _, one := range c.Found() {
		i := slices.IndexFunc(all, func(f Finding) bool { return f.Criterion == one.Criterion })
		switch {
		case one.Taken > 0:
		case i < 0:
			all = append(all, one.Finding)
		default:
			all[i] = one.Finding
		}
	}
	return all
}

// finds reports whether some finding that counts says so.
func (c *Case) finds(v FindingVerdict) bool {
	return slices.ContainsFunc(c.Findings(), func(f Finding) bool { return f.Verdict == v })
}

// finding is the one about an item that counts; false when there is none.
func (c *Case) finding(id CriterionID) (Finding, bool) {
	return find(c.Findings(), func(f Finding) bool { return f.Criterion == id })
}

// NoticeFails reports whether a finding was taken back since the last notice
// of a hearing that was on record when it was given. The hearing then rests on
// what no longer holds: it cannot go on, and nothing can be revoked by it.
func (c *Case) NoticeFails() bool {
	notice := -1
	for i, s := range c.Steps {
		if s.Deed == DeedCaseNotify {
			notice = i
		}
	}
	return notice >= 0 && slices.ContainsFunc(c.Found(), func(f Found) bool { return f.Step < notice && f.Taken > notice && f.Verdict != FoundConforming })
}

// checkNotice refuses to go on with a hearing whose notice fails.
func (c *Case) checkNotice() error {
	if c.NoticeFails() {
		return Refuse(Conflict, "refusal.case.notice_fails")
	}
	return nil
}

// checkFindings refuses findings that say nothing, and several about one item.
func checkFindings(all []Finding) error {
	if len(all) == 0 || len(all) > maxCaseFindings {
		return Refuse(Invalid, "refusal.case.findings").On("findings").With(maxCaseFindings)
	}
	for i, f := range all {
		if slices.ContainsFunc(all[:i], func(one Finding) bool { return one.Criterion == f.Criterion }) {
			return Refuse(Invalid, "refusal.case.finding_twice").On("criterion").With(f.Criterion)
		}
		if !slices.Contains(FindingVerdicts, f.Verdict) {
			return Refuse(Invalid, "refusal.case.verdict").On("verdict")
		}
		if blank(f.Text) {
			return Refuse(Invalid, "refusal.case.finding_text").On("findings").With(f.Criterion)
		}
		if err := CheckText("findings", f.Text, maxCaseText); err != nil {
			return err
		}
	}
	return nil
}

// takingBack is the step that takes the finding about an item back that
// counts. It refuses when none does.
func (c *Case) takingBack(s CaseStep) (CaseStep, error) {
	if len(s.Findings) != 1 {
		return s, Refuse(Invalid, "refusal.case.no_finding").On("criterion")
	}
	was, stands := c.finding(s.Findings[0].Criterion)
	if !stands {
		return s, Refuse(Invalid, "refusal.case.no_finding").On("criterion")
	}
	s.Findings = []Finding{was}
	return s, nil
}
