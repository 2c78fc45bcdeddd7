package across

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
)

// nearer reports whether x stands nearer to the origin than y, as statements do.
func (x *counted) nearer(y *counted) bool {
	if x.inTitle() != y.inTitle() {
		return y.inTitle()
	}
	return x.sheet.earlier(y.sheet)
}

// words are the figure with what it counts.
func (x *counted) words() string {
	s := x.fig.Span.In(x.sheet.rec.Text)
	if x.fig.Counted != nil {
		s += " " + x.fig.Counted.In(x.sheet.rec.Text)
	}
	return s
}

func (x *counted) place() *isnad.Passage {
	p := x.sheet.place(x.fig.Span)
	return &p
}

// wider is the figure with the words behind it, where its bound may stand: «23
// قتيلا على الأقل».
func (x *counted) wider() *isnad.Passage {
	s := x.sheet
	from, to := s.wordsIn(x.fig.Span)
	last := s.text.Sentences[s.text.SentenceAt(int(s.words[to-1]))]
	for n := 0; n < behindFigure && to < len(s.words) && int(s.words[to]) < last.To; n++ {
		to++
	}
	p := s.passage(from, to)
	return &p
}

// behindFigure is how many words behind a figure may say how exact it is.
const behindFigure = 4

func (x *counted) inTitle() bool { return x.fig.Span.End <= len(x.sheet.rec.Title) }

// figureDrift tells what changed between the carryings of one quantity.
func (c *Corpus) figureDrift(g []*counted) []isnad.Difference {
	var d differences
	c.sources(&d, g)
	c.parts(&d, g)
	first := g[0]
	for _, m := range g[1:] {
		if *first.fig.Value != *m.fig.Value {
			c.values(&d, first, m)
			continue
		}
		if !c.close(first, m) {
			continue
		}
		if t := boundChange(first.fig.Bound, m.fig.Bound); t != "" && (t == "hedge_dropped" || !m.inTitle()) {
			x, y := first.place(), m.place()
			if lang.Normal(x.Exact) == lang.Normal(y.Exact) {
				x, y = first.wider(), m.wider()
			}
			d.add(t, m.name, x, y)
		}
		if a, b := first.period(), m.period(); a != nil && b != nil && coarser(a.Value, b.Value) {
			x, y := first.sheet.place(a.Span), m.sheet.place(b.Span)
			d.add("window_coarsened", m.name, &x, &y)
		}
		if a, b := first.fig.Counted, m.fig.Counted; c.oneOrigin(first.sheet, m.sheet) && renamed(first, m) {
			x, y := first.sheet.place(*a), m.sheet.place(*b)
			d.add("unit_renamed", m.name, &x, &y)
		}
		if a, b := first.fig.Actor, m.fig.Actor; a != nil && b != nil && first.sheet != m.sheet &&
			otherActor(a.In(first.sheet.rec.Text), b.In(m.sheet.rec.Text)) {
			x, y := first.sheet.place(*a), m.sheet.place(*b)
			d.add("actor_changed", m.name, &x, &y)
		}
	}
	return d.out
}

// close reports whether two figures of one value are surely one quantity: in one
// page or one text, with many digits, or among the same words.
func (c *Corpus) close(a, b *counted) bool {
	if digits, _ := digitsOf(*a.fig.Value); a.sheet == b.sheet || c.oneOrigin(a.sheet, b.sheet) || len(digits) >= 3 {
		return true
	}
	n := 0
	for k := range a.near {
		if b.near[k] {
			n++
		}
	}
	return n >= 3
}

// values names how two values of one quantity differ. The rounded one is the
// later one whatever the pages' times: nobody makes 993 of 1000.
func (c *Corpus) values(d *differences, a, b *counted) {
	if a.fig.Unit != b.fig.Unit {
		return
	}
	exact, other := a, b
	if rounded(*b.fig.Value, *a.fig.Value, a.fig.Bound) {
		exact, other = b, a
	}
	switch {
	case rounded(*exact.fig.Value, *other.fig.Value, other.fig.Bound):
		d.add("rounded", other.name, exact.place(), other.place())
	case !c.oneCount(a.sheet, b.sheet) || !sameMoment(a, b) || a.sheet != b.sheet && (a.sheet.gives(b.fig) || b.sheet.gives(a.fig)):
		// a series: the count went on
	case transposed(*a.fig.Value, *b.fig.Value):
		d.add("digit_transposition", b.name, a.place(), b.place())
	case fits(a.fig, b.fig):
		d.add("value_changed", b.name, a.place(), b.place())
	}
}

// sameMoment reports whether two figures give, or do not give, one day that
// they are as of and one period.
func sameMoment(a, b *counted) bool {
	return a.day(a.fig.AsOf) == b.day(b.fig.AsOf) && a.day(a.fig.Period) == b.day(b.fig.Period)
}

func (x *counted) day(id string) string {
	if t := x.sheet.time(id); t != nil {
		return t.From + "/" + t.To
	}
	return ""
}

// time is the time with that id, nil if there is none.
func (s *sheet) time(id string) *isnad.Time {
	for i := range s.rec.Times {
		if t := &s.rec.Times[i]; id != "" && t.ID == id {
			return t
		}
	}
	return nil
}

func (x *counted) period() *isnad.Time { return x.sheet.time(x.fig.Period) }

// digitsOf are the significant digits of a value, and the power of ten of the last.
func digitsOf(v float64) (digits string, exp int) {
	s := strconv.FormatFloat(math.Abs(v), 'e', -1, 64)
	mantissa, e, _ := strings.Cut(s, "e")
	whole, part, _ := strings.Cut(mantissa, ".")
	n, _ := strconv.Atoi(e)
	return whole + part, n - len(part)
}

// rounded reports whether b is a with fewer digits: to the nearest, or with a
// word that says that it is more, cut off.
func rounded(a, b float64, bound isnad.Bound) bool {
	da, _ := digitsOf(a)
	db, exp := digitsOf(b)
	if len(db) >= len(da) || a == b || b == 0 {
		return false
	}
	step := math.Pow10(exp)
	near := math.Abs(a-b) <= step/2*(1+1e-9)
	switch bound {
	case isnad.MoreThan, isnad.AtLeast:
		near = near || a > b && a-b < step
	case isnad.LessThan, isnad.AtMost:
		near = near || a < b && b-a < step
	}
	most := .05
	if bound != isnad.Exact {
		most = .1
	}
	return near && math.Abs(a-b) <= most*math.Abs(a)
}

// transposed reports whether two digits changed places: 6993, 6939.
func transposed(a, b float64) bool {
	x, y := strconv.FormatFloat(a, 'f', -1, 64), strconv.FormatFloat(b, 'f', -1, 64)
	if len(x) != len(y) {
		return false
	}
	var at []int
	for i := range len(x) {
		if x[i] != y[i] {
			at = append(at, i)
		}
	}
	return len(at) == 2 && x[at[0]] == y[at[1]] && x[at[1]] == y[at[0]]
}

// boundChange names a bound that was lost or won.
func boundChange(a, b isnad.Bound) string {
	switch {
	case a == b:
		return ""
	case b == isnad.Exact:
		return "hedge_dropped"
	case a == isnad.Exact:
		return "hedge_added"
	}
	return ""
}

// coarser reports whether b is a with an end that lost its day or month, or
// with an end less. Where one page gives a period and the other its last day,
// the ends are compared.
func coarser(a, b string) bool {
	x, y := strings.Split(a, "/"), strings.Split(b, "/")
	for _, ends := range [][]string{x, y} {
		for i := range ends {
			ends[i], _, _ = strings.Cut(ends[i], "T") // the part of a day does not count
			if strings.Trim(ends[i], "0123456789-") != "" {
				return false // a season, a weekend
			}
		}
	}
	if slices.Contains(y, "") {
		return false
	}
	if len(y) == 1 && len(x) == 2 && x[0] != x[1] && slices.Contains(x, y[0]) {
		return true // an end is lost
	}
	end, other := x[len(x)-1], y[len(y)-1]
	if len(x) == 2 && len(y) == 2 {
		if !strings.HasPrefix(x[0], y[0]) {
			return false
		}
		return strings.HasPrefix(end, other) && len(y[0])+len(other) < len(x[0])+len(end)
	}
	return strings.HasPrefix(end, other) && len(other) < len(end)
}

// sources names the pages that give without a source what others attribute. A
// headline has none by its nature, unless other headlines do.
func (c *Corpus) sources(d *differences, g []*counted) {
	attributed := map[*sheet]bool{}
	for _, m := range g {
		if m.fig.AccordingTo != "" {
			attributed[m.sheet] = true
		}
	}
	for _, title := range []bool{false, true} {
		i := slices.IndexFunc(g, func(m *counted) bool { return m.fig.AccordingTo != "" && (m.inTitle() || !title) })
		if i < 0 {
			return
		}
		for _, m := range g {
			if m.fig.AccordingTo == "" && m.inTitle() == title && (title || !attributed[m.sheet]) && c.oneOrigin(g[i].sheet, m.sheet) && !m.names(g[i].source()) {
				d.lost("source_dropped", m.name, g[i].source(), m.place())
			}
		}
	}
}

// names reports whether a figure's sentence has the source in it after all,
// however it says that the figure is his.
func (x *counted) names(source *isnad.Passage) bool {
	t := x.sheet.text
	in := t.Sentences[t.SentenceAt(t.TokenAt(x.fig.Span.Start))]
	sentence := lang.Normal(t.Span(in.From, in.To).In(x.sheet.rec.Text))
	return slices.ContainsFunc(strings.Fields(lang.Normal(source.Exact)), func(w string) bool {
		return len(w) > shortName && strings.Contains(sentence, w)
	})
}

// source is the place of the speaker who gives the figure.
func (x *counted) source() *isnad.Passage {
	for i := range x.sheet.rec.Statements {
		st := &x.sheet.rec.Statements[i]
		if st.ID != x.fig.AccordingTo {
			continue
		}
		for _, sp := range []*isnad.Span{st.Speaker.Span, st.Cue} {
			if sp != nil {
				p := x.sheet.place(*sp)
				return &p
			}
		}
	}
	return x.place()
}

// parts names the carryings that lost what a figure is made of: none of the
// parts' numbers is left in their pages.
func (c *Corpus) parts(d *differences, g []*counted) {
	for _, with := range g {
		ps := with.parts()
		if len(ps) == 0 {
			continue
		}
		for _, m := range g {
			if m.sheet == with.sheet || m.inTitle() || len(m.parts()) > 0 || m.sheet.givesAny(ps) || !c.close(with, m) {
				continue
			}
			x := with.sheet.place(isnad.Span{Start: ps[0].Span.Start, End: ps[len(ps)-1].Span.End})
			d.lost("breakdown_lost", m.name, &x, m.place())
		}
		return
	}
}

func (x *counted) parts() (out []*isnad.Figure) {
	for i := range x.sheet.rec.Figures {
		if f := &x.sheet.rec.Figures[i]; f.PartOf == x.fig.ID && f.Value != nil {
			out = append(out, f)
		}
	}
	return out
}

func (s *sheet) givesAny(parts []*isnad.Figure) bool { return slices.ContainsFunc(parts, s.gives) }

// gives reports whether the page gives a value anywhere.
func (s *sheet) gives(f *isnad.Figure) bool {
	return slices.ContainsFunc(s.rec.Figures, func(o isnad.Figure) bool {
		return o.Value != nil && f.Value != nil && *o.Value == *f.Value && o.Unit == f.Unit
	})
}

// renamed reports whether two figures count things by different nouns: neither
// noun, nor a word of its root, stands in the other's phrase.
func renamed(a, b *counted) bool {
	x, y := a.noun0(), b.noun0()
	if x == "" || y == "" || a.sheet == b.sheet {
		return false
	}
	if a.behind() == b.behind() {
		return false
	}
	for _, v := range strings.Fields(lang.Normal(a.fig.Counted.In(a.sheet.rec.Text))) {
		for _, w := range strings.Fields(lang.Normal(b.fig.Counted.In(b.sheet.rec.Text))) {
			if (v == x || w == y) && (v == w || akin([]rune(v), []rune(w))) {
				return false
			}
		}
	}
	return true
}

// noun0 is the head of what is counted.
func (x *counted) noun0() string {
	if x.fig.Counted == nil || x.noun == 0 || x.fig.Unit != "" || x.fig.Counted.Start < x.fig.Span.End {
		return "" // «بلغت النسبة 17%», what it is of and no unit
	}
	s := x.sheet
	if at, _ := s.wordsIn(*x.fig.Counted); s.isLight(at) || s.text.Lang != nil && s.text.Lang.List("figure_parts").Has(s.text.Tokens[s.words[at]].Bare) {
		return "" // منهم, أخرى
	}
	f := strings.Fields(lang.Normal(x.fig.Counted.In(x.sheet.rec.Text)))
	if len(f) == 0 || len([]rune(f[0])) < 3 {
		return ""
	}
	return f[0]
}

// behind is the word right behind the figure.
func (x *counted) behind() uint32 {
	if _, to := x.sheet.wordsIn(x.fig.Span); to < len(x.sheet.words) {
		return x.sheet.stem(to)
	}
	return 0
}

// akin reports whether two nouns can be forms of one word: three letters of the
// one stand in the other in their order, and most of a longer one (شخصا, أشخاص).
func akin(a, b []rune) bool {
	n, least := sharedLetters(a, b), min(len(a), len(b))
	return n >= 3 && (least <= 5 || 3*n >= 2*least)
}

// sharedLetters counts the letters that two words have in the same order.
func sharedLetters(a, b []rune) int {
	best := make([]int, len(b)+1)
	for i := range a {
		diagonal := 0
		for j := range b {
			above := best[j+1]
			if a[i] == b[j] {
				best[j+1] = diagonal + 1
			} else {
				best[j+1] = max(best[j+1], best[j])
			}
			diagonal = above
		}
	}
	return best[len(b)]
}

// otherActor reports whether two names of who did it have no word in common.
func otherActor(a, b string) bool {
	if namesMeet(a, b) || mistyped(a, b) {
		return false
	}
	for _, v := range strings.Fields(lang.Normal(a)) {
		for _, w := range strings.Fields(lang.Normal(b)) {
			if akin([]rune(v), []rune(w)) {
				return false
			}
		}
	}
	return true
}
