package isnad

import "errors"

// The kinds of error. What a caller gets wraps at most one of them and says in
// words what was wrong with which input. A reading that is unsure is no error:
// what it is unsure of is left out of the record.
var (
	ErrNotFound   = errors.New("not found")  // there is nothing of that name
	ErrTooLarge   = errors.New("too large")  // more bytes than the limit allows
	ErrEmpty      = errors.New("empty")      // no words in it
	ErrNotText    = errors.New("not a text") // pictures, archives, binary rubbish
	ErrMalformed  = errors.New("malformed")  // a damaged archive, a line that is no JSON object
	ErrIncoherent = errors.New("incoherent") // a record that Check refuses
)

// Problem is one thing that Check found wrong with a record. It is an ErrIncoherent.
type Problem struct {
	Where string // "record", or a finding and its field: "s3.content"
	What  string
}

func (p *Problem) Error() string { return p.Where + ": " + p.What }

// Unwrap makes errors.Is(err, ErrIncoherent) true.
func (p *Problem) Unwrap() error { return ErrIncoherent }
