package web

import (
	"cmp"
	"context"
	"fmt"
	"strconv"

	"github.com/isnad-project/isnad/store"
)

// askedPlaces is what is asked of the list of places.
type askedPlaces struct {
	Listing
	Words string `query:"words" maxLength:"400" doc:"Words of the name, in any spelling"`
	Sort  string `query:"sort" enum:"pages,-pages,name,-name,first,-first,last,-last" doc:"Order; - is the other way round"`
}

// Places are the places that pages mention, those that most pages do first.
type Places struct {
	Listed
	Places []placeRow   `json:"places"`
	Asked  *askedPlaces `json:"-"`
}

// placeRow is a place in the list.
type placeRow struct {
	Path  string `json:"path" doc:"Below the root of this server, and of the API"`
	Name  string `json:"name" doc:"As the latest page writes it"`
	Pages int    `json:"pages"`
	Since string `json:"since,omitempty" doc:"Days of publication"`
	Until string `json:"until,omitempty"`
}

func (s *Server) openPlaces() {
	enter(s, room[askedPlaces, Places]{
		path: "/places", name: "places", group: "places", about: "The places that pages mention, those that most pages do first",
		load: s.places,
	})
	enter(s, room[askedPlace, Place]{
		path: "/places/{name}", name: "place", group: "places", about: "One place: the pages that mention it, their figures, and what they say has happened",
		load: s.placeNamed,
	})
}

func (s *Server) places(ctx context.Context, in *askedPlaces) (*Places, error) {
	f, err := in.filter(in.Sort)
	if err != nil {
		return nil, err
	}
	f.Words = in.Words
	lines, total, err := s.DB.Places(ctx, f)
	if err != nil {
		return nil, err
	}
	out := &Places{Listed: in.listed(f.Skip, len(lines), total), Places: []placeRow{}, Asked: in}
	for _, x := range lines {
		out.Places = append(out.Places, placeRow{address("places", x.Name), x.Name, x.Pages, x.First, x.Last})
	}
	return out, nil
}

func (o *Places) table() ([]string, [][]string) {
	var rows [][]string
	for _, x := range o.Places {
		rows = append(rows, []string{x.Name, strconv.Itoa(x.Pages), x.Since, x.Until, x.Path})
	}
	return []string{"name", "pages", "since", "until", "path"}, rows
}

// askedPlace is what is asked of one place.
type askedPlace struct {
	Name string `path:"name" maxLength:"400" doc:"The whole name, in any spelling"`
	Listing
	Sort string `query:"sort" enum:"published,-published,added,-added,outlet,-outlet,title,-title" doc:"Order of its pages; - is the other way round"`
}

// Place is one place and what the pages that mention it have.
type Place struct {
	Name       string `json:"name" doc:"As it was asked for"`
	Statements int    `json:"statements" doc:"In all its pages"`
	Figures    int    `json:"figures"`
	Events     int    `json:"events" doc:"Those that have a day"`
	Listed
	Pages         []PageRow   `json:"pages"`
	LatestFigures []figureRow `json:"latest_figures" doc:"Those published last"`
	LatestEvents  []eventRow  `json:"latest_events" doc:"The latest that began by the day of the latest page"`
	Asked         *askedPlace `json:"-"`
}

// mostGlimpsed are the findings of each sort that the room of a place shows itself.
const mostGlimpsed = 8

func (s *Server) placeNamed(ctx context.Context, in *askedPlace) (*Place, error) {
	out := &Place{Name: in.Name, Asked: in}
	if err := s.glimpse(ctx, out); err != nil {
		return nil, err
	}
	pages, err := s.pages(ctx, &askedPages{Listing: in.Listing, Place: in.Name, Sort: in.Sort})
	if err != nil {
		return nil, err
	}
	out.Listed, out.Pages = pages.Listed, pages.Pages
	return out, nil
}

// glimpse adds what there is of a place besides its pages.
func (s *Server) glimpse(ctx context.Context, p *Place) error {
	f := store.Filter{Place: p.Name, Sort: "published", Desc: true, Most: mostGlimpsed}
	if _, n, err := s.DB.Pages(ctx, f); err != nil || n == 0 {
		return cmp.Or(err, fmt.Errorf("%s: %w", p.Name, store.ErrNotKept))
	}
	figures, n, err := s.DB.FigureLines(ctx, f)
	if err != nil {
		return err
	}
	p.Figures, p.LatestFigures = n, figureRows(figures)
	counted := f
	counted.Most = 1
	if _, p.Statements, err = s.DB.StatementLines(ctx, counted); err != nil {
		return err
	}
	counted.Sort, f.Sort = "day", "day"
	if _, p.Events, err = s.DB.EventLines(ctx, counted); err != nil {
		return err
	}
	if f.To, err = s.latestDay(ctx); err != nil {
		return err
	}
	events, _, err := s.DB.EventLines(ctx, f)
	p.LatestEvents = eventRows(events)
	return err
}

// Dates are the events by their days.
func (o *Place) Dates() []date { return datesOf(o.LatestEvents) }

func (o *Place) table() ([]string, [][]string) { return pageTable(o.Pages) }
