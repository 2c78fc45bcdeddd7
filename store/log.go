package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// The log tells all that ever happened to what is kept, one entry for each
// event, numbered from 1. It only grows: what is deleted leaves its entries and
// one more. The entries are the leaves of a tree of hashes, so that the one
// hash at its root stands for all of them, and a root that was written down
// somewhere else proves later that nothing before it was changed or dropped.

// What is what happened to a version of a page.
type What string

// What can happen.
const (
	Captured What = "captured" // it came in and was read
	Reread   What = "reread"   // it was read anew from its capture
	Deleted  What = "deleted"  // the page was deleted with all versions up to this one
	// A person said something of what was found in pages, and took it back.
	Reviewed     What = "reviewed"
	ReviewUndone What = "review_undone"
)

// Entry is an entry of the log. Its JSON form is kept as it was first written,
// and its bytes are what the tree is made of.
type Entry struct {
	N       int64  `json:"n"`
	At      string `json:"at"` // RFC 3339
	What    What   `json:"what"`
	Address string `json:"address"`
	Version int    `json:"version"`
	Capture string `json:"capture,omitempty"` // digest of the bytes that came
	Source  string `json:"source,omitempty"`  // mark of how they came
	Record  string `json:"record,omitempty"`  // digest of the record's JSON form
	Why     string `json:"why,omitempty"`     // it was deleted
	Review  string `json:"review,omitempty"`  // digest of its JSON form
	// Also are the other pages that a review is about; of a page that was deleted,
	// those whose reviews went with its own.
	Also []string `json:"also,omitempty"`
}

// edge is the right edge of the tree: the last hash that is complete on each of
// its levels. It is all that is needed to go on, and to know the root.
type edge [64]tlog.Hash

// ReadHashes is for the algorithms of tlog, which ask for nothing but the edge.
func (e *edge) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		level, _ := tlog.SplitStoredHashIndex(x)
		out[i] = e[level]
	}
	return out, nil
}

// add adds entry n and returns the hashes that are kept with it: its own, and
// those of the subtrees that it completes.
func (e *edge) add(n int64, entry []byte) ([]byte, error) {
	hashes, err := tlog.StoredHashes(n-1, entry, e)
	if err != nil {
		return nil, err
	}
	var out []byte
	for level, h := range hashes {
		e[level] = h
		out = append(out, h[:]...)
	}
	return out, nil
}

// root is the tree with size entries.
func (e *edge) root(size int64) (tlog.Tree, error) {
	h, err := tlog.TreeHash(size, e)
	return tlog.Tree{N: size, Hash: h}, err
}

// asking is a database or a transaction in it.
type asking interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// edge reads the edge of the tree with size entries. What a level has last is
// the last hash of the entry that completed it: the size without its lowest bits.
func (s *Store) edge(ctx context.Context, db asking, size int64) (*edge, error) {
	var levels []any
	for n := size; n > 0; n &= n - 1 {
		levels = append(levels, n)
	}
	e := &edge{}
	if len(levels) == 0 {
		return e, nil
	}
	rows, err := db.QueryContext(ctx, s.rebind(`SELECT n, hashes FROM log WHERE n IN (?`+strings.Repeat(", ?", len(levels)-1)+`)`), levels...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := 0
	for rows.Next() {
		var n int64
		var hashes []byte
		if err := rows.Scan(&n, &hashes); err != nil {
			return nil, err
		}
		level := len(hashes)/tlog.HashSize - 1
		if len(hashes)%tlog.HashSize != 0 || level < 0 || level >= len(e) || n>>level&1 == 0 {
			return nil, fmt.Errorf("entry %d of the log is damaged; isnad verify tells more", n)
		}
		copy(e[level][:], hashes[level*tlog.HashSize:])
		found++
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if found != len(levels) {
		return nil, errors.New("entries of the log are missing; isnad verify tells more")
	}
	return e, nil
}

// log writes the entries of this transaction, as its last deed: whoever writes
// to the log holds its head until the transaction ends, and all others wait.
func (k *keeper) log() error {
	if len(k.entries) == 0 {
		return nil
	}
	var size int64
	if err := k.one(`UPDATE log_head SET size = size + ? RETURNING size`, len(k.entries)).Scan(&size); err != nil {
		return headless(err)
	}
	size -= int64(len(k.entries))
	e, err := k.edge(k.ctx, k.tx, size)
	if err != nil {
		return err
	}
	in := k.into("log", "n", "entry", "hashes")
	for i := range k.entries {
		size++
		k.entries[i].N, k.entries[i].At = size, k.at
		line, err := json.Marshal(&k.entries[i])
		if err != nil {
			return err
		}
		hashes, err := e.add(size, line)
		if err != nil {
			return err
		}
		if err := in.add(size, string(line), hashes); err != nil {
			return err
		}
	}
	return in.end()
}

// logSize is how many entries the log has, as its head tells.
func logSize(ctx context.Context, tx *sql.Tx) (size int64, err error) {
	err = tx.QueryRowContext(ctx, `SELECT size FROM log_head`).Scan(&size)
	return size, headless(err)
}

func headless(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return errors.New("the head of the log is missing")
	}
	return err
}

// Checkpoint is the log as it stands: how many entries it has, and the hash that
// stands for all of them.
func (s *Store) Checkpoint(ctx context.Context) (tree tlog.Tree, err error) {
	err = s.looking(ctx, func(tx *sql.Tx) error {
		size, err := logSize(ctx, tx)
		if err != nil {
			return err
		}
		e, err := s.edge(ctx, tx, size)
		if err != nil {
			return err
		}
		tree, err = e.root(size)
		return err
	})
	return tree, s.failed("read", err)
}

// looking does work that sees the database as it is at one moment.
func (s *Store) looking(ctx context.Context, work func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, &s.snapshot)
	if err != nil {
		return err
	}
	defer tx.Rollback() // there is nothing to commit
	return work(tx)
}

// Delete deletes a page with all of its versions, and the captures that no
// other page needs. The log keeps what it told of them, and tells that they were
// deleted, when, and why. It returns how many versions there were.
func (s *Store) Delete(ctx context.Context, address, why string, now time.Time) (versions int, err error) {
	address = text(address)
	err = s.inTransaction(ctx, func(tx *sql.Tx) error {
		k := s.keeper(ctx, tx, now)
		var page int64
		var place sql.NullInt64 // in the search index
		// Held, as by those who add to it.
		if err := k.one(`UPDATE pages SET address = address WHERE address = ? RETURNING id, place`, address).Scan(&page, &place); err != nil {
			return err
		}
		if place.Valid {
			if err := k.do(`DELETE FROM words AS w WHERE `+k.place+` = ?`, place.Int64); err != nil {
				return err
			}
		}
		all, err := numbers(k.ctx, k.tx, k.rebind(`SELECT id FROM versions WHERE page = ?`), page)
		if err != nil {
			return err
		}
		if err := k.untell(all); err != nil {
			return err
		}
		captures, err := numbers(k.ctx, k.tx, k.rebind(`SELECT DISTINCT capture FROM versions WHERE page = ?`), page)
		if err != nil {
			return err
		}
		if err := k.one(`SELECT count(*) FROM versions WHERE page = ?`, page).Scan(&versions); err != nil {
			return err
		}
		for _, t := range tables {
			if err := k.do(`DELETE FROM `+t.name+` WHERE version IN (SELECT id FROM versions WHERE page = ?)`, page); err != nil {
				return err
			}
		}
		for _, query := range []string{
			`DELETE FROM records WHERE version IN (SELECT id FROM versions WHERE page = ?)`,
			`DELETE FROM versions WHERE page = ?`,
			`DELETE FROM pages WHERE id = ?`,
		} {
			if err := k.do(query, page); err != nil {
				return err
			}
		}
		for _, id := range captures {
			// Held first, so that whoever is bringing the same bytes is waited for.
			if err := k.do(`UPDATE captures SET size = size WHERE id = ?`, id); err != nil {
				return err
			}
			var digest []byte
			var vault int64
			err := k.one(`DELETE FROM captures WHERE id = ? AND NOT EXISTS (SELECT 1 FROM versions WHERE capture = ?)
				AND NOT EXISTS (SELECT 1 FROM inbox WHERE capture = ?) RETURNING sha256, vault`, id, id, id).Scan(&digest, &vault)
			if err == nil {
				err = k.unused(vault, digest)
			}
			if err != nil && !errors.Is(err, sql.ErrNoRows) {
				return err
			}
		}
		if err := k.forgetInputs(); err != nil {
			return err
		}
		others, err := k.forgetReviews(address)
		if err != nil {
			return err
		}
		k.entries = append(k.entries, Entry{What: Deleted, Address: address, Version: versions, Why: text(why), Also: others})
		return k.log()
	})
	if errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("%s: %w", address, ErrNotKept)
	}
	if err == nil {
		err = s.sweep(ctx)
	}
	return versions, s.failed("delete from", err)
}

// Proved is an entry as it was written, and the proof that the log has it.
type Proved struct {
	Entry string           `json:"entry"`
	Proof tlog.RecordProof `json:"proof"`
}

// Holds tells whether the log with a root has the entry, and returns it.
func (p *Proved) Holds(tree tlog.Tree) (*Entry, error) {
	e := &Entry{}
	if err := json.Unmarshal([]byte(p.Entry), e); err != nil {
		return nil, errors.New("it is no entry")
	}
	if err := tlog.CheckRecord(p.Proof, tree.N, tree.Hash, e.N-1, tlog.RecordHash([]byte(p.Entry))); err != nil {
		return nil, fmt.Errorf("entry %d: it is not proved that the log has it", e.N)
	}
	return e, nil
}

// Told are the entries that tell of some addresses, or of all if there are none,
// each with its proof, and the log that they are proved of.
func (s *Store) Told(ctx context.Context, addresses []string) (tree tlog.Tree, out []Proved, err error) {
	wanted := map[string]bool{}
	for _, a := range addresses {
		wanted[text(a)] = true
	}
	err = s.looking(ctx, func(tx *sql.Tx) error {
		size, err := logSize(ctx, tx)
		if err != nil {
			return err
		}
		e, err := s.edge(ctx, tx, size)
		if err != nil {
			return err
		}
		if tree, err = e.root(size); err != nil {
			return err
		}
		numbers, err := s.telling(ctx, tx, wanted, &out)
		if err != nil {
			return err
		}
		for i, n := range numbers {
			read := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) { return s.hashes(ctx, tx, indexes) })
			if out[i].Proof, err = tlog.ProveRecord(tree.N, n-1, read); err != nil {
				return err
			}
		}
		return nil
	})
	return tree, out, s.failed("read", err)
}

// telling adds the entries that tell of the addresses, and returns their numbers.
func (s *Store) telling(ctx context.Context, tx *sql.Tx, wanted map[string]bool, out *[]Proved) (numbers []int64, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT n, entry FROM log ORDER BY n`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		var line string
		if err := rows.Scan(&n, &line); err != nil {
			return nil, err
		}
		var e Entry
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			return nil, fmt.Errorf("entry %d of the log is damaged; isnad verify tells more", n)
		}
		if len(wanted) == 0 || wanted[e.Address] || slices.ContainsFunc(e.Also, func(a string) bool { return wanted[a] }) {
			*out = append(*out, Proved{Entry: line})
			numbers = append(numbers, n)
		}
	}
	return numbers, rows.Err()
}

// hashes are those of the tree that a proof asks for. The m-th on a level lies
// with the entry that completed it.
func (s *Store) hashes(ctx context.Context, tx *sql.Tx, indexes []int64) ([]tlog.Hash, error) {
	args := make([]any, len(indexes))
	for i, x := range indexes {
		level, m := tlog.SplitStoredHashIndex(x)
		args[i] = (m + 1) << level
	}
	rows, err := tx.QueryContext(ctx, s.rebind(`SELECT n, hashes FROM log WHERE n IN (?`+strings.Repeat(", ?", len(args)-1)+`)`), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	have := map[any][]byte{}
	for rows.Next() {
		var n int64
		var b []byte
		if err := rows.Scan(&n, &b); err != nil {
			return nil, err
		}
		have[n] = b
	}
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		level, _ := tlog.SplitStoredHashIndex(x)
		b := have[args[i]]
		if len(b) < (level+1)*tlog.HashSize {
			return nil, fmt.Errorf("entry %d of the log is damaged; isnad verify tells more", args[i])
		}
		copy(out[i][:], b[level*tlog.HashSize:])
	}
	return out, rows.Err()
}
