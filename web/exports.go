package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/export"
	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/work"
)

// formatName is the name of one of export.Formats.
type formatName string

// Schema says which there are.
func (formatName) Schema(huma.Registry) *huma.Schema {
	var names []any
	var told []string
	for _, f := range export.Formats {
		names = append(names, f.Name)
		told = append(told, f.Name+": "+f.About)
	}
	return &huma.Schema{Type: huma.TypeString, Enum: names, Default: "jsonl", Description: strings.Join(told, "; ")}
}

// Taking is how something is to be taken away.
type Taking struct {
	Format formatName `query:"format" default:"jsonl"`
	Lang   string     `query:"lang" enum:"ar,en" default:"en" doc:"Language of a report's own words"`
}

type storyExport struct {
	ID int64 `path:"id" minimum:"1" doc:"Number of the story"`
	Taking
}

type pageExport struct {
	Version int64 `path:"version" minimum:"1" doc:"Number of a page's version"`
	Taking
}

// storyReport is the report of a story that is asked for.
type storyReport struct {
	ID int64 `path:"id" minimum:"1" doc:"Number of the story"`
}

// taken is pages on their way out.
type taken struct {
	name     string // of the file, without what tells its format
	versions []store.Version
	compared func(context.Context) (*isnad.Comparison, error)
}

func (s *Server) openExports() {
	enterFile(s, "/stories/{id}/export", "story-export", "A story to take away, in one of the formats of docs/exports.md; links lead back to this server", func(ctx context.Context, x *work.Exporting, in *storyExport) (*taken, error) {
		return s.takeStory(ctx, x, in.ID)
	})
	enterFile(s, "/pages/{version}/export", "page-export", "A version of a page to take away, in one of the formats of docs/exports.md; links lead back to this server", func(ctx context.Context, x *work.Exporting, in *pageExport) (*taken, error) {
		return s.takePage(ctx, x, in.Version)
	})
	huma.Register(s.rooms, huma.Operation{OperationID: "story-report", Method: http.MethodGet, Path: "/stories/{id}/report", Hidden: true}, func(ctx context.Context, in *storyReport) (*file, error) {
		return &file{func(hc huma.Context) {
			r, w := humago.Unwrap(hc)
			s.report(w, r, in.ID)
		}}, nil
	})
}

type file struct{ Body func(huma.Context) }

func (in *storyExport) wanted() *Taking { return &in.Taking }
func (in *pageExport) wanted() *Taking  { return &in.Taking }

// enterFile opens a room for programs and people alike, whose value is a file to take away.
func enterFile[I any, P interface {
	*I
	wanted() *Taking
}](s *Server, path, name, about string, take func(context.Context, *work.Exporting, P) (*taken, error)) {
	content := map[string]*huma.MediaType{}
	for _, f := range export.Formats {
		media, _, _ := strings.Cut(f.Media, ";")
		content[media] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Description: "The file"}}
	}
	handle := func(_ context.Context, in *I) (*file, error) {
		return &file{func(hc huma.Context) {
			r, w := humago.Unwrap(hc)
			x := s.exporting(r)
			t, err := take(r.Context(), x, P(in))
			if err == nil {
				err = s.send(w, r, x, t, P(in).wanted())
			}
			if err != nil {
				s.fail(w, r, err)
			}
		}}, nil
	}
	op := huma.Operation{OperationID: name, Method: http.MethodGet, Path: path, Summary: about, Tags: []string{"exports"}, Errors: refusals,
		Responses: map[string]*huma.Response{"200": {Description: "OK", Content: content}}}
	huma.Register(s.api, op, handle)
	huma.Register(s.rooms, huma.Operation{OperationID: name, Method: http.MethodGet, Path: path, Hidden: true}, handle)
}

// exporting is what takes pages out for whoever sends a request, with links that lead back to
// where they came from.
func (s *Server) exporting(r *http.Request) *work.Exporting {
	base := "http://" + r.Host
	if s.Entrance.Public != nil {
		base = s.Entrance.Public.String()
	}
	return &work.Exporting{DB: s.DB, Comparer: s.Comparing.Comparer, Base: base}
}

func (s *Server) takeStory(ctx context.Context, x *work.Exporting, id int64) (*taken, error) {
	room, err := s.DB.Room(ctx, id)
	if err != nil {
		return nil, err
	}
	t := &taken{name: fmt.Sprintf("isnad-story-%d", id), compared: func(ctx context.Context) (*isnad.Comparison, error) { return x.Kept(ctx, id) }}
	for _, v := range room.Versions {
		p, err := s.DB.PageOf(ctx, v)
		if err != nil {
			return nil, err
		}
		t.versions = append(t.versions, p.Version)
	}
	return t, nil
}

func (s *Server) takePage(ctx context.Context, x *work.Exporting, version int64) (*taken, error) {
	p, err := s.DB.PageOf(ctx, version)
	if err != nil {
		return nil, err
	}
	t := &taken{name: fmt.Sprintf("isnad-page-%d", version), versions: []store.Version{p.Version}}
	t.compared = func(ctx context.Context) (*isnad.Comparison, error) { return x.Beside(ctx, t.versions) }
	return t, nil
}

// write writes what is taken in a format. Half of a file is never sent.
func (s *Server) write(ctx context.Context, x *work.Exporting, t *taken, f *export.Format, lang string) (*bytes.Buffer, error) {
	var compared *isnad.Comparison
	if f.Compares {
		var err error
		if compared, err = t.compared(ctx); err != nil {
			return nil, err
		}
	}
	c, err := x.Case(ctx, t.versions, compared)
	if err != nil {
		return nil, err
	}
	c.Program, c.Made, c.Language, c.BOM = "isnad "+s.Version, time.Now().UTC().Format(time.RFC3339), lang, true
	var b bytes.Buffer
	return &b, f.Write(&b, c)
}

// send sends what is taken as a file.
func (s *Server) send(w http.ResponseWriter, r *http.Request, x *work.Exporting, t *taken, in *Taking) error {
	f, ok := export.FormatNamed(string(in.Format))
	if !ok {
		return &badInput{"format", "one of those that the reference lists"}
	}
	b, err := s.write(r.Context(), x, t, f, in.Lang)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", f.Media)
	h.Set("Content-Disposition", `attachment; filename="`+t.name+"-"+f.Name+f.Ext+`"`)
	h.Set("Content-Security-Policy", reportRules)
	_, _ = b.WriteTo(w) // whoever asked is gone
	return nil
}

// reportRules let a report have its own style, which they know by its digest, and nothing else.
var reportRules = func() string {
	sum := sha256.Sum256([]byte(export.ReportStyle()))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
}()

// report shows the report of a story, to be read or printed, in the reader's language.
func (s *Server) report(w http.ResponseWriter, r *http.Request, id int64) {
	x := s.exporting(r)
	t, err := s.takeStory(r.Context(), x, id)
	var b *bytes.Buffer
	if err == nil {
		f, _ := export.FormatNamed("html")
		b, err = s.write(r.Context(), x, t, f, preferencesOf(r).Lang)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", reportRules)
	h.Add("Vary", "Cookie, Accept-Language")
	_, _ = b.WriteTo(w)
}

// takings are the formats that the rooms of a story and of a page offer, without the one
// that the report is in.
func takings() []export.Format {
	return slices.DeleteFunc(slices.Clone(export.Formats), func(f export.Format) bool { return f.Name == "html" })
}

// Takings are the formats that it can be taken away in.
func (*Story) Takings() []export.Format { return takings() }

// Takings are the formats that it can be taken away in.
func (*Page) Takings() []export.Format { return takings() }
