package across

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/isnad-project/isnad/lang"
)

// Prints are some of the fingerprints of a block's pages, by which pages far
// away in time are found that share text with another's. Of a long page one of
// four is kept, by its value, so that two pages keep the same ones.
type Prints struct {
	pages []printed
}

type printed struct {
	num    int64
	name   uint64 // of its ID, by which pages are in one order in every store
	hashes []uint32
}

const (
	printPart = 4
	longPage  = 24 // fingerprints
)

// Two pages are set beside each other if they share so many prints. What more
// than a few pages of a block print, or many others, is a phrase or furniture.
const (
	leastPrints  = 2
	mostOwnHeld  = 8
	mostFarHeld  = 16
	mostFarPages = 8    // for a page
	mostFar      = 3000 // for a block: those that share most
)

// NewPrints are those of the own pages among these.
func NewPrints(pages []Placed) *Prints {
	x := &Prints{}
	var prints []fingerprint
	for i := range pages {
		if !pages[i].Own {
			continue
		}
		prints = fingerprints(prints[:0], pages[i].keys)
		p := printed{num: pages[i].Num, name: lang.Hash(pages[i].ID)}
		for _, f := range prints {
			if f.hash%printPart == 0 || len(prints) < longPage {
				p.hashes = append(p.hashes, f.hash)
			}
		}
		slices.Sort(p.hashes)
		p.hashes = slices.Compact(p.hashes)
		x.pages = append(x.pages, p)
	}
	slices.SortFunc(x.pages, func(a, b printed) int { return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.num, b.num)) })
	return x
}

// Far are the numbers of those pages of each other block that may share text with
// a page of this one.
func (x *Prints) Far(others []*Prints) [][]int64 {
	own := map[uint32][]int32{}
	for i := range x.pages {
		for _, h := range x.pages[i].hashes {
			own[h] = append(own[h], int32(i))
		}
	}
	type far struct{ block, page int32 }
	type met struct {
		hash uint32
		far  far
	}
	var all []met
	held := map[uint32]int{} // by others
	for b, o := range others {
		for i := range o.pages {
			for _, h := range o.pages[i].hashes {
				if n := len(own[h]); n > 0 && n <= mostOwnHeld {
					held[h]++
					if held[h] <= mostFarHeld {
						all = append(all, met{h, far{int32(b), int32(i)}})
					}
				}
			}
		}
	}
	type pair struct {
		own int32
		far far
	}
	shared := map[pair]int{}
	for _, m := range all {
		if held[m.hash] > mostFarHeld {
			continue
		}
		for _, i := range own[m.hash] {
			shared[pair{i, m.far}]++
		}
	}
	best := map[int32][]pair{}
	for p, n := range shared {
		if n >= leastPrints {
			best[p.own] = append(best[p.own], p)
		}
	}
	order := func(a, b pair) int {
		return cmp.Or(cmp.Compare(shared[b], shared[a]), cmp.Compare(a.far.block, b.far.block), cmp.Compare(a.far.page, b.far.page), cmp.Compare(a.own, b.own))
	}
	var most []pair
	for _, pairs := range best {
		slices.SortFunc(pairs, order)
		most = append(most, pairs[:min(mostFarPages, len(pairs))]...)
	}
	slices.SortFunc(most, order)
	taken := map[far]bool{}
	out := make([][]int64, len(others))
	for _, p := range most {
		if !taken[p.far] && len(taken) < mostFar {
			taken[p.far] = true
			out[p.far.block] = append(out[p.far.block], others[p.far.block].pages[p.far.page].num)
		}
	}
	for b := range out {
		slices.Sort(out[b])
	}
	return out
}

// AppendBinary appends the binary form of the prints to b. It never fails.
func (x *Prints) AppendBinary(b []byte) ([]byte, error) {
	w := encoder{append(b, linksVersion)}
	each(&w, x.pages, func(p printed) {
		w.int(p.num)
		w.int(int64(p.name))
		w.keys(p.hashes)
	})
	return w.b, nil
}

// UnmarshalBinary reads what AppendBinary wrote; other bytes give an error of
// the kind ErrFormat and leave the prints as they were.
func (x *Prints) UnmarshalBinary(b []byte) error {
	if len(b) == 0 || b[0] != linksVersion {
		return fmt.Errorf("%w: no prints of version %d", ErrFormat, linksVersion)
	}
	r := decoder{b: b[1:]}
	pages := list(&r, 2, func() printed { return printed{r.int(), uint64(r.int()), r.keys()} })
	if r.bad || len(r.b) != 0 {
		return fmt.Errorf("%w: the bytes of prints are damaged", ErrFormat)
	}
	x.pages = pages
	return nil
}
