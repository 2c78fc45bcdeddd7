package web

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/store"
)

// What a person says of what was found is shown beside it, and never in its stead.

// Review is what a person says of what was found.
type Review struct {
	ID         int64          `json:"id" doc:"Number of its entry in the log"`
	At         string         `json:"at"`
	Who        string         `json:"who"`
	Verdict    store.Verdict  `json:"verdict" doc:"confirmed, rejected, corrected, joined (they are one), split (they are not), note"`
	Target     store.Target   `json:"target" doc:"What it is about"`
	Correction map[string]any `json:"correction,omitempty" doc:"Fields and their right values"`
	Note       string         `json:"note,omitempty"`
	Undone     bool           `json:"undone,omitempty"`
	UndoneBy   string         `json:"undone_by,omitempty"`
	UndoneAt   string         `json:"undone_at,omitempty"`
	Places     []reviewedAt   `json:"places,omitempty" doc:"Where each anchor of the target stands now"`

	Corrections []correctedField `json:"-"`
}

// reviewedAt is where an anchor stands now.
type reviewedAt struct {
	Path  string `json:"path,omitempty" doc:"Below the root of this server"`
	Gone  bool   `json:"gone,omitempty" doc:"The finding stands there no more"`
	Words string `json:"-"`
	Page  string `json:"-"`
	Field string `json:"-"`

	member store.Member
	id     string // s3
}

// correctedField is a field as the machine has it, and as a person does.
type correctedField struct{ Kind, Field, Was, Right string }

// Reviewed is what persons say of one thing.
type Reviewed struct {
	Status  string   `json:"status" doc:"machine: nobody said that it is right or wrong; else the last word: confirmed, rejected, corrected"`
	Reviews []Review `json:"reviews,omitempty" doc:"The newest first"`

	Anchor   string           `json:"-"` // in the page, that a form leads back to
	Kind     store.TargetKind `json:"-"`
	At       []string         `json:"-"` // 12.s3 or 12
	Names    []string         `json:"-"`
	Verdicts []store.Verdict  `json:"-"` // that can be given
	With     string           `json:"-"` // what can be joined: a word of with_
	Brief    bool             `json:"-"` // the form stands on a page of its own
}

// Standing reports whether a review counts: it was not undone.
func (r *Review) Standing() bool { return !r.Undone }

// Decides reports whether it says that something is right or wrong.
func (r *Review) Decides() bool {
	return r.Verdict == store.Confirmed || r.Verdict == store.Rejected || r.Verdict == store.Corrected
}

// newReviewed is what can be said of a thing, with what was said.
func newReviewed(kind store.TargetKind, anchor string, at []string, all []Review) *Reviewed {
	x := &Reviewed{Status: store.ByMachine, Kind: kind, Anchor: anchor, At: at, Reviews: all, Verdicts: []store.Verdict{store.Confirmed, store.Rejected}}
	for i := range all {
		r := &all[i]
		if r.Standing() && r.Decides() && !slices.ContainsFunc(r.Target.Anchors, func(a store.Anchor) bool { return a.Field != "" }) {
			x.Status = string(r.Verdict)
			break
		}
	}
	return x
}

// About is a review of one thing, as forms name it.
func ofFinding(version int64, id string, all []Review) *Reviewed {
	return newReviewed(store.OfFinding, id, []string{reference(version, id)}, all)
}

// reference names a finding of a version, or the page itself, in forms.
func reference(version int64, id string) string {
	if id == "" {
		return strconv.FormatInt(version, 10)
	}
	return strconv.FormatInt(version, 10) + "." + id
}

// showReviews makes reviews of those that are kept. Records tells the record of a version,
// which is asked for where something was corrected.
func (s *Server) showReviews(ctx context.Context, all []store.Review) (out []Review, err error) {
	records := map[int64]*isnad.Record{}
	for i := range all {
		x := &all[i]
		r := Review{ID: x.ID, At: x.At, Who: x.Who, Verdict: x.Verdict, Target: x.Target, Note: x.Note, Undone: x.Undone, UndoneBy: x.UndoneBy, UndoneAt: x.UndoneAt}
		for k := range x.Target.Anchors {
			r.Places = append(r.Places, reviewedPlace(&x.Target.Anchors[k], &x.Found[k]))
		}
		if len(x.Correction) > 0 {
			if err := json.Unmarshal(x.Correction, &r.Correction); err != nil {
				return nil, err
			}
			if err := s.corrections(ctx, &r, records); err != nil {
				return nil, err
			}
		}
		out = append(out, r)
	}
	return out, nil
}

func reviewedPlace(a *store.Anchor, f *store.Found) reviewedAt {
	p := reviewedAt{Words: a.Exact, Page: a.Address, Field: a.Field, Gone: f.Version == 0 && a.Kind != "", id: f.Finding}
	if f.Version > 0 {
		p.Path = address("pages", f.Version)
		p.member.Version = f.Version
		if f.Finding != "" {
			p.Path += "#" + f.Finding
			p.member.Finding, _ = strconv.Atoi(f.Finding[1:])
		}
	}
	return p
}

// corrections sets the right values beside those of the machine.
func (s *Server) corrections(ctx context.Context, r *Review, records map[int64]*isnad.Record) error {
	at := r.Places[0]
	kind := r.Target.Anchors[0].Kind
	was := map[string]string{}
	if !at.Gone {
		record := records[at.member.Version]
		if record == nil {
			var err error
			if record, err = s.DB.Record(ctx, at.member.Version); err != nil {
				return err
			}
			records[at.member.Version] = record
		}
		was = store.Values(record, at.id)
	}
	fields, _ := store.Correctable(kind)
	for _, name := range fields {
		if right, ok := r.Correction[name]; ok {
			r.Corrections = append(r.Corrections, correctedField{kind, name, was[name], written(right)})
		}
	}
	return nil
}

// written is a value of a correction as people write it.
func written(v any) string {
	if x, ok := v.(float64); ok {
		return decimal(&x)
	}
	return fmt.Sprint(v)
}

// reviewsOf are what persons say of pages, and of what was found in them.
func (s *Server) reviewsOf(ctx context.Context, addresses []string, kinds ...store.TargetKind) ([]Review, error) {
	all, err := s.DB.ReviewsOf(ctx, addresses, kinds...)
	if err != nil {
		return nil, err
	}
	return s.showReviews(ctx, all)
}

// byFinding are reviews of single findings, by version and finding.
func byFinding(all []Review) map[string][]Review {
	out := map[string][]Review{}
	for i := range all {
		if r := &all[i]; r.Target.Kind == store.OfFinding && !r.Places[0].Gone {
			key := reference(r.Places[0].member.Version, r.Places[0].id)
			out[key] = append(out[key], *r)
		}
	}
	return out
}

// ofKind are the reviews of a kind of target.
func ofKind(all []Review, kind store.TargetKind) (out []Review) {
	for _, r := range all {
		if r.Target.Kind == kind {
			out = append(out, r)
		}
	}
	return out
}

// ofAddresses are the reviews that are about all pages at some addresses.
func ofAddresses(all []Review, addresses ...string) (out []Review) {
	for _, r := range all {
		if !slices.ContainsFunc(addresses, func(a string) bool {
			return !slices.ContainsFunc(r.Target.Anchors, func(x store.Anchor) bool { return x.Address == a })
		}) {
			out = append(out, r)
		}
	}
	return out
}

// askedReviews is what is asked of the list of reviews.
type askedReviews struct {
	Window
	Verdict string `query:"verdict" enum:"confirmed,rejected,corrected,joined,split,note" doc:"What they say"`
	Kind    string `query:"kind" enum:"page,finding,copy,story,group,person" doc:"What they are about"`
	Who     string `query:"who" maxLength:"200" doc:"Who says so, by the whole name"`
	Page    string `query:"page" maxLength:"2000" doc:"Address of a page that they are about"`
	Words   string `query:"words" maxLength:"400" doc:"Words of what was found or said"`
}

// Reviews are what persons said, the newest first.
type Reviews struct {
	Listed
	Reviews []Review      `json:"reviews"`
	Asked   *askedReviews `json:"-"`
}

func (s *Server) openReviews() {
	enter(s, room[askedReviews, Reviews]{
		path: "/reviews", name: "reviews", group: "reviews", about: "What persons said of what was found, the newest first; also what was undone",
		load: s.reviews,
	})
	s.openReviewing()
}

func (s *Server) reviews(ctx context.Context, in *askedReviews) (*Reviews, error) {
	skip, err := in.skip()
	if err != nil {
		return nil, err
	}
	some, total, err := s.DB.Reviews(ctx, store.ReviewFilter{Address: in.Page, Who: strings.TrimSpace(in.Who), Verdict: store.Verdict(in.Verdict), Kind: store.TargetKind(in.Kind), Words: in.Words, Skip: skip, Most: in.Limit})
	if err != nil {
		return nil, err
	}
	out, err := s.showReviews(ctx, some)
	if out == nil {
		out = []Review{}
	}
	return &Reviews{in.listed(skip, len(out), total), out, in}, err
}

func (o *Reviews) table() ([]string, [][]string) {
	var rows [][]string
	for i := range o.Reviews {
		r := &o.Reviews[i]
		var found, addresses, paths []string
		for k := range r.Places {
			p := &r.Places[k]
			addresses = append(addresses, p.Page)
			if p.Words != "" {
				found = append(found, p.Words)
			}
			if p.Gone {
				paths = append(paths, "gone")
			} else {
				paths = append(paths, p.Path)
			}
		}
		correction := ""
		if r.Correction != nil {
			b, err := json.Marshal(r.Correction)
			if err != nil {
				panic(err) // it was read from JSON
			}
			correction = string(b)
		}
		rows = append(rows, []string{strconv.FormatInt(r.ID, 10), r.At, r.Who, string(r.Verdict), string(r.Target.Kind), strings.Join(append(found, r.Target.Names...), " | "), correction, r.Note, r.UndoneBy, r.UndoneAt, strings.Join(paths, " "), strings.Join(addresses, " ")})
	}
	return []string{"review", "at", "who", "verdict", "about", "found", "correction", "note", "undone_by", "undone_at", "path", "address"}, rows
}
