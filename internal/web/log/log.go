// Package log lets everyone read the public log: its newest checkpoint, its
// tiles and entries at the addresses that C2SP tlog-tiles gives them, the keys
// it tells of, and a page that says what all this proves and what it does not.
// It reads what was signed and knows no label, no draft and no store.
package log

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"shirushi/internal/publog"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
)

// A Log is what may be read of the public log.
type Log interface {
	// NewestCheckpoint returns the checkpoint to be given out at now, a signed
	// note with what witnesses have said of it, and when the office signed it.
	// It refuses with NotYetMade before the first.
	NewestCheckpoint(ctx context.Context, now time.Time) (signed string, at time.Time, err error)
	// CosignedOn returns the largest checkpoint that a witness cosigned on a day,
	// with the cosignatures of that day; a Missing refusal when none did.
	CosignedOn(ctx context.Context, day scheme.Date) (signed string, err error)
	// CheckpointOf returns the first checkpoint with at least so many events, with
	// what witnesses have said of it; a Missing refusal when none has as many.
	CheckpointOf(ctx context.Context, size int64) (signed string, err error)
	// LogTile returns a tile or a bundle of entries, which never reads otherwise
	// later; a Missing refusal for one that is not whole in a signed tree.
	LogTile(ctx context.Context, name publog.TileName) ([]byte, error)
	// KeysTold lists the keys of all roles that the log tells of, in the order
	// of the events that do.
	KeysTold(ctx context.Context) ([]publog.Told, error)
}

// Addresses below the prefix of the log, which is also its origin's.
const (
	checkpointPath = Path + "/checkpoint"
	tilePath       = Path + "/tile/"
	keyPath        = Path + "/key"
)

// How long caches may keep what they are given: the newest checkpoint, so that
// nobody sees one much older; keys; that of a day that is over; and what never
// changes.
const (
	keepCheckpoint = "public, max-age=5"
	keepKeys       = "public, max-age=60"
	keepDay        = "public, max-age=3600"
	keepForEver    = "public, max-age=31536000, immutable"
)

const textType = "text/plain; charset=utf-8"

type front struct {
	site *web.Site
	log  Log
}

// Routes adds the log and the page about it.
func Routes(mux web.Mux, site *web.Site, log Log) {
	f := front{site, log}
	mux.Handle("GET "+checkpointPath, site.Handle(f.checkpoint))
	mux.Handle("GET "+checkpointPath+"/{day}", site.Handle(f.ofDay))
	mux.Handle("GET "+checkpointPath+"/of/{size}", site.Handle(f.checkpointOf))
	mux.Handle("GET "+tilePath+"{tile...}", site.Handle(f.tile))
	mux.Handle("GET "+keyPath, site.Handle(f.keys))
	mux.Handle("GET "+Path, site.Handle(f.choose))
	mux.Handle("GET "+Path+"/{$}", site.Handle(f.choose))
	site.Offer(section)
	web.InBoth(site.Packing(mux), "GET "+Path, site.Handle(f.page))
}

// checkpoint gives the newest checkpoint.
func (f front) checkpoint(w http.ResponseWriter, r *http.Request) error {
	signed, _, err := f.log.NewestCheckpoint(r.Context(), f.site.Now())
	if err != nil {
		return err
	}
	give(w, r, keepCheckpoint, textType, []byte(signed))
	return nil
}

// ofDay gives the checkpoint that witnesses cosigned on a day of the scheme's
// zone. That of today may still be followed by a larger one.
func (f front) ofDay(w http.ResponseWriter, r *http.Request) error {
	s, err := f.site.Scheme(r.Context())
	if err != nil {
		return err
	}
	day, err := scheme.ParseDate(r.PathValue("day"))
	if err != nil {
		return scheme.Refuse(scheme.Missing, "refusal.log.day")
	}
	signed, err := f.log.CosignedOn(r.Context(), day)
	if err != nil {
		return err
	}
	keep := keepCheckpoint
	if day < s.Day(f.site.Now()) {
		keep = keepDay
	}
	give(w, r, keep, textType, []byte(signed))
	return nil
}

// checkpointOf gives the first checkpoint with an event: the one that the key
// before has signed too when the event tells of a key.
func (f front) checkpointOf(w http.ResponseWriter, r *http.Request) error {
	size, err := strconv.ParseInt(r.PathValue("size"), 10, 64)
	if err != nil || size < 1 || strconv.FormatInt(size, 10) != r.PathValue("size") {
		return scheme.Refuse(scheme.Missing, "refusal.log.size")
	}
	signed, err := f.log.CheckpointOf(r.Context(), size)
	if err != nil {
		return err
	}
	give(w, r, keepKeys, textType, []byte(signed))
	return nil
}

// give answers in the one way there is, whatever language was asked for.
func give(w http.ResponseWriter, r *http.Request, keep, kind string, content []byte) {
	h := w.Header()
	h.Del("Vary")
	h.Set("Cache-Control", keep)
	web.Give(w, r, kind, content)
}

// tile gives a tile of hashes or a bundle of entries.
func (f front) tile(w http.ResponseWriter, r *http.Request) error {
	name, err := publog.ParseTileName(r.PathValue("tile"))
	if err != nil {
		return scheme.Refuse(scheme.Missing, "refusal.log.tile_name")
	}
	content, err := f.log.LogTile(r.Context(), name)
	if err != nil {
		return err
	}
	const kind = "application/octet-stream"
	if name.Level == publog.EntriesLevel {
		f.bundle(w, r, kind, content)
		return nil
	}
	give(w, r, keepForEver, kind, content)
	return nil
}

// bundle gives entries packed to who takes that: they are text, and become
// half as long. Hashes would not.
func (f front) bundle(w http.ResponseWriter, r *http.Request, kind string, content []byte) {
	h := w.Header()
	h.Del("Vary")
	h.Set("Cache-Control", keepForEver)
	h.Set("Content-Type", kind)
	f.site.SendPackedOnce(w, r, content)
}

// keys tells of each key in a line: number of the event that tells of it,
// role, what verifies its signatures, and "lost" when the key before it in its
// role cannot sign any more.
func (f front) keys(w http.ResponseWriter, r *http.Request) error {
	told, err := f.log.KeysTold(r.Context())
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, k := range told {
		b.WriteString(strconv.FormatInt(k.Event, 10) + " " + string(k.Role) + " " + k.Verifier)
		if k.Lost {
			b.WriteString(" lost")
		}
		b.WriteString("\n")
	}
	give(w, r, keepKeys, textType, []byte(b.String()))
	return nil
}

// choose leads who types the log's own address to the page about it.
func (f front) choose(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Vary", "Accept-Language, Cookie")
	w.Header().Set("Cache-Control", "private, no-cache")
	http.Redirect(w, r, "/"+web.Lang(r)+Path, http.StatusFound)
	return nil
}
