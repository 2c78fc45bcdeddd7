package figure_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/find/figure"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/text"
)

// shared is the folder of hand-made annotations, "" where there is none.
func shared() string {
	for _, d := range []string{os.Getenv("ISNAD_SHARED"), "../../../shared"} {
		if _, err := os.Stat(filepath.Join(d, "gold")); d != "" && err == nil {
			return d
		}
	}
	return ""
}

type goldSpan struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Kind  string `json:"kind"`
	Text  string `json:"text"`
	Value any    `json:"value"`
}

type goldFigure struct {
	goldSpan
	Number  json.RawMessage `json:"number"`
	Bound   string          `json:"bound"`
	Unit    string          `json:"unit"`
	Counted json.RawMessage `json:"counted_text"`
	PartOf  string          `json:"part_of"`
}

type goldPage struct {
	Title   *goldSpan    `json:"title"`
	Body    []goldSpan   `json:"body"`
	Times   []goldSpan   `json:"times"`
	Figures []goldFigure `json:"figures"`
}

// page is a gold page, its article text, and where each byte of that text
// stands among the code points of the raw page.
type page struct {
	name string
	gold goldPage
	raw  []rune
	text string
	at   []int
}

func loadGold(t testing.TB) []page {
	dir := shared()
	if dir == "" {
		t.Skip("no shared annotations")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "gold", "*", "*.json"))
	sort.Strings(files)
	var pages []page
	for _, f := range files {
		data, err := os.ReadFile(f)
		raw, errRaw := os.ReadFile(strings.TrimSuffix(f, ".json") + ".txt")
		if err != nil || errRaw != nil {
			continue
		}
		p := page{name: strings.TrimSuffix(filepath.Base(f), ".json"), raw: []rune(string(raw))}
		if json.Unmarshal(data, &p.gold) != nil || p.gold.Figures == nil {
			continue
		}
		p.build()
		pages = append(pages, p)
	}
	return pages
}

func (p *page) build() {
	var b strings.Builder
	add := func(s goldSpan) {
		for i := s.Start; i < s.End; i++ {
			for range utf8.RuneLen(p.raw[i]) {
				p.at = append(p.at, i)
			}
			b.WriteRune(p.raw[i])
		}
		p.at = append(p.at, s.End)
		b.WriteByte('\n')
	}
	if p.gold.Title != nil {
		add(*p.gold.Title)
	}
	for _, s := range p.gold.Body {
		add(s)
	}
	p.text = b.String()
	p.at = append(p.at, len(p.raw))
}

// times are the page's own times, as places in text.
func (p *page) times() (out []isnad.Time) {
	place := map[int]int{}
	for i := len(p.at) - 1; i >= 0; i-- {
		place[p.at[i]] = i
	}
	for _, g := range p.gold.Times {
		start, ok := place[g.Start]
		end, ok2 := place[g.End-1]
		if ok && ok2 {
			_, n := utf8.DecodeRuneInString(p.text[end:])
			out = append(out, isnad.Time{Span: isnad.Span{Start: start, End: end + n}, Kind: isnad.TimeKind(g.Kind)})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Span.Start < out[j].Span.Start })
	return out
}

var word = regexp.MustCompile(`[\pL\pN]+(?:[\x{64B}-\x{652}\x{670}\x{640}]+[\pL\pN]*)*`)

// words are the places of the raw page's words, in code points.
func (p *page) words() (ws [][2]int) {
	s := string(p.raw)
	b, r := 0, 0
	for _, m := range word.FindAllStringIndex(s, -1) {
		r += utf8.RuneCountInString(s[b:m[0]])
		n := utf8.RuneCountInString(s[m[0]:m[1]])
		ws = append(ws, [2]int{r, r + n})
		b, r = m[1], r+n
	}
	return ws
}

func inside(ws [][2]int, start, end int) map[int]bool {
	in := map[int]bool{}
	for i, w := range ws {
		if w[0] < end && w[1] > start {
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

// TestGold measures the finder against the annotations, the annotated times
// given. The floors are below what is reached, so that a change that loses
// something shows.
func TestGold(t *testing.T) {
	f := figure.New(ar.Lang())
	var tp, fp, fn, bound, counted, countedOf, part, unit int
	for _, p := range loadGold(t) {
		ws := p.words()
		tx := text.Cut(p.text, ar.Lang())
		got := f.Find(tx, p.times())
		set := func(s isnad.Span) map[int]bool { return inside(ws, p.at[s.Start], p.at[s.End-1]+1) }
		title := map[int]bool{}
		if p.gold.Title != nil {
			title = inside(ws, p.gold.Title.Start, p.gold.Title.End)
		}
		used := map[int]bool{}
		for _, g := range p.gold.Figures {
			gs := inside(ws, g.Start, g.End)
			best, at := 0.3, -1
			for i, o := range got {
				if v := overlap(gs, set(o.Span)); v >= best && !used[i] && sameValue(g, o) {
					best, at = v, i
				}
			}
			if at >= 0 {
				used[at] = true
			}
			if overlap(gs, title) > 0 {
				continue
			}
			if at < 0 {
				fn++
				t.Logf("missed %s: %q %v", p.name, g.Text, g.Value)
				continue
			}
			tp++
			o := got[at]
			if string(o.Bound) == g.Bound {
				bound++
			} else {
				t.Logf("bound %s: %q want %s got %s %q", p.name, g.Text, g.Bound, o.Bound, o.Span.In(p.text))
			}
			if (o.PartOf != "") == (g.PartOf != "") {
				part++
			} else {
				t.Logf("part %s: %q want %q got %q", p.name, g.Text, g.PartOf, o.PartOf)
			}
			if o.Unit == g.Unit {
				unit++
			} else {
				t.Logf("unit %s: %q want %q got %q", p.name, g.Text, g.Unit, o.Unit)
			}
			var c goldSpan
			if json.Unmarshal(g.Counted, &c) == nil && c.Text != "" {
				countedOf++
				first := 0
				for i := range ws {
					if ws[i][1] > c.Start {
						first = i
						break
					}
				}
				if o.Counted != nil && set(*o.Counted)[first] {
					counted++
				} else {
					have := "-"
					if o.Counted != nil {
						have = o.Counted.In(p.text)
					}
					t.Logf("counted %s: %q want %q got %q", p.name, g.Text, c.Text, have)
				}
			}
		}
		for i, o := range got {
			if !used[i] && overlap(set(o.Span), title) == 0 {
				fp++
				t.Logf("invented %s: %q %s ...%s", p.name, o.Span.In(p.text), o.Rule, around(p.text, o.Span))
			}
		}
	}
	ratio := func(a, b int) float64 { return float64(a) / float64(max(b, 1)) }
	f1 := ratio(2*tp, 2*tp+fp+fn)
	t.Logf("figures: F1 %.3f (found %d, invented %d, missed %d), bound %.3f, counted %.3f of %d, part_of %.3f, unit %.3f",
		f1, tp, fp, fn, ratio(bound, tp), ratio(counted, countedOf), countedOf, ratio(part, tp), ratio(unit, tp))
	if f1 < .92 || ratio(bound, tp) < .96 || ratio(counted, countedOf) < .88 || ratio(part, tp) < .92 {
		t.Errorf("below the floor")
	}
}

func sameValue(g goldFigure, o isnad.Figure) bool {
	v, ok := g.Value.(float64)
	return !ok || o.Value != nil && *o.Value == v
}

func around(s string, p isnad.Span) string {
	a, b := max(0, p.Start-60), min(len(s), p.End+60)
	return strings.ToValidUTF8(strings.ReplaceAll(s[a:b], "\n", "⏎"), "")
}
