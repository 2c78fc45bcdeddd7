package web

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/isnad-project/isnad"
)

// askedChanges is what changed up to a version of a page.
type askedChanges struct {
	Version int64 `path:"version" minimum:"1" doc:"Number of a page's version"`
	From    int64 `query:"from" minimum:"0" doc:"Number of the version that it is compared with; the one before if nothing is said"`
}

// Changes are the versions of a page, and what changed between two of them.
type Changes struct {
	Version  int64     `json:"version"`
	Address  string    `json:"address"`
	Title    string    `json:"title,omitempty"`
	Versions []edition `json:"versions" doc:"All versions, the first one first"`
	From     int64     `json:"from,omitempty" doc:"The version that it is compared with"`
	Revision *revision `json:"revision,omitempty"`

	Before     *edition         `json:"-"`
	After      *edition         `json:"-"`
	Passages   [][2][]run       `json:"-"` // before and after, with some words around
	Statements []retold         `json:"-"`
	Figures    []retold         `json:"-"`
	Lang       [2]string        `json:"-"`
	records    [2]*isnad.Record `json:"-"`
}

// revision is what changed, in a form that has a description of its own.
type revision struct{ *isnad.Revision }

// Schema says what it is.
func (revision) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true, Description: "What changed between the two: fields, passages, and statements and figures that came, went or are told otherwise, as isnad versions --diff --json gives it; places are counted in code points of the two texts"}
}

// retold is a statement or a figure that came, went, or is told otherwise.
type retold struct {
	Before, After       string // its ids
	Was, Is             string // what it says
	WasWho, IsWho       string // the speakers
	Differences         []revised
	FromPath, AfterPath string
}

// revised is one difference, with the words of both sides.
type revised struct {
	Type    string
	Was, Is string
}

func (s *Server) openChanges() {
	enter(s, room[askedChanges, Changes]{
		path: "/pages/{version}/changes", name: "changes", group: "pages", about: "The versions of a page, and what changed up to one of them",
		load: s.changes,
	})
}

func (s *Server) changes(ctx context.Context, in *askedChanges) (*Changes, error) {
	v, err := s.DB.PageOf(ctx, in.Version)
	if err != nil {
		return nil, err
	}
	out := &Changes{Version: v.ID, Address: v.Address, Title: v.Title}
	if out.Versions, err = s.editions(ctx, v.Address); err != nil {
		return nil, err
	}
	n := slices.IndexFunc(out.Versions, func(e edition) bool { return e.Version == v.ID })
	if n < 0 {
		return nil, isnad.ErrNotFound // deleted in this moment
	}
	from := n - 1
	if in.From != 0 {
		if from = slices.IndexFunc(out.Versions, func(e edition) bool { return e.Version == in.From }); from < 0 || from == n {
			return nil, &badInput{"from", "another version of this page"}
		}
	}
	out.After = &out.Versions[n]
	if from < 0 {
		return out, nil
	}
	out.Before, out.From = &out.Versions[from], out.Versions[from].Version
	return out, s.revise(ctx, out)
}

// revise tells what changed.
func (s *Server) revise(ctx context.Context, out *Changes) error {
	for i, e := range []*edition{out.Before, out.After} {
		r, err := s.DB.Record(ctx, e.Version)
		if err != nil {
			return err
		}
		r.GivenID = strconv.FormatInt(e.Version, 10)
		out.records[i], out.Lang[i] = r, r.Language
	}
	a, b := out.records[0], out.records[1]
	rev := s.Comparing.Comparer.Revise(a, b)
	out.Revision = &revision{rev}
	for _, p := range rev.Passages {
		out.Passages = append(out.Passages, [2][]run{amid(a.Text, p.Before, "went"), amid(b.Text, p.After, "came")})
	}
	for _, c := range rev.Statements {
		out.Statements = append(out.Statements, out.change(c, statementWords))
	}
	for _, c := range rev.Figures {
		out.Figures = append(out.Figures, out.change(c, figureWords))
	}
	return nil
}

// change is what became of a finding, by what tells of one.
func (c *Changes) change(x isnad.FindingChange, tell func(r *isnad.Record, id string) (what, who string)) retold {
	out := retold{Before: x.Before, After: x.After}
	out.Was, out.WasWho = tell(c.records[0], x.Before)
	out.Is, out.IsWho = tell(c.records[1], x.After)
	if x.Before != "" {
		out.FromPath = address("pages", c.From) + "#" + x.Before
	}
	if x.After != "" {
		out.AfterPath = address("pages", c.Version) + "#" + x.After
	}
	for _, d := range x.Differences {
		out.Differences = append(out.Differences, revised{d.Type, exact(d.Before), exact(d.After)})
	}
	return out
}

// statementWords is what a statement says, and who says it.
func statementWords(r *isnad.Record, id string) (what, who string) {
	for i := range r.Statements {
		if x := &r.Statements[i]; x.ID == id {
			return x.Content.In(r.Text), x.Speaker.Name
		}
	}
	return "", ""
}

// figureWords is what a figure counts.
func figureWords(r *isnad.Record, id string) (what, who string) {
	for i := range r.Figures {
		x := &r.Figures[i]
		if x.ID != id {
			continue
		}
		at := x.Span
		if c := x.Counted; c != nil && c.Start >= at.End && c.Start-at.End < 2*maxGap {
			at.End = c.End // «17 people», as it stands
		}
		return at.In(r.Text), ""
	}
	return "", ""
}

// maxGap is how many bytes stand between a number and what it counts at most if they are shown as one.
const maxGap = 8

// wordsAround a change are shown on each side of it, in its line.
const wordsAround = 6

// amid shows a passage with some words around it.
func amid(text string, p *isnad.Passage, class string) []run {
	at, ok := spanOf(text, p)
	if !ok {
		return nil
	}
	return inLine(text, amongWords(text, at), []mark{{Span: at, Class: class}})
}

// amongWords is a place with some words on each side.
func amongWords(text string, at isnad.Span) isnad.Span {
	before := strings.LastIndexByte(text[:at.Start], '\n') + 1
	after := strings.IndexByte(text[at.End:], '\n')
	if after < 0 {
		after = len(text) - at.End
	}
	for n := 0; at.Start > before && n <= wordsAround; {
		r, size := utf8.DecodeLastRuneInString(text[before:at.Start])
		if unicode.IsSpace(r) {
			if n++; n > wordsAround {
				break
			}
		}
		at.Start -= size
	}
	for n, end := 0, at.End+after; at.End < end && n <= wordsAround; {
		r, size := utf8.DecodeRuneInString(text[at.End:end])
		if unicode.IsSpace(r) {
			if n++; n > wordsAround {
				break
			}
		}
		at.End += size
	}
	return at
}
