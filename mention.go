package isnad

// Mention is a place where a page names, or stands for, a person, an
// organisation, a place, a facility or an office.
type Mention struct {
	ID   string      `json:"id"`
	Span Span        `json:"span"`
	Rule string      `json:"rule"`
	Kind MentionKind `json:"kind"`
	// Name is the fullest name that the page gives the entity, and Entity
	// its id in the page; all mentions of one entity share both.
	Name   string `json:"name"`
	Entity string `json:"entity"`
}

// MentionKind is the sort of entity that is mentioned.
type MentionKind string

// The kinds of mention.
const (
	Person       MentionKind = "person"
	Organisation MentionKind = "organisation"
	Place        MentionKind = "place"
	Facility     MentionKind = "facility"
	Role         MentionKind = "role"
)
