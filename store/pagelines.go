package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

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
