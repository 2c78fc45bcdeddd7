package web

import (
	"context"
	"errors"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/store"
)

// Spot is what programs are told of a place besides its path.
type Spot struct {
	URL  string         `json:"url,omitempty" doc:"Where the page was on the web, as it says, if its address does not"`
	Span *isnad.Passage `json:"span,omitempty" doc:"The place, in code points of the page's text, and its words"`
}

// spotted are values that stand at a place in a page, as /pages/12#s3, or at a page.
type spotted interface {
	spot() (path string, to *Spot)
}

func (c *Carrier) spot() (string, *Spot)        { return c.Path, &c.Spot }
func (x *Standing) spot() (string, *Spot)       { return x.Page, &x.Spot }
func (x *figureCell) spot() (string, *Spot)     { return x.Place, &x.Spot }
func (x *foundStatement) spot() (string, *Spot) { return x.Place, &x.Spot }

// locate tells, for programs, of every place that an answer names, where in the text of its
// page it is and which words stand there. People are led there by links, and do not wait for it.
func (s *Server) locate(ctx context.Context, value any) error {
	spots := map[string]map[string][]*Spot{} // by page and finding
	visit(reflect.ValueOf(value), func(x spotted) {
		path, to := x.spot()
		page, finding, _ := strings.Cut(path, "#")
		if spots[page] == nil {
			spots[page] = map[string][]*Spot{}
		}
		spots[page][finding] = append(spots[page][finding], to)
	})
	for page, findings := range spots {
		version, _ := strconv.ParseInt(strings.TrimPrefix(page, "/pages/"), 10, 64) // "" is none, and is not kept
		r, err := s.DB.Record(ctx, version)
		if errors.Is(err, store.ErrNotKept) {
			continue // deleted in this moment
		}
		if err != nil {
			return err
		}
		for finding, all := range findings {
			for _, to := range all {
				*to = Spot{webAddress(r.URL), passage(r, finding)}
			}
		}
	}
	return nil
}

// visit calls f with all spotted values that a program is told of.
func visit(v reflect.Value, f func(spotted)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			visit(v.Elem(), f)
		}
	case reflect.Slice:
		for i := range v.Len() {
			visit(v.Index(i), f)
		}
	case reflect.Struct:
		if v.CanAddr() {
			if x, ok := v.Addr().Interface().(spotted); ok {
				f(x)
			}
		}
		for i := range v.NumField() {
			if t := v.Type().Field(i); t.IsExported() && t.Tag.Get("json") != "-" && t.Type != reflect.TypeFor[record]() {
				visit(v.Field(i), f)
			}
		}
	}
}

// passage is the place of a finding, as s3, with its words; nil if there is none.
func passage(r *isnad.Record, id string) *isnad.Passage {
	span := spanOfFinding(r, id)
	if span == nil || !span.Fits(r.Text) {
		return nil
	}
	start := utf8.RuneCountInString(r.Text[:span.Start])
	words := span.In(r.Text)
	return &isnad.Passage{Start: start, End: start + utf8.RuneCountInString(words), Exact: words}
}

func spanOfFinding(r *isnad.Record, id string) *isnad.Span {
	switch {
	case id == "":
	case id[0] == 's':
		if x := finding(r.Statements, id); x != nil {
			return &x.Span
		}
	case id[0] == 'f':
		if x := finding(r.Figures, id); x != nil {
			return &x.Span
		}
	case id[0] == 'e':
		if x := finding(r.Events, id); x != nil {
			return &x.Span
		}
	}
	return nil
}

// spanColumns and spanCells are a place in tables.
var spanColumns = []string{"start", "end", "exact"}

func spanCells(p *isnad.Passage) []string {
	if p == nil {
		return []string{"", "", ""}
	}
	return []string{strconv.Itoa(p.Start), strconv.Itoa(p.End), p.Exact}
}
