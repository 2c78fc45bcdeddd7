package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// The inbox has captures that are kept but were not read yet, in batches: one
// machine brings them, and others read them.

// Received is a capture in the inbox.
type Received struct {
	ID     int64
	Digest Digest
	Source Source
}

// Receive keeps captures in the inbox, all or none, as one batch. Those that are
// there already stay in theirs. It returns how many are new, and all batches that
// have one of the captures. Only Digest, Capture, Size and Source of the pages count.
func (s *Store) Receive(ctx context.Context, pages []Page) (n int, batches []int64, err error) {
	err = s.keeping(ctx, time.Time{}, pages, func(k *keeper) (err error) {
		n, batches, err = k.receive(pages)
		return err
	})
	if err != nil {
		return 0, nil, s.failed("write to", err)
	}
	return n, batches, nil
}

func (k *keeper) receive(pages []Page) (n int, batches []int64, err error) {
	marked := map[Mark]*Page{}
	var marks []any
	var all []*Page
	for i := range pages {
		p := &pages[i]
		mark := p.Source.Mark(p.Digest)
		if marked[mark] == nil {
			marked[mark] = p
			all, marks = append(all, p), append(marks, mark[:])
		}
	}
	for some := range slices.Chunk(marks, mostMarks) {
		err := k.each(`SELECT mark, batch FROM inbox WHERE mark `+among(len(some)), some, func(rows *sql.Rows) error {
			var mark []byte
			var batch int64
			if err := rows.Scan(&mark, &batch); err != nil {
				return err
			}
			marked[Mark(mark)] = nil
			if !slices.Contains(batches, batch) {
				batches = append(batches, batch)
			}
			return nil
		})
		if err != nil {
			return 0, nil, err
		}
	}
	all = slices.DeleteFunc(all, func(p *Page) bool { return marked[p.Source.Mark(p.Digest)] == nil })
	if len(all) == 0 {
		return 0, batches, nil
	}
	captures, err := k.captured(all)
	if err != nil {
		return 0, nil, err
	}
	in := k.into("inbox", "batch", "capture", "source", "mark")
	in.tail = ` ON CONFLICT DO NOTHING`
	var batch int64
	for i, p := range all {
		mark := p.Source.Mark(p.Digest)
		if i > 0 {
			err = in.add(batch, captures[p.Digest], string(p.Source.JSON()), mark[:])
		} else { // a batch is called as its first capture is
			err = k.one(`INSERT INTO inbox (batch, capture, source, mark) VALUES (0, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id`,
				captures[p.Digest], string(p.Source.JSON()), mark[:]).Scan(&batch)
			if errors.Is(err, sql.ErrNoRows) {
				err = errOthers
			}
			if err == nil {
				err = k.do(`UPDATE inbox SET batch = id WHERE id = ?`, batch)
			}
		}
		if err != nil {
			return 0, nil, err
		}
	}
	return len(all), append(batches, batch), in.endWith(len(all) - 1)
}

// Batches are those that the inbox has.
func (s *Store) Batches(ctx context.Context) (out []int64, err error) {
	out, err = numbers(ctx, s.db, `SELECT DISTINCT batch FROM inbox ORDER BY batch`)
	return out, s.failed("read", err)
}

// Batch is what the inbox has of a batch, in the order in which it came.
func (s *Store) Batch(ctx context.Context, batch int64) ([]Received, error) {
	out, err := s.batch(ctx, batch)
	return out, s.failed("read", err)
}

func (s *Store) batch(ctx context.Context, batch int64) (out []Received, err error) {
	rows, err := s.db.QueryContext(ctx, s.rebind(`SELECT i.id, c.sha256, i.source FROM inbox i JOIN captures c ON c.id = i.capture WHERE i.batch = ? ORDER BY i.id`), batch)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r Received
		var digest []byte
		var source string
		if err := rows.Scan(&r.ID, &digest, &source); err != nil {
			return nil, err
		}
		if copy(r.Digest[:], digest) != len(r.Digest) {
			return nil, fmt.Errorf("capture %d of the inbox: damaged digest", r.ID)
		}
		if err := json.Unmarshal([]byte(source), &r.Source); err != nil {
			return nil, fmt.Errorf("capture %d of the inbox: %w", r.ID, err)
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// KeepReceived keeps what was read from captures of the inbox, as Keep does, and
// takes them out of it, in one transaction. If they are not in the inbox any
// more, somebody else has kept them: nothing is done, and the outcome is nil.
func (s *Store) KeepReceived(ctx context.Context, ids []int64, pages []Page, now time.Time) (out []Outcome, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	err = s.keeping(ctx, now, nil, func(k *keeper) error {
		out = nil
		// First, so that of two that have read them one waits, and then finds none.
		gone, err := k.exec(`DELETE FROM inbox WHERE id `+among(len(ids)), args)
		if err != nil {
			return err
		}
		n, err := gone.RowsAffected()
		if err != nil || n == 0 {
			return err
		}
		if n != int64(len(ids)) {
			return errors.New("some of the captures were taken out of the inbox meanwhile")
		}
		out, err = k.keep(pages)
		return err
	})
	if err != nil {
		return nil, s.failed("write to", err)
	}
	return out, nil
}

// Clock is what time it is for the database: the one clock that all machines have.
func (s *Store) Clock(ctx context.Context) (time.Time, error) {
	var seconds float64
	err := s.db.QueryRowContext(ctx, s.clock).Scan(&seconds)
	return time.UnixMicro(int64(seconds * 1e6)), s.failed("read", err)
}
