package across

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestPostingsAreWhatWasPut(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var p postings
	put := map[uint32][]int32{} // newest first
	for v := range int32(20000) {
		k := uint32(rng.ExpFloat64() * 40)
		p.add(k, v/3) // the same again is put once
		if l := put[k]; len(l) == 0 || l[0] != v/3 {
			put[k] = slices.Insert(l, 0, v/3)
		}
	}
	for k, want := range put {
		most := 1 + rng.IntN(2*len(want))
		var got []int32
		p.newest(k, most, func(v int32) bool { got = append(got, v); return true })
		if !slices.Equal(got, want[:min(most, len(want))]) {
			t.Fatalf("key %d has %v, not %v", k, got, want)
		}
		if at := p.at(k); p.count(k) != len(want) || at.first != want[len(want)-1] {
			t.Errorf("key %d has %d values, the first of them %d", k, p.count(k), at.first)
		}
	}
	if p.at(1<<30) != nil || p.count(1<<30) != 0 {
		t.Error("there is a key that nothing was put under")
	}
}

// What two bags share a hint must not deny.
func TestHintsMissNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	bag := func(kinds uint32) []uint32 {
		words := make([]uint32, 1+rng.IntN(60))
		for i := range words {
			words[i] = rng.Uint32N(kinds) * 2654435761
		}
		slices.Sort(words)
		return words
	}
	denied := 0
	for range 50000 {
		kinds := 2 + rng.Uint32N(200)
		a, b := bag(kinds), bag(kinds)
		x, y := hintOf(a), hintOf(b)
		if x.mayShare(&y) {
			continue
		}
		denied++
		if float64(common(a, b))/float64(min(len(a), len(b))) >= leastWithin-headlineLess {
			t.Fatalf("%v and %v share %d", a, b, common(a, b))
		}
	}
	if denied < 5000 {
		t.Errorf("only %d were told apart", denied)
	}
}
