package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
)

var update = flag.Bool("update", false, "write down what the examples miss now")

// expectedPage is what examples/expected.json says of a page.
type expectedPage struct {
	File, Title, Published, Outlet, Language string

	InText     []string `json:"in_text"`
	NotInText  []string `json:"not_in_text"`
	Statements []struct {
		Kind       isnad.StatementKind
		Speaker    string
		Content    string
		Speaks     isnad.SpeakerKind   `json:"speaker_kind"`
		ChainKinds []isnad.SpeakerKind `json:"chain_kinds"`
	}
	Figures []struct {
		Text             string
		Value, Low, High *float64
		Bound            isnad.Bound
		PartOf           bool `json:"part_of"`
	}
}

// TestDossier reads the examples by the command line and holds the records
// against what the pages say. What is not read right stands in
// testdata/dossier_misses.txt, so that a change for the worse shows: go test
// ./cmd/isnad -run Dossier -update writes it anew.
func TestDossier(t *testing.T) {
	var expected struct{ Pages []expectedPage }
	b, err := os.ReadFile("../../examples/expected.json")
	if err != nil || json.Unmarshal(b, &expected) != nil || len(expected.Pages) != 13 {
		t.Fatalf("%d pages expected, %v", len(expected.Pages), err)
	}
	var out, complaints bytes.Buffer
	args := []string{"read"}
	for _, p := range expected.Pages {
		args = append(args, "../../examples/"+p.File)
	}
	if code := run(args, strings.NewReader(""), &out, &complaints); code != 0 {
		t.Fatalf("exit code %d: %s", code, &complaints)
	}
	var misses []string
	asked := 0
	for i, line := range bytes.Split(bytes.TrimSpace(out.Bytes()), []byte("\n")) {
		if err := isnad.CheckJSON(line); err != nil {
			t.Errorf("%s: %v", expected.Pages[i].File, err)
		}
		var r isnad.Record
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		p := &expected.Pages[i]
		asked += 4 + len(p.InText) + len(p.NotInText) + len(p.Statements) + len(p.Figures)
		for _, m := range slices.Concat(p.page(&r), p.statements(&r), p.figures(&r)) {
			misses = append(misses, path.Base(p.File)+" "+m)
		}
	}
	hold(t, misses, asked)
}

// hold compares misses with those that are known.
func hold(t *testing.T, misses []string, asked int) {
	const golden = "testdata/dossier_misses.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(strings.Join(append(misses, ""), "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	known := strings.Split(string(b), "\n")
	for _, m := range misses {
		if !slices.Contains(known, m) {
			t.Errorf("a new miss: %s", m)
		}
	}
	for _, m := range known {
		if m != "" && !slices.Contains(misses, m) {
			t.Logf("no miss any more: %s", m)
		}
	}
	t.Logf("%d misses of %d expected", len(misses), asked)
}

// page lists what the page says of itself and was not read so, and where the
// article does not end where it should.
func (p *expectedPage) page(r *isnad.Record) (misses []string) {
	published, outlet := "", ""
	if r.Published != nil {
		published = r.Published.Value
	}
	if r.Outlet != nil {
		outlet = r.Outlet.Name
	}
	miss := func(right bool, what, value string) {
		if !right {
			misses = append(misses, fmt.Sprintf("page: %s %q", what, value))
		}
	}
	miss(r.Title == p.Title, "title", r.Title)
	miss(strings.HasPrefix(published, p.Published), "published", published)
	miss(strings.Contains(outlet, p.Outlet), "outlet", outlet)
	miss(r.Language == p.Language, "language", r.Language)
	for _, s := range p.InText {
		miss(strings.Contains(r.Text, s), "not in the text:", s)
	}
	for _, s := range p.NotInText {
		miss(!strings.Contains(r.Text, s), "in the text:", s)
	}
	return misses
}

// statements lists what was said and not read so.
func (p *expectedPage) statements(r *isnad.Record) (misses []string) {
	for _, want := range p.Statements {
		best, got := 0.0, (*isnad.Statement)(nil)
		for i := range r.Statements {
			s := &r.Statements[i]
			share := shared(want.Content, s.Content.In(r.Text))
			if want.Speaker != "" && strings.Contains(s.Speaker.Name, want.Speaker) {
				share += 0.01 // a headline says the same as its text
			}
			if share > best {
				best, got = share, s
			}
		}
		miss := func(format string, args ...any) {
			misses = append(misses, fmt.Sprintf(format, args...)+" | "+want.Content)
		}
		if best < 0.8 {
			miss("statement")
			continue
		}
		if got.Kind != want.Kind {
			miss("kind %s, want %s", got.Kind, want.Kind)
		}
		speaker := got.Speaker.Name
		if got.Speaker.Span != nil {
			speaker += " " + got.Speaker.Span.In(r.Text)
		}
		if !strings.Contains(lang.Normal(speaker), lang.Normal(want.Speaker)) {
			miss("speaker %s, want %s", got.Speaker.Name, want.Speaker)
		}
		if got.Speaker.Kind != want.Speaks {
			miss("speaker_kind %s, want %s", got.Speaker.Kind, want.Speaks)
		}
		var chain []isnad.SpeakerKind
		for _, l := range got.Chain {
			chain = append(chain, l.Kind)
		}
		if n := len(chain); n > 0 && want.Speaks == isnad.SpeakerOrganisation && chain[n-1] == isnad.SpeakerAgency {
			chain[n-1] = isnad.SpeakerOrganisation // an agency that speaks for itself
		}
		if want.ChainKinds != nil && !slices.Equal(chain, want.ChainKinds) {
			miss("chain %v, want %v", chain, want.ChainKinds)
		}
	}
	return misses
}

// figures lists the numbers that were not read so.
func (p *expectedPage) figures(r *isnad.Record) (misses []string) {
	equal := func(a, b *float64) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }
	used := map[int]bool{}
	for _, want := range p.Figures {
		at, near := -1, -1
		for i, f := range r.Figures {
			if used[i] || plain(f.Span.In(r.Text)) != plain(want.Text) {
				continue
			}
			near = i
			if at < 0 && equal(f.Value, want.Value) && f.Bound == want.Bound && (f.PartOf != "") == want.PartOf &&
				(want.Value != nil || equal(f.Low, want.Low) && equal(f.High, want.High)) {
				at = i
			}
		}
		switch {
		case at >= 0:
			used[at] = true
		case near >= 0:
			f := r.Figures[near]
			misses = append(misses, fmt.Sprintf("figure %s, part of %q | %s", f.Bound, f.PartOf, want.Text))
		default:
			misses = append(misses, "figure | "+want.Text)
		}
	}
	return misses
}

func plain(s string) string {
	return strings.Join(wordsOf(s), " ")
}

func wordsOf(s string) []string {
	return strings.FieldsFunc(lang.Normal(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '%' })
}

// shared is the share of the longer one's words that two texts have in common,
// in the order of both.
func shared(a, b string) float64 {
	x, y := wordsOf(a), wordsOf(b)
	row := make([]int, len(y)+1)
	for _, w := range x {
		diagonal := 0
		for j := range y {
			above := row[j+1]
			if y[j] == w {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(above, row[j])
			}
			diagonal = above
		}
	}
	return float64(row[len(y)]) / float64(max(len(x), len(y), 1))
}
