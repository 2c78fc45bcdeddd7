package web

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/isnad-project/isnad/store"
)

// Drift asks for what differs from page to page.
type Drift struct {
	Type  string `query:"type" enum:"any,wording,narration_became_direct_quote,direct_quote_became_paraphrase,quote_trimmed,speaker_changed,anonymity_changed,role_changed,time_changed,hedge_dropped,hedge_added,source_dropped,negation_changed,value_changed,scope_changed,digit_transposition,rounded,breakdown_lost,unit_renamed,actor_changed,window_coarsened" doc:"A type of difference: gives groups that have such a one"`
	Words string `query:"words" maxLength:"400" doc:"Of groups: words of the gist. Of figures: words of what is counted. In any spelling"`
}

// The types of differences that a list offers, those that matter most first.
var (
	statementTypes = []string{"speaker_changed", "anonymity_changed", "role_changed", "negation_changed", "value_changed", "time_changed", "scope_changed", "hedge_dropped", "hedge_added", "source_dropped", "quote_trimmed", "narration_became_direct_quote", "direct_quote_became_paraphrase", "wording"}
	figureTypes    = []string{"value_changed", "digit_transposition", "rounded", "hedge_dropped", "hedge_added", "unit_renamed", "actor_changed", "window_coarsened", "breakdown_lost", "source_dropped"}
)

// Types are the types of differences of statements.
func (*Statements) Types() []string { return statementTypes }

// Types are the types of differences of figures.
func (*Figures) Types() []string { return figureTypes }

// groupRow is a group in a list: one statement or figure, wherever it is carried.
type groupRow struct {
	Standing             // of its first member
	Gist        string   `json:"gist"`
	Types       []string `json:"types" doc:"Of its differences"`
	Members     int      `json:"members" doc:"Pages that carry it, and each as often as it does"`
	Origins     int      `json:"origins" doc:"Independent ones among them"`
	Differences int      `json:"differences"`
}

// drifting are the groups of a kind that differ in the way that is asked for. They have no
// other filter.
func (s *Server) drifting(ctx context.Context, kind store.GroupKind, f store.Filter, in *Listing, d *Drift, other string) ([]groupRow, Listed, error) {
	if other != "" {
		return nil, Listed{}, &badInput{"type", "no speaker and no kind with it"}
	}
	f.Type, f.Words = d.Type, d.Words
	lines, total, err := s.DB.GroupLines(ctx, kind, f)
	rows := make([]groupRow, 0, len(lines))
	for i := range lines {
		x := &lines[i]
		place := store.Place{Version: x.First.Version, N: x.First.Finding, Address: x.Address, Outlet: x.Outlet, Published: x.Published}
		rows = append(rows, groupRow{standing(string(kind)[:1], &place), x.Gist, x.Types, x.Members, x.Origins, x.Differences})
	}
	return rows, in.listed(f.Skip, len(rows), total), err
}

func groupTable(groups []groupRow) ([]string, [][]string) {
	var rows [][]string
	for i := range groups {
		x := &groups[i]
		rows = append(rows, slices.Concat([]string{x.ID, x.Gist, strings.Join(x.Types, " "), strconv.Itoa(x.Members), strconv.Itoa(x.Origins), strconv.Itoa(x.Differences)}, x.cells()))
	}
	return slices.Concat([]string{"id", "gist", "types", "members", "origins", "differences"}, standingColumns), rows
}
