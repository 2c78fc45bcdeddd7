package isnad

// Revision is what changed between two versions of one page: in what the page
// says of itself, in its text, and in what was found there. Spelling,
// diacritics and marks are no change of the text's words, but are counted.
type Revision struct {
	// Before and After are the names of the versions; a member of a difference is
	// "<version>#<statement or figure>".
	Before string `json:"before"`
	After  string `json:"after"`

	Fields   []FieldChange `json:"fields,omitempty"`
	Words    int           `json:"words"`             // changed
	Respelt  int           `json:"respelt,omitempty"` // the same but for their spelling
	Passages []TextChange  `json:"passages,omitempty"`

	Statements []FindingChange `json:"statements,omitempty"`
	Figures    []FindingChange `json:"figures,omitempty"`
}

// FieldChange is what a page says of itself otherwise: its title, byline,
// outlet, day of publication or language.
type FieldChange struct {
	Field  string `json:"field"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// TextChange is a passage that other words took the place of; one that came has
// no Before, and one that went no After.
type TextChange struct {
	Before *Passage `json:"before,omitempty"`
	After  *Passage `json:"after,omitempty"`
}

// FindingChange is a statement or a figure that is told otherwise, came or went.
// Before and After are ids of the two records, empty where there is none.
type FindingChange struct {
	Before      string       `json:"before,omitempty"`
	After       string       `json:"after,omitempty"`
	Differences []Difference `json:"differences,omitempty"`
}
