package mention

import (
	_ "embed"
	"sync"
)

//go:embed ar.model
var arabic []byte

// Arabic returns the model for Arabic that comes with the program, decoded
// once. docs/decisions says what it was trained on and how.
var Arabic = sync.OnceValue(func() *Model {
	m, err := ReadModel(arabic)
	if err != nil {
		panic(err) // the model is part of the program
	}
	return m
})
