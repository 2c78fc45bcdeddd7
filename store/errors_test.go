package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/store/storetest"
)

// untilItFails keeps pages that do not compress until one cannot be kept, and
// returns how many were.
func untilItFails(t *testing.T, s *store.Store) (kept int, err error) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	for ; kept < 1000; kept++ {
		words := make([]rune, 8000)
		for i := range words {
			words[i] = rune(0x4e00 + r.IntN(0x5000))
		}
		if _, err := s.Keep(context.Background(), []store.Page{page(t, fmt.Sprint("p", kept), string(words))}, noon); err != nil {
			return kept, err
		}
	}
	t.Fatal("the disk is never full")
	return 0, nil
}

// whole proves that a database has so many pages, and that all of it holds.
func whole(t *testing.T, s *store.Store, pages int) {
	t.Helper()
	if n, err := s.Count(context.Background()); err != nil || n.Pages != pages || n.Versions != pages {
		t.Errorf("%+v, %v, want %d pages", n, err, pages)
	}
	if problems := verify(t, s); problems != nil {
		t.Errorf("%q", problems)
	}
}

func wantError(t *testing.T, err error, words ...string) {
	t.Helper()
	for _, w := range words {
		if err == nil || !strings.Contains(err.Error(), w) {
			t.Errorf("%v does not say %q", err, w)
		}
	}
}

func TestFullDisk(t *testing.T) {
	dir := storetest.SmallDisk(t, "2m")
	where := filepath.Join(dir, "isnad.db")
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 512<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, where)
	kept, err := untilItFails(t, s)
	wantError(t, err, where, "full", "kept before is safe")
	if kept < 5 {
		t.Errorf("only %d pages were kept before the disk was full", kept)
	}
	whole(t, s, kept)
	if _, _, err := s.Backup(context.Background(), filepath.Join(dir, "backup"), lexicon, nil); err == nil {
		t.Error("a backup is made where there is no room")
	} else {
		wantError(t, err, "backup", "full")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "backup*")); left != nil {
		t.Errorf("a backup that failed leaves %q", left)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	keep(t, s, page(t, "later", "بعد أن خلا القرص"))
	whole(t, s, kept+1)

	// Restoring where there is no room leaves what is there.
	big := open(t, filepath.Join(t.TempDir(), "big.db"))
	for i := range 40 {
		keep(t, big, page(t, fmt.Sprint(i), strings.Repeat(fmt.Sprint("خبر ", rand.Uint64(), " "), 9000)))
	}
	_, err = restore(t, s, backup(t, big), store.Restoring{Replace: true})
	wantError(t, err, where, "full")
	whole(t, s, kept+1)
}

func TestFullDiskOfAServer(t *testing.T) {
	small := storetest.SmallDisk(t, "24m")
	where := storetest.Database(t)
	db := raw(t, where)
	// PostgreSQL wants a folder of its own user's.
	var owner string
	if err := db.QueryRow(`SHOW data_directory`).Scan(&owner); err != nil {
		t.Fatal(err)
	}
	space := filepath.Join(small, "space")
	if err := os.Mkdir(space, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("chown", "--reference="+owner, space).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := os.Chmod(filepath.Dir(small), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{
		`CREATE TABLESPACE small LOCATION '` + space + `'`,
		`CREATE DATABASE small TABLESPACE small`,
	} {
		if _, err := db.Exec(command); err != nil {
			t.Fatal(err)
		}
	}
	where = where[:strings.LastIndex(where, "/")] + "/small"
	s, err := store.Open(context.Background(), where)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := untilItFails(t, s)
	wantError(t, err, "the server's disk is full", "kept before is safe")
	if kept < 5 {
		t.Errorf("only %d pages were kept before the disk was full", kept)
	}
	whole(t, s, kept)
	s.Close()
	for _, command := range []string{`DROP DATABASE small WITH (FORCE)`, `DROP TABLESPACE small`} {
		if _, err := db.Exec(command); err != nil {
			t.Error(err)
		}
	}
}

func TestLockedDatabase(t *testing.T) {
	before := store.SetPatience(150 * time.Millisecond)
	defer store.SetPatience(before)
	where := filepath.Join(t.TempDir(), "isnad.db")
	s := open(t, where)
	keep(t, s, page(t, "a", "ألف"))
	other := raw(t, where)
	other.SetMaxOpenConns(1)
	if _, err := other.Exec(`BEGIN IMMEDIATE`); err != nil {
		t.Fatal(err)
	}
	_, err := s.Keep(context.Background(), []store.Page{page(t, "b", "باء")}, noon)
	wantError(t, err, where, "another program has been writing to it for 150ms")
	whole(t, s, 1) // reading goes on
	if file := backup(t, s); file != "" {
		whole(t, open(t, file), 1)
	}
	if _, err := other.Exec(`COMMIT`); err != nil {
		t.Fatal(err)
	}
	keep(t, s, page(t, "b", "باء"))
	whole(t, s, 2)
}

func TestDamagedFile(t *testing.T) {
	where := filepath.Join(t.TempDir(), "isnad.db")
	s, err := store.Open(context.Background(), where)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		keep(t, s, page(t, fmt.Sprint("p", i), strings.Repeat(fmt.Sprint("خبر رقم ", i, " "), 300)))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(where)
	if err != nil {
		t.Fatal(err)
	}
	for i := 8192; i < len(b); i++ {
		b[i] ^= 0x5a
	}
	if err := os.WriteFile(where, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err = store.Open(context.Background(), where); err == nil {
		defer s.Close()
		_, err = s.Count(context.Background())
	}
	wantError(t, err, where, "it is damaged", "isnad restore")
}

// A server that goes away is an error that says so; what was kept is there
// when it comes back.
func TestServerThatGoesAway(t *testing.T) {
	server, err := storetest.New()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Remove()
	s := open(t, server.Database(t))
	keep(t, s, page(t, "a", "ألف"))
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	var told []string
	for range 12 { // as many as there are connections, and more
		_, err := s.Keep(context.Background(), []store.Page{page(t, "b", "باء")}, noon)
		if err == nil {
			t.Fatal("something was kept by a server that is not there")
		}
		told = append(told, err.Error())
	}
	for _, e := range told {
		if !strings.Contains(e, "cannot be reached") && !strings.Contains(e, "the server was stopped") && !strings.Contains(e, "connection to the server broke") || strings.Contains(e, "secret") {
			t.Error(e)
		}
	}
	if !slices.ContainsFunc(told, func(e string) bool { return strings.Contains(e, "connection refused") }) {
		t.Errorf("%q", told)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	keep(t, s, page(t, "b", "باء"))
	whole(t, s, 2)
}

func TestUserWithoutRights(t *testing.T) {
	where := storetest.Database(t)
	s := open(t, where)
	keep(t, s, page(t, "a", "ألف"))
	name := fmt.Sprintf("guest%d", time.Now().UnixNano())
	db := raw(t, where)
	for _, command := range []string{`CREATE USER ` + name + ` PASSWORD 'guest'`, `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ` + name} {
		if _, err := db.Exec(command); err != nil {
			t.Fatal(err)
		}
	}
	guest := open(t, strings.Replace(where, "isnad:secret", name+":guest", 1))
	whole(t, guest, 1)
	_, err := guest.Keep(context.Background(), []store.Page{page(t, "b", "باء")}, noon)
	wantError(t, err, "this user may not do that")
	whole(t, s, 1)
}

func TestPasswordsAreHidden(t *testing.T) {
	for where, want := range map[string]string{
		"isnad.db":                               "isnad.db",
		"postgres://u:p@h:5432/d":                "postgres://u:xxxxx@h:5432/d",
		"postgres://u@h/d":                       "postgres://u@h/d",
		"postgres://u@h/d?password=p&sslmode=no": "postgres://u@h/d?password=xxxxx&sslmode=no",
		"postgres://u:p/q@h:x/d":                 "postgres://u:xxxxx@h:x/d",
		"folder with : and @/isnad.db":           "folder with : and @/isnad.db",
	} {
		if got := store.Hidden(where); got != want {
			t.Errorf("%s is shown as %s, not %s", where, got, want)
		}
	}
}
