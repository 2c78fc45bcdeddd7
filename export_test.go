package isnad

// What the tests outside of the package see of it.
type Class = class

const (
	Other  = other
	Letter = letter
	Digit  = digit
	Ghost  = ghost
	Hidden = hidden
)

var ClassOf = classOf
