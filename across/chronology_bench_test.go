package across

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/isnad-project/isnad"
)

// BenchmarkChronology orders made-up events of a year whose words are as
// unevenly frequent as a language's; a third are told again by another page.
func BenchmarkChronology(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			random := rand.New(rand.NewPCG(1, 2))
			words := rand.NewZipf(random, 1.1, 20, 200_000)
			made := make([]happening, n)
			for i := range made {
				day := int32(20_000 + random.IntN(365))
				h := happening{page: int32(i), origin: int32(i), event: 1, record: "page", from: day, to: day, when: dayString(day), modality: isnad.Asserted}
				if i > 0 && random.IntN(3) == 0 {
					o := &made[random.IntN(i)]
					h.from, h.to, h.when = o.from, o.to, o.when
					h.keys = append(h.keys, o.keys...)
					h.keys[0] = uint32(words.Uint64()) + 1
				} else {
					for range 10 {
						h.keys = append(h.keys, uint32(words.Uint64())+1)
					}
				}
				h.words, h.numbers, h.actors = uint8(len(h.keys)), uint8(len(h.keys)), uint8(len(h.keys))
				made[i] = h
			}
			b.ReportAllocs()
			b.ResetTimer()
			for b.Loop() {
				chronology(append([]happening(nil), made...))
			}
		})
	}
}
