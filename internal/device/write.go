package device

import (
	"fmt"
	"slices"
	"strings"

	"shirushi/internal/yamlfile"
)

// commented are the keys beside which Write says something, each by its
// message device.comment.KEY.
var commented = []string{
	"edition", "product", "product.support_until", "units", "services", "services.access", "services.why_open", "services.login", "services.login.password_field",
	"accounts", "accounts.services", "default_passwords", "default_passwords.policy", "default_passwords.list", "update", "update.ways", "update.image", "update.version",
	"pages", "protected_information", "reset",
}

// Write writes a description as a file that Read reads as the same. With say,
// the printer of a language, it holds comments for whoever edits it by hand;
// nil leaves them out. A description that Read would refuse is an error that
// names the first problem.
func Write(d Description, say func(key string, args ...any) string) ([]byte, error) {
	d.Format = Format
	d.Product.Models = all(d.Product.Models)
	d.Units, d.Services, d.Accounts, d.Protected = all(d.Units), all(d.Services), all(d.Accounts), all(d.Protected)
	d.Update.Ways = all(d.Update.Ways)
	head := ""
	var comment func(at ...string) string
	if say != nil {
		head = say("device.comment.head")
		comment = func(at ...string) string {
			if key := strings.Join(at, "."); slices.Contains(commented, key) {
				return say("device.comment." + key)
			}
			return ""
		}
	}
	b, err := yamlfile.Write(d, head, comment)
	if err != nil {
		return nil, fmt.Errorf("write the description: %w", err)
	}
	if _, problems := Read("device.yaml", b); len(problems) > 0 {
		return nil, fmt.Errorf("write the description: %s", problems[0])
	}
	return b, nil
}

// all returns a list that is written as empty rather than as nothing.
func all[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
