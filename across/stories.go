package across

import (
	"fmt"
	"sort"
	"time"

	"github.com/isnad-project/isnad"
)

// sets is a union-find over pages.
type sets []int

func newSets(n int) sets {
	s := make(sets, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func (s sets) find(i int) int {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

func (s sets) join(i, j int) { s[s.find(j)] = s.find(i) }

// storyWindow is how far apart in time two pages of one happening can be.
const storyWindow = 4 * 24 * time.Hour

// stories puts pages about one happening together and counts their origins:
// copies, and pages that share an agency's text, are one origin.
func (c *comparer) stories(copies []isnad.Copy) []isnad.Story {
	at := map[string]int{}
	for i, s := range c.sheets {
		at[s.id] = i
	}
	c.origins = newSets(len(c.sheets))
	story := newSets(len(c.sheets))
	for _, x := range copies {
		c.origins.join(at[x.A], at[x.B])
		story.join(at[x.A], at[x.B])
	}
	for _, p := range c.alike() {
		story.join(p[0], p[1])
	}
	return c.count(story)
}

// alike are pairs of pages that tell one happening in words of their own: they
// share a good part of their names and figures within a few days.
func (c *comparer) alike() [][2]int {
	marks := make([]map[string]bool, len(c.sheets))
	index := map[string][]int{}
	for i, s := range c.sheets {
		marks[i] = marksOf(s)
		for m := range marks[i] {
			index[m] = append(index[m], i)
		}
	}
	shared := map[[2]int]int{}
	for _, pages := range index {
		if len(pages) > 200 {
			continue // everybody names it
		}
		for x := range pages {
			for y := x + 1; y < len(pages); y++ {
				shared[[2]int{pages[x], pages[y]}]++
			}
		}
	}
	var out [][2]int
	for p, n := range shared {
		a, b := c.sheets[p[0]], c.sheets[p[1]]
		if n >= 4 && 2*n >= min(len(marks[p[0]]), len(marks[p[1]])) && near(a.when, b.when, storyWindow) {
			out = append(out, p)
		}
	}
	sort.Slice(out, func(i, j int) bool {
		return out[i][0] < out[j][0] || out[i][0] == out[j][0] && out[i][1] < out[j][1]
	})
	return out
}

// near reports whether two times lie within d of each other, or one is unknown.
func near(a, b time.Time, d time.Duration) bool {
	return a.IsZero() || b.IsZero() || a.Sub(b).Abs() <= d
}

// marksOf are what tells a happening from others: who and what is named.
func marksOf(s *sheet) map[string]bool {
	m := map[string]bool{}
	for i := range s.rec.Mentions {
		if x := &s.rec.Mentions[i]; x.Kind != isnad.Role {
			m[x.Name] = true
		}
	}
	return m
}

// oneOrigin reports whether two pages carry one text.
func (c *comparer) oneOrigin(a, b *sheet) bool { return c.origins.find(a.at) == c.origins.find(b.at) }

func (c *comparer) count(story sets) []isnad.Story {
	pages := map[int][]int{}
	var roots []int
	for i := range c.sheets {
		r := story.find(i)
		if pages[r] == nil {
			roots = append(roots, r)
		}
		pages[r] = append(pages[r], i)
	}
	var out []isnad.Story
	for n, r := range roots {
		s := isnad.Story{ID: fmt.Sprintf("story%d", n+1)}
		distinct := map[int]int{}
		for _, i := range pages[r] {
			s.Records = append(s.Records, c.sheets[i].id)
			distinct[c.origins.find(i)]++
			if s.Title == "" {
				s.Title = c.sheets[i].rec.Title
			}
		}
		s.Origins = len(distinct)
		s.Counted = explain(len(pages[r]), distinct)
		out = append(out, s)
	}
	return out
}

// explain says in words how origins were counted.
func explain(pages int, distinct map[int]int) string {
	folded := 0
	for _, n := range distinct {
		if n > 1 {
			folded += n
		}
	}
	switch {
	case pages == 1:
		return "one page"
	case folded == 0:
		return fmt.Sprintf("%d pages that share no text and credit no common agency", pages)
	case len(distinct) == 1:
		return fmt.Sprintf("%d pages that carry one text", pages)
	}
	return fmt.Sprintf("%d of %d pages share text with another and are folded together; the others count as their own", folded, pages)
}
