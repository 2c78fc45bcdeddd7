package across

import (
	"cmp"
	"errors"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/isnad-project/isnad"
)

// Told is what there is to tell of a block. Names of pages are their IDs;
// numbers are those that the store gave them.
type Told struct {
	Stories []ToldStory
	Copies  []ToldCopy
	// Groups are told one set after the other.
	Groups iter.Seq[ToldGroups]
	// Err tells, when all groups were asked for, why a record could not be fetched.
	Err func() error
}

// ToldStory is a story. Its ID and Thread are empty: it is known by its first
// page.
type ToldStory struct {
	Key    Key
	Pages  []int64
	Texts  []int64 // of each page, the first one that carries its text
	Thread int64   // first page of the first story that it goes on with, or of its own
	isnad.Story
}

// ToldCopy is a pair of pages that share text. The passages are in Stretches,
// for Aligned.
type ToldCopy struct {
	Key  Key
	A, B int64
	isnad.Copy
	Stretches []byte
}

// ToldGroups are the groups of one set of utterances, or of quantities, which
// may be none. They have no IDs.
type ToldGroups struct {
	Key     Key
	Figures bool // not statements
	Groups  []isnad.Group
	Members [][]Member // of each group
}

// Member is a statement or a figure in a group: the N-th of a page's record,
// counted from 1.
type Member struct {
	Page int64
	N    int
}

// ErrMissing is the error for a plan whose pages are not all given.
var ErrMissing = errors.New("a page of the plan is missing")

// Lighten drops of a signature what Tell does not need.
func (p *Page) Lighten() { p.keys, p.terms, p.events = nil, nil, nil }

// Tell tells what a plan holds, with the signatures of its Pages by number.
func (x *Comparer) Tell(p *Plan, pages map[int64]*Page, fetch Fetch) (*Told, error) {
	c := x.Corpus(fetch)
	n := len(p.pages)
	c.pages, c.hours = make([]*Page, n), make([]hour, n)
	c.origins, c.stories.of = make(sets, n), make(sets, n)
	for i := range p.pages {
		q := &p.pages[i]
		if c.pages[i] = pages[q.num]; c.pages[i] != nil {
			c.hours[i] = hourOfTime(c.pages[i].When)
		}
		c.origins[i], c.stories.of[i] = q.text, q.story
	}
	for _, num := range p.Pages() {
		if pages[num] == nil {
			return nil, ErrMissing
		}
	}
	t := &Told{Err: func() error { return c.err }}
	for i := range p.stories {
		s := &p.stories[i]
		told := ToldStory{Key: p.storyKey(s), Thread: s.thread, Story: c.story(s.pages)}
		told.Title = c.pages[s.title].Title
		for _, k := range s.pages {
			told.Pages = append(told.Pages, p.pages[k].num)
			told.Texts = append(told.Texts, p.pages[p.pages[k].text].num)
		}
		t.Stories = append(t.Stories, told)
	}
	for i := range p.pairs {
		q := &p.pairs[i]
		t.Copies = append(t.Copies, ToldCopy{p.pairKey(q), p.pages[q.a].num, p.pages[q.b].num, c.copy(q), appendStretches(nil, q.stretches)})
	}
	if c.err != nil {
		return nil, c.err
	}
	at := map[ref]int32{}
	for _, set := range p.sayings {
		for _, r := range set {
			at[r] = int32(len(c.utterances))
			c.utterances = append(c.utterances, r)
		}
	}
	nums := make(map[string]int64, n)
	for i := range p.pages {
		if c.pages[i] != nil {
			nums[c.pages[i].ID] = p.pages[i].num
		}
	}
	for _, b := range p.bonds {
		u, met := at[b[0]]
		v, too := at[b[1]]
		if met && too {
			c.bonds[[2]int32{min(u, v), max(u, v)}] = true
		}
	}
	for _, set := range p.amounts {
		c.quantities = append(c.quantities, set...)
	}
	sets := p.sets()
	c.turns = make([]int32, n)
	for k, set := range sets {
		for _, r := range set.refs {
			c.turns[r.page] = int32(k)
		}
	}
	t.Groups = func(yield func(ToldGroups) bool) {
		for k, set := range sets {
			c.turn = int32(k)
			numbers := span(set.from, len(set.refs))
			var groups []isnad.Group
			var ok bool
			key := byte('u')
			if set.figures {
				key, groups = 'q', make([]isnad.Group, 1)
				groups[0], ok = c.figuresOf(numbers)
			} else {
				groups, ok = c.statementsOf(numbers)
			}
			if !ok {
				return
			}
			x := told(p.setKey(key, set.refs), groups, nums)
			x.Figures = set.figures
			if !yield(x) {
				return
			}
		}
	}
	return t, nil
}

// toTell is a set of utterances or of quantities; from is the number of its first
// among all.
type toTell struct {
	refs    []ref
	figures bool
	from    int
}

// sets are the plan's sets, each kind in its order, which is that of the pages
// where they are met again: what is told of one page is told at about one time.
func (p *Plan) sets() (out []toTell) {
	for figures, sets := range [][][]ref{p.sayings, p.amounts} {
		from := 0
		for _, set := range sets {
			out = append(out, toTell{set, figures == 1, from})
			from += len(set)
		}
	}
	slices.SortStableFunc(out, func(a, b toTell) int { return cmp.Compare(a.refs[1].page, b.refs[1].page) })
	return out
}

// told are groups with the numbers of their members, whose names end in #s3 or #f3.
func told(key Key, groups []isnad.Group, nums map[string]int64) ToldGroups {
	t := ToldGroups{Key: key, Groups: groups}
	for i := range groups {
		members := make([]Member, len(groups[i].Members))
		for k, name := range groups[i].Members {
			at := strings.LastIndexByte(name, '#')
			n, _ := strconv.Atoi(name[at+2:])
			members[k] = Member{nums[name[:at]], n}
		}
		t.Members = append(t.Members, members)
	}
	return t
}

// span are n numbers in a row.
func span(from, n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(from + i)
	}
	return out
}

// Aligned are the passages that two records share, told by their stretches.
func (x *Comparer) Aligned(a, b *isnad.Record, stretches []byte) ([]isnad.Aligned, error) {
	r := decoder{b: stretches}
	s, t := x.sheet(a), x.sheet(b)
	all := list(&r, 4, r.stretch)
	if r.bad || len(r.b) > 0 {
		return nil, ErrFormat
	}
	for _, q := range all {
		if int(q.a[1]) > len(s.words) || int(q.b[1]) > len(t.words) {
			return nil, ErrFormat
		}
	}
	return aligned(s, t, all), nil
}
