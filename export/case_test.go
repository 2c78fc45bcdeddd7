package export

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/read"
)

// examples are the records of the example pages, and their comparison.
var examples = sync.OnceValues(func() ([]*isnad.Record, *isnad.Comparison) {
	files, err := filepath.Glob("../examples/dossier/*")
	if err != nil || len(files) != 13 {
		panic(fmt.Sprintf("%d files, %v", len(files), err))
	}
	r := read.New(ar.Lang(), en.Lang())
	var records []*isnad.Record
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			panic(err)
		}
		p, err := capture.Capture{Name: f, Bytes: b}.Page(capture.Given{})
		if err != nil {
			panic(err)
		}
		rec, err := r.Read(read.Input{ID: p.ID, GivenID: filepath.Base(f), MediaType: p.MediaType, Text: p.Text, HTML: p.HTML})
		if err != nil {
			panic(err)
		}
		records = append(records, rec)
	}
	return records, across.New(ar.Lang(), en.Lang()).Compare(slices.Values(records))
})

// dossier is the example pages, compared; each was kept, the last one for the third
// time.
func dossier() *Case {
	records, comparison := examples()
	c := &Case{Program: "isnad test", Made: "2024-11-02T10:00:00Z", Comparison: comparison}
	var pages []*Page
	for _, id := range c.Comparison.Records {
		i := slices.IndexFunc(records, func(r *isnad.Record) bool { return r.GivenID == id })
		pages = append(pages, &Page{ID: id, Record: records[i], Kept: "2024-11-01T09:30:00Z", Version: 1})
	}
	last := pages[len(pages)-1]
	last.Version, last.Before = 3, []Version{{1, "sha256:" + strings.Repeat("1", 64), "2024-10-30T09:00:00Z"}, {2, "sha256:" + strings.Repeat("2", 64), "2024-10-31T09:00:00Z"}}
	c.Pages = pagesOf(pages)
	return c
}

func pagesOf(pages []*Page) func(func(*Page, error) bool) {
	return func(yield func(*Page, error) bool) {
		for _, p := range pages {
			if !yield(p, nil) {
				return
			}
		}
	}
}

// written is the case in a format.
func written(t testing.TB, c *Case, format string) []byte {
	t.Helper()
	f, ok := FormatNamed(format)
	if !ok {
		t.Fatalf("no format %q", format)
	}
	var b bytes.Buffer
	if err := f.Write(&b, c); err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	return b.Bytes()
}

// evil are words that a page can have, and that must never be more than words.
const evil = "=HYPERLINK(\"http://x.example\")\r\n<script>alert(1)</script>\u202Eمرحبا\u2066 \"'`|\\ **b** [l](javascript:x) <!-- & \x00 \u2028 </table> \U0001F600 www.x.example {{.}}"

// hostile is a case with the words in every field that has room for them.
func hostile(words string) *Case {
	words = strings.ToValidUTF8(words, "\uFFFD") // a record's text is UTF-8
	if words == "" {
		words = "x"
	}
	text := words + "\n\n" + words + " 25 " + words
	whole := isnad.Span{Start: len(words) + 2, End: len(text)}
	head := isnad.Span{End: len(words)}
	value := -25.5
	record := func(id string) *isnad.Record {
		return &isnad.Record{
			Isnad: 1, ID: "sha256:" + words, GivenID: id, URL: words, FetchedAt: words, Outlet: &isnad.Outlet{Name: words, Domain: words}, Title: words, Byline: words,
			Published: &isnad.Published{Value: words, From: words}, Language: words, Text: text,
			Credits:  []isnad.Credit{{Name: words, Kind: words, Words: words}},
			Times:    []isnad.Time{{ID: "t1", Span: head, Value: words, Kind: isnad.TimeDate}},
			Mentions: []isnad.Mention{{ID: "m1", Span: head, Kind: isnad.Person, Name: words, Entity: words}},
			Figures:  []isnad.Figure{{ID: "f1", Span: whole, Value: &value, Bound: isnad.Bound(words), Unit: words, Counted: &head, Actor: &head, Place: &head, AccordingTo: "s1", Period: "t1"}},
			Statements: []isnad.Statement{{ID: "s1", Span: whole, Kind: isnad.Direct, Content: whole, Act: words, SaidAt: words,
				Speaker: isnad.Speaker{Name: words, Kind: isnad.SpeakerPerson, Role: &head}, Chain: []isnad.Link{{Name: words, Kind: isnad.SpeakerAgency}, {Name: words, Kind: isnad.SpeakerPerson}}}},
			Events: []isnad.Event{{ID: "e1", Span: whole, What: whole, When: "t1", Modality: isnad.Asserted}},
		}
	}
	pages := []*Page{{ID: words, Record: record(words), Kept: words}, {ID: words + "2", Record: record(words + "2"), Kept: words, Version: 2, Before: []Version{{1, words, words}}}}
	a, b := pages[0].ID, pages[1].ID
	passage := &isnad.Passage{Start: 0, End: len([]rune(words)), Exact: words}
	group := func(f string) []isnad.Group {
		return []isnad.Group{{ID: words, Members: []string{a + f, b + f}, Gist: words, Origins: 2, Differences: []isnad.Difference{{Type: words, Members: []string{b + f}, Before: passage, After: passage}}}}
	}
	return &Case{
		Pages: pagesOf(pages), Program: words, Made: words,
		Reviews: []Review{{At: words, Who: words, Verdict: words, Kind: words, Names: []string{words}, Note: words,
			Places: []ReviewedPlace{{a, "s1", words}, {words + "3", "", words}}, Fields: []ReviewedField{{words, words, words}, {"bound", words, words}}}},
		Comparison: &isnad.Comparison{
			Records:    []string{a, b},
			Copies:     []isnad.Copy{{A: a, B: b, Relation: isnad.CopyRelation(words), Direction: isnad.CommonSource, Reason: words}},
			Stories:    []isnad.Story{{ID: words, Title: words, Records: []string{a, b}, Counted: words, Thread: words, Credited: []isnad.Credited{{Record: a, Name: words, Kind: words, Words: words}}}},
			Statements: group("#s1"), Figures: group("#f1"),
			Chronology: []isnad.Moment{{ID: words, When: words, From: words, To: words, What: words, Modality: isnad.Modality(words), Members: []string{a + "#e1", b + "#e1"}, Conflicts: []isnad.Dating{{When: words, Members: []string{b + "#e1"}}}}},
		},
	}
}
