package figure

import (
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// shareCounted gives figures without a counted noun that of the figure which
// they are joined to, or the subject of the change that they measure.
func (r *reading) shareCounted() {
	for i := len(r.found) - 1; i >= 0; i-- {
		f := &r.found[i]
		if f.counted.Len() > 0 {
			continue
		}
		if i+1 < len(r.found) && r.joined(f, &r.found[i+1]) {
			f.counted = r.found[i+1].counted
		}
		if f.part == i+1 && i+1 < len(r.found) && r.found[i+1].counted.Len() > 0 {
			f.counted = r.found[i+1].counted
		}
	}
	for i := range r.found {
		f := &r.found[i]
		switch {
		case f.counted.Len() > 0:
		case i > 0 && r.found[i-1].part == i && r.found[i-1].sentence == f.sentence:
			f.counted = r.found[i-1].counted // «1500 شكوى من إجمالي 1650»
		default:
			other := -1
			if i > 0 {
				other = r.found[i-1].from
			}
			f.counted = r.before(f, other)
			if i > 0 && f.counted.From < r.found[i-1].to && f.counted.To > r.found[i-1].from {
				f.counted = text.Range{}
			}
		}
	}
}

// joined reports whether b follows a with «و» and measures the same: «30% و26% من الصادرات».
func (r *reading) joined(a, b *found) bool {
	return a.unit == b.unit && a.rule == b.rule && a.sentence == b.sentence &&
		(b.from == a.to && r.and(b.from) || b.from == a.to+1 && r.is(a.to, andWord))
}

const subjectReach = 18 // words between a figure and the verb or noun that it measures

// before finds what f counts or measures before it in its sentence: «عدد
// المصابين بلغ 471», «ارتفاع نصيبها من 2%», «أن حجم الصادرات ارتفع بنسبة 162%». It
// does not go over the figure before it, at other, but may take its subject.
func (r *reading) before(f *found, other int) text.Range {
	r.from = r.t.Sentences[f.sentence].From
	end := f.from
	for j := end - 1; j >= r.from && j >= f.from-subjectReach; j-- {
		if j < other {
			end = min(end, other)
		}
		if r.t.Tokens[j].Kind != text.Word {
			continue
		}
		verb := r.is(j, risenWord)
		if verb && !(j+1 < end && r.nounAt(j+1, true)) {
			if s := r.subjectOf(j); s.Len() > 0 {
				return s
			}
		}
		switch {
		case r.is(j, numberOfWord) && j+1 < end && r.isNoun(j+1):
			return r.subject(j+1, end)
		case r.is(j, headWord) && r.t.Tokens[j].Pro&lang.In == 0 && j+1 < end:
			return r.subject(j, end)
		case r.is(j, riseWord) && r.t.Tokens[j].Pro&lang.In == 0 && j+1 < end:
			if r.isNoun(j + 1) {
				return r.subject(j+1, end)
			}
			return r.subject(j, end)
		case verb:
			return r.subject(j+1, end)
		}
	}
	return text.Range{}
}

// subjectOf returns the noun phrase between the clause's beginning and its verb at j.
func (r *reading) subjectOf(j int) text.Range {
	start := j
	for start > r.from && j-start < subjectReach && !r.is(start-1, thatWord) && r.t.Tokens[start-1].Kind != text.Mark {
		start--
	}
	if start == j || start > r.from && !r.is(start-1, thatWord) || r.t.Tokens[start].Kind != text.Word || r.is(start, stopWord) || !r.isNoun(start) {
		return text.Range{}
	}
	return r.subject(start, j)
}

// subject returns the noun phrase that begins at i and ends before end at the
// latest: it goes over prepositions, but not over marks, times and verbs.
func (r *reading) subject(i, end int) text.Range {
	for i < end && (r.t.Tokens[i].Kind != text.Word || !r.isNoun(i)) {
		if r.t.Tokens[i].Kind == text.Mark {
			return text.Range{}
		}
		i++
	}
	j := i
	for j < end && j-i < 12 && r.t.Tokens[j].Kind == text.Word && !r.timed[j] && !r.is(j, risenWord|toWord) {
		j++
	}
	for j > i && r.is(j-1, stopWord|ofWord|cueWord|articleWord) {
		j--
	}
	return text.Range{From: i, To: max(i, j)}
}

// scope gives the figures of a sentence the actor («على يد …») and the period
// that it names for all of them.
func (r *reading) scope(times []isnad.Time) {
	at := 0
	for i := 0; i < len(r.found); {
		j := i
		for j < len(r.found) && r.found[j].sentence == r.found[i].sentence {
			j++
		}
		s := r.t.Sentences[r.found[i].sentence]
		r.actor(s, r.found[i:j])
		r.placed(s, r.found[i:j])
		at = r.period(s, r.found[i:j], times, at)
		i = j
	}
}

// actor looks for «على يد القوات …» in s.
func (r *reading) actor(s text.Range, fs []found) {
	r.from = s.From
	for k := s.From + 1; k+1 < s.To; k++ {
		if !r.is(k, handWord) || !r.is(k-1, overWord|fromWord) || !r.nounAt(k+1, true) {
			continue
		}
		p := r.phrase(k+1, nil)
		if p.To > s.To {
			return
		}
		span := r.t.Span(p.From, p.To)
		for i := range fs {
			if fs[i].to <= k {
				fs[i].actor = &span
			}
		}
		return
	}
}

// placed gives each figure the known place right behind what it counts: «3
// قتلى في دمشق», «471 مصابا بالقاهرة».
func (r *reading) placed(s text.Range, fs []found) {
	const reach = 2
	for i := range fs {
		f := &fs[i]
		for j := f.after; j < s.To && j < f.after+reach && f.place == nil && r.t.Tokens[j].Kind == text.Word; j++ {
			if r.is(j, inWord) && j+1 < s.To && r.t.Tokens[j+1].Pro&^lang.Article == 0 {
				f.place = r.placeAt(j+1, s.To)
			} else if r.t.Tokens[j].Pro&lang.In != 0 {
				f.place = r.placeAt(j, s.To)
			}
		}
	}
}

// placeAt returns the span of the longest place name at i, nil if there is none.
func (r *reading) placeAt(i, end int) *isnad.Span {
	longest := 0
	for _, l := range r.places {
		if _, n := r.t.Match(l, i); n > longest && i+n <= end {
			longest = n
		}
	}
	if longest == 0 {
		return nil
	}
	span := r.t.Span(i, i+longest)
	return &span
}

// period gives each figure the nearest time of its sentence, what holds until
// then («حتى …») as the day that it was counted. It returns the first time
// behind the sentence.
func (r *reading) period(s text.Range, fs []found, times []isnad.Time, at int) int {
	start, end := int(r.t.Tokens[s.From].Start), int(r.t.Tokens[s.To-1].End)
	for at < len(times) && times[at].Span.Start < start {
		at++
	}
	first := at
	for at < len(times) && times[at].Span.Start < end {
		at++
	}
	const most = 8
	for i := range fs {
		place, best := int(r.t.Tokens[fs[i].from].Start), -1
		for k := first; k < at && k < first+most; k++ {
			if best < 0 || distance(times[k].Span, place) < distance(times[best].Span, place) {
				best = k
			}
		}
		if best < 0 || times[best].Kind == isnad.TimeSet {
			continue
		}
		if b := r.t.TokenAt(times[best].Span.Start); r.is(b, untilWord) || r.is(b-1, untilWord) {
			fs[i].asOf = times[best].ID
		} else {
			fs[i].period = times[best].ID
		}
	}
	return at
}

func distance(s isnad.Span, place int) int { return max(s.Start-place, place-s.Start) }
