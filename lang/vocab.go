package lang

// ID is the number of a word in a language's vocabulary. 0 is a word that no
// list holds.
type ID uint32

// vocab is an open-addressing table from words to numbers. A Go map would do;
// this one takes a hash that the text made while it folded the word, which
// halves the cost of a look-up on the way of every word of every page.
type vocab struct {
	words []string
	known []bool
	slots []slot
}

type slot struct {
	hash uint64
	id   ID
}

func (v *vocab) init() {
	v.words, v.known = []string{""}, []bool{false}
	v.slots = make([]slot, 1<<12)
}

// HashStart and HashByte make a Hash byte by byte (FNV-1a); HashEnd ends it.
const (
	HashStart uint64 = 14695981039346656037
	HashPrime uint64 = 1099511628211
)

// HashEnd spreads the bits of a running hash over the table.
func HashEnd(h uint64) uint64 {
	h ^= h >> 32
	return h * 0x9E3779B97F4A7C15
}

// Hash is the hash of a normal form.
func Hash(norm string) uint64 {
	h := HashStart
	for i := 0; i < len(norm); i++ {
		h = (h ^ uint64(norm[i])) * HashPrime
	}
	return HashEnd(h)
}

func (v *vocab) lookup(norm string, h uint64) ID {
	mask := uint64(len(v.slots) - 1)
	if mask == ^uint64(0) {
		return 0
	}
	for i := h >> 20 & mask; ; i = (i + 1) & mask {
		s := v.slots[i]
		if s.id == 0 {
			return 0
		}
		if s.hash == h && v.words[s.id] == norm {
			return s.id
		}
	}
}

func (v *vocab) add(norm string, known bool) ID {
	h := Hash(norm)
	if id := v.lookup(norm, h); id != 0 {
		v.known[id] = v.known[id] || known
		return id
	}
	id := ID(len(v.words))
	v.words, v.known = append(v.words, norm), append(v.known, known)
	if 2*len(v.words) > len(v.slots) {
		v.grow()
	}
	v.put(slot{h, id})
	return id
}

func (v *vocab) grow() {
	old := v.slots
	v.slots = make([]slot, 2*len(old))
	for _, s := range old {
		if s.id != 0 {
			v.put(s)
		}
	}
}

func (v *vocab) put(s slot) {
	mask := uint64(len(v.slots) - 1)
	i := s.hash >> 20 & mask
	for v.slots[i].id != 0 {
		i = (i + 1) & mask
	}
	v.slots[i] = s
}
