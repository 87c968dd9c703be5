package store

import (
	"strings"

	"shirushi/internal/scheme"
)

// The rule of scheme.Standing.StatusOn, once more as SQL over the columns of
// an entry. A test compares the two for every combination of facts.
//
// An absent day is "", which is before every day: so each comparison that
// means "has come" asks first whether there is a day at all.
const (
	begun     = "valid_from <= @day"
	isRevoked = "(revoked <> '' AND revoked <= @day)"
	isLeft    = "(withdrawn <> '' AND withdrawn <= @day)"
	stands    = begun + " AND NOT " + isRevoked + " AND NOT " + isLeft
	isPending = "(extension_applied <> '' AND extension_applied <= valid_until AND (extension_refused = '' OR extension_refused > @day))"
)

var statusPredicates = map[scheme.Status]string{
	scheme.NoLabel:     "valid_from > @day",
	scheme.Active:      stands + " AND valid_until >= @day",
	scheme.InExtension: stands + " AND valid_until < @day AND " + isPending,
	scheme.Expired:     stands + " AND valid_until < @day AND NOT " + isPending,
	scheme.Withdrawn:   begun + " AND NOT " + isRevoked + " AND " + isLeft,
	scheme.Revoked:     begun + " AND " + isRevoked,
}

// statusOn returns the condition that an entry has the status on the day
// behind mark; false for a status that there is not.
func statusOn(status scheme.Status, mark string) (string, bool) {
	predicate, ok := statusPredicates[status]
	return "(" + strings.ReplaceAll(predicate, "@day", mark) + ")", ok
}
