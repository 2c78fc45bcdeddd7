package capture_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/isnad-project/isnad/capture"
)

// What Walk reads of files, packed or passed over, is what Size has told.
func TestSize(t *testing.T) {
	dir := t.TempDir()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write([]byte(strings.Repeat("خبر عن السد\n", 1000)))
	z.Close()
	for name, b := range map[string][]byte{"a.txt": []byte("خبر"), "b.txt.gz": packed.Bytes(), "c.jsonl": []byte(`{"text":"خبر"}` + "\n"), "known.txt": []byte("قديم"), "other.bin": make([]byte, 99)} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	read := int64(0)
	o := capture.Options{
		Known: func(f *capture.File) bool { return strings.HasPrefix(filepath.Base(f.Path), "known") },
		Read:  func(bytes int64) { read += bytes },
	}
	pages := 0
	for _, err := range capture.Walk(context.Background(), []string{dir}, o) {
		if err != nil {
			t.Fatal(err)
		}
		pages++
	}
	if size := capture.Size([]string{dir}); pages != 3 || read != size || size != int64(len("خبر")+packed.Len()+len(`{"text":"خبر"}`)+1+len("قديم")) {
		t.Errorf("%d pages, %d bytes of %d", pages, read, size)
	}
	for _, paths := range [][]string{{"-"}, {dir, filepath.Join(dir, "none")}} {
		if size := capture.Size(paths); size != 0 {
			t.Errorf("%q: %d", paths, size)
		}
	}
}
