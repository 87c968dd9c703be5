// Package holding does the deeds of those who hold labels: news of the product,
// changes of its page, the successor, handing the label over, papers made anew;
// and what the office and the clock do about them.
//
// It refuses to know how a label came to be and what ends it.
package holding

import (
	"context"
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A Holding does the deeds of holders. It is safe for use by several goroutines.
type Holding struct{ *labeldesk.Desk }

// New returns a holding. base is the address of the site, for the links in
// letters.
func New(d *desk.Desk, post labeldesk.Post, base string) *Holding {
	return &Holding{labeldesk.New(d, post, base)}
}

// A File is one label as its holder's side sees it.
type File struct {
	Label        scheme.Label
	Status       scheme.Status // today
	Today        scheme.Date
	Own          bool // the reader is of the holder itself, not its agent
	Holder       scheme.Organisation
	Deeds        []scheme.Deed // that rules and role allow the reader now
	Bulletins    []scheme.Bulletin
	Successions  []Handover // to which the holder of today is a party
	Reissues     []scheme.Reissue
	Applications []scheme.Application     // about the label, undecided, that the reader may know of
	Asked        []scheme.ApplicationKind // kinds of which one is undecided, known to the reader or not
	History      []store.AuditLine        // newest first
	Scheme       *scheme.Scheme           // in use now
}

// A Handover is a succession with what a page says beside it.
type Handover struct {
	scheme.Succession
	FromName scheme.Text
	ToName   scheme.Text
	Product  scheme.Text
	Status   scheme.Status // of the label, today
	Deeds    []scheme.Deed // that rules and role allow the reader now
}

// Held returns the news that waits for the end of its embargo.
func (f File) Held() []scheme.Bulletin {
	return slices.DeleteFunc(slices.Clone(f.Bulletins), func(b scheme.Bulletin) bool { return !b.Held() })
}

// May reports whether the reader may do a deed now.
func (f File) May(d scheme.Deed) bool { return slices.Contains(f.Deeds, d) }

// Label reads the file of a label for its holder's side. It denies it to all
// others, and says Missing of a label that they may not know of.
func (h *Holding) Label(ctx context.Context, who scheme.Actor, n scheme.LabelNumber) (f File, err error) {
	err = h.Look(ctx, who, func(w *desk.Work) error {
		l, err := side(w, n)
		if err != nil {
			return err
		}
		f, err = fileOf(w, l)
		return err
	})
	if err != nil {
		return File{}, err
	}
	return f, nil
}

// side reads a label for its holder's side.
func side(w *desk.Work, n scheme.LabelNumber) (scheme.Label, error) {
	l, err := w.Label(n)
	if err != nil {
		return l, labeldesk.Wrap("read label", err)
	}
	if isSide(w.Who, l) {
		return l, nil
	}
	if !l.ListedOn(w.Today) {
		return l, scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	return l, scheme.Refuse(scheme.Denied, "refusal.label.not_yours")
}

func isSide(who scheme.Actor, l scheme.Label) bool {
	roles := who.RolesToward(l.Holder)
	return slices.Contains(roles, scheme.RoleApplicant) || slices.Contains(roles, scheme.RoleAgent)
}

func fileOf(w *desk.Work, l scheme.Label) (f File, err error) {
	f = File{Label: l, Status: l.StatusOn(w.Today), Today: w.Today, Scheme: w.Scheme, Own: w.Who.Organisation.ID == l.Holder}
	f.Deeds = scheme.Allowed(scheme.LabelRules, f.Status, w.Who.RolesToward(l.Holder))
	if f.Holder, err = w.Organisation(l.Holder); err != nil {
		return f, labeldesk.Wrap("read the holder", err)
	}
	if f.Bulletins, err = w.Bulletins(l.Number); err != nil {
		return f, labeldesk.Wrap("read news", err)
	}
	for i := range f.Bulletins {
		f.Bulletins[i].Remark, f.Bulletins[i].LookedBy = "", "" // the office's own
	}
	all, err := w.Successions(l.Number)
	if err != nil {
		return f, labeldesk.Wrap("read successions", err)
	}
	for _, s := range all {
		if !f.Own || s.From != l.Holder && s.To != l.Holder {
			continue // not an agent's, or between others before the label was theirs
		}
		one, err := handoverOf(w, s)
		if err != nil {
			return f, err
		}
		f.Successions = append(f.Successions, one)
	}
	wishes, err := w.Reissues(l.Number)
	if err != nil {
		return f, labeldesk.Wrap("read reissues", err)
	}
	f.Reissues = slices.DeleteFunc(wishes, func(r scheme.Reissue) bool { return r.Holder != l.Holder })
	open, err := openOf(w, l.Number)
	if err != nil {
		return f, err
	}
	for _, a := range open {
		f.Asked = append(f.Asked, a.Kind)
		if len(a.RolesOf(w.Who)) > 0 {
			f.Applications = append(f.Applications, a)
		}
	}
	f.History, err = historyOf(w, l.Number)
	return f, err
}

// told are the deeds of which the holder reads in the history of its label.
// What is only proposed, and what the office looks into, is not among them.
var told = []string{"issue", "import", string(scheme.DeedWithdraw), string(scheme.DeedRevoke), string(scheme.DeedConfirm), string(scheme.DeedTellNews), deedDropNews,
	string(scheme.DeedReleaseNews), string(scheme.DeedUpdatePage), string(scheme.DeedNameSuccessor), string(scheme.DeedOffer), string(scheme.DeedAcceptLabel),
	string(scheme.DeedDeclineLabel), string(scheme.DeedTakeBack), string(scheme.DeedTransfer), string(scheme.DeedAskReissue), string(scheme.DeedReissue), "extend", "maintain"}

func historyOf(w *desk.Work, n scheme.LabelNumber) ([]store.AuditLine, error) {
	lines, err := w.AuditOf("label:"+string(n), 0)
	if err != nil {
		return nil, labeldesk.Wrap("read audit", err)
	}
	lines = slices.DeleteFunc(lines, func(l store.AuditLine) bool { return !slices.Contains(told, l.Deed) })
	for i := range lines {
		lines[i].Before, lines[i].After = "", ""
	}
	return lines, nil
}

// openOf lists the undecided applications about a label.
func openOf(w *desk.Work, n scheme.LabelNumber) ([]scheme.Application, error) {
	all, err := w.OpenApplicationsAbout(n)
	if err != nil {
		return nil, labeldesk.Wrap("read the applications about a label", err)
	}
	return all, nil
}

// An Own is a label in the list of those of the reader's side.
type Own struct {
	Label  scheme.Label
	Status scheme.Status
	Holder scheme.Text
	Held   int // pieces of news that are held back
}

// A List is the labels of the reader's side, and what others offer to it.
type List struct {
	Labels []Own // the highest number first
	More   bool  // there are more than are listed
	Offers []Handover
	Today  scheme.Date
	Scheme *scheme.Scheme
}

// ListedAtMost bounds a list of labels.
const ListedAtMost = 500

// Labels lists the labels of those for whom the reader acts, and the labels
// that are offered to the reader's own organisation.
func (h *Holding) Labels(ctx context.Context, who scheme.Actor) (out List, err error) {
	err = h.Look(ctx, who, func(w *desk.Work) error {
		out = List{Today: w.Today, Scheme: w.Scheme}
		all, err := w.Labels(store.LabelFilter{Holders: ownOf(w.Who), Limit: ListedAtMost})
		if err != nil {
			return labeldesk.Wrap("list labels", err)
		}
		out.More = len(all) == ListedAtMost
		held, err := heldByLabel(w)
		if err != nil {
			return err
		}
		for _, l := range all {
			out.Labels = append(out.Labels, Own{Label: l, Status: l.StatusOn(w.Today), Holder: l.HolderName, Held: held[l.Number]})
		}
		out.Offers, err = offersTo(w)
		return err
	})
	if err != nil {
		return List{}, err
	}
	return out, nil
}

// ownOf are the organisations for whose labels someone acts; none for whoever
// acts for nobody.
func ownOf(who scheme.Actor) []scheme.OrganisationID {
	own := []scheme.OrganisationID{}
	if who.Is(scheme.RoleApplicant) {
		own = append(own, who.Organisation.ID)
	}
	if who.Is(scheme.RoleAgent) {
		own = append(own, who.ActsFor...)
	}
	return own
}

func heldByLabel(w *desk.Work) (map[scheme.LabelNumber]int, error) {
	held, err := w.HeldBulletins()
	if err != nil {
		return nil, labeldesk.Wrap("list news held back", err)
	}
	n := map[scheme.LabelNumber]int{}
	for _, b := range held {
		n[b.Label]++
	}
	return n, nil
}

func offersTo(w *desk.Work) (out []Handover, err error) {
	if !w.Who.Is(scheme.RoleApplicant) {
		return nil, nil
	}
	open, err := w.OpenSuccessions(w.Who.Organisation.ID)
	if err != nil {
		return nil, labeldesk.Wrap("list what is offered", err)
	}
	for _, s := range open {
		one, err := handoverOf(w, s)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}
