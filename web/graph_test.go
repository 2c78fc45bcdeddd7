package web

import (
	"fmt"
	"html/template"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/isnad-project/isnad"
)

// manyPages are pages of two texts, of which the first has n copies.
func manyPages(n int) []*storyPage {
	page := func(i, family, above int) *storyPage {
		p := &storyPage{Number: i + 1, Carrier: Carrier{Path: fmt.Sprint("/pages/", i+1), Address: fmt.Sprint("https://outlet.test/", i), Published: fmt.Sprintf("2024-03-%02dT10:00:00Z", 1+i/10)}, family: family, above: above}
		if above >= 0 {
			p.Relation, p.Direction = isnad.Copied, isnad.AToB
		}
		return p
	}
	out := []*storyPage{page(0, 0, -1)}
	for i := range n {
		out = append(out, page(i+1, 0, i/2))
	}
	out = append(out, page(n+1, 1, -1))
	for _, p := range out[1:] {
		if p.above >= 0 {
			p.From = &out[p.above].Carrier
		}
	}
	return out
}

func TestBigGraphIsFolded(t *testing.T) {
	g := newGraph(manyPages(101))
	drawn := 0
	for _, r := range g.rows {
		if r.page >= 0 {
			drawn++
		}
	}
	if drawn != mostDrawn || g.Hidden != 103-mostDrawn {
		t.Errorf("%d pages are drawn, %d are not", drawn, g.Hidden)
	}
	w, err := readWords()
	if err != nil {
		t.Fatal(err)
	}
	for lang, folded := range map[string]string{"en": "and 43 more copies", "ar": "و43 نسخة أخرى"} {
		draw := w.functions(way{lang, "latn", "gregory"})["ways"].(func(graph) template.HTML)
		picture := string(draw(g))
		if !strings.Contains(picture, folded) {
			t.Errorf("it does not say %q", folded)
		}
		if n := strings.Count(picture, `class="way copied"`); n != mostDrawn-2 {
			t.Errorf("%d ways are drawn", n)
		}
		if again := newGraph(manyPages(3)); again.Hidden != 0 || strings.Contains(string(draw(again)), "more") {
			t.Error("a small graph is folded")
		}
	}
}

// Time runs as lines of writing do.
func TestTimeRunsWithWriting(t *testing.T) {
	w, err := readWords()
	if err != nil {
		t.Fatal(err)
	}
	place := func(lang, id string) (x float64) {
		picture := string(w.functions(way{lang, "latn", "gregory"})["ways"].(func(graph) template.HTML)(newGraph(manyPages(40))))
		m := regexp.MustCompile(`href="/pages/` + id + `"><title>[^<]*</title><circle class="[a-z]+" cx="([0-9.]+)"`).FindStringSubmatch(picture)
		if m == nil {
			t.Fatalf("page %s is not drawn", id)
		}
		x, _ = strconv.ParseFloat(m[1], 64)
		return x
	}
	if place("en", "1") >= place("en", "40") || place("ar", "1") <= place("ar", "40") {
		t.Error("later pages stand before earlier ones")
	}
}
