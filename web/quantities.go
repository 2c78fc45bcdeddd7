package web

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/store"
)

// Amount is how many a figure says that there are.
type Amount struct {
	Value *float64    `json:"value,omitempty"`
	Low   *float64    `json:"low,omitempty"`
	High  *float64    `json:"high,omitempty"`
	Bound isnad.Bound `json:"bound"`
	Unit  string      `json:"unit,omitempty"`
	Words string      `json:"words" doc:"As the page writes it"`
}

func amountOf(f *store.Figure) Amount {
	return Amount{f.Value, f.Low, f.High, isnad.Bound(f.Bound), f.Unit, f.Words}
}

// boundSigns are the bounds as signs.
var boundSigns = map[isnad.Bound]string{isnad.AtLeast: "≥ ", isnad.MoreThan: "> ", isnad.About: "≈ ", isnad.AtMost: "≤ ", isnad.LessThan: "< "}

// amount writes an amount with its bound as a sign; it runs from left to right. One without
// a number is given in the words of the page.
func (t *teller) amount(a Amount) string {
	var s string
	switch {
	case a.Value != nil:
		s = t.number(a.Value)
	case a.Low != nil && a.High != nil:
		s = t.number(a.Low) + "–" + t.number(a.High)
	case a.Low != nil:
		s = t.number(a.Low)
	case a.High != nil:
		s = t.number(a.High)
	default:
		return a.Words
	}
	switch a.Unit {
	case "":
	case "percent":
		s += "%"
	default:
		if len(a.Unit) == len("usd") {
			a.Unit = strings.ToUpper(a.Unit)
		}
		s += " " + a.Unit
	}
	return boundSigns[a.Bound] + s
}

// figureTable has a row for each quantity and a column for each outlet.
type figureTable struct {
	Outlets []string     `json:"outlets"`
	Rows    []figureLine `json:"rows"`
}

// figureLine is what outlets give for a quantity.
type figureLine struct {
	Path    string         `json:"path" doc:"Of all its carryings"`
	Counted string         `json:"counted" doc:"What is counted, or the words of the figure"`
	Differs bool           `json:"differs"`
	Cells   [][]figureCell `json:"cells" doc:"For each outlet, what its pages give"`
	outlets int
}

// figureCell is what a page gives.
type figureCell struct {
	Amount
	Place string `json:"place" doc:"The place on the page, below the root of this server"`

	Spot
}

// What a page shows of a table; its JSON has it all.
const mostOutlets, mostQuantities = 8, 40

// Columns are the first outlets.
func (t *figureTable) Columns() []string { return t.Outlets[:min(mostOutlets, len(t.Outlets))] }

// Shown are the first rows, as far as their cells are shown.
func (t *figureTable) Shown() (rows []figureLine) {
	for _, r := range t.Rows[:min(mostQuantities, len(t.Rows))] {
		r.Cells = r.Cells[:len(t.Columns())]
		rows = append(rows, r)
	}
	return rows
}

// MoreOutlets and MoreRows are how many are not shown.
func (t *figureTable) MoreOutlets() int { return max(0, len(t.Outlets)-mostOutlets) }

// MoreRows is how many rows are not shown.
func (t *figureTable) MoreRows() int { return max(0, len(t.Rows)-mostQuantities) }

func (s *Server) storyFigures(ctx context.Context, out *Story, x *store.StoryRoom) error {
	figures, err := s.DB.FiguresOf(ctx, x.Versions)
	if err != nil {
		return err
	}
	out.Figures = tableOf(figures, memberGroups(x.Groups, store.Figures))
	out.Tolls, err = s.tolls(ctx, x, figures)
	return err
}

// tableOf sets figures beside each other, those of a group in one row; rows that differ come
// first, then those of many outlets.
func tableOf(figures []store.Figure, groups map[store.Member]*store.KeptGroup) figureTable {
	t := figureTable{Outlets: []string{}, Rows: []figureLine{}}
	columns, often := map[string]int{}, map[string]int{}
	for i := range figures {
		often[figures[i].Outlet]++
	}
	for o := range often {
		t.Outlets = append(t.Outlets, o)
	}
	slices.SortFunc(t.Outlets, func(a, b string) int { return cmp.Or(often[b]-often[a], cmp.Compare(a, b)) })
	for i, o := range t.Outlets {
		columns[o] = i
	}
	rows := map[*store.KeptGroup]int{}
	for i := range figures {
		f := &figures[i]
		m := store.Member{Version: f.Version, Finding: f.N}
		g := groups[m]
		at, met := rows[g]
		if g == nil || !met {
			at = len(t.Rows)
			line := figureLine{Path: groupPath(store.Figures, m), Counted: cmp.Or(f.Counted, f.Words), Cells: make([][]figureCell, len(t.Outlets))}
			for i := range line.Cells {
				line.Cells[i] = []figureCell{}
			}
			if g != nil {
				rows[g], line.Differs = at, len(g.Differences) > 0
			}
			t.Rows = append(t.Rows, line)
		}
		t.Rows[at].put(columns[f.Outlet], f)
	}
	slices.SortStableFunc(t.Rows, func(a, b figureLine) int {
		return cmp.Or(flag(b.Differs)-flag(a.Differs), b.outlets-a.outlets)
	})
	return t
}

// put adds what a page gives, but for what its outlet gave already.
func (l *figureLine) put(column int, f *store.Figure) {
	cell := figureCell{Amount: amountOf(f), Place: address("pages", f.Version) + "#" + findingID(store.Figures, f.N)}
	if len(l.Cells[column]) == 0 {
		l.outlets++
	}
	if !slices.ContainsFunc(l.Cells[column], func(o figureCell) bool { return o.same(cell.Amount) }) {
		l.Cells[column] = append(l.Cells[column], cell)
	}
}

func (a Amount) same(b Amount) bool {
	return same(a.Value, b.Value) && same(a.Low, b.Low) && same(a.High, b.High) && a.Bound == b.Bound && a.Unit == b.Unit && (a.Value != nil || a.Low != nil || a.High != nil || a.Words == b.Words)
}

func same(a, b *float64) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// findingID is the id of a finding in its page: s3 and f3 are number 3.
func findingID(kind store.GroupKind, n int) string {
	if kind == store.Figures {
		return "f" + strconv.Itoa(n)
	}
	return "s" + strconv.Itoa(n)
}
