package web

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/store"
)

// room is one thing that can be looked at: as a page at its path, as JSON at its
// path below apiPath, and at ?format=json and, if it is a list, ?format=csv of the
// page's own address.
type room[I, O any] struct {
	path  string
	name  string // of its template and its operation
	group string // of the documentation
	about string // for the documentation: what it gives
	load  func(ctx context.Context, in *I) (*O, error)
}

// tabular are values that are lists: each row has a cell for each column.
type tabular interface {
	table() (columns []string, rows [][]string)
}

// grouped are lists whose tables have several rows for one of theirs: given is how many of
// theirs there are.
type grouped interface {
	tabular
	given() int
}

// windowed are inputs that ask for a part of a list. widen asks for as many rows as may be
// had at once, and is given how many rows are known already.
type windowed interface {
	widen(known int)
}

// refusing are values that tell what is wrong with what was asked for, so that a page can
// show it beside the field.
type refusing interface{ refused() error }

func refusal(value any) error {
	if x, ok := value.(refusing); ok {
		return x.refused()
	}
	return nil
}

// refusals are the errors that anything may be answered with.
var refusals = []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusTooManyRequests}

// enter opens a room.
func enter[I, O any](s *Server, x room[I, O]) {
	huma.Register(s.api, huma.Operation{
		OperationID: x.name, Method: http.MethodGet, Path: x.path, Summary: x.about, Tags: []string{x.group},
		Errors: refusals,
	}, func(ctx context.Context, in *I) (*struct{ Body *O }, error) {
		out, err := x.load(ctx, in)
		if err == nil {
			err = refusal(out)
		}
		if err == nil {
			err = s.locate(ctx, out)
		}
		if err != nil {
			return nil, problem(err)
		}
		return &struct{ Body *O }{out}, nil
	})
	type shown struct{ Body func(huma.Context) }
	huma.Register(s.rooms, huma.Operation{OperationID: x.name, Method: http.MethodGet, Path: x.path, Hidden: true}, func(ctx context.Context, in *I) (*shown, error) {
		return &shown{func(hc huma.Context) {
			r, w := humago.Unwrap(hc)
			s.show(w, r, x.name, func() (any, error) { return x.load(ctx, in) }, in)
		}}, nil
	})
}

// show answers a request for a room in the form that it asks for.
func (s *Server) show(w http.ResponseWriter, r *http.Request, name string, load func() (any, error), in any) {
	format := r.URL.Query().Get("format")
	if format == "csv" {
		s.download(w, r, name, load, in)
		return
	}
	out, err := load()
	wrong := error(nil)
	if err == nil {
		wrong = refusal(out)
	}
	if err == nil && wrong == nil && format == "json" {
		err = s.locate(r.Context(), out)
	}
	if err != nil || wrong != nil && format != "" {
		s.fail(w, r, cmp.Or(err, wrong))
		return
	}
	switch format {
	case "":
		status := http.StatusOK
		if wrong != nil {
			status = statusOf(wrong)
		}
		s.render(w, r, status, name, out)
	case "json":
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		_ = enc.Encode(out) // whoever asked is gone
	default:
		s.fail(w, r, &badInput{"format", "json, csv"})
	}
}

// download writes a whole list as CSV, a window at a time.
func (s *Server) download(w http.ResponseWriter, r *http.Request, name string, load func() (any, error), in any) {
	known := 0
	out := csv.NewWriter(w)
	for {
		window, whole := in.(windowed)
		if whole {
			window.widen(known)
		}
		value, err := load()
		if err == nil {
			err = refusal(value)
		}
		if err == nil {
			if _, ok := value.(tabular); !ok {
				err = &badInput{"format", "json"}
			}
		}
		if err == nil {
			err = s.locate(r.Context(), value)
		}
		if err != nil {
			if known > 0 {
				panic(http.ErrAbortHandler) // half of a list is not to look like one
			}
			s.fail(w, r, err)
			return
		}
		columns, rows := value.(tabular).table()
		if known == 0 {
			w.Header().Set("Content-Type", "text/csv; charset=utf-8")
			w.Header().Set("Content-Disposition", `attachment; filename="isnad-`+name+`.csv"`)
			_, _ = io.WriteString(w, "\ufeff") // spreadsheets take it for Latin otherwise
			_ = out.Write(columns)
		}
		for _, row := range rows {
			for i := range row {
				row[i] = cell(row[i])
			}
			_ = out.Write(row)
		}
		out.Flush()
		given := len(rows)
		if x, ok := value.(grouped); ok {
			given = x.given()
		}
		known += given
		if !whole || given < mostRows || out.Error() != nil {
			return
		}
	}
}

// cell is a text that a spreadsheet does not take for a formula.
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) && !number.MatchString(s) {
		return "'" + s
	}
	return s
}

// badInput is the error for a value that a request cannot have.
type badInput struct{ field, want string }

func (e *badInput) Error() string { return e.field + ": give " + e.want }

// statusOf is what an error is in terms of HTTP: the one table of it.
func statusOf(err error) int {
	switch {
	case errors.As(err, new(*badInput)), errors.Is(err, store.ErrCursor), errors.Is(err, store.ErrFilter), errors.Is(err, store.ErrReview), errors.Is(err, isnad.ErrMalformed):
		return http.StatusUnprocessableEntity
	case errors.Is(err, isnad.ErrNotFound), errors.Is(err, store.ErrNotKept):
		return http.StatusNotFound
	case errors.Is(err, isnad.ErrTooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, context.Canceled):
		return 499 // whoever asked is gone
	}
	return http.StatusInternalServerError
}

// problem is an error for programs. What is inside of the house is not told.
func problem(err error) error {
	status := statusOf(err)
	if status == http.StatusInternalServerError {
		report(err)
		return huma.NewError(status, "something went wrong; the log tells what")
	}
	return huma.NewError(status, err.Error())
}

// failure is what an error page shows.
type failure struct {
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
}

// Known is the status, or one that says as much to people.
func (f *failure) Known() int {
	switch f.Status {
	case 400, 401, 403, 404, 405, 413, 421, 422, 429:
		return f.Status
	}
	if f.Status < http.StatusInternalServerError {
		return http.StatusBadRequest
	}
	return http.StatusInternalServerError
}

// fail answers with an error, in the form that was asked for.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	status := statusOf(err)
	detail := err.Error()
	switch status {
	case http.StatusInternalServerError:
		report(err)
		detail = ""
	case http.StatusNotFound:
		if !strings.HasPrefix(r.URL.Path, "/api/") {
			detail = "" // the page says it better
		}
	}
	s.failWith(w, r, failure{status, detail})
}

func (s *Server) failWith(w http.ResponseWriter, r *http.Request, f failure) {
	if strings.HasPrefix(r.URL.Path, "/api/") || r.URL.Query().Get("format") != "" {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(f.Status)
		_ = json.NewEncoder(w).Encode(huma.ErrorModel{Status: f.Status, Title: http.StatusText(f.Status), Detail: f.Detail})
		return
	}
	s.render(w, r, f.Status, "failure", &f)
}

// roomsConfig is how requests for pages are read: their errors are pages.
func (s *Server) roomsConfig() huma.Config {
	config := huma.DefaultConfig("rooms", "")
	config.OpenAPIPath, config.DocsPath, config.SchemasPath, config.CreateHooks = "", "", "", nil
	config.DefaultFormat = "text/html"
	config.Formats = map[string]huma.Format{"text/html": {Marshal: func(w io.Writer, v any) error {
		_, err := w.Write(v.([]byte))
		return err
	}}}
	config.NoFormatFallback = false
	config.Transformers = []huma.Transformer{func(ctx huma.Context, _ string, v any) (any, error) {
		r, _ := humago.Unwrap(ctx)
		e, ok := v.(*huma.ErrorModel)
		if !ok {
			return []byte{}, nil
		}
		f := failure{Status: e.Status}
		var details []string
		for _, d := range e.Errors {
			details = append(details, strings.TrimPrefix(d.Location, "query.")+": "+d.Message)
		}
		f.Detail = strings.Join(details, "; ")
		var b bytes.Buffer
		err := s.draw(&b, r, "failure", &f)
		return b.Bytes(), err
	}}
	return config
}
