package across_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/read"
	"golang.org/x/text/encoding/charmap"
)

var reader = read.New(ar.Lang(), en.Lang())

// page reads a page that is given in words.
func page(t testing.TB, id, published, outlet, text string) *isnad.Record {
	t.Helper()
	r, err := reader.Read(read.Input{GivenID: id, Text: text, Published: published, Outlet: outlet, Language: "ar"})
	if err != nil {
		t.Fatalf("%s: %v", id, err)
	}
	return r
}

func compare(rs ...*isnad.Record) *isnad.Comparison {
	return across.New(ar.Lang(), en.Lang()).Compare(slices.Values(rs))
}

const (
	first = `انهيار جدار السد في وادي الرمان
قال مدير السدود سالم الهادي إن الجدار الشرقي للسد انهار فجر الأحد بعد أمطار غزيرة استمرت ثلاثة أيام.
وأضاف أن الفرق أجلت أكثر من 40 عائلة من القرى القريبة إلى مدارس المدينة.
وذكرت وزارة الصحة أن ما لا يقل عن 12 شخصا أصيبوا، بينهم 4 أطفال، ونقلوا إلى مستشفى الوادي.`
	respelt = `إنهيار جدار السدّ فى وادى الرمّان
قال مدير السدود سالم الهادى ان الجدار الشرقى للسد إنهار فجر الاحد بعد امطار غزيرة إستمرت ثلاثة ايام.
واضاف ان الفرق اجلت اكثر من ٤٠ عائلة من القرى القريبة الى مدارس المدينة.
وذكرت وزارة الصحة ان ما لا يقل عن ١٢ شخصا اصيبوا، بينهم ٤ اطفال، ونقلوا الى مستشفى الوادى.`
	other = `افتتاح معرض الكتاب في العاصمة
افتتحت وزيرة الثقافة ليلى منصور مساء السبت معرض الكتاب بمشاركة 200 دار نشر من سبعة بلدان.
وقالت منصور إن المعرض يستقبل الزوار عشرة أيام.`
)

func TestSpellingHidesNoCopy(t *testing.T) {
	c := compare(page(t, "a", "2024-05-05", "الضفة", first), page(t, "b", "2024-05-06", "النهر", respelt), page(t, "c", "2024-05-06", "المرسى", other))
	if len(c.Copies) != 1 {
		t.Fatalf("%d copies, want one: %+v", len(c.Copies), c.Copies)
	}
	x := c.Copies[0]
	if x.A != "a" || x.B != "b" || x.ShareOfA < .95 || x.ShareOfB < .95 {
		t.Errorf("%s %s share %v and %v", x.A, x.B, x.ShareOfA, x.ShareOfB)
	}
	if len(c.Stories) != 2 {
		t.Errorf("%d stories, want two", len(c.Stories))
	}
}

func TestReorderedPassages(t *testing.T) {
	lines := strings.Split(first, "\n")
	turned := strings.Join([]string{lines[0], lines[3], lines[1], lines[2]}, "\n")
	c := compare(page(t, "a", "2024-05-05", "الضفة", first), page(t, "b", "2024-05-06", "النهر", turned))
	if len(c.Copies) != 1 || !c.Copies[0].Reordered {
		t.Fatalf("%+v", c.Copies)
	}
	for _, p := range c.Copies[0].Aligned {
		if p.A.Exact == "" || p.B.Exact == "" {
			t.Errorf("empty passage: %+v", p)
		}
	}
}

func TestExcerptOfAnEarlierPage(t *testing.T) {
	lines := strings.Split(first, "\n")
	c := compare(page(t, "a", "2024-05-05", "الضفة", first), page(t, "b", "2024-05-06", "النهر", strings.Join(lines[:3], "\n")))
	if len(c.Copies) != 1 || c.Copies[0].Direction != isnad.AToB {
		t.Fatalf("%+v", c.Copies)
	}
}

func TestSameRecordsSameComparison(t *testing.T) {
	a, b, d := page(t, "a", "2024-05-05", "الضفة", first), page(t, "b", "2024-05-06", "النهر", respelt), page(t, "c", "2024-05-06", "المرسى", other)
	x, y := compare(a, b, d), compare(d, b, a)
	if !slices.Equal(x.Records, y.Records) || len(x.Statements) != len(y.Statements) || len(x.Figures) != len(y.Figures) {
		t.Errorf("the order of arrival changed the comparison: %v %v", x.Records, y.Records)
	}
	for i := range x.Statements {
		if !slices.Equal(x.Statements[i].Members, y.Statements[i].Members) {
			t.Errorf("group %d: %v and %v", i, x.Statements[i].Members, y.Statements[i].Members)
		}
	}
}

// dossier compares the examples.
func dossier(t *testing.T) *isnad.Comparison {
	t.Helper()
	return compare(examples(t)...)
}

// examples reads the pages of the examples.
func examples(t *testing.T) []*isnad.Record {
	t.Helper()
	files, err := filepath.Glob("../examples/dossier/*")
	if err != nil || len(files) < 12 {
		t.Fatalf("%d pages found: %v", len(files), err)
	}
	var rs []*isnad.Record
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(f)
		if strings.Contains(name, "samran-net") {
			if b, err = charmap.Windows1256.NewDecoder().Bytes(b); err != nil {
				t.Fatal(err)
			}
		}
		r, err := reader.Read(read.Input{GivenID: name[:2], Text: string(b), HTML: strings.HasSuffix(name, ".html")})
		if err != nil {
			t.Fatal(err)
		}
		rs = append(rs, r)
	}
	return rs
}

func TestDossier(t *testing.T) {
	c := dossier(t)
	copies := map[string]bool{}
	for _, x := range c.Copies {
		copies[min(x.A, x.B)+" "+max(x.A, x.B)] = true
	}
	for _, want := range []string{"01 02", "01 03", "11 12"} {
		if !copies[want] {
			t.Errorf("%s is a copy and was not found", want)
		}
	}
	for _, no := range []string{"01 11", "05 13", "08 13", "01 10"} {
		if copies[no] {
			t.Errorf("%s is no copy", no)
		}
	}
	if !differs(c.Statements, "speaker_changed", "01#", "04#") {
		t.Error("the minister's words are the spokesman's in 04: speaker_changed was not found")
	}
	if !differs(c.Figures, "hedge_dropped", "01#", "04#") {
		t.Error("«ما لا يقل عن» is lost in 04: hedge_dropped was not found")
	}
	for _, g := range c.Figures {
		if has(g, "01#") && has(g, "08#") && strings.Contains(g.Gist, "سبعة عشر") {
			t.Error("17 dead of the dam and 17 hurt in a bus are no one quantity")
		}
	}
	for _, g := range c.Statements {
		if has(g, "04#") && has(g, "11#") {
			t.Errorf("two people on two days are no one utterance: %s", g.Gist)
		}
	}
}

func has(g isnad.Group, prefix string) bool {
	return slices.ContainsFunc(g.Members, func(m string) bool { return strings.HasPrefix(m, prefix) })
}

// differs reports whether a group with members of both pages has a difference
// of that type at the second.
func differs(groups []isnad.Group, typ, from, at string) bool {
	for _, g := range groups {
		if !has(g, from) || !has(g, at) {
			continue
		}
		for _, d := range g.Differences {
			if d.Type == typ && slices.ContainsFunc(d.Members, func(m string) bool { return strings.HasPrefix(m, at) }) {
				return d.Before != nil && d.After != nil
			}
		}
	}
	return false
}

func TestManyCopiesAreOneOrigin(t *testing.T) {
	var rs []*isnad.Record
	for i := range 100 {
		rs = append(rs, page(t, fmt.Sprintf("p%03d", i), "2024-05-05", fmt.Sprintf("صحيفة %d", i), first))
	}
	c := compare(rs...)
	if len(c.Stories) != 1 || c.Stories[0].Origins != 1 {
		t.Errorf("%d stories, the first with %d origins, want one with one", len(c.Stories), c.Stories[0].Origins)
	}
}
