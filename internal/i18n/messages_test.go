package i18n_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"shirushi/internal/i18n"
)

// root of the repository from this folder.
const root = "../.."

// dynamic are beginnings of keys that the code puts together from a code of
// the scheme: "status." + status. Keys that begin so need no mention in the
// source.
var dynamic = []string{
	"status.", "state.", "deed.", "field.", "role.", "verdict.", "method.", "view.", "binds.", "zone.", "organisation.kind.", "error.", "notice.",
	"public.status.", "letter.", "apply.models.", "apply.scope.", "apply.publicity.", "apply.group.", "apply.way.", "apply.stage.", "apply.number.", "apply.party.", "apply.wait.", "apply.event.",
	"sheet.form.", "place.", "about.life.", "criteria.state.", "criteria.binds.", "paper.art.", "paper.use.", "abroad.outward.", "abroad.inward.", "abroad.effect.", "crosswalk.intersects", "monitor.", "crosswalk.subset", "erasure.event.", "case.outcome.", "case.do.", "case.done.", "case.step.", "case.next.", "case.turn", "case.cause.", "case.announce.", "objection.against.", "objection.next.", "objection.do.", "objection.form.", "objection.done.", "objection.follows.", "erasure.field.",
}

// A message is one text and where it stands.
type message struct{ file, text string }

func messages(t *testing.T, lang string) map[string]message {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("messages", lang, "*.json"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no message files for %s: %v", lang, err)
	}
	all := map[string]message{}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var one map[string]string
		if err := json.Unmarshal(b, &one); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for key, text := range one {
			if other, twice := all[key]; twice {
				t.Errorf("%s: key %q stands in %s already; keep one", name, key, other.file)
			}
			all[key] = message{name, text}
		}
		for _, key := range twice(b) {
			t.Errorf("%s: key %q stands in it twice; keep one", name, key)
		}
	}
	return all
}

var keyLine = regexp.MustCompile(`(?m)^\s*"([^"]+)"\s*:`)

// twice returns keys that one file defines twice, which JSON readers pass over.
func twice(file []byte) []string {
	seen, out := map[string]bool{}, []string(nil)
	for _, m := range keyLine.FindAllSubmatch(file, -1) {
		if key := string(m[1]); seen[key] {
			out = append(out, key)
		} else {
			seen[key] = true
		}
	}
	return out
}

func sorted(m map[string]message) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

var mark = regexp.MustCompile(`\{[^}]*\}`)

func marks(text string) []string {
	found := mark.FindAllString(text, -1)
	sort.Strings(found)
	return slices.Compact(found)
}

func TestMessages_areTheSameInBothLanguages(t *testing.T) {
	t.Parallel()
	ja, en := messages(t, "ja"), messages(t, "en")
	for _, key := range sorted(ja) {
		other, ok := en[key]
		if !ok {
			t.Errorf("%s: %q has no English text; add it to %s", ja[key].file, key, strings.Replace(ja[key].file, "/ja/", "/en/", 1))
			continue
		}
		if a, b := marks(ja[key].text), marks(other.text); !slices.Equal(a, b) {
			t.Errorf("%q has the marks %v in Japanese and %v in English; a text that leaves one out says less", key, a, b)
		}
		if filepath.Base(ja[key].file) != filepath.Base(other.file) {
			t.Errorf("%q stands in %s and in %s; keep it in files of one name", key, ja[key].file, other.file)
		}
	}
	for _, key := range sorted(en) {
		if _, ok := ja[key]; !ok {
			t.Errorf("%s: %q has no Japanese text; add it to %s", en[key].file, key, strings.Replace(en[key].file, "/en/", "/ja/", 1))
		}
	}
}

var japanese = regexp.MustCompile(`[\p{Han}\p{Hiragana}\p{Katakana}]`)

func TestMessages_areInTheirLanguageAndComplete(t *testing.T) {
	t.Parallel()
	well := regexp.MustCompile(`^\{\d\}$`)
	for _, lang := range i18n.Languages {
		all := messages(t, lang)
		for _, key := range sorted(all) {
			text := all[key].text
			switch {
			case strings.TrimSpace(text) == "":
				t.Errorf("%s: %q is blank", all[key].file, key)
			case lang == "en" && japanese.MatchString(text):
				t.Errorf("%s: %q holds Japanese: %q", all[key].file, key, text)
			case strings.ContainsAny(text, "<>"):
				t.Errorf("%s: %q holds markup; texts are shown as they are: %q", all[key].file, key, text)
			}
			for _, m := range marks(text) {
				if !well.MatchString(m) {
					t.Errorf("%s: %q has the mark %s; marks are {0} to {9}", all[key].file, key, m)
				}
			}
		}
	}
}

// Where the code names a message: as a literal argument of the functions that
// say or carry keys, or any literal of a key's form.
var (
	named  = regexp.MustCompile("(?:\\.T|\\bT|Code|Refuse|refuse|refusal|on|Key:)\\(?(?:[^()\"`\\n]*,)?\\s*\"([a-z0-9_]+(?:\\.[A-Za-z0-9_/]+)+)\"\\s*[,)}]")
	anyKey = regexp.MustCompile("[\"`]([a-z0-9_]+(?:\\.[A-Za-z0-9_/\\-]+)+)[\"`]")
)

// sources are all Go and templ files that are not for tests and not generated.
func sources(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, dir := range []string{"internal", "cmd"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && (strings.HasSuffix(d.Name(), "test") || d.Name() == "testkit"):
				return fs.SkipDir
			case d.IsDir():
				return nil
			}
			isGo := strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") && !strings.HasSuffix(path, "_templ.go")
			if !isGo && !strings.HasSuffix(path, ".templ") {
				return nil
			}
			b, err := os.ReadFile(path)
			all[strings.TrimPrefix(path, root+"/")] = string(b)
			return err
		})
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	if len(all) < 20 {
		t.Fatalf("found %d source files: the test does not see the house", len(all))
	}
	return all
}

func isDynamic(key string) bool {
	return slices.ContainsFunc(dynamic, func(prefix string) bool { return strings.HasPrefix(key, prefix) })
}

// One word for one thing: docs/words.md says which.
func TestMessages_sayTheWordOfTheHouse(t *testing.T) {
	t.Parallel()
	for lang, instead := range map[string]map[string]string{
		"ja": {
			"返戻": "差戻し", "却下": "不受理", "納付": "入金", "管理担当者": "組織管理者", "職員": "担当者", "証拠": "証跡", "復旧": "再登録",
			"交付": "付与", "ラベルを発行": "ラベルを付与", "関係省庁": "照会先の機関", "ラベルのページ": "製品情報ページ",
		},
		"en": {"recover": "register a new passkey"},
	} {
		for key, m := range messages(t, lang) {
			for word, say := range instead {
				if strings.Contains(strings.ToLower(m.text), word) {
					t.Errorf("%s: %s says %q; say %q", m.file, key, word, say)
				}
			}
		}
	}
}

func TestMessages_everyKeyUsedExists(t *testing.T) {
	t.Parallel()
	ja := messages(t, "ja")
	for path, text := range sources(t) {
		for i, line := range strings.Split(text, "\n") {
			if strings.HasPrefix(strings.TrimSpace(line), "//") {
				continue
			}
			for _, m := range named.FindAllStringSubmatch(line, -1) {
				if _, ok := ja[m[1]]; !ok {
					t.Errorf("%s:%d uses the message %q, which stands in no file of internal/i18n/messages/ja", path, i+1, m[1])
				}
			}
		}
	}
}

func TestMessages_everyKeyIsUsed(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	var built []string // beginnings of keys put together in place: "desk.task." + name
	joined := regexp.MustCompile("\"([a-z0-9_]+(?:\\.[a-z0-9_]+)*\\.)\"\\s*\\+")
	for _, text := range sources(t) {
		for _, m := range anyKey.FindAllStringSubmatch(text, -1) {
			used[m[1]] = true
		}
		for _, m := range joined.FindAllStringSubmatch(text, -1) {
			built = append(built, m[1])
		}
	}
	ja := messages(t, "ja")
	for _, key := range sorted(ja) {
		byPrefix := slices.ContainsFunc(built, func(prefix string) bool { return strings.HasPrefix(key, prefix) })
		if !used[key] && !byPrefix && !isDynamic(key) {
			t.Errorf("%s: nobody says %q; take it out of both languages, or name its prefix in dynamic if the code puts the key together", ja[key].file, key)
		}
	}
}
