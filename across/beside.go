package across

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// item is what two contents are compared by: a word, or a number or a stated
// time however many words it takes. Items with one key say the same.
type item struct {
	key      uint32
	from, to int // words of the sheet
	word     string
	plain    uint32 // key of the word without what writers choose
	does     string // what the word does to a claim, "" for most: see claim_words
	fig      *isnad.Figure
	time     *isnad.Time
	digits   bool // a number that is no figure: of a decision, a year
	light    bool // carries no meaning of its own
	quoted   bool // stands in speech marks
}

// number reports whether the item states a number.
func (x *item) number() bool { return x.fig != nil || x.digits }

// items are the content's items in order.
func (c *Corpus) items(x *said) []item {
	if x.items != nil {
		return x.items
	}
	s := x.sheet
	whole := map[int]item{}
	for i := range s.rec.Times {
		t := &s.rec.Times[i]
		if x.st.Content.Contains(t.Span) && t.From != "" && t.Kind != isnad.TimeDuration {
			from, to := s.wordsIn(t.Span)
			if o, ok := whole[from]; !ok || o.to < to {
				whole[from] = item{key: key("@" + t.From + "/" + t.To), from: from, to: to, time: t}
			}
		}
	}
	for i := range s.rec.Figures {
		f := &s.rec.Figures[i]
		if x.st.Content.Contains(f.Span) && f.Value != nil {
			from, to := s.wordsIn(f.Span)
			whole[from] = item{key: key(fmt.Sprint("#", *f.Value, f.Unit)), from: from, to: to, fig: f}
		}
	}
	marks := s.quotedWords(x)
	light := s.light
	out := make([]item, 0, x.to-x.from)
	for i := x.from; i < x.to; {
		it, ok := whole[i]
		if !ok || it.to <= i {
			it = s.wordItem(i, x.to, light)
		}
		it.quoted = marks == nil || marks[i]
		out = append(out, it)
		i = it.to
	}
	x.items = out
	return out
}

// wordItem is word i, or the phrase that begins with it.
func (s *sheet) wordItem(i, end int, light *lang.List) item {
	k := &s.text.Tokens[s.words[i]]
	it := item{key: s.stem(i), from: i, to: i + 1, word: s.text.BareNorm(int(s.words[i])), digits: k.Kind == text.Number}
	it.plain = key(lang.Plain(s.rec.Text[k.Stem:k.End]))
	if s.text.Lang == nil {
		return it
	}
	l := s.text.Lang
	it.light = !it.digits && (single(it.word) || light.Has(k.ID) || light.Has(k.Bare) || l.List("complementisers").Has(k.Bare))
	if e, n := s.text.Match(l.List("claim_words"), int(s.words[i])); e != nil {
		it.does = e.Field(0)
		if it.does == "may" {
			it.does = s.may(i + 1)
		}
		if it.does != "" {
			it.to, it.light = min(end, i+n), true
			for j := i + 1; j < it.to; j++ {
				it.key = it.key*31 + s.keys[j]
			}
		}
	}
	return it
}

// single reports whether a word has one letter, or none.
func single(word string) bool {
	_, n := utf8.DecodeRuneInString(word)
	return n == len(word)
}

// may tells «قد يصل», which is not sure, from «قد وصل», which is.
func (s *sheet) may(i int) string {
	if i < len(s.words) {
		k := &s.text.Tokens[s.words[i]]
		for _, list := range []string{"event_verbs", "speech_verbs"} {
			if s.text.Lang.List(list).Find(k.ID).Field(0) == "present" {
				return "hedge"
			}
		}
	}
	return ""
}

// quotedWords are the words of a content that stand in speech marks, nil if
// all do. Marks around a name are no speech marks.
func (s *sheet) quotedWords(x *said) map[int]bool {
	if x.st.Kind == isnad.Direct {
		return nil
	}
	in := map[int]bool{}
	if x.st.Kind == isnad.Indirect {
		return in
	}
	for _, q := range s.text.Quotes {
		if q.Close < 0 || q.Open+1 >= q.Close {
			continue
		}
		sp := s.text.Span(q.Open+1, q.Close)
		if sp.End <= x.st.Content.Start || sp.Start >= x.st.Content.End {
			continue
		}
		if from, to := s.wordsIn(sp); !s.named(from, to) {
			for i := from; i < to; i++ {
				in[i] = true
			}
		}
	}
	return in
}

// named reports whether all words of a range stand in names.
func (s *sheet) named(from, to int) bool {
	for i := from; i < to; i++ {
		k := &s.text.Tokens[s.words[i]]
		if !slices.ContainsFunc(s.rec.Mentions, func(m isnad.Mention) bool {
			return m.Span.Start <= int(k.Stem) && int(k.End) <= m.Span.End
		}) {
			return false
		}
	}
	return true
}

// pair is two contents set beside each other: which item of the one is which
// of the other, and the gaps where they differ.
type pair struct {
	a, b   *said
	x, y   []item
	equal  [][2]int // indices into x and y, both rising
	gaps   []gap
	shared int // items of meaning that both have
}

// gap is a place where two contents have other items, x[xi:xj] and y[yi:yj]. It
// is firm if what stands on both its sides is the same.
type gap struct {
	xi, xj, yi, yj int
	firm           bool
}

// longestSide bounds the work that two contents make.
const longestSide = 400

// beside aligns two contents by the longest common subsequence of their items
// (Wagner and Fischer, The string-to-string correction problem, 1974).
//
// It is asked for one pair more than once, and keeps those of a group.
func (c *Corpus) beside(a, b *said) *pair {
	p := c.laid[[2]*said{a, b}]
	if p != nil {
		return p
	}
	p = &pair{a: a, b: b, x: c.items(a), y: c.items(b)}
	if len(p.x) <= longestSide && len(p.y) <= longestSide {
		c.best = p.match(c.best)
		p.cut()
	}
	if c.laid == nil {
		c.laid = map[[2]*said]*pair{}
	}
	c.laid[[2]*said{a, b}] = p
	return p
}

// match finds what is equal. It works in the room given, and gives it back.
func (p *pair) match(best []int32) []int32 {
	n, m := len(p.x), len(p.y)
	best = slices.Grow(best[:0], (n+1)*(m+1))[:(n+1)*(m+1)]
	at := func(i, j int) *int32 { return &best[i*(m+1)+j] }
	clear(best[n*(m+1):])
	for i := n - 1; i >= 0; i-- {
		row, below := best[i*(m+1):][:m+1], best[(i+1)*(m+1):][:m+1]
		row[m] = 0
		for j := m - 1; j >= 0; j-- {
			row[j] = max(below[j], row[j+1])
			if w := p.weight(i, j); w > 0 {
				row[j] = max(row[j], below[j+1]+w)
			}
		}
	}
	for i, j := 0, 0; i < n && j < m; {
		w := p.weight(i, j)
		switch {
		case w > 0 && *at(i, j) == *at(i+1, j+1)+w:
			p.equal = append(p.equal, [2]int{i, j})
			i, j = i+1, j+1
		case *at(i+1, j) >= *at(i, j+1):
			i++
		default:
			j++
		}
	}
	return best
}

// weight is what it is worth to align two items, 0 if they are not the same:
// a word of meaning outweighs any run of small words.
func (p *pair) weight(i, j int) int32 {
	x, y := &p.x[i], &p.y[j]
	if x.key != y.key && !p.oneTime(x, y) && !alike(x, y) {
		return 0
	}
	if x.light {
		return 1
	}
	return 4
}

// oneTime reports whether two times are told in the same words: «اليوم» in a
// text that was copied a day later is the day of the text.
func (p *pair) oneTime(x, y *item) bool {
	return x.time != nil && y.time != nil && slices.Equal(p.a.sheet.keys[x.from:x.to], p.b.sheet.keys[y.from:y.to])
}

// alike reports whether two words differ in spelling or case alone, or in the
// article and the small words that are joined to the beginning of one of them.
func alike(x, y *item) bool {
	a, b := x.word, y.word
	if len(a) > len(b) {
		a, b = b, a
	}
	if a == "" {
		return false
	}
	// القضائي and قضائي, إضافة and بالإضافة
	n := len(b) - len(a)
	inside := n > 0 && n <= 3*joined && a[len(a)-1] == b[len(b)-1] && strings.HasSuffix(b, a) && utf8.RuneCountInString(a) >= 3
	return (inside || x.plain == y.plain) && !x.digits && !y.digits && x.does == y.does
}

// joined is how many bytes a joined letter takes.
const joined = 2

// cut finds the gaps. Equal small words alone between two gaps are chance: the
// gaps are one.
func (p *pair) cut() {
	var kept [][2]int
	for i := 0; i < len(p.equal); {
		j, meaning := i, 0
		for j < len(p.equal) && (j == i || p.equal[j] == [2]int{p.equal[j-1][0] + 1, p.equal[j-1][1] + 1}) {
			if !p.x[p.equal[j][0]].light {
				meaning++
			}
			j++
		}
		if meaning > 0 {
			kept = append(kept, p.equal[i:j]...)
			p.shared += meaning
		}
		i = j
	}
	p.equal = kept
	i, j := 0, 0
	for _, e := range append(kept[:len(kept):len(kept)], [2]int{len(p.x), len(p.y)}) {
		if e[0] > i || e[1] > j {
			first, last := i == 0 && j == 0, e[0] == len(p.x) && e[1] == len(p.y)
			p.gaps = append(p.gaps, gap{i, e[0], j, e[1], !(first && last)})
		}
		i, j = e[0]+1, e[1]+1
	}
}

// meaning counts the items that carry meaning.
func meaning(xs []item) (n int) {
	for i := range xs {
		if !xs[i].light {
			n++
		}
	}
	return n
}

// told reports whether two contents share enough, in the same order, to be one
// text that was changed and not two tellings.
func (p *pair) told() bool {
	least := 3
	if p.summary() {
		least = 2
	}
	return p.shared >= least && p.share() >= leastShared
}

// share is the part of the shorter content's items of meaning that the other
// has in the same order.
func (p *pair) share() float64 {
	least := min(meaning(p.x), meaning(p.y))
	if least == 0 {
		return 0
	}
	return float64(p.shared) / float64(least)
}

// words is the place of x[i:j], and of what stands beside it if it is empty.
func words(s *sheet, xs []item, i, j int) *isnad.Passage {
	if i == j {
		if j < len(xs) {
			j++
		} else {
			i--
		}
	}
	p := s.passage(xs[i].from, xs[j-1].to)
	return &p
}
