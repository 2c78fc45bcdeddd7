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

// spotted are values that stand at a place in a page: spot says where, and where the place's
// words are to be told.
type spotted interface {
	spot() (version int64, finding string, span **isnad.Passage)
}

func (c *Carrier) spot() (int64, string, **isnad.Passage) {
	_, finding, _ := strings.Cut(c.Path, "#")
	return c.Version, finding, &c.Span
}

func (x *Standing) spot() (int64, string, **isnad.Passage) { return spotIn(x.Page, &x.Span) }

func (x *figureCell) spot() (int64, string, **isnad.Passage) { return spotIn(x.Place, &x.Span) }

func (x *foundStatement) spot() (int64, string, **isnad.Passage) {
	return spotIn(x.Place, &x.Span)
}

// spotIn is the spot of a path of a place, as /pages/12#s3.
func spotIn(path string, span **isnad.Passage) (int64, string, **isnad.Passage) {
	page, finding, _ := strings.Cut(strings.TrimPrefix(path, "/pages/"), "#")
	version, _ := strconv.ParseInt(page, 10, 64) // we wrote it
	return version, finding, span
}

// locate tells, for programs, of every place that an answer names, where in the text of its
// page it is and which words stand there. People are led there by links, and do not wait for it.
func (s *Server) locate(ctx context.Context, value any) error {
	spots := map[int64]map[string][]**isnad.Passage{}
	visit(reflect.ValueOf(value), func(x spotted) {
		if version, finding, span := x.spot(); finding != "" {
			if spots[version] == nil {
				spots[version] = map[string][]**isnad.Passage{}
			}
			spots[version][finding] = append(spots[version][finding], span)
		}
	})
	for version, findings := range spots {
		r, err := s.DB.Record(ctx, version)
		if errors.Is(err, store.ErrNotKept) {
			continue // deleted in this moment
		}
		if err != nil {
			return err
		}
		for finding, spans := range findings {
			p := passage(r, finding)
			for _, span := range spans {
				*span = p
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
	switch id[0] {
	case 's':
		if x := finding(r.Statements, id); x != nil {
			return &x.Span
		}
	case 'f':
		if x := finding(r.Figures, id); x != nil {
			return &x.Span
		}
	case 'e':
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
