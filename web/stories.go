package web

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/isnad-project/isnad/store"
)

// askedStories is what is asked of the list of stories.
type askedStories struct {
	Window
	Period
	Words  string `query:"words" maxLength:"400" doc:"Words of the title, in any spelling"`
	Outlet string `query:"outlet" maxLength:"400" doc:"An outlet that tells it"`
	Place  string `query:"place" maxLength:"400" doc:"A place that its pages mention"`
	Sort   string `query:"sort" enum:",last,-last,first,-first,pages,-pages,origins,-origins,differences,-differences,title,-title" doc:"Order; with - the other way round"`
}

// Stories are the stories of a store, the newest first.
type Stories struct {
	Listed
	Stories []storyLine   `json:"stories"`
	Asked   *askedStories `json:"-"`
}

// storyLine is a story in the list.
type storyLine struct {
	ID          int64     `json:"id" doc:"Number of its first page's version"`
	Path        string    `json:"path" doc:"Below the root of this server, and of the API"`
	Address     string    `json:"address,omitempty" doc:"Of its first page"`
	Title       string    `json:"title,omitempty"`
	Pages       int       `json:"pages"`
	Origins     int       `json:"origins" doc:"Independent origins: copies and pages of one agency count as one"`
	Differences int       `json:"differences" doc:"Of the statements and figures that begin in it"`
	Thread      int64     `json:"thread" doc:"First of the stories that this one goes on with"`
	First       string    `json:"first,omitempty" doc:"When its first page was published"`
	Last        string    `json:"last,omitempty"`
	Life        []dayLine `json:"life,omitempty" doc:"How many pages came on which days"`
	Drifting    []drifter `json:"drifting,omitempty" doc:"Statements and figures with most differences"`
}

// drifter is a group that differs from page to page.
type drifter struct {
	Path  string   `json:"path" doc:"Below the root of this server, and of the API"`
	Gist  string   `json:"gist"`
	Types []string `json:"types"`
}

// mostDrifting is how many groups the list shows of each story.
const mostDrifting = 3

func (s *Server) openStories() {
	enter(s, room[askedStories, Stories]{
		path: "/stories", name: "stories", group: "stories", about: "The stories that pages tell, the newest first",
		load: s.stories,
	})
}

func (s *Server) stories(ctx context.Context, in *askedStories) (*Stories, error) {
	skip, err := in.skip()
	if err != nil {
		return nil, err
	}
	by, desc := strings.CutPrefix(in.Sort, "-")
	lines, total, err := s.DB.StoryLines(ctx, store.Filter{Words: in.Words, Outlet: in.Outlet, Place: in.Place, From: in.From, To: in.To, Sort: by, Desc: desc, Skip: skip, Most: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &Stories{Listed: in.listed(skip, len(lines), total), Asked: in}
	out.Stories, err = s.storyLines(ctx, lines)
	return out, err
}

// storyLines are stories with what a list shows of them.
func (s *Server) storyLines(ctx context.Context, lines []store.StoryLine) ([]storyLine, error) {
	ids := make([]int64, len(lines))
	for i := range lines {
		ids[i] = lines[i].ID
	}
	drifting, err := s.DB.Drifting(ctx, ids, mostDrifting)
	if err != nil {
		return nil, err
	}
	lives, err := s.DB.LivesOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	firsts, err := s.DB.PageLines(ctx, ids)
	if err != nil {
		return nil, err
	}
	addresses := map[int64]string{}
	for _, p := range firsts {
		addresses[p.Version] = p.Address
	}
	out := make([]storyLine, len(lines))
	for i := range lines {
		out[i] = newStoryLine(&lines[i])
		x := &out[i]
		x.Address, x.Life = addresses[x.ID], daysOf(lives[x.ID])
		for _, g := range drifting[x.ID] {
			x.Drifting = append(x.Drifting, drifter{groupPath(g.Kind, g.First), g.Gist, g.Types})
		}
	}
	return out, nil
}

func newStoryLine(l *store.StoryLine) storyLine {
	return storyLine{ID: l.ID, Path: address("stories", l.ID), Title: l.Title, Pages: l.Pages, Origins: l.Origins, Differences: l.Differences, Thread: l.Thread, First: l.First, Last: l.Last}
}

// groupPath is the address of the room of a group, as one of its members has it.
func groupPath(kind store.GroupKind, m store.Member) string {
	return address(string(kind), fmt.Sprintf("%d.%d", m.Version, m.Finding))
}

func (o *Stories) table() ([]string, [][]string) {
	var rows [][]string
	for _, x := range o.Stories {
		rows = append(rows, []string{strconv.FormatInt(x.ID, 10), x.Title, strconv.Itoa(x.Pages), strconv.Itoa(x.Origins), strconv.Itoa(x.Differences),
			strconv.FormatInt(x.Thread, 10), x.First, x.Last, x.Path, x.Address})
	}
	return []string{"story", "title", "pages", "origins", "differences", "thread", "first", "last", "link", "address"}, rows
}
