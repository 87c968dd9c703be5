package authority

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/sheet"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/askedlist"
	"shirushi/internal/web/portal"
)

// shownAtOnce is how many inquiries one page of the list shows.
const shownAtOnce = 100

// list shows what the authority was asked, the open inquiries first.
func (d *Desk) list(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showList(w, r, who, nil, nil)
}

// showList shows one page of the list, with what was ticked before a refusal.
func (d *Desk) showList(w http.ResponseWriter, r *http.Request, who scheme.Actor, ticked []string, refused error) error {
	asked := r.URL.Query()
	q := office.InquiryQuery{Tab: office.AskedTab(asked.Get("tab")), Search: portal.Tidy(asked.Get("q")), After: scheme.InquiryID(asked.Get("after")), Limit: shownAtOnce}
	if !q.Tab.Known() {
		q.Tab = office.AskedOpen
	}
	list, err := d.office.InquiriesFor(r.Context(), who, q)
	if err != nil {
		return err
	}
	v := askedlist.View{Frame: d.frame(r, who, ""), Here: here(r, ""), Tab: string(q.Tab), Search: q.Search, SearchIn: string(office.AskedAll), Ticked: ticked, Export: here(r, "inquiries.csv")}
	v.Title = v.P.T("inquiry.list.title")
	v.Errors = page.ErrorsOf(v.P, refused)
	if n, err := strconv.Atoi(asked.Get("answered")); err == nil && n > 0 && refused == nil {
		v.Saved = v.P.T("inquiry.done.together", n)
	}
	v.Tabs = tabs(v, q, list)
	if q.Search != "" {
		v.Clear = v.Here + "?tab=" + string(q.Tab)
	}
	for _, one := range list.Rows {
		v.Rows = append(v.Rows, said(v.Frame, r, one))
	}
	if list.More {
		v.Next = listAt(v.Here, q, q.Tab, list.Rows[len(list.Rows)-1].ID)
	}
	return d.Site.Render(w, r, web.StatusOf(refused), askedlist.Page(v))
}

// tabs are the parts of the list, each with how many inquiries it holds.
func tabs(v askedlist.View, q office.InquiryQuery, list office.AskedList) (all []askedlist.Tab) {
	for _, one := range office.AskedTabs {
		link := page.Link{Text: v.P.T("inquiry.tab." + string(one)), Href: listAt(v.Here, q, one, ""), Current: one == q.Tab}
		all = append(all, askedlist.Tab{Link: link, Count: list.Counts[one]})
	}
	return all
}

// listAt is the address of a page of the list.
func listAt(here string, asked office.InquiryQuery, tab office.AskedTab, after scheme.InquiryID) string {
	q := url.Values{"tab": {string(tab)}}
	if asked.Search != "" {
		q.Set("q", asked.Search)
	}
	if after != "" {
		q.Set("after", string(after))
	}
	return here + "?" + q.Encode()
}

// together goes from the ticks over the page that names each inquiry to the
// answer of them all.
func (d *Desk) together(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	values, err := web.Form(r)
	if err != nil {
		return err
	}
	ticks := values["inquiry"]
	all := ticked(ticks)
	switch {
	case portal.Text(r, "confirmed") == "no":
		return d.showList(w, r, who, ticks, nil)
	case portal.Text(r, "confirmed") == "":
		if err := office.CheckTicked(all); err != nil {
			return d.showList(w, r, who, ticks, portal.OnForm(err, ""))
		}
		return d.showTogether(w, r, who, ticks, nil)
	}
	err = d.office.AnswerNoObjection(r.Context(), who, all)
	switch {
	case err == nil:
		return web.Redirect(w, r, here(r, "")+"?answered="+strconv.Itoa(len(all)))
	case portal.CannotShow(err):
		return err
	case web.RefusedFor(err, "refusal.step_up"):
		return d.showTogether(w, r, who, ticks, portal.OnForm(err, ""))
	}
	return d.showList(w, r, who, ticks, portal.OnForm(err, ""))
}

// ticked reads ticks, which name an inquiry and its revision.
func ticked(ticks []string) (all []office.Ticked) {
	for _, one := range ticks {
		id, n, _ := strings.Cut(one, ".")
		revision, _ := strconv.Atoi(n) // 0 is no inquiry's revision: it counts as changed
		all = append(all, office.Ticked{ID: scheme.InquiryID(id), Revision: revision})
	}
	return all
}

func (d *Desk) showTogether(w http.ResponseWriter, r *http.Request, who scheme.Actor, ticks []string, refused error) error {
	v := askedlist.Confirm{Frame: d.frame(r, who, ""), Here: here(r, "")}
	v.Title = v.P.T("inquiry.together.title", len(ticks))
	v.Crumbs = []page.Link{{Text: v.P.T("inquiry.nav"), Href: v.Here}}
	for i, one := range ticked(ticks) {
		found, _, err := d.office.InquiryFor(r.Context(), who, one.ID)
		if err != nil {
			return err
		}
		row := said(v.Frame, r, found)
		row.Tick = ticks[i] // as it was ticked: what has changed since then is refused
		v.Rows = append(v.Rows, row)
	}
	if who.Fresh(d.Site.Now()) != nil {
		v.StepUp = portal.StepUpHref(r, v.Here)
	}
	v.Errors = page.ErrorsOf(v.P, refused)
	return d.Site.Render(w, r, web.StatusOf(refused), askedlist.Together(v))
}

// export gives all of the authority's inquiries as CSV.
func (d *Desk) export(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f := d.frame(r, who, "")
	out := sheet.List{Columns: sheet.Columns(f.P.T("inquiry.number"), f.P.T("inquiry.applicant"), f.P.T("inquiry.reading"), f.P.T("inquiry.country"),
		f.P.T("inquiry.corporate_number"), f.P.T("inquiry.parents"), f.P.T("inquiry.supplied_by"), f.P.T("inquiry.maintainers"), f.P.T("inquiry.product"), f.P.T("inquiry.manufacturer"),
		f.P.T("inquiry.asked"), f.P.T("inquiry.due"), f.P.T("inquiry.state"), f.P.T("inquiry.answered"), f.P.T("inquiry.words"), f.P.T("inquiry.given"))}
	for after := scheme.InquiryID(""); ; {
		list, err := d.office.InquiriesFor(r.Context(), who, office.InquiryQuery{Tab: office.AskedAll, After: after})
		if err != nil {
			return err
		}
		for _, one := range list.Rows {
			out.Rows = append(out.Rows, csvRow(f, r, one))
			after = one.ID
		}
		if !list.More {
			break
		}
	}
	var b bytes.Buffer
	if err := sheet.WriteCSV(&b, out); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", sheet.CSVType)
	h.Set("Content-Disposition", `attachment; filename="inquiries.csv"`)
	h.Set("Cache-Control", "no-store")
	_, err := w.Write(b.Bytes())
	return err
}

func csvRow(f page.Frame, r *http.Request, one office.Asked) []any {
	a, i := one.About, said(f, r, one)
	return []any{a.Acceptance, a.Applicant.In(f.P.Lang), a.Reading, a.Country, a.CorporateNumber, strings.Join(a.Parents, "\n"), strings.Join(a.SuppliedBy, "\n"), strings.Join(a.Maintainers, "\n"),
		a.Product.In(f.P.Lang), a.Manufacturer, one.Asked, one.Due, i.State, one.Answer.Answered, one.Answer.Text, one.Answer.By}
}
