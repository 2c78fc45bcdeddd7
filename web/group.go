package web

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/text"
)

// askedGroup is which statement or figure is asked for.
type askedGroup struct {
	ID string `path:"id" pattern:"^[1-9][0-9]{0,17}\\.[1-9][0-9]{0,8}$" doc:"Number of the page's version and of the statement or figure in it: 12.3 is number 3 of version 12"`
}

// Group is one utterance or one quantity, wherever it is carried.
type Group struct {
	Kind        store.GroupKind `json:"kind"`
	Path        string          `json:"path" doc:"As its first carrying has it"`
	Gist        string          `json:"gist"`
	Pages       int             `json:"pages" doc:"How many carry it"`
	Origins     int             `json:"origins"`
	Differences []difference    `json:"differences"`
	Carryings   []carrying      `json:"carryings" doc:"Each way in which it is carried, nearest to the origin first"`
	More        []Carrier       `json:"more,omitempty" doc:"Further pages that carry it"`
	Reviewed    *Reviewed       `json:"reviewed,omitempty" doc:"What persons say of it as one"`
	Joined      []joinedGroup   `json:"joined,omitempty" doc:"What persons say is one with it; not counted above"`
	TakenOut    []takenOut      `json:"taken_out,omitempty" doc:"What persons say does not belong to it; counted above"`

	first string // its first carrying, as forms name it
}

// carrying is one way in which something is carried.
type carrying struct {
	In []Carrier `json:"in" doc:"Pages that carry it so, word for word"`

	Kind     string      `json:"kind,omitempty" doc:"Of a statement: direct, mixed or indirect"`
	Act      string      `json:"act,omitempty"`
	Speaker  string      `json:"speaker,omitempty"`
	Role     string      `json:"role,omitempty"`
	Chain    []chainLink `json:"chain,omitempty" doc:"The way of the words, from the page outward"`
	Headline bool        `json:"headline,omitempty"`
	Time     string      `json:"time,omitempty" doc:"When it was said, or as of when it is so, in the words of the page"`

	Amount  *Amount `json:"amount,omitempty" doc:"Of a figure"`
	Counted string  `json:"counted,omitempty"`

	Words   string   `json:"words" doc:"What was said; of a figure, its sentence"`
	Changed bool     `json:"changed" doc:"The words are others than those of the first carrying"`
	Types   []string `json:"types,omitempty" doc:"Of its differences"`
	Pair    string   `json:"pair,omitempty" doc:"Address of the page beside the first one"`

	Reviewed []*Reviewed `json:"reviewed,omitempty" doc:"What persons say of it, for each page of in"`

	Parts []text.Part `json:"-"` // the words, what changed marked
	key   string
}

// chainLink is a hand through which words passed.
type chainLink struct {
	Name string            `json:"name,omitempty"`
	Kind isnad.SpeakerKind `json:"kind"`
}

// mostCarryings is how many pages a group's room looks into.
const mostCarryings = 120

func (s *Server) openGroups() {
	enter(s, room[askedGroup, Group]{
		path: "/statements/{id}", name: "statement", group: "statements", about: "One statement in all pages that carry it, and what differs",
		load: func(ctx context.Context, in *askedGroup) (*Group, error) { return s.group(ctx, store.Statements, in) },
	})
	enter(s, room[askedGroup, Group]{
		path: "/figures/{id}", name: "figure", group: "figures", about: "One figure in all pages that carry it, and what differs",
		load: func(ctx context.Context, in *askedGroup) (*Group, error) { return s.group(ctx, store.Figures, in) },
	})
}

// member is the finding that is asked for. Whatever the pattern lets in is one.
func (in *askedGroup) member() (m store.Member) {
	version, n, _ := strings.Cut(in.ID, ".")
	m.Version, _ = strconv.ParseInt(version, 10, 64)
	m.Finding, _ = strconv.Atoi(n)
	return m
}

func (s *Server) group(ctx context.Context, kind store.GroupKind, in *askedGroup) (*Group, error) {
	g, err := s.groupWith(ctx, kind, in.member())
	if err != nil {
		return nil, err
	}
	b, err := s.belonging(ctx, g)
	if err != nil {
		return nil, err
	}
	pages, err := s.pagesOf(ctx, []store.KeptGroup{*g})
	if err != nil {
		return nil, err
	}
	out := &Group{Kind: kind, Path: groupPath(kind, g.Members[0]), Gist: g.Gist, Pages: pagesIn(g), Origins: g.Origins, first: memberRef(kind, g.Members[0])}
	out.Reviewed = ofGroup(kind, g.Members, b.said)
	lessen(g, b.out)
	out.Differences = differences(g, pages)
	if err := s.carryings(ctx, out, g, pages, byFinding(b.all), func(m store.Member) bool { return b.out[m] == nil }); err != nil {
		return nil, err
	}
	if len(out.Carryings) == 0 {
		return nil, isnad.ErrNotFound
	}
	out.Gist = cmp.Or(out.Gist, out.Carryings[0].Words)
	return out, s.apply(ctx, out, g, b)
}

// SplitFrom is the first carrying, for one of which it may be said that it does not belong.
func (o *Group) SplitFrom(i int) string {
	if i == 0 {
		return ""
	}
	return o.first
}

// First is its first carrying, as forms name it.
func (o *Group) First() string { return o.first }

// Refs are its places, as forms name them.
func (x carrying) Refs() (all []string) {
	for _, r := range x.Reviewed[:min(len(x.Reviewed), mostTargets-1)] {
		all = append(all, r.At...)
	}
	return all
}

// groupWith is the group that a finding is in; alone, if one page carries it.
func (s *Server) groupWith(ctx context.Context, kind store.GroupKind, m store.Member) (*store.KeptGroup, error) {
	g, err := s.DB.GroupOf(ctx, kind, m)
	if errors.Is(err, store.ErrNotKept) {
		return &store.KeptGroup{Kind: kind, Members: []store.Member{m}, Group: isnad.Group{Members: []string{"#" + findingID(kind, m.Finding)}, Origins: 1}}, nil
	}
	return g, err
}

// memberRef is a member as forms name it.
func memberRef(kind store.GroupKind, m store.Member) string {
	return reference(m.Version, findingID(kind, m.Finding))
}

// ofGroup is what persons say of a group as one.
func ofGroup(kind store.GroupKind, members []store.Member, said []Review) *Reviewed {
	var at []string
	for _, m := range members[:min(len(members), mostTargets)] {
		at = append(at, memberRef(kind, m))
	}
	x := newReviewed(store.OfGroup, "whole", at, said)
	if x.With = "group"; len(members) == 1 {
		x.Verdicts = nil
	}
	return x
}

// carryings are those of the members that are wanted.
func (s *Server) carryings(ctx context.Context, out *Group, g *store.KeptGroup, pages map[int64]*store.PageLine, said map[string][]Review, wanted func(store.Member) bool) error {
	for i, m := range g.Members {
		p := pages[m.Version]
		if p == nil || !wanted(m) {
			continue
		}
		id := findingID(g.Kind, m.Finding)
		in := newCarrier(p, id)
		if i >= mostCarryings {
			out.More = append(out.More, in)
			continue
		}
		r, err := s.DB.Record(ctx, m.Version)
		if err != nil {
			return err
		}
		x, ok := newCarrying(g.Kind, r, m.Finding)
		if !ok {
			continue
		}
		x.In, x.Reviewed = []Carrier{in}, []*Reviewed{ofFinding(m.Version, id, said[reference(m.Version, id)])}
		x.Reviewed[0].Anchor = "c" + dotted(m)
		for _, d := range g.Differences {
			if slices.Contains(d.Members, g.Group.Members[i]) && !slices.Contains(x.Types, d.Type) {
				x.Types = append(x.Types, d.Type)
			}
		}
		out.carry(x)
	}
	return nil
}

// carry adds a carrying: to those that are alike word for word, if there are some.
func (o *Group) carry(x carrying) {
	x.key += strings.Join(x.Types, " ")
	if i := slices.IndexFunc(o.Carryings, func(y carrying) bool { return y.key == x.key }); i >= 0 {
		o.Carryings[i].In = append(o.Carryings[i].In, x.In...)
		o.Carryings[i].Reviewed = append(o.Carryings[i].Reviewed, x.Reviewed...)
		return
	}
	if len(o.Carryings) == 0 {
		x.Parts = []text.Part{{Words: x.Words}}
	} else {
		first := &o.Carryings[0]
		w := text.Reword(first.Words, x.Words)
		x.Parts, x.Changed = w.Parts, slices.ContainsFunc(w.Parts, func(p text.Part) bool { return p.In != text.Both })
		if w.Apart() { // marks on single words would say nothing
			x.Parts = []text.Part{{Words: x.Words}}
		}
		if first.In[0].Version != x.In[0].Version {
			x.Pair = address("pairs", first.In[0].Version, x.In[0].Version)
		}
	}
	o.Carryings = append(o.Carryings, x)
}

// newCarrying is a finding as its page has it, if it has it.
func newCarrying(kind store.GroupKind, r *isnad.Record, n int) (x carrying, ok bool) {
	if kind == store.Figures {
		f := finding(r.Figures, findingID(kind, n))
		if f == nil {
			return x, false
		}
		return figureCarrying(r, f), true
	}
	st := finding(r.Statements, findingID(kind, n))
	if st == nil {
		return x, false
	}
	x = carrying{Kind: string(st.Kind), Act: st.Act, Speaker: st.Speaker.Name, Role: wordsAt(r, st.Speaker.Role), Headline: st.Headline, Words: st.Content.In(r.Text), Time: st.SaidAt}
	if t := finding(r.Times, timeID(st.SaidAt)); t != nil {
		x.Time = t.Span.In(r.Text)
	}
	x.links(st)
	return x, true
}

// links makes the chain, which ends with the speaker, and tells which carryings are alike.
func (x *carrying) links(st *isnad.Statement) {
	for _, l := range st.Chain {
		x.Chain = append(x.Chain, chainLink{l.Name, l.Kind})
	}
	if len(x.Chain) == 0 {
		x.Chain = []chainLink{{st.Speaker.Name, st.Speaker.Kind}}
	}
	parts := []string{x.Kind, x.Role, strings.Join(text.WordKeys(strings.Fields(x.Words)), " ")}
	for _, l := range x.Chain {
		parts = append(parts, l.Name)
	}
	x.key = strings.Join(parts, "\x00")
}

func figureCarrying(r *isnad.Record, f *isnad.Figure) carrying {
	a := Amount{f.Value, f.Low, f.High, f.Bound, f.Unit, f.Span.In(r.Text)}
	x := carrying{Amount: &a, Counted: wordsAt(r, f.Counted), Words: around(r.Text, f.Span), Headline: r.Title != "" && f.Span.End <= len(r.Title)}
	for _, id := range []string{f.AsOf, f.Period} {
		if t := finding(r.Times, id); t != nil && x.Time == "" {
			x.Time = t.Span.In(r.Text)
		}
	}
	if st := finding(r.Statements, f.AccordingTo); st != nil {
		x.Speaker, x.Role, x.Kind = st.Speaker.Name, wordsAt(r, st.Speaker.Role), string(st.Kind)
		x.links(st)
	}
	x.key += "\x00" + strings.Join(text.WordKeys(strings.Fields(x.Words)), " ")
	return x
}

// timeID is a reference to a time, "" if it is none but words.
func timeID(s string) string {
	if len(s) > 1 && s[0] == 't' {
		if _, err := strconv.Atoi(s[1:]); err == nil {
			return s
		}
	}
	return ""
}

func wordsAt(r *isnad.Record, s *isnad.Span) string {
	if s == nil {
		return ""
	}
	return s.In(r.Text)
}

// furthest is how much of a text stands on each side of a figure.
const furthest = 220

// around are the words around a place, within its paragraph and, if that is long, within a
// sentence or so.
func around(s string, at isnad.Span) string {
	from := strings.LastIndexByte(s[:at.Start], '\n') + 1
	to := len(s)
	if i := strings.IndexByte(s[at.End:], '\n'); i >= 0 {
		to = at.End + i
	}
	before, after := s[from:at.Start], s[at.End:to]
	if len(before) > furthest {
		cut := strings.IndexByte(before[len(before)-furthest:], ' ')
		before = "… " + strings.ToValidUTF8(before[len(before)-furthest+max(cut, 0):], "")
	}
	if len(after) > furthest {
		after = after[:max(strings.LastIndexByte(after[:furthest], ' '), 0)] + " …"
	}
	return before + s[at.Start:at.End] + after
}
