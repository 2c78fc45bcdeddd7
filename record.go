// Package isnad holds the nouns of a checkable record of what news pages say:
// the Record of one page with its Times, Mentions, Figures, Statements and
// Events, each resting on a Span of the page's text, and Check, which proves
// without trusting their maker that the spans, ids and hashes of a record fit.
//
// It uses the standard library only and touches neither network, disk nor
// clock. The JSON form is described in docs/record.md.
package isnad

// Version is the version of the record's format, the field "isnad".
const Version = 1

// Record is what one page says.
type Record struct {
	Isnad int `json:"isnad"`
	// ID is "sha256:" and the hexadecimal digest of the bytes that came in.
	ID        string `json:"id,omitempty"` // empty only beside an Error
	GivenID   string `json:"given_id,omitempty"`
	URL       string `json:"url,omitempty"`
	FetchedAt string `json:"fetched_at,omitempty"`
	MediaType string `json:"media_type,omitempty"`

	Outlet    *Outlet    `json:"outlet,omitempty"`
	Title     string     `json:"title,omitempty"`
	Byline    string     `json:"byline,omitempty"`
	Published *Published `json:"published,omitempty"`
	Language  string     `json:"language,omitempty"` // BCP 47
	Credits   []Credit   `json:"credits,omitempty"`

	// Text is the headline, a blank line, and the body: the words of the
	// page, unchanged. All spans are places in it.
	Text       string    `json:"text,omitempty"`
	TextSHA256 string    `json:"text_sha256,omitempty"`
	Removed    []Removed `json:"removed,omitempty"`

	Times      []Time      `json:"times,omitempty"`
	Mentions   []Mention   `json:"mentions,omitempty"`
	Figures    []Figure    `json:"figures,omitempty"`
	Statements []Statement `json:"statements,omitempty"`
	Events     []Event     `json:"events,omitempty"`

	// Notes tell what was odd about the bytes: a character set that was not
	// the declared one, bytes that were invalid.
	Notes []string `json:"notes,omitempty"`
	// Error is why the page could not be read; nothing else is found then.
	Error string `json:"error,omitempty"`
}

// Outlet is the publisher of a page.
type Outlet struct {
	Name   string `json:"name,omitempty"`
	Domain string `json:"domain,omitempty"`
}

// Published is when a page says that it was published.
type Published struct {
	Value string `json:"value"` // YYYY-MM-DD, RFC 3339, or LocalTime
	From  string `json:"from"`  // given, json-ld, meta, time, url or text
	Span  *Span  `json:"span,omitempty"`
}

// LocalTime is a day and hour whose zone the page does not tell, in the manner
// of package time.
const LocalTime = "2006-01-02T15:04:05"

// Credit is a page-level credit line: an agency mark, a dateline, a note that
// the page was republished. Words are the line itself; Span is where it stands
// in the text, nil where the line was removed from it.
type Credit struct {
	Name  string `json:"name"`
	Kind  string `json:"kind"` // agency, outlet or person
	Words string `json:"words,omitempty"`
	Span  *Span  `json:"span,omitempty"`
}

// Removed is page furniture that was left out of the text.
type Removed struct {
	Kind string `json:"kind"` // nav, share, related, comment, disclaimer, byline, image-caption, print, dateline
	Text string `json:"text"`
}
