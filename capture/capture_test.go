package capture

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/isnad-project/isnad"
	enc "golang.org/x/text/encoding/unicode"
)

func gz(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, s)
	w.Close()
	return b.String()
}

// folder writes files and returns where they are.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// walk reads everything and tells each page or error in one line.
func walk(t *testing.T, dir string, o Options, given Given, paths ...string) []string {
	t.Helper()
	for i, p := range paths {
		if p != "-" {
			paths[i] = filepath.Join(dir, filepath.FromSlash(p))
		}
	}
	var out []string
	for c, err := range Walk(context.Background(), paths, o) {
		name := strings.TrimPrefix(filepath.ToSlash(strings.TrimPrefix(c.Name, dir)), "/")
		var p Page
		if err == nil {
			p, err = c.Page(given)
		}
		if err != nil {
			out = append(out, name+": "+err.Error())
			continue
		}
		out = append(out, fmt.Sprintf("%s %s %q", name, p.MediaType, p.Text))
	}
	return out
}

func same(t *testing.T, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nnot\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestFolderIsWalkedInOrder(t *testing.T) {
	dir := folder(t, map[string]string{
		"b.txt": "ثان", "a.html": "<p>أول", "c/d.htm.gz": gz("<p>ثالث"), "c/skip.png": "\x89PNG", "z.jsonl": `{"text":"رابع"}`, "e.json": "{}",
	})
	same(t, walk(t, dir, Options{}, Given{}, ""),
		`a.html text/html "<p>أول"`, `b.txt text/plain "ثان"`, `c/d.htm.gz text/html "<p>ثالث"`, `z.jsonl:1 text/plain "رابع"`)
}

func TestLinksToFoldersAreFollowedWhereTheyAreNamed(t *testing.T) {
	dir := folder(t, map[string]string{"real/a.txt": "خبر", "other/b.txt": "آخر"})
	for from, to := range map[string]string{"link": "real", "real/loop": "../real", "real/c.txt": "../other/b.txt"} {
		if err := os.Symlink(to, filepath.Join(dir, filepath.FromSlash(from))); err != nil {
			t.Skip(err)
		}
	}
	same(t, walk(t, dir, Options{}, Given{}, "link"), `link/a.txt text/plain "خبر"`, `link/c.txt text/plain "آخر"`)
}

func TestStandardInput(t *testing.T) {
	in := func(s string) Options { return Options{Stdin: strings.NewReader(s)} }
	same(t, walk(t, "", in("<!DOCTYPE html><p>خبر"), Given{}, "-"), `- text/html "<!DOCTYPE html><p>خبر"`)
	same(t, walk(t, "", in("خبر"), Given{}, "-"), `- text/plain "خبر"`)
	same(t, walk(t, "", Options{}, Given{}, "-"), `-: the page is empty`)
	o := in("\n{\"text\":\"خبر\"}\r\n\n{\"html\":\"<p>\"}")
	o.JSONLines = true
	same(t, walk(t, "", o, Given{}, "-"), `-:2 text/plain "خبر"`, `-:4 text/html "<p>"`)
}

func TestJSONIsKnownByItsBeginning(t *testing.T) {
	in := func(s string) Options { return Options{Stdin: strings.NewReader(s)} }
	same(t, walk(t, "", in("{\"text\":\"أول\"}\n{ \"text\":\"ثان\"}\n"), Given{}, "-"), `-:1 text/plain "أول"`, `-:2 text/plain "ثان"`)
	same(t, walk(t, "", in("\ufeff{\n  \"text\": \"أول\"\n}\n"), Given{}, "-"), `- text/plain "أول"`)
	same(t, walk(t, "", in("{قال} الوزير"), Given{}, "-"), `- text/plain "{قال} الوزير"`)
}

func TestErrorBelongsToOnePage(t *testing.T) {
	dir := folder(t, map[string]string{
		"1.txt":       "",
		"2.txt":       " \n\u00a0\t",
		"3.html":      "\x89PNG\r\n\x1a\n\x00\x00",
		"4.html":      "%PDF-1.4 text",
		"5.txt":       strings.Repeat("a\x00\x01b", 20),
		"6.txt":       strings.Repeat("a", 101),
		"7.txt.gz":    "no archive",
		"8.txt.gz":    gz("خبر قصير")[:20],
		"9.html.gz":   gz(strings.Repeat("a", 1<<20)),
		"a.txt":       "PK\x03\x04" + strings.Repeat("x", 30),
		"b.jsonl":     "{\"text\":\"أول\"}\nrubbish\n[1]\n{\"text\":5}\n{\"id\":7}\n{\"text\":\" \"}\n" + `{"text":"` + strings.Repeat("x", 200) + `"}` + "\n{\"id\":[1],\"text\":\"x\"}\n{\"text\":\"\\u0000\\u0001\"}\n{\"text\":\"آخر\"}",
		"c.jsonl.gz":  gz("{\"text\":\"أول\"}\n") + "\x1f\x8b\x08",
		"d.txt":       "BMW announces a new car",
		"empty/x.doc": "",
	})
	got := walk(t, dir, Options{MaxBytes: 100}, Given{}, "", "empty", "missing")
	same(t, got,
		"1.txt: the page is empty",
		"2.txt: the page is empty",
		"3.html: not a page: image/png",
		"4.html: not a page: application/pdf",
		"5.txt: not a page: binary data",
		"6.txt: larger than 100 bytes",
		"7.txt.gz: damaged gzip archive (invalid header)",
		"8.txt.gz: the gzip archive is cut off",
		"9.html.gz: larger than 100 bytes",
		"a.txt: not a page: application/zip",
		`b.jsonl:1 text/plain "أول"`,
		"b.jsonl:2: not a JSON object of a page: invalid character 'r' looking for beginning of value",
		"b.jsonl:3: not a JSON object of a page: it is a JSON array",
		"b.jsonl:4: not a JSON object of a page: text is a JSON number, not a string",
		"b.jsonl:5: the object has neither text nor html",
		"b.jsonl:6: the page is empty",
		"b.jsonl:7: larger than 100 bytes",
		"b.jsonl:8: not a JSON object of a page: id is neither a string nor a number",
		"b.jsonl:9: not a page: binary data",
		`b.jsonl:10 text/plain "آخر"`,
		`c.jsonl.gz:1 text/plain "أول"`,
		"c.jsonl.gz:2: the gzip archive is cut off",
		`d.txt text/plain "BMW announces a new car"`,
		"empty: no pages in this folder (.html, .htm, .txt, .jsonl, .warc, or those with .gz)",
		"missing: no such file or folder")
}

func TestErrorsHaveAKind(t *testing.T) {
	dir := folder(t, map[string]string{"empty.txt": "", "pdf.txt": "%PDF-1.4", "big.txt": "12345", "bad.jsonl": "{", "bad.txt.gz": "x"})
	for name, kind := range map[string]error{
		"empty.txt": isnad.ErrEmpty, "pdf.txt": isnad.ErrNotText, "big.txt": isnad.ErrTooLarge,
		"bad.jsonl": isnad.ErrMalformed, "bad.txt.gz": isnad.ErrMalformed, "none.txt": isnad.ErrNotFound,
	} {
		max := 100
		if name == "big.txt" {
			max = 4
		}
		for c, err := range Walk(context.Background(), []string{filepath.Join(dir, name)}, Options{MaxBytes: max}) {
			if err == nil {
				_, err = c.Page(Given{})
			}
			if !errors.Is(err, kind) {
				t.Errorf("%s: %v is no %v", name, err, kind)
			}
		}
	}
}

func TestUnreadableFile(t *testing.T) {
	dir := folder(t, map[string]string{"a.txt": "خبر", "b.txt": "خبر"})
	if err := os.Chmod(filepath.Join(dir, "a.txt"), 0); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Open(filepath.Join(dir, "a.txt")); !errors.Is(err, fs.ErrPermission) {
		t.Skip("this user may read everything")
	}
	same(t, walk(t, dir, Options{}, Given{}, ""), "a.txt: permission denied", `b.txt text/plain "خبر"`)
}

func TestLineSaysMoreThanTheFlags(t *testing.T) {
	given := Given{Outlet: "flag", URL: "https://flag.example/", Published: "2020-01-01", Language: "en"}
	for line, want := range map[string]string{
		`{"text":"خبر"}`: "|https://flag.example/|flag|2020-01-01|en",
		`{"id":"a/1","text":"خبر","url":"https://x.example/1","outlet":"صحيفة","published":"2013-03-18 04:00:00","language":"ar","new":[1]}`: "a/1|https://x.example/1|صحيفة|2013-03-18T04:00:00|ar",
		`{"id":12345678901234567890,"text":"خبر","published":"2013-03-18T04:00:00+02:00"}`:                                                   "12345678901234567890|https://flag.example/|flag|2013-03-18T04:00:00+02:00|en",
		`{"id":1.50,"text":"خبر","published":"soon","url":null}`:                                                                             "1.50|https://flag.example/|flag||en",
	} {
		p, err := Capture{Format: Line, Bytes: []byte(line)}.Page(given)
		if got := strings.Join([]string{p.GivenID, p.URL, p.Outlet, p.Published, p.Language}, "|"); err != nil || got != want {
			t.Errorf("%s: %s, %v", line, got, err)
		}
	}
	p, _ := Capture{Format: Line, Bytes: []byte(`{"text":"خبر","published":"soon"}`)}.Page(Given{})
	same(t, p.Notes, `published "soon" is no date and was left out`)
}

func TestFailedLineKeepsItsIDs(t *testing.T) {
	p, err := Capture{Format: Line, Bytes: []byte(`{"id":"x","text":""}`)}.Page(Given{})
	if err == nil || p.GivenID != "x" || !strings.HasPrefix(p.ID, "sha256:") {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestPublishedForms(t *testing.T) {
	for in, want := range map[string]string{
		"2015-09-30": "2015-09-30", " 2015-09-30 ": "2015-09-30", "2015-09-30T10:20:30Z": "2015-09-30T10:20:30Z",
		"2015-09-30T10:20:30+03:00": "2015-09-30T10:20:30+03:00", "2015-09-30T10:20:30+0300": "2015-09-30T10:20:30+03:00",
		"2015-09-30 10:20": "2015-09-30T10:20:00", "2015-09-30T10:20:30.123": "2015-09-30T10:20:30", "2015-02-30": "", "2015": "", "": "", "0000-01-01": "",
	} {
		if got, ok := Published(in); got != want || ok != (want != "") {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func TestJSONLinesInUTF16(t *testing.T) {
	b, err := enc.UTF16(enc.LittleEndian, enc.UseBOM).NewEncoder().Bytes([]byte("{\"text\":\"خبر\"}\n{\"text\":\"آخر\"}\n"))
	if err != nil {
		t.Fatal(err)
	}
	dir := folder(t, map[string]string{"a.jsonl": string(b)})
	same(t, walk(t, dir, Options{}, Given{}, "a.jsonl"), `a.jsonl:1 text/plain "خبر"`, `a.jsonl:2 text/plain "آخر"`)
}

func TestWalkStops(t *testing.T) {
	dir := folder(t, map[string]string{"a.txt": "1", "b.txt": "2", "c.jsonl": "{}\n{}\n"})
	for _, stop := range []int{1, 2, 3} {
		n := 0
		for range Walk(context.Background(), []string{dir}, Options{}) {
			if n++; n == stop {
				break
			}
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	n := 0
	for _, err := range Walk(ctx, []string{dir, dir}, Options{}) {
		n++
		if n == 2 && err == nil {
			t.Error("went on after it was cancelled")
		}
		cancel()
	}
	if n != 2 {
		t.Errorf("%d pages after it was cancelled", n)
	}
}

// endless gives the same line again and again.
type endless struct {
	line string
	left int
	at   int
}

func (e *endless) Read(b []byte) (n int, err error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	for n < len(b) && e.left > 0 {
		k := copy(b[n:], e.line[e.at:])
		n, e.at, e.left = n+k, (e.at+k)%len(e.line), e.left-k
	}
	return n, nil
}

func TestMemoryDoesNotGrowWithTheFile(t *testing.T) {
	line := `{"text":"` + strings.Repeat("خبر ", 250) + `"}` + "\n"
	for name, in := range map[string]io.Reader{
		"many lines":   &endless{line: line, left: 1 << 26},
		"one long one": &endless{line: "x", left: 1 << 26},
	} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		peak := uint64(0)
		n := 0
		for range Walk(context.Background(), []string{"-"}, Options{JSONLines: true, Stdin: in, MaxBytes: 1 << 20}) {
			if n++; n%10000 == 1 {
				runtime.ReadMemStats(&after)
				peak = max(peak, after.HeapInuse)
			}
		}
		if peak > before.HeapInuse+24<<20 {
			t.Errorf("%s: %d MB in use", name, peak>>20)
		}
	}
}

func FuzzLine(f *testing.F) {
	f.Add([]byte(`{"id":"1","text":"خبر","published":"2015-09-30"}`))
	f.Add([]byte(`{"id":1e400,"html":"<p>"}`))
	f.Add([]byte(`{"text":"\ud800"}`))
	f.Add([]byte("{\"text\":\"\xde\xc7\xe1\"}"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for c, err := range Walk(context.Background(), []string{"-"}, Options{JSONLines: true, Stdin: bytes.NewReader(b), MaxBytes: 64}) {
			if err != nil {
				continue
			}
			p, err := c.Page(Given{})
			if err == nil && strings.TrimSpace(p.Text) == "" {
				t.Errorf("%q: a page without text", c.Bytes)
			}
			if err != nil && strings.ContainsAny(err.Error(), "\n\r") {
				t.Errorf("%q: the error is more than a line: %q", c.Bytes, err)
			}
		}
	})
}
