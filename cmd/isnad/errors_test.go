package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/isnad-project/isnad/store/storetest"
)

// builtIn is the folder of the program, once it was built.
var builtIn string

// program is the program, built once, where everybody can run it.
var program = sync.OnceValues(func() (string, error) {
	var err error
	if builtIn, err = os.MkdirTemp("", "isnad-program"); err != nil {
		return "", err
	}
	if err := os.Chmod(builtIn, 0o755); err != nil {
		return "", err
	}
	path := filepath.Join(builtIn, "isnad")
	if out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return path, nil
})

// built is the path of the program.
func built(t *testing.T) string {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// asNobody runs the program as a user without rights, and returns what it says.
func asNobody(t *testing.T, args ...string) (string, int) {
	t.Helper()
	cmd := exec.Command(built(t), args...)
	cmd.Dir, cmd.Env = "/", []string{"PATH=" + os.Getenv("PATH")}
	if os.Geteuid() == 0 {
		as, err := storetest.Somebody()
		if err != nil {
			t.Fatal(err)
		}
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	}
	out, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// fails runs the program, which has to fail with exit code 1 and say so.
func fails(t *testing.T, run func(args ...string) (string, int), words []string, args ...string) {
	t.Helper()
	got, code := run(args...)
	for _, w := range words {
		if code != exitFailed || !strings.Contains(got, w) {
			t.Errorf("isnad %q: exit code %d, %s\nwant %q", args, code, got, w)
		}
	}
}

// linesOf are pages that do not compress.
func linesOf(t *testing.T, n int) string {
	t.Helper()
	r := rand.New(rand.NewPCG(3, 4))
	var b bytes.Buffer
	for i := range n {
		words := make([]rune, 3000)
		for k := range words {
			words[k] = rune(0x627 + r.IntN(36))
		}
		fmt.Fprintf(&b, `{"id":"p%d","text":"خبر رقم %d\n\n%s"}`+"\n", i, i, string(words))
	}
	path := filepath.Join(t.TempDir(), "pages.jsonl")
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// What was kept before the disk was full is there, and adding goes on when there
// is room again.
func TestAddOnAFullDisk(t *testing.T) {
	dir := storetest.SmallDisk(t, "6m")
	db, ballast := filepath.Join(dir, "isnad.db"), filepath.Join(dir, "ballast")
	some := linesOf(t, 100)
	if got, code := isnadSays("add", "--db", db, some); code != exitOK {
		t.Fatal(got)
	}
	info, err := os.Stat(db)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(ballast, make([]byte, 5<<20-info.Size()), 0o600); err != nil {
		t.Fatal(err)
	}
	more := linesOf(t, 300)
	fails(t, isnadSays, []string{"added 0, new versions 0", "isnad: write to " + db, "full", "what was kept before is safe"}, "add", "--db", db, more)
	fails(t, isnadSays, []string{"disk           ", "MB are free"}, "doctor", "--db", db)
	if got, code := isnadSays("verify", "--db", db); code != exitOK || !strings.Contains(got, "100 versions") {
		t.Errorf("exit code %d, %s", code, got)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "isnad.db") // there is room for all of it elsewhere
	for _, args := range [][]string{{"backup", "--db", db, filepath.Join(t.TempDir(), "b")}, {"add", "--db", other, more}} {
		if got, code := isnadSays(args...); code != exitOK {
			t.Errorf("isnad %q: exit code %d, %s", args, code, got)
		}
	}
}

func TestFoldersAndFilesThatCannotBeWritten(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	set := func(mode os.FileMode, names ...string) {
		t.Helper()
		for _, name := range names {
			if err := os.Chmod(at(name), mode); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	set(0o755, ".")
	for _, name := range []string{"closed", "open"} {
		if err := os.Mkdir(at(name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	page := at("page.txt")
	if err := os.WriteFile(page, []byte("افتتاح معرض الكتاب في العاصمة"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"closed/isnad.db", "open/isnad.db"} {
		if got, code := isnadSays("add", "--db", at(name), page); code != exitOK {
			t.Fatal(got)
		}
	}
	set(0o444, "closed/isnad.db", "open/isnad.db")
	set(0o555, "closed")
	set(0o777, "open")
	defer set(0o755, "closed")
	nobody := func(args ...string) (string, int) { return asNobody(t, args...) }
	other := at("other.txt")
	if err := os.WriteFile(other, []byte("فتح طريق الجبل أمام الشاحنات"), 0o644); err != nil {
		t.Fatal(err)
	}

	fails(t, nobody, []string{"isnad: open " + at("closed/new.db"), "may this user read and write in the folder " + at("closed")}, "add", "--db", at("closed/new.db"), other)
	fails(t, nobody, []string{"isnad: open " + at("closed/isnad.db"), "may this user"}, "add", "--db", at("closed/isnad.db"), other)
	fails(t, nobody, []string{at("open/isnad.db"), "it cannot be written; may this user write to it"}, "add", "--db", at("open/isnad.db"), other)
	fails(t, nobody, []string{"fail  ", "may this user"}, "doctor", "--db", at("closed/isnad.db"))
	fails(t, nobody, []string{"fail  writing", "give this user the right"}, "doctor", "--db", at("open/isnad.db"))
	fails(t, nobody, []string{"write " + at("closed/b"), "permission denied"}, "backup", "--db", at("open/isnad.db"), at("closed/b"))
	fails(t, nobody, []string{"may this user"}, "restore", "--db", at("closed/new.db"), at("open/isnad.db"))
	for _, name := range []string{"closed", "open"} {
		set(0o755, name)
		set(0o644, name+"/isnad.db")
		if got, code := isnadSays("verify", "--db", at(name+"/isnad.db")); code != exitOK || !strings.Contains(got, "1 version,") {
			t.Errorf("%s: exit code %d, %s", name, code, got)
		}
	}
}

func TestServersThatDoNotLetIn(t *testing.T) {
	where := storetest.Database(t)
	page := filepath.Join(t.TempDir(), "page.txt")
	if err := os.WriteFile(page, []byte("افتتاح معرض الكتاب في العاصمة"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, code := isnadSays("add", "--db", where, page); code != exitOK {
		t.Fatal(got)
	}
	for db, words := range map[string][]string{
		strings.Replace(where, ":secret@", ":wrong@", 1):                     {"isnad: open postgres://isnad:xxxxx@", "is the password right?"},
		where[:strings.LastIndex(where, "/")] + "/missing":                   {"there is no such database"},
		"postgres://isnad:secret@127.0.0.1:1/isnad?connect_timeout=2":        {"the server cannot be reached", "connection refused"},
		"postgres://isnad:secret@nowhere.invalid/isnad?connect_timeout=2":    {"the server cannot be reached"},
		"postgres://isnad:secret@127.0.0.1:notaport/isnad?connect_timeout=2": {"the address is not understood"},
	} {
		for _, args := range [][]string{{"add", "--db", db, page}, {"doctor", "--db", db}} {
			if args[0] == "doctor" {
				words[0] = strings.TrimPrefix(words[0], "isnad: open ")
			}
			fails(t, isnadSays, words, args...)
			if got, _ := isnadSays(args...); strings.Contains(got, "secret") || strings.Contains(got, ":wrong") {
				t.Errorf("the password is shown: %s", got)
			}
		}
	}
	if got, code := isnadSays("doctor", "--db", where); code != exitOK || !strings.Contains(got, "ok    server         PostgreSQL ") || !strings.Contains(got, "ok    encoding       UTF8") {
		t.Errorf("exit code %d, %s", code, got)
	}
}

// A limit of a file's size, like a disk that fails, ends the program at any
// moment; what was kept before is there, and adding goes on where there is none.
func TestAddAboveALimitOfFiles(t *testing.T) {
	db := filepath.Join(t.TempDir(), "isnad.db")
	if got, code := isnadSays("add", "--db", db, linesOf(t, 300)); code != exitOK {
		t.Fatal(got)
	}
	info, err := os.Stat(db)
	if err != nil {
		t.Fatal(err)
	}
	more, blocks := linesOf(t, 1500), strconv.FormatInt(info.Size()/512+1000, 10)
	if out, err := exec.Command("sh", "-c", `ulimit -f "$3"; exec "$0" add --db "$1" "$2"`, built(t), db, more, blocks).CombinedOutput(); err == nil {
		t.Fatalf("there was no limit: %s", out)
	}
	got, code := isnadSays("verify", "--db", db)
	var kept int
	if _, err := fmt.Sscanf(got, "ok: %d entries", &kept); code != exitOK || err != nil || kept < 300 || kept == 1800 {
		t.Errorf("exit code %d, %s", code, got)
	}
	if got, code := isnadSays("add", "--db", db, more); code != exitOK || !strings.Contains(got, "failed 0") {
		t.Errorf("exit code %d, %s", code, got)
	}
	if got, code := isnadSays("pages", "--db", db); code != exitOK || strings.Count(got, "\n") != 1500 {
		t.Errorf("exit code %d, %d pages", code, strings.Count(got, "\n"))
	}
	if got, code := isnadSays("verify", "--db", db); code != exitOK {
		t.Errorf("exit code %d, %s", code, got)
	}
}
