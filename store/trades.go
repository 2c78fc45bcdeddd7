package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

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
