package text

import (
	"math"
	"strconv"

	"github.com/isnad-project/isnad/lang"
)

// Numeral is a number as a text writes it, in digits, in words or in both.
type Numeral struct {
	Value    float64
	From, To int  // tokens, half-open; the first may carry proclitics
	Words    bool // a part of it is a word
	Digits   bool // a part of it is digits
	// Vague says that the words give a magnitude only («مئات», «عشرات
	// الآلاف»), which is Value then.
	Vague bool
	// Definite says that the first word has the article: «الخمسة».
	Definite bool
	// Fraction says that it is a part of a scale («نصف مليون»).
	Fraction bool
}

// Numerals reads the numbers of a language, which its list "numbers" explains.
type Numerals struct {
	words []numberWord // by ID
	// bare says that the parts of a number stand side by side ("two hundred
	// five"); Arabic joins all but the multiplier with و.
	bare bool
	// reversed says that the language has a decimal sign whose whole number
	// stands behind it: «6ر1» is 1.6.
	reversed bool
}

type numberClass uint8

const (
	noNumber numberClass = iota
	unitWord
	oneOfWord // أحد, a one in compounds only
	tenWord   // عشرة, also the second word of a teen
	teenWord
	tensWord
	hundredWord
	hundredsWord
	scaleWord
	doubleWord
	vagueWord
	fractionWord
	ordinalWord
	andWord
	ofWord
	decimalWord
)

var numberClasses = map[string]numberClass{
	"unit": unitWord, "oneof": oneOfWord, "ten": tenWord, "teen": teenWord, "tens": tensWord,
	"hundred": hundredWord, "hundreds": hundredsWord, "scale": scaleWord, "double": doubleWord,
	"vague": vagueWord, "fraction": fractionWord, "ordinal": ordinalWord, "and": andWord,
	"of": ofWord, "decimal": decimalWord,
}

type numberWord struct {
	class numberClass
	tall  bool // مليونا: 1 million as an accusative, 2 before a noun
	many  bool // ملايين
	value float64
}

// NewNumerals reads the list "numbers" of l.
func NewNumerals(l *lang.Lang) *Numerals {
	n := &Numerals{bare: true}
	list := l.List("numbers")
	for i := range list.Entries {
		e := &list.Entries[i]
		id := int(e.Words[0])
		for len(n.words) <= id {
			n.words = append(n.words, numberWord{})
		}
		w := numberWord{class: numberClasses[e.Field(0)], tall: e.Field(2) == "tall", many: e.Field(2) == "many"}
		w.value, _ = strconv.ParseFloat(e.Field(1), 64)
		n.words[id] = w
		switch {
		case w.class == andWord && e.Field(2) == "required":
			n.bare = false
		case w.class == decimalWord:
			n.reversed = true
		}
	}
	return n
}

// At reads the longest number that begins with token i. It looks at a bounded
// number of tokens, whatever stands there.
//
// Words that count only in a compound («أحد»), ordinals («الخامس عشر») and the
// definite one and two («الاثنين» is Monday) are no numbers. A compound goes
// from great to small: «خمسة و20 آخرون» are two numbers, «ثلاثة آلاف و20» one.
func (n *Numerals) At(t *Text, i int) (Numeral, bool) {
	if i < 0 || i >= len(t.Tokens) || !n.begins(t, i) {
		return Numeral{}, false
	}
	if v, ok := n.vague(t, i); ok {
		return v, true
	}
	num := Numeral{From: i}
	part, ok := n.part(t, i)
	if !ok {
		return num, false
	}
	num.Definite = part.definite
	for ceiling := math.Inf(1); ok && part.value < ceiling; {
		num.Value += part.value
		num.To = part.end
		num.Words = num.Words || part.words
		num.Digits = num.Digits || part.digits
		num.Fraction = num.Fraction || part.fraction
		if n.half(t, &num, part) || part.scale == 1 {
			break
		}
		ceiling = part.scale
		j := n.joined(t, num.To)
		if j < 0 {
			break
		}
		part, ok = n.part(t, j)
		ok = ok && !part.definite && !part.fraction && !(part.digits && part.scale == 1 && !n.remainder(t, part))
	}
	return num, true
}

// remainder reports whether digits behind a scale and «و» can end the number
// that it began: «ألف و200», but not «مليون و5.5%».
func (n *Numerals) remainder(t *Text, p numberPart) bool {
	return p.value == math.Trunc(p.value) && !t.Is(p.end, '%') && !t.Is(p.end, '٪')
}

// begins reports, fast, whether a number may begin with token i.
func (n *Numerals) begins(t *Text, i int) bool {
	if t.Tokens[i].Kind == Number {
		return true
	}
	w, definite := n.word(t, i)
	switch w.class {
	case noNumber, ordinalWord, andWord, ofWord, decimalWord:
		return false
	case unitWord:
		return !definite || w.value > 2
	case tenWord, tensWord:
		// «الثاني عشر», «الحادي والعشرين»: the tail of an ordinal.
		if i > 0 && !t.Tokens[i].Line {
			before, _ := n.word(t, i-1)
			return before.class != ordinalWord || !definite && w.class == tensWord
		}
	}
	return true
}

// word returns what token i is among number words, and whether it has the article.
func (n *Numerals) word(t *Text, i int) (w numberWord, definite bool) {
	if i >= len(t.Tokens) || t.Tokens[i].Kind != Word {
		return w, false
	}
	k := &t.Tokens[i]
	for _, id := range [2]lang.ID{k.ID, k.Bare} {
		if int(id) < len(n.words) && n.words[id].class != noNumber {
			return n.words[id], false
		}
	}
	if k.Enc == 0 && k.Pro&lang.Article != 0 && int(k.Core) < len(n.words) {
		return n.words[k.Core], true
	}
	return w, false
}

// next returns the number word at j if it follows what stands before it
// without «و» and on the same line.
func (n *Numerals) next(t *Text, j int) (w numberWord, definite bool) {
	if j >= len(t.Tokens) || t.Tokens[j].Line || t.Tokens[j].Pro&^lang.Article != 0 {
		return w, false
	}
	return n.word(t, j)
}

// joined returns the token where a part of a number that is joined to what
// stands before token j begins, -1 if none is: behind «و», which may stand
// alone, or at j itself.
func (n *Numerals) joined(t *Text, j int) int {
	if j >= len(t.Tokens) || t.Tokens[j].Line {
		return -1
	}
	if w, _ := n.word(t, j); w.class == andWord {
		if j+1 < len(t.Tokens) && !t.Tokens[j+1].Line {
			return j + 1
		}
		return -1
	}
	if n.bare || t.Tokens[j].Pro&^lang.Article == lang.And {
		return j
	}
	return -1
}

// numberPart is a number below a scale, and the scale: 410 and 1000 of «410 آلاف».
type numberPart struct {
	value, scale            float64 // value is multiplied already
	end                     int
	words, digits, definite bool
	fraction                bool
}

// part reads digits, words below a thousand, a fraction or nothing, and the
// scales behind them.
func (n *Numerals) part(t *Text, i int) (p numberPart, ok bool) {
	p = numberPart{scale: 1, end: i}
	w, definite := n.word(t, i)
	p.definite = definite
	switch {
	case t.Tokens[i].Kind == Number:
		p.value, p.end, ok = n.digits(t, i)
		p.digits = true
	case w.class == doubleWord:
		p.value, p.scale, p.end, ok = 2*w.value, w.value, i+1, true
	case w.class == fractionWord:
		next, _ := n.next(t, i+1)
		p.value, p.end, p.fraction, ok = w.value, i+1, true, next.class == scaleWord && !next.many
	case w.class == scaleWord:
		p.value, p.scale, p.end, ok = w.value, w.value, i+1, true
		if w.tall && n.dual(t, i) {
			p.value *= 2
		}
	default:
		p.value, p.end, ok = n.small(t, i)
	}
	if !ok {
		return p, false
	}
	p.words = !p.digits
	if p.words {
		p.end = n.repeated(t, p.end, p.value)
	}
	for range 2 { // «ألف مليار», «مئة ألف»
		s, definite := n.next(t, p.end)
		if s.class != scaleWord || definite && !p.fraction || p.scale > s.value {
			break
		}
		p.value, p.scale, p.words = p.value*s.value, p.scale*s.value, true
		p.end++
	}
	return p, true
}

// repeated returns the end of the digits in brackets that say value again:
// «سبعون (70) ألف». Without them it is i.
func (n *Numerals) repeated(t *Text, i int, value float64) int {
	if !t.Is(i, '(') || t.Tokens[i].Line || i+1 >= len(t.Tokens) || t.Tokens[i+1].Kind != Number {
		return i
	}
	if v, end, ok := n.digits(t, i+1); ok && v == value && t.Is(end, ')') {
		return end + 1
	}
	return i
}

// dual reports whether a tall form is a dual before its noun: «ألفا جندي» are
// 2000, but «ألفًا» is 1000 and so is «ألفا» with nothing counted behind it.
func (n *Numerals) dual(t *Text, i int) bool {
	for _, r := range t.Surface(i) {
		if r == 'ً' {
			return false
		}
	}
	if i+1 >= len(t.Tokens) || t.Tokens[i+1].Kind != Word || t.Tokens[i+1].Line || t.Tokens[i+1].Pro != 0 {
		return false
	}
	w, _ := n.word(t, i+1)
	return w.class != andWord
}

// small reads number words below a thousand.
func (n *Numerals) small(t *Text, i int) (value float64, end int, ok bool) {
	w, _ := n.word(t, i)
	end = i
	switch next, definite := n.next(t, i+1); {
	case w.class == hundredsWord || w.class == hundredWord:
		value, end = w.value, i+1
	case w.class == unitWord && next.class == hundredWord && !definite && w.value > 1:
		value, end = w.value*next.value, i+2 // «ثلاث مئة»
	case w.class == unitWord && n.bare && next.class == hundredWord:
		value, end = next.value, i+2 // "one hundred"
	default:
		return n.belowHundred(t, i)
	}
	if j := n.joined(t, end); j >= 0 {
		if v, to, ok := n.belowHundred(t, j); ok {
			return value + v, to, true
		}
	}
	return value, end, true
}

func (n *Numerals) belowHundred(t *Text, i int) (value float64, end int, ok bool) {
	w, _ := n.word(t, i)
	next, definite := n.next(t, i+1)
	switch w.class {
	case unitWord, oneOfWord:
		if next.class == tenWord && !definite {
			return 10 + w.value, i + 2, true // «خمسة عشر»
		}
		if j := n.joined(t, i+1); j >= 0 && !n.bare {
			if tens, definite := n.word(t, j); tens.class == tensWord && !definite {
				return w.value + tens.value, j + 1, true // «خمسة وعشرون»
			}
		}
		return w.value, i + 1, w.class == unitWord
	case tensWord:
		j := i + 1
		if n.bare && t.Is(j, '-') && !t.Tokens[j].Gap {
			j++
		}
		if u, _ := n.next(t, j); n.bare && u.class == unitWord {
			return w.value + u.value, j + 1, true // "twenty-five"
		}
		return w.value, i + 1, true
	case tenWord, teenWord:
		return w.value, i + 1, true
	}
	return 0, i, false
}

// half adds «ونصف» and «وربع» to num: «مليون ونصف», «مليون ونصف المليون».
func (n *Numerals) half(t *Text, num *Numeral, last numberPart) bool {
	j := n.joined(t, num.To)
	if j < 0 {
		return false
	}
	w, definite := n.word(t, j)
	if w.class != fractionWord || definite || last.fraction {
		return false
	}
	end := j + 1
	if s, _ := n.next(t, end); s.class == scaleWord && s.value == last.scale {
		end++
	} else if s.class == scaleWord || end < len(t.Tokens) && t.Tokens[end].Pro&lang.Article != 0 {
		return false // «مليون ونصف مليار», «ثلاثة ونصف السكان»
	}
	num.Value += w.value * last.scale
	num.To = end
	num.Words = true
	return true
}

// vague reads a magnitude without a number: «مئات», «عشرات الآلاف», "hundreds
// of thousands".
func (n *Numerals) vague(t *Text, i int) (Numeral, bool) {
	w, definite := n.word(t, i)
	if w.class != vagueWord && !(w.class == scaleWord && w.many) {
		return Numeral{}, false
	}
	v := Numeral{Value: w.value, From: i, To: i + 1, Words: true, Vague: true, Definite: definite}
	j := i + 1
	if of, _ := n.next(t, j); of.class == ofWord {
		j++
	}
	if s, _ := n.next(t, j); s.class == scaleWord && s.many {
		v.Value, v.To = v.Value*s.value, j+1
	}
	return v, true
}

// longest is how many parts a number in digits may have; a longer one is no
// quantity.
const longest = 6

// digits reads a number in digits with its separators: 1,234,567.8, ٣٫٥, «6ر1».
func (n *Numerals) digits(t *Text, i int) (value float64, end int, ok bool) {
	if v, end, ok := n.backwards(t, i); ok {
		return v, end, true
	}
	var sep rune
	end = i + 1
	length := len(t.Norm(i))
	buf := append(make([]byte, 0, 32), t.Norm(i)[:min(length, 18)]...)
	for parts := 1; n.continues(t, end); parts++ {
		mark, next := t.Tokens[end].Rune, t.Norm(end+1)
		if parts >= longest || length+len(next) > 18 {
			return 0, end, false
		}
		groups := len(next) == 3 && length <= 3*parts && (sep == 0 || sep == mark)
		switch {
		case mark == '٫', mark == '.' && sep == 0 && groups && n.decimalPoint(t, i, end):
			groups = false
		}
		if !groups && (mark == '٬' || sep == mark || len(next) > 6) {
			break
		}
		if !groups {
			buf = append(buf, '.')
		}
		buf = append(buf, next...)
		length += len(next)
		end += 2
		sep = mark
		if !groups {
			break
		}
	}
	if length > 18 {
		return 0, end, false
	}
	value, err := strconv.ParseFloat(string(buf), 64)
	return value, end, err == nil
}

// continues reports whether a separator at j holds on to digits on both sides.
func (n *Numerals) continues(t *Text, j int) bool {
	if j+1 >= len(t.Tokens) || t.Tokens[j].Kind != Mark || t.Tokens[j].Gap ||
		t.Tokens[j+1].Kind != Number || t.Tokens[j+1].Gap {
		return false
	}
	switch t.Tokens[j].Rune {
	case '.', ',', '٫', '٬', '،':
		return true
	}
	return false
}

// decimalPoint tells for a single point before three digits that it is no
// separator of thousands: 0.125, 1.325 مليون, 12.345%.
func (n *Numerals) decimalPoint(t *Text, i, point int) bool {
	if n.bare || t.Norm(i) == "0" {
		return true
	}
	s, _ := n.next(t, point+2)
	return !n.continues(t, point+2) && (s.class == scaleWord || t.Is(point+2, '%') || t.Is(point+2, '٪'))
}

// backwards reads decimals whose whole number stands last: Egyptian agencies
// write 1.6 as «6ر1», and pages that lost the letter «6. 1 مليون»; others put a
// right-to-left mark behind the point of «6.1», which is shown as 1.6.
func (n *Numerals) backwards(t *Text, i int) (value float64, end int, ok bool) {
	if !n.reversed || i+2 >= len(t.Tokens) || t.Tokens[i+1].Gap || t.Tokens[i+2].Kind != Number || t.Tokens[i+2].Line {
		return 0, i, false
	}
	w, _ := n.word(t, i+1)
	switch {
	case w.class == decimalWord && !t.Tokens[i+2].Gap:
	case t.Is(i+1, '.') && t.Tokens[i].End == t.Tokens[i+1].Start && t.Src[t.Tokens[i+1].End:t.Tokens[i+2].Start] == "\u200f":
	case t.Is(i+1, '.') && t.Tokens[i+2].Gap:
		if s, _ := n.next(t, i+3); s.class != scaleWord || s.many && len(t.Norm(i+2)) > 1 {
			return 0, i, false
		}
	default:
		return 0, i, false
	}
	if len(t.Norm(i)) > 6 || len(t.Norm(i+2)) > 9 {
		return 0, i, false
	}
	value, err := strconv.ParseFloat(t.Norm(i+2)+"."+t.Norm(i), 64)
	return value, i + 3, err == nil
}
