// Package doubt takes in what people without an account tell the office about
// labels, and lets officers look into it. What was told and who may be behind
// it is kept sealed, is shown to officers only, and is erased some time after
// the answer; who reported follows it with a receipt that nobody can guess.
package doubt

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"shirushi/internal/desk"
	"shirushi/internal/fold"
	"shirushi/internal/labeldesk"
	"shirushi/internal/misuse"
	"shirushi/internal/scheme"
	"shirushi/internal/surveillance"
)

// KeyLength is the length of the key in bytes.
const KeyLength = 32

// An Inbox is where doubts come in and are looked into. It is safe for use by
// several goroutines.
type Inbox struct {
	labels   *labeldesk.Desk
	register *misuse.Register
	seal     cipher.AEAD
	secret   []byte
	now      func() time.Time
}

// New returns the inbox, which seals with key, of KeyLength bytes. Texts that
// go from a doubt into the register, and those of cases that hang on one, are
// looked at by it from now on.
func New(l *labeldesk.Desk, register *misuse.Register, cases *surveillance.Room, key []byte, now func() time.Time) (*Inbox, error) {
	if len(key) != KeyLength {
		return nil, fmt.Errorf("set up doubts: the key has %d bytes, want %d", len(key), KeyLength)
	}
	block, err := aes.NewCipher(derived(key, "seal"))
	if err != nil {
		return nil, fmt.Errorf("set up doubts: %w", err)
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("set up doubts: %w", err)
	}
	i := &Inbox{labels: l, register: register, seal: seal, secret: derived(key, "names"), now: now}
	register.GuardWith(i.guard)
	cases.GuardWith(i.guardCase)
	return i, nil
}

func derived(key []byte, what string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte("shirushi doubts " + what))
	return h.Sum(nil)
}

// named returns what only this inbox can reckon of a text: as many characters
// of the alphabet A–Z and 2–7 as it is asked for, at most 52.
func (i *Inbox) named(what, text string, length int) string {
	h := hmac.New(sha256.New, i.secret)
	h.Write([]byte(what + "\x00" + text))
	return base32.StdEncoding.EncodeToString(h.Sum(nil))[:length]
}

// Lengths of what is reckoned: an id as all ids, a receipt of 125 bits, which
// people type.
const (
	idLength      = 26
	receiptLength = 25
	markLength    = 52
)

// Form begins a form: what it returns is sent along with the report. It says
// when the form was begun, and makes a report that is sent twice one report.
func (i *Inbox) Form() string {
	begun := rand.Text() + "." + strconv.FormatInt(i.now().Unix(), 10)
	return begun + "." + i.named("form", begun, markLength)
}

// readForm returns the chance that a form was begun with. It refuses one that
// is not ours or too old, and one that comes back sooner than a person can
// have filled it in.
func (i *Inbox) readForm(form string, p scheme.DoubtPolicy) (chance string, err error) {
	at := strings.LastIndexByte(form, '.')
	if at < 0 || subtle.ConstantTimeCompare([]byte(i.named("form", form[:at], markLength)), []byte(form[at+1:])) != 1 {
		return "", scheme.Refuse(scheme.Invalid, "refusal.report.form")
	}
	chance, begun, _ := strings.Cut(form[:at], ".")
	unix, err := strconv.ParseInt(begun, 10, 64)
	if err != nil {
		return "", fmt.Errorf("read a form of ours: %w", err)
	}
	switch age := i.now().Sub(time.Unix(unix, 0)); {
	case age > time.Duration(p.FormHours)*time.Hour:
		return "", scheme.Refuse(scheme.Invalid, "refusal.report.form")
	case age < time.Duration(p.FastestSecs)*time.Second:
		return "", scheme.ComeAgain("refusal.report.fast", time.Duration(p.FastestSecs)*time.Second)
	}
	return chance, nil
}

// Report takes a report in and returns the receipt, which is shown once and
// kept nowhere. The same form sent again with the same text has the same
// receipt. It refuses what scheme.Report.Check does, a number that no label
// has, and more than the scheme's data lets in.
func (i *Inbox) Report(ctx context.Context, form string, r scheme.Report) (receipt string, err error) {
	err = i.labels.Do(ctx, scheme.System(), "report_doubt", func(w *desk.Work) error {
		p := w.Scheme.Doubts
		if !p.Taken() {
			return scheme.Refuse(scheme.Missing, "refusal.missing")
		}
		chance, label, err := i.checked(w, form, r)
		if err != nil {
			return err
		}
		receipt = i.named("receipt", chance, receiptLength)
		d := scheme.Doubt{ID: scheme.DoubtID(i.named("id", chance, idLength)), State: scheme.DoubtReceived, Topic: r.Topic, Vulnerability: r.Vulnerability,
			Label: label, Language: r.Language, Received: w.Now, Moved: w.Now, Due: i.due(w), HasContact: r.Contact != "",
			Token: hashed(receipt), Digest: i.named("text", fold.Text(r.Text), markLength)}
		if again, err := sent(w, d); err != nil || again {
			return err
		}
		if d.Alike, err = flood(w, d.Digest, p); err != nil {
			return err
		}
		told := scheme.Confidence{Product: r.Product, Text: r.Text, Where: r.Where, When: r.When, Contact: r.Contact}
		return i.keep(w, nil, &d, told)
	})
	if err != nil {
		return "", err
	}
	return receipt, nil
}

func (i *Inbox) checked(w *desk.Work, form string, r scheme.Report) (chance string, label scheme.LabelNumber, err error) {
	var no scheme.Refusals
	no.Add(r.Check(w.Scheme.Doubts, w.Today))
	if r.About != "" {
		if label, err = i.labelOf(w, r.About); err != nil && scheme.RefusalsOf(err) == nil {
			return "", "", err
		}
		no.Add(err)
	}
	if no.Err() != nil { // the form's own faults would be mended for nothing
		return "", "", no.Err()
	}
	chance, err = i.readForm(form, w.Scheme.Doubts)
	return chance, label, err
}

// labelOf finds the label of a number, or of the address in a label's 2-D code.
// It refuses an address of another site: then the label is none of ours, and
// the address is what was seen.
func (i *Inbox) labelOf(w *desk.Work, typed string) (scheme.LabelNumber, error) {
	number := strings.TrimSpace(typed)
	if scheme.IsWebAddress(number) {
		u, err := url.Parse(number)
		if err != nil {
			return "", fmt.Errorf("read an address again: %w", err)
		}
		if here, err := url.Parse(i.labels.Base); err != nil || !strings.EqualFold(u.Host, here.Host) {
			return "", scheme.Refuse(scheme.Invalid, "refusal.report.elsewhere").On("about").With(u.Host)
		}
		parts := strings.Split(strings.Trim(u.Path, "/"), "/")
		number = parts[len(parts)-1]
		for at, part := range parts[:len(parts)-1] {
			if part == "l" || part == "labels" {
				number = parts[at+1]
			}
		}
	}
	plain, err := w.Scheme.Numbering.Registration.Parse(number)
	if err != nil {
		return "", scheme.Refuse(scheme.Invalid, "refusal.report.number").On("about")
	}
	l, err := w.Label(scheme.LabelNumber(plain))
	if scheme.IsRefusal(err, scheme.Missing) || err == nil && !l.ListedOn(w.Today) {
		return "", scheme.Refuse(scheme.Invalid, "refusal.report.unknown").On("about")
	}
	return l.Number, labeldesk.Wrap("read label", err)
}

// sent reports whether this form has come before. It refuses the same form
// with another text.
func sent(w *desk.Work, d scheme.Doubt) (bool, error) {
	old, err := w.Doubt(d.ID)
	switch {
	case scheme.IsRefusal(err, scheme.Missing):
		return false, nil
	case err != nil:
		return false, labeldesk.Wrap("read doubt", err)
	case old.Digest != d.Digest:
		return false, scheme.Refuse(scheme.Conflict, "refusal.report.sent")
	}
	w.Unchanged()
	return true, nil
}

// flood refuses more reports than the scheme's data lets in, and returns how
// many of the same text there were.
func flood(w *desk.Work, digest string, p scheme.DoubtPolicy) (alike int, err error) {
	since := w.Now.Add(-24 * time.Hour)
	all, err := w.CountDoubts(since, "")
	if err != nil {
		return 0, labeldesk.Wrap("count doubts", err)
	}
	if p.DayAtMost > 0 && all >= p.DayAtMost {
		return 0, scheme.Refuse(scheme.TooOften, "refusal.report.day")
	}
	if alike, err = w.CountDoubts(since, digest); err != nil {
		return 0, labeldesk.Wrap("count doubts", err)
	}
	if alike >= p.AlikeAtMost {
		return 0, scheme.Refuse(scheme.TooOften, "refusal.report.alike")
	}
	alike, err = w.DoubtsAlike(digest)
	return alike, labeldesk.Wrap("count doubts", err)
}

func (i *Inbox) due(w *desk.Work) scheme.Date {
	return w.Scheme.Calendar.After(w.Today, w.Scheme.Doubts.ExamineDays)
}

// hashed is how a receipt is kept. It has more chance in it than can be tried,
// so that a plain hash hides it.
func hashed(receipt string) string {
	sum := sha256.Sum256([]byte(receipt))
	return hex.EncodeToString(sum[:])
}

// Receipt returns a receipt as it was given, whatever was typed: in any case or
// width, in groups, and with digits for the letters they look like.
func Receipt(typed string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z' || r >= '2' && r <= '7':
			return r
		case r == '0':
			return 'O'
		case r == '1':
			return 'I'
		case r == '8':
			return 'B'
		}
		return -1
	}, strings.ToUpper(fold.Text(typed)))
}

// keep writes a doubt with what is confidential in it. Its audit line says
// nothing of that.
func (i *Inbox) keep(w *desk.Work, before any, d *scheme.Doubt, told scheme.Confidence) error {
	plain, err := json.Marshal(told)
	if err != nil {
		return fmt.Errorf("seal a doubt: %w", err)
	}
	nonce := make([]byte, i.seal.NonceSize())
	rand.Read(nonce) // never fails
	d.Sealed = i.seal.Seal(nonce, nonce, plain, []byte(d.ID))
	return put(w, before, d)
}

func put(w *desk.Work, before any, d *scheme.Doubt) error {
	if err := w.PutDoubt(d); err != nil {
		return labeldesk.Wrap("write doubt", err)
	}
	w.Audit("doubt:"+string(d.ID), before, *d)
	return nil
}

// told opens what is confidential in a doubt; nothing once it was forgotten.
func (i *Inbox) told(d scheme.Doubt) (c scheme.Confidence, err error) {
	n := i.seal.NonceSize()
	if len(d.Sealed) == 0 && !d.Forgotten.IsZero() {
		return c, nil
	}
	if len(d.Sealed) < n {
		return c, fmt.Errorf("open doubt %s: there is nothing sealed", d.ID)
	}
	plain, err := i.seal.Open(nil, d.Sealed[:n], d.Sealed[n:], []byte(d.ID))
	if err != nil {
		return c, fmt.Errorf("open doubt %s: sealed with another key or altered", d.ID)
	}
	if err := json.Unmarshal(plain, &c); err != nil {
		return c, fmt.Errorf("open doubt %s: %w", d.ID, err)
	}
	return c, nil
}
