package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
)

// Person is whoever speaks in the latest versions of pages, under one name in
// whatever spelling: a person, an organisation, a source without a name.
type Person struct {
	Name, Kind string   // as most often written
	Roles      []string // the most often written first
	Statements int
	Pages      int
	Outlets    int
	First      string // days of publication
	Last       string
}

// mostRoles of a person are named.
const mostRoles = 3

// People lists speakers, those with most statements first, and how many there
// are in all. Words are those of their names. They are sorted by statements,
// pages, outlets, name, first or last.
func (s *Store) People(ctx context.Context, f Filter) ([]Person, int, error) {
	return listed(ctx, s, "people", f, func() ([]Person, int, error) {
		out, total, err := s.people(ctx, f)
		return out, total, s.failed("read", err)
	})
}

// speaker is a person before it is known how the name is written most often.
type speaker struct {
	words string
	Person
	first int64 // statement
}

// speakers are the ways in which people are sorted.
var speakers = map[string]func(a, b *speaker) int{
	"statements": func(a, b *speaker) int { return a.Statements - b.Statements },
	"pages":      func(a, b *speaker) int { return a.Pages - b.Pages },
	"outlets":    func(a, b *speaker) int { return a.Outlets - b.Outlets },
	"name":       func(a, b *speaker) int { return strings.Compare(a.words, b.words) },
	"first":      func(a, b *speaker) int { return strings.Compare(a.First, b.First) },
	"last":       func(a, b *speaker) int { return strings.Compare(a.Last, b.Last) },
}

func (s *Store) people(ctx context.Context, f Filter) (out []Person, total int, err error) {
	compare := speakers[cmp.Or(f.Sort, "statements")]
	if compare == nil {
		return nil, 0, fmt.Errorf("%w: people are not sorted by %q, but by %s", ErrFilter, f.Sort, strings.Join(slices.Sorted(maps.Keys(speakers)), ", "))
	}
	way := 1
	if f.Desc || f.Sort == "" {
		way = -1
	}
	x := s.asksForSpeakers(f)
	var all []*speaker
	met, err := s.seen(ctx, func(o *overview) { all = o.speakers(f) })
	if !met && err == nil {
		all, err = x.all(ctx)
	}
	if err != nil {
		return nil, 0, err
	}
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b *speaker) int { return cmp.Or(way*compare(a, b), cmp.Compare(a.first, b.first)) })
	total = len(all)
	at := map[string]int{}
	for _, p := range portion(all, f) {
		at[p.words] = len(out)
		out = append(out, p.Person)
	}
	// How each is written most often is asked for those alone that are listed.
	ways := make([]spellings, len(out))
	seen := func(words, name, kind, role string, n int) {
		if i, ok := at[words]; ok {
			ways[i].add(name, kind, role, n)
		}
	}
	if met {
		met, err = s.seen(ctx, func(o *overview) { o.written(f, at, seen) })
	}
	if !met && err == nil {
		err = x.written(ctx, at, seen)
	}
	if err != nil {
		return nil, 0, err
	}
	for i := range out {
		w := &ways[i]
		if len(w.names) > 0 { // else it is gone meanwhile
			out[i].Name, out[i].Kind, out[i].Roles = w.names.most(1)[0], w.kinds.most(1)[0], w.roles.most(mostRoles)
		}
	}
	return slices.DeleteFunc(out, func(p Person) bool { return p.Name == "" }), total, nil
}

// spellings are the ways in which somebody is written, and how often.
type spellings struct{ names, kinds, roles tally }

func (w *spellings) add(name, kind, role string, n int) {
	w.names.add(name, name, n)
	w.kinds.add(kind, kind, n)
	w.roles.add(lang.Normal(role), role, n)
}

// asksForSpeakers asks the database for speakers.
type asksForSpeakers struct {
	s *Store
	query
	from string
}

func (s *Store) asksForSpeakers(f Filter) *asksForSpeakers {
	q := &asksForSpeakers{s: s, from: ` FROM statements x JOIN pages p ON p.latest = x.version JOIN records r ON r.version = x.version WHERE `}
	q.and(`x.speaker <> ''`)
	q.like("x.speaker_words", f.Words)
	if f.Kind != "" {
		q.and(`x.speaker_kind = ?`, text(f.Kind))
	}
	q.outlet(f)
	q.published(f)
	q.person(f)
	return q
}

func (q *asksForSpeakers) all(ctx context.Context) ([]*speaker, error) {
	sentence := `SELECT x.speaker_words, count(*), count(DISTINCT x.version), count(DISTINCT lower(NULLIF(r.outlet, ''))),
		COALESCE(min(NULLIF(substr(r.published, 1, 10), '')), ''), COALESCE(max(substr(r.published, 1, 10)), ''), min(x.version * 100000 + x.n)` + q.from +
		strings.Join(q.where, ` AND `) + ` GROUP BY x.speaker_words`
	return remember(ctx, q.s, fmt.Sprintf("people %s %q", sentence, q.args), func() (all []*speaker, err error) {
		err = q.s.rows(ctx, sentence, q.args, func(rows *sql.Rows) error {
			p := &speaker{}
			err := rows.Scan(&p.words, &p.Statements, &p.Pages, &p.Outlets, &p.First, &p.Last, &p.first)
			all = append(all, p)
			return err
		})
		return all, err
	})
}

// written tells how often each of some is written in which way.
func (q *asksForSpeakers) written(ctx context.Context, listed map[string]int, tell func(words, name, kind, role string, n int)) error {
	for some := range slices.Chunk(slices.Sorted(maps.Keys(listed)), mostMarks) {
		narrow := query{slices.Clone(q.where), slices.Clone(q.args)}
		narrow.and(`x.speaker_words ` + among(len(some)))
		for _, words := range some {
			narrow.args = append(narrow.args, words)
		}
		err := q.s.rows(ctx, `SELECT x.speaker_words, x.speaker, x.speaker_kind, x.role, count(*)`+q.from+strings.Join(narrow.where, ` AND `)+
			` GROUP BY x.speaker_words, x.speaker, x.speaker_kind, x.role`, narrow.args, func(rows *sql.Rows) error {
			var words, name, kind, role string
			var n int
			err := rows.Scan(&words, &name, &kind, &role, &n)
			tell(words, name, kind, role, n)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// rows asks for rows.
func (s *Store) rows(ctx context.Context, query string, args []any, use func(*sql.Rows) error) error {
	rows, err := s.db.QueryContext(ctx, s.rebind(query), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := use(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// tally counts things, and how each is written. Nothing is not counted.
type tally map[string]map[string]int

func (t *tally) add(key, written string, n int) {
	if written == "" {
		return
	}
	if *t == nil {
		*t = tally{}
	}
	if (*t)[key] == nil {
		(*t)[key] = map[string]int{}
	}
	(*t)[key][written] += n
}

// most are those that were counted most, as most often written.
func (t tally) most(n int) (out []string) {
	for _, x := range t.shares(n) {
		out = append(out, x.Name)
	}
	return out
}

// Share is how many pages have something.
type Share struct {
	Name  string
	Pages int
}

// shares are the n that were counted most.
func (t tally) shares(n int) []Share {
	order := func(a, b Share) int { return cmp.Or(b.Pages-a.Pages, strings.Compare(a.Name, b.Name)) }
	var out []Share
	for _, ways := range t {
		var best Share
		all := 0
		for way, k := range ways {
			all += k
			if x := (Share{way, k}); best.Name == "" || order(x, best) < 0 {
				best = x
			}
		}
		out = append(out, Share{best.Name, all})
	}
	slices.SortFunc(out, order)
	return out[:min(n, len(out))]
}

// Publisher is an outlet under one name, in whatever spelling, and what is kept
// of it.
type Publisher struct {
	Name        string // as most often written
	Pages       int
	First, Last string // days of publication
	Statements  int
	Credited    int      // of its pages: they credit an agency
	Agencies    []string // that its pages credit, the most often credited first
}

// mostAgencies of an outlet are named.
const mostAgencies = 5

// Outlets lists outlets, those with most pages first, and how many there are in
// all. Words are those of their names. They are sorted by pages, statements, name,
// first or last.
func (s *Store) Outlets(ctx context.Context, f Filter) ([]Publisher, int, error) {
	whole := f
	whole.Skip, whole.Most = 0, math.MaxInt32
	all, total, err := listed(ctx, s, "outlets", whole, func() ([]Publisher, int, error) {
		out, total, err := s.outlets(ctx, whole)
		return out, total, s.failed("read", err)
	})
	return portion(all, f), total, err
}

func (s *Store) outlets(ctx context.Context, f Filter) (out []Publisher, total int, err error) {
	type publisher struct {
		Publisher
		names, agencies tally
	}
	known := map[string]*publisher{}
	of := func(name string) *publisher {
		key := strings.TrimSpace(words(name))
		if known[key] == nil {
			known[key] = &publisher{}
		}
		return known[key]
	}
	count := func(name, agencies string, x *Publisher) {
		p := of(name)
		p.Pages, p.Statements, p.Last = p.Pages+x.Pages, p.Statements+x.Statements, max(p.Last, x.Last)
		if x.Pages == 0 {
			return
		}
		p.names.add(name, name, x.Pages)
		if agencies != "" {
			p.Credited += x.Pages
		}
		for _, a := range strings.Split(agencies, "|") {
			p.agencies.add(lang.Normal(a), a, x.Pages)
		}
		if p.First == "" || x.First != "" && x.First < p.First {
			p.First = x.First
		}
	}
	met, err := s.seen(ctx, func(o *overview) { o.publishers(f, count) })
	if !met && err == nil {
		err = s.publishers(ctx, f, count)
	}
	if err != nil {
		return nil, 0, err
	}
	for key, p := range known {
		if slices.ContainsFunc(strings.Fields(lang.Normal(f.Words)), func(w string) bool { return !strings.Contains(key, w) }) || p.Pages == 0 {
			continue // a page that came between the two questions
		}
		p.Name, p.Publisher.Agencies = p.names.most(1)[0], p.agencies.most(mostAgencies)
		out = append(out, p.Publisher)
	}
	compare := outletOrders[cmp.Or(f.Sort, "pages")]
	if compare == nil {
		return nil, 0, fmt.Errorf("%w: outlets are not sorted by %q, but by %s", ErrFilter, f.Sort, strings.Join(slices.Sorted(maps.Keys(outletOrders)), ", "))
	}
	way := 1
	if f.Desc || f.Sort == "" {
		way = -1
	}
	slices.SortFunc(out, func(a, b Publisher) int { return cmp.Or(way*compare(a, b), strings.Compare(a.Name, b.Name)) })
	return portion(out, f), len(out), nil
}

// publishers asks the database for outlets, as they are written, and the agencies that
// some of their pages credit.
func (s *Store) publishers(ctx context.Context, f Filter, tell func(name, agencies string, x *Publisher)) error {
	var q query
	q.and(`r.outlet <> ''`)
	q.outlet(f)
	q.published(f)
	from, where := ` FROM pages p JOIN records r ON r.version = p.latest`, ` WHERE `+strings.Join(q.where, ` AND `)
	err := s.rows(ctx, `SELECT r.outlet, p.agencies, count(*), COALESCE(min(NULLIF(substr(r.published, 1, 10), '')), ''), COALESCE(max(substr(r.published, 1, 10)), '')`+from+where+` GROUP BY r.outlet, p.agencies`, q.args,
		func(rows *sql.Rows) error {
			var name, agencies string
			var x Publisher
			err := rows.Scan(&name, &agencies, &x.Pages, &x.First, &x.Last)
			tell(name, agencies, &x)
			return err
		})
	if err != nil {
		return err
	}
	return s.rows(ctx, `SELECT r.outlet, count(*)`+from+` JOIN statements x ON x.version = r.version`+where+` GROUP BY r.outlet`, q.args, func(rows *sql.Rows) error {
		var name string
		var x Publisher
		err := rows.Scan(&name, &x.Statements)
		tell(name, "", &x)
		return err
	})
}

// outletOrders are the ways in which outlets are sorted.
var outletOrders = map[string]func(a, b Publisher) int{
	"pages":      func(a, b Publisher) int { return a.Pages - b.Pages },
	"statements": func(a, b Publisher) int { return a.Statements - b.Statements },
	"name":       func(a, b Publisher) int { return strings.Compare(a.Name, b.Name) },
	"first":      func(a, b Publisher) int { return strings.Compare(a.First, b.First) },
	"last":       func(a, b Publisher) int { return strings.Compare(a.Last, b.Last) },
}

// agencies are those that a page credits, with a line between each.
func agencies(r *isnad.Record) string {
	var out []string
	for i := range r.Credits {
		if c := &r.Credits[i]; c.Kind == "agency" && !slices.Contains(out, c.Name) {
			out = append(out, strings.ReplaceAll(text(c.Name), "|", " "))
		}
	}
	return strings.Join(out, "|")
}

// places are the places that a page mentions, each once and in its normal form,
// with a line on both sides.
func places(r *isnad.Record) string {
	var names []string
	var out strings.Builder
	for i := range r.Mentions {
		m := &r.Mentions[i]
		if m.Kind != isnad.Place && m.Kind != isnad.Facility || slices.Contains(names, m.Name) {
			continue
		}
		names = append(names, m.Name)
		if out.Len() == 0 {
			out.WriteByte('|')
		}
		out.WriteString(placeWords(m.Name))
		out.WriteByte('|')
	}
	return out.String()
}

func placeWords(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(text(lang.Normal(s)), "|", " ")), " ")
}
