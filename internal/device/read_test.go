package device_test

import (
	"net/netip"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"shirushi/internal/device"
	"shirushi/internal/i18n"
)

// example returns the description that docs/device.md shows.
func example(t testing.TB) string {
	t.Helper()
	page, err := os.ReadFile("../../docs/device.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, begun := strings.Cut(string(page), "```yaml\n")
	text, _, ended := strings.Cut(after, "```\n")
	if !begun || !ended {
		t.Fatal("docs/device.md has no example")
	}
	return text
}

// same compares descriptions; a list that is empty is as good as none.
func same(a, b device.Description) string {
	return cmp.Diff(a, b, cmpopts.EquateEmpty(), cmp.Comparer(func(x, y netip.Addr) bool { return x == y }))
}

func TestRead_readsTheExampleOfTheDocs(t *testing.T) {
	t.Parallel()
	d, problems := device.Read("device.yaml", []byte(example(t)))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if len(d.Units) != 2 || d.Units[1].Address.String() != "192.168.0.11" || len(d.Services) != 4 || d.Services[0].Login.Password != "pw" ||
		d.Product.SupportUntil != "2031-03-31" || d.Update.Version.Pattern != "Version ([0-9.]+)" || d.Protected[1].Sent {
		t.Errorf("read %+v", d)
	}
	for _, say := range []func(string, ...any) string{nil, i18n.For("ja").T, i18n.For("en").T} {
		b, err := device.Write(d, say)
		if err != nil {
			t.Fatal(err)
		}
		again, problems := device.Read("device.yaml", b)
		if diff := same(d, again); diff != "" || len(problems) > 0 {
			t.Errorf("written and read: %v %s\n%s", problems, diff, b)
		}
	}
}

// Each case changes one place of the example. One problem must name the line
// on which mark stands afterwards, what is wrong and the remedy.
var broken = []struct {
	name, old, new string
	mark           string
	path           string
	what, remedy   string
}{
	{"another form", "format: 1 ", "format: 2 ", "format: 2", "format", `"2" is not one`, "one of: 1"},
	{"key missing", "edition: JST-CR-01-01-2024-R1", "", "format:", "", "the key edition is missing", "Add edition:"},
	{"no model", "[AC-100, AC-100W]", "[]", "models:", "product.models", "too short", "Give 1"},
	{"model twice", "[AC-100, AC-100W]", "[AC-100, AC-100]", "models:", "product.models", "same value", "once"},
	{"blank name", "name: Alda Camera", "name: ' '", "name: ' '", "product.name", "empty", "Write it"},
	{"name of two lines", "name: Alda Camera", "name: \"Alda\\nCamera\"", "name: \"Alda", "product.name", "line break", "one line"},
	{"escape in a name", "name: Alda Camera", "name: \"Alda\\e[2J\"", "name: \"Alda", "product.name", "U+001B", "Remove it"},
	{"turned name", "name: Alda Camera", "name: \"Alda\\u200f\"", "name: \"Alda", "product.name", "U+200F", "Remove it"},
	{"endless name", "name: Alda Camera", "name: " + strings.Repeat("a", 201), "name: aaa", "product.name", "201 characters", "200"},
	{"no such day", "2031-03-31", "2031-02-30", "2031-02-30", "product.support_until", "no calendar", "exists"},
	{"day in words", "2031-03-31", "next year", "next year", "product.support_until", "right form", "YYYY-MM-DD"},

	{"no unit", "units:                           # one device, or two of the same product to compare\n  - {name: A, address: 192.168.0.10}\n  - {name: B, address: 192.168.0.11}", "units: []", "units:", "units", "too short", "Give 1"},
	{"three units", "  - {name: B", "  - {name: C, address: 192.168.0.12}\n  - {name: B", "units:", "units", "3 entries", "2 or fewer"},
	{"name of a host", "address: 192.168.0.10", "address: camera.local", "camera.local", "units[0].address", "not an IP address", "192.168.0.10"},
	{"a whole network", "address: 192.168.0.10", "address: 192.168.0.0/24", "192.168.0.0/24", "units[0].address", "not an IP address", "192.168.0.10"},
	{"octets too large", "address: 192.168.0.10", "address: 192.168.0.999", "192.168.0.999", "units[0].address", "not an IP address", "192.168.0.10"},
	{"strange zone", "address: 192.168.0.10", "address: 'fe80::1%<b>'", "fe80::1%<b>", "units[0].address", "not an IP address", "eth0"},
	{"multicast", "address: 192.168.0.10", "address: 239.255.255.250", "239.", "units[0].address", "not the address of one device", "device itself"},
	{"multicast of IPv6", "address: 192.168.0.10", "address: 'ff02::1'", "ff02", "units[0].address", "not the address of one device", "device itself"},
	{"broadcast", "address: 192.168.0.10", "address: 255.255.255.255", "255.", "units[0].address", "not the address of one device", "device itself"},
	{"unspecified", "address: 192.168.0.10", "address: 0.0.0.0", "0.0.0.0", "units[0].address", "not the address of one device", "device itself"},
	{"mapped", "address: 192.168.0.10", "address: '::ffff:192.168.0.10'", "::ffff", "units[0].address", "written as IPv6", "Write 192.168.0.10"},
	{"address twice", "192.168.0.11", "192.168.0.10", "name: B", "units[1].address", "address of unit A", "own address"},
	{"unit's name twice", "name: B, address", "name: a, address", "name: a, address", "units[1].name", "name A is taken", "name of its own"},

	{"port 0", "port: 554", "port: 0", "port: 0", "services[1].port", "too small", "1 or more"},
	{"port too large", "port: 554", "port: 65536", "port: 65536", "services[1].port", "too large", "65535"},
	{"port twice", "port: 3702", "port: 5353", "port: 5353\n    transport: udp\n    protocol: other", "services[3].port", "5353/udp is described already, on line 30", "once"},
	{"protocol unknown", "protocol: rtsp", "protocol: gopher", "gopher", "services[1].protocol", `"gopher"`, "http, https"},
	{"mdns over tcp", "port: 5353\n    transport: udp", "port: 5353\n    transport: tcp", "transport: tcp\n    protocol: mdns", "services[2].transport", "mdns goes over udp only", "transport: udp"},
	{"access of another word", "access: open                 #", "access: public #", "access: public", "services[2].access", `"public"`, "authenticated, open"},
	{"open for no reason", "    why_open: Tells the model name only; nobody can sign in to mDNS\n", "", "access: open                 #", "services[2].access", "open to everyone, and it is not said why", "why_open:"},
	{"reason for what is not open", "    path: /live\n", "    path: /live\n    why_open: so\n", "why_open: so", "services[1].why_open", "not open", "Remove why_open"},
	{"path of another host", "path: /live", "path: //evil.example/live", "path: //evil", "services[1].path", "another host", "one /"},
	{"path that is none", "path: /live", "path: live", "path: live", "services[1].path", "right form", "begins with /"},
	{"path with a space", "path: /live", "path: /li ve", "path: /li ve", "services[1].path", "right form", "no spaces"},
	{"password in a path", "path: /live", "path: /live?user=admin&Pwd=hunter2", "path: /live", "services[1].path", `"Pwd" looks like a secret`, "Remove the parameter"},
	{"login of what is open", "    why_open: Tells where", "    login: {method: basic, path: /}\n    why_open: Tells where", "login: {method", "services[3].login", "open to everyone", "Remove login"},
	{"login of rtsp", "    path: /live\n", "    path: /live\n    login: {method: basic, path: /}\n", "login: {method", "services[1].login", "rtsp has its own way", "Remove login"},
	{"form without a field", "      password_field: pw\n", "", "method: form", "services[0].login.method", "field of the password", "password_field:"},
	{"field of basic", "method: form               # basic, digest, form or json\n      path: /login               # that the form is posted to\n      user_field: user           # names of fields, never what is typed into them\n", "method: basic\n      path: /login\n", "password_field", "services[0].login.password_field", "basic has no fields", "change that password"},

	{"account of no service", "services: [554/tcp]", "services: [555/tcp]", "555/tcp", "accounts[1].services[0]", "no service 555/tcp", "Describe it"},
	{"account of an open service", "services: [554/tcp]", "services: [5353/udp]", "5353/udp", "accounts[1].services[0]", "open to everyone", "authenticated"},
	{"account of a number", "services: [554/tcp]", "services: [554]", "services: [554]", "accounts[1].services[0]", "this is a number", "in quotes"},
	{"account twice", "name: viewer", "name: admin", "name: admin\n    services", "accounts[1].name", `"admin" stands twice for 554/tcp`, "Keep one"},

	{"policy of a password", "policy: unique", "policy: admin1234", "policy: admin", "default_passwords.policy", `"admin1234"`, "unique, chosen"},
	{"nobody signs in", "policy: unique                 # unique, chosen, common or absent\n  minimum_length: 10\n  list: factory-passwords.txt    #", "policy: absent #", "policy: absent", "default_passwords.policy", "443/tcp is", "unique, chosen"},
	{"list of chosen ones", "policy: unique", "policy: chosen", "list:", "default_passwords.list", "no list", "Remove list"},
	{"list outside", "factory-passwords.txt", "../factory-passwords.txt", "list:", "default_passwords.list", "not a path below", "beside the description"},
	{"absolute list", "factory-passwords.txt", "/etc/passwd", "list:", "default_passwords.list", "not a path below", "beside the description"},
	{"list on a drive", "factory-passwords.txt", `'C:\x.txt'`, "list:", "default_passwords.list", "not a path below", "beside the description"},
	{"list that is a device", "factory-passwords.txt", "x/NUL.txt", "list:", "default_passwords.list", "not a path below", "beside the description"},
	{"image outside", "images/ac-100-2.4.2.bin", "images/../../x.bin", "image:", "update.image", "not a path below", "beside the description"},

	{"none beside others", "ways: [automatic, page]", "ways: [app, none]", "ways:", "", "", ""}, // with what follows from it: tried below
	{"update over ftp", "https://update.example.jp", "ftp://update.example.jp", "ftp://", "update.url", "not a web address", "https://"},
	{"update as another", "https://update.example.jp", "https://a:hunter2@update.example.jp", "url: https://a", "update.url", "user name or a password", "before @"},
	{"update with a token", "/ac-100/\n", "/ac-100/?access_token=hunter2\n", "url: https://update", "update.url", "access_token", "Remove the parameter"},
	{"update of no host", "https://update.example.jp/ac-100/", "https:///ac-100/", "https:///", "update.url", "not a web address", "https://"},
	{"update at a port there is not", "https://update.example.jp", "https://update.example.jp:99999", "99999", "update.url", "not a web address", "https://"},
	{"target of a stream", "target: 443/tcp                #", "target: 554/tcp #", "target: 554", "update.target", "speaks rtsp", "http or https"},
	{"target of nothing", "target: 443/tcp                #", "target: 8443/tcp #", "target: 8443", "update.target", "no service 8443/tcp", "Describe it"},
	{"target without a path", "  path: /firmware\n", "", "target: 443/tcp    ", "update.target", "which page", "Add path:"},
	{"path without a target", "  target: 443/tcp                # service to which an image is handed\n", "", "path: /firmware", "update.path", "which service", "Add target:"},
	{"version of nothing", "    target: 443/tcp\n    path: /about", "    target: 80/tcp\n    path: /about", "target: 80/tcp", "update.version.target", "no service 80/tcp", "Describe it"},
	{"pattern of no group", "([0-9.]+)'", "[0-9.]+'", "pattern:", "update.version.pattern", "0 groups", "around the version"},
	{"pattern of two groups", "([0-9.]+)'", "([0-9]+)([.])'", "pattern:", "update.version.pattern", "2 groups", "(?: )"},
	{"pattern that looks ahead", "([0-9.]+)'", "(?=[0-9])'", "pattern:", "update.version.pattern", "cannot be read", "RE2"},
	{"pattern of all memory", "([0-9.]+)'", "(((a{900}){900}){900})'", "pattern:", "update.version.pattern", "cannot be read", "RE2"},

	{"page by script", "https://www.example.jp/psirt", "javascript:alert(1)", "javascript", "pages.disclosure_policy", "not a web address", "https://"},
	{"page with a space", "https://www.example.jp/psirt", "https://www.example.jp/p sirt", "p sirt", "pages.disclosure_policy", "not a web address", "https://"},
	{"information nowhere", "stored: true, sent: false", "stored: false, sent: false", "Wi-Fi", "protected_information[1].name", "neither stored nor sent", "leave it out"},
	{"information twice", "name: Wi-Fi password", "name: Pictures", "name: Pictures, stored: true, sent: false", "protected_information[1].name", "on line 67", "Keep one"},

	{"password of an account", "    purpose: Owner\n", "    purpose: Owner\n    password: hunter2\n", "password: hunter2", "accounts[0].password", `"password" looks like`, "asked for when they are needed"},
	{"password of a login", "password_field: pw", "password: hunter2", "password: hunter2", "services[0].login.password", `"password" looks like`, "asked for when they are needed"},
	{"token at the top", "reset:\n", "API-Token: hunter2\nreset:\n", "API-Token", "API-Token", `"API-Token" looks like`, "Remove the line"},
	{"anchor", "name: Alda Camera", "name: &a Alda", "name: &a", "product.name", "anchors", "Write the value out"},
}

func TestRead_namesLineFaultAndRemedy(t *testing.T) {
	t.Parallel()
	sound := example(t)
	for _, tc := range broken {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(sound, tc.old, tc.new, 1)
			if text == sound {
				t.Fatalf("%q does not stand in the example", tc.old)
			}
			d, problems := device.Read("device.yaml", []byte(text))
			if len(problems) == 0 || d.Format != 0 {
				t.Fatalf("read as %+v", d)
			}
			for _, p := range problems {
				for _, lang := range i18n.Languages {
					if said := p.Text(lang); strings.Contains(said, "hunter2") || strings.Contains(said, "device.wrong") || strings.Contains(said, "{0}") {
						t.Errorf("says %s", said)
					}
				}
			}
			if tc.what == "" {
				return
			}
			p := problems[0]
			what, remedy := p.In("en")
			if want := 1 + strings.Count(text[:strings.Index(text, tc.mark)], "\n"); len(problems) > 1 || p.Line != want || p.Path != tc.path {
				t.Errorf("want line %d, %s: %v", want, tc.path, problems)
			}
			if !strings.Contains(what, tc.what) || !strings.Contains(remedy, tc.remedy) {
				t.Errorf("want %q, %q: %v", tc.what, tc.remedy, p)
			}
		})
	}
}

func TestRead_updatesOfAProductThatTakesNone(t *testing.T) {
	t.Parallel()
	_, problems := device.Read("device.yaml", []byte(strings.Replace(example(t), "ways: [automatic, page]", "ways: [app, none]", 1)))
	var paths []string
	for _, p := range problems {
		paths = append(paths, p.Path)
	}
	if got := strings.Join(paths, " "); got != "update.ways update.url update.image update.target update.path update.field" {
		t.Errorf("problems of %s", got)
	}
}

func TestRead_loginIsNeededWhereAPageIsAuthenticated(t *testing.T) {
	t.Parallel()
	text := example(t)
	from, to := strings.Index(text, "    login:"), strings.Index(text, "  - port: 554")
	text = text[:from] + text[to:]
	for _, protocol := range []string{"https", "http", "onvif"} {
		_, problems := device.Read("device.yaml", []byte(strings.Replace(text, "protocol: https", "protocol: "+protocol, 1)))
		if len(problems) == 0 || problems[0].Path != "services[0].access" || !strings.Contains(problems[0].String(), "how one signs in to 443/tcp") {
			t.Errorf("%s: %v", protocol, problems)
		}
	}
}

func TestRead_accountWithNothingToSignInTo(t *testing.T) {
	t.Parallel()
	text := bare + "accounts: [{name: admin}]\ndefault_passwords: {policy: absent}\n"
	if _, problems := device.Read("device.yaml", []byte(text)); len(problems) != 1 || problems[0].Path != "accounts[0].name" {
		t.Errorf("%v", problems)
	}
	text = bare + "accounts: []\ndefault_passwords: {policy: absent, minimum_length: 8}\n"
	if _, problems := device.Read("device.yaml", []byte(text)); len(problems) != 1 || problems[0].Path != "default_passwords.minimum_length" {
		t.Errorf("%v", problems)
	}
	text = bare + "accounts: []\ndefault_passwords: {policy: absent}\n"
	if _, problems := device.Read("device.yaml", []byte(text)); len(problems) != 0 {
		t.Errorf("a device on which nothing listens: %v", problems)
	}
	mdns := strings.Replace(text, "services: []", "services: [{port: 1900, transport: udp, protocol: ssdp, purpose: x, access: authenticated}]", 1)
	if _, problems := device.Read("device.yaml", []byte(strings.Replace(mdns, "absent", "common", 1))); len(problems) != 1 || !strings.Contains(problems[0].String(), "nobody can sign in to ssdp") {
		t.Errorf("%v", problems)
	}
}

// bare is a device that does nothing over a network, but for accounts and
// passwords.
const bare = `format: 1
edition: E-1
product: {name: Thing, models: [T], firmware: "1", support_until: ""}
units: [{name: A, address: "fe80::1%eth0"}]
services: []
update: {ways: [none]}
pages: {disclosure_policy: "", support: ""}
protected_information: []
reset: {how: ""}
`

func TestRead_boundsFileAndProblems(t *testing.T) {
	t.Parallel()
	if _, problems := device.Read("d.yaml", []byte(strings.Repeat("# x\n", 100_000))); len(problems) != 1 || !strings.Contains(problems[0].String(), "d.yaml: the file is larger than 256 KiB") {
		t.Errorf("%v", problems)
	}
	_, problems := device.Read("d.yaml", []byte("services:\n"+strings.Repeat("  - {a: 1}\n", 300)))
	if len(problems) != 100 {
		t.Errorf("%d problems", len(problems))
	}
	for i := 1; i < len(problems); i++ {
		if problems[i].Line < problems[i-1].Line {
			t.Fatalf("line %d comes after line %d", problems[i].Line, problems[i-1].Line)
		}
	}
}

func TestWrite_refusesWhatCouldNotBeRead(t *testing.T) {
	t.Parallel()
	d, problems := device.Read("device.yaml", []byte(example(t)))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	d.Product.Name = "Alda\x1b[2J"
	if b, err := device.Write(d, nil); err == nil || !strings.Contains(err.Error(), "product.name") {
		t.Errorf("%v, %s", err, b)
	}
}

// FuzzRead reads anything. It answers with a description, which is then
// written and read as the same, or with problems that say where and what.
func FuzzRead(f *testing.F) {
	f.Add([]byte(example(f)))
	f.Add([]byte(bare + "accounts: []\ndefault_passwords: {policy: absent}\n"))
	for _, tc := range broken {
		f.Add([]byte(strings.Replace(example(f), tc.old, tc.new, 1)))
	}
	for _, text := range []string{"", "#", "---", "a: b: c", "&a *a", "units: [{address: 1}]", "password: x", "?\r ? ??\r"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		d, problems := device.Read("device.yaml", content)
		lines := 1 + strings.Count(string(content), "\n")
		for _, p := range problems {
			if what, remedy := p.In("ja"); p.Line > lines || p.File != "device.yaml" || what == "" || remedy == "" {
				t.Errorf("%+v", p)
			}
		}
		if len(problems) > 0 {
			return
		}
		b, err := device.Write(d, i18n.For("ja").T)
		if err != nil {
			t.Fatal(err)
		}
		if again, problems := device.Read("device.yaml", b); len(problems) > 0 || same(d, again) != "" {
			t.Fatalf("%v %s\n%s", problems, same(d, again), b)
		}
	})
}
