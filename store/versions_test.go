package store_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"strings"
	"testing"

	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/read"
	"github.com/isnad-project/isnad/store"
)

// readPage is a page that was read from a text.
func readPage(t *testing.T, address, words, language string) store.Page {
	t.Helper()
	r, err := read.New(ar.Lang(), en.Lang()).Read(read.Input{GivenID: address, Text: words, Published: "2024-05-05", Outlet: "الضفة", Language: language})
	if err != nil {
		t.Fatal(err)
	}
	line, err := r.AppendJSON(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := page(t, address, words)
	p.Record, p.Packed, p.Line = r, store.Pack(line), sha256.Sum256(line)
	return p
}

// TestVersionsOf: what changed between versions is told from what is kept, as
// it is on either engine.
func TestVersionsOf(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		const arabic, english = "https://a.example/1", "https://a.example/2"
		keep(t, s,
			readPage(t, arabic, "انهيار السد\n\nقال مدير السدود سالم الهادي إن الجدار الشرقي للسد انهار فجر الأحد، وإن 12 شخصا أصيبوا في القرى القريبة.", "ar"),
			readPage(t, english, "Mill to reopen\n\nThe mayor, Edith Lorne, said the old mill would reopen in the spring after repairs.", "en"))
		keep(t, s, readPage(t, english, "Mill to close\n\nThe mayor, Edith Lorne, said the old mill would reopen in the spring after repairs.", "en"))
		keep(t, s, readPage(t, arabic, "انهيار السد\n\nقال مدير السدود سالم الهادي إن الجدار الشرقي للسد انهار فجر الأحد، وإن 17 شخصا أصيبوا في القرى القريبة.", "ar"))
		keep(t, s, readPage(t, arabic, "انهيار السد الكبير\n\nقال مدير السدود سالم الهادي إن الجدار الشرقي للسد انهار فجر الأحد.", "ar"))
		if _, err := s.VersionsOf(ctx, "https://a.example/"); !errors.Is(err, store.ErrNotKept) {
			t.Errorf("%v", err)
		}
		all, err := s.VersionsOf(ctx, arabic)
		if err != nil || len(all) != 3 || all[0].Number != 1 || all[2].Number != 3 || all[2].Title != "انهيار السد الكبير" || all[0].Digest == all[1].Digest {
			t.Fatalf("%+v, %v", all, err)
		}
		changed := func(a, b store.Version) (types []string, words int) {
			t.Helper()
			x, err := s.Record(ctx, a.ID)
			if err != nil {
				t.Fatal(err)
			}
			y, err := s.Record(ctx, b.ID)
			if err != nil {
				t.Fatal(err)
			}
			rev := across.New(ar.Lang(), en.Lang()).Revise(x, y)
			for _, f := range rev.Fields {
				types = append(types, f.Field)
			}
			for _, c := range append(rev.Statements, rev.Figures...) {
				switch {
				case c.After == "":
					types = append(types, c.Before+" went")
				case len(c.Differences) > 0:
					types = append(types, c.Differences[0].Type)
				}
			}
			return types, rev.Words
		}
		for _, c := range []struct {
			a, b  int
			types string
			words int
		}{{0, 1, "value_changed value_changed", 1}, {1, 2, "title scope_changed f1 went", 8}, {0, 2, "title scope_changed f1 went", 8}} {
			types, words := changed(all[c.a], all[c.b])
			if got := strings.Join(types, " "); got != c.types || words != c.words {
				t.Errorf("%d to %d: %q, %d words", c.a+1, c.b+1, got, words)
			}
		}
		mill, err := s.VersionsOf(ctx, english)
		if err != nil || len(mill) != 2 {
			t.Fatalf("%+v, %v", mill, err)
		}
		if types, words := changed(mill[0], mill[1]); strings.Join(types, " ") != "title" || words != 1 {
			t.Errorf("%q, %d words", types, words)
		}
	})
}
