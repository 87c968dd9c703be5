package probe

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"golang.org/x/net/html"

	"shirushi/internal/device"
)

// webSign is one sign-in at a web page: a visitor without a past.
type webSign struct {
	*attempt
	client *http.Client
	login  device.Login
}

// web signs in as the description says; where it says nothing, as the service
// asks.
func (a *attempt) web() signedIn {
	jar, _ := cookiejar.New(nil) // without options it cannot fail
	w := &webSign{attempt: a, client: a.b.client(a.to)}
	w.client.Jar = jar
	w.client.Transport.(*http.Transport).DialContext = func(context.Context, string, string) (net.Conn, error) { return a.dial() }
	if a.s.Login != nil {
		w.login = *a.s.Login
	}
	switch w.login.Method {
	case device.Basic, device.Digest:
		return w.header(w.login.Path)
	case device.Form, device.JSON:
		return w.post()
	}
	first, err := w.send(http.MethodGet, a.s.Path, nil, nil)
	switch {
	case err != nil:
		return webSilent(err)
	case first.status == http.StatusUnauthorized:
		return w.header(a.s.Path)
	case passwordField.Match(first.body):
		w.login.Method = device.Form
		return w.post()
	}
	if held, ok := first.held(); ok {
		return held
	}
	return signedIn{state: signUnclear, saw: first.says() + ", no sign-in found"}
}

// A webAnswer is what came back, redirects followed.
type webAnswer struct {
	status int
	header http.Header
	body   []byte
	at     *url.URL
}

func (p webAnswer) says() string { return fmt.Sprintf("HTTP %d", p.status) }

// held reports whether the service says that it takes nobody for now.
func (p webAnswer) held() (signedIn, bool) {
	switch p.status {
	case http.StatusTooManyRequests, http.StatusLocked, http.StatusServiceUnavailable:
		return signedIn{state: signHeld, saw: p.says()}, true
	}
	return signedIn{}, false
}

func webSilent(err error) signedIn {
	if errors.Is(err, errElsewhere) {
		return signedIn{state: signUnclear, saw: "redirect to another service"}
	}
	return silent(err)
}

// send sends a request. Neither what is sent nor what a page says is noted:
// both may hold secrets.
func (w *webSign) send(method, path string, body []byte, header http.Header) (webAnswer, error) {
	r, err := http.NewRequestWithContext(w.ctx, method, address(w.to, w.s, path), bytes.NewReader(body))
	if err != nil {
		return webAnswer{}, err
	}
	for name, values := range header {
		r.Header[name] = values
	}
	r.Header.Set("User-Agent", "shirushi-check")
	w.note("> %s %s", method, r.URL.Path)
	got, err := w.client.Do(r)
	if err != nil {
		w.note("! %v", strings.ReplaceAll(err.Error(), r.URL.RawQuery, ""))
		return webAnswer{}, err
	}
	defer got.Body.Close()
	p := webAnswer{status: got.StatusCode, header: got.Header, at: got.Request.URL}
	p.body, err = io.ReadAll(io.LimitReader(got.Body, mostBody))
	w.note("< %s, %d bytes", got.Status, len(p.body))
	if err != nil && len(p.body) == 0 {
		return p, err
	}
	return p, nil
}

// header signs in with what stands in the request's header.
func (w *webSign) header(path string) signedIn {
	first, err := w.send(http.MethodGet, path, nil, nil)
	if err != nil {
		return webSilent(err)
	}
	if held, ok := first.held(); ok {
		return held
	}
	if first.status != http.StatusUnauthorized {
		return signedIn{state: signUnclear, saw: first.says() + " without credentials"}
	}
	u, err := url.Parse(address(w.to, w.s, path))
	if err != nil {
		return signedIn{state: signUnclear, saw: "path"}
	}
	proof, ok := prove(first.header.Values("Www-Authenticate"), w.login.Method, w.name, w.password, http.MethodGet, u.RequestURI())
	if !ok {
		return signedIn{state: signUnclear, saw: "HTTP 401 with no method known here"}
	}
	second, err := w.send(http.MethodGet, path, nil, http.Header{"Authorization": {proof}})
	if err != nil {
		return webSilent(err)
	}
	if held, ok := second.held(); ok {
		return held
	}
	got := signedIn{saw: second.says(), state: signUnclear}
	switch {
	case second.status == http.StatusUnauthorized || second.status == http.StatusForbidden:
		got.state = signRefused
	case w.login.Accepted != "":
		got.state = choose(bytes.Contains(second.body, []byte(w.login.Accepted)), signAccepted, signRefused)
	case second.status < 400:
		got.state = signAccepted
	}
	return got
}

func choose[T any](yes bool, a, b T) T {
	if yes {
		return a
	}
	return b
}

// post hands name and password to the address that a page posts to. The page is
// fetched first: it may hold a hidden token.
func (w *webSign) post() signedIn {
	page, err := w.send(http.MethodGet, w.s.Path, nil, nil)
	if err != nil {
		return webSilent(err)
	}
	if held, ok := page.held(); ok {
		return held
	}
	f, found := findForm(page.body)
	if !found && w.login.Path != "" && w.login.Method == device.Form {
		if page, err = w.send(http.MethodGet, w.login.Path, nil, nil); err != nil {
			return webSilent(err)
		}
		f, _ = findForm(page.body)
	}
	path, ok := w.postTo(f, page.at)
	if !ok {
		return signedIn{state: signUnclear, saw: "no sign-in found, or one that posts elsewhere"}
	}
	user, password := w.login.User, w.login.Password
	if user == "" {
		user = f.user
	}
	if password == "" {
		password = f.password
	}
	if password == "" {
		return signedIn{state: signUnclear, saw: "no field for the password"}
	}
	body, header := w.fill(f, user, password)
	before := w.cookies()
	answer, err := w.send(http.MethodPost, path, body, header)
	if err != nil {
		return webSilent(err)
	}
	return w.judge(answer, w.cookies() != before)
}

// fill writes what is posted.
func (w *webSign) fill(f form, user, password string) ([]byte, http.Header) {
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	if f.token != "" {
		header.Set("X-CSRF-Token", f.token)
	}
	if w.login.Method == device.JSON {
		header.Set("Content-Type", "application/json")
		all := map[string]string{password: w.password}
		if user != "" {
			all[user] = w.name
		}
		body, _ := json.Marshal(all) // strings alone: it cannot fail
		return body, header
	}
	values := url.Values{}
	for name, value := range f.fields {
		values.Set(name, value)
	}
	if user != "" {
		values.Set(user, w.name)
	}
	values.Set(password, w.password)
	return []byte(values.Encode()), header
}

// postTo is the path that a password is posted to, at the same service alone.
func (w *webSign) postTo(f form, page *url.URL) (string, bool) {
	if w.login.Path != "" {
		return w.login.Path, true
	}
	to, err := page.Parse(f.action)
	if err != nil || f.password == "" || to.Host != page.Host || to.Scheme != page.Scheme {
		return "", false
	}
	return to.RequestURI(), true
}

func (w *webSign) cookies() string {
	u, err := url.Parse(address(w.to, w.s, w.s.Path))
	if err != nil {
		return ""
	}
	return fmt.Sprint(w.client.Jar.Cookies(u))
}

// judge tells what the answer to a posted password means. Where the description
// has no words of a right one, a page without a password field and with a new
// cookie is.
func (w *webSign) judge(p webAnswer, cookie bool) signedIn {
	if held, ok := p.held(); ok {
		return held
	}
	got := signedIn{state: signUnclear, saw: p.says()}
	switch {
	case p.status == http.StatusUnauthorized || p.status == http.StatusForbidden:
		got.state = signRefused
	case p.status >= 500:
	case w.login.Accepted != "":
		got.state = choose(bytes.Contains(p.body, []byte(w.login.Accepted)), signAccepted, signRefused)
	case p.status >= 400 || passwordField.Match(p.body):
		got.state = signRefused
	case cookie:
		got.state = signAccepted
	}
	return got
}

// A form is one on which a person signs in.
type form struct {
	action         string
	user, password string            // names of its fields
	fields         map[string]string // all others, as the page fills them
	token          string            // of a meta element, for scripts
}

// mostFields bounds what is taken of a form.
const mostFields = 100

// findForm returns the first form with a field for a password; false without
// one. The token of the page is returned at any rate.
func findForm(page []byte) (form, bool) {
	f := form{fields: map[string]string{}}
	var token string
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			f.token = token
			return f, f.password != ""
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := z.Token()
			switch tag.Data {
			case "form":
				if f.password == "" {
					f = form{action: attribute(tag, "action"), fields: map[string]string{}}
				}
			case "meta":
				if strings.Contains(strings.ToLower(attribute(tag, "name")), "csrf") {
					token = attribute(tag, "content")
				}
			case "input":
				f.add(tag)
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == "form" && f.password != "" {
				f.token = token
				return f, true
			}
		}
	}
}

func (f *form) add(tag html.Token) {
	name := attribute(tag, "name")
	if name == "" || len(f.fields) >= mostFields {
		return
	}
	switch strings.ToLower(attribute(tag, "type")) {
	case "password":
		if f.password == "" {
			f.password = name
		}
	case "text", "email", "":
		if f.user == "" {
			f.user = name
			return
		}
		f.fields[name] = attribute(tag, "value")
	case "hidden", "submit":
		f.fields[name] = attribute(tag, "value")
	}
}

func attribute(tag html.Token, name string) string {
	for _, a := range tag.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
