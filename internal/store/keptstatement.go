package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strings"

	"modernc.org/sqlite"
)

// SQLite parses and plans a statement each time that it is asked anew, which
// costs more than most of ours take to run. So each connection keeps the
// statements that it has run: up to so many, of texts up to so many bytes.
// Longer ones insert many rows; repeat keeps those as long as their transaction.
const (
	mostKept    = 256
	longestKept = 2000
)

// openKeeping is sql.Open of a SQLite address, with connections that keep
// their statements.
func openKeeping(address string) (*sql.DB, error) {
	c, err := sqlite.NewConnector(address)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(keepingConnector{c}), nil
}

type keepingConnector struct{ driver.Connector }

// Connect opens a connection.
func (c keepingConnector) Connect(ctx context.Context) (driver.Conn, error) {
	plain, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	inner, ok := plain.(sqliteConn)
	if !ok {
		return nil, errors.Join(errors.New("the driver of SQLite cannot do what it could"), plain.Close())
	}
	return &keepingConn{sqliteConn: inner, young: map[string]*keptStatement{}}, nil
}

// sqliteConn is all that database/sql asks of the driver's connections.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// A keepingConn is a connection with the statements that it keeps. Like all
// connections it is used by one goroutine at a time.
type keepingConn struct {
	sqliteConn
	young, old map[string]*keptStatement // by their text: run since the maps changed places, and before
}

// A keptStatement is prepared on one connection. While its rows are read it is
// busy, and the same text is run beside it as if it were not kept.
type keptStatement struct {
	driver.Stmt
	busy    bool
	dropped bool // to be closed once it is not busy
}

// statement returns the statement to run this text with, or nil when it is to
// be run as it is.
func (c *keepingConn) statement(ctx context.Context, query string) (*keptStatement, error) {
	if len(query) > longestKept || !isKept(query) {
		return nil, nil
	}
	s := c.young[query]
	if s == nil {
		if s = c.old[query]; s == nil {
			plain, err := c.PrepareContext(ctx, unnumbered(query))
			if err != nil {
				return nil, err
			}
			s = &keptStatement{Stmt: plain}
		}
		delete(c.old, query)
		c.keep(query, s)
	}
	if s.busy {
		return nil, nil
	}
	return s, nil
}

// isKept reports whether a statement reads or writes rows; all others are run
// once in a while.
func isKept(query string) bool {
	word, _, _ := strings.Cut(query, " ")
	switch word {
	case "SELECT", "INSERT", "UPDATE", "DELETE", "WITH":
		return true
	}
	return false
}

// keep keeps a statement, and gives up those that were not run for long when
// there are too many.
func (c *keepingConn) keep(query string, s *keptStatement) {
	if len(c.young) >= mostKept/2 {
		for _, unused := range c.old {
			unused.drop()
		}
		c.old, c.young = c.young, map[string]*keptStatement{}
	}
	c.young[query] = s
}

func (s *keptStatement) drop() {
	if s.dropped = s.busy; !s.busy {
		_ = s.Close() // it reads nothing any more
	}
}

// ExecContext runs a statement without rows.
func (c *keepingConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	run, ok := stmtOf[driver.StmtExecContext](s)
	if !ok {
		return c.sqliteConn.ExecContext(ctx, query, args)
	}
	return run.ExecContext(ctx, args)
}

// QueryContext runs a statement with rows.
func (c *keepingConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	run, ok := stmtOf[driver.StmtQueryContext](s)
	if !ok {
		return c.sqliteConn.QueryContext(ctx, query, args)
	}
	rows, err := run.QueryContext(ctx, args)
	if err != nil {
		return nil, err
	}
	s.busy = true
	return &keptRows{rows, s}, nil
}

// stmtOf returns a kept statement as what it can do; not when there is none.
func stmtOf[T any](s *keptStatement) (can T, ok bool) {
	if s == nil {
		return can, false
	}
	can, ok = s.Stmt.(T)
	return can, ok
}

// keptRows give their statement back at the end.
type keptRows struct {
	driver.Rows
	of *keptStatement
}

// Close ends the reading.
func (r *keptRows) Close() error {
	err := r.Rows.Close()
	r.of.busy = false
	if r.of.dropped {
		err = errors.Join(err, r.of.Close())
	}
	return err
}

// Close closes the connection and all that it keeps.
func (c *keepingConn) Close() error {
	for _, all := range []map[string]*keptStatement{c.young, c.old} {
		for _, s := range all {
			s.drop()
		}
	}
	c.young, c.old = map[string]*keptStatement{}, nil
	return c.sqliteConn.Close()
}
