package web

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"shirushi/internal/web/page"
)

// What is public is packed by gzip where the reader takes that, so that a
// phone in a shop waits for a third of the bytes.
//
// How long a packed answer is tells a little of what is in it. Whoever can put
// text of their own beside a secret, and see how long the answers are, can
// guess the secret sign by sign (BREACH). So only answers are packed that hold
// nothing of one person: those on a mux of Packing, which knows no session,
// and none that sets a cookie. Desks and door are never packed.

// packFrom is the size in bytes from which packing pays: what is smaller goes
// in one packet anyway.
const packFrom = 1000

// packLevel is how hard gzip tries. Above it pages become no smaller.
const packLevel = 5

// A packing is an answer that may be packed.
type packing struct {
	http.ResponseWriter
	site *Site
}

// Unwrap lets http.ResponseController reach the connection.
func (p packing) Unwrap() http.ResponseWriter { return p.ResponseWriter }

// Packing returns a mux that puts its addresses into mux, and whose pages and
// texts are packed where the reader takes that. It is for what is public and
// the same for everybody, without a session.
func (s *Site) Packing(mux Mux) Mux { return packingMux{mux, s} }

type packingMux struct {
	mux  Mux
	site *Site
}

func (m packingMux) Handle(pattern string, h http.Handler) {
	m.HandleFunc(pattern, h.ServeHTTP)
}

func (m packingMux) HandleFunc(pattern string, h func(http.ResponseWriter, *http.Request)) {
	m.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			w = packing{w, m.site}
		}
		h(w, r)
	})
}

// acceptEncoding is the Vary of what is packed for some. It has no room for
// another value, so that adding one copies it.
var (
	acceptEncoding = []string{"Accept-Encoding"}
	gzipped        = []string{"gzip"}
)

// varies says that the answer depends on whether the reader takes it packed.
func varies(h http.Header) {
	if h["Vary"] == nil {
		h["Vary"] = acceptEncoding
		return
	}
	h.Add("Vary", acceptEncoding[0])
}

// SendPacked answers a GET or HEAD with content, which is public and the same
// for everybody; its type stands in the header. It is packed where the reader
// takes that and it pays. A good answer that caches may keep has an ETag, a
// packed one another than the same unpacked, and is told by 304 to who has it.
func (s *Site) SendPacked(w http.ResponseWriter, r *http.Request, status int, content []byte) {
	// Who asks something of their own is not to push out what many ask for.
	s.sendPacked(w, r, status, content, r.URL.RawQuery == "")
}

// SendPackedOnce is SendPacked for a good answer that a reader asks for once,
// among many others: it pushes nothing out that is kept packed.
func (s *Site) SendPackedOnce(w http.ResponseWriter, r *http.Request, content []byte) {
	s.sendPacked(w, r, http.StatusOK, content, false)
}

func (s *Site) sendPacked(w http.ResponseWriter, r *http.Request, status int, content []byte, keep bool) {
	h := w.Header()
	varies(h)
	packed := page.TakesGzip(r) && (len(content) >= packFrom || page.RefusesPlain(r)) && h["Set-Cookie"] == nil && h["Content-Encoding"] == nil
	tag := ""
	if status == http.StatusOK && h.Get("Cache-Control") != "no-store" {
		tag = Tag(content)
		if s.Told(w, r, tag, packed) {
			return
		}
	}
	if packed {
		if !keep {
			tag = ""
		}
		content = s.Packed(tag, content)
		h["Content-Encoding"] = gzipped
	}
	h.Set("Content-Length", strconv.Itoa(len(content)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(content) // nobody is left to tell
	}
}

// Told gives an answer the ETag of its content as it is sent, packed or not,
// and answers with 304 who has it already.
func (s *Site) Told(w http.ResponseWriter, r *http.Request, tag string, packed bool) bool {
	tag = sentTag(tag, packed)
	h := w.Header()
	h["Etag"] = []string{tag}
	if !Matches(r, tag) {
		return false
	}
	delete(h, "Content-Type")
	w.WriteHeader(http.StatusNotModified)
	return true
}

// sentTag is the ETag of content as it is sent.
func sentTag(tag string, packed bool) string {
	if packed {
		return tag[:len(tag)-1] + `-gzip"`
	}
	return tag
}

// Packed returns content packed by gzip. With tag, the strong ETag of content,
// it is kept for the next who asks, unless others are asked for more; with ""
// it is not. The bytes are not to be written to.
func (s *Site) Packed(tag string, content []byte) []byte {
	if tag == "" {
		return packed(content)
	}
	b, ok := s.packed.get(tag)
	if !ok {
		b = packed(content)
		s.packed.put(tag, b)
	}
	return b
}

// packs reports whether content of a type becomes smaller.
func packs(kind string) bool {
	kind, _, _ = strings.Cut(kind, ";")
	switch {
	case strings.HasPrefix(kind, "text/"), strings.HasSuffix(kind, "+xml"), strings.HasSuffix(kind, "json"), kind == "application/xml":
		return true
	}
	return false
}

var packers = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(nil, packLevel)
	if err != nil {
		panic("web: " + err.Error()) // the level is one there is
	}
	return w
}}

func packed(content []byte) []byte {
	out := bytes.NewBuffer(make([]byte, 0, len(content)/3+64))
	z := packers.Get().(*gzip.Writer)
	defer packers.Put(z)
	z.Reset(out)
	_, _ = z.Write(content) // a Buffer takes everything
	_ = z.Close()
	return bytes.Clone(out.Bytes()) // kept without room to spare
}

// packedKept bounds the bytes of packed content that are kept in memory.
const packedKept = 32 << 20

// packedCost is about what it takes to know of one, in bytes.
const packedCost = 200

// A memory keeps packed content by the ETag of what is in it, so that what is
// asked for often is packed once. What has changed has another tag, and the
// old is forgotten as others are asked for: when what was put or asked for
// lately fills half of the room, what was not asked for since the last time
// goes.
type memory struct {
	most        int // bytes
	mu          sync.Mutex
	lately, ago map[string][]byte
	size        int // bytes in lately
}

func newMemory(most int) *memory { return &memory{most: most, lately: map[string][]byte{}} }

func (m *memory) get(tag string) ([]byte, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b, ok := m.lately[tag]
	if !ok {
		if b, ok = m.ago[tag]; ok {
			m.add(tag, b)
		}
	}
	return b, ok
}

func (m *memory) put(tag string, b []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, there := m.lately[tag]; !there {
		m.add(tag, b)
	}
}

// add takes b into what was asked for lately. What is too large for that is
// not kept at all.
func (m *memory) add(tag string, b []byte) {
	size := len(b) + len(tag) + packedCost
	if size > m.most/8 {
		return
	}
	if m.size+size > m.most/2 {
		m.ago, m.lately, m.size = m.lately, map[string][]byte{}, 0
	}
	m.lately[tag] = b
	m.size += size
}
