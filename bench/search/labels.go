package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

var (
	places  = strings.Fields("青空 赤城 東雲 月見 白樺 若葉 瑞穂 高千穂 黒潮 南風 常盤 朝霧 夕凪 雪見 花園 松島 竹林 梅田 桜井 富士見 大和 武蔵 相模 信濃 越後 加賀 近江 丹波 播磨 備前 安芸 土佐 肥後 日向 薩摩 蝦夷 出羽 会津 伊豆 三河")
	trades  = strings.Fields("電機 通信 工業 精密 無線 電子 制作所 システム 技研 ネットワーク")
	uses    = strings.Fields("家庭用 業務用 屋外 屋内 小型 高速 省電力 防水 見守り 車載 工場用 店舗用")
	things  = strings.Fields("ルーター ネットワークカメラ スマートロック 環境センサー ドアホン プリンター 照明 エアコン 給湯器 録画装置 温度計 火災警報器 中継器 スピーカー 電力量計")
	english = strings.Fields("Router Camera Lock Sensor Doorphone Printer Light Conditioner Heater Recorder Thermometer Alarm Repeater Speaker Meter")
	names   = strings.Fields("ミハリ ツキミ ソヨギ カギモリ トモシビ ヒカリ ハヤテ シズク コダマ アカリ ミナト イブキ カスミ ツバサ ホムラ")
	series  = strings.Fields("SHC WTR NVC KGM ENV DPH PRT LGT ACN HTR REC THM ALM RPT SPK")
)

// label makes one of so many labels: numbers rise with the days over two
// years, a few makers have most of them.
func label(i, of int) registry.Entry {
	r := rand.New(rand.NewPCG(uint64(i), 1))
	maker := int(float64(len(places)*len(trades)*5) * r.Float64() * r.Float64() * r.Float64())
	place, trade := places[maker%len(places)], trades[maker/len(places)%len(trades)]
	thing, name := r.IntN(len(things)), names[r.IntN(len(names))]
	first := scheme.Date("2025-04-01").AddDays(int(int64(i) * 729 / int64(of)))
	e := registry.Entry{
		Number: number(i), Level: scheme.LevelID(fmt.Sprint(1 + r.IntN(2))), Category: "", Edition: "JST-CR-01-01-2024-R1", Evaluator: "applicant",
		Holder:      scheme.Text{Ja: fmt.Sprintf("%s%s%d株式会社", place, trade, maker), En: fmt.Sprintf("Maker No. %d Co., Ltd.", maker)},
		FirstIssued: first, Listed: first, Updated: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		Standing: scheme.Standing{ValidFrom: first, ValidUntil: first.AddDays(729)},
		Product: registry.Product{
			Name:    scheme.Text{Ja: uses[r.IntN(len(uses))] + things[thing] + " " + name, En: name + " " + english[thing]},
			Summary: scheme.Text{Ja: strings.Repeat("家庭のネットワークにつないで使う機器です。", 3)}, Manufacturer: place + trade, Country: "JP", Firmware: "1.0.0",
			HomePage: "https://www.example.com/", Enquiry: "https://www.example.com/enquiry", VulnerabilityDesk: "https://www.example.com/psirt", DisclosurePolicy: "https://www.example.com/policy",
		},
	}
	switch i % 50 {
	case 0:
		e.Withdrawn = first.AddDays(100)
	case 1:
		e.Revoked = first.AddDays(50)
	case 2:
		e.ValidUntil = first.AddDays(180)
	}
	for range 1 + r.IntN(7) {
		e.Product.Models = append(e.Product.Models, fmt.Sprintf("%s-%d%c", series[thing], 1000+r.IntN(900_000), 'A'+rune(r.IntN(26))))
	}
	return e
}

func number(i int) scheme.LabelNumber {
	return scheme.LabelNumber(fmt.Sprintf("%d%011d%d", 2025, i+1, i*7%10))
}

// A sort is one kind of search; query makes one of it that concerns label i.
type sort struct {
	name  string
	query func(i, of int) registry.Query
}

var sorts = []sort{
	{"whole number", func(i, _ int) registry.Query { return registry.Query{Text: string(number(i))} }},
	{"whole address", func(i, _ int) registry.Query {
		return registry.Query{Text: "https://label.example/l/" + string(number(i))}
	}},
	{"beginning of a number", func(i, _ int) registry.Query { return registry.Query{Text: string(number(i)[:10+i%4])} }},
	{"number with one wrong digit", func(i, _ int) registry.Query {
		return registry.Query{Text: string(number(i)[:9]) + "9" + string(number(i)[10:])}
	}},
	{"model as printed", func(i, of int) registry.Query { return registry.Query{Text: label(i, of).Product.Models[0]} }},
	{"model without its hyphen", func(i, of int) registry.Query {
		return registry.Query{Text: strings.ToLower(strings.ReplaceAll(label(i, of).Product.Models[0], "-", ""))}
	}},
	{"beginning of a model", func(i, of int) registry.Query { return registry.Query{Text: label(i, of).Product.Models[0][:6]} }},
	{"digits of a model", func(i, of int) registry.Query { return registry.Query{Text: label(i, of).Product.Models[0][4:]} }},
	{"model with one wrong sign", func(i, of int) registry.Query {
		return registry.Query{Text: "X" + label(i, of).Product.Models[0][1:]}
	}},
	{"series of three letters", func(i, _ int) registry.Query { return registry.Query{Text: series[i%len(series)]} }},
	{"product word", func(i, _ int) registry.Query { return registry.Query{Text: things[i%len(things)]} }},
	{"two characters", func(i, _ int) registry.Query {
		return registry.Query{Text: strings.Fields("電機 ルー 家庭 青空 鍵盤 カメ 株式 防水")[i%8]}
	}},
	{"holder", func(i, of int) registry.Query { return registry.Query{Text: label(i, of).Holder.Ja} }},
	{"holder and product", func(i, of int) registry.Query {
		return registry.Query{Text: places[i%len(places)] + " " + things[i%len(things)]}
	}},
	{"product and series", func(i, _ int) registry.Query {
		return registry.Query{Text: names[i%len(names)] + " " + series[i%len(series)]}
	}},
	{"English words", func(i, _ int) registry.Query { return registry.Query{Text: "maker " + english[i%len(english)]} }},
	{"word that no label has", func(i, _ int) registry.Query { return registry.Query{Text: fmt.Sprintf("存在しない製品%d", i)} }},
	{"nothing, newest", func(int, int) registry.Query { return registry.Query{} }},
	{"revoked", func(int, int) registry.Query { return registry.Query{Status: scheme.Revoked} }},
	{"active product word, level", func(i, _ int) registry.Query {
		return registry.Query{Text: things[i%len(things)], Status: scheme.Active, Level: "1"}
	}},
	{"expired product word", func(i, _ int) registry.Query {
		return registry.Query{Text: things[i%len(things)], Status: scheme.Expired}
	}},
	{"one holder's, by end", func(i, of int) registry.Query {
		return registry.Query{Holder: label(i, of).Holder.Ja, Sort: registry.EndingFirst}
	}},
	{"product word, by holder", func(i, _ int) registry.Query {
		return registry.Query{Text: things[i%len(things)], Sort: registry.ByHolder}
	}},
	{"issued in a month, oldest", func(i, _ int) registry.Query {
		return registry.Query{IssuedFrom: "2026-02-01", IssuedUntil: "2026-02-28", Sort: registry.OldestFirst}
	}},
}
