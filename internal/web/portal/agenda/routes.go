// Package agenda is the counter's part about what waits for the reader: above
// what else the start pages show, on a page of its own, and as numbers in the
// officers' menu. What waits for whom is asked of the room of that name.
package agenda

import (
	"context"
	"net/http"
	"strings"

	"shirushi/internal/agenda"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/waiting"
	"shirushi/internal/web/portal"
)

// A Desk serves /ja/desk/office/waiting and its like.
type Desk struct {
	*portal.Portal
	room *agenda.Room
}

// New opens the counter's part, and shows on other desks what waits.
func New(p *portal.Portal, room *agenda.Room) *Desk {
	d := &Desk{Portal: p, room: room}
	p.OnWaiting(d.start, d.counts)
	return d
}

// Routes adds the addresses to mux.
func (d *Desk) Routes(mux web.Mux) {
	web.InBoth(mux, "GET /desk/office/waiting", d.Desk(portal.OfficeOnly(d.all)))
	web.InBoth(mux, "GET /desk/waiting", d.Desk(d.own))
}

// How many things stand on a start page, and on the page of all.
const (
	onStart = 4
	onPage  = 200
)

// start is the part of the page on which the reader's work begins.
func (d *Desk) start(ctx context.Context, f page.Frame, who scheme.Actor) (waiting.Part, error) {
	if who.Is(scheme.RoleApplicant) || who.Is(scheme.RoleAgent) {
		a, err := d.room.Holder(ctx, who, onStart)
		return ownPart(f, a), err
	}
	a, err := d.room.Office(ctx, who, onStart)
	return d.part(f, a), err
}

func (d *Desk) part(f page.Frame, a agenda.Agenda) waiting.Part {
	p := waiting.Part{Title: f.P.T("agenda.office.title"), None: f.P.T("agenda.office.none"), Total: a.Total, All: f.To("/desk/office/waiting")}
	for _, one := range a.Items {
		p.Items = append(p.Items, itemOf(f, one))
	}
	return p
}

// all shows all that waits for someone of the office.
func (d *Desk) all(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	a, err := d.room.Office(r.Context(), who, onPage)
	if err != nil {
		return err
	}
	v := waiting.View{Frame: d.OfficeFrame(r, who, d.Site.Printer(r).T("agenda.office.title"))}
	v.Lead, v.Part = v.P.T("agenda.office.lead"), d.part(v.Frame, a)
	if a.Total > len(a.Items) {
		v.More = v.P.T("agenda.more", len(a.Items))
	}
	return d.Site.Render(w, r, http.StatusOK, waiting.Page(v))
}

// parts says in which part of the office's desk a sort of thing is done.
var parts = map[scheme.AgendaSort]string{
	scheme.AgendaCase: "cases", scheme.AgendaMoreTime: "cases", scheme.AgendaHearing: "cases", scheme.AgendaWarning: "cases", scheme.AgendaWarningReview: "cases", scheme.AgendaAnnouncement: "cases",
	scheme.AgendaDoubt: "doubts", scheme.AgendaMisuse: "misuse", scheme.AgendaMisuseReview: "misuse",
	scheme.AgendaNews: "holders", scheme.AgendaSuccession: "holders", scheme.AgendaReissue: "holders",
	scheme.AgendaObjection: "objections", scheme.AgendaCorrection: "labels", scheme.AgendaJudgment: "labels", scheme.AgendaErasure: "erasures",
}

// counts says how much waits for the reader in each part of the office's desk.
func (d *Desk) counts(ctx context.Context, who scheme.Actor) (map[string]int, error) {
	a, err := d.room.Office(ctx, who, 0)
	n := map[string]int{}
	for sort, count := range a.Counts {
		n[parts[sort]] += count
	}
	return n, err
}

// itemOf says what is to be done about a thing, and leads there.
func itemOf(f page.Frame, one agenda.Item) waiting.Item {
	item := waiting.Item{Text: f.P.T(words(f, one)), Href: f.To("/desk/office/") + address(one), Due: one.Due, Late: one.Late, Mine: one.Mine}
	item.About = about(f, one)
	return item
}

// about names what an item is about: the product, or whom an entry is about,
// and the label.
func about(f page.Frame, one agenda.Item) string {
	var parts []string
	if name := one.Name.In(f.P.Lang); name != "" {
		parts = append(parts, name)
	}
	if one.Label != "" {
		parts = append(parts, string(one.Label))
	}
	return strings.Join(parts, " · ")
}

// words is the key of what is to be done: of some sorts state by state.
func words(f page.Frame, one agenda.Item) string {
	key := "agenda.do." + string(one.Sort)
	if in := key + "." + one.State; one.State != "" && f.P.Has(in) {
		return in
	}
	return key
}

func address(one agenda.Item) string {
	switch one.Sort {
	case scheme.AgendaCase, scheme.AgendaMoreTime, scheme.AgendaHearing, scheme.AgendaWarning, scheme.AgendaWarningReview, scheme.AgendaAnnouncement:
		return "cases/" + one.ID
	case scheme.AgendaDoubt:
		return "doubts/" + one.ID
	case scheme.AgendaMisuse, scheme.AgendaMisuseReview:
		return "misuse/" + one.ID
	case scheme.AgendaNews:
		return "news/" + one.ID
	case scheme.AgendaSuccession:
		return "successions/" + one.ID
	case scheme.AgendaReissue:
		return "reissues/" + one.ID
	case scheme.AgendaObjection:
		return "objections/" + one.ID
	case scheme.AgendaErasure:
		return "erasures/" + one.ID
	case scheme.AgendaJudgment:
		return "labels/" + one.ID + "/judgment"
	}
	return "labels/" + one.ID
}
