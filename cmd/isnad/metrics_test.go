package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/store/storetest"
	"github.com/isnad-project/isnad/work"
)

// told is what a program has said so far.
type told struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (t *told) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.Write(p)
}

func (t *told) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.String()
}

// eventually waits for something that another goroutine does.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within 20 seconds", what)
		}
	}
}

func fetched(t *testing.T, url string) (int, string) {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(b)
}

// While pages are added Prometheus is told how many, how fast, and what there is;
// the log tells where.
func TestMetricsAreServed(t *testing.T) {
	in, lines := io.Pipe()
	var out, log told
	code := make(chan int)
	db := filepath.Join(t.TempDir(), "isnad.db")
	go func() {
		code <- run([]string{"add", "--db", db, "--metrics", "0", "--log-level", "debug", "--log-format", "json", "--jsonl", "-"}, in, &out, &log)
	}()
	var url string
	eventually(t, "an address", func() bool {
		m := regexp.MustCompile(`"msg":"metrics are served","address":"(127\.0\.0\.1:[0-9]+)"`).FindStringSubmatch(log.String())
		if m != nil {
			url = "http://" + m[1]
		}
		return m != nil
	})
	for i := range 1200 {
		fmt.Fprintf(lines, `{"id":"p%d","text":"خبر رقم %d من وادي الرمان\n\nقال مدير السدود سالم الهادي إن العمل سيبدأ غدا."}`+"\n", i, i)
	}
	fmt.Fprintln(lines, `{"id":"bad","text":" "}`)
	value := func(name string) string {
		_, body := fetched(t, url+"/metrics")
		for line := range strings.Lines(body) {
			if v, ok := strings.CutPrefix(line, name+" "); ok {
				return strings.TrimSpace(v)
			}
		}
		return "nothing"
	}
	eventually(t, "1000 pages are kept", func() bool { return value(`isnad_pages_total{outcome="kept"}`) == "1000" })
	for _, name := range []string{"isnad_read_seconds_count", "isnad_keep_seconds_sum", "isnad_store_bytes", `isnad_store_rows{what="pages"}`, "isnad_database_up", "go_goroutines", "process_resident_memory_bytes"} {
		if v := value(name); v == "nothing" || v == "0" && name != `isnad_store_rows{what="pages"}` {
			t.Errorf("%s is %s", name, v)
		}
	}
	for _, path := range []string{"/healthz", "/readyz"} {
		if code, body := fetched(t, url+path); code != http.StatusOK || body != "ok\n" {
			t.Errorf("%s: %d, %q", path, code, body)
		}
	}
	lines.Close()
	if c := <-code; c != exitFailed || !strings.Contains(out.String(), "added 1200, new versions 0, unchanged 0, failed 1") {
		t.Errorf("exit code %d, %s", c, &out)
	}
	if _, err := http.Get(url + "/healthz"); err == nil {
		t.Error("it is served for longer than pages are added")
	}
	for _, want := range []string{`"level":"INFO","msg":"adding","db":"` + db, `"level":"DEBUG","msg":"kept","pages":500`, `"level":"WARN","msg":"not done","input":"-:1201","reason":"the page is empty"`, `"msg":"added","added":1200`} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not have %s:\n%s", want, &log)
		}
	}
	for line := range strings.Lines(log.String()) {
		if !strings.HasPrefix(line, `{"time":`) {
			t.Errorf("this is no line of the log: %s", line)
		}
	}
}

// A worker tells of its jobs, and ends when it is asked to.
func TestMetricsOfWork(t *testing.T) {
	dir := t.TempDir()
	db, pages := filepath.Join(dir, "isnad.db"), filepath.Join(dir, "pages.jsonl")
	if err := os.WriteFile(pages, []byte(`{"id":"a","text":"انهيار جدار السد\n\nقال مدير السدود سالم الهادي إن الجدار انهار."}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, code := isnadSays("add", "--db", db, "--queue", pages); code != exitOK {
		t.Fatal(got)
	}
	if got, code := isnadSays("add", "--db", db, "--queue=paths", filepath.Join(dir, "missing")); code != exitOK {
		t.Fatal(got)
	}
	var out, log told
	code := make(chan int)
	go func() {
		code <- run([]string{"work", "--db", db, "--metrics", "0", "--log-level", "info"}, strings.NewReader(""), &out, &log)
	}()
	var url string
	eventually(t, "an address", func() bool {
		m := regexp.MustCompile(`metrics are served" address=(127\.0\.0\.1:[0-9]+)`).FindStringSubmatch(log.String())
		if m != nil {
			url = "http://" + m[1] + "/metrics"
		}
		return m != nil
	})
	var body string
	eventually(t, "the jobs are done", func() bool {
		_, body = fetched(t, url)
		return strings.Contains(body, `isnad_job_seconds_count{kind="read",outcome="done"} 1`) && strings.Contains(body, `isnad_job_seconds_count{kind="capture",outcome="failed"} 1`)
	})
	for _, want := range []string{`isnad_pages_total{outcome="kept"} 1`, "isnad_queue_depth ", `isnad_jobs{kind=`} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not in\n%s", want, body)
		}
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if c := <-code; c != exitOK {
		t.Errorf("exit code %d, %s", c, &log)
	}
	for _, want := range []string{`msg="job done"`, `msg="job failed"`, "kind=capture", "attempt=1", "missing"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not have %s:\n%s", want, &log)
		}
	}
}

// A database that is away is told, and is no reason to stop.
func TestMetricsWithoutADatabase(t *testing.T) {
	server, err := storetest.New()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Remove()
	db, err := store.Open(context.Background(), server.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := l.Addr().String()
	l.Close()
	z := &sizes{db: db}
	stop, err := watched(&work.Keeping{}, at, z)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	if code, body := fetched(t, "http://"+at+"/readyz"); code != http.StatusOK {
		t.Errorf("%d, %s", code, body)
	}
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	if code, body := fetched(t, "http://"+at+"/readyz"); code != http.StatusServiceUnavailable || strings.Contains(body, "secret") {
		t.Errorf("%d, %s", code, body)
	}
	if code, _ := fetched(t, "http://"+at+"/healthz"); code != http.StatusOK {
		t.Errorf("%d", code)
	}
	if code, body := fetched(t, "http://"+at+"/metrics"); code != http.StatusOK || !strings.Contains(body, "isnad_database_up 0\n") {
		t.Errorf("%d, %s", code, body)
	}
}

func TestMetricsThatCannotBeServed(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	db := filepath.Join(t.TempDir(), "isnad.db")
	if got, code := isnadSays("add", "--db", db, "--metrics", taken.Addr().String(), "."); code != exitFailed || !strings.Contains(got, "address already in use") {
		t.Errorf("exit code %d, %s", code, got)
	}
	if got, code := isnadSays("add", "--db", db, "--metrics", "everywhere", "."); code != exitUsage || !strings.Contains(got, `--metrics "everywhere": give a port`) {
		t.Errorf("exit code %d, %s", code, got)
	}
	for value, want := range map[string]string{"9100": "127.0.0.1:9100", ":9100": "127.0.0.1:9100", "0.0.0.0:9100": "0.0.0.0:9100", "[::1]:9100": "[::1]:9100", "localhost:9100": "localhost:9100"} {
		if got, err := metricsAddress(value); err != nil || got != want {
			t.Errorf("%s: %s, %v, want %s", value, got, err, want)
		}
	}
}
