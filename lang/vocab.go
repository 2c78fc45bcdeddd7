package lang

import "math/bits"

// ID is the number of a word in a language's vocabulary. 0 is a word that no
// list holds.
type ID uint32

// vocab is an open-addressing table from words to numbers. A Go map would do;
// this one takes half the time, on the way of every word of every page.
type vocab struct {
	text  []byte   // the words, one behind the other
	ends  []uint32 // of each in text
	known []bool
	slots []slot
}

type slot struct {
	tag uint32 // the upper half of the word's key
	id  ID
}

func (v *vocab) init() {
	v.ends, v.known = []uint32{0}, []bool{false}
	v.slots = make([]slot, 1<<12)
}

// Hash is a hash of a normal form (FNV-1a with its bits spread) that is the
// same in every version: models are stored with it.
func Hash(norm string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(norm); i++ {
		h = (h ^ uint64(norm[i])) * 1099511628211
	}
	h ^= h >> 32
	return h * 0x9E3779B97F4A7C15
}

// Key is a hash of a normal form for tables, eight bytes at a step; most words
// are two. It is the same in every version: indexes of pages are stored with it. The multiplication folded upon itself is that of wyhash.
func Key(norm string) uint64 {
	const a, b = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93
	n := len(norm)
	h := uint64(n) * a
	if n < 8 {
		x := uint64(0)
		for i := range n {
			x |= uint64(norm[i]) << (8 * i)
		}
		return mix(h^x, b)
	}
	for i := 0; i+8 < n; i += 8 {
		h = mix(h^eight(norm[i:]), b)
	}
	return mix(h^eight(norm[n-8:]), a)
}

func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// eight is the first eight bytes of s as a number.
func eight(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

func (v *vocab) word(id ID) []byte {
	if id == 0 {
		return nil
	}
	return v.text[v.ends[id-1]:v.ends[id]]
}

func (v *vocab) lookup(norm string, key uint64) ID {
	mask := uint64(len(v.slots) - 1)
	for i := key & mask; ; i = (i + 1) & mask {
		s := v.slots[i]
		if s.id == 0 {
			return 0
		}
		if s.tag == uint32(key>>32) && string(v.word(s.id)) == norm {
			return s.id
		}
	}
}

func (v *vocab) add(norm string, known bool) ID {
	if id := v.lookup(norm, Key(norm)); id != 0 {
		v.known[id] = v.known[id] || known
		return id
	}
	id := ID(len(v.ends))
	v.text, v.known = append(v.text, norm...), append(v.known, known)
	v.ends = append(v.ends, uint32(len(v.text)))
	if 2*len(v.ends) > len(v.slots) {
		v.slots = make([]slot, 2*len(v.slots))
		for old := range id {
			v.put(old)
		}
	}
	v.put(id)
	return id
}

func (v *vocab) put(id ID) {
	if id == 0 {
		return // no word
	}
	key := Key(string(v.word(id)))
	mask := uint64(len(v.slots) - 1)
	i := key & mask
	for v.slots[i].id != 0 {
		i = (i + 1) & mask
	}
	v.slots[i] = slot{uint32(key >> 32), id}
}
