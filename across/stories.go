package across

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/text"
)

// sets is a union-find.
type sets []int32

func (s sets) find(i int32) int32 {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

func newSets(n int) sets {
	s := make(sets, n)
	for i := range s {
		s[i] = int32(i)
	}
	return s
}

// join makes one set of two; the smaller number stays its root.
func (s sets) join(i, j int32) {
	i, j = s.find(i), s.find(j)
	s[max(i, j)] = min(i, j)
}

// term is a word that tells a page's happening from others, and its weight.
type term struct {
	key    uint32
	weight float32
}

// mostTerms are kept of a page: a news page says what it is about in its
// title, its first sentences and its names.
const (
	mostTerms = 40
	leadWords = 120
	inTitle   = 2 // a word of the title weighs as much more as so many others
	inName    = 2
)

// scales weigh words: an open table, for a page has few of them and is weighed
// in a few microseconds.
type scales struct {
	slots [1024]struct {
		key uint32
		at  int32 // in terms, counted from 1; 0 is a free slot
	}
	terms []term
}

// find returns the place of a key, and whether there is one.
func (x *scales) find(key uint32) (slot int, met bool) {
	for i := key & 1023; ; i = (i + 1) & 1023 {
		if s := &x.slots[i]; s.at == 0 || s.key == key {
			return int(i), s.at != 0
		}
	}
}

// mostWeighed leaves room in the table.
const mostWeighed = 700

// add puts a weight on a key; one that was not met before is only if fresh.
func (x *scales) add(key uint32, weight float32, fresh bool) {
	i, met := x.find(key)
	if !met {
		if !fresh || len(x.terms) == mostWeighed {
			return
		}
		x.terms = append(x.terms, term{key: key})
		x.slots[i].key, x.slots[i].at = key, int32(len(x.terms))
	}
	t := &x.terms[x.slots[i].at-1]
	t.weight = min(t.weight+weight, mostWeight)
}

// mostWeight bounds how much a word's repetition says.
const mostWeight = 8

// terms are the words of a page that weigh most, by key.
func (s *sheet) terms() []term {
	x := scales{terms: make([]term, 0, 2*leadWords)}
	title := len(s.rec.Title)
	count := func(i int, w float32, fresh bool) {
		if s.text.Tokens[s.words[i]].Kind == text.Word && !s.isLight(i) {
			x.add(s.stem(i), w, fresh)
		}
	}
	for i := range s.words {
		w := float32(1)
		if int(s.text.Tokens[s.words[i]].Start) < title {
			w += inTitle
		}
		count(i, w, i < leadWords)
	}
	for i := range s.rec.Mentions {
		if m := &s.rec.Mentions[i]; m.Kind != isnad.Role {
			for j, to := s.wordsIn(m.Span); j < to; j++ {
				count(j, inName, true)
			}
		}
	}
	slices.SortStableFunc(x.terms, func(a, b term) int { return cmp.Compare(b.weight, a.weight) })
	out := slices.Clone(x.terms[:min(mostTerms, len(x.terms))])
	slices.SortFunc(out, func(a, b term) int { return cmp.Compare(a.key, b.key) })
	return out
}

// A story's page is like its others: so much to one of them and so much to
// all. Two pages that tell one happening in words of their own are near in
// time.
const (
	likeOne     = 0.35
	likeAll     = 0.22
	storyWindow = 4 * 24 // hours
	rareTerms   = 16
	mostTelling = 200
	sampled     = 8
)

// unseen is how many pages are thought to have been met before the first, so
// that in a handful of pages no word is taken for common.
const unseen = 1000

// stories are pages about one happening. of is a union-find over pages.
type stories struct {
	of    sets
	pages map[int32][]int32 // of each root
}

// tell puts page i into a story: into that of the page whose text it carries, or
// else into the one whose pages it is most like. A page that carries the texts of
// two does not make one origin of them: it joins the one that it has most of.
//
// Words weigh by how rare they are among the pages so far (tf-idf), and likeness is the cosine. A
// page must be like a story's other pages and not like one alone, so that a
// chain of pages, each a little like the next, is not one story.
func (c *Corpus) tell(i int32, pairs []sharing) {
	s := &c.stories
	s.of = append(s.of, i)
	if s.pages == nil {
		s.pages = map[int32][]int32{}
	}
	s.pages[i] = []int32{i}
	c.vectors = append(c.vectors, c.weigh(c.pages[i].terms))
	var best *sharing
	for k := range pairs {
		x := &pairs[k]
		if x.one = c.haveOneText(x); !x.one {
			continue
		}
		if best == nil || x.shareOf(i) > best.shareOf(i) {
			best = x
		}
		if min(x.shareA, x.shareB) >= mutual {
			c.joinText(x.a, x.b)
		}
	}
	if best != nil {
		c.joinText(best.a, best.b)
	} else {
		c.joinAlike(i)
	}
	for _, t := range c.vectors[i] {
		c.terms.add(t.key, i)
	}
}

// mostly is the part of a page that makes another text its origin, and mutual
// the part of both that makes them one text, whatever else they carry.
const (
	mostly = .5
	mutual = .6
)

// republished is how far apart in time two pages can be and share an origin
// although less than half of the shorter one is in the other: further apart, an
// outlet repeats the background of its own story.
const republished = 7 * 24 // hours

// haveOneText reports whether a pair's pages come from one text: most of one is in
// the other, or a good part of it is and both tell one happening.
func (c *Corpus) haveOneText(p *sharing) bool {
	return p.most() >= mostly || p.most() >= leastShare &&
		near(c.hours[p.a], c.hours[p.b], republished) && cosine(c.vectors[p.a], c.vectors[p.b]) >= likeOne
}

func (s *stories) join(i, j int32) {
	i, j = s.of.find(i), s.of.find(j)
	if i == j {
		return
	}
	s.of.join(i, j)
	s.pages[min(i, j)] = append(s.pages[min(i, j)], s.pages[max(i, j)]...)
	delete(s.pages, max(i, j))
}

// weigh makes a vector of length one of a page's terms.
func (c *Corpus) weigh(terms []term) []term {
	out := make([]term, len(terms))
	for i, t := range terms {
		idf := math.Log(float64(len(c.pages)+unseen) / float64(c.terms.count(t.key)+1))
		out[i] = term{t.key, float32((1 + math.Log(float64(t.weight))) * idf)}
	}
	return unit(out)
}

func cosine(a, b []term) (sum float32) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		x, y := a[i].key, b[j].key
		if x == y {
			sum += a[i].weight * b[j].weight
		}
		i += one(x <= y) // as in common
		j += one(y <= x)
	}
	return sum
}

// joinAlike puts page i into the story that it is most like, if there is one.
func (c *Corpus) joinAlike(i int32) {
	now, v := c.hours[i], c.vectors[i]
	keys := make([]uint32, len(v))
	for n, t := range v {
		keys[n] = t.key
	}
	for _, k := range c.rarest(keys, rareTerms) {
		c.terms.newest(k, mostTelling, func(j int32) bool {
			if !near(now, c.hours[j], storyWindow) {
				return c.hours[j] > now // a late page looks past later ones
			}
			c.hits.add(j)
			return true
		})
	}
	best, like := int32(-1), float32(likeOne)
	asked := map[int32]bool{}
	for _, j := range c.hits.most(2, mostTelling) {
		root := c.stories.of.find(j)
		if asked[root] && best != root {
			continue
		}
		x := cosine(v, c.vectors[j])
		if x < like {
			continue
		}
		asked[root] = true
		if best == root || c.likeStory(i, root) {
			best, like = root, x
		}
	}
	if best >= 0 {
		c.joinStory(best, i)
	}
}

// rarest are the keys that fewest pages have among their terms.
func (c *Corpus) rarest(keys []uint32, most int) []uint32 {
	type counted struct {
		key uint32
		n   int
	}
	all := make([]counted, len(keys))
	for i, k := range keys {
		all[i] = counted{k, c.terms.count(k)}
	}
	slices.SortStableFunc(all, func(a, b counted) int { return cmp.Compare(a.n, b.n) })
	out := make([]uint32, 0, most)
	for _, x := range all[:min(most, len(all))] {
		out = append(out, x.key)
	}
	return out
}

// likeStory reports whether page i is like a story's pages on the whole: its
// first and its latest.
func (c *Corpus) likeStory(i, root int32) bool {
	pages := c.stories.pages[root]
	sum, n := float32(0), 0
	for k, j := range pages {
		if k < sampled/2 || k >= len(pages)-sampled/2 {
			sum += cosine(c.vectors[i], c.vectors[j])
			n++
		}
	}
	return sum >= likeAll*float32(n)
}

// told are the stories in the order of their first pages.
func (c *Corpus) told(pages []int32) (out []isnad.Story) {
	at := map[int32]int{}
	var members [][]int32
	for _, i := range pages {
		r := c.stories.of.find(i)
		n, met := at[r]
		if !met {
			n = len(members)
			at[r] = n
			members = append(members, nil)
		}
		members[n] = append(members[n], i)
	}
	gists := make([][]term, len(members))
	for n, is := range members {
		gists[n] = c.gist(is)
	}
	threads := threads(gists, nil)
	for n, is := range members {
		s := c.story(is)
		s.ID, s.Thread = fmt.Sprintf("story%d", n+1), fmt.Sprintf("story%d", threads[n]+1)
		s.Title = c.pages[c.middle(is)].Title
		out = append(out, s)
	}
	return out
}

// story is what pages tell, without its names.
func (c *Corpus) story(pages []int32) isnad.Story {
	s := isnad.Story{Records: make([]string, 0, len(pages))}
	for _, i := range pages {
		p := c.pages[i]
		s.Records = append(s.Records, p.ID)
		for _, x := range p.credited {
			if !slices.ContainsFunc(pages, func(j int32) bool { return sameBody(x.Name, c.pages[j].Outlet) }) {
				x.Record = p.ID
				s.Credited = append(s.Credited, x)
			}
		}
	}
	s.Count = c.count(pages)
	s.Origins, s.Counted = s.Count.Origins(), explain(&s.Count)
	return s
}

// middle is the titled page that is most like a story's others, the first of
// them if several are.
func (c *Corpus) middle(pages []int32) int32 {
	best, most := pages[0], float32(-1)
	step := max(1, len(pages)/(4*sampled))
	for k := 0; k < len(pages); k += step {
		sum := float32(0)
		for m := 0; m < len(pages); m += step {
			sum += cosine(c.vectors[pages[k]], c.vectors[pages[m]])
		}
		if c.pages[pages[k]].Title != "" && sum > most+.001 {
			best, most = pages[k], sum
		}
	}
	return best
}

// count counts a story's independent origins: copies are one
// origin, and so are pages that credit one agency, and a page with the page of
// the outlet that it credits.
func (c *Corpus) count(pages []int32) isnad.Count {
	origin := newSets(len(pages))
	n := isnad.Count{Pages: len(pages)}
	join := func(x, y int) bool {
		apart := origin.find(int32(x)) != origin.find(int32(y))
		if apart {
			origin.join(int32(x), int32(y))
		}
		return apart
	}
	credit := func(x, y int, name string) {
		if !join(x, y) {
			return
		}
		n.Credits++
		for i := range n.Sources {
			if n.Sources[i].Name == name {
				n.Sources[i].Pages++
				return
			}
		}
		n.Sources = append(n.Sources, isnad.Folded{Name: name, Pages: 1})
	}
	text, agency := map[int32]int{}, map[string]int{}
	for x, i := range pages {
		if y, met := text[c.origins.find(i)]; met {
			n.Copies += one(join(y, x))
		}
		text[c.origins.find(i)] = x
	}
	for x, i := range pages {
		p := c.pages[i]
		if p.agency != "" {
			if y, met := agency[p.agency]; met {
				credit(y, x, p.agency)
			}
			agency[p.agency] = x
		}
		if len(p.credited) > 0 && len(pages) < mostAligned {
			for y, j := range pages {
				if p.creditsOutlet(c.pages[j]) {
					credit(y, x, c.pages[j].Outlet)
				}
			}
		}
	}
	size := make([]int, len(pages))
	for x := range pages {
		size[origin.find(int32(x))]++
	}
	for x, i := range pages {
		if c.pages[i].agency == "" && len(c.pages[i].credited) == 0 && size[origin.find(int32(x))] == 1 {
			n.Unknown++
		}
	}
	return n
}

// explain says in words how origins were counted.
func explain(n *isnad.Count) string {
	if n.Pages == 1 {
		return "one page"
	}
	how := []string{fmt.Sprintf("%d pages", n.Pages)}
	if n.Copies > 0 {
		how = append(how, fmt.Sprintf("%d counted with a page whose text they carry", n.Copies))
	}
	if n.Credits > 0 {
		how = append(how, fmt.Sprintf("%d counted with a page that credits the same source", n.Credits))
	}
	if n.Unknown > 0 && n.Origins() > 1 {
		how = append(how, fmt.Sprintf("%d of unknown origin (no shared text, no credit) counted as their own", n.Unknown))
	}
	return strings.Join(how, "; ")
}
