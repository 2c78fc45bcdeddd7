package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/isnad-project/isnad"
)

// Reading rooms are what the store has of one thing: of a story, a page, a group,
// a pair of pages, an outlet. Each is found without a look at all others.

// StoryRoom is a story with all that is told of its pages among themselves. The ID
// and the Thread of its isnad.Story are "story" with the number of a first version.
type StoryRoom struct {
	Line StoryLine
	Story
	Along  []StoryLine // of the same thread, in order of time, and itself
	Pages  []PageLine  // as Versions
	Copies []Shared    // of which both pages are in it
	Groups []KeptGroup // what its pages have of those that two members or more of are in it
}

// KeptGroup is a group that is kept.
type KeptGroup struct {
	Kind    GroupKind
	Members []Member // as those of the isnad.Group
	isnad.Group
}

// Within leaves of a group what some pages have of it, and reports whether that is
// still a group: two members.
func (g *KeptGroup) Within(has func(version int64) bool) bool {
	outside := map[string]bool{}
	for i, m := range g.Members {
		if !has(m.Version) {
			outside[g.Group.Members[i]] = true
		}
	}
	if len(outside) == 0 {
		return len(g.Members) > 1
	}
	g.Members = slices.DeleteFunc(g.Members, func(m Member) bool { return !has(m.Version) })
	g.Group.Members = slices.DeleteFunc(g.Group.Members, func(m string) bool { return outside[m] })
	g.Differences = slices.DeleteFunc(g.Differences, func(d isnad.Difference) bool {
		return slices.ContainsFunc(d.Members, func(m string) bool { return outside[m] })
	})
	return len(g.Members) > 1
}

// Room is a story by its number, that of its first version.
func (s *Store) Room(ctx context.Context, story int64) (*StoryRoom, error) {
	ids, err := numbers(ctx, s.db, s.rebind(`SELECT id FROM stories WHERE first_version = ?`), story)
	if err != nil {
		return nil, s.failed("read", err)
	}
	lines, err := s.storyLines(ctx, ids)
	if err != nil {
		return nil, err
	}
	if len(lines) == 0 {
		return nil, fmt.Errorf("story %d: %w", story, ErrNotKept)
	}
	id := ids[0]
	out := &StoryRoom{Line: lines[0]}
	found, err := s.storiesWhere(ctx, `id = ?`, id)
	if err != nil {
		return nil, err
	}
	if len(found) > 0 { // else it was told anew meanwhile
		out.Story = found[0]
	}
	err = s.ask(ctx, `SELECT version, text FROM story_pages WHERE story = ? ORDER BY n`, []any{id}, func(rows *sql.Rows) error {
		var v, t int64
		err := rows.Scan(&v, &t)
		out.Versions, out.Texts = append(out.Versions, v), append(out.Texts, t)
		return err
	})
	if err != nil {
		return nil, err
	}
	out.Story.ID, out.Story.Story.Thread = fmt.Sprint("story", story), fmt.Sprint("story", out.Thread)
	if out.Pages, err = s.PageLines(ctx, out.Versions); err != nil {
		return nil, err
	}
	for _, p := range out.Pages {
		out.Records = append(out.Records, p.Address)
	}
	if out.Along, err = s.storiesOf(ctx, `t.thread = ?`, out.Thread); err != nil {
		return nil, err
	}
	out.Copies, err = s.shared(ctx, ` JOIN story_pages x ON x.version = c.a JOIN story_pages y ON y.version = c.b AND y.story = x.story WHERE x.story = ? ORDER BY c.a, c.b`, id)
	if err != nil {
		return nil, err
	}
	groups, err := s.groupsOf(ctx, `SELECT m.in_group FROM story_pages x JOIN members m ON m.version = x.version WHERE x.story = ? GROUP BY m.in_group HAVING count(*) > 1`, id)
	if err != nil {
		return nil, err
	}
	in := make(map[int64]bool, len(out.Versions))
	for _, v := range out.Versions {
		in[v] = true
	}
	for i := range groups {
		if groups[i].Within(func(v int64) bool { return in[v] }) {
			out.Groups = append(out.Groups, groups[i])
		}
	}
	return out, nil
}

// StoriesOf are the stories that a version of a page tells.
func (s *Store) StoriesOf(ctx context.Context, version int64) ([]StoryLine, error) {
	return s.storiesOf(ctx, `t.id IN (SELECT story FROM story_pages WHERE version = ?)`, version)
}

func (s *Store) storiesOf(ctx context.Context, which string, args ...any) ([]StoryLine, error) {
	ids, err := numbers(ctx, s.db, s.rebind(`SELECT t.id FROM stories t WHERE `+which+` ORDER BY t.first_at, t.first_version`), args...)
	if err != nil {
		return nil, s.failed("read", err)
	}
	return s.storyLines(ctx, ids)
}

// CopiesOf are the pairs of pages that share text of which a version is one.
func (s *Store) CopiesOf(ctx context.Context, version int64) ([]Shared, error) {
	return s.shared(ctx, ` WHERE c.id IN (SELECT id FROM copies WHERE a = ? UNION SELECT id FROM copies WHERE b = ?) ORDER BY c.a, c.b`, version, version)
}

// PairOf is what two versions share, whichever is the earlier.
func (s *Store) PairOf(ctx context.Context, a, b int64) (*Shared, error) {
	found, err := s.shared(ctx, ` WHERE c.id IN (SELECT id FROM copies WHERE a = ? AND b = ? UNION SELECT id FROM copies WHERE a = ? AND b = ?)`, a, b, b, a)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("shared text of pages %d and %d: %w", a, b, ErrNotKept)
	}
	if err != nil {
		return nil, err
	}
	return &found[0], nil
}

func (s *Store) shared(ctx context.Context, which string, args ...any) (out []Shared, err error) {
	for x, err := range many(ctx, s, sharedRows+which, args, scanShared) {
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// GroupsWith are the groups that have a member in a version, whole.
func (s *Store) GroupsWith(ctx context.Context, version int64) ([]KeptGroup, error) {
	return s.groupsOf(ctx, `SELECT in_group FROM members WHERE version = ?`, version)
}

// GroupOf is the group that a finding is in, whole.
func (s *Store) GroupOf(ctx context.Context, kind GroupKind, m Member) (*KeptGroup, error) {
	found, err := s.groupsOf(ctx, `SELECT m.in_group FROM members m JOIN groups g ON g.id = m.in_group WHERE m.version = ? AND m.finding = ? AND g.kind = ?`, m.Version, m.Finding, string(kind))
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("group of %s with number %d of page %d: %w", kind, m.Finding, m.Version, ErrNotKept)
	}
	if err != nil {
		return nil, err
	}
	return &found[0], nil
}

// GroupsFrom are the groups of a kind that begin with some members, in the order of these.
func (s *Store) GroupsFrom(ctx context.Context, kind GroupKind, firsts []Member) ([]KeptGroup, error) {
	var versions []int64
	for _, m := range firsts {
		versions = append(versions, m.Version)
	}
	begun := map[Member]KeptGroup{}
	for some := range slices.Chunk(versions, mostMarks) {
		found, err := s.groupsOf(ctx, `SELECT in_group FROM members WHERE n = 0 AND version `+among(len(some)), anys(some)...)
		if err != nil {
			return nil, err
		}
		for _, g := range found {
			if g.Kind == kind {
				begun[g.Members[0]] = g
			}
		}
	}
	var out []KeptGroup
	for _, m := range firsts {
		if g, ok := begun[m]; ok {
			out = append(out, g)
		}
	}
	return out, nil
}

// groupsOf are groups whose numbers a question gives, statements first.
func (s *Store) groupsOf(ctx context.Context, which string, args ...any) (out []KeptGroup, err error) {
	at := map[int64]int{}
	err = s.ask(ctx, `SELECT id, kind, packed FROM groups WHERE id IN (`+which+`) ORDER BY kind DESC, id`, args, func(rows *sql.Rows) error {
		var id int64
		var g KeptGroup
		var packed []byte
		err := rows.Scan(&id, &g.Kind, &packed)
		if err == nil {
			g.Group, err = unpackGroup(packed)
		}
		at[id] = len(out)
		out = append(out, g)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = s.ask(ctx, `SELECT in_group, version, finding FROM members WHERE in_group IN (`+which+`) ORDER BY in_group, n`, args, func(rows *sql.Rows) error {
		var id int64
		var m Member
		err := rows.Scan(&id, &m.Version, &m.Finding)
		if i, ok := at[id]; ok {
			out[i].Members = append(out[i].Members, m)
		}
		return err
	})
	// Told anew between the two questions.
	out = slices.DeleteFunc(out, func(g KeptGroup) bool { return len(g.Members) != len(g.Group.Members) })
	return out, err
}

// LivesOf are, of each of some stories, the times when its pages were published,
// in order of its pages; "" where that is not known.
func (s *Store) LivesOf(ctx context.Context, stories []int64) (map[int64][]string, error) {
	out := map[int64][]string{}
	for some := range slices.Chunk(stories, mostMarks) {
		err := s.ask(ctx, `SELECT t.first_version, r.published FROM stories t JOIN story_pages x ON x.story = t.id JOIN records r ON r.version = x.version
			WHERE t.first_version `+among(len(some))+` ORDER BY x.story, x.n`, anys(some), func(rows *sql.Rows) error {
			var story int64
			var at string
			err := rows.Scan(&story, &at)
			out[story] = append(out[story], at)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
