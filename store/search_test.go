package store_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/text"
)

var lexicon = store.NewLexicon(ar.Lang(), en.Lang())

// written is a page with a title and a text that can be found.
func written(t *testing.T, address, day, title, text string) store.Page {
	t.Helper()
	p := page(t, address, title+"\n"+text)
	p.Record.Title, p.Record.Text, p.Record.Published.Value = title, text, day
	line, err := p.Record.AppendJSON(nil)
	if err != nil {
		t.Fatal(err)
	}
	p.Packed, p.Line, p.Terms = store.Pack(line), sha256.Sum256(line), lexicon.Terms(p.Record)
	return p
}

func query(t *testing.T, words string) *store.Query {
	t.Helper()
	q, err := lexicon.Query(words)
	if err != nil {
		t.Fatalf("%s: %v", words, err)
	}
	return q
}

func found(t *testing.T, s *store.Store, words string) []string {
	t.Helper()
	hits, err := s.Search(context.Background(), query(t, words), "")
	if err != nil {
		t.Fatalf("%s: %v", words, err)
	}
	out := []string{}
	for _, h := range hits {
		out = append(out, h.Address)
	}
	return out
}

func library(t *testing.T) []store.Page {
	pages := []store.Page{
		written(t, "dam", "2024-05-05", "انهيار جدار السد", "قال مدير السدود سالم الهادي إن الجدار الشرقي انهار، وإن 1,200 أسرة غادرت شندال. وأعلنت الحكومة الطوارئ."),
		written(t, "fair", "2024-05-07", "معرض الكتاب", "افتتحت وزيرة الثقافة المعرض في قاعة السد، وشاركت فيه 200 دار نشر."),
		written(t, "road", "2024-05-06", "فتح طريق الجبل", "عاد سكان القرى وشندال إلى بيوتهم بعد انهيار جزء من الطريق. وقالت حكومته إن الجدار سليم."),
		written(t, "harbour", "2024-05-06", "Harbour opens", "The minister opened the new Harbour in شندال on COVID-19 day."),
	}
	r := pages[0].Record
	i := strings.Index(r.Text, "الجدار الشرقي انهار")
	r.Statements = []isnad.Statement{{ID: "s1", Kind: isnad.Indirect, Act: "state", Speaker: isnad.Speaker{Name: "سالم الهادي", Kind: isnad.SpeakerPerson},
		Span: isnad.Span{Start: i, End: i + len("الجدار الشرقي انهار")}, Content: isnad.Span{Start: i, End: i + len("الجدار الشرقي انهار")}}}
	line, err := r.AppendJSON(nil)
	if err != nil {
		t.Fatal(err)
	}
	pages[0].Packed, pages[0].Line = store.Pack(line), sha256.Sum256(line)
	return pages
}

func TestSearch(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		s := open(t, where)
		keep(t, s, library(t)...)
		for _, c := range []struct {
			query string
			want  []string
		}{
			// Any spelling, with the article or without, behind proclitics.
			{"سد", []string{"dam", "fair"}},
			{"والسدّ", []string{"dam", "fair"}},
			{"للحكومه", []string{"road", "dam"}},
			{"شندال", []string{"harbour", "road", "dam"}},
			{"لشندال", []string{}}, // no list says that the word is شندال
			{"HARBOUR", []string{"harbour"}},
			{"٢٠٠", []string{"fair"}},
			// The title first, then the latest.
			{"انهيار", []string{"dam", "road"}},
			{"جدار", []string{"dam", "road"}},
			{"انهيار جدار", []string{"dam", "road"}},
			// Phrases, prefixes, alternatives, what should not be there.
			{`"انهيار جدار"`, []string{"dam"}},
			{`«سكان القرى وشندال»`, []string{"road"}},
			{`"سكان القرى شندال"`, []string{"road"}},
			{`"جدار انهيار"`, []string{}},
			{"1,200", []string{"dam"}},
			{"١٢٠٠", []string{"dam"}},
			{"1,20", []string{}},
			{"COVID-19", []string{"harbour"}},
			{"harb*", []string{"harbour"}},
			{"المعر*", []string{"fair"}},
			{`"the new har"*`, []string{"harbour"}},
			{"معرض OR طريق", []string{"fair", "road"}},
			{"شندال معرض OR طريق", []string{"road"}},
			{"شندال -طريق", []string{"harbour", "dam"}},
			{`جدار -"انهيار جدار"`, []string{"road"}},
			{"غائب", []string{}},
			// Filters.
			{"شندال from:2024-05-06", []string{"harbour", "road"}},
			{"شندال to:2024-05-05 outlet:الضفة", []string{"dam"}},
			{"شندال outlet:النهر", []string{}},
			{`شندال speaker:"سالم الهادى"`, []string{"dam"}},
			{"شندال speaker:سالم kind:direct", []string{}},
			{"شندال kind:indirect", []string{"dam"}},
			// Filters alone: the latest first.
			{"outlet:الضفة", []string{"fair", "harbour", "road", "dam"}},
			{"from:2024-05-06 to:2024-05-06", []string{"harbour", "road"}},
			{"outlet:الضفة -السد -COVID*", []string{"road"}},
			{"speaker:سالم", []string{"dam"}},
			{"speaker:سالم -شندال", []string{}},
			{"kind:indirect from:2024-05-06", []string{}},
			{"outlet:النهر", []string{}},
			// What means something to an engine means nothing here.
			{`شندال ' | ! & <-> ( ) : { } ^ + NEAR`, []string{}},
			{`شندال ' | ! & <-> ( ) { } ^ + \ ; --`, []string{"harbour", "road", "dam"}},
			{"title شندال", []string{}},
		} {
			if got := found(t, s, c.query); !slices.Equal(got, c.want) {
				t.Errorf("%s: %q, want %q", c.query, got, c.want)
			}
		}
	})
}

func TestPlacesOfHits(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		s := open(t, where)
		keep(t, s, library(t)...)
		hits, err := s.Search(context.Background(), query(t, `"الجدار الشرقي" السد شندال`), "")
		if err != nil || len(hits) != 1 {
			t.Fatalf("%d hits, %v", len(hits), err)
		}
		h := hits[0]
		var words []string
		for _, w := range h.Words {
			words = append(words, w.In(h.Record.Text))
		}
		if want := []string{"الجدار الشرقي", "شندال"}; !slices.Equal(words, want) {
			t.Errorf("%q, want %q", words, want)
		}
		if len(h.TitleWords) != 1 || h.TitleWords[0].In(h.Record.Title) != "السد" {
			t.Errorf("%v in the title", h.TitleWords)
		}
		if !slices.Equal(h.Statements, []int{1}) {
			t.Errorf("statements %v", h.Statements)
		}
		if !strings.Contains(h.Snippet.In(h.Record.Text), "الجدار الشرقي انهار") {
			t.Errorf("%s", h.Snippet.In(h.Record.Text))
		}
	})
}

// What is shown of pages that filters find: the statements and figures that are
// asked for.
func TestWhatFiltersShow(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		s := open(t, where)
		pages := library(t)
		r := pages[1].Record
		long := strings.Repeat("حضر كثيرون إلى القاعة الكبرى. ", 10)
		r.Text = long + "وشاركت 200 دار نشر. " + long + "وقالت ليلى منصور إن الإقبال كبير، ونفى سالم الهادي ذلك. "
		span := func(words string) isnad.Span {
			i := strings.Index(r.Text, words)
			return isnad.Span{Start: i, End: i + len(words)}
		}
		number, houses := 200.0, span("دار نشر")
		r.Figures = []isnad.Figure{{ID: "f1", Span: span("200"), Value: &number, Bound: isnad.Exact, Counted: &houses}}
		for i, x := range []struct {
			speaker, words, content, act string
		}{{"ليلى منصور", "وقالت ليلى منصور إن الإقبال كبير", "الإقبال كبير", "state"}, {"سالم الهادي", "ونفى سالم الهادي ذلك", "ذلك", "deny"}} {
			by := span(x.speaker)
			r.Statements = append(r.Statements, isnad.Statement{ID: fmt.Sprint("s", i+1), Kind: isnad.Indirect, Act: x.act, Span: span(x.words), Content: span(x.content),
				Speaker: isnad.Speaker{Name: x.speaker, Kind: isnad.SpeakerPerson, Span: &by}})
		}
		line, err := r.AppendJSON(nil)
		if err != nil {
			t.Fatal(err)
		}
		pages[1].Packed, pages[1].Line, pages[1].Terms = store.Pack(line), sha256.Sum256(line), lexicon.Terms(r)
		keep(t, s, pages...)
		tell(t, s)
		numbers := map[string]int64{}
		for _, v := range versions(t, s) {
			numbers[v.Address] = v.ID
		}
		for _, c := range []struct {
			query      string
			hits       int
			words      []string // of the first
			statements []int
			snippet    string
		}{
			{"figure>100:دار", 1, []string{"200"}, nil, "200 دار نشر"},
			{"figure<=200 figure>=200", 1, []string{"200"}, nil, "200 دار نشر"},
			{"figure=200:بيت", 0, nil, nil, ""},
			{"speaker:ليلى", 1, nil, []int{1}, "وقالت ليلى"},
			{"speaker:سالم", 2, nil, []int{2}, "ونفى سالم"},
			{"speaker:سالم kind:deny", 1, nil, []int{2}, "ونفى سالم"},
			{"kind:indirect outlet:الضفة", 2, nil, []int{1, 2}, "وقالت ليلى"},
			{"speaker:سالم figure>0", 1, []string{"200"}, []int{2}, "200 دار نشر"},
			{"from:2024-05-07", 1, nil, nil, "حضر كثيرون"},
			// With words, those of the statements that have them, if there are any.
			{"الإقبال", 1, []string{"الإقبال"}, []int{1}, "الإقبال كبير"},
			{"منصور OR ذلك speaker:منصور", 1, []string{"منصور", "ذلك"}, []int{1}, "ليلى منصور"},
			{"نشر speaker:سالم", 1, []string{"نشر"}, []int{2}, "200 دار نشر"},
			{fmt.Sprintf("story:%d", numbers["dam"]), 2, nil, nil, "حضر كثيرون"},
			{fmt.Sprintf("story:%d شندال", numbers["dam"]), 1, []string{"شندال"}, nil, "شندال"},
		} {
			hits, err := s.Search(context.Background(), query(t, c.query), "")
			if err != nil || len(hits) != c.hits {
				t.Errorf("%s: %d hits, %v", c.query, len(hits), err)
			}
			if err != nil || len(hits) == 0 {
				continue
			}
			h := hits[0]
			var words []string
			for _, w := range h.Words {
				words = append(words, w.In(h.Record.Text))
			}
			if !slices.Equal(words, c.words) || !slices.Equal(h.Statements, c.statements) || !strings.Contains(h.Snippet.In(h.Record.Text), c.snippet) {
				t.Errorf("%s: words %q, statements %v in\n%s", c.query, words, h.Statements, h.Snippet.In(h.Record.Text))
			}
			if h.Version != numbers[h.Address] || h.Version == 0 {
				t.Errorf("%s: version %d of %v", c.query, h.Version, numbers)
			}
		}
	})
}

// Page after page gives what all at once gives.
func TestSearchGoesOn(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		s := open(t, where)
		var pages []store.Page
		for i := range 20 {
			title := "طريق الجبل"
			if i%3 == 0 {
				title = "السد"
			}
			// Days that are alike, and addresses that a language would order otherwise.
			pages = append(pages, written(t, fmt.Sprintf("%c-%d", "aBcÄب"[i%4], i), fmt.Sprintf("2024-05-%02d", 1+i%4), title, "تقرير عن السد"))
		}
		keep(t, s, pages...)
		all := found(t, s, "سد")
		if len(all) != len(pages) {
			t.Fatalf("%d of %d", len(all), len(pages))
		}
		q := query(t, "سد")
		for _, words := range []string{"سد", "outlet:الضفة", "outlet:الضفة -طريق"} {
			all = found(t, s, words)
			q = query(t, words)
			q.Most = 3
			got, after := []string{}, ""
			for range pages {
				hits, err := s.Search(context.Background(), q, after)
				if err != nil {
					t.Fatal(err)
				}
				for _, h := range hits {
					got, after = append(got, h.Address), h.Cursor
				}
			}
			if !slices.Equal(got, all) || len(got) < 7 {
				t.Errorf("%s: %q\nwant %q", words, got, all)
			}
		}
		if _, err := s.Search(context.Background(), q, "nonsense!"); !errors.Is(err, store.ErrCursor) {
			t.Errorf("%v", err)
		}
	})
}

func TestTheLatestVersionIsFound(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		// Two versions within one call, then one more.
		keep(t, s, written(t, "a", "2024-05-05", "السد", "قديم"), written(t, "a", "2024-05-04", "السد", "أقدم"))
		old := versions(t, s)[0]
		keep(t, s, written(t, "a", "2024-05-06", "الجسر", "جديد"))
		if a, b := found(t, s, "سد"), found(t, s, "جسر"); len(a) != 0 || len(b) != 1 {
			t.Errorf("old %q, new %q", a, b)
		}
		// An old version that is read anew stays old.
		if err := s.Rewrite(ctx, []int64{old.ID}, []store.Page{written(t, "a", "2024-05-05", "السد", "قديم")}, noon); err != nil {
			t.Fatal(err)
		}
		if a, b := found(t, s, "سد"), found(t, s, "جسر"); len(a) != 0 || len(b) != 1 {
			t.Errorf("old %q, new %q", a, b)
		}
	})
}

func TestWordsWithoutEnd(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		s := open(t, where)
		p := written(t, "long", "2024-05-05", strings.Repeat("عنوان ", 5000), strings.Repeat("ك", 10000)+" سد "+strings.Repeat("سد طريق ", 40000)+" آخر")
		q := written(t, "odd", "2024-05-05", "a'b\\c\x00d", "'':* & \u202e \U0001F600 𞤀𞤁 '")
		keep(t, s, p, q)
		if got := found(t, s, `"سد طريق"`); !slices.Equal(got, []string{"long"}) {
			t.Errorf("%q", got)
		}
		if got := found(t, s, "a'b\\c"); !slices.Equal(got, []string{"odd"}) {
			t.Errorf("%q", got)
		}
		// The longest query there may be.
		for _, words := range []string{strings.Repeat("شندا* ", 32), `"` + strings.Repeat("شندال ", 32) + `"`, strings.TrimSuffix(strings.Repeat("شندال OR ", 32), "OR "), "سد" + strings.Repeat(" -شندال", 31)} {
			found(t, s, words)
		}
	})
}

func TestQueriesThatAreWrong(t *testing.T) {
	for words, want := range map[string]string{
		"":                              "no word to search for, and no filter",
		"؟ ! -":                         "no word",
		"-سد":                           "should have",
		`"سد`:                           "no end",
		"«سد":                           "no end",
		"OR سد":                         "between",
		"سد OR":                         "between",
		"سد OR OR طريق":                 "between",
		"سد OR outlet:x":                "filter",
		"سد OR -طريق":                   "cannot stand together",
		"س*":                            "too short",
		"colour:red سد":                 "no filter colour:",
		"-outlet:x سد":                  "cannot stand before the filter outlet",
		"outlet: سد":                    "needs a value",
		"from:yesterday سد":             "is no day",
		"to:2024-05-05 to:2024-05-06 س": "given twice",
		strings.Repeat("سد ", 33):       "more than 32 words",
		strings.Repeat("س", 501):        "longer than 1000 bytes",
	} {
		if _, err := lexicon.Query(words); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", words, err, want)
		}
	}
}

// older takes the tables of a database back to a version.
func older(t *testing.T, where string, version int) {
	t.Helper()
	folder := "sqlite"
	if strings.HasPrefix(where, "postgres:") {
		folder = "postgres"
	}
	files, err := filepath.Glob(filepath.Join("migrations", folder, "*.sql"))
	if err != nil {
		t.Fatal(err)
	}
	db := raw(t, where)
	for _, file := range slices.Backward(files) {
		if number, _, _ := strings.Cut(filepath.Base(file), "_"); number <= fmt.Sprintf("%05d", version) {
			break
		}
		down, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, undo, _ := strings.Cut(string(down), "-- +goose Down")
		if _, err := db.Exec(undo); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Exec(fmt.Sprintf(`DELETE FROM goose_db_version WHERE version_id > %d`, version)); err != nil {
		t.Fatal(err)
	}
	db.Close()
}

// An index of before titles stood in it a second time finds the same when it is
// brought up to date, and pages leave it.
func TestTitlesOfAnOlderIndex(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		s := open(t, where)
		untitled := written(t, "untitled", "2024-05-08", "", "انهار السد")
		keep(t, s, append(library(t), untitled)...)
		queries := []string{"انهيار", "جدار", `"انهيار جدار"`, "harb*", "سد -جدار", "شندال -طريق", "سد", `"سد قال"`}
		want := map[string][]string{}
		for _, q := range queries {
			want[q] = found(t, s, q)
		}
		s.Close()
		older(t, where, 8)
		if n := marked(t, where); n != 0 {
			t.Errorf("%d pages with a mark before", n)
		}
		s = open(t, where)
		if n := marked(t, where); n != 1 {
			t.Errorf("%d pages with a mark", n)
		}
		for _, q := range queries {
			if got := found(t, s, q); !slices.Equal(got, want[q]) {
				t.Errorf("%s: %q, want %q", q, got, want[q])
			}
		}
		if _, err := s.Delete(context.Background(), "dam", "", noon); err != nil {
			t.Fatal(err)
		}
		if got := found(t, s, "انهيار"); !slices.Equal(got, []string{"road"}) {
			t.Errorf("%q", got)
		}
		if n := marked(t, where); n != 0 {
			t.Errorf("%d pages with a mark when they are gone", n)
		}
	})
}

// marked counts the pages that have a word in the title, as it is marked there.
func marked(t *testing.T, where string) (n int) {
	t.Helper()
	question := `SELECT count(*) FROM words WHERE words MATCH ?`
	if strings.HasPrefix(where, "postgres:") {
		question = `SELECT count(*) FROM words WHERE terms @@ replace($1::text, '"', '')::tsquery`
	}
	if err := raw(t, where).QueryRow(question, `"§سد"`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// A database of the first tables is brought up to date with what is in it, and
// found once it is read anew.
func TestTablesWithoutSearch(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		s := open(t, where)
		pages := library(t)
		keep(t, s, pages...)
		s.Close()
		older(t, where, 1)

		s = open(t, where)
		if got := found(t, s, "شندال"); len(got) != 0 {
			t.Errorf("%q before it is read anew", got)
		}
		if n, err := s.Count(context.Background()); err != nil || n.Unindexed != len(pages) {
			t.Errorf("%+v, %v", n, err)
		}
		var ids []int64
		for _, v := range versions(t, s) {
			ids = append(ids, v.ID)
		}
		if err := s.Rewrite(context.Background(), ids, pages, noon); err != nil {
			t.Fatal(err)
		}
		if got := found(t, s, "شندال"); !slices.Equal(got, []string{"harbour", "road", "dam"}) {
			t.Errorf("%q", got)
		}
	})
}

func FuzzQuery(f *testing.F) {
	for _, s := range []string{`سد "انهيار جدار" OR طريق* -x outlet:"a b" from:2024-05-05`, "«", "-", `"*`, "a:b:c"} {
		f.Add(s)
	}
	s, err := store.Open(context.Background(), filepath.Join(f.TempDir(), "isnad.db"))
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { s.Close() })
	f.Fuzz(func(t *testing.T, words string) {
		q, err := lexicon.Query(words)
		if err != nil {
			return
		}
		if _, err := s.Search(context.Background(), q, ""); err != nil {
			t.Errorf("%q: %v", words, err)
		}
	})
}

func TestWhatIsDeletedIsNotFound(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		s := open(t, where)
		keep(t, s, written(t, "a", "2024-05-05", "السد", "قديم"), written(t, "b", "2024-05-05", "الجسر", "قديم"))
		if _, err := s.Delete(context.Background(), "a", "asked for", noon); err != nil {
			t.Fatal(err)
		}
		if a, b := found(t, s, "سد"), found(t, s, "جسر"); len(a) != 0 || len(b) != 1 {
			t.Errorf("deleted %q, left %q", a, b)
		}
	})
}

// A text that was cut to be read has the terms of one that was cut for them.
func TestTermsOfACutText(t *testing.T) {
	for l, words := range map[*lang.Lang]string{
		ar.Lang(): "والمدرسةُ الكبيرةُ، وللطلاب 1,250 كتابا (٣٫٥ مليون) و«بالقلم» ـــ وزارته",
		en.Lang(): "The ministries' 1,250 books—and “readers”—were re-counted: 3.5 million.",
	} {
		r := &isnad.Record{Title: "السد", Text: words}
		if got, want := lexicon.TermsCut(r, text.Cut(words, l)), lexicon.Terms(r); got != want || want.Text == "" {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
