package reader

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"shirushi/internal/paper"
	"shirushi/internal/publog"
	"shirushi/internal/scheme"
	"shirushi/internal/statement"
)

// What a look finds besides what stands in the file.
const (
	KeySource statement.Code = "key"    // where the log's key comes from
	Newest    statement.Code = "newest" // whether the log of today goes on from the file's checkpoint; only when the site is asked

	KeyGiven    statement.Reason = "key_given"   // proved: by the reader
	KeySeen     statement.Reason = "key_seen"    // proved: given by the reader before; About: the day it was first seen
	KeySame     statement.Reason = "key_same"    // not proved: seen before, and never given by the reader; About: the day
	KeyFirst    statement.Reason = "key_first"   // not proved: the site gave it for the first time; About: host, verifiers
	KeyPlain    statement.Reason = "key_plain"   // not proved: likewise, on a way on which anyone could change it
	KeyChanged  statement.Reason = "key_changed" // not proved: the site shows another than before; About: host, verifiers
	NoAnswer    statement.Reason = "unreachable" // not proved: the site gave no proper answer; About: host
	goneOn                       = statement.Rewritten
	wrongSigned                  = statement.BadSignature
)

// A Look is what a reader brings along to verify a status file.
type Look struct {
	Site      *Site    // that is asked; nil when none is
	Seen      *Seen    // what was seen before; never nil
	Keys      []string // verifiers of logs that the reader trusts; empty: those seen before
	Witnesses []string // verifiers of witnesses that the reader trusts
	Saved     []byte   // a checkpoint that the reader saved; nil: the one seen before
	Number    scheme.LabelNumber
	Day       scheme.Date
	Now       time.Time
}

// A Report is what came of a look.
type Report struct {
	statement.Report
	Checkpoint []byte // newest that was verified, a signed note; nil when none was
}

// StatusFile returns the status file in what lies before the reader: the file
// itself, or a PDF that has it attached. It fails when there is none, or more
// than one.
func StatusFile(b []byte) ([]byte, error) {
	if !paper.IsPDF(b) {
		return b, nil
	}
	files, err := paper.Attached(b, statement.MostBytes)
	if err != nil {
		return nil, err
	}
	files = slices.DeleteFunc(files, func(f []byte) bool { _, _, err := statement.Parse(f); return err != nil })
	switch len(files) {
	case 0:
		return nil, ErrNoneAttached
	case 1:
		return files[0], nil
	}
	return nil, ErrSeveralAttached
}

// ErrNoneAttached and ErrSeveralAttached tell of documents that are of no use.
var (
	ErrNoneAttached    = errors.New("no status file is attached")
	ErrSeveralAttached = errors.New("more than one status file is attached")
)

// trust is whom to believe about a log, and how they came to be known.
type trust struct {
	verifiers []string
	how       statement.Finding // zero when nobody is to be believed
	before    Log
}

// Verify looks at a status file with all that the reader brings along, and
// remembers what holds. It fails on what the reader brings that is none:
// verifiers, a saved checkpoint; all else is in the report.
func (l Look) Verify(ctx context.Context, file []byte) (Report, error) {
	f, _, err := statement.Parse(file)
	if err != nil {
		return Report{Report: statement.Verify(file, statement.Options{})}, nil
	}
	head, _ := parseSigned(f.Checkpoint) // one that is none is found by Verify
	t, err := l.trusted(ctx, head.Origin)
	if err != nil {
		return Report{}, err
	}
	o, err := l.options(ctx, t, head)
	if err != nil {
		return Report{}, err
	}
	r := Report{Report: statement.Verify(file, o)}
	at := slices.IndexFunc(r.Findings, func(f statement.Finding) bool { return f.Code == statement.CheckpointSound })
	if t.how.Code != "" {
		l.mindChangedKey(ctx, &r.Findings[at], t, head.Origin, []byte(f.Checkpoint))
		r.Findings = slices.Insert(r.Findings, at, t.how)
	}
	if r.Of(statement.CheckpointSound).Result == statement.Proved {
		r.Checkpoint = []byte(f.Checkpoint)
		l.compareWithNow(ctx, &r, t, head)
	}
	return r, l.remember(r, t)
}

// trusted says whom to believe about a log.
func (l Look) trusted(ctx context.Context, origin string) (trust, error) {
	if len(l.Keys) > 0 {
		if _, err := verifiers(l.Keys); err != nil {
			return trust{}, err
		}
		return trust{l.Keys, statement.Finding{Code: KeySource, Result: statement.Proved, Reason: KeyGiven}, l.Seen.Logs[origin]}, nil
	}
	if before, ok := l.Seen.Logs[origin]; ok {
		how := statement.Finding{Code: KeySource, Result: statement.NotProved, Reason: KeySame, About: []string{before.Since.UTC().Format(time.DateOnly)}}
		if before.Given {
			how.Result, how.Reason = statement.Proved, KeySeen
		}
		return trust{before.Verifiers, how, before}, nil
	}
	told := l.keysTold(ctx, origin)
	if len(told) == 0 {
		return trust{}, nil
	}
	reason := KeyFirst
	if !l.Site.Secret() {
		reason = KeyPlain
	}
	return trust{told, statement.Finding{Code: KeySource, Result: statement.NotProved, Reason: reason, About: []string{l.Site.Host(), strings.Join(told, " ")}}, Log{}}, nil
}

// keysTold are the keys of the log that the site tells of now; none when it
// cannot be asked.
func (l Look) keysTold(ctx context.Context, origin string) (told []string) {
	if l.Site == nil || origin == "" {
		return nil
	}
	keys, err := l.Site.Keys(ctx)
	if err != nil {
		return nil
	}
	for _, k := range keys {
		if _, err := note.NewVerifier(k.Verifier); err == nil && strings.HasPrefix(k.Verifier, origin+"+") {
			told = append(told, k.Verifier)
		}
	}
	return told
}

func (l Look) options(ctx context.Context, t trust, head publog.Checkpoint) (o statement.Options, err error) {
	o.Number, o.Day = l.Number, l.Day
	if o.Logs, err = verifiers(t.verifiers); err != nil {
		return o, err
	}
	for _, text := range l.Witnesses {
		w, err := publog.ParseWitness(text)
		if err != nil {
			return o, fmt.Errorf("%q: %w", text, err)
		}
		o.Witnesses = append(o.Witnesses, w)
	}
	own := len(l.keysTold(ctx, head.Origin)) > 0 // the site is asked, and it is this log's
	saved := l.Saved
	if saved == nil && t.before.Checkpoint != "" && own {
		saved = []byte(t.before.Checkpoint)
	}
	if saved == nil {
		return o, nil
	}
	c, err := parseSigned(string(saved))
	if err != nil {
		return o, fmt.Errorf("the saved checkpoint: %w", err)
	}
	o.Saved = &c
	if own && c.Origin == head.Origin {
		o.Consistency = l.consistency(ctx, c.Head, head.Head)
	}
	return o, nil
}

// consistency is the proof that the smaller of two trees is the beginning of
// the larger; nil when the site does not give it.
func (l Look) consistency(ctx context.Context, a, b publog.Head) tlog.TreeProof {
	older, newer := min(a.Size, b.Size), max(a.Size, b.Size)
	if older == 0 || older == newer {
		return nil
	}
	p, err := l.Site.Consistency(ctx, older, newer)
	if err != nil {
		return nil
	}
	return p
}

// mindChangedKey tells a file that is signed with a key which the site shows
// only now from one that is signed by somebody else.
func (l Look) mindChangedKey(ctx context.Context, f *statement.Finding, t trust, origin string, checkpoint []byte) {
	if f.Reason != statement.KeyOther || t.how.Reason != KeySeen && t.how.Reason != KeySame {
		return
	}
	for _, told := range l.keysTold(ctx, origin) {
		v, err := note.NewVerifier(told)
		if err != nil || slices.Contains(t.verifiers, told) {
			continue
		}
		if _, err := note.Open(checkpoint, note.VerifierList(v)); err == nil {
			*f = statement.Finding{Code: f.Code, Result: statement.NotProved, Reason: KeyChanged, About: []string{l.Site.Host(), told}}
			return
		}
	}
}

// compareWithNow looks whether the log of today goes on from the checkpoint of
// the file, where the site's log is the file's.
func (l Look) compareWithNow(ctx context.Context, r *Report, t trust, head publog.Checkpoint) {
	if told := l.keysTold(ctx, head.Origin); len(told) == 0 {
		return // the site is not asked, or has another log
	}
	find := func(result statement.Result, reason statement.Reason, about ...string) {
		at := slices.IndexFunc(r.Findings, func(f statement.Finding) bool { return f.Code == statement.Witnessed })
		r.Findings = slices.Insert(r.Findings, max(at, 0), statement.Finding{Code: Newest, Result: result, Reason: reason, About: about})
	}
	signed, err := l.Site.Checkpoint(ctx)
	if err != nil {
		find(statement.NotProved, NoAnswer, l.Site.Host())
		return
	}
	known, err := verifiers(t.verifiers)
	if err != nil {
		return // they were read before
	}
	now, _, err := publog.OpenCheckpoint(signed, head.Origin, known...)
	var others *note.UnverifiedNoteError
	switch {
	case errors.As(err, &others):
		find(statement.NotProved, KeyChanged, l.Site.Host(), strings.Join(l.keysTold(ctx, head.Origin), " "))
		return
	case err != nil:
		find(statement.Failed, wrongSigned)
		return
	}
	older, newer := head.Head, now.Head
	if older.Size > newer.Size {
		older, newer = newer, older
	}
	goesOn := older.Size == 0 || older == newer
	if !goesOn && older.Size < newer.Size {
		goesOn = tlog.CheckTree(l.consistency(ctx, older, newer), newer.Size, newer.Root, older.Size, older.Root) == nil
	}
	if !goesOn {
		find(statement.Failed, goneOn)
		return
	}
	find(statement.Proved, "")
	if newer == now.Head {
		r.Checkpoint = signed
	}
}

// remember keeps what was verified, so that the next look is worth more. It
// keeps nothing of a log that anything is wrong with.
func (l Look) remember(r Report, t trust) error {
	if r.Result() == statement.Failed || r.Checkpoint == nil || r.Of(Newest).Result == statement.NotProved {
		return nil
	}
	c, err := parseSigned(string(r.Checkpoint))
	if err != nil {
		return err
	}
	before, known := l.Seen.Logs[c.Origin]
	if known {
		if last, err := parseSigned(before.Checkpoint); err == nil && last.Size >= c.Size {
			return l.rememberGiven(c.Origin, before, t)
		}
		if r.Of(statement.GoesOn).Result != statement.Proved {
			return nil // what was seen before is not known to be its beginning
		}
	}
	now := Log{Verifiers: t.verifiers, Since: l.Now.UTC().Truncate(time.Second), Checkpoint: string(r.Checkpoint), At: l.Now.UTC().Truncate(time.Second)}
	if known && slices.Equal(before.Verifiers, now.Verifiers) {
		now.Since, now.Given = before.Since, before.Given
	}
	now.Given = now.Given || t.how.Reason == KeyGiven
	l.Seen.Logs[c.Origin] = now
	return l.Seen.Keep()
}

// rememberGiven keeps of a log as it was seen before that the reader has now
// given keys with which it was seen: those count from now on, and no others.
func (l Look) rememberGiven(origin string, before Log, t trust) error {
	strange := func(key string) bool { return !slices.Contains(before.Verifiers, key) }
	if before.Given || t.how.Reason != KeyGiven || slices.ContainsFunc(t.verifiers, strange) {
		return nil
	}
	before.Verifiers, before.Given = t.verifiers, true
	l.Seen.Logs[origin] = before
	return l.Seen.Keep()
}

// parseSigned reads a signed checkpoint without looking at who signed it.
func parseSigned(signed string) (publog.Checkpoint, error) {
	text, _, _ := strings.Cut(signed, "\n\n")
	return publog.ParseCheckpoint(text + "\n")
}

func verifiers(texts []string) (all []note.Verifier, err error) {
	for _, text := range texts {
		v, err := note.NewVerifier(text)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", text, ErrKey)
		}
		all = append(all, v)
	}
	return all, nil
}

// ErrKey and ErrKeySlip tell of what is no key of a log: it has not the form
// name+hash+key, or its parts do not go together, as after a slip.
var (
	ErrKey     = errors.New("no key of a log: it is written name+hash+key")
	ErrKeySlip = errors.New("a slip in the key of a log: its parts do not go together")
)

// ParseKey finds the key of a log in what a reader has copied: the key, or a line
// of those that a site shows. It fails with ErrKey and ErrKeySlip.
func ParseKey(typed string) (string, error) {
	for _, word := range strings.Fields(typed) {
		if strings.Count(word, "+") < 2 {
			continue
		}
		if _, err := note.NewVerifier(word); err != nil {
			return "", fmt.Errorf("%q: %w", word, ErrKeySlip)
		}
		return word, nil
	}
	return "", fmt.Errorf("%q: %w", typed, ErrKey)
}

// HostOf returns the host that a key's log is named after: that of
// "labels.example/log+hash+key" is labels.example.
func HostOf(key string) string {
	name, _, _ := strings.Cut(key, "+")
	host, _, _ := strings.Cut(name, "/")
	return host
}

// Trim takes line ends of other systems out of a note that was kept as text.
func Trim(b []byte) []byte {
	return append(bytes.TrimSpace(bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n"))), '\n')
}
