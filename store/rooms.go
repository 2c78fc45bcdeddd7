package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
)

// Reading rooms are what the store has of one thing: of a story, a page, a group,
// a pair of pages, an outlet. Each is found without a look at all others.

// PageLine is a version of a page as it is listed.
type PageLine struct {
	Version                                     int64
	Address, Outlet, Published, Title, Language string
}

const pageColumns = `r.version, p.address, r.outlet, r.published, r.title, r.language`

func scanPage(rows *sql.Rows) (x PageLine, err error) {
	err = rows.Scan(&x.Version, &x.Address, &x.Outlet, &x.Published, &x.Title, &x.Language)
	return x, err
}

// PageLines are some versions of pages, in the order in which they are given.
// Those that are not kept are left out.
func (s *Store) PageLines(ctx context.Context, versions []int64) ([]PageLine, error) {
	lines := make(map[int64]PageLine, len(versions))
	for some := range slices.Chunk(versions, mostMarks) {
		err := s.ask(ctx, `SELECT `+pageColumns+` FROM records r JOIN versions v ON v.id = r.version JOIN pages p ON p.id = v.page WHERE r.version `+among(len(some)), anys(some), func(rows *sql.Rows) error {
			x, err := scanPage(rows)
			lines[x.Version] = x
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	var out []PageLine
	for _, v := range versions {
		if x, ok := lines[v]; ok {
			out = append(out, x)
		}
	}
	return out, nil
}

func anys(numbers []int64) []any {
	out := make([]any, len(numbers))
	for i, n := range numbers {
		out[i] = n
	}
	return out
}

// byPublished is the order of pages.
var byPublished = sorting{own: "published", desc: true, by: map[string][]string{
	"published": {"r.published", "r.version"}, "added": {"r.version"},
	"outlet": {"lower(r.outlet)", "r.published", "r.version"}, "title": {"r.title", "r.version"},
}}

// Pages lists the latest versions of pages, those published last first, and tells
// how many there are in all. Words are those of titles, and Kind is a language.
// They are sorted by published, added, outlet or title.
func (s *Store) Pages(ctx context.Context, f Filter) ([]PageLine, int, error) {
	part, total, met, err := s.overseen(ctx, f, byPublished, (*overview).pagesOf)
	if err != nil {
		return nil, 0, err
	}
	if met {
		versions := make([]int64, len(part))
		for i := range part {
			versions[i] = part[i].page.version
		}
		out, err := s.PageLines(ctx, versions)
		return out, total, err
	}
	return listed(ctx, s, "pages", f, func() ([]PageLine, int, error) { return s.pages(ctx, f) })
}

func (s *Store) pages(ctx context.Context, f Filter) (out []PageLine, total int, err error) {
	var q query
	q.and(`1 = 1`)
	for _, w := range strings.Fields(f.Words) {
		q.holds("lower(r.title)", strings.ToLower(text(w)))
	}
	if f.Kind != "" {
		q.and(`r.language = ?`, text(f.Kind))
	}
	q.outlet(f)
	q.place(f)
	q.published(f)
	from := ` FROM records r` + s.straight + `pages p ON p.latest = r.version WHERE ` + strings.Join(q.where, ` AND `)
	if total, err = s.count(ctx, from, q.args); err != nil {
		return nil, 0, err
	}
	end, err := byPublished.end(f, &q)
	if err != nil {
		return nil, 0, err
	}
	for x, err := range many(ctx, s, `SELECT `+pageColumns+from+end, q.args, scanPage) {
		if err != nil {
			return nil, 0, err
		}
		out = append(out, x)
	}
	return out, total, nil
}

// PageVersion is one version of a page, among its others.
type PageVersion struct {
	Version
	Latest   int64 // the latest version
	Versions int   // of the page
	Size     int   // of its capture
}

// PageOf is a version of a page.
func (s *Store) PageOf(ctx context.Context, version int64) (*PageVersion, error) {
	found, err := s.versions(ctx, `v.id = ?`, version)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("page %d: %w", version, ErrNotKept)
	}
	if err != nil {
		return nil, s.failed("read", err)
	}
	out := &PageVersion{Version: found[0]}
	err = s.db.QueryRowContext(ctx, s.rebind(`SELECT p.latest, (SELECT count(*) FROM versions x WHERE x.page = p.id), c.size
		FROM versions v JOIN pages p ON p.id = v.page JOIN captures c ON c.id = v.capture WHERE v.id = ?`), version).Scan(&out.Latest, &out.Versions, &out.Size)
	return out, s.failed("read", err)
}

// Latest is the latest version of the page at an address.
func (s *Store) Latest(ctx context.Context, address string) (int64, error) {
	found, err := numbers(ctx, s.db, s.rebind(`SELECT latest FROM pages WHERE address = ?`), text(address))
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("%s: %w", address, ErrNotKept)
	}
	if err != nil {
		return 0, s.failed("read", err)
	}
	return found[0], nil
}

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

// PlaceLine is a place that the latest versions of pages mention, in whatever
// spelling.
type PlaceLine struct {
	Name        string // as one of the latest pages writes it
	Words       string // its normal form, by which it is known
	Pages       int
	First, Last string // days of publication
}

// placeOrders are the ways in which places are sorted.
var placeOrders = map[string]func(a, b PlaceLine) int{
	"pages": func(a, b PlaceLine) int { return a.Pages - b.Pages },
	"name":  func(a, b PlaceLine) int { return strings.Compare(a.Words, b.Words) },
	"first": func(a, b PlaceLine) int { return strings.Compare(a.First, b.First) },
	"last":  func(a, b PlaceLine) int { return strings.Compare(a.Last, b.Last) },
}

// Places lists the places that pages mention, those that most pages do first, and
// tells how many there are in all. Words are those of their names. They are
// sorted by pages, name, first or last.
func (s *Store) Places(ctx context.Context, f Filter) (out []PlaceLine, total int, err error) {
	compare := placeOrders[f.Sort]
	way := 1
	switch {
	case f.Sort == "":
		compare, way = placeOrders["pages"], -1
	case compare == nil:
		return nil, 0, fmt.Errorf("%w: places are not sorted by %q, but by first, last, name, pages", ErrFilter, f.Sort)
	case f.Desc:
		way = -1
	}
	known, err := s.allPlaces(ctx, f)
	if err != nil {
		return nil, 0, err
	}
	wanted := strings.Fields(lang.Normal(text(f.Words)))
	for _, x := range known {
		if !slices.ContainsFunc(wanted, func(w string) bool { return !strings.Contains(x.Words, w) }) {
			out = append(out, x.PlaceLine)
		}
	}
	slices.SortFunc(out, func(a, b PlaceLine) int {
		if c := way * compare(a, b); c != 0 {
			return c
		}
		return strings.Compare(a.Words, b.Words)
	})
	total = len(out)
	out = slices.Clone(portion(out, f))
	for i := range out {
		if out[i].Name, err = s.placeName(ctx, out[i].Words, known[out[i].Words].version); err != nil {
			return nil, 0, err
		}
	}
	return out, total, nil
}

// knownPlace is a place, and the version of a page that mentions it.
type knownPlace struct {
	PlaceLine
	version int64
}

func (s *Store) allPlaces(ctx context.Context, f Filter) (map[string]*knownPlace, error) {
	var q query
	q.and(`p.places <> ''`)
	q.outlet(f)
	q.published(f)
	sentence := `SELECT r.version, p.places, substr(r.published, 1, 10) FROM pages p JOIN records r ON r.version = p.latest WHERE ` + strings.Join(q.where, ` AND `) + ` ORDER BY r.version`
	return remember(ctx, s, fmt.Sprintf("places %s %q", sentence, q.args), func() (map[string]*knownPlace, error) {
		known := map[string]*knownPlace{}
		tell := func(version int64, names, day string) {
			for name := range strings.SplitSeq(strings.Trim(names, "|"), "|") {
				x := known[name]
				if x == nil {
					x = &knownPlace{PlaceLine: PlaceLine{Words: name}}
					known[name] = x
				}
				x.Pages++
				x.version = max(x.version, version)
				if day != "" && (x.First == "" || day < x.First) {
					x.First = day
				}
				x.Last = max(x.Last, day)
			}
		}
		met, err := s.seen(ctx, func(o *overview) { o.mentions(f, tell) })
		if met || err != nil {
			return known, err
		}
		err = s.rows(ctx, sentence, q.args, func(rows *sql.Rows) error {
			var version int64
			var names, day string
			err := rows.Scan(&version, &names, &day)
			tell(version, names, day)
			return err
		})
		return known, s.failed("read", err)
	})
}

// placeName is how a page writes a place.
func (s *Store) placeName(ctx context.Context, words string, version int64) (string, error) {
	return remember(ctx, s, fmt.Sprint("place ", version, words), func() (string, error) {
		r, err := s.Record(ctx, version)
		if err != nil {
			return words, err
		}
		for i := range r.Mentions {
			if m := &r.Mentions[i]; (m.Kind == isnad.Place || m.Kind == isnad.Facility) && placeWords(m.Name) == words {
				return m.Name, nil
			}
		}
		return words, nil
	})
}

// Trade is how many pages of one outlet have their text from a page of another.
type Trade struct {
	From, To string // outlets, as one of their pages writes them
	Pages    int    // of To
	Whole    int    // of those: all of it
}

// Trades are who copies whom, those who do most first. Of an outlet they are those in
// which it has a part; "" is all.
func (s *Store) Trades(ctx context.Context, outlet string) ([]Trade, error) {
	all, err := s.allTrades(ctx)
	if err != nil || outlet == "" {
		return all, err
	}
	return slices.DeleteFunc(slices.Clone(all), func(x Trade) bool {
		return !strings.EqualFold(x.From, outlet) && !strings.EqualFold(x.To, outlet)
	}), nil
}

func (s *Store) allTrades(ctx context.Context) ([]Trade, error) {
	return remember(ctx, s, "trades", func() (out []Trade, err error) {
		// Of each page that took text, once from each outlet.
		const taken = `SELECT lower(r.outlet) AS source, lower(q.outlet) AS taker, min(r.outlet) AS source_name, min(q.outlet) AS taker_name, q.version AS page, max(CASE WHEN c.relation = 'copied' THEN 1 ELSE 0 END) AS whole
			FROM copies c JOIN records r ON r.version = CASE WHEN c.direction = 'a->b' THEN c.a ELSE c.b END JOIN records q ON q.version = CASE WHEN c.direction = 'a->b' THEN c.b ELSE c.a END
			WHERE c.direction IN ('a->b', 'b->a') AND r.outlet <> '' AND q.outlet <> '' AND lower(r.outlet) <> lower(q.outlet) GROUP BY lower(r.outlet), lower(q.outlet), q.version`
		err = s.rows(ctx, `SELECT min(source_name), min(taker_name), count(*), sum(whole) FROM (`+taken+`) AS taken
			GROUP BY source, taker ORDER BY count(*) DESC, 1, 2`, nil, func(rows *sql.Rows) error {
			var x Trade
			err := rows.Scan(&x.From, &x.To, &x.Pages, &x.Whole)
			out = append(out, x)
			return err
		})
		return out, s.failed("read", err)
	})
}

// sharing is how many latest pages of each outlet share text with a page of another
// one, by its name in small letters.
func (s *Store) sharing(ctx context.Context) (map[string]int, error) {
	return remember(ctx, s, "sharing", func() (map[string]int, error) {
		out := map[string]int{}
		const pairs = `SELECT DISTINCT %s FROM copies c JOIN records r ON r.version = c.a JOIN records q ON q.version = c.b WHERE lower(q.outlet) <> lower(r.outlet)`
		err := s.rows(ctx, `SELECT lower(r.outlet), count(*) FROM (`+fmt.Sprintf(pairs, "c.a AS version")+` UNION `+fmt.Sprintf(pairs, "c.b")+`) AS x
			JOIN pages p ON p.latest = x.version JOIN records r ON r.version = x.version GROUP BY lower(r.outlet)`, nil, func(rows *sql.Rows) error {
			var outlet string
			var n int
			err := rows.Scan(&outlet, &n)
			out[strings.ToLower(outlet)] += n
			return err
		})
		return out, s.failed("read", err)
	})
}

// OutletRoom is an outlet, and what its pages have to do with those of others.
type OutletRoom struct {
	Publisher
	Shared int     // they share text with a page of another outlet
	Takes  []Trade // text that its pages have from others
	Gives  []Trade // text that others have from its pages
}

// OutletRoom is an outlet by its name.
func (s *Store) OutletRoom(ctx context.Context, name string) (*OutletRoom, error) {
	return remember(ctx, s, "outlet "+strings.ToLower(name), func() (*OutletRoom, error) {
		found, _, err := s.outlets(ctx, Filter{Outlet: name})
		if err != nil {
			return nil, s.failed("read", err)
		}
		if name == "" || len(found) == 0 {
			return nil, fmt.Errorf("outlet %s: %w", name, ErrNotKept)
		}
		out := &OutletRoom{Publisher: found[0]}
		shared, err := s.sharing(ctx)
		if err != nil {
			return nil, err
		}
		out.Shared = shared[strings.ToLower(name)]
		trades, err := s.Trades(ctx, name)
		for _, x := range trades {
			if strings.EqualFold(x.From, name) {
				out.Gives = append(out.Gives, x)
			} else {
				out.Takes = append(out.Takes, x)
			}
		}
		return out, err
	})
}
