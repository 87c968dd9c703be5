package registry

import "shirushi/internal/scheme"

// NextChange returns the first day after day on which something that an entry
// says of itself may read otherwise, without anybody having done anything: a
// status begins or ends, the label is listed, support begins or ends. It
// returns "" when no such day is known. On all days before it, from day on,
// the same holds as on day.
func (e Entry) NextChange(day scheme.Date) scheme.Date {
	next := scheme.Date("")
	from := func(d scheme.Date) {
		if d > day && (next == "" || d < next) {
			next = d
		}
	}
	after := func(last scheme.Date) {
		if last >= day && last != "" {
			from(last.AddDays(1))
		}
	}
	from(e.Listed)
	from(e.ValidFrom)
	after(e.ValidUntil)
	from(e.ExtensionRefused)
	from(e.Withdrawn)
	from(e.Revoked)
	for _, g := range e.Gaps {
		after(g.To)
	}
	for _, h := range e.happenings() {
		from(h.On)
	}
	from(e.Product.SupportFrom)
	after(e.Product.SupportUntil)
	return next
}
