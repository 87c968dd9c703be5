package demo

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strconv"
	"time"

	"shirushi/internal/office"
	"shirushi/internal/store"
)

// pays are the ways in which the fee is paid while an application waits: how
// much of it comes in.
var pays = map[string]func(fee int) int{
	"part": func(fee int) int { return fee / 2 },
	"full": func(fee int) int { return fee },
	"over": func(fee int) int { return fee + 2000 },
}

// pay enters a payment as the office sees it on its account.
func (s *story) pay(ctx context.Context, much func(fee int) int) error {
	f, err := s.Office.File(ctx, s.who(s.first), s.id)
	if err != nil {
		return err
	}
	a := f.Application
	return s.Office.EnterPayment(ctx, s.who(s.first), s.id, office.PaymentRequest{Day: s.day(), Yen: much(a.FeeYen),
		Payer: s.actors[s.applicant].Organisation.Reading, Reference: "振込 " + a.Numbers.Acceptance})
}

// Statement makes a bank statement of today as the demo's officer may import
// it: payments of fees that are open, with and without their number, in part
// and twice, and rows that have nothing to do with fees.
func Statement(ctx context.Context, h House) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\uFEFF")
	out := csv.NewWriter(&b)
	day := func(ago int) string { return time.Now().AddDate(0, 0, -ago).Format("2006/01/02") }
	rows := [][]string{{"取引日", "お引出金額", "お預入金額", "お取引内容", "残高"}, {day(3), "440", "", "振込手数料", "1000000"}}
	err := h.Store.View(ctx, func(tx *store.Tx) error {
		ledgers, err := tx.Ledgers(store.LedgerFilter{Owing: true})
		if err != nil {
			return fmt.Errorf("list what is owed: %w", err)
		}
		for i, l := range ledgers {
			org, err := tx.Organisation(l.Payer)
			if err != nil {
				return fmt.Errorf("read who pays: %w", err)
			}
			yen := l.Remaining()
			name := org.Reading
			if name == "" {
				name = org.Name.En
			}
			who := l.Reference + " " + name
			if i%3 == 1 {
				who = name
			}
			if i%4 == 3 {
				yen /= 2
			}
			rows = append(rows, []string{day(1), "", strconv.Itoa(yen), who, ""})
			if i == 0 {
				rows = append(rows, []string{day(0), "", strconv.Itoa(yen), who, ""}) // paid twice
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	rows = append(rows, []string{day(0), "", "3000", "ミホン タロウ", ""}, []string{"合計", "", "", "", ""})
	if err := out.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("write the sample statement: %w", err)
	}
	return b.Bytes(), nil
}

// chooseAgent lets the agent get the invoice and pay.
func (s *story) chooseAgent(ctx context.Context) error {
	f, err := s.Office.File(ctx, s.who(s.applicant), s.id)
	if err != nil {
		return err
	}
	_, err = s.Office.ChoosePayer(ctx, s.who(s.applicant), s.id, f.Application.Revision, true)
	return err
}
