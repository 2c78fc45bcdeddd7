// Package web shows what a store holds: pages for people and JSON for programs, made
// from the same values.
//
// Each thing that can be looked at is a room: a function from what was asked to a
// value, a template that shows the value, and its JSON. Everything is drawn on the
// server, works without scripts, and loads nothing from elsewhere. Text from pages is
// hostile: it never becomes markup.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"path"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/work"
)

// Server shows one store.
type Server struct {
	DB        *store.Store
	Languages []*lang.Lang // that pages are read in
	Comparing *work.Comparing
	Version   string // of the program
	Entrance  Entrance

	Queue *work.Queue // of jobs; nil if there is none

	lexicon     *store.Lexicon
	keeping     *work.Keeping
	additions   additions
	examination examination
	life        context.Context // ends when the server is closed
	end         context.CancelFunc
	alive       sync.WaitGroup
	looks       looks
	mux         *routes
	rooms       huma.API // for people
	api         huma.API // for programs
	sessions    *sessions
	limits      *limits
}

// apiPath is where the JSON for programs begins.
const apiPath = "/api/v1"

// Handler makes the handler of all that the server has.
func (s *Server) Handler() (http.Handler, error) {
	if s.Comparing == nil {
		s.Comparing = &work.Comparing{DB: s.DB, Comparer: across.New(s.Languages...)}
	}
	s.life, s.end = context.WithCancel(context.Background())
	s.keeping = work.NewKeeping(capture.Given{}, s.Languages...)
	s.lexicon = store.NewLexicon(s.Languages...)
	if err := s.looks.load(); err != nil {
		return nil, err
	}
	s.mux = &routes{}
	s.sessions, s.limits = newSessions(s.DB, s.Entrance.secure()), newLimits()
	config := huma.DefaultConfig("Isnad", s.Version)
	config.Info.Description = "What news pages say: who said what and through whom, which figures, what happened when; which pages are copies, and how one statement or figure differs from page to page."
	config.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	config.DocsPath, config.SchemasPath, config.CreateHooks = "", "", nil
	config.RejectUnknownQueryParameters = true
	s.api = humago.NewWithPrefix(s.mux, apiPath, config)
	s.rooms = humago.New(s.mux, s.roomsConfig())
	s.open()
	explain(s.api.OpenAPI())
	s.mux.Handle("GET /static/", staticFiles())
	s.mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/stories", http.StatusSeeOther) })
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.fail(w, r, isnad.ErrNotFound) })
	var h http.Handler = s.mux
	h = conditional(h)
	h = s.legible(h)
	h = s.guard(h)
	h, err := s.ownForms(h)
	if err != nil {
		return nil, err
	}
	if h, err = compressed(guarded(h)); err != nil {
		return nil, err
	}
	s.alive.Go(func() { s.DB.Oversee(s.life) })
	return logged(h), nil
}

// schemaName is what a type is called in the API's document: those of the record and of the
// store have the name of theirs before their own, since ours are often called alike.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	switch path.Base(t.PkgPath()) {
	case "isnad":
		return "Record" + strings.TrimPrefix(name, "Record")
	case "store":
		return "Kept" + strings.TrimPrefix(name, "Kept")
	}
	return name
}

// Close ends what goes on behind the answers.
func (s *Server) Close() {
	s.end()
	s.alive.Wait()
	s.additions.alive.Wait()
}

// open opens all rooms.
func (s *Server) open() {
	s.openStories()
	s.openStory()
	s.openGroups()
	s.openPages()
	s.openStatements()
	s.openFigures()
	s.openDifferences()
	s.openChronology()
	s.openPeople()
	s.openOutlets()
	s.openPlaces()
	s.openPageList()
	s.openExports()
	s.openSearch()
	s.openReviews()
	s.openPreferences()
	s.openAdditions()
	s.openJobs()
	s.openHealth()
	s.openAbout()
	s.openReference()
	s.openLogin()
	s.openUsers()
}

// guarded sets the headers that keep pages from loading or doing what they should
// not. Captures as they came are shown under a narrower policy of their own.
func guarded(next http.Handler) http.Handler {
	const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin") // with none, browsers do not tell us either that a form is ours
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}

// logged tells what was asked for, and what came of it.
func logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		x := &watchedWriter{ResponseWriter: w}
		next.ServeHTTP(x, r)
		slog.LogAttrs(context.WithoutCancel(r.Context()), slog.LevelDebug, "served", slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.Int("status", x.status), slog.Duration("took", time.Since(began)))
	})
}

type watchedWriter struct {
	http.ResponseWriter
	status int
}

func (w *watchedWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *watchedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
