package store_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/isnad-project/isnad/store"
)

// examined is what is wrong with a database, by check.
func examined(t *testing.T, where string) (out map[string]string, usable bool) {
	t.Helper()
	out = map[string]string{}
	usable = store.Examine(context.Background(), where, func(f store.Finding) {
		if f.Health != store.OK && f.Check != "disk" { // of the machine
			out[f.Check] = string(f.Health) + ": " + f.What
		}
		if f.Health == store.Fail && f.Do == "" && f.Check != "database" {
			t.Errorf("%s: nothing is said of what to do", f.Check)
		}
	})
	return out, usable
}

func TestExamine(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		if problems, usable := examined(t, where); usable || strings.HasPrefix(where, "postgres") && !strings.Contains(problems["tables"], "warn: there are none yet") {
			t.Errorf("of nothing: %v, %v", problems, usable)
		}
		if _, err := os.Stat(where); err == nil {
			t.Error("looking for a database has made it")
		}
		s := eventful(t, where)
		if problems, usable := examined(t, where); !usable || len(problems) != 1 || problems["pages"] != "warn: 1 of 5 could not be read" {
			t.Errorf("%v, %v", problems, usable)
		}

		// Captures in a folder that goes away.
		folder := filepath.Join(t.TempDir(), "captures")
		if err := s.MoveCaptures(context.Background(), folder, func(int) {}, func(d store.Digest, err error) { t.Errorf("%s: %v", d, err) }); err != nil {
			t.Fatal(err)
		}
		if problems, usable := examined(t, where); !usable || len(problems) != 1 {
			t.Errorf("%v, %v", problems, usable)
		}
		var files []string
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if strings.HasSuffix(path, ".zst") {
				files = append(files, path)
			}
			return err
		})
		if err != nil || len(files) < 5 {
			t.Fatalf("%q, %v", files, err)
		}
		if err := os.Remove(files[0]); err != nil {
			t.Fatal(err)
		}
		if problems, usable := examined(t, where); usable || !strings.HasSuffix(problems["captures"], ", 1 are missing or damaged") {
			t.Errorf("%v, %v", problems, usable)
		}
		if err := os.Rename(folder, folder+".away"); err != nil {
			t.Fatal(err)
		}
		if problems, usable := examined(t, where); usable || !strings.Contains(problems["captures"], folder) {
			t.Errorf("%v, %v", problems, usable)
		}

		// A log that another hand has changed.
		if _, err := raw(t, where).Exec(`DELETE FROM log WHERE n = 2`); err != nil {
			t.Fatal(err)
		}
		if problems, usable := examined(t, where); usable || problems["log"] != "fail: entry 2: it is missing" {
			t.Errorf("%v, %v", problems, usable)
		}
	})
}

// What another database knew of files says nothing of what is restored into it.
func TestRestoringForgetsInputs(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := eventful(t, where)
		forgotten, err := s.Forgotten(ctx)
		if err != nil {
			t.Fatal(err)
		}
		input := []store.Input{{Path: "/pages/new.jsonl", Size: 7, Changed: time.Now(), Pages: 1}}
		if err := s.Remember(ctx, store.Given{}, input, forgotten); err != nil {
			t.Fatal(err)
		}
		if n := len(rows(t, raw(t, where), "inputs")); n != 1 {
			t.Fatalf("%d inputs are remembered", n)
		}
		file := backup(t, open(t, filepath.Join(t.TempDir(), "empty.db")))
		if _, err := restore(t, s, file, store.Restoring{Replace: true}); err != nil {
			t.Fatal(err)
		}
		if n := len(rows(t, raw(t, where), "inputs")); n != 0 {
			t.Errorf("%d inputs are remembered of files whose pages are gone", n)
		}
		if now, err := s.Forgotten(ctx); err != nil || now == forgotten {
			t.Errorf("who is about to remember some is not told: %d, %v", now, err)
		}
	})
}
