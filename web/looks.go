package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed templates static words
var files embed.FS

// looks are the templates, in each manner in which a reader may want them.
type looks struct {
	words  *words
	mu     sync.Mutex
	inWays map[way]map[string]*template.Template // by name of the room
}

// way is what changes how a template says a thing: language, digits, calendar.
type way struct{ Lang, Digits, Calendar string }

func (l *looks) load() (err error) {
	l.words, err = readWords()
	l.inWays = map[way]map[string]*template.Template{}
	if err == nil {
		_, err = l.in(way{"en", "latn", "gregory"})
	}
	return err
}

// in gives the templates in one way.
func (l *looks) in(w way) (map[string]*template.Template, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if out, met := l.inWays[w]; met {
		return out, nil
	}
	base, err := template.New("").Funcs(l.words.functions(w)).ParseFS(files, "templates/layout.html", "templates/parts/*.html")
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		return nil, err
	}
	out := map[string]*template.Template{}
	for _, name := range names {
		if name == "templates/layout.html" {
			continue
		}
		t, err := template.Must(base.Clone()).ParseFS(files, name)
		if err != nil {
			return nil, fmt.Errorf("template: %w", err)
		}
		out[strings.TrimSuffix(path.Base(name), ".html")] = t
	}
	l.inWays[w] = out
	return out, nil
}

// sheet is what every template is given: the value that it shows, and who looks at it
// where.
type sheet struct {
	Preferences
	Room  string // name of the template
	Path  string
	Query string
	Value any
	user  *user
}

// Dir is the direction of the interface's language.
func (s *sheet) Dir() string {
	if s.Lang == "ar" {
		return "rtl"
	}
	return "ltr"
}

// Here is the address of the page, for forms that lead back to it.
func (s *sheet) Here() string {
	if s.Query == "" {
		return s.Path
	}
	return s.Path + "?" + s.Query
}

// Asked is what was searched for.
func (s *sheet) Asked() string {
	q, _ := url.ParseQuery(s.Query) // what cannot be read was not asked
	return q.Get("q")
}

// With is the address of the page with one value of its query changed, and from the
// first row on; an empty value is left out.
func (s *sheet) With(name, value string) string {
	return s.Path + query(s.Query, name, value, "after", "")
}

// From is the address of the page with the rows behind a cursor.
func (s *sheet) From(cursor string) string { return s.Path + query(s.Query, "after", cursor) }

// As is the address of the page's value in another format.
func (s *sheet) As(format string) string { return s.With("format", format) }

// draw draws a template.
func (s *Server) draw(w io.Writer, r *http.Request, name string, value any) error {
	p := preferencesOf(r)
	templates, err := s.looks.in(p.way())
	if err != nil {
		return err
	}
	t := templates[name]
	if t == nil {
		return fmt.Errorf("there is no template %s", name)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "layout", &sheet{p, name, r.URL.EscapedPath(), r.URL.RawQuery, value, userOf(r)}); err != nil {
		return err
	}
	return unveiled(w, b.Bytes())
}

// unveiled writes a page with characters that nobody sees, and that turn the words around them
// or are no words, by their numbers: wherever they stand, in titles and attributes too, where no
// element can hold them in. Words that are isolated from those beside them stay so.
func unveiled(w io.Writer, page []byte) error {
	from, isolated := 0, false
	for at := 0; at < len(page); {
		r, size := rune(page[at]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(page[at:])
		}
		at += size
		if !concealed(r) || r == '\n' || r == '\r' {
			continue
		}
		if r == isolate && !isolated && ends(page[at:]) || r == isolateEnd && isolated {
			isolated = !isolated
			continue
		}
		if _, err := w.Write(page[from : at-size]); err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "⟨U+%04X⟩", r); err != nil {
			return err
		}
		from = at
	}
	_, err := w.Write(page[from:])
	return err
}

// What begins and ends words that are isolated from those beside them.
const isolate, isolateEnd = '\u2068', '\u2069'

// ends tells whether words that are isolated end where they should: within their text.
func ends(page []byte) bool {
	i := bytes.IndexAny(page, "<\"\u2068\u2069")
	return i >= 0 && bytes.HasPrefix(page[i:], []byte(string(isolateEnd)))
}

// render answers with a page. Nothing is sent of one that cannot be drawn.
func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, name string, value any) {
	var b bytes.Buffer
	if err := s.draw(&b, r, name, value); err != nil {
		report(err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Add("Vary", "Cookie, Accept-Language")
	w.WriteHeader(status)
	_, _ = b.WriteTo(w)
}

// report tells of an error that is nobody's fault but ours.
func report(err error) { slog.Error("web", "error", err) }

// staticFiles serves the style and the script. Their address has a digest, so they are kept
// for good.
func staticFiles() http.Handler {
	h := http.FileServerFS(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/") {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		h.ServeHTTP(w, r)
	})
}
