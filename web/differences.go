package web

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"github.com/isnad-project/isnad/store"
)

// askedDifferences is what is asked of the list of differences. Outlet, place and days are
// those of the page nearest to the origin.
type askedDifferences struct {
	Listing
	Kind  store.GroupKind `query:"kind" enum:"statements,figures" default:"statements" doc:"Of what: statements or figures"`
	Place string          `query:"place" maxLength:"400" doc:"A place that the page mentions, by its whole name"`
	Drift
	Sort string `query:"sort" enum:"differences,-differences,members,-members,origins,-origins,published,-published,gist,-gist" doc:"Order; - is the other way round"`
}

// Differences are what drifts: statements or figures that pages do not carry alike.
type Differences struct {
	Listed
	Differing []differing       `json:"differing"`
	Asked     *askedDifferences `json:"-"`
}

func (s *Server) openDifferences() {
	enter(s, room[askedDifferences, Differences]{
		path: "/differences", name: "differences", group: "differences", about: "What drifts: statements or figures that differ from page to page, those with most differences first, with the words of both sides",
		load: s.differenceList,
	})
}

func (s *Server) differenceList(ctx context.Context, in *askedDifferences) (*Differences, error) {
	f, err := in.filter(in.Sort)
	if err != nil {
		return nil, err
	}
	f.Type, f.Words, f.Place = cmp.Or(in.Type, store.AnyType), in.Words, in.Place
	lines, total, err := s.DB.GroupLines(ctx, in.Kind, f)
	if err != nil {
		return nil, err
	}
	var firsts []store.Member
	for i := range lines {
		firsts = append(firsts, lines[i].First)
	}
	groups, err := s.DB.GroupsFrom(ctx, in.Kind, firsts)
	if err != nil {
		return nil, err
	}
	out := &Differences{Listed: in.listed(f.Skip, len(lines), total), Asked: in}
	out.Differing, err = s.differing(ctx, groups)
	return out, err
}

// Types are those that the kind can have.
func (o *Differences) Types() []string {
	if o.Asked.Kind == store.Figures {
		return figureTypes
	}
	return statementTypes
}

// Sorts are the orders that the page offers, the first one of its own.
func (*Differences) Sorts() []string {
	return []string{"-differences", "-origins", "-members", "-published"}
}

// Sort is the order.
func (o *Differences) Sort() string { return cmp.Or(o.Asked.Sort, o.Sorts()[0]) }

func (o *Differences) table() ([]string, [][]string) {
	var rows [][]string
	for i := range o.Differing {
		x := &o.Differing[i]
		for _, d := range x.Differences {
			for _, in := range d.In {
				rows = append(rows, slices.Concat([]string{x.Path, x.Gist, strconv.Itoa(x.Origins), d.Type, d.Before, d.From.Path, d.From.Address, d.After, in.Outlet, in.Published, in.Path, in.Address}, spanCells(in.Span)))
			}
		}
	}
	return slices.Concat([]string{"group", "gist", "origins", "type", "before", "before_path", "before_address", "after", "outlet", "published", "path", "address"}, spanColumns), rows
}

// given is how many rows of the list were given, which are not those of its table.
func (o *Differences) given() int { return len(o.Differing) }
