// Package page finds the article in a news page: its headline, its body, and
// around them the byline, the outlet, the day, the credits and the language.
// It is given the page's text, HTML or plain, and nothing else, and it is pure.
//
// It promises that the words of the article are the page's own, in the page's
// order, one paragraph a line; that what it leaves out it lists, with the kind
// of furniture that it took it for; and that the work is linear in the page's
// length whatever stands in it.
package page

import (
	"errors"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
)

// The ways in which a page cannot be read.
var (
	ErrEmpty     = errors.New("page: no text")
	ErrNoArticle = errors.New("page: no article found")
)

// Input is a page. All but Text may be empty; what is given goes before what
// the page says of itself.
type Input struct {
	Text string // UTF-8, HTML or plain
	HTML bool

	URL       string
	Outlet    string
	Published string // RFC 3339, or YYYY-MM-DD with or without a time
	Language  string // BCP 47
}

// Page is an article and what stands round it.
type Page struct {
	Title, Byline string
	// Text is the headline, a blank line, and the body, one paragraph a
	// line; the body alone where there is no headline.
	Text      string
	TitleSpan isnad.Span // of the headline in Text, empty if there is none

	Outlet    *isnad.Outlet
	Published *isnad.Published
	Language  string // BCP 47, empty if it cannot be told
	Canonical string // the page's address as it gives it itself

	Credits []isnad.Credit
	Removed []isnad.Removed
}

// Parse finds the article of a page. langs are the languages whose words for
// furniture, months and agencies it knows. The error is ErrEmpty or
// ErrNoArticle.
func Parse(in Input, langs []*lang.Lang) (*Page, error) {
	if !utf8.ValidString(in.Text) {
		in.Text = strings.ToValidUTF8(in.Text, "\uFFFD")
	}
	if strings.TrimSpace(in.Text) == "" {
		return nil, ErrEmpty
	}
	r := newReader(in, langs)
	r.publishedBy(in.Published, "given")
	if in.Outlet != "" {
		r.outletNamed(in.Outlet)
	}
	r.domain(in.URL)
	parse := r.plain
	if in.HTML {
		parse = r.html
	}
	if err := parse(); err != nil {
		return nil, err
	}
	return &r.page, nil
}

// reader is one page on its way to be a Page.
type reader struct {
	in    Input
	words []*words
	own   []string // the outlet's name, in normal form
	alias string   // and as the head's title ends, without spaces
	page  Page
}

// words are one language's lists about pages.
type words struct {
	lang                        *lang.Lang
	arabic                      bool // its letters are Arabic
	furniture, agencies, places *lang.List
	monthNames, weekdays        *lang.List
	firstNames, light           *lang.List
	labels, towns               *lang.List
	anywhere                    []lang.ID // with which phrases begin that count wherever they stand in a line
}

func newReader(in Input, langs []*lang.Lang) *reader {
	r := &reader{in: in, words: make([]*words, len(langs))}
	for i, l := range langs {
		r.words[i] = wordsOf(l)
	}
	return r
}

// known are the words of the languages that were read so far: *lang.Lang to *words.
var known sync.Map

// wordsOf returns a language's words, which are gathered once.
func wordsOf(l *lang.Lang) *words {
	if w, ok := known.Load(l); ok {
		return w.(*words)
	}
	w := &words{
		lang:      l,
		arabic:    scriptOf(l.Tag) == "Arab",
		furniture: l.List("page_furniture"),
		agencies:  l.List("page_agencies"),
		places:    l.List("page_places"),

		monthNames: l.List("months"), weekdays: l.List("weekdays"),
		firstNames: l.List("first_names"), light: l.List("stoppers"),
		labels: l.List("page_labels"),
		towns:  l.List("places"),
	}
	for _, e := range w.furniture.Entries {
		if how := e.Field(1); how == "has" || how == "ends" {
			w.anywhere = append(w.anywhere, e.Words[0])
		}
	}
	known.Store(l, w)
	return w
}

// remove lists text as furniture.
func (r *reader) remove(kind kind, text string) {
	if text != "" {
		r.page.Removed = append(r.page.Removed, isnad.Removed{Kind: string(kind), Text: text})
	}
}

// compose makes the Text of title and body.
func (r *reader) compose(title string, body []string) {
	n := len(title) + 2
	for _, s := range body {
		n += len(s) + 1
	}
	var b strings.Builder
	b.Grow(n)
	if title != "" {
		b.WriteString(title)
		r.page.Title = title
		r.page.TitleSpan = isnad.Span{End: len(title)}
		if len(body) > 0 {
			b.WriteString("\n\n")
		}
	}
	for i, s := range body {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(s)
	}
	r.page.Text = b.String()
}
