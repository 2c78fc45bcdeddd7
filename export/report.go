package export

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/isnad-project/isnad"
)

// report is a case as people read it. Both of its forms are made from it, so they say
// the same.
type report struct {
	Language, Dir string
	Title         string
	Made, Program string
	Stories       []storyPart
	Copies        []copyPart
	Differences   []differencePart
	Speakers      []speakerPart
	Figures       []figurePart
	Moments       []momentPart
	Reviews       []reviewPart
	Pages         []pagePart

	words map[string]string
}

// placePart is where something stands: the number of a page, its outlet, and a link.
type placePart struct {
	N            int
	Outlet, Link string
}

type storyPart struct {
	Title          string
	Pages, Origins int
	Counted        string
	Credited       []string
}

type copyPart struct {
	A, B     placePart
	Arrow    string // from A to B
	Relation string
	Reason   string
}

// cut is words of a page with the ones that matter set apart.
type cut struct{ Before, Mark, Behind string }

type differencePart struct {
	Kind, Gist string
	Changes    []changePart
}

type changePart struct {
	Type   string
	Before *wording
	After  *wording
	Others []placePart // that changed it in the same way
}

type wording struct {
	Place   placePart
	Speaker string
	Cut     cut
}

type speakerPart struct {
	Name, Role string
	Said       []saidPart
}

type saidPart struct {
	Words   string
	Kind    string
	Quoted  bool
	Place   placePart
	Through []string
	Others  []placePart
}

type figurePart struct {
	Counted string
	Values  []valuePart
}

type valuePart struct {
	Value  string
	Words  string
	Places []placePart
}

type momentPart struct {
	When, What string
	Modality   string // "" where it is asserted
	Places     []placePart
	Conflicts  []datingPart
}

type datingPart struct {
	When   string
	Places []placePart
}

type reviewPart struct {
	Verdict, Kind, Who, At string
	Words                  []string // that it is about
	Places                 []placePart
	Fields                 []ReviewedField
	Note                   string
}

type pagePart struct {
	placePart
	Title, Published, Address, Capture, Captured string
	Web                                          bool // the address can be followed
	Version                                      int
	Language                                     string
	Before                                       []Version
}

// compiling is a report in the making.
type compiling struct {
	*Case
	byID   map[string]*Page
	order  []*Page
	number map[string]int
}

func (c *Case) report() (*report, error) {
	byID, all, err := c.pages()
	if err != nil {
		return nil, err
	}
	x := &compiling{c, byID, all, map[string]int{}}
	for i, p := range all {
		x.number[p.ID] = i + 1
	}
	r := &report{Language: c.Language, Dir: "ltr", Made: moment(c.Made), Program: shown(c.Program)}
	if r.Language == "" {
		r.Language = "en"
	}
	if r.words = reportWords[r.Language]; r.words == nil {
		return nil, fmt.Errorf("no report in the language %q: give en or ar", c.Language)
	}
	if r.Language == "ar" {
		r.Dir = "rtl"
	}
	r.Title = r.Word("report")
	if len(c.Comparison.Stories) == 1 && c.Comparison.Stories[0].Title != "" {
		r.Title = shown(c.Comparison.Stories[0].Title)
	}
	x.stories(r)
	x.copies(r)
	x.differences(r)
	x.speakers(r)
	x.figures(r)
	x.moments(r)
	x.reviews(r)
	x.list(r)
	return r, nil
}

func (x *compiling) place(p *Page, finding string) placePart {
	return placePart{x.number[p.ID], shown(p.outlet()), x.link(p, finding)}
}

// places are those of members, one for each page.
func (x *compiling) places(members []string) (out []placePart) {
	met := map[string]bool{}
	for _, m := range members {
		id, finding := cutMember(m)
		if p := x.byID[id]; p != nil && !met[id] {
			met[id] = true
			out = append(out, x.place(p, finding))
		}
	}
	return out
}

func (x *compiling) stories(r *report) {
	for _, s := range x.Comparison.Stories {
		part := storyPart{shown(s.Title), len(s.Records), s.Origins, r.counted(shown(s.Counted)), nil}
		for _, c := range s.Credited {
			if name := shown(c.Name); !slices.Contains(part.Credited, name) {
				part.Credited = append(part.Credited, name)
			}
		}
		r.Stories = append(r.Stories, part)
	}
}

func (x *compiling) copies(r *report) {
	arrows := map[isnad.Direction]string{isnad.AToB: "→", isnad.BToA: "←"}
	for _, s := range x.Comparison.Copies {
		a, b := x.byID[s.A], x.byID[s.B]
		if a == nil || b == nil {
			continue
		}
		arrow := arrows[s.Direction]
		if arrow == "" {
			arrow = "="
		}
		r.Copies = append(r.Copies, copyPart{x.place(a, ""), x.place(b, ""), arrow, r.Word(string(s.Relation)), x.reason(&s, a, b)})
	}
}

// reason is the reason of a copy, in which its pages are a and b, with their numbers.
// Names are looked for first, so that no word of theirs is taken for a page.
func (x *compiling) reason(s *isnad.Copy, a, b *Page) string {
	var names []string
	for _, p := range []*Page{a, b} {
		names = append(names, shown(p.outlet()))
		for _, c := range p.Credits {
			names = append(names, shown(c.Name))
		}
	}
	names = slices.DeleteFunc(names, func(name string) bool { return name == "" })
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	var either strings.Builder
	for _, name := range names {
		either.WriteString(regexp.QuoteMeta(name) + "|")
	}
	return regexp.MustCompile(either.String()+`\b[ab]\b`).ReplaceAllStringFunc(shown(s.Reason), func(word string) string {
		switch word {
		case "a":
			return "[" + strconv.Itoa(x.number[a.ID]) + "]"
		case "b":
			return "[" + strconv.Itoa(x.number[b.ID]) + "]"
		}
		return word
	})
}

func (x *compiling) differences(r *report) {
	for _, g := range x.groups() {
		part := differencePart{Kind: r.Word(g.kind), Gist: shown(g.Gist)}
		for _, d := range g.Differences {
			part.Changes = append(part.Changes, x.change(r, g, &d))
		}
		if len(part.Changes) > 0 {
			r.Differences = append(r.Differences, part)
		}
	}
}

func (x *compiling) change(r *report, g group, d *isnad.Difference) changePart {
	c := changePart{Type: r.Word(d.Type)}
	if p, m := placeOf(x.byID, g.Group, d.Before, d.Members); p != nil {
		c.Before = x.wording(p, m, d.Before)
	} else if id, m := cutMember(g.Members[0]); x.byID[id] != nil {
		c.Before = x.wording(x.byID[id], m, nil)
	}
	for i, name := range d.Members {
		id, m := cutMember(name)
		if p := x.byID[id]; p != nil {
			if c.After == nil {
				c.After = x.wording(p, m, d.After)
				continue
			}
			c.Others = append(c.Others, x.places(d.Members[i:i+1])...)
		}
	}
	return c
}

// beside is how much of the text is shown on each side of what is set apart, where no
// statement bounds it.
const beside = 60

// wording shows what a member says, with a passage of it set apart.
func (x *compiling) wording(p *Page, finding string, mark *isnad.Passage) *wording {
	w := &wording{Place: x.place(p, finding)}
	whole := isnad.Span{}
	s := p.span(finding)
	if s == nil {
		return w
	}
	at := isnad.Span{Start: s.Start, End: s.Start}
	if mark != nil {
		if there, ok := p.spanOf(mark); ok {
			at = there
		}
	}
	if st := p.statement(finding); st != nil {
		w.Speaker, whole = shown(st.Speaker.Name), st.Span
	}
	if whole.Empty() || !whole.Contains(at) {
		if at.Empty() {
			at = *s
		}
		before, behind := p.around(at, beside)
		w.Cut = cut{"…" + atWord(shown(before), true), shown(at.In(p.Text)), atWord(shown(behind), false) + "…"}
		return w
	}
	w.Cut = cut{shown(p.Text[whole.Start:at.Start]), shown(at.In(p.Text)), shown(p.Text[at.End:whole.End])}
	return w
}

// atWord leaves out the word that is cut in two at the beginning or at the end of s.
func atWord(s string, beginning bool) string {
	if beginning {
		if _, rest, ok := strings.Cut(s, " "); ok {
			return rest
		}
		return s
	}
	if i := strings.LastIndexByte(s, ' '); i >= 0 {
		return s[:i]
	}
	return s
}

// speakers are those who said something, in the order in which they come; whom the
// page does not name comes last. What several pages carry stands once.
func (x *compiling) speakers(r *report) {
	carried := map[string]*isnad.Group{}
	for i := range x.Comparison.Statements {
		for _, m := range x.Comparison.Statements[i].Members {
			carried[m] = &x.Comparison.Statements[i]
		}
	}
	place, told := map[string]int{}, map[*isnad.Group]bool{}
	var unknown speakerPart
	for _, p := range x.order {
		for i := range p.Statements {
			s := &p.Statements[i]
			part := saidPart{Words: shown(s.Content.In(p.Text)), Kind: r.Word(string(s.Kind)), Quoted: s.Kind == isnad.Direct, Place: x.place(p, s.ID)}
			if g := carried[member(p.ID, s.ID)]; g != nil {
				if told[g] {
					continue
				}
				told[g] = true
				part.Others = slices.DeleteFunc(x.places(g.Members), func(o placePart) bool { return o.N == part.Place.N })
			}
			for _, l := range s.Chain[:max(0, len(s.Chain)-1)] {
				part.Through = append(part.Through, shown(l.Name))
			}
			if s.Speaker.Name == "" {
				unknown.Said = append(unknown.Said, part)
				continue
			}
			at, met := place[s.Speaker.Name]
			if !met {
				at = len(r.Speakers)
				place[s.Speaker.Name] = at
				r.Speakers = append(r.Speakers, speakerPart{Name: shown(s.Speaker.Name)})
			}
			if r.Speakers[at].Role == "" {
				r.Speakers[at].Role = shown(p.words(s.Speaker.Role))
			}
			r.Speakers[at].Said = append(r.Speakers[at].Said, part)
		}
	}
	if len(unknown.Said) > 0 {
		unknown.Name = r.Word("unknown_speaker")
		r.Speakers = append(r.Speakers, unknown)
	}
}

// figures are the groups, and what one page alone gives, each value once with all who
// give it.
func (x *compiling) figures(r *report) {
	several := map[string]bool{}
	for _, g := range x.Comparison.Figures {
		r.Figures = append(r.Figures, x.quantity(g.Members))
		for _, m := range g.Members {
			several[m] = true
		}
	}
	for _, p := range x.order {
		for i := range p.Figures {
			if m := member(p.ID, p.Figures[i].ID); !several[m] {
				r.Figures = append(r.Figures, x.quantity([]string{m}))
			}
		}
	}
}

func (x *compiling) quantity(members []string) (q figurePart) {
	for _, m := range members {
		id, finding := cutMember(m)
		p := x.byID[id]
		if p == nil {
			continue
		}
		f := p.figure(finding)
		if f == nil {
			continue
		}
		if q.Counted == "" {
			q.Counted = shown(p.words(f.Counted))
		}
		v := thousands(value(f))
		switch {
		case v == "" || f.Unit == "":
		case f.Unit == "percent":
			v += "%"
		default:
			v += " " + f.Unit
		}
		words := shown(f.Span.In(p.Text))
		i := slices.IndexFunc(q.Values, func(o valuePart) bool { return o.Words == words })
		if i < 0 {
			i = len(q.Values)
			q.Values = append(q.Values, valuePart{Value: shown(v), Words: words})
		}
		here := x.place(p, finding)
		if !slices.ContainsFunc(q.Values[i].Places, func(o placePart) bool { return o.N == here.N }) {
			q.Values[i].Places = append(q.Values[i].Places, here)
		}
	}
	return q
}

func (x *compiling) moments(r *report) {
	for i := range x.Comparison.Chronology {
		m := &x.Comparison.Chronology[i]
		part := momentPart{When: r.when(m.When), What: shown(m.What)}
		if m.Modality != isnad.Asserted {
			part.Modality = r.Word(string(m.Modality))
		}
		agree := slices.Clone(m.Members)
		for _, d := range m.Conflicts {
			part.Conflicts = append(part.Conflicts, datingPart{r.when(d.When), x.places(d.Members)})
			agree = slices.DeleteFunc(agree, func(name string) bool { return slices.Contains(d.Members, name) })
		}
		part.Places = x.places(agree)
		r.Moments = append(r.Moments, part)
	}
}

// reviews are what persons say, with the pages that are in the case.
func (x *compiling) reviews(r *report) {
	for _, v := range x.Reviews {
		part := reviewPart{Verdict: r.Word("said_" + v.Verdict), Kind: r.Word("of_" + v.Kind), Who: shown(v.Who), At: moment(v.At), Note: shown(v.Note)}
		for _, n := range v.Names {
			part.Words = append(part.Words, shown(n))
		}
		for _, at := range v.Places {
			if words := shown(at.Words); words != "" && !slices.Contains(part.Words, words) {
				part.Words = append(part.Words, words)
			}
			if p := x.byID[at.Page]; p != nil {
				part.Places = append(part.Places, x.place(p, at.Finding))
			}
		}
		for _, f := range v.Fields {
			part.Fields = append(part.Fields, x.field(r, f))
		}
		r.Reviews = append(r.Reviews, part)
	}
}

// field is a corrected field in the report's words.
func (x *compiling) field(r *report, f ReviewedField) ReviewedField {
	out := ReviewedField{r.Word("field_" + f.Name), shown(f.Was), shown(f.Right)}
	if slices.Contains([]string{"kind", "bound", "modality", "speaker_kind"}, f.Name) { // a few values, which have words
		out.Was, out.Right = r.Word(f.Was), r.Word(f.Right)
	}
	return out
}

func (x *compiling) list(r *report) {
	for _, p := range x.order {
		r.Pages = append(r.Pages, pagePart{
			placePart: x.place(p, ""), Title: shown(p.Title), Published: moment(p.published()), Address: shown(p.address()),
			Web: web(p.address()) != nil, Capture: shown(digest(p.Record.ID)), Captured: moment(p.captured()), Version: p.Version, Language: shown(p.Language),
		})
		for _, v := range p.Before {
			last := &r.Pages[len(r.Pages)-1]
			last.Before = append(last.Before, Version{v.Number, digest(shown(v.Capture)), moment(v.Kept)})
		}
	}
}
