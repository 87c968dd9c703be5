package report

import "shirushi/internal/scheme"

// A Change is one difference between two reports.
type Change struct {
	What   string  // an item's id, or a measurement's
	Before Outcome // "": it was not there
	After  Outcome // "": it is not there any more
}

// Compare returns how the outcome of items differs, in the edition's order, and
// then how measurements differ, in the order of the later report.
func Compare(before, after Report, e scheme.Edition) []Change {
	var all []Change
	was := before.Items(e)
	for i, is := range after.Items(e) {
		if was[i].Outcome != is.Outcome {
			all = append(all, Change{string(is.Item), was[i].Outcome, is.Outcome})
		}
	}
	old := map[string]Outcome{}
	for _, m := range before.Done {
		old[m.ID] = m.Outcome
	}
	for _, m := range after.Done {
		if old[m.ID] != m.Outcome {
			all = append(all, Change{m.ID, old[m.ID], m.Outcome})
		}
		delete(old, m.ID)
	}
	for _, m := range before.Done {
		if _, gone := old[m.ID]; gone {
			all = append(all, Change{m.ID, m.Outcome, ""})
		}
	}
	return all
}
