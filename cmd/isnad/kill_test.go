package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/isnad-project/isnad/store"
)

// A program that is killed has kept whole groups of pages or nothing of them,
// and the next one goes on: nothing is lost, doubled or half-written.
func TestAddIsKilled(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "isnad")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	const pages = 3000
	var lines bytes.Buffer
	for i := range pages {
		line, err := json.Marshal(map[string]string{
			"id": fmt.Sprint("p", i), "outlet": "الضفة", "published": "2024-05-05",
			"text": fmt.Sprintf("خبر رقم %d من وادي الرمان\n\nقال مدير السدود سالم الهادي إن %d شخصا أصيبوا في القرية %d بعد انهيار الجدار.", i, i+10, i),
		})
		if err != nil {
			t.Fatal(err)
		}
		lines.Write(append(line, '\n'))
	}
	input, db := filepath.Join(dir, "pages.jsonl"), filepath.Join(dir, "isnad.db")
	if err := os.WriteFile(input, lines.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	killed := 0
	for wait := 20 * time.Millisecond; ; wait += 120 * time.Millisecond {
		cmd := exec.Command(program, "add", "--db", db, input)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		select {
		case err := <-done:
			if err != nil {
				t.Fatalf("after %d kills: %v", killed, err)
			}
		case <-time.After(wait):
			cmd.Process.Kill()
			<-done
			killed++
			continue
		}
		break
	}
	if killed == 0 {
		t.Error("the program was done before it could be killed")
	}
	s, err := store.Open(context.Background(), db)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	n, err := s.Count(context.Background())
	if err != nil || n != (store.Counts{Pages: pages, Versions: pages, Captures: pages}) {
		t.Errorf("after %d kills: %+v, %v", killed, n, err)
	}
	for v, err := range s.Versions(context.Background(), true) {
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Capture(context.Background(), v.Digest); err != nil {
			t.Fatal(err)
		}
		if r, err := s.Record(context.Background(), v.ID); err != nil || r.GivenID != v.Address {
			t.Fatalf("%s: %v", v.Address, err)
		}
	}
	v, err := s.Verify(context.Background(), nil, func(p store.Problem) { t.Error(p) })
	if err != nil || v.Log.N != pages || v.Versions != pages {
		t.Errorf("after %d kills: %+v, %v", killed, v, err)
	}
}
