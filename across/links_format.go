package across

import (
	"crypto/sha256"
	"fmt"
	"math"
)

// Links and plans have binary forms in the manner of signatures (format.go):
// the version of the form comes first. They can be made anew from signatures, so
// that another form only costs the time for that.
const linksVersion = 2

// NotesVersion is another one where links or plans have another form, or other
// things are told of the same pages.
const NotesVersion = linksVersion<<8 | toldVersion

// AppendBinary appends the binary form of the links to b. It never fails.
func (l *Links) AppendBinary(b []byte) ([]byte, error) {
	w := encoder{append(b, linksVersion)}
	each(&w, l.pages, w.linked)
	w.uint(l.own)
	each(&w, l.pairs, w.sharing)
	for _, joins := range [][][2]int32{l.texts, l.stories} {
		each(&w, joins, func(j [2]int32) {
			w.uint(int(j[0]))
			w.uint(int(j[1]))
		})
	}
	for _, joins := range [][][2]ref{l.sayings, l.amounts, l.bonds} {
		each(&w, joins, w.refs)
	}
	each(&w, l.begun, func(x begun) {
		w.uint(int(x.first))
		w.uint(int(x.title))
		each(&w, x.words, w.term)
	})
	return w.b, nil
}

// UnmarshalBinary reads what AppendBinary wrote; other bytes give an error of
// the kind ErrFormat and leave the links as they were.
func (l *Links) UnmarshalBinary(b []byte) error {
	if len(b) == 0 || b[0] != linksVersion {
		return fmt.Errorf("%w: no links of version %d", ErrFormat, linksVersion)
	}
	r := decoder{b: b[1:]}
	m := Links{pages: list(&r, 2, r.linked), own: r.uint()}
	n := len(m.pages)
	m.pairs = list(&r, 12, func() sharing { return r.sharing(n) })
	join := func() [2]int32 { return [2]int32{r.below(n), r.below(n)} }
	m.texts, m.stories = list(&r, 2, join), list(&r, 2, join)
	refs := func() [2]ref { return r.refs(n) }
	m.sayings, m.amounts, m.bonds = list(&r, 4, refs), list(&r, 4, refs), list(&r, 4, refs)
	m.begun = list(&r, 3, func() begun {
		return begun{r.below(n), r.below(n), list(&r, 8, func() term { return term{r.key(), math.Float32frombits(r.key())} })}
	})
	if r.bad || len(r.b) != 0 || m.own > n {
		return fmt.Errorf("%w: the bytes of links are damaged", ErrFormat)
	}
	*l = m
	return nil
}

// AppendBinary appends the binary form of the plan to b. It never fails.
func (p *Plan) AppendBinary(b []byte) ([]byte, error) {
	w := encoder{append(append(b, linksVersion), p.upTo[:]...)}
	each(&w, p.stories, func(s plannedStory) { w.int(s.thread) })
	each(&w, p.pages, func(x planned) {
		w.linked(x.linked)
		w.uint(int(x.text))
		w.uint(int(x.story))
	})
	each(&w, p.stories, func(s plannedStory) {
		each(&w, s.pages, func(i int32) { w.uint(int(i)) })
		w.uint(int(s.title))
	})
	each(&w, p.pairs, w.sharing)
	for _, sets := range [][][]ref{p.sayings, p.amounts} {
		each(&w, sets, func(set []ref) { each(&w, set, w.ref) })
	}
	each(&w, p.bonds, w.refs)
	w.uint(toldVersion) // where others are told of it, it is another plan
	return w.b, nil
}

// UnmarshalBinary reads what AppendBinary wrote; other bytes give an error of
// the kind ErrFormat and leave the plan as it was.
func (p *Plan) UnmarshalBinary(b []byte) error {
	had, r := planHead(b)
	if r.bad {
		return fmt.Errorf("%w: no plan of version %d", ErrFormat, linksVersion)
	}
	q := Plan{upTo: had.upTo}
	q.pages = list(&r, 4, func() planned { return planned{r.linked(), r.number(), r.number()} })
	n := len(q.pages)
	for i := range q.pages {
		if int(q.pages[i].text) >= n || int(q.pages[i].story) >= n {
			r.bad = true
		}
	}
	q.stories = list(&r, 2, func() plannedStory {
		return plannedStory{pages: list(&r, 1, func() int32 { return r.below(n) }), title: r.below(n)}
	})
	if len(q.stories) != len(had.threads) {
		r.bad = true
	}
	for i := range q.stories[:min(len(q.stories), len(had.threads))] {
		q.stories[i].thread = had.threads[i]
	}
	q.pairs = list(&r, 12, func() sharing { return r.sharing(n) })
	set := func() []ref {
		refs := list(&r, 2, func() ref { return r.ref(n) })
		r.bad = r.bad || len(refs) < 2
		return refs
	}
	q.sayings, q.amounts = list(&r, 1, set), list(&r, 1, set)
	q.bonds = list(&r, 4, func() [2]ref { return r.refs(n) })
	if r.uint() != toldVersion || r.bad || len(r.b) != 0 {
		return fmt.Errorf("%w: the bytes of a plan are damaged", ErrFormat)
	}
	*p = q
	return nil
}

// planHead reads what stands before the pages of a plan.
func planHead(b []byte) (had found, r decoder) {
	r.bad = len(b) <= len(had.upTo) || b[0] != linksVersion
	if !r.bad {
		r.b = b[1+copy(had.upTo[:], b[1:]):]
		had.threads = list(&r, 1, r.int)
	}
	return had, r
}

// PlanKey is that of what a plan, in its binary form, has to tell, whatever it was
// made from.
func PlanKey(b []byte) Key {
	sum := sha256.Sum256(b[1+len(Key{}):])
	return Key(sum[:16])
}

// Recall reads in the plan that the block had before which threads were found for
// it: Assemble need not look for those again that cannot be others. It passes over
// other bytes.
func (l *Links) Recall(plan []byte) {
	if had, r := planHead(plan); !r.bad {
		l.had = had
	}
}

// each writes a list.
func each[T any](w *encoder, all []T, one func(T)) {
	w.uint(len(all))
	for _, x := range all {
		one(x)
	}
}

func (w *encoder) linked(x linked) {
	w.int(x.num)
	w.int(x.stamp)
}

func (w *encoder) term(t term) {
	w.key(t.key)
	w.key(math.Float32bits(t.weight))
}

func (w *encoder) ref(r ref) {
	w.uint(int(r.page))
	w.uint(int(r.n))
}

func (w *encoder) refs(j [2]ref) {
	w.ref(j[0])
	w.ref(j[1])
}

func (w *encoder) sharing(p sharing) {
	w.uint(int(p.a))
	w.uint(int(p.b))
	w.bool(p.reordered)
	w.bool(p.one)
	w.key(math.Float32bits(p.shareA))
	w.key(math.Float32bits(p.shareB))
	each(w, p.stretches, w.stretch)
}

func (w *encoder) stretch(s stretch) {
	for _, n := range []int32{s.a[0], s.a[1] - s.a[0], s.b[0], s.b[1] - s.b[0]} {
		w.uint(int(n))
	}
}

func appendStretches(b []byte, all []stretch) []byte {
	w := encoder{b}
	each(&w, all, w.stretch)
	return w.b
}

// below reads a number that must be smaller than n.
func (r *decoder) below(n int) int32 {
	i := r.uint()
	if i >= n {
		r.bad = true
		return 0
	}
	return int32(i)
}

func (r *decoder) linked() linked    { return linked{r.int(), r.int()} }
func (r *decoder) ref(n int) ref     { return ref{r.below(n), r.number()} }
func (r *decoder) refs(n int) [2]ref { return [2]ref{r.ref(n), r.ref(n)} }

func (r *decoder) sharing(n int) (p sharing) {
	p.a, p.b = r.below(n), r.below(n)
	p.reordered, p.one = r.bool(), r.bool()
	p.shareA, p.shareB = math.Float32frombits(r.key()), math.Float32frombits(r.key())
	p.stretches = list(r, 4, r.stretch)
	return p
}

func (r *decoder) stretch() (s stretch) {
	s.a[0] = r.number()
	s.a[1] = s.a[0] + r.number()
	s.b[0] = r.number()
	s.b[1] = s.b[0] + r.number()
	if s.a[1] <= s.a[0] || s.b[1] <= s.b[0] {
		r.bad = true
	}
	return s
}
