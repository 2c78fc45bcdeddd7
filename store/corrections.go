package store

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/isnad-project/isnad"
)

// correctable is a field that a person may correct.
type correctable struct {
	name string
	is   func(v any) bool
	what string // it has to be
}

func someWords(name string) correctable {
	return correctable{name, func(v any) bool {
		s, ok := v.(string)
		return ok && strings.TrimSpace(s) != "" && len(s) <= mostNote
	}, "words"}
}

func amount(name string) correctable {
	return correctable{name, func(v any) bool { _, ok := v.(float64); return ok }, "a number"}
}

func dayOf(name string) correctable {
	return correctable{name, func(v any) bool {
		s, ok := v.(string)
		_, err := time.Parse(time.DateOnly, s)
		return ok && err == nil
	}, "a day, as 2015-09-30"}
}

const oneOfThese = "one of "

func oneOf[T ~string](name string, all ...T) correctable {
	var names []string
	for _, x := range all {
		names = append(names, string(x))
	}
	return correctable{name, func(v any) bool { s, ok := v.(string); return ok && slices.Contains(names, s) }, oneOfThese + strings.Join(names, ", ")}
}

// corrections are the fields of each kind of finding that a person may correct.
var corrections = map[string][]correctable{
	"statement": {someWords("speaker"), someWords("role"), someWords("content"), someWords("act"), oneOf("kind", isnad.Direct, isnad.Mixed, isnad.Indirect),
		oneOf("speaker_kind", isnad.SpeakerPerson, isnad.SpeakerOrganisation, isnad.SpeakerAnonymous, isnad.SpeakerCollective, isnad.SpeakerDocument, isnad.SpeakerAgency, isnad.SpeakerOutlet, isnad.SpeakerUnknown)},
	"figure": {amount("value"), amount("low"), amount("high"), someWords("unit"), someWords("counted"),
		oneOf("bound", isnad.Exact, isnad.AtLeast, isnad.MoreThan, isnad.About, isnad.AtMost, isnad.LessThan, isnad.UnknownBound)},
	"event":   {dayOf("from"), dayOf("to"), someWords("what"), oneOf("modality", isnad.Asserted, isnad.Planned, isnad.Possible, isnad.Denied)},
	"mention": {someWords("name"), oneOf("kind", isnad.Person, isnad.Organisation, isnad.Place, isnad.Facility, isnad.Role)},
}

// Correctable names the fields of a kind of finding that a person may correct, each
// with the values that it can have, if these are a few.
func Correctable(kind string) (fields []string, choices map[string][]string) {
	choices = map[string][]string{}
	for _, c := range corrections[kind] {
		fields = append(fields, c.name)
		if some, ok := strings.CutPrefix(c.what, oneOfThese); ok {
			choices[c.name] = strings.Split(some, ", ")
		}
	}
	return fields, choices
}

// IsNumber reports whether a field that may be corrected is a number.
func IsNumber(field string) bool { return field == "value" || field == "low" || field == "high" }

// Values are the fields of a finding that a person may correct, as the record has them.
func Values(r *isnad.Record, id string) map[string]string {
	if id == "" {
		return nil
	}
	switch id[0] {
	case 's':
		if x := of(r.Statements, id, func(x *isnad.Statement) string { return x.ID }); x != nil {
			return map[string]string{"speaker": x.Speaker.Name, "role": wordsIn(r, x.Speaker.Role), "content": x.Content.In(r.Text), "act": x.Act, "kind": string(x.Kind), "speaker_kind": string(x.Speaker.Kind)}
		}
	case 'f':
		if x := of(r.Figures, id, func(x *isnad.Figure) string { return x.ID }); x != nil {
			return map[string]string{"value": digits(x.Value), "low": digits(x.Low), "high": digits(x.High), "unit": x.Unit, "counted": wordsIn(r, x.Counted), "bound": string(x.Bound)}
		}
	case 'e':
		if x := of(r.Events, id, func(x *isnad.Event) string { return x.ID }); x != nil {
			out := map[string]string{"what": x.What.In(r.Text), "modality": string(x.Modality)}
			if t := of(r.Times, x.When, func(t *isnad.Time) string { return t.ID }); t != nil {
				out["from"], out["to"] = t.From, t.To
			}
			return out
		}
	case 'm':
		if x := of(r.Mentions, id, func(x *isnad.Mention) string { return x.ID }); x != nil {
			return map[string]string{"name": x.Name, "kind": string(x.Kind)}
		}
	}
	return nil
}

func of[T any](all []T, id string, name func(*T) string) *T {
	for i := range all {
		if name(&all[i]) == id {
			return &all[i]
		}
	}
	return nil
}

func wordsIn(r *isnad.Record, s *isnad.Span) string {
	if s == nil {
		return ""
	}
	return s.In(r.Text)
}

func digits(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'f', -1, 64)
}

// correct checks a correction and puts it into one form.
func (r *Review) correct() error {
	kind := r.Target.Anchors[0].Kind
	var given map[string]any
	if err := json.Unmarshal(r.Correction, &given); err != nil || len(given) == 0 {
		return refuse("the correction is no object of fields and their values")
	}
	for name, v := range given {
		n := slices.IndexFunc(corrections[kind], func(c correctable) bool { return c.name == name })
		if n < 0 {
			var names []string
			for _, c := range corrections[kind] {
				names = append(names, c.name)
			}
			return refuse("correction.%s: a %s has no such field, but %s", name, kind, strings.Join(names, ", "))
		}
		if c := corrections[kind][n]; !c.is(v) {
			return refuse("correction.%s: it is to be %s", name, c.what)
		}
		if s, ok := v.(string); ok {
			given[name] = text(strings.TrimSpace(s))
		}
	}
	for _, pair := range [][2]string{{"low", "high"}, {"from", "to"}} {
		a, b := given[pair[0]], given[pair[1]]
		x, _ := a.(float64)
		y, number := b.(float64)
		if a != nil && b != nil && (number && x > y || !number && a.(string) > b.(string)) {
			return refuse("correction.%s: it is above %s", pair[0], pair[1])
		}
	}
	var err error
	r.Correction, err = json.Marshal(given)
	return err
}
