package store

import (
	"context"
	"time"
)

// A session is bytes under the digest of a secret, until a time. What they mean is
// for those to know who keep them.

// Session is what is kept under a digest, if that is not over.
func (s *Store) Session(ctx context.Context, digest string, now time.Time) (data []byte, there bool, err error) {
	rows, err := s.again(ctx, `SELECT data FROM sessions WHERE digest = ? AND ended = 0 AND expires > ?`, digest, now.Unix())
	if err != nil {
		return nil, false, s.failed("read", err)
	}
	defer rows.Close()
	if rows.Next() {
		there = true
		if err := rows.Scan(&data); err != nil {
			return nil, false, s.failed("read", err)
		}
	}
	return data, there, s.failed("read", rows.Err())
}

// KeepSession keeps what a session has. One that was ended is not brought back by a request
// that was under way.
func (s *Store) KeepSession(ctx context.Context, digest string, data []byte, expires time.Time) error {
	_, err := s.change(ctx, `INSERT INTO sessions (digest, data, ended, expires) VALUES (?, ?, 0, ?)
		ON CONFLICT (digest) DO UPDATE SET data = excluded.data, expires = excluded.expires WHERE sessions.ended = 0`, digest, data, expires.Unix())
	return err
}

// EndSession ends a session.
func (s *Store) EndSession(ctx context.Context, digest string) error {
	_, err := s.change(ctx, `UPDATE sessions SET ended = 1 WHERE digest = ?`, digest)
	return err
}

// ForgetSessions drops those that are over.
func (s *Store) ForgetSessions(ctx context.Context, now time.Time) error {
	_, err := s.change(ctx, `DELETE FROM sessions WHERE expires <= ?`, now.Unix())
	return err
}
