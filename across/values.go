package across

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
		c.amounts.join(x[0], x[1])
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
