package store

import (
	"context"
	"time"
)

// For tests: what is copied by backups and what is left, and which tables there are.
var (
	Copied = copied
	Left   = left
)

// Names are the names of all tables.
func (s *Store) Names(ctx context.Context) ([]string, error) { return s.names(ctx) }

// SetPatience is how long writers wait for each other in databases opened from now on.
func SetPatience(d time.Duration) (before time.Duration) {
	before, patience = patience, d
	return before
}

// Overlook reads an overview, as Oversee does.
func (s *Store) Overlook(ctx context.Context) error { return s.overview.refresh(ctx, s, true) }

// Overlooks reports whether lists come out of an overview.
func (s *Store) Overlooks() bool { return s.overview.known }
