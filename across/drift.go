package across

import (
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
)

// How drift is found.
//
// The carryings of one utterance, or of one quantity, are put in order: bodies
// before headlines, earlier pages before later ones. The first is what the
// record calls "before": the member nearest to the origin, which is no claim
// that it is right. Every other member is set beside it, and what it has
// otherwise is named.
//
// Two contents are aligned item by item: a word, a stated time, a number with
// its unit (beside.go). The gaps that are left are asked what stands in them,
// the narrowest question first: a number on both sides is another value; one
// negator on one side, between words that agree, is a turned claim; a word of
// doubt on one side is a hedge lost or won; a time is a time; a word such as
// "most" is the scope; other words are wording. So a difference shows the words
// that differ and few more. This is the way of natural logic, where a sentence
// is made another by atomic edits and each edit has its own effect (MacCartney
// and Manning, Modeling semantic containment and exclusion in natural language
// inference, 2008); but Isnad stops at naming the edit and does not say what
// follows from it. What is said about the words (who said them, in what part,
// through whom, in whose marks) is compared field by field.
//
// Figures are compared by value first. One is rounded if the other has the same
// number with fewer digits, and has its digits turned if exactly two of them
// changed places, one of the four slips of a typist (Damerau, A technique for
// computer detection and correction of spelling errors, 1964). Any other value is a
// change only where both pages speak of one count: in one text, or on one day
// and as of one time. A toll that rises from page to page is a series, no drift.
//
// What is no difference: spelling (hamza, alef maqsura, ta marbuta, diacritics,
// digits of another script), joined particles and articles, speech marks of
// another shape, a number in words, a name with a title or with one letter
// mistyped. A day that is named otherwise is wording alone. A headline is short
// by its nature: what it leaves out is not counted, but what it says otherwise
// is. Where two contents share too little in the same order, they are two
// tellings and not one that changed, and nothing is said of their words, unless
// both claim to quote. A wrong difference accuses somebody, a missing one only
// leaves reading to do.

// nearer reports whether a stands nearer to the origin than b: bodies before
// headlines, then earlier pages, then earlier in the page.
func nearer(a, b *said) bool {
	if a.st.Headline != b.st.Headline {
		return b.st.Headline
	}
	if !a.sheet.when.Equal(b.sheet.when) {
		return a.sheet.earlier(b.sheet)
	}
	return a.name < b.name
}

func gist(g []*said) string {
	best := g[0]
	for _, m := range g {
		if m.size < best.size && !m.st.Headline {
			best = m
		}
	}
	return best.st.Content.In(best.sheet.rec.Text)
}

// differences collects what differs: one entry for a type and its words.
type differences struct {
	at  map[string]int
	out []isnad.Difference
}

func (d *differences) add(typ, member string, before, after *isnad.Passage) {
	d.addAs(typ+"\t"+lang.Normal(before.Exact)+"\t"+lang.Normal(after.Exact), typ, member, before, after)
}

// lost adds what a member lacks; members that lack the same are one entry.
func (d *differences) lost(typ, member string, before, after *isnad.Passage) {
	d.addAs(typ+"\t"+lang.Normal(before.Exact), typ, member, before, after)
}

func (d *differences) addAs(key, typ, member string, before, after *isnad.Passage) {
	if d.at == nil {
		d.at = map[string]int{}
	}
	i, ok := d.at[key]
	if !ok {
		d.at[key] = len(d.out)
		d.out = append(d.out, isnad.Difference{Type: typ, Members: []string{member}, Before: before, After: after})
		return
	}
	if l := d.out[i].Members; l[len(l)-1] != member {
		d.out[i].Members = append(l, member)
	}
}

// leastShared is the part of the shorter content that the other must have in
// the same order before its words are compared.
const leastShared = .6

// drift tells what changed between the carryings of one utterance.
func (c *Corpus) drift(g []*said) []isnad.Difference {
	var d differences
	first := g[0]
	for _, m := range g[1:] {
		p := c.beside(first, m)
		c.voices(&d, p)
		switch {
		case p.told():
			c.polarity(&d, p)
			c.frame(&d, p)
			c.edits(&d, p)
			c.extent(&d, p)
		case c.requoted(p):
			d.add("wording", m.name, p.quotation(p.a, p.x), p.quotation(p.b, p.y))
		}
	}
	c.marks(&d, g)
	c.glosses(&d, g)
	c.links(&d, g)
	return d.out
}

// oneVoice reports whether one speaker is carried in two pages of one text.
func (c *Corpus) oneVoice(p *pair) bool {
	return !p.summary() && p.a.sheet != p.b.sheet && c.oneOrigin(p.a.sheet, p.b.sheet) &&
		p.a.st.Speaker.Kind != isnad.SpeakerUnknown && namesMeet(p.a.st.Speaker.Name, p.b.st.Speaker.Name)
}

// requoted reports whether a page puts other words into marks than the page
// whose text it carries: then the quotation itself was made.
func (c *Corpus) requoted(p *pair) bool {
	return c.oneVoice(p) && quotes(p.x) > 0 && quotes(p.y) > 0
}

// quotes counts the items of meaning that stand in marks.
func quotes(xs []item) (n int) {
	for i := range xs {
		if xs[i].quoted && !xs[i].light {
			n++
		}
	}
	return n
}

// quotation is the place of a content's words in marks, of all if none are.
func (p *pair) quotation(s *said, xs []item) *isnad.Passage {
	from, to := -1, len(xs)
	for i := range xs {
		if xs[i].quoted {
			if from < 0 {
				from = i
			}
			to = i + 1
		}
	}
	if from < 0 {
		return s.content()
	}
	return words(s.sheet, xs, from, to)
}

// summary reports whether one of the two is a headline, which is short by its nature.
func (p *pair) summary() bool { return p.a.st.Headline || p.b.st.Headline }

// samePage reports whether both stand in the body of one page.
func (p *pair) samePage() bool { return p.a.sheet == p.b.sheet && !p.summary() }

// oneCount reports whether two pages can be held to one number: they carry one
// text, or came on one day.
func (c *Corpus) oneCount(a, b *sheet) bool {
	return c.oneOrigin(a, b) || !a.when.IsZero() && !b.when.IsZero() && a.when.Format(time.DateOnly) == b.when.Format(time.DateOnly)
}

// frame names what changed around the words in pages that carry one text: the
// word of saying («أشار» became «أكد»), and the day on which it was said.
func (c *Corpus) frame(d *differences, p *pair) {
	a, b := p.a, p.b
	if p.summary() || p.samePage() || p.share() < .8 || !c.oneOrigin(a.sheet, b.sheet) || a.st.Cue == nil || b.st.Cue == nil {
		return
	}
	x, y := a.sheet.place(*a.st.Cue), b.sheet.place(*b.st.Cue)
	if a.past() && b.past() && len(a.st.Chain) == len(b.st.Chain) && (a.st.Act == "deny") == (b.st.Act == "deny") && !akin([]rune(lang.Normal(x.Exact)), []rune(lang.Normal(y.Exact))) {
		d.add("wording", b.name, &x, &y)
	}
	s, t := a.sheet.time(a.st.SaidAt), b.sheet.time(b.st.SaidAt)
	switch {
	case s == nil || s.From == "":
	case t != nil && (t.From > s.To || t.To < s.From) && !p.oneMoment(s, t):
		x, y := a.sheet.place(s.Span), b.sheet.place(t.Span)
		d.add("time_changed", b.name, &x, &y)
	case t == nil && b.st.SaidAt == "" && !b.dated(s):
		x := a.sheet.place(s.Span)
		d.lost("time_changed", b.name, &x, &y)
	}
}

// past reports whether the speaker is named with a verb of saying in the past.
// Participles and nouns of one verb look too different to compare (أشار,
// مشيرا), and what only goes on says nothing of the manner (أضاف, a dropped subject).
func (x *said) past() bool {
	t := x.sheet.text
	if t.Lang == nil || x.st.Speaker.Implicit {
		return false
	}
	k := t.Tokens[t.TokenAt(x.st.Cue.Start)]
	return t.Lang.List("speech_verbs").Find(k.Bare).Field(0) == "past" && t.Lang.List("claim_words").Find(k.Bare).Field(0) != "on"
}

// dated reports whether a page gives a day in the paragraph of a statement.
func (x *said) dated(day *isnad.Time) bool {
	t := x.sheet.text
	par := t.Paragraphs[t.ParagraphAt(t.TokenAt(x.st.Span.Start))]
	sp := t.Span(par.From, par.To)
	return slices.ContainsFunc(x.sheet.rec.Times, func(o isnad.Time) bool {
		return sp.Contains(o.Span) && o.From <= day.To && day.From <= o.To && o.From != ""
	})
}

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

// polarity tells a denial from an assertion of the same words: «نفى أن يكون
// المعبر مغلقا» and «قال إن المعبر مغلق». A denial of a negated clause and its
// assertion are the same.
func (c *Corpus) polarity(d *differences, p *pair) {
	a, b := p.a.st, p.b.st
	if (a.Act == "deny") == (b.Act == "deny") || p.samePage() || !namesMeet(a.Speaker.Name, b.Speaker.Name) || p.share() < .8 || p.said() < 3 || a.Cue == nil || b.Cue == nil {
		return
	}
	if !plain[a.Act] && !plain[b.Act] || does(p.x, "not") > 0 || does(p.y, "not") > 0 {
		return
	}
	x, y := p.a.sheet.place(*a.Cue), p.b.sheet.place(*b.Cue)
	d.add("negation_changed", p.b.name, &x, &y)
}

// extent tells words that were cut out of a quotation, and pages of one text of
// which one has a good part less of what was said; not words that the page
// only tells elsewhere.
func (c *Corpus) extent(d *differences, p *pair) {
	if p.summary() || p.samePage() {
		return
	}
	short, long, xs := p.b, p.a, p.x
	if meaning(p.y) > meaning(p.x) {
		short, long, xs = p.a, p.b, p.y
	}
	if p.share() < .8 || elsewhere(short.sheet, long.sheet, p.unmatched(xs)) {
		return
	}
	from, to, onto := p.longestCut(long == p.a)
	cut := words(long.sheet, xs, from, to)
	if to < len(xs) && strings.Contains(written(short.content().Exact), written(cut.Exact)+xs[to].word) {
		return // عبدالمجيد
	}
	switch {
	case p.a.st.Kind == isnad.Direct && p.b.st.Kind == isnad.Direct:
		inside := from > 0 && to < len(xs)
		if n := meaning(xs[from:to]); short == p.b && onto == 0 && namesMeet(p.a.st.Speaker.Name, p.b.st.Speaker.Name) && (n >= 2 || n == 1 && inside) {
			d.add("quote_trimmed", p.b.name, cut, short.content())
		}
	case from == 0 && onto == 0: // where a content begins is often a guess
	case !c.oneOrigin(p.a.sheet, p.b.sheet) || 10*min(meaning(p.x), meaning(p.y)) >= 7*max(meaning(p.x), meaning(p.y)):
	case short == p.b:
		d.add("scope_changed", p.b.name, cut, short.content())
	default:
		d.add("scope_changed", p.b.name, short.content(), cut)
	}
}

// unmatched are the items of one side that the other lacks.
func (p *pair) unmatched(xs []item) (out []item) {
	side := 0
	if len(xs) > 0 && len(p.y) > 0 && &xs[0] == &p.y[0] {
		side = 1
	}
	has := map[int]bool{}
	for _, e := range p.equal {
		has[e[side]] = true
	}
	for i := range xs {
		if !has[i] && !xs[i].light {
			out = append(out, xs[i])
		}
	}
	return out
}

// longestCut is the widest gap's range of items, of the first content or the
// second, and how many items stand there in the other.
func (p *pair) longestCut(first bool) (from, to, onto int) {
	for _, g := range p.gaps {
		i, j, n := g.yi, g.yj, g.xj-g.xi
		if first {
			i, j, n = g.xi, g.xj, g.yj-g.yi
		}
		if j-i > to-from {
			from, to, onto = i, j, n
		}
	}
	return from, to, onto
}

// elsewhere reports whether most of the words that a content lacks stand in
// its page all the same: then its sentences are cut otherwise, and nothing is lost.
func elsewhere(s, from *sheet, lacks []item) bool {
	has := map[uint32]bool{}
	for i := range s.words {
		has[s.stem(i)] = true
	}
	n, all := 0, 0
	for _, x := range lacks {
		for i := x.from; i < x.to; i++ {
			all++
			if has[from.stem(i)] {
				n++
			}
		}
	}
	return 5*n >= 3*all
}

// marks tells narration that became a quotation from a quotation that became
// a paraphrase: what most carryings have is what was there before.
func (c *Corpus) marks(d *differences, g []*said) {
	var quoted, told []*said
	for _, m := range g {
		switch {
		case m.st.Headline:
		case m.st.Kind == isnad.Indirect:
			told = append(told, m)
		default:
			quoted = append(quoted, m)
		}
	}
	if len(quoted) == 0 || len(told) == 0 {
		return
	}
	typ, from, to := "narration_became_direct_quote", told, quoted
	if len(quoted) > len(told) || len(quoted) == len(told) && nearer(quoted[0], told[0]) {
		typ, from, to = "direct_quote_became_paraphrase", quoted, told
	}
	for _, m := range to {
		p := c.beside(from[0], m)
		if before, after := p.marksMoved(); p.told() && !p.samePage() && before != nil {
			d.add(typ, m.name, before, after)
		} else if !p.told() && p.shared >= 2 && c.oneVoice(p) && (quotes(p.x) >= glossWords || quotes(p.y) >= glossWords) {
			d.add(typ, m.name, p.quotation(p.a, p.x), p.quotation(p.b, p.y))
		}
	}
}

// A quotation is a gloss of the first page if so many of its words of meaning,
// and so great a part of them, stand around the first content and so small a
// part in it.
const (
	glossWords = 3
	glossPart  = .33
	glossSaid  = .2
)

// glosses names the words of a page's own narration, around what it lets the
// speaker say, that a page with its text gives as the speaker's own.
func (c *Corpus) glosses(d *differences, g []*said) {
	a := g[0]
	if a.st.Headline {
		return
	}
	said, around := map[uint32]bool{}, map[uint32]int{}
	for i := a.from; i < a.to; i++ {
		said[a.sheet.stem(i)] = true
	}
	for _, i := range a.frame() {
		around[a.sheet.stem(i)] = i
	}
	for _, m := range g[1:] {
		if m.st.Kind == isnad.Indirect || m.sheet == a.sheet || !c.oneOrigin(a.sheet, m.sheet) || !namesMeet(a.st.Speaker.Name, m.st.Speaker.Name) {
			continue
		}
		quoted := m.sheet.quotedWords(m)
		all, heard, from, to := 0, 0, -1, -1
		var found []int
		for i := m.from; i < m.to; i++ {
			if m.st.Kind == isnad.Mixed && !quoted[i] || m.sheet.isLight(i) {
				continue
			}
			all++
			k := m.sheet.stem(i)
			if said[k] {
				heard++
			} else if at, ok := around[k]; ok {
				found = append(found, at)
			}
			if from < 0 {
				from = i
			}
			to = i + 1
		}
		if len(found) < glossWords || float64(len(found)) < glossPart*float64(all) || float64(heard) >= glossSaid*float64(all) {
			continue
		}
		slices.Sort(found)
		x, y := a.sheet.passage(found[0], found[len(found)-1]+1), m.sheet.passage(from, to)
		if found[0] < a.from && found[len(found)-1] >= a.to {
			x = *a.content() // on both sides of what was said
		}
		d.add("narration_became_direct_quote", m.name, &x, &y)
	}
}

// marksMoved is where words stand in marks in one content and without in the
// other, nil if that is not so.
func (p *pair) marksMoved() (before, after *isnad.Passage) {
	var moved [][2]int
	n := 0
	for _, e := range p.equal {
		if x, y := &p.x[e[0]], &p.y[e[1]]; x.quoted != y.quoted {
			moved = append(moved, e)
			if !x.light {
				n++
			}
		}
	}
	if n < 2 {
		return nil, nil
	}
	first, last := moved[0], moved[len(moved)-1]
	return words(p.a.sheet, p.x, first[0], last[0]+1), words(p.b.sheet, p.y, first[1], last[1]+1)
}

// links tells through whom the words came, where a page that carries the same
// text leaves it out.
func (c *Corpus) links(d *differences, g []*said) {
	for _, x := range g {
		for _, l := range x.st.Chain {
			if l.Span == nil || l.Implicit || l.Name == x.st.Speaker.Name || x.st.Headline ||
				l.Kind != isnad.SpeakerAgency && l.Kind != isnad.SpeakerOutlet {
				continue
			}
			for _, m := range g {
				if m.st.Headline || m.sheet == x.sheet || m.sheet.credits(l.Name) || !c.oneOrigin(x.sheet, m.sheet) {
					continue
				}
				before := x.sheet.place(*l.Span)
				d.lost("source_dropped", m.name, &before, m.voice())
			}
			return
		}
	}
}

// credits reports whether a page names a source anywhere, or is its own.
func (s *sheet) credits(name string) bool {
	if namesMeet(name, outlet(s.rec)) || strings.Contains(lang.Normal(s.rec.Text), lang.Normal(name)) {
		return true
	}
	return slices.ContainsFunc(s.rec.Credits, func(c isnad.Credit) bool { return namesMeet(c.Name, name) || namesMeet(c.Words, name) })
}
