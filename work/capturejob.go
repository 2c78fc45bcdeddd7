package work

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/store"
	"github.com/riverqueue/river"
)

// captureJob captures what is at a path that the worker can see. Done again, it
// passes over what is kept or in the inbox.
type captureJob struct {
	Path     string        `json:"path"`
	Lines    bool          `json:"lines,omitempty"`
	MaxBytes int           `json:"max_bytes,omitempty"`
	Given    capture.Given `json:"given"`
}

func (captureJob) Kind() string                 { return "capture" }
func (captureJob) InsertOpts() river.InsertOpts { return once(soon) }
func (j captureJob) what() string               { return j.Path }

func (j captureJob) do(ctx context.Context, w *worker) error {
	var problems []string
	n := 0
	captures := capture.Walk(ctx, []string{j.Path}, capture.Options{JSONLines: j.Lines, MaxBytes: j.MaxBytes})
	_, err := w.Capture(ctx, captures, j.Given, func(name string, err error) {
		if n++; n <= 5 {
			problems = append(problems, name+": "+err.Error())
		}
	})
	if err != nil || n == 0 {
		return err
	}
	if n > len(problems) {
		problems = append(problems, fmt.Sprintf("and %d more", n-len(problems)))
	}
	return errors.New(strings.Join(problems, "; "))
}

// CapturePaths has workers capture what is at paths that they can see, by
// the same names. It returns how many were not in the queue yet.
func (q *Queue) CapturePaths(ctx context.Context, paths []string, o capture.Options, given capture.Given) (int, error) {
	var jobs []job
	for _, path := range paths {
		jobs = append(jobs, captureJob{Path: Lasting(path), Lines: o.JSONLines, MaxBytes: o.MaxBytes, Given: given})
	}
	return q.put(ctx, true, jobs...)
}

// Captured counts what became of captures: those put into the inbox, those
// that were there, those that the store has as they are, and those that could
// not be had.
type Captured struct{ Queued, Waiting, Unchanged, Failed int }

// A batch of captures is read together: so many, or so many bytes.
const (
	batchPages = 100
	batchBytes = 4 << 20
)

// Capture keeps captures in the store's inbox and has workers read them, a batch
// at a time. Those that the store has as they are are passed over. tell hears
// of those that could not be had. What is counted is kept, whatever the error.
func (q *Queue) Capture(ctx context.Context, captures iter.Seq2[capture.Capture, error], given capture.Given, tell func(name string, err error)) (n Captured, err error) {
	a := adding{db: q.db, given: given}
	var batch []store.Page
	bytes := 0
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		fresh, batches, err := q.db.Receive(ctx, batch)
		if err != nil {
			return err
		}
		n.Queued += fresh
		n.Waiting += len(batch) - fresh
		batch, bytes = batch[:0], 0
		jobs := make([]job, len(batches))
		for i, b := range batches {
			jobs[i] = readJob{Batch: b}
		}
		_, err = q.put(ctx, true, jobs...)
		return err
	}
	for c, e := range a.unknown(ctx, captures) {
		if e != nil {
			n.Failed++
			tell(c.Name, e)
			continue
		}
		batch = append(batch, store.Page{Digest: sha256.Sum256(c.Bytes), Capture: store.Pack(c.Bytes), Size: len(c.Bytes), Source: sourceOf(&c, given)})
		if bytes += len(c.Bytes); len(batch) >= batchPages || bytes >= batchBytes {
			if err = flush(); err != nil {
				break
			}
		}
	}
	if lookup := a.err.Load(); err == nil && lookup != nil {
		err = *lookup
	}
	if err == nil {
		err = flush()
	}
	n.Unchanged = int(a.unchanged.Load())
	return n, err
}
