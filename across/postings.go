package across

// postings is an inverted index: for each key the values that were put under
// it, newest first. Keys are hashes; values are numbers of pages, statements
// and so on. It grows by appending, so that adding costs the same however much
// is in it.
type postings struct {
	slots []slot
	used  int
	links []link
}

// slot is a key's place in the open table; last is 0 where the slot is free.
type slot struct {
	key         uint32
	first, last int32 // links, counted from 1
	n           int32
}

type link struct{ value, before int32 }

func (p *postings) find(key uint32) *slot {
	mask := uint32(len(p.slots) - 1)
	for i := key * 2654435769 & mask; ; i = (i + 1) & mask {
		if s := &p.slots[i]; s.last == 0 || s.key == key {
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
	if s.last == 0 {
		p.used++
		s.key, s.first = key, int32(len(p.links)+1)
	} else if p.links[s.last-1].value == value {
		return
	}
	p.links = append(p.links, link{value, s.last})
	s.last = int32(len(p.links))
	s.n++
}

func (p *postings) grow() {
	old := p.slots
	p.slots = make([]slot, max(64, 2*len(old)))
	for _, s := range old {
		if s.last != 0 {
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
	if s := p.find(key); s.last != 0 {
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
	for at := s.last; at != 0 && most > 0; most-- {
		l := p.links[at-1]
		if !f(l.value) {
			return
		}
		at = l.before
	}
}

// first is the value that was put at a place first.
func (p *postings) first(s *slot) int32 { return p.links[s.first-1].value }
