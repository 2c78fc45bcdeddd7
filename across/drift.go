package across

import (
	"slices"
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
	n, all := 0, 0
	for _, x := range lacks {
		for i := x.from; i < x.to; i++ {
			all++
			if s.holds(from.stem(i)) {
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
