package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"shirushi/internal/catalog"
	"shirushi/internal/command"
	"shirushi/internal/reader"
	"shirushi/internal/scan"
	"shirushi/internal/scheme"
	jcstar "shirushi/schemes/jc-star"
)

// typed refuses a number that was mistyped, before anybody is asked. Of numbers
// that are not made of digits only the site can tell: it may have a scheme of
// its own.
func (c check) typed(number string) error {
	if number == "" || strings.Trim(narrow(number), "0123456789") != "" {
		return nil
	}
	s, problems, err := catalog.Read(jcstar.Data)
	if err != nil || len(problems) > 0 {
		return fmt.Errorf("read the scheme's data: %v %w", problems, err)
	}
	if _, err := s.Numbering.Registration.Parse(number); err != nil {
		return command.UsageOf(errors.New(c.words.T("verify.mistyped", printable(number), c.words.Refusal(scheme.RefusalsOf(err)[0]))))
	}
	return nil
}

// picture reads the code in a picture of a label, and fetches what the site says
// of the label to which it leads.
func (c check) picture(ctx context.Context, file []byte, l *reader.Look) ([]byte, error) {
	if l.Site == nil {
		return nil, command.UsageOf(errors.New(c.words.T("verify.need_site_picture")))
	}
	texts, err := scan.Codes(ctx, file)
	switch {
	case errors.Is(err, scan.ErrTooLarge):
		return nil, command.UsageOf(errors.New(c.words.T("verify.picture_large", scan.MostBytes>>20, scan.MostDots)))
	case errors.Is(err, scan.ErrNotPicture):
		return nil, command.UsageOf(errors.New(c.words.T("verify.picture_unreadable")))
	case err != nil:
		return nil, err
	}
	found := scan.JudgeAll(texts, l.Site.Address())
	switch {
	case len(found.Labels) > 1:
		return nil, command.NotDecided(c.sentence("verify.code_several", "verify.code_several_text"))
	case len(found.Labels) == 0 && len(found.Others) == 0:
		return nil, command.NotDecided(c.sentence("verify.code_none", "verify.code_none_text"))
	case len(found.Labels) == 0:
		return nil, c.forged(c.others(found.Others, l.Site.Host()))
	}
	if len(found.Others) > 0 {
		fmt.Fprintln(c.out, c.words.T("verify.code_beside")+" "+c.others(found.Others, l.Site.Host()))
	}
	return c.coded(ctx, found.Labels[0], l)
}

// coded compares the number in a code with the printed one.
func (c check) coded(ctx context.Context, lead scan.Lead, l *reader.Look) ([]byte, error) {
	coded, printed := narrow(lead.Number), narrow(c.number)
	if err := c.typed(coded); errors.As(err, new(command.UsageError)) {
		return nil, c.forged(c.words.T("verify.code_malformed", printable(coded)))
	} else if err != nil {
		return nil, err
	}
	say, number := "verify.code_only", scheme.LabelNumber(coded)
	switch {
	case printed == "":
	case printed != coded:
		return nil, c.forged(c.words.T("verify.code_number", printable(number.Grouped()), printable(scheme.LabelNumber(printed).Grouped())))
	default:
		say = "verify.code_same"
	}
	fmt.Fprintln(c.out, c.words.T(say)+c.words.T("verify.stop")+c.words.T("verify.copied"))
	fmt.Fprintln(c.out)
	l.Number = number
	return c.ask(ctx, l, c.day, "")
}

// others says where codes lead that do not lead to a label of the site.
func (c check) others(leads []scan.Lead, host string) string {
	all := make([]string, len(leads))
	for i, lead := range leads {
		all[i] = c.words.T("verify.code_"+string(lead.Verdict), lead.Shown(), host)
		if lead.Like != scan.Unlike {
			all[i] += " " + c.words.T("verify.like_"+string(lead.Like))
		}
	}
	return strings.Join(all, " ")
}

func (c check) forged(why string) error {
	return errors.New(c.words.T("verify.code_forged") + c.words.T("verify.stop") + why + " " + c.words.T("verify.code_forged_do"))
}

func (c check) sentence(title, text string) error {
	return errors.New(c.words.T(title) + c.words.T("verify.stop") + c.words.T(text))
}
