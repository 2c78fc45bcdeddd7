package web

import (
	"strconv"
	"strings"

	"github.com/isnad-project/isnad/store"
)

// Listing is what all lists can be asked for.
type Listing struct {
	Window
	Period
	Outlet string `query:"outlet" maxLength:"400" doc:"An outlet, by its name"`
}

// filter is what a store is asked for: those of a list in an order, which is the name of a
// column, behind a minus if it goes down.
func (l *Listing) filter(order string) (store.Filter, error) {
	skip, err := l.skip()
	by, desc := strings.CutPrefix(order, "-")
	return store.Filter{Outlet: l.Outlet, From: l.From, To: l.To, Sort: by, Desc: desc, Skip: skip, Most: l.Limit}, err
}

// Standing is where a finding stands.
type Standing struct {
	ID        string `json:"id" doc:"Number of the page's version and number of the finding in it"`
	Path      string `json:"path" doc:"The finding, below the root of this server"`
	Page      string `json:"page" doc:"Its place on the page, below the root of this server"`
	Address   string `json:"address" doc:"Of the page"`
	Outlet    string `json:"outlet,omitempty"`
	Published string `json:"published,omitempty"`

	Spot
	member store.Member
}

// standing is where the finding of a kind stands: s, f or e. Those that are not compared have no
// other path than their place on the page.
func standing(letter string, p *store.Place) Standing {
	n := strconv.Itoa(p.N)
	out := Standing{ID: strconv.FormatInt(p.Version, 10) + "." + n, Page: address("pages", p.Version) + "#" + letter + n, Address: p.Address, Outlet: p.Outlet, Published: p.Published, member: store.Member{Version: p.Version, Finding: p.N}}
	switch letter {
	case "s":
		out.Path = address("statements", out.ID)
	case "f":
		out.Path = address("figures", out.ID)
	default:
		out.Path = out.Page
	}
	return out
}

// cells are those that every row of a list of findings ends with.
func (s *Standing) cells() []string {
	return append([]string{s.Outlet, s.Published, s.Path, s.Page, s.Address}, spanCells(s.Span)...)
}

// standingColumns are the names of cells.
var standingColumns = append([]string{"outlet", "published", "path", "page", "address"}, spanColumns...)

// decimal is a number as cells and values of fields have it; "" is none.
func decimal(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'f', -1, 64)
}
