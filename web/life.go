package web

import (
	"html/template"
	"slices"
	"time"
)

// dayLine is how many pages came on a day.
type dayLine struct {
	Day   string `json:"day"`
	Pages int    `json:"pages"`
}

// daysOf counts times of publication by their days, in order; what has no day is left out.
func daysOf(times []string) (out []dayLine) {
	count := map[string]int{}
	for _, t := range times {
		if d := dayOf(t); d != "" {
			count[d]++
		}
	}
	for d, n := range count {
		out = append(out, dayLine{d, n})
	}
	slices.SortFunc(out, func(a, b dayLine) int {
		if a.Day < b.Day {
			return -1
		}
		return 1
	})
	return out
}

// A life is drawn as bars, at most so many.
const (
	lifeWidth, lifeHeight = 240., 22.
	mostBars              = 48
)

// life draws when the pages of a story came.
func (t *teller) life(days []dayLine) template.HTML {
	if len(days) == 0 || len(days) == 1 && days[0].Pages == 1 {
		return ""
	}
	all, most := 0, days[0]
	for _, d := range days {
		all += d.Pages
		if d.Pages > most.Pages {
			most = d
		}
	}
	first, last := days[0].Day, days[len(days)-1].Day
	title := t.told("life_day", "Pages", t.many("pages_n", all), "Day", t.day(first))
	if first != last {
		title = t.told("life_days", "Pages", t.many("pages_n", all), "First", t.day(first), "Last", t.day(last), "Most", t.day(most.Day), "Of", t.number(most.Pages))
	}
	bars := barsOf(days)
	d := t.drawing(lifeWidth)
	d.begin("life", "img", lifeHeight, title)
	d.add(`<line x1="0" x2="%v" y1="%v" y2="%v"></line>`, lifeWidth, lifeHeight-.5, lifeHeight-.5)
	high, step := slices.Max(bars), lifeWidth/float64(max(len(bars), 12))
	for i, n := range bars {
		if n > 0 {
			h := 3 + (lifeHeight-4)*float64(n)/float64(high)
			x := d.x(float64(i) * step)
			if d.rtl {
				x -= step
			}
			d.add(`<rect x="%v" y="%v" width="%v" height="%v"></rect>`, x+.5, lifeHeight-1-h, max(step-1, 1.5), h)
		}
	}
	return d.end()
}

// barsOf are the pages of equal parts of the time from the first day to the last.
func barsOf(days []dayLine) []int {
	from, _ := time.Parse(time.DateOnly, days[0].Day)
	to, _ := time.Parse(time.DateOnly, days[len(days)-1].Day)
	whole := int(to.Sub(from).Hours()/24) + 1
	bars := make([]int, min(whole, mostBars))
	for _, d := range days {
		at, _ := time.Parse(time.DateOnly, d.Day)
		bars[int(at.Sub(from).Hours()/24)*len(bars)/whole] += d.Pages
	}
	return bars
}
