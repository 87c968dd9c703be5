package money

import (
	"context"
	"net/http"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/officeaccount"
	"shirushi/internal/web/page/desk/payment"
	"shirushi/internal/web/portal"
)

// account shows the money of one application.
func (d *Desk) account(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showAccount(w, r, who, scheme.ApplicationID(r.PathValue("id")), typed{})
}

func (d *Desk) showAccount(w http.ResponseWriter, r *http.Request, who scheme.Actor, id scheme.ApplicationID, t typed) error {
	c, err := d.office.Account(r.Context(), who, id)
	if err != nil {
		return err
	}
	if !c.Opened {
		return scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	names, err := d.Names(r.Context(), who, c.Applicant.ID, c.Agent.ID)
	if err != nil {
		return err
	}
	f := d.frame(r, who, "", d.home(r))
	f.Title = f.P.T("money.account.title", c.Ledger.Reference)
	v := officeaccount.View{Frame: f, Saved: done(f, r), Errors: page.ErrorsOf(f.P, t.err), Here: accountHref(r, id), Money: portal.OfficeHome(r, "money"),
		File: portal.OfficeHome(r, "applications", string(id)), Application: c.Application, Applicant: c.Applicant.Name, Payer: c.Applicant.Name, Agent: c.Agent.Name,
		Part: partOf(f.P, c, "/desk/office/money/documents/"), StepUp: d.stepUp(r, who, accountHref(r, id)), Invoicing: c.Invoicing, Typed: t.values, Open: t.form}
	if c.Ledger.Payer != c.Applicant.ID {
		v.Payer = c.Agent.Name
	}
	for _, p := range c.Payments {
		v.Payments = append(v.Payments, officeaccount.Payment{Payment: p, By: portal.WhoDid(f, p.EnteredBy, names), Late: c.Ledger.IsLate(p), Deeds: deedsOf(f, v, c, p)})
	}
	for _, one := range c.Refunds {
		v.Refunds = append(v.Refunds, officeaccount.Refund{Refund: one, By: portal.WhoDid(f, one.EnteredBy, names)})
	}
	v.Lines = linesOf(f, c, names)
	return d.Site.Render(w, r, web.StatusOf(t.err), officeaccount.Page(v))
}

// stepUp is the address that asks for the passkey and leads back; "" while the
// passkey is fresh.
func (d *Desk) stepUp(r *http.Request, who scheme.Actor, back string) string {
	if who.Fresh(d.Site.Now()) == nil {
		return ""
	}
	return portal.StepUpHref(r, back)
}

// deedsOf says what may be done to a payment now; the office asks again.
func deedsOf(f page.Frame, v officeaccount.View, c office.Account, p scheme.Payment) payment.DeedsView {
	back := scheme.RefundedOf(p, c.Refunds)
	free := back == 0 && c.Ledger.CanBeTakenOff(p, c.Application.FeeSettled()) == nil
	return payment.DeedsView{P: f.P, Here: v.Money + "/payments/" + string(p.ID), Of: string(c.Application.ID), Payment: p,
		Refundable: p.Refundable(back, c.Ledger.Surplus()), Unassign: free, Strike: free, Typed: v.Typed, Errors: v.Errors, Open: v.Open, Today: c.Today, StepUp: v.StepUp}
}

// linesOf says the history in words; what stood before and after is not
// shown.
func linesOf(f page.Frame, c office.Account, names map[scheme.PersonID]string) []officeaccount.Line {
	var lines []officeaccount.Line
	request := ""
	for _, one := range c.Audit {
		if one.Request != "" && one.Request+one.Deed == request {
			continue // another record of the same deed
		}
		request = one.Request + one.Deed
		what := one.Deed
		for _, key := range []string{"officer.history." + one.Deed, "deed." + one.Deed} {
			if f.P.Has(key) {
				what = f.P.T(key)
				break
			}
		}
		lines = append(lines, officeaccount.Line{When: one.At, Who: portal.WhoDid(f, one.Who, names), What: what})
	}
	return lines
}

// enter records a payment by hand.
func (d *Desk) enter(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	id := scheme.ApplicationID(r.PathValue("id"))
	return d.deed(w, r, who, payment.EnterForm, id, "entered", func(ctx context.Context, field func(string) string) error {
		yen, err := yenOf(field("yen"))
		if err != nil {
			return err
		}
		return d.office.EnterPayment(ctx, who, id, office.PaymentRequest{Day: scheme.Date(field("day")), Yen: yen, Payer: field("payer"),
			Reference: field("reference"), Again: field("again") == "yes"})
	})
}

// reissue makes a new invoice in place of the old one.
func (d *Desk) reissue(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	id := scheme.ApplicationID(r.PathValue("id"))
	return d.deed(w, r, who, "reissue", id, "reissued", func(ctx context.Context, field func(string) string) error {
		return d.office.ReissueInvoice(ctx, who, id, field("payer") == "agent", field("reason"))
	})
}

func (d *Desk) assign(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	id := r.PathValue("payment")
	return d.deed(w, r, who, payment.Form("assign", id), "", "assigned", func(ctx context.Context, field func(string) string) error {
		return d.office.AssignPayment(ctx, who, scheme.PaymentID(id), field("reference"))
	})
}

func (d *Desk) unassign(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	id := r.PathValue("payment")
	return d.deed(w, r, who, payment.Form("unassign", id), of(r), "unassigned", func(ctx context.Context, _ func(string) string) error {
		return d.office.UnassignPayment(ctx, who, scheme.PaymentID(id))
	})
}

func (d *Desk) strike(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	id := r.PathValue("payment")
	return d.deed(w, r, who, payment.Form("strike", id), of(r), "struck", func(ctx context.Context, field func(string) string) error {
		return d.office.StrikePayment(ctx, who, scheme.PaymentID(id), field("reason"))
	})
}

func (d *Desk) refund(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	id := r.PathValue("payment")
	return d.deed(w, r, who, payment.Form("refund", id), of(r), "refunded", func(ctx context.Context, field func(string) string) error {
		yen, err := yenOf(field("yen"))
		if err != nil {
			return err
		}
		return d.office.EnterRefund(ctx, who, scheme.PaymentID(id), office.RefundRequest{Day: scheme.Date(field("day")), Yen: yen,
			Reference: field("reference"), Reason: field("reason")})
	})
}

func (d *Desk) unrefund(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	id := r.PathValue("refund")
	return d.deed(w, r, who, payment.Form("unrefund", id), of(r), "unrefunded", func(ctx context.Context, field func(string) string) error {
		return d.office.StrikeRefund(ctx, who, scheme.RefundID(id), field("reason"))
	})
}

// of is the application from whose page a form was sent; "" for the list.
func of(r *http.Request) scheme.ApplicationID {
	return scheme.ApplicationID(portal.Text(r, "of"))
}

// yenOf reads an amount as people write it.
func yenOf(text string) (int, error) {
	n, ok := scheme.ParseYen(text)
	if !ok || n < 0 {
		return 0, scheme.Refuse(scheme.Invalid, "refusal.fee.yen").On("yen")
	}
	return n, nil
}

// formFields are the fields of the forms about money.
var formFields = []string{"day", "yen", "payer", "reference", "reason", "again", "back"}

// deed does a deed with a form whose fields bear its name, because several
// forms stand on one page. It leads back to the page it was sent from, which
// shows what was typed when the deed is refused.
func (d *Desk) deed(w http.ResponseWriter, r *http.Request, who scheme.Actor, form string, id scheme.ApplicationID, word string,
	do func(ctx context.Context, field func(string) string) error) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	values := map[string]string{}
	for _, name := range formFields {
		values[form+"."+name] = portal.Text(r, form+"."+name)
	}
	err := do(r.Context(), func(name string) string { return values[form+"."+name] })
	if err == nil {
		if id == "" {
			return web.Redirect(w, r, portal.OfficeHome(r, "money")+"?done="+word)
		}
		if values[form+".back"] == "file" { // the form stands there as well
			return web.Redirect(w, r, portal.OfficeHome(r, "applications", string(id))+"?done="+word)
		}
		return web.Redirect(w, r, accountHref(r, id)+"?done="+word)
	}
	if portal.CannotShow(err) {
		return err
	}
	t := typed{form: form, values: values, err: portal.OnForm(err, form+".", formFields...)}
	if id == "" {
		return d.showList(w, r, who, "", t)
	}
	return d.showAccount(w, r, who, id, t)
}
