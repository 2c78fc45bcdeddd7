// Package en is English: word lists and the rule that parts the possessive
// from a word.
package en

import (
	"embed"
	"sync"

	"github.com/isnad-project/isnad/lang"
)

//go:embed *.txt
var lists embed.FS

// Lang loads the language once and returns it.
var Lang = sync.OnceValue(func() *lang.Lang {
	l, err := lang.Load("en", lists, nil)
	if err != nil {
		panic(err) // the lists are part of the program
	}
	return l
})
