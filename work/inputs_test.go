package work_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/work"
)

// A file that was added is not opened again while it is as it was. Whether it is
// opened shows where its bytes changed and its size and time did not.
func TestFilesThatAreKnown(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		db, err := store.Open(ctx, where)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		dir := t.TempDir()
		long := time.Now().Add(-time.Hour)
		write := func(name, words string, changed time.Time) string {
			path := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(words), 0o644); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(path, changed, changed); err != nil {
				t.Fatal(err)
			}
			return path
		}
		line := func(id, word string) string {
			return fmt.Sprintf(`{"id":%q,"text":"قال مدير السدود سالم الهادي إن الجدار %s."}`+"\n", id, word)
		}
		add := func(k *work.Keeping, o capture.Options, want work.Added) {
			t.Helper()
			if got, err := k.Add(ctx, db, []string{dir}, o, 2, func(*work.Outcome) {}); err != nil || got != want {
				t.Errorf("%+v, want %+v: %v", got, want, err)
			}
		}
		plain := capture.Options{}

		// In an order that is not that of their paths' bytes.
		write("b/1.jsonl", line("b1", "انهار")+line("b2", "انهار"), long)
		write("b.jsonl", line("b3", "انهار"), long)
		write("b-1.jsonl", line("b4", "انهار"), long)
		write("c.jsonl", line("c1", "انهار")+"{\n", long)
		add(keeping(), plain, work.Added{Added: 5, Failed: 1})
		for name, ids := range map[string][]string{"b/1.jsonl": {"b1", "b2"}, "b.jsonl": {"b3"}, "b-1.jsonl": {"b4"}} {
			words := ""
			for _, id := range ids {
				words += line(id, "انفتح")
			}
			write(name, words, long)
		}
		// What could not be read is complained of again, or kept as it is.
		again, err := keeping().Add(ctx, db, []string{dir}, plain, 2, func(*work.Outcome) {})
		if err != nil || again.Added != 0 || again.NewVersions != 0 || again.Unchanged+again.Failed != 6 || again.Unchanged < 5 {
			t.Errorf("%+v, %v", again, err)
		}
		os.Remove(filepath.Join(dir, "c.jsonl"))
		add(keeping(), plain, work.Added{Unchanged: 4})

		// Something else said of them makes them others.
		other := work.NewKeeping(capture.Given{Outlet: "صدى الضفة"}, ar.Lang(), en.Lang())
		if got, err := other.Add(ctx, db, []string{filepath.Join(dir, "b.jsonl")}, plain, 2, func(*work.Outcome) {}); err != nil || got != (work.Added{NewVersions: 1}) {
			t.Errorf("with another outlet: %+v, %v", got, err)
		}
		// A time that has changed, or a size, makes it be opened.
		write("b/1.jsonl", line("b1", "انهدم")+line("b2", "انهدم"), long.Add(time.Millisecond))
		write("b-1.jsonl", line("b4", "انهار")+line("b5", "انهار"), long)
		add(keeping(), plain, work.Added{Added: 1, NewVersions: 2, Unchanged: 2})
		// One that was written just now may change once more within the same moment.
		now := time.Now()
		write("n.jsonl", line("n1", "انهار"), now)
		add(keeping(), plain, work.Added{Added: 1, Unchanged: 5})
		write("n.jsonl", line("n1", "انهدم"), now)
		add(keeping(), plain, work.Added{NewVersions: 1, Unchanged: 5})

		// Deleting brings all of them back to be looked at.
		if _, err := db.Delete(ctx, "b5", "asked for", now); err != nil {
			t.Fatal(err)
		}
		add(keeping(), plain, work.Added{Added: 1, Unchanged: 5})
		// Standard input is never known.
		for range 2 {
			in := capture.Options{JSONLines: true, Stdin: strings.NewReader(line("s1", "انهار"))}
			if got, err := keeping().Add(ctx, db, []string{"-"}, in, 2, func(*work.Outcome) {}); err != nil || got.All() != 1 {
				t.Errorf("%+v, %v", got, err)
			}
		}
	})
}

// What is remembered after a page was deleted meanwhile would hide it.
func TestRememberingLate(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		db, err := store.Open(ctx, where)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		before, err := db.Forgotten(ctx)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "a.txt")
		if err := os.WriteFile(path, []byte("قال مدير السدود سالم الهادي إن الجدار انهار."), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := keeping().Add(ctx, db, []string{path}, capture.Options{}, 1, func(*work.Outcome) {}); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Delete(ctx, work.Lasting(path), "asked for", time.Now()); err != nil {
			t.Fatal(err)
		}
		late := []store.Input{{Path: "x", Size: 1, Changed: time.Now(), Pages: 1}}
		if err := db.Remember(ctx, store.Given{}, late, before); err != nil {
			t.Fatal(err)
		}
		if got, err := db.Inputs(ctx, store.Given{}, "", 10); err != nil || len(got) != 0 {
			t.Errorf("%v, %v", got, err)
		}
		if now, err := db.Forgotten(ctx); err != nil || db.Remember(ctx, store.Given{}, late, now) != nil {
			t.Error(err)
		}
		if got, err := db.Inputs(ctx, store.Given{}, "", 10); err != nil || len(got) != 1 || got[0].Path != "x" || !got[0].Changed.Equal(late[0].Changed) {
			t.Errorf("%v, %v", got, err)
		}
	})
}
