package web

import (
	"context"
	"slices"
	"time"

	"github.com/isnad-project/isnad/store"
)

// askedChronology is what is asked of the chronology. From and To are days of what happened.
type askedChronology struct {
	Listing
	Words string `query:"words" maxLength:"400" doc:"Words of what happened, in any spelling"`
	Kind  string `query:"kind" enum:"asserted,planned,possible,denied" doc:"How sure the page is of it"`
	Place string `query:"place" maxLength:"400" doc:"A place that the page mentions, by its whole name"`
	Sort  string `query:"sort" enum:"day,-day,published,-published,outlet,-outlet" doc:"Order; - is the other way round"`
}

// Chronology is what pages say has happened and will, in the order of time.
type Chronology struct {
	Listed
	Events []eventRow       `json:"events"`
	Latest string           `json:"latest,omitempty" doc:"Day on which the latest page was published; what is behind it was to come then"`
	Asked  *askedChronology `json:"-"`
}

// eventRow is an event in the list.
type eventRow struct {
	Standing
	From     string `json:"from" doc:"Earliest day that it can be"`
	To       string `json:"to" doc:"Latest day"`
	When     string `json:"when" doc:"Its time as the record has it"`
	Modality string `json:"modality"`
	What     string `json:"what" doc:"In the words of the page"`
}

func (s *Server) openChronology() {
	enter(s, room[askedChronology, Chronology]{
		path: "/chronology", name: "chronology", group: "chronology", about: "What happened when, as pages say it, the latest first; from and to are days of what happened",
		load: s.chronology,
	})
}

func (s *Server) chronology(ctx context.Context, in *askedChronology) (*Chronology, error) {
	f, err := in.filter(in.Sort)
	if err != nil {
		return nil, err
	}
	if in.Sort == "" {
		f.Sort, f.Desc = "day", true
	}
	f.Words, f.Kind, f.Place = in.Words, in.Kind, in.Place
	lines, total, err := s.DB.EventLines(ctx, f)
	if err != nil {
		return nil, err
	}
	latest, err := s.latestDay(ctx)
	return &Chronology{Listed: in.listed(f.Skip, len(lines), total), Events: eventRows(lines), Latest: latest, Asked: in}, err
}

// latestDay is the day on which the latest page was published; "" if no page tells.
func (s *Server) latestDay(ctx context.Context) (string, error) {
	pages, _, err := s.DB.Pages(ctx, store.Filter{Sort: "published", Desc: true, Most: 1})
	if err != nil || len(pages) == 0 {
		return "", err
	}
	published := pages[0].Published
	return published[:min(len(published), len(time.DateOnly))], nil
}

// After is the day after the latest page; "" if that is not known.
func (o *Chronology) After() string {
	day, err := time.Parse(time.DateOnly, o.Latest)
	if err != nil {
		return ""
	}
	return day.AddDate(0, 0, 1).Format(time.DateOnly)
}

func eventRows(lines []store.Event) []eventRow {
	out := make([]eventRow, 0, len(lines))
	for i := range lines {
		x := &lines[i]
		out = append(out, eventRow{standing("e", &x.Place), x.From, x.To, x.When, x.Modality, x.What})
	}
	return out
}

// happening is what some pages say of one day in the same words.
type happening struct {
	What, Modality string
	Carried        []eventRow
}

// date is a day, or a stretch of days, and what happened then.
type date struct {
	When       string // as the function day reads it
	Happenings []happening
}

// Dates are the events by their days, in the order in which they stand.
func (o *Chronology) Dates() []date { return datesOf(o.Events) }

func datesOf(events []eventRow) (out []date) {
	for _, e := range events {
		if n := len(out); n == 0 || out[n-1].When != e.days() {
			out = append(out, date{When: e.days()})
		}
		d := &out[len(out)-1]
		at := slices.IndexFunc(d.Happenings, func(h happening) bool { return h.What == e.What && h.Modality == e.Modality })
		if at < 0 {
			at = len(d.Happenings)
			d.Happenings = append(d.Happenings, happening{What: e.What, Modality: e.Modality})
		}
		d.Happenings[at].Carried = append(d.Happenings[at].Carried, e)
	}
	return out
}

// days are those of an event, as the function day reads them: a day, a month or a year if it
// is just that, else the first and the last day.
func (r *eventRow) days() string {
	const day, month, year = len("2006-01-02"), len("2006-01"), len("2006")
	switch {
	case r.From == r.To:
		return r.From
	case (len(r.When) == month || len(r.When) == year) && len(r.From) == day && r.From[:len(r.When)] == r.When:
		return r.When
	}
	return r.From + "/" + r.To
}

func (o *Chronology) table() ([]string, [][]string) {
	var rows [][]string
	for i := range o.Events {
		x := &o.Events[i]
		rows = append(rows, slices.Concat([]string{x.ID, x.From, x.To, x.When, x.Modality, x.What}, x.cells()))
	}
	return slices.Concat([]string{"id", "from", "to", "when", "modality", "what"}, standingColumns), rows
}
