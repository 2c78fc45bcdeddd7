package isnad

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// CheckJSON checks the JSON form of one record. It reads more strictly than
// UnmarshalJSON, so that no two programs can read the same bytes differently:
// unknown fields, fields given twice, null, what is not UTF-8 and anything
// behind the record are problems too.
func CheckJSON(line []byte) error {
	if !utf8.Valid(line) {
		return &Problem{"record", "not UTF-8"}
	}
	var r Record
	if err := json.Unmarshal(line, &r); err != nil {
		return &Problem{"record", err.Error()}
	}
	if p := strict(json.NewDecoder(bytes.NewReader(line)), recordPlan); p != nil {
		return &Problem{"record" + p.Where, p.What}
	}
	return Check(&r)
}

// strict walks over one JSON value, which is known to be well formed.
func strict(d *json.Decoder, p *plan) *Problem {
	token, err := d.Token()
	if err != nil {
		return &Problem{"", err.Error()}
	}
	switch token {
	case nil:
		return &Problem{"", "null; a field that does not apply is left out"}
	case json.Delim('{'):
		var seen []string // few enough to look through
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return &Problem{"", err.Error()}
			}
			name, _ := key.(string)
			if p.fields[name] == nil {
				return &Problem{"", fmt.Sprintf("unknown field %q", name)}
			}
			if slices.Contains(seen, name) {
				return &Problem{"", fmt.Sprintf("field %q is given twice", name)}
			}
			seen = append(seen, name)
			if err := strict(d, p.fields[name]); err != nil {
				return &Problem{"." + name + err.Where, err.What}
			}
		}
	case json.Delim('['):
		for i := 0; d.More(); i++ {
			if err := strict(d, p.elem); err != nil {
				return &Problem{"[" + strconv.Itoa(i) + "]" + err.Where, err.What}
			}
		}
	default:
		return nil
	}
	if _, err = d.Token(); err != nil { // the bracket that closes it
		return &Problem{"", err.Error()}
	}
	return nil
}

// Check proves that a record holds together, without trusting whoever made
// it: that each span lies in the text between words and has the words that it
// claims, that each id is in its place and each reference leads to one, that
// chains end with the speaker, that the text's hash is right. It cannot tell
// whether a finding is true; it tells that everybody can look it up.
//
// The error joins all problems, each a *Problem that names the finding.
func Check(r *Record) error {
	c := checker{r: r}
	c.head()
	if r.Error != "" {
		c.failed()
		return errors.Join(c.problems...)
	}
	c.text()
	c.page()
	for i := range r.Times {
		c.time(i, &r.Times[i])
	}
	for i := range r.Mentions {
		c.mention(i, &r.Mentions[i])
	}
	for i := range r.Figures {
		c.figure(i, &r.Figures[i])
	}
	for i := range r.Statements {
		c.statement(i, &r.Statements[i])
	}
	for i := range r.Events {
		c.event(i, &r.Events[i])
	}
	c.cycles("t", len(r.Times), func(i int) string { return r.Times[i].Anchor })
	c.cycles("f", len(r.Figures), func(i int) string { return r.Figures[i].PartOf })
	c.cycles("s", len(r.Statements), func(i int) string { return r.Statements[i].Parent })
	return errors.Join(c.problems...)
}

type checker struct {
	r        *Record
	names    map[string]string // entity -> name
	problems []error
}

func (c *checker) bad(where, format string, args ...any) {
	c.problems = append(c.problems, &Problem{where, fmt.Sprintf(format, args...)})
}

func (c *checker) head() {
	if c.r.Isnad != Version {
		c.bad("record", "version %d of the format; this program knows %d", c.r.Isnad, Version)
	}
	if digest, ok := strings.CutPrefix(c.r.ID, "sha256:"); (!ok || !isDigest(digest)) && (c.r.Error == "" || c.r.ID != "") {
		c.bad("record", "id %q is not sha256: and 64 hexadecimal digits", c.r.ID)
	}
	if _, err := time.Parse(time.RFC3339, c.r.FetchedAt); err != nil && c.r.FetchedAt != "" {
		c.bad("record", "fetched_at %q is no time of RFC 3339", c.r.FetchedAt)
	}
}

func isDigest(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sha256.Size && s == strings.ToLower(s)
}

// failed checks the record of a page that could not be read: it claims nothing.
func (c *checker) failed() {
	r := c.r
	if len(r.Times)+len(r.Mentions)+len(r.Figures)+len(r.Statements)+len(r.Events) > 0 {
		c.bad("record", "an error and findings")
	}
	if r.Text != "" || r.TextSHA256 != "" {
		c.text()
	}
}

func (c *checker) text() {
	r := c.r
	if r.Text == "" {
		c.bad("record", "no text")
	}
	if !utf8.ValidString(r.Text) {
		c.bad("record", "the text is not UTF-8")
	}
	if sum := sha256.Sum256([]byte(r.Text)); r.TextSHA256 != hex.EncodeToString(sum[:]) {
		c.bad("record", "text_sha256 is not the text's")
	}
}

func (c *checker) page() {
	r := c.r
	if p := r.Published; p != nil {
		c.oneOf("published", "from", p.From, publishedFrom)
		if !isDay(p.Value) && !isMoment(p.Value) {
			c.bad("published", "value %q is neither a day nor a time", p.Value)
		}
		c.spans("published", p)
	}
	for i := range r.Credits {
		where := fmt.Sprintf("credits[%d]", i)
		c.oneOf(where, "kind", r.Credits[i].Kind, creditKinds)
		c.spans(where, &r.Credits[i])
	}
	for i, x := range r.Removed {
		c.oneOf(fmt.Sprintf("removed[%d]", i), "kind", x.Kind, removedKinds)
	}
}

func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

func isMoment(s string) bool {
	_, err := time.Parse(time.RFC3339, s)
	_, local := time.Parse(LocalTime, s)
	return err == nil || local == nil
}

// The values that fields may have.
var (
	publishedFrom  = []string{"given", "json-ld", "meta", "time", "url", "text"}
	creditKinds    = []string{"agency", "outlet", "person"}
	removedKinds   = []string{"nav", "share", "related", "comment", "disclaimer", "byline", "image-caption", "print", "dateline"}
	timeKinds      = []TimeKind{TimeDate, TimeOfDay, TimeDuration, TimePeriod, TimeSet, TimeRelative}
	anchors        = []string{"publication", "utterance", "text"}
	mentionKinds   = []MentionKind{Person, Organisation, Place, Facility, Role}
	bounds         = []Bound{Exact, AtLeast, MoreThan, About, AtMost, LessThan, UnknownBound}
	statementKinds = []StatementKind{Direct, Mixed, Indirect}
	speakerKinds   = []SpeakerKind{SpeakerPerson, SpeakerOrganisation, SpeakerAnonymous, SpeakerCollective, SpeakerDocument, SpeakerAgency, SpeakerOutlet, SpeakerUnknown}
	modalities     = []Modality{Asserted, Planned, Possible, Denied}
)

func (c *checker) oneOf(where, field, value string, allowed []string) {
	if !slices.Contains(allowed, value) {
		c.bad(where, "%s %q is none of %s", field, value, strings.Join(allowed, ", "))
	}
}

// kind is oneOf for the kinds that have a type.
func kind[K ~string](c *checker, where, field string, value K, allowed []K) {
	if !slices.Contains(allowed, value) {
		c.bad(where, "%s %q is none of %v", field, value, allowed)
	}
}

// finding checks what all findings have: an id in its place, a rule, spans
// that fit. It returns the id that the finding should have.
func (c *checker) finding(letter string, i int, id, rule string, finding any) string {
	want := letter + strconv.Itoa(i+1)
	if id != want {
		c.bad(want, "its id is %q", id)
	}
	if rule == "" {
		c.bad(want, "no rule")
	}
	c.spans(want, finding)
	return want
}

// refers checks that an id, if there is one, is that of one of n findings.
func (c *checker) refers(where, field, id, letter string, n int) {
	if id != "" && index(id, letter, n) < 0 {
		c.bad(where, "%s %q leads nowhere", field, id)
	}
}

// index returns the place of an id among n findings, -1 if it has none.
func index(id, letter string, n int) int {
	digits, ok := strings.CutPrefix(id, letter)
	i, err := strconv.Atoi(digits)
	if !ok || err != nil || i < 1 || i > n || strconv.Itoa(i) != digits {
		return -1
	}
	return i - 1
}

// looksLikeID tells an id in a field that may hold words too.
func looksLikeID(s, letter string) bool {
	digits, ok := strings.CutPrefix(s, letter)
	return ok && digits != "" && strings.Trim(digits, "0123456789") == ""
}

func (c *checker) time(i int, t *Time) {
	id := c.finding("t", i, t.ID, t.Rule, t)
	kind(c, id, "kind", t.Kind, timeKinds)
	if t.Value == "" {
		c.bad(id, "no value")
	}
	for _, day := range []string{t.From, t.To} {
		if day != "" && !isDay(day) {
			c.bad(id, "%q is no day", day)
		}
	}
	if t.From != "" && t.To != "" && t.From > t.To {
		c.bad(id, "from %s is later than to %s", t.From, t.To)
	}
	if looksLikeID(t.Anchor, "t") {
		c.refers(id, "anchor", t.Anchor, "t", len(c.r.Times))
	} else if t.Anchor != "" {
		c.oneOf(id, "anchor", t.Anchor, anchors)
	}
}

func (c *checker) mention(i int, m *Mention) {
	id := c.finding("m", i, m.ID, m.Rule, m)
	kind(c, id, "kind", m.Kind, mentionKinds)
	if m.Name == "" || m.Entity == "" {
		c.bad(id, "no name or no entity")
		return
	}
	if c.names == nil {
		c.names = map[string]string{}
	}
	if name, ok := c.names[m.Entity]; ok && name != m.Name {
		c.bad(id, "entity %s is %q here and %q before", m.Entity, m.Name, name)
	}
	c.names[m.Entity] = m.Name
}

func (c *checker) figure(i int, f *Figure) {
	id := c.finding("f", i, f.ID, f.Rule, f)
	kind(c, id, "bound", f.Bound, bounds)
	low, high := math.Inf(-1), math.Inf(1)
	for _, p := range []struct {
		number *float64
		into   *float64
	}{{f.Low, &low}, {f.High, &high}, {f.Value, new(float64)}} {
		if p.number == nil {
			continue
		}
		if math.IsNaN(*p.number) || math.IsInf(*p.number, 0) {
			c.bad(id, "%v is no number", *p.number)
		}
		*p.into = *p.number
	}
	if low > high || f.Value != nil && (*f.Value < low || *f.Value > high) {
		c.bad(id, "low, value and high are out of order")
	}
	c.refers(id, "part_of", f.PartOf, "f", len(c.r.Figures))
	c.refers(id, "period", f.Period, "t", len(c.r.Times))
	c.refers(id, "as_of", f.AsOf, "t", len(c.r.Times))
	c.refers(id, "according_to", f.AccordingTo, "s", len(c.r.Statements))
}

func (c *checker) statement(i int, s *Statement) {
	id := c.finding("s", i, s.ID, s.Rule, s)
	kind(c, id, "kind", s.Kind, statementKinds)
	if s.Act == "" {
		c.bad(id, "no act")
	}
	if looksLikeID(s.SaidAt, "t") {
		c.refers(id, "said_at", s.SaidAt, "t", len(c.r.Times))
	}
	c.refers(id, "parent", s.Parent, "s", len(c.r.Statements))
	if p := index(s.Parent, "s", len(c.r.Statements)); p >= 0 && !c.r.Statements[p].Content.Contains(s.Content) {
		c.bad(id+".content", "is not inside that of its parent %s", s.Parent)
	}
	c.chain(id, s)
}

// chain checks who is said to have said it.
func (c *checker) chain(id string, s *Statement) {
	who := s.Speaker
	kind(c, id+".speaker", "kind", who.Kind, speakerKinds)
	for i, l := range s.Chain {
		where := fmt.Sprintf("%s.chain[%d]", id, i)
		kind(c, where, "kind", l.Kind, speakerKinds)
		if l.Kind == SpeakerUnknown || l.Name == "" {
			c.bad(where, "a link that nobody knows")
		}
	}
	if who.Kind == SpeakerUnknown {
		if who != (Speaker{Kind: SpeakerUnknown}) {
			c.bad(id+".speaker", "unknown, and yet described")
		}
		return
	}
	if who.Name == "" {
		c.bad(id+".speaker", "no name")
	}
	if len(s.Chain) == 0 {
		c.bad(id+".chain", "is empty though the speaker is known")
		return
	}
	if last := s.Chain[len(s.Chain)-1]; last.Name != who.Name || !sameKind(last.Kind, who.Kind) {
		c.bad(id+".chain", "ends with %s %q, not with the speaker, %s %q", last.Kind, last.Name, who.Kind, who.Name)
	}
}

// sameKind lets an organisation that speaks be an agency or an outlet as a link.
func sameKind(link, speaker SpeakerKind) bool {
	return link == speaker || speaker == SpeakerOrganisation && (link == SpeakerAgency || link == SpeakerOutlet)
}

func (c *checker) event(i int, e *Event) {
	id := c.finding("e", i, e.ID, e.Rule, e)
	kind(c, id, "modality", e.Modality, modalities)
	c.refers(id, "when", e.When, "t", len(c.r.Times))
	c.refers(id, "according_to", e.AccordingTo, "s", len(c.r.Statements))
}

// cycles reports findings that lead back to themselves.
func (c *checker) cycles(letter string, n int, next func(i int) string) {
	walk := make([]int, n) // the walk that came by first
	for start := range n {
		i := start
		for i >= 0 && walk[i] == 0 {
			walk[i] = start + 1
			i = index(next(i), letter, n)
		}
		if i >= 0 && walk[i] == start+1 {
			c.bad(letter+strconv.Itoa(i+1), "leads back to itself")
		}
	}
}

// spans checks all spans of what finding points to.
func (c *checker) spans(where string, finding any) {
	v := reflect.ValueOf(finding).Elem()
	plans[v.Type()].spans(v, "", func(name string, s *Span) {
		if what := c.span(*s); what != "" {
			c.bad(where+"."+name, "%s", what)
		}
	})
}

// span says what is wrong with a span, "" if nothing is.
func (c *checker) span(s Span) string {
	text := c.r.Text
	switch {
	case !s.Fits(text):
		return "does not fit the text"
	case s.exact != "" && s.exact != s.In(text):
		return fmt.Sprintf("covers %q, not %q", s.In(text), s.exact)
	case insideWord(text, s.End):
		return fmt.Sprintf("%q ends inside a word", s.In(text))
	case insideWord(text, s.Start) && !afterProclitics(text, s.Start):
		return fmt.Sprintf("%q begins inside a word", s.In(text))
	}
	return ""
}
