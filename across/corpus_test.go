package across_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/read"
)

// added compares records that arrive one after the other.
func added(t *testing.T, rs ...*isnad.Record) *isnad.Comparison {
	t.Helper()
	x := across.New(ar.Lang(), en.Lang())
	records := map[*across.Page]*isnad.Record{}
	c := x.Corpus(func(p *across.Page) (*isnad.Record, error) { return records[p], nil })
	for _, r := range rs {
		p := x.Sign(r)
		records[p] = r
		c.Add(p)
	}
	out, err := c.Parts().Comparison()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func asJSON(t *testing.T, c *isnad.Comparison) string {
	t.Helper()
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestOrderWithinAnHourDoesNotMatter(t *testing.T) {
	lines := strings.Split(first, "\n")
	rs := []*isnad.Record{
		page(t, "a", "2024-05-05T10:05:00Z", "الضفة", first), page(t, "b", "2024-05-05T10:10:00Z", "النهر", respelt),
		page(t, "c", "2024-05-05T10:20:00Z", "المرسى", other), page(t, "d", "2024-05-05T10:30:00Z", "الميناء", strings.Join(lines[:3], "\n")),
		page(t, "e", "2024-05-05T10:50:00Z", "السفح", strings.Join([]string{lines[0], lines[3], lines[2]}, "\n")),
	}
	c := added(t, rs...)
	if len(c.Copies) < 3 || len(c.Statements) == 0 || len(c.Figures) == 0 {
		t.Fatalf("there is little to compare: %+v", c)
	}
	want := asJSON(t, c)
	for seed := range uint64(20) {
		shuffled := slices.Clone(rs)
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(rs), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if got := asJSON(t, added(t, shuffled...)); got != want {
			t.Fatalf("seed %d: the order of arrival changed\n%s\nto\n%s", seed, want, got)
		}
	}
}

func TestALatePageFindsItsStory(t *testing.T) {
	c := added(t, page(t, "a", "2024-05-05T10:00:00Z", "الضفة", first), page(t, "c", "2024-05-09T10:00:00Z", "المرسى", other),
		page(t, "b", "2024-05-05T18:00:00Z", "النهر", respelt))
	if !slices.Equal(c.Records, []string{"a", "b", "c"}) {
		t.Errorf("%v is not the order of time", c.Records)
	}
	if len(c.Copies) != 1 || c.Copies[0].A != "a" || c.Copies[0].B != "b" {
		t.Errorf("copies: %+v", c.Copies)
	}
	if len(c.Stories) != 2 || !slices.Equal(c.Stories[0].Records, []string{"a", "b"}) {
		t.Errorf("stories: %+v", c.Stories)
	}
}

// sentences are texts that have nothing in common.
func sentences(n, seed int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "بند%d ", seed*1000+i)
	}
	return b.String()
}

const footer = "\nاشترك في نشرتنا البريدية ليصلك كل جديد من أخبار المدينة والقرى المجاورة ومن نتائج المباريات وأسعار السوق ومواعيد القطارات والحافلات والعبارات كل صباح قبل أن تخرج من بيتك"

func TestFurnitureMakesNoCopies(t *testing.T) {
	var rs []*isnad.Record
	for i := range 8 {
		rs = append(rs, page(t, fmt.Sprint("p", i), fmt.Sprintf("2024-05-%02d", i+1), "الضفة", "خبر "+sentences(60, i)+footer))
	}
	if c := compare(rs...); len(c.Copies) != 0 {
		t.Errorf("what an outlet prints on every page made %d copies, the first of %v", len(c.Copies), c.Copies[0].Aligned)
	}
	// The same words in a text that two outlets print are part of a copy.
	text := "خبر " + sentences(60, 1) + footer
	if c := compare(page(t, "a", "2024-05-01", "الضفة", text), page(t, "b", "2024-05-02", "النهر", text)); len(c.Copies) != 1 || c.Copies[0].ShareOfA < .95 {
		t.Errorf("%+v", c.Copies)
	}
}

func TestAnAgencysPageIsTheSource(t *testing.T) {
	for _, order := range [][2]string{{"2024-05-05T10:00:00Z", "2024-05-05T12:00:00Z"}, {"2024-05-05T12:00:00Z", "2024-05-05T10:00:00Z"}} {
		c := compare(page(t, "wire", order[0], "رويترز", first), page(t, "paper", order[1], "النهر", first))
		if len(c.Copies) != 1 {
			t.Fatalf("%+v", c.Copies)
		}
		x := c.Copies[0]
		if from := map[isnad.Direction]string{isnad.AToB: x.A, isnad.BToA: x.B}[x.Direction]; from != "wire" {
			t.Errorf("%s came from %q: %s", x.Direction, from, x.Reason)
		}
		if !slices.Equal(x.Because, []string{isnad.AgencyPage}) || x.Source != "رويترز" {
			t.Errorf("because %q of %q, and %q in words", x.Because, x.Source, x.Reason)
		}
	}
}

func TestAnAgencyIsKnownByItsAddress(t *testing.T) {
	r, err := reader.Read(read.Input{GivenID: "wire", Text: first, Published: "2024-05-05T12:00:00Z", URL: "https://www.reuters.com/1", Language: "ar"})
	if err != nil {
		t.Fatal(err)
	}
	c := compare(r, page(t, "paper", "2024-05-05T10:00:00Z", "النهر", first))
	if len(c.Copies) != 1 || c.Copies[0].Direction != isnad.BToA || c.Copies[0].B != "wire" {
		t.Errorf("%+v", c.Copies)
	}
}

func TestPagesOfOneAgencyAreOneOrigin(t *testing.T) {
	c := compare(page(t, "a", "2024-05-05T10:00:00Z", "الضفة", first), page(t, "b", "2024-05-05T12:00:00Z", "النهر", "الوادي - رويترز\n"+respelt),
		page(t, "c", "2024-05-05T13:00:00Z", "المرسى", other))
	origins := 0
	for _, s := range c.Stories {
		origins += s.Origins
		if s.Counted == "" {
			t.Errorf("%s does not say how its origins were counted", s.ID)
		}
		if s.Count.Origins() != s.Origins || s.Count.Pages != len(s.Records) {
			t.Errorf("%+v, and %q in words", s.Count, s.Counted)
		}
	}
	if origins != 2 {
		t.Errorf("%d origins, want the dam's one and the fair's one: %+v", origins, c.Stories)
	}
}

// A page that carries the texts of two does not make them one origin.
func TestARoundUpKeepsOriginsApart(t *testing.T) {
	a, b := "خبر "+sentences(80, 1), "نبأ "+sentences(80, 2)
	c := compare(page(t, "a", "2024-05-05T10:00:00Z", "الضفة", a), page(t, "b", "2024-05-05T11:00:00Z", "النهر", b),
		page(t, "both", "2024-05-05T12:00:00Z", "المرسى", a+"\n"+b))
	origins := 0
	for _, s := range c.Stories {
		origins += s.Origins
	}
	if len(c.Copies) != 2 || origins != 2 {
		t.Errorf("%d copies of %d origins, want two of two", len(c.Copies), origins)
	}
}

// How origins were counted is told in numbers as in words.
func TestCount(t *testing.T) {
	pages := []*isnad.Record{page(t, "a", "2024-05-05T10:00:00Z", "الضفة", first), page(t, "b", "2024-05-05T12:00:00Z", "النهر", respelt), page(t, "c", "2024-05-05T13:00:00Z", "المرسى", first)}
	for _, r := range pages {
		r.Credits = []isnad.Credit{{Name: "رويترز", Kind: "agency"}}
	}
	c := compare(pages...)
	if len(c.Stories) != 1 {
		t.Fatalf("%+v", c.Stories)
	}
	n := c.Stories[0].Count
	if n.Pages != 3 || n.Origins() != 1 || n.Copies+n.Credits != 2 || n.Unknown != 0 {
		t.Errorf("%+v: %s", n, c.Stories[0].Counted)
	}
	credits := 0
	for _, x := range n.Sources {
		if x.Name != "رويترز" {
			t.Errorf("%+v", x)
		}
		credits += x.Pages
	}
	if credits != n.Credits {
		t.Errorf("%d pages by source, and %d in all", credits, n.Credits)
	}
	for _, x := range c.Copies {
		if !slices.Equal(x.Because, []string{isnad.SameAgency}) || x.Source != "رويترز" {
			t.Errorf("%q %q: %s", x.Because, x.Source, x.Reason)
		}
	}
}

func TestWithoutTimesDetailTellsTheDirection(t *testing.T) {
	long := first + "\nوقدرت الخسائر بنحو 340 مليون دينار، وتضررت 18 قرية، وكان السد قد بني في 4 مارس 1987."
	short := strings.Split(first, "\n")[1] + "\nوأضاف أن الفرق أجلت عائلات من القرى القريبة إلى مدارس المدينة، ولم تعرف الخسائر بعد."
	c := compare(page(t, "x", "", "الضفة", short), page(t, "y", "", "النهر", long))
	if len(c.Copies) != 1 {
		t.Fatalf("%+v", c.Copies)
	}
	x := c.Copies[0]
	if from := map[isnad.Direction]string{isnad.AToB: x.A, isnad.BToA: x.B}[x.Direction]; from != "y" {
		t.Errorf("%s: %s", x.Direction, x.Reason)
	}
	if !slices.Equal(x.Because, []string{isnad.DetailLost}) {
		t.Errorf("%q: %s", x.Because, x.Reason)
	}
}

func TestStoriesChainIntoAThread(t *testing.T) {
	c := compare(
		page(t, "a", "2022-03-01", "الضفة", "قاعدة وادي الرمان البحرية\nقال وزير الدفاع في بلاد السفح سالم الهادي إن قاعدة وادي الرمان البحرية ستبقى مفتوحة لسفن الأسطول الشرقي، وإن اتفاق القاعدة مع حكومة المرسى يسري عشر سنوات."),
		page(t, "b", "2024-05-05", "النهر", "محادثات المرسى والسفح على قاعدة وادي الرمان\nبحثت حكومة المرسى مع وزير الدفاع في السفح سالم الهادي مستقبل قاعدة وادي الرمان البحرية، وطلبت أن تغادر سفن الأسطول الشرقي القاعدة بعد انتهاء الاتفاق."),
		page(t, "c", "2024-05-06", "المرسى", other))
	thread := map[string]string{}
	for _, s := range c.Stories {
		thread[s.Records[0]] = s.Thread
	}
	if len(c.Stories) != 3 || thread["a"] != thread["b"] || thread["a"] == thread["c"] {
		t.Errorf("%d stories in threads %v", len(c.Stories), thread)
	}
}

func TestAChangedValueInACopy(t *testing.T) {
	typo := strings.Replace(first, "12 شخصا", "21 شخصا", 1)
	c := compare(page(t, "a", "2024-05-05T10:00:00Z", "الضفة", first), page(t, "b", "2024-05-05T14:00:00Z", "النهر", typo))
	if !differs(c.Figures, "digit_transposition", "a#", "b#") {
		t.Errorf("12 became 21 in a copy of one day: %+v", c.Figures)
	}
	if differs(c.Figures, "value_changed", "a#", "b#") {
		t.Error("two names for one change")
	}
	// The report of another day in the same form is no change of this one's.
	next := strings.NewReplacer("40 عائلة", "55 عائلة", "12 شخصا", "19 شخصا", "4 أطفال", "7 أطفال", "الأحد", "الخميس").Replace(first)
	c = compare(page(t, "a", "2024-05-05T10:00:00Z", "الضفة", first), page(t, "b", "2024-05-09T10:00:00Z", "النهر", next))
	for _, g := range c.Figures {
		if len(g.Differences) > 0 {
			t.Errorf("a series of two days: %+v", g.Differences)
		}
	}
}
