package store

import (
	"context"
	"database/sql"
	"strings"
)

// Told stories are known by the number of their first version: it stays as it is
// while later pages come.

// StoryLine is a story as it is listed.
type StoryLine struct {
	ID, Thread     int64 // a thread is known by its first story
	Title          string
	Pages, Origins int
	Differences    int // of the statements and figures that begin in it
	Counted        string
	First, Last    string // when its pages were published
}

// StoryLines lists stories, the newest first, and tells how many there are in all.
func (s *Store) StoryLines(ctx context.Context, f Filter) (out []StoryLine, total int, err error) {
	var q query
	q.and(`1 = 1`)
	q.like("t.title_words", f.Words)
	if f.From != "" {
		q.and(`t.last_at >= ?`, f.From)
	}
	if f.To != "" {
		q.and(`t.first_at <> '' AND t.first_at < ?`, f.To+"~")
	}
	if f.Outlet != "" {
		q.and(`EXISTS (SELECT 1 FROM story_pages x JOIN records r ON r.version = x.version WHERE x.story = t.id AND lower(r.outlet) = lower(?))`, text(f.Outlet))
	}
	where := ` FROM stories t WHERE ` + strings.Join(q.where, ` AND `)
	if err := s.db.QueryRowContext(ctx, s.rebind(`SELECT count(*)`+where), q.args...).Scan(&total); err != nil {
		return nil, 0, s.failed("read", err)
	}
	sentence := `SELECT t.first_version, t.thread, t.title, t.pages, t.origins, t.counted, t.first_at, t.last_at,
		(SELECT COALESCE(sum(g.differences), 0) FROM story_pages y JOIN members m ON m.version = y.version AND m.n = 0 JOIN groups g ON g.id = m.in_group WHERE y.story = t.id)` +
		where + ` ORDER BY t.last_at DESC, t.first_version DESC`
	if f.Most > 0 {
		sentence += ` LIMIT ?`
		q.args = append(q.args, f.Most)
	}
	err = s.ask(ctx, sentence, q.args, func(rows *sql.Rows) error {
		var x StoryLine
		err := rows.Scan(&x.ID, &x.Thread, &x.Title, &x.Pages, &x.Origins, &x.Counted, &x.First, &x.Last, &x.Differences)
		out = append(out, x)
		return err
	})
	return out, total, err
}
