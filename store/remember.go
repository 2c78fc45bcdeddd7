package store

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"sync"
)

// memory is answers that take long to find. They are right as long as the log has
// no other entry but of reviews, and nothing else was told.
type memory struct {
	mu      sync.Mutex
	state   string
	answers map[string]any
	rows    int // of all answers
}

// mostRemembered rows are remembered, so that no number of filters takes all memory.
const mostRemembered = 100000

// mostRowsRemembered are of one list, so that a list that is taken away whole does not stay.
const mostRowsRemembered = 200

// remember gives the answer to a question that was found already, or finds it.
func remember[T any](ctx context.Context, s *Store, question string, find func() (T, error)) (answer T, err error) {
	// Asked before the answer is looked for: one that came too late is looked for again.
	state, err := s.state(ctx)
	if err != nil {
		return answer, err
	}
	s.memory.mu.Lock()
	if s.memory.state != state {
		s.memory.state, s.memory.answers, s.memory.rows = state, map[string]any{}, 0
	}
	known, met := s.memory.answers[question].(T)
	s.memory.mu.Unlock()
	if met {
		return known, nil
	}
	if answer, err = find(); err != nil {
		return answer, err
	}
	s.memory.mu.Lock()
	defer s.memory.mu.Unlock()
	if s.memory.state != state {
		return answer, nil
	}
	rows := 1
	if v := reflect.ValueOf(answer); v.Kind() == reflect.Slice || v.Kind() == reflect.Map {
		rows += v.Len()
	}
	if s.memory.rows += rows; s.memory.rows > mostRemembered {
		s.memory.answers, s.memory.rows = map[string]any{}, rows
	}
	s.memory.answers[question] = answer
	return answer, nil
}

// state is another one when pages are others, or what was told of them is. What persons
// say of them changes neither.
func (s *Store) state(ctx context.Context) (string, error) {
	var size, times int64
	var last []byte
	err := s.db.QueryRowContext(ctx, `SELECT COALESCE(l.n, 0), l.hashes, t.times FROM tellings t LEFT JOIN log l ON l.n =
		(SELECT n FROM log WHERE NOT EXISTS (SELECT 1 FROM reviews WHERE reviews.id = log.n) ORDER BY n DESC LIMIT 1)`).Scan(&size, &last, &times)
	if err != nil {
		return "", s.failed("read", err)
	}
	return fmt.Sprintf("%d %x %d", size, last, times), nil
}

// count is how many rows a list has, from its FROM on.
func (s *Store) count(ctx context.Context, from string, args []any) (int, error) {
	return remember(ctx, s, fmt.Sprintf("count %s %q", from, args), func() (n int, err error) {
		err = s.db.QueryRowContext(ctx, s.rebind(`SELECT count(*)`+from), args...).Scan(&n)
		return n, s.failed("read", err)
	})
}

// listed is a part of a list, and how many there are in all.
func listed[T any](ctx context.Context, s *Store, name string, f Filter, find func() ([]T, int, error)) ([]T, int, error) {
	if f.Most <= 0 || f.Most > mostRowsRemembered { // it may be long, and is hardly asked for twice
		return find()
	}
	question := fmt.Sprintf("list %s %q", name, fmt.Sprintf("%+v", f))
	total := -1
	rows, err := remember(ctx, s, question, func() (rows []T, err error) {
		rows, total, err = find()
		return rows, err
	})
	if err != nil {
		return nil, 0, err
	}
	total, err = remember(ctx, s, "all of "+question, func() (int, error) {
		if total < 0 { // it was forgotten meanwhile
			_, total, err = find()
		}
		return total, err
	})
	return slices.Clone(rows), total, err
}
