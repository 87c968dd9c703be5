package demo

import (
	"context"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
)

// remarks are what the checking officer says beside parts of an application,
// and what its maker answers to the first.
var remarks = []struct {
	place func(scheme.Edition) string
	text  string
}{
	{func(e scheme.Edition) string { return string(e.Items[len(e.Items)*3/4].ID) }, "走査したUDPポートの範囲を、根拠に書き添えてください。"},
	{func(scheme.Edition) string { return "product.models" }, "色違いの型番があれば、すべて挙げてください。"},
}

func (s *story) comment(ctx context.Context) error {
	f, err := s.Office.File(ctx, s.who(s.first), s.id)
	if err != nil {
		return err
	}
	for _, one := range remarks {
		if _, err := s.Office.Comment(ctx, s.who(s.first), s.id, office.CommentRequest{Place: one.place(f.Edition), Text: one.text}); err != nil {
			return err
		}
	}
	return nil
}

// correct mends what the comments name, and answers the first of them.
func (s *story) correct(ctx context.Context) error {
	who := s.who(s.applicant)
	f, err := s.Office.File(ctx, who, s.id)
	if err != nil {
		return err
	}
	product := f.Application.Product
	product.Models = append(product.Models[:len(product.Models):len(product.Models)], product.Models[0]+"W")
	if _, err := s.Office.SaveProduct(ctx, who, s.id, f.Application.Revision, product); err != nil {
		return err
	}
	place := remarks[0].place(f.Edition)
	answer := f.Checklist.Answer(scheme.CriterionID(place))
	answer.Rationale += "\nUDPは1番から65535番まで、全ポートを走査しました。"
	if _, err := s.Office.SaveAnswer(ctx, who, s.id, answer); err != nil {
		return err
	}
	c := f.CommentsAt(place)[0]
	_, err = s.Office.AnswerComment(ctx, who, s.id, c.ID, office.CommentAnswer{Revision: c.Revision, Done: true, Text: "全ポートを走査しています。根拠に書き添えました。"})
	return err
}

// entry is the key of the officer who enters what came on paper: neither the
// one who checks nor the one who decides.
func (s *story) entry() string { return "admin" }

// enter writes down an application that came on paper.
func (s *story) enter(ctx context.Context) error {
	id, err := s.Office.Enter(ctx, s.who(s.entry()), office.EntryRequest{
		Applicant: s.actors[s.product.Maker].Organisation.ID, Channel: scheme.ByPaper, Level: s.lowest(), Category: s.product.Category,
		Paper: scheme.Paper{Received: s.day().AddDays(-1), Reference: "受-2026-0117", KeptAt: "事務局 文書庫 3番（見本）",
			SHA256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}})
	if err != nil {
		return err
	}
	s.id = id
	return s.fill(ctx, s.entry(), id, s.product)
}
