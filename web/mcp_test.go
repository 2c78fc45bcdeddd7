package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/web"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// assisted is an assistant that looks things up in a store.
func assisted(t *testing.T, db *store.Store) *mcp.ClientSession {
	t.Helper()
	ctx := context.Background()
	s := &web.Server{DB: db, Languages: languages(), Version: "test"}
	if _, err := s.Handler(); err != nil {
		t.Fatal(err)
	}
	here, there := mcp.NewInMemoryTransports()
	served, err := s.Assistant().Connect(ctx, there, nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(ctx, here, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(); served.Wait(); s.Close() })
	return c
}

// call uses a tool, and gives its answer and whether it failed.
func call(t *testing.T, c *mcp.ClientSession, tool string, in any) (string, bool) {
	t.Helper()
	r, err := c.CallTool(context.Background(), &mcp.CallToolParams{Name: tool, Arguments: in})
	if err != nil {
		return err.Error(), true
	}
	if len(r.Content) != 1 {
		t.Fatalf("%s %v: %d contents", tool, in, len(r.Content))
	}
	return r.Content[0].(*mcp.TextContent).Text, r.IsError
}

type with map[string]any

func TestAssistantLooksThingsUp(t *testing.T) {
	c := assisted(t, kept(t, dossier))
	tools, err := c.ListTools(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, x := range tools.Tools {
		names = append(names, x.Name)
		if x.Description == "" || x.Annotations == nil || !x.Annotations.ReadOnlyHint {
			t.Errorf("%s: %q %v", x.Name, x.Description, x.Annotations)
		}
		b, _ := json.Marshal(x.InputSchema)
		var s struct {
			Properties map[string]struct{ Description string }
		}
		if err := json.Unmarshal(b, &s); err != nil {
			t.Fatal(err)
		}
		for name, p := range s.Properties {
			if p.Description == "" {
				t.Errorf("%s: %s is not described", x.Name, name)
			}
		}
	}
	if got := strings.Join(names, " "); got != "chronology get_figure_group get_page get_statement_group get_story list_differences list_stories search" {
		t.Errorf("the tools are %s", got)
	}
	for _, x := range []struct {
		tool string
		in   with
		says []string
	}{
		{"search", with{"query": "السد speaker:الحوتري"}, []string{`"span":{"start":`, `"exact":"`, `"path":"/pages/`, `"url":"https://`}},
		{"list_stories", with{"limit": 2}, []string{`"next":"2"`, `"address":"`, `"path":"/stories/`}},
		{"list_stories", with{"limit": 2, "after": "2"}, []string{`"first":3`, `"path":"/stories/`}},
		{"list_differences", with{"type": "speaker_changed"}, []string{`"type":"speaker_changed"`, `"span":{"start":`, `"url":"https://`}},
		{"list_differences", with{"kind": "figures"}, []string{`"before_span":{"start":`, `"kind":"figures"`}},
		{"get_story", with{"id": 1}, []string{`"differing":[`, `"chronology":[`, `"span":{"start":`, `"url":"https://`}},
		{"get_story", with{"id": 1, "part": "voices", "start": 0}, []string{`"voices":[`, `"span":{"end":`}},
		{"get_page", with{"id": 4}, []string{`"text":"`, `"statements":[`, `"start":`, `"url":"https://`}},
		{"get_page", with{"id": 4, "part": "record.figures"}, []string{`"figures":[`, `"url":"https://`}},
		{"get_statement_group", with{"id": "4.1"}, []string{`"speaker_changed"`, `"span":{"start":`, `"url":"https://`}},
		{"get_figure_group", with{"id": "4.5"}, []string{`"bound":"at_least"`, `"span":{"start":`, `"url":"https://`}},
		{"chronology", with{"from": "2024-10-01", "to": "2024-11-30"}, []string{`"span":{"start":`, `"url":"https://`, `"total":`}},
	} {
		text, failed := call(t, c, x.tool, x.in)
		if failed || !json.Valid([]byte(text)) {
			t.Errorf("%s %v: %.400s", x.tool, x.in, text)
			continue
		}
		says(t, text, x.says...)
		if len(text) > 40_000 {
			t.Errorf("%s %v has %d bytes", x.tool, x.in, len(text))
		}
	}
	if text, _ := call(t, c, "get_story", with{"id": 1, "part": "voices"}); strings.Contains(text, `"chronology":`) {
		t.Errorf("it has more than was asked for: %.400s", text)
	}
}

func TestWhatAssistantsCannotAskFor(t *testing.T) {
	c := assisted(t, kept(t, dossier))
	for _, x := range []struct {
		tool string
		in   any
		says string
	}{
		{"search", with{}, "query"}, {"search", with{"query": 1}, "query"}, {"search", with{"query": "x", "colour": "red"}, "colour"}, {"search", with{"query": strings.Repeat("x", 2000)}, "q"},
		{"search", with{"query": "from:yesterday"}, "from"}, {"search", with{"query": "السد", "after": "!!"}, ""}, {"search", with{"query": "a\x00b"}, "q"}, {"search", with{"query": "x", "limit": -1}, "limit"},
		{"list_stories", with{"from": "yesterday"}, "from"}, {"list_stories", with{"after": "!!"}, "after"}, {"list_differences", with{"type": "colour"}, "type"}, {"list_differences", with{"kind": "cats"}, "kind"},
		{"get_story", with{"id": 99}, "99"}, {"get_story", with{"id": 0}, "id"}, {"get_story", with{"id": "x"}, "id"}, {"get_story", with{}, "id"}, {"get_story", with{"id": 1, "part": "colour"}, "voices"}, {"get_story", with{"id": 1, "part": "voices", "start": 9999}, "start"}, {"get_story", with{"id": 1, "start": 2}, "start"},
		{"get_page", with{"id": 99}, "99"}, {"get_page", with{"id": -1}, "version"}, {"get_page", with{"id": 1, "part": "voices", "start": -1}, "part"}, {"get_page", with{"id": 1, "part": "record.text", "start": -1}, "start"},
		{"get_statement_group", with{"id": "../../users"}, "id"}, {"get_statement_group", with{"id": "99.1"}, ""}, {"get_statement_group", with{"id": ""}, ""}, {"get_figure_group", with{"id": "4"}, "id"}, {"get_figure_group", with{"id": "4.99"}, ""}, {"get_figure_group", with{"id": "1.1?x=y#z"}, "id"},
		{"chronology", with{"from": "2024-13-45"}, "from"}, {"chronology", with{"after": "zzzzzzzzzz"}, "after"}, {"chronology", []int{1}, ""}, {"users", with{}, "users"},
	} {
		text, failed := call(t, c, x.tool, x.in)
		if !failed || !strings.Contains(text, x.says) || strings.Contains(text, "panic") {
			t.Errorf("%s %v: %v %.400s", x.tool, x.in, failed, text)
		}
	}
}

// A page that is too long for one answer comes in parts, and whoever follows what is left off has
// all of it.
func TestLongPagesComeInParts(t *testing.T) {
	var text strings.Builder
	text.WriteString("<html lang=ar><head><meta charset=utf-8><title>محضر الجلسة</title></head><body><article><h1>محضر الجلسة</h1>")
	for i := range 400 {
		fmt.Fprintf(&text, "<p>قال النائب سالم العكاري إن اللجنة رقم %d راجعت 3%02d ملفاً في جلستها التي عقدت في مدينة تيرمان يوم الاثنين.</p>\n", i, i%100)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "long.html"), []byte(text.String()+"</article></body></html>"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := assisted(t, kept(t, dir))
	var whole struct {
		Record struct {
			Text       string
			Statements []struct{ ID string }
		}
		Off []struct {
			Part     string
			Next, Of int
		} `json:"left_off"`
	}
	body, failed := call(t, c, "get_page", with{"id": 1})
	if err := json.Unmarshal([]byte(body), &whole); err != nil || failed || len(body) > 40_000 || len(whole.Off) == 0 {
		t.Fatalf("%d bytes, %v left off: %v %.300s", len(body), whole.Off, err, body)
	}
	statements, of := map[string]bool{}, 0
	for start, steps := 0, 0; steps < 100; steps++ {
		body, failed := call(t, c, "get_page", with{"id": 1, "part": "record.statements", "start": start})
		part := whole
		part.Off, part.Record.Statements = nil, nil
		if err := json.Unmarshal([]byte(body), &part); err != nil || failed || len(body) > 40_000 {
			t.Fatalf("%d bytes: %v %.300s", len(body), err, body)
		}
		for _, x := range part.Record.Statements {
			statements[x.ID] = true
		}
		if len(part.Off) == 0 {
			break
		}
		start, of = part.Off[0].Next, part.Off[0].Of
	}
	if len(statements) != of || of < 300 {
		t.Errorf("%d statements of %d", len(statements), of)
	}
	var words strings.Builder
	for start, steps := 0, 0; steps < 100; steps++ {
		body, _ := call(t, c, "get_page", with{"id": 1, "part": "record.text", "start": start})
		part := whole
		part.Off = nil
		if err := json.Unmarshal([]byte(body), &part); err != nil {
			t.Fatal(err)
		}
		words.WriteString(part.Record.Text)
		if len(part.Off) == 0 {
			break
		}
		start = part.Off[0].Next
	}
	if n := len(regexp.MustCompile(`اللجنة رقم`).FindAllString(words.String(), -1)); n != 400 {
		t.Errorf("the text has %d of 400 lines", n)
	}
}
