package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/isnad-project/isnad"
)

const told = `انهار الجدار الشرقي لسد وادي الرمان فجر الأحد بعد أمطار غزيرة استمرت ثلاثة أيام.
قال مدير السدود سالم الهادي: «أجلينا أكثر من 40 عائلة من القرى القريبة إلى مدارس المدينة»، وأضاف أن الأضرار كبيرة.
وذكرت وزارة الصحة أن 12 شخصا أصيبوا، بينهم 4 أطفال، ونقلوا إلى مستشفى الوادي على متن سيارات الإسعاف.
ودعت لجنة الأهالي إلى تحقيق مستقل في أسباب الانهيار خلال شهر، وطالبت بتعويض أصحاب البساتين والبيوت المتضررة.`

// made are articles of words in no order, so that no two share any run of them.
func made(n int) (all []article) {
	random := rand.New(rand.NewPCG(7, 7))
	words := strings.Fields(told)
	outlets := []string{"الضفة", "النهر", "المرسى"}
	for i := range n {
		var lines []string
		for range 4 {
			var line []string
			for range 45 {
				line = append(line, strings.Trim(words[random.IntN(len(words))], ".,،:«»"))
			}
			lines = append(lines, strings.Join(line, " ")+".")
		}
		all = append(all, article{
			ID: fmt.Sprint("page", i), Outlet: outlets[i%3], Published: "2024-05-05T08:00:00", Title: "خبر رقم " + fmt.Sprint(i), Text: strings.Join(lines, "\n"),
		})
	}
	return all
}

const eachClass = 4

func planted(t *testing.T, seed uint64) ([]article, []article) {
	t.Helper()
	all, hosts := made(40), made(60)[40:]
	set, err := plant(all, hosts, eachClass, seed)
	if err != nil {
		t.Fatal(err)
	}
	return set, hosts
}

func TestSameSeedSameBytes(t *testing.T) {
	bytes := func(seed uint64) string {
		set, _ := planted(t, seed)
		b, err := json.Marshal(set)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	first, again := bytes(1), bytes(1)
	if first != again {
		t.Error("one seed, two sets")
	}
	if first == bytes(2) {
		t.Error("two seeds, one set")
	}
}

func TestEachClassDoesWhatItSays(t *testing.T) {
	set, hosts := planted(t, 1)
	byID, counts, used := map[string]article{}, map[string]int{}, map[string]bool{}
	for _, a := range set {
		if byID[a.ID].ID != "" {
			t.Errorf("%s stands twice", a.ID)
		}
		byID[a.ID] = a
	}
	for _, x := range set {
		if x.Class == "" {
			continue
		}
		counts[x.Class]++
		a := byID[x.Original]
		if used[a.ID] {
			t.Errorf("%s: its original has another copy", x.ID)
		}
		used[a.ID] = true
		if x.Outlet == a.Outlet {
			t.Errorf("%s: same outlet %s", x.ID, x.Outlet)
		}
		before, _ := moment(a.Published)
		after, ok := moment(x.Published)
		if d := after.Sub(before); !ok || d.Minutes() < 10 || d.Hours() > 13 {
			t.Errorf("%s: %s later", x.ID, d)
		}
		was, is := normalWords(a.Text), normalWords(x.Text)
		switch x.Class {
		case "substituted":
			changed := 0
			for i := range min(len(was), len(is)) {
				if was[i] != is[i] {
					changed++
				}
			}
			if want := (len(was) + 10) / 20; len(was) != len(is) || changed != want {
				t.Errorf("%s: %d words of %d, %d changed, want %d", x.ID, len(is), len(was), changed, want)
			}
		case "cut":
			if !strings.Contains(a.Text, x.Text) || len(is) != len(was)*7/10 {
				t.Errorf("%s: %d words of %d", x.ID, len(is), len(was))
			}
		case "respelt":
			if x.Text == a.Text || !slices.Equal(was, is) {
				t.Errorf("%s: want the same words, spelt otherwise:\n%s\n%s", x.ID, a.Text, x.Text)
			}
		case "reordered":
			from, to := paragraphs(a.Text), paragraphs(x.Text)
			if slices.Equal(from, to) || !slices.Equal(slices.Sorted(slices.Values(from)), slices.Sorted(slices.Values(to))) {
				t.Errorf("%s: want the same paragraphs in another order", x.ID)
			}
		case "passage":
			i := slices.IndexFunc(hosts, func(h article) bool { return h.Title == x.Title })
			if i < 0 {
				t.Fatalf("%s: %q is no host's title", x.ID, x.Title)
			}
			if n := len(normalWords(hosts[i].Text)); len(is) != n+passageWords {
				t.Errorf("%s: %d words, the host has %d", x.ID, len(is), n)
			}
			numbers := map[string]int32{}
			if n := longestRun(numbered(a.Text, numbers), numbered(x.Text, numbers)); n < passageWords {
				t.Errorf("%s: %d words in a row", x.ID, n)
			}
		}
	}
	for _, c := range classes {
		if counts[c.name] != eachClass {
			t.Errorf("%d copies are %s, want %d", counts[c.name], c.name, eachClass)
		}
	}
}

func TestRespellingReachesEverySort(t *testing.T) {
	p := &planter{random: rand.New(rand.NewPCG(1, 1))}
	s := p.respell(told)
	for _, want := range []string{"٤٠", "١٢", `"`, "ـ", "ادى"} {
		if !strings.Contains(s, want) || strings.Contains(told, want) {
			t.Errorf("no %q in %s", want, s)
		}
	}
	for _, gone := range []string{"40", "«"} {
		if strings.Contains(s, gone) {
			t.Errorf("%q in %s", gone, s)
		}
	}
	for _, fewer := range []string{"أ", "إلى", "ة"} {
		if strings.Count(s, fewer) >= strings.Count(told, fewer) {
			t.Errorf("as many %q as before in %s", fewer, s)
		}
	}
	if a, b := normalWords(told), normalWords(s); !slices.Equal(a, b) {
		t.Errorf("other words:\n%v\n%v", a, b)
	}
}

func TestFewParagraphsMakeSentences(t *testing.T) {
	p := &planter{random: rand.New(rand.NewPCG(1, 1))}
	a := article{Text: strings.ReplaceAll(told, "\n", " ")}
	x, ok := p.reordered(&a)
	if !ok || x.Text == a.Text || len(x.Text) != len(a.Text) {
		t.Errorf("%v %q", ok, x.Text)
	}
	if _, ok := p.reordered(&article{Text: "قال سالم. وصمت."}); ok {
		t.Error("two sentences have no other order worth the name")
	}
}

func TestPlantWantsEnough(t *testing.T) {
	if _, err := plant(made(10), nil, 4, 1); err == nil {
		t.Error("ten articles have no twenty copies")
	}
	one := made(1)
	if _, err := plant(one, one, 1, 1); err == nil {
		t.Error("a copy needs another outlet")
	}
}

func TestSharedTextIsMeasured(t *testing.T) {
	numbers := map[string]int32{}
	a, b := numbered("ا ب ج د ه و ز ح ط ي", numbers), numbered("س ب ج د ه و ز ص", numbers)
	if n := longestRun(a, b); n != 6 {
		t.Errorf("%d words in a row, want 6", n)
	}
	// Four of the six runs of three words of the smaller.
	if x := contained(grams(a), grams(b)); x != 4./6 {
		t.Errorf("%v contained, want two thirds", x)
	}
}

func TestPairsAreJudged(t *testing.T) {
	set := made(3)
	set = append(set,
		article{ID: "copy", Class: "cut", Original: "page0", Outlet: "النهر", Published: "2024-05-05T09:00:00", Title: set[0].Title, Text: set[0].Text},
		article{ID: "again", Outlet: "المرسى", Published: "2024-05-05T09:00:00", Title: set[1].Title, Text: set[1].Text})
	res := &result{}
	res.precision(set, []isnad.Copy{{A: "page0", B: "copy"}, {A: "page1", B: "again"}, {A: "page1", B: "page2"}})
	if res.Found != 3 || res.Planted != 1 || res.Sharing != 1 || res.Wrong != 1 {
		t.Errorf("%+v", res)
	}
	if real := realCopies(set); !slices.Equal(real, [][2]string{{"page1", "again"}}) {
		t.Errorf("real copies %v", real)
	}
	res = measure(set)
	for _, c := range res.Classes {
		if want := map[string]int{"cut": 1, "not planted": 1}[c.Class]; c.Pairs != want || c.Found != want {
			t.Errorf("%s: %d of %d found, want %d", c.Class, c.Found, c.Pairs, want)
		}
	}
}
