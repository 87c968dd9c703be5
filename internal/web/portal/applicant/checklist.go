package applicant

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/checklist"
	"shirushi/internal/web/page/desk/compare"
	"shirushi/internal/web/page/desk/evidence"
	"shirushi/internal/web/page/desk/item"
	"shirushi/internal/web/portal"
)

// findingsOf returns what the formal check finds about one item.
func findingsOf(f office.File, id scheme.CriterionID) scheme.Refusals {
	var found scheme.Refusals
	for _, one := range f.Findings {
		if itemOf(f.Edition, one.Field) == id {
			found = append(found, one)
		}
	}
	return found
}

// checklist shows how far every item is.
func (d *Desk) checklist(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File) error {
	frame := d.inside(r, who, f, d.Site.Printer(r).T("applicant.checklist.title"))
	show := checklist.Page{Frame: frame, Edition: f.Edition.Title, Count: len(f.Edition.Items), Begun: len(f.Checklist) > 0, Back: at(r, f.Application.ID, ""),
		Sheet: at(r, f.Application.ID, "/sheet"), Done: sheetDone(r, frame)}
	minutes := 0
	lines := map[scheme.CriterionID]checklist.Item{}
	for _, c := range f.Edition.Items {
		one := listed(r, frame, f, c)
		lines[c.ID] = one
		minutes += f.Checklist.Answer(c.ID).Minutes
		if one.Kind == "done" {
			show.Complete++
		} else if show.Next == "" {
			show.Next, show.NextText = one.Href, frame.P.T("checklist.item_lacks", string(c.ID), frame.P.Refusal(findingsOf(f, c.ID)[0]))
		}
	}
	if minutes > 0 {
		show.Time = frame.P.T("checklist.hours", minutes/60, minutes%60)
	}
	for _, g := range groupsOf(f.Edition) {
		group := checklist.Group{Title: g.Title.In(frame.P.Lang)}
		for _, id := range g.Items {
			if lines[id].Kind == "done" {
				group.Complete++
			}
			group.Items = append(group.Items, lines[id])
		}
		show.Groups = append(show.Groups, group)
	}
	return d.Site.Render(w, r, http.StatusOK, checklist.Show(show))
}

// groupsOf are the edition's groups, or one without a title.
func groupsOf(e scheme.Edition) []scheme.ItemGroup {
	if len(e.Groups) > 0 {
		return e.Groups
	}
	var all scheme.ItemGroup
	for _, c := range e.Items {
		all.Items = append(all.Items, c.ID)
	}
	return []scheme.ItemGroup{all}
}

// listed is the line of one item: complete, not begun, carried over and not
// confirmed, or with so many gaps.
func listed(r *http.Request, frame page.Frame, f office.File, c scheme.Criterion) checklist.Item {
	a, found := f.Checklist.Answer(c.ID), findingsOf(f, c.ID)
	one := checklist.Item{Criterion: c, Href: at(r, f.Application.ID, "/checklist/"+string(c.ID)), Verdict: a.Verdict, Carried: a.Carried, Kind: "doing"}
	one.State = frame.P.T("checklist.gaps", len(found))
	switch {
	case len(found) == 0:
		one.Kind, one.State = "done", frame.P.T("applicant.task.done")
	case a.Revision == 0:
		one.Kind, one.State = "todo", frame.P.T("applicant.task.todo")
	case a.Carried:
		one.State = frame.P.T("checklist.carried")
	case slices.ContainsFunc(found, (*scheme.Refusal).IsWrong):
		one.Kind = "wrong"
	}
	for _, comment := range f.CommentsAt(string(c.ID)) {
		if comment.Open() {
			one.Comments++
		}
	}
	if a.Revision > 0 {
		for _, finding := range found {
			one.Missing = append(one.Missing, page.Named(frame.P, finding))
		}
	}
	return one
}

// criterion finds the item that the address names.
func criterion(r *http.Request, f office.File) (scheme.Criterion, error) {
	c, ok := f.Edition.Item(scheme.CriterionID(r.PathValue("item")))
	if !ok {
		return c, scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	return c, nil
}

func (d *Desk) itemForm(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File) error {
	c, err := criterion(r, f)
	if err != nil {
		return err
	}
	a := f.Checklist.Answer(c.ID)
	return d.showItem(w, r, who, f, c, filledIn{answer: a, minutes: minutesOf(a), earlier: r.URL.Query().Get("earlier") == "yes"}, nil)
}

// filledIn is the form of an item as it was typed, and beside it what someone
// else has saved meanwhile.
type filledIn struct {
	answer  scheme.Answer
	minutes string
	earlier bool // an assessment before the application was begun holds
	theirs  *scheme.Answer
}

func minutesOf(a scheme.Answer) string {
	if a.Minutes == 0 {
		return ""
	}
	return strconv.Itoa(a.Minutes)
}

// saveItem saves the answer, confirms one that was carried over if the button
// says so, and goes where the button says: on with this item, to more rows
// for evidence, or to the next item. What is malformed is held back and keeps
// the form open.
func (d *Desk) saveItem(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f, err := d.formFile(r, who)
	if err != nil {
		return err
	}
	c, err := criterion(r, f)
	if err != nil {
		return err
	}
	typed, unread := readItem(r, f, c.ID)
	do := r.PostFormValue("do")
	kept, parts, err := d.office.KeepAnswer(r.Context(), who, f.Application.ID, typed.answer,
		office.Kept{Unread: unread, Confirm: do == "confirm" || do == "confirm_same", Earlier: typed.earlier})
	var clash *office.Clash
	switch {
	case errors.As(err, &clash):
		typed.theirs = &clash.Theirs
		return d.showItem(w, r, who, f, c, typed, nil)
	case err != nil && portal.CannotShow(err):
		return err
	case err != nil:
		return d.showItem(w, r, who, f, c, typed, err)
	case len(parts) > 0: // the form goes on over what was saved of it
		typed.answer.Revision = kept.Revision
		return d.showItem(w, r, who, f, c, typed, held(parts))
	}
	return web.Redirect(w, r, d.afterSave(r, f, c))
}

// readItem reads the form of an item as its button would have it: without the
// row of evidence that is to go, or with who assessed the item before.
func readItem(r *http.Request, f office.File, id scheme.CriterionID) (filledIn, scheme.Refusals) {
	do := r.PostFormValue("do")
	if row, remove := strings.CutPrefix(do, "remove."); remove {
		clearRow(r, scheme.Field(id, "evidence"), row)
	}
	mine, unread := readAnswer(r, id)
	mine.Carried = f.Checklist.Answer(id).Carried
	if do == "same" || do == "confirm_same" {
		mine = asBefore(mine, lastAssessed(f.Checklist, id))
	}
	return filledIn{answer: mine, minutes: portal.Text(r, scheme.Field(id, "minutes")), earlier: portal.Text(r, scheme.Field(id, "earlier_day")) == "yes"}, unread
}

func (d *Desk) afterSave(r *http.Request, f office.File, c scheme.Criterion) string {
	list := at(r, f.Application.ID, "/checklist/")
	do := r.PostFormValue("do")
	switch {
	case do == "next":
		_, next := neighbours(f.Edition, c.ID)
		if next != "" {
			return list + string(next) + "?after=" + string(c.ID)
		}
	case do == "confirm" || do == "confirm_same": // on to the next one that waits
		for _, item := range f.Edition.Items {
			if item.ID != c.ID && f.Checklist.Answer(item.ID).Carried {
				return list + string(item.ID) + "?after=" + string(c.ID)
			}
		}
	case do == "more" || strings.HasPrefix(do, "remove."):
		ticked := ""
		if portal.Text(r, scheme.Field(c.ID, "earlier_day")) == "yes" { // stands nowhere but on the form
			ticked = "?earlier=yes"
		}
		return list + string(c.ID) + ticked + "#" + page.FieldID(scheme.Field(c.ID, "evidence"))
	}
	return after(r, f.Application.ID, list+string(c.ID))
}

func (d *Desk) typedItem(r *http.Request, who scheme.Actor, f office.File) (typedSaved, error) {
	c, err := criterion(r, f)
	if err != nil {
		return typedSaved{}, err
	}
	mine, unread := readAnswer(r, c.ID)
	saved, parts, err := d.office.KeepAnswer(r.Context(), who, f.Application.ID, mine, office.Kept{Unread: unread})
	var clash *office.Clash
	if errors.As(err, &clash) {
		return typedSaved{}, errClash
	}
	if err != nil {
		return typedSaved{}, err
	}
	found := scheme.RefusalsOf(saved.CheckComplete(f.Edition, f.JudgedOn))
	return typedSaved{revision: strconv.Itoa(saved.Revision), at: saved.Saved, checked: true, found: found}, held(parts)
}

// neighbours returns the items before and after one; "" at either end.
func neighbours(e scheme.Edition, id scheme.CriterionID) (previous, next scheme.CriterionID) {
	i := slices.IndexFunc(e.Items, func(c scheme.Criterion) bool { return c.ID == id })
	if i > 0 {
		previous = e.Items[i-1].ID
	}
	if i+1 < len(e.Items) {
		next = e.Items[i+1].ID
	}
	return previous, next
}

func (d *Desk) showItem(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File, c scheme.Criterion, typed filledIn, refused error) error {
	frame := d.inside(r, who, f, c.Title.In(d.Site.Printer(r).Lang))
	frame.Scripts, frame.Styles = []string{"autosave.js", "evidence.js"}, append(frame.Styles, "evidence.css")
	list := at(r, f.Application.ID, "/checklist")
	frame.Crumbs = append(frame.Crumbs, page.Link{Text: frame.P.T("applicant.checklist.title"), Href: list})
	show := item.Page{
		Frame: frame, Errors: page.ErrorsOf(frame.P, refused), Item: c, Count: len(f.Edition.Items), Answer: typed.answer, Minutes: typed.minutes, EarlierDay: typed.earlier, Begun: f.Scheme.Day(f.Application.Started), Kinds: f.Scheme.Evidence,
		Position: 1 + slices.IndexFunc(f.Edition.Items, func(one scheme.Criterion) bool { return one.ID == c.ID }),
		Rows:     append(slices.Clone(typed.answer.Evidence), make([]scheme.Evidence, blankRows)...),
		Here:     list + "/" + string(c.ID), Overview: list, Files: at(r, f.Application.ID, "/files?place="+url.QueryEscape(string(c.ID)+"|")), Said: d.itemSaved(r, frame, f, c),
	}
	show.Save, show.Earlier = show.Here+"/typed", show.Here+"/earlier"
	for _, t := range f.Edition.Threats {
		if slices.Contains(c.Threats, t.ID) {
			show.Threats = append(show.Threats, t.Text)
		}
	}
	previous, next := neighbours(f.Edition, c.ID)
	if previous != "" {
		show.Previous = list + "/" + string(previous)
	}
	if next != "" {
		show.Next = list + "/" + string(next)
	}
	if typed.theirs != nil || refused != nil {
		show.Held, show.Said = true, frame.P.T("applicant.not_saved")
	}
	if isHeldBack(refused) {
		show.Said = frame.P.T("applicant.held")
		if do := r.PostFormValue("do"); do == "confirm" || do == "confirm_same" {
			show.Said = frame.P.T("applicant.not_confirmed")
		}
	}
	if typed.theirs != nil {
		show.Clash, show.ClashAt = answerDiffers(frame, f.Scheme.Evidence, *typed.theirs, typed.answer), clock(f.Scheme, typed.theirs.Saved)
		show.Answer.Revision, show.Save = typed.theirs.Revision, ""
	} else if refused == nil && typed.answer.Revision > 0 {
		found := findingsOf(f, c.ID)
		show.Complete, show.Left = len(found) == 0, leftOf(frame.P, len(found))
		for _, one := range found {
			show.Gaps = append(show.Gaps, item.Gap{Field: one.Field, Text: page.Named(frame.P, one)})
		}
	}
	if err := d.around(r, who, f, c, &show); err != nil {
		return err
	}
	return d.Site.Render(w, r, statusOf(show.Clash, refused), item.Show(show))
}

// itemSaved says when the item was last saved or, on arriving from the one
// before, when that was.
func (d *Desk) itemSaved(r *http.Request, frame page.Frame, f office.File, c scheme.Criterion) string {
	if before := scheme.CriterionID(r.URL.Query().Get("after")); before != "" {
		if a := f.Checklist.Answer(before); a.Revision > 0 {
			return frame.P.T("applicant.saved_item", string(before), clock(f.Scheme, a.Saved))
		}
	}
	a := f.Checklist.Answer(c.ID)
	switch {
	case a.Revision == 0:
		return frame.P.T("applicant.not_saved_yet")
	case f.Scheme.Day(a.Saved) != f.Scheme.Day(d.Site.Now()):
		return frame.P.T("applicant.saved_on", f.Scheme.Day(a.Saved), clock(f.Scheme, a.Saved))
	}
	return frame.P.T("applicant.saved", clock(f.Scheme, a.Saved))
}

func answerDiffers(f page.Frame, kinds scheme.EvidenceKinds, theirs, mine scheme.Answer) []compare.Part {
	word := func(prefix, code string) string {
		if code == "" || !f.P.Has(prefix+code) {
			return code
		}
		return f.P.T(prefix + code)
	}
	listed := func(a scheme.Answer) string {
		var all []string
		for _, ev := range a.Evidence {
			all = append(all, evidence.Line(f, kinds, ev))
		}
		return strings.Join(all, "\n")
	}
	return differing(f,
		"field.verdict", word("verdict.", string(theirs.Verdict)), word("verdict.", string(mine.Verdict)),
		"field.method", word("method.", string(theirs.Method)), word("method.", string(mine.Method)),
		"field.rationale", theirs.Rationale, mine.Rationale,
		"field.evidence", listed(theirs), listed(mine),
		"field.assessor", theirs.Assessor, mine.Assessor,
		"field.assessed_on", string(theirs.AssessedOn), string(mine.AssessedOn),
		"field.minutes", minutesOf(theirs), minutesOf(mine),
		"field.public_note", theirs.PublicNote, mine.PublicNote)
}
