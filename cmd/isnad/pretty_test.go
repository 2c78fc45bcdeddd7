package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/text"
)

func TestChangedWordsAreMarked(t *testing.T) {
	for _, c := range []struct{ a, b, marked, dropped string }{
		{"أصيب ما لا يقل عن 12 شخصا", "أصيب 12 شخصاً أمس", "أصيب 12 شخصاً [أمس]", "ما لا يقل عن"},
		{"إن العمل بدأ", "ان العمل بدأ", "ان العمل بدأ", ""},
		{"أكثر من34 فئة", "أكثر من 34 فئة", "أكثر من 34 فئة", ""},
		{"بدأ ، غدا ، العمل", "بدأ العمل", "بدأ العمل", "غدا"},
		{"", "بدأ العمل", "[بدأ العمل]", ""},
		{"بدأ العمل", "", "", "بدأ العمل"},
	} {
		got := text.Reword(c.a, c.b)
		if m := new(board).marked(got); m != c.marked || strings.Join(got.Dropped, "|") != c.dropped {
			t.Errorf("%q, %q: %q without %q", c.a, c.b, m, got.Dropped)
		}
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
	const want = `4 pages: 1 story of several pages, 1 alone; 2 statements and figures on several pages, 2 with
differences: a type to come 1, another speaker 1, other words 1, word of doubt dropped 1
════
انهيار الجدار
1 independent origin: 3 pages that carry one text
• [3] a b · 2024-05-07 · dir/c.html
  └ [1] وكالة الضفة · 2024-05-05 10:00+03:00 · dir/a.html
    │ copy of [3], 80 % of its words, in another order: [1] credits a b, which published [3]
    └ [2] النهر · 2024-05-06 · dir/b.html
        copied in part from [1], 90 % of its words: [2] credits وكالة الضفة, which published [1]
[1] [2] credit رويدا (agency)

Statements 1
u1   سالم الهادي · جميل الراوي  3 pages, 1 origin
     ≠ another speaker in [2]: سالم الهادي → جميل الراوي
     ≠ other words in [2]: أمطار → سيول
     ≠ a type to come in [2]
     [1] وكالة الضفة [3] a b ← سالم الهادي  [said · state]
       الجدار الشرقي انهار بعد أمطار غزيرة
     [2] النهر ← جميل الراوي  [said · state]
       الجدار الشرقي انهار بعد [سيول] غزيرة
       without أمطار

Figures 1   * differs, as said below
           [1]          [2]    [3]
           وكالة الضفة  النهر  a b
q1  قتيلا  ≥ 12         12 *   12 *
q1   ≠ “at least” dropped in [2] [3]: ما لا يقل عن 12 → 12

════
Chronology
2024-05-05  انهار الجدار الشرقي  [1]
2024-05-04  ≠ dated so in [2]
2024-05-09  (planned) تجتمع اللجنة  [1] [3]  2 origins
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

// Every type of difference is in words that say what to look at, with the pages
// and what stands there.
func TestNotes(t *testing.T) {
	const before, after = "قال سالم الهادي أمس إن أكثر من 12 بيتا سقطت", "قالت مصادر إن 12 بيتا سقطت"
	records := map[string]*isnad.Record{"p1": {Text: before}, "p2": {Text: after, Title: after}, "p3": {Text: after}}
	for id, text := range map[string]string{"p1": before, "p2": after, "p3": after} {
		who, kind := "سالم الهادي", isnad.SpeakerPerson
		if text == after {
			who, kind = "مصادر", isnad.SpeakerAnonymous
		}
		speaker := span(t, text, who)
		records[id].Statements = []isnad.Statement{{ID: "s1", Span: isnad.Span{End: len(text)}, Speaker: isnad.Speaker{Name: who, Kind: kind, Span: &speaker},
			Content: isnad.Span{Start: strings.Index(text, "إن"), End: len(text)}, Headline: id == "p2"}}
		records[id].Figures = []isnad.Figure{{ID: "f1", Span: span(t, text, "12"), Bound: isnad.Exact}}
	}
	records["p1"].Times = []isnad.Time{{ID: "t1", Span: span(t, before, "أمس")}}
	records["p1"].Figures[0] = isnad.Figure{ID: "f1", Span: span(t, before, "أكثر من 12"), Bound: isnad.MoreThan, AccordingTo: "s1"}
	for id, r := range records { // as they come from the shelf
		line, err := r.AppendJSON(nil)
		if err != nil {
			t.Fatal(err)
		}
		records[id] = new(isnad.Record)
		if err := records[id].UnmarshalJSON(line); err != nil {
			t.Fatal(err)
		}
	}
	b := newBoard(card{width: 100}, &isnad.Comparison{Records: []string{"p1", "p2", "p3"}}, records)
	place := func(text, words string) *isnad.Passage {
		at := strings.Index(text, words)
		if at < 0 {
			t.Fatalf("%q is not in the text", words)
		}
		from := len([]rune(text[:at]))
		return &isnad.Passage{Start: from, End: from + len([]rune(words)), Exact: words}
	}
	for _, c := range []struct{ typ, member, x, y, want string }{
		{"wording", "s1", "قال", "قالت", "≠ other words in [3]: قال → قالت"},
		{"speaker_changed", "s1", "سالم الهادي", "مصادر", "≠ another speaker in [3]: سالم الهادي → مصادر"},
		{"anonymity_changed", "s1", "سالم الهادي", "مصادر", "≠ speaker no longer named in [3]: سالم الهادي → مصادر"},
		{"time_changed", "s1", "أمس", "قالت", "≠ time left out in [3]: أمس"},
		{"hedge_dropped", "s1", "أكثر من 12", "12", "≠ “more than” dropped in [3]: أكثر من 12 → 12"},
		{"hedge_dropped", "s1", "قال سالم", "قالت", "≠ word of doubt dropped in [3]: قال سالم → قالت"},
		{"quote_trimmed", "s1", "أكثر من", "إن 12 بيتا سقطت", "≠ quotation cut in [3]: without أكثر من"},
		{"scope_changed", "s1", "أكثر", "12", "≠ wider or narrower in [3]: أكثر → 12"},
		{"scope_changed", "s1", "أكثر", "إن 12 بيتا سقطت", "≠ a part left out in [3]: أكثر"},
		{"scope_changed", "s1", "إن أكثر من 12 بيتا سقطت", "مصادر", "≠ a part added in [3]: مصادر"},
		{"source_dropped", "f1", "قال", "12", "≠ source left out in [3]; [1] names سالم الهادي"},
		{"breakdown_lost", "f1", "أكثر من 12", "12", "≠ no breakdown in [3]; [1] gives أكثر من 12"},
		{"hedge_dropped", "f1", "أكثر من 12", "12", "≠ “more than” dropped in [3]: أكثر من 12 → 12"},
		{"negation_changed", "s1", "قال", "قالت", "≠ negation added or dropped in [3]: قال → قالت"},
		{"narration_became_direct_quote", "s1", "بيتا سقطت", "بيتا سقطت", "≠ narration became quotation in [3]"},
	} {
		g := isnad.Group{ID: "x1", Members: []string{"p1#" + c.member, "p2#" + c.member, "p3#" + c.member}, Differences: []isnad.Difference{
			{Type: c.typ, Members: []string{"p3#" + c.member}, Before: place(before, c.x), After: place(after, c.y)},
			{Type: c.typ, Members: []string{"p2#" + c.member}, Before: place(before, c.x), After: place(after, c.y)},
		}}
		var got []string
		for _, line := range b.notes(g) {
			got = append(got, isolates.Replace(strings.Join(line, "")))
		}
		if want := []string{c.want, strings.Replace(c.want, "in [3]", "in the headline of [2]", 1)}; !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", c.typ, got, want)
		}
	}
	for typ := range plainly {
		if strings.Contains(inWords(typ), "_") {
			t.Errorf("%s has no words of its own", typ)
		}
	}
}

// What differs in the same way in the same pages is one line.
func TestNotesTogether(t *testing.T) {
	x, records := story(t)
	g := &x.Statements[0]
	again := g.Differences[1]
	again.Before, again.After = &isnad.Passage{Start: 12, End: 18, Exact: "الجدار"}, &isnad.Passage{Start: 13, End: 19, Exact: "الشرقي"}
	g.Differences = append(g.Differences, again, g.Differences[1])
	var got []string
	for _, line := range newBoard(card{width: 100}, x, records).notes(*g) {
		got = append(got, isolates.Replace(strings.Join(line, "")))
	}
	if want := []string{"≠ another speaker in [2]: سالم الهادي → جميل الراوي", "≠ other words in [2]: أمطار → سيول; الجدار → الشرقي", "≠ a type to come in [2]"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestSpoken(t *testing.T) {
	for _, c := range []struct{ when, from, want string }{
		{"2024-10-17", "2024-10-17", "2024-10-17"},
		{"2024-10-17TEV", "2024-10-17", "2024-10-17 evening"},
		{"2024-10-17T21:30", "2024-10-17", "2024-10-17 21:30"},
		{"2024-10-17TEV/2024-10-18TMO", "2024-10-17", "2024-10-17 evening to 2024-10-18 morning"},
		{"2024-W42", "2024-10-14", "week of 2024-10-14"},
		{"2024-Q1", "2024-01-01", "2024, first quarter"},
		{"2024-SU", "2024-06-01", "2024, summer"},
		{"196X", "1960-01-01", "1960s"},
		{"1986/1990", "1986-01-01", "1986 to 1990"},
	} {
		if got := spoken(c.when, c.from); got != c.want {
			t.Errorf("%s: %q, want %q", c.when, got, c.want)
		}
	}
}

// Of many stories the first are named at the top, of many events those of one
// page are counted.
func TestPrettyMany(t *testing.T) {
	x := &isnad.Comparison{}
	records := map[string]*isnad.Record{}
	page := func() string {
		id := fmt.Sprintf("p%d", len(x.Records)+1)
		x.Records = append(x.Records, id)
		records[id] = &isnad.Record{GivenID: id}
		return id
	}
	for i := range 12 {
		s := isnad.Story{ID: fmt.Sprintf("story%d", i+1), Title: fmt.Sprintf("headline %d", i+1), Records: []string{page(), page()}, Origins: 1, Counted: "2 pages"}
		if i == 7 {
			s.Origins = 2
		}
		x.Stories = append(x.Stories, s)
	}
	for i := range fewMoments + 1 {
		m := isnad.Moment{When: "2024-05-05", What: "event", Members: []string{x.Records[i%20] + "#e1"}, Origins: 1}
		if i == 3 {
			m.Members = append(m.Members, "p1#e9")
		}
		x.Chronology = append(x.Chronology, m)
	}
	var out strings.Builder
	if err := prettyComparison(&out, card{width: 60}, x, records); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"24 pages: 12 stories of several pages\n\norigins  pages  differ\n      2      2       0  headline 8\n      1      2       0  headline 1\n",
		"headline 10\nand 2 stories more, all in this order below\n━",
		"Chronology\n2024-05-05  event  [1] [4]  1 origin\n40 events more, each of one page alone, in the JSON (without\n--pretty)\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
	out.Reset()
	if err := prettyComparison(&out, card{width: minWidth}, x, records); err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(out.String(), "\n") {
		if cells(line) > minWidth {
			t.Errorf("%d places in %d: %s", cells(line), minWidth, line)
		}
	}
}

// An outlet that a page gives as its source is said with the page's words.
func TestCredited(t *testing.T) {
	b := newBoard(card{width: 100}, &isnad.Comparison{Records: []string{"p1", "p2", "p3"}}, nil)
	var out strings.Builder
	b.credited(&out, &isnad.Story{Credited: []isnad.Credited{
		{Record: "p1", Name: "رويدا", Kind: "agency", Words: "رويدا -"}, {Record: "p2", Name: "الضفة", Kind: "outlet", Words: "نقلا عن الضفة"},
		{Record: "p3", Name: "رويدا", Kind: "agency"}, {Record: "p3", Name: "النهر", Kind: "outlet"}, {Record: "p1", Name: "النهر", Kind: "outlet", Words: "النهر:"},
	}})
	const want = `[1] [3] credit رويدا (agency)
[2] says that its text is from الضفة: “نقلا عن الضفة”
[1] [3] say that their text is from النهر
`
	if got := isolates.Replace(out.String()); got != want {
		t.Errorf("got\n%s", got)
	}
}

// Of many carryings the first are shown and those that differ.
func TestForemost(t *testing.T) {
	var ways []*said
	for i := range 12 {
		ways = append(ways, &said{members: []string{fmt.Sprintf("p%d#s1", i)}})
	}
	g := isnad.Group{Differences: []isnad.Difference{{Type: "wording", Members: []string{"p9#s1", "p11#s1"}}}}
	kept, rest := foremost(g, ways)
	var got []string
	for _, w := range append(kept, rest...) {
		got = append(got, strings.TrimSuffix(strings.TrimPrefix(w.members[0], "p"), "#s1"))
	}
	if s := strings.Join(got, " "); len(kept) != mostWays || s != "0 1 2 3 4 5 6 7 9 11 8 10" {
		t.Errorf("%d kept: %s", len(kept), s)
	}
	if kept, rest := foremost(g, ways[:mostWays]); len(kept) != mostWays || rest != nil {
		t.Errorf("of few, %d kept and %d not", len(kept), len(rest))
	}
}
