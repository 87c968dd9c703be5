package testkit

import (
	"fmt"

	"shirushi/internal/scheme"
)

// names of the sample makers; all are invented.
var names = []struct{ ja, en, reading string }{
	{"架空無線工業株式会社", "Kakuu Musen Kogyo", "カクウムセンコウギョウ"},
	{"見本通信機器株式会社", "Mihon Tsushin Kiki", "ミホンツウシンキキ"},
	{"例示センサー株式会社", "Reiji Sensor", "レイジセンサー"},
	{"仮想家電株式会社", "Kasou Kaden", "カソウカデン"},
}

// CorporateNumber returns the n-th sample corporate number (0 ≤ n < 10000),
// with a valid check digit.
func CorporateNumber(n int) string {
	twelve := fmt.Sprintf("00009999%04d", n)
	for d := byte('1'); d <= '9'; d++ {
		if s := string(d) + twelve; scheme.CheckCorporateNumber(s) == nil {
			return s
		}
	}
	panic("testkit: no check digit fits " + twelve)
}

// Maker returns the n-th sample maker. Its ID is "maker-n"; admitting it
// gives it another.
func Maker(n int) scheme.Organisation {
	name := names[n%len(names)]
	ja, en := name.ja, name.en
	if n >= len(names) {
		ja, en = fmt.Sprintf("%s（%d）", ja, n), fmt.Sprintf("%s %d", en, n)
	}
	return scheme.Organisation{
		ID:              scheme.OrganisationID(fmt.Sprintf("maker-%d", n)),
		Kind:            scheme.Maker,
		Name:            scheme.Text{Ja: ja, En: en},
		Reading:         name.reading,
		CorporateNumber: CorporateNumber(n),
		Country:         "JP",
		Address:         "東京都見本区例示町1-2-3",
		Contact:         scheme.Contact{Name: "山田 花子", Email: fmt.Sprintf("contact@maker-%d.example", n), ReadsJapanese: true},
	}
}

// ForeignMaker returns the n-th sample maker without a corporate number.
func ForeignMaker(n int) scheme.Organisation {
	o := Maker(n)
	o.ID = scheme.OrganisationID(fmt.Sprintf("foreign-%d", n))
	o.Name = scheme.Text{En: fmt.Sprintf("Invented Devices %d Ltd", n)}
	o.Reading = ""
	o.CorporateNumber = ""
	o.Country = "SE"
	o.Address = "Exempelgatan 1, Provstad"
	o.Proof = scheme.Proof{Kind: "extract from the commercial register", Number: fmt.Sprintf("55%04d-0000", n)}
	o.Contact.Email = fmt.Sprintf("contact@foreign-%d.example", n)
	return o
}

// Agency returns the n-th sample agency, which applies for makers.
func Agency(n int) scheme.Organisation {
	o := Maker(n)
	o.ID = scheme.OrganisationID(fmt.Sprintf("agency-%d", n))
	o.Kind = scheme.Agency
	o.Name = scheme.Text{Ja: fmt.Sprintf("代行見本事務所（%d）", n), En: fmt.Sprintf("Daikou Mihon Office %d", n)}
	o.Reading = "ダイコウミホンジムショ"
	o.CorporateNumber = CorporateNumber(5000 + n)
	o.Contact.Email = fmt.Sprintf("contact@agency-%d.example", n)
	return o
}

// Authority returns the n-th sample authority, which answers inquiries.
func Authority(n int) scheme.Organisation {
	return scheme.Organisation{
		ID:              scheme.OrganisationID(fmt.Sprintf("authority-%d", n)),
		Kind:            scheme.Authority,
		Name:            scheme.Text{Ja: fmt.Sprintf("見本照会庁（%d）", n), En: fmt.Sprintf("Sample Review Agency %d", n)},
		Reading:         "ミホンショウカイチョウ",
		CorporateNumber: CorporateNumber(7000 + n),
		Country:         "JP",
	}
}

// Office returns the sample scheme office.
func Office() scheme.Organisation {
	return scheme.Organisation{
		ID:      "office",
		Kind:    scheme.Office,
		Name:    scheme.Text{Ja: "見本ラベル事務局", En: "Sample Label Office"},
		Reading: "ミホンラベルジムキョク",
		Country: "JP",
	}
}

// Person returns the n-th sample person of the organisation, who reads
// Japanese. The ID is made of the organisation's and n.
func Person(org scheme.Organisation, n int, roles ...scheme.Role) scheme.Person {
	return scheme.Person{
		ID:           scheme.PersonID(fmt.Sprintf("%s-person-%d", org.ID, n)),
		Organisation: org.ID,
		Name:         fmt.Sprintf("見本 太郎%d", n),
		Email:        fmt.Sprintf("person-%d@%s.example", n, org.ID),
		Language:     "ja",
		Roles:        roles,
	}
}

// Actor returns the person as one who is signed in.
func Actor(p scheme.Person, org scheme.Organisation, actsFor ...scheme.OrganisationID) scheme.Actor {
	return scheme.Actor{Person: p, Organisation: org, ActsFor: actsFor}
}
