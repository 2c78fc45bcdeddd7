package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/isnad-project/isnad"
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
	Count          isnad.Count
	First, Last    string // when its pages were published
}

// byLast is the order of stories.
var byLast = sorting{own: "last", desc: true, by: map[string][]string{
	"last": {"t.last_at", "t.first_version"}, "first": {"t.first_at", "t.first_version"}, "title": {"t.title_words", "t.first_version"},
	"pages": {"t.pages", "t.last_at", "t.first_version"}, "origins": {"t.origins", "t.last_at", "t.first_version"},
	"differences": {differencesOf, "t.last_at", "t.first_version"},
}}

// differencesOf is how many differences the groups have that begin in a story.
const differencesOf = `(SELECT COALESCE(sum(g.differences), 0) FROM story_pages y JOIN members m ON m.version = y.version AND m.n = 0 JOIN groups g ON g.id = m.in_group WHERE y.story = t.id)`

// StoryLines lists stories, the newest first, and tells how many there are in all.
// They are sorted by last, first, title, pages, origins or differences.
func (s *Store) StoryLines(ctx context.Context, f Filter) ([]StoryLine, int, error) {
	return listed(ctx, s, "stories", f, func() ([]StoryLine, int, error) { return s.stories(ctx, f) })
}

func (s *Store) stories(ctx context.Context, f Filter) (out []StoryLine, total int, err error) {
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
		q.and(`t.id IN (SELECT x.story FROM records r`+s.straight+`story_pages x ON x.version = r.version WHERE lower(r.outlet) = lower(?))`, text(f.Outlet))
	}
	if f.Place != "" {
		var at query
		at.place(f)
		q.and(`EXISTS (SELECT 1 FROM story_pages x JOIN pages p ON p.latest = x.version WHERE x.story = t.id AND `+at.where[0]+`)`, at.args...)
	}
	where := ` FROM stories t WHERE ` + strings.Join(q.where, ` AND `)
	if total, err = s.count(ctx, where, q.args); err != nil {
		return nil, 0, err
	}
	end, err := byLast.end(f, &q)
	if err != nil {
		return nil, 0, err
	}
	ids, err := numbers(ctx, s.db, s.rebind(`SELECT t.id`+where+end), q.args...)
	if err != nil {
		return nil, 0, s.failed("read", err)
	}
	out, err = s.storyLines(ctx, ids)
	return out, total, err
}

// storyLines are stories by the numbers of their rows, in that order.
func (s *Store) storyLines(ctx context.Context, ids []int64) (out []StoryLine, err error) {
	lines := make(map[int64]StoryLine, len(ids))
	for some := range slices.Chunk(ids, mostMarks) {
		err = s.ask(ctx, `SELECT t.id, t.first_version, t.thread, t.title, t.pages, t.origins, t.counted, t.count, t.first_at, t.last_at, `+differencesOf+
			` FROM stories t WHERE t.id `+among(len(some)), anys(some), func(rows *sql.Rows) error {
			var id int64
			var x StoryLine
			var count string
			err := rows.Scan(&id, &x.ID, &x.Thread, &x.Title, &x.Pages, &x.Origins, &x.Counted, &count, &x.First, &x.Last, &x.Differences)
			if err == nil {
				err = readCount(count, &x.Count)
			}
			lines[id] = x
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	for _, id := range ids {
		if x, ok := lines[id]; ok { // else it was told anew meanwhile
			out = append(out, x)
		}
	}
	return out, nil
}
