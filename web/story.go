package web

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/store"
)

// askedStory is what is asked of one story. The window is of its pages.
type askedStory struct {
	ID int64 `path:"id" minimum:"1" doc:"Number of the story"`
	Window
}

// Story is what is told of a story: what differs, how it travelled, what happened when, and
// who said what.
type Story struct {
	Story     storyLine     `json:"story"`
	Count     isnad.Count   `json:"count" doc:"How its origins were counted"`
	Before    []storyLine   `json:"before,omitempty" doc:"Stories that it goes on with"`
	After     []storyLine   `json:"after,omitempty" doc:"Stories that go on with it"`
	Differing []differing   `json:"differing" doc:"Statements and figures that differ from page to page, those with most differences first"`
	Listed    Listed        `json:"listed" doc:"Which of its pages these are"`
	Pages     []*storyPage  `json:"pages" doc:"In the order of time"`
	Moments   []storyMoment `json:"chronology"`
	Voices    []voice       `json:"voices" doc:"Who said what"`
	Figures   figureTable   `json:"figures" doc:"What its outlets give for one quantity"`
	Tolls     []toll        `json:"tolls,omitempty" doc:"Figures of one thing in the course of time, in this story and those of its thread"`
	Reviewed  *Reviewed     `json:"reviewed" doc:"What persons say of it as one"`
	Joined    []joinedStory `json:"joined,omitempty" doc:"Stories of which persons say that they are one with it; not counted"`
	Graph     graph         `json:"-"`
}

// joinedStory is a story that a person says is one with another.
type joinedStory struct {
	storyLine
	Review Review `json:"review"`
}

func (s *Server) openStory() {
	enter(s, room[askedStory, Story]{
		path: "/stories/{id}", name: "story", group: "stories", about: "One story: what differs, how it travelled, what happened when, who said what",
		load: s.story,
	})
}

func (s *Server) story(ctx context.Context, in *askedStory) (*Story, error) {
	skip, err := in.skip()
	if err != nil {
		return nil, err
	}
	x, err := s.DB.Room(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := &Story{Story: newStoryLine(&x.Line), Count: x.Line.Count}
	along(out, x)
	pages, err := s.storyPages(ctx, x)
	if err != nil {
		return nil, err
	}
	out.Graph = newGraph(pages)
	out.Pages = pages[min(skip, len(pages)):min(skip+in.Limit, len(pages))]
	out.Listed = in.listed(skip, len(out.Pages), len(pages))
	for _, tell := range []func(context.Context, *Story, *store.StoryRoom) error{s.storyDiffers, s.storyMoments, s.storyVoices, s.storyFigures, s.storyReviews} {
		if err := tell(ctx, out, x); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// along tells the stories of the thread that came before and after.
func along(out *Story, x *store.StoryRoom) {
	var times []string
	for _, p := range x.Pages {
		times = append(times, p.Published)
	}
	out.Story.Life = daysOf(times)
	to := &out.Before
	for i := range x.Along {
		if x.Along[i].ID == x.Line.ID {
			to = &out.After
			continue
		}
		*to = append(*to, newStoryLine(&x.Along[i]))
	}
}

func (s *Server) storyDiffers(ctx context.Context, out *Story, x *store.StoryRoom) error {
	groups, err := s.DB.DifferingIn(ctx, x.Line.ID)
	if err == nil {
		out.Differing, err = s.differing(ctx, groups)
	}
	return err
}

// storyMoment is what happened at a time.
type storyMoment struct {
	When     string         `json:"when"`
	From     string         `json:"from"`
	To       string         `json:"to"`
	What     string         `json:"what" doc:"In the words of the first page"`
	Modality isnad.Modality `json:"modality"`
	Origins  int            `json:"origins"`
	In       []Carrier      `json:"in"`
	Others   []storyDating  `json:"conflicts,omitempty" doc:"Other times that pages give"`
}

// Days are when it happened, in days, months or years: weeks and the like are said by their
// first and last day.
func (m storyMoment) Days() string { return daysIn(m.When, m.From, m.To) }

// Days are those of the other time.
func (m storyDating) Days() string { return daysIn(m.When, m.From, m.To) }

func daysIn(when, from, to string) string {
	if day, _, _ := strings.Cut(when, "T"); from != "" && to != "" {
		if _, ok := moment(day); !ok && from == to {
			return from
		} else if !ok {
			return from + "/" + to
		}
	}
	return when
}

// storyDating is another time for something that happened.
type storyDating struct {
	When string    `json:"when"`
	From string    `json:"from"`
	To   string    `json:"to"`
	In   []Carrier `json:"in"`
}

func (s *Server) storyMoments(ctx context.Context, out *Story, x *store.StoryRoom) error {
	moments, err := s.Comparing.Moments(ctx, &x.Story)
	if err != nil {
		return err
	}
	pages := map[string]*store.PageLine{}
	for i := range x.Pages {
		pages[x.Pages[i].Address] = &x.Pages[i]
	}
	in := func(members []string) (in []Carrier) {
		for _, m := range members {
			if page, finding, ok := cutMember(m); ok && pages[page] != nil {
				in = append(in, newCarrier(pages[page], finding))
			}
		}
		return in
	}
	out.Moments = []storyMoment{}
	for _, m := range moments {
		y := storyMoment{m.When, m.From, m.To, m.What, m.Modality, m.Origins, in(m.Members), nil}
		for _, c := range m.Conflicts {
			y.Others = append(y.Others, storyDating{c.When, c.From, c.To, in(c.Members)})
		}
		out.Moments = append(out.Moments, y)
	}
	return nil
}

// Outside are the sources that pages of the story name and that are not among its pages.
func (o *Story) Outside() (names []string) {
	for _, p := range o.Graph.pages {
		for _, c := range p.Credits {
			if !slices.Contains(names, c) {
				names = append(names, c)
			}
		}
	}
	return names
}

func (o *Story) table() ([]string, [][]string) {
	var rows [][]string
	for _, p := range o.Pages {
		from := ""
		if p.From != nil {
			from = p.From.Address
		}
		rows = append(rows, []string{strconv.Itoa(p.Number), p.Title, p.Outlet, p.Published, from, string(p.Relation), string(p.Direction), strings.Join(p.Because, " "), p.Path, p.Address, p.Digest})
	}
	return []string{"page", "title", "outlet", "published", "from", "relation", "direction", "because", "link", "address", "digest"}, rows
}
