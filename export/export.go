// Package export writes pages, and what they say together, in the formats that
// the world has for it. Every row, node and line leads back to the place in a page
// that it rests on.
package export

import (
	"fmt"
	"io"
	"iter"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/isnad-project/isnad"
)

// Case is what is written out.
type Case struct {
	// Pages are the pages, in the order in which they are shown. They are asked
	// for more than once.
	Pages iter.Seq2[*Page, error]
	// Comparison is what they say together; formats that compare need it.
	Comparison *isnad.Comparison
	// Link is where a reader finds a finding, or with "" the page itself. Without
	// it links lead to the page's own address, and to the words there.
	Link func(page, finding string) string

	// Reviews are what persons say of what was found, for reports.
	Reviews []Review

	Program string // that read the pages, with its version
	Made    string // when this is written, RFC 3339

	// Language is that of a report's own words, en or ar.
	Language string
	// BOM begins a CSV with a byte order mark, without which some spreadsheet
	// programs do not show Arabic.
	BOM bool
}

// Page is a page with what was kept of it.
type Page struct {
	ID string // by which members of the comparison know it
	*isnad.Record
	Kept    string // when it was kept, RFC 3339
	Version int    // 1 is the first; 0 where versions are not kept
	// Before are the versions of the page before this one, the oldest first.
	Before []Version
}

// Version is an earlier version of a page.
type Version struct {
	Number  int
	Capture string // "sha256:…"
	Kept    string
}

// Review is what a person says of what was found. It stands beside it in reports, and
// changes nothing of it.
type Review struct {
	At, Who string
	Verdict string // confirmed, rejected, corrected, joined, split or note
	Kind    string // of what it is about: page, finding, copy, story, group or person
	Places  []ReviewedPlace
	Names   []string // of people
	Fields  []ReviewedField
	Note    string
}

// ReviewedPlace is a page, or a finding of one; it is "" in a finding that is gone.
type ReviewedPlace struct{ Page, Finding, Words string }

// ReviewedField is a field as the machine has it, and as the person does.
type ReviewedField struct{ Name, Was, Right string }

// Format is a way to write a case.
type Format struct {
	Name, About string
	Media, Ext  string
	Compares    bool // it needs the comparison
	write       func(*Case, io.Writer) error
}

// Formats are all that there are.
var Formats = []Format{
	{"jsonl", "the records, one a line", "application/x-ndjson", ".jsonl", false, (*Case).records},
	{"jsonl-findings", "statements, figures and moments, one a line", "application/x-ndjson", ".jsonl", true, (*Case).findings},
	{"csv-statements", "who said what, through whom", "text/csv; charset=utf-8", ".csv", false, csvOf(&statements)},
	{"csv-figures", "what the pages count", "text/csv; charset=utf-8", ".csv", false, csvOf(&figures)},
	{"csv-chronology", "what happened when: a row for each page that tells it", "text/csv; charset=utf-8", ".csv", true, csvOf(&chronology)},
	{"csv-stories", "the stories: a row for each page", "text/csv; charset=utf-8", ".csv", true, csvOf(&stories)},
	{"csv-differences", "what differs: a row for each page that has it otherwise", "text/csv; charset=utf-8", ".csv", true, csvOf(&differences)},
	{"schema", "schema.org: NewsArticle, Quotation and Claim, as JSON-LD", "application/ld+json", ".jsonld", true, (*Case).schema},
	{"annotation", "W3C Web Annotations, one for each finding", "application/ld+json", ".jsonld", false, (*Case).annotations},
	{"prov", "W3C PROV-O, as JSON-LD: from where the words came", "application/ld+json", ".jsonld", true, (*Case).provenance},
	{"markdown", "a report, as Markdown", "text/markdown; charset=utf-8", ".md", true, (*Case).markdown},
	{"html", "a report to print, in one file", "text/html; charset=utf-8", ".html", true, (*Case).html},
}

// FormatNamed is the format of that name.
func FormatNamed(name string) (*Format, bool) {
	i := slices.IndexFunc(Formats, func(f Format) bool { return f.Name == name })
	if i < 0 {
		return nil, false
	}
	return &Formats[i], true
}

// Write writes the case.
func (f *Format) Write(w io.Writer, c *Case) error {
	if f.Compares && c.Comparison == nil {
		return fmt.Errorf("%s: the pages were not compared", f.Name)
	}
	return f.write(c, w)
}

// member is a finding of a page, as a comparison names it.
func member(page, finding string) string { return page + "#" + finding }

func cutMember(m string) (page, finding string) {
	if i := strings.LastIndexByte(m, '#'); i >= 0 {
		return m[:i], m[i+1:]
	}
	return m, ""
}

// outlet is the publisher's name.
func (p *Page) outlet() string {
	switch {
	case p.Outlet == nil:
		return ""
	case p.Outlet.Name != "":
		return p.Outlet.Name
	}
	return p.Outlet.Domain
}

func (p *Page) published() string {
	if p.Published == nil {
		return ""
	}
	return p.Published.Value
}

// address is where the page was, or else what it was kept by.
func (p *Page) address() string {
	if p.URL != "" {
		return p.URL
	}
	return p.ID
}

// captured is when the page was fetched or, where nobody wrote that down, kept.
func (p *Page) captured() string {
	if p.FetchedAt != "" {
		return p.FetchedAt
	}
	return p.Kept
}

func (p *Page) statement(id string) *isnad.Statement {
	if i := slices.IndexFunc(p.Statements, func(s isnad.Statement) bool { return s.ID == id }); i >= 0 {
		return &p.Statements[i]
	}
	return nil
}

func (p *Page) figure(id string) *isnad.Figure {
	if i := slices.IndexFunc(p.Figures, func(f isnad.Figure) bool { return f.ID == id }); i >= 0 {
		return &p.Figures[i]
	}
	return nil
}

// span is the place of a finding.
func (p *Page) span(id string) *isnad.Span {
	if s := p.statement(id); s != nil {
		return &s.Span
	}
	if f := p.figure(id); f != nil {
		return &f.Span
	}
	if i := slices.IndexFunc(p.Events, func(e isnad.Event) bool { return e.ID == id }); i >= 0 {
		return &p.Events[i].Span
	}
	return nil
}

// time is what a finding's time means, or the words where it is no id.
func (p *Page) time(id string) string {
	if i := slices.IndexFunc(p.Times, func(t isnad.Time) bool { return t.ID == id }); i >= 0 {
		return p.Times[i].Value
	}
	return id
}

// words are those of a place, "" where there is none.
func (p *Page) words(s *isnad.Span) string {
	if s == nil {
		return ""
	}
	return s.In(p.Text)
}

// points are the code points at which a place begins and ends.
func (p *Page) points(s *isnad.Span) (start, end int) {
	start = utf8.RuneCountInString(p.Text[:s.Start])
	return start, start + utf8.RuneCountInString(s.In(p.Text))
}

// span is a passage, which counts code points, as a place in the page; false where
// other words stand there.
func (p *Page) spanOf(x *isnad.Passage) (isnad.Span, bool) {
	at, n := 0, 0
	for ; n < x.Start && at < len(p.Text); n++ {
		_, size := utf8.DecodeRuneInString(p.Text[at:])
		at += size
	}
	return isnad.Span{Start: at, End: at + len(x.Exact)}, n == x.Start && strings.HasPrefix(p.Text[at:], x.Exact)
}

// around are up to n code points before and behind a place.
func (p *Page) around(s isnad.Span, n int) (before, behind string) {
	from, to := s.Start, s.End
	for range n {
		_, size := utf8.DecodeLastRuneInString(p.Text[:from])
		from -= size
		_, size = utf8.DecodeRuneInString(p.Text[to:])
		to += size
	}
	return p.Text[from:s.Start], p.Text[s.End:to]
}

// link leads to a finding of a page, or with "" to the page.
func (c *Case) link(p *Page, finding string) string {
	if c.Link != nil {
		return c.Link(p.ID, finding)
	}
	return linkTo(p, finding, p.span(finding))
}

// onWeb is the link where it is one that a browser follows, else "".
func (c *Case) onWeb(p *Page, finding string) string {
	if u := web(c.link(p, finding)); u != nil {
		return u.String()
	}
	return ""
}

// linkTo leads to words of a page where there is no program to show them: by the
// page's address with a text fragment, https://wicg.github.io/scroll-to-text-fragment/.
func linkTo(p *Page, finding string, s *isnad.Span) string {
	to := p.address()
	if u := web(to); u != nil && s != nil {
		u.Fragment, u.RawFragment = "", ""
		return u.String() + "#:~:text=" + textFragment(s.In(p.Text))
	}
	if finding == "" {
		return to
	}
	return member(to, finding)
}

// A text fragment names more than fragmentWords words by the first and the last few.
const fragmentWords, fewWords = 10, 4

func textFragment(s string) string {
	s, _, _ = strings.Cut(strings.ToValidUTF8(s, ""), "\n")
	escape := func(words []string) string {
		return strings.NewReplacer("+", "%20", "-", "%2D").Replace(url.QueryEscape(strings.Join(words, " ")))
	}
	words := strings.Fields(s)
	if len(words) <= fragmentWords {
		return escape(words)
	}
	return escape(words[:fewWords]) + "," + escape(words[len(words)-fewWords:])
}

// web is an address that a browser may follow, nil for any other.
func web(address string) *url.URL {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil
	}
	return u
}

// pages are all pages, by their ids and in their order.
func (c *Case) pages() (map[string]*Page, []*Page, error) {
	byID, all := map[string]*Page{}, []*Page{}
	for p, err := range c.Pages {
		if err != nil {
			return nil, nil, err
		}
		byID[p.ID] = p
		all = append(all, p)
	}
	return byID, all, nil
}

// digest is that of a page's bytes in hexadecimal digits.
func digest(id string) string { return strings.TrimPrefix(id, "sha256:") }

func number(f *float64) any {
	if f == nil {
		return nil
	}
	return *f
}

func decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
