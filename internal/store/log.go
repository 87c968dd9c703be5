package store

import (
	"cmp"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"shirushi/internal/publog"
	"shirushi/internal/scheme"
)

// A logTile is one row of hashes of the log's tree.
type logTile struct {
	level, n int64
	hashes   []byte
}

func tileRecord(t *logTile) record {
	return record{table: "log_tile", keys: 2, columns: []column{{"level", &t.level}, {"n", &t.n}, {"hashes", content{&t.hashes}}}}
}

func headRecord(h *publog.Head) record {
	return record{table: "log_head", keys: 1, columns: []column{{"name", derived{"event"}}, {"size", &h.Size}, {"root", root{&h.Root}}}}
}

// A LogCheckpoint is a checkpoint of the log as it was signed.
type LogCheckpoint struct {
	publog.Head
	At     time.Time // UTC, whole seconds
	Signed string    // a signed note
}

func checkpointRecord(c *LogCheckpoint) record {
	return record{table: "log_checkpoint", keys: 1, columns: []column{
		{"size", &c.Size}, {"root", root{&c.Root}}, {"at", instant{&c.At}}, {"signed", &c.Signed},
	}}
}

// A LogKey is a key that the office signs with, and the event that tells of it.
type LogKey struct {
	Verifier string
	Role     publog.Role
	Event    scheme.EventID
	Lost     bool  // the key before it cannot sign any more
	Seq      int64 // number of the event; 0 until it has one
}

// Name returns the name that stands in the key's signatures; that of the first
// key for checkpoints is the origin of the log.
func (k LogKey) Name() string {
	name, _, _ := strings.Cut(k.Verifier, "+")
	return name
}

func logKeyRecord(k *LogKey) record {
	return record{table: "log_key", keys: 1, columns: []column{{"verifier", &k.Verifier}, {"role", &k.Role}, {"event", &k.Event}, {"lost", flag{&k.Lost}}}}
}

// AddLogKey keeps a key of which an event of this transaction tells.
func (tx *Tx) AddLogKey(k LogKey) error { return tx.add(logKeyRecord(&k)) }

// LogKeys lists the keys of a role in the order in which their events were
// numbered; those without a number stand last.
func (tx *Tx) LogKeys(role publog.Role) ([]LogKey, error) {
	keys, err := list(tx, func(k *LogKey) record {
		r := logKeyRecord(k)
		r.columns = append(r.columns, column{"(SELECT COALESCE(seq, 0) FROM event WHERE id = log_key.event)", &k.Seq})
		return r
	}, "WHERE role = $1", role)
	slices.SortFunc(keys, func(a, b LogKey) int {
		return cmp.Or(cmp.Compare(uint64(a.Seq-1), uint64(b.Seq-1)), cmp.Compare(a.Verifier, b.Verifier)) // 0 comes after all
	})
	return keys, err
}

// LogHead returns the tree as far as events are in it.
func (tx *Tx) LogHead() (publog.Head, error) {
	head, err := read(tx, headRecord, "WHERE name = 'event'")
	if scheme.IsRefusal(err, scheme.Missing) {
		return publog.Head{Root: publog.NoLeaves}, nil
	}
	return head, err
}

// LastCheckpoint returns the largest checkpoint that was signed. It refuses
// with Missing before the first.
func (tx *Tx) LastCheckpoint() (LogCheckpoint, error) {
	return read(tx, checkpointRecord, "ORDER BY size DESC LIMIT 1")
}

// CheckpointAt returns the smallest checkpoint with at least so many events.
func (tx *Tx) CheckpointAt(size int64) (LogCheckpoint, error) {
	return read(tx, checkpointRecord, "WHERE size >= $1 ORDER BY size LIMIT 1", size)
}

// AddCheckpoint keeps a signed checkpoint of a tree that the log is or has
// been: others may have let it grow since it was read. It refuses with
// Conflict any other tree, and one that is not larger than the last that was
// signed.
func (tx *Tx) AddCheckpoint(c LogCheckpoint) error {
	last, err := tx.LastCheckpoint()
	if err != nil && !scheme.IsRefusal(err, scheme.Missing) {
		return err
	}
	grown, err := tx.WasTree(c.Head)
	if err != nil {
		return err
	}
	if !grown || c.Size <= last.Size {
		return fmt.Errorf("keep checkpoint %d: the log is another: %w", c.Size, scheme.Refuse(scheme.Conflict, "refusal.stale"))
	}
	return tx.add(checkpointRecord(&c))
}

// WasTree reports whether the log's tree is this one, or has grown from it. It
// is reckoned from the tiles, and fails with ErrAltered when they are not all
// there.
func (tx *Tx) WasTree(h publog.Head) (bool, error) {
	head, err := tx.LogHead()
	if err != nil || h.Size > head.Size || h == head {
		return err == nil && h == head, err
	}
	if h.Size == 0 {
		return h.Root == publog.NoLeaves, nil
	}
	was, err := tlog.TreeHash(h.Size, publog.Hashes(tx.LogTiles()))
	if err != nil {
		return false, errors.Join(ErrAltered, err)
	}
	return was == h.Root, nil
}

// LogTiles returns the tiles of the log's tree.
func (tx *Tx) LogTiles() publog.Tiles { return logTiles{tx} }

type logTiles struct{ tx *Tx }

func (t logTiles) Tile(level int, n int64) ([]byte, error) {
	one, err := read(t.tx, tileRecord, "WHERE level = $1 AND n = $2", level, n)
	if scheme.IsRefusal(err, scheme.Missing) {
		return nil, nil
	}
	return one.hashes, err
}

// TilesAt reads tiles with one statement.
func (t logTiles) TilesAt(places []publog.Place) ([][]byte, error) {
	var one []string
	var args []any
	for _, at := range places {
		one = append(one, fmt.Sprintf("(level = $%d AND n = $%d)", len(args)+1, len(args)+2))
		args = append(args, at.Level, at.N)
	}
	read, err := list(t.tx, tileRecord, "WHERE "+strings.Join(one, " OR "), args...)
	all := make([][]byte, len(places))
	for i, at := range places {
		for _, tile := range read {
			if tile.level == int64(at.Level) && tile.n == at.N {
				all[i] = tile.hashes
			}
		}
	}
	return all, err
}

// A numberedLeaf is an event's bytes as they are kept.
type numberedLeaf struct {
	seq  int64
	leaf string
}

func leafRecord(l *numberedLeaf) record {
	return record{table: "event", columns: []column{{"seq", &l.seq}, {"leaf", &l.leaf}}}
}

// Leaves returns the bytes of the events numbered from first on, as far as
// they are in the log's tree; at most 1,024.
func (tx *Tx) Leaves(first int64, limit int) ([][]byte, error) {
	head, err := tx.LogHead()
	if err != nil {
		return nil, err
	}
	return tx.leaves(first, min(first+int64(min(limit, mostNumbered))-1, head.Size))
}

// leaves fails when an event from first to last is not there.
func (tx *Tx) leaves(first, last int64) ([][]byte, error) {
	all, err := list(tx, leafRecord, "WHERE seq BETWEEN $1 AND $2 ORDER BY seq", first, last)
	if err != nil {
		return nil, err
	}
	out := make([][]byte, max(0, last-first+1))
	for i := range out {
		if i >= len(all) || all[i].seq != first+int64(i) {
			return nil, fmt.Errorf("%w: no event has the number %d", ErrAltered, first+int64(i))
		}
		out[i] = []byte(all[i].leaf)
	}
	return out, nil
}

// ErrAltered tells that the log's tables are not as they were left: somebody
// has written to them past the program, or they come from different backups.
// Nothing is added to such a log.
var ErrAltered = errors.New("the public log was altered")

// behind returns how many numbered events are not in the log's tree.
func (tx *Tx) behind() (int64, error) {
	n, err := scalar[int64](tx, "sequence", "SELECT head - COALESCE((SELECT size FROM log_head WHERE name = 'event'), 0) FROM sequence WHERE name = 'event'")
	if err == nil && n < 0 {
		err = fmt.Errorf("%w: %d events of it have no number", ErrAltered, -n)
	}
	return n, err
}

// integrate puts the next numbered events into the log's tree, one batch at
// most. Before it adds anything it reckons the root anew from the tiles that
// it builds on.
func (tx *Tx) integrate() error {
	was, err := tx.LogHead()
	if err != nil {
		return err
	}
	edge, err := publog.ReadEdge(was.Size, tx.LogTiles())
	if err != nil {
		return fmt.Errorf("%w: %w", ErrAltered, err)
	}
	if edge.Root() != was.Root {
		return fmt.Errorf("%w: the tiles of %d events do not give their root", ErrAltered, was.Size)
	}
	behind, err := tx.behind()
	if err != nil || behind == 0 {
		return err
	}
	leaves, err := tx.leaves(was.Size+1, was.Size+min(behind, mostNumbered))
	if err != nil {
		return err
	}
	for _, leaf := range leaves {
		edge.Add(leaf)
	}
	for _, g := range edge.Grown() {
		tile := logTile{int64(g.Level), g.N, g.Hashes}
		write := tx.add
		if g.From > 0 {
			write = tx.replace
		}
		if err := write(tileRecord(&tile)); err != nil {
			return err
		}
	}
	is := edge.Root()
	if was.Size == 0 {
		return tx.add(headRecord(&publog.Head{Size: edge.Size(), Root: is}))
	}
	return tx.one(scheme.Refuse(scheme.Conflict, "refusal.stale"), "log_head",
		"UPDATE log_head SET size = $1, root = $2 WHERE name = 'event' AND size = $3", edge.Size(), root{&is}, was.Size)
}

// root is the codec of a hash.
type root struct{ at *tlog.Hash }

func (c root) Value() (driver.Value, error) { return append([]byte{}, c.at[:]...), nil }

func (c root) Scan(src any) error {
	b, _ := src.([]byte) // nothing else is in such a column
	if len(b) != len(c.at) {
		return fmt.Errorf("a hash has %d bytes, not %d", len(c.at), len(b))
	}
	copy(c.at[:], b)
	return nil
}
