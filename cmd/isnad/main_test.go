package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/store/storetest"
	"github.com/isnad-project/isnad/work"
	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(suite{storetest.Tests{M: m}}, map[string]func(){"isnad": main})
}

// suite is all tests, behind which nothing is left.
type suite struct{ storetest.Tests }

func (s suite) Run() int {
	defer func() { os.RemoveAll(builtIn) }()
	return s.Tests.Run()
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("BEL", "\a")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"usage": usage, "tamper": tamper, "cmpshown": compareShown, "forge": forge, "damage": damage, "idle": idle,
		},
		RequireExplicitExec: true,
	})
}

// usage runs a command that must end with exit code 2: usage isnad read …
func usage(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[0], args[1:]...)
	if e, ok := err.(*exec.ExitError); !ok || e.ExitCode() != exitUsage {
		ts.Fatalf("%v: %v, not exit code %d", args, err, exitUsage)
	}
}

// tamper changes the first OLD of a file to NEW: tamper FILE OLD NEW INTO
func tamper(ts *testscript.TestScript, _ bool, args []string) {
	changed := strings.Replace(ts.ReadFile(args[0]), args[1], args[2], 1)
	ts.Check(os.WriteFile(ts.MkAbs(args[3]), []byte(changed), 0o644))
}

// forge puts another record in the place of all that a database has: forge FILE
func forge(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	defer db.Close()
	_, err = db.Exec(`UPDATE records SET packed = ?`, store.Pack([]byte(`{"isnad":1}`)))
	ts.Check(err)
}

// damage does something to a database behind the program's back: damage FILE SQL
func damage(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	defer db.Close()
	_, err = db.Exec(args[1])
	ts.Check(err)
}

// idle waits until the jobs in a database are done: idle FILE
func idle(ts *testscript.TestScript, _ bool, args []string) {
	err := withQueue(context.Background(), ts.MkAbs(args[0]), "", func(q *work.Queue) error {
		for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
			n, err := q.Count(context.Background())
			if err != nil || n[work.Running]+n[work.Waiting]+n[work.Retrying] == 0 {
				return err
			}
		}
		return errors.New("the jobs are not done")
	})
	ts.Check(err)
}

// compareShown compares two pages as they are shown, but for the line that
// names the input.
func compareShown(ts *testscript.TestScript, _ bool, args []string) {
	shown := func(name string) string {
		lines := strings.Split(ts.ReadFile(name), "\n")
		kept := lines[:0]
		for _, l := range lines {
			if !strings.Contains(l, "sha256:") {
				kept = append(kept, l)
			}
		}
		return strings.Join(kept, "\n")
	}
	if a, b := shown(args[0]), shown(args[1]); a != b {
		ts.Fatalf("%s shows\n%s\nand %s\n%s", args[0], a, args[1], b)
	}
}

// full is a disk with no room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestOutputThatCannotBeWrittenIsAnError(t *testing.T) {
	for _, args := range [][]string{{"read", "--jsonl", "-"}, {"show", "--jsonl", "-"}, {"version"}} {
		var stderr bytes.Buffer
		in := strings.NewReader(strings.Repeat(`{"text":"قالت الوزارة إن العمل سيبدأ غدا."}`+"\n", 20))
		if code := run(args, in, full{}, &stderr); code != exitFailed || !strings.Contains(stderr.String(), "isnad: standard output: ") {
			t.Errorf("%v: exit code %d, %q", args, code, &stderr)
		}
	}
}
