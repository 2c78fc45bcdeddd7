package store

import (
	"context"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/isnad-project/isnad"
)

// Anchor is a page, or what was found in it.
type Anchor struct {
	Address string `json:"address"`
	// Of a finding: the capture that it was read from, what it is (statement,
	// figure, event or mention), where it stands in the record's text, in code
	// points, and the words there.
	Capture string `json:"capture,omitempty"`
	Kind    string `json:"kind,omitempty"`
	Start   int    `json:"start,omitempty"`
	End     int    `json:"end,omitempty"`
	Exact   string `json:"exact,omitempty"`
	Field   string `json:"field,omitempty"` // which part of it is meant, if not all: speaker, value …
}

// Found is where an anchor stands now.
type Found struct {
	Version int64  // 0 if it is gone
	Finding string // s3; "" for a page
	Latest  bool   // Version is the page's latest
}

// Anchor is the anchor of a finding, as s3, of a version of a page; of the page
// itself if finding is "".
func (s *Store) Anchor(ctx context.Context, version int64, finding string) (Anchor, error) {
	found, err := s.versions(ctx, `v.id = ?`, version)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("page %d: %w", version, ErrNotKept)
	}
	if err != nil {
		return Anchor{}, s.failed("read", err)
	}
	a := Anchor{Address: found[0].Address}
	if finding == "" {
		return a, nil
	}
	r, err := s.Record(ctx, version)
	if err != nil {
		return a, err
	}
	for kind, spans := range spansOf(r) {
		for id, span := range spans {
			if id == finding {
				a.Capture, a.Kind = found[0].Digest.String(), kind
				a.Start = utf8.RuneCountInString(r.Text[:span.Start])
				a.Exact = text(span.In(r.Text))
				a.End = a.Start + utf8.RuneCountInString(a.Exact)
				return a, nil
			}
		}
	}
	return a, fmt.Errorf("%s#%s: there is no such finding: %w", a.Address, finding, ErrNotKept)
}

// spansOf are the places of a record's findings, by kind and id.
func spansOf(r *isnad.Record) map[string]map[string]isnad.Span {
	out := map[string]map[string]isnad.Span{"statement": {}, "figure": {}, "event": {}, "mention": {}}
	for i := range r.Statements {
		out["statement"][r.Statements[i].ID] = r.Statements[i].Span
	}
	for i := range r.Figures {
		out["figure"][r.Figures[i].ID] = r.Figures[i].Span
	}
	for i := range r.Events {
		out["event"][r.Events[i].ID] = r.Events[i].Span
	}
	for i := range r.Mentions {
		out["mention"][r.Mentions[i].ID] = r.Mentions[i].Span
	}
	return out
}

// finding is an anchor's finding in a record, "" if it is gone. Of several that
// stand in one place it is the first.
func (a *Anchor) finding(r *isnad.Record) (id string) {
	for x, span := range spansOf(r)[a.Kind] {
		if span.In(r.Text) != a.Exact || utf8.RuneCountInString(r.Text[:span.Start]) != a.Start {
			continue
		}
		if id == "" || len(x) < len(id) || len(x) == len(id) && x < id {
			id = x
		}
	}
	return id
}

// attaching finds anchors, and reads each record once.
type attaching struct {
	s       *Store
	pages   map[string][]Version
	records map[int64]*isnad.Record
}

func (t *attaching) find(ctx context.Context, a *Anchor) (out Found, err error) {
	all := t.pages[a.Address]
	for i := len(all) - 1; i >= 0; i-- {
		v := &all[i]
		if a.Kind == "" {
			return Found{Version: v.ID, Latest: true}, nil
		}
		if v.Digest.String() != a.Capture {
			continue
		}
		r := t.records[v.ID]
		if r == nil {
			if r, err = t.s.Record(ctx, v.ID); err != nil {
				return out, err
			}
			t.records[v.ID] = r
		}
		if id := a.finding(r); id != "" {
			return Found{Version: v.ID, Finding: id, Latest: i == len(all)-1}, nil
		}
	}
	return out, nil
}

func (s *Store) attach(ctx context.Context, all []Review) error {
	t := attaching{s, map[string][]Version{}, map[int64]*isnad.Record{}}
	var addresses []string
	for i := range all {
		addresses = append(addresses, all[i].Target.addresses()...)
	}
	slices.Sort(addresses)
	for some := range slices.Chunk(slices.Compact(addresses), mostMarks) {
		found, err := s.versions(ctx, `p.address `+among(len(some))+` ORDER BY v.id`, texts(some)...)
		if err != nil {
			return s.failed("read", err)
		}
		for _, v := range found {
			t.pages[v.Address] = append(t.pages[v.Address], v)
		}
	}
	for i := range all {
		for k := range all[i].Target.Anchors {
			found, err := t.find(ctx, &all[i].Target.Anchors[k])
			if err != nil {
				return err
			}
			all[i].Found = append(all[i].Found, found)
		}
	}
	return nil
}
