package across

import "slices"

// postings is an inverted index: for each key the values that were put under
// it, newest first. Keys are hashes; values are numbers of pages, statements
// and so on. It grows by appending, so that adding costs the same however much
// is in it.
type postings struct {
	slots  []slot
	used   int
	values []int32 // in pieces; a piece begins with ^ of the place where the one before it ends
}

// slot is a key's place in the open table; n is 0 where the slot is free.
type slot struct {
	key   uint32
	first int32 // value
	last  int32 // place of the newest value
	room  int32 // behind it in its piece
	n     int32
}

// mostPiece bounds how many values stand in one piece: the more a key has, the
// longer its pieces, so that the newest are read in a row.
const mostPiece = 64

func (p *postings) find(key uint32) *slot {
	mask := uint32(len(p.slots) - 1)
	for i := key * 2654435769 & mask; ; i = (i + 1) & mask {
		if s := &p.slots[i]; s.n == 0 || s.key == key {
			return s
		}
	}
}

// add puts value under key, once in a row.
func (p *postings) add(key uint32, value int32) {
	if 4*(p.used+1) > 3*len(p.slots) {
		p.grow()
	}
	s := p.find(key)
	if s.n == 0 {
		p.used++
		s.key, s.first = key, value
	} else if p.values[s.last] == value {
		return
	}
	if s.room == 0 {
		s.room = min(max(1, s.n), mostPiece)
		piece := len(p.values)
		p.values = slices.Grow(p.values, 1+int(s.room))[:piece+1+int(s.room)]
		p.values[piece] = ^s.last
		s.last = int32(piece)
	}
	s.last++
	s.room--
	s.n++
	p.values[s.last] = value
}

func (p *postings) grow() {
	old := p.slots
	p.slots = make([]slot, max(64, 2*len(old)))
	for _, s := range old {
		if s.n != 0 {
			*p.find(s.key) = s
		}
	}
}

// at is the place of a key, nil if nothing stands under it. It is good until
// something is added.
func (p *postings) at(key uint32) *slot {
	if len(p.slots) == 0 {
		return nil
	}
	if s := p.find(key); s.n != 0 {
		return s
	}
	return nil
}

// count is how many values stand under key.
func (p *postings) count(key uint32) int {
	if s := p.at(key); s != nil {
		return int(s.n)
	}
	return 0
}

// newest calls f with the values under key, newest first, until it returns
// false or most were seen.
func (p *postings) newest(key uint32, most int, f func(value int32) bool) {
	if s := p.at(key); s != nil {
		p.walk(s, most, f)
	}
}

// walk calls f with the values at a place, newest first, until it returns false
// or most were seen.
func (p *postings) walk(s *slot, most int, f func(value int32) bool) {
	most = min(most, int(s.n))
	for at := s.last; most > 0; at-- {
		if p.values[at] < 0 {
			at = ^p.values[at]
		}
		if most--; !f(p.values[at]) {
			return
		}
	}
}
