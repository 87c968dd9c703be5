package portal_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
	"shirushi/internal/web/portal"
)

// recorded are the nouns that audit lines hold.
var recorded = []any{scheme.Application{}, scheme.Answer{}, scheme.Label{}, scheme.Organisation{}, scheme.Person{}, scheme.Power{}, scheme.Absence{}, scheme.Recusal{}, scheme.Comment{},
	scheme.EvidenceFile{}, scheme.Demand{}, scheme.Payment{}, scheme.Refund{}, scheme.Ledger{}, scheme.Doubt{}, scheme.Misuse{}}

// Every part of what is recorded is said in words, in both languages.
func TestChanges_everyPartHasWords(t *testing.T) {
	t.Parallel()
	parts := map[string]bool{}
	for _, one := range recorded {
		partsOf(reflect.TypeOf(one), parts)
	}
	if len(parts) < 80 {
		t.Fatalf("found %d parts: the test does not see the nouns", len(parts))
	}
	for _, lang := range i18n.Languages {
		for part := range parts {
			before, err := json.Marshal(map[string]string{part: "a"})
			if err != nil {
				t.Fatal(err)
			}
			got := portal.Changes(page.Frame{P: i18n.For(lang)}, string(before), "{}", nil)
			key := snake(part)
			if len(got) == 1 && !i18n.For(lang).Has("audit.field."+key) && !i18n.For(lang).Has("field."+key) {
				t.Errorf("%s: %s has no words: add audit.field.%s to internal/i18n/messages/%s/audit.json", lang, part, key, lang)
			}
		}
	}
}

func snake(name string) string {
	var out strings.Builder
	for i, r := range name {
		if r >= 'A' && r <= 'Z' && i > 0 && name[i-1] >= 'a' && name[i-1] <= 'z' {
			out.WriteByte('_')
		}
		out.WriteString(strings.ToLower(string(r)))
	}
	return out.String()
}

func partsOf(t reflect.Type, parts map[string]bool) {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == reflect.TypeFor[time.Time]() {
		return
	}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || !f.IsExported() {
			continue
		}
		if name == "" {
			name = f.Name
		}
		if !f.Anonymous {
			parts[name] = true
		}
		partsOf(f.Type, parts)
	}
}

func TestChanges_inWords(t *testing.T) {
	t.Parallel()
	names := map[string]string{"AAAAAAAAAAAAAAAAAAAAAAAAAA": "小野寺 航"}
	for _, c := range []struct{ before, after, want string }{
		{`{"State":"submitted"}`, `{"State":"accepted"}`, "状態：提出済み→受理"},
		{`{"Officer":""}`, `{"Officer":"AAAAAAAAAAAAAAAAAAAAAAAAAA"}`, "担当者：→小野寺 航"},
		{`{"AcceptedAt":"0001-01-01T00:00:00Z","FeeYen":0}`, `{"AcceptedAt":"2026-04-01T03:00:00Z","FeeYen":198000}`,
			"受理日時：→2026年4月1日 3:00（UTC）｜手数料：→198,000"},
		{`{"Product":{"name":{"ja":"カメラ"},"models":["A"]}}`, `{"Product":{"name":{"ja":"カメラ2"},"models":["A","B"]}}`, "型番：A→A\nB｜名称・日本語：カメラ→カメラ2"},
		{``, `{"Answer":{"S1.1-04":{"verdict":"conforms","assessed_on":"2026-03-20"}}}`, "評価した日：→2026年3月20日｜判定：→適合"},
		{`{"Returns":[{"reason":"型番","back":"0001-01-01T00:00:00Z"}]}`, `{"Returns":[{"reason":"型番","back":"2026-04-02T03:00:00Z"},{"reason":"証跡"}]}`,
			"差戻し・1件目・再提出の日時：→2026年4月2日 3:00（UTC）｜差戻し・2件目・理由：→証跡"},
		{`{"Returns":[]}`, `{"Returns":null}`, ""},
		{`{"Revision":1}`, `{"Revision":2}`, ""},
		{`{"Unknown":"<b>"}`, `{}`, "Unknown：<b>→"},
		{`broken`, `[1]`, "全体：→1"},
	} {
		var got []string
		for _, change := range portal.Changes(page.Frame{P: i18n.For("ja")}, c.before, c.after, names) {
			got = append(got, fmt.Sprintf("%s：%s→%s", change.Part, change.From, change.To))
		}
		if said := strings.Join(got, "｜"); said != c.want {
			t.Errorf("%s → %s\n got %s\nwant %s", c.before, c.after, said, c.want)
		}
	}
}

var (
	deedDone  = regexp.MustCompile(`\.(?:Do|audit)\(ctx, [^"\n]*"([a-z][a-z_]+)"|\bdeed[A-Z]\w* *= "([a-z][a-z_]+)"|Deed[A-Z]\w+ +Deed = "([a-z][a-z_]+)"`)
	deedRooms = []string{"office", "doubt", "misuse", "account", "governance", "scheme", "takeover"}
)

// Every deed that leaves a line is said in words, in both languages.
func TestDeedDone_everyDeedHasWords(t *testing.T) {
	t.Parallel()
	deeds := map[string]bool{}
	for _, room := range deedRooms {
		files, err := filepath.Glob("../../" + room + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range deedDone.FindAllStringSubmatch(string(b), -1) {
				deeds[m[1]+m[2]+m[3]] = true
			}
		}
	}
	if len(deeds) < 40 {
		t.Fatalf("found %d deeds: the test does not see them", len(deeds))
	}
	for deed := range deeds {
		for _, lang := range i18n.Languages {
			p := i18n.For(lang)
			if !p.Has("audit.deed."+deed) && !p.Has("officer.history."+deed) {
				t.Errorf("%s: the deed %s has no words: add audit.deed.%s to internal/i18n/messages/%s/audit.json", lang, deed, deed, lang)
			}
		}
	}
}
