package web

import (
	"cmp"
	"context"
	"html/template"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/store"
)

// toll is what pages count with one word in the course of time.
type toll struct {
	Counted string      `json:"counted" doc:"The word, as most pages write it"`
	Points  []tollPoint `json:"points"`
}

// tollPoint is a figure at its time.
type tollPoint struct {
	Amount
	At     string  `json:"at" doc:"As of when, if the page says so; otherwise when it was published"`
	Stated bool    `json:"stated" doc:"The page says as of when"`
	Place  Carrier `json:"place"`
	Pages  int     `json:"pages" doc:"How many give it so"`
}

// A word is charted if its figures have so many values on so many days. Some charts of so
// many points are drawn, of the pages of so many stories.
const (
	fewestValues, fewestDays = 3, 2
	mostTolls, mostPoints    = 2, 60
	mostAlong                = 60
)

// tolls charts the words that count something in the pages of a story's thread. A word that
// counts several things in one page says little of either, and is left out.
func (s *Server) tolls(ctx context.Context, x *store.StoryRoom, figures []store.Figure) ([]toll, error) {
	others, err := s.alongFigures(ctx, x)
	if err != nil {
		return nil, err
	}
	own := map[string]bool{}
	for i := range figures {
		own[s.tollKey(&figures[i])] = true
	}
	series := map[string][]*store.Figure{}
	for _, all := range [][]store.Figure{figures, others} {
		for i := range all {
			if k := s.tollKey(&all[i]); k != "" && own[k] {
				series[k] = append(series[k], &all[i])
			}
		}
	}
	type scored struct {
		score int
		key   string
		toll
	}
	var found []scored
	for k, all := range series {
		if score := tells(all); score > 0 {
			found = append(found, scored{score, k, newToll(all)})
		}
	}
	slices.SortFunc(found, func(a, b scored) int { return cmp.Or(b.score-a.score, cmp.Compare(a.key, b.key)) })
	var out []toll
	for _, f := range found[:min(mostTolls, len(found))] {
		if err := s.asOf(ctx, &f.toll); err != nil {
			return nil, err
		}
		out = append(out, f.toll)
	}
	return out, nil
}

// alongFigures are the figures of the first pages of the thread's other stories.
func (s *Server) alongFigures(ctx context.Context, x *store.StoryRoom) ([]store.Figure, error) {
	var versions []int64
	for i := range x.Along {
		if n := len(x.Along) - i; n > mostAlong || x.Along[i].ID == x.Line.ID {
			continue // the last ones of a long thread
		}
		versions = append(versions, x.Along[i].ID)
	}
	return s.DB.FiguresOf(ctx, versions)
}

// tollKey is what a figure is charted under: the first word of what it counts.
func (s *Server) tollKey(f *store.Figure) string {
	words := strings.Fields(lang.Normal(f.Counted))
	if len(words) == 0 || f.Published == "" || f.Value == nil && f.Low == nil && f.High == nil || f.Unit != "" {
		return ""
	}
	for _, l := range s.Languages {
		if stem := l.Stem(words[0]); stem != words[0] {
			return stem
		}
	}
	return words[0]
}

// tells is how much figures of one word tell in the course of time, 0 for nothing.
func tells(all []*store.Figure) int {
	values, days := map[float64]bool{}, map[string]bool{}
	pages, twice := map[int64]float64{}, map[int64]bool{}
	for _, f := range all {
		v := top(amountOf(f))
		values[v], days[dayOf(f.Published)] = true, true
		if first, met := pages[f.Version]; met && first != v {
			twice[f.Version] = true
		}
		pages[f.Version] = v
	}
	if len(values) < fewestValues || len(days) < fewestDays || 5*len(twice) > 2*len(pages) {
		return 0
	}
	return len(values) * len(days)
}

func newToll(all []*store.Figure) toll {
	var out toll
	written := map[string]int{}
	slices.SortStableFunc(all, func(a, b *store.Figure) int { return cmp.Compare(a.Published, b.Published) })
	for _, f := range all {
		written[f.Counted]++
		if n := written[f.Counted]; n > written[out.Counted] || out.Counted == "" {
			out.Counted = f.Counted
		}
		p := store.PageLine{Version: f.Version, Address: f.Address, Outlet: f.Outlet, Published: f.Published}
		x := tollPoint{Amount: amountOf(f), At: f.Published, Place: newCarrier(&p, findingID(store.Figures, f.N)), Pages: 1}
		if i := slices.IndexFunc(out.Points, func(o tollPoint) bool { return o.same(x.Amount) && dayOf(o.At) == dayOf(x.At) }); i >= 0 {
			out.Points[i].Pages++
		} else if len(out.Points) < mostPoints {
			out.Points = append(out.Points, x)
		}
	}
	return out
}

// asOf finds out as of when the figures are, where their pages say so.
func (s *Server) asOf(ctx context.Context, t *toll) error {
	for i := range t.Points {
		p := &t.Points[i]
		r, err := s.DB.Record(ctx, p.Place.Version)
		if err != nil {
			return err
		}
		_, id, _ := cutMember(p.Place.Path)
		if f := finding(r.Figures, id); f != nil {
			if at := finding(r.Times, f.AsOf); at != nil && at.To != "" {
				p.At, p.Stated = at.To, true
			}
		}
	}
	slices.SortStableFunc(t.Points, func(a, b tollPoint) int { return cmp.Compare(a.At, b.At) })
	return nil
}

// finding is one of a record's findings by its id, such as f3, nil if there is none; they
// stand in the order of their ids.
func finding[T any](all []T, id string) *T {
	if id == "" {
		return nil
	}
	n, err := strconv.Atoi(id[1:])
	if err != nil || n < 1 || n > len(all) {
		return nil
	}
	return &all[n-1]
}

// top is the highest number of an amount.
func top(a Amount) float64 {
	v := 0.
	for _, n := range []*float64{a.Value, a.Low, a.High} {
		if n != nil {
			v = max(v, *n)
		}
	}
	return v
}

// Where a chart has its axes.
const (
	tollWidth, tollHeight                 = 720., 300.
	tollStart, tollEnd, tollTop, tollBase = 64., 40., 24., 258.
)

// tollChart draws figures in time: a point for each, with an arrow where there may be more
// or fewer, a wave where it is about so many, a bar from the lowest to the highest.
func (t *teller) tollChart(x toll) template.HTML {
	d := t.drawing(tollWidth)
	d.begin("toll", "group", tollHeight, t.told("toll_title", "Counted", x.Counted))
	var times []string
	high := 0.
	for _, p := range x.Points {
		times = append(times, p.At)
		high = max(high, top(p.Amount))
	}
	step := nice(high / 4)
	high = step * math.Ceil(high*1.02/step)
	y := func(v float64) float64 { return tollBase - (tollBase-tollTop)*v/high }
	for v := 0.; v <= high; v += step {
		d.add(`<line class="grid" x1="%v" x2="%v" y1="%v" y2="%v"></line><text class="soft" x="%v" y="%v" text-anchor="end">%s</text>`, d.x(tollStart), d.x(tollWidth-tollEnd), y(v), y(v), d.x(tollStart-8), y(v)+4, t.number(v))
	}
	at := t.timeAxis(d, times, tollStart+20, tollWidth-tollEnd-20, tollBase)
	for _, p := range x.Points {
		t.tollMark(d, &p, at(p.At), y)
	}
	return d.end()
}

func (t *teller) tollMark(d *drawing, p *tollPoint, x float64, y func(float64) float64) {
	told := t.told("toll_point", "Amount", t.amount(p.Amount), "Bound", t.must("bound_"+string(p.Bound)), "Outlet", label(p.Place.Name(), 60), "When", t.when(p.At))
	d.add(`<a href="%s" class="point %s"><title>%s</title>`, p.Place.Path, string(p.Bound), told)
	v := y(top(p.Amount))
	if p.Low != nil && p.High != nil && *p.Low < *p.High {
		low := y(*p.Low)
		d.add(`<path d="M%v %vV%vM%v %vh10M%v %vh10"></path>`, x, v, low, x-5, v, x-5, low)
	} else {
		d.add(`<circle cx="%v" cy="%v" r="4.5"></circle>`, x, v)
	}
	switch p.Bound {
	case isnad.AtLeast, isnad.MoreThan:
		d.add(`<path d="M%v %vv-13m-4 5l4 -5l4 5"></path>`, x, v-4)
	case isnad.AtMost, isnad.LessThan:
		d.add(`<path d="M%v %vv13m-4 -5l4 5l4 -5"></path>`, x, v+4)
	case isnad.About:
		d.add(`<path d="M%v %vq4 -5 8 0t8 0"></path>`, x-8, v-9)
	}
	d.b.WriteString("</a>")
}

// nice is a round number that is not below v: 1, 2 or 5 of a power of ten.
func nice(v float64) float64 {
	if v <= 1 {
		return 1
	}
	p := math.Pow(10, math.Floor(math.Log10(v)))
	for _, n := range []float64{1, 2, 5} {
		if n*p >= v {
			return n * p
		}
	}
	return 10 * p
}
