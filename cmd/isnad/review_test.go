package main

import (
	"archive/zip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What people say is kept beside what was found, survives a rebuild and goes along
// in a bundle.
func TestReview(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	lines := `{"id":"a","text":"انهيار جدار السد\n\nقال مدير السدود سالم الهادي إن الجدار الشرقي للسد انهار فجر الأحد، وإن 12 شخصا أصيبوا.","published":"2024-05-05"}
{"id":"b","text":"انهيار السد\n\nقال المدير سالم الهادي إن الجدار الغربي للسد انهار فجر الأحد، وإن 17 شخصا أصيبوا.","published":"2024-05-05"}
{"id":"c","text":"معرض الكتاب\n\nافتتحت وزيرة الثقافة ليلى منصور معرض الكتاب بمشاركة 200 دار نشر."}
`
	if err := os.WriteFile(at("pages.jsonl"), []byte(lines), 0o644); err != nil {
		t.Fatal(err)
	}
	db := at("isnad.db")
	says := func(code int, args ...string) string {
		t.Helper()
		got, exit := isnadSays(args...)
		if exit != code {
			t.Fatalf("isnad %q: exit code %d, %s", args, exit, got)
		}
		return got
	}
	want := func(code int, words string, args ...string) {
		t.Helper()
		if got := says(code, args...); !strings.Contains(got, words) {
			t.Errorf("isnad %q: %s\nwant %s", args, got, words)
		}
	}
	says(0, "add", "--db", db, at("pages.jsonl"))
	want(0, "review 4", "review", "confirm", "--db", db, "--who", "ليلى", "a#s1")
	want(0, "review 5", "review", "correct", "--db", db, "--who", "ليلى", "a#f1", `{"value": 17}`)
	want(0, "review 6", "review", "join", "--db", db, "--who", "سالم", "b#s1", "a#s1")
	want(0, "review 7", "review", "reject", "--db", db, "--who", "سالم", "a", "b")
	want(0, "review 8", "review", "split", "--db", db, "--who", "سالم", "--as", "person", "سالم الهادي", "سالم الهدى")
	want(0, "review 9", "review", "note", "--db", db, "--who", "سالم", "--note", "صفحة ناقصة", "c")
	want(1, "correction.value: it is to be a number", "review", "correct", "--db", db, "--who", "x", "a#f1", `{"value": "17"}`)
	want(1, "there is no such finding", "review", "confirm", "--db", db, "--who", "x", "a#s9")
	want(1, "not kept", "review", "confirm", "--db", db, "--who", "x", "nowhere#s1")
	want(1, "a page is not confirmed", "review", "confirm", "--db", db, "--who", "x", "a")
	want(2, "is no review", "review", "undo", "--db", db, "first")
	want(0, "is undone", "review", "undo", "--db", db, "--who", "سالم", "4")
	want(1, "was undone already", "review", "undo", "--db", db, "--who", "سالم", "4")
	says(0, "rebuild", "--db", db)
	want(0, "6 of 6", "reviews", "--db", db)
	want(0, `"where":"a#f1","found":"12`, "reviews", "--db", db, "--json", "--verdict", "corrected")
	want(0, `{""value"":17}`, "reviews", "--db", db, "--csv", "--words", "17", "--who", "ليلى")
	want(0, `"undone_by":"سالم"`, "reviews", "--db", db, "--json", "--page", "a", "--verdict", "confirmed")
	want(2, "takes no PATH", "reviews", "--db", db, "a")
	want(0, "", "verify", "--db", db)

	want(0, "", "export", "--db", db, "--key", at("key"), "--bundle", at("case.zip"), "a")
	want(0, "ok:", "check", "--key", at("key.pub"), at("case.zip"))
	if got := strings.Join(reviewsIn(t, at("case.zip")), " "); got != "reviews/4.json reviews/5.json reviews/6.json reviews/7.json reviews/10.json" {
		t.Errorf("of what is said of a the bundle has %s", got)
	}
	want(0, "machine: 12", "export", "--db", db, "--format", "markdown", "a")
	if got := says(0, "export", "--db", db, "--format", "html", "--lang", "ar", "a"); !strings.Contains(got, "<bdi>12</bdi>") || !strings.Contains(got, "<bdi>17</bdi>") || !strings.Contains(got, "تصحيح") || strings.Contains(got, "تأكيد") {
		t.Errorf("the report does not tell what was said: %s", got)
	}

	// Of a page that was deleted there are no reviews, nor of what it had to do with another.
	says(0, "delete", "--db", db, "b")
	want(0, "4 of 4", "reviews", "--db", db)
	want(0, "", "verify", "--db", db)
	want(0, "", "export", "--db", db, "--key", at("key"), "--bundle", at("after.zip"), "a")
	want(0, "ok:", "check", "--key", at("key.pub"), at("after.zip"))
	if got := strings.Join(reviewsIn(t, at("after.zip")), " "); got != "reviews/4.json reviews/5.json reviews/10.json" {
		t.Errorf("of what is said of a the bundle has %s", got)
	}
}

func reviewsIn(t *testing.T, bundle string) (out []string) {
	t.Helper()
	z, err := zip.OpenReader(bundle)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, f := range z.File {
		if strings.HasPrefix(f.Name, "reviews/") {
			out = append(out, f.Name)
		}
	}
	return out
}
