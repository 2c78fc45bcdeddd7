package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/store"
	"github.com/spf13/cobra"
)

// lexicon has the terms of kept pages' words.
var lexicon = sync.OnceValue(func() *store.Lexicon { return store.NewLexicon(languages()...) })

func searchCommand() *cobra.Command {
	var db, after string
	var asJSON, facets bool
	var limit int
	var l look
	var q *store.Query
	cmd := &cobra.Command{
		Use:   "search [flags] QUERY",
		Short: "Find words in the pages that are kept",
		Long: `Search finds pages by words of their title and text, in the latest version of each:
first those that have all that is asked for in the title, then the others, of both the
latest published first. A word matches in any spelling, with the article or without, and
behind joined words such as "and" and "the".

  word another        both, in any order
  "one two"           side by side
  begin*              words that begin so
  one OR two          one of them, or both
  -word               pages without it
  outlet:NAME         pages of this outlet
  speaker:NAME        pages in which somebody with these words in the name says something
  kind:KIND           pages with a statement of this kind, act or kind of speaker, as
                      statements --kind has them; with speaker:, one statement is both
  from:DAY to:DAY     pages published then, as from:2015-09-30
  place:NAME          pages that mention this place
  figure>N  <N  =N    pages with a figure above N, below it, or of it; also >= and <=, and
                      figure>N:WORD of what is counted so, or has this unit; several are
                      of one figure

Filters may stand without words: all such pages, the latest published first.

With --facets it counts the pages by outlet, day or month, language and speaker instead.

Under each page stand the words around the best place, and the statements with such words;
with speaker: or kind: those that it asks for. Without words it is the place of the figure
that is asked for, or of the first such statement, or else how the text begins.`,
		Example: `  isnad search 'minister "new bridge" -football from:2024-12-01'
  isnad search 'dam place:harrow figure>100:injured'
  isnad search 'speaker:mansour from:2024-12-01'
  isnad search --facets 'dam from:2024-12-01'
  isnad search --json 'dam OR dyke' | jq -r .address`,
		Args: func(_ *cobra.Command, args []string) (err error) {
			if limit < 1 || limit > mostHits {
				return fmt.Errorf("--limit %d is not within 1 and %d", limit, mostHits)
			}
			if len(args) == 0 {
				return errors.New("no QUERY to search for")
			}
			if q, err = lexicon().Query(strings.Join(args, " ")); err != nil {
				return err
			}
			return l.check()
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := store.Open(cmd.Context(), db)
			if err != nil {
				return failure{err}
			}
			defer s.Close()
			if facets {
				f, err := s.Facets(cmd.Context(), q)
				if err == nil {
					err = writeFacets(cmd.OutOrStdout(), f, asJSON)
				}
				if err != nil {
					return failure{err}
				}
				return nil
			}
			q.Most = limit
			hits, err := s.Search(cmd.Context(), q, after)
			if errors.Is(err, store.ErrCursor) {
				return fmt.Errorf("--after %q: %w", after, err)
			}
			if err != nil {
				return failure{err}
			}
			if len(hits) == 0 {
				n, err := s.Count(cmd.Context())
				if err != nil {
					return failure{err}
				}
				if n.Unindexed > 0 {
					complain(cmd.ErrOrStderr(), "", fmt.Errorf("%d of %d pages were kept by a version that did not search; isnad rebuild makes them found", n.Unindexed, n.Pages))
				}
			}
			out := bufio.NewWriter(cmd.OutOrStdout())
			if asJSON {
				err = writeHits(out, hits)
			} else {
				showHits(out, hits, l.card(), len(hits) == limit)
			}
			if err != nil {
				return failure{err}
			}
			return out.Flush()
		},
	}
	dbFlag(cmd, &db)
	l.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	cmd.Flags().BoolVar(&facets, "facets", false, "count the pages by outlet, day or month, language and speaker, the ten most frequent of each")
	cmd.Flags().IntVar(&limit, "limit", 10, "no more pages than so many")
	cmd.Flags().StringVar(&after, "after", "", "go on behind the page with this cursor")
	return cmd
}

// mostHits are found at once; --after goes on.
const mostHits = 1000

// hit is a line of search --json. Places count code points of the record's text,
// or title.
type hit struct {
	Address    string       `json:"address"`
	Outlet     string       `json:"outlet,omitempty"`
	Published  string       `json:"published,omitempty"`
	Title      string       `json:"title,omitempty"`
	TitleHits  []exactPlace `json:"title_hits,omitempty"`
	Snippet    *exactPlace  `json:"snippet,omitempty"`
	Hits       []exactPlace `json:"hits,omitempty"`
	Statements []string     `json:"statements,omitempty"`
	Cursor     string       `json:"cursor"`
}

// exactPlace is a place as records have them.
type exactPlace struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Exact string `json:"exact"`
}

// counted counts the code points before each of some places, which are in order.
func counted(text string, places []isnad.Span) []exactPlace {
	out := make([]exactPlace, len(places))
	at, points := 0, 0
	for i, p := range places {
		points += utf8.RuneCountInString(text[at:p.Start])
		exact := p.In(text)
		end := points + utf8.RuneCountInString(exact)
		out[i] = exactPlace{points, end, exact}
		at, points = p.End, end
	}
	return out
}

func writeHits(out *bufio.Writer, hits []store.Hit) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for i := range hits {
		h := &hits[i]
		line := hit{h.Address, h.Outlet, h.Published, h.Record.Title, counted(h.Record.Title, h.TitleWords), nil, counted(h.Record.Text, h.Words), nil, h.Cursor}
		if !h.Snippet.Empty() {
			line.Snippet = &counted(h.Record.Text, []isnad.Span{h.Snippet})[0]
		}
		for _, n := range h.Statements {
			line.Statements = append(line.Statements, "s"+strconv.Itoa(n))
		}
		if err := enc.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

// shownStatements of a page are named under it.
const shownStatements = 3

func showHits(out *bufio.Writer, hits []store.Hit, c card, more bool) {
	const indent = "\n            "
	if len(hits) == 0 {
		fmt.Fprintln(out, "nothing found")
	}
	for i := range hits {
		h := &hits[i]
		title := c.marked(h.Record.Title, isnad.Span{End: len(h.Record.Title)}, h.TitleWords)
		if title == "" {
			title = "(no title)"
		}
		fmt.Fprintf(out, "%s  %s%s%s", day(h.Published), isolate(title), indent, strings.TrimSpace(isolate(clean(h.Outlet))+" "+clean(h.Address)))
		if s := h.Snippet; !s.Empty() {
			words := c.marked(h.Record.Text, s, h.Words)
			if s.Start > 0 {
				words = "…" + words
			}
			if s.End < len(strings.TrimSpace(h.Record.Text)) {
				words += "…"
			}
			for _, line := range wrap(words, c.width-len(indent)+1) {
				out.WriteString(indent + isolate(line))
			}
		}
		for n, s := range h.Statements {
			if n == shownStatements {
				break
			}
			who := isolate(clean(h.Record.Statements[s-1].Speaker.Name))
			if who == "" {
				who = "(unknown)"
			}
			fmt.Fprintf(out, "%ss%d  %s", indent, s, who)
		}
		out.WriteByte('\n')
	}
	if more {
		fmt.Fprintf(out, "\nto go on: --after %s\n", hits[len(hits)-1].Cursor)
	}
}

// marked is a part of a text with some places in it shown: in colour, or else in
// brackets. A place may be a phrase, and each of its words is marked, so that a
// line can end between them.
func (c card) marked(text string, part isnad.Span, places []isnad.Span) string {
	var b strings.Builder
	at := part.Start
	for _, p := range places {
		if p.Start < at || p.End > part.End {
			continue
		}
		b.WriteString(clean(text[at:p.Start]))
		for i, word := range strings.Fields(clean(p.In(text))) {
			if i > 0 {
				b.WriteByte(' ')
			}
			if c.paint {
				word = c.bold(word)
			} else {
				word = "[" + word + "]"
			}
			b.WriteString(word)
		}
		at = p.End
	}
	b.WriteString(clean(text[at:part.End]))
	return b.String()
}

// facet is a count of pages in JSON.
type facet struct {
	Name  string `json:"name"`
	Pages int    `json:"pages"`
}

// writeFacets writes what the pages that were found have in common.
func writeFacets(w io.Writer, f *store.Facets, asJSON bool) error {
	sorts := []struct {
		name   string
		shares []store.Share
	}{{"outlets", f.Outlets}, {"days", f.Days}, {"months", f.Months}, {"languages", f.Languages}, {"speakers", f.Speakers}}
	if asJSON {
		out := map[string]any{"pages": f.Pages, "more": f.More}
		for _, s := range sorts {
			all := []facet{}
			for _, x := range s.shares {
				all = append(all, facet(x))
			}
			out[s.name] = all
		}
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return enc.Encode(out)
	}
	var out strings.Builder
	fmt.Fprintln(&out, many(f.Pages, "page"))
	if f.More {
		fmt.Fprintln(&out, "and more: what is counted below is those that are found first")
	}
	for _, s := range sorts {
		if len(s.shares) == 0 || s.name == "months" && f.Days != nil {
			continue
		}
		fmt.Fprintf(&out, "\n%s\n", s.name)
		for _, x := range s.shares {
			fmt.Fprintf(&out, "%6d  %s\n", x.Pages, isolate(clean(x.Name)))
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}
