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
