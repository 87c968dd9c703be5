package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// How long the operator may let browsers and caches keep what tells of a
// status: what was revoked is seen so much later there.
const (
	KeepLeast   = 10 * time.Second
	KeepMost    = time.Hour
	KeepUsually = time.Minute // where nothing is chosen
)

// KeepFor returns the Cache-Control of an answer that tells how things stood
// on day: it may be kept so long at most, but never past the end of that day
// in the scheme's zone, when a status may change.
func (s *Site) KeepFor(sch *scheme.Scheme, day scheme.Date, most time.Duration) string {
	return KeepUntil(sch.Midnight(day.AddDays(1)), s.Now(), most)
}

// Keep lets caches keep the answer as KeepFor says.
func (s *Site) Keep(w http.ResponseWriter, sch *scheme.Scheme, day scheme.Date, most time.Duration) {
	w.Header().Set("Cache-Control", s.KeepFor(sch, day, most))
}

// KeepUntil returns the Cache-Control of an answer that may be kept so long
// at most, but never past end. What has ended may be kept for no time.
func KeepUntil(end, now time.Time, most time.Duration) string {
	left := max(0, min(most, end.Sub(now)))
	return "public, max-age=" + strconv.Itoa(int(left/time.Second))
}

// Tag returns the strong ETag of content.
func Tag(content []byte) string {
	sum := sha256.Sum256(content)
	return `"` + hex.EncodeToString(sum[:16]) + `"`
}

// Matches reports whether the client of a GET or HEAD already has the answer
// with this strong ETag, so that 304 tells it enough.
func Matches(r *http.Request, etag string) bool { return page.Matches(r, etag) }

// Give answers with content, whole or the part that is asked for, or with 304
// to who has it already. It is tagged as it is sent: packed content has
// another ETag than the same unpacked. Text on a mux of Packing is packed
// where the reader takes that and does not ask for a part.
func Give(w http.ResponseWriter, r *http.Request, kind string, content []byte) {
	w.Header().Set("Content-Type", kind)
	if p, ok := w.(packing); ok && packs(kind) {
		if r.Header.Get("Range") == "" {
			p.site.SendPacked(w, r, http.StatusOK, content)
			return
		}
		varies(w.Header())
	}
	w.Header().Set("ETag", Tag(content))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}
