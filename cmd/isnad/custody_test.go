package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	signed "golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Keys are made by chance: what one proves, all must.
func TestKeys(t *testing.T) {
	dir := t.TempDir()
	tree := tlog.Tree{N: 7, Hash: tlog.RecordHash([]byte("x"))}
	for i := range 50 {
		path := filepath.Join(dir, fmt.Sprint(i))
		_, made, err := signer(path)
		if err != nil {
			t.Fatal(err)
		}
		s, public, err := signer(path)
		if err != nil || public != made {
			t.Fatalf("%q is read as %q, %v", made, public, err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("%v, %v", info.Mode(), err)
		}
		b, err := signed.Sign(&signed.Note{Text: checkpointText(tree, time.Now())}, s)
		if err != nil {
			t.Fatal(err)
		}
		key, err := publicKey(public)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := openCheckpoint(b, key); err != nil || got != tree {
			t.Fatalf("%v, %v", got, err)
		}
	}
}
