package across

import (
	"math"
	"slices"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/text"
)

// counted is a figure laid out for comparison.
type counted struct {
	sheet *sheet
	fig   *isnad.Figure
	near  map[uint32]bool // words of what is counted, and of the sentence part around
	noun  uint32          // first word of what is counted
	name  string
}

// around is how many words on each side of a figure tell what it is of.
const around = 6

func (s *sheet) counted(n int) *counted {
	f := &s.rec.Figures[n]
	x := &counted{sheet: s, fig: f, name: s.id + "#" + f.ID, near: map[uint32]bool{}}
	from, to := s.wordsIn(f.Span)
	if f.Counted != nil {
		a, b := s.wordsIn(*f.Counted)
		if a < b {
			x.noun = s.stem(a)
		}
		for j := a; j < b; j++ {
			x.near[s.stem(j)] = true
		}
	}
	for j := max(0, from-around); j < min(len(s.words), to+around); j++ {
		if (j < from || j >= to) && s.text.Tokens[s.words[j]].Kind == text.Word && !s.isLight(j) {
			x.near[s.stem(j)] = true
		}
	}
	return x
}

// quantity is what a page's signature keeps of a figure.
type quantity struct {
	n     int32
	value uint32 // of value and unit
	unit  uint32
	noun  uint32
	near  bag
	exact exactness
}

// exactness is how much a figure's value tells of what it is.
type exactness uint8

const (
	commonValue exactness = iota // few of something, as many figures
	oddValue                     // a value that few figures have
	someValue
)

func exact(f *isnad.Figure) exactness {
	switch {
	case isOdd(*f.Value):
		return oddValue
	case f.Unit == "" && *f.Value < smallest:
		return commonValue
	}
	return someValue
}

// isOdd reports whether a value is so exact that two figures in pages of one
// story hardly have it by chance: three digits that count, or more.
func isOdd(v float64) bool {
	if v < 0 || v != math.Trunc(v) || v > 1e15 {
		return v != math.Trunc(v*10)/10
	}
	n := int64(v)
	for n > 0 && n%10 == 0 {
		n /= 10
	}
	return n >= 100
}

func (p *Page) count(s *sheet, n int) {
	f := &s.rec.Figures[n]
	if f.Value == nil {
		return
	}
	x := s.counted(n)
	keys := make([]uint32, 0, len(x.near))
	for k := range x.near {
		keys = append(keys, k)
	}
	bits := math.Float64bits(*f.Value)
	unit := key(f.Unit)
	value := shingle([]uint32{uint32(bits), uint32(bits >> 32), unit})
	p.counted = append(p.counted, quantity{int32(n), value, unit, x.noun, p.keep(keys), exact(f)})
}

// How many words around a figure must be the same for it to be one quantity in
// pages of one story, and of different ones; more where neither its value nor
// its company tells. Below the smallest, nothing but company does.
const (
	nearQuantity = 3
	farQuantity  = 4
	sureQuantity = 5
	smallest     = 20
)

// oneQuantity reports whether two figures of one value and unit are of the same
// thing: in pages of one text or story, or in much the same words. Any page can
// count two or ten, and in the same words («بحوزتهما 4 طلقات»): in pages of
// different stories the value must be exact or not small, or stand in the same
// company («17 قتيلا بينهم 5 أطفال»). What an outlet prints day after day in texts of its own
// is a table that it fills anew.
func (c *Corpus) oneQuantity(u, v int32) bool {
	i, j := c.quantities[u], c.quantities[v]
	p, q := c.pages[i.page], c.pages[j.page]
	x, y := &p.counted[i.n], &q.counted[j.n]
	if x.value != y.value {
		return false
	}
	noun, one := x.noun != 0 && x.noun == y.noun, c.origins.find(i.page) == c.origins.find(j.page)
	if !one && p.Outlet != "" && p.Outlet == q.Outlet {
		return false
	}
	apart := !c.oneStory(i.page, j.page)
	if apart && !noun && x.exact != oddValue {
		return false // most are that, and their words need not be counted
	}
	n, least := common(p.keysOf(x.near), q.keysOf(y.near)), min(x.near.len(), y.near.len())
	switch {
	case apart:
		return n >= farQuantity && (x.exact == oddValue || noun && (x.exact == someValue && n >= sureQuantity || p.company(int(i.n), q, int(j.n))))
	case !noun && x.exact != oddValue && x.noun != 0 && y.noun != 0 && (i.page == j.page || p.counts(y.value, y.noun) || q.counts(x.value, x.noun)):
		return false // a page that counts two things
	case x.exact == oddValue && n > 0 && i.page != j.page:
		return true
	case !one && n < nearQuantity:
		return false
	}
	return noun && (n >= 2 || least <= 2) || least > 0 && 2*n >= least
}

// counts reports whether a page has so many of a thing.
func (p *Page) counts(value, noun uint32) bool {
	return slices.ContainsFunc(p.counted, func(x quantity) bool { return x.value == value && x.noun == noun })
}

// company reports whether one of the next figures of p is one of the next of q.
func (p *Page) company(i int, q *Page, j int) bool {
	for k := max(0, i-inCompany); k <= min(i+inCompany, len(p.counted)-1); k++ {
		for m := max(0, j-inCompany); m <= min(j+inCompany, len(q.counted)-1); m++ {
			if k != i && m != j && p.counted[k].value == q.counted[m].value && p.counted[k].value != p.counted[i].value {
				return true
			}
		}
	}
	return false
}

// inCompany is how many figures before and behind one stand beside it.
const inCompany = 2

const mostAmounts = 100

// findQuantities sets each of page i's figures beside those of one value.
func (c *Corpus) findQuantities(i int32) {
	p, now := c.pages[i], c.hours[i]
	for n := range p.counted {
		u := int32(len(c.quantities))
		c.quantities = append(c.quantities, ref{i, int32(n)})
		c.amounts = append(c.amounts, u)
		k := p.counted[n].value
		c.worths.newest(k, mostAmounts, func(v int32) bool {
			if h := c.hours[c.quantities[v].page]; !near(now, h, storyWindow) {
				return h > now
			}
			if c.amounts.find(u) != c.amounts.find(v) && c.oneQuantity(u, v) {
				c.joinAmounts(v, u)
			}
			return true
		})
		c.worths.add(k, u)
	}
}

// Two figures of pages that carry one text are one quantity with two values if
// they count the same in the same words, and neither page has the other's value
// for it: «أصيب 12 شخصا في القرى القريبة», «أصيب 21 شخصا في القرى القريبة».
const (
	valueWords = 3  // words around both figures that are the same
	valueShare = .7 // of the figure with fewer of them
)

// meetValues joins the figures of two pages that differ in their value alone.
// Pages in which many do are two reports in one form (of two days' prices, of
// two companies), and no figure of one is a change of the other's.
func (c *Corpus) meetValues(us, vs [2]int32) {
	left, right := c.alone(us, vs), c.alone(vs, us)
	var changed [][2]int32
	for _, u := range left {
		v, sure := c.counterpart(u, right)
		if !sure {
			continue
		}
		if back, sure := c.counterpart(v, left); sure && back == u {
			changed = append(changed, [2]int32{u, v})
		}
	}
	same := int(us[1]-us[0]) - len(left)
	if len(changed) > max(1, same/3) {
		return
	}
	for _, x := range changed {
		c.joinAmounts(x[0], x[1])
	}
}

// alone are the quantities that none of the others is one with.
func (c *Corpus) alone(us, vs [2]int32) (out []int32) {
next:
	for u := us[0]; u < us[1]; u++ {
		for v := vs[0]; v < vs[1]; v++ {
			if c.amounts.find(u) == c.amounts.find(v) {
				continue next
			}
		}
		out = append(out, u)
	}
	return out
}

// counterpart is the one figure of the others that stands in the words of u,
// and whether there is exactly one.
func (c *Corpus) counterpart(u int32, others []int32) (best int32, sure bool) {
	p, x := c.quantity(u)
	for _, v := range others {
		q, y := c.quantity(v)
		if x.noun == 0 || x.noun != y.noun || x.unit != y.unit {
			continue
		}
		n, least := common(p.keysOf(x.near), q.keysOf(y.near)), min(x.near.len(), y.near.len())
		if n < valueWords || float64(n) < valueShare*float64(least) {
			continue
		}
		if sure {
			return 0, false
		}
		best, sure = v, true
	}
	return best, sure
}

func (c *Corpus) quantity(u int32) (*Page, *quantity) {
	r := c.quantities[u]
	p := c.pages[r.page]
	return p, &p.counted[r.n]
}
