package web

import (
	"context"
	"strconv"
	"strings"

	"github.com/isnad-project/isnad/store"
)

// askedOutlets is what is asked of the list of outlets.
type askedOutlets struct {
	Window
	Period
	Words string `query:"words" maxLength:"400" doc:"Words of the name, in any spelling"`
	Sort  string `query:"sort" enum:"pages,-pages,statements,-statements,name,-name,first,-first,last,-last" doc:"Order; - is the other way round"`
}

// Outlets are those that publish pages, and who copies whom.
type Outlets struct {
	Listed
	Outlets []OutletRow   `json:"outlets"`
	Trades  []trade       `json:"trades" doc:"Who copies whom, most first: no more than 40 pairs, whatever the filters"`
	Asked   *askedOutlets `json:"-"`
}

// OutletRow is an outlet in the list.
type OutletRow struct {
	Path       string   `json:"path" doc:"Below the root of this server, and of the API"`
	Name       string   `json:"name" doc:"As most often written"`
	Pages      int      `json:"pages"`
	Statements int      `json:"statements"`
	Credited   int      `json:"credited" doc:"Of the pages: those that credit an agency"`
	Agencies   []string `json:"agencies,omitempty" doc:"That they credit, the most frequent first"`
	Since      string   `json:"since,omitempty" doc:"Days of publication"`
	Until      string   `json:"until,omitempty"`
}

// trade is how many pages of one outlet have text from a page of another.
type trade struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Pages int    `json:"pages" doc:"Of the outlet that took it"`
	Whole int    `json:"whole" doc:"Of those: they are copies from beginning to end"`
}

// mostTrades are listed.
const mostTrades = 40

func (s *Server) openOutlets() {
	enter(s, room[askedOutlets, Outlets]{
		path: "/outlets", name: "outlets", group: "outlets", about: "Outlets, those with most pages first, and who copies whom",
		load: s.outlets,
	})
	enter(s, room[askedOutlet, Outlet]{
		path: "/outlets/{name}", name: "outlet", group: "outlets", about: "One outlet: from whom it takes, who takes from it, how often it gives credit, and its pages",
		load: s.outlet,
	})
}

func (s *Server) outlets(ctx context.Context, in *askedOutlets) (*Outlets, error) {
	listing := Listing{Window: in.Window, Period: in.Period}
	f, err := listing.filter(in.Sort)
	if err != nil {
		return nil, err
	}
	f.Words = in.Words
	lines, total, err := s.DB.Outlets(ctx, f)
	if err != nil {
		return nil, err
	}
	out := &Outlets{Listed: in.listed(f.Skip, len(lines), total), Outlets: []OutletRow{}, Asked: in}
	for i := range lines {
		out.Outlets = append(out.Outlets, outletRowOf(&lines[i]))
	}
	trades, err := s.DB.Trades(ctx, "")
	out.Trades = tradesOf(trades[:min(len(trades), mostTrades)])
	return out, err
}

func outletRowOf(x *store.Publisher) OutletRow {
	return OutletRow{address("outlets", x.Name), x.Name, x.Pages, x.Statements, x.Credited, x.Agencies, x.First, x.Last}
}

// Share is the part of the pages that credit an agency.
func (r *OutletRow) Share() float64 { return part(r.Credited, r.Pages) }

func part(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

func tradesOf(lines []store.Trade) []trade {
	out := make([]trade, 0, len(lines))
	for _, x := range lines {
		out = append(out, trade(x))
	}
	return out
}

func (o *Outlets) table() ([]string, [][]string) {
	var rows [][]string
	for i := range o.Outlets {
		x := &o.Outlets[i]
		rows = append(rows, []string{x.Name, strconv.Itoa(x.Pages), strconv.Itoa(x.Statements), strconv.Itoa(x.Credited), strings.Join(x.Agencies, "; "), x.Since, x.Until, x.Path})
	}
	return []string{"name", "pages", "statements", "credited", "agencies", "since", "until", "path"}, rows
}

// askedOutlet is what is asked of one outlet.
type askedOutlet struct {
	Name string `path:"name" maxLength:"400" doc:"The whole name; case does not count"`
	Window
	Period
	Words string `query:"words" maxLength:"400" doc:"Words of the titles of its pages"`
	Sort  string `query:"sort" enum:"published,-published,added,-added,title,-title" doc:"Order of its pages; - is the other way round"`
}

// Outlet is one outlet, and what its pages have to do with those of others.
type Outlet struct {
	OutletRow
	Shared   int       `json:"shared" doc:"Of its pages: they share text with a page of another outlet"`
	Takes    []trade   `json:"takes" doc:"Text that its pages have from others"`
	Gives    []trade   `json:"gives" doc:"Text that others have from its pages"`
	ItsPages []PageRow `json:"its_pages"`
	Listed
	Asked *askedOutlet `json:"-"`
}

func (s *Server) outlet(ctx context.Context, in *askedOutlet) (*Outlet, error) {
	found, err := s.DB.OutletRoom(ctx, in.Name)
	if err != nil {
		return nil, err
	}
	out := &Outlet{OutletRow: outletRowOf(&found.Publisher), Shared: found.Shared, Takes: tradesOf(found.Takes), Gives: tradesOf(found.Gives), Asked: in}
	pages, err := s.pages(ctx, &askedPages{Listing: Listing{Window: in.Window, Period: in.Period, Outlet: in.Name}, Words: in.Words, Sort: in.Sort})
	if err != nil {
		return nil, err
	}
	out.Listed, out.ItsPages = pages.Listed, pages.Pages
	return out, nil
}

// SharedPart is the part of its pages that share text.
func (o *Outlet) SharedPart() float64 { return part(o.Shared, o.Pages) }

func (o *Outlet) table() ([]string, [][]string) { return pageTable(o.ItsPages) }
