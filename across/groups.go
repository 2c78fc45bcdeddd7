package across

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// said is a statement laid out for comparison.
type said struct {
	sheet    *sheet
	st       *isnad.Statement
	from, to int             // words of the content
	bag      map[uint32]int  // its words that carry meaning
	size     int             // how many
	numbers  map[uint32]bool // its numbers
	name     string
}

func (s *sheet) said(n int) *said {
	st := &s.rec.Statements[n]
	x := &said{sheet: s, st: st, name: s.id + "#" + st.ID, bag: map[uint32]int{}, numbers: map[uint32]bool{}}
	x.from, x.to = s.wordsIn(st.Content)
	for i := x.from; i < x.to; i++ {
		if s.text.Tokens[s.words[i]].Kind == text.Number {
			x.numbers[s.keys[i]] = true
		}
		if !s.isLight(i) {
			x.bag[s.stem(i)]++
			x.size++
		}
	}
	return x
}

// within is the part of a's words of meaning that stand in b, 0 to 1.
func within(a, b *said) float64 {
	n := 0
	for k, x := range a.bag {
		n += min(x, b.bag[k])
	}
	return float64(n) / float64(a.size)
}

func small(a, b *said) *said {
	if a.size < b.size {
		return a
	}
	return b
}

func large(a, b *said) *said {
	if a.size < b.size {
		return b
	}
	return a
}

// counted is a figure laid out for comparison.
type counted struct {
	sheet *sheet
	fig   *isnad.Figure
	near  map[uint32]bool // words of what is counted, and of the sentence part around
	noun  uint32          // first word of what is counted
	name  string
}

// around is how many words on each side of a figure tell what it is of.
const around = 6

func (s *sheet) counted(n int) *counted {
	f := &s.rec.Figures[n]
	x := &counted{sheet: s, fig: f, name: s.id + "#" + f.ID, near: map[uint32]bool{}}
	from, to := s.wordsIn(f.Span)
	if f.Counted != nil {
		a, b := s.wordsIn(*f.Counted)
		if a < b {
			x.noun = s.stem(a)
		}
		for j := a; j < b; j++ {
			x.near[s.stem(j)] = true
		}
	}
	for j := max(0, from-around); j < min(len(s.words), to+around); j++ {
		if (j < from || j >= to) && s.text.Tokens[s.words[j]].Kind == text.Word && !s.isLight(j) {
			x.near[s.stem(j)] = true
		}
	}
	return x
}

// utterance is what a page's signature keeps of a statement.
type utterance struct {
	n, parent int32 // statements of the record; parent is -1 if there is none
	bag       bag   // words that carry meaning, each as often as it stands
	numbers   bag
	voice     bag // words of the speaker's name, none if the speaker is unknown
	bare      bag // the same without what may be an article
	headline  bool
	unknown   bool // nobody knows who spoke
}

// leastSaid is how many words of meaning a statement needs to be known again.
const leastSaid = 2

func (p *Page) sign(s *sheet, n int) {
	x := s.said(n)
	if x.size < leastSaid {
		return
	}
	u := utterance{n: int32(n), parent: -1, headline: x.st.Headline, unknown: x.st.Speaker.Kind == isnad.SpeakerUnknown}
	for i := range s.rec.Statements[:n] {
		if s.rec.Statements[i].ID == x.st.Parent {
			u.parent = int32(i)
		}
	}
	var keys []uint32
	for k, n := range x.bag {
		for range n {
			keys = append(keys, k)
		}
	}
	u.bag = p.keep(keys)
	keys = keys[:0]
	for k := range x.numbers {
		keys = append(keys, k)
	}
	u.numbers = p.keep(keys)
	if !u.unknown {
		var bare []uint32
		keys = keys[:0]
		for _, w := range strings.Fields(lang.Normal(x.st.Speaker.Name)) {
			if len(w) < shortName {
				continue
			}
			keys = append(keys, key(w))
			if len(w) >= shortName+article {
				bare = append(bare, key(w[article:]))
			}
		}
		u.voice, u.bare = p.keep(keys), p.keep(bare)
	}
	p.said = append(p.said, u)
}

// common is how many of a's keys stand in b too, each as often.
func common(a, b []uint32) (n int) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n++
			i, j = i+1, j+1
		}
	}
	return n
}

// Bytes of the shortest word that two names are known by, and of an Arabic
// article.
const (
	shortName = 4
	article   = 4
)

// namesMeet reports whether two names share a word, bare in one and with an
// article before it in the other if need be.
func namesMeet(a, b string) bool {
	for _, x := range strings.Fields(lang.Normal(a)) {
		for _, y := range strings.Fields(lang.Normal(b)) {
			if len(x) > len(y) {
				x, y = y, x
			}
			if len(x) >= shortName && (x == y || len(y) == len(x)+article && strings.HasSuffix(y, x)) {
				return true
			}
		}
	}
	return false
}

// voice is an utterance with its page.
type voice struct {
	*utterance
	page *Page
	at   int32 // number of the page
	ref  int32 // number of the utterance
}

func (c *Corpus) voice(ref int32) voice {
	r := c.utterances[ref]
	p := c.pages[r.page]
	return voice{&p.said[r.n], p, r.page, ref}
}

func (v voice) words() []uint32 { return v.page.keysOf(v.bag) }

// shared is the part of the shorter utterance's words that the longer holds,
// and how many words the shorter has.
func shared(a, b voice) (share float64, least int) {
	least = min(a.bag.len(), b.bag.len())
	return float64(common(a.words(), b.words())) / float64(least), least
}

// sameVoice reports whether two utterances name speakers that share a name, or
// one does not name any.
func sameVoice(a, b voice) bool {
	if a.unknown || b.unknown {
		return true
	}
	x, y := a.page, b.page
	return common(x.keysOf(a.voice), y.keysOf(b.voice)) > 0 ||
		common(x.keysOf(a.bare), y.keysOf(b.voice)) > 0 || common(x.keysOf(a.voice), y.keysOf(b.bare)) > 0
}

// voiceWindow is how far apart two pages can be that give one utterance to two
// speakers: further apart, two people spoke.
const voiceWindow = 48 * time.Hour

// leastWithin is the part of the shorter utterance's words that the longer must
// hold. An utterance of a few words is like many, so it needs more, and a page
// of the same story.
const (
	leastWithin  = .6
	shortWithin  = .75
	shortSaid    = 3
	otherVoice   = .15 // so much more if somebody else says it
	headlineLess = .1  // so much less for a headline, which is told anew
)

// oneUtterance reports whether two utterances may be one.
func (c *Corpus) oneUtterance(a, b voice) bool {
	if a.at == b.at && (a.parent == b.n || b.parent == a.n) {
		return false // what is told inside an utterance is another
	}
	share, least := shared(a, b)
	need := leastWithin
	if least <= shortSaid {
		need = shortWithin
	}
	if least <= 2*shortSaid && !c.oneStory(a.at, b.at) {
		return false
	}
	if !sameVoice(a, b) {
		if a.at != b.at && (a.headline || b.headline) && c.origins.find(a.at) != c.origins.find(b.at) {
			return false // a headline's few words are like many
		}
		if !near(a.page.When, b.page.When, voiceWindow) {
			return false // two people said much the same on different days
		}
		need += otherVoice
	}
	if a.headline || b.headline {
		need -= headlineLess
	}
	return share >= need && numbersFit(a, b)
}

func (c *Corpus) oneStory(i, j int32) bool { return c.stories.of.find(i) == c.stories.of.find(j) }

// numbersFit reports whether the shorter utterance's numbers do not contradict
// the longer's: two tolls of two days are two utterances.
func numbersFit(a, b voice) bool {
	if a.bag.len() > b.bag.len() {
		a, b = b, a
	}
	if a.numbers.len() == 0 || b.numbers.len() == 0 {
		return true
	}
	return 2*common(a.page.keysOf(a.numbers), b.page.keysOf(b.numbers)) >= a.numbers.len()
}

// An utterance is looked for by its rarest stems, among the latest that hold
// them and are near in time.
const (
	rareStems  = 16
	mostSaid   = 150
	mostVoices = 64
)

// findUtterances sets each of page i's utterances beside those like it.
func (c *Corpus) findUtterances(i int32) {
	p := c.pages[i]
	first := int32(len(c.utterances))
	for n := range p.said {
		c.utterances = append(c.utterances, ref{i, int32(n)})
		c.sayings = append(c.sayings, first+int32(n))
	}
	var stems []uint32
	for n := range p.said {
		u := c.voice(first + int32(n))
		stems = slices.Compact(append(stems[:0], u.words()...))
		slices.SortStableFunc(stems, func(a, b uint32) int { return cmp.Compare(c.terms.count(a), c.terms.count(b)) })
		stems = stems[:min(rareStems, len(stems))]
		for _, k := range stems {
			c.stems.newest(k, mostSaid, func(v int32) bool {
				q := c.pages[c.utterances[v].page]
				if !near(p.When, q.When, storyWindow) {
					return q.When.After(p.When)
				}
				c.hits.add(v)
				return true
			})
		}
		few := int32(2)
		if u.bag.len() <= shortSaid {
			few = 1
		}
		for _, v := range c.hits.most(few, mostVoices) {
			if c.sayings.find(v) != c.sayings.find(u.ref) && c.oneUtterance(u, c.voice(v)) {
				c.sayings.join(v, u.ref)
			}
		}
		for _, k := range stems {
			c.stems.add(k, u.ref)
		}
	}
}

// meet sets the utterances and quantities of two pages beside each other that
// carry one text, so that copy edges find what time and rare words do not.
func (c *Corpus) meet(x *pair, utterances, quantities [][2]int32) {
	for u := utterances[x.a][0]; u < utterances[x.a][1]; u++ {
		for v := utterances[x.b][0]; v < utterances[x.b][1]; v++ {
			if c.sayings.find(u) != c.sayings.find(v) && c.oneUtterance(c.voice(u), c.voice(v)) {
				c.sayings.join(u, v)
			}
		}
	}
	for u := quantities[x.a][0]; u < quantities[x.a][1]; u++ {
		for v := quantities[x.b][0]; v < quantities[x.b][1]; v++ {
			if c.amounts.find(u) != c.amounts.find(v) && c.oneQuantity(u, v) {
				c.amounts.join(u, v)
			}
		}
	}
}

// ranges are where each page's utterances, or quantities, stand.
func ranges(refs []ref, pages int) [][2]int32 {
	out := make([][2]int32, pages)
	for i, r := range refs {
		if r.n == 0 {
			out[r.page] = [2]int32{int32(i), int32(i)}
		}
		out[r.page][1] = int32(i + 1)
	}
	return out
}

// together puts the utterances of one set into groups.
//
// The shortest come first and are the gist of their groups; a longer one joins
// every group whose gist it holds, for one page says in one breath what another
// tells in two. Headlines are summaries: they join, and found no groups of
// bodies. A page's own body statements are not one utterance unless they say the
// same, so look-alikes in one text stay apart.
func (c *Corpus) together(all []int32) (groups [][]int32) {
	sort.SliceStable(all, func(i, j int) bool {
		a, b := c.voice(all[i]), c.voice(all[j])
		if a.headline != b.headline {
			return a.headline
		}
		return a.bag.len() < b.bag.len()
	})
	index := map[uint32][]int{}
	for _, ref := range all {
		x, joined := c.voice(ref), false
		for _, g := range candidates(index, x.words()) {
			if c.oneUtterance(c.voice(groups[g][0]), x) && c.fits(x, groups[g]) {
				groups[g] = append(groups[g], ref)
				joined = true
			}
		}
		if joined {
			continue
		}
		groups = append(groups, []int32{ref})
		for _, k := range x.words() {
			if l := index[k]; len(l) == 0 || l[len(l)-1] != len(groups)-1 {
				index[k] = append(l, len(groups)-1)
			}
		}
	}
	return groups
}

// fits reports whether x says the same as what its own page has in a group.
func (c *Corpus) fits(x voice, group []int32) bool {
	for _, r := range group {
		y := c.voice(r)
		if y.at != x.at || y.headline || x.headline {
			continue
		}
		if share, _ := shared(x, y); share < leastWithin {
			return false
		}
	}
	return true
}

// candidates are the groups whose gist shares a word with keys, in order.
func candidates(index map[uint32][]int, keys []uint32) (out []int) {
	for _, k := range keys {
		out = append(out, index[k]...)
	}
	sort.Ints(out)
	return slices.Compact(out)
}

// quantity is what a page's signature keeps of a figure.
type quantity struct {
	n     int32
	value uint32 // of value and unit
	noun  uint32
	near  bag
}

func (p *Page) count(s *sheet, n int) {
	f := &s.rec.Figures[n]
	if f.Value == nil {
		return
	}
	x := s.counted(n)
	keys := make([]uint32, 0, len(x.near))
	for k := range x.near {
		keys = append(keys, k)
	}
	bits := math.Float64bits(*f.Value)
	value := shingle([]uint32{uint32(bits), uint32(bits >> 32), key(f.Unit)})
	p.counted = append(p.counted, quantity{int32(n), value, x.noun, p.keep(keys)})
}

// farQuantity is how many words around a figure must be the same for it to be
// one quantity in pages of different stories.
const farQuantity = 4

// oneQuantity reports whether two figures of one value and unit are of the same
// thing: in pages of one story, or in much the same words.
func (c *Corpus) oneQuantity(u, v int32) bool {
	i, j := c.quantities[u], c.quantities[v]
	p, q := c.pages[i.page], c.pages[j.page]
	x, y := &p.counted[i.n], &q.counted[j.n]
	if x.value != y.value {
		return false
	}
	n, least := common(p.keysOf(x.near), q.keysOf(y.near)), min(x.near.len(), y.near.len())
	if !c.oneStory(i.page, j.page) && n < farQuantity {
		return false
	}
	return x.noun != 0 && x.noun == y.noun && (n >= 2 || least <= 2) || least > 0 && 2*n >= least
}

const mostAmounts = 100

// findQuantities sets each of page i's figures beside those of one value.
func (c *Corpus) findQuantities(i int32) {
	p := c.pages[i]
	for n := range p.counted {
		u := int32(len(c.quantities))
		c.quantities = append(c.quantities, ref{i, int32(n)})
		c.amounts = append(c.amounts, u)
		k := p.counted[n].value
		c.values.newest(k, mostAmounts, func(v int32) bool {
			q := c.pages[c.quantities[v].page]
			if !near(p.When, q.When, storyWindow) {
				return q.When.After(p.When)
			}
			if c.amounts.find(u) != c.amounts.find(v) && c.oneQuantity(u, v) {
				c.amounts.join(v, u)
			}
			return true
		})
		c.values.add(k, u)
	}
}

// parts are the sets with more than one number, in order.
func (s sets) parts() (out [][]int32) {
	at := map[int32]int{}
	for i := range s {
		r := s.find(int32(i))
		if r == int32(i) {
			continue
		}
		n, met := at[r]
		if !met {
			n = len(out)
			at[r] = n
			out = append(out, []int32{r})
		}
		out[n] = append(out[n], int32(i))
	}
	return out
}
