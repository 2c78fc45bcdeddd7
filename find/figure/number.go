package figure

import (
	"unicode/utf8"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// numeral reads the figure that num may be, and returns the token to go on with.
func (r *reading) numeral(num text.Numeral, end int) int {
	f := found{
		from: num.From, to: num.To, num: num, value: num.Value, bound: isnad.Exact,
		part: -1, sentence: r.number, times: 1, rule: "number",
	}
	if r.joinedDigits(num) {
		return r.skipJoined(num.To)
	}
	f.unitBehind(r)
	f.unitBefore(r)
	next := f.to
	if second, ok := r.second(&f, end); ok {
		next = second
	}
	if num.Vague {
		f.bound, f.rule = isnad.UnknownBound, "vague"
	}
	r.boundOf(&f)
	r.levelUnit(&f)
	r.breakdown(&f)
	f.after = f.to
	if num.Words && !num.Digits && num.Value == 1 {
		r.single(&f)
	} else {
		r.countedBehind(&f)
	}
	r.boundBehind(&f)
	whole := r.wholeOf(&f)
	if !whole && !r.counts(&f) {
		r.drop(&f)
		return num.To // what looked like the other end of a range may be a figure
	}
	if whole {
		r.found[len(r.found)-1].part = len(r.found)
	}
	r.keep(f)
	return max(next, f.to)
}

// levelUnit gives the second of two levels the unit of the first: «من 5 مليارات
// دولار إلى 13 مليارا».
func (r *reading) levelUnit(f *found) {
	last := len(r.found) - 1
	if last >= r.first && r.is(f.from-1, toWord) && r.found[last].to == f.from-1 && f.unit == "" && r.measuresAs(&r.found[last], f) {
		f.setUnit(r.found[last].unit)
	}
}

// keep adds f to what was found, and lets bounds and breakdowns go on from it.
// The whole of the figure before it is no part of that figure.
func (r *reading) keep(f found) {
	if last := len(r.found) - 1; last >= 0 && r.found[last].part > last && f.part >= 0 {
		f.part = -1
	}
	r.found = append(r.found, f)
	r.apart.to = -1
}

// drop forgets that a number which is no figure was the whole of the figure
// before it, and the bounding verb that it has used up.
func (r *reading) drop(f *found) {
	if last := len(r.found) - 1; last >= 0 && r.found[last].part > last {
		r.found[last].part = -1
	}
	if r.timed[f.num.From] {
		return // «تجاوز في 2012 عددهم 300»: the number is still to come
	}
	r.apart.to = -1
}

// joinedDigits reports whether num is a part of something written together:
// 12/5/2013, 20:30, 2-1 are dates, times and scores, "F-16", "G20" and
// «كوفيد-19» are names, "1.2.3" and "#5" are labels.
func (r *reading) joinedDigits(num text.Numeral) bool {
	t := r.t
	if !num.Digits || t.Tokens[num.From].Kind != text.Number {
		return false
	}
	if !t.Tokens[num.From].Gap && num.From > 0 {
		switch before := &t.Tokens[num.From-1]; before.Kind {
		case text.Word:
			letter := !r.latin && isLetter(t.Norm(num.From-1)) && !r.is(num.From-1, cliticWord|andWord)
			if letter || r.foreign(num.From-1) {
				return true
			}
		case text.Mark:
			switch before.Rune {
			case '#', '№', '@', '_', '=', '[':
				return true
			case '%':
				if num.From > 1 && !before.Gap && t.Tokens[num.From-2].Kind == text.Word {
					return true // an escape of an address
				}
			case '/', ':', '.', '-', '–':
				if num.From > 1 && !before.Gap && t.Tokens[num.From-2].Kind != text.Mark {
					return before.Rune != ':' || t.Tokens[num.From-2].Kind == text.Number
				}
			}
		}
	}
	if num.To >= len(t.Tokens) || t.Tokens[num.To].Gap {
		return false
	}
	switch after := &t.Tokens[num.To]; after.Kind {
	case text.Word:
		e, _ := t.Match(r.units, num.To)
		return e == nil && t.Tokens[num.To-1].Kind == text.Number && r.foreign(num.To)
	case text.Mark:
		switch after.Rune {
		case '%':
			return num.To+1 < len(t.Tokens) && !t.Tokens[num.To+1].Gap && (r.foreign(num.To+1) || t.Tokens[num.To+1].Kind == text.Number)
		case '/', ':', '.', '_':
			return num.To+1 < len(t.Tokens) && t.Tokens[num.To+1].Kind != text.Mark && !t.Tokens[num.To+1].Gap &&
				(after.Rune != '.' && after.Rune != ':' || t.Tokens[num.To+1].Kind == text.Number)
		}
	}
	return false
}

// foreign reports whether token i is written in Latin letters, in a text that
// is not: what sticks to a number then is a name.
func (r *reading) foreign(i int) bool {
	n := r.t.Norm(i)
	return r.t.Tokens[i].Kind == text.Word && n != "" && n[0] < utf8.RuneSelf
}

// skipJoined returns the first token behind all that is written together from i on.
func (r *reading) skipJoined(i int) int {
	for i < len(r.t.Tokens) && !r.t.Tokens[i].Gap {
		if k := &r.t.Tokens[i]; k.Kind == text.Mark && k.Rune != '/' && k.Rune != ':' && k.Rune != '.' && k.Rune != '-' && k.Rune != '–' && k.Rune != '%' && k.Rune != '_' {
			break
		}
		i++
	}
	return i
}

// unitBehind takes the unit behind the number into f: «34%», «مليار دولار»,
// "10 km²". Digits that stick to a length are its power.
func (f *found) unitBehind(r *reading) {
	if f.to >= len(r.t.Tokens) || r.t.Tokens[f.to].Line {
		return
	}
	e, n := r.t.Match(r.units, f.to)
	if e == nil || r.t.Tokens[f.to].Pro != 0 && r.t.Tokens[f.to].ID != e.Words[0] && e.Field(0) != "percent" {
		return
	}
	f.to += n
	f.setUnit(e.Field(0))
	if f.to >= len(r.t.Tokens) || f.unit != "km" && f.unit != "m" {
		return
	}
	switch k := &r.t.Tokens[f.to]; {
	case k.Gap:
	case k.Kind == text.Number && r.t.Norm(f.to) == "2", k.Rune == '²':
		f.unit, f.to = f.unit+"2", f.to+1
	case k.Kind == text.Number && r.t.Norm(f.to) == "3", k.Rune == '³':
		f.unit, f.to = f.unit+"3", f.to+1
	}
}

func (f *found) setUnit(unit string) {
	f.rule = "amount"
	if unit == "percent" {
		f.rule = "percent"
	}
	if unit != "-" {
		f.unit = unit
	}
}

// unitBefore takes a sign before the number into f: "$5", "%25".
func (f *found) unitBefore(r *reading) {
	i := f.num.From - 1
	if f.to != f.num.To || i < r.from || r.t.Tokens[f.num.From].Gap || r.t.Tokens[i].Kind != text.Mark {
		return
	}
	if i > r.from && !r.t.Tokens[i].Gap && r.t.Tokens[i-1].Kind == text.Number {
		return // the sign belongs to the number before it
	}
	if e := r.units.Find(r.t.Tokens[i].ID); e != nil {
		f.from = i
		f.setUnit(e.Field(0))
	}
}

// second takes the other end of a range into f: «بين 30 و40», "30-40",
// «3 أو 4», «من 3 إلى 5». «من 2% إلى 5%» behind a word of change is no range but
// two levels. It returns the token to go on with.
func (r *reading) second(f *found, end int) (next int, ok bool) {
	t, j := r.t, f.to
	if j >= end || f.num.Vague || r.timed[f.num.From] {
		return 0, false
	}
	between := r.is(f.from-1, betweenWord)
	switch {
	case (t.Is(j, '-') || t.Is(j, '–')) && j+1 < end && t.Tokens[j+1].Gap == t.Tokens[j].Gap:
		j++
	case r.is(j, toWord) && t.Tokens[j].Pro == 0 && (r.is(f.from-1, fromWord) || f.to == f.num.To) && !r.changing(f.from):
		j++
	case r.is(j, orWord) && t.Tokens[j].Pro == 0:
		j++
	case between:
		if j = r.joint(j); j < 0 {
			return 0, false
		}
	default:
		return 0, false
	}
	if j >= end {
		return 0, false
	}
	num, ok := r.numerals.At(t, j)
	if !ok || num.Vague || num.Definite || num.To > end {
		return 0, false
	}
	b := found{from: num.From, to: num.To, num: num, value: num.Value}
	b.unitBehind(r)
	low, high := f.value, b.value
	if s := scaleOf(num); low < high && f.num.Value*s <= high && s > 1 && !f.num.Words {
		low *= s // «30 إلى 40 ألفا»
	}
	if low >= high || f.unit != "" && b.unit != f.unit || yearly(f.value) && !yearly(b.value) && r.year(f) {
		return 0, false
	}
	f.ranged, f.low, f.high, f.to = true, low, high, b.to
	if f.unit == "" {
		f.unit = b.unit
	}
	f.num.To = num.To
	f.rule = "range"
	if between {
		f.from--
	}
	return f.to, true
}

// joint returns the token of a number joined to what stands before j by «و», -1 if there is none.
func (r *reading) joint(j int) int {
	switch {
	case !r.and(j):
		return -1
	case r.is(j, andWord):
		return j + 1
	}
	return j
}

// and reports whether token j is «و» or a word that it is joined to.
func (r *reading) and(j int) bool {
	if j < 0 || j >= len(r.t.Tokens) || r.t.Tokens[j].Kind != text.Word {
		return false
	}
	return r.is(j, andWord) || r.t.Tokens[j].Pro&^lang.Article == lang.And
}

// scaleOf is 1000 for «40 ألفا», 1 for a number without a scale in words.
func scaleOf(n text.Numeral) float64 {
	if !n.Words {
		return 1
	}
	for _, s := range [...]float64{1e12, 1e9, 1e6, 1e3} {
		if n.Value >= s {
			return s
		}
	}
	return 1
}

// changing reports whether a word of change stands before token i in its
// sentence, and no word of range: «ارتفع من 2 إلى 5».
func (r *reading) changing(i int) bool {
	const reach = 12
	change := false
	for j := i - 1; j >= r.from && j >= i-reach; j-- {
		if r.is(j, rangeWord) {
			return false
		}
		change = change || r.is(j, changeWord) || r.class(r.t.Tokens[j].Core)&changeWord != 0
	}
	return change
}
