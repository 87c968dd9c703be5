package demo

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
)

// record is the content of an invented file.
func (one product) record(version string) string {
	return fmt.Sprintf("見本：%s（%s）\n試験記録 %s\n\n架空の会社の、架空の製品についての記録です。\n", one.Name.Ja, strings.Join(one.Models, "、"), version)
}

// recordHash is the hash by which the first file is listed.
func (one product) recordHash() string {
	sum := sha256.Sum256([]byte(one.record("1.0")))
	return hex.EncodeToString(sum[:])
}

// evidence returns what happens around evidence that is handed over: it lies
// sealed, the office demands it and opens it. In the older story, whose label
// was issued, a case demands it, and ends.
func (s *story) evidence() []step {
	day := s.product.Day
	if s.product.Evidence == "" || s.Vault == nil {
		return nil
	}
	at := func(later, hour, minute int, does string, do func(context.Context) error) step {
		return step{day - later, hour, minute, does, do}
	}
	steps := []step{at(1, 17, 30, "hand evidence over", s.handOver)}
	if s.product.Evidence != "closed" {
		steps = append(steps, at(36, 10, 10, "demand evidence", s.demandEvidence))
	}
	return append(steps, at(36, 16, 5, "hand over a second version", s.handOverAgain), at(37, 9, 50, "open evidence", s.openEvidence))
}

// hand hands a file over for the first evidence of the first item, or for the
// application as a whole.
func (s *story) hand(ctx context.Context, first bool, name, content string) error {
	r := office.UploadRequest{Name: name}
	if first {
		f, err := s.Office.File(ctx, s.who(s.applicant), s.id)
		if err != nil {
			return err
		}
		r.Criterion = f.Edition.Items[0].ID
		r.Title = f.Checklist.Answer(r.Criterion).Evidence[0].Title
	}
	_, err := s.Vault.TakeWhole(ctx, s.who(s.applicant), s.id, r, strings.NewReader(content))
	return err
}

func (s *story) handOver(ctx context.Context) error {
	if err := s.hand(ctx, true, "試験記録_1.0.txt", s.product.record("1.0")); err != nil {
		return err
	}
	return s.hand(ctx, false, "構成図.txt", s.product.record("構成図"))
}

func (s *story) handOverAgain(ctx context.Context) error {
	return s.hand(ctx, true, "試験記録_1.1.txt", s.product.record("1.1"))
}

func (s *story) demandEvidence(ctx context.Context) error {
	_, err := s.Vault.DemandEvidence(ctx, s.who(s.first), s.id, "最初の項目の判断の根拠に試験の条件が書かれていないため、試験記録を確かめます。", "")
	return err
}

// openEvidence opens the newest version of the first file and reads all of it.
func (s *story) openEvidence(ctx context.Context) error {
	e, err := s.Vault.Evidence(ctx, s.who(s.second), s.id)
	if err != nil {
		return err
	}
	for _, f := range e.Files {
		if f.Criterion == "" || f.State != scheme.FileSealed {
			continue
		}
		o, err := s.Vault.OpenEvidence(ctx, s.who(s.second), f.ID)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, o)
		return errors.Join(err, o.Close())
	}
	return fmt.Errorf("no file was handed over")
}
