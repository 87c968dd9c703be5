package walktest

import (
	"strconv"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/scheme"
)

var (
	windows = scheme.ExtensionRules{OpensDays: 8, LateDays: 10}
	firms   = []scheme.Organisation{{ID: "A " + secrets, Name: scheme.Text{Ja: "甲"}}, {ID: "B " + secrets, Name: scheme.Text{Ja: "乙"}}}
)

// stood reports whether the label stands, as the onlooker has it.
func (w *life) stood() bool { return w.hears.Tonight(w.day).Stands() }

// onLabel does a deed to the label, if rule book and charter let it. Deeds of
// which only others tell the public are done by those.
func (w *life) onLabel(deed scheme.Deed, by scheme.PersonID, roles []scheme.Role, n uint32) {
	l, today := &w.label, days[w.day]
	if _, ok := may(w, "label", scheme.LabelRules, l.StatusOn(today), deed, roles); !ok {
		return
	}
	switch deed {
	case scheme.DeedWithdraw:
		if w.agree("withdraw", l.Withdraw("wish", w.text("why"), today, w.now), true) {
			w.say(scheme.LabelWithdrawn, map[string]string{"ground": "wish"})
		}
	case scheme.DeedExtend:
		w.apply()
	case scheme.DeedMaintain:
		if w.tends == "" {
			w.tends = scheme.Draft
		}
	case scheme.DeedPropose, scheme.DeedConfirm, scheme.DeedDrop:
		w.correct(deed, by, n)
	case scheme.DeedTellNews, scheme.DeedReleaseNews:
		if len(l.News) < 20 {
			w.agree("tell news", l.Tell(scheme.News{Kind: scheme.NewsUpdate, On: today, Text: scheme.Text{Ja: "更新"}}, today, w.now), true)
			w.say(scheme.LabelNews, map[string]string{"kind": string(scheme.NewsUpdate)})
		}
	case scheme.DeedUpdatePage:
		w.update(n)
	case scheme.DeedNameSuccessor:
		next := []scheme.LabelNumber{"", "2026000002", "2026000003", number}[n%4]
		was := l.Successor
		if w.agree("name a successor", l.NameSuccessor(next, w.now), next != number && next != was) {
			w.say(scheme.LabelUpdated, map[string]string{"parts": "successor", "successor": string(next)})
		}
	case scheme.DeedOffer:
		if w.over != scheme.Offered && w.over != scheme.Taken {
			w.over = scheme.Offered
		}
	case scheme.DeedAskReissue:
		w.papers = scheme.ReissueAsked
	}
}

// apply begins an application for an extension.
func (w *life) apply() {
	if w.asked == "" {
		w.asked, w.got = scheme.Draft, false
	}
}

// correct proposes a clerical correction, and has a second person confirm it.
func (w *life) correct(deed scheme.Deed, by scheme.PersonID, n uint32) {
	l := &w.label
	open, waits := l.Open()
	switch deed {
	case scheme.DeedPropose:
		to := "1." + strconv.Itoa(int(n%8))
		w.agree("propose", l.Propose("firmware", to, "誤記", by, w.now), !waits && to != l.Product.Firmware)
	case scheme.DeedDrop:
		w.agree("drop", l.Drop(), waits)
	default:
		one, err := l.Confirm(by, w.now)
		if w.agree("confirm", err, waits && open.ProposedBy != by) {
			w.say(scheme.LabelCorrected, map[string]string{"field": one.Field})
		}
	}
}

// update tells parts of the page anew; sometimes support then ends earlier,
// and validity with it.
func (w *life) update(n uint32) {
	l, today := &w.label, days[w.day]
	next, fields, until := l.Product, []string{"firmware"}, l.ValidUntil
	next.Firmware += "a"
	if len(next.Firmware) > 12 {
		next.Firmware = "2.0"
	}
	ends := days[w.day+int(n/8%12)]
	if n%3 == 0 {
		next.SupportUntil, fields = ends, []string{"firmware", "support_until"}
	}
	shorter, pending := n%2 == 0, w.asked != "" && w.got && l.Revoked == "" && l.Withdrawn == "" && w.hears.asking()
	can := n%3 != 0 || ends == l.Product.SupportUntil || ends >= until || shorter && !pending
	_, err := l.UpdatePage(next, fields, shorter, today, w.now)
	if !w.agree("update the page", err, can) {
		return
	}
	w.say(scheme.LabelUpdated, map[string]string{"parts": "product", "fields": "firmware"})
	if l.ValidUntil != until {
		w.say(scheme.LabelUpdated, l.Facts())
	}
}

// onApplication moves the application for an extension, if there is one.
func (w *life) onApplication(deed scheme.Deed, roles []scheme.Role, n uint32) {
	if w.asked == "" {
		return
	}
	to, ok := may(w, "application", scheme.ApplicationRules, w.asked, deed, roles)
	if !ok {
		return
	}
	l, today := &w.label, days[w.day]
	switch deed {
	case scheme.DeedSubmit:
		if !w.got && !w.hears.asking() {
			if err := l.CanBeExtended(today, windows); !w.agree("apply", err, w.inTime()) {
				return
			}
			l.ApplyForExtension(today)
			w.say(scheme.ExtensionApplied, nil)
		}
		w.got = true
	case scheme.DeedIssue:
		if !w.stands() || !w.hears.asking() {
			return // as the office would refuse it
		}
		until := days[dayOf(l.ValidUntil)+1+int(n%term)]
		l.Extend(until, today)
		w.say(scheme.LabelExtended, map[string]string{"valid_until": string(until), "edition": "R2", "evaluator": "self"})
	}
	w.asked = to
	if to == scheme.Refused || to == scheme.Rejected || to == scheme.GivenUp {
		if w.got && w.hears.asking() && (w.stands() || n%2 == 0) {
			l.EndExtension(today)
			w.say(scheme.ExtensionEnded, map[string]string{"outcome": "refused"})
		}
		w.asked = ""
	} else if to == scheme.Issued {
		w.asked = ""
	}
}

// onMaintenance moves the application for maintenance, if there is one. Granted,
// it adds an assessment, and the label stands as before.
func (w *life) onMaintenance(deed scheme.Deed, roles []scheme.Role) {
	if w.tends == "" {
		return
	}
	to, ok := may(w, "application", scheme.ApplicationRules, w.tends, deed, roles)
	if !ok {
		return
	}
	l, today := &w.label, days[w.day]
	a := scheme.Application{Kind: scheme.Maintenance, Of: l.Number, Applicant: l.Holder, Level: l.Level, Edition: "R2", Product: l.Product}
	if deed == scheme.DeedSubmit || deed == scheme.DeedIssue {
		if !w.agree("maintain", a.CheckTime(*l, today, &scheme.Scheme{Extension: windows}), w.stands()) {
			return
		}
	}
	if to == scheme.Issued {
		standing := l.Standing
		l.AssessedAnew(a, scheme.Assessment{Application: secrets, Edition: a.Edition, Evaluator: "self", Completed: today}, w.now)
		w.say(scheme.LabelMaintained, map[string]string{"edition": string(a.Edition), "evaluator": "self", "completed": string(today)})
		if d := cmp.Diff(standing, l.Standing); d != "" {
			w.t.Fatalf("maintenance moved what a label stands on:\n%s", d)
		}
		w.tended++
	}
	if w.tends = to; to == scheme.Issued || to == scheme.Refused || to == scheme.Rejected || to == scheme.GivenUp {
		w.tends = ""
	}
}

// stands reports that nobody has ended the label, as far as was said.
func (w *life) stands() bool {
	ended := false
	for _, s := range w.hears.heard {
		ended = ended || s.what == scheme.LabelWithdrawn || s.what == scheme.LabelRevoked && s.back < 0
	}
	return !ended
}

// inTime reports whether an extension may be applied for today, as far as was
// said.
func (w *life) inTime() bool {
	until := 0
	for _, s := range w.hears.heard {
		if s.until >= 0 {
			until = s.until
		}
	}
	return w.stands() && w.day > until-windows.OpensDays && w.day <= until+windows.LateDays
}

// asking reports whether an extension was applied for, in time or late, and
// nobody heard of its end.
func (o *Onlooker) asking() (asking bool) {
	for _, s := range o.heard {
		switch s.what {
		case scheme.ExtensionApplied:
			asking = true
		case scheme.ExtensionEnded, scheme.LabelExtended:
			asking = false
		}
	}
	return asking
}

// onSuccession moves the handing over of the label, if there is one.
func (w *life) onSuccession(deed scheme.Deed, roles []scheme.Role, _ uint32) {
	if w.over == "" {
		return
	}
	to, ok := may(w, "succession", scheme.SuccessionRules, w.over, deed, roles)
	if !ok || deed == scheme.DeedApprove && !w.stood() {
		return
	}
	w.over = to
	if to != scheme.Approved {
		return
	}
	if _, ok := may(w, "label", scheme.LabelRules, w.label.StatusOn(days[w.day]), scheme.DeedTransfer, roles); !ok {
		w.t.Fatal("a label that stands cannot be handed over")
	}
	other := firms[len(w.label.PastHolders)%2]
	w.agree("hand over", w.label.TransferTo(other, days[w.day], w.now), true)
	w.agree("hand over to its holder", w.label.TransferTo(other, days[w.day], w.now), false)
	w.say(scheme.LabelTransferred, nil)
}

// onReissue moves the wish for papers made anew, if there is one.
func (w *life) onReissue(deed scheme.Deed, roles []scheme.Role, n uint32) {
	if w.papers == "" {
		return
	}
	to, ok := may(w, "reissue", scheme.ReissueRules, w.papers, deed, roles)
	if !ok || deed == scheme.DeedApprove && !w.stood() {
		return
	}
	w.papers = to
	if to == scheme.ReissueDone {
		w.agree("reissue", w.label.Reissue(scheme.Organisation{ID: w.label.Holder, Name: w.label.HolderName}, days[w.day], w.now), true)
		w.say(scheme.LabelReissued, nil)
	}
}

// annul takes a revocation back that stands.
func (w *life) annul() {
	l, today := &w.label, days[w.day]
	if l.Revoked == "" {
		return
	}
	w.say(scheme.RevocationAnnulled, map[string]string{"revoked": string(l.Revoked), "basis": string(scheme.ByCourt)})
	w.agree("annul", l.Annul(scheme.ByCourt, today, w.now), true)
	w.agree("annul twice", l.Annul(scheme.ByCourt, today, w.now), false)
}
