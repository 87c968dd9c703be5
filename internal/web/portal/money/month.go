package money

import (
	"bytes"
	"net/http"
	"strings"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/sheet"
	"shirushi/internal/voucher"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/officemonth"
	"shirushi/internal/web/portal"
)

// month shows the sums of a month, and offers its lists.
func (d *Desk) month(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f := d.frame(r, who, d.Site.Printer(r).T("money.month.title"), d.home(r))
	s, err := d.Site.Config.Scheme(r.Context())
	if err != nil {
		return err
	}
	v := officemonth.View{Frame: f, Here: portal.OfficeHome(r, "money", "month"), Month: portal.Tidy(r.URL.Query().Get("month"))}
	if v.Month == "" {
		v.Month = string(s.Day(d.Site.Now()))[:7]
	}
	m, err := d.office.Month(r.Context(), who, v.Month)
	switch {
	case err != nil && portal.CannotShow(err):
		return err
	case err != nil:
		v.Errors = page.ErrorsOf(f.P, err)
		return d.Site.Render(w, r, web.StatusOf(err), officemonth.Page(v))
	}
	v.Shown, v.AsOf, v.Sum, v.Unassigned, v.Total = true, m.AsOf, officemonth.Sums(m.Sum), officemonth.Sums(m.Unassigned), len(m.Balances)
	v.Before, v.After = neighbours(s, d.Site.Now(), m)
	for _, b := range m.Balances[:min(len(m.Balances), balancesShown)] {
		line := officemonth.Balance{Recused: b.Row.Recused, Sums: officemonth.Sums(b.MonthSums)}
		if !b.Row.Recused {
			line.Href, line.Reference, line.Product = accountHref(r, b.Row.Ledger.Application), b.Row.Ledger.Reference, b.Row.Product.In(f.P.Lang)
			line.Payer = b.Row.Payer.In(f.P.Lang)
		}
		v.Balances = append(v.Balances, line)
	}
	v.Files = append(v.Files, page.Link{Text: f.P.T("money.month.xlsx"), Href: v.Here + "/" + m.Month + ".xlsx"})
	for _, l := range lists(f.P, m) {
		v.Files = append(v.Files, page.Link{Text: f.P.T("money.month.csv", l.Name), Href: v.Here + "/" + m.Month + "-" + l.key + ".csv"})
	}
	return d.Site.Render(w, r, http.StatusOK, officemonth.Page(v))
}

// balancesShown is how many balances stand on the page; the files have all.
const balancesShown = 200

// neighbours are the months before and after; "" for one that has not begun.
func neighbours(s *scheme.Scheme, now time.Time, m office.Month) (before, after string) {
	next := m.To.AddDays(1)
	if next <= s.Day(now) {
		after = string(next)[:7]
	}
	return string(m.From.AddDays(-1))[:7], after
}

// A list is one list of a month with the name of its file.
type list struct {
	sheet.List
	key string
}

// monthFile hands out the lists of a month: all as XLSX, or one as CSV. Text
// that a spreadsheet could take for a formula is made inert.
func (d *Desk) monthFile(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	name, kind, _ := strings.Cut(r.PathValue("file"), ".")
	if len(name) < 7 || kind != "xlsx" && kind != "csv" {
		return scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	m, err := d.office.Month(r.Context(), who, name[:7])
	if err != nil {
		return err
	}
	all := lists(d.Site.Printer(r), m)
	var b bytes.Buffer
	if kind == "xlsx" && len(name) == 7 {
		sheets := make([]sheet.List, len(all))
		for i, l := range all {
			sheets[i] = l.List
		}
		if err := sheet.WriteXLSX(&b, sheets...); err != nil {
			return err
		}
		return send(w, sheet.XLSXType, "money-"+m.Month+".xlsx", b.Bytes())
	}
	for _, l := range all {
		if kind == "csv" && name == m.Month+"-"+l.key {
			if err := sheet.WriteCSV(&b, l.List); err != nil {
				return err
			}
			return send(w, sheet.CSVType, "money-"+name+".csv", b.Bytes())
		}
	}
	return scheme.Refuse(scheme.Missing, "refusal.missing")
}

// lists are the lists of a month in the reader's language, each with its sum
// in the last row.
func lists(p *i18n.Printer, m office.Month) []list {
	asOf := p.T("money.month.of", m.From, m.To, m.AsOf)
	of := func(key string, columns []string, rows [][]any) list {
		return list{key: key, List: sheet.List{Name: p.T("money.list." + key), AsOf: asOf, Columns: sheet.Columns(said(p, columns)...), Rows: rows}}
	}
	return []list{
		of("documents", []string{"day", "kind", "number", "reference", "product", "payer", "rate", "tax", "yen", "cancels"}, documentRows(p, m)),
		of("payments", []string{"day", "yen", "reference", "product", "applicant", "payer", "bank_payer", "memo", "source", "late", "struck"}, paymentRows(p, m)),
		of("refunds", []string{"day", "yen", "reference", "product", "applicant", "payer", "refund_reference", "reason", "struck"}, refundRows(p, m)),
		of("balances", []string{"reference", "product", "applicant", "payer", "due", "opening", "charged", "lapsed", "received", "refunded", "closing"}, balanceRows(p, m)),
	}
}

func said(p *i18n.Printer, columns []string) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = p.T("money.col." + c)
	}
	return out
}

func documentRows(p *i18n.Printer, m office.Month) (rows [][]any) {
	total, tax := 0, 0
	for _, v := range m.Vouchers {
		of, sign := payerOf(p, v.Row), 1
		if !v.Row.Recused {
			of.reference, of.payer = v.Reference, v.To.Name.In(p.Lang)
		}
		if v.Kind == scheme.VoucherCredit || v.Kind == scheme.VoucherVoid {
			sign = -1
		}
		for _, t := range v.Taxes {
			rows = append(rows, []any{v.Day, p.T("money.kind." + string(v.Kind)), string(v.Number), of.reference, of.product, of.payer,
				p.T("money.percent", scheme.Percent(t.Points)), sign * t.Tax, sign * t.Gross, strings.TrimSpace(string(v.Cancels) + " " + why(p, v.Voucher))})
			if v.Kind == scheme.VoucherInvoice || v.Kind == scheme.VoucherCredit {
				total, tax = total+sign*t.Gross, tax+sign*t.Tax
			}
		}
	}
	return append(rows, []any{p.T("money.sum.invoices"), nil, nil, nil, nil, nil, nil, tax, total, nil})
}

// why says why a document takes another one back.
func why(p *i18n.Printer, v scheme.Voucher) string {
	if v.Cancels == "" {
		return ""
	}
	return voucher.Reason(p, v.Reason)
}

func paymentRows(p *i18n.Printer, m office.Month) (rows [][]any) {
	sum := 0
	for _, one := range m.Payments {
		of := payerOf(p, one.Row)
		struck, late := "", ""
		if one.Counts() {
			sum += one.Yen
		} else {
			struck = p.T("money.payments.struck")
		}
		if !one.Row.Recused && one.Row.Ledger.IsLate(one.Payment) {
			late = p.T("money.payments.late")
		}
		rows = append(rows, []any{one.Day, one.Yen, of.reference, of.product, of.applicant, of.payer, one.Payer, one.Memo,
			p.T("money.source." + string(one.Source)), late, struck})
	}
	return append(rows, []any{p.T("money.sum"), sum, nil, nil, nil, nil, nil, nil, nil, nil, nil})
}

func refundRows(p *i18n.Printer, m office.Month) (rows [][]any) {
	sum := 0
	for _, one := range m.Refunds {
		of, struck := payerOf(p, one.Row), ""
		if one.Counts() {
			sum += one.Yen
		} else {
			struck = p.T("money.payments.struck")
		}
		rows = append(rows, []any{one.Day, one.Yen, of.reference, of.product, of.applicant, of.payer, one.Reference, one.Reason, struck})
	}
	return append(rows, []any{p.T("money.sum"), sum, nil, nil, nil, nil, nil, nil, nil})
}

// A payer is what the lists say of whose money a row is.
type payer struct{ reference, product, applicant, payer string }

// payerOf names the application of a row, or says that nobody knows it, or
// that the reader keeps off it.
func payerOf(p *i18n.Printer, row office.MoneyRow) payer {
	switch {
	case row.Recused:
		return payer{reference: p.T("money.recused")}
	case row.Ledger.Reference == "":
		return payer{reference: p.T("money.unassigned")}
	}
	return payer{row.Ledger.Reference, row.Product.In(p.Lang), row.Applicant.In(p.Lang), row.Payer.In(p.Lang)}
}

// balanceRows hold the same sums, of the same signs, as the page.
func balanceRows(p *i18n.Printer, m office.Month) (rows [][]any) {
	line := func(of []any, s office.MonthSums) []any {
		return append(of, s.Opening, s.Charged, s.Lapsed, s.Received, s.Refunded, s.Closing)
	}
	for _, b := range m.Balances {
		of := payerOf(p, b.Row)
		rows = append(rows, line([]any{of.reference, of.product, of.applicant, of.payer, b.Row.Ledger.Due}, b.MonthSums))
	}
	rows = append(rows, line([]any{p.T("money.sum"), nil, nil, nil, nil}, m.Sum))
	return append(rows, line([]any{p.T("money.unassigned"), nil, nil, nil, nil}, m.Unassigned))
}
