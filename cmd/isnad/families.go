package main

import (
	"cmp"
	"slices"

	"github.com/isnad-project/isnad"
)

// family is a text with the pages that carry it: the page nearest to its origin
// on top, the others below the page that they most likely have it from.
type family struct {
	tops  []string
	below map[string][]string
	from  map[string]*isnad.Copy // how a page belongs to the one above it
}

// families are the texts of a story, in the order of their first pages.
func (b *board) families(s *isnad.Story) []*family {
	copies, inside := map[string][]*isnad.Copy{}, map[string]bool{}
	for _, id := range s.Records {
		inside[id] = true
	}
	for _, id := range s.Records {
		for _, x := range b.copies[id] {
			// A page can share a paragraph with a page of another story.
			if inside[otherOf(x, id)] {
				copies[id] = append(copies[id], x)
			}
		}
	}
	seen := map[string]bool{}
	var out []*family
	for _, id := range s.Records {
		if seen[id] {
			continue
		}
		seen[id] = true
		pages := []string{id}
		for i := 0; i < len(pages); i++ {
			for _, x := range copies[pages[i]] {
				if o := otherOf(x, pages[i]); !seen[o] {
					seen[o] = true
					pages = append(pages, o)
				}
			}
		}
		slices.SortFunc(pages, func(x, y string) int { return b.number[x] - b.number[y] })
		out = append(out, newFamily(pages, copies))
	}
	return out
}

// newFamily puts each page below one that it shares text with: below its source
// where the direction is known, otherwise below the first page, which the others
// need not have it from: then the reason says so.
func newFamily(pages []string, copies map[string][]*isnad.Copy) *family {
	f := &family{below: map[string][]string{}, from: map[string]*isnad.Copy{}}
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
			f.tops = append(f.tops, id)
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
		f.from[id] = best
	}
	for _, id := range pages {
		if x := f.from[id]; x != nil {
			f.below[otherOf(x, id)] = append(f.below[otherOf(x, id)], id)
		}
	}
	return f
}

// isBelow reports whether a page stands somewhere below another, or is it.
func (f *family) isBelow(id, above string) bool {
	for id != above {
		x := f.from[id]
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
