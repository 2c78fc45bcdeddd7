package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/isnad-project/isnad"
)

func TestCompareWords(t *testing.T) {
	for _, c := range []struct{ a, b, marked, dropped string }{
		{"أصيب ما لا يقل عن 12 شخصا", "أصيب 12 شخصاً أمس", "أصيب 12 شخصاً [أمس]", "ما لا يقل عن"},
		{"إن العمل بدأ", "ان العمل بدأ", "ان العمل بدأ", ""},
		{"أكثر من34 فئة", "أكثر من 34 فئة", "أكثر من 34 فئة", ""},
		{"بدأ ، غدا ، العمل", "بدأ العمل", "بدأ العمل", "غدا"},
		{"", "بدأ العمل", "[بدأ العمل]", ""},
		{"بدأ العمل", "", "", "بدأ العمل"},
	} {
		got := compareWords(c.a, c.b)
		if m := new(board).marked(got); m != c.marked || strings.Join(got.dropped, "|") != c.dropped {
			t.Errorf("%q, %q: %q without %q", c.a, c.b, m, got.dropped)
		}
	}
}

func FuzzCompareWords(f *testing.F) {
	f.Add("قال إن «العمل» بدأ", "قال ، العمل")
	f.Fuzz(func(t *testing.T, a, b string) {
		c := compareWords(a, b)
		if !slices.Equal(c.words, strings.Fields(b)) || len(c.added) != len(c.words) {
			t.Errorf("%q, %q: other words: %q", a, b, c.words)
		}
		if c = compareWords(a, a); slices.Contains(c.added, true) || c.dropped != nil {
			t.Errorf("%q differs from itself: %v %q", a, c.added, c.dropped)
		}
	})
}

func TestFamilies(t *testing.T) {
	b := board{Comparison: &isnad.Comparison{Records: []string{"p1", "p2", "p3", "p4", "p5"}, Copies: []isnad.Copy{
		{A: "p1", B: "p2", Relation: isnad.SameUpstream, Direction: isnad.CommonSource, ShareOfA: .9, ShareOfB: .8},
		{A: "p1", B: "p3", Relation: isnad.SameUpstream, Direction: isnad.CommonSource, ShareOfA: .5, ShareOfB: .5},
		{A: "p2", B: "p3", Relation: isnad.Copied, Direction: isnad.AToB, ShareOfA: .5, ShareOfB: 1},
		{A: "p3", B: "p4", Relation: isnad.Rewritten, Direction: isnad.UnknownDirection, ShareOfA: .3, ShareOfB: .3},
	}}, number: map[string]int{"p1": 1, "p2": 2, "p3": 3, "p4": 4, "p5": 5}}
	fs := b.families(&isnad.Story{Records: b.Records})
	if len(fs) != 2 {
		t.Fatalf("%d texts, want two", len(fs))
	}
	for id, want := range map[string][]string{"p1": {"p2"}, "p2": {"p3"}, "p3": {"p4"}} {
		if got := fs[0].below[id]; !slices.Equal(got, want) {
			t.Errorf("%v below %s, want %v", got, id, want)
		}
	}
	if !slices.Equal(fs[0].tops, []string{"p1"}) || !slices.Equal(fs[1].tops, []string{"p5"}) {
		t.Errorf("on top: %v and %v", fs[0].tops, fs[1].tops)
	}
}

func TestNames(t *testing.T) {
	n := names{}
	for i, want := range []string{"a", "f.jsonl:2", "f.jsonl:2 (2)", "x"} {
		id, err := n.give([]string{"a", "a", "", "x"}[i], "f.jsonl:2")
		if id != want || (err != nil) != (i == 1 || i == 2) {
			t.Errorf("page %d: %q, %v", i, id, err)
		}
	}
}

// span is where words stand in a text.
func span(t *testing.T, text, words string) isnad.Span {
	t.Helper()
	i := strings.Index(text, words)
	if i < 0 {
		t.Fatalf("%q is not in the text", words)
	}
	return isnad.Span{Start: i, End: i + len(words)}
}

var isolates = strings.NewReplacer(rightToLeft, "", popIsolate, "")

// story is a comparison that tells of everything that is shown.
func story(t *testing.T) (*isnad.Comparison, map[string]*isnad.Record) {
	t.Helper()
	make := func(id, outlet, day, speaker, said, number string, bound isnad.Bound) *isnad.Record {
		text := speaker + ": " + said + " " + number
		n := 12.0
		counted, who := span(t, text, "قتيلا"), span(t, text, speaker)
		return &isnad.Record{GivenID: id, Text: text, Outlet: &isnad.Outlet{Name: outlet}, Published: &isnad.Published{Value: day},
			Statements: []isnad.Statement{{ID: "s1", Kind: isnad.Indirect, Act: "state", Content: span(t, text, said),
				Speaker: isnad.Speaker{Name: speaker, Kind: isnad.SpeakerPerson, Span: &who}}},
			Figures: []isnad.Figure{{ID: "f1", Span: span(t, text, strings.TrimSuffix(number, " قتيلا")), Value: &n, Bound: bound, Counted: &counted}}}
	}
	a := make("dir/a.html", "وكالة الضفة", "2024-05-05T10:00:00+03:00", "سالم الهادي", "الجدار الشرقي انهار بعد أمطار غزيرة", "ما لا يقل عن 12 قتيلا", isnad.AtLeast)
	b := make("dir/b.html", "النهر", "2024-05-06", "جميل الراوي", "الجدار الشرقي انهار بعد سيول غزيرة", "12 قتيلا", isnad.Exact)
	c := make("dir/c.html", "a b", "2024-05-07", "سالم الهادي", "الجدار الشرقي انهار بعد أمطار غزيرة", "12 قتيلا", isnad.Exact)
	passage := func(r *isnad.Record, words string) *isnad.Passage {
		s := span(t, r.Text, words)
		return &isnad.Passage{Start: len([]rune(r.Text[:s.Start])), End: len([]rune(r.Text[:s.End])), Exact: words}
	}
	return &isnad.Comparison{
		Records: []string{a.GivenID, b.GivenID, c.GivenID, "dir/d.html"},
		Copies: []isnad.Copy{
			{A: a.GivenID, B: b.GivenID, Relation: isnad.PartlyCopied, Direction: isnad.AToB, Reason: "b credits وكالة الضفة, which published a", ShareOfA: .8, ShareOfB: .9},
			{A: a.GivenID, B: c.GivenID, Relation: isnad.Copied, Direction: isnad.BToA, Reason: "a credits a b, which published b", ShareOfA: .8, ShareOfB: .9, Reordered: true},
		},
		Stories: []isnad.Story{
			{ID: "story1", Title: "انهيار الجدار", Records: []string{a.GivenID, b.GivenID, c.GivenID}, Origins: 1, Counted: "3 pages that carry one text",
				Credited: []isnad.Credited{{Record: a.GivenID, Name: "رويدا", Kind: "agency"}, {Record: b.GivenID, Name: "رويدا", Kind: "agency"}}},
			{ID: "story2", Records: []string{"dir/d.html"}, Origins: 1, Counted: "one page"},
		},
		Statements: []isnad.Group{{ID: "u1", Members: []string{a.GivenID + "#s1", b.GivenID + "#s1", c.GivenID + "#s1"}, Origins: 1, Differences: []isnad.Difference{
			{Type: "speaker_changed", Members: []string{b.GivenID + "#s1"}, Before: passage(a, "سالم الهادي"), After: passage(b, "جميل الراوي")},
			{Type: "wording", Members: []string{b.GivenID + "#s1"}, Before: passage(a, "أمطار"), After: passage(b, "سيول")},
			{Type: "a_type_to_come", Members: []string{b.GivenID + "#s1"}},
		}}},
		Figures: []isnad.Group{{ID: "q1", Members: []string{a.GivenID + "#f1", b.GivenID + "#f1", c.GivenID + "#f1"}, Origins: 1, Differences: []isnad.Difference{
			{Type: "hedge_dropped", Members: []string{b.GivenID + "#f1", c.GivenID + "#f1"}, Before: passage(a, "ما لا يقل عن 12"), After: passage(b, "12")},
		}}},
		Chronology: []isnad.Moment{
			{ID: "h1", When: "2024-05-05", What: "انهار الجدار الشرقي", Modality: isnad.Asserted, Members: []string{a.GivenID + "#e1"}, Origins: 1,
				Conflicts: []isnad.Dating{{When: "2024-05-04", Members: []string{b.GivenID + "#e1"}}}},
			{ID: "h2", When: "2024-05-09", What: "تجتمع اللجنة", Modality: isnad.Planned, Members: []string{a.GivenID + "#e2", c.GivenID + "#e1"}, Origins: 2},
		},
	}, map[string]*isnad.Record{a.GivenID: a, b.GivenID: b, c.GivenID: c, "dir/d.html": {GivenID: "dir/d.html"}}
}

func shown(t *testing.T, look card) string {
	t.Helper()
	x, records := story(t)
	var out strings.Builder
	if err := prettyComparison(&out, look, x, records); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestPretty(t *testing.T) {
	const want = `4 pages, 1 story of several pages; 2 statements and figures on several pages, 2 with differences
════
انهيار الجدار
1 independent origin: 3 pages that carry one text
• [3] a b · 2024-05-07 · dir/c.html
  └ [1] وكالة الضفة · 2024-05-05 10:00+03:00 · dir/a.html
    │ copy of [3], 80 % of its words, in another order: [1] credits a b, which published [3]
    └ [2] النهر · 2024-05-06 · dir/b.html
        copied in part from [1], 90 % of its words: [2] credits وكالة الضفة, which published [1]
credited: رويدا (agency) by [1] [2]

Statements 1
u1   سالم الهادي · جميل الراوي  3 pages, 1 origin
     ≠ speaker changed in [2]: سالم الهادي → جميل الراوي
     ≠ other words in [2]: أمطار → سيول
     ≠ a type to come in [2]
     [1] وكالة الضفة [3] a b ← سالم الهادي  [said · state]
       الجدار الشرقي انهار بعد أمطار غزيرة
     [2] النهر ← جميل الراوي  [said · state]
       الجدار الشرقي انهار بعد [سيول] غزيرة
       without أمطار

Figures 1
           [1]         [2]    [3]
           وكالة الض…  النهر  a b
q1  قتيلا  ≥ 12        12 *   12 *
q1   ≠ “at least” dropped in [2] [3]: ما لا يقل عن 12 → 12

════
Chronology
2024-05-05  انهار الجدار الشرقي
            [1]  1 origin
2024-05-04  ≠ so dated in [2]
2024-05-09  (planned) تجتمع اللجنة
            [1] [3]  2 origins
════
1 page alone
`
	got := isolates.Replace(shown(t, card{width: 100}))
	got = strings.ReplaceAll(got, strings.Repeat("━", 100), "════")
	if got != want {
		t.Errorf("got\n%s", got)
	}
}

var escape = regexp.MustCompile("\x1b\\[[0-9;]*m")

func TestPrettyLines(t *testing.T) {
	for _, width := range []int{40, 60, 120} {
		plain, coloured := shown(t, card{width: width}), shown(t, card{paint: true, width: width})
		for _, line := range strings.Split(plain, "\n") {
			if cells(line) > width {
				t.Errorf("%d places in %d: %s", cells(line), width, line)
			}
			if strings.Count(line, rightToLeft) != strings.Count(line, popIsolate) {
				t.Errorf("an isolate is open: %q", line)
			}
		}
		said := func(s string) []string {
			return strings.Fields(isolates.Replace(escape.ReplaceAllString(strings.ReplaceAll(s, "[سيول]", "سيول"), "")))
		}
		if !slices.Equal(said(plain), said(coloured)) {
			t.Errorf("in %d places, colours change more than the colour", width)
		}
	}
}
