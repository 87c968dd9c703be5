package browsertest

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"shirushi/internal/i18n"
)

//go:embed testdata/hands.js
var hands string

// patience is how long a page may take on a busy machine.
const patience = 30 * time.Second

// browser starts one Chromium for a test.
func browser(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium(t)),
		chromedp.NoSandbox, // as root it refuses to start with one; it only meets our own pages
		chromedp.DisableGPU,
		chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", "ja"),
	)
	ctx, stop := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), options...)
	t.Cleanup(stop)
	ctx, _ = chromedp.NewContext(ctx)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil && !errors.Is(err, context.Canceled) {
			t.Logf("stop Chromium: %v", err)
		}
	})
	return ctx
}

func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("Chromium is missing: run make test, which installs it")
	return ""
}

// A person sits at a browser of their own, with an authenticator that holds
// their passkeys.
type person struct {
	*i18n.Printer
	t      *testing.T
	house  *house
	ctx    context.Context
	name   string
	tally  *tally // counts clicks and keys while someone wants to know
	looked int    // pages at which the person looked closely

	mu      sync.Mutex
	console []string // what the browser complained of
}

// newPerson opens a fresh browser window: no cookies, no passkeys.
func newPerson(t *testing.T, browser context.Context, h *house, name, lang string) *person {
	t.Helper()
	ctx, _ := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	p := &person{Printer: i18n.For(lang), t: t, house: h, ctx: ctx, name: name, tally: new(tally)}
	p.sitDown()
	p.call("take the authenticator", func() error {
		if _, err := chromedp.Call(ctx, webauthn.Enable, webauthn.EnableParams{}); err != nil {
			return err
		}
		yes := true
		_, err := chromedp.Call(ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{
			Options: &webauthn.VirtualAuthenticatorOptions{
				Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
				HasResidentKey: yes, HasUserVerification: yes, IsUserVerified: yes, AutomaticPresenceSimulation: yes,
			},
		})
		return err
	})
	return p
}

// secondWindow opens another window of the same browser: the same person,
// signed in as in the first.
func (p *person) secondWindow() *person {
	p.t.Helper()
	ctx, _ := chromedp.NewContext(p.ctx)
	second := &person{Printer: p.Printer, t: p.t, house: p.house, ctx: ctx, name: p.name + " (second window)", tally: p.tally}
	second.sitDown()
	return second
}

// desktop makes the window as wide as one on a desk. What the browser calls
// its own size depends on what it was before.
func desktop() chromedp.Action[chromedp.Void] { return chromedp.EmulateViewport(1280, 900) }

// sitDown opens the window and listens to what the browser complains of
// until the test ends.
func (p *person) sitDown() {
	p.t.Helper()
	p.must("open a window", chromedp.Do(p.ctx, desktop()))
	p.must("watch the console", chromedp.Listen(p.ctx, p.complaint))
	p.call("watch the log", func() error { _, err := chromedp.Call(p.ctx, log.Enable, cdp.Empty{}); return err })
	p.t.Cleanup(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, c := range p.console {
			p.t.Errorf("%s: the browser complained: %s", p.name, c)
		}
	})
}

// harmless are complaints that the tests themselves bring about: a page that
// is answered with a refusal, and hands that are no gesture of a person.
var harmless = []string{"the server responded with a status of 4", "Blocked attempt to show a 'beforeunload' confirmation panel"}

// complaint keeps errors of scripts and breaches of the content policy.
func (p *person) complaint(ev any) {
	var said string
	switch e := ev.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError && !slices.ContainsFunc(harmless, func(s string) bool { return strings.Contains(e.Entry.Text, s) }) {
			said = e.Entry.Text + " " + e.Entry.URL
		}
	case *page.EventJavascriptDialogOpening:
		go p.leaveAllTheSame() // the listener may not wait for the browser
	case *runtime.EventExceptionThrown:
		said = e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			said += " " + e.ExceptionDetails.Exception.Description
		}
	}
	if said != "" {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.console = append(p.console, said)
	}
}

// leaveAllTheSame answers the question whether to leave a page on which
// something is still under way.
func (p *person) leaveAllTheSame() {
	if _, err := chromedp.Call(p.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true}); err != nil {
		p.t.Logf("%s: leave the page: %v", p.name, err)
	}
}

func (p *person) call(what string, fn func() error) { p.t.Helper(); p.must(what, fn()) }

// must ends the test with what the person saw when something failed.
func (p *person) must(what string, err error) {
	p.t.Helper()
	if err == nil {
		return
	}
	where, _ := look[string](p, `location.href + "\n" + document.body.innerText`)
	p.picture("failed")
	p.t.Fatalf("%s: %s: %v\n--- on screen: %s", p.name, what, err, where)
}

// look evaluates an expression on the page.
func look[T any](p *person, expression string, options ...chromedp.EvaluateOption) (T, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression, options...))
}

// hand lets the person's hands do something.
func hand[T any](p *person, deed string, args ...string) (T, error) {
	quoted := make([]string, len(args))
	for i, a := range args {
		b, _ := json.Marshal(a)
		quoted[i] = string(b)
	}
	return look[T](p, fmt.Sprintf("%s;\nhands.%s(%s)", hands, deed, strings.Join(quoted, ", ")))
}

// try lets the hands do something that gives nothing back.
func (p *person) try(deed string, args ...string) error {
	quoted := make([]string, len(args))
	for i, a := range args {
		b, _ := json.Marshal(a)
		quoted[i] = string(b)
	}
	_, err := look[bool](p, fmt.Sprintf("%s;\nhands.%s(%s); true", hands, deed, strings.Join(quoted, ", ")))
	return err
}

func (p *person) do(deed string, args ...string) {
	p.t.Helper()
	p.must(deed+" "+strings.Join(args, " "), p.try(deed, args...))
}

// open goes to an address of the house, or to a whole link.
func (p *person) open(address string) {
	p.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = p.house.base + address
	}
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	p.must("open "+address, chromedp.Do(ctx, chromedp.Navigate(address)))
	p.check()
}

// here opens an address under the person's language.
func (p *person) here(path string) { p.t.Helper(); p.open("/" + p.Lang + path) }

// fill writes into the field of this name; choose picks one of its choices.
func (p *person) fill(field, text string) {
	p.t.Helper()
	p.do("fill", field, text)
	p.tally.fill(field)
}

func (p *person) choose(field, value string) {
	p.t.Helper()
	p.do("choose", field, value)
	p.tally.click(field + " " + value)
}

// A form is one of several on a page, known by its button.
type form struct {
	*person
	button string
}

func (p *person) form(button string) form { return form{p, button} }

func (f form) fill(field, text string) form {
	f.t.Helper()
	f.do("fill", field, text, f.button)
	f.tally.fill(field)
	return f
}

func (f form) choose(field, value string) form {
	f.t.Helper()
	f.do("choose", field, value, f.button)
	f.tally.click(field + " " + value)
	return f
}

func (f form) send() { f.t.Helper(); f.press(f.button) }

// unfold opens what is folded under these words.
func (p *person) unfold(words string) { p.t.Helper(); p.do("press", words); p.tally.click(words) }

// value returns what stands in a field.
func (p *person) value(field string) string {
	p.t.Helper()
	v, err := hand[string](p, "value", field)
	p.must("read "+field, err)
	return v
}

// press presses the link or button with these words and waits for the page
// it leads to.
func (p *person) press(words string) {
	p.t.Helper()
	p.leave("press "+words, func() { p.do("press", words) })
	p.tally.click(words)
}

// follow presses the link whose address ends so, and waits for its page.
func (p *person) follow(end string) {
	p.t.Helper()
	p.leave("follow the link to "+end, func() { p.do("follow", end) })
	p.tally.click("…" + end)
}

// reload asks the server for the page again.
func (p *person) reload() {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	p.must("reload", chromedp.Do(ctx, chromedp.Reload()))
	p.check()
}

// leave does something that leads to another page, and waits for it.
func (p *person) leave(what string, deed func()) {
	p.t.Helper()
	_, err := look[bool](p, `window.stillHere = true`)
	p.must(what, err)
	deed()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		// While one page goes and another comes there is nothing to ask.
		if gone, err := look[bool](p, `window.stillHere === undefined && document.readyState === "complete"`); err == nil && gone {
			p.check()
			return
		}
	}
	p.must(what, errors.New("no other page came"))
}

// sees waits until these words stand on the page.
func (p *person) sees(words string) {
	p.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if ok, err := hand[bool](p, "has", words); err == nil && ok {
			return
		}
	}
	p.must("look for "+words, errors.New("these words do not come"))
}

// seesState waits until the state of an application stands on the page.
func (p *person) seesState(state string) {
	p.t.Helper()
	word := []rune(p.T("state." + state))
	p.sees(strings.ToUpper(string(word[0])) + string(word[1:])) // it stands alone there
}

// seesNot fails when the words stand on the page.
func (p *person) seesNot(words string) {
	p.t.Helper()
	if ok, err := hand[bool](p, "has", words); err != nil || ok {
		p.must("look for "+words, fmt.Errorf("these words should not be there (%v)", err))
	}
}

// path returns the path of the page the person is on.
func (p *person) path() string {
	p.t.Helper()
	address, err := look[string](p, "location.href")
	p.must("read the address", err)
	u, err := url.Parse(address)
	p.must("read the address", err)
	return u.Path
}
