package web

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/isnad-project/isnad"
)

// Each paragraph of both pages is in one row, in its order, whatever they share.
func TestRowsHaveEveryParagraphOnce(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	paragraphs := func(name string) (out []laid) {
		for i := range random.IntN(7) {
			out = append(out, laid{runs: []run{{Class: fmt.Sprint(name, i)}}})
		}
		return out
	}
	for range 2000 {
		a, b := paragraphs("a"), paragraphs("b")
		shares := map[[2]int]int{}
		for range random.IntN(12) {
			shares[[2]int{random.IntN(7), random.IntN(7)}] = random.IntN(50)
		}
		var gotA, gotB []string
		for _, row := range rows(a, b, shares) {
			if len(row.A)+len(row.B) == 0 {
				t.Fatal("a row is empty")
			}
			for _, p := range row.A {
				gotA = append(gotA, p[0].Class)
			}
			for _, p := range row.B {
				gotB = append(gotB, p[0].Class)
			}
		}
		for name, got := range map[string][]string{"a": gotA, "b": gotB} {
			want := []string{}
			for i := range map[string][]laid{"a": a, "b": b}[name] {
				want = append(want, fmt.Sprint(name, i))
			}
			if !slices.Equal(got, want) && len(got)+len(want) > 0 {
				t.Fatalf("%v, not %v, with %v", got, want, shares)
			}
		}
	}
}

func TestRowsPutWhatIsSharedSideBySide(t *testing.T) {
	named := func(names string) (out []laid) {
		for name := range strings.FieldsSeq(names) {
			out = append(out, laid{runs: []run{{Class: name}}})
		}
		return out
	}
	shares := map[[2]int]int{{0, 0}: 5, {1, 2}: 20, {1, 3}: 9, {3, 4}: 4, {2, 0}: 3}
	var got []string
	for _, r := range rows(named("a0 a1 a2 a3"), named("b0 b1 b2 b3 b4"), shares) {
		row := ""
		for _, p := range r.A {
			row += p[0].Class + " "
		}
		row += "|"
		for _, p := range r.B {
			row += " " + p[0].Class
		}
		got = append(got, row)
	}
	if want := []string{"a0 | b0", "| b1", "a1 | b2 b3", "a2 |", "a3 | b4"}; !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
}

// In passages that are the same for the most part, only the words that one side has alone
// are told; spelling and marks make no difference.
func TestWordsThatOneSideHasAlone(t *testing.T) {
	const a, b = "قُتل 17 شخصاً فجر اليوم الخميس، وأصيب 40", "قتل 17 شخصا فجر أمس الخميس وأصيب أكثر من 40"
	same, alone := matched(a, b, isnad.Span{End: len(a)}, isnad.Span{End: len(b)})
	var got [2][]string
	for i, text := range []string{a, b} {
		for _, s := range alone[i] {
			got[i] = append(got[i], s.In(text))
		}
	}
	if !slices.Equal(got[0], []string{"اليوم"}) || !slices.Equal(got[1], []string{"أمس", "أكثر من"}) {
		t.Errorf("alone: %q", got)
	}
	if len(same) != 7 {
		t.Errorf("%d words are the same", len(same))
	}
}

// What comparisons and readers say in English is said in the reader's language, and what
// records name has a name.
func TestPhrasesAndNamesAreSaid(t *testing.T) {
	w, err := readWords()
	if err != nil {
		t.Fatal(err)
	}
	ar := w.functions(way{"ar", "arab", "gregory"})
	phrase := ar["phrase"].(func(string) (string, error))
	for _, s := range []string{
		"declared windows-1256, is utf-8", "no character set declared, read as windows-1256", "declared utf-8, read as windows-1256", "1 invalid byte", "20 invalid bytes",
		`published "tomorrow" is no date and was left out`, "the page is empty", "no text", "no article found",
	} {
		got, err := phrase(s)
		if err != nil || got == s || strings.Contains(got, "<no value>") || strings.ContainsAny(got, "0123456789") && !strings.Contains(s, "windows") && !strings.Contains(s, "utf") {
			t.Errorf("%q is said as %q, %v", s, got, err)
		}
	}
	if got, err := phrase("what nobody said before"); err != nil || got != "what nobody said before" {
		t.Errorf("%q, %v", got, err)
	}
	why := ar["why"].(func(*isnad.Copy, string, string) string)
	for _, code := range []string{isnad.CreditLine, isnad.AgencyPage, isnad.SameAgency, isnad.AgencyOfA, isnad.AgencyOfB, isnad.NoCredit, isnad.TimeUnknown, isnad.Later,
		isnad.Contained, isnad.SameText, isnad.MostShared, isnad.PartShared, isnad.OwnWords, isnad.DetailLost} {
		if got := why(&isnad.Copy{Because: []string{code}, Source: "ترنا", Reason: "why"}, "أولى", "ثانية"); got == "why" || got == "" || strings.Contains(got, "<no value>") {
			t.Errorf("%s is said as %q", code, got)
		}
	}
	if got := why(&isnad.Copy{Reason: "both credit ترنا"}, "", ""); got != "both credit ترنا" {
		t.Errorf("without codes it is said as %q", got)
	}
	known := ar["known"].(func(string, string) string)
	for kind, all := range map[string]string{
		"act":            "accuse admit announce ask assess believe call claim complain condemn demand deny describe document explain hope mock order praise predict promise propose recommend reject state support threaten topic urge warn",
		"speaker_kind":   "person organisation anonymous collective document agency outlet unknown",
		"statement_kind": "direct mixed indirect", "limit": "exact at_least more_than about at_most less_than unknown",
		"time_kind": "date time duration period set relative", "anchor": "publication utterance text", "mention_kind": "person organisation place facility role",
		"modality": "asserted planned possible denied", "published_from": "given json-ld meta time url text", "credit": "agency outlet person",
		"removed":  "nav share related comment disclaimer byline image-caption print dateline",
		"relation": "copied partly_copied rewritten same_upstream", "direction": "a->b b->a common_source unknown", "way": "taken given common_source unknown",
		"field": "title byline outlet published language",
	} {
		for v := range strings.FieldsSeq(all) {
			if known(kind, v) == v {
				t.Errorf("%s %s has no name", kind, v)
			}
		}
	}
	if known("act", "sing") != "sing" {
		t.Error("what has no name is itself")
	}
}
