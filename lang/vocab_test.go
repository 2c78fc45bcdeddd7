package lang

import (
	"strconv"
	"testing"
)

// TestHashStays pins the hash that models are stored with.
func TestHashStays(t *testing.T) {
	for norm, want := range map[string]uint64{"": 0x8570e254d5cb36d5, "وزير": 0x583ecb23815f7f7e, "القاهره": 0x2de4702d9ef79a2f, "un": 0xa6e1f3f31a747a41} {
		if got := Hash(norm); got != want {
			t.Errorf("Hash(%q) = %#x, want %#x", norm, got, want)
		}
	}
}

func TestVocab(t *testing.T) {
	var v vocab
	v.init()
	word := func(i int) string { return "كلمه"[:8-2*(i%4)] + strconv.Itoa(i) }
	for i := range 20000 {
		if id := v.add(word(i), i%2 == 0); int(id) != i+1 {
			t.Fatalf("%q is number %d, want %d", word(i), id, i+1)
		}
	}
	for i := range 20000 {
		w := word(i)
		id := v.lookup(w, Key(w))
		if int(id) != i+1 || string(v.word(id)) != w || v.known[id] != (i%2 == 0) {
			t.Fatalf("%q: number %d, %q, known %v", w, id, v.word(id), v.known[id])
		}
	}
	if v.add(word(1), true); !v.known[2] {
		t.Error("a word that a second list is evidence for is not known")
	}
	for _, w := range []string{"", "كلمه", word(20000), "0"} {
		if id := v.lookup(w, Key(w)); id != 0 {
			t.Errorf("%q has number %d", w, id)
		}
	}
}
