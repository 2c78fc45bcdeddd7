package read_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/isnad-project/isnad/page"
	"github.com/isnad-project/isnad/read"
)

// shared is a folder of measurements that are not part of the project.
func shared(t *testing.T, name string) string {
	dir := os.Getenv("ISNAD_SHARED")
	if dir == "" {
		dir = "../../shared"
	}
	dir = filepath.Join(dir, name)
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no shared data here")
	}
	return dir
}

// TestNewsPassesTheCheck reads articles of every corpus, each as far from the
// next as the corpus allows within the time of a test.
func TestNewsPassesTheCheck(t *testing.T) {
	const articles, apart = 1200 / slower, 7
	files, _ := filepath.Glob(filepath.Join(shared(t, "data"), "news_*.jsonl.xz"))
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			read := 0
			for i, a := range decompressed(t, file) {
				if read == articles || t.Failed() {
					break
				}
				if i%apart != 0 {
					continue
				}
				if r := mustCheck(t, a); r.Error == "" {
					read++
				}
			}
			if read < articles/3 {
				t.Errorf("only %d articles read", read)
			}
			t.Logf("%s: %d articles", filepath.Base(file), read)
		})
	}
}

// decompressed are the articles of a compressed file. xz is stopped once the
// loop over them ends.
func decompressed(t *testing.T, file string) func(yield func(int, read.Input) bool) {
	return func(yield func(int, read.Input) bool) {
		cmd := exec.CommandContext(t.Context(), "xz", "-dc", file)
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if errors.Is(err, exec.ErrNotFound) {
			t.Skip("no xz here")
		}
		if err != nil {
			t.Fatal(err)
		}
		defer cmd.Wait()
		defer cmd.Process.Kill()
		lines := bufio.NewReaderSize(out, 1<<20)
		for i := 0; ; i++ {
			line, err := lines.ReadBytes('\n')
			if err == io.EOF {
				return
			}
			var a struct{ ID, URL, Outlet, Date, Title, Text, Excerpt string }
			if err := json.Unmarshal(line, &a); err != nil {
				t.Fatal(err)
			}
			in := read.Input{GivenID: a.ID, URL: a.URL, Outlet: a.Outlet, Published: a.Date, Text: strings.TrimSpace(a.Title + "\n\n" + a.Text + a.Excerpt)}
			in.Text = strings.ToValidUTF8(in.Text, "\uFFFD")
			if !yield(i, in) {
				return
			}
		}
	}
}

func TestGoldPagesPassTheCheck(t *testing.T) {
	n := 0
	err := filepath.WalkDir(shared(t, "gold"), func(file string, d fs.DirEntry, err error) error {
		html := strings.HasSuffix(file, ".html")
		if err != nil || d.IsDir() || !html && !strings.HasSuffix(file, ".txt") {
			return err
		}
		b, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		n++
		in := read.Input{GivenID: file, Text: strings.ToValidUTF8(string(b), "\uFFFD"), HTML: html}
		if r := mustCheck(t, in); r.Error != "" && r.Error != page.ErrNoArticle.Error() {
			t.Errorf("%s: %s", file, r.Error)
		}
		return nil
	})
	if err != nil || n < 30 {
		t.Errorf("%d pages, %v", n, err)
	}
	t.Logf("gold: %d pages", n)
}
