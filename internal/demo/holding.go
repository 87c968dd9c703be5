package demo

import (
	"context"
	"fmt"
	"time"

	"shirushi/internal/holding"
	"shirushi/internal/scheme"
)

// afterIssue plays what holders tell and ask about their labels: news, some of it
// held back, contacts told anew, a label that is being handed over, papers
// to be made anew.
func (p *play) afterIssue(ctx context.Context) error {
	if p.Holding == nil {
		return nil
	}
	p.at(1, 18, 0)
	for _, one := range []struct {
		does string
		do   func(context.Context) error
	}{{"tell news", p.tellNews}, {"tell contacts", p.tellContacts}, {"hand over", p.handOver}, {"ask for papers", p.askForPapers}} {
		if err := one.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", one.does, err)
		}
	}
	return nil
}

func (p *play) tellNews(ctx context.Context) error {
	camera := p.stories["Misenome shop camera"]
	update := scheme.News{Kind: scheme.NewsUpdate, On: p.day(), Firmware: "1.4.2", Text: scheme.Text{Ja: "映像の遅れを直しました。設定画面から更新してください。", En: "Mends delayed images. Update from the settings."}}
	if _, err := p.Holding.Tell(ctx, p.who("minamo"), camera.number, scheme.Bulletin{News: update}); err != nil {
		return err
	}
	garden := p.stories["Mimamo garden camera"]
	hole := scheme.News{Kind: scheme.NewsSecurity, On: p.day(), Firmware: "2.0.4", References: []string{"CVE-2026-99999"},
		Text: scheme.Text{Ja: "認証を回避できる脆弱性を直した更新を提供します。すぐに更新してください。（見本）", En: "An update mends a way around authentication. Please install it at once. (sample)"}}
	_, err := p.Holding.Tell(ctx, p.who("minamo"), garden.number, scheme.Bulletin{News: hole, Serious: true, Embargo: p.Clock.Now().Add(14 * 24 * time.Hour)})
	return err
}

func (p *play) tellContacts(ctx context.Context) error {
	s := p.stories["Hatoba industrial gateway"]
	f, err := p.Holding.Label(ctx, p.who("shiomi"), s.number)
	if err != nil {
		return err
	}
	product := f.Label.Product
	product.Enquiry = "https://www.shiomi.example/support"
	return p.Holding.UpdatePage(ctx, p.who("shiomi"), s.number, holding.Update{Revision: f.Label.Revision, Product: product, Fields: scheme.ContactFields})
}

// handOver offers a label, which the other side accepts; the office has not
// decided yet.
func (p *play) handOver(ctx context.Context) error {
	s := p.stories["Hibiki Phone with Wi-Fi"]
	id, err := p.Holding.Offer(ctx, p.who("hibiki"), s.number, holding.Wish{To: p.actors["hokushin"].Organisation.CorporateNumber,
		Reason: "電話機の事業を譲渡するためです。", Vow: p.vow("hibiki", p.scheme.Holding.Offers)})
	if err != nil {
		return err
	}
	return p.Holding.Accept(ctx, p.who("hokushin"), id, p.vow("hokushin", p.scheme.Holding.Accepts))
}

func (p *play) vow(who string, all []scheme.Statement) holding.Vowing {
	v := holding.Vowing{Name: p.actors[who].Person.Name, Title: "事業部長", Language: "ja"}
	for _, s := range all {
		v.Affirmed = append(v.Affirmed, s.ID)
	}
	return v
}

func (p *play) askForPapers(ctx context.Context) error {
	s := p.stories["Mizuku irrigation controller"]
	_, err := p.Holding.AskReissue(ctx, p.who("kurage"), s.number, "ラベル付与証の英語の社名を、登録の変更に合わせるためです。")
	return err
}
