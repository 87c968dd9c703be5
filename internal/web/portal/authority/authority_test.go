package authority_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/testkit"
	"shirushi/internal/web/portal/portaltest"
)

// accepted is an application of which the ministry was asked.
func accepted(b *portaltest.Bureau, t *testing.T, p scheme.Product) scheme.ApplicationID {
	t.Helper()
	id := b.Submitted(p, nil)
	b.OK(b.Office.Accept(t.Context(), b.One, id))
	return id
}

func tick(i scheme.Inquiry) string { return fmt.Sprintf("%s.%d", i.ID, i.Revision) }

func TestAuthority_theDeskIsForReviewersOnly(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	i := b.Inquiry(accepted(b, t, portaltest.Product(1)))
	other := testkit.Authority(9)
	b.Put(func(tx *store.Tx) error { return tx.PutOrganisation(&other) })
	asOther := b.Sign(b.Person(other, 1, scheme.RoleReviewer))
	at := "/ja/desk/authority/"
	for _, path := range []string{"", "inquiries.csv", string(i.ID), "no-objection"} {
		for name, session := range map[string]string{"maker": b.AsMaker, "officer": b.AsOne, "administrator": b.AsAdmin} {
			if got := b.Get(session, at+path); got.Status != http.StatusNotFound {
				t.Errorf("%s sees %s: %d", name, path, got.Status)
			}
		}
		b.Leads("signed out", b.Get("", at+path), "/ja/door/sign-in?next=")
	}
	for _, path := range []string{string(i.ID), string(i.ID) + "/take-back", "no-objection"} {
		for name, session := range map[string]string{"maker": b.AsMaker, "officer": b.AsOne, "administrator": b.AsAdmin} {
			if got := b.Post(session, at+path, "revision", "1", "view", "no_objection"); got.Status != http.StatusNotFound {
				t.Errorf("%s does %s: %d", name, path, got.Status)
			}
		}
	}
	for _, got := range []portaltest.Answer{b.Get(asOther, at+string(i.ID)), b.Post(asOther, at+string(i.ID), "revision", "1", "view", "no_objection"),
		b.Post(asOther, at+string(i.ID)+"/take-back", "revision", "1"), b.Post(asOther, at+"no-objection", "inquiry", tick(i)),
		b.Post(asOther, at+"no-objection", "inquiry", tick(i), "confirmed", "yes")} {
		if got.Status != http.StatusNotFound {
			t.Errorf("another authority: %d", got.Status)
		}
	}
	b.Leads("home", b.Get(b.AsRei, "/ja/desk"), at)
	b.OK(b.Account.Dismiss(t.Context(), b.Admin, b.Rei.Person.ID))
	b.Leads("dismissed", b.Get(b.AsRei, at), "/ja/door/sign-in")
}

// Every page of the desk, in both languages, is looked through for what the
// authority must not see.
func TestAuthority_noPageShowsWhatIsHidden(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	p := portaltest.Product(7)
	p.ParentCompanies = []string{"親会社の名"}
	id := accepted(b, t, p)
	f, err := b.Office.File(t.Context(), b.One, id)
	b.OK(err)
	a := f.Application
	i := b.Inquiry(id)
	for _, lang := range i18n.Languages {
		at := "/" + lang + "/desk/authority/"
		for _, answer := range []portaltest.Answer{b.Get(b.AsRei, at), b.Get(b.AsRei, at+"?tab=all"), b.Get(b.AsRei, at+string(i.ID)),
			b.Post(b.AsRei, at+"no-objection", "inquiry", tick(i)), b.Get(b.AsRei, at+"inquiries.csv")} {
			if answer.Status != http.StatusOK {
				t.Fatal(answer.Status)
			}
			for _, hidden := range []string{"設計書と実機で確かめました", "品質保証部", "SC-7", "責任 太郎", "psirt@", "help@", "contact@", "1.0.0", "試験記録",
				string(a.ID), a.Numbers.Application, b.Maker.Address, b.Maker.Contact.Name, "198000", "198,000", b.One.Person.Email} {
				if strings.Contains(answer.Body, hidden) {
					t.Errorf("%s shows %q", lang, hidden)
				}
			}
			for _, meant := range []string{a.Numbers.Acceptance, "照会用の供給元", "親会社の名", b.Maker.Reading} {
				if !strings.Contains(answer.Body, meant) {
					t.Errorf("%s does not show %q", lang, meant)
				}
			}
		}
	}
}

func TestAuthority_answersAsksAndTakesBack(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := accepted(b, t, portaltest.Product(1))
	i := b.Inquiry(id)
	at := "/ja/desk/authority/" + string(i.ID)
	b.Shows("nothing chosen", b.Post(b.AsRei, at, "revision", "1", "text", "書きかけ<i>"), http.StatusBadRequest, "回答を一覧から選んでください", "書きかけ&lt;i&gt;", `href="#f-view"`)
	b.Shows("objection in silence", b.Post(b.AsRei, at, "revision", "1", "view", "objection"), http.StatusBadRequest, "異議の理由を入力してください", `href="#f-text"`)
	b.Leads("question", b.Post(b.AsRei, at, "revision", "1", "view", "asks_more", "text", "親会社は"), at+"?done=question")
	b.Shows("asked", b.Get(b.AsRei, at+"?done=question"), http.StatusOK, "質問を送りました", "事務局の回答待ち", "親会社は")
	b.OK(b.Office.ReplyAuthority(t.Context(), b.One, id, i.ID, 2, "ありません"))
	b.Shows("replied", b.Get(b.AsRei, at), http.StatusOK, "ありません")
	b.Shows("old page", b.Post(b.AsRei, at, "revision", "2", "view", "condition", "text", "残る言葉"), http.StatusConflict, "変更されました", "残る言葉")
	b.Leads("condition", b.Post(b.AsRei, at, "revision", "3", "view", "condition", "text", "保守者を変えないこと"), at+"?done=answer")
	b.Shows("answered", b.Get(b.AsRei, at), http.StatusOK, "条件付きで異議なし", "保守者を変えないこと", b.Rei.Person.Name, "回答し直す")
	b.Leads("taken back", b.Post(b.AsRei, at+"/take-back", "revision", "4"), at+"?done=taken_back")
	b.Shows("open again", b.Get(b.AsRei, at), http.StatusOK, "回答待ち", "これまでの回答（1件）")
	b.OK(b.Office.GiveUp(t.Context(), b.Anna, id))
	b.Shows("ended", b.Get(b.AsRei, at), http.StatusOK, "この申請の手続きは終了しました")
	b.Shows("too late", b.Post(b.AsRei, at, "revision", "5", "view", "no_objection"), http.StatusConflict)
}

func TestAuthority_withoutAFreshPasskeyNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	i := b.Inquiry(accepted(b, t, portaltest.Product(1)))
	at := "/en/desk/authority/"
	b.Clock.Advance(scheme.StepUpHolds + time.Second)
	door := "/en/door/step-up?next=" + url.QueryEscape(at)
	b.Shows("answer", b.Post(b.AsRei, at+string(i.ID), "revision", "1", "view", "condition", "text", "kept"), http.StatusForbidden, "kept", door, `value="condition" checked`)
	b.Shows("together", b.Post(b.AsRei, at+"no-objection", "inquiry", tick(i), "confirmed", "yes"), http.StatusForbidden, door, tick(i))
	b.Consents(i2(b, t, i))
	j := b.Inquiry(i2(b, t, i))
	b.Shows("take back", b.Post(b.AsRei, at+string(i.ID)+"/take-back", "revision", fmt.Sprint(j.Revision)), http.StatusForbidden, door)
	if got := b.Inquiry(i2(b, t, i)); got.Open() {
		t.Error("taken back without a passkey")
	}
	b.Leads("with one", b.Post(b.Sign(b.Rei), at+string(i.ID)+"/take-back", "revision", fmt.Sprint(j.Revision)), at+string(i.ID))
}

// i2 finds the application of an inquiry.
func i2(b *portaltest.Bureau, t *testing.T, i scheme.Inquiry) (id scheme.ApplicationID) {
	t.Helper()
	b.OK(b.Store.View(t.Context(), func(tx *store.Tx) error {
		row, err := tx.Inquiry(i.ID)
		id = row.Application
		return err
	}))
	return id
}

func TestAuthority_answersManyByOnePasskeyAndAConfirmationThatNamesEach(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	var all []scheme.Inquiry
	var ids []scheme.ApplicationID
	for n := range 4 {
		ids = append(ids, accepted(b, t, portaltest.Product(n)))
		all = append(all, b.Inquiry(ids[n]))
	}
	at := "/ja/desk/authority/"
	b.Shows("list", b.Get(b.AsRei, at), http.StatusOK, all[0].About.Acceptance, all[3].About.Acceptance, `value="`+tick(all[0])+`"`)
	b.Shows("nothing ticked", b.Post(b.AsRei, at+"no-objection"), http.StatusBadRequest, "1件以上選んでください")
	ticks := []string{"inquiry", tick(all[0]), "inquiry", tick(all[1]), "inquiry", tick(all[2])}
	confirm := b.Post(b.AsRei, at+"no-objection", ticks...)
	b.Shows("confirmation", confirm, http.StatusOK, "3件の照会に「異議なし」と回答", all[0].About.Acceptance, all[1].About.Acceptance, all[2].About.Acceptance)
	if strings.Contains(confirm.Body, all[3].About.Acceptance) {
		t.Error("what was not ticked is named")
	}
	b.Shows("change", b.Post(b.AsRei, at+"no-objection", append(ticks, "confirmed", "no")...), http.StatusOK, `value="`+tick(all[1])+`" checked`)
	rei := b.Rei
	rei.SteppedUp = b.Clock.Now()
	b.OK(b.Office.AnswerInquiry(t.Context(), rei, all[1].ID, office.AnswerRequest{Revision: 1, View: scheme.Objects, Text: "異議"}))
	b.Shows("changed meanwhile", b.Post(b.AsRei, at+"no-objection", append(ticks, "confirmed", "yes")...), http.StatusConflict, all[1].About.Acceptance)
	if !b.Inquiry(ids[0]).Open() {
		t.Fatal("half of them was answered")
	}
	b.Leads("done", b.Post(b.AsRei, at+"no-objection", "inquiry", tick(all[0]), "inquiry", tick(all[2]), "confirmed", "yes"), at+"?answered=2")
	b.Shows("done", b.Get(b.AsRei, at+"?answered=2"), http.StatusOK, "2件の照会に「異議なし」と回答しました", all[3].About.Acceptance)
	b.Shows("answered", b.Get(b.AsRei, at+"?tab=answered"), http.StatusOK, all[0].About.Acceptance, "異議あり")
	b.Shows("a search looks in all of them", b.Get(b.AsRei, at), http.StatusOK, `<input type="hidden" name="tab" value="all">`)
	b.Shows("search", b.Get(b.AsRei, at+"?tab=all&q="+url.QueryEscape("みほんかめら　３")), http.StatusOK, "検索に一致する照会はありません")
	b.Shows("search", b.Get(b.AsRei, at+"?tab=all&q="+url.QueryEscape("見本ｶﾒﾗ ３")), http.StatusOK, all[3].About.Acceptance)
	csv := b.Get(b.AsRei, at+"inquiries.csv")
	if csv.Status != http.StatusOK || strings.Count(csv.Body, "\r\n") != 5 || !strings.Contains(csv.Body, all[2].About.Acceptance) || csv.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("csv: %d %s", csv.Status, csv.Body)
	}
	b.Clock.Advance(90 * 24 * time.Hour)
	b.Shows("late", b.Get(b.Sign(b.Rei), at), http.StatusOK, "回答期限を過ぎています")
	b.Shows("nothing yet", b.Get(b.Sign(b.Rei), at+"?tab=closed"), http.StatusOK, "終了した照会はありません")
}
