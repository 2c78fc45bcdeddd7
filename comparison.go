package isnad

// Comparison is what a set of records says together: which pages are copies,
// which stories they tell and from how many independent origins, and where one
// utterance or one quantity is carried and how it differs. It shows
// differences; it never says who is right.
type Comparison struct {
	Isnad   int      `json:"isnad"`
	Records []string `json:"records"` // given ids, or ids

	Copies     []Copy  `json:"copies,omitempty"`
	Stories    []Story `json:"stories,omitempty"`
	Statements []Group `json:"statements,omitempty"`
	Figures    []Group `json:"figures,omitempty"`

	Chronology []Moment `json:"chronology,omitempty"`
}

// Passage is a place in the text of one of several records, counted in code
// points, with its words.
type Passage struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Exact string `json:"exact"`
}

// Copy is a pair of pages that share text.
type Copy struct {
	A         string       `json:"a"`
	B         string       `json:"b"`
	Relation  CopyRelation `json:"relation"`
	Direction Direction    `json:"direction"`
	Reason    string       `json:"reason"`
	// Because is the reason in codes, the one that decided first, and Source the
	// agency or the outlet that it names.
	Because []string  `json:"because,omitempty"`
	Source  string    `json:"source,omitempty"`
	Aligned []Aligned `json:"aligned"`
	// ShareOfA and ShareOfB are the parts of each page's words that stand in
	// the other, 0 to 1.
	ShareOfA  float64 `json:"share_of_a"`
	ShareOfB  float64 `json:"share_of_b"`
	Reordered bool    `json:"reordered,omitempty"`
}

// The codes for why two pages are related as they are.
const (
	CreditLine  = "credit_line"  // one credits Source, the outlet of the other
	AgencyPage  = "agency_page"  // one is a page of Source, an agency
	SameAgency  = "same_agency"  // both credit Source, an agency
	AgencyOfA   = "agency_of_a"  // only a credits an agency, Source
	AgencyOfB   = "agency_of_b"  // only b does
	NoCredit    = "no_credit"    // the text is not said to be anybody's
	TimeUnknown = "time_unknown" // of publication, of one of them
	Later       = "later"        // b came later
	Contained   = "contained"    // most words of b stand in a, which is longer
	SameText    = "same_text"    // all words of both
	MostShared  = "most_shared"  // most of one stands in the other
	PartShared  = "part_shared"  // less than half of either does
	OwnWords    = "own_words"    // each has words that the other lacks
	DetailLost  = "detail_lost"  // the one that has it from the other lacks numbers and dates of it, and has none of its own
)

// Aligned is one passage that stands in both pages.
type Aligned struct {
	A Passage `json:"a"`
	B Passage `json:"b"`
}

// CopyRelation is how two pages that share text belong together.
type CopyRelation string

// The relations.
const (
	Copied       CopyRelation = "copied"
	PartlyCopied CopyRelation = "partly_copied"
	Rewritten    CopyRelation = "rewritten"
	SameUpstream CopyRelation = "same_upstream"
)

// Direction is which way the text went.
type Direction string

// The directions.
const (
	AToB             Direction = "a->b"
	BToA             Direction = "b->a"
	CommonSource     Direction = "common_source"
	UnknownDirection Direction = "unknown"
)

// Story is a set of records about one happening.
type Story struct {
	ID      string   `json:"id"`
	Title   string   `json:"title,omitempty"`
	Records []string `json:"records"`
	// Origins is the number of independent origins after copies and shared
	// agencies are folded together, and Counted the sentence that explains it.
	Origins int    `json:"origins"`
	Counted string `json:"counted"`
	// Count is what Counted says, as numbers.
	Count Count `json:"count,omitzero"`
	// Thread is the id of the first of the stories, over months and years, that
	// this one goes on with; its own if it begins one.
	Thread string `json:"thread"`
	// Credited are the sources outside the set that its pages name as theirs.
	Credited []Credited `json:"credited,omitempty"`
}

// Count is how a story's origins were counted.
type Count struct {
	Pages   int      `json:"pages"`
	Copies  int      `json:"copies,omitempty"`  // pages counted with one whose text they carry
	Credits int      `json:"credits,omitempty"` // pages counted with one that credits the same source, or is its page
	Sources []Folded `json:"sources,omitempty"` // of Credits
	Unknown int      `json:"unknown,omitempty"` // pages without shared text or credit, counted as their own
}

// Origins is the number of independent origins.
func (n *Count) Origins() int { return n.Pages - n.Copies - n.Credits }

// Folded is how many pages were counted with others for a source that they name.
type Folded struct {
	Name  string `json:"name"`
	Pages int    `json:"pages"`
}

// Credited is a page's own word on where its text comes from.
type Credited struct {
	Record string `json:"record"`
	Name   string `json:"name"`
	Kind   string `json:"kind"`            // as in the record's credits
	Words  string `json:"words,omitempty"` // the credit line
}

// Group is one utterance, or one quantity, wherever it is carried. A member is
// "<record>#<statement or figure>".
type Group struct {
	ID          string       `json:"id"`
	Members     []string     `json:"members"`
	Gist        string       `json:"gist"`
	Origins     int          `json:"origins"`
	Differences []Difference `json:"differences,omitempty"`
}

// Difference is what one carrying of an utterance or a quantity has otherwise
// than the one nearest to the origin.
type Difference struct {
	Type    string   `json:"type"`
	Members []string `json:"members"`
	Before  *Passage `json:"before,omitempty"`
	After   *Passage `json:"after,omitempty"`
}

// Moment is one event in the order of time, with every page that tells it.
type Moment struct {
	ID string `json:"id"`
	// When is the time as precisely as the pages state it, in the manner of
	// TIMEX3: "2015", "2015-09", "2015-09-30", "A/B"; From and To are the
	// earliest and the latest day that it can mean, YYYY-MM-DD.
	When string `json:"when"`
	From string `json:"from"`
	To   string `json:"to"`

	What     string   `json:"what"` // in the words of the first member
	Modality Modality `json:"modality"`
	Members  []string `json:"members"` // "<record>#<event>", nearest to the origin first
	Origins  int      `json:"origins"`
	// Conflicts are other times that pages give for the same event.
	Conflicts []Dating `json:"conflicts,omitempty"`
}

// Dating is a time that some of an event's pages give.
type Dating struct {
	When    string   `json:"when"`
	From    string   `json:"from"`
	To      string   `json:"to"`
	Members []string `json:"members"`
}
