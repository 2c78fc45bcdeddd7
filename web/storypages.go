package web

import (
	"cmp"
	"context"
	"slices"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/store"
)

// storyPage is a page of a story, and whose text it carries.
type storyPage struct {
	Number int `json:"number" doc:"Its place in the order of time"`
	Carrier
	Title   string   `json:"title,omitempty"`
	Digest  string   `json:"digest" doc:"Of the capture that it was read from"`
	Credits []string `json:"credits,omitempty" doc:"Sources that it names and that are not among these pages"`

	From      *Carrier           `json:"from,omitempty" doc:"Page that it most likely has its text from, or shares it with where the direction is not known"`
	Relation  isnad.CopyRelation `json:"relation,omitempty"`
	Direction isnad.Direction    `json:"direction,omitempty" doc:"a->b: from that page to this one"`
	Share     float64            `json:"share,omitempty" doc:"Part of its words that stand there"`
	Because   []string           `json:"because,omitempty" doc:"Why they are so related, in codes, the one that decided first; a is that page, b this one"`
	Source    string             `json:"source,omitempty" doc:"Agency or outlet that the reason names"`
	Pair      string             `json:"pair,omitempty" doc:"Address of both beside each other"`
	Status    string             `json:"status,omitempty" doc:"What persons say of that, the last word: machine (nobody said anything), confirmed, rejected"`
	TakenOut  *Review            `json:"taken_out,omitempty" doc:"Who says that the page does not belong to the story"`

	family, above int // number of its text; index of the page that it is from, or -1
}

// storyPages are the pages of a story in the order of time.
func (s *Server) storyPages(ctx context.Context, x *store.StoryRoom) ([]*storyPage, error) {
	versions := make([]int64, len(x.Pages))
	for i := range x.Pages {
		versions[i] = x.Pages[i].Version
	}
	digests, err := s.DB.Digests(ctx, versions)
	if err != nil {
		return nil, err
	}
	pages := make([]*storyPage, len(x.Pages))
	place := map[string]int{}
	for i := range x.Pages {
		p := &x.Pages[i]
		pages[i] = &storyPage{Number: i + 1, Carrier: newCarrier(p, ""), Title: p.Title, Digest: digests[p.Version].String(), above: -1}
		place[p.Address] = i
	}
	for _, c := range x.Credited {
		if i, met := place[c.Record]; met && !slices.Contains(pages[i].Credits, c.Name) {
			pages[i].Credits = append(pages[i].Credits, c.Name)
		}
	}
	copies := make([]isnad.Copy, len(x.Copies))
	for i := range x.Copies {
		copies[i] = x.Copies[i].Copy
	}
	for n, f := range across.Families(x.Records, copies) {
		for _, id := range f.Tops {
			pages[place[id]].family = n
		}
		for id, c := range f.From {
			pages[place[id]].family = n
			pages[place[id]].from(pages, c, place)
		}
	}
	return pages, nil
}

// from tells how the page belongs to the one that it has its text from.
func (p *storyPage) from(pages []*storyPage, c *isnad.Copy, place map[string]int) {
	p.Relation, p.Because, p.Source, p.Direction = c.Relation, c.Because, c.Source, c.Direction
	other := c.A
	p.Share = c.ShareOfB
	if c.A == p.Address {
		other, p.Share = c.B, c.ShareOfA
		switch c.Direction {
		case isnad.AToB:
			p.Direction = isnad.BToA
		case isnad.BToA:
			p.Direction = isnad.AToB
		}
		p.Because = turned(c.Because)
	}
	p.above = place[other]
	p.From = &pages[p.above].Carrier
	p.Pair = address("pairs", p.From.Version, p.Version)
}

// turned are the reasons of a pair whose pages have changed places.
func turned(codes []string) (out []string) {
	other := map[string]string{isnad.AgencyOfA: isnad.AgencyOfB, isnad.AgencyOfB: isnad.AgencyOfA, isnad.Later: "earlier"}
	for _, c := range codes {
		out = append(out, cmp.Or(other[c], c))
	}
	return out
}

// Directed reports whether the text is known to have gone from that page to this one.
func (p *storyPage) Directed() bool { return p.Direction == isnad.AToB }
