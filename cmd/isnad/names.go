package main

import (
	"cmp"
	"fmt"
)

// names are the ids that pages of one comparison go by.
type names map[string]bool

// give returns the name of a page that was given an id, or none, and the name
// of its input. Members of a comparison are known by these names alone, so no
// two pages share one: a page whose id is taken goes by its input instead, and
// the error says so.
func (n names) give(given, input string) (string, error) {
	wanted := cmp.Or(given, input)
	id := wanted
	if n[id] {
		id = input
	}
	for i := 2; n[id]; i++ {
		id = fmt.Sprintf("%s (%d)", input, i)
	}
	n[id] = true
	if id != wanted {
		return id, fmt.Errorf("another page is called %q too; this one is compared as %q", wanted, id)
	}
	return id, nil
}
