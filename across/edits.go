package across

import (
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
)

// edits names the gaps between two contents.
func (c *Corpus) edits(d *differences, p *pair) {
	for _, e := range p.equal {
		x, y := &p.x[e[0]], &p.y[e[1]]
		if x.fig == nil || y.fig == nil {
			if !p.summary() && x.time != nil && y.time != nil {
				p.dayNamed(d, e)
			}
			continue
		}
		if t := boundChange(x.fig.Bound, y.fig.Bound); t == "hedge_dropped" || t != "" && !p.summary() {
			before, after := words(p.a.sheet, p.x, e[0], e[0]+1), words(p.b.sheet, p.y, e[1], e[1]+1)
			if written(before.Exact) == written(after.Exact) { // «8 أشخاص على الأقل»
				before = words(p.a.sheet, p.x, e[0], min(len(p.x), e[0]+behindFigure))
				after = words(p.b.sheet, p.y, e[1], min(len(p.y), e[1]+behindFigure))
			}
			d.add(t, p.b.name, before, after)
		}
	}
	for _, g := range p.gaps {
		if typ, before, after := c.edit(p, g); typ != "" {
			d.add(typ, p.b.name, before, after)
		}
	}
}

// dayNamed tells a time that is the same in other words: أمس, الثلاثاء.
func (p *pair) dayNamed(d *differences, e [2]int) {
	x, y := &p.x[e[0]], &p.y[e[1]]
	if !slices.Equal(p.a.sheet.keys[x.from:x.to], p.b.sheet.keys[y.from:y.to]) {
		d.add("wording", p.b.name, words(p.a.sheet, p.x, e[0], e[0]+1), words(p.b.sheet, p.y, e[1], e[1]+1))
	}
}

// mostWords is how many words a side of a gap can have that is told as one change.
const mostWords = 8

// edit names what stands in a gap, "" if it is nothing that can be told.
func (c *Corpus) edit(p *pair, g gap) (typ string, before, after *isnad.Passage) {
	x, y := p.x[g.xi:g.xj], p.y[g.yi:g.yj]
	if !g.firm || len(x) > mostWords || len(y) > mostWords {
		return "", nil, nil
	}
	a, b := p.a.sheet, p.b.sheet
	if j := joint(x); j != "" && j == joint(y) {
		return "", nil, nil // القصرالعيني
	}
	before, after = words(a, p.x, g.xi, g.xj), words(b, p.y, g.yi, g.yj)
	switch {
	case otherValue(x, y) && c.oneCount(a, b) && !p.gives(theNumber(x), theNumber(y)):
		return "value_changed", before, after
	}
	// what is negated, doubted or counted is part of what to show
	wider, wide := words(a, p.x, g.xi, min(g.xj+1, len(p.x))), words(b, p.y, g.yi, min(g.yj+1, len(p.y)))
	if short, long := byLength(written(wider.Exact), written(wide.Exact)); strings.HasSuffix(long, short) && len(long)-len(short) <= joined {
		return "", nil, nil // ولايقدر, لا يقدر
	}
	if !p.samePage() && turned(p, g) {
		return "negation_changed", wider, wide
	}
	if typ = doubt(p, x, y, p.summary()); typ != "" {
		return typ, wider, wide
	}
	few := meaning(x) <= 1 && meaning(y) <= 1
	if p.summary() {
		if few && does(x, "part") > 0 && len(y) == 0 {
			return "scope_changed", wider, wide
		}
		if meaning(x) == 1 && meaning(y) == 1 && !numbers(x) && !numbers(y) && c.oneOrigin(a, b) && g.xj < len(p.x) && g.xi > 0 {
			return "wording", before, after
		}
		return "", nil, nil
	}
	if typ = c.moment(p, x, y); typ != "" {
		return typ, before, after
	}
	switch {
	case few && (does(x, "part") != does(y, "part") || does(x, "all") != does(y, "all")):
		return "scope_changed", wider, wide
	case meaning(x) > 0 && meaning(y) > 0 && !numbers(x) && !numbers(y) && !respelt(joint(x), joint(y)):
		return "wording", before, after
	}
	return "", nil, nil
}

// respelt reports whether a word has one letter more than another and is else
// the same: مسؤلية, الديموقراطي.
func respelt(a, b string) bool {
	x, y := []rune(a), []rune(b)
	return len(x) != len(y) && max(len(x), len(y)) >= 5 && sharedLetters(x, y) >= max(len(x), len(y))-1
}

// written are words as they are spelt, without the spaces between them.
func written(words string) string { return strings.Join(strings.Fields(lang.Normal(words)), "") }

// otherValue reports whether each side of a gap has one number and little
// else, and the numbers differ.
func otherValue(x, y []item) bool {
	m, n := theNumber(x), theNumber(y)
	if m == nil || n == nil || meaning(x) > 2 || meaning(y) > 2 || m.key == n.key {
		return false
	}
	if m.fig != nil && n.fig != nil {
		return m.fig.Unit == n.fig.Unit && fits(m.fig, n.fig)
	}
	return m.digits && n.digits
}

// joint is a side's words without the spaces between them, which go lost; "" if
// they are not words alone.
func joint(xs []item) (s string) {
	for i := range xs {
		if xs[i].word == "" {
			return ""
		}
		s += xs[i].word
	}
	return s
}

// gives reports whether a page gives the number that the other has in its
// place: then two counts were aligned, and none changed. A headline's page
// gives both.
func (p *pair) gives(x, y *item) bool {
	a, b := p.a.sheet, p.b.sheet
	if a == b {
		return slices.ContainsFunc(p.x, func(o item) bool { return o.key == y.key }) ||
			slices.ContainsFunc(p.y, func(o item) bool { return o.key == x.key })
	}
	return x.fig != nil && (b.gives(x.fig) || a.gives(y.fig))
}

// fits reports whether two figures can be one count: a bound that the other
// value keeps is no other count.
func fits(a, b *isnad.Figure) bool {
	return a.Bound == isnad.Exact && b.Bound == isnad.Exact || a.Bound == b.Bound
}

func theNumber(xs []item) (n *item) {
	for i := range xs {
		if xs[i].number() {
			if n != nil {
				return nil
			}
			n = &xs[i]
		}
	}
	return n
}

func numbers(xs []item) bool {
	for i := range xs {
		if xs[i].number() {
			return true
		}
	}
	return false
}

// does counts the words of a side that do the thing asked.
func does(xs []item, what string) (n int) {
	for i := range xs {
		if xs[i].does == what {
			n++
		}
	}
	return n
}

// turned reports whether a gap turns the claim: one side has one negator, the
// other none, and the words that it negates are the same: what is left of both
// sides is nothing, or one verb in two tenses (لم يحضر, حضر).
func turned(p *pair, g gap) bool {
	x, y := p.x[g.xi:g.xj], p.y[g.yi:g.yj]
	if does(x, "not")+does(y, "not") != 1 || does(x, "only")+does(y, "only") > 0 || does(p.x, "not") == does(p.y, "not") {
		return false
	}
	if p.a.st.Act != p.b.st.Act && !(plain[p.a.st.Act] && plain[p.b.st.Act]) {
		return false // «استبعد وجود شبهة» and «لا شبهة»
	}
	if does(p.x[max(0, g.xi-negated):g.xi], "not") > 0 {
		return false // «لن يكون مجديا أو يحقق», «ولن يحقق»
	}
	u, v := rest(x), rest(y)
	if len(u) != len(v) || len(u) > 1 || len(u) == 1 && !oneVerb(u[0].word, v[0].word) {
		return false
	}
	if len(u) == 0 && (g.xj == len(p.x) || joinedNegator(x, y, p.x[g.xj].word, p.y[g.yj].word)) {
		return false // it negates nothing that both have, or stands in both: لا يوجد, لايوجد
	}
	// what follows must agree for more than a word, and not be excepted (لم يحضر إلا)
	return p.shared >= 4 && follows(p, g) >= 2
}

// negated is how many words behind a negator may be under it.
const negated = 6

// joinedNegator reports whether the negator of one side is written together
// with the word behind it in the other.
func joinedNegator(x, y []item, a, b string) bool {
	return a == joint(y)+b && len(y) > 0 || b == joint(x)+a && len(x) > 0
}

// plain are the acts that assert their content.
var plain = map[string]bool{"state": true, "announce": true, "admit": true, "document": true, "explain": true}

// rest is what is left of a side without negators and small words.
func rest(xs []item) (out []item) {
	for _, x := range xs {
		if !x.light {
			out = append(out, x)
		}
	}
	return out
}

// follows counts the items of meaning that stand equal right behind a gap, in
// as far as no exception comes.
func follows(p *pair, g gap) (n int) {
	i, j := g.xj, g.yj
	for ; i < len(p.x) && j < len(p.y) && p.aligned(i, j); i, j = i+1, j+1 {
		if p.x[i].does == "only" {
			return 0
		}
		if !p.x[i].light {
			n++
		}
	}
	for k := i; k < min(i+3, len(p.x)); k++ {
		if p.x[k].does == "only" {
			return 0
		}
	}
	for k := j; k < min(j+3, len(p.y)); k++ {
		if p.y[k].does == "only" {
			return 0
		}
	}
	return n
}

func (p *pair) aligned(i, j int) bool {
	at := sort.Search(len(p.equal), func(k int) bool { return p.equal[k][0] >= i })
	return at < len(p.equal) && p.equal[at] == [2]int{i, j}
}

// oneVerb reports whether two words are one but for a letter at the beginning,
// as verbs are in two tenses.
func oneVerb(a, b string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	if len(b) < 3*joined || a == "" {
		return false
	}
	tail := a[joined:]
	return tail == b || len(a) == len(b) && len(b) >= 4*joined && tail == b[joined:]
}

// doubt names a hedge that one side of a gap has and the other content has not.
func doubt(p *pair, x, y []item, summary bool) string {
	m, n := does(x, "hedge"), does(y, "hedge")
	if meaning(x) > 1 || meaning(y) > 1 || p.share() < .7 {
		return ""
	}
	switch {
	case m > 0 && n == 0 && does(p.y, "hedge") == 0:
		return "hedge_dropped"
	case n > 0 && m == 0 && does(p.x, "hedge") == 0 && !summary:
		return "hedge_added"
	}
	return ""
}

// moment names a time that one side of a gap has: another one in the other, or
// none, in pages that carry one text.
func (c *Corpus) moment(p *pair, x, y []item) string {
	m, n := stated(x, p.y), stated(y, p.x)
	switch {
	case m == nil && n == nil:
		return ""
	case m != nil && n != nil && p.oneMoment(m.time, n.time):
		return ""
	case m != nil && n != nil, !p.samePage() && c.oneOrigin(p.a.sheet, p.b.sheet) && meaning(x)+meaning(y) <= 3:
		return "time_changed"
	}
	return ""
}

// oneMoment reports whether two days may be one: the one is told in the other's
// words and some more («الاثنين», «ظهر يوم الاثنين»), or one that is counted
// from the page's own is next to the other and the pages came on two days, for
// who copies «اليوم» after midnight copies the day before.
func (p *pair) oneMoment(s, t *isnad.Time) bool {
	if s.From != s.To || t.From != t.To {
		return false
	}
	a, b := p.a.sheet, p.b.sheet
	x, y := a.keysOf(s.Span), b.keysOf(t.Span)
	if len(x) > len(y) {
		x, y = y, x
	}
	if !slices.ContainsFunc(x, func(k uint32) bool { return !slices.Contains(y, k) }) {
		return true
	}
	return (s.Anchor != "" || t.Anchor != "") && !sameDay(a.when, b.when) && s.From <= dayAfter(t.To) && t.From <= dayAfter(s.To)
}

// dayAfter is the day behind a day, "" if it is none.
func dayAfter(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, 1).Format(time.DateOnly)
}

// keysOf are the keys of the words that the span covers.
func (s *sheet) keysOf(sp isnad.Span) []uint32 {
	from, to := s.wordsIn(sp)
	return s.keys[from:to]
}

// stated is the first time of xs that stands nowhere in the other content.
func stated(xs, other []item) *item {
next:
	for i := range xs {
		if xs[i].time == nil {
			continue
		}
		for j := range other {
			if other[j].key == xs[i].key {
				continue next
			}
		}
		return &xs[i]
	}
	return nil
}
