package across

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestFingerprintsStayTheSame(t *testing.T) {
	keys := make([]uint32, 40)
	for i := range keys {
		keys[i] = uint32(i+1) * 2654435761
	}
	want := []fingerprint{{0x9ee289e, 4}, {0x323236dc, 7}, {0x32b9813f, 13}, {0x4fd41c42, 17}, {0x3a901e85, 25}, {0x4e154195, 28}}
	if got := fingerprints(nil, keys); !slices.Equal(got, want) {
		t.Errorf("%#v: the format of the index has changed", got)
	}
}

// Whatever two texts share so many words in a row share a fingerprint,
// wherever it stands in them.
func TestSharedWordsShareAFingerprint(t *testing.T) {
	words := func(from, n int) (out []string) {
		for i := range n {
			out = append(out, fmt.Sprintf("كلمة%d", from+i))
		}
		return out
	}
	for before := range 30 {
		var x Sketches
		common := words(5000, printLen+printWindow-1)
		x.Add(1, strings.Join(slices.Concat(words(0, before), common, words(100, 30)), " "))
		x.Add(2, strings.Join(words(300, 60), " "))
		x.look(nil)
		got := map[int32]bool{}
		for _, f := range fingerprints(nil, keysOfWords(slices.Concat(words(1000, 7), common, words(2000, 29)))) {
			x.held.newest(f.hash, mostHolders, func(page int32) bool { got[page] = true; return true })
		}
		if !got[1] || got[2] {
			t.Errorf("%d words before: %v", before, got)
		}
	}
}

func keysOfWords(words []string) (keys []uint32) {
	var x Sketches
	x.Add(0, strings.Join(words, " "))
	return x.keys
}

func TestSharing(t *testing.T) {
	text := func(seed int) string {
		var b strings.Builder
		for i := range 120 {
			fmt.Fprintf(&b, "كلمة%d ", seed+i*i%97)
		}
		return b.String()
	}
	var x Sketches
	for i := range int32(50) {
		x.Add(i, text(int(i)*1000))
	}
	if got := x.Sharing(text(7000)); !slices.Equal(got, []int32{7}) {
		t.Errorf("%v, want the seventh", got)
	}
	if got := x.Sharing("كلمة لا يحملها أحد"); len(got) != 0 {
		t.Errorf("%v shares four words with nobody", got)
	}
}
