// Package store keeps the records: one file per noun, one text of SQL for
// SQLite and PostgreSQL. It is the only room that speaks SQL.
//
// It knows no rules: whether a deed is allowed is decided above, and what is
// written here is written as given. What it does promise is that a
// transaction is whole or not there at all, that nobody overwrites what they
// have not read (revisions), and that audit lines and events stay as written.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// A Store is one database. It is safe for use by several goroutines, and
// several processes may have the same database open.
type Store struct {
	read    *sql.DB
	write   *sql.DB // the same as read on PostgreSQL; one connection on SQLite
	long    *sql.DB // for readings that take minutes, which would leave too few connections to others; as write
	file    string  // the driver's address of the SQLite file
	dialect dialect
	turn    chan struct{} // holds one token: who tries again waits for the others who do
	tell    func(Written) // nil: nobody asks
	grown   growth
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.read.PingContext(ctx); err != nil {
		return fmt.Errorf("reach the database: %w", err)
	}
	return nil
}

// Close ends all connections. Transactions under way fail.
func (s *Store) Close() error {
	err := s.read.Close()
	if s.write != s.read {
		err = errors.Join(err, s.write.Close(), s.long.Close())
	}
	return err
}

// Engine returns "sqlite" or "postgres".
func (s *Store) Engine() string { return s.dialect.name }

// A Tx is one transaction. It holds only while the function runs that it was
// given to. Its methods return refusals (Missing, Conflict) for what a person
// may read, and failures for all else; after a failure nothing of the
// transaction is kept, even when the function hides it.
type Tx struct {
	ctx     context.Context
	on      querier
	dialect *dialect
	broken  error    // the first failure: the engine may have given the transaction up
	undo    []func() // put back the revisions raised in vain
	wrote   Written  // told when the transaction is kept
	grown   int      // entries that are new
	toCount int      // how many of them the rows are counted at; 0 before the first time

	prepared map[string]*sql.Stmt // by their text; closed with the transaction
}

type querier interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// View runs fn in one transaction that sees one state of the database and
// cannot change it.
func (s *Store) View(ctx context.Context, fn func(*Tx) error) error {
	options := sql.TxOptions{Isolation: s.dialect.viewing, ReadOnly: true}
	_, err := s.once(ctx, s.read, &options, fn)
	return err
}

// How often Update tries, and the longest pause between two tries.
const (
	mostTries    = 60
	longestPause = 100 * time.Millisecond
)

// Update runs fn in one transaction, as if no other ran beside it, and
// commits when fn returns nil. When the engine finds that two transactions
// got into each other's way, it runs fn again: fn must have no effect other
// than through its Tx. It must not call Update, which would wait for itself.
func (s *Store) Update(ctx context.Context, fn func(*Tx) error) error {
	return s.updateAt(ctx, s.dialect.updating, fn)
}

func (s *Store) updateAt(ctx context.Context, level sql.IsolationLevel, fn func(*Tx) error) error {
	options := sql.TxOptions{Isolation: level}
	again, err := s.once(ctx, s.write, &options, fn)
	for try := 1; again && try < mostTries; try++ {
		again, err = s.onceMore(ctx, try, &options, fn)
	}
	return err
}

// onceMore lets only one of those who failed before try at a time: they
// would mostly fail one another again.
func (s *Store) onceMore(ctx context.Context, try int, options *sql.TxOptions, fn func(*Tx) error) (again bool, err error) {
	if err := pause(ctx, try); err != nil {
		return false, err
	}
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	return s.once(ctx, s.write, options, fn)
}

func pause(ctx context.Context, try int) error {
	longest := min(time.Millisecond<<min(try, 10), longestPause)
	select {
	case <-time.After(rand.N(longest)):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// once runs one transaction. again says that its failure came from others
// running beside it.
func (s *Store) once(ctx context.Context, db *sql.DB, options *sql.TxOptions, fn func(*Tx) error) (again bool, err error) {
	inner, err := db.BeginTx(ctx, options)
	if err != nil {
		return s.dialect.again(err), fmt.Errorf("begin a transaction: %w", err)
	}
	tx := &Tx{ctx: ctx, on: inner, dialect: &s.dialect}
	kept := false
	defer func() { // also when fn panics
		if !kept {
			_ = inner.Rollback() // the failure that led here is the one to tell
			tx.takeBack()
		}
	}()
	if err := fn(tx); err != nil {
		return s.dialect.again(err) || s.dialect.again(tx.broken), err
	}
	if tx.broken != nil {
		return s.dialect.again(tx.broken), tx.broken
	}
	if err := inner.Commit(); err != nil {
		return s.dialect.again(err), tx.fail("what was done", "commit", err)
	}
	kept = true
	if s.tell != nil && !tx.wrote.isNone() {
		s.tell(tx.wrote)
	}
	s.counted(ctx, tx.grown)
	return false, nil
}

func (tx *Tx) takeBack() {
	for i := len(tx.undo) - 1; i >= 0; i-- {
		tx.undo[i]()
	}
}
