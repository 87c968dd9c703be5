//go:build linux

package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shirushi/internal/command"
	"shirushi/internal/device"
	"shirushi/internal/i18n"
	"shirushi/internal/probe"
	"shirushi/internal/report"
	"shirushi/internal/testkit/netns"
	"shirushi/internal/testkit/simulated"
)

func TestMain(m *testing.M) { netns.Main(m) }

// call runs the program and returns what it said and its exit code.
func call(t *testing.T, typed string, args ...string) (string, int) {
	t.Helper()
	var out, errs bytes.Buffer
	code := command.Run(t.Context(), "shirushi-check", commands(strings.NewReader(typed)), args, &out, &errs, error.Error)
	return out.String() + errs.String(), code
}

// onBench writes the description of a device and a key into a folder.
func onBench(t *testing.T, at netip.Addr, services ...device.Service) (file, key string) {
	t.Helper()
	dir := t.TempDir()
	d := device.Description{
		Edition: "JST-CR-01-01-2024R1", Product: device.Product{Name: "みまもりカメラ", Models: []string{"MC-100"}, Firmware: "1.4.2"},
		Units: []device.Unit{{Name: "A", Address: at}}, Services: services, Accounts: []device.Account{{Name: "admin"}}, Passwords: device.Passwords{Policy: device.Chosen}, Update: device.Update{Ways: []device.Way{device.Automatic}},
		Pages: device.Pages{Disclosure: "https://maker.example/security", Support: "https://maker.example/support"}, Reset: device.Reset{How: "hold the button"},
	}
	text, err := device.Write(d, nil)
	if err != nil {
		t.Fatal(err)
	}
	file, key = filepath.Join(dir, "device.yaml"), filepath.Join(dir, "signing.key")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if said, code := call(t, "", "key", "-o", key, "-name", "maker.example"); code != 0 {
		t.Fatal(said)
	}
	return file, key
}

var page = device.Service{Port: 443, Transport: device.TCP, Protocol: device.HTTPS, Purpose: "settings", Access: device.Authenticated, Path: "/settings",
	Login: &device.Login{Method: device.Form, Path: "/login", User: "user", Password: "password"}}

func TestRun_measuresADeviceFromPlanToReport(t *testing.T) {
	t.Parallel()
	at := netip.MustParseAddr("127.77.3.1")
	simulated.Device(t, at, simulated.Web{Port: 443, TLS: true, Password: "k7!mQz2p"}, simulated.Telnet{Port: 23, Shell: true})
	file, key := onBench(t, at, page)
	for _, lang := range []string{"ja", "en"} {
		if said, code := call(t, "", "plan", "-lang", lang, file); code != 0 || !strings.Contains(said, "1-65535/tcp") || !strings.Contains(said, "127.77.3.1") {
			t.Errorf("plan: %d %s", code, said)
		}
	}
	if said, code := call(t, "192.0.2.1\n", "run", "-lang", "en", "-key", key, file); code != command.Failed || !strings.Contains(said, "Nothing was begun") {
		t.Errorf("run without confirming: %d %s", code, said)
	}
	if said, code := call(t, "127.77.3.1\n", "run", "-lang", "ja", "-rate", "0", "-wait", "1s", "-key", key, file); code != 0 || !strings.Contains(said, "適合の判定ではありません") {
		t.Fatalf("run: %d %s", code, said)
	}
	made := strings.TrimSuffix(file, ".yaml") + report.Suffix
	said, code := call(t, "", "show", "-lang", "en", made)
	for _, want := range []string{"23/tcp telnet", "BusyBox", "It answered without credentials", "It takes new versions of TLS alone", "needs a person"} {
		if want != "BusyBox" && !strings.Contains(said, want) || code != 0 {
			t.Errorf("show does not say %q: %d %s", want, code, said)
		}
	}
	html, pdf := filepath.Join(t.TempDir(), "r.html"), filepath.Join(t.TempDir(), "r.pdf")
	if said, code := call(t, "", "show", "-html", html, "-pdf", pdf, made); code != 0 {
		t.Errorf("show as files: %d %s", code, said)
	}
	if said, code := call(t, "", "verify", "-lang", "en", made); code != 0 || !strings.Contains(said, "as it was signed") || !strings.Contains(said, "not checked") {
		t.Errorf("verify: %d %s", code, said)
	}
	if said, code := call(t, "", "verify", "-lang", "en", "-key", "other+00000000+AAAA", made); code != command.Failed || !strings.Contains(said, "another key") {
		t.Errorf("verify with another key: %d %s", code, said)
	}
	if said, code := call(t, "", "diff", "-lang", "en", made, made); code != 0 || !strings.Contains(said, "No item has another outcome") {
		t.Errorf("diff with itself: %d %s", code, said)
	}
	b, err := os.ReadFile(made)
	if err != nil {
		t.Fatal(err)
	}
	b[30+len("report.json")+20] ^= 1 // in what is packed of the first part
	if err := os.WriteFile(made, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if said, code := call(t, "", "verify", "-lang", "en", made); code != command.Failed {
		t.Errorf("verify of an altered report: %d %s", code, said)
	}
}

func TestRun_stopsAtOnceAndGoesOnLater(t *testing.T) {
	t.Parallel()
	at := netip.MustParseAddr("127.77.3.2")
	simulated.Device(t, at, simulated.Web{Port: 443, TLS: true, Password: "k7!mQz2p"})
	file, key := onBench(t, at, page)
	ctx, stop := context.WithCancel(t.Context())
	said := stopper{stop: stop, at: "測定中：認証なし"}
	err := measure(ctx, []string{"-lang", "ja", "-rate", "0", "-wait", "1s", "-confirm", "127.77.3.2", "-key", key, file}, strings.NewReader(""), &said)
	if err == nil || !strings.Contains(err.Error(), "止めました") {
		t.Fatalf("%v %s", err, said.all.String())
	}
	again, code := call(t, "", "run", "-lang", "ja", "-rate", "0", "-wait", "1s", "-confirm", "127.77.3.2", "-key", key, file)
	if code != 0 || strings.Contains(again, "測定中：開いているポート") || !strings.Contains(again, "測定中：認証なし") {
		t.Errorf("%d %s", code, again)
	}
}

// A stopper ends a run when it says something.
type stopper struct {
	all  bytes.Buffer
	at   string
	stop func()
}

func (s *stopper) Write(b []byte) (int, error) {
	s.all.Write(b)
	if strings.Contains(s.all.String(), s.at) {
		s.stop()
	}
	return len(b), nil
}

func TestRun_asksForPasswordsAndKeepsNone(t *testing.T) {
	t.Parallel()
	const first = "k7!mQz2p"
	for name, one := range map[string]struct {
		host  string
		flags []string
		typed string
	}{
		"typed":      {"127.77.3.5", nil, "127.77.3.5\n" + first + "\n\n"},
		"nobody":     {"127.77.3.6", []string{"-unattended", "-confirm", "127.77.3.6"}, ""},
		"turned off": {"127.77.3.7", []string{"-confirm", "127.77.3.7"}, "n\n"},
	} {
		at := netip.MustParseAddr(one.host)
		simulated.Device(t, at, simulated.Web{Port: 443, TLS: true, Password: first})
		file, key := onBench(t, at, page)
		args := append([]string{"run", "-lang", "en", "-rate", "0", "-wait", "1s", "-tries", "5", "-key", key}, one.flags...)
		said, code := call(t, one.typed, append(args, file)...)
		if code != 0 {
			t.Fatalf("%s: %d %s", name, code, said)
		}
		if asked := strings.Contains(said, "not shown"); asked == (name == "nobody") {
			t.Errorf("%s: whether a password was asked for: %v\n%s", name, asked, said)
		}
		var kept strings.Builder
		b, err := os.ReadFile(strings.TrimSuffix(file, ".yaml") + report.Suffix)
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := report.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		for _, content := range sealed.Content {
			kept.Write(content)
		}
		if err := filepath.WalkDir(filepath.Dir(file), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(path)
			kept.Write(b)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(kept.String(), first) || strings.Contains(said, first) {
			t.Errorf("%s: the password was kept or said", name)
		}
	}
}

func TestPerson_answersInTheirOwnTime(t *testing.T) {
	t.Parallel()
	for _, one := range []struct {
		typed string
		i     probe.Instruction
		done  bool
		note  string
	}{
		{"\n", probe.Instruction{Kind: probe.AnswerConfirm}, true, ""},
		{"n\n", probe.Instruction{Kind: probe.AnswerConfirm}, false, ""},
		{"1.4.3\r\n", probe.Instruction{Kind: probe.AnswerText}, true, "1.4.3"},
		{"\n", probe.Instruction{Kind: probe.AnswerText}, false, ""},
		{" a b \n", probe.Instruction{Kind: probe.AnswerSecret}, true, " a b "},
		{"3\nx\n2\n", probe.Instruction{Kind: probe.AnswerChoice, Choices: []string{"one", "two"}}, true, "two"},
		{"\n", probe.Instruction{Kind: probe.AnswerChoice, Choices: []string{"one", "two"}}, false, ""},
		{"", probe.Instruction{Kind: probe.AnswerConfirm}, false, ""},
		{"no line end", probe.Instruction{Kind: probe.AnswerText}, true, "no line end"},
	} {
		one.i.Key = "check.stopped"
		in := strings.NewReader(one.typed)
		done, note, err := newPerson(i18n.For("ja"), in, bufio.NewReader(in), io.Discard).Do(t.Context(), one.i)
		if done != one.done || note != one.note || err != nil {
			t.Errorf("%q to %s: %v %q %v", one.typed, one.i.Kind, done, note, err)
		}
	}
	over, stop := context.WithCancel(t.Context())
	stop()
	in, _ := io.Pipe()
	if _, _, err := newPerson(i18n.For("en"), in, bufio.NewReader(in), io.Discard).Do(over, probe.Instruction{Key: "check.stopped", Kind: probe.AnswerText}); err == nil {
		t.Error("somebody was waited for after the run had ended")
	}
}

func TestPasswordOf_isANameThatShellsTake(t *testing.T) {
	t.Parallel()
	d := described{Description: device.Description{Units: []device.Unit{{Name: "A"}}, Accounts: []device.Account{{Name: "admin"}, {Name: "web-user.1"}}}}
	s := &probe.Secrets{}
	d.givePasswords(s, func(name string) string {
		return map[string]string{"SHIRUSHI_CHECK_PASSWORD_A_ADMIN": "one", "SHIRUSHI_CHECK_PASSWORD_A_WEB_USER_1": "two"}[name]
	})
	for account, want := range map[string]string{"admin": "one", "web-user.1": "two"} {
		if got, _ := s.Of("A", account); got != want {
			t.Errorf("%s: %q", account, got)
		}
	}
}

func TestRun_refusesWhatCannotBeMeasured(t *testing.T) {
	t.Parallel()
	file, key := onBench(t, netip.MustParseAddr("127.77.3.3"), page)
	abroad, _ := onBench(t, netip.MustParseAddr("192.0.2.9"), page)
	broken := filepath.Join(t.TempDir(), "broken.yaml")
	if err := os.WriteFile(broken, []byte("format: 1\nunits: 5\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	work := t.TempDir()
	for name, one := range map[string]struct {
		args []string
		want string
		code int
	}{
		"no description":         {[]string{"run"}, "DEVICE.yaml", command.Unclear},
		"a file that is not":     {[]string{"run", "-key", key, "nothing.yaml"}, "nothing.yaml", command.Failed},
		"a broken description":   {[]string{"run", "-key", key, broken}, "broken.yaml:2", command.Failed},
		"a public address":       {[]string{"run", "-key", key, "-confirm", "192.0.2.9", abroad}, "public address", command.Failed},
		"no key":                 {[]string{"run", "-key", work + "/none", file}, "shirushi-check key", command.Failed},
		"nothing confirmed":      {[]string{"run", "-key", key, file}, "-confirm 127.77.3.3", command.Failed},
		"a language of nobody":   {[]string{"run", "-lang", "fr", file}, "ja or en", command.Unclear},
		"what is no report":      {[]string{"show", file}, "no measurement report", command.Failed},
		"a key that is there":    {[]string{"key", "-o", key, "-name", "maker.example"}, "not replaced", command.Failed},
		"a key of nobody":        {[]string{"key", "-o", work + "/k", "-name", "a b"}, "maker.example", command.Unclear},
		"a description there":    {[]string{"init", "-o", file}, "not replaced", command.Failed},
		"an interview cut short": {[]string{"init", "-o", work + "/d.yaml"}, "nothing was written", command.Failed},
	} {
		args := one.args
		if !strings.Contains(strings.Join(args, " "), "-lang") {
			args = append([]string{args[0], "-lang", "en"}, args[1:]...)
		}
		if said, code := call(t, "", args...); code != one.code || !strings.Contains(said, one.want) {
			t.Errorf("%s: %d %q, not %d %q", name, code, said, one.code, one.want)
		}
	}
}
