package store

import (
	"context"
	"database/sql"
	"slices"
)

// StatementsOf are the statements of some versions of pages, page by page.
func (s *Store) StatementsOf(ctx context.Context, versions []int64) ([]Statement, error) {
	return statements.of(ctx, s, versions)
}

// FiguresOf are the figures of some versions of pages, page by page.
func (s *Store) FiguresOf(ctx context.Context, versions []int64) ([]Figure, error) {
	return figures.of(ctx, s, versions)
}

// of are the findings of some versions, in the order of the versions and as they stand in
// the page.
func (l *finding[T]) of(ctx context.Context, s *Store, versions []int64) (out []T, err error) {
	for some := range slices.Chunk(versions, mostMarks) {
		found := map[int64][]T{}
		err := s.ask(ctx, `SELECT r.version, p.address, r.outlet, r.published, x.n, `+l.columns+` FROM records r JOIN versions v ON v.id = r.version JOIN pages p ON p.id = v.page
			JOIN `+l.table+` x ON x.version = r.version WHERE r.version `+among(len(some))+` ORDER BY r.version, x.n`, anys(some), func(rows *sql.Rows) error {
			var x T
			p, into := l.scan(&x)
			err := rows.Scan(append([]any{&p.Version, &p.Address, &p.Outlet, &p.Published, &p.N}, into...)...)
			found[p.Version] = append(found[p.Version], x)
			return err
		})
		if err != nil {
			return nil, err
		}
		for _, v := range some {
			out = append(out, found[v]...)
		}
	}
	return out, nil
}

// at are the findings at some places.
func (l *finding[T]) at(ctx context.Context, s *Store, spots []spot) (out []T, err error) {
	var versions []int64
	for i := range spots {
		versions = append(versions, spots[i].page.version)
	}
	slices.Sort(versions)
	found, err := l.of(ctx, s, slices.Compact(versions))
	if err != nil {
		return nil, err
	}
	type where struct {
		version int64
		n       int
	}
	known := make(map[where]*T, len(found))
	for i := range found {
		p, _ := l.scan(&found[i])
		known[where{p.Version, p.N}] = &found[i]
	}
	for i := range spots {
		if x := known[where{spots[i].page.version, int(l.number(&spots[i]))}]; x != nil { // else it was read anew meanwhile
			out = append(out, *x)
		}
	}
	return out, nil
}

// DifferingIn are the groups that have differences and a member in a story, whole, those
// with most differences first.
func (s *Store) DifferingIn(ctx context.Context, story int64) ([]KeptGroup, error) {
	out, err := s.groupsOf(ctx, `SELECT m.in_group FROM stories t JOIN story_pages x ON x.story = t.id JOIN members m ON m.version = x.version
		JOIN groups g ON g.id = m.in_group WHERE t.first_version = ? AND g.differences > 0`, story)
	slices.SortStableFunc(out, func(a, b KeptGroup) int { return len(b.Differences) - len(a.Differences) })
	return out, err
}

// Digests are those of the captures of some versions.
func (s *Store) Digests(ctx context.Context, versions []int64) (map[int64]Digest, error) {
	out := make(map[int64]Digest, len(versions))
	for some := range slices.Chunk(versions, mostMarks) {
		err := s.ask(ctx, `SELECT v.id, c.sha256 FROM versions v JOIN captures c ON c.id = v.capture WHERE v.id `+among(len(some)), anys(some), func(rows *sql.Rows) error {
			var version int64
			var sum []byte
			err := rows.Scan(&version, &sum)
			var d Digest
			copy(d[:], sum)
			out[version] = d
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
