// Package shirushi holds no code of its own. Its test keeps the house in
// order: which room may import which, who may use which outside module, where
// SQL stands, and what the pure rooms may not touch. It parses the files
// itself rather than ask `go list`, whose answer the test cache would not
// know to be stale.
package shirushi

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// arrows says which of our rooms each room may import; nothing else may it.
// A room is named by its folder, without internal/. Tests may import every
// room but the commands.
var arrows = map[string][]string{
	"scheme":   {},
	"fold":     {},
	"i18n":     {},
	"job":      {},
	"font":     {},
	"picture":  {"font"},
	"paper":    {"font", "picture"},
	"backup":   {},
	"blob":     {},
	"shelf":    {},
	"wire":     {}, // requests and bytes
	"publog":   {},
	"scan":     {"fold"},                      // no registry: it reads pictures and addresses, and knows no label
	"witness":  {"publog"},                    // no store: it knows what a log shows to everyone
	"fetch":    {},                            // one host on the web is asked
	"monitor":  {"scheme", "publog", "fetch"}, // no store, no registry: it knows what everyone may see
	"registry": {"scheme", "fold"},
	"yamlfile": {"i18n"}, // the form of files, nothing of what they are about
	"catalog":  {"scheme", "art", "picture", "yamlfile"},
	"device":   {"scheme", "yamlfile"},
	"report":   {"scheme"},                     // no network, no desk
	"probe":    {"scheme", "device", "report"}, // never store, office or web
	"readout":  {"scheme", "i18n", "paper", "report"},
	"command":  {},
	"sheet":    {"scheme", "i18n"},
	"dump":     {"scheme", "registry", "sheet", "i18n"}, // no store: nothing hidden can come into a file
	"art":      {"scheme", "registry", "i18n", "picture", "paper"},
	"voucher":  {"scheme", "i18n", "paper"},
	"document": {"scheme", "registry", "statement", "i18n", "art", "paper"},
	"dossier":  {"scheme", "i18n", "paper"},

	"store":        {"scheme", "registry", "fold", "publog"},
	"mail":         {"scheme", "store", "i18n"},
	"account":      {"scheme", "store"},
	"desk":         {"scheme", "store", "account", "catalog"},
	"labeldesk":    {"scheme", "registry", "store", "desk"},
	"holding":      {"scheme", "mail", "store", "desk", "labeldesk"},
	"surveillance": {"scheme", "mail", "store", "desk", "labeldesk"},
	"remedy":       {"scheme", "store", "desk", "labeldesk"},
	"renewal":      {"scheme", "store", "desk", "labeldesk"},
	"office":       {"scheme", "registry", "fold", "catalog", "art", "sheet", "mail", "blob", "store", "account", "desk", "labeldesk"},
	"agenda":       {"scheme", "mail", "store", "desk", "labeldesk", "remedy", "surveillance"},
	"misuse":       {"scheme", "store", "desk", "labeldesk"},
	"workload":     {"scheme", "store", "desk", "labeldesk"},
	"doubt":        {"scheme", "fold", "store", "desk", "labeldesk", "misuse", "surveillance"},
	"reader":       {"scheme", "publog", "fetch", "statement", "paper"}, // no store: it looks from outside
	"statement":    {"scheme", "publog"},
	"keeper":       {"scheme", "registry", "publog", "statement", "witness", "store", "desk"},
	"takeover":     {"scheme", "registry", "store", "desk"},
	"governance":   {"scheme", "registry", "catalog", "mail", "store", "account", "desk"},

	"web":             {"web/page", "scheme", "i18n", "wire"},
	"web/page":        {"scheme", "i18n"},
	"web/page/public": {"web/page", "scheme", "registry", "i18n"},
	"web/page/desk":   {"web/page", "scheme", "registry", "catalog", "dossier", "i18n"},
	"web/public":      {"shelf", "web", "web/page", "web/page/public", "scheme", "registry", "statement", "art", "document", "sheet", "scan", "fold", "i18n"}, // no office, no store: public pages cannot see drafts
	"web/api":         {"web", "scheme", "registry", "statement", "dump", "i18n"},
	"web/data":        {"web", "web/page", "web/page/public", "scheme", "registry", "dump", "i18n"}, // no store, as web/public
	"web/log":         {"publog", "web", "web/page/public", "scheme"},                               // what was signed, and no store
	"web/intake":      {"web", "web/page", "web/page/public", "scheme"},                             // no store, no desk: what it writes goes through its Inbox
	"web/door":        {"web", "web/page", "web/page/desk", "scheme", "account", "i18n"},

	// The counter and its desks. A desk imports the counter and the rooms whose
	// deeds it offers; no desk imports another.
	"web/portal":              {"web", "web/page", "web/page/desk", "scheme", "dossier", "account", "office"},
	"web/portal/authority":    {"web", "web/page", "web/page/desk", "web/portal", "scheme", "office", "sheet"},
	"web/portal/applicant":    {"web/portal", "web", "web/page", "web/page/desk", "web/page/public", "scheme", "i18n", "fold", "sheet", "account", "office"}, // page/public only to preview a label
	"web/portal/officer":      {"web/portal", "web", "web/page", "web/page/desk", "scheme", "office", "sheet"},
	"web/portal/holding":      {"web/portal", "web", "web/page", "web/page/desk", "scheme", "store", "office", "holding"}, // store: an audit line
	"web/portal/surveillance": {"web/portal", "web", "web/page", "web/page/desk", "scheme", "store", "surveillance"},
	"web/portal/remedy":       {"web/portal", "web", "web/page", "web/page/desk", "scheme", "store", "remedy"},
	"web/portal/agenda":       {"web/portal", "web", "web/page", "web/page/desk", "scheme", "agenda"},
	"web/portal/vault":        {"web/portal", "web", "web/page", "web/page/desk", "scheme", "office"},
	"web/portal/money":        {"web/portal", "web", "web/page", "web/page/desk", "scheme", "sheet", "voucher", "i18n", "office"},
	"web/portal/admin":        {"web/portal", "web", "web/page", "web/page/desk", "scheme", "catalog", "account", "governance", "office"},
	"web/portal/workload":     {"web/portal", "web", "web/page", "web/page/desk", "scheme", "i18n", "sheet", "workload"},
	"web/portal/report":       {"web/portal", "web", "web/page", "web/page/desk", "scheme", "doubt", "misuse"},

	"schemes/jc-star":    {},
	"cmd/shirushi":       {anyRoom},
	"cmd/shirushi-check": {"command", "i18n", "scheme", "catalog", "yamlfile", "device", "probe", "readout", "report", "publog", "schemes/jc-star"}, // nothing of the server

	"bench/…": {anyRoom}, // all programs that measure; nobody imports them

	"demo":                    {"scheme", "catalog", "store", "account", "desk", "office", "holding", "surveillance", "remedy", "doubt", "misuse", "governance", "takeover"},
	"store/storetest":         {"store"},
	"statement/statementtest": {"scheme", "publog", "statement"},
	"browsertest":             {},
	"interop":                 {}, // a module of its own: programs of others read the log
}

// onePageAFolder are rooms in which each page has a folder of its own; the
// folders count as the room.
var onePageAFolder = []string{"web/page/public", "web/page/desk"}

// anyRoom stands for every room that is not a command or for tests only.
const anyRoom = "*"

// dataRooms hold a scheme as data. Only commands, which seed the demo from
// them, and tests may read one: a running server reads what was loaded.
var dataRooms = []string{"schemes/jc-star"}

// outside says which rooms may use which outside module. A module that stands
// here with no room is for tests only.
var outside = map[string][]string{
	"modernc.org/sqlite":                    {"store"},
	"github.com/jackc/pgx":                  {"store"},
	"github.com/pressly/goose":              {"store"},
	"go.yaml.in/yaml":                       {"yamlfile", "demo", "cmd/shirushi"},
	"github.com/santhosh-tekuri/jsonschema": {"yamlfile"},
	"golang.org/x/text":                     {"fold", "font", "i18n", "account", "catalog", "mail", "sheet"},
	"github.com/go-webauthn/webauthn":       {"account"},
	"github.com/wneessen/go-mail":           {"mail"},
	"rsc.io/qr":                             {"art"},
	"github.com/makiuchi-d/gozxing":         {"scan"},
	"github.com/xuri/excelize":              {"sheet"},
	"golang.org/x/image":                    {"font", "picture"},
	"golang.org/x/mod":                      {"publog", "statement", "witness", "store", "keeper", "monitor", "reader", "report", "bench/…"}, // sumdb: trees of hashes, signed notes
	"golang.org/x/term":                     {"cmd/shirushi-check"},
	"golang.org/x/crypto":                   {"probe"}, // ssh, as a client
	"filippo.io/age":                        {"blob"},
	"github.com/a-h/templ":                  {"web", "web/page", "web/page/public", "web/page/desk", "readout"},
	"github.com/danielgtaylor/huma":         {"web/api"},
	"github.com/google/go-cmp":              {},
	"golang.org/x/net":                      {"scan", "probe"}, // names of hosts in other scripts; the forms of pages
	"pgregory.net/rapid":                    {},
	"github.com/rogpeppe/go-internal":       {},
	"github.com/descope/virtualwebauthn":    {},
	"github.com/chromedp":                   {},
	"github.com/transparency-dev":           {"bench/…"}, // a peer, in a module of its own; reads the log in interop
}

// pure rooms read no clock, no file, no network and no chance: the same
// question has the same answer on every machine and every day.
var pure = []string{"scheme", "fold", "registry", "statement"}

var impurePackages = []string{"os", "net", "io/fs", "embed", "syscall", "context", "log", "math/rand", "crypto/rand", "database/sql", "runtime"}
var purePackages = []string{"net/url"} // only parses
var clockFunctions = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "LoadLocation"}

// sayNothing lists names that fit everything and so tell a reader nothing.
var sayNothing = []string{"util", "utils", "common", "helper", "helpers", "core", "base", "manager", "misc", "impl", "lib", "shared", "types", "models", "services", "internal"}

// speaksSQL are the rooms that may hold SQL and use database/sql.
var speaksSQL = []string{"store", "store/storetest"}

// japaneseInCode is all the Japanese that code may hold: the name of a
// language is said in that language. All other words stand in the message
// files or in the scheme's data.
var japaneseInCode = []string{"日本語"}

// writesJapanese are free of that: i18n knows how a date is written, the
// people invented by the demo and by what measures write their own words, a drawing carries both
// languages at once, a list is found by its headings in either language, and
// a command prints a few lines on a terminal.
var writesJapanese = []string{"i18n", "demo", "art", "sheet", "cmd/shirushi", "bench/…"}

var sqlText = regexp.MustCompile(`(?is)^\s*(SELECT\s.+\sFROM\s|INSERT\s+INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|(CREATE|DROP|ALTER)\s+(TABLE|DATABASE|INDEX|UNIQUE|TRIGGER|VIEW)\s|WITH\s+\S+\s+AS\s*\(|PRAGMA\s|VACUUM\s)`)

// japanese matches words: a single sign may be one that a parser looks for.
var japanese = regexp.MustCompile(`[\p{Han}\p{Hiragana}\p{Katakana}]{2}`)

// TestHouse_standsInOrder checks every Go file of the repository.
func TestHouse_standsInOrder(t *testing.T) {
	t.Parallel()
	files, err := readHouse(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 20 {
		t.Fatalf("found %d Go files: the test does not see the house", len(files))
	}
	for _, v := range violations(files) {
		t.Error(v)
	}
}

// TestHouse_listsEveryRoomOnce keeps the lists above true to the tree.
func TestHouse_listsEveryRoomOnce(t *testing.T) {
	t.Parallel()
	files, err := readHouse(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	there := make(map[string]bool)
	for _, f := range files {
		there[f.room()] = true
	}
	for room, may := range arrows {
		if !there[room] {
			t.Errorf("arrows lists room %q, which holds no Go file: take the line out of arrows_test.go; a room is made when its first tenant arrives", room)
		}
		for _, r := range may {
			if r != anyRoom && !there[r] {
				t.Errorf("arrows lets %q import %q, which holds no Go file: take it out of the line", room, r)
			}
		}
	}
	for module, rooms := range outside {
		for _, room := range rooms {
			if !there[room] {
				t.Errorf("outside lets %q use %s, but there is no such room: take it out of the line", room, module)
			}
		}
	}
}

// A source is one Go file, its path from the root of the repository with
// slashes.
type source struct{ path, text string }

func (s source) room() string {
	dir := path.Dir(s.path)
	if dir == "." {
		return ""
	}
	return roomOf(dir)
}

// roomOf returns the room of a folder, from the root of the repository.
func roomOf(dir string) string {
	if strings.HasPrefix(dir, "bench/") {
		return "bench/…"
	}
	room := strings.TrimPrefix(dir, "internal/")
	for _, whole := range onePageAFolder {
		if strings.HasPrefix(room, whole+"/") {
			return whole
		}
	}
	return room
}

func (s source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") || forTests(s.room()) }

// forTests reports whether a room is there for tests only.
func forTests(room string) bool {
	return room == "testkit" || strings.HasPrefix(room, "testkit/") || strings.HasSuffix(room, "test")
}

func readHouse(house fs.FS) ([]source, error) {
	var files []source
	err := fs.WalkDir(house, ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && p != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "node_modules" || d.Name() == "tmp"):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(p, ".go"):
			return nil
		}
		b, err := fs.ReadFile(house, p)
		files = append(files, source{p, string(b)})
		return err
	})
	return files, err
}

// violations returns what is out of order in the files, each with its remedy.
func violations(files []source) []string {
	var all []string
	for _, f := range files {
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, f.path, f.text, parser.SkipObjectResolution)
		if err != nil {
			all = append(all, fmt.Sprintf("%s does not parse: %v", f.path, err))
			continue
		}
		c := check{source: f, set: set, file: file}
		c.name()
		c.imports()
		c.literals()
		if slices.Contains(pure, f.room()) && !f.isTest() {
			c.clock()
		}
		all = append(all, c.found...)
	}
	return all
}

// A check is the walk through one file.
type check struct {
	source
	set   *token.FileSet
	file  *ast.File
	found []string
}

func (c *check) say(at token.Pos, format string, args ...any) {
	pos := c.set.Position(at)
	c.found = append(c.found, fmt.Sprintf("%s:%d %s", c.path, pos.Line, fmt.Sprintf(format, args...)))
}

func (c *check) name() {
	name := strings.TrimSuffix(c.file.Name.Name, "_test")
	if slices.Contains(sayNothing, name) {
		c.say(c.file.Package, "package %s: the name tells a reader nothing; name the room after the place or book it is", name)
	}
	if _, listed := arrows[c.room()]; !listed && c.room() != "" && !forTests(c.room()) {
		c.say(c.file.Package, "room %q is not in arrows: add a line to arrows_test.go that says what it may import, as little as it needs", c.room())
	}
}

func (c *check) imports() {
	for _, spec := range c.file.Imports {
		what, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			c.say(spec.Pos(), "import %s cannot be read", spec.Path.Value)
			continue
		}
		first, _, _ := strings.Cut(what, "/")
		switch {
		case first == "shirushi":
			c.ours(spec.Pos(), roomOf(strings.TrimPrefix(what, "shirushi/")))
		case strings.Contains(first, "."):
			c.theirs(spec.Pos(), what)
		default:
			c.standard(spec.Pos(), what)
		}
	}
}

// ours checks an arrow between two of our rooms.
func (c *check) ours(at token.Pos, room string) {
	may := arrows[c.room()]
	switch {
	case strings.HasPrefix(room, "cmd/"):
		c.say(at, "imports %s: nobody imports a command; move what you need into a room below it", room)
	case c.isTest():
	case forTests(room):
		c.say(at, "imports %s, which is for tests only: use it in a _test.go file, or move what you need into a room", room)
	case slices.Contains(dataRooms, room) && !strings.HasPrefix(c.room(), "cmd/"):
		c.say(at, "imports %s: only commands and tests read a scheme's files; elsewhere take a *scheme.Scheme as parameter", room)
	case room == c.room() || slices.Contains(may, anyRoom) || slices.Contains(may, room):
	default:
		c.say(at, "imports %s, but %s may import only %v: let a room that may see both pass in what you need, "+
			"or, when the arrow is right, add it to arrows in arrows_test.go and say why in docs/decisions", room, c.room(), may)
	}
}

// theirs checks the use of an outside module.
func (c *check) theirs(at token.Pos, what string) {
	if slices.Contains(pure, c.room()) && !c.isTest() && c.room() == "scheme" {
		c.say(at, "imports %s: the rule book uses the standard library only", what)
		return
	}
	for module, rooms := range outside {
		if what != module && !strings.HasPrefix(what, module+"/") {
			continue
		}
		if !c.isTest() && !slices.Contains(rooms, c.room()) {
			c.say(at, "imports %s, which only %v may: call the room that owns the module instead", what, rooms)
		}
		return
	}
	c.say(at, "imports %s, which nobody may yet: do without it, or add it to outside in arrows_test.go with the one room that uses it "+
		"and a line in docs/decisions that says why it is worth keeping up with", what)
}

// standard checks the use of the standard library.
func (c *check) standard(at token.Pos, what string) {
	within := func(list []string) bool {
		return slices.ContainsFunc(list, func(p string) bool { return what == p || strings.HasPrefix(what, p+"/") })
	}
	switch {
	case within([]string{"database/sql"}) && !slices.Contains(speaksSQL, c.room()):
		c.say(at, "imports %s: only store speaks to the database; add a method to the noun's file in internal/store", what)
	case slices.Contains(pure, c.room()) && !c.isTest() && within(impurePackages) && !slices.Contains(purePackages, what):
		c.say(at, "imports %s: %s is pure; take what you need as a parameter", what, c.room())
	}
}

// literals looks for SQL outside store and for Japanese outside the message
// files.
func (c *check) literals() {
	ast.Inspect(c.file, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return true
		}
		text, err := strconv.Unquote(lit.Value)
		if err != nil {
			return true
		}
		if sqlText.MatchString(text) && !slices.Contains(speaksSQL, c.room()) && c.room() != "" {
			c.say(lit.Pos(), "holds SQL (%.40q): SQL stands in internal/store only; add a method to the noun's file there", text)
		}
		if !c.isTest() && !slices.Contains(writesJapanese, c.room()) && !slices.Contains(japaneseInCode, text) && japanese.MatchString(text) {
			c.say(lit.Pos(), "holds words for people (%.40q): put them into internal/i18n/messages/ja and en under one key, or into the scheme's data", text)
		}
		return true
	})
}

// clock looks for calls that read the clock or the machine's time zones.
func (c *check) clock() {
	ast.Inspect(c.file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if pkg, ok := sel.X.(*ast.Ident); ok && (pkg.Name == "time" && slices.Contains(clockFunctions, sel.Sel.Name) || pkg.Name == "time" && sel.Sel.Name == "Local") {
			c.say(sel.Pos(), "uses time.%s: %s is pure; take the day or the time as a parameter", sel.Sel.Name, c.room())
		}
		return true
	})
}

// TestViolations_areFound tries the checks themselves on small sources.
func TestViolations_areFound(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, path, text, want string }{
		{"a public page reads the store", "internal/web/public/label.go", `package public; import "shirushi/internal/store"; var _ = store.Open`, "imports store, but web/public may import only"},
		{"a public page reads the registry", "internal/web/public/label.go", `package public; import _ "shirushi/internal/registry"`, ""},
		{"somebody imports a command", "internal/office/office.go", `package office; import _ "shirushi/cmd/shirushi"`, "nobody imports a command"},
		{"even a test imports a command", "internal/office/office_test.go", `package office; import _ "shirushi/cmd/shirushi"`, "nobody imports a command"},
		{"a command imports any room", "cmd/shirushi/main.go", `package main; import _ "shirushi/internal/store"; import _ "shirushi/schemes/jc-star"`, ""},
		{"a command imports a test room", "cmd/shirushi/main.go", `package main; import _ "shirushi/internal/store/storetest"`, "for tests only"},
		{"a test imports a test room", "internal/office/story_test.go", `package office; import _ "shirushi/internal/store/storetest"; import _ "shirushi/internal/web"`, ""},
		{"a room reads the embedded scheme", "internal/office/office.go", `package office; import _ "shirushi/schemes/jc-star"`, "only commands and tests"},
		{"a test reads the embedded scheme", "internal/office/office_test.go", `package office; import _ "shirushi/schemes/jc-star"`, ""},
		{"a room nobody listed", "internal/kitchen/pot.go", `package kitchen`, `room "kitchen" is not in arrows`},
		{"a module in the wrong room", "internal/office/office.go", `package office; import _ "github.com/jackc/pgx/v5/stdlib"`, "which only [store] may"},
		{"a module in its room", "internal/store/store.go", `package store; import _ "github.com/jackc/pgx/v5/stdlib"`, ""},
		{"a module whose name only begins alike", "internal/store/store.go", `package store; import _ "github.com/jackc/pgxlisten"`, "nobody may yet"},
		{"a module for tests in the open", "internal/store/store.go", `package store; import _ "github.com/google/go-cmp/cmp"`, "which only [] may"},
		{"a module for tests in a test", "internal/store/store_test.go", `package store; import _ "github.com/google/go-cmp/cmp"`, ""},
		{"a module nobody knows, in a test", "internal/store/store_test.go", `package store; import _ "github.com/stretchr/testify/assert"`, "nobody may yet"},
		{"the rule book uses a module", "internal/scheme/date.go", `package scheme; import _ "golang.org/x/text/width"`, "standard library only"},
		{"the rule book reads a file", "internal/scheme/date.go", `package scheme; import _ "os"`, "scheme is pure"},
		{"the rule book listens", "internal/scheme/date.go", `package scheme; import _ "net/http"`, "scheme is pure"},
		{"the rule book parses an address", "internal/scheme/product.go", `package scheme; import _ "net/url"`, ""},
		{"the rule book reads the clock", "internal/scheme/date.go", `package scheme; import "time"; var now = time.Now()`, "uses time.Now"},
		{"the rule book hides the clock", "internal/scheme/date.go", `package scheme; import "time"; var now = time.Now`, "uses time.Now"},
		{"the rule book asks the machine's zone", "internal/scheme/date.go", `package scheme; import "time"; var here = time.Local`, "uses time.Local"},
		{"the rule book's test reads the clock", "internal/scheme/date_test.go", `package scheme; import "time"; var now = time.Now()`, ""},
		{"SQL in a page", "internal/web/public/label.go", "package public; const q = `\n select number\n from label `", "SQL stands in internal/store only"},
		{"SQL in a test elsewhere", "internal/office/office_test.go", `package office; const q = "UPDATE label SET x = $1"`, "SQL stands in internal/store only"},
		{"SQL at home", "internal/store/label.go", `package store; const q = "DELETE FROM label WHERE number = $1"`, ""},
		{"plain words", "internal/office/office.go", `package office; const q = "selected by two officers"`, ""},
		{"the database in another room", "internal/desk/desk.go", `package desk; import _ "database/sql"`, "only store speaks to the database"},
		{"Japanese in code", "internal/office/office.go", `package office; const s = "受理しました"`, "holds words for people"},
		{"Japanese in a test", "internal/office/office_test.go", `package office; const s = "受理しました"`, ""},
		{"a sign that a parser drops", "internal/web/portal/officer/fee.go", `package officer; const s = ",¥円"`, ""},
		{"a language's own name", "internal/web/page/shell.go", `package page; const s = "日本語"`, ""},
		{"a page in its own folder", "internal/web/page/public/label/label.go", `package label; import _ "shirushi/internal/registry"; import _ "shirushi/internal/web/page/public/parts"`, ""},
		{"a page in its own folder reads the store", "internal/web/page/public/label/label.go", `package label; import _ "shirushi/internal/store"`, "web/page/public may import only"},
		{"a front shows a page", "internal/web/public/label.go", `package public; import _ "shirushi/internal/web/page/public/label"`, ""},
		{"a front shows a page that is not its own", "internal/web/public/label.go", `package public; import _ "shirushi/internal/web/page/desk/enrol"`, "imports web/page/desk, but"},
		{"a desk reads the counter", "internal/web/portal/officer/list.go", `package officer; import _ "shirushi/internal/web/portal"`, ""},
		{"a desk reads another desk", "internal/web/portal/officer/list.go", `package officer; import _ "shirushi/internal/web/portal/admin"`, "but web/portal/officer may import only"},
		{"the counter knows no desk", "internal/web/portal/portal.go", `package portal; import _ "shirushi/internal/web/portal/officer"`, "but web/portal may import only"},
		{"a name that says nothing", "internal/store/x.go", `package util`, "tells a reader nothing"},
		{"a file that does not parse", "internal/store/x.go", `packag store`, "does not parse"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := strings.Join(violations([]source{{tt.path, tt.text}}), "\n")
			if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("found %q, want %q", got, tt.want)
			}
		})
	}
}
