package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/store"
)

// spoken is a page of an outlet in which some speak, each «name, kind, role».
func spoken(t *testing.T, address, outlet, day string, speakers ...string) store.Page {
	t.Helper()
	words := "انهيار جدار السد\n\n"
	p := page(t, address, words+strings.Join(speakers, "\n"))
	r := p.Record
	r.Title, r.Text, r.Outlet.Name, r.Published.Value = "انهيار جدار السد", words, outlet, day
	for i, s := range speakers {
		part := strings.Split(s, ", ")
		st := isnad.Statement{ID: fmt.Sprint("s", i+1), Kind: isnad.Indirect, Act: "state", Speaker: isnad.Speaker{Name: part[0], Kind: isnad.SpeakerKind(part[1])}}
		st.Content = isnad.Span{Start: 0, End: len("انهيار")}
		if len(part) > 2 {
			from := len(r.Text)
			r.Text += part[2] + " "
			st.Speaker.Role = &isnad.Span{Start: from, End: from + len(part[2])}
		}
		r.Statements = append(r.Statements, st)
	}
	p.Terms = lexicon.Terms(r)
	return p
}

func TestPeople(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		keep(t, s,
			spoken(t, "a", "الضفة", "2024-05-05T08:00:00+03:00", "سالم الهادي, person, مدير السدود", "سالم الهادي, person, المدير", "بلدية السفح, organisation"),
			spoken(t, "b", "النهار", "2024-05-07", "سالمُ الهادى, person, مدير السدود", "مصدر, anonymous"),
			spoken(t, "c", "الضفة", "", "سالم الهادي, organisation", ", unknown"),
			spoken(t, "d", "النهار", "2024-05-06", "إيمان %_, person"),
		)
		keep(t, s, spoken(t, "d", "النهار", "2024-05-06", "إيمان %_, person", "إيمان %_, person")) // only the latest version counts
		list := func(f store.Filter) (out []string, total int) {
			t.Helper()
			all, total, err := s.People(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range all {
				out = append(out, fmt.Sprintf("%s %s %q %d/%d/%d %s–%s", p.Name, p.Kind, p.Roles, p.Statements, p.Pages, p.Outlets, p.First, p.Last))
			}
			return out, total
		}
		salem := `سالم الهادي person ["مدير السدود" "المدير"] 4/3/2 2024-05-05–2024-05-07`
		eman := `إيمان %_ person [] 2/1/1 2024-05-06–2024-05-06`
		town := `بلدية السفح organisation [] 1/1/1 2024-05-05–2024-05-05`
		source := `مصدر anonymous [] 1/1/1 2024-05-07–2024-05-07`
		for _, c := range []struct {
			f     store.Filter
			want  []string
			total int
		}{
			{store.Filter{}, []string{salem, eman, town, source}, 4},
			{store.Filter{Most: 2}, []string{salem, eman}, 4},
			{store.Filter{Words: "الهاديّ"}, []string{salem}, 1},
			{store.Filter{Words: "%_"}, []string{eman}, 1},
			{store.Filter{Words: "% _ ' -- \x00\xff"}, nil, 0},
			{store.Filter{Words: strings.Repeat("و ", 400)}, nil, 0},
			{store.Filter{Kind: "anonymous"}, []string{source}, 1},
			{store.Filter{Kind: "organisation"}, []string{`بلدية السفح organisation [] 1/1/1 2024-05-05–2024-05-05`, `سالم الهادي organisation [] 1/1/1 –`}, 2},
			{store.Filter{Outlet: "النهار"}, []string{eman, `سالمُ الهادى person ["مدير السدود"] 1/1/1 2024-05-07–2024-05-07`, source}, 3},
			{store.Filter{From: "2024-05-06", To: "2024-05-06"}, []string{eman}, 1},
		} {
			if got, total := list(c.f); !slices.Equal(got, c.want) || total != c.total {
				t.Errorf("%+v: %d of\n%s", c.f, total, strings.Join(got, "\n"))
			}
		}
	})
}

func TestOutlets(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		credited := spoken(t, "b", "الأنباء", "2024-05-07", "مصدر, anonymous")
		credited.Record.Credits = []isnad.Credit{{Name: "وكالة | الوادي", Kind: "agency"}, {Name: "ليلى", Kind: "person"}, {Name: "رويترز", Kind: "agency"}}
		again := spoken(t, "c", "الانباء", "2024-05-01")
		again.Record.Credits = credited.Record.Credits[2:]
		keep(t, s, spoken(t, "a", "الأنباء", "", "سالم الهادي, person"), credited, again, spoken(t, "d", "الضفة", "2024-05-06"), spoken(t, "e", "", "2024-05-06"))
		list := func(f store.Filter) (out []string, total int) {
			t.Helper()
			all, total, err := s.Outlets(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range all {
				out = append(out, fmt.Sprintf("%s %d %d %s–%s %q", p.Name, p.Pages, p.Statements, p.First, p.Last, p.Agencies))
			}
			return out, total
		}
		anbaa, daffa := `الأنباء 3 2 2024-05-01–2024-05-07 ["رويترز" "وكالة   الوادي"]`, `الضفة 1 0 2024-05-06–2024-05-06 []`
		for _, c := range []struct {
			f     store.Filter
			want  []string
			total int
		}{
			{store.Filter{}, []string{anbaa, daffa}, 2},
			{store.Filter{Most: 1}, []string{anbaa}, 2},
			{store.Filter{Words: "الانبا"}, []string{anbaa}, 1},
			{store.Filter{Words: "الضفة%"}, nil, 0},
			{store.Filter{From: "2024-05-02"}, []string{`الأنباء 1 1 2024-05-07–2024-05-07 ["رويترز" "وكالة   الوادي"]`, daffa}, 2},
		} {
			if got, total := list(c.f); !slices.Equal(got, c.want) || total != c.total {
				t.Errorf("%+v: %d of\n%s", c.f, total, strings.Join(got, "\n"))
			}
		}
	})
}

func TestFiltersOfPlacesAndFigures(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		in := func(address, day string, places ...string) store.Page {
			p := told(t, address, day, "سالم الهادي", "بيتا")
			for _, name := range places {
				p.Record.Mentions = append(p.Record.Mentions, isnad.Mention{Kind: isnad.Place, Name: name})
			}
			p.Terms = lexicon.Terms(p.Record)
			return p
		}
		a, b, c := in("a", "2024-05-05", "وادي الرمان", "السفح", "وادي الرمان"), in("b", "2024-05-06", "الرمّان"), in("c", "2024-05-07")
		low, high, percent := 100.0, 200.0, 7.5
		b.Record.Figures[0].Value, b.Record.Figures[0].Low, b.Record.Figures[0].High = nil, &low, &high
		c.Record.Figures[0].Value, c.Record.Figures[0].Unit = &percent, "percent"
		c.Record.Mentions = []isnad.Mention{{Kind: isnad.Person, Name: "السفح"}}
		keep(t, s, a, b, c)
		for query, want := range map[string][]string{
			`انهارت`:                                        {"c", "b", "a"},
			`انهارت place:الرمان`:                           {"b", "a"},
			`انهارت place:"وادي الرمان"`:                    {"a"},
			`انهارت place:"الرمان السفح"`:                   nil, // of one place
			`انهارت place:سفح`:                              {"a"},
			`انهارت place:%`:                                nil,
			`انهارت figure>10`:                              {"b", "a"},
			`انهارت figure>12`:                              {"b"},
			`انهارت figure>=١٢`:                             {"b", "a"},
			`انهارت figure<100`:                             {"c", "a"},
			`انهارت figure<=7.5`:                            {"c"},
			`انهارت figure=12:بيت`:                          {"a"},
			`انهارت figure=150`:                             {"b"},
			`انهارت figure=12:"بيتا مدرسة"`:                 nil,
			`انهارت figure>0:PERCENT`:                       {"c"},
			`انهارت figure>0:بيتا figure<100`:               {"c", "a"},
			`انهارت figure>1,000:بيتا`:                      nil,
			`انهارت figure>10 place:السفح speaker:سالم`:     {"a"},
			`انهارت "figure>10"`:                            nil,
			`figure>10`:                                     {"b", "a"},
			`place:الرمان -هادي`:                            nil,
			`place:الرمان figure<100 outlet:الضفة`:          {"a"},
			`انهارت figure>10:% place:الرمان figure>10:"%"`: nil,
		} {
			if got := found(t, s, query); !slices.Equal(got, want) {
				t.Errorf("%s: %q, want %q", query, got, want)
			}
		}
		for query, want := range map[string]string{
			"x figure>":                           "has no number",
			"x figure>abc":                        "has no number",
			"x figure>0x1p4":                      "has no number",
			"x figure>1e3":                        "has no number",
			"x figure>nan":                        "has no number",
			"x -figure>5":                         "cannot stand before the filter figure",
			"x -place:y":                          "cannot stand before the filter place",
			"x figure>5:a figure<9:b":             "counts one thing",
			"x figure>5:a*":                       "in part",
			"x OR figure>5":                       "OR stands between",
			"x place:a place:b":                   "given twice",
			"x " + strings.Repeat("figure>5 ", 5): "more than 4",
			"x figure:5":                          "no filter figure",
		} {
			if _, err := lexicon.Query(query); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %q", query, err, want)
			}
		}
		// What came before there was a list of places is told of.
		if _, err := raw(t, where).Exec(`UPDATE pages SET places = NULL WHERE address = 'a'`); err != nil {
			t.Fatal(err)
		}
		if n, err := s.Count(ctx); err != nil || n.Unindexed != 1 {
			t.Errorf("%+v, %v", n, err)
		}
		var ids []int64
		for _, v := range versions(t, s) {
			ids = append(ids, v.ID)
		}
		if err := s.Rewrite(ctx, ids, []store.Page{a, b, c}, noon); err != nil {
			t.Fatal(err)
		}
		if got := found(t, s, "انهارت place:السفح"); !slices.Equal(got, []string{"a"}) {
			t.Errorf("%q", got)
		}
	})
}

func TestFacets(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		var pages []store.Page
		for i := range 45 {
			outlet, speaker := "الأنباء", "سالم الهادي, person"
			if i%3 == 0 {
				outlet, speaker = "الضفة", "ليلى منصور, person"
			}
			p := spoken(t, fmt.Sprint("p", i), outlet, fmt.Sprintf("2024-%02d-%02d", 1+i/20, 1+i%20), speaker, speaker)
			if i == 7 {
				p.Record.Language = "en"
			}
			if i%2 == 0 {
				p.Record.Title, p.Record.Text = "طريق", strings.ReplaceAll(p.Record.Text, "جدار", "سور")
			}
			p.Terms = lexicon.Terms(p.Record)
			pages = append(pages, p)
		}
		keep(t, s, pages...)
		facets := func(query string) *store.Facets {
			t.Helper()
			q, err := lexicon.Query(query)
			if err != nil {
				t.Fatal(err)
			}
			q.Most = 5 // has nothing to say here
			f, err := s.Facets(ctx, q)
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
		f := facets("السد OR جدار")
		if f.Pages != 45 || f.More || f.Days != nil ||
			!slices.Equal(f.Outlets, []store.Share{{"الأنباء", 30}, {"الضفة", 15}}) ||
			!slices.Equal(f.Months, []store.Share{{"2024-01", 20}, {"2024-02", 20}, {"2024-03", 5}}) ||
			!slices.Equal(f.Languages, []store.Share{{"ar", 44}, {"en", 1}}) ||
			!slices.Equal(f.Speakers, []store.Share{{"سالم الهادي", 30}, {"ليلى منصور", 15}}) {
			t.Errorf("%+v", f)
		}
		f = facets("جدار from:2024-03-01")
		if f.Pages != 2 || !slices.Equal(f.Days, []store.Share{{"2024-03-02", 1}, {"2024-03-04", 1}}) {
			t.Errorf("%+v", f)
		}
		if f = facets("outlet:الأنباء from:2024-03-01 -معرض"); f.Pages != 4 || !slices.Equal(f.Outlets, []store.Share{{"الأنباء", 4}}) || !slices.Equal(f.Speakers, []store.Share{{"سالم الهادي", 4}}) {
			t.Errorf("%+v", f)
		}
		if f = facets("معرض"); f.Pages != 0 || f.Outlets != nil || f.Speakers != nil {
			t.Errorf("%+v", f)
		}
	})
}
