package public

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"shirushi/internal/scan"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/public/verify"
)

// What pictures may cost, which anybody may send: how many are held at the
// same time, of them unpacked, and for how long; how many one address may send.
const (
	picturesHeld     = 8
	picturesUnpacked = 2
	picturePatience  = 60 * time.Second // for sending and reading one
	readingPatience  = 10 * time.Second // for reading alone
	picturesAMinute  = 10
)

// A darkroom is where pictures are held while they are read.
type darkroom struct{ held, unpacked chan struct{} }

func newDarkroom() darkroom {
	return darkroom{make(chan struct{}, picturesHeld), make(chan struct{}, picturesUnpacked)}
}

// errPicturesBusy is said while as many pictures are read as there is room for.
var errPicturesBusy = scheme.Refuse(scheme.NotYetMade, "refusal.picture.busy")

// codes reads the codes in a picture. Nothing of it is kept.
func (d darkroom) codes(ctx context.Context, picture []byte) ([]string, error) {
	select {
	case d.unpacked <- struct{}{}:
		defer func() { <-d.unpacked }()
	case <-ctx.Done():
		return nil, errPicturesBusy
	}
	ctx, cancel := context.WithTimeout(ctx, readingPatience)
	defer cancel()
	texts, err := scan.Codes(ctx, picture)
	switch {
	case errors.Is(err, scan.ErrTooLarge):
		return nil, pictureTooLarge()
	case errors.Is(err, scan.ErrNotPicture):
		return nil, scheme.Refuse(scheme.Invalid, "verify.picture_unreadable").On("picture")
	case errors.Is(err, context.DeadlineExceeded):
		return texts, nil // what was read until then
	}
	return texts, err
}

func pictureTooLarge() error {
	return scheme.Refuse(scheme.Invalid, "verify.picture_large").On("picture").With(scan.MostBytes>>20, scan.MostDots)
}

// inTime is a body that ends with its request: one sent drop by drop must not
// hold a place for ever.
type inTime struct {
	io.ReadCloser
	ctx context.Context
}

func (b inTime) Read(p []byte) (int, error) {
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	return b.ReadCloser.Read(p)
}

// photo says of a label in somebody's hand where its code leads, and which
// label that is. It answers with a page of its own; nothing is kept.
func (f front) photo(w http.ResponseWriter, r *http.Request) error {
	select {
	case f.darkroom.held <- struct{}{}:
		defer func() { <-f.darkroom.held }()
	default:
		return errPicturesBusy
	}
	s, err := f.site.Scheme(r.Context())
	if err != nil {
		return err
	}
	v, status := f.verifyPage(r, s), http.StatusOK
	v.Unlisted = true
	r.Body = inTime{r.Body, r.Context()}
	in, err := takeInHand(r)
	if err == nil {
		v.Answer, err = f.judged(r, s, in)
	}
	v.Asked = in.Asked
	if refusals := scheme.RefusalsOf(err); len(refusals) > 0 && scheme.IsRefusal(err, scheme.Invalid) && refusals[0].Field != "" {
		v.Asked.Errors, status = page.ErrorsOf(f.site.Printer(r), err), http.StatusBadRequest
	} else if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return f.site.Render(w, r, status, verify.VerifyPage(v))
}

// An inHand is what is asked of a label in somebody's hand.
type inHand struct {
	verify.Asked
	picture []byte
}

func takeInHand(r *http.Request) (in inHand, err error) {
	file, err := web.FormWithFile(r, "picture", scan.MostBytes)
	get := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	in.Address, in.Printed, in.Product, in.picture = get("address"), get("printed"), get("product"), file.Body
	if web.TooLarge(err) {
		return in, pictureTooLarge()
	} else if err != nil {
		return in, err
	}
	var wrong scheme.Refusals
	wrong.Add(scheme.CheckText("address", in.Address, verify.AddressAtMost))
	wrong.Add(scheme.CheckText("printed", in.Printed, verify.NumberAtMost))
	wrong.Add(scheme.CheckText("product", in.Product, verify.ProductAtMost))
	if len(in.picture) == 0 && in.Address == "" && in.Printed == "" {
		wrong.Add(scheme.Refuse(scheme.Invalid, "verify.need_photo").On("picture"))
	}
	return in, wrong.Err()
}

// judged reads the codes and says what they are worth, together with all else
// that was given.
func (f front) judged(r *http.Request, s *scheme.Scheme, in inHand) (*verify.Answer, error) {
	var texts, notes []string
	var err error
	if len(in.picture) > 0 {
		if texts, err = f.darkroom.codes(r.Context(), in.picture); err != nil {
			return nil, err
		}
	}
	if in.Address != "" {
		typed := scan.Typed(in.Address, f.site.BaseURL)
		switch {
		case typed.Number != "" && in.Printed == "":
			in.Printed = typed.Number
		case typed.Number != "":
			texts = append(texts, f.site.BaseURL+"/l/"+typed.Number)
		case typed.Address == "" || scan.Judge(typed.Address, f.site.BaseURL).Verdict == scan.Astray:
			if len(in.picture) > 0 { // which would have to be chosen anew
				notes = append(notes, f.site.Printer(r).T("verify.address_unread"))
				break
			}
			return nil, scheme.Refuse(scheme.Invalid, "verify.address_form").On("address").With(f.site.BaseURL)
		default:
			texts = append(texts, typed.Address)
		}
	}
	j := judge{front: f, r: r, p: f.site.Printer(r), scheme: s, in: in, day: s.Day(f.site.Now())}
	a, err := j.answer(scan.JudgeAll(texts, f.site.BaseURL), len(in.picture) > 0)
	if err == nil {
		a.Texts = append(a.Texts, notes...)
	}
	return a, err
}
