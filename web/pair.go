package web

import (
	"context"
	"errors"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/store"
)

// askedPair are two versions of pages.
type askedPair struct {
	A int64 `path:"a" minimum:"1" doc:"Number of a page's version"`
	B int64 `path:"b" minimum:"1" doc:"Number of another"`
}

// Pair is two pages beside each other.
type Pair struct {
	A         side            `json:"a"`
	B         side            `json:"b"`
	Kept      bool            `json:"kept" doc:"The two are known as pages that share text; else they were compared when this was asked for"`
	Relation  string          `json:"relation,omitempty" doc:"copied, partly_copied, rewritten, same_upstream; nothing if they share no text"`
	Direction string          `json:"direction,omitempty" doc:"a->b, b->a, common_source, unknown"`
	Reason    string          `json:"reason,omitempty" doc:"Why that is thought; a and b are there the earlier and the later page"`
	Because   []string        `json:"because,omitempty" doc:"The same in codes, the one that decided first"`
	Source    string          `json:"source,omitempty" doc:"Agency or outlet that the reason names"`
	Aligned   []isnad.Aligned `json:"aligned,omitempty" doc:"Passages that stand in both, counted in code points"`
	Reordered bool            `json:"reordered,omitempty"`
	Common    []common        `json:"common,omitempty" doc:"Statements and figures that both have"`
	Reviewed  *Reviewed       `json:"reviewed" doc:"What persons say of the two as copies"`

	Rows    []pairRow   `json:"-"`
	Copied  *isnad.Copy `json:"-"` // as it is kept
	swapped bool        `json:"-"` // the earlier one is b
}

// side is one of two pages.
type side struct {
	Version   int64   `json:"version"`
	Outlet    string  `json:"outlet,omitempty"`
	Title     string  `json:"title,omitempty"`
	Published string  `json:"published,omitempty"`
	Language  string  `json:"language,omitempty"`
	Address   string  `json:"address"`
	Share     float64 `json:"share" doc:"Part of its words that stand in the other"`

	record *isnad.Record
}

// common is a statement or a figure that both pages have.
type common struct {
	Kind        string           `json:"kind" doc:"statements or figures"`
	A           string           `json:"a" doc:"As s3"`
	B           string           `json:"b"`
	Path        string           `json:"path" doc:"Of the group of the first"`
	Differences []pairDifference `json:"differences,omitempty"`
	Gist        string           `json:"gist"`
}

// pairDifference is what two pages have differently in one statement or figure.
type pairDifference struct {
	Type string         `json:"type"`
	A    *isnad.Passage `json:"a,omitempty"`
	B    *isnad.Passage `json:"b,omitempty"`
}

// pairRow are paragraphs of two pages that stand beside each other; a side without any has
// nothing of the other's.
type pairRow struct{ A, B [][]run }

func (s *Server) openPairs() {
	enter(s, room[askedPair, Pair]{
		path: "/pairs/{a}/{b}", name: "pair", group: "pages", about: "Two pages beside each other: what both have, and what only one has",
		load: s.pair,
	})
}

func (s *Server) pair(ctx context.Context, in *askedPair) (*Pair, error) {
	if in.A == in.B {
		return nil, &badInput{"b", "another page than a"}
	}
	p := &Pair{}
	for i, version := range []int64{in.A, in.B} {
		x, err := s.side(ctx, version)
		if err != nil {
			return nil, err
		}
		*[]*side{&p.A, &p.B}[i] = *x
	}
	found := s.beside(p)
	kept, err := s.DB.PairOf(ctx, in.A, in.B)
	switch {
	case err == nil:
		if err := s.keptCopy(p, kept); err != nil {
			return nil, err
		}
	case !errors.Is(err, store.ErrNotKept):
		return nil, err
	case len(found.Copies) > 0:
		p.copy(&found.Copies[0], found.Copies[0].A == "b")
	}
	for kind, groups := range map[string][]isnad.Group{"statements": found.Statements, "figures": found.Figures} {
		p.common(kind, groups)
	}
	if p.Relation != "" && !p.Reordered {
		p.revised(s.Comparing.Comparer.Revise(p.A.record, p.B.record))
	}
	slices.SortStableFunc(p.Common, func(x, y common) int { return strings.Compare(y.Kind, x.Kind) })
	p.layOut()
	said, err := s.reviewsOf(ctx, []string{p.A.Address, p.B.Address}, store.OfCopy)
	p.Reviewed = newReviewed(store.OfCopy, "review", []string{reference(p.A.Version, ""), reference(p.B.Version, "")}, ofAddresses(said, p.A.Address, p.B.Address))
	if p.A.Address == p.B.Address { // two versions of one page
		p.Reviewed.Verdicts = nil
	}
	return p, err
}

func (s *Server) side(ctx context.Context, version int64) (*side, error) {
	v, err := s.DB.PageOf(ctx, version)
	if err != nil {
		return nil, err
	}
	r, err := s.DB.Record(ctx, version)
	if err != nil {
		return nil, err
	}
	return &side{Version: version, Outlet: v.Outlet, Title: v.Title, Published: v.Published, Language: v.Language, Address: v.Address, record: r}, nil
}

// beside compares the two by themselves. Groups that are kept tell how each member differs
// from the one nearest to the origin, which may be neither of the two.
func (s *Server) beside(p *Pair) *isnad.Comparison {
	a, b := *p.A.record, *p.B.record
	a.GivenID, b.GivenID = "a", "b"
	return s.Comparing.Comparer.Compare(slices.Values([]*isnad.Record{&a, &b}))
}

// keptCopy takes what is kept of the two.
func (s *Server) keptCopy(p *Pair, x *store.Shared) (err error) {
	p.Kept = true
	swapped := x.A == p.B.Version
	a, b := p.A.record, p.B.record
	if swapped {
		a, b = b, a
	}
	if x.Aligned, err = s.Comparing.Comparer.Aligned(a, b, x.Stretches); err == nil {
		p.copy(&x.Copy, swapped)
	}
	return err
}

// copy takes what a pair shares, whose a may be the b that was asked for.
func (p *Pair) copy(x *isnad.Copy, swapped bool) {
	p.swapped, p.Copied, p.Because, p.Source = swapped, x, x.Because, x.Source
	p.Relation, p.Direction, p.Reason, p.Reordered = string(x.Relation), string(x.Direction), x.Reason, x.Reordered
	p.Aligned, p.A.Share, p.B.Share = x.Aligned, x.ShareOfA, x.ShareOfB
	if !swapped {
		return
	}
	p.A.Share, p.B.Share = p.B.Share, p.A.Share
	for i, y := range p.Aligned {
		p.Aligned[i] = isnad.Aligned{A: y.B, B: y.A}
	}
	switch x.Direction {
	case isnad.AToB:
		p.Direction = string(isnad.BToA)
	case isnad.BToA:
		p.Direction = string(isnad.AToB)
	}
}

// common takes the groups that both pages are in.
func (p *Pair) common(kind string, groups []isnad.Group) {
	for _, g := range groups {
		of := map[string]string{} // the first member of each page
		for _, m := range g.Members {
			page, id, _ := strings.Cut(m, "#")
			if of[page] == "" {
				of[page] = id
			}
		}
		if of["a"] == "" || of["b"] == "" {
			continue
		}
		c := common{Kind: kind, A: of["a"], B: of["b"], Gist: g.Gist, Path: p.groupPath(kind, of["a"])}
		first, _, _ := strings.Cut(g.Members[0], "#")
		for _, d := range g.Differences {
			x := pairDifference{Type: d.Type, A: d.Before, B: d.After}
			if other, _, _ := strings.Cut(d.Members[0], "#"); other == first {
				continue // a page that says a thing twice
			}
			if first == "b" {
				x.A, x.B = x.B, x.A
			}
			c.Differences = append(c.Differences, x)
		}
		p.Common = append(p.Common, c)
	}
}

// revised takes what stands in the same place of a text that both carry: also what was so
// changed that nothing but its place tells that it is the same.
func (p *Pair) revised(r *isnad.Revision) {
	for kind, all := range map[string][]isnad.FindingChange{"statements": r.Statements, "figures": r.Figures} {
		for _, c := range all {
			if c.Before == "" || c.After == "" || len(c.Differences) == 0 {
				continue
			}
			i := slices.IndexFunc(p.Common, func(x common) bool { return x.Kind == kind && x.A == c.Before && x.B == c.After })
			if i < 0 {
				what, _ := statementWords(p.A.record, c.Before)
				if kind == "figures" {
					what, _ = figureWords(p.A.record, c.Before)
				}
				i = len(p.Common)
				p.Common = append(p.Common, common{Kind: kind, A: c.Before, B: c.After, Path: p.groupPath(kind, c.Before), Gist: what})
			}
			x := &p.Common[i]
			for _, d := range c.Differences {
				if !slices.ContainsFunc(x.Differences, func(y pairDifference) bool { return y.Type == d.Type }) {
					x.Differences = append(x.Differences, pairDifference{d.Type, d.Before, d.After})
				}
			}
		}
	}
}

// groupPath is the address of the group of a finding of the first page.
func (p *Pair) groupPath(kind, id string) string {
	n, _ := strconv.Atoi(id[1:]) // the number is there
	return "/" + kind + "/" + dotted(store.Member{Version: p.A.Version, Finding: n})
}

// Differing are those of what both have that differ.
func (p *Pair) Differing() (out []common) {
	for _, c := range p.Common {
		if len(c.Differences) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// NameA and NameB are what the reason calls a and b.
func (p *Pair) NameA() string { return p.named(!p.swapped) }

// NameB is the other one.
func (p *Pair) NameB() string { return p.named(p.swapped) }

func (p *Pair) named(a bool) string {
	x := &p.B
	if a {
		x = &p.A
	}
	if x.Outlet != "" {
		return x.Outlet
	}
	return x.Address
}

// shades are how many ways there are of marking passages that stand in both.
const shades = 6

// layOut lays the two texts out beside each other.
func (p *Pair) layOut() {
	records := [2]*isnad.Record{p.A.record, p.B.record}
	letters := [2]string{"a", "b"}
	var marks [2][]mark
	var same [][2]int // places of words that stand in both
	for n, x := range p.Aligned {
		a, in := spanOf(records[0].Text, &x.A)
		b, too := spanOf(records[1].Text, &x.B)
		if !in || !too {
			continue
		}
		words, alone := matched(records[0].Text, records[1].Text, a, b)
		same = append(same, words...)
		for i, at := range [2]isnad.Span{a, b} {
			m := mark{Span: at, ID: ref(letters[i], n+1), Class: "both shade" + strconv.Itoa(n%shades), Target: "#" + ref(letters[1-i], n+1)}
			marks[i] = append(marks[i], m)
			for _, s := range alone[i] {
				marks[i] = append(marks[i], mark{Span: s, Class: "lone"})
			}
		}
	}
	for n, c := range p.Differing() {
		for i, id := range [2]string{c.A, c.B} {
			marks[i] = append(marks[i], mark{Span: placeOf(records[i], id), ID: ref(letters[i]+"d", n+1), Class: "differs"})
		}
		for _, d := range c.Differences {
			for i, at := range [2]*isnad.Passage{d.A, d.B} {
				if span, ok := spanOf(records[i].Text, at); ok {
					marks[i] = append(marks[i], mark{Span: span, Class: "otherwise"})
				}
			}
		}
	}
	a, b := lay(records[0].Text, marks[0]), lay(records[1].Text, marks[1])
	shares := map[[2]int]int{}
	if p.A.titled() && p.B.titled() {
		shares[[2]int{0, 0}] = 1 // what one page calls it stands beside what the other does
	}
	for _, w := range same {
		shares[[2]int{paragraphAt(a, w[0]), paragraphAt(b, w[1])}]++
	}
	p.Rows = rows(a, b, shares)
}

// titled reports whether the text begins with the title.
func (s *side) titled() bool {
	first, _, _ := strings.Cut(s.record.Text, "\n")
	return first != "" && first == s.record.Title
}

// placeOf is the place of a statement or a figure.
func placeOf(r *isnad.Record, id string) isnad.Span {
	for i := range r.Statements {
		if r.Statements[i].ID == id {
			return r.Statements[i].Span
		}
	}
	for i := range r.Figures {
		if r.Figures[i].ID == id {
			return r.Figures[i].Span
		}
	}
	return isnad.Span{}
}

// laid is a paragraph of one of two pages.
type laid struct {
	isnad.Span
	runs []run
}

// lay lays out the paragraphs of a text.
func lay(text string, marks []mark) (out []laid) {
	at := 0
	lines := strings.Split(text, "\n")
	for i, of := range runs(text, marks) {
		x := laid{isnad.Span{Start: at, End: at + len(lines[i])}, of}
		at = x.End + 1
		for i := range of {
			if r := &of[i]; r.Target == "" && r.spoken() {
				r.Class = strings.TrimSpace(r.Class + " alone")
			}
		}
		if len(of) > 0 {
			out = append(out, x)
		}
	}
	return out
}

// paragraphAt is the number of the paragraph that a place is in.
func paragraphAt(all []laid, at int) int {
	return sort.Search(len(all), func(i int) bool { return all[i].End > at })
}

// aWord is a word of a text, and its normal form.
type aWord struct {
	isnad.Span
	key string
}

func wordsIn(text string, part isnad.Span) (out []aWord) {
	at := part.Start
	for field := range strings.FieldsFuncSeq(part.In(text), unicode.IsSpace) {
		at += strings.Index(text[at:], field)
		key := strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || unicode.IsNumber(r) || r == '%' {
				return r
			}
			return -1
		}, lang.Normal(field))
		if key != "" {
			out = append(out, aWord{isnad.Span{Start: at, End: at + len(field)}, key})
		}
		at += len(field)
	}
	return out
}

// matched finds, in two passages that are the same for the most part, the words that stand
// in both, by their longest common subsequence, and the places of the words that do not.
// Spelling makes no difference.
func matched(textA, textB string, a, b isnad.Span) (same [][2]int, alone [2][]isnad.Span) {
	x, y := wordsIn(textA, a), wordsIn(textB, b)
	both := func(i, j int) { same = append(same, [2]int{x[i].Start, y[j].Start}) }
	if len(x)*len(y) > mostCells { // word for word, which is nearly so
		for i := range min(len(x), len(y)) {
			both(i, i)
		}
		return same, alone
	}
	wide := len(y) + 1
	long := make([]int32, (len(x)+1)*wide)
	for i := len(x) - 1; i >= 0; i-- {
		for j := len(y) - 1; j >= 0; j-- {
			if x[i].key == y[j].key {
				long[i*wide+j] = long[(i+1)*wide+j+1] + 1
			} else {
				long[i*wide+j] = max(long[(i+1)*wide+j], long[i*wide+j+1])
			}
		}
	}
	add := func(side int, w aWord, last bool) { // words in a row are one place
		if n := len(alone[side]); last && n > 0 {
			alone[side][n-1].End = w.End
			return
		}
		alone[side] = append(alone[side], w.Span)
	}
	lastA, lastB := -2, -2
	for i, j := 0, 0; i < len(x) || j < len(y); {
		switch {
		case i < len(x) && j < len(y) && x[i].key == y[j].key:
			both(i, j)
			i, j = i+1, j+1
		case j == len(y) || i < len(x) && long[(i+1)*wide+j] >= long[i*wide+j+1]:
			add(0, x[i], lastA == i-1)
			lastA = i
			i++
		default:
			add(1, y[j], lastB == j-1)
			lastB = j
			j++
		}
	}
	return same, alone
}

// mostCells bounds the work on two long pages; what is longer stands one below the other.
const mostCells = 1 << 21

// rows puts paragraphs that share most beside each other, as far as the order of both permits:
// of all ways through the table of paragraphs that only go forward, the one along which most
// is shared.
func rows(a, b []laid, shared map[[2]int]int) (out []pairRow) {
	if len(a)*len(b) > mostCells {
		return append(out, pairRow{A: runsOf(a)}, pairRow{B: runsOf(b)})
	}
	wide := len(b) + 1
	best := make([]int, (len(a)+1)*wide) // of what is left from i and j on
	shares := make([]int, len(a)*len(b))
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			n := shared[[2]int{i, j}]
			shares[i*len(b)+j] = n
			best[i*wide+j] = max(best[(i+1)*wide+j], best[i*wide+j+1]) + n
		}
	}
	for i, j := 0, 0; i < len(a) || j < len(b); {
		row := pairRow{}
		switch {
		case j == len(b), i < len(a) && shares[i*len(b)+j] == 0 && best[(i+1)*wide+j] >= best[i*wide+j+1]:
			row.A = runsOf(a[i : i+1])
			i++
		case i == len(a), shares[i*len(b)+j] == 0:
			row.B = runsOf(b[j : j+1])
			j++
		default: // as far as each shares something with the other side's last
			k, l := i, j
			for {
				down, aside := 0, 0
				if k+1 < len(a) && shares[(k+1)*len(b)+l] > 0 {
					down = best[(k+1)*wide+l]
				}
				if l+1 < len(b) && shares[k*len(b)+l+1] > 0 {
					aside = best[k*wide+l+1]
				}
				if down == 0 && aside == 0 || max(down, aside) < max(best[(k+1)*wide+l], best[k*wide+l+1]) {
					break
				}
				if down >= aside {
					k++
				} else {
					l++
				}
			}
			row.A, row.B = runsOf(a[i:k+1]), runsOf(b[j:l+1])
			i, j = k+1, l+1
		}
		out = append(out, row)
	}
	return out
}

func runsOf(all []laid) (out [][]run) {
	for _, x := range all {
		out = append(out, x.runs)
	}
	return out
}
