package across

import (
	"fmt"
	"testing"

	"github.com/isnad-project/isnad"
)

// The sheets that were laid out first go, and none while one thing is told.
func TestSheetsAreKeptForAWhile(t *testing.T) {
	fetched := map[string]int{}
	c := New().Corpus(func(p *Page) (*isnad.Record, error) {
		fetched[p.ID]++
		return &isnad.Record{ID: p.ID, Text: "نص"}, nil
	})
	for i := range int32(mostSheets + 100) {
		c.pages = append(c.pages, &Page{ID: fmt.Sprint(i)})
		c.origins = append(c.origins, i)
	}
	first := c.sheet(0)
	for i := range c.pages {
		c.sheet(int32(i))
	}
	if c.sheet(0) != first {
		t.Error("a page has two sheets while one thing is told")
	}
	c.forget()
	for i := range c.pages {
		if _, kept := c.sheets[int32(i)]; kept != (i >= 100) {
			t.Errorf("sheet %d: kept is %v", i, kept)
		}
	}
	c.sheet(0)
	if fetched["0"] != 2 || fetched["100"] != 1 || len(c.kept) != mostSheets+1 {
		t.Errorf("fetched %d and %d times, %d kept", fetched["0"], fetched["100"], len(c.kept))
	}
}
