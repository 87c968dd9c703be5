package scheme

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var forms = []Numbering{
	{"{year}{serial:6}{check}", CheckDamm}, {"{year}{serial:12}", CheckNone}, {"AP-{year}-{serial:5}", CheckNone},
	{"X{serial:3}{check}", CheckDamm}, {"{serial:1}", CheckNone},
}

func TestNumbering_formsThatCouldNotNumber(t *testing.T) {
	t.Parallel()
	for _, n := range forms {
		if err := n.Validate(); err != nil {
			t.Error(err)
		}
	}
	for _, n := range []Numbering{
		{"", CheckNone}, {"ABC", CheckNone}, {"{year}", CheckNone}, {"{serial:6}{serial:6}", CheckNone}, {"{serial:0}", CheckNone},
		{"{serial:19}", CheckNone}, {"{serial}", CheckNone}, {"{serial:x}", CheckNone}, {"{serial:6", CheckNone}, {"{month}{serial:6}", CheckNone},
		{"{check}{serial:6}", CheckDamm}, {"{serial:6}", CheckDamm}, {"{serial:6}{check}", CheckNone}, {"{serial:6}", ""}, {"{serial:6}", "luhn"},
	} {
		if n.Validate() == nil {
			t.Errorf("%+v passes", n)
		}
		if _, err := n.Number(2026, 1); err == nil {
			t.Errorf("%+v numbers", n)
		}
	}
}

func TestNumber_isWrittenAsTheFormSays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		n      Numbering
		year   int
		serial int64
		want   string
	}{
		{forms[1], 2026, 42, "2026000000000042"}, {forms[2], 2026, 1, "AP-2026-00001"}, {forms[3], 2026, 572, "X5724"}, {forms[4], 1, 9, "9"},
	} {
		if got, err := c.n.Number(c.year, c.serial); err != nil || got != c.want {
			t.Errorf("got %s, %v; want %s", got, err, c.want)
		}
	}
	for _, serial := range []int64{0, -1, 10} {
		if got, err := forms[4].Number(2026, serial); err == nil {
			t.Errorf("serial %d gave %s", serial, got)
		}
	}
}

func TestParse_forgivesHowPeopleType(t *testing.T) {
	t.Parallel()
	n := forms[0]
	number, err := n.Number(2026, 123)
	if err != nil {
		t.Fatal(err)
	}
	wide := strings.Map(func(r rune) rune { return r - '0' + '０' }, number)
	for _, typed := range []string{number, " " + number + "\t", wide, number[:4] + "-" + number[4:], number[:4] + "－" + number[4:],
		number[:4] + " " + number[4:7] + "\u3000" + number[7:], number[:4] + "ー" + number[4:]} {
		if got, err := n.Parse(typed); err != nil || got != number {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
	}
	if got, err := forms[2].Parse("ａｐ‐2026－00001"); err != nil || got != "AP-2026-00001" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestParse_tellsAWrongFormFromAWrongDigit(t *testing.T) {
	t.Parallel()
	n := forms[0]
	number, _ := n.Number(2026, 123)
	last := number[len(number)-1]
	slip := number[:len(number)-1] + string('0'+(last-'0'+1)%10)
	for typed, want := range map[string]string{
		"": "number refusal.number.malformed", number[1:]: "number refusal.number.malformed", number + "0": "number refusal.number.malformed",
		"20２6x00123": "number refusal.number.malformed", "２０２６": "number refusal.number.malformed", slip: "number refusal.number.check_digit",
		"' OR 1=1 --": "number refusal.number.malformed", strings.Repeat("9", 100000): "number refusal.number.malformed",
	} {
		_, err := n.Parse(typed)
		wants(t, err, want)
	}
}

func TestNumber_everyNumberIsReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom(forms[:4]).Draw(t, "form")
		year, serial := rapid.IntRange(1900, 2999).Draw(t, "year"), rapid.Int64Range(1, 999).Draw(t, "serial")
		number, err := n.Number(year, serial)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := n.Parse(number); err != nil || back != number {
			t.Fatalf("%s read back as %q, %v", number, back, err)
		}
	})
}

// Damm's promise: each single wrong digit and each swap of two different
// neighbours is found, wherever it happens.
func TestCheckDigit_findsEverySlipOfOneHand(t *testing.T) {
	t.Parallel()
	n := forms[0]
	for serial := int64(1); serial < 999999; serial += 7919 {
		number, err := n.Number(2026, serial)
		if err != nil {
			t.Fatal(err)
		}
		for i := range number {
			for d := byte('0'); d <= '9'; d++ {
				wrong := number[:i] + string(d) + number[i+1:]
				if _, err := n.Parse(wrong); (err == nil) != (wrong == number) {
					t.Fatalf("%s typed as %s: %v", number, wrong, err)
				}
			}
			if i > 0 && number[i] != number[i-1] {
				wrong := number[:i-1] + string(number[i]) + string(number[i-1]) + number[i+1:]
				if _, err := n.Parse(wrong); err == nil {
					t.Fatalf("%s typed as %s passes", number, wrong)
				}
			}
		}
	}
	if damm("572") != 4 || damm("") != 0 || damm("A5-7 2") != 4 {
		t.Fatal("the table of the thesis gives 4 for 572")
	}
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"20260000010", "AP-2026-00001", "x", "\xff\xfe", "−−−", "２０２６"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		for _, n := range forms {
			got, err := n.Parse(typed)
			if err != nil {
				if !IsRefusal(err, Invalid) {
					t.Fatal(err)
				}
				continue
			}
			if again, err := n.Parse(got); err != nil || again != got {
				t.Fatalf("%q is %q, which is %q, %v", typed, got, again, err)
			}
		}
	})
}

func ExampleNumbering() {
	n := Numbering{Form: "{year}{serial:11}{check}", Check: CheckDamm}
	number, _ := n.Number(2026, 1)
	fmt.Println(number, len(number))
	// Output: 2026000000000017 16
}
