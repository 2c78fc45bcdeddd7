package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
)

// GroupLine is a group as it is listed.
type GroupLine struct {
	Kind                          GroupKind
	First                         Member // of its members
	Address, Outlet, Published    string // of the first one's page
	Gist                          string
	Types                         []string // of its differences
	Members, Origins, Differences int
}

const groupColumns = `g.kind, m.version, m.finding, p.address, r.outlet, r.published, g.gist, g.types, g.members, g.origins, g.differences`

const groupRows = ` FROM groups g JOIN members m ON m.in_group = g.id AND m.n = 0 JOIN records r ON r.version = m.version JOIN versions v ON v.id = m.version JOIN pages p ON p.id = v.page`

func (x *GroupLine) into(types *string) []any {
	return []any{&x.Kind, &x.First.Version, &x.First.Finding, &x.Address, &x.Outlet, &x.Published, &x.Gist, types, &x.Members, &x.Origins, &x.Differences}
}

// byDifferences is the order of groups.
var byDifferences = sorting{own: "differences", desc: true, by: map[string][]string{
	"differences": {"g.differences", "g.id"}, "members": {"g.members", "g.id"}, "origins": {"g.origins", "g.id"},
	"published": {"r.published", "g.id"}, "gist": {"g.gist_words", "g.id"},
}}

// AnyType is the Type of groups that differ, in whatever way.
const AnyType = "any"

// GroupLines lists groups of a kind, those with most differences first, and tells
// how many there are in all. Type is one of their differences; Outlet, Place, From
// and To are of the page that has it first. They are sorted by differences,
// members, origins, published or gist.
func (s *Store) GroupLines(ctx context.Context, kind GroupKind, f Filter) ([]GroupLine, int, error) {
	return listed(ctx, s, "groups of "+string(kind), f, func() ([]GroupLine, int, error) { return s.groups(ctx, kind, f) })
}

func (s *Store) groups(ctx context.Context, kind GroupKind, f Filter) (out []GroupLine, total int, err error) {
	var q query
	q.and(`g.kind = ?`, string(kind))
	switch f.Type {
	case "":
	case AnyType:
		q.and(`g.differences > 0`)
	default:
		q.holds(`g.types`, " "+text(f.Type)+" ")
	}
	q.like(`g.gist_words`, f.Words)
	plain := len(q.where)
	q.outlet(f)
	q.place(f)
	q.published(f)
	where := ` WHERE ` + strings.Join(q.where, ` AND `)
	from := ` FROM groups g`
	if len(q.where) > plain || f.Sort == "published" {
		// From the pages that are wanted to the groups that begin in them.
		from = ` FROM records r` + s.straight + `members m ON m.version = r.version AND m.n = 0` + s.straight + `groups g ON g.id = m.in_group` + s.straight +
			`versions v ON v.id = m.version` + s.straight + `pages p ON p.id = v.page`
	}
	if total, err = s.count(ctx, from+where, q.args); err != nil {
		return nil, 0, err
	}
	end, err := byDifferences.end(f, &q)
	if err != nil {
		return nil, 0, err
	}
	ids, err := numbers(ctx, s.db, s.rebind(`SELECT g.id`+from+where+end), q.args...)
	if err != nil {
		return nil, 0, s.failed("read", err)
	}
	lines := map[int64]GroupLine{}
	for some := range slices.Chunk(ids, mostMarks) {
		err := s.ask(ctx, `SELECT g.id, `+groupColumns+groupRows+` WHERE g.id `+among(len(some)), anys(some), func(rows *sql.Rows) error {
			var id int64
			var x GroupLine
			var types string
			err := rows.Scan(append([]any{&id}, x.into(&types)...)...)
			x.Types = strings.Fields(types)
			lines[id] = x
			return err
		})
		if err != nil {
			return nil, 0, err
		}
	}
	for _, id := range ids {
		if x, ok := lines[id]; ok { // else it was told anew meanwhile
			out = append(out, x)
		}
	}
	return out, total, nil
}

// Drifting are, of each of some stories, no more than so many of the groups that
// begin in it and have differences, those with most first.
func (s *Store) Drifting(ctx context.Context, stories []int64, most int) (map[int64][]GroupLine, error) {
	out := map[int64][]GroupLine{}
	for some := range slices.Chunk(stories, mostMarks) {
		sentence := `SELECT t.first_version, ` + groupColumns + groupRows + ` JOIN story_pages x ON x.version = m.version JOIN stories t ON t.id = x.story
			WHERE t.first_version ` + among(len(some)) + ` AND g.differences > 0 ORDER BY g.differences DESC, g.id`
		err := s.ask(ctx, sentence, anys(some), func(rows *sql.Rows) error {
			var story int64
			var x GroupLine
			var types string
			err := rows.Scan(append([]any{&story}, x.into(&types)...)...)
			x.Types = strings.Fields(types)
			if len(out[story]) < most {
				out[story] = append(out[story], x)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
