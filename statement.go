package isnad

// Statement is an utterance that a page reports: one for every reporting word.
type Statement struct {
	ID   string `json:"id"`
	Span Span   `json:"span"`
	Rule string `json:"rule"`

	Kind StatementKind `json:"kind"`
	// Content is what was said: inside the marks for direct speech, without
	// the leading complementiser for indirect speech.
	Content Span `json:"content"`
	// Cue is the reporting word; nil in a headline such as "Minister: …".
	Cue     *Span   `json:"cue,omitempty"`
	Speaker Speaker `json:"speaker"`
	// Chain is the way that the words took, from the page outward; its last
	// link is the speaker. It is empty where the speaker is unknown.
	Chain []Link `json:"chain,omitempty"`
	// Act is what the words do: state, deny, accuse, order, demand, call,
	// promise, warn, announce, hope, admit …
	Act string `json:"act"`
	// SaidAt is the id of a time, or the words for the occasion.
	SaidAt string `json:"said_at,omitempty"`
	// Headline marks a headline's or subheading's statement.
	Headline bool `json:"headline,omitempty"`
	// Parent is the id of the statement whose content holds this one.
	Parent         string `json:"parent,omitempty"`
	MalformedQuote bool   `json:"malformed_quote,omitempty"`
}

// StatementKind says how much of a statement's content is in speech marks.
type StatementKind string

// The kinds of statement.
const (
	Direct   StatementKind = "direct"
	Mixed    StatementKind = "mixed"
	Indirect StatementKind = "indirect"
)

// Speaker is whoever said it. Where nobody can be named it is
// {"kind":"unknown"} and nothing else.
type Speaker struct {
	Name string      `json:"name,omitempty"`
	Kind SpeakerKind `json:"kind"`
	Span *Span       `json:"span,omitempty"`
	Role *Span       `json:"role,omitempty"`
	// Implicit says that the subject is dropped here and Span is where it
	// was found earlier.
	Implicit bool `json:"implicit,omitempty"`
}

// Link is one hand through which the words passed.
type Link struct {
	Name     string      `json:"name"`
	Kind     SpeakerKind `json:"kind"`
	Span     *Span       `json:"span,omitempty"`
	Implicit bool        `json:"implicit,omitempty"`
}

// SpeakerKind is the sort of a speaker or of a link in a chain.
type SpeakerKind string

// The kinds of speaker and link.
const (
	SpeakerPerson       SpeakerKind = "person"
	SpeakerOrganisation SpeakerKind = "organisation"
	SpeakerAnonymous    SpeakerKind = "anonymous"
	SpeakerCollective   SpeakerKind = "collective"
	SpeakerDocument     SpeakerKind = "document"
	SpeakerAgency       SpeakerKind = "agency"
	SpeakerOutlet       SpeakerKind = "outlet"
	SpeakerUnknown      SpeakerKind = "unknown"
)
