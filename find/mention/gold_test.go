package mention_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/find/mention"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/text"
)

// shared returns the folder of the larger measurements, or skips the test.
func shared(t *testing.T) string {
	dir := os.Getenv("ISNAD_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no measurements here: ", err)
	}
	return dir
}

var goldKinds = map[string]isnad.MentionKind{
	"PER": isnad.Person, "ORG": isnad.Organisation, "LOC": isnad.Place, "FAC": isnad.Facility, "ROLE": isnad.Role,
}

type goldEntity struct {
	Start, End int
	Text, Type string
}

// TestGoldEntities prints precision and recall of exact spans by kind, and
// fails where they fall far below what they were.
func TestGoldEntities(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(shared(t), "gold", "seeds", "*.txt"))
	if len(files) == 0 {
		t.Skip("no gold")
	}
	f := mention.New(ar.Lang(), mention.Arabic())
	type count struct{ hit, found, gold int }
	by := map[isnad.MentionKind]*count{}
	for _, k := range goldKinds {
		by[k] = &count{}
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var page struct {
			Entities []goldEntity
			Body     []goldEntity
		}
		js, err := os.ReadFile(file[:len(file)-4] + ".json")
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(js, &page); err != nil {
			t.Fatal(err)
		}
		src := string(raw)
		bytes := offsets(src)
		inBody := func(s isnad.Span) bool {
			for _, b := range page.Body {
				if bytes[b.Start] <= s.Start && s.End <= bytes[b.End] {
					return true
				}
			}
			return false
		}
		gold := map[string]bool{}
		for _, e := range page.Entities {
			s := isnad.Span{Start: bytes[e.Start], End: bytes[e.End]}
			if k, ok := goldKinds[e.Type]; ok && inBody(s) {
				gold[fmt.Sprint(s.Start, s.End, k)] = true
				by[k].gold++
			}
		}
		got := map[string]bool{}
		for _, m := range f.Find(text.Cut(src, ar.Lang())) {
			if !inBody(m.Span) {
				continue
			}
			k := fmt.Sprint(m.Span.Start, m.Span.End, m.Kind)
			got[k] = true
			by[m.Kind].found++
			if gold[k] {
				by[m.Kind].hit++
			} else if testing.Verbose() {
				t.Logf("%s extra %s %q %s …%s…", filepath.Base(file), m.Kind, m.Span.In(src), m.Rule, near(src, m.Span))
			}
		}
		for _, e := range page.Entities {
			s := isnad.Span{Start: bytes[e.Start], End: bytes[e.End]}
			if k, ok := goldKinds[e.Type]; ok && inBody(s) && !got[fmt.Sprint(s.Start, s.End, k)] && testing.Verbose() {
				t.Logf("%s missed %s %q …%s…", filepath.Base(file), k, e.Text, near(src, s))
			}
		}
	}
	for k, c := range by {
		if p, r := float64(c.hit)/float64(max(1, c.found)), float64(c.hit)/float64(max(1, c.gold)); p < 0.9 || r < 0.8 {
			t.Errorf("%s: precision %.2f or recall %.2f is far below what it was", k, p, r)
		}
		t.Logf("%-12s precision %.2f recall %.2f (found %d, gold %d)", k, float64(c.hit)/float64(max(1, c.found)), float64(c.hit)/float64(max(1, c.gold)), c.found, c.gold)
	}
}

func near(src string, s isnad.Span) string {
	a, b := s.Start, s.End
	for n := 0; n < 25 && a > 0 && src[a-1] != '\n'; n++ {
		a--
	}
	for a > 0 && src[a]&0xC0 == 0x80 {
		a--
	}
	for n := 0; n < 25 && b < len(src) && src[b] != '\n'; n++ {
		b++
	}
	for b < len(src) && src[b]&0xC0 == 0x80 {
		b++
	}
	return src[a:b]
}

// offsets maps code points to bytes.
func offsets(s string) []int {
	out := make([]int, 0, len(s))
	for i := range s {
		out = append(out, i)
	}
	return append(out, len(s))
}
