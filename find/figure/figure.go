// Package figure finds the quantities of a text: numbers with the words that
// bound them, their units, what they count, and which figure breaks down which.
//
// It makes isnad.Figure from text.Text and the times found in it, with the
// lists "numbers" (see text.Numerals), "figure_words", "figure_bounds",
// "figure_units" and "figure_parts" of the text's language. A number is a
// figure only where something shows that it counts or measures: a counted
// noun, a unit, a bounding word or a word that governs counts. Times, labels
// («المادة 5»), ranks («أكبر خمس دول»), ordinals, scores and years are none.
// Work is linear in the text's length, and spans always fit the text.
package figure

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// Finder finds the figures of a language's texts. It does not change and may
// be used from many goroutines.
type Finder struct {
	tag      string
	numerals *text.Numerals
	bounds   *lang.List
	units    *lang.List
	parts    *lang.List
	months   *lang.List
	places   []*lang.List
	latin    bool    // the language is written in Latin letters
	classes  []class // by lang.ID
	// accusative and feminine are the endings of indefinite accusatives and of
	// feminine nouns in normal form, empty where the language has none.
	accusative, feminine string
}

// class is a set of the roles that a word plays around numbers; the list
// "figure_words" explains them.
type class uint64

const (
	stopWord class = 1 << iota
	thatWord
	ofWord
	articleWord
	toWord
	betweenWord
	fromWord
	orWord
	eachWord
	timeWord
	labelWord
	cueWord
	headWord
	numberOfWord
	theirsWord
	risenWord
	riseWord
	changeWord
	rangeWord
	rankWord
	counterWord
	personWord
	ownWord
	dualWord
	endWord
	handWord
	overWord
	andWord
	untilWord
	decadeWord
	cliticWord
	inWord
	rankedWord
)

var classNames = map[string]class{
	"stop": stopWord, "that": thatWord, "of": ofWord, "al": articleWord, "to": toWord,
	"between": betweenWord, "from": fromWord, "or": orWord, "each": eachWord, "time": timeWord,
	"label": labelWord, "cue": cueWord, "head": headWord, "numof": numberOfWord,
	"theirs": theirsWord, "risen": risenWord, "rise": riseWord, "change": changeWord,
	"range": rangeWord, "rank": rankWord, "counter": counterWord, "person": personWord,
	"own": ownWord, "dual": dualWord, "end": endWord, "hand": handWord, "over": overWord, "and": andWord, "until": untilWord, "decade": decadeWord, "clitic": cliticWord, "in": inWord, "ranked": rankedWord,
}

// New makes a finder for l.
func New(l *lang.Lang) *Finder {
	f := &Finder{
		tag: l.Tag, numerals: text.NewNumerals(l), bounds: l.List("figure_bounds"),
		units: l.List("figure_units"), parts: l.List("figure_parts"), months: l.List("months"),
	}
	for _, e := range l.List("figure_endings").Entries {
		switch ending := l.Word(e.Words[0]); e.Field(0) {
		case "accusative":
			f.accusative = ending
		case "feminine":
			f.feminine = ending
		}
	}
	for _, name := range [...]string{"countries", "places", "regions"} {
		f.places = append(f.places, l.List(name))
	}
	words := l.List("figure_words")
	f.latin = len(words.Entries) > 0 && words.Entries[0].Text[0] < utf8.RuneSelf
	for i := range words.Entries {
		e := &words.Entries[i]
		id := int(e.Words[0])
		for len(f.classes) <= id {
			f.classes = append(f.classes, 0)
		}
		for name := range strings.SplitSeq(e.Field(0), ",") {
			f.classes[id] |= classNames[name]
		}
	}
	return f
}

// Find returns the figures of t in order of place. times are those of the same
// text, in order of place; numbers inside them are no figures.
func (f *Finder) Find(t *text.Text, times []isnad.Time) []isnad.Figure {
	r := &reading{Finder: f, t: t, timed: timed(t, times)}
	for n, s := range t.Sentences {
		r.sentence(n, s)
	}
	r.shareCounted()
	r.addUp()
	r.scope(times)
	return r.figures()
}

// reading is the work on one text.
type reading struct {
	*Finder
	t     *text.Text
	timed []bool // tokens inside a time
	found []found

	// Of the sentence that is being read:
	from   int // its first token
	first  int // its first figure in found
	number int // its number
	bound  bound
	apart  bound // a bounding verb whose number has not come yet
	cue    parting
	label  int // first token behind a labelled number
	chain  int // figure that the next coordinated ones break down, -1 if none

	summed []int // parts found by their sum
}

// found is a figure on its way.
type found struct {
	from, to  int // tokens, with bounds and units
	num       text.Numeral
	value     float64
	low, high float64
	ranged    bool
	bound     isnad.Bound
	unit      string
	counted   text.Range
	part      int // index of the figure that it breaks down, -1 if none
	sentence  int
	after     int // first token behind the number, its unit and its counted noun
	times     float64
	rule      string
	joined    bool // the bound's first letter is a proclitic of it: «بما لا يقل عن»

	actor  *isnad.Span
	place  *isnad.Span
	period string
	asOf   string
}

// bound is a bounding word that was met.
type bound struct {
	from, to int
	as       isnad.Bound
	kind     string
}

// parting is a word of a breakdown that was met.
type parting struct {
	from, to int
	kind     string
}

// timed marks the tokens inside times. A long period says when something went
// on in many words, some of which may be figures; the dates in it are times of
// their own.
func timed(t *text.Text, times []isnad.Time) []bool {
	const long = 10
	in := make([]bool, len(t.Tokens))
	for _, x := range times {
		if x.Span.Empty() || x.Span.Start < 0 {
			continue
		}
		from := t.TokenAt(x.Span.Start)
		to := from
		for to < len(in) && int(t.Tokens[to].Start) < x.Span.End && to-from <= 3*long {
			to++
		}
		if x.Kind == isnad.TimePeriod && to-from > long {
			continue
		}
		for i := from; i < to; i++ {
			in[i] = true
		}
	}
	return in
}

// is reports whether token i, with its proclitics or without, plays one of the roles.
func (r *reading) is(i int, c class) bool {
	if i < 0 || i >= len(r.t.Tokens) || r.t.Tokens[i].Kind != text.Word {
		return false
	}
	k := &r.t.Tokens[i]
	return r.class(k.ID)&c != 0 || k.Bare != k.ID && r.class(k.Bare)&c != 0
}

// like is is, with the article or a pronoun put aside too.
func (r *reading) like(i int, c class) bool {
	return r.is(i, c) || i >= 0 && i < len(r.t.Tokens) && r.class(r.t.Tokens[i].Core)&c != 0
}

func (f *Finder) class(id lang.ID) class {
	if int(id) < len(f.classes) {
		return f.classes[id]
	}
	return 0
}

// sentence finds the figures of one sentence, from left to right.
func (r *reading) sentence(n int, s text.Range) {
	r.from, r.first, r.number = s.From, len(r.found), n
	r.bound, r.apart, r.cue, r.chain, r.label = bound{to: -1}, bound{to: -1}, parting{to: -1}, -1, -1
	for i := s.From; i < s.To; {
		i = max(i+1, min(r.step(i, s.To), s.To))
	}
}

// step reads what stands at token i and returns the token to go on with.
func (r *reading) step(i, end int) int {
	k := &r.t.Tokens[i]
	if k.Kind == text.Mark {
		return i + 1
	}
	if k.Kind == text.Word {
		if r.is(i, endWord) {
			r.chain = -1
		}
		if e, n := r.t.Match(r.parts, i); e != nil {
			r.parting(parting{i, i + n, e.Field(0)})
			return i + n
		}
		if e, n := r.t.Match(r.bounds, i); e != nil {
			r.bounding(bound{i, i + n, isnad.Bound(e.Field(0)), e.Field(1)})
			return i + n
		}
		if r.is(i, dualWord) {
			return r.dual(i)
		}
	}
	num, ok := r.numerals.At(r.t, i)
	if !ok {
		return i + 1
	}
	if num.To > end {
		return i + 1
	}
	return r.numeral(num, end)
}

func (r *reading) bounding(b bound) {
	switch b.kind {
	case "after":
		return
	case "verb", "head":
		r.apart = b
	}
	if b.kind != "head" {
		r.bound = b
	}
}

// figures makes the record's figures out of what was found.
func (r *reading) figures() []isnad.Figure {
	if len(r.found) == 0 {
		return nil
	}
	out := make([]isnad.Figure, len(r.found))
	for i := range r.found {
		f := &r.found[i]
		o := isnad.Figure{
			ID: id(i), Span: r.t.Span(f.from, f.to), Rule: r.tag + "/" + f.rule, Bound: f.bound, Unit: f.unit,
			Actor: f.actor, Place: f.place, Period: f.period, AsOf: f.asOf,
		}
		f.limits(&o)
		if f.joined {
			o.Span.Start += leadingLetter(o.Span.In(r.t.Src))
		}
		if f.counted.Len() > 0 {
			s := r.t.Span(f.counted.From, f.counted.To)
			o.Counted = &s
		}
		if f.part >= 0 {
			o.PartOf = id(f.part)
		}
		out[i] = o
	}
	return out
}

// leadingLetter returns the bytes of the first letter of s, with the signs on it.
func leadingLetter(s string) int {
	for n, c := range s {
		if n > 0 && !unicode.In(c, unicode.Mn, unicode.Lm, unicode.Cf) {
			return n
		}
	}
	return 0
}

func id(i int) string { return "f" + strconv.Itoa(i+1) }

// limits gives o the value, and the lowest and highest value, that its bound leaves.
func (f *found) limits(o *isnad.Figure) {
	if f.ranged {
		o.Low, o.High = &f.low, &f.high
		return
	}
	if f.num.Vague || f.bound == isnad.UnknownBound {
		return
	}
	o.Value = &f.value
	switch f.bound {
	case isnad.Exact:
		o.Low, o.High = &f.value, &f.value
	case isnad.AtLeast, isnad.MoreThan:
		o.Low = &f.value
	case isnad.AtMost, isnad.LessThan:
		o.High = &f.value
	}
}
