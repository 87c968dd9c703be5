package browsertest

import "testing"

// The stories of a label after its issue, in a real browser, one after another
// in one demo whose days pass. Each ends at the public page of its label.
func TestStories(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.tell(t, "a change ends the label", changeEndsTheLabel)
	s.tell(t, "a succession is refused", successionRefused)
	s.tell(t, "withdrawn while a case is open", withdrawnWhileACaseIsOpen)
	s.tell(t, "improper use is answered and ends", improperUseAnsweredAndEnded)
	s.tell(t, "a doubt leads to a correction in time", doubtCorrectedInTime)
	s.tell(t, "a doubt leads to a revocation that is annulled", doubtRevokedAnnulled)
	s.tell(t, "an extension in time", extensionInTime)
	s.tell(t, "an extension is refused", extensionRefused)
	s.tell(t, "an extension comes late", extensionLate)
	s.tell(t, "the edition is superseded while applications are open", editionSuperseded)
}

// A change that affects the assessment ends the label: the holder is warned,
// types its number, and the page says so at once.
func changeEndsTheLabel(s *stage) {
	n := s.label("換気装置用通信ユニット ノルト")
	holder := s.as("Keiko Muster")
	holder.here("/desk/labels/" + n)
	holder.follow("/change")
	holder.choose("affects", "yes")
	holder.leave("go on", func() { holder.do("submit", "/change") })
	holder.sees(holder.T("holder.end.what"))
	holder.fill("reason", "The unit now speaks over the Internet by itself.")
	holder.fill("typed", s.label("録画装置 みなもボックス"))
	holder.press(holder.T("holder.end.button")) // the number of another label
	s.ends(n, "active")
	holder.fill("typed", n)
	holder.press(holder.T("holder.end.button"))
	holder.sees(holder.T("holder.done.ended"))
	s.ends(n, "withdrawn", "評価結果に影響する変更が届け出られた。")
}

// A label is offered and taken, and the office does not agree: it stays whose
// it is.
func successionRefused(s *stage) {
	const product = "集合住宅用光終端装置 こだまM"
	n := s.label(product)
	was := s.tells(n).Holder
	holder, taker, officer := s.as("音羽 律"), s.as("高遠 結衣"), s.as("小野寺 航")
	holder.here("/desk/labels/" + n)
	holder.follow("/offer")
	holder.fillAll([]string{"to", "8999900000001", "reason", "事業を譲渡するためです。", "name", "音羽 律", "title", "事業部長"})
	holder.choose("affirmed", "duties")
	holder.choose("affirmed", "evidence")
	holder.press(holder.T("holder.offer.button"))
	holder.sees(holder.T("holder.done.offered"))

	taker.goesTo("/desk/labels", product, "/successions/")
	taker.follow("/accept")
	taker.fillAll([]string{"name", "高遠 結衣", "title", "品質保証部長"})
	for _, vow := range []string{"duties", "evidence", "conformity"} {
		taker.choose("affirmed", vow)
	}
	taker.press(taker.T("holder.accept.button"))
	taker.sees(taker.T("holder.succession.says.accepted"))

	officer.goesTo("/desk/office/holders", n, "/successions/")
	officer.form(officer.T("holder.refuse")).fill("reason", "証跡の引渡しが確かめられません。").send()
	officer.sees(officer.T("holder.done.refused"))
	taker.reload()
	taker.sees("証跡の引渡しが確かめられません。")
	s.ends(n, "active", "響通信工業株式会社")
	if is := s.tells(n).Holder; is != was {
		s.t.Errorf("the holder was %s and is %s", was, is)
	}
}

// A holder withdraws its label while the office looks into it. The case goes
// on, may not lead to a revocation, and is closed because the label ended.
func withdrawnWhileACaseIsOpen(s *stage) {
	n := s.label("床暖房制御装置 ノルト")
	holder, officer := s.as("Keiko Muster"), s.as("小野寺 航")
	officer.goesTo("/desk/office/cases", n, "/cases/")
	officer.sees(officer.T("case.do.notify.title"))
	holder.here("/desk/labels/" + n + "/withdraw")
	holder.fillAll([]string{"ground", "holder_wish", "reason", "We no longer sell it.", "sure", "yes"})
	holder.press(holder.T("applicant.withdraw.button"))
	holder.sees(holder.T("holder.done.withdrawn"))
	holder.goesTo("/desk/cases", n, "/cases/")

	officer.reload()
	officer.seesNot(officer.T("case.do.notify.title"))
	officer.step("close", "outcome", "label_ended", "text", "ラベルが取り下げられたため、調査を終えます。")
	holder.reload()
	holder.sees("ラベルが取り下げられたため、調査を終えます。")
	s.ends(n, "withdrawn", "ラベル取得者が取下げを申し出た。")
}

// An improper use is noticed, answered, published by a second officer with the
// answer beside it, and taken off the list when it has stopped.
func improperUseAnsweredAndEnded(s *stage) {
	const party = "空音商会（架空）"
	first, anybody := s.as("小野寺 航"), s.public
	first.here("/desk/office/misuse")
	first.unfoldAll()
	first.fillAll([]string{"template", "before_issue", "party_ja", party, "party_en", "Sorane Shokai (invented)", "product_ja", "空音カメラ", "product_en", "Sorane camera",
		"source", "https://www.sorane.example/news", "seen", string(s.on(0))})
	first.sends("/misuse")
	first.unfoldAll()
	first.fill("notice_by", "書留郵便")
	first.sends("/notice")
	first.sees(first.T("officer.done.notice_misuse"))
	anybody.here("/misuse")
	anybody.seesNot(party)

	s.pass(6)
	first, second := s.as("小野寺 航"), s.as("片桐 千尋")
	first.goesTo("/desk/office/misuse", party, "/misuse/")
	first.seesNot(first.T("desk.publish_misuse.says"))
	first.unfoldAll()
	first.fill("answer", "広告は取引先の店が作ったものでした。取り下げます。")
	first.sends("/answer")
	first.sees(first.T("officer.done.answer_misuse"))
	second.goesTo("/desk/office/misuse", party, "/misuse/")
	second.unfoldAll()
	second.sends("/publish")
	second.sees(second.T("officer.done.publish_misuse"))
	anybody.here("/misuse")
	anybody.press(party)
	anybody.sees("広告は取引先の店が作ったものでした。")

	second.unfoldAll()
	second.fill("end", "stopped")
	second.sends("/end")
	second.sees(second.T("officer.done.end_misuse"))
	anybody.reload()
	anybody.sees(anybody.T("misuse.over", s.on(0)))
	anybody.picture("end-misuse")
	anybody.here("/misuse")
	anybody.seesNot(party)
}

// Somebody reports from a phone. The office asks for evidence, finds something
// wrong, and the holder puts it right in time: the label was active all along.
// Who reported reads what came of it, and the holder never who reported.
func doubtCorrectedInTime(s *stage) {
	const product, seen = "録画装置 みなもボックス", "更新のお知らせが一年前から止まっています。"
	n := s.label(product)
	receipt := s.public.reports(n, seen)
	officer, holder := s.as("小野寺 航"), s.as("高遠 結衣")
	officer.opensCase(n, seen, "更新が提供されていないとの指摘があります。")
	officer.step("demand", "text", "更新の提供の記録を示してください。")
	holder.goesTo("/desk/cases", n, "/cases/")
	holder.seesNot("一年前から")
	theCase := holder.path()
	holder.press(holder.T("case.evidence.hand_over"))
	file := holder.someFile("updates.txt", 900)
	holder.takeFile("file", file)
	holder.press(holder.T("evidence.handover.button"))
	holder.sees("updates.txt")
	holder.open(theCase)
	holder.step("answer", "text", "提供の記録を預けました。")

	s.pass(3)
	officer = s.as("小野寺 航")
	officer.goesTo("/desk/office/cases", n, "/cases/")
	officer.sees("提供の記録を預けました。")
	officer.step("find", "criterion", "S1.1-06", "verdict", "no", "findings", "この半年の更新が届いていません。")
	officer.step("order", "text", "更新を届けられるように直してください。")
	s.ends(n, "active")

	s.pass(12)
	officer, holder = s.as("小野寺 航"), s.as("高遠 結衣")
	holder.goesTo("/desk/cases", n, "/cases/")
	holder.step("report", "text", "版2.4.0で直し、すべての製品に届けました。")
	officer.goesTo("/desk/office/cases", n, "/cases/")
	officer.step("find", "criterion", "S1.1-06", "verdict", "yes", "findings", "版2.4.0が届くことを確かめました。")
	officer.step("close", "outcome", "corrected", "text", "是正を確かめました。")
	officer.goesTo("/desk/office/doubts", n, "/doubts/")
	officer.unfoldAll()
	officer.fill("reply", "更新が再び提供されるようになりました。")
	officer.sends("/answer")
	s.public.followsUp(receipt, "更新が再び提供されるようになりました。")
	holder.reload()
	holder.sees(holder.T("case.outcome.corrected"))
	s.ends(n, "active")
}

// A holder answers nothing. It is heard by somebody who did not investigate,
// the label is revoked and that is announced; on its objection the revocation
// is annulled. What was is added to, and stays to be read.
func doubtRevokedAnnulled(s *stage) {
	const product, seen = "屋内見守りカメラ みまも", "暗証番号がどの機体でも同じでした。"
	n := s.label(product)
	s.public.reports(n, seen)
	first := s.as("小野寺 航")
	first.opensCase(n, seen, "暗証番号が共通であるとの指摘があります。")
	first.step("demand", "text", "暗証番号の作り方が分かる資料を示してください。")

	s.pass(26)
	first = s.as("小野寺 航")
	first.goesTo("/desk/office/cases", n, "/cases/")
	first.sees(first.T("case.next.overdue"))
	first.step("notify", "ground", "duties_not_met", "text", "資料が期限までに示されず、手元の二台の暗証番号は同じでした。")
	holder := s.as("高遠 結衣")
	holder.goesTo("/desk/cases", n, "/cases/")
	holder.step("state", "text", "担当者の退職で遅れました。")
	s.ends(n, "active")

	s.pass(24)
	second, holder := s.as("片桐 千尋"), s.as("高遠 結衣")
	second.goesTo("/desk/office/cases", n, "/cases/")
	second.step("hear", "text", "書面の意見を読みました。資料は示されていません。")
	second.follow("/revoke")
	second.sees("担当者の退職で遅れました。") // all that is weighed, once more
	second.fill("text", "求めた資料が示されず、暗証番号が共通であることを確かめました。")
	second.press(second.T("case.do.revoke.button"))
	second.sees(second.T("case.done.revoke"))
	s.ends(n, "revoked", "ラベル取得者の義務を果たさなかった。")
	second.step("announce", "cause", "wide_impact", "text_ja", "暗証番号を変えてお使いください。", "text_en", "Change the code before you use it.", "sure", "yes")
	first = s.as("小野寺 航")
	first.goesTo("/desk/office/cases", n, "/cases/")
	first.step("announce-confirm")
	s.ends(n, "revoked", "暗証番号を変えてお使いください。")

	holder.here("/desk/objections/new?against=revocation&of=" + n)
	holder.fill("text", "暗証番号は一台ごとに異なります。示した二台は試作品でした。")
	holder.press(holder.T("objection.form.button"))
	holder.sees(holder.T("objection.done.lodged"))
	third := s.as("安西 みどり")
	third.goesTo("/desk/office/objections", n, "/objections/")
	third.press(third.T("objection.do.take"))
	third.follow("/uphold")
	third.fill("reason", "量産品の暗証番号が一台ごとに異なることを確かめました。")
	third.press(third.T("objection.do.uphold.button"))
	third.sees(third.T("objection.done.uphold"))
	s.ends(n, "active", s.public.T("history.annulled_note", s.on(0), s.on(0)))
}

// The last day passes while the office decides: the label is in extension, and
// with the decision valid for two more years under its old number.
func extensionInTime(s *stage) {
	n := s.label("家庭用無線LANルーター 極星")
	before := s.tells(n)
	s.passUntil(before.ValidTo.AddDays(-20))
	file := s.as("岸 隼人").asksToExtend(s, n)
	s.ends(n, "active")
	s.passUntil(before.ValidTo.AddDays(3))
	s.ends(n, "extension_in_progress")
	s.settles(file)
	officer := s.as("片桐 千尋")
	officer.here("/desk/office/applications/" + file)
	officer.press(officer.T("officer.issue.button"))
	officer.press(officer.T("renewal.issue.button.extension"))
	after := s.tells(n)
	if after.FirstIssued != before.FirstIssued || after.ValidTo != before.ValidTo.AddYears(2) {
		s.t.Errorf("extended from %+v to %+v", before, after)
	}
	s.ends(n, "active", s.public.Date(after.ValidTo))
}

// The office does not grant an extension: the label has expired from that day
// on, and the page says from which.
func extensionRefused(s *stage) {
	n := s.label("光回線用ホームゲートウェイ こだま")
	end := s.tells(n).ValidTo
	file := s.as("音羽 律").asksToExtend(s, n)
	s.passUntil(end.AddDays(2))
	s.ends(n, "extension_in_progress")
	s.settles(file)
	officer := s.as("片桐 千尋")
	officer.here("/desk/office/applications/" + file)
	officer.press(officer.T("officer.issue.button"))
	officer.unfoldAll()
	officer.fill("refuse.reason", "更新の提供が続くことを確かめられません。")
	officer.press(officer.T("officer.refuse.next"))
	officer.press(officer.T("officer.refuse.confirm.button"))
	s.ends(n, "expired")
	holder := s.as("音羽 律")
	holder.here("/desk/applications/" + file)
	holder.sees("更新の提供が続くことを確かめられません。")
}

// An extension that is applied for after the end leaves the label expired until
// it is granted.
func extensionLate(s *stage) {
	n := s.label("小規模オフィス用VPNルーター 北斗")
	end := s.tells(n).ValidTo
	s.passUntil(end.AddDays(4))
	s.ends(n, "expired")
	file := s.as("岸 隼人").asksToExtend(s, n)
	s.ends(n, "expired")
	s.settles(file)
	officer := s.as("片桐 千尋")
	officer.here("/desk/office/applications/" + file)
	officer.press(officer.T("officer.issue.button"))
	officer.press(officer.T("renewal.issue.button.extension"))
	s.ends(n, "active", s.public.Date(end.AddYears(2)))
}

// The criteria are superseded while two applications are open: what was
// received in time becomes a label under the edition it declared, and a draft
// has to change over.
func editionSuperseded(s *stage) {
	admin := s.as("安西 みどり")
	admin.here("/desk/office/catalog")
	admin.takeFile("file", secondEdition(s.t, s.on(5)))
	admin.press(admin.T("admin.catalog.upload.button"))
	admin.sees(admin.T("officer.done.load"))

	s.pass(6)
	admin = s.as("安西 みどり")
	maker := s.as("高遠 結衣")
	maker.goesTo("/desk/applications", "屋内見守りカメラ みまも広角", "/applications/")
	draft := maker.path()
	maker.follow("/review")
	maker.sees("JST-CR-01-01-2024R1")
	maker.open(draft + "/kind")
	maker.choose("edition", "JST-CR-01-01-2024R2")
	maker.press(maker.T("applicant.save"))
	maker.open(draft)
	maker.sees("JST-CR-01-01-2024R2")

	admin.goesTo("/desk/office/?tab=all", "ベビーカメラ ひだまり", "/applications/")
	admin.press(admin.T("officer.issue.button"))
	admin.press(admin.T("officer.issue.confirm.button"))
	n := s.label("ベビーカメラ ひだまり")
	if one := s.tells(n); one.Edition != "JST-CR-01-01-2024R1" {
		s.t.Errorf("the label is of %s", one.Edition)
	}
	s.ends(n, "active", "JST-CR-01-01-2024")
}
