package witness

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"shirushi/internal/publog"
)

// A Client asks one witness.
type Client struct {
	publog.Witness
	prefix string
	http   *http.Client
}

// answerWait is how long a witness may take to answer.
const answerWait = 10 * time.Second

// At returns the client of a witness at an address, to which "/add-checkpoint"
// is added.
func At(address string, w publog.Witness) *Client {
	return &Client{w, strings.TrimSuffix(address, "/"), &http.Client{Timeout: answerWait, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse // it is asked where the operator says, and nowhere else
	}}}
}

// An OtherSize tells that the witness cosigned last a tree of another size
// than the request says.
type OtherSize struct{ Size int64 }

func (e *OtherSize) Error() string {
	return fmt.Sprintf("the witness cosigned a tree of %d events last", e.Size)
}

// ErrOtherTree tells that a witness does not find the checkpoint to go on
// from what it cosigned before.
var ErrOtherTree = errors.New("the witness has cosigned another history of this log")

// Add asks for a cosignature and verifies it. It fails with *OtherSize when
// the witness knows another size than the request names, with ErrOtherTree
// when it refuses the proof, and otherwise when it cannot be asked or what it
// answers is not its cosignature of this checkpoint.
func (c *Client) Add(ctx context.Context, r Request) (publog.Cosignature, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.prefix+"/add-checkpoint", bytes.NewReader(r.body()))
	if err != nil {
		return publog.Cosignature{}, fmt.Errorf("ask: %w", err)
	}
	req.Header.Set("Content-Type", "text/plain; charset=utf-8")
	res, err := c.http.Do(req)
	if err != nil {
		return publog.Cosignature{}, fmt.Errorf("ask: %w", err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, mostBytes))
	if err != nil {
		return publog.Cosignature{}, fmt.Errorf("read the answer: %w", err)
	}
	switch res.StatusCode {
	case http.StatusOK:
		return c.given(r.Checkpoint, b)
	case http.StatusConflict:
		size, err := strconv.ParseInt(strings.TrimSuffix(string(b), "\n"), 10, 64)
		if err == nil && size >= 0 && size != r.Old {
			return publog.Cosignature{}, &OtherSize{size}
		}
		return publog.Cosignature{}, fmt.Errorf("%w; it says: %q", ErrOtherTree, said(b))
	case http.StatusUnprocessableEntity:
		return publog.Cosignature{}, fmt.Errorf("%w; it says: %q", ErrOtherTree, said(b))
	default:
		return publog.Cosignature{}, fmt.Errorf("it answers %s: %q", res.Status, said(b))
	}
}

// given takes the witness's own cosignature out of its answer.
func (c *Client) given(checkpoint, lines []byte) (publog.Cosignature, error) {
	all, err := publog.Cosignatures(append(bytes.Clone(checkpoint), lines...), c.Witness)
	if err != nil {
		return publog.Cosignature{}, err
	}
	if len(all) == 0 {
		return publog.Cosignature{}, errors.New("the answer holds no cosignature by its key")
	}
	return all[0], nil
}

// said returns the beginning of an answer, for the operator's log.
func said(b []byte) string { return string(b[:min(len(b), 200)]) }
