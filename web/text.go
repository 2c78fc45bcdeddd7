package web

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/store"
)

// layer is one kind of what is marked in a text.
type layer struct {
	Name string // as addresses say it
	On   bool
}

// layerClasses are the classes of marks by the names of layers, and letters those of ids.
var layerClasses = map[string]string{"statements": "st", "figures": "fi", "times": "ti", "names": "na", "events": "ev"}

var layerLetters = map[string]string{"statements": "s", "figures": "f", "times": "t", "names": "m", "events": "e"}

// layersOf are all layers, of which those are on that are asked for.
func layersOf(asked []string) []layer {
	if len(asked) == 0 {
		asked = []string{"statements", "figures"}
	}
	var out []layer
	for _, name := range []string{"statements", "figures", "times", "names", "events"} {
		out = append(out, layer{name, slices.Contains(asked, name)})
	}
	return out
}

// marked is a record's text with marks: its headline and its paragraphs.
type marked struct {
	Headline   []run // empty if the text does not begin with the title
	Paragraphs []paragraph
}

type paragraph struct {
	ID   string // p3
	Runs []run
}

// marksOf marks in a text what was found there. What is in a layer that is on can be
// clicked; what is not stands ready for the browser.
func marksOf(r *isnad.Record, layers []layer) *marked {
	var marks []mark
	add := func(n int, id string, span isnad.Span) {
		m := mark{Span: span, ID: id, Class: layerClasses[layers[n].Name] + " of-" + id}
		if layers[n].On {
			m.Target = "#" + id
		}
		marks = append(marks, m)
	}
	for i := range r.Statements {
		add(0, r.Statements[i].ID, r.Statements[i].Span)
		marks = append(marks, mark{Span: r.Statements[i].Content, Class: "said"})
	}
	for i := range r.Figures {
		add(1, r.Figures[i].ID, r.Figures[i].Span)
	}
	for i := range r.Times {
		add(2, r.Times[i].ID, r.Times[i].Span)
	}
	for i := range r.Mentions {
		add(3, r.Mentions[i].ID, r.Mentions[i].Span)
	}
	for i := range r.Events {
		add(4, r.Events[i].ID, r.Events[i].Span)
	}
	return laidOut(r, runs(r.Text, marks))
}

// laidOut parts lines into the headline and the paragraphs.
func laidOut(r *isnad.Record, lines [][]run) *marked {
	m := &marked{}
	if first, _, _ := strings.Cut(r.Text, "\n"); r.Title != "" && first == r.Title {
		m.Headline, lines = lines[0], lines[1:]
	}
	for _, line := range lines {
		if len(line) > 0 {
			m.Paragraphs = append(m.Paragraphs, paragraph{ref("p", len(m.Paragraphs)+1), line})
		}
	}
	return m
}

// Lit is the address of the style that lights what a page's address points to.
func (p *Page) Lit() string {
	q := url.Values{}
	for name, n := range p.Of {
		if n > 0 {
			q.Set(layerLetters[name], strconv.Itoa(n))
		}
	}
	return "/lit.css?" + q.Encode()
}

// mostLit are of one kind in a style.
const mostLit = 5000

// lit writes the style that lights a finding in the text, and brings what is known of it to the
// front, when the address points to it: that one id is pointed to and others are to change is
// what a style can only say for each id. It is the same for all pages with as many findings.
func lit(w http.ResponseWriter, r *http.Request) {
	var words, cards []string
	for _, letter := range []string{"s", "f", "t", "m", "e"} {
		n, _ := strconv.Atoi(r.URL.Query().Get(letter)) // what is no number is none
		for i := 1; i <= min(n, mostLit); i++ {
			id := ref(letter, i)
			words = append(words, ".read:has(#"+id+":target) .of-"+id)
			cards = append(cards, ".read:has(#"+id+":target) .about-"+id)
		}
	}
	h := w.Header()
	h.Set("Content-Type", "text/css; charset=utf-8")
	h.Set("Cache-Control", "public, max-age=86400")
	if len(words) > 0 {
		fmt.Fprintf(w, "%s{background:var(--lit);box-shadow:0 .1rem 0 var(--lit-line),0 -.1rem 0 var(--lit-line)}\n%s{order:-1;border-color:var(--lit-line);box-shadow:0 0 0 .12rem var(--lit-line)}\n@media(min-width:60rem){%s{position:sticky;inset-block-start:0;z-index:1}}\n@media screen and (max-width:59.99rem){%s{position:fixed;inset-inline:.5rem;inset-block-end:.5rem;max-block-size:55vh;overflow-y:auto;z-index:5}%s .close{display:inline-block}}\n",
			strings.Join(words, ","), strings.Join(cards, ","), strings.Join(cards, ","), strings.Join(cards, ","), strings.Join(cards, " .close,"))
	}
}

// ref is an id of a kind with a number.
func ref(letter string, n int) string { return letter + strconv.Itoa(n) }

// dotted names a finding among all pages: 12.3 is number 3 of version 12.
func dotted(m store.Member) string {
	return strconv.FormatInt(m.Version, 10) + "." + strconv.Itoa(m.Finding)
}

// card is what is known of a finding.
type card struct {
	ID    string
	Layer string
	At    int    // in the text
	Words string // that it is, or says
	Facts []fact
	Rule  string
	Place string // the paragraph
	Else  *elsewhere

	Reviewed *Reviewed // nil where persons have no say
}

// fact is one thing known of a finding. Name is the id of what it is called.
type fact struct {
	Name   string
	Values []value
}

// value is words of the page, or one of a few values that have names, under their kind; a
// number; a time; or another finding.
type value struct {
	Words  string
	Kind   string // of the name: act, limit …
	Value  string
	Number *float64
	Target string
}

// facts gathers those that there are.
type facts struct {
	r   *isnad.Record
	all []fact
}

func (f *facts) add(name string, values ...value) {
	values = slices.DeleteFunc(values, func(v value) bool { return v == value{} })
	if len(values) > 0 {
		f.all = append(f.all, fact{name, values})
	}
}

// one is a named value; an empty one is none.
func one(kind, v string) value {
	if v == "" {
		return value{}
	}
	return value{Kind: kind, Value: v}
}

// words are those of a place in the text.
func (f *facts) words(s *isnad.Span) value {
	if s == nil || !s.Fits(f.r.Text) {
		return value{}
	}
	return value{Words: s.In(f.r.Text)}
}

// to is another finding, with its words.
func (f *facts) to(id string) value {
	if len(id) < 2 {
		return value{}
	}
	n, err := strconv.Atoi(id[1:])
	if n--; err != nil || n < 0 {
		return value{Words: id}
	}
	var at isnad.Span
	switch r := f.r; {
	case id[0] == 's' && n < len(r.Statements):
		at = r.Statements[n].Content
	case id[0] == 'f' && n < len(r.Figures):
		at = r.Figures[n].Span
	case id[0] == 't' && n < len(r.Times):
		at = r.Times[n].Span
	default:
		return value{Words: id}
	}
	return value{Words: short(at.In(f.r.Text)), Target: "#" + id}
}

// mostShort is how many code points words have that only remind of others.
const mostShort = 60

func short(s string) string {
	n := 0
	for i := range s {
		if n++; n > mostShort {
			if cut := strings.LastIndexByte(s[:i], ' '); cut > 0 {
				i = cut
			}
			return s[:i] + "…"
		}
	}
	return s
}

// cards tell of the findings of the layers that are on, in the order of the text.
func cards(r *isnad.Record, groups []elsewhere, text *marked, layers []layer) (out []card) {
	by := map[string]*elsewhere{}
	for i := range groups {
		by[groups[i].Finding] = &groups[i]
	}
	for _, l := range layers {
		if l.On {
			out = append(out, cardsOf(r, l.Name)...)
		}
	}
	slices.SortStableFunc(out, func(a, b card) int { return cmp.Compare(a.At, b.At) })
	places := map[string]string{}
	for _, p := range text.Paragraphs {
		for _, run := range p.Runs {
			for _, id := range run.Begin {
				places[id] = p.ID
			}
		}
	}
	for i := range out {
		out[i].Else = by[out[i].ID]
		out[i].Place = cmp.Or(places[out[i].ID], out[i].Place)
	}
	return out
}

// cardsOf are the cards of one layer, in the order of its ids.
func cardsOf(r *isnad.Record, layer string) (out []card) {
	add := func(id, rule string, at, words isnad.Span, f *facts) {
		out = append(out, card{ID: id, Layer: layer, At: at.Start, Words: words.In(r.Text), Facts: f.all, Rule: rule, Place: "main"})
	}
	switch layer {
	case "statements":
		for i := range r.Statements {
			x := &r.Statements[i]
			add(x.ID, x.Rule, x.Span, x.Content, statementFacts(r, x))
		}
	case "figures":
		for i := range r.Figures {
			x := &r.Figures[i]
			add(x.ID, x.Rule, x.Span, x.Span, figureFacts(r, x))
		}
	case "times":
		for i := range r.Times {
			x := &r.Times[i]
			add(x.ID, x.Rule, x.Span, x.Span, timeFacts(r, x))
		}
	case "names":
		for i := range r.Mentions {
			x := &r.Mentions[i]
			add(x.ID, x.Rule, x.Span, x.Span, mentionFacts(r, x))
		}
	case "events":
		for i := range r.Events {
			x := &r.Events[i]
			add(x.ID, x.Rule, x.Span, x.What, eventFacts(r, x))
		}
	}
	return out
}

func statementFacts(r *isnad.Record, s *isnad.Statement) *facts {
	f := &facts{r: r}
	who := []value{{Words: s.Speaker.Name}, one("speaker_kind", string(s.Speaker.Kind))}
	if s.Speaker.Implicit {
		who = append(who, one("note", "implicit"))
	}
	f.add("speaker", who...)
	f.add("role", f.words(s.Speaker.Role))
	f.add("manner", one("statement_kind", string(s.Kind)), one("act", s.Act))
	if len(s.Chain) > 1 { // else it says no more than the speaker
		var links []value
		for _, l := range s.Chain {
			links = append(links, value{Words: l.Name})
		}
		f.add("chain", links...)
	}
	if strings.HasPrefix(s.SaidAt, "t") {
		f.add("said_at", f.to(s.SaidAt))
	} else {
		f.add("said_at", value{Words: s.SaidAt})
	}
	f.add("within", f.to(s.Parent))
	var notes []value
	if s.Headline {
		notes = append(notes, one("note", "headline"))
	}
	if s.MalformedQuote {
		notes = append(notes, one("note", "malformed_quote"))
	}
	f.add("noted", notes...)
	return f
}

func figureFacts(r *isnad.Record, x *isnad.Figure) *facts {
	f := &facts{r: r}
	amount := []value{one("limit", string(x.Bound))}
	switch {
	case x.Value != nil:
		amount = append(amount, value{Number: x.Value})
	case x.Low != nil || x.High != nil:
		amount = append(amount, value{Number: x.Low}, one("note", "up_to"), value{Number: x.High})
	}
	f.add("value", append(amount, one("unit", x.Unit))...)
	f.add("counted", f.words(x.Counted))
	f.add("part_of", f.to(x.PartOf))
	f.add("actor", f.words(x.Actor))
	f.add("place", f.words(x.Place))
	f.add("period", f.to(x.Period))
	f.add("as_of", f.to(x.AsOf))
	f.add("according_to", f.to(x.AccordingTo))
	return f
}

func timeFacts(r *isnad.Record, x *isnad.Time) *facts {
	f := &facts{r: r}
	f.add("timex", one("code", x.Value), one("time_kind", string(x.Kind)))
	f.add("meant", one("day", days(x.From, x.To)))
	if strings.HasPrefix(x.Anchor, "t") && x.Anchor != "text" {
		f.add("anchor", f.to(x.Anchor))
	} else {
		f.add("anchor", one("anchor", x.Anchor))
	}
	return f
}

// days are a first and a last day, as one.
func days(from, to string) string {
	if from == to || to == "" {
		return from
	}
	return from + "/" + to
}

func mentionFacts(r *isnad.Record, x *isnad.Mention) *facts {
	f := &facts{r: r}
	f.add("entity", value{Words: x.Name}, one("mention_kind", string(x.Kind)), one("code", x.Entity))
	return f
}

func eventFacts(r *isnad.Record, x *isnad.Event) *facts {
	f := &facts{r: r}
	f.add("happened", f.to(x.When), one("modality", string(x.Modality)))
	f.add("place", f.words(x.Where))
	f.add("actor", f.words(x.Who))
	f.add("according_to", f.to(x.AccordingTo))
	return f
}
