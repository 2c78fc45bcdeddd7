package figure

import (
	"strings"
	"unicode/utf8"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// countedBehind takes what f counts from behind the number: «6993 مدنياً», «70
// من أفراد الطواقم», «7 منهم», and in a breakdown «290 بالاختناق».
func (r *reading) countedBehind(f *found) {
	i := f.to
	if i >= len(r.t.Tokens) || r.t.Tokens[i].Line {
		return
	}
	if e, n := r.t.Match(r.parts, i); e != nil && e.Field(0) == "own" && !r.t.Tokens[i].Line {
		f.counted, f.after = text.Range{From: i, To: i + n}, i+n
		r.own(f)
		return
	}
	measured := f.unit != "" || f.rule != "number" && f.rule != "vague" && f.rule != "range"
	switch {
	case r.is(i, ofWord) && r.t.Tokens[i].Pro&^lang.Article == 0:
		if e, _ := r.t.Match(r.parts, i); e != nil {
			return // «1500 من أصل 1650»
		}
		if r.nounAt(i+1, true) {
			f.counted = r.phrase(i+1, f)
			f.after = f.counted.To
		}
	case measured:
	case r.nounAt(i, f.num.Vague):
		f.counted = r.phrase(i, f)
		f.after = f.counted.To
	case f.part >= 0 && r.t.Tokens[i].Pro&^lang.Article == lang.In && r.isNoun(i):
		f.counted = r.phrase(i, f)
		f.after = f.counted.To
	}
}

// nounAt reports whether a noun that can be counted stands at i, with its
// article only where the number allows it («مئات العقود»).
func (r *reading) nounAt(i int, definite bool) bool {
	if i >= len(r.t.Tokens) || r.t.Tokens[i].Line || !r.isNoun(i) {
		return false
	}
	pro := r.t.Tokens[i].Pro
	return pro&^lang.Article == 0 && (definite || pro&lang.Article == 0)
}

// isNoun reports whether token i can be a counted noun at all.
func (r *reading) isNoun(i int) bool {
	k := &r.t.Tokens[i]
	if k.Kind != text.Word || r.timed[i] || r.is(i, stopWord|articleWord|andWord|ofWord) || r.timeUnit(i) {
		return false
	}
	if k.ID != 0 && r.months.Has(k.ID) {
		return false
	}
	if isLetter(r.t.Norm(i)) {
		return false // «ن» for points
	}
	_, number := r.numerals.At(r.t, i)
	return !number
}

func isLetter(norm string) bool {
	_, n := utf8.DecodeRuneInString(norm)
	return n == len(norm)
}

const longestPhrase = 7

// phrase returns the noun phrase that begins at i, cautiously: the noun, the
// adjectives that agree with it, what belongs to it («فرصة عمل للعمالة
// المصرية»), a second noun joined to it («مدينة وقرية») and a gloss in brackets.
func (r *reading) phrase(i int, f *found) text.Range {
	t := r.t
	j := i + 1
	for ; j < len(t.Tokens) && j-i < longestPhrase; j++ {
		if t.Tokens[j].Line || t.Tokens[j].Kind != text.Word || !r.isNoun(j) || !r.goesOn(i, j, f) {
			break
		}
	}
	if j+1 < len(t.Tokens) && t.Is(j, '(') && !t.Tokens[j].Line {
		for k := j + 1; k < len(t.Tokens) && k-j <= 4 && !t.Tokens[k].Line; k++ {
			if t.Is(k, ')') {
				return text.Range{From: i, To: k + 1}
			}
			if t.Tokens[k].Kind != text.Word {
				break
			}
		}
	}
	return text.Range{From: i, To: j}
}

// goesOn reports whether token j belongs to the noun phrase that began at i.
func (r *reading) goesOn(i, j int, f *found) bool {
	k := &r.t.Tokens[j]
	noun, before := r.t.BareNorm(i), r.t.BareNorm(j-1)
	word := r.t.BareNorm(j)
	switch {
	case r.is(j, cueWord|riseWord|risenWord|changeWord|endWord|ownWord):
		return false
	case k.Pro == lang.And:
		return j == i+1 && r.feminineForm(noun) && r.feminineForm(word) // «مدينة وقرية»
	case k.Pro == lang.To|lang.Article:
		return j <= i+3
	case k.Pro&^lang.Article != 0:
		return false
	case k.Pro&lang.Article != 0:
		// «جنود الاحتلال», «العقود المبرمة»; not behind a noun in the accusative.
		return r.t.Tokens[j-1].Pro&lang.Article != 0 || !r.vowelled(before) || r.t.Tokens[j-1].Pro&lang.To != 0
	case r.is(i, counterWord) && j == i+1:
		return true
	}
	return j <= i+2 && agrees(before, word)
}

// agrees reports whether word looks like an adjective of relation that agrees
// with the indefinite noun or adjective before it: the last two letters are the
// same, as in «منشأة طبية», «طفلا فلسطينيا», «مسؤولين سوريين».
func agrees(noun, word string) bool { return len(word) >= 8 && sameEnd(noun, word, 2) }

// sameEnd reports whether a and b end in the same n bytes; two is one Arabic letter.
func sameEnd(a, b string, n int) bool {
	return len(a) >= n && len(b) >= n && a[len(a)-n:] == b[len(b)-n:]
}

// vowelled reports whether a normal form ends as indefinite accusatives do.
func (f *Finder) vowelled(norm string) bool {
	return f.accusative != "" && len(norm) > len(f.accusative) && strings.HasSuffix(norm, f.accusative)
}

func (f *Finder) feminineForm(norm string) bool {
	return f.feminine != "" && strings.HasSuffix(norm, f.feminine)
}

// single takes the noun before «واحد» as what is counted: «إصابة واحدة».
func (r *reading) single(f *found) {
	i := f.num.From - 1
	if i >= r.from && r.is(i, personWord) && r.t.Tokens[i].Pro&lang.Article == 0 {
		f.counted, f.rule = text.Range{From: i, To: i + 1}, "one"
		f.times = float64(r.eachOf(f.to))
	}
}

// eachOf counts the places of «لكل من مستشفيات أ وب وج»; it is 1 without them.
func (r *reading) eachOf(i int) int {
	const most = 14
	if !r.is(i, eachWord) {
		return 1
	}
	n := 1
	for j := i + 1; j < len(r.t.Tokens) && j < i+most && r.t.Tokens[j].Kind == text.Word && !r.t.Tokens[j].Line; j++ {
		if r.and(j) {
			n++
		}
	}
	return n
}

// counts decides whether f is a figure: whether anything shows that it counts
// or measures, and nothing that it is a time, a label or a rank.
func (r *reading) counts(f *found) bool {
	t, i := r.t, f.num.From
	for j := i; j < f.num.To; j++ {
		if r.timed[j] {
			return false
		}
	}
	if f.ranged && yearly(f.low) && yearly(f.high) && f.unit == "" {
		return false // «الموسم 2021-2022»
	}
	if r.rejectedBehind(f) || r.rejectedBefore(f) {
		return false
	}
	digits := t.Tokens[i].Kind == text.Number
	if r.year(f) && f.from == i && i > r.from && r.months.Has(t.Tokens[i-1].ID) {
		return false // «26 نوفمبر 2016»
	}
	switch {
	case f.rule == "percent":
		return true
	case f.num.Definite || r.is(i-1, articleWord):
		return f.from < i-1 // «الـ30» is an ordinal or known already
	case f.rule == "one":
		return len(r.found) > r.first || r.near(f.counted.From, cueWord|ownWord, 2)
	case f.num.Words && !f.num.Digits && f.value == 1:
		return false
	case f.rule == "amount", f.part >= 0, f.ranged:
		return f.unit != "" || f.rule == "amount" || f.part >= 0 || f.counted.Len() > 0 || f.from < i
	case f.bound != isnad.Exact && f.bound != isnad.UnknownBound && f.from < i:
		return !r.year(f) || f.counted.Len() > 0
	case f.num.Vague:
		return f.counted.Len() > 0 || t.Tokens[i].Pro&lang.In != 0 || r.near(i, cueWord, 2)
	case f.counted.Len() > 0 && digits:
		return !r.year(f) || r.countedForm(f.counted.From)
	case f.counted.Len() > 0:
		// «ألف كتابًا»: he wrote one; a thousand books are «ألف كتاب».
		return f.value != 1000 || f.num.To > i+1 || !r.vowelled(r.t.BareNorm(f.counted.From))
	case r.year(f) && digits:
		return false
	case r.apartBound(f):
		return true
	}
	return r.near(i, cueWord, 3) || r.theirs(i)
}

// rejectedBehind reports whether what stands behind f makes it no quantity:
// «30 عاما», «25 يناير».
func (r *reading) rejectedBehind(f *found) bool {
	t, i := r.t, f.to
	if i >= len(t.Tokens) {
		return false
	}
	if f.unit == "" && t.Is(i, ')') && t.Is(f.from-1, '(') || t.Is(i, ']') {
		return true
	}
	if f.unit != "" || t.Tokens[i].Line {
		return false
	}
	if t.Tokens[f.num.From].Line && (t.Is(i, '-') || t.Is(i, '.') || t.Is(i, ')') || t.Is(i, '–')) {
		return true // an item's number
	}
	if f.counted.Len() == 0 {
		i = r.behindList(i)
	}
	if r.is(i, ofWord) {
		i++
	}
	return i < len(t.Tokens) && t.Tokens[i].Kind == text.Word && (r.timeUnit(i) || r.months.Has(t.Tokens[i].ID))
}

// behindList returns the token behind the numbers that «و» joins to the one
// before i: «16 و19 و21 سنة».
func (r *reading) behindList(i int) int {
	for range 4 {
		j := r.joint(i)
		if j < 0 {
			break
		}
		num, ok := r.numerals.At(r.t, j)
		if !ok {
			break
		}
		i = num.To
	}
	return i
}

// timeUnit reports whether token i is a unit of time: «سنوات», «السنين». Some are
// other things with the article: «العقود» are contracts.
func (r *reading) timeUnit(i int) bool {
	return r.is(i, timeWord|decadeWord) || r.like(i, timeWord)
}

// rejectedBefore reports whether what stands before f makes it no quantity:
// «المادة 5», «أكبر خمس دول», «007».
func (r *reading) rejectedBefore(f *found) bool {
	t, i := r.t, f.num.From
	if n := t.Norm(i); t.Tokens[i].Kind == text.Number && len(n) > 1 && n[0] == '0' && f.value >= 1 {
		return true
	}
	if f.num.Words && !f.num.Digits && t.Is(i-1, ')') && i > 1 && t.Tokens[i-2].Kind == text.Number {
		return true // «(64.6) مليون»
	}
	if f.from == i && f.unit == "" && r.label == i-1 && r.and(i-1) {
		r.label = f.to
		return true // «الفصلين 89 و98»
	}
	before := f.from - 1
	for before > r.from && (r.is(before, articleWord) || t.Is(before, '(') || t.Is(before, ':') && r.is(before-1, labelWord)) {
		before--
	}
	if before < r.from {
		return false
	}
	if r.is(before, rankWord) && f.from == i {
		return true
	}
	if r.foreign(before) && !r.latin && f.unit == "" && f.from == i && t.Tokens[i].Kind == text.Number {
		return true // "iPhone 13"
	}
	if r.is(before, labelWord) && f.unit == "" && t.Tokens[i].Kind == text.Number && f.from == i && !r.noLabel(before, f) {
		r.label = f.to
		return true
	}
	return false
}

// noLabel reports whether the word at i, which may be a label, is something
// else before f: the end of a time («حتى مساء اليوم 43 جريحا»), a part of a
// preposition («عن طريق 3 أنابيب»), or a noun of its own, since no label makes
// what stands behind its number an accusative («يؤوي المركز 420 نازحا»).
func (r *reading) noLabel(i int, f *found) bool {
	if r.timed[i] {
		return !r.year(f)
	}
	if f.counted.Len() == 0 || i != f.num.From-1 || r.year(f) || r.is(i, timeWord) || r.is(f.counted.From, rankedWord) {
		return false
	}
	if r.t.Tokens[i].Pro == 0 && r.is(i-1, overWord) {
		return true
	}
	return f.value > 10 && r.vowelled(r.t.BareNorm(f.counted.From))
}

// year reports whether f may be a year that no time covers.
func (r *reading) year(f *found) bool {
	return f.num.To == f.num.From+1 && f.num.Digits && len(r.t.Norm(f.num.From)) == 4 &&
		yearly(f.value) && f.unit == ""
}

func yearly(v float64) bool { return v >= 1800 && v < 2100 }

// countedForm reports whether the word at i ends as what is counted by a number
// over ten does: alef or ta marbuta.
func (r *reading) countedForm(i int) bool {
	n := r.t.BareNorm(i)
	return r.vowelled(n) || r.feminineForm(n)
}

// near reports whether a word of that role stands up to reach words before
// token i in its sentence.
func (r *reading) near(i int, c class, reach int) bool {
	for j := i - 1; j >= r.from && j >= i-reach; j-- {
		if r.is(j, c) {
			return true
		}
		if r.t.Tokens[j].Kind == text.Number {
			return false
		}
	}
	return false
}

// theirs reports whether «عددهم» or «عدد …» stands before token i with no other
// number between.
func (r *reading) theirs(i int) bool {
	return r.near(i, theirsWord, 3) || r.near(i, numberOfWord, 8)
}
