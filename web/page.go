package web

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/store"
)

// askedPage is a version of a page that is asked for.
type askedPage struct {
	Version int64    `path:"version" minimum:"1" doc:"Number of a page's version"`
	Layers  []string `query:"layers,explode" maxItems:"6" enum:"statements,figures,times,names,events,text" doc:"What is marked in the text: statements and figures if nothing is said; text is nothing"`
	Status  string   `query:"status" enum:"machine,confirmed,rejected,corrected" doc:"What is listed beside the text: only findings of which persons say this; machine: nothing"`
}

// Page is a version of a page, what was found in it, and what it has to do with others.
type Page struct {
	Version  int64       `json:"version"`
	Address  string      `json:"address" doc:"The page's lasting name: its URL, or else its given id, or else its path"`
	Number   int         `json:"number" doc:"Which version of the page it is; 1 is the first"`
	Versions int         `json:"versions" doc:"How many there are"`
	Latest   int64       `json:"latest" doc:"Number of the latest one"`
	Others   []edition   `json:"others,omitempty" doc:"The other versions, the first one first"`
	AddedAt  string      `json:"added_at"`
	Source   string      `json:"source" doc:"What the capture was read from"`
	Digest   string      `json:"digest" doc:"Of the capture's bytes"`
	Size     int         `json:"size" doc:"Of the capture, in bytes"`
	Record   record      `json:"record"`
	Stories  []told      `json:"stories,omitempty" doc:"The stories that it tells"`
	Copies   []copied    `json:"copies,omitempty" doc:"Pages that share text with it"`
	Groups   []elsewhere `json:"groups,omitempty" doc:"Where else what was found here stands"`
	Reviews  []Review    `json:"reviews,omitempty" doc:"What persons say of the page, its copies, and what was found in it, the newest first"`

	Text   *marked        `json:"-"`
	Cards  []card         `json:"-"`
	Layers []layer        `json:"-"`
	Waste  []waste        `json:"-"`
	Of     map[string]int `json:"-"` // how many findings of each layer
	Status string         `json:"-"` // of the cards, if only those of one are shown
	Whole  *Reviewed      `json:"-"` // what persons say of the page
}

// record is a record in its JSON form, which has a description of its own.
type record struct{ *isnad.Record }

// Schema says what it is; the record knows how to write itself.
func (record) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true, Description: "The record, in the form that docs/record.md describes: text, times, mentions, figures, statements and events; places are counted in code points of the text"}
}

// edition is another version of a page.
type edition struct {
	Version int64  `json:"version"`
	Number  int    `json:"number"`
	AddedAt string `json:"added_at"`
	Title   string `json:"title,omitempty"`
	Digest  string `json:"digest"`
	Error   string `json:"error,omitempty" doc:"Why it could not be read"`
}

// told is a story that a page tells.
type told struct {
	ID      int64  `json:"id"`
	Title   string `json:"title,omitempty"`
	Pages   int    `json:"pages"`
	Origins int    `json:"origins"`
}

// copied is a page that shares text with another.
type copied struct {
	Version   int64    `json:"version" doc:"Of the other page"`
	Outlet    string   `json:"outlet,omitempty"`
	Title     string   `json:"title,omitempty"`
	Published string   `json:"published,omitempty"`
	Relation  string   `json:"relation" doc:"copied, partly_copied, rewritten, same_upstream"`
	Direction string   `json:"direction" doc:"Which way the text went: taken (from the other page), given, common_source, unknown"`
	Reason    string   `json:"reason" doc:"Why that is thought; a and b are the pages by their time"`
	Because   []string `json:"because,omitempty" doc:"The same in codes, the one that decided first"`
	Source    string   `json:"source,omitempty" doc:"Agency or outlet that the reason names"`
	Here      float64  `json:"share_here" doc:"Part of this page's words that stand in the other"`
	There     float64  `json:"share_there" doc:"Part of the other page's words that stand here"`

	Status string `json:"status" doc:"What persons say of it, the last word: machine (nobody said anything), confirmed, rejected"`

	A    string      `json:"-"` // what the reason calls a
	B    string      `json:"-"`
	Copy *isnad.Copy `json:"-"`

	address string // of the other page
}

// elsewhere is the group that a finding of a page is in.
type elsewhere struct {
	Finding string   `json:"finding" doc:"As s3"`
	Path    string   `json:"path" doc:"Of the group, below the root of this server and of the API"`
	Gist    string   `json:"gist"`
	Pages   int      `json:"pages" doc:"Other pages that have it"`
	Origins int      `json:"origins" doc:"Independent origins of all that have it"`
	Own     []string `json:"own,omitempty" doc:"Types of what this page has otherwise than the page nearest to the origin"`
	Others  []string `json:"others,omitempty" doc:"Types of what others have otherwise"`
}

// waste is page furniture of one kind that was left out of the text.
type waste struct {
	Kind  string
	Texts []string
}

func (s *Server) openPages() {
	enter(s, room[askedPage, Page]{
		path: "/pages/{version}", name: "page", group: "pages", about: "A version of a page: its text, what was found in it, and what it has to do with others",
		load: s.page,
	})
	s.openCaptures()
	s.openChanges()
	s.openPairs()
}

func (s *Server) page(ctx context.Context, in *askedPage) (*Page, error) {
	v, err := s.DB.PageOf(ctx, in.Version)
	if err != nil {
		return nil, err
	}
	r, err := s.DB.Record(ctx, in.Version)
	if err != nil {
		return nil, err
	}
	p := &Page{Version: v.ID, Address: v.Address, Number: v.Number, Versions: v.Versions, Latest: v.Latest, AddedAt: v.AddedAt,
		Source: v.Source.Name, Digest: v.Digest.String(), Size: v.Size, Record: record{r}}
	for _, get := range []func(context.Context, *Page) error{s.otherVersions, s.storiesToldBy, s.copiesOf, s.groupsOf} {
		if err := get(ctx, p); err != nil {
			return nil, err
		}
	}
	p.Layers = layersOf(in.Layers)
	p.Text = marksOf(r, p.Layers)
	p.Cards = cards(r, p.Groups, p.Text, p.Layers)
	p.Of = map[string]int{"statements": len(r.Statements), "figures": len(r.Figures), "times": len(r.Times), "names": len(r.Mentions), "events": len(r.Events)}
	p.Waste = wasteOf(r)
	p.Status = in.Status
	return p, s.reviewedPage(ctx, p)
}

// mostForms stand on one page, so that it stays light.
const mostForms = 24

// reviewedPage tells what persons say of a page, its findings and its copies.
func (s *Server) reviewedPage(ctx context.Context, p *Page) (err error) {
	if p.Reviews, err = s.reviewsOf(ctx, []string{p.Address}, store.OfPage, store.OfFinding, store.OfCopy); err != nil {
		return err
	}
	said := byFinding(p.Reviews)
	brief := len(p.Cards) > mostForms
	for i := range p.Cards {
		if c := &p.Cards[i]; c.Layer != "times" {
			c.Reviewed = ofFinding(p.Version, c.ID, said[reference(p.Version, c.ID)])
			c.Reviewed.Brief = brief
		}
	}
	if p.Status != "" {
		p.Cards = slices.DeleteFunc(p.Cards, func(c card) bool { return c.Reviewed == nil || c.Reviewed.Status != p.Status })
	}
	p.Whole = newReviewed(store.OfPage, "about-page", []string{reference(p.Version, "")}, ofKind(p.Reviews, store.OfPage))
	p.Whole.Verdicts = nil
	for i := range p.Copies {
		c := &p.Copies[i]
		c.Status = newReviewed(store.OfCopy, "", nil, ofAddresses(ofKind(p.Reviews, store.OfCopy), p.Address, c.address)).Status
	}
	return nil
}

func (s *Server) otherVersions(ctx context.Context, p *Page) error {
	if p.Versions < 2 {
		return nil
	}
	all, err := s.editions(ctx, p.Address)
	p.Others = slices.DeleteFunc(all, func(e edition) bool { return e.Version == p.Version })
	return err
}

// editions are all versions of a page.
func (s *Server) editions(ctx context.Context, address string) (out []edition, err error) {
	all, err := s.DB.VersionsOf(ctx, address)
	for _, v := range all {
		out = append(out, edition{v.ID, v.Number, v.AddedAt, v.Title, v.Digest.String(), v.Error})
	}
	return out, err
}

func (s *Server) storiesToldBy(ctx context.Context, p *Page) error {
	all, err := s.DB.StoriesOf(ctx, p.Version)
	for _, x := range all {
		p.Stories = append(p.Stories, told{x.ID, x.Title, x.Pages, x.Origins})
	}
	return err
}

func (s *Server) copiesOf(ctx context.Context, p *Page) error {
	all, err := s.DB.CopiesOf(ctx, p.Version)
	if err != nil || len(all) == 0 {
		return err
	}
	var others []int64
	for _, x := range all {
		others = append(others, x.A+x.B-p.Version)
	}
	lines, err := s.DB.PageLines(ctx, others)
	if err != nil {
		return err
	}
	by := map[int64]store.PageLine{}
	for _, l := range lines {
		by[l.Version] = l
	}
	own := cmp.Or(outletOf(p.Record.Record), p.Address)
	for i := range all {
		x := &all[i]
		c := copyBeside(x, p.Version, by[x.A+x.B-p.Version])
		c.A, c.B = own, cmp.Or(c.Outlet, by[c.Version].Address)
		if x.B == p.Version {
			c.A, c.B = c.B, c.A
		}
		p.Copies = append(p.Copies, c)
	}
	return nil
}

// copyBeside is a pair as one of its pages has it.
func copyBeside(x *store.Shared, version int64, other store.PageLine) copied {
	c := copied{address: other.Address, Version: x.A + x.B - version, Outlet: other.Outlet, Title: other.Title, Published: other.Published,
		Relation: string(x.Relation), Direction: string(x.Direction), Reason: x.Reason, Because: x.Because, Source: x.Source, Copy: &x.Copy, Here: x.ShareOfA, There: x.ShareOfB}
	if x.B == version {
		c.Here, c.There = c.There, c.Here
	}
	switch {
	case x.Direction == isnad.AToB && x.A == version, x.Direction == isnad.BToA && x.B == version:
		c.Direction = "given"
	case x.Direction == isnad.AToB, x.Direction == isnad.BToA:
		c.Direction = "taken"
	}
	return c
}

func (s *Server) groupsOf(ctx context.Context, p *Page) error {
	all, err := s.DB.GroupsWith(ctx, p.Version)
	for i := range all {
		p.Groups = append(p.Groups, besides(&all[i], p.Version)...)
	}
	return err
}

// besides is where else the findings of a version that are in a group stand.
func besides(g *store.KeptGroup, version int64) (out []elsewhere) {
	letter := string(g.Kind[0]) // s3, f3
	pages := map[int64]bool{}
	for _, m := range g.Members {
		pages[m.Version] = true
	}
	for i, m := range g.Members {
		if m.Version != version {
			continue
		}
		id := ref(letter, m.Finding)
		e := elsewhere{Finding: id, Path: "/" + string(g.Kind) + "/" + dotted(m), Gist: g.Gist, Pages: len(pages) - 1, Origins: g.Origins}
		for _, d := range g.Differences {
			if slices.Contains(d.Members, g.Group.Members[i]) {
				e.Own = append(e.Own, d.Type)
			} else {
				e.Others = append(e.Others, d.Type)
			}
		}
		for _, types := range []*[]string{&e.Own, &e.Others} {
			slices.Sort(*types)
			*types = slices.Compact(*types)
		}
		out = append(out, e)
	}
	return out
}

func wasteOf(r *isnad.Record) (out []waste) {
	for _, x := range r.Removed {
		i := slices.IndexFunc(out, func(w waste) bool { return w.Kind == x.Kind })
		if i < 0 {
			i, out = len(out), append(out, waste{Kind: x.Kind})
		}
		out[i].Texts = append(out[i].Texts, x.Text)
	}
	return out
}

func outletOf(r *isnad.Record) string {
	if r.Outlet == nil {
		return ""
	}
	return cmp.Or(r.Outlet.Name, r.Outlet.Domain)
}

// Link is the address, if a browser can go there.
func (p *Page) Link() string { return webAddress(p.Record.URL, p.Address) }

func webAddress(all ...string) string {
	for _, s := range all {
		if u, err := url.Parse(s); err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https") {
			return s
		}
	}
	return ""
}

// Outlet is the name, or else the domain, of the publisher.
func (p *Page) Outlet() string { return outletOf(p.Record.Record) }

// Failed is why the page could not be read.
func (p *Page) Failed() string { return strings.TrimPrefix(p.Record.Error, p.Source+": ") }
