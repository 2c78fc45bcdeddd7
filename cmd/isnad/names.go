package main

import (
	"fmt"

	"github.com/isnad-project/isnad"
)

// names are the ids that pages of one comparison go by.
type names map[string]bool

// give names a record by its input where nobody gave it an id. Members of a
// comparison are known by these names alone, so no two pages share one: a page
// whose id is taken goes by its input instead, and the error says so.
func (n names) give(r *isnad.Record, input string) error {
	id := r.GivenID
	if id == "" {
		id = input
	}
	wanted := id
	if n[id] {
		id = input
	}
	for i := 2; n[id]; i++ {
		id = fmt.Sprintf("%s (%d)", input, i)
	}
	n[id] = true
	r.GivenID = id
	if id != wanted {
		return fmt.Errorf("another page is called %q too; this one is compared as %q", wanted, id)
	}
	return nil
}
