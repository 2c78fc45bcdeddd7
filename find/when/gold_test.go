package when_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/isnad-project/isnad/find/when"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/text"
)

// shared returns a folder of the shared data, or skips the test.
func shared(t *testing.T, name string) string {
	dir := os.Getenv("ISNAD_SHARED")
	if dir == "" {
		dir = "../../../shared"
	}
	dir = filepath.Join(dir, name)
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no shared data here")
	}
	return dir
}

type place struct{ Start, End int } // code points

type goldTime struct {
	place
	Text, Value string
	Accept      []string
	Optional    bool
	Doubtful    bool
}

type goldPage struct {
	Title     *place
	Body      []place
	Times     []goldTime
	Published json.RawMessage
}

// within returns the numbers of the words of src that lie in code points from
// start to end.
func within(words []place, p place) map[int]bool {
	in := map[int]bool{}
	for i, w := range words {
		if w.Start < p.End && w.End > p.Start {
			in[i] = true
		}
	}
	return in
}

func overlap(a, b map[int]bool) float64 {
	n := 0
	for i := range a {
		if b[i] {
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return float64(n) / float64(max(len(a), len(b)))
}

func parseDay(s string) time.Time {
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02", "02/01/2006"} {
		if d, err := time.Parse(layout, s); err == nil {
			return d
		}
	}
	return time.Time{}
}

// TestGold measures against the hand-made annotations: spans that share half
// of their words, and among them equal values.
func TestGold(t *testing.T) {
	root := shared(t, "gold")
	f := when.New(ar.Lang())
	var gold, pred, hit, right float64
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".txt") {
			return err
		}
		base := strings.TrimSuffix(path, ".txt")
		raw, _ := os.ReadFile(base + ".json")
		var page goldPage
		if err := json.Unmarshal(raw, &page); err != nil && page.Times != nil {
			t.Errorf("%s: %v", base, err)
		}
		if page.Times == nil {
			return nil
		}
		src, _ := os.ReadFile(path)
		var printed struct{ Value string } // on some pages only, else a string
		_ = json.Unmarshal(page.Published, &printed)
		day := parseDay(printed.Value)
		var meta struct{ Published string }
		if raw, err := os.ReadFile(base + ".meta.json"); err == nil && json.Unmarshal(raw, &meta) == nil {
			day = parseDay(meta.Published)
		}
		g, p, h, r := scorePage(t, filepath.Base(base), string(src), page, f, day)
		gold, pred, hit, right = gold+g, pred+p, hit+h, right+r
		return nil
	})
	if err != nil || gold == 0 {
		t.Fatalf("no gold read: %v", err)
	}
	f1 := func(x float64) float64 { return 2 * x / (gold + pred) }
	t.Logf("times: %v gold, %v found, %v match (F1 %.3f), %v with the same value (F1 %.3f)", gold, pred, hit, f1(hit), right, f1(right))
	if f1(hit) < 0.93 || f1(right) < 0.89 {
		t.Errorf("times F1 %.3f, values F1 %.3f; want 0.93 and 0.89", f1(hit), f1(right))
	}
}

func scorePage(t *testing.T, name, src string, page goldPage, f *when.Finder, day time.Time) (gold, pred, hit, right float64) {
	tx := text.Cut(src, ar.Lang())
	point := func(b int) int { return len([]rune(src[:b])) }
	var words []place
	for i := range tx.Tokens {
		if k := &tx.Tokens[i]; k.Kind != text.Mark {
			words = append(words, place{point(int(k.Start)), point(int(k.End))})
		}
	}
	inText := func(p place) bool {
		if page.Title != nil && p.Start < page.Title.End && p.End > page.Title.Start {
			return true
		}
		return slices.ContainsFunc(page.Body, func(b place) bool { return p.Start < b.End && p.End > b.Start })
	}
	got := f.Find(tx, day)
	used := map[int]bool{}
	var spans []map[int]bool
	for i := range got {
		s := place{point(got[i].Span.Start), point(got[i].Span.End)}
		spans = append(spans, within(words, s))
		if !inText(s) {
			used[i] = true
			continue
		}
		pred++
	}
	matched := map[int]bool{}
	for _, need := range []float64{1, 0.8, 0.5} {
		for n := range page.Times {
			g := &page.Times[n]
			if matched[n] || !inText(g.place) {
				continue
			}
			want := within(words, g.place)
			for i := range got {
				if used[i] || overlap(want, spans[i]) < need {
					continue
				}
				used[i], matched[n] = true, true
				if g.Optional || g.Doubtful {
					pred--
					break
				}
				hit++
				v := got[i].Value
				if v == g.Value || slices.Contains(g.Accept, v) || strings.ReplaceAll(v, "XXXX-", "") == g.Value {
					right++
				} else {
					t.Logf("%s: %q: value %s, want %s", name, g.Text, v, g.Value)
				}
				if got[i].Span.In(src) != g.Text {
					t.Logf("%s: %q: span %q", name, g.Text, got[i].Span.In(src))
				}
				break
			}
		}
	}
	for n := range page.Times {
		g := &page.Times[n]
		if !inText(g.place) || g.Optional || g.Doubtful {
			continue
		}
		gold++
		if !matched[n] {
			t.Logf("%s: %q: missed, %s", name, g.Text, g.Value)
		}
	}
	for i := range got {
		if !used[i] {
			t.Logf("%s: invented %q %s %s", name, got[i].Span.In(src), got[i].Value, got[i].Rule)
		}
	}
	return gold, pred, hit, right
}
