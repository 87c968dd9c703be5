package paper_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"shirushi/internal/paper"
	"shirushi/internal/paper/papertest"
)

// signs are those that documents about Japanese companies and products must
// carry and that PDF writers get wrong.
var signs = []string{
	"𠮷野家", "髙島屋", "山﨑", "神田と神田", "①②㈱", "ｶﾅ ﾊﾝｶｸ ｶﾞ", "Ångström Façade Łódź Győr Ōmori", "〜～−－—―", "⼀一", "か゚", "葛󠄀城市と葛城市",
	"が", "か\u3099", "Ho\u0302tel", "S\u0323\u0307", "ĀĒĪŌŪ", "※★☆○×℃㎡㍿", "𩸽", "☎", "№",
}

func sample() *paper.Doc {
	d := paper.New("ja", paper.Meta{
		Title: "見本 𠮷 (1) \\", Author: "架空ラベル事務局", Made: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC),
		Foot: "2026年4月1日 9:00（日本時間）現在", Mark: "見本 / SAMPLE",
	})
	d.Title("ラベル付与証")
	d.Right("2026年4月1日\n架空ラベル事務局")
	d.Notice("これは見本です。実在の制度とは関係がありません。")
	d.Heading("文字")
	d.Text(strings.Join(signs, "、"))
	d.List([]string{"一つ目の項目です。", strings.Repeat("長い項目は次の行に続きます。", 8)})
	d.Facts([]paper.Fact{{Key: "登録番号", Value: "2026 0000 0000 0017"}, {Key: "型番", Value: strings.Repeat("MHR-2600AX-", 20)},
		{Key: "ウェブサイト", Value: "https://www.kakuu-musen.example/products/security/router/mhr-2600/support/download/firmware.html?lang=ja&model=MHR-2600"}})
	var rows [][]string
	for i := range 60 {
		rows = append(rows, []string{fmt.Sprintf("S1.1-%02d", i+1), "適合", fmt.Sprintf("備考%d です。", i+1), "198,000"})
	}
	d.Table([]paper.Column{{Title: "番号"}, {Title: "判定"}, {Title: "備考", Share: 3}, {Title: "金額", Right: true}}, rows)
	d.Strong("大切なこと")
	d.Small("小さな字の注記です。")
	return d
}

func written(t *testing.T, d *paper.Doc) []byte {
	t.Helper()
	b, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDoc_isSoundAndCopiesEverySign(t *testing.T) {
	t.Parallel()
	d := sample()
	b := written(t, d)
	papertest.Check(t, b)
	text := papertest.Flat(papertest.Text(t, b))
	for _, s := range signs {
		if want := papertest.Flat(s); !strings.Contains(text, want) && !strings.Contains(norm.NFC.String(text), norm.NFC.String(want)) {
			t.Errorf("%q (%+q) is not copied out", s, s)
		}
	}
	if missing := d.Missing(); len(missing) > 0 {
		t.Errorf("no typeface has %q", missing)
	}
	for _, want := range []string{"S1.1-01", "S1.1-60", "備考60です。", "大切なこと", "1/3", "3/3", "2026年4月1日9:00（日本時間）現在"} {
		if !strings.Contains(text, papertest.Flat(want)) {
			t.Errorf("the document does not say %q", want)
		}
	}
}

func TestDoc_singleSignsAreCopiedOutExactly(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"𠮷", "髙", "﨑", "神", "神", "か\u3099", "が", "①", "㈱", "ｶ\uFF9E", "ő", "Ł", "葛\U000E0100", "⼀"} {
		d := paper.New("ja", paper.Meta{Title: "x"})
		d.Text("前" + s + "後")
		text := strings.TrimSpace(papertest.Text(t, written(t, d)))
		text, _, _ = strings.Cut(text, "\n")
		if text != "前"+s+"後" {
			t.Errorf("%+q is copied as %+q", "前"+s+"後", text)
		}
	}
}

func TestDoc_saysWhatItIs(t *testing.T) {
	t.Parallel()
	b := written(t, sample())
	info := papertest.Info(t, b)
	for _, want := range []string{"見本 𠮷 (1) \\", "架空ラベル事務局", "Tagged:          yes", "Wed Apr  1 00:00:00 2026"} {
		if !strings.Contains(info, want) {
			t.Errorf("the document does not say of itself %q:\n%s", want, info)
		}
	}
	if !bytes.Contains(b, []byte("/Lang (ja)")) {
		t.Error("the document does not say its language")
	}
	tree := papertest.Structure(t, b)
	for _, want := range []string{"H1 (block)\n    \"ラベル付与証\"", "H2 (block)", "LBody (block)", "/Scope /Row", "/Scope /Column"} {
		if !strings.Contains(tree, want) {
			t.Errorf("no %q in the tree of tags", want)
		}
	}
	if n := strings.Count(tree, "TR\n"); n != 3+61 {
		t.Errorf("%d rows are tagged, want 64", n)
	}
	if strings.Contains(tree, "現在") || strings.Contains(tree, "1 / 3") {
		t.Error("the foot of the page is read out")
	}
}

func TestDoc_sameContentSameBytes(t *testing.T) {
	t.Parallel()
	if !bytes.Equal(written(t, sample()), written(t, sample())) {
		t.Error("the same document has other bytes")
	}
}

func TestDoc_signThatNoTypefaceHasIsABoxAndReported(t *testing.T) {
	t.Parallel()
	d := paper.New("en", paper.Meta{Title: "x"})
	d.Text("a\U0001F44Db \u202Ec 한")
	if got := d.Missing(); strings.Join(got, " ") != "\u202e 한 \U0001F44D" {
		t.Errorf("missing %+q", got)
	}
	b := written(t, d)
	papertest.Check(t, b)
	if text := papertest.Text(t, b); !strings.Contains(text, "\U0001F44D") || !strings.Contains(text, "한") {
		t.Errorf("what stands in a box is copied as %+q", text)
	}
}

func TestDoc_takesAnyTextAndEndsPagesInTime(t *testing.T) {
	t.Parallel()
	for name, fill := range map[string]func(*paper.Doc){
		"nothing":            func(*paper.Doc) {},
		"blanks":             func(d *paper.Doc) { d.Text(""); d.Facts([]paper.Fact{{}}); d.Table(nil, [][]string{{}}); d.List(nil) },
		"broken text":        func(d *paper.Doc) { d.Text("a\xff\x00\u0301b" + strings.Repeat("\u0301", 500) + "\u200b") },
		"one word of a page": func(d *paper.Doc) { d.Text(strings.Repeat("x", 20000)) },
		"a cell of many pages": func(d *paper.Doc) {
			d.Table([]paper.Column{{Title: "a"}, {Title: "b"}}, [][]string{{"1", strings.Repeat("行\n", 300)}})
		},
		"a notice of pages": func(d *paper.Doc) { d.Notice(strings.Repeat("行\n", 200)) },
		"only spaces":       func(d *paper.Doc) { d.Text(strings.Repeat(" ", 3000)); d.Text("\t\u3000") },
		"breaks of pages": func(d *paper.Doc) {
			d.PageBreak()
			d.Heading("x")
			d.PageBreak()
			d.PageBreak()
			d.Space(400)
			d.Heading("y")
		},
	} {
		d := paper.New("ja", paper.Meta{Title: name})
		fill(d)
		papertest.Check(t, written(t, d))
	}
}
