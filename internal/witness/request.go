// Package witness watches logs from outside (C2SP tlog-witness): it cosigns a
// checkpoint only when that goes on from the one it cosigned before, so that
// a log cannot show different histories to different readers. It holds the
// witness and how one is asked. What is in a log it does not know.
package witness

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// A Request asks a witness to cosign a checkpoint.
type Request struct {
	Old        int64          // size of the tree that the witness cosigned last; 0: none
	Proof      tlog.TreeProof // that the checkpoint goes on from it
	Checkpoint []byte         // a signed note
}

const (
	mostProof = 63       // hashes of a proof
	mostBytes = 64 << 10 // of a request
)

// errRequest is what requests are refused with that are not written as they must be.
var errRequest = errors.New(`not a request: it is "old SIZE", the hashes of the proof in base64, at most 63, each on a line, an empty line and the checkpoint`)

// body returns the request as it is sent.
func (r Request) body() []byte {
	b := fmt.Appendf(nil, "old %d\n", r.Old)
	for _, h := range r.Proof {
		b = append(base64.StdEncoding.AppendEncode(b, h[:]), '\n')
	}
	return append(append(b, '\n'), r.Checkpoint...)
}

// parseRequest reads what body wrote.
func parseRequest(b []byte) (Request, error) {
	head, checkpoint, ok := bytes.Cut(b, []byte("\n\n"))
	if !ok {
		return Request{}, errRequest
	}
	lines := strings.Split(string(head), "\n")
	size, ok := strings.CutPrefix(lines[0], "old ")
	old, err := strconv.ParseInt(size, 10, 64)
	if !ok || err != nil || old < 0 || strconv.FormatInt(old, 10) != size || len(lines)-1 > mostProof {
		return Request{}, errRequest
	}
	r := Request{Old: old, Checkpoint: checkpoint}
	for _, line := range lines[1:] {
		h, err := base64.StdEncoding.Strict().DecodeString(line)
		if err != nil || len(h) != tlog.HashSize {
			return Request{}, errRequest
		}
		r.Proof = append(r.Proof, tlog.Hash(h))
	}
	return r, nil
}
