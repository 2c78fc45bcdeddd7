package work

import (
	"context"
	"iter"
)

// InOrder works on items, jobs at a time, and emits what became of them in the
// order in which they came; last tells that no more is at hand. At most a few
// items for each job are in memory.
func InOrder[In, Out any](ctx context.Context, items iter.Seq2[In, error], jobs int, work func(In, error) Out, emit func(o Out, last bool) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type job struct {
		in   In
		err  error
		done chan Out
	}
	waiting, ordered := make(chan job, 4*jobs), make(chan chan Out, 4*jobs)
	go func() {
		defer close(ordered)
		defer close(waiting)
		for in, err := range items {
			done := make(chan Out, 1)
			select {
			case ordered <- done:
			case <-ctx.Done():
				return
			}
			select {
			case waiting <- job{in, err, done}:
			case <-ctx.Done():
				return
			}
		}
	}()
	for range jobs {
		go func() {
			for j := range waiting {
				j.done <- work(j.in, j.err)
			}
		}()
	}
	for done := range ordered {
		select {
		case o := <-done:
			if err := emit(o, len(ordered) == 0); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
