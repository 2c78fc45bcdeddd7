package across

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// said is a statement made ready for comparison.
type said struct {
	sheet    *sheet
	st       *isnad.Statement
	from, to int             // words of the content
	bag      map[uint64]int  // its words that carry meaning
	size     int             // how many
	numbers  map[uint64]bool // its numbers
	name     string
}

// counted is a figure made ready for comparison.
type counted struct {
	sheet *sheet
	fig   *isnad.Figure
	near  map[uint64]bool // words of what is counted, and of the sentence part around
	noun  uint64          // first word of what is counted
	name  string
}

// meaning fills a bag with the words of a range that carry meaning.
func (s *sheet) meaning(from, to int, light *lang.List) (map[uint64]int, int) {
	bag, n := map[uint64]int{}, 0
	for i := from; i < to; i++ {
		k := &s.text.Tokens[s.words[i]]
		if k.Kind == text.Word && (len(s.text.BareNorm(int(s.words[i]))) <= 4 || light != nil && (light.Has(k.ID) || light.Has(k.Bare))) {
			continue
		}
		bag[s.stem(i)]++
		n++
	}
	return bag, n
}

// stem is the key of word i without its article, so that مصابا in one page and
// المصابين in another may still differ but الوزارة and وزارة do not.
func (s *sheet) stem(i int) uint64 {
	k := &s.text.Tokens[s.words[i]]
	if k.Pro&lang.Article != 0 && k.Core != 0 && s.text.Lang != nil {
		return lang.Hash(s.text.Lang.Word(k.Core))
	}
	return s.keys[i]
}

func (c *comparer) statements(s *sheet) (out []*said) {
	for i := range s.rec.Statements {
		st := &s.rec.Statements[i]
		x := &said{sheet: s, st: st, name: s.id + "#" + st.ID, numbers: map[uint64]bool{}}
		x.from, x.to = s.wordsIn(st.Content)
		x.bag, x.size = s.meaning(x.from, x.to, c.light(s))
		for j := x.from; j < x.to; j++ {
			if s.text.Tokens[s.words[j]].Kind == text.Number {
				x.numbers[s.keys[j]] = true
			}
		}
		if x.size >= 2 {
			out = append(out, x)
		}
	}
	return out
}

func (c *comparer) light(s *sheet) *lang.List {
	if s.text.Lang == nil {
		return nil
	}
	return s.text.Lang.List("stoppers")
}

// within is the part of a's words of meaning that stand in b, 0 to 1.
func within(a, b *said) float64 {
	n := 0
	for k, x := range a.bag {
		n += min(x, b.bag[k])
	}
	return float64(n) / float64(a.size)
}

// voiceWindow is how far apart two pages can be that give one utterance to two
// speakers: further apart, two people spoke.
const voiceWindow = 48 * time.Hour

// leastWithin is the part of the shorter statement's words that the longer must hold.
const leastWithin = .6

// joinStatements puts the carryings of one utterance together.
//
// The shortest carryings come first and are the gist of their groups; a longer
// one joins every group whose gist it holds, for one page says in one breath
// what another tells in two. A page's own body statements are not one utterance
// unless they say the same, so look-alikes in one text stay apart.
func (c *comparer) joinStatements(all []*said) [][]*said {
	sort.SliceStable(all, func(i, j int) bool {
		if all[i].st.Headline != all[j].st.Headline {
			return all[j].st.Headline // headlines are summaries: they join, and found no groups of bodies
		}
		return all[i].size < all[j].size
	})
	var groups [][]*said
	index := map[uint64][]int{}
	for _, x := range all {
		joined := false
		for _, g := range candidates(index, x.bag) {
			gist := groups[g][0]
			if gist == x || !c.oneUtterance(gist, x, groups[g]) {
				continue
			}
			groups[g] = append(groups[g], x)
			joined = true
		}
		if joined {
			continue
		}
		groups = append(groups, []*said{x})
		for k := range x.bag {
			index[k] = append(index[k], len(groups)-1)
		}
	}
	return groups
}

// candidates are the groups whose gist shares a word with bag, in order.
func candidates(index map[uint64][]int, bag map[uint64]int) []int {
	seen := map[int]bool{}
	for k := range bag {
		for _, g := range index[k] {
			seen[g] = true
		}
	}
	out := make([]int, 0, len(seen))
	for g := range seen {
		out = append(out, g)
	}
	sort.Ints(out)
	return out
}

func (c *comparer) oneUtterance(gist, x *said, group []*said) bool {
	a, b := gist, x
	if a.size > b.size {
		a, b = b, a
	}
	share := within(a, b)
	need := leastWithin
	if a.size <= 3 {
		need = .75
	}
	if x.sheet == gist.sheet && (x.st.Parent == gist.st.ID || gist.st.Parent == x.st.ID) {
		return false // what is told inside an utterance is another
	}
	if !sameVoice(gist, x) {
		if x.sheet != gist.sheet && (x.st.Headline || gist.st.Headline) && !c.oneOrigin(x.sheet, gist.sheet) {
			return false // a headline's few words are like many
		}
		if !near(gist.sheet.when, x.sheet.when, voiceWindow) {
			return false // two people said much the same on different days
		}
		need += .15
	}
	if gist.st.Headline || x.st.Headline {
		need -= .1
	}
	if share < need {
		return false
	}
	for _, y := range group {
		if y.sheet == x.sheet && !y.st.Headline && !x.st.Headline && within(small(y, x), large(y, x)) < .6 {
			return false
		}
	}
	return c.numbersFit(a, b)
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

// numbersFit reports whether the shorter statement's numbers do not contradict
// the longer's: two tolls of two days are two utterances.
func (c *comparer) numbersFit(a, b *said) bool {
	if len(a.numbers) == 0 || len(b.numbers) == 0 {
		return true
	}
	n := 0
	for k := range a.numbers {
		if b.numbers[k] {
			n++
		}
	}
	return 2*n >= len(a.numbers)
}

// sameVoice reports whether two statements name speakers that share a name, or
// one does not name any.
func sameVoice(a, b *said) bool {
	x, y := a.st.Speaker, b.st.Speaker
	if x.Kind == isnad.SpeakerUnknown || y.Kind == isnad.SpeakerUnknown {
		return true
	}
	return namesMeet(x.Name, y.Name)
}

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

// Bytes of the shortest word that two names are known by, and of an Arabic
// article.
const (
	shortName = 4
	article   = 4
)

func (c *comparer) figures(s *sheet) (out []*counted) {
	for i := range s.rec.Figures {
		f := &s.rec.Figures[i]
		if f.Value == nil {
			continue
		}
		x := &counted{sheet: s, fig: f, name: s.id + "#" + f.ID, near: map[uint64]bool{}}
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
		light := c.light(s)
		for j := max(0, from-6); j < min(len(s.words), to+6); j++ {
			k := &s.text.Tokens[s.words[j]]
			if j >= from && j < to || k.Kind != text.Word || len(s.text.BareNorm(int(s.words[j]))) <= 4 || light != nil && light.Has(k.Bare) {
				continue
			}
			x.near[s.stem(j)] = true
		}
		out = append(out, x)
	}
	return out
}

// joinFigures puts the carryings of one quantity together: the same number and
// unit, of the same thing or in the same words.
func (c *comparer) joinFigures(all []*counted) [][]*counted {
	byValue := map[string][]int{}
	var groups [][]*counted
	for _, x := range all {
		key := fmt.Sprint(*x.fig.Value, x.fig.Unit)
		joined := false
		for _, g := range byValue[key] {
			if sameQuantity(groups[g], x) {
				groups[g] = append(groups[g], x)
				joined = true
				break
			}
		}
		if !joined {
			groups = append(groups, []*counted{x})
			byValue[key] = append(byValue[key], len(groups)-1)
		}
	}
	return groups
}

func sameQuantity(group []*counted, x *counted) bool {
	for _, y := range group {
		common := 0
		for k := range x.near {
			if y.near[k] {
				common++
			}
		}
		least := min(len(x.near), len(y.near))
		if x.noun != 0 && x.noun == y.noun && (common >= 2 || least <= 2) || least > 0 && 2*common >= least {
			return true
		}
	}
	return false
}
