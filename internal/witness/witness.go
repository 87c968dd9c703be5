package witness

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"shirushi/internal/publog"
)

// A Witness is safe for use by several goroutines.
type Witness struct {
	key  publog.Cosigner
	logs map[string][]note.Verifier // by origin: keys that sign its checkpoints
	now  func() time.Time
	log  *slog.Logger

	mu    sync.Mutex // held from the look at what was cosigned until the new is kept
	state *state
}

// Open returns the witness whose key and memory lie in folder, which is made,
// with a key of this name, when there is none. It watches the logs that these
// verify, written as C2SP signed-note does; those of one name are keys of one
// log. It fails when another process has the folder open.
func Open(folder, name string, verifiers []string, now func() time.Time, log *slog.Logger) (*Witness, error) {
	w := &Witness{logs: map[string][]note.Verifier{}, now: now, log: log}
	for _, one := range verifiers {
		v, err := note.NewVerifier(one)
		if err != nil {
			return nil, fmt.Errorf("verifier of a log %q: %w", one, err)
		}
		w.logs[v.Name()] = append(w.logs[v.Name()], v)
	}
	var err error
	w.state, w.key, err = openState(folder, name)
	if err != nil {
		return nil, err
	}
	return w, nil
}

// Verifier returns what verifies the cosignatures, to be given to logs and
// their readers.
func (w *Witness) Verifier() string { return w.key.Verifier }

// Close gives the folder back.
func (w *Witness) Close() error { return w.state.close() }

// A no is why a witness does not cosign, as C2SP tlog-witness says it.
type no struct {
	status int
	kind   string // media type, when it is not plain text
	text   string
}

func (n *no) Error() string { return n.text }

// sizeType is the media type of the size that was cosigned last.
const sizeType = "text/x.tlog.size"

// cosign does what is asked, or says why not. What it returns without an
// error is remembered for ever.
func (w *Witness) cosign(body []byte) (line string, err error) {
	r, err := parseRequest(body)
	if err != nil {
		return "", &no{status: http.StatusBadRequest, text: err.Error()}
	}
	is, err := w.signed(r.Checkpoint)
	if err != nil {
		return "", err
	}
	if r.Old > is.Size {
		return "", &no{status: http.StatusBadRequest, text: "the old size is larger than the checkpoint's"}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	was := w.state.last[is.Origin] // size 0 before the first
	if r.Old != was.Size {
		return "", &no{http.StatusConflict, sizeType, fmt.Sprintf("%d\n", was.Size)}
	}
	if err := w.goesOn(was, is, r.Proof); err != nil {
		return "", err
	}
	return w.give(was, is)
}

// signed reads a checkpoint that one of the log's keys has signed, and leaves
// the signatures of others out.
func (w *Witness) signed(b []byte) (cosigned, error) {
	origin, _, _ := strings.Cut(string(b), "\n")
	keys := w.logs[origin]
	if len(keys) == 0 {
		return cosigned{}, &no{status: http.StatusNotFound, text: "this log is not watched here"}
	}
	c, n, err := publog.OpenCheckpoint(b, origin, keys...)
	var unsigned *note.UnverifiedNoteError
	var forged *note.InvalidSignatureError
	switch {
	case errors.As(err, &unsigned), errors.As(err, &forged):
		return cosigned{}, &no{status: http.StatusForbidden, text: "the checkpoint is not signed by a key of the log that is known here"}
	case err != nil:
		return cosigned{}, &no{status: http.StatusBadRequest, text: "not a checkpoint"}
	}
	text := n.Text + "\n"
	for _, s := range n.Sigs {
		text += "— " + s.Name + " " + s.Base64 + "\n"
	}
	return cosigned{Checkpoint: c, note: text}, nil
}

// goesOn refuses a checkpoint of which it is not proved that it goes on from
// the one before.
func (w *Witness) goesOn(was, is cosigned, proof tlog.TreeProof) error {
	attrs := []any{"log", is.Origin, "cosigned", was.note, "refused", is.note}
	switch {
	case was.Size == is.Size && was.Size > 0 && was.Root != is.Root:
		fresh, err := w.state.forked(was, is)
		if err != nil {
			return err
		}
		if fresh {
			w.log.Error("a log has signed two trees of one size", attrs...)
		}
		return &no{status: http.StatusConflict, text: fmt.Sprintf("the log has signed another tree of %d events before: both checkpoints are kept as evidence", is.Size)}
	case was.Size == is.Size && len(proof) == 0 && (is.Size > 0 || is.Root == publog.NoLeaves):
		return nil
	case was.Size == 0 && is.Size > 0 && len(proof) == 0:
		return nil
	case was.Size > 0 && was.Size < is.Size && tlog.CheckTree(proof, is.Size, is.Root, was.Size, was.Root) == nil:
		return nil
	}
	w.log.Warn("it is not proved that a log goes on from what was cosigned", attrs...)
	return &no{status: http.StatusUnprocessableEntity, text: fmt.Sprintf("it is not proved that the tree of %d events goes on from that of %d which was cosigned", is.Size, was.Size)}
}

// give cosigns, and remembers it first. Time never goes back: a witness that
// says of a larger tree an earlier time contradicts itself.
func (w *Witness) give(was, is cosigned) (line string, err error) {
	c := w.key.Cosign(is.Text(), w.now())
	if c.At.Before(was.at) {
		return "", fmt.Errorf("the clock went back: it is %s, and the last cosignature of %s was given at %s", c.At, is.Origin, was.at)
	}
	is.at, is.note = c.At, is.note+c.Line
	if was.Size == is.Size && was.Size > 0 { // said again: what must be remembered lies there
		w.state.last[is.Origin] = is
		return c.Line, nil
	}
	if err := w.state.keep(is); err != nil {
		return "", err
	}
	return c.Line, nil
}

// newest returns the checkpoint of a log that was cosigned last, "" when none was.
func (w *Witness) newest(origin string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.state.last[origin].note
}
