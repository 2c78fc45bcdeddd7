package web

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/isnad-project/isnad"
)

// said is the text of runs; what is concealed is named there.
func saidBy(lines [][]run) string {
	var b strings.Builder
	for i, line := range lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		for _, r := range line {
			for _, p := range r.Pieces {
				if p.Hidden {
					n, _ := strconv.ParseInt(strings.TrimPrefix(p.Text, "U+"), 16, 32)
					b.WriteRune(rune(n))
					continue
				}
				b.WriteString(p.Text)
			}
		}
	}
	return b.String()
}

// Runs one behind the other are the text, and each byte has the classes of the marks that
// cover it, whatever crosses what.
func TestRunsAreTheTextAndMarksCoverTheirSpans(t *testing.T) {
	letters := []rune("ab قالإ\n\n «»<&\"'\u202e\u2066\u200f\u0000\x1b\U0001F600é\t")
	random := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		var text []rune
		for range random.IntN(40) {
			text = append(text, letters[random.IntN(len(letters))])
		}
		all := string(text)
		var marks []mark
		for i := range random.IntN(9) {
			from, to := random.IntN(len(text)+1), random.IntN(len(text)+1)
			marks = append(marks, mark{Span: isnad.Span{Start: len(string(text[:min(from, to)])), End: len(string(text[:max(from, to)]))}, ID: "i" + strconv.Itoa(i), Class: "c" + strconv.Itoa(i), Target: "#i" + strconv.Itoa(i)})
		}
		given := slices.Clone(marks)
		lines := runs(all, marks)
		if got := saidBy(lines); got != all {
			t.Fatalf("%q became %q", all, got)
		}
		if !slices.Equal(given, marks) {
			t.Fatal("the marks were changed")
		}
		at, begun := 0, map[string]bool{}
		leading := map[string]int{}
		for n, line := range lines {
			if n > 0 {
				at++
			}
			for _, r := range line {
				size := len(saidBy([][]run{{r}}))
				if size == 0 {
					t.Fatalf("an empty run in %q", all)
				}
				here := isnad.Span{Start: at, End: at + size}
				var want []string
				for _, m := range marks {
					switch {
					case m.Empty():
					case m.Contains(here):
						want = append(want, m.Class)
					case m.Overlaps(here):
						t.Fatalf("run %v of %q is cut by mark %v", here, all, m.Span)
					}
				}
				got := strings.Fields(r.Class)
				slices.Sort(got)
				slices.Sort(want)
				if !slices.Equal(got, want) {
					t.Fatalf("run %v of %q has %v, not %v", here, all, got, want)
				}
				if (r.Target != "") != (len(want) > 0 && r.spoken()) {
					t.Fatalf("run %v leads to %q", here, r.Target)
				}
				if r.Leading {
					leading[r.Target]++
				}
				for _, id := range r.Begin {
					if begun[id] {
						t.Fatalf("%s begins twice in %q", id, all)
					}
					begun[id] = true
				}
				at += size
			}
		}
		for _, m := range marks {
			if seen := strings.Trim(m.In(all), "\n") != ""; seen != begun[m.ID] {
				t.Fatalf("%s at %v of %q begins: %v", m.ID, m.Span, all, begun[m.ID])
			}
		}
		for target, n := range leading {
			if n != 1 {
				t.Fatalf("%s is led to by %d first runs", target, n)
			}
		}
	}
}

func TestRunsLeadToTheShortestMark(t *testing.T) {
	const text = "one two three"
	got := runs(text, []mark{
		{Span: isnad.Span{Start: 0, End: 13}, Class: "s", Target: "#s1"},
		{Span: isnad.Span{Start: 4, End: 7}, Class: "f", Target: "#f1"},
		{Span: isnad.Span{Start: 4, End: 13}, Class: "s", Target: "#s2"},
		{Span: isnad.Span{Start: 0, End: 99}, Class: "beyond"},
	})[0]
	var all []string
	for _, r := range got {
		all = append(all, r.Class+" "+r.Target)
	}
	if want := []string{"s #s1", "s s2 f #f1", "s s2 #s2"}; !slices.Equal(all, want) {
		t.Errorf("%q, not %q", all, want)
	}
}

func TestPlacesAreFoundByCodePoints(t *testing.T) {
	const text = "قال أ😀 b"
	for _, c := range []struct {
		p    isnad.Passage
		want string
	}{
		{isnad.Passage{Start: 4, End: 6, Exact: "أ😀"}, "أ😀"}, {isnad.Passage{Start: 7, End: 8, Exact: "b"}, "b"},
		{isnad.Passage{Start: 0, End: 3, Exact: "قال"}, "قال"},
	} {
		if s, ok := spanOf(text, &c.p); !ok || s.In(text) != c.want {
			t.Errorf("%v: %v %v", c.p, s, ok)
		}
	}
	for _, p := range []isnad.Passage{{Start: 4, End: 99, Exact: "b"}, {Start: 0, End: 3, Exact: "قيل"}, {Start: 3, End: 3}} {
		if s, ok := spanOf(text, &p); ok {
			t.Errorf("%v is at %v", p, s)
		}
	}
}
