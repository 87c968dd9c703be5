package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/pressly/goose/v3/database"
	"modernc.org/sqlite"
)

// A dialect is all in which the two engines differ besides their schema.
type dialect struct {
	name      string // "sqlite" or "postgres"; also the folder of its schema
	goose     database.Dialect
	viewing   sql.IsolationLevel
	updating  sql.IsolationLevel
	numbering sql.IsolationLevel // of the sequencer, whom deeds recorded meanwhile must not turn back
	again     func(error) bool   // others were in the way; the transaction may be tried again
	taken     func(error) bool   // a unique index holds this value already
	prepares  bool               // a statement is parsed each time it runs, unless it was prepared
	counts    bool               // plans go by rows counted now and then
}

var sqliteDialect = dialect{
	name: "sqlite", goose: database.DialectSQLite3, prepares: true,
	again: func(err error) bool { return sqliteCode(err)&0xff == 5 }, // SQLITE_BUSY: another process writes
	taken: func(err error) bool { return sqliteCode(err) == 2067 || sqliteCode(err) == 1555 },
}

var postgresDialect = dialect{
	name: "postgres", goose: database.DialectPostgres,
	viewing: sql.LevelRepeatableRead, updating: sql.LevelSerializable, numbering: sql.LevelRepeatableRead,
	again:  func(err error) bool { return postgresCode(err) == "40001" || postgresCode(err) == "40P01" },
	taken:  func(err error) bool { return postgresCode(err) == "23505" },
	counts: true,
}

func sqliteCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

func postgresCode(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// Open opens the database named by dsn: "sqlite:" and the path of a file,
// which is made when it is not there, or a "postgres://" address. It does
// not migrate.
func Open(ctx context.Context, dsn string) (*Store, error) {
	open := openPostgres
	path, isFile := strings.CutPrefix(dsn, "sqlite:")
	switch {
	case isFile && path != "":
		dsn, open = path, openSQLite
	case strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://"):
	default: // never shown: an address may hold a password
		return nil, errors.New("open the database: the address must begin with sqlite: and a path, or with postgres://")
	}
	s, err := open(dsn)
	if err != nil {
		return nil, err
	}
	s.turn = make(chan struct{}, 1)
	if err := s.write.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open the database: %w", err), s.Close())
	}
	return s, nil
}

// openSQLite makes one connection that writes and as many that read as there
// are processors. FULL: what has been answered survives the loss of power.
func openSQLite(path string) (*Store, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) // made here, so that nobody else may read it
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	address := func(more string) string {
		file := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}
		return file.String() + "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)" +
			"&_pragma=recursive_triggers(1)" + more // else REPLACE would pass by the triggers that guard history
	}
	write, err := openKeeping(address("&_txlock=immediate&_pragma=cache_size(-65536)"))
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	write.SetMaxOpenConns(1)
	read, err := openKeeping(address("&_pragma=query_only(1)"))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the database: %w", err), write.Close())
	}
	read.SetMaxOpenConns(runtime.NumCPU())
	read.SetMaxIdleConns(runtime.NumCPU())
	long, err := openKeeping(address("&_pragma=query_only(1)"))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the database: %w", err), write.Close(), read.Close())
	}
	long.SetMaxOpenConns(1)
	long.SetConnMaxIdleTime(time.Minute)
	return &Store{read: read, write: write, long: long, file: address(""), dialect: sqliteDialect}, nil
}

// mostConnections to one PostgreSQL server by one process: enough for the
// clients of a small office, and room for several processes below the
// server's usual hundred.
const mostConnections = 20

func openPostgres(dsn string) (*Store, error) {
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, errors.New("open the database: malformed postgres:// address") // err repeats the address
	}
	db.SetMaxOpenConns(mostConnections)
	db.SetMaxIdleConns(mostConnections)
	return &Store{read: db, write: db, long: db, dialect: postgresDialect}, nil
}
