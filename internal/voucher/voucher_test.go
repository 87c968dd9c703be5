package voucher_test

import (
	"testing"
	"time"

	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/i18n"
	"shirushi/internal/paper/papertest"
	"shirushi/internal/scheme"
	"shirushi/internal/voucher"
)

var noon = time.Date(2026, 4, 1, 3, 0, 0, 0, time.UTC)

// invoice is one of the shipped scheme, for a company with rare signs.
func invoice(t *testing.T) scheme.Voucher {
	t.Helper()
	i := catalogtest.JCStar(t).Invoicing
	v := scheme.Voucher{Number: "INV2026-000001", Kind: scheme.VoucherInvoice, Day: "2026-04-01", Made: noon, Issuer: i.Issuer, Bank: i.Bank, Due: "2026-05-01",
		To: scheme.Addressee{Name: scheme.Text{Ja: "株式会社𠮷髙﨑", En: "Yoshitakasaki K.K."}, Address: "東京都見本区1-2-3"}, Reference: "R2026-000001", Rounding: scheme.RoundDown,
		Lines: []scheme.VoucherLine{{Text: i.Description, Product: scheme.Text{Ja: "カメラ", En: "Camera"}, Number: "A2026-000001", Yen: 198000, Points: 1000}}}
	v.Taxes, v.Total = scheme.Charge(v.Lines, map[int]scheme.Text{1000: i.Taxes[0].Name}, v.Rounding)
	return v
}

// What the law wants on a qualified invoice stands on it, in both languages.
func TestPDF_saysAllThatAQualifiedInvoiceNeeds(t *testing.T) {
	t.Parallel()
	v := invoice(t)
	for _, lang := range i18n.Languages {
		p := i18n.For(lang)
		b, err := voucher.PDF(voucher.Document{Voucher: v}, p, noon)
		if err != nil {
			t.Fatal(err)
		}
		if n := papertest.Pages(t, b, t.TempDir()); n != 1 {
			t.Errorf("%s: %d pages", lang, n)
		}
		papertest.Says(t, b, p.T("money.pdf.qualified"), "INV2026-000001", v.To.Name.In(lang), v.Issuer.Name.In(lang), v.Issuer.Registration, "A2026-000001",
			p.T("money.yen", 198000), p.T("money.yen", 18000), p.Date(v.Day), p.Date(v.Due), v.Reference, v.Bank.Number.In(lang), p.T("money.pdf.sample"))
	}
}

func TestPDF_saysThatItWasTakenBack(t *testing.T) {
	t.Parallel()
	v := invoice(t)
	back, err := v.TakeBack("CRN2026-000001", "2026-04-02", noon, "", "withdrawn")
	if err != nil {
		t.Fatal(err)
	}
	p := i18n.For("ja")
	for _, d := range []voucher.Document{{Voucher: v, TakenBack: back}, {Voucher: back}} {
		b, err := voucher.PDF(d, p, noon)
		if err != nil {
			t.Fatal(err)
		}
		papertest.Says(t, b, "CRN2026-000001", "INV2026-000001")
	}
	b, _ := voucher.PDF(voucher.Document{Voucher: back}, p, noon)
	papertest.Says(t, b, p.T("money.reason.withdrawn"), p.T("money.kind.credit"))
}

func TestPDF_aReceiptNamesThePayments(t *testing.T) {
	t.Parallel()
	v := invoice(t)
	v.Kind, v.For, v.Number, v.Due = scheme.VoucherReceipt, v.Number, "RCT2026-000001", ""
	v.Paid = []scheme.Paid{{Day: "2026-04-02", Yen: 100000}, {Day: "2026-04-03", Yen: 98000}}
	p := i18n.For("en")
	b, err := voucher.PDF(voucher.Document{Voucher: v}, p, noon)
	if err != nil {
		t.Fatal(err)
	}
	papertest.Says(t, b, "INV2026-000001", "¥100,000", "¥98,000", "2 April 2026", v.Issuer.Registration)
}
