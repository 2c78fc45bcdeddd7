package web

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/work"
)

// askedJobs is what is asked of the list of jobs.
type askedJobs struct {
	State string `query:"state" enum:"running,waiting,retrying,dead,cancelled,done" doc:"Only those in this state"`
	Limit int    `query:"limit" minimum:"1" maximum:"1000" default:"100" doc:"How many jobs at most"`
}

// Jobs are the jobs that workers do, the last queued first.
type Jobs struct {
	Counts map[work.State]int `json:"counts"`
	Jobs   []work.Job         `json:"jobs"`
	More   bool               `json:"more,omitempty" doc:"There are others"`

	Asked  *askedJobs   `json:"-"`
	States []work.State `json:"-"`
}

// jobAt names a job.
type jobAt struct {
	ID int64 `path:"id" minimum:"1" doc:"Number of the job"`
}

func (s *Server) openJobs() {
	enter(s, room[askedJobs, Jobs]{path: "/jobs", name: "jobs", group: "jobs", about: "The jobs that workers do", load: s.jobs})
	for name, do := range map[string]func(context.Context, int64) error{"retry": s.retry, "cancel": s.cancel} {
		huma.Register(s.api, huma.Operation{
			OperationID: name + "-job", Method: http.MethodPost, Path: "/jobs/{id}/" + name, Summary: name + " a job", Tags: []string{"jobs"}, Errors: refusals,
		}, func(ctx context.Context, in *jobAt) (*struct{}, error) {
			if err := do(ctx, in.ID); err != nil {
				return nil, problem(err)
			}
			return nil, nil
		})
		s.mux.HandleFunc("POST /jobs/{id}/"+name, func(w http.ResponseWriter, r *http.Request) {
			id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
			if err != nil {
				err = isnad.ErrNotFound
			} else {
				err = do(r.Context(), id)
			}
			if err != nil {
				s.fail(w, r, err)
				return
			}
			http.Redirect(w, r, "/jobs", http.StatusSeeOther)
		})
	}
}

func (s *Server) jobs(ctx context.Context, in *askedJobs) (*Jobs, error) {
	out := &Jobs{Counts: map[work.State]int{}, Jobs: []work.Job{}, Asked: in, States: work.States}
	if s.Queue == nil {
		return out, nil
	}
	var err error
	if out.Counts, err = s.Queue.Count(ctx); err != nil {
		return nil, err
	}
	states := []work.State{work.State(in.State)}
	if in.State == "" {
		states = work.States[:len(work.States)-1] // those that are done are forgotten soon
	}
	for j, err := range s.Queue.Jobs(ctx, states...) {
		if err != nil {
			return nil, err
		}
		if out.More = len(out.Jobs) == in.Limit; out.More {
			break
		}
		out.Jobs = append(out.Jobs, j)
	}
	return out, nil
}

func (s *Server) retry(ctx context.Context, id int64) error {
	return s.withQueue(func(q *work.Queue) error { return q.Retry(ctx, id) })
}

func (s *Server) cancel(ctx context.Context, id int64) error {
	return s.withQueue(func(q *work.Queue) error { return q.Cancel(ctx, id) })
}

func (s *Server) withQueue(do func(*work.Queue) error) error {
	if s.Queue == nil {
		return isnad.ErrNotFound
	}
	err := do(s.Queue)
	if errors.Is(err, work.ErrNoJob) {
		return isnad.ErrNotFound
	}
	return err
}

func (o *Jobs) table() ([]string, [][]string) {
	var rows [][]string
	for _, j := range o.Jobs {
		rows = append(rows, []string{strconv.FormatInt(j.ID, 10), j.Kind, string(j.State), strconv.Itoa(j.Attempt), strconv.Itoa(j.Attempts), j.At, j.What, j.Error})
	}
	return []string{"id", "kind", "state", "attempt", "attempts", "at", "what", "error"}, rows
}
