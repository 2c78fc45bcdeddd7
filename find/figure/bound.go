package figure

import (
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/text"
)

// boundOf takes the bounding words before the number into f. A bounding verb
// may stand apart, before its subject: «قارب الحضور 50 ألفا», «لا يقل عددهم عن
// 30»; it bounds then, but is outside the span.
func (r *reading) boundOf(f *found) {
	start := f.from
	if r.is(start-1, articleWord) && r.bound.to == start-1 {
		start-- // «تتعدى الـ 50%»
	}
	switch {
	case r.bound.to == start && r.bound.from >= r.from:
		f.from, f.joined = r.bound.from, r.bound.kind == "by"
		f.setBound(r.bound.as)
	case r.apart.to > r.from && r.apart.kind == "head":
		if r.is(start-1, overWord) && start-r.apart.to <= 4 {
			f.setBound(r.apart.as)
		}
	}
}

func (f *found) setBound(b isnad.Bound) {
	if !f.num.Vague && !f.ranged {
		f.bound = b
	}
}

// apartBound lets a bounding verb that stands apart bound f, and its subject
// be what f counts.
func (r *reading) apartBound(f *found) bool {
	const reach = 14
	a := r.apart
	if a.kind != "verb" || a.to <= r.from || f.bound != isnad.Exact || f.from-a.to > reach || f.from <= a.to {
		return false
	}
	if len(r.found) > r.first && r.found[len(r.found)-1].from > a.from {
		return false
	}
	f.setBound(a.as)
	if f.counted.Len() == 0 {
		from := a.to
		if r.is(from, numberOfWord) && from+1 < f.from {
			from++ // «تجاوز عدد القتلى 300»
		}
		f.counted = r.subject(from, f.from)
	}
	return true
}

// boundBehind takes bounding words behind the number, or behind what it
// counts, into f: «30 شخصا على الأقل». Behind the noun they are outside the span.
func (r *reading) boundBehind(f *found) {
	if f.bound != isnad.Exact || f.ranged {
		return
	}
	for _, at := range [2]int{f.to, f.after} {
		if at >= len(r.t.Tokens) || r.t.Tokens[at].Line {
			return
		}
		if e, n := r.t.Match(r.bounds, at); e != nil && (e.Field(1) == "after" || e.Field(1) == "both") {
			if _, more := r.numerals.At(r.t, at+n); more && e.Field(1) == "both" && r.t.Tokens[at+n].Kind == text.Number {
				continue // it bounds the next one
			}
			f.setBound(isnad.Bound(e.Field(0)))
			if at == f.to {
				f.to = at + n
			}
			return
		}
	}
}
