package work_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/work"
)

func comparing(db *store.Store, most int) *work.Comparing {
	return &work.Comparing{DB: db, Comparer: across.New(ar.Lang(), en.Lang()), Most: most}
}

func run(t *testing.T, c *work.Comparing) {
	t.Helper()
	if err := c.Run(context.Background(), 2, nil); err != nil {
		t.Fatal(err)
	}
}

// lineFile is a file with some of another's lines.
func lineFile(t *testing.T, lines []string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "part.jsonl")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func add(t *testing.T, db *store.Store, path string) {
	t.Helper()
	ctx := context.Background()
	if _, err := keeping().Add(ctx, db, []string{path}, capture.Options{}, 2, func(*work.Outcome) {}); err != nil {
		t.Fatal(err)
	}
}

// comparison is the kept one, an entry a line, in an order that does not depend
// on which pages came first.
func comparison(t *testing.T, c *work.Comparing) (out []string) {
	t.Helper()
	parts, _, err := c.Kept(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := parts.Comparison()
	if err != nil {
		t.Fatal(err)
	}
	return entries(t, whole)
}

func entries(t *testing.T, c *isnad.Comparison) (out []string) {
	t.Helper()
	put := func(kind string, x any) {
		b, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, kind+string(b))
	}
	for _, x := range c.Copies {
		put("copy ", x)
	}
	for _, x := range c.Stories {
		put("story ", x)
	}
	for _, x := range append(slices.Clone(c.Statements), c.Figures...) {
		x.ID = ""
		put("group ", x)
	}
	for _, x := range c.Chronology {
		put("moment ", x)
	}
	slices.Sort(out)
	return out
}

// differ tells where two comparisons differ.
func differ(t *testing.T, got, want []string) {
	t.Helper()
	if slices.Equal(got, want) {
		return
	}
	has := map[string]bool{}
	for _, x := range got {
		has[x] = true
	}
	n := 0
	for _, x := range want {
		if !has[x] {
			if n++; n <= 3 {
				t.Errorf("missing %.400s", x)
			}
		}
	}
	wanted := map[string]bool{}
	for _, x := range want {
		wanted[x] = true
	}
	m := 0
	for _, x := range got {
		if !wanted[x] {
			if m++; m <= 3 {
				t.Errorf("too much %.400s", x)
			}
		}
	}
	t.Errorf("%d entries of %d are missing, %d of %d too much", n, len(want), m, len(got))
}

// TestKeptComparison: what is kept is what comparing all at once gives, and does
// not depend on how the pages came.
func TestKeptComparison(t *testing.T) {
	const n, most = 240, 40
	path := articles(t, n)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Split(strings.TrimSpace(string(b)), "\n")
	alone, _ := open(t, filepath.Join(t.TempDir(), "alone.db"))
	add(t, alone, path)
	whole := comparing(alone, 0)
	run(t, whole)
	want := comparison(t, whole)

	t.Run("in one block", func(t *testing.T) {
		x := across.New(ar.Lang(), en.Lang())
		var rs []*isnad.Record
		for v, err := range alone.Versions(context.Background(), true) {
			if err != nil {
				t.Fatal(err)
			}
			r, err := alone.Record(context.Background(), v.ID)
			if err != nil {
				t.Fatal(err)
			}
			r.GivenID = v.Address
			rs = append(rs, r)
		}
		c := x.Compare(slices.Values(rs))
		if len(c.Copies) < n/4 || len(c.Stories) < n/6 || len(c.Statements) < n/10 || len(c.Figures) < n/10 || len(c.Chronology) == 0 {
			t.Errorf("little to compare: %d copies, %d stories, %d and %d groups, %d moments", len(c.Copies), len(c.Stories), len(c.Statements), len(c.Figures), len(c.Chronology))
		}
		differ(t, want, entries(t, c))
	})

	blocks := comparing(alone, most)
	run(t, blocks)
	cut := comparison(t, blocks)
	kept, err := alone.Blocks(context.Background())
	if err != nil || len(kept) < 5 {
		t.Fatalf("%d blocks, %v", len(kept), err)
	}
	engines(t, func(t *testing.T, where string) {
		db, _ := open(t, where)
		c := comparing(db, most)
		late := slices.Clone(all)
		slices.Reverse(late[:n/2])
		for i := 0; i < n; i += n / 3 {
			add(t, db, lineFile(t, late[i:i+n/3]))
			run(t, c)
		}
		differ(t, comparison(t, c), cut)

		t.Run("by two at once", func(t *testing.T) {
			retire(t, db)
			var both sync.WaitGroup
			for range 2 {
				both.Go(func() { run(t, comparing(db, most)) })
			}
			both.Wait()
			differ(t, comparison(t, c), cut)
		})
		t.Run("interrupted", func(t *testing.T) {
			retire(t, db)
			for wait := time.Millisecond; ; wait = wait * 3 / 2 {
				ctx, cancel := context.WithTimeout(context.Background(), wait)
				err := c.Run(ctx, 2, nil)
				cancel()
				if err == nil {
					break
				}
				if !errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
					t.Fatal(err)
				}
			}
			differ(t, comparison(t, c), cut)
		})
		t.Run("anew", func(t *testing.T) {
			anew := comparing(db, most)
			anew.Anew = true
			run(t, anew)
			differ(t, comparison(t, c), cut)
		})
		t.Run("a page goes and comes back", func(t *testing.T) {
			if _, err := db.Delete(context.Background(), "p7", "", time.Now()); err != nil {
				t.Fatal(err)
			}
			for _, x := range comparison(t, c) {
				if strings.Contains(x, `"p7"`) || strings.Contains(x, `"p7#`) {
					t.Errorf("told of what was deleted: %.300s", x)
				}
			}
			run(t, c)
			less := comparison(t, c)
			if slices.Equal(less, cut) {
				t.Error("nothing has changed")
			}
			add(t, db, path)
			run(t, c)
			differ(t, comparison(t, c), cut)
		})
		t.Run("a new version", func(t *testing.T) {
			var line map[string]string
			if err := json.Unmarshal([]byte(all[9]), &line); err != nil {
				t.Fatal(err)
			}
			line["text"] = "خبر آخر\n\nقالت رئيسة النقابة هدى الماجد إن العمال عادوا إلى المصنع صباح اليوم."
			changed, err := json.Marshal(line)
			if err != nil {
				t.Fatal(err)
			}
			add(t, db, lineFile(t, []string{string(changed)}))
			run(t, c)
			if slices.Equal(comparison(t, c), cut) {
				t.Error("nothing has changed")
			}
			add(t, db, lineFile(t, all[9:10]))
			run(t, c)
			differ(t, comparison(t, c), cut)
		})
	})
}

func retire(t *testing.T, db *store.Store) {
	t.Helper()
	blocks, err := db.Blocks(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, b := range blocks {
		names = append(names, b.Name)
	}
	if err := db.Retire(context.Background(), names); err != nil {
		t.Fatal(err)
	}
}

// TestACopyOfYearsAgo: a page finds the text that it carries, however old.
func TestACopyOfYearsAgo(t *testing.T) {
	b, err := os.ReadFile(articles(t, 120))
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Split(strings.TrimSpace(string(b)), "\n")
	var old map[string]string
	if err := json.Unmarshal([]byte(all[3]), &old); err != nil {
		t.Fatal(err)
	}
	for i, published := range []string{"2031-02-03", ""} {
		old["id"], old["published"], old["outlet"] = fmt.Sprint("again", i), published, "الصباح"
		line, err := json.Marshal(old)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(line))
	}
	db, _ := open(t, filepath.Join(t.TempDir(), "isnad.db"))
	add(t, db, lineFile(t, all))
	c := comparing(db, 20)
	run(t, c)
	found := 0
	for _, x := range comparison(t, c) {
		if strings.HasPrefix(x, "copy ") && strings.Contains(x, `"p3"`) && strings.Contains(x, `"again`) {
			found++
		}
	}
	if found != 2 {
		t.Errorf("%d of 2 copies of a page of years ago were found", found)
	}
}

// TestOthersDoAll: blocks that are no more go, although others have told all that are.
func TestOthersDoAll(t *testing.T) {
	db, _ := open(t, filepath.Join(t.TempDir(), "isnad.db"))
	add(t, db, articles(t, 120))
	run(t, comparing(db, 40))
	c := comparing(db, 20)
	c.HelpWithAll()
	run(t, c)
	if settled, err := c.Settled(context.Background()); err != nil || !settled {
		t.Errorf("something is left to do, %v", err)
	}
}
