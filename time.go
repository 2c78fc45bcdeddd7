package isnad

// Time is a time that a page states: a date, a part of a day, a duration, a
// period, something that recurs, or a time relative to another.
type Time struct {
	ID   string `json:"id"`
	Span Span   `json:"span"`
	Rule string `json:"rule"`

	// Value is in the manner of TIMEX3: "2015", "2015-09", "2015-09-30",
	// "2013-02-20TEV", "P49Y", "A/B", "PAST_REF", "PRESENT_REF",
	// "FUTURE_REF", "XXXX-03-08" where the year is not known.
	Value string `json:"value"`
	// From and To are the earliest and the latest day that the time can
	// mean, YYYY-MM-DD, or empty where there is none.
	From string   `json:"from,omitempty"`
	To   string   `json:"to,omitempty"`
	Kind TimeKind `json:"kind"`
	// Anchor says what a relative time was counted from: "publication",
	// "utterance", "text", or the id of another time.
	Anchor string `json:"anchor,omitempty"`
}

// TimeKind is the shape of a stated time.
type TimeKind string

// The kinds of time.
const (
	TimeDate     TimeKind = "date"
	TimeOfDay    TimeKind = "time"
	TimeDuration TimeKind = "duration"
	TimePeriod   TimeKind = "period"
	TimeSet      TimeKind = "set"
	TimeRelative TimeKind = "relative"
)
