package wire

import (
	"bytes"
	"strings"
)

// A Request is a GET of a path, without a body and without a query, that asks
// for the whole answer.
type Request struct {
	Remote    string // the address of the connection's other end, without the port
	Path      string // letters, digits and "/-_.~" only
	Forwarded string // X-Forwarded-For; "" without
	Match     string // If-None-Match; "" without
	Encodings string // Accept-Encoding; "" without
}

// A meaning says what is done with a header field of a request.
type meaning uint8

const (
	unknown     meaning = iota // the request is not ours
	nothing                    // it changes nothing of the answer
	host                       // there must be one
	onlyKeep                   // it may only be "keep-alive"
	forwarded                  // Request.Forwarded
	ifNoneMatch                // Request.Match
	encodings                  // Request.Encodings
)

// fields are the header fields that a request of ours may have. All that
// could ask for another answer, or announce a body, is missing here.
var fields = map[string]meaning{
	"accept": nothing, "accept-language": nothing, "cache-control": nothing, "cookie": nothing, "dnt": nothing, "from": nothing,
	"pragma": nothing, "priority": nothing, "referer": nothing, "upgrade-insecure-requests": nothing, "user-agent": nothing,
	"sec-ch-ua": nothing, "sec-ch-ua-mobile": nothing, "sec-ch-ua-platform": nothing, "sec-fetch-dest": nothing, "sec-fetch-mode": nothing,
	"sec-fetch-site": nothing, "sec-fetch-user": nothing, "sec-gpc": nothing, "via": nothing,
	"x-forwarded-host": nothing, "x-forwarded-port": nothing, "x-forwarded-proto": nothing, "x-real-ip": nothing, "x-request-id": nothing,
	"host": host, "connection": onlyKeep, "accept-encoding": encodings, "x-forwarded-for": forwarded, "if-none-match": ifNoneMatch,
}

const longestField = 32 // bytes of a field's name that are looked at

// read reads head, which must be one whole request and nothing after it. It
// reports false for every request that is not as plain as Request says;
// whether such a one is wrong, others judge.
func (r *Request) read(head []byte) bool {
	rest, ok := bytes.CutPrefix(head, []byte("GET "))
	if !ok || !bytes.HasSuffix(head, []byte("\r\n\r\n")) {
		return false
	}
	end := bytes.IndexByte(rest, ' ')
	if end < 1 || !isPath(rest[:end]) {
		return false
	}
	path := rest[:end]
	if rest, ok = bytes.CutPrefix(rest[end:], []byte(" HTTP/1.1\r\n")); !ok {
		return false
	}
	*r = Request{Remote: r.Remote}
	hosts := 0
	for len(rest) > 2 {
		line := rest[:bytes.IndexByte(rest, '\n')+1] // there is one: head ends with it
		rest = rest[len(line):]
		name, value, ok := cutField(line)
		if !ok || !r.take(name, value, &hosts) {
			return false
		}
	}
	r.Path = string(path)
	return string(rest) == "\r\n" && hosts == 1
}

// take notes what a field says, and reports whether it may stand there.
func (r *Request) take(name, value []byte, hosts *int) bool {
	switch known(name) {
	case nothing:
		return true
	case host:
		*hosts++
		return isHost(value)
	case onlyKeep:
		return strings.EqualFold(string(value), "keep-alive")
	case forwarded:
		return once(&r.Forwarded, value)
	case ifNoneMatch:
		return once(&r.Match, value)
	case encodings:
		return once(&r.Encodings, value)
	default:
		return false
	}
}

// once keeps the value of a field that may stand there once, and not empty.
func once(to *string, value []byte) bool {
	if *to != "" || len(value) == 0 {
		return false
	}
	*to = string(value)
	return true
}

// cutField takes a line apart. It reports false for a line that is not a name,
// a colon, a space and visible signs of ASCII.
func cutField(line []byte) (name, value []byte, ok bool) {
	line, ok = bytes.CutSuffix(line, []byte("\r\n"))
	at := bytes.IndexByte(line, ':')
	if !ok || at < 1 {
		return nil, nil, false
	}
	name, value = line[:at], bytes.Trim(line[at+1:], " ")
	for _, c := range value {
		if c < ' ' || c > '~' {
			return nil, nil, false
		}
	}
	return name, value, true
}

// known looks a field up, in whatever case it is written.
func known(name []byte) meaning {
	var room [longestField]byte
	if len(name) > len(room) {
		return unknown
	}
	for i, c := range name {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		room[i] = c
	}
	return fields[string(room[:len(name)])]
}

func isPath(p []byte) bool {
	if p[0] != '/' {
		return false
	}
	for i, c := range p {
		if !isPlain(c) && c != '/' && c != '~' && c != '_' || c == '/' && i > 0 && p[i-1] == '/' || c == '.' && p[i-1] == '/' {
			return false // "//", "/." and "/.." are for others to clean
		}
	}
	return true
}

func isHost(h []byte) bool {
	for _, c := range h {
		if !isPlain(c) && c != ':' && c != '[' && c != ']' {
			return false
		}
	}
	return len(h) > 0
}

// isPlain reports whether c is a letter, a digit, "-" or ".".
func isPlain(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '.'
}
