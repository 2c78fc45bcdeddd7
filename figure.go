package isnad

// Figure is a quantity that a page gives. Years, ordinals, resolution and case
// numbers, ages and durations are not figures.
type Figure struct {
	ID   string `json:"id"`
	Span Span   `json:"span"`
	Rule string `json:"rule"`

	// Value is the number in units ("9 thousand" is 9000), nil where the
	// words give none ("hundreds") or give a range.
	Value *float64 `json:"value,omitempty"`
	Low   *float64 `json:"low,omitempty"`
	High  *float64 `json:"high,omitempty"`
	Bound Bound    `json:"bound"`
	// Unit is empty, "percent", a lower-case ISO 4217 code or an SI unit.
	Unit string `json:"unit,omitempty"`
	// Counted is the noun phrase that is counted, without the number.
	Counted *Span `json:"counted,omitempty"`
	// PartOf is the id of the figure that this one breaks down.
	PartOf string `json:"part_of,omitempty"`
	Actor  *Span  `json:"actor,omitempty"`
	Place  *Span  `json:"place,omitempty"`
	// Period and AsOf are ids of times.
	Period string `json:"period,omitempty"`
	AsOf   string `json:"as_of,omitempty"`
	// AccordingTo is the id of the innermost statement that gives the figure.
	AccordingTo string `json:"according_to,omitempty"`
}

// Bound says how a figure's words limit its value.
type Bound string

// The bounds.
const (
	Exact        Bound = "exact"
	AtLeast      Bound = "at_least"
	MoreThan     Bound = "more_than"
	About        Bound = "about"
	AtMost       Bound = "at_most"
	LessThan     Bound = "less_than"
	UnknownBound Bound = "unknown"
)
