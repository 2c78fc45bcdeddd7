package isnad

// Event is a happening that a page dates.
type Event struct {
	ID   string `json:"id"`
	Span Span   `json:"span"`
	Rule string `json:"rule"`

	What  Span   `json:"what"`
	When  string `json:"when,omitempty"` // id of a time
	Where *Span  `json:"where,omitempty"`
	Who   *Span  `json:"who,omitempty"`
	// Modality tells what happened from what is planned, possible or denied.
	Modality    Modality `json:"modality"`
	AccordingTo string   `json:"according_to,omitempty"` // id of a statement
}

// Modality is how sure the page is of an event.
type Modality string

// The modalities.
const (
	Asserted Modality = "asserted"
	Planned  Modality = "planned"
	Possible Modality = "possible"
	Denied   Modality = "denied"
)
