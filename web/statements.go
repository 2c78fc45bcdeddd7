package web

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/isnad-project/isnad/store"
)

// askedStatements is what is asked of the list of statements.
type askedStatements struct {
	Listing
	Speaker string `query:"speaker" maxLength:"400" doc:"Words of the speaker's name, in any spelling"`
	Kind    string `query:"kind" maxLength:"40" doc:"Kind of the statement (direct, mixed, indirect), of its speaker (person, organisation, anonymous, …), or what it does (state, deny, …)"`
	Place   string `query:"place" maxLength:"400" doc:"A place that the page mentions, by its whole name"`
	Drift
	Status string `query:"status" enum:"machine,confirmed,rejected,corrected" doc:"What persons say of it, the last word; machine: nothing. Not beside a type"`
	Sort   string `query:"sort" enum:"published,-published,speaker,-speaker,outlet,-outlet,differences,-differences,members,-members,origins,-origins,gist,-gist" doc:"Order; - is the other way round. With a type, groups are sorted by differences, members, origins, published or gist, else statements by published, speaker or outlet"`
}

// Statements are statements of pages, or groups of them that differ.
type Statements struct {
	Listed
	Statements []statementRow   `json:"statements,omitempty"`
	Groups     []groupRow       `json:"groups,omitempty" doc:"If a type of difference was asked for"`
	Asked      *askedStatements `json:"-"`
}

// statementRow is a statement in a list.
type statementRow struct {
	Standing
	Status      string   `json:"status,omitempty" doc:"What persons say of it, the last word: confirmed, rejected, corrected"`
	Speaker     string   `json:"speaker,omitempty"`
	SpeakerKind string   `json:"speaker_kind"`
	Role        string   `json:"role,omitempty" doc:"Of the speaker, in the words of the page"`
	Kind        string   `json:"kind" doc:"How much of it stands in speech marks"`
	Act         string   `json:"act" doc:"What the words do"`
	Chain       []string `json:"chain,omitempty" doc:"Through whom the words came, from the page outward"`
	Content     string   `json:"content"`
}

func (s *Server) openStatements() {
	enter(s, room[askedStatements, Statements]{
		path: "/statements", name: "statements", group: "statements", about: "Who said what: the statements of all pages, the latest published first; or, with a type, those that differ from page to page",
		load: s.statements,
	})
}

func (s *Server) statements(ctx context.Context, in *askedStatements) (*Statements, error) {
	f, err := in.filter(in.Sort)
	if err != nil {
		return nil, err
	}
	f.Place, f.Status = in.Place, in.Status
	if in.Type != "" && in.Status != "" {
		return nil, &badInput{"status", "it without a type"}
	}
	if in.Type != "" {
		groups, listed, err := s.drifting(ctx, store.Statements, f, &in.Listing, &in.Drift, in.Speaker+in.Kind)
		return &Statements{Listed: listed, Groups: groups, Asked: in}, err
	}
	if in.Words != "" {
		return nil, &badInput{"words", "a type with them, or search"}
	}
	if in.Sort == "" {
		f.Sort, f.Desc = "published", true
	}
	f.Speaker, f.Kind = in.Speaker, in.Kind
	lines, total, err := s.DB.StatementLines(ctx, f)
	if err != nil {
		return nil, err
	}
	out := &Statements{Listed: in.listed(f.Skip, len(lines), total), Statements: statementRows(lines), Asked: in}
	return out, s.stand(ctx, out.Statements)
}

// stand tells what persons say of statements.
func (s *Server) stand(ctx context.Context, rows []statementRow) error {
	standing, err := s.DB.Standing(ctx)
	for i := range rows {
		rows[i].Status = string(standing["statement"][rows[i].member])
	}
	return err
}

func statementRows(lines []store.Statement) []statementRow {
	out := make([]statementRow, 0, len(lines))
	for i := range lines {
		x := &lines[i]
		row := statementRow{Standing: standing("s", &x.Place), Speaker: x.Speaker, SpeakerKind: x.SpeakerKind, Role: x.Role, Kind: x.Kind, Act: x.Act, Content: x.Content}
		if x.Chain != "" {
			row.Chain = strings.Split(x.Chain, chained)
		}
		out = append(out, row)
	}
	return out
}

// chained stands between the links of a chain in the store.
const chained = " ← "

// Through is the chain without the speaker, who ends it.
func (r *statementRow) Through() []string {
	if n := len(r.Chain); n > 0 && r.Chain[n-1] == r.Speaker {
		return r.Chain[:n-1]
	}
	return r.Chain
}

func (o *Statements) table() ([]string, [][]string) {
	if o.Asked.Type != "" {
		return groupTable(o.Groups)
	}
	return statementTable(o.Statements)
}

func statementTable(statements []statementRow) ([]string, [][]string) {
	var rows [][]string
	for i := range statements {
		x := &statements[i]
		rows = append(rows, slices.Concat([]string{x.ID, cmp.Or(x.Status, store.ByMachine), x.Speaker, x.SpeakerKind, x.Role, x.Act, x.Kind, strings.Join(x.Chain, chained), x.Content}, x.cells()))
	}
	return slices.Concat([]string{"id", "status", "speaker", "speaker_kind", "role", "act", "kind", "chain", "content"}, standingColumns), rows
}
