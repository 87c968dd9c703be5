package money

import (
	"net/http"
	"net/url"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/officemoney"
	"shirushi/internal/web/portal"
)

// A typed is what stood in a form that was refused.
type typed struct {
	form   string            // its name
	values map[string]string // by the names of its fields
	err    error             // the refusals, by the names of its fields
}

// frame is the frame of the office's pages about money.
func (d *Desk) frame(r *http.Request, who scheme.Actor, title string, crumbs ...page.Link) page.Frame {
	f := d.OfficeFrame(r, who, title)
	f.Styles = append(f.Styles, "money.css")
	f.Crumbs = crumbs
	return f
}

// home is the crumb that leads to the list.
func (d *Desk) home(r *http.Request) page.Link {
	return page.Link{Text: d.Site.Printer(r).T("money.title"), Href: portal.OfficeHome(r, "money")}
}

// done says what was done just now, as the address tells after a deed.
func done(f page.Frame, r *http.Request) string {
	if key := "money.done." + r.URL.Query().Get("done"); f.P.Has(key) {
		return f.P.T(key)
	}
	return ""
}

// list shows what is open.
func (d *Desk) list(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showList(w, r, who, "", typed{})
}

func (d *Desk) showList(w http.ResponseWriter, r *http.Request, who scheme.Actor, find string, t typed) error {
	q := r.URL.Query()
	from := office.MoneyPage{Owing: scheme.ApplicationID(q.Get("owing")), Over: scheme.ApplicationID(q.Get("over")), Unassigned: scheme.PaymentID(q.Get("loose"))}
	m, err := d.office.Money(r.Context(), who, from)
	if err != nil {
		return err
	}
	f := d.frame(r, who, d.Site.Printer(r).T("money.title"))
	v := officemoney.View{Frame: f, Saved: done(f, r), Errors: page.ErrorsOf(f.P, t.err), Invoicing: m.Invoicing, Find: find,
		Here: portal.OfficeHome(r, "money"), Today: m.Today, Typed: t.values, Open: t.form, StepUp: d.stepUp(r, who, portal.OfficeHome(r, "money"))}
	v.Owing = partOfList(r, m.Owing, m.Totals.Owing, "owing", string(from.Owing), string(m.Next.Owing))
	v.Over = partOfList(r, m.Over, m.Totals.Over, "over", string(from.Over), string(m.Next.Over))
	v.Loose = partOfList(r, nil, m.Totals.Unassigned, "loose", string(from.Unassigned), string(m.Next.Unassigned))
	for _, one := range m.Unassigned {
		v.Unassigned = append(v.Unassigned, officemoney.Loose{Payment: one.Payment, Refunded: one.Refunded})
	}
	return d.Site.Render(w, r, web.StatusOf(t.err), officemoney.Page(v))
}

// partOfList is one page of a list: the applications that the officer keeps
// off are counted, not shown.
func partOfList(r *http.Request, rows []office.MoneyRow, total int, name, from, next string) officemoney.List {
	l := officemoney.List{ID: name, Total: total}
	for _, one := range rows {
		if one.Recused {
			l.Recused++
			continue
		}
		l.Rows = append(l.Rows, officemoney.Row{Ledger: one.Ledger, Number: one.Number, Product: one.Product, Applicant: one.Applicant, Payer: one.Payer,
			Href: accountHref(r, one.Ledger.Application)})
	}
	here := portal.OfficeHome(r, "money")
	if from != "" {
		l.First = here + "#" + name
	}
	if next != "" {
		l.Next = here + "?" + url.Values{name: {next}}.Encode() + "#" + name
	}
	return l
}

func accountHref(r *http.Request, id scheme.ApplicationID) string {
	return portal.OfficeHome(r, "money", "applications", string(id))
}

// find leads to the application with the payment reference asked for.
func (d *Desk) find(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	asked := portal.Tidy(r.URL.Query().Get("find"))
	id, err := d.office.FindMoney(r.Context(), who, asked)
	switch {
	case err == nil:
		return web.Redirect(w, r, accountHref(r, id))
	case portal.CannotShow(err):
		return err
	}
	return d.showList(w, r, who, asked, typed{err: portal.OnForm(err, "", "find")})
}
