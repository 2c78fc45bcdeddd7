package across_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/read"
)

// seeds compares five pages of the press on one running story of nine years, as
// they were scraped. They are no part of the repository.
func seeds(t *testing.T) *isnad.Comparison {
	t.Helper()
	dir := os.Getenv("ISNAD_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	files, err := filepath.Glob(filepath.Join(dir, "gold", "seeds", "00?.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("the seeds are not here")
	}
	var rs []*isnad.Record
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		r, err := reader.Read(read.Input{GivenID: strings.TrimSuffix(filepath.Base(f), ".txt"), Text: string(b)})
		if err != nil {
			t.Fatal(err)
		}
		rs = append(rs, r)
	}
	return compare(rs...)
}

// change is a difference of the type whose places hold the words given.
func change(groups []isnad.Group, typ, before, after string) bool {
	for _, g := range groups {
		for _, d := range g.Differences {
			if d.Type == typ && d.Before != nil && d.After != nil && strings.Contains(d.Before.Exact, before) && strings.Contains(d.After.Exact, after) {
				return true
			}
		}
	}
	return false
}

func TestSeeds(t *testing.T) {
	c := seeds(t)
	is := func(name string, ok bool) {
		t.Run(name, func(t *testing.T) {
			if !ok {
				t.Error("not found")
			}
		})
	}
	is("the page of 2025 is rewritten from another", slices.ContainsFunc(c.Copies, func(x isnad.Copy) bool {
		return x.A == "000" && x.B == "001" && x.Direction == isnad.AToB
	}) && len(c.Copies) == 1)
	is("origins", originsOf(c) == 4)
	is("Sham is named as the source of a republication", slices.ContainsFunc(c.Stories, func(s isnad.Story) bool {
		return slices.ContainsFunc(s.Credited, func(x isnad.Credited) bool {
			return x.Record == "000" && x.Kind == "outlet" && strings.Contains(x.Name, "شام") && strings.Contains(x.Words, "تم كتابته بواسطة")
		})
	}))
	is("the humanitarian use moves from Lavrov to Peskov", change(c.Statements, "speaker_changed", "لافروف", "بيسكوف"))
	is("four quoted words become sixteen", change(c.Statements, "wording", "تمت مناقشة كل شيء", "تناولت جميع القضايا الاستراتيجية"))
	is("narration becomes a quotation", change(c.Statements, "narration_became_direct_quote", "رؤية متكاملة", "رؤية متكاملة لإعادة تعريف"))
	is("at least is lost on 363", change(c.Figures, "hedge_dropped", "363", "363"))
	is("at least is lost on 1262", change(c.Figures, "hedge_dropped", "1262", "1262"))
	is("the window loses its days", change(c.Figures, "window_coarsened", "8 كانون الأول", "كانون الأول 2024"))
	is("the parts of 1262 are lost", change(c.Figures, "breakdown_lost", "224", "1262"))
	is("two calls at Geneva are two", !slices.ContainsFunc(c.Statements, func(g isnad.Group) bool {
		return has(g, "004#") && strings.Contains(g.Gist, "جنيف")
	}))
	is("what is said of the bases over the years is not one utterance", !slices.ContainsFunc(c.Statements, func(g isnad.Group) bool {
		pages := map[string]bool{}
		for _, m := range g.Members {
			pages[m[:3]] = true
		}
		return len(pages) > 2 || pages["004"] && len(pages) > 1
	}))
	threads := map[string]bool{}
	for _, s := range c.Stories {
		threads[s.Thread] = true
	}
	is("one thread from 2016 to 2025", len(threads) == 1)
}

func originsOf(c *isnad.Comparison) (n int) {
	for _, s := range c.Stories {
		n += s.Origins
	}
	return n
}
