package web

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/store"
	"golang.org/x/sync/errgroup"
)

// askedSearch is what is searched for.
type askedSearch struct {
	Q     string `query:"q" maxLength:"1000" doc:"Words, \"phrases\", begin*, -without, one OR two, and filters: outlet: speaker: kind: place: language: story: from: to: figure>100:WORD"`
	After string `query:"after" maxLength:"40" doc:"Cursor: next of an answer"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"20" doc:"How many pages"`

	last string // cursor of the last answer
}

// widen goes on behind the last answer.
func (in *askedSearch) widen(int) { in.After, in.Limit = in.last, mostRows }

// Search is what a query finds.
type Search struct {
	Query  string       `json:"query"`
	Hits   []hit        `json:"hits" doc:"Those with all of it in the title first, of these and of the others the latest published first"`
	Next   string       `json:"next,omitempty" doc:"Cursor of the hits behind these"`
	Pages  int          `json:"pages" doc:"That were found, as far as they were counted"`
	More   bool         `json:"more,omitempty" doc:"There are others than those that were counted"`
	Facets []facet      `json:"facets,omitempty"`
	Asked  *askedSearch `json:"-"`
	Error  error        `json:"-"` // what is wrong with the query
	Why    string       `json:"-"`
}

// hit is a page that was found.
type hit struct {
	PageRow
	Snippet    string           `json:"snippet" doc:"The part of the text around the best of the words"`
	Words      [][2]int         `json:"words,omitempty" doc:"Where the words stand in the snippet, in code points: from, to"`
	Statements []foundStatement `json:"statements,omitempty" doc:"Those with such words, or that the filters ask for"`

	TitleParts, SnippetParts []stretch `json:"-"`
}

// foundStatement is a statement of a hit.
type foundStatement struct {
	ID      string    `json:"id"`
	Path    string    `json:"path" doc:"Of all its carryings, below the root of this server"`
	Place   string    `json:"page" doc:"Its place on the page, below the root of this server"`
	Speaker string    `json:"speaker,omitempty"`
	Kind    string    `json:"kind"`
	Act     string    `json:"act"`
	Content string    `json:"content"`
	Parts   []stretch `json:"-"`

	Spot
}

// stretch is a part of a text, and whether it was asked for.
type stretch struct {
	Text   string
	Marked bool
}

func (s *Server) openSearch() {
	enter(s, room[askedSearch, Search]{
		path: "/search", name: "search", group: "search", about: "Pages that a query finds, with the statements that it finds in them, and what they have in common",
		load: s.search,
	})
}

func (s *Server) search(ctx context.Context, in *askedSearch) (*Search, error) {
	out := &Search{Query: in.Q, Hits: []hit{}, Asked: in}
	if strings.TrimSpace(in.Q) == "" {
		if in.After != "" {
			return nil, &badInput{"after", "a query with it"}
		}
		return out, nil
	}
	q, err := s.lexicon.Query(in.Q)
	if err != nil {
		out.Why, out.Error = err.Error(), &badInput{"q", err.Error()}
		return out, nil
	}
	q.Most = in.Limit + 1 // one more tells whether there are more
	var found []store.Hit
	var facets *store.Facets
	both, within := errgroup.WithContext(ctx)
	both.Go(func() (err error) { found, err = s.DB.Search(within, q, in.After); return err })
	both.Go(func() (err error) { facets, err = s.DB.Facets(within, q); return err })
	if err := both.Wait(); err != nil {
		return nil, err
	}
	if len(found) > in.Limit {
		found = found[:in.Limit]
		out.Next = found[in.Limit-1].Cursor
	}
	for i := range found {
		out.Hits = append(out.Hits, hitOf(&found[i]))
		in.last = found[i].Cursor
	}
	out.Pages, out.More, out.Facets = facets.Pages, facets.More, s.facets(in.Q, q, facets)
	return out, nil
}

// refused is what is wrong with what was asked for.
func (o *Search) refused() error { return o.Error }

// mostFound statements of a hit are shown.
const mostFound = 4

func hitOf(h *store.Hit) hit {
	r := h.Record
	out := hit{PageRow: PageRow{h.Version, address("pages", h.Version), h.Title, h.Outlet, h.Published, r.Language, h.Address}}
	out.Snippet, out.Words = h.Snippet.In(r.Text), places(r.Text, h.Snippet, h.Words)
	out.SnippetParts, out.TitleParts = cutAt(r.Text, h.Snippet, h.Words), cutAt(r.Title, isnad.Span{End: len(r.Title)}, h.TitleWords)
	for _, n := range h.Statements[:min(len(h.Statements), mostFound)] {
		x := &r.Statements[n-1]
		id := strconv.FormatInt(h.Version, 10) + "." + strconv.Itoa(n)
		out.Statements = append(out.Statements, foundStatement{ID: id, Path: address("statements", id), Place: out.Path + "#" + x.ID, Speaker: x.Speaker.Name, Kind: string(x.Kind), Act: x.Act, Content: x.Content.In(r.Text), Parts: cutAt(r.Text, x.Content, h.Words)})
	}
	return out
}

// cutAt cuts a part of a text at the words that lie in it.
func cutAt(text string, part isnad.Span, words []isnad.Span) (out []stretch) {
	at := part.Start
	for _, w := range words {
		if w.Start < at || !part.Contains(w) {
			continue
		}
		if w.Start > at {
			out = append(out, stretch{text[at:w.Start], false})
		}
		out = append(out, stretch{w.In(text), true})
		at = w.End
	}
	if at < part.End {
		out = append(out, stretch{text[at:part.End], false})
	}
	return out
}

// places are the words that lie in a part of a text, in code points of the part.
func places(text string, part isnad.Span, words []isnad.Span) (out [][2]int) {
	for _, w := range words {
		if part.Contains(w) {
			from := utf8.RuneCountInString(text[part.Start:w.Start])
			out = append(out, [2]int{from, from + utf8.RuneCountInString(w.In(text))})
		}
	}
	return out
}

func (o *Search) table() ([]string, [][]string) {
	var rows [][]string
	for i := range o.Hits {
		x := &o.Hits[i]
		rows = append(rows, []string{strconv.FormatInt(x.ID, 10), x.Title, x.Outlet, x.Published, x.Language, x.Snippet, x.Path, x.Address})
	}
	return []string{"id", "title", "outlet", "published", "language", "snippet", "path", "address"}, rows
}

// facet is one thing that pages which were found have in common, and by which they can be
// narrowed.
type facet struct {
	Name   string       `json:"name" doc:"outlet, speaker, language, month or day"`
	Values []facetValue `json:"values"`
	Chosen bool         `json:"chosen,omitempty" doc:"The query narrows by it already"`
	Query  string       `json:"without,omitempty" doc:"The query without that"`
}

type facetValue struct {
	Value string `json:"value"`
	Pages int    `json:"pages"`
	Query string `json:"query,omitempty" doc:"The query with a filter for it"`
}

// facets are those of a query as it is written.
func (s *Server) facets(asked string, q *store.Query, f *store.Facets) (out []facet) {
	add := func(name, chosen string, shares []store.Share, filters ...string) {
		x := facet{Name: name, Chosen: chosen != "", Values: []facetValue{}}
		bare := without(asked, filters...)
		if x.Chosen && bare != asked {
			x.Query = bare
		}
		for _, share := range shares {
			x.Values = append(x.Values, facetValue{share.Name, share.Pages, s.with(bare, name, share.Name)})
		}
		if len(x.Values) > 0 {
			out = append(out, x)
		}
	}
	add("speaker", q.Speaker, f.Speakers, "speaker")
	add("outlet", q.Outlet, f.Outlets, "outlet")
	if len(f.Days) > 0 {
		add("day", q.From+q.To, inTime(f.Days), "from", "to")
	} else {
		add("month", q.From+q.To, inTime(f.Months), "from", "to")
	}
	add("language", q.Language, f.Languages, "language")
	return out
}

// inTime are days or months in their order, without those that are none.
func inTime(shares []store.Share) []store.Share {
	shares = slices.DeleteFunc(slices.Clone(shares), func(x store.Share) bool { return len(x.Name) < len("2006-01") })
	slices.SortFunc(shares, func(a, b store.Share) int { return strings.Compare(b.Name, a.Name) })
	return shares
}

// with is a query with a filter for a value of a facet; "" if it cannot be written.
func (s *Server) with(query, name, value string) string {
	filter := name + ":" + quoted(value)
	switch name {
	case "day":
		filter = "from:" + value + " to:" + value
	case "month":
		first, err := time.Parse("2006-01", value)
		if err != nil {
			return ""
		}
		filter = "from:" + first.Format(time.DateOnly) + " to:" + first.AddDate(0, 1, -1).Format(time.DateOnly)
	}
	query = strings.TrimSpace(query + " " + filter)
	if _, err := s.lexicon.Query(query); err != nil {
		return ""
	}
	return query
}

// quoted is a value that a query takes as one, whatever stands in it.
func quoted(s string) string {
	if strings.Contains(s, `"`) {
		return "«" + s + "»"
	}
	return `"` + s + `"`
}

// without is a query without some of its filters.
func without(query string, filters ...string) string {
	filter := regexp.MustCompile(`(^|\s)(` + strings.Join(filters, "|") + `):("[^"]*"|«[^»]*»|“[^”]*”|\S+)`)
	return strings.TrimSpace(filter.ReplaceAllString(query, " "))
}
