package across

import (
	"slices"

	"github.com/isnad-project/isnad"
)

// Timeline makes the chronology of pages of which it is known already which
// carry one text.
type Timeline struct {
	pages []telling
}

type telling struct {
	*Page
	text int64
}

// Add adds a page. Pages with one number carry one text.
func (t *Timeline) Add(p *Page, text int64) {
	t.pages = append(t.pages, telling{&Page{ID: p.ID, When: p.When, events: p.events}, text})
}

// Moments are the IDs of the pages in order of time, and what happened when.
func (t *Timeline) Moments() (records []string, moments []isnad.Moment) {
	slices.SortFunc(t.pages, func(a, b telling) int {
		switch {
		case earlier(a.Page, b.Page):
			return -1
		case earlier(b.Page, a.Page):
			return 1
		}
		return 0
	})
	texts := map[int64]int32{}
	var all []happening
	for i, p := range t.pages {
		records = append(records, p.ID)
		if _, met := texts[p.text]; !met {
			texts[p.text] = int32(i)
		}
		for _, h := range p.events {
			h.page, h.origin, h.record = int32(i), texts[p.text], p.ID
			all = append(all, h)
		}
	}
	return records, chronology(all)
}
