package store

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
)

// Facets are what the pages that a query finds have in common: the most frequent
// of each sort.
type Facets struct {
	Pages     int  // counted
	More      bool // and there are others: the pages counted are those found first
	Outlets   []Share
	Days      []Share // of publication; none if there are too many
	Months    []Share
	Languages []Share
	Speakers  []Share
}

const (
	mostCounted = 10000 // pages
	mostShares  = 10    // of each sort
	mostDays    = 31
)

// Facets counts the pages that a query finds, and what they have in common. They are
// remembered, and not to be changed.
func (s *Store) Facets(ctx context.Context, q *Query) (*Facets, error) {
	narrow := q.Filter
	narrow.Most = 0
	asked := fmt.Sprintf("facets %+v %+v %+v %q %q %v %q", q.must, q.not, narrow, q.Story, q.Language, q.figures, q.counted)
	return remember(ctx, s, asked, func() (*Facets, error) {
		f, err := s.facets(ctx, q)
		return f, s.failed("search", err)
	})
}

// tallies count what pages have in common.
type tallies struct{ outlets, days, months, languages, speakers tally }

func (t *tallies) page(outletWords, outlet, day, language string) {
	t.outlets.add(outletWords, outlet, 1)
	t.days.add(day, day, 1)
	month := day[:min(len(day), len("2006-01"))]
	t.months.add(month, month, 1)
	t.languages.add(language, language, 1)
}

func (s *Store) facets(ctx context.Context, q *Query) (*Facets, error) {
	t, pages, err := s.commonSeen(ctx, q)
	if err == nil && t == nil {
		t, pages, err = s.common(ctx, q)
	}
	if err != nil {
		return nil, err
	}
	f := &Facets{Pages: min(pages, mostCounted), More: pages > mostCounted}
	if len(t.days) <= mostDays {
		f.Days = t.days.shares(mostShares)
	}
	f.Outlets, f.Months, f.Languages, f.Speakers = t.outlets.shares(mostShares), t.months.shares(mostShares), t.languages.shares(mostShares), t.speakers.shares(mostShares)
	return f, nil
}

// commonSeen counts what the pages have in common that a query finds, and tells how many
// they are, up to one more than are counted. It counts nothing if there is no overview.
func (s *Store) commonSeen(ctx context.Context, q *Query) (t *tallies, pages int, err error) {
	if met, err := s.seen(ctx, func(*overview) {}); !met || err != nil {
		return nil, 0, err
	}
	var found []int64
	for _, titled := range []bool{true, false} {
		if titled && len(q.must) == 0 {
			continue
		}
		narrow := s.narrow(q, cursor{titled, math.MaxInt64})
		some, err := numbers(ctx, s.db, s.rebind(s.hitPlaces(q, narrow)+` LIMIT ?`), append(narrow.args, mostCounted+1-len(found))...)
		if err != nil {
			return nil, 0, err
		}
		found = append(found, some...)
	}
	pages = len(found)
	found = found[:min(pages, mostCounted)]
	for i := range found {
		found[i] &= pageMask
	}
	met, err := s.seen(ctx, func(o *overview) {
		t = &tallies{}
		o.common(found, t)
	})
	if !met {
		t = nil
	}
	return t, pages, err
}

// common is commonSeen without an overview.
func (s *Store) common(ctx context.Context, q *Query) (*tallies, int, error) {
	t := &tallies{}
	var versions []any
	for _, titled := range []bool{true, false} {
		if titled && len(q.must) == 0 {
			continue
		}
		narrow := s.narrow(q, cursor{titled, math.MaxInt64})
		sentence := `SELECT r.version, r.outlet, substr(r.published, 1, 10), r.language` + s.hits(q, narrow) + ` LIMIT ?`
		err := s.rows(ctx, sentence, append(narrow.args, mostCounted+1-len(versions)), func(rows *sql.Rows) error {
			var version int64
			var outlet, day, language string
			if err := rows.Scan(&version, &outlet, &day, &language); err != nil || len(versions) > mostCounted {
				return err
			}
			if versions = append(versions, version); len(versions) <= mostCounted { // else it is one more than is counted
				t.page(words(outlet), outlet, day, language)
			}
			return nil
		})
		if err != nil {
			return nil, 0, err
		}
	}
	return t, len(versions), s.speakersOf(ctx, versions[:min(len(versions), mostCounted)], &t.speakers)
}

// speakersOf counts those who speak in some pages.
func (s *Store) speakersOf(ctx context.Context, versions []any, speakers *tally) error {
	seen := map[string]int64{} // the last page of each
	slices.SortFunc(versions, func(a, b any) int { return int(a.(int64) - b.(int64)) })
	for some := range slices.Chunk(versions, mostMarks) {
		sentence := `SELECT x.version, x.speaker_words, x.speaker FROM statements x WHERE x.version ` + among(len(some)) + ` AND x.speaker <> '' ORDER BY x.version, x.n`
		err := s.rows(ctx, sentence, some, func(rows *sql.Rows) error {
			var version int64
			var words, name string
			if err := rows.Scan(&version, &words, &name); err != nil {
				return err
			}
			if seen[words] != version { // once for each page, as it is first written there
				seen[words] = version
				speakers.add(words, name, 1)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
