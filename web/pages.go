package web

import (
	"context"
	"strconv"

	"github.com/isnad-project/isnad/store"
)

// askedPages is what is asked of the list of pages.
type askedPages struct {
	Listing
	Words string `query:"words" maxLength:"400" doc:"Words of the title; search looks into the text"`
	Kind  string `query:"language" maxLength:"20" doc:"Language of the page: ar, en"`
	Place string `query:"place" maxLength:"400" doc:"A place that the page mentions, by its whole name"`
	Sort  string `query:"sort" enum:"published,-published,added,-added,outlet,-outlet,title,-title" doc:"Order; - is the other way round"`
}

// Pages are the pages of a store in their latest versions, the latest published first.
type Pages struct {
	Listed
	Pages []PageRow   `json:"pages"`
	Asked *askedPages `json:"-"`
}

// PageRow is a page in a list.
type PageRow struct {
	ID        int64  `json:"id" doc:"Number of its latest version"`
	Path      string `json:"path" doc:"Below the root of this server, and of the API"`
	Title     string `json:"title,omitempty"`
	Outlet    string `json:"outlet,omitempty"`
	Published string `json:"published,omitempty"`
	Language  string `json:"language,omitempty"`
	Address   string `json:"address"`
}

func (s *Server) openPageList() {
	enter(s, room[askedPages, Pages]{
		path: "/pages", name: "pages", group: "pages", about: "The pages, the latest published first",
		load: s.pages,
	})
}

func (s *Server) pages(ctx context.Context, in *askedPages) (*Pages, error) {
	f, err := in.filter(in.Sort)
	if err != nil {
		return nil, err
	}
	f.Words, f.Kind, f.Place = in.Words, in.Kind, in.Place
	lines, total, err := s.DB.Pages(ctx, f)
	if err != nil {
		return nil, err
	}
	return &Pages{Listed: in.listed(f.Skip, len(lines), total), Pages: pageRows(lines), Asked: in}, nil
}

func pageRows(lines []store.PageLine) []PageRow {
	out := make([]PageRow, 0, len(lines))
	for _, x := range lines {
		out = append(out, PageRow{x.Version, address("pages", x.Version), x.Title, x.Outlet, x.Published, x.Language, x.Address})
	}
	return out
}

func (o *Pages) table() ([]string, [][]string) { return pageTable(o.Pages) }

func pageTable(pages []PageRow) ([]string, [][]string) {
	var rows [][]string
	for _, x := range pages {
		rows = append(rows, []string{strconv.FormatInt(x.ID, 10), x.Title, x.Outlet, x.Published, x.Language, x.Path, x.Address})
	}
	return []string{"id", "title", "outlet", "published", "language", "path", "address"}, rows
}
