package main

import (
	"errors"
	"strings"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
)

// said puts refusals into English words for the terminal and leaves failures
// as they are.
func said(err error) error {
	refusals := scheme.RefusalsOf(err)
	if len(refusals) == 0 {
		return err
	}
	lines := make([]string, len(refusals))
	for i, r := range refusals {
		lines[i] = i18n.For("en").Refusal(r)
		if r.Field != "" {
			lines[i] = r.Field + ": " + lines[i]
		}
	}
	return errors.New(strings.Join(lines, "\n"))
}
