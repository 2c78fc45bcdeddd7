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
