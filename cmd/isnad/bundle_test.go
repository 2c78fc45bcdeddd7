package main

import (
	"archive/zip"
	"bytes"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// isnadSays runs the program and returns what it prints, and its exit code.
func isnadSays(args ...string) (string, int) {
	var out bytes.Buffer
	code := run(args, strings.NewReader(""), &out, &out)
	return out.String(), code
}

func unzip(t *testing.T, path string) map[string][]byte {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	files := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func rezip(t *testing.T, path string, files map[string][]byte) {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(files[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A case is proved without the database, and whatever is changed in it is found.
func TestBundle(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	write := func(name, words string) {
		if err := os.WriteFile(at(name), []byte(words), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want := func(code int, words string, args ...string) {
		t.Helper()
		if got, exit := isnadSays(args...); exit != code || !strings.Contains(got, words) {
			t.Fatalf("isnad %q: exit code %d, %s\nwant %d, %s", args, exit, got, code, words)
		}
	}
	lines := `{"id":"a","text":"انهيار جدار السد\n\nقال مدير السدود سالم الهادي إن الجدار الشرقي للسد انهار فجر الأحد."}
{"id":"b","text":"فتح طريق الجبل\n\nأعلنت بلدية السفح فتح طريق الجبل أمام الشاحنات."}
{"id":"c","text":"معرض الكتاب\n\nافتتحت وزيرة الثقافة ليلى منصور معرض الكتاب بمشاركة 200 دار نشر."}
`
	write("one.jsonl", lines)
	write("two.jsonl", strings.ReplaceAll(lines, "الشرقي", "الغربي")+`{"id":"empty","text":""}`+"\n")
	db, key, good := at("isnad.db"), at("key"), at("case.zip")
	want(0, "added 3", "add", "--db", db, at("one.jsonl"))
	want(1, "new versions 1", "add", "--db", db, at("two.jsonl"))
	want(0, "deleted b", "delete", "--db", db, "b")
	want(0, "rebuilt 4", "rebuild", "--db", db)

	want(2, "give one of --format and --bundle", "export", "--db", db)
	want(2, "--bundle names a file", "export", "--db", db, "--bundle", at("case"))
	want(1, "nobody: not kept", "export", "--db", db, "--key", key, "--bundle", at("none.zip"), "nobody")
	if _, err := os.Stat(at("none.zip")); err == nil {
		t.Error("a bundle that failed is left")
	}
	want(0, "6 entries, 2 versions", "export", "--db", db, "--key", key, "--bundle", good, "a", "b") // of b, how it came and went
	want(1, "exists", "export", "--db", db, "--key", key, "--bundle", good, "a")
	want(0, "10 entries, 4 versions", "export", "--db", db, "--key", key, "--bundle", at("all.zip"))
	want(0, "ok: 10 entries of 10, 4 versions\n", "check", "--key", key+".pub", at("all.zip"))

	if err := os.Remove(db); err != nil { // it is not needed any more
		t.Fatal(err)
	}
	want(0, "ok: 6 entries of 10, 2 versions\n", "check", "--key", key+".pub", good)
	want(0, "give --key", "check", good)
	want(2, "--key is for bundles", "check", "--key", key+".pub", at("one.jsonl"))
	want(1, "one.zip", "check", at("one.zip"))
	write("text.zip", "no zip")
	want(1, "not a valid zip file", "check", at("text.zip"))
	if _, _, err := signer(at("other")); err != nil {
		t.Fatal(err)
	}

	all := unzip(t, good)
	var records, captures, sources []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		switch {
		case strings.HasPrefix(name, "records/"):
			records = append(records, name)
		case strings.HasPrefix(name, "captures/"):
			captures = append(captures, name)
		case strings.HasPrefix(name, "sources/"):
			sources = append(sources, name)
		}
	}
	if len(records) != 2 || len(captures) != 2 || len(sources) != 2 || len(all) != 8 {
		t.Fatalf("%q", slices.Sorted(maps.Keys(all)))
	}
	replace := func(name, old, new string) func(map[string][]byte) {
		return func(files map[string][]byte) {
			changed := bytes.Replace(files[name], []byte(old), []byte(new), 1)
			if bytes.Equal(changed, files[name]) {
				t.Fatalf("there is no %q in %s", old, name)
			}
			files[name] = changed
		}
	}
	drop := func(name string) func(map[string][]byte) {
		return func(files map[string][]byte) { delete(files, name) }
	}
	for _, c := range []struct {
		name, want string
		change     func(map[string][]byte)
	}{
		{"a word of a record", records[0] + ": it is not what the log tells of", replace(records[0], "الهادي", "الهاشمي")},
		{"a byte of a capture", captures[1] + ": it is not what the log tells of", replace(captures[1], "السد", "الدس")},
		{"how it came", sources[0] + ": it is not what the log tells of", replace(sources[0], "one.jsonl", "two.jsonl")},
		{"a record is dropped", records[1] + " is missing", drop(records[1])},
		{"a capture is dropped", captures[0] + " is missing", drop(captures[0])},
		{"how it came is dropped", sources[1] + " is missing", drop(sources[1])},
		{"records change places", ": it is not what the log tells of", func(files map[string][]byte) {
			files[records[0]], files[records[1]] = files[records[1]], files[records[0]]
		}},
		{"a file is put in", "captures/x: no entry tells of it", func(files map[string][]byte) { files["captures/x"] = []byte("x") }},
		{"the day of an entry", "it is not proved that the log has it", replace(entriesFile, `\"at\":\"20`, `\"at\":\"19`)},
		{"the number of an entry", "it is not proved that the log has it", replace(entriesFile, `\"n\":1,`, `\"n\":9223372036854775807,`)},
		{"an entry twice", "stands behind entry 1", func(files map[string][]byte) {
			first, _, _ := bytes.Cut(files[entriesFile], []byte("\n"))
			files[entriesFile] = slices.Concat(first, []byte("\n"), files[entriesFile])
		}},
		{"no entries", captures[0] + ": no entry tells of it", func(files map[string][]byte) { files[entriesFile] = nil }},
		{"entries that are none", "line 7 is none", func(files map[string][]byte) { files[entriesFile] = append(files[entriesFile], "[]"...) }},
		{"entries are dropped", "entries.jsonl is missing", drop(entriesFile)},
		{"the checkpoint", "checkpoint: its signature is wrong", replace(checkpointFile, "\n10\n", "\n11\n")},
		{"a log without end", "checkpoint: ", replace(checkpointFile, "\n10\n", "\n9223372036854775807\n")},
		{"the checkpoint is dropped", "checkpoint is missing", drop(checkpointFile)},
	} {
		files := maps.Clone(all)
		c.change(files)
		rezip(t, at("changed.zip"), files)
		for _, args := range [][]string{{"check", "--key", key + ".pub", at("changed.zip")}, {"check", at("changed.zip")}} {
			if got, code := isnadSays(args...); code != 1 || len(args) == 4 && !strings.Contains(got, c.want) {
				t.Errorf("%s: exit code %d, %s\nwant %s", c.name, code, got, c.want)
			}
		}
	}
}
