// Package read turns a page into its record: the whole reading, in order. It
// takes the page's decoded words and what the caller knows of it, and promises
// that the same input gives the same record on every machine, and that
// isnad.Check accepts it. It is pure and safe for concurrent use.
package read

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/find/event"
	"github.com/isnad-project/isnad/find/figure"
	"github.com/isnad-project/isnad/find/mention"
	"github.com/isnad-project/isnad/find/statement"
	"github.com/isnad-project/isnad/find/when"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/page"
	"github.com/isnad-project/isnad/text"
)

// Input is a page as it came, decoded to UTF-8, with what its giver knows.
type Input struct {
	ID string // "sha256:…" of the bytes that came in

	GivenID, URL, FetchedAt, MediaType, Outlet, Published, Language string

	Text  string
	HTML  bool
	Notes []string
}

// Reader reads pages in the languages that it was made for. The first language
// reads pages whose language is unknown.
type Reader struct {
	langs   []*lang.Lang
	finders map[string]*finders
}

type finders struct {
	lang       *lang.Lang
	times      *when.Finder
	figures    *figure.Finder
	mentions   *mention.Finder
	statements *statement.Finder
	events     *event.Finder
}

// New makes a reader for the languages given.
func New(langs ...*lang.Lang) *Reader {
	r := &Reader{langs: langs, finders: map[string]*finders{}}
	for _, l := range langs {
		r.finders[l.Tag] = &finders{
			lang: l, times: when.New(l), figures: figure.New(l),
			mentions: mention.New(l, model(l.Tag)), statements: statement.New(l),
			events: event.New(l),
		}
	}
	return r
}

// model is the tagger's model for a language, nil where there is none.
func model(tag string) *mention.Model {
	if tag == "ar" {
		return mention.Arabic()
	}
	return nil
}

// Read makes the record of a page. A page that cannot be read gives an error
// and a record that says so.
func (r *Reader) Read(in Input) (*isnad.Record, error) {
	rec, _, err := r.ReadCut(in)
	return rec, err
}

// ReadCut is Read, and gives the text as it was cut for that, for who goes on
// with it; nil if nothing was looked for in it.
func (r *Reader) ReadCut(in Input) (*isnad.Record, *text.Text, error) {
	rec := &isnad.Record{
		Isnad: isnad.Version, ID: in.ID, GivenID: in.GivenID, URL: in.URL, FetchedAt: in.FetchedAt,
		MediaType: in.MediaType, Notes: in.Notes,
	}
	p, err := page.Parse(page.Input{
		Text: in.Text, HTML: in.HTML, URL: in.URL, Outlet: in.Outlet, Published: in.Published, Language: in.Language,
	}, r.langs)
	if err != nil {
		rec.Error = err.Error()
		return rec, nil, err
	}
	describe(rec, p)
	f := r.finders[language(p.Language)]
	if f == nil {
		return rec, nil, nil // a language that is not read: the page's words and no findings
	}
	return rec, f.find(rec, p), nil
}

// describe fills in what is known of the page itself.
func describe(rec *isnad.Record, p *page.Page) {
	rec.Outlet, rec.Title, rec.Byline, rec.Published = p.Outlet, p.Title, p.Byline, p.Published
	rec.Language, rec.Credits, rec.Text, rec.Removed = p.Language, p.Credits, p.Text, p.Removed
	if rec.URL == "" {
		rec.URL = p.Canonical
	}
	sum := sha256.Sum256([]byte(p.Text))
	rec.TextSHA256 = hex.EncodeToString(sum[:])
}

// find reads the text: times first, since they are no figures; names next,
// since they speak; then what was said.
func (f *finders) find(rec *isnad.Record, p *page.Page) *text.Text {
	t := text.Cut(p.Text, f.lang)
	rec.Times = f.times.Find(t, day(p.Published))
	rec.Mentions = f.mentions.Find(t)
	rec.Figures = f.figures.Find(t, rec.Times)
	given := statement.Given{Mentions: rec.Mentions, Times: rec.Times, Title: p.TitleSpan}
	if p.Outlet != nil {
		given.Outlet = p.Outlet.Name
	}
	rec.Statements = f.statements.Find(t, given)
	rec.Events = f.events.Find(t, rec.Times, rec.Mentions)
	attribute(len(rec.Figures), rec.Statements, func(i int) (isnad.Span, *string) {
		return rec.Figures[i].Span, &rec.Figures[i].AccordingTo
	})
	attribute(len(rec.Events), rec.Statements, func(i int) (isnad.Span, *string) {
		return rec.Events[i].What, &rec.Events[i].AccordingTo
	})
	return t
}

// attribute says of each of n findings which statement gives it: the innermost
// whose content holds it. Both are in order of place, so one walk over the two
// does.
func attribute(n int, statements []isnad.Statement, finding func(i int) (isnad.Span, *string)) {
	const deep = 16 // contents that one finding can stand in
	byContent := make([]*isnad.Statement, len(statements))
	for i := range statements {
		byContent[i] = &statements[i]
	}
	slices.SortStableFunc(byContent, func(a, b *isnad.Statement) int {
		return cmp.Or(a.Content.Start-b.Content.Start, b.Content.End-a.Content.End)
	})
	var open []*isnad.Statement
	for i, next := 0, 0; i < n; i++ {
		f, according := finding(i)
		for ; next < len(byContent) && byContent[next].Content.Start <= f.Start; next++ {
			open = append(open, byContent[next])
		}
		for len(open) > 0 && open[len(open)-1].Content.End <= f.Start {
			open = open[:len(open)-1]
		}
		for k := len(open) - 1; k >= 0 && k >= len(open)-deep; k-- {
			if open[k].Content.Contains(f) {
				*according = open[k].ID
				break
			}
		}
	}
}

// day is the publication day, the zero time where it is not known.
func day(p *isnad.Published) time.Time {
	if p == nil || len(p.Value) < len(time.DateOnly) {
		return time.Time{}
	}
	d, err := time.Parse(time.DateOnly, p.Value[:len(time.DateOnly)])
	if err != nil {
		return time.Time{}
	}
	return d
}

// language is the primary subtag: "ar" of "ar-EG".
func language(tag string) string {
	primary, _, _ := strings.Cut(tag, "-")
	return strings.ToLower(primary)
}
