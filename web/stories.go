package web

import (
	"context"
	"html/template"

	"github.com/isnad-project/isnad/store"
)

// askedStories is what is asked of the list of stories.
type askedStories struct {
	Window
	Period
	Words  string `query:"words" maxLength:"400" doc:"Words of the title, in any spelling"`
	Outlet string `query:"outlet" maxLength:"400" doc:"An outlet that tells it"`
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
	Title       string    `json:"title,omitempty"`
	Pages       int       `json:"pages"`
	Origins     int       `json:"origins" doc:"Independent origins: copies and pages of one agency count as one"`
	Differences int       `json:"differences" doc:"Of the statements and figures that begin in it"`
	Thread      int64     `json:"thread" doc:"First of the stories that this one goes on with"`
	First       string    `json:"first,omitempty" doc:"When its first page was published"`
	Last        string    `json:"last,omitempty"`
	Drifting    []drifter `json:"drifting,omitempty" doc:"Statements and figures with most differences"`

	Life template.HTML `json:"-"` // drawn by us
}

// drifter is a group that differs from page to page.
type drifter struct {
	Path  string   `json:"path" doc:"Below the root of this server, and of the API"`
	Gist  string   `json:"gist"`
	Types []string `json:"types"`
}

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
	lines, total, err := s.DB.StoryLines(ctx, store.Filter{Words: in.Words, Outlet: in.Outlet, From: in.From, To: in.To, Most: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &Stories{Listed: in.listed(skip, len(lines), total), Asked: in, Stories: []storyLine{}}
	for _, l := range lines {
		out.Stories = append(out.Stories, storyLine{ID: l.ID, Title: l.Title, Pages: l.Pages, Origins: l.Origins, Differences: l.Differences, Thread: l.Thread, First: l.First, Last: l.Last})
	}
	return out, nil
}

func (o *Stories) table() ([]string, [][]string) {
	return nil, nil
}
