package across

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/isnad-project/isnad"
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
