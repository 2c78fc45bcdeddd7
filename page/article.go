package page

import (
	"html"
	"math"
	"strings"
)

// How the article is found in a page of HTML.
//
// One pass over the tokens (tree.go) makes two flat arrays: the elements that
// lay out blocks, and the blocks of text between them. Every element covers a
// run of blocks, so that what an element holds is a difference of two sums.
//
// A block weighs as many letters as it has if it reads like a paragraph: it is
// long, or ends like a sentence, and is no link. It weighs as much the other
// way if it is made of links, and half as much if it is merely short. Headings
// and cells of tables weigh nothing: they stand in articles and in menus
// alike.
//
// Then, in this order,
//
//   - the headline is the heading that the page's head repeats (title.go);
//   - rows of headings that are links are other articles' teasers, with the
//     sentences under them;
//   - elements are furniture if their tag or name says so (vocab.txt), unless
//     what they hold speaks against it: the headline, most of the page's prose,
//     several paragraphs, a lead. What lies inside furniture is furniture;
//   - the article is the element whose blocks weigh most together. Furniture
//     inside it counts against it a little, or else the page's outermost
//     element would always be as good. An element that is named for an
//     article's text gets a bonus, and short lines in it are forgiven.
//
// The blocks of that element become lines, and from here on HTML and plain text
// go the same way (draft.go): lines that say that they are furniture go, with
// the lists that they open, and so do datelines, names and captions between
// headline and body, and what trails behind it.
//
// Weighing text against links is the idea of Finn, Kushmerick and Smyth ("Fact
// or fiction", 2001) and of boilerpipe (Kohlschütter, Fankhauser and Nejdl,
// WSDM 2010); names of elements as hints are Readability's (Arc90, 2009). Names
// are only ever hints here: with every class and id struck out, the articles of
// the Arabic test pages are found as well, and those of the English benchmark
// nearly so.

// html finds the article in a page of HTML.
func (r *reader) html() error {
	f := &finder{reader: r, doc: readHTML(r.in.Text)}
	f.ld = readLinked(f.scripts)
	if len(f.blocks) == 0 && f.ld.body == "" {
		return ErrEmpty
	}
	f.page.Canonical = f.address()
	f.outlet()
	f.domain(f.page.Canonical)
	f.measure()
	f.findTitle()
	f.findTeasers()
	f.judge()
	top := f.choose()
	if top < 0 {
		top = f.chooseShort()
	}
	var err error
	switch {
	case f.untold(top):
		top = 0
		err = f.told()
	case top < 0:
		return ErrNoArticle
	default:
		err = f.gather(top)
	}
	if err != nil {
		return err
	}
	f.inform(top)
	return nil
}

// untold reports whether JSON-LD has an article's text that the page's elements
// have not: such pages are put together by scripts.
func (f *finder) untold(top int) bool {
	const least = 200 // bytes
	if len(f.ld.body) < least {
		return false
	}
	shown := 0
	if top >= 0 {
		for i := f.nodes[top].first; i < f.nodes[top].last; i++ {
			if f.killed[f.blocks[i].node] == none && f.facts[i].weight > 0 {
				shown += int(f.blocks[i].to - f.blocks[i].from)
			}
		}
	}
	return len(f.ld.body) > 3*shown
}

// told makes the page of the text in JSON-LD.
func (f *finder) told() error {
	var lines []line
	for s := range strings.FieldsFuncSeq(html.UnescapeString(f.ld.body), ends) {
		if s = strings.TrimFunc(s, blank); s != "" && !strings.Contains(s, "</") {
			l := newLine(s)
			l.saying = f.says(s, !l.prose())
			lines = append(lines, l)
		}
	}
	return f.article(lines, -1, f.ld.headline)
}

// chooseShort finds the element of an article without one good paragraph: the
// smallest one round the headline that holds sentences, be they short.
func (f *finder) chooseShort() int {
	if f.title < 0 {
		return -1
	}
	for n := f.blocks[f.title].node; n >= 0; n = f.nodes[n].parent {
		for i := f.title + 1; i < int(f.nodes[n].last); i++ {
			k := &f.facts[i]
			if k.runes >= 15 && k.linked < .1 && k.stop && f.killed[f.blocks[i].node] == none && f.says(f.text(i), true).kind == none {
				return int(n)
			}
		}
	}
	return -1
}

// finder is a page of HTML in which the article is looked for.
type finder struct {
	*reader
	*doc
	facts  []fact
	title  int    // block of the headline, -1 if no block is
	name   string // headline that no block has
	ld     linked
	killed []kind // of nodes: furniture
}

// fact is what a block of text looks like.
type fact struct {
	runes  int
	commas int
	stop   bool
	linked float64 // share of it that is links
	weight float64 // how much more it is prose than furniture
	teaser bool    // it is one of a row of other articles
}

func (f *finder) text(i int) string {
	b := &f.blocks[i]
	return strings.TrimFunc(string(f.buf[b.from:b.to]), blank)
}

// measure looks at every block.
func (f *finder) measure() {
	f.facts = make([]fact, len(f.blocks))
	for i := range f.blocks {
		b := &f.blocks[i]
		s := f.buf[b.from:b.to]
		k := &f.facts[i]
		for j, c := range s {
			switch {
			case c&0xC0 != 0x80:
				k.runes++
				if c == ',' {
					k.commas++
				}
			case c == 0x8C && s[j-1] == 0xD8: // ،
				k.commas++
			}
		}
		if len(s) > 0 {
			k.linked = float64(b.linked) / float64(len(s))
		}
		k.stop = endsSentence(string(s[max(0, len(s)-24):]))
		k.weight = k.weigh(b.tag)
	}
}

// weigh is positive for prose, negative for what lists, menus and teasers are
// made of, and nothing for headings and table cells, which stand in both.
func (k *fact) weigh(t tag) float64 {
	n := float64(k.runes)
	plain := n * (1 - k.linked)
	switch {
	case properties[t]&isHeading != 0:
		return 0
	case t == tagP && plain >= 60 && k.linked > 0.3:
		return plain - 0.3*n*k.linked // a paragraph full of references
	case k.linked > 0.5:
		return -n
	case k.prose():
		return plain
	case t == tagTd || t == tagTh:
		return 0
	}
	return -n / 2
}

// prose reports whether a block is long enough to be a paragraph.
func (k *fact) prose() bool {
	return k.runes >= 80 || k.runes >= 40 && (k.stop || k.commas > 0)
}

// The shape of a row of teasers.
const (
	teaserRow    = 3 // linked headings
	teaserBlocks = 6 // from one to the next, of which one may be prose
)

// findTeasers marks rows of other articles' headings, each a link, with what
// stands under each. Their first sentences read like paragraphs.
func (f *finder) findTeasers() {
	first, last, rows, widest, prose := 0, -1, 0, 0, 0
	for i := range f.blocks {
		if f.facts[i].weight > 0 {
			prose++
			continue
		}
		if properties[f.blocks[i].tag]&isHeading == 0 || f.facts[i].linked < .6 || f.facts[i].runes < 15 || i == f.title {
			continue
		}
		if rows > 0 && (i-last > teaserBlocks || prose > 1) {
			f.markTeasers(first, last, rows, widest)
			rows = 0
		}
		if rows == 0 {
			first, widest = i, 1
		} else {
			widest = max(widest, i-last)
		}
		last, prose = i, 0
		rows++
	}
	f.markTeasers(first, last, rows, widest)
}

// markTeasers marks a row from the heading first to the heading last, and what
// stands under the last one in the element that holds the row.
func (f *finder) markTeasers(first, last, rows, widest int) {
	if rows < teaserRow {
		return
	}
	n := f.blocks[last].node
	for n > 0 && int(f.nodes[n].first) > first {
		n = f.nodes[n].parent
	}
	for i := first; i < min(last+widest, int(f.nodes[n].last)); i++ {
		f.facts[i].teaser = i != f.title
	}
}

// judge decides which elements are furniture: those whose names say so, unless
// what they hold speaks against it, and all inside them. The shares of the
// page's prose were chosen on the English benchmark and hold on Arabic pages.
func (f *finder) judge() {
	prose := make([]float64, len(f.blocks)+1)
	paras := make([]int32, len(f.blocks)+1)
	for i := range f.facts {
		w := max(0, f.facts[i].weight)
		prose[i+1], paras[i+1] = prose[i]+w, paras[i]
		if w > 0 {
			paras[i+1]++
		}
	}
	bodies := f.withBody()
	all := prose[len(f.blocks)]
	f.killed = make([]kind, len(f.nodes))
	for i := 1; i < len(f.nodes); i++ {
		n := &f.nodes[i]
		if k := f.killed[n.parent]; k != none {
			if n.tag != tagBlockquote || k != caption && k != share {
				f.killed[i] = k // but for a post of somebody's that is set like a picture
			}
			continue
		}
		k := n.furniture()
		if k == none {
			continue
		}
		share := (prose[n.last] - prose[n.first]) / max(all, 1)
		holds := f.title >= int(n.first) && f.title < int(n.last)
		vague := k == nav && n.use&useStrong == 0 // a word such as "widget" or "header"
		switch {
		case holds && share > .05: // headline and text
		case k == comment, n.use&useHidden != 0 && share < .9: // however much it holds
			f.killed[i] = k
		case bodies[i], share > .7, f.title < 0 && share > .5: // an article's text, or most of the page's
		case vague && f.leads(n):
		case vague && n.tag != tagNav && n.tag != tagFooter && share > .15 && paras[n.last]-paras[n.first] >= 3:
		default:
			f.killed[i] = k
		}
	}
}

// leads reports whether an element holds nothing but a paragraph or two, not
// far behind the headline: the article's lead, whatever the element's name.
func (f *finder) leads(n *node) bool {
	if f.title < 0 || int(n.first) <= f.title || int(n.first) > f.title+nearBehind || n.last == n.first || n.last > n.first+2 {
		return false
	}
	for i := n.first; i < n.last; i++ {
		if k := &f.facts[i]; !k.prose() || k.linked > .05 || k.runes < 80 {
			return false
		}
	}
	return true
}

// withBody tells which elements hold one that is surely an article's text.
func (f *finder) withBody() []bool {
	has := make([]bool, len(f.nodes))
	for i := len(f.nodes) - 1; i > 0; i-- {
		n := &f.nodes[i]
		if n.use&useBody != 0 && n.use&useStrong != 0 && n.use&useFurniture == 0 {
			has[i] = true
		}
		if has[i] && n.use&useComment == 0 {
			has[n.parent] = true
		}
	}
	return has
}

// furniture is the kind of furniture that an element's tag or name says that
// it is.
func (n *node) furniture() kind {
	switch n.tag {
	case tagNav, tagFooter, tagAside, tagAddress:
		if k := n.use.kind(); k != none {
			return k
		}
		return nav
	case tagFigcaption, tagFigure:
		return caption
	}
	if n.use&useHidden != 0 {
		return nav
	}
	if n.use&useBody != 0 {
		return none
	}
	k := n.use.kind()
	if n.tag == tagBlockquote && k == share {
		return none // a post of somebody's, quoted
	}
	return k
}

// killedCost is what a letter of furniture costs an element that holds it, so
// that a page's outermost element is not as good as the article's.
const killedCost = 0.3

// choose finds the element in which prose most outweighs all else: the sum of
// its blocks' weights, furniture left out. In an element that is named for an
// article's text short lines do not weigh, and it gets a bonus.
func (f *finder) choose() int {
	sum := make([]float64, len(f.blocks)+1)
	kept := make([]float64, len(f.blocks)+1) // the same without short lines
	for i := range f.blocks {
		w := f.facts[i].weight
		if f.killed[f.blocks[i].node] != none || f.facts[i].teaser {
			w = -killedCost * math.Abs(w)
		}
		sum[i+1] = sum[i] + w
		if w < 0 && f.facts[i].linked < .5 {
			w = 0
		}
		kept[i+1] = kept[i] + w
	}
	best, most := -1, 0.0
	for i := range f.nodes {
		n := &f.nodes[i]
		if f.killed[i] != none {
			continue
		}
		s := sum[n.last] - sum[n.first]
		switch {
		case n.use&useBody != 0:
			s = 1.25 * (kept[n.last] - kept[n.first])
		case n.use&useArticle != 0, n.tag == tagArticle:
			s *= 1.05
		}
		if s > 0 && s >= most {
			best, most = i, s
		}
	}
	return best
}

// gather makes the page of the blocks in the element top.
func (f *finder) gather(top int) error {
	var lines []line
	n := &f.nodes[top]
	if f.title < 0 {
		f.title = f.nearestHeading(n)
	} else if f.inBody(n) {
		f.name, f.title = f.text(f.title), -1
	}
	title := -1
	if f.title >= 0 && f.title < int(n.first) {
		title = 0
		lines = append(lines, newLine(f.text(f.title)))
	}
	for i := int(n.first); i < int(n.last); i++ {
		words := f.text(i)
		first := i
		for f.sameRow(first, i+1, int(n.last)) {
			i++
			words += " " + f.text(i)
		}
		l := newLine(words)
		k := f.killed[f.blocks[i].node]
		switch {
		case first == f.title:
			title = len(lines)
		case k != none:
			l.kind = k
		case f.facts[i].teaser:
			l.kind = related
		default:
			l.saying = f.says(l.text, !l.prose() || i > int(n.last)-lastLines)
			if l.kind == none && f.facts[i].linked > 0.6 && l.runes < 200 {
				l.kind = related
				if l.runes < 25 {
					l.kind = nav
				}
			}
			if first < i && l.kind == nav && !hasLetter(l.text) {
				l.saying = saying{} // a row of numbers
			}
		}
		lines = append(lines, l)
	}
	f.trim(lines, title)
	f.leave(0, int(n.first))
	if err := f.article(lines, title, f.name); err != nil {
		return err
	}
	f.leave(int(n.last), len(f.blocks))
	return nil
}

// leave lists the blocks outside the article's element as furniture, a run of
// one kind as one.
func (f *finder) leave(from, to int) {
	var run []byte
	open := none
	for i := from; i < to; i++ {
		b := &f.blocks[i]
		if i == f.title {
			continue
		}
		k := f.killed[b.node]
		if k == none {
			k = nav
		}
		if k != open {
			f.remove(open, string(run))
			run, open = run[:0], k
		}
		if len(run) > 0 {
			run = append(run, '\n')
		}
		run = append(run, f.buf[b.from:b.to]...)
	}
	f.remove(open, string(run))
}

// sameRow reports whether block i is the next short cell of the table's row
// that block first begins.
func (f *finder) sameRow(first, i, end int) bool {
	if i >= end {
		return false
	}
	a, b := &f.blocks[first], &f.blocks[i]
	return (a.tag == tagTd || a.tag == tagTh) && (b.tag == tagTd || b.tag == tagTh) &&
		f.nodes[a.node].parent == f.nodes[b.node].parent && f.facts[first].runes < 60 && f.facts[i].runes < 60 &&
		f.facts[i].linked < .5 && f.blocks[i-1].node != b.node && i-first < 24
}

// trim takes short lines without an end from the article's end: headings of
// what was left out, names, labels.
func (f *finder) trim(lines []line, title int) {
	last := len(lines) - 1
	for ; last > title; last-- {
		l := &lines[last]
		if l.kind == none && (l.stop || l.runes >= 60) {
			break
		}
	}
	if last <= title {
		return
	}
	for i := last + 1; i < len(lines); i++ {
		if lines[i].kind == none {
			lines[i].kind, lines[i].trail = nav, true
		}
	}
}
