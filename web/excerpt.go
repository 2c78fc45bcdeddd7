package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// mostTold is how many bytes an answer to an assistant has, more or less: what is longer drowns
// what it was asked for.
const mostTold = 40_000

// leftOff tells what of a part was not given.
type leftOff struct {
	Part string `json:"part"`
	Next int    `json:"next"` // where what is missing begins
	Of   int    `json:"of"`
}

// excerpt is an answer, or a part of it, that is not too long. It says what it leaves off.
func excerpt(body json.RawMessage, p portion) (json.RawMessage, error) {
	if p == (portion{}) && len(body) <= mostTold {
		return body, nil
	}
	var answer map[string]any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&answer); err != nil {
		return nil, err
	}
	parts := map[string]*section{}
	partsOf(answer, "", parts)
	if p.Part != "" {
		x := parts[p.Part]
		if x == nil {
			return nil, fmt.Errorf("part %q: give one of %s", p.Part, strings.Join(slices.Sorted(maps.Keys(parts)), ", "))
		}
		if p.Start < 0 || p.Start > x.size() {
			return nil, fmt.Errorf("start %d: %s has %d", p.Start, p.Part, x.size())
		}
		for name, other := range parts {
			if name != p.Part {
				other.drop()
			}
		}
		x.start = p.Start
		parts = map[string]*section{p.Part: x}
	} else if p.Start != 0 {
		return nil, fmt.Errorf("start %d: say of which part", p.Start)
	}
	return fit(answer, parts)
}

// fit halves the longest part until the answer is short enough.
func fit(answer map[string]any, parts map[string]*section) (json.RawMessage, error) {
	for _, x := range parts {
		x.end = x.size()
		x.cut()
	}
	for {
		var off []leftOff
		for _, name := range slices.Sorted(maps.Keys(parts)) {
			if x := parts[name]; x.end < x.size() {
				off = append(off, leftOff{name, x.end, x.size()})
			}
		}
		if len(off) > 0 {
			answer["left_off"] = off
		}
		b, err := encoded(answer)
		if err != nil || len(b) <= mostTold {
			return b, err
		}
		longest, most := (*section)(nil), 0
		for _, x := range parts {
			if n := x.weight(); n > most && x.end-x.start > 1 {
				longest, most = x, n
			}
		}
		if longest == nil {
			return b, nil
		}
		longest.end = longest.start + (longest.end-longest.start)/2
		longest.cut()
	}
}

// encoded is a value as JSON.
func encoded(v any) (json.RawMessage, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}

// section is a list, or a long text, in an answer.
type section struct {
	in         map[string]any
	name       string
	list       []any
	text       []rune
	start, end int
}

// partsOf finds the parts of an answer by their paths: lists of itself and of objects in it.
func partsOf(in map[string]any, before string, out map[string]*section) {
	for name, v := range in {
		switch v := v.(type) {
		case []any:
			out[before+name] = &section{in: in, name: name, list: v}
		case string:
			if name == "text" {
				out[before+name] = &section{in: in, name: name, text: []rune(v)}
			}
		case map[string]any:
			partsOf(v, before+name+".", out)
		}
	}
}

func (x *section) size() int { return len(x.list) + len(x.text) }

// cut leaves in the answer what is between start and end.
func (x *section) cut() {
	if x.list != nil {
		x.in[x.name] = x.list[x.start:x.end]
	} else {
		x.in[x.name] = string(x.text[x.start:x.end])
	}
}

func (x *section) drop() { delete(x.in, x.name) }

// weight is about how many bytes it takes.
func (x *section) weight() int {
	b, _ := json.Marshal(x.in[x.name]) // it came from JSON
	return len(b)
}
