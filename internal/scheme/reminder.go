package scheme

// Kinds of letters that call an open fee to mind.
const (
	LetterDue  = "payment_due"
	LetterLate = "payment_late"
)

// Reminder returns the letter that is due today for what a ledger still owes;
// false when none is. Of several that should have gone out only the last
// does: nobody is served by a pile of old ones.
func (i Invoicing) Reminder(l Ledger, today Date) (Reminder, bool) {
	if l.Remaining() == 0 || l.Due == "" || today <= l.Opened {
		return Reminder{}, false
	}
	found := false
	var last Reminder
	take := func(kind string, days int) {
		if l.Due.AddDays(days) <= today && (!found || days > last.Days) {
			last, found = Reminder{Kind: kind, Days: days}, true
		}
	}
	if today <= l.Due {
		for _, days := range i.RemindPrior {
			take(LetterDue, -days)
		}
	}
	for _, days := range i.RemindLate {
		take(LetterLate, days)
	}
	for _, sent := range l.Reminded {
		if sent.Days >= last.Days {
			return Reminder{}, false
		}
	}
	return last, found
}
