package web

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"maps"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/sse"
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/work"
)

// Addition is pages that somebody brings, and how far they have come: they are read,
// then kept, then compared with all others. What is kept stays kept, whatever becomes
// of the rest.
type Addition struct {
	ID    string      `json:"id"`
	State string      `json:"state" enum:"reading,comparing,done,failed"`
	Began time.Time   `json:"began"`
	Pages []AddedPage `json:"pages"`
	// Done of All is how far the comparing is.
	Done  int    `json:"done" doc:"Steps of comparing that are done"`
	All   int    `json:"all" doc:"Steps of comparing in all"`
	Error string `json:"error,omitempty"`
}

// AddedPage is one page of an addition.
type AddedPage struct {
	Name    string `json:"name" doc:"Of the file, as it was brought"`
	State   string `json:"state" enum:"waiting,kept,known,failed" doc:"known: it was here before"`
	Version int64  `json:"version,omitempty" doc:"Number of the page's version"`
	Title   string `json:"title,omitempty"`
	Address string `json:"address,omitempty"`
	Error   string `json:"error,omitempty"`
	Why     string `json:"why,omitempty" enum:"empty,too_large,not_text,malformed,other" doc:"Kind of the error"`

	digest store.Digest
}

// Ended reports whether nothing more will become of it.
func (a *Addition) Ended() bool { return a.State == "done" || a.State == "failed" }

// Count counts its pages in a state.
func (a *Addition) Count(state string) (n int) {
	for i := range a.Pages {
		if a.Pages[i].State == state {
			n++
		}
	}
	return n
}

// How much may be brought at once, and how many additions are remembered.
const (
	mostBrought   = 64 << 20
	mostFiles     = 500
	mostAdditions = 200
)

// additions are those of this run of the program.
type additions struct {
	mu    sync.Mutex
	all   []*Addition
	turn  sync.Mutex // one is at work at a time
	alive sync.WaitGroup
}

// update changes an addition.
func (a *additions) update(x *Addition, change func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	change()
}

// now is an addition as it stands.
func (a *additions) now(id string) (*Addition, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, x := range a.all {
		if x.ID == id {
			out := *x
			out.Pages = slices.Clone(x.Pages)
			return &out, nil
		}
	}
	return nil, isnad.ErrNotFound
}

// begin has what was brought added, and returns the number under which to ask for it.
func (s *Server) begin(b *brought) *Addition {
	x := &Addition{ID: strings.ToLower(rand.Text()), State: "reading", Began: time.Now().UTC().Truncate(time.Second), Pages: []AddedPage{}}
	a := &s.additions
	a.update(x, func() {
		a.all = append(a.all, x)
		if len(a.all) > mostAdditions {
			a.all = slices.Delete(a.all, 0, 1)
		}
	})
	a.alive.Go(func() {
		a.turn.Lock()
		defer a.turn.Unlock()
		if b.folder != "" {
			defer os.RemoveAll(b.folder)
		}
		err := s.add(s.life, x, b)
		a.update(x, func() {
			if x.State = "done"; err != nil {
				if s.life.Err() == nil {
					report(err)
				}
				x.State, x.Error = "failed", err.Error()
			}
		})
	})
	return x
}

func (s *Server) add(ctx context.Context, x *Addition, b *brought) error {
	a := &s.additions
	at := map[string]int{}
	captures := func(yield func(capture.Capture, error) bool) {
		for c, err := range b.walk(ctx) {
			a.update(x, func() {
				at[c.Name] = len(x.Pages)
				_, name, _ := strings.Cut(c.Name, "/")
				x.Pages = append(x.Pages, AddedPage{Name: name, State: "waiting", digest: sha256.Sum256(c.Bytes)})
			})
			if err == nil && b.given == (capture.Given{}) && s.has(ctx, sha256.Sum256(c.Bytes)) {
				continue // under whatever address: nothing new is said of it
			}
			if !yield(c, err) {
				return
			}
		}
	}
	k := *s.keeping
	k.Given = b.given
	n, err := k.AddCaptures(ctx, s.DB, captures, 2, func(o *work.Outcome) {
		a.update(x, func() {
			p := &x.Pages[at[o.Name]]
			if p.State = "kept"; o.Err != nil {
				p.State, p.Error, p.Why = "failed", o.Err.Error(), whyOf(o.Err)
			}
		})
	})
	if err != nil {
		return err
	}
	if err := s.place(ctx, x); err != nil {
		return err
	}
	a.update(x, func() { x.State = "comparing" })
	if err := s.DB.Settle(ctx, n.Added+n.NewVersions); err != nil {
		return err
	}
	return s.Comparing.Run(ctx, 2, func(done, all int) {
		a.update(x, func() { x.Done, x.All = done, all })
	})
}

// has reports whether a capture is kept already.
func (s *Server) has(ctx context.Context, d store.Digest) bool {
	versions, err := s.DB.VersionsWith(ctx, d)
	return err == nil && len(versions) > 0
}

// whyOf is the kind of error for which a page could not be read.
func whyOf(err error) string {
	switch {
	case errors.Is(err, isnad.ErrEmpty):
		return "empty"
	case errors.Is(err, isnad.ErrTooLarge):
		return "too_large"
	case errors.Is(err, isnad.ErrNotText):
		return "not_text"
	case errors.Is(err, isnad.ErrMalformed):
		return "malformed"
	}
	return "other"
}

// place finds where each page of an addition is kept.
func (s *Server) place(ctx context.Context, x *Addition) error {
	for i := range x.Pages {
		p := x.Pages[i]
		if p.State == "failed" {
			continue
		}
		versions, err := s.DB.VersionsWith(ctx, p.digest)
		if err != nil {
			return err
		}
		s.additions.update(x, func() {
			if len(versions) > 0 {
				v := versions[0]
				p.Version, p.Title, p.Address = v.ID, v.Title, v.Address
			}
			if p.State == "waiting" {
				p.State = "known"
			}
			x.Pages[i] = p
		})
	}
	return nil
}

// additionAt asks for an addition.
type additionAt struct {
	ID string `path:"id" maxLength:"40"`
}

func (s *Server) openAdditions() {
	s.mux.HandleFunc("GET /add", func(w http.ResponseWriter, r *http.Request) { s.render(w, r, http.StatusOK, "add", &addForm{}) })
	s.mux.HandleFunc("POST /add", s.bring)
	enter(s, room[additionAt, Addition]{
		path: "/additions/{id}", name: "addition", group: "add", about: "Pages that were brought, and how far they have come",
		load: func(_ context.Context, in *additionAt) (*Addition, error) { return s.additions.now(in.ID) },
	})
	type created struct {
		Location string `header:"Location"`
		Body     *Addition
	}
	huma.Register(s.api, huma.Operation{
		OperationID: "add", Method: http.MethodPost, Path: "/additions", Summary: "Bring a page", Tags: []string{"add"}, DefaultStatus: http.StatusAccepted, MaxBodyBytes: capture.DefaultMaxBytes,
	}, func(_ context.Context, in *brings) (*created, error) {
		wrong := in.Body.check()
		if strings.TrimSpace(in.Body.Text) == "" {
			wrong["text"] = "nothing_brought"
		}
		if len(wrong) > 0 {
			var details []error
			for _, field := range slices.Sorted(maps.Keys(wrong)) {
				details = append(details, &huma.ErrorDetail{Location: "body." + field, Message: s.looks.words.inEnglish(wrong[field])})
			}
			return nil, huma.Error422UnprocessableEntity("validation failed", details...)
		}
		x := s.begin(&brought{captures: []capture.Capture{in.Body.capture()}, given: in.Body.given()})
		now, err := s.additions.now(x.ID)
		return &created{apiPath + "/additions/" + x.ID, now}, err
	})
	sse.Register(s.api, huma.Operation{
		OperationID: "addition-events", Method: http.MethodGet, Path: "/additions/{id}/events", Summary: "How far pages that were brought have come, as it goes on", Tags: []string{"add"},
	}, map[string]any{"progress": progress{}, "end": Addition{}}, s.follow)
}

// progress is how far an addition is, in words of numbers.
type progress struct {
	Kept   string `json:"kept"`
	Failed string `json:"failed"`
	Bar    string `json:"bar" doc:"Of 100"`
}

// follow sends how far an addition is until it has ended.
func (s *Server) follow(ctx context.Context, in *additionAt, send sse.Sender) {
	for {
		x, err := s.additions.now(in.ID)
		if err != nil {
			_ = send.Data(Addition{ID: in.ID, State: "failed", Error: "there is no such addition", Pages: []AddedPage{}})
			return
		}
		if x.Ended() {
			_ = send.Data(*x)
			return
		}
		if err := send.Data(progress{strconv.Itoa(x.Count("kept") + x.Count("known")), strconv.Itoa(x.Count("failed")), strconv.Itoa(x.Bar())}); err != nil {
			return
		}
		select {
		case <-time.After(300 * time.Millisecond):
		case <-ctx.Done():
			return
		case <-s.life.Done():
			return
		}
	}
}

// Bar is how much of an addition is done, of 100: reading is the first half.
func (x *Addition) Bar() int {
	switch {
	case x.Ended():
		return 100
	case x.State == "comparing":
		return 50 + 50*x.Done/max(x.All, 1)
	}
	return 50 * (len(x.Pages) - x.Count("waiting")) / max(len(x.Pages), 1)
}
