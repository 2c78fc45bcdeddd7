package web

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/work"
)

// Health is how well the server and its store are.
type Health struct {
	Health   store.Health       `json:"health" enum:"ok,warn,fail"`
	Version  string             `json:"version" doc:"Of the program"`
	Database string             `json:"database"`
	Bytes    int64              `json:"bytes" doc:"That the database takes"`
	Counts   HealthCounts       `json:"counts"`
	Compared bool               `json:"compared" doc:"All pages are compared with each other"`
	Jobs     map[work.State]int `json:"jobs"`
	Findings []store.Finding    `json:"findings" doc:"Of the last thorough look; empty if there was none"`
	LookedAt *time.Time         `json:"looked_at,omitempty"`
}

// HealthCounts are how much the store holds.
type HealthCounts struct {
	Pages     int `json:"pages"`
	Versions  int `json:"versions"`
	Captures  int `json:"captures"`
	Unread    int `json:"unread" doc:"Could not be read"`
	Unindexed int `json:"unindexed" doc:"Are not found by searching until they are read anew"`
}

// examination is the last thorough look at the store.
type examination struct {
	mu       sync.Mutex
	findings []store.Finding
	at       *time.Time
}

func (s *Server) openHealth() {
	enter(s, room[struct{}, Health]{path: "/health", name: "health", group: "server", about: "How well the server and its store are", load: s.health})
	s.mux.HandleFunc("POST /health", func(w http.ResponseWriter, r *http.Request) {
		s.examine(r.Context())
		http.Redirect(w, r, "/health", http.StatusSeeOther)
	})
}

// examine looks thoroughly, which takes seconds.
func (s *Server) examine(ctx context.Context) {
	findings := []store.Finding{}
	store.Examine(ctx, s.DB.Where(), func(f store.Finding) { findings = append(findings, f) })
	now := time.Now().UTC().Truncate(time.Second)
	s.examination.mu.Lock()
	defer s.examination.mu.Unlock()
	s.examination.findings, s.examination.at = findings, &now
}

func (s *Server) health(ctx context.Context, _ *struct{}) (*Health, error) {
	out := &Health{Health: store.OK, Version: s.Version, Database: store.Hidden(s.DB.Where()), Jobs: map[work.State]int{}, Findings: []store.Finding{}}
	n, err := s.DB.Count(ctx)
	if err != nil {
		return nil, err
	}
	out.Counts = HealthCounts(n)
	if out.Bytes, err = s.DB.Size(ctx); err != nil {
		return nil, err
	}
	if out.Compared, err = s.Comparing.Settled(ctx); err != nil {
		return nil, err
	}
	if s.Queue != nil {
		if out.Jobs, err = s.Queue.Count(ctx); err != nil {
			return nil, err
		}
	}
	s.examination.mu.Lock()
	defer s.examination.mu.Unlock()
	out.Findings, out.LookedAt = append(out.Findings, s.examination.findings...), s.examination.at
	if !out.Compared || out.Jobs[work.Dead] > 0 {
		out.Health = store.Warn
	}
	for _, f := range out.Findings {
		if f.Health == store.Fail || f.Health == store.Warn && out.Health == store.OK {
			out.Health = f.Health
		}
	}
	return out, nil
}

// Megabytes is the size of the database for people.
func (h *Health) Megabytes() int { return int((h.Bytes + 1<<20 - 1) >> 20) }
