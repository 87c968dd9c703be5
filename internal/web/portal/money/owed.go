package money

import (
	"fmt"
	"net/http"
	"strconv"

	"shirushi/internal/i18n"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/voucher"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/money"
	"shirushi/internal/web/page/desk/payment"
	"shirushi/internal/web/portal"
)

// owed shows the maker's side what is owed for an application.
func (d *Desk) owed(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showOwed(w, r, who, nil)
}

func (d *Desk) showOwed(w http.ResponseWriter, r *http.Request, who scheme.Actor, refused error) error {
	c, err := d.office.Account(r.Context(), who, scheme.ApplicationID(r.PathValue("id")))
	if err != nil {
		return err
	}
	a := c.Application
	f := d.Frame(r, who, d.Site.Printer(r).T("money.maker.title"))
	f.Styles = append(f.Styles, "money.css")
	back := f.To("/desk/applications/" + string(a.ID))
	name := a.Product.Name.In(f.P.Lang)
	if name == "" {
		name = f.P.T("applicant.unnamed")
	}
	f.Crumbs = []page.Link{{Text: f.P.T("applicant.nav.applications"), Href: f.To("/desk/applications")}, {Text: name, Href: back}}
	v := money.Page{Frame: f, Errors: page.ErrorsOf(f.P, refused), Part: partOf(f.P, c, "/desk/applications/"+string(a.ID)+"/money/"), State: a.State,
		Payments: c.Payments, Refunds: c.Refunds, Maker: c.Applicant.Name.In(f.P.Lang), ByAgent: a.BillAgent, Revision: strconv.Itoa(a.Revision), Back: back}
	v.Agent, v.Payer = c.Agent.Name.In(f.P.Lang), v.Maker
	if a.BillAgent && a.Agent != "" {
		v.Payer = v.Agent
	}
	if c.MayChoose {
		v.Choose = back + "/money"
	}
	if r.URL.Query().Get("done") == "payer" {
		v.Saved = f.P.T("money.payer.saved")
	}
	return d.Site.Render(w, r, web.StatusOf(refused), money.Show(v))
}

// partOf is the money of an application as pages show it; documents is the
// address under which its documents stand.
func partOf(p *i18n.Printer, c office.Account, documents string) payment.Part {
	m := payment.Part{P: p, Opened: c.Opened, Ended: !c.Opened && !c.Application.Closed.IsZero(), Expected: c.Fee.Yen, Ledger: c.Ledger, Bank: c.Bank, Today: c.Today}
	for _, v := range c.Vouchers {
		doc := payment.Document{Voucher: v, Path: documents + string(v.Number)}
		if back, gone := c.TakenBackBy(v.Number); gone {
			doc.TakenBack = back.Number
		}
		if v.Cancels != "" {
			doc.Why = voucher.Reason(p, v.Reason)
		}
		m.Documents = append(m.Documents, doc)
	}
	return m
}

// choosePayer notes whether the agent gets the invoice.
func (d *Desk) choosePayer(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	revision, err := portal.Count(r, "revision")
	if err != nil {
		return err
	}
	id := scheme.ApplicationID(r.PathValue("id"))
	_, err = d.office.ChoosePayer(r.Context(), who, id, revision, portal.Text(r, "payer") == "agent")
	switch {
	case err == nil:
		return web.Redirect(w, r, "/"+web.Lang(r)+"/desk/applications/"+string(id)+"/money?done=payer")
	case portal.CannotShow(err):
		return err
	}
	return d.showOwed(w, r, who, portal.OnForm(err, "", "payer"))
}

// document hands a document about money out as PDF, in the language of the
// address. Whose application it is of is asked again.
func (d *Desk) document(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	v, err := d.office.Voucher(r.Context(), who, scheme.VoucherNumber(r.PathValue("number")))
	if err != nil {
		return err
	}
	if id := r.PathValue("id"); id != "" && scheme.ApplicationID(id) != v.Application {
		return scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	c, err := d.office.Account(r.Context(), who, v.Application)
	if err != nil {
		return err
	}
	doc := voucher.Document{Voucher: v}
	doc.TakenBack, _ = c.TakenBackBy(v.Number)
	b, err := voucher.PDF(doc, d.Site.Printer(r), d.Site.Now())
	if err != nil {
		return err
	}
	return send(w, "application/pdf", voucher.Name(v), b)
}

// send hands out a file that nobody else is to keep.
func send(w http.ResponseWriter, kind, name string, b []byte) error {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s"`, name))
	h.Set("Content-Length", strconv.Itoa(len(b)))
	_, err := w.Write(b)
	return err
}
