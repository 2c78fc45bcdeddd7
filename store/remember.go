package store

import (
	"context"
	"fmt"
	"slices"
	"sync"
)

// memory is answers that take long to find. They are right as long as the log has
// no other entry, and nothing else was told.
type memory struct {
	mu      sync.Mutex
	state   string
	answers map[string]any
}

// mostRemembered are remembered, so that no number of filters takes all memory.
const mostRemembered = 500

// remember gives the answer to a question that was found already, or finds it.
func remember[T any](ctx context.Context, s *Store, question string, find func() (T, error)) (answer T, err error) {
	// Asked before the answer is looked for: one that came too late is looked for again.
	var size, times int64
	var last []byte
	err = s.db.QueryRowContext(ctx, `SELECT h.size, (SELECT hashes FROM log WHERE n = h.size), t.times FROM log_head h, tellings t`).Scan(&size, &last, &times)
	if err != nil {
		return answer, s.failed("read", err)
	}
	state := fmt.Sprintf("%d %x %d", size, last, times)
	s.memory.mu.Lock()
	if s.memory.state != state || len(s.memory.answers) >= mostRemembered {
		s.memory.state, s.memory.answers = state, map[string]any{}
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
	if s.memory.state == state {
		s.memory.answers[question] = answer
	}
	return answer, nil
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
	type answer struct {
		rows  []T
		total int
	}
	ask := func() (a answer, err error) {
		a.rows, a.total, err = find()
		return a, err
	}
	if f.Most <= 0 { // it may be long, and is hardly asked for twice
		a, err := ask()
		return a.rows, a.total, err
	}
	a, err := remember(ctx, s, fmt.Sprintf("list %s %q", name, fmt.Sprintf("%+v", f)), ask)
	return slices.Clone(a.rows), a.total, err
}
