package web

import (
	"cmp"
	"slices"
)

// flows is a picture of who copies whom: those whose text it is on the side where a line of
// writing begins, those who took it on the other.
type flows struct {
	Width, Height int
	Names         []flowName
	Lines         []flowLine
}

type flowName struct {
	Name, Path string
	X, Y       int
	Anchor     string // of its text
	pages      int
}

type flowLine struct {
	trade
	Width          int
	X1, Y1, X2, Y2 int
	Bend           int // where the line is level
}

// The measures of the picture.
const (
	flowWidth  = 640
	flowMargin = 210 // for the names
	flowStep   = 30
	mostFlows  = 16
	widestFlow = 12
)

// Flows draws the pairs with most pages, for a direction of writing.
func (o *Outlets) Flows(dir string) *flows {
	trades := o.Trades[:min(len(o.Trades), mostFlows)]
	f := &flows{Width: flowWidth}
	from, to := f.side(trades, false, dir), f.side(trades, true, dir)
	f.Height = max(len(from), len(to))*flowStep + flowStep/2
	for _, t := range trades {
		a, b := &f.Names[from[t.From]], &f.Names[to[t.To]]
		gap := 8
		if a.X > b.X {
			gap = -gap
		}
		f.Lines = append(f.Lines, flowLine{t, max(1, widestFlow*t.Pages/trades[0].Pages), a.X + gap, a.Y, b.X - gap, b.Y, (a.X + b.X) / 2})
	}
	return f
}

// side places the names of one side, those with most pages on top, and tells the number of each.
func (f *flows) side(trades []trade, takes bool, dir string) map[string]int {
	x, anchor := flowMargin, "end"
	if takes == (dir != "rtl") {
		x, anchor = flowWidth-flowMargin, "start"
	}
	begin := len(f.Names)
	at := map[string]int{}
	for _, t := range trades {
		name := t.From
		if takes {
			name = t.To
		}
		n, met := at[name]
		if !met {
			n = len(f.Names)
			at[name] = n
			f.Names = append(f.Names, flowName{Name: name, Path: address("outlets", name), X: x, Anchor: anchor})
		}
		f.Names[n].pages += t.Pages
	}
	side := f.Names[begin:]
	slices.SortStableFunc(side, func(a, b flowName) int { return cmp.Compare(b.pages, a.pages) })
	for i := range side {
		side[i].Y = flowStep/2 + i*flowStep + flowStep/4
		at[side[i].Name] = begin + i
	}
	return at
}

// Label is the name, cut if it is too long for the picture.
func (n *flowName) Label() string { return label(n.Name, 24) }
