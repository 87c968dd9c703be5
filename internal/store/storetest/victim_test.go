package storetest_test

import (
	"testing"
	"time"

	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

func TestSettled_waitsForWhatTheVictimStillHasOpen(t *testing.T) {
	t.Parallel()
	dsn := storetest.PostgresDSN(t)
	s, err := store.Open(t.Context(), storetest.ForVictim(t, dsn))
	if err != nil {
		t.Fatal(err)
	}
	const held = 200 * time.Millisecond
	began := time.Now()
	time.AfterFunc(held, func() { s.Close() })
	if storetest.Settled(t, dsn); time.Since(began) < held {
		t.Error("did not wait for the connection of the victim")
	}
}
