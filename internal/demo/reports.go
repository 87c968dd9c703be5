package demo

import (
	"context"
	"time"

	"shirushi/internal/doubt"
	"shirushi/internal/misuse"
	"shirushi/internal/scheme"
)

// reports returns what happens to what people have told the office: one report
// waits, one is in a case, one was answered, and one has led to an entry of the
// register of improper use, which stands with its answer. Another entry has ended.
func (p *play) reports() []step {
	if p.Doubts == nil || p.Misuse == nil {
		return nil
	}
	var steps []step
	at := func(ago, hour int, does string, do func(context.Context) error) {
		steps = append(steps, step{ago, hour, 40, "report: " + does, do})
	}
	p.reportWaits(at)
	p.reportInCase(at)
	p.reportAnswered(at)
	p.reportToRegister(at)
	p.entryEnds(at)
	return steps
}

type adds func(ago, hour int, does string, do func(context.Context) error)

// A told is one report on its way.
type told struct {
	*play
	receipt string
	id      scheme.DoubtID
}

// reports hands a report in, as the public form does.
func (t *told) reports(product string, r scheme.Report) func(context.Context) error {
	return func(ctx context.Context) (err error) {
		if product != "" {
			r.About = string(t.stories[product].number)
		}
		r.Language, r.Consent = "ja", true
		form, begun := t.Doubts.Form(), t.Clock.Now()
		t.Clock.Set(begun.Add(5 * time.Minute))
		if t.receipt, err = t.Doubts.Report(ctx, form, r); err != nil {
			return err
		}
		rows, err := t.Doubts.List(ctx, t.who("officer1"))
		for _, one := range rows {
			if one.Doubt.Received.Equal(t.Clock.Now()) {
				t.id = one.Doubt.ID
			}
		}
		return err
	}
}

func (p *play) reportWaits(at adds) {
	t := &told{play: p}
	at(2, 16, "waits", t.reports("Kodama home gateway", scheme.Report{Topic: "no_updates",
		Text: "管理画面に更新のお知らせが出ますが、更新を押しても毎回失敗します。メーカーの窓口に2回問い合わせましたが、返事がありません。", Contact: "aozora@example.jp"}))
}

func (p *play) reportInCase(at adds) {
	t := &told{play: p}
	at(9, 11, "comes", t.reports("Ushio water quality meter", scheme.Report{Topic: "does_not_conform",
		Text: "更新ファイルの取得先が暗号化されていないようです。通信を見て気付きました。"}))
	at(8, 13, "is asked about", func(ctx context.Context) error {
		return t.Doubts.Ask(ctx, t.who("officer1"), t.id, "製品のファームウェアの版を教えてください。")
	})
	at(7, 19, "is added to", func(ctx context.Context) error {
		return t.Doubts.Add(ctx, t.receipt, "2.0.8です。設定画面の最後の頁に出ています。")
	})
	at(6, 10, "goes to a case", func(ctx context.Context) error {
		_, err := t.Doubts.OpenCase(ctx, t.who("officer1"), t.id, doubt.CaseRequest{About: "更新の配信の通信について、版2.0.8でも同じ指摘があります。", Sure: true, Take: true})
		return err
	})
	at(1, 20, "is added to again", func(ctx context.Context) error {
		return t.Doubts.Add(ctx, t.receipt, "その後、2.1.0に更新しましたが、変わりませんでした。")
	})
}

func (p *play) reportAnswered(at adds) {
	t := &told{play: p}
	at(40, 11, "comes", t.reports("Minamo Box video recorder", scheme.Report{Topic: "page_wrong",
		Text: "製品情報ページにある問い合わせ先の電話番号に掛けても、つながりませんでした。"}))
	at(36, 14, "is answered", func(ctx context.Context) error {
		return t.Doubts.Answer(ctx, t.who("officer2"), t.id, "ラベル取得者に確かめました。電話は平日の日中だけつながります。お知らせいただき、ありがとうございました。")
	})
}

func (p *play) reportToRegister(at adds) {
	t := &told{play: p}
	var entry scheme.MisuseID
	at(70, 12, "comes", t.reports("", scheme.Report{Topic: "claims", Product: "夜見カメラ",
		Text: "通販のページに、国が安全を保証したカメラと書かれていました。", Where: "https://shop.yomi.example/camera"}))
	at(68, 10, "goes to the register", func(ctx context.Context) (err error) {
		entry, err = t.Doubts.ToRegister(ctx, t.who("officer1"), t.id, misuse.Draft{Template: "guarantee",
			Party: scheme.Text{Ja: "夜見通商（架空）", En: "Yomi Trading (invented)"}, Product: scheme.Text{Ja: "夜見カメラ", En: "Yomi camera"},
			Source: "https://shop.yomi.example/camera", Seen: t.day().AddDays(-1)})
		return err
	})
	at(67, 10, "notice", func(ctx context.Context) error {
		return t.Misuse.Notice(ctx, t.who("officer1"), entry, t.day(), "書留郵便")
	})
	at(58, 15, "answer", func(ctx context.Context) error {
		return t.Misuse.Answer(ctx, t.who("officer1"), entry, "販売を任せた店が書いた宣伝です。店に改めるよう求めていますが、まだ直っていません。", t.day())
	})
	at(52, 10, "publish", func(ctx context.Context) error { return t.Misuse.Publish(ctx, t.who("officer2"), entry) })
}

func (p *play) entryEnds(at adds) {
	var entry scheme.MisuseID
	at(150, 10, "enter", func(ctx context.Context) (err error) {
		entry, err = p.Misuse.Enter(ctx, p.who("officer2"), misuse.Draft{Template: "before_issue",
			Party: scheme.Text{Ja: "霧笛電器（架空）", En: "Muteki Denki (invented)"}, Product: scheme.Text{Ja: "霧笛ルーター", En: "Muteki router"},
			Source: "https://www.muteki.example/news/12", Seen: p.day().AddDays(-1)})
		return err
	})
	at(149, 10, "notice", func(ctx context.Context) error {
		return p.Misuse.Notice(ctx, p.who("officer2"), entry, p.day(), "書留郵便")
	})
	at(130, 10, "publish", func(ctx context.Context) error { return p.Misuse.Publish(ctx, p.who("officer1"), entry) })
	at(95, 10, "end", func(ctx context.Context) error { return p.Misuse.End(ctx, p.who("officer2"), entry, "stopped") })
}
