package store

import (
	"context"
	"fmt"
)

// VersionsOf are all versions of the page at an address, the first one first.
func (s *Store) VersionsOf(ctx context.Context, address string) ([]Version, error) {
	out, err := s.versions(ctx, `p.address = ? ORDER BY v.number`, text(address))
	if err == nil && len(out) == 0 {
		return nil, fmt.Errorf("%s: %w", address, ErrNotKept)
	}
	return out, s.failed("read", err)
}

// VersionsWith are the versions whose capture has a digest, the last one first.
func (s *Store) VersionsWith(ctx context.Context, d Digest) ([]Version, error) {
	out, err := s.versions(ctx, `c.sha256 = ? ORDER BY v.id DESC`, d[:])
	return out, s.failed("read", err)
}
