package across

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// # How events are joined
//
// A chronology lists every event that a page dates, each once. Two tellings are
// one event if nothing in them speaks against it and enough speaks for it:
//
//	for       they share most of their words, or the longer holds nearly all of
//	          the shorter: three words or two and a name, two of them rare in
//	          that time
//	against   a number, an ordinal, a country, a person or body, or a place that
//	          the other telling has otherwise: 12 hurt and 15 hurt are two
//	          events, and so are a fire in Sidra and a fire in Marsa
//	          one is denied and the other is not
//
// How much has to speak for it depends on the times. Tellings of the same time
// are joined if they are alike. A wider time that holds a narrower one (2015,
// 2015-09-30) says little, so the words must be almost all there, and must fit
// one event only: what fits two is left alone. Two different days are joined
// only if the words are nearly the same and each page could have told the
// other's day, and then the days are a conflict: both are shown, and the one
// nearest to the origin stands first because it is, not because it is right.
// Years and months are never set against each other, for what recurs is told in
// the same words each year.
//
// Never joined are an event and its denial, two events of one page at different
// days, and tellings of one word or two without a name, which say too little.
//
// A telling joins what is told already, the longest first, and has to agree with
// all its tellings, so that no chain of small steps leads from one event to
// another.
//
// The work is near linear: tellings in equal words are folded together before
// anything else, and others are compared only if they share two words that few
// events of their time hold.

// happening is an event made ready: small, and without its record.
type happening struct {
	page      int32 // place of its page in the order of time
	origin    int32 // pages of one origin share it
	published int32 // day, 0 if the page does not tell
	event     int32 // e1 is 1
	record    string
	what      string
	when      string
	from, to  int32 // days, as in dayNumber
	modality  isnad.Modality
	relative  bool // the time was counted from another
	// keys are the words that carry meaning, then numbers and their like, then
	// the names of persons and bodies, then those of places: each sort from one
	// end to the next. A name is its words as one («أبوظبي»), its words, and a 0.
	keys                   []uint32
	words, numbers, actors uint8
}

func (h *happening) bag() []uint32     { return h.keys[:h.words] }
func (h *happening) amounts() []uint32 { return h.keys[h.words:h.numbers] }
func (h *happening) who() []uint32     { return h.keys[h.numbers:h.actors] }
func (h *happening) where() []uint32   { return h.keys[h.actors:] }
func (h *happening) span() int32       { return h.to - h.from }
func (h *happening) named() bool       { return int(h.numbers) < len(h.keys) }
func (h *happening) member() string    { return fmt.Sprintf("%s#e%d", h.record, h.event) }

// mostKeys bounds the keys of each sort, so that they can be counted in a byte.
const mostKeys = 60

// happenings are the events of a record that have a day or a period. Its text
// is cut in its language; page, origin and record are left to be filled in.
func happenings(r *isnad.Record, t *text.Text) []happening {
	var out []happening
	times := make(map[string]*isnad.Time, len(r.Times))
	for i := range r.Times {
		times[r.Times[i].ID] = &r.Times[i]
	}
	published := int32(0)
	if p := r.Published; p != nil && len(p.Value) >= len(time.DateOnly) {
		published, _ = dayNumber(p.Value[:len(time.DateOnly)])
	}
	for i := range r.Events {
		e := &r.Events[i]
		x := times[e.When]
		if x == nil {
			continue
		}
		from, ok := dayNumber(x.From)
		to, ok2 := dayNumber(x.To)
		if !ok || !ok2 || to < from {
			continue
		}
		h := happening{
			event: int32(i + 1), published: published,
			what: strings.Clone(e.What.In(r.Text)), from: from, to: to,
			when: strings.Clone(placed(x)), modality: e.Modality, relative: x.Anchor != "",
		}
		h.fill(r, t, e)
		out = append(out, h)
	}
	return out
}

// dayNumber counts days from 1970.
func dayNumber(s string) (int32, bool) {
	t, err := time.Parse(time.DateOnly, s)
	return int32(t.Unix() / daySeconds), err == nil
}

const daySeconds = 24 * 60 * 60

func dayString(n int32) string {
	return time.Unix(int64(n)*daySeconds, 0).UTC().Format(time.DateOnly)
}

// placed is a time as a value that places it: a distance («40 years ago») is
// told as the days that it leads to.
func placed(x *isnad.Time) string {
	switch {
	case x.Value != "" && '0' <= x.Value[0] && x.Value[0] <= '9':
		return x.Value
	case x.From == x.To:
		return x.From
	case x.From[:4] == x.To[:4] && strings.HasSuffix(x.From, "-01-01") && strings.HasSuffix(x.To, "-12-31"):
		return x.From[:4]
	}
	return x.From + "/" + x.To
}

// fill reads the keys of an event.
func (h *happening) fill(r *isnad.Record, t *text.Text, e *isnad.Event) {
	numbers := h.fillWords(r, t, e)
	h.words = uint8(len(h.keys))
	slices.Sort(numbers)
	numbers = slices.Compact(numbers)
	h.keys = append(h.keys, numbers[:min(len(numbers), mostKeys)]...)
	h.numbers = uint8(len(h.keys))
	h.names(r, t, e, isnad.Person, isnad.Organisation)
	h.actors = uint8(len(h.keys))
	h.names(r, t, e, isnad.Place, isnad.Facility)
	h.keys = slices.Clip(h.keys)
}

// fillWords reads an event's words without times and what the language calls
// light, and returns the keys that must not differ: numbers, ordinals
// («سباقه السادس») and the countries of adjectives («النفط الإيراني»).
func (h *happening) fillWords(r *isnad.Record, t *text.Text, e *isnad.Event) (numbers []uint32) {
	var apart []isnad.Span
	in := func(sp isnad.Span) bool {
		return slices.ContainsFunc(apart, func(o isnad.Span) bool { return o.Overlaps(sp) })
	}
	for i := range r.Times {
		if e.What.Contains(r.Times[i].Span) { // one around it is a period from this event to another
			apart = append(apart, r.Times[i].Span)
		}
	}
	for i := range r.Figures {
		if f := &r.Figures[i]; f.Value != nil && f.Span.Overlaps(e.What) && !in(f.Span) {
			numbers = append(numbers, key(fmt.Sprint(*f.Value)))
			apart = append(apart, f.Span)
		}
	}
	find := func(list string, k *text.Token) *lang.Entry {
		if t.Lang == nil {
			return nil
		}
		l := t.Lang.List(list)
		return cmp.Or(l.Find(k.ID), l.Find(k.Bare), l.Find(k.Core))
	}
	for i := t.TokenAt(e.What.Start); i < len(t.Tokens) && int(t.Tokens[i].Start) < e.What.End; i++ {
		k := &t.Tokens[i]
		if k.Kind == text.Mark || in(isnad.Span{Start: int(k.Start), End: int(k.End)}) {
			continue
		}
		if k.Kind == text.Number {
			numbers = append(numbers, key(t.Norm(i)))
			continue
		}
		if n := find("when_ordinals", k).Field(0); n != "" && n != "1" { // the first is said of much
			numbers = append(numbers, key("ordinal "+n))
		}
		if code := find("nationalities", k).Field(0); code != "" {
			numbers = append(numbers, key("country "+code))
		}
		w := coreOf(t, i)
		if len(w) > shortWord && len(h.keys) < mostKeys && find("stoppers", k) == nil && !slices.Contains(h.keys, key(w)) {
			h.keys = append(h.keys, key(w))
		}
	}
	return numbers
}

// shortWord is how many bytes a word has that is too short to tell anything.
const shortWord = 4

// coreOf is the normal form of a word without what is joined to it.
func coreOf(t *text.Text, i int) string {
	k := &t.Tokens[i]
	if k.Core != 0 && t.Lang != nil {
		return t.Lang.Word(k.Core)
	}
	w := t.BareNorm(i)
	if k.Pro&lang.Article != 0 && k.Pro&lang.To == 0 && len(w) > article {
		return w[article:] // of لل nothing is left to take away
	}
	return w
}

// names adds the names of two kinds that the event's words hold, by the name
// that the page gives in full.
func (h *happening) names(r *isnad.Record, t *text.Text, e *isnad.Event, a, b isnad.MentionKind) {
	start := len(h.keys)
	seen := map[string]bool{}
	for i := range r.Mentions {
		m := &r.Mentions[i]
		if m.Kind != a && m.Kind != b || !e.What.Contains(m.Span) || seen[m.Entity] {
			continue
		}
		seen[m.Entity] = true
		name := len(h.keys)
		full, whole := text.Cut(m.Name, t.Lang), ""
		h.keys = append(h.keys, 0)
		for j := range full.Tokens {
			if full.Tokens[j].Kind != text.Mark {
				w := coreOf(full, j)
				h.keys = append(h.keys, key(w))
				whole += w
			}
		}
		h.keys[name] = key(whole)
		h.keys = append(h.keys, 0)
		if len(h.keys)-start > mostKeys {
			h.keys = h.keys[:name]
			return
		}
	}
}

// held counts the words of a that stand in b, in whatever order they are.
func held(a, b []uint32) (n int) {
	for _, k := range a {
		if slices.Contains(b, k) {
			n++
		}
	}
	return n
}

// namesAgree reports whether each name of the shorter list is a name of the
// other, in full or in part; and whether there is one.
func namesAgree(a, b []uint32) (agree, meet bool) {
	if len(a) == 0 || len(b) == 0 {
		return true, false
	}
	return allMeet(a, b) || allMeet(b, a), true
}

func allMeet(a, b []uint32) bool {
	for x := range nameSeq(a) {
		met := false
		for y := range nameSeq(b) {
			met = met || held(x[1:], y) == len(x)-1 || held(y[1:], x) == len(y)-1
		}
		if !met {
			return false
		}
	}
	return true
}

// nameSeq yields the names of a list, each the whole and then its words.
func nameSeq(list []uint32) func(func([]uint32) bool) {
	return func(yield func([]uint32) bool) {
		for len(list) > 0 {
			i := slices.Index(list, 0)
			if !yield(list[:i]) {
				return
			}
			list = list[i+1:]
		}
	}
}

// likeness is how two tellings fit together.
type likeness struct {
	common         int
	inside, shared float64 // parts of the shorter's words, of both words together
	name           bool    // they share a name
}

// compareHappenings reports what speaks for one event, or that something speaks
// against it.
func compareHappenings(a, b *happening) (l likeness, ok bool) {
	if (a.modality == isnad.Denied) != (b.modality == isnad.Denied) {
		return l, false
	}
	x, y := a.amounts(), b.amounts()
	if n := held(x, y); n < min(len(x), len(y)) {
		return l, false
	}
	who, met := namesAgree(a.who(), b.who())
	where, met2 := namesAgree(a.where(), b.where())
	if !who || !where {
		return l, false
	}
	least := min(len(a.bag()), len(b.bag()))
	l.common = held(a.bag(), b.bag())
	if least == 0 || l.common == 0 {
		return l, false
	}
	l.inside = float64(l.common) / float64(least)
	l.shared = float64(l.common) / float64(len(a.bag())+len(b.bag())-l.common)
	l.name = met || met2
	return l, true
}

// says reports whether what two tellings share says anything.
func (l likeness) says() bool { return l.common >= 3 || l.common == 2 && l.inside == 1 && l.name }

// sameTime reports whether two tellings of one time are one event: they are
// alike, or the longer holds all but a word of the shorter. In a month or a year
// more happens, and they must be more alike.
func sameTime(a, b *happening) (l likeness, ok bool) {
	l, ok = compareHappenings(a, b)
	if !ok || !l.says() {
		return l, false
	}
	if partsClash(a.when, b.when) {
		return l, nearlySame(a, b, l)
	}
	inside, shared, whole := .6, .4, true
	if a.span() > fewDays {
		inside, shared, whole = .7, .5, l.name
	}
	return l, l.inside >= inside && l.shared >= shared || whole && l.inside >= .85 && l.common >= 4
}

// nested reports whether a telling with a wider time is the one with the
// narrower time inside it.
func nested(a, b *happening) bool {
	if !holds(a, b) || a.span() == b.span() {
		return false
	}
	l, ok := compareHappenings(a, b)
	return ok && l.says() && l.inside >= .8 && l.shared >= .4
}

// agree reports whether nothing in two tellings speaks against one event, and
// a's time holds b's.
func agree(a, b *happening) bool {
	_, ok := compareHappenings(a, b)
	return ok && holds(a, b)
}

// nearlySame reports whether two tellings are the same but for a word.
func nearlySame(a, b *happening, l likeness) bool {
	return l.common >= 4 && l.shared >= .8 && slices.Equal(a.amounts(), b.amounts())
}

// fewDays is how far apart two days can be that are given for one event. A text
// that is copied a day late says «today» still.
const fewDays = 3

// conflicting reports whether two tellings with different days are clearly one
// event. Pages that carry one text tell one event; others must name it, and
// each could have told the other's day.
func conflicting(a, b *happening) bool {
	if a.span() != 0 || b.span() != 0 || a.page == b.page || (a.modality == isnad.Asserted) != (b.modality == isnad.Asserted) {
		return false
	}
	l, ok := compareHappenings(a, b)
	if !ok || !nearlySame(a, b, l) {
		return false
	}
	apart := max(a.from-b.from, b.from-a.from)
	if a.origin == b.origin {
		return apart <= fewDays
	}
	x, y := dayString(a.from), dayString(b.from)
	typo := !a.relative && !b.relative && x[:4] == y[:4] && x[8:] == y[8:] // a month mistaken
	return l.name && l.common >= 5 && (apart <= fewDays || typo) && couldTell(a, b) && couldTell(b, a)
}

// couldTell reports whether a's page could have told b's day: what happened,
// not after it was published; what is planned, not before. Of a page without a
// day one cannot know: bulletins tell each day's news in the same words.
func couldTell(a, b *happening) bool {
	if a.published == 0 {
		return false
	}
	if a.modality == isnad.Asserted {
		return b.to <= a.published
	}
	return b.from >= a.published
}

// partsClash reports whether two values of one day name parts of it that share
// no hour. Hours are the pages' own, and may be those of two zones.
func partsClash(a, b string) bool {
	x, ok := hours(a)
	y, ok2 := hours(b)
	return ok && ok2 && (x[2] < y[1] || y[2] < x[1])
}

// dayParts are the hours of the parts of a day: the one that they are sorted by,
// and the first and last that they can mean, for a night is before a day too.
var dayParts = map[string][3]int{
	"MO": {6, 0, 12}, "MI": {12, 10, 15}, "DT": {7, 6, 18}, "AF": {13, 12, 20}, "EV": {18, 15, 24}, "NI": {21, 0, 24},
}

const zones = 3 // hours that pages differ by for one moment

// hours reads the part of the day that a value ends with.
func hours(when string) (h [3]int, ok bool) {
	_, part, ok := strings.Cut(when, "T")
	if !ok || strings.Contains(when, "/") {
		return h, false
	}
	if h, ok := dayParts[part]; ok {
		return h, true
	}
	if _, err := fmt.Sscanf(part, "%2d:", &h[0]); err != nil {
		return h, false
	}
	return [3]int{h[0], h[0] - zones, h[0] + zones}, true
}

// hourOf is the hour that a value is sorted by, -1 if it is a whole day or more.
func hourOf(when string) int {
	if h, ok := hours(when); ok {
		return h[0]
	}
	return -1
}

// gathering is one making of a chronology. A moment under way is known by the
// place of its first happening.
type gathering struct {
	all   []happening
	roots sets
	of    [][]int32 // the happenings of each root
	faces [][]int32 // those of them whose words are their own

	shared []uint8 // for the indexes, all 0
}

// mostFaces bounds how many tellings in words of their own one is compared with.
const mostFaces = 12

// chronology puts events in order, each once.
func chronology(all []happening) []isnad.Moment {
	slices.SortFunc(all, func(a, b happening) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to), nearestFirst(&a, &b))
	})
	g := &gathering{
		all: all, roots: newSets(len(all)), of: make([][]int32, len(all)), faces: make([][]int32, len(all)),
		shared: make([]uint8, len(all)),
	}
	for i := range all {
		g.of[i] = []int32{int32(i)}
		g.faces[i] = []int32{int32(i)}
	}
	for i := 0; i < len(all); {
		j := i
		for j < len(all) && all[j].from == all[i].from && all[j].to == all[i].to {
			j++
		}
		g.block(g.fold(i, j))
		i = j
	}
	g.conflicts(2 * fewDays)
	g.conflicts(yearDays)
	g.nest()
	return g.moments()
}

const yearDays = 366

func nearestFirst(a, b *happening) int {
	return cmp.Or(cmp.Compare(a.page, b.page), cmp.Compare(a.record, b.record), cmp.Compare(a.event, b.event))
}

func (g *gathering) root(i int) int { return int(g.roots.find(int32(i))) }

// join puts b's moment to a's.
func (g *gathering) join(a, b int) {
	a, b = g.root(a), g.root(b)
	if a == b {
		return
	}
	g.roots[b] = int32(a)
	g.of[a] = append(g.of[a], g.of[b]...)
	g.faces[a] = append(g.faces[a], g.faces[b]...)
	if len(g.faces[a]) > mostFaces {
		g.faces[a] = g.faces[a][:mostFaces]
	}
	g.of[b], g.faces[b] = nil, nil
}

// fit reports whether all tellings of two moments fit each other.
func (g *gathering) fit(a, b int, one func(a, b *happening) bool) bool {
	for _, i := range g.faces[a] {
		for _, j := range g.faces[b] {
			if !one(&g.all[i], &g.all[j]) {
				return false
			}
		}
	}
	return true
}

// fold joins those of from to to, events of one time, that are told in equal
// words, and returns the moments that are left.
func (g *gathering) fold(from, to int) (left []int) {
	seen := map[uint64][]int{}
next:
	for i := from; i < to; i++ {
		h := &g.all[i]
		sum := uint64(h.words)
		for _, k := range h.keys {
			sum = sum*0x9E3779B97F4A7C15 + uint64(k)
		}
		for _, j := range seen[sum] {
			o := &g.all[j]
			telling := h.words >= 3 || h.words == 2 && h.named() || h.origin == o.origin
			if telling && (h.modality == isnad.Denied) == (o.modality == isnad.Denied) && slices.Equal(h.keys, o.keys) {
				g.join(j, i)
				g.faces[j] = g.faces[j][:1]
				continue next
			}
		}
		seen[sum] = append(seen[sum], i)
		left = append(left, i)
	}
	return left
}

const (
	mostInTime = 60 // tellings of one time that a rare word stands in
	leastRare  = 2  // rare words that two tellings share
)

// index finds tellings that share rare words.
type index struct {
	all     []happening
	freq    map[uint32]int
	holders map[uint32][]int32
	shared  []uint8 // by place in all; 0 between two questions
}

// newIndex prepares an index for tellings of which only the words count.
func (g *gathering) newIndex(list ...[]int) *index {
	x := &index{all: g.all, freq: map[uint32]int{}, holders: map[uint32][]int32{}, shared: g.shared}
	for _, l := range list {
		for _, i := range l {
			for _, k := range g.all[i].bag() {
				x.freq[k]++
			}
		}
	}
	return x
}

func (x *index) add(i int) {
	for _, k := range x.all[i].bag() {
		if n := x.freq[k]; 1 < n && n <= mostInTime {
			x.holders[k] = append(x.holders[k], int32(i))
		}
	}
}

// alike are those that share rare words with i, in order.
func (x *index) alike(i int) (out []int) {
	var touched []int32
	for _, k := range x.all[i].bag() {
		for _, j := range x.holders[k] {
			if x.shared[j]++; x.shared[j] == 1 {
				touched = append(touched, j)
			}
		}
	}
	for _, j := range touched {
		if x.shared[j] >= leastRare {
			out = append(out, int(j))
		}
		x.shared[j] = 0
	}
	slices.Sort(out)
	return out
}

// block joins moments of one time, the longest tellings first.
func (g *gathering) block(list []int) {
	slices.SortStableFunc(list, func(i, j int) int { return cmp.Compare(g.all[j].words, g.all[i].words) })
	x := g.newIndex(list)
	for _, i := range list {
		best, score, fits := -1, 0., 0
		for _, j := range x.alike(i) {
			if s, ok := g.fitsTime(j, i); ok {
				fits++
				if s > score {
					best, score = j, s
				}
			}
		}
		if best >= 0 && (fits == 1 || score >= halfShared) {
			g.join(best, i)
		} else {
			x.add(i)
		}
	}
}

// halfShared is how like a telling must be to the best of several that it fits.
const halfShared = .5

// fitsTime reports how well happening i fits the moment of its time at j.
func (g *gathering) fitsTime(j, i int) (score float64, ok bool) {
	for n, f := range g.faces[j] {
		l, ok := compareHappenings(&g.all[f], &g.all[i])
		if n == 0 {
			l, ok = sameTime(&g.all[f], &g.all[i])
			score = l.shared
		}
		if !ok {
			return 0, false
		}
	}
	return score, true
}

// neighbours calls each with pairs of moments that share rare words and begin
// no more than a number of days apart.
func (g *gathering) neighbours(days int32, each func(i, j int)) {
	var before, now []int
	last := int32(0)
	for i := 0; i <= len(g.all); i++ {
		if i < len(g.all) && (g.root(i) != i || g.all[i].span() > yearDays) {
			continue
		}
		if i == len(g.all) || g.all[i].from/days != last {
			g.between(before, now, each)
			before, now = now, nil
			if i == len(g.all) {
				return
			}
			if g.all[i].from/days != last+1 {
				before = nil
			}
			last = g.all[i].from / days
		}
		now = append(now, i)
	}
}

func (g *gathering) between(before, now []int, each func(i, j int)) {
	x := g.newIndex(before, now)
	for _, i := range before {
		x.add(i)
	}
	for _, i := range now {
		for _, j := range x.alike(i) {
			each(j, i)
		}
		x.add(i)
	}
}

// conflicts joins moments of different days that are clearly one event.
func (g *gathering) conflicts(days int32) {
	g.neighbours(days, func(i, j int) {
		if a, b := g.root(i), g.root(j); a != b && g.fit(a, b, conflicting) {
			g.join(a, b)
		}
	})
}

// nest joins moments of wider times with the one moment inside them that they
// fit, the narrower first, so that a year comes to a month that came to a day.
func (g *gathering) nest() {
	inside := map[int][]int{}
	var wide []int
	g.neighbours(yearDays, func(i, j int) {
		w, n := i, j
		if g.all[w].span() < g.all[n].span() {
			w, n = j, i
		}
		if nested(&g.all[w], &g.all[n]) {
			if inside[w] == nil {
				wide = append(wide, w)
			}
			inside[w] = append(inside[w], n)
		}
	})
	slices.SortFunc(wide, func(i, j int) int {
		return cmp.Or(cmp.Compare(g.all[i].span(), g.all[j].span()), cmp.Compare(i, j))
	})
	for _, w := range wide {
		found := map[int]bool{}
		for _, n := range inside[w] {
			found[g.root(n)] = true
		}
		if n := g.root(inside[w][0]); len(found) == 1 && g.fit(g.root(w), n, agree) {
			g.join(n, w)
		}
	}
}

// moments writes down what was joined, in order of time. What is wider comes
// before what lies in it, as a heading does: a year, its months, their days,
// their hours.
func (g *gathering) moments() []isnad.Moment {
	type dated struct {
		isnad.Moment
		to, hour int32
		first    *happening
	}
	var out []dated
	for _, l := range g.of {
		if len(l) == 0 {
			continue
		}
		members := make([]*happening, len(l))
		for i, j := range l {
			members[i] = &g.all[j]
		}
		slices.SortFunc(members, nearestFirst)
		m, t := momentOf(members)
		out = append(out, dated{m, t.to, int32(hourOf(t.when)), members[0]})
	}
	slices.SortFunc(out, func(a, b dated) int {
		return cmp.Or(strings.Compare(a.From, b.From), cmp.Compare(b.to, a.to), cmp.Compare(a.hour, b.hour), nearestFirst(a.first, b.first))
	})
	moments := make([]isnad.Moment, len(out))
	for i := range out {
		moments[i] = out[i].Moment
		moments[i].ID = fmt.Sprintf("moment%d", i+1)
	}
	return moments
}

// momentOf tells an event from its tellings, the nearest to the origin first,
// and gives the one whose time it has.
func momentOf(members []*happening) (isnad.Moment, *happening) {
	first := members[0]
	m := isnad.Moment{What: first.what, Modality: first.modality}
	when := first
	origins := map[int32]bool{}
	for _, h := range members {
		if narrows(when, h) {
			when = h
		}
		if h.modality == isnad.Asserted {
			m.Modality = isnad.Asserted
		}
		m.Members = append(m.Members, h.member())
		origins[h.origin] = true
	}
	m.Origins = len(origins)
	m.When, m.From, m.To = when.when, dayString(when.from), dayString(when.to)
	for _, h := range members {
		if holds(h, when) && !partsClash(h.when, when.when) && (lasts(h) == lasts(when) || holds(when, h)) {
			continue
		}
		i := slices.IndexFunc(m.Conflicts, func(d isnad.Dating) bool { return d.When == h.when })
		if i < 0 {
			i = len(m.Conflicts)
			m.Conflicts = append(m.Conflicts, isnad.Dating{When: h.when, From: dayString(h.from), To: dayString(h.to)})
		}
		m.Conflicts[i].Members = append(m.Conflicts[i].Members, h.member())
	}
	return m, when
}

// holds reports whether a's days hold b's.
func holds(a, b *happening) bool { return a.from <= b.from && b.to <= a.to }

// narrows reports whether b's time is a's, more precisely. A day in a period is
// another time: who says «from Monday to Friday» has said what he knows.
func narrows(a, b *happening) bool {
	if a.from != b.from || a.to != b.to {
		return holds(a, b) && lasts(a) == lasts(b)
	}
	return hourOf(a.when) < 0 && hourOf(b.when) >= 0
}

func lasts(h *happening) bool { return strings.Contains(h.when, "/") }
