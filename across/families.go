package across

import (
	"cmp"
	"slices"

	"github.com/isnad-project/isnad"
)

// Family is a text with the pages that carry it: the page nearest to its origin
// on top, the others below the page that they most likely have it from.
type Family struct {
	Tops  []string
	Below map[string][]string
	From  map[string]*isnad.Copy // how a page belongs to the one above it
}

// Families are the texts that pages carry, in the order of their first pages. The
// pages are given in the order of time; of copies, those between two of them count: a
// page can share a paragraph with a page of another story.
func Families(pages []string, copies []isnad.Copy) []*Family {
	place := make(map[string]int, len(pages))
	for i, id := range pages {
		place[id] = i
	}
	of := map[string][]*isnad.Copy{}
	for i := range copies {
		x := &copies[i]
		_, a := place[x.A]
		_, b := place[x.B]
		if a && b {
			of[x.A] = append(of[x.A], x)
			of[x.B] = append(of[x.B], x)
		}
	}
	seen := map[string]bool{}
	var out []*Family
	for _, id := range pages {
		if seen[id] {
			continue
		}
		seen[id] = true
		carry := []string{id}
		for i := 0; i < len(carry); i++ {
			for _, x := range of[carry[i]] {
				if o := otherOf(x, carry[i]); !seen[o] {
					seen[o] = true
					carry = append(carry, o)
				}
			}
		}
		slices.SortFunc(carry, func(x, y string) int { return place[x] - place[y] })
		out = append(out, newFamily(carry, of))
	}
	return out
}

// newFamily puts each page below one that it shares text with: below its source
// where the direction is known, otherwise below the first page, which the others
// need not have it from: then the reason says so.
func newFamily(pages []string, copies map[string][]*isnad.Copy) *Family {
	f := &Family{Below: map[string][]string{}, From: map[string]*isnad.Copy{}}
	fed := func(id string) bool {
		return slices.ContainsFunc(copies[id], func(x *isnad.Copy) bool { return source(x) != "" && source(x) != id })
	}
	top := pages[max(0, slices.IndexFunc(pages, func(id string) bool { return !fed(id) }))]
	for _, id := range pages {
		var near []*isnad.Copy
		for _, x := range copies[id] {
			if id != top && source(x) != id && !f.isBelow(otherOf(x, id), id) {
				near = append(near, x)
			}
		}
		if len(near) == 0 {
			f.Tops = append(f.Tops, id)
			continue
		}
		rank := func(x *isnad.Copy) int {
			switch {
			case source(x) != "":
				return 0
			case otherOf(x, id) == top:
				return 1
			}
			return 2
		}
		best := slices.MinFunc(near, func(x, y *isnad.Copy) int {
			return cmp.Or(rank(x)-rank(y), cmp.Compare(shareOf(y, id), shareOf(x, id)))
		})
		f.From[id] = best
	}
	for _, id := range pages {
		if x := f.From[id]; x != nil {
			f.Below[otherOf(x, id)] = append(f.Below[otherOf(x, id)], id)
		}
	}
	return f
}

// isBelow reports whether a page stands somewhere below another, or is it.
func (f *Family) isBelow(id, above string) bool {
	for id != above {
		x := f.From[id]
		if x == nil {
			return false
		}
		id = otherOf(x, id)
	}
	return true
}

// source is the page that the text went out from, "" where that is not known.
func source(x *isnad.Copy) string {
	switch x.Direction {
	case isnad.AToB:
		return x.A
	case isnad.BToA:
		return x.B
	}
	return ""
}

func otherOf(x *isnad.Copy, id string) string {
	if x.A == id {
		return x.B
	}
	return x.A
}

func shareOf(x *isnad.Copy, id string) float64 {
	if x.A == id {
		return x.ShareOfA
	}
	return x.ShareOfB
}
