package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/web"
	"github.com/isnad-project/isnad/work"
)

// reviewable is a server of the sample pages with a user of each role, and their browsers.
func reviewable(t *testing.T) (*store.Store, *httptest.Server, map[string]*http.Client) {
	t.Helper()
	db := empty(t)
	keep(t, db, dossier)
	_, s := guarded(t, db, web.Entrance{})
	who := map[string]*http.Client{}
	for _, role := range store.Roles {
		who[role] = loggedIn(t, s, role)
	}
	return db, s, who
}

// say sends a form, and wants to be led back to a place.
func say(t *testing.T, c *http.Client, s *httptest.Server, back string, pairs ...string) {
	t.Helper()
	form := url.Values{"back": {back}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	answer, body := asked(t, c, "POST", s.URL+"/reviews", form.Encode())
	if answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Location") != back {
		t.Fatalf("%q: %d to %s: %.1500s", pairs, answer.StatusCode, answer.Header.Get("Location"), body)
	}
}

// seen is a page in a language.
func seen(t *testing.T, c *http.Client, s *httptest.Server, lang, path string) string {
	t.Helper()
	answer, body := asked(t, c, "GET", s.URL+path, "", "Accept-Language", lang)
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %.500s", path, answer.StatusCode, body)
	}
	return body
}

// card is the part of a page that is about a finding.
func card(t *testing.T, body, id string) string {
	t.Helper()
	from := strings.Index(body, `aria-labelledby="about-`+id+`"`)
	if from < 0 {
		t.Fatalf("there is no %s: %.2000s", id, body)
	}
	return body[from : from+strings.Index(body[from:], "</article>")]
}

func silent(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(body, text) {
			t.Errorf("it says %q: %.3000s", text, body)
		}
	}
}

// grouped is a group of statements with three members or more.
func grouped(t *testing.T, db *store.Store) store.KeptGroup {
	t.Helper()
	ctx := context.Background()
	lines, _, err := db.GroupLines(ctx, store.Statements, store.Filter{Sort: "members", Desc: true, Most: 1})
	if err != nil || len(lines) == 0 {
		t.Fatal(err)
	}
	g, err := db.GroupOf(ctx, store.Statements, lines[0].First)
	if err != nil || len(g.Members) < 3 {
		t.Fatal(g, err)
	}
	return *g
}

func ref(m store.Member) string { return fmt.Sprintf("%d.s%d", m.Version, m.Finding) }

func groupPath(m store.Member) string { return fmt.Sprintf("/statements/%d.%d", m.Version, m.Finding) }

const hostileNote = "<script>alert(1)</script> \"'> \u202e كذا"

// A reviewer confirms, rejects, corrects and notes; a reader looks on; it all holds when pages
// are read anew.
func TestReviewsOfFindings(t *testing.T) {
	db, s, who := reviewable(t)
	reviewer, reader := who["reviewer"], who["reader"]
	g := grouped(t, db)
	m, other := g.Members[0], g.Members[1]
	page := fmt.Sprintf("/pages/%d", m.Version)
	id := fmt.Sprintf("s%d", m.Finding)

	says(t, card(t, seen(t, reviewer, s, "en", page), id), "machine only", `action="/reviews"`, `value="confirmed"`)
	silent(t, seen(t, reader, s, "en", page), `action="/reviews"`, "Your name")
	for _, path := range []string{"/reviews", "/reviews/1/undo", "/api/v1/reviews", "/api/v1/reviews/1/undo"} {
		if answer, _ := asked(t, reader, "POST", s.URL+path, "kind=finding&at="+ref(m)+"&verdict=confirmed"); answer.StatusCode != http.StatusForbidden {
			t.Errorf("a reader posts to %s: %d", path, answer.StatusCode)
		}
	}

	say(t, reviewer, s, page+"#"+id, "kind", "finding", "at", ref(m), "verdict", "confirmed", "note", hostileNote, "who", "somebody else")
	body := seen(t, reader, s, "en", page)
	says(t, card(t, body, id), "confirmed by a person", "<bdi>reviewer</bdi>", "&lt;script&gt;alert(1)")
	silent(t, body, "<script>alert", "somebody else")
	says(t, card(t, seen(t, reader, s, "ar", page), id), "أكّده إنسان")

	say(t, reviewer, s, "/stories", "kind", "finding", "at", ref(other), "verdict", "rejected")
	otherPage := fmt.Sprintf("/pages/%d", other.Version)
	otherID := fmt.Sprintf("s%d", other.Finding)
	says(t, card(t, seen(t, reader, s, "en", otherPage), otherID), "rejected by a person", "found by machine")
	says(t, seen(t, reader, s, "en", otherPage+"?status=rejected"), `about-`+otherID+`"`)
	silent(t, seen(t, reader, s, "en", otherPage+"?status=confirmed"), `id="about-`+otherID+`"`)
	says(t, seen(t, reader, s, "en", "/statements?status=rejected"), groupPath(other), "rejected by a person")
	silent(t, seen(t, reader, s, "en", "/statements?status=confirmed"), groupPath(other)+`"`)
	silent(t, seen(t, reader, s, "en", "/api/v1/statements?status=machine&limit=1000"), `"/statements`+strings.TrimPrefix(groupPath(other), "/statements")+`"`)

	form := seen(t, reviewer, s, "ar", "/reviews/new?at="+ref(m)+"&back="+url.QueryEscape(page))
	says(t, form, "قيم الآلة", `name="right.speaker"`, `name="was.speaker"`)
	say(t, reviewer, s, page, "kind", "finding", "at", ref(m), "verdict", "corrected", "right.speaker", "س. <b>", "was.speaker", "x", "right.kind", "direct", "was.kind", "direct")
	body = card(t, seen(t, reader, s, "en", page), id)
	says(t, body, "corrected by a person", "machine:", "person:", "س. &lt;b&gt;")

	var all struct {
		Total   int
		Reviews []struct {
			ID         int64
			Who        string
			Correction map[string]any
			Undone     bool
		}
	}
	list := func() {
		t.Helper()
		if err := json.Unmarshal([]byte(seen(t, reader, s, "en", "/api/v1/reviews")), &all); err != nil {
			t.Fatal(err)
		}
	}
	list()
	if all.Total != 3 || all.Reviews[0].Who != "reviewer" || len(all.Reviews[0].Correction) != 1 {
		t.Errorf("%+v", all)
	}

	// Pages are read anew.
	k := work.NewKeeping(capture.Given{}, languages()...)
	if _, err := k.Rebuild(context.Background(), db, db.Versions(context.Background(), false), 1, func(*work.Outcome) {}); err != nil {
		t.Fatal(err)
	}
	says(t, card(t, seen(t, reader, s, "en", page), id), "corrected by a person")

	answer, _ := asked(t, reviewer, "POST", fmt.Sprintf("%s/reviews/%d/undo", s.URL, all.Reviews[0].ID), "back="+url.QueryEscape(page+"#"+id))
	if answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Location") != page+"#"+id {
		t.Errorf("%d to %s", answer.StatusCode, answer.Header.Get("Location"))
	}
	says(t, card(t, seen(t, reader, s, "en", page), id), "confirmed by a person", "undone by")
	says(t, seen(t, reader, s, "en", "/reviews?verdict=corrected"), "undone by", page+"#"+id)
	says(t, seen(t, reader, s, "ar", "/reviews?words=nowhere"), "لا مراجعات هنا")
	says(t, seen(t, reader, s, "en", "/reviews?format=csv"), "review,at,who,verdict,about", "alert(1)")

	for form, want := range map[string]string{
		"kind=finding&at=nothing&verdict=confirmed":                                      "at:",
		"kind=finding&at=" + ref(m) + "&verdict=perhaps":                                 "verdict",
		"kind=finding&at=" + ref(m) + "&verdict=corrected":                               "verdict:",
		"kind=finding&at=" + ref(m) + "&verdict=note":                                    "note",
		"kind=group&at=" + ref(m) + "&verdict=joined&with=elsewhere":                     "with:",
		"kind=person&name=x&verdict=joined":                                              "with:",
		"kind=finding&at=" + ref(m) + "&verdict=note&note=" + strings.Repeat("x", 20000): "note",
	} {
		if answer, body := asked(t, reviewer, "POST", s.URL+"/reviews", form); answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, want) {
			t.Errorf("%.100s: %d %.800s", form, answer.StatusCode, body)
		}
	}
	if answer, _ := asked(t, reviewer, "POST", s.URL+"/reviews", "kind=finding&at=999.s1&verdict=confirmed"); answer.StatusCode != http.StatusNotFound {
		t.Error(answer.StatusCode)
	}
}

// What a person joins and splits is shown so, under the person's name.
func TestReviewsOfGroups(t *testing.T) {
	db, s, who := reviewable(t)
	reviewer, reader := who["reviewer"], who["reader"]
	g := grouped(t, db)
	path := groupPath(g.Members[0])
	lines, _, err := db.StatementLines(context.Background(), store.Filter{Most: 200})
	if err != nil {
		t.Fatal(err)
	}
	var alone store.Statement
	for _, x := range lines {
		if _, err := db.GroupOf(context.Background(), store.Statements, store.Member{Version: x.Version, Finding: x.N}); err != nil {
			alone = x
		}
	}
	single := fmt.Sprintf("/statements/%d.%d", alone.Version, alone.N)
	silent(t, seen(t, reader, s, "en", path), "Joined by", "Taken out by", "Does not belong")
	says(t, seen(t, reviewer, s, "en", path), "Does not belong", "Belongs with")

	say(t, reviewer, s, path, "kind", "group", "at", ref(g.Members[0]), "verdict", "joined", "with", s.URL+single)
	says(t, seen(t, reader, s, "en", path), "Joined by", single, "<bdi>reviewer</bdi>")
	says(t, seen(t, reader, s, "ar", single), "ضمّه", path) // seen from the other one too
	last := g.Members[len(g.Members)-1]
	say(t, reviewer, s, path, "kind", "group", "at", ref(g.Members[0]), "at", ref(last), "verdict", "split")
	body := seen(t, reader, s, "en", groupPath(last))
	says(t, body, "Taken out by")
	if out := strings.Index(body, "Taken out by"); out < strings.Index(body, `id="carryings"`) || !strings.Contains(body[out:], fmt.Sprintf(`"/pages/%d#s%d"`, last.Version, last.Finding)) {
		t.Error("it is not shown apart")
	}
	again, err := db.GroupOf(context.Background(), store.Statements, last)
	if err != nil || len(again.Members) != len(g.Members) {
		t.Errorf("the machine's group is another one: %v, %v", again, err)
	}
	form := []string{"kind", "group", "verdict", "rejected"}
	for _, m := range g.Members {
		form = append(form, "at", ref(m))
	}
	say(t, reviewer, s, path+"#whole", form...)
	says(t, seen(t, reader, s, "en", path), `stand-rejected`)

	var all web.Reviews
	if err := json.Unmarshal([]byte(seen(t, reader, s, "en", "/api/v1/reviews?kind=group")), &all); err != nil || all.Total != 3 {
		t.Fatal(all.Total, err)
	}
	for _, r := range all.Reviews {
		if answer, body := asked(t, reviewer, "POST", fmt.Sprintf("%s/api/v1/reviews/%d/undo", s.URL, r.ID), ""); answer.StatusCode != http.StatusOK || !strings.Contains(body, `"undone":true`) {
			t.Errorf("%d %s", answer.StatusCode, body)
		}
	}
	silent(t, seen(t, reader, s, "en", path), "<h2>Joined by", "<h2>Taken out by")
}

// People, copies and stories, and the API.
func TestReviewsOfTheRest(t *testing.T) {
	db, s, who := reviewable(t)
	reviewer, reader := who["reviewer"], who["reader"]
	ctx := context.Background()
	people, _, err := db.People(ctx, store.Filter{Kind: "person", Most: 2})
	if err != nil || len(people) < 2 {
		t.Fatal(people, err)
	}
	one := "/people/" + url.PathEscape(people[0].Name)
	say(t, reviewer, s, one+"#review", "kind", "person", "name", people[0].Name, "verdict", "joined", "with", people[1].Name)
	says(t, seen(t, reader, s, "en", one), "Also called", people[1].Name, fmt.Sprint(people[0].Statements+people[1].Statements, " statements"))
	says(t, seen(t, reader, s, "ar", "/people/"+url.PathEscape(people[1].Name)), "يُسمّى أيضًا", people[0].Name)
	say(t, reviewer, s, one, "kind", "person", "name", people[0].Name, "verdict", "split", "with", people[1].Name)
	silent(t, seen(t, reader, s, "en", one), "Also called")

	var pair store.Shared
	for x, err := range db.Copies(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		pair = x
	}
	path := fmt.Sprintf("/pairs/%d/%d", pair.A, pair.B)
	say(t, reviewer, s, path+"#review", "kind", "copy", "at", fmt.Sprint(pair.A), "at", fmt.Sprint(pair.B), "verdict", "rejected")
	says(t, seen(t, reader, s, "ar", path), "رفضه إنسان")
	says(t, seen(t, reader, s, "en", fmt.Sprintf("/pages/%d", pair.B)), "rejected by a person")

	told, err := db.StoriesOf(ctx, pair.A)
	if err != nil || len(told) == 0 {
		t.Fatal(told, err)
	}
	others, err := db.Stories(ctx)
	if err != nil {
		t.Fatal(err)
	}
	story := fmt.Sprintf("/stories/%d", told[0].ID)
	for _, x := range others {
		if x.Versions[0] != told[0].ID {
			say(t, reviewer, s, story+"#review", "kind", "story", "at", fmt.Sprint(told[0].ID), "verdict", "joined", "with", fmt.Sprintf("/stories/%d", x.Versions[0]))
			says(t, seen(t, reader, s, "en", story), "Joined by", fmt.Sprintf(`"/stories/%d"`, x.Versions[0]))
			break
		}
	}
	room, err := db.Room(ctx, told[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	say(t, reviewer, s, story, "kind", "story", "at", fmt.Sprint(room.Versions[0]), "at", fmt.Sprint(room.Versions[len(room.Versions)-1]), "verdict", "split")
	says(t, seen(t, reader, s, "en", story), "Taken out by")

	a, err := db.Anchor(ctx, pair.A, "s1")
	if err != nil {
		t.Fatal(err)
	}
	given, err := json.Marshal(map[string]any{"verdict": "confirmed", "target": store.Target{Kind: store.OfFinding, Anchors: []store.Anchor{a}}, "who": "somebody else"})
	if err != nil {
		t.Fatal(err)
	}
	answer, body := asked(t, reviewer, "POST", s.URL+"/api/v1/reviews", string(given), "Content-Type", "application/json")
	if answer.StatusCode != http.StatusCreated || !strings.Contains(body, `"who":"reviewer"`) || !strings.Contains(body, fmt.Sprintf(`/pages/%d#s1`, pair.A)) {
		t.Errorf("%d %s", answer.StatusCode, body)
	}
	for _, bad := range []string{`{}`, `{"verdict":"confirmed","target":{"kind":"finding"}}`, `{"verdict":"confirmed","target":{"kind":"page","anchors":[{"address":"x"}]}}`, `{"verdict":"x","target":{"kind":"page"}}`} {
		if answer, body := asked(t, reviewer, "POST", s.URL+"/api/v1/reviews", bad, "Content-Type", "application/json"); answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(answer.Header.Get("Content-Type"), "problem+json") {
			t.Errorf("%s: %d %s", bad, answer.StatusCode, body)
		}
	}
}

// Where nobody logs in people say who they are, and it is remembered.
func TestNameOfWhoeverSays(t *testing.T) {
	db := kept(t, dossier)
	s := served(t, db)
	c := browser(t, s)
	g := grouped(t, db)
	name := "ليلى <i>\u202e"
	say(t, c, s, "/stories", "kind", "finding", "at", ref(g.Members[0]), "verdict", "confirmed")
	say(t, c, s, "/stories", "kind", "finding", "at", ref(g.Members[0]), "verdict", "rejected", "who", name)
	say(t, c, s, "/stories", "kind", "finding", "at", ref(g.Members[1]), "verdict", "confirmed")
	body := seen(t, c, s, "en", fmt.Sprintf("/pages/%d", g.Members[0].Version))
	says(t, body, "<bdi>local</bdi>", "<bdi>ليلى &lt;i&gt;", `name="who" value="ليلى`)
	silent(t, body, "<i>")
	all, _, err := db.Reviews(context.Background(), store.ReviewFilter{})
	if err != nil || len(all) != 3 || !strings.HasPrefix(all[0].Who, "ليلى") {
		t.Errorf("%+v, %v", all, err)
	}
	if answer, _ := asked(t, c, "POST", s.URL+"/preferences", "lang=en&back=/stories"); answer.StatusCode != http.StatusSeeOther {
		t.Fatal(answer.StatusCode)
	}
	says(t, seen(t, c, s, "en", fmt.Sprintf("/pages/%d", g.Members[0].Version)), `name="who" value="ليلى`)
}

// In a real browser a person says that something is wrong, and sees it beside the finding.
func TestReviewing(t *testing.T) {
	db := kept(t, dossier)
	s := served(t, db)
	m := grouped(t, db).Members[1]
	for i, lang := range []string{"en", "ar"} {
		x := browse(t, s.URL, []int64{1200, 390}[i], 900)
		x.dark(i == 1)
		page := fmt.Sprintf("/pages/%d?lang=%s", m.Version, lang)
		x.open(page)
		about := fmt.Sprintf(".about-s%d ", m.Finding)
		js[bool](x, "document.querySelector("+quoted(about+"details.say")+").open = true")
		js[bool](x, "(document.querySelector("+quoted(about+"textarea")+").value = 'ملاحظة') !== ''")
		x.follow(about + `button[value="rejected"]`)
		x.open(page)
		x.sees([]string{"rejected by a person", "رفضه إنسان"}[i], "ملاحظة")
		x.accessible()
		for _, path := range []string{"/reviews?lang=" + lang, "/reviews/new?at=" + ref(m) + "&lang=" + lang, groupPath(m) + "?lang=" + lang} {
			x.open(path)
			js[int](x, "document.querySelectorAll('details').forEach(d => d.open = true), 1")
			x.accessible()
		}
	}
}
