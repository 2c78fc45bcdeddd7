package across_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/read"
)

// kept compares pages as a store does: block by block, with all notes written
// and read again.
func kept(t *testing.T, blocks [][]across.Placed, records map[*across.Page]*isnad.Record) *isnad.Comparison {
	t.Helper()
	x := across.New(ar.Lang(), en.Lang())
	var links []*across.Links
	pages := map[int64]*across.Page{}
	for _, b := range blocks {
		for _, p := range b {
			pages[p.Num] = p.Page
		}
		bytes, _ := x.Link(b).AppendBinary(nil)
		l := &across.Links{}
		if err := l.UnmarshalBinary(bytes); err != nil {
			t.Fatal(err)
		}
		links = append(links, l)
	}
	out := &isnad.Comparison{Isnad: isnad.Version}
	id := map[int64]string{}
	for _, p := range across.Assemble(links) {
		bytes, _ := p.AppendBinary(nil)
		q := &across.Plan{}
		if err := q.UnmarshalBinary(bytes); err != nil {
			t.Fatal(err)
		}
		told, err := x.Tell(q, pages, func(p *across.Page) (*isnad.Record, error) { return records[p], nil })
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range told.Stories {
			s.ID = fmt.Sprintf("story%d", len(out.Stories)+1)
			id[s.Pages[0]] = s.ID
			s.Story.Thread = id[s.Thread]
			out.Stories = append(out.Stories, s.Story)
		}
		for _, c := range told.Copies {
			if c.Aligned, err = x.Aligned(records[pages[c.A]], records[pages[c.B]], c.Stretches); err != nil {
				t.Fatal(err)
			}
			out.Copies = append(out.Copies, c.Copy)
		}
		for g := range told.Groups {
			for i, x := range g.Groups {
				for k, m := range g.Members[i] {
					if name := fmt.Sprintf("%s#%c%d", pages[m.Page].ID, x.Members[k][len(pages[m.Page].ID)+1], m.N); name != x.Members[k] {
						t.Errorf("member %s is told as %s", x.Members[k], name)
					}
				}
				if g.Figures {
					x.ID = fmt.Sprintf("q%d", len(out.Figures)+1)
					out.Figures = append(out.Figures, x)
				} else {
					x.ID = fmt.Sprintf("u%d", len(out.Statements)+1)
					out.Statements = append(out.Statements, x)
				}
			}
		}
		if err := told.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// placed signs records; the number of each is its place, counted from 1.
func placed(rs []*isnad.Record) ([]across.Placed, map[*across.Page]*isnad.Record) {
	x := across.New(ar.Lang(), en.Lang())
	records := map[*across.Page]*isnad.Record{}
	var out []across.Placed
	for i, r := range rs {
		p := x.Sign(r)
		records[p] = r
		out = append(out, across.Placed{Page: p, Num: int64(i + 1), Stamp: int64(1000 + i), Own: true})
	}
	return out, records
}

func TestOneBlockIsTheWhole(t *testing.T) {
	rs := examples(t)
	want := compare(rs...)
	want.Records, want.Chronology = nil, nil
	pages, records := placed(rs)
	if got := kept(t, [][]across.Placed{pages}, records); asJSON(t, got) != asJSON(t, want) {
		t.Errorf("kept:\n%s\nwhole:\n%s", asJSON(t, got), asJSON(t, want))
	}
}

// inBlocks parts pages at a time; the later block sees all before it.
func inBlocks(pages []across.Placed, at string) [][]across.Placed {
	var early, late []across.Placed
	for _, p := range pages {
		if p.When.Format("2006-01-02") < at {
			early = append(early, p)
			p.Own = false
		}
		late = append(late, p)
	}
	return [][]across.Placed{early, late}
}

func TestWhatCrossesBlocksIsOne(t *testing.T) {
	rs := []*isnad.Record{
		page(t, "a", "2024-05-05", "الضفة", first), page(t, "b", "2024-05-06", "النهر", respelt),
		page(t, "c", "2024-05-06", "المرسى", other), page(t, "d", "2024-05-07", "الصدى", first),
	}
	want := compare(rs...)
	want.Records, want.Chronology = nil, nil
	pages, records := placed(rs)
	if got := kept(t, inBlocks(pages, "2024-05-06"), records); asJSON(t, got) != asJSON(t, want) {
		t.Errorf("in two blocks:\n%s\nwhole:\n%s", asJSON(t, got), asJSON(t, want))
	}
}

func TestLinksToWhatIsGone(t *testing.T) {
	rs := []*isnad.Record{page(t, "a", "2024-05-05", "الضفة", first), page(t, "b", "2024-05-06", "النهر", respelt)}
	x := across.New(ar.Lang(), en.Lang())
	pages, _ := placed(rs)
	blocks := inBlocks(pages, "2024-05-06")
	plans := across.Assemble([]*across.Links{x.Link(nil), x.Link(blocks[1])}) // the first page was deleted
	if got := plans[1].Pages(); !slices.Equal(got, []int64{2}) || len(plans[1].Keys()) != 1 {
		t.Errorf("the plan holds %v and %d things", got, len(plans[1].Keys()))
	}
}

func TestPlanWithoutWhatIsKnown(t *testing.T) {
	x := across.New(ar.Lang(), en.Lang())
	pages, _ := placed(examples(t))
	p := across.Assemble([]*across.Links{x.Link(pages)})[0]
	keys := p.Keys()
	seen := map[across.Key]bool{}
	for _, k := range keys {
		if seen[k] {
			t.Errorf("two things have one key")
		}
		seen[k] = true
	}
	rest := p.Without(func(k across.Key) bool { return k != keys[1] })
	if got := rest.Keys(); len(got) != 1 || got[0] != keys[1] {
		t.Errorf("%d things are left", len(got))
	}
	pages[0].Stamp++ // read anew
	changed := 0
	for _, k := range across.Assemble([]*across.Links{x.Link(pages)})[0].Keys() {
		if !seen[k] {
			changed++
		}
	}
	if changed == 0 || changed == len(keys) {
		t.Errorf("%d of %d keys changed with one record", changed, len(keys))
	}
}

// TestThreadsRecalled: what is recalled of the plans before makes no other plans,
// whatever changed meanwhile.
func TestThreadsRecalled(t *testing.T) {
	x := across.New(ar.Lang(), en.Lang())
	// blocks are linked anew: the texts of some pages, each on a day of its own, two a block.
	blocks := func(texts ...string) (links []*across.Links) {
		var rs []*isnad.Record
		for i, s := range texts {
			rs = append(rs, page(t, fmt.Sprint("p", i, len(s)), time.Date(2024, 5, 1+20*i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), fmt.Sprint("o", i), s))
		}
		pages, _ := placed(rs)
		for b := range slices.Chunk(pages, 2) {
			links = append(links, x.Link(slices.Clone(b)))
		}
		return links
	}
	plans := func(links []*across.Links, had [][]byte) (out [][]byte) {
		for i, l := range links {
			if i < len(had) {
				l.Recall(had[i])
			}
		}
		for _, p := range across.Assemble(links) {
			b, _ := p.AppendBinary(nil)
			out = append(out, b)
		}
		return out
	}
	long := []string{first, other, respelt, first, other, respelt}
	whole := plans(blocks(long...), nil)
	for name, c := range map[string]struct {
		had   [][]byte
		texts []string
	}{
		"all":                {whole, long},
		"more pages":         {plans(blocks(long[:4]...), nil), long},
		"fewer pages":        {whole, long[:3]},
		"another first page": {whole, []string{other, other, respelt, first, other, respelt}},
		"another last page":  {whole, []string{first, other, respelt, first, other, first}},
		"damaged":            {[][]byte{nil, whole[1][:20], {1, 2, 3}}, long},
	} {
		want := plans(blocks(c.texts...), nil)
		if got := plans(blocks(c.texts...), c.had); !slices.EqualFunc(got, want, bytes.Equal) {
			t.Errorf("%s: other plans when those before are recalled", name)
		}
	}
	had := slices.Clone(whole)
	had[1] = slices.Clone(whole[1])
	const at = 1 + 16 + 1 // the first thread in a plan
	if had[1][at] = whole[0][at+1]; bytes.Equal(had[1], whole[1]) {
		t.Fatal("the second block begins with the second thread")
	}
	if got := plans(blocks(long...), had); !bytes.Equal(got[1], had[1]) {
		t.Error("threads are looked for again")
	}
	if across.PlanKey(had[1]) == across.PlanKey(whole[1]) {
		t.Error("another thread and the same key")
	}
}

func FuzzLinks(f *testing.F) {
	x := across.New(ar.Lang(), en.Lang())
	var rs []*isnad.Record
	for i, text := range []string{first, respelt, other} {
		r, err := reader.Read(read.Input{GivenID: fmt.Sprint(i), Published: "2024-05-05", Text: text})
		if err != nil {
			f.Fatal(err)
		}
		rs = append(rs, r)
	}
	pages, _ := placed(rs)
	l := x.Link(pages)
	b, _ := l.AppendBinary(nil)
	f.Add(b)
	b, _ = across.Assemble([]*across.Links{l})[0].AppendBinary(nil)
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		var l across.Links
		if err := l.UnmarshalBinary(b); err == nil {
			across.Assemble([]*across.Links{&l})
		} else if !errors.Is(err, across.ErrFormat) {
			t.Error(err)
		}
		var p across.Plan
		if p.UnmarshalBinary(b) == nil {
			p.Keys()
		}
	})
}
