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

func (s *Store) facets(ctx context.Context, q *Query) (*Facets, error) {
	var outlets, days, months, languages tally
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
			if versions = append(versions, version); len(versions) > mostCounted {
				return nil // one more than is counted
			}
			outlets.add(words(outlet), outlet, 1)
			days.add(day, day, 1)
			month := day[:min(len(day), len("2006-01"))]
			months.add(month, month, 1)
			languages.add(language, language, 1)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	f := &Facets{More: len(versions) > mostCounted}
	versions = versions[:min(len(versions), mostCounted)]
	f.Pages = len(versions)
	if len(days) <= mostDays {
		f.Days = days.shares(mostShares)
	}
	f.Outlets, f.Months, f.Languages = outlets.shares(mostShares), months.shares(mostShares), languages.shares(mostShares)
	var err error
	f.Speakers, err = s.speakersOf(ctx, versions)
	return f, err
}

// speakersOf are those who speak in most of some pages.
func (s *Store) speakersOf(ctx context.Context, versions []any) ([]Share, error) {
	var speakers tally
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
			return nil, err
		}
	}
	return speakers.shares(mostShares), nil
}
