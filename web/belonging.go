package web

import (
	"context"
	"slices"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/store"
)

// What a person joined or split is shown so, under the person's name. What the machine
// found together stays as it is.

// joinedGroup is a group that a person says is one with another.
type joinedGroup struct {
	Review    Review     `json:"review"`
	Path      string     `json:"path" doc:"Of the group, below the root of this server"`
	Gist      string     `json:"gist"`
	Carryings []carrying `json:"carryings"`

	group store.KeptGroup
}

// takenOut are carryings that a person says belong to another.
type takenOut struct {
	Review    Review     `json:"review"`
	Carryings []carrying `json:"carryings"`
}

// belonging is what persons say of who belongs to a group.
type belonging struct {
	joined []joinedGroup
	out    map[store.Member]*Review
	said   []Review // of the group as such
	all    []Review
}

// mostJoins are followed from one group to the next.
const mostJoins = 5

// belonging finds what persons say of a group, and of those that they joined it with.
func (s *Server) belonging(ctx context.Context, g *store.KeptGroup) (*belonging, error) {
	b := &belonging{}
	for range mostJoins {
		groups := []store.KeptGroup{*g}
		for i := range b.joined {
			groups = append(groups, b.joined[i].group)
		}
		pages, err := s.pagesOf(ctx, groups)
		if err != nil {
			return nil, err
		}
		var addresses []string
		for _, p := range pages {
			addresses = append(addresses, p.Address)
		}
		slices.Sort(addresses)
		if b.all, err = s.reviewsOf(ctx, addresses, store.OfGroup, store.OfFinding); err != nil {
			return nil, err
		}
		known := len(b.joined)
		if err := s.belong(ctx, b, g); err != nil || len(b.joined) == known {
			return b, err
		}
	}
	return b, nil
}

// belong goes through what was said, the oldest first.
func (s *Server) belong(ctx context.Context, b *belonging, g *store.KeptGroup) error {
	b.out, b.said = map[store.Member]*Review{}, nil
	order := slices.Clone(g.Members)
	known := b.joined
	b.joined = nil
	for i := len(b.all) - 1; i >= 0; i-- {
		r := &b.all[i]
		if r.Target.Kind != store.OfGroup {
			continue
		}
		in, others := parted(r, g.Kind, order)
		if len(in) == 0 {
			continue
		}
		b.said = slices.Insert(b.said, 0, *r)
		switch {
		case !r.Standing():
		case r.Verdict == store.Joined:
			for _, m := range in {
				delete(b.out, m)
			}
			for _, m := range others {
				if slices.Contains(order, m) {
					continue // it came with another one
				}
				j, err := s.joinedWith(ctx, known, g.Kind, m)
				if err != nil {
					return err
				}
				j.Review = *r
				b.joined = append(b.joined, j)
				order = append(order, j.group.Members...)
			}
		case r.Verdict == store.Split:
			slices.SortFunc(in, func(x, y store.Member) int { return slices.Index(order, x) - slices.Index(order, y) })
			for _, m := range in[1:] {
				b.out[m] = r
			}
		}
	}
	return nil
}

// parted are the members that a review is about: those in some, and others.
func parted(r *Review, kind store.GroupKind, some []store.Member) (in, others []store.Member) {
	for k := range r.Places {
		p := &r.Places[k]
		switch {
		case p.Gone || p.id == "" || p.id[0] != kind[0]:
		case slices.Contains(some, p.member):
			in = append(in, p.member)
		default:
			others = append(others, p.member)
		}
	}
	return in, others
}

func (s *Server) joinedWith(ctx context.Context, known []joinedGroup, kind store.GroupKind, m store.Member) (joinedGroup, error) {
	for _, j := range known {
		if slices.Contains(j.group.Members, m) {
			return joinedGroup{Path: j.Path, group: j.group}, nil
		}
	}
	g, err := s.groupWith(ctx, kind, m)
	if err != nil {
		return joinedGroup{}, err
	}
	return joinedGroup{Path: groupPath(kind, g.Members[0]), group: *g}, nil
}

// lessen leaves of a group's differences what belongs to it.
func lessen(g *store.KeptGroup, out map[store.Member]*Review) {
	var gone []string
	for i, m := range g.Members {
		if out[m] != nil {
			gone = append(gone, g.Group.Members[i])
		}
	}
	var left []isnad.Difference
	for _, d := range g.Differences {
		d.Members = slices.DeleteFunc(slices.Clone(d.Members), func(m string) bool { return slices.Contains(gone, m) })
		if len(d.Members) > 0 {
			left = append(left, d)
		}
	}
	if len(gone) > 0 {
		g.Differences = left
	}
}

// apply shows what persons joined with a group, and took out of it.
func (s *Server) apply(ctx context.Context, out *Group, g *store.KeptGroup, b *belonging) error {
	groups := []store.KeptGroup{*g}
	for i := range b.joined {
		groups = append(groups, b.joined[i].group)
	}
	pages, err := s.pagesOf(ctx, groups)
	if err != nil {
		return err
	}
	said := byFinding(b.all)
	for i := range b.joined {
		j := &b.joined[i]
		part := &Group{}
		if err := s.carryings(ctx, part, &j.group, pages, said, func(m store.Member) bool { return b.out[m] == nil }); err != nil {
			return err
		}
		if j.Carryings, j.Gist = part.Carryings, j.group.Gist; len(part.Carryings) > 0 {
			if j.Gist == "" {
				j.Gist = part.Carryings[0].Words
			}
			out.Joined = append(out.Joined, *j)
		}
	}
	return s.showTakenOut(ctx, out, groups, b, pages, said)
}

func (s *Server) showTakenOut(ctx context.Context, out *Group, groups []store.KeptGroup, b *belonging, pages map[int64]*store.PageLine, said map[string][]Review) error {
	for i := range b.all {
		r := &b.all[i]
		part := &Group{}
		for k := range groups {
			if err := s.carryings(ctx, part, &groups[k], pages, said, func(m store.Member) bool { return b.out[m] == r }); err != nil {
				return err
			}
		}
		if len(part.Carryings) > 0 {
			out.TakenOut = append(out.TakenOut, takenOut{*r, part.Carryings})
		}
	}
	return nil
}
