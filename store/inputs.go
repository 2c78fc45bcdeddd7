package store

import (
	"context"
	"crypto/sha256"
	"time"
)

// Inputs are the files that were added with all of their pages, so that one that
// has not changed since need not be opened. When a page is deleted all of them
// are forgotten: adding its file again brings it back.

// Input is a file as it was when it was added.
type Input struct {
	Path    string
	Size    int64
	Changed time.Time
	Pages   int
}

// Given is a digest of what was said of files when they were added: one that is
// added with something else said is another input.
type Given [sha256.Size]byte

// Inputs are those that were added with the same said of them, from a path on,
// in the order of their paths' bytes, and no more than most.
func (s *Store) Inputs(ctx context.Context, given Given, from string, most int) (out []Input, err error) {
	rows, err := s.db.QueryContext(ctx, s.rebind(`SELECT path, size, changed, pages FROM inputs WHERE given = ? AND path >= ? ORDER BY path LIMIT ?`), given[:], []byte(from), most)
	if err != nil {
		return nil, s.failed("read", err)
	}
	defer rows.Close()
	for rows.Next() {
		var path []byte
		var x Input
		var changed int64
		if err := rows.Scan(&path, &x.Size, &changed, &x.Pages); err != nil {
			return nil, s.failed("read", err)
		}
		x.Path, x.Changed = string(path), time.Unix(0, changed)
		out = append(out, x)
	}
	return out, s.failed("read", rows.Err())
}

// Forgotten is how often inputs were forgotten.
func (s *Store) Forgotten(ctx context.Context) (times int64, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT times FROM inputs_forgotten`).Scan(&times)
	return times, s.failed("read", err)
}

// Remember keeps inputs whose pages are kept. It does nothing if inputs were
// forgotten more often than that: a page of theirs may have been deleted since.
func (s *Store) Remember(ctx context.Context, given Given, inputs []Input, forgotten int64) error {
	err := s.keeping(ctx, time.Time{}, nil, func(k *keeper) error {
		held, err := k.exec(`UPDATE inputs_forgotten SET times = times WHERE times = ?`, []any{forgotten})
		if err != nil {
			return err
		}
		if n, err := held.RowsAffected(); err != nil || n == 0 {
			return err
		}
		for i := range inputs {
			if err := k.do(`DELETE FROM inputs WHERE given = ? AND path = ?`, given[:], []byte(inputs[i].Path)); err != nil {
				return err
			}
		}
		in := k.into("inputs", "given", "path", "size", "changed", "pages")
		for _, x := range inputs {
			if err := in.add(given[:], []byte(x.Path), x.Size, x.Changed.UnixNano(), x.Pages); err != nil {
				return err
			}
		}
		return in.end()
	})
	return s.failed("write to", err)
}

// forgetInputs waits for those who remember some, and makes others who are about
// to do nothing.
func (k *keeper) forgetInputs() error {
	if err := k.do(`UPDATE inputs_forgotten SET times = times + 1`); err != nil {
		return err
	}
	return k.do(`DELETE FROM inputs`)
}
