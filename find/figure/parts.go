package figure

import (
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/text"
)

// A breakdown begins with a word such as «بينهم»: the figure before it is the
// whole, the one behind it a part, and so are those that «و» or a comma joins
// to it, until a word such as «إضافة إلى», a noun of its own («وإصابة 20») or the
// sentence's end. A part is never greater than its whole.

// parting notes a word of a breakdown.
func (r *reading) parting(p parting) {
	if r.is(p.from-1, eachWord) {
		return // «كل منهم» parts nothing
	}
	r.cue = p
	if p.kind != "of" && len(r.found) > 0 {
		if last := len(r.found) - 1; r.found[last].sentence >= r.number-1 {
			r.chain = last
		}
	}
}

const cueReach = 4 // words between «بينهم» and the first number: «بينهم ضابط و3 جنود»

// breakdown gives f its whole, if it is a part or the whole of what stands before it.
func (r *reading) breakdown(f *found) {
	switch {
	case r.cue.to >= 0 && r.cue.kind == "of":
		r.whole(f)
	case r.chain >= 0 && r.cue.to >= 0 && f.from-r.cue.to < cueReach:
		r.partOf(f, r.chain)
	case r.chain >= 0 && r.coordinated(f):
		r.partOf(f, r.chain)
	default:
		r.chain = -1
	}
	r.cue.to = -1
	if r.near(f.from, theirsWord, 2) {
		r.shareOf(f)
	}
}

func (r *reading) partOf(f *found, whole int) {
	for whole >= 0 && !r.holds(&r.found[whole], f) {
		whole = r.found[whole].part // «بينهم 3 أطفال … وبينهم 40 رجلا»
	}
	if whole >= 0 && f.unit == "" && r.measuresAs(&r.found[whole], f) {
		f.setUnit(r.found[whole].unit)
	}
	f.part, r.chain = whole, whole
}

// holds reports whether f can be a part of w.
func (r *reading) holds(w, f *found) bool {
	switch {
	case f.unit != w.unit && !(f.unit == "" && r.measuresAs(w, f)):
		return f.unit == "percent"
	case f.num.Vague || w.num.Vague || w.ranged:
		return true
	}
	return f.value <= w.value
}

// measuresAs reports whether f, which names no unit, is in that of its whole w:
// «45 مليون دولار، صرف منها 38 مليونا».
func (r *reading) measuresAs(w, f *found) bool {
	return w.rule == "amount" && w.unit != "" && scaleOf(f.num) > 1 && f.to == f.num.To && !r.nounAt(f.to, false) && !r.is(f.to, ofWord)
}

// coordinated reports whether f goes on with the list that the figure before it is in.
func (r *reading) coordinated(f *found) bool {
	last := len(r.found) - 1
	if last < r.first || r.found[last].part != r.chain {
		return false
	}
	i := f.from
	if f.num.Words && f.value == 1 {
		i-- // «وإصابة واحدة»
	}
	return r.and(i) || r.and(i-1) && i-1 >= r.found[last].to || (r.t.Is(i-1, '،') || r.t.Is(i-1, ',')) && i-1 >= r.found[last].to
}

// whole makes the figure before «من إجمالي» a part of f.
func (r *reading) whole(f *found) {
	last := len(r.found) - 1
	if f.from-r.cue.to > 2 || last < r.first || r.cue.from-r.found[last].after > 4 || r.found[last].part >= 0 || r.found[last].value > f.value && r.found[last].rule == "number" {
		return
	}
	r.found[last].part = last + 1
}

// wholeOf reports whether f is the whole of the figure before it: «109 نواب من 217».
func (r *reading) wholeOf(f *found) bool {
	last := len(r.found) - 1
	if !r.is(f.from-1, ofWord) || last < r.first || f.counted.Len() > 0 || f.rule != "number" || r.timed[f.num.From] {
		return false
	}
	w := &r.found[last]
	return w.part < 0 && w.rule == "number" && w.bound != isnad.MoreThan && w.value < f.value && f.from-1-w.after <= 2 && f.from-1 >= w.after && !r.year(f) && !r.rejectedBehind(f)
}

// own makes f, «7 منهم», a part of the nearest figure before it that can hold it.
func (r *reading) own(f *found) {
	if f.part >= 0 {
		return
	}
	for j := len(r.found) - 1; j >= 0 && j >= len(r.found)-4 && r.found[j].sentence >= r.number-1; j-- {
		if w := &r.found[j]; w.rule != "percent" && (w.num.Vague || w.value > f.value || f.rule == "percent") {
			f.part = j
			return
		}
	}
}

// shareOf makes the figure before «10% من السكان البالغ عددهم 23 مليون» a part of f.
func (r *reading) shareOf(f *found) {
	last := len(r.found) - 1
	if last < r.first || r.found[last].part >= 0 {
		return
	}
	w := &r.found[last]
	if w.counted.Len() > 0 && f.from-w.counted.To <= 3 && r.is(w.counted.From-1, ofWord) && (w.rule == "percent" || w.value < f.value) {
		w.part = last + 1
	}
}

// addUp finds breakdowns that no word shows but the sum does: «471 مصابا … 16 في
// القاهرة … 455 في بورسعيد».
func (r *reading) addUp() {
	for i := range r.found {
		r.summed = r.summed[:0]
		r.sum(i, 0)
	}
}

const (
	sumReach   = 14 // figures behind the whole
	sumSpan    = 4  // sentences behind the whole
	leastTotal = 40 // smaller sums happen by chance,
	leastInner = 10 // unless the whole is itself a part of a sum
	deepest    = 2
)

// sum looks for the parts of figure i right behind it, makes them its parts if
// they add up to it, and returns the first figure behind them; i+1 if there are none.
func (r *reading) sum(i, depth int) int {
	w := &r.found[i]
	if !summable(w) || depth > deepest || w.value < leastTotal && (depth == 0 || w.value < leastInner) {
		return i + 1
	}
	var parts [sumReach]int
	n, left, j, mark := 0, w.value, i+1, len(r.summed)
	told := false // a word said of one that it is a part: others of far off add up by chance
	for left > 0 {
		if j >= len(r.found) || n == sumReach || j-i > sumReach {
			break
		}
		p := &r.found[j]
		if p.sentence-w.sentence > sumSpan || !summable(p) || p.value*p.times > left || p.part >= 0 && p.part != i {
			break
		}
		if told && p.part != i && r.paragraph(p) != r.paragraph(w) {
			break
		}
		told = told || p.part == i
		left -= p.value * p.times
		parts[n] = j
		n++
		j = r.inner(j, depth+1)
	}
	if left != 0 || n < 2 {
		r.unsum(mark)
		return i + 1
	}
	for _, p := range parts[:n] {
		if r.found[p].part < 0 {
			r.found[p].part = i
			r.summed = append(r.summed, p)
		}
	}
	return j
}

func (r *reading) paragraph(f *found) int { return r.t.ParagraphAt(f.from) }

// unsum takes back the parts found inside a sum that came to nothing.
func (r *reading) unsum(mark int) {
	for _, p := range r.summed[mark:] {
		r.found[p].part = -1
	}
	r.summed = r.summed[:mark]
}

// inner returns the first figure behind figure j and its own parts.
func (r *reading) inner(j, depth int) int {
	next := r.sum(j, depth)
	for next < len(r.found) && next-j <= sumReach && r.found[next].part >= j {
		next++
	}
	return next
}

func summable(f *found) bool {
	return f.rule == "number" || f.rule == "one"
}

// dual reads an indefinite dual behind a word that makes it a count: «تملك
// قاعدتين», «مقتل شخصين».
func (r *reading) dual(i int) int {
	f := found{
		from: i, to: i + 1, num: text.Numeral{Value: 2, From: i, To: i + 1, Words: true}, value: 2,
		bound: isnad.Exact, part: -1, sentence: r.number, times: 1, rule: "dual",
	}
	r.breakdown(&f)
	if r.timed[i] || f.part < 0 && !r.owned(i) || r.is(i-1, stopWord) && !r.is(i-1, ownWord) {
		r.drop(&f)
		return i + 1
	}
	f.counted = r.phrase(i, &f)
	f.after = f.counted.To
	r.keep(f)
	return f.after
}

// owned reports whether a word that makes a dual a count stands up to three
// words before token i; times and commas between count for nothing:
// «انتشلت الفرق، صباح اليوم، جثتين».
func (r *reading) owned(i int) bool {
	const words, reach = 3, 12
	for j, n := i-1, 0; j >= r.from && j >= i-reach && n < words; j-- {
		switch k := &r.t.Tokens[j]; {
		case r.timed[j], r.t.Is(j, '،'), r.t.Is(j, ','):
		case k.Kind != text.Word:
			return false
		case r.is(j, ownWord):
			return true
		default:
			n++
		}
	}
	return false
}
