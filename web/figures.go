package web

import (
	"cmp"
	"context"
	"slices"

	"github.com/isnad-project/isnad/store"
)

// askedFigures is what is asked of the list of figures.
type askedFigures struct {
	Listing
	Drift
	Status string `query:"status" enum:"machine,confirmed,rejected,corrected" doc:"What persons say of it, the last word; machine: nothing. Not beside a type"`
	Kind   string `query:"kind" maxLength:"40" doc:"A unit (percent, usd, km, …) or a bound (exact, at_least, more_than, about, at_most, less_than, unknown)"`
	Place  string `query:"place" maxLength:"400" doc:"A place that the page mentions, by its whole name"`
	Sort   string `query:"sort" enum:"published,-published,value,-value,counted,-counted,outlet,-outlet,differences,-differences,members,-members,origins,-origins,gist,-gist" doc:"Order; - is the other way round. With a type, groups are sorted by differences, members, origins, published or gist, else figures by published, value, counted or outlet"`
}

// Figures are figures of pages, or groups of them that differ.
type Figures struct {
	Listed
	Figures []figureRow   `json:"figures,omitempty"`
	Groups  []groupRow    `json:"groups,omitempty" doc:"If a type of difference was asked for"`
	Asked   *askedFigures `json:"-"`
}

// figureRow is a figure in a list.
type figureRow struct {
	Standing
	Status  string   `json:"status,omitempty" doc:"What persons say of it, the last word: confirmed, rejected, corrected"`
	Value   *float64 `json:"value,omitempty" doc:"In single units; absent for a range and where the words give none"`
	Low     *float64 `json:"low,omitempty"`
	High    *float64 `json:"high,omitempty"`
	Bound   string   `json:"bound" doc:"How the words limit the value"`
	Unit    string   `json:"unit,omitempty"`
	Words   string   `json:"words" doc:"Of the page"`
	Counted string   `json:"counted,omitempty" doc:"What is counted, in the words of the page"`
}

func (s *Server) openFigures() {
	enter(s, room[askedFigures, Figures]{
		path: "/figures", name: "figures", group: "figures", about: "The figures of all pages, the latest published first; or, with a type, those that differ from page to page",
		load: s.figures,
	})
}

func (s *Server) figures(ctx context.Context, in *askedFigures) (*Figures, error) {
	f, err := in.filter(in.Sort)
	if err != nil {
		return nil, err
	}
	f.Place, f.Status = in.Place, in.Status
	if in.Type != "" && in.Status != "" {
		return nil, &badInput{"status", "it without a type"}
	}
	if in.Type != "" {
		groups, listed, err := s.drifting(ctx, store.Figures, f, &in.Listing, &in.Drift, in.Kind)
		return &Figures{Listed: listed, Groups: groups, Asked: in}, err
	}
	if in.Sort == "" {
		f.Sort, f.Desc = "published", true
	}
	f.Words, f.Kind = in.Words, in.Kind
	lines, total, err := s.DB.FigureLines(ctx, f)
	if err != nil {
		return nil, err
	}
	out := &Figures{Listed: in.listed(f.Skip, len(lines), total), Figures: figureRows(lines), Asked: in}
	standing, err := s.DB.Standing(ctx)
	for i := range out.Figures {
		x := &out.Figures[i]
		x.Status = string(standing["figure"][x.member])
	}
	return out, err
}

func figureRows(lines []store.Figure) []figureRow {
	out := make([]figureRow, 0, len(lines))
	for i := range lines {
		x := &lines[i]
		out = append(out, figureRow{standing("f", &x.Place), "", x.Value, x.Low, x.High, x.Bound, x.Unit, x.Words, x.Counted})
	}
	return out
}

// Units are those that the list offers.
func (*Figures) Units() []string {
	return []string{"percent", "usd", "eur", "gbp", "egp", "sar", "aed", "kwd", "iqd", "jod", "syp", "lbp", "ils", "t", "kg", "km", "m", "km2", "m2", "m3", "ha", "feddan", "dunam", "l", "barrel", "barrels_per_day", "mw", "celsius"}
}

// Range reports whether the figure has two ends and no value between them.
func (r *figureRow) Range() bool { return r.Value == nil && r.Low != nil && r.High != nil }

// One is the number that the bound is of, nil if there is none.
func (r *figureRow) One() *float64 {
	for _, x := range []*float64{r.Value, r.Low, r.High} {
		if x != nil {
			return x
		}
	}
	return nil
}

func (o *Figures) table() ([]string, [][]string) {
	if o.Asked.Type != "" {
		return groupTable(o.Groups)
	}
	var rows [][]string
	for i := range o.Figures {
		x := &o.Figures[i]
		rows = append(rows, slices.Concat([]string{x.ID, cmp.Or(x.Status, store.ByMachine), decimal(x.Value), decimal(x.Low), decimal(x.High), x.Bound, x.Unit, x.Words, x.Counted}, x.cells()))
	}
	return slices.Concat([]string{"id", "status", "value", "low", "high", "bound", "unit", "words", "counted"}, standingColumns), rows
}
