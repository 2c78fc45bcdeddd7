package web

import (
	"html/template"
	"slices"
	"time"

	"github.com/isnad-project/isnad"
)

// graph is how a story travelled: its pages, each below the one that it has its text from.
type graph struct {
	pages  []*storyPage
	rows   []graphRow
	Hidden int // pages that are in the table only
}

// graphRow is a line of the drawing: a page, a source outside, or pages that are not drawn.
type graphRow struct {
	page    int    // or -1
	outside string // a source that pages name
	folded  int    // so many pages
	family  int
}

// mostDrawn is how many pages a graph draws, and mostOutside how many sources.
const mostDrawn, mostOutside = 60, 6

// newGraph chooses what is drawn: the pages on top of each text first, then the others in the
// order of time, as long as there is room.
func newGraph(pages []*storyPage) graph {
	g := graph{pages: pages}
	drawn := make([]bool, len(pages))
	left := mostDrawn
	for _, top := range []bool{true, false} {
		for i, p := range pages {
			if left > 0 && (p.above < 0) == top && (top || drawn[p.above]) && !drawn[i] {
				drawn[i] = true
				left--
			}
		}
	}
	below, hidden := map[int][]int{}, map[int]int{}
	families := 0
	for i, p := range pages {
		families = max(families, p.family+1)
		if drawn[i] {
			below[p.above] = append(below[p.above], i)
		} else {
			hidden[p.family]++
			g.Hidden++
		}
	}
	for _, name := range g.outside() {
		g.rows = append(g.rows, graphRow{page: -1, outside: name, family: -1})
	}
	var put func(i int)
	put = func(i int) {
		g.rows = append(g.rows, graphRow{page: i, family: pages[i].family})
		for _, b := range below[i] {
			put(b)
		}
	}
	tops, rest := map[int][]int{}, 0
	for _, i := range below[-1] {
		tops[pages[i].family] = append(tops[pages[i].family], i)
	}
	for f := range families {
		for _, i := range tops[f] {
			put(i)
		}
		if len(tops[f]) == 0 {
			rest += hidden[f]
		} else if hidden[f] > 0 {
			g.rows = append(g.rows, graphRow{page: -1, folded: hidden[f], family: f})
		}
	}
	if rest > 0 {
		g.rows = append(g.rows, graphRow{page: -1, folded: rest, family: -1})
	}
	return g
}

// Drawn are the pages.
func (g *graph) Drawn() []*storyPage { return g.pages }

// outside are the sources that most pages name.
func (g *graph) outside() (names []string) {
	often := map[string]int{}
	for _, p := range g.pages {
		for _, c := range p.Credits {
			if often[c]++; often[c] == 1 {
				names = append(names, c)
			}
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return often[b] - often[a] })
	return names[:min(mostOutside, len(names))]
}

// Where things stand in a graph.
const (
	graphWidth, graphRowHeight, graphHead = 960., 38., 40.
	graphLabels                           = 300. // room for the names of the last pages
	graphGutter                           = 16.  // between sources outside
	graphStep                             = 16.  // a copy stands behind what it is a copy of
	longestLabel                          = 34
)

// graph draws the ways of a story's text: time runs as lines of writing do, each page has a
// line of its own.
func (t *teller) graph(g graph) template.HTML {
	d := t.drawing(graphWidth)
	height := graphHead + graphRowHeight*float64(len(g.rows)) + 8
	d.begin("ways", "group", height, t.told("graph_title", "Pages", t.many("pages_n", len(g.pages))))
	d.add(`<desc>%s</desc><defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z"></path></marker></defs>`, t.must("graph_desc"))
	gutters := map[string]float64{}
	for _, name := range g.outside() {
		gutters[name] = 10 + graphGutter*float64(len(gutters))
	}
	var times []string
	for _, r := range g.rows {
		if r.page >= 0 {
			times = append(times, g.pages[r.page].Published)
		}
	}
	start := 24 + graphGutter*float64(len(gutters))
	t.lanes(d, &g)
	at := t.timeAxis(d, times, start, graphWidth-graphLabels, graphHead-8)
	x, y := make([]float64, len(g.pages)), make([]float64, len(g.pages))
	for n, r := range g.rows {
		if r.page < 0 {
			continue
		}
		p := g.pages[r.page]
		y[r.page] = graphHead + graphRowHeight*(float64(n)+.5)
		x[r.page] = d.x(at(p.Published)) // from where writing begins, for comparing
		if p.above >= 0 {
			x[r.page] = min(max(x[r.page], x[p.above]+graphStep), graphWidth-graphLabels+6*graphStep)
		}
	}
	for n, r := range g.rows {
		line := graphHead + graphRowHeight*(float64(n)+.5)
		switch {
		case r.outside != "":
			d.add(`<circle class="outside" cx="%v" cy="%v" r="6"></circle><text x="%v" y="%v">%s <tspan class="soft">%s</tspan></text>`, d.x(gutters[r.outside]), line, d.x(start+8), line+5, label(r.outside, longestLabel), t.must("graph_outside"))
		case r.page < 0:
			d.add(`<a href="#pages"><text class="folded" x="%v" y="%v">%s</text></a>`, d.x(start+8), line+5, t.many(map[bool]string{true: "graph_folded", false: "graph_left"}[r.family >= 0], r.folded))
		default:
			t.wayTo(d, &g, r.page, gutters, x, y)
			t.node(d, g.pages[r.page], x[r.page], y[r.page])
		}
	}
	return d.end()
}

// lanes are the texts of a graph, every other one shaded.
func (t *teller) lanes(d *drawing, g *graph) {
	for n := 0; n < len(g.rows); {
		m := n
		for m < len(g.rows) && g.rows[m].family == g.rows[n].family {
			m++
		}
		if f := g.rows[n].family; f >= 0 && f%2 == 0 {
			d.add(`<rect class="lane" x="0" y="%v" width="%v" height="%v"></rect>`, graphHead+graphRowHeight*float64(n), d.width, graphRowHeight*float64(m-n))
		}
		n = m
	}
}

// wayTo draws the lines to a page: from the page that it has its text from, and from the sources
// that it names.
func (t *teller) wayTo(d *drawing, g *graph, i int, gutters map[string]float64, x, y []float64) {
	p := g.pages[i]
	for n, name := range g.outside() {
		if slices.Contains(p.Credits, name) {
			d.add(`<path class="way outside" d="M%v %vV%vH%v" marker-end="url(#arrow)"><title>%s</title></path>`, d.x(gutters[name]), graphHead+graphRowHeight*(float64(n)+.5)+6, y[i]+4, d.x(x[i]-7), t.told("graph_credits", "Page", label(p.Name(), 60), "Source", label(name, 60)))
		}
	}
	if p.above < 0 {
		return
	}
	marker := ""
	switch p.Direction {
	case isnad.AToB:
		marker = ` marker-end="url(#arrow)"`
	case isnad.BToA:
		marker = ` marker-start="url(#arrow)"`
	}
	d.add(`<path class="way %s" d="M%v %vV%vH%v"`+marker+`><title>%s</title></path>`, string(p.Relation), d.x(x[p.above]), y[p.above]+7, y[i], d.x(x[i]-7), t.reason(p))
}

func (t *teller) node(d *drawing, p *storyPage, x, y float64) {
	class := "copy"
	if p.above < 0 {
		class = "origin"
	}
	when := t.must("undated")
	if p.Published != "" {
		when = t.when(p.Published)
	}
	d.add(`<a href="%s"><title>%s</title><circle class="%s" cx="%v" cy="%v" r="6"></circle><text x="%v" y="%v">%s</text><text class="soft" x="%v" y="%v">%s</text></a>`,
		p.Path, label(p.Title, 200), class, d.x(x), y, d.x(x+12), y-1, t.number(p.Number)+". "+label(p.Name(), longestLabel), d.x(x+12), y+14, when)
}

// reason is how a page belongs to the one that it has its text from, in words.
func (t *teller) reason(p *storyPage) string {
	s := t.told("way_"+string(p.Relation), "Page", label(p.From.Name(), 60)) + " (" + t.told("way_share", "Share", t.percent(p.Share)) + ")"
	for _, code := range p.Because {
		s += t.must("way_and") + t.told("because_"+code, "Source", label(p.Source, 60))
	}
	return s
}

// timeAxis draws days along a line, and gives the place of a time: from where lines of writing
// begin, or mirrored as the drawing is. A time that is not known stands at the beginning.
func (t *teller) timeAxis(d *drawing, times []string, from, to, y float64) func(string) float64 {
	var first, last time.Time
	for _, s := range times {
		if at, ok := moment(s); ok {
			if first.IsZero() || at.Before(first) {
				first = at
			}
			if at.After(last) {
				last = at
			}
		}
	}
	whole := last.Sub(first).Hours()
	place := func(s string) float64 {
		at, ok := moment(s)
		if !ok || whole <= 0 {
			return d.x(from)
		}
		return d.x(from + (to-from)*at.Sub(first).Hours()/whole)
	}
	d.add(`<line class="axis" x1="%v" x2="%v" y1="%v" y2="%v"></line>`, d.x(from), d.x(to), y, y)
	for n, day := range ticks(first, last, int((to-from)/tickRoom)) {
		x, anchor := place(day), "middle"
		if n == 0 {
			anchor = "start"
		} else if day == last.Format(time.RFC3339) {
			anchor = "end"
		}
		d.add(`<line class="axis" x1="%v" x2="%v" y1="%v" y2="%v"></line><text class="soft" x="%v" y="%v" text-anchor="%s">%s</text>`, x, x, y-3, y+3, x, y+18*sideOf(y), anchor, t.day(day))
	}
	return place
}

// sideOf puts the days above an axis at the top of a drawing, and below one at its foot.
func sideOf(y float64) float64 {
	if y < graphHead {
		return -.6
	}
	return 1
}

// tickRoom is how much room the name of a day needs.
const tickRoom = 230.

// ticks are times from the first to the last in equal steps, no two of one day.
func ticks(first, last time.Time, most int) (times []string) {
	if first.IsZero() {
		return nil
	}
	day := ""
	for n := range most + 1 {
		at := first.Add(last.Sub(first) / time.Duration(most) * time.Duration(n)).Format(time.RFC3339)
		if n == most {
			at = last.Format(time.RFC3339)
		}
		if dayOf(at) != day {
			times = append(times, at)
		}
		day = dayOf(at)
	}
	return times
}
