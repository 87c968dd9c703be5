package demo

import (
	"context"
	"fmt"

	"shirushi/internal/scheme"
	"shirushi/internal/surveillance"
)

// A look is the office's case about the label of a story. The first officer
// investigates; the second hears the holder and decides.
type look struct {
	*story
	id scheme.CaseID
}

// cases returns what happens in the case of this story, up to where it stands
// today.
func (s *story) cases() (steps []step) {
	l := &look{story: s}
	at := func(ago, hour int, does string, do func(context.Context) error) {
		steps = append(steps, step{ago, hour, 20, "case: " + does, do})
	}
	begin := func(ago int, text string) {
		at(ago, 10, "open", l.opens(text))
		at(ago, 11, "take", l.takes)
	}
	day := s.product.Day
	switch {
	case s.product.Ends == "revoked":
		begin(day-18, "公表された脆弱性について、届出から長い間、更新が提供されていないとの情報があります。")
		at(day-18, 14, "demand", l.demands("脆弱性への対応の状況と、更新の提供の見込みが分かる資料を示してください。", 14))
		at(day-36, 10, "give notice", l.notifies(s.product.Ground, "資料が期限までに示されず、更新も提供されていません。", 15))
		at(day-58, 10, "hear", l.hears)
		at(day-60, 13, "revoke", l.revokes)
	case s.product.Evidence == "closed" && s.Vault != nil:
		begin(day-35, "最初の項目の判断の根拠に、試験の条件が書かれていないとの指摘がありました。")
		at(day-36, 10, "demand", l.demands("最初の項目の試験記録を示してください。", 14))
		at(day-37, 15, "answer", l.answersWith("試験の条件を書き加えた試験記録を預けました。"))
		at(day-42, 10, "find", l.finds(scheme.FoundConforming, "試験の条件と結果を記録で確かめました。"))
		at(day-43, 11, "close", l.closes(scheme.OutcomeConforms, "試験記録により、適合を確かめました。"))
	}
	if s.product.Announced {
		at(day-60, 15, "propose an announcement", l.proposesAnnouncement)
		at(day-61, 10, "announce", l.announces)
	}
	l.today(begin, at)
	return steps
}

// today adds what happens in cases that are open today.
func (l *look) today(begin func(int, string), at func(int, int, string, func(context.Context) error)) {
	const passwords = "工場出荷時のパスワードの作り方が分かる資料を示してください。"
	switch l.product.Case {
	case "waiting":
		at(3, 15, "open", l.opens("保守の窓口に電子メールを送っても、返事が来ないとの指摘があります。"))
	case "demanded":
		begin(10, "更新の配信に使う通信が暗号化されていないとの指摘があります。")
		at(8, 10, "demand", l.demands("更新の配信に使う通信の方式が分かる資料を示してください。", 14))
		at(1, 13, "ask for more time", l.asksTime)
	case "overdue":
		begin(25, "工場出荷時のパスワードがどの機体でも同じであるとの指摘があります。")
		at(20, 10, "demand", l.demands(passwords, 14))
	case "answered":
		begin(22, "使われていない管理用の接続口が開いているとの指摘があります。")
		at(20, 10, "demand", l.demands("外から接続できる口の一覧と、それぞれの用途が分かる資料を示してください。", 14))
		at(4, 16, "answer", l.answersWith("資料の用意が遅れました。開いている口は二つで、一覧を添えます。管理用の口は次の版で閉じます。"))
	case "correcting":
		begin(50, "映像の閲覧に使うアプリで、他人の映像が見えることがあるとの指摘があります。")
		at(48, 10, "demand", l.demands("映像の閲覧を許す条件と、その確かめ方が分かる資料を示してください。", 14))
		at(40, 11, "answer", l.answersWith("閲覧を許す条件の設計書と、試験の記録を示します。"))
		at(32, 10, "find", l.finds(scheme.FoundFailing, "共有の設定を解いた後も、古い招待で映像を見られることを手元の機体で確かめました。"))
		at(25, 10, "propose a warning", l.proposesWarning)
		at(24, 10, "warn", l.warns)
		at(20, 10, "order", l.orders("共有の設定を解いたときに、古い招待も無効になるよう改めてください。", 30))
	case "hearing":
		begin(60, "原稿の控えが消されずに残るとの指摘があります。")
		at(58, 10, "demand", l.demands("原稿の控えの消し方が分かる資料を示してください。", 14))
		at(10, 10, "give notice", l.notifies("duties_not_met", "求めた資料が、期限を過ぎても示されていません。", 16))
		at(1, 14, "state", l.states)
	case "heard":
		begin(100, "来訪者の録画が暗号化されずに保存されるとの指摘があります。")
		at(98, 10, "demand", l.demands("録画の保存の方式が分かる資料を示してください。", 14))
		at(60, 10, "give notice", l.notifies("no_longer_conforms", "資料が示されず、手元の機体でも暗号化されていない録画が見付かりました。", 16))
		at(5, 10, "hear", l.hears)
	}
}

func (l *look) opens(text string) func(context.Context) error {
	return func(ctx context.Context) (err error) {
		l.id, err = l.Cases.Open(ctx, l.who(l.first), surveillance.OpenRequest{Label: l.number, Cause: scheme.CauseOffice, Text: text})
		return err
	}
}

func (l *look) takes(ctx context.Context) error { return l.Cases.Assign(ctx, l.who(l.first), l.id) }

func (l *look) demands(text string, days int) func(context.Context) error {
	return func(ctx context.Context) error {
		return l.Cases.Demand(ctx, l.who(l.first), l.id, text, l.day().AddDays(days))
	}
}

func (l *look) asksTime(ctx context.Context) error {
	return l.Cases.AskTime(ctx, l.who(l.product.Maker), l.id, "通信の試験を外部の試験所に頼んでおり、結果が届くのが今の期限の後になります。設計書は先にお送りします。", l.day().AddDays(25))
}

func (l *look) answersWith(text string) func(context.Context) error {
	return func(ctx context.Context) error {
		return l.Cases.Answer(ctx, l.who(l.product.Maker), l.id, text, false)
	}
}

func (l *look) finds(verdict scheme.FindingVerdict, text string) func(context.Context) error {
	return func(ctx context.Context) error {
		f, err := l.Cases.Case(ctx, l.who(l.first), l.id)
		if err != nil {
			return err
		}
		if len(f.Items) == 0 {
			return fmt.Errorf("the edition of label %s has no items", l.number)
		}
		return l.Cases.Find(ctx, l.who(l.first), l.id, []scheme.Finding{{Criterion: f.Items[0].ID, Verdict: verdict, Text: text}})
	}
}

func (l *look) orders(text string, days int) func(context.Context) error {
	return func(ctx context.Context) error {
		return l.Cases.Order(ctx, l.who(l.first), l.id, text, l.day().AddDays(days))
	}
}

func (l *look) notifies(ground scheme.GroundID, text string, days int) func(context.Context) error {
	return func(ctx context.Context) error {
		return l.Cases.Notify(ctx, l.who(l.first), l.id, ground, text, l.day().AddDays(days))
	}
}

func (l *look) states(ctx context.Context) error {
	return l.Cases.State(ctx, l.who(l.product.Maker), l.id, "担当者の交代により、資料の用意が遅れました。控えは印刷の後に消えます。資料は来週お送りします。", false)
}

func (l *look) hears(ctx context.Context) error {
	return l.Cases.Hear(ctx, l.who(l.second), l.id, "期限までに意見は出されませんでした。", false)
}

func (l *look) revokes(ctx context.Context) error {
	return l.Cases.Revoke(ctx, l.who(l.second), l.id, "重大な脆弱性について、是正の期限までに更新が提供されませんでした。")
}

func (l *look) closes(outcome scheme.CaseOutcome, text string) func(context.Context) error {
	return func(ctx context.Context) error { return l.Cases.Close(ctx, l.who(l.first), l.id, outcome, text) }
}

func (l *look) proposesWarning(ctx context.Context) error {
	return l.Cases.Sure().ProposeWarning(ctx, l.who(l.first), l.id, scheme.Text{
		Ja: "映像の共有を解いた後も、以前に招待した人が映像を見られることがあります。対策された更新が提供されるまで、映像の共有を使わないでください。",
		En: "After sharing is ended, people who were invited before may still see the video. Do not use video sharing until an update is available."})
}

func (l *look) warns(ctx context.Context) error {
	return l.Cases.ConfirmWarning(ctx, l.who(l.second), l.id)
}

func (l *look) proposesAnnouncement(ctx context.Context) error {
	return l.Cases.Sure().ProposeAnnouncement(ctx, l.who(l.second), l.id, scheme.AnnounceWideImpact, scheme.Text{
		Ja: "この製品には、遠隔から操作されるおそれのある脆弱性が残っています。更新の予定はありません。インターネットにつないで使わないでください。",
		En: "A weakness by which this product can be controlled from afar remains, and no update is planned. Do not use it connected to the Internet."})
}

func (l *look) announces(ctx context.Context) error {
	return l.Cases.ConfirmAnnouncement(ctx, l.who(l.first), l.id)
}
