package store_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

var noon = time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)

// filled returns a T in which no field is left empty, so that a field added
// to a noun and forgotten in its record fails the round trip.
func filled[T any](t *testing.T) T {
	t.Helper()
	var one T
	n := 0
	fill(t, reflect.ValueOf(&one).Elem(), &n)
	return one
}

func fill(t *testing.T, v reflect.Value, n *int) {
	t.Helper()
	*n++
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(noon.Add(time.Duration(*n) * time.Second)))
	case v.Type() == reflect.TypeFor[[]byte]():
		v.SetBytes([]byte(fmt.Sprintf("bytes %d", *n)))
	case v.Kind() == reflect.String:
		v.SetString(fmt.Sprintf("文 %d %% ' \" \\", *n))
	case v.CanInt():
		v.SetInt(int64(*n))
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), n)
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(t, v.Index(0), n)
		fill(t, v.Index(1), n)
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i), n)
		}
	default:
		t.Fatalf("fill knows no %s", v.Type())
	}
}

// change runs an update that must succeed.
func change(t *testing.T, s *store.Store, fn func(*store.Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// look runs a view that must succeed.
func look(t *testing.T, s *store.Store, fn func(*store.Tx) error) {
	t.Helper()
	if err := s.View(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// refuses fails the test unless err is a refusal of this kind and key.
func refuses(t *testing.T, err error, kind scheme.RefusalKind, key string) {
	t.Helper()
	for _, r := range scheme.RefusalsOf(err) {
		if r.Kind == kind && r.Key == key {
			return
		}
	}
	t.Errorf("got %v, want %s: %s", err, kind, key)
}

// same fails the test when the two differ.
func same(t *testing.T, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
}

// ids are the rows that others refer to.
const (
	maker  scheme.OrganisationID = "MAKER"
	agency scheme.OrganisationID = "AGENCY"
	office scheme.OrganisationID = "OFFICE"
	sato   scheme.PersonID       = "SATO"
	kato   scheme.PersonID       = "KATO"
)

// settled puts organisations and people on record.
func settled(t *testing.T, s *store.Store) {
	t.Helper()
	change(t, s, func(tx *store.Tx) error {
		for _, id := range []scheme.OrganisationID{maker, agency, office} {
			if err := tx.PutOrganisation(&scheme.Organisation{ID: id, Kind: scheme.Maker}); err != nil {
				return err
			}
		}
		return errors.Join(
			tx.PutPerson(&scheme.Person{ID: sato, Organisation: maker, Email: "sato@example.jp"}),
			tx.PutPerson(&scheme.Person{ID: kato, Organisation: office, Email: "kato@example.jp"}),
		)
	})
}

// started returns an application of the maker that can be put.
func started(id scheme.ApplicationID, at time.Time) scheme.Application {
	return scheme.Application{ID: id, Kind: scheme.New, State: scheme.Draft, Applicant: maker, Started: at, StartedBy: sato}
}
