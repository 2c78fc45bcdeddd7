package web_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/web"
	"github.com/isnad-project/isnad/work"
)

// document is what of the API's own description the tests walk.
type document struct {
	OpenAPI string
	Info    struct{ Title, Version, Description string }
	Paths   map[string]map[string]*apiOperation

	Components struct {
		Schemas map[string]json.RawMessage
	}
	root map[string]any
}

type apiOperation struct {
	OperationID, Summary string
	Tags                 []string
	Parameters           []apiParameter
	RequestBody          *struct {
		Required bool
		Content  map[string]apiMedia
	}
	Responses map[string]struct {
		Description string
		Content     map[string]apiMedia
	}

	method, path string
}

type apiMedia struct{ Schema json.RawMessage }

type apiParameter struct {
	Name, In, Description string
	Required              bool
	Schema                apiSchema
}

type apiSchema struct {
	Type, Format string
	Minimum      *float64
	Maximum      *float64
	MaxLength    *int
	MaxItems     *int
	Enum         []string
	Items        *apiSchema
}

// api is a served store whose API is walked.
type api struct {
	t   *testing.T
	s   *httptest.Server
	doc document
}

// walked is the API of the sample pages, with a job and an addition that has ended.
func walked(t *testing.T) *api {
	t.Helper()
	ctx := context.Background()
	db := kept(t, dossier)
	q, err := work.OpenQueue(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { q.Close() })
	s := &web.Server{DB: db, Languages: languages(), Version: "test", Queue: q}
	h, err := s.Handler()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	t.Cleanup(func() { s.Close(); server.Close() })
	a := &api{t: t, s: server}
	body := get(t, server, "en", "/api/v1/openapi.json", 200)
	for _, into := range []any{&a.doc, &a.doc.root} {
		if err := json.Unmarshal([]byte(body), into); err != nil {
			t.Fatal(err)
		}
	}
	for path, item := range a.doc.Paths {
		for method, op := range item {
			op.method, op.path = strings.ToUpper(method), path
		}
	}
	return a
}

// operations are all that there are, in the order of their paths.
func (a *api) operations() (out []*apiOperation) {
	for _, path := range slices.Sorted(maps.Keys(a.doc.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(a.doc.Paths[path])) {
			out = append(out, a.doc.Paths[path][method])
		}
	}
	return out
}

// validator is what checks a value against a schema of the document.
func (a *api) validator(schema json.RawMessage) *jsonschema.Resolved {
	a.t.Helper()
	root := map[string]any{"$defs": a.doc.root["components"].(map[string]any)["schemas"], "allOf": []any{schema}}
	b, err := json.Marshal(root)
	if err != nil {
		a.t.Fatal(err)
	}
	var s jsonschema.Schema
	if err := json.Unmarshal(bytes.ReplaceAll(b, []byte("#/components/schemas/"), []byte("#/$defs/")), &s); err != nil {
		a.t.Fatal(err)
	}
	resolved, err := s.Resolve(nil)
	if err != nil {
		a.t.Fatalf("%s: %v", schema, err)
	}
	return resolved
}

// answer is what came of a request.
type apiAnswer struct {
	*http.Response
	body []byte
}

func (a *api) ask(method, path string, body []byte, pairs ...string) apiAnswer {
	a.t.Helper()
	r, err := http.NewRequest(method, a.s.URL+"/api/v1"+path, bytes.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		r.Header.Set(pairs[i], pairs[i+1])
	}
	c := *a.s.Client()
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	answer, err := c.Do(r)
	if err != nil {
		a.t.Fatalf("%s %.200s: %v", method, path, err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	return apiAnswer{answer, b}
}

// good checks that an answer is what the document says of the operation.
func (a *api) good(op *apiOperation, path string, x apiAnswer) {
	a.t.Helper()
	if x.StatusCode/100 != 2 {
		a.t.Errorf("%s %s: %d %.300s", op.method, path, x.StatusCode, x.body)
		return
	}
	said, ok := op.Responses[fmt.Sprint(x.StatusCode)]
	if !ok {
		a.t.Errorf("%s %s answers with %d, which is not documented", op.method, path, x.StatusCode)
		return
	}
	kind, _, _ := strings.Cut(x.Header.Get("Content-Type"), ";")
	if x.StatusCode == http.StatusNoContent || kind == "text/event-stream" {
		return
	}
	media, ok := said.Content[kind]
	if !ok {
		a.t.Errorf("%s %s answers with %s, which is not documented", op.method, path, kind)
		return
	}
	if kind != "application/json" {
		return
	}
	var value any
	if err := json.Unmarshal(x.body, &value); err != nil {
		a.t.Errorf("%s %s: %v", op.method, path, err)
		return
	}
	if err := a.validator(media.Schema).Validate(value); err != nil {
		a.t.Errorf("%s %s is not what the document says: %v", op.method, path, err)
	}
}

// bad checks that an answer refuses what was asked, as documented, and names the field.
func (a *api) bad(op *apiOperation, what, field string, x apiAnswer) {
	a.t.Helper()
	if x.StatusCode/100 != 4 {
		a.t.Errorf("%s %s with %s: %d %.300s", op.method, op.path, what, x.StatusCode, x.body)
		return
	}
	if _, ok := op.Responses[fmt.Sprint(x.StatusCode)]; !ok {
		a.t.Errorf("%s %s with %s answers with %d, which is not documented", op.method, op.path, what, x.StatusCode)
	}
	if kind := x.Header.Get("Content-Type"); kind != "application/problem+json" {
		a.t.Errorf("%s %s with %s: the problem is %s", op.method, op.path, what, kind)
	}
	var p struct {
		Status int
		Title  string
		Detail string
		Errors []struct{ Location, Message string }
	}
	if err := json.Unmarshal(x.body, &p); err != nil || p.Status != x.StatusCode || p.Title == "" {
		a.t.Errorf("%s %s with %s: no problem: %.300s", op.method, op.path, what, x.body)
	}
	named := strings.Contains(p.Detail, field)
	for _, e := range p.Errors {
		named = named || strings.Contains(e.Location, field) || strings.Contains(e.Message, field)
	}
	if !named {
		a.t.Errorf("%s %s with %s does not name %s: %.300s", op.method, op.path, what, field, x.body)
	}
}

// The document says of everything what it is, and is OpenAPI 3.1.
func TestAPIDocument(t *testing.T) {
	a := walked(t)
	if !strings.HasPrefix(a.doc.OpenAPI, "3.1.") || a.doc.Info.Title == "" || a.doc.Info.Version == "" || a.doc.Info.Description == "" {
		t.Errorf("it begins with %v %v", a.doc.OpenAPI, a.doc.Info)
	}
	met := map[string]bool{}
	part := regexp.MustCompile(`\{([^}]+)\}`)
	for _, op := range a.operations() {
		name := op.method + " " + op.path
		if op.OperationID == "" || met[op.OperationID] || op.Summary == "" || len(op.Tags) == 0 {
			t.Errorf("%s: operation %q, summary %q, tags %q", name, op.OperationID, op.Summary, op.Tags)
		}
		met[op.OperationID] = true
		var inPath []string
		for _, p := range op.Parameters {
			if p.Description == "" || p.Schema.Type == "" {
				t.Errorf("%s: parameter %q is not described", name, p.Name)
			}
			if p.In == "path" {
				if !p.Required {
					t.Errorf("%s can do without its part %s", name, p.Name)
				}
				inPath = append(inPath, p.Name)
			}
		}
		var want []string
		for _, m := range part.FindAllStringSubmatch(op.path, -1) {
			want = append(want, m[1])
		}
		slices.Sort(want)
		if slices.Sort(inPath); !slices.Equal(inPath, want) {
			t.Errorf("%s has the parts %q, and tells of %q", name, want, inPath)
		}
		good := 0
		for status, r := range op.Responses {
			if r.Description == "" {
				t.Errorf("%s: %s is not described", name, status)
			}
			if status[0] == '2' {
				good++
			} else if _, ok := r.Content["application/problem+json"]; !ok {
				t.Errorf("%s: %s is no problem", name, status)
			}
			for _, m := range r.Content {
				if len(m.Schema) > 0 {
					a.validator(m.Schema)
				}
			}
		}
		if good == 0 {
			t.Errorf("%s has no answer", name)
		}
	}
	for name, raw := range a.doc.Components.Schemas {
		if strings.HasPrefix(name, "Error") { // huma's own
			continue
		}
		var x struct {
			Properties map[string]struct {
				Description string
			}
		}
		if err := json.Unmarshal(raw, &x); err != nil {
			t.Fatal(err)
		}
		for field, p := range x.Properties {
			if p.Description == "" {
				t.Errorf("%s.%s is not described", name, field)
			}
		}
	}
}

// reached are paths of an operation that exist, found by following what lists answer.
func (a *api) reached(op *apiOperation) (out []string) {
	a.t.Helper()
	i := strings.IndexByte(op.path, '{')
	if i < 0 {
		return []string{op.path}
	}
	list := strings.TrimSuffix(op.path[:i], "/")
	switch list {
	case "/additions":
		list = ""
		var x web.Addition
		if err := json.Unmarshal(a.ask("POST", "/additions", []byte(`{"text":"خبر\n\nقال الوزير سالم البدري إن السد آمن."}`)).body, &x); err != nil {
			a.t.Fatal(err)
		}
		ended(a.t, a.s, "/additions/"+x.ID)
		return []string{strings.ReplaceAll(op.path, "{id}", x.ID)}
	case "/pairs":
		list = "/pages"
	}
	var answer map[string]any
	if err := json.Unmarshal(a.ask("GET", list, nil).body, &answer); err != nil {
		a.t.Fatal(err)
	}
	var names []string
	for _, v := range answer {
		rows, _ := v.([]any)
		for _, row := range rows {
			x, _ := row.(map[string]any)
			switch id := cmp.Or(x["id"], x["name"]).(type) {
			case float64:
				names = append(names, fmt.Sprint(int64(id)))
			case string:
				names = append(names, url.PathEscape(id))
			}
		}
	}
	part := regexp.MustCompile(`\{[^}]+\}`)
	for i := range names {
		next := i
		out = append(out, part.ReplaceAllStringFunc(op.path, func(string) string {
			next++
			return names[(next-1)%len(names)]
		}))
	}
	return out
}

// samples are good values of a parameter.
func (p *apiParameter) samples() (out []string) {
	switch {
	case len(p.Schema.Enum) > 0:
		return p.Schema.Enum
	case p.Schema.Items != nil:
		return p.Schema.Items.Enum
	case p.Schema.Format == "date":
		return []string{"2024-10-27"}
	case p.Schema.Type == "integer":
		for _, n := range []*float64{p.Schema.Minimum, p.Schema.Maximum} {
			if n != nil {
				out = append(out, fmt.Sprint(int64(*n)))
			}
		}
		return out
	}
	return []string{"السد", "a 'quote\" \u202e ./%00"}
}

// Whatever the lists lead to is there, and every parameter does what is said of it.
func TestAPIGood(t *testing.T) {
	a := walked(t)
	for _, op := range a.operations() {
		if op.method != "GET" {
			continue
		}
		paths := a.reached(op)
		if len(paths) == 0 {
			t.Errorf("nothing leads to %s", op.path)
		}
		for _, path := range paths[:min(len(paths), 12)] {
			a.good(op, path, a.ask("GET", path, nil))
		}
		for _, p := range op.Parameters {
			if p.In != "query" {
				continue
			}
			for _, v := range p.samples() {
				a.sampled(op, paths[0], p.Name, v)
			}
		}
	}
	a.posted()
}

// sampled asks with one parameter. Some go only with another.
func (a *api) sampled(op *apiOperation, path, name, value string) {
	a.t.Helper()
	switch name {
	case "after": // cursors come from answers
		return
	case "q":
		value = strings.NewReplacer(`"`, "", ":", "").Replace(value)
	case "from":
		if op.OperationID == "changes" {
			return
		}
	}
	q := url.Values{name: {value}}
	x := a.ask("GET", path+"?"+q.Encode(), nil)
	if x.StatusCode == http.StatusUnprocessableEntity {
		a.bad(op, name, name, x)
		for _, with := range []string{"type=any", "kind=figures", "format=jsonl"} {
			if x = a.ask("GET", path+"?"+q.Encode()+"&"+with, nil); x.StatusCode == http.StatusOK {
				break
			}
		}
	}
	a.good(op, path+"?"+q.Encode(), x)
}

// posted does what changes something, as it is documented.
func (a *api) posted() {
	a.t.Helper()
	op := a.doc.Paths["/additions"]["post"]
	x := a.ask("POST", "/additions", []byte(`{"text":"خبر ثان\n\nقال الوزير إن السد آمن.","name":"b.html","url":"https://x.example/1","outlet":"صدى","published":"2024-10-28","language":"ar"}`))
	a.good(op, "/additions", x)
	where := strings.TrimPrefix(x.Header.Get("Location"), "/api/v1")
	if where == "" {
		a.t.Fatal("nobody knows where it is")
	}
	if got := ended(a.t, a.s, where); got.State != "done" || len(got.Pages) != 1 {
		a.t.Errorf("it has ended so: %+v", got)
	}
	a.good(a.doc.Paths["/additions/{id}"]["get"], where, a.ask("GET", where, nil))
	events := a.ask("GET", where+"/events", nil)
	a.good(a.doc.Paths["/additions/{id}/events"]["get"], where+"/events", events)
	if _, data, _ := strings.Cut(string(events.body), "data: "); !json.Valid([]byte(data)) {
		a.t.Errorf("the event is %q", events.body)
	}
}

// oddities are values that no parameter is to stumble over, escaped for a query or a path.
var oddities = []string{"%00", "a%00b", "%ff%fe", "%ED%A0%80", "%E2%80%AEabc", "%3Cscript%3E", "%27%20OR%201=1--", "..%2f..%2fetc", "%25%25s", "%F0%9F%98%80", "NaN", "1e9", "-1", "0", "99999999999999999999", "%D9%A1%D9%A2"}

// wrong are values that a parameter does not take, with what is wrong.
func (p *apiParameter) wrong() map[string]string {
	out := map[string]string{"no text": "%ff%fe", "NUL": "a%00b"}
	x := p.Schema
	if x.Items != nil {
		x = *x.Items
	}
	switch {
	case len(x.Enum) > 0:
		out["another value"] = "colour"
	case x.Format == "date":
		out["a word"], out["a day that is none"] = "yesterday", "2024-13-45"
	case x.Type == "integer":
		out["a word"], out["a fraction"], out["too much"] = "x", "1.5", "99999999999999999999"
		if x.Minimum != nil {
			out["too little"] = fmt.Sprint(int64(*x.Minimum) - 1)
		}
		if x.Maximum != nil {
			out["more than is allowed"] = fmt.Sprint(int64(*x.Maximum) + 1)
		}
	}
	if x.MaxLength != nil {
		out["too long a text"] = strings.Repeat("x", *x.MaxLength+1)
	}
	if p.Name == "after" {
		out["no cursor"], out["a cursor below zero"], out["a cursor beyond all"] = "%21%21", "-1", "zzzzzzzzzz"
	}
	return out
}

// What cannot be is refused with a problem that names the field, and leaves everything as it was.
func TestAPIBad(t *testing.T) {
	a := walked(t)
	before := a.everything()
	part := regexp.MustCompile(`\{[^}]+\}`)
	for _, op := range a.operations() {
		if op.method != "GET" {
			continue
		}
		paths := []string{op.path}
		if strings.Contains(op.path, "{") && !strings.HasPrefix(op.path, "/additions") {
			paths = a.reached(op)
		}
		for _, p := range op.Parameters {
			for what, v := range p.wrong() {
				if p.In == "query" && !strings.Contains(paths[0], "{") {
					a.bad(op, what+" for "+p.Name, p.Name, a.ask("GET", paths[0]+"?"+p.Name+"="+v, nil))
				}
			}
		}
		if !strings.Contains(paths[0], "{") {
			a.bad(op, "an unknown parameter", "colour", a.ask("GET", paths[0]+"?colour=red", nil))
			a.bad(op, "a query that cannot be read", "", a.ask("GET", paths[0]+"?limit=%zz", nil))
		}
		for _, v := range oddities {
			if strings.Contains(op.path, "{") {
				x := a.ask("GET", part.ReplaceAllString(op.path, v), nil)
				if x.StatusCode == 307 || x.StatusCode == 301 { // the mux cleans paths
					continue
				}
				a.bad(op, "the part "+v, "", x)
			}
			for _, p := range op.Parameters {
				if p.In == "query" && !strings.Contains(paths[0], "{") {
					if x := a.ask("GET", paths[0]+"?"+p.Name+"="+v, nil); x.StatusCode >= 500 {
						t.Errorf("%s?%s=%s: %d", paths[0], p.Name, v, x.StatusCode)
					}
				}
			}
		}
		if strings.Contains(op.path, "{") {
			a.bad(op, "a long part", "", a.ask("GET", part.ReplaceAllString(op.path, strings.Repeat("9", 5000)), nil))
			a.bad(op, "an unknown part", "", a.ask("GET", part.ReplaceAllString(op.path, "999999.1"), nil))
			if strings.Contains(op.path, "{version}") || op.path == "/stories/{id}" {
				a.bad(op, "an unknown number", "999999", a.ask("GET", part.ReplaceAllString(op.path, "999999"), nil))
			}
		}
	}
	a.badBodies()
	for _, do := range []string{"retry", "cancel"} {
		op := a.doc.Paths["/jobs/{id}/"+do]["post"]
		for _, id := range []string{"999999", "x", "0", "%00", "99999999999999999999"} {
			a.bad(op, "job "+id, "", a.ask("POST", "/jobs/"+id+"/"+do, nil))
		}
	}
	if after := a.everything(); after != before {
		t.Errorf("something has changed: %.2000s\nwas\n%.2000s", after, before)
	}
}

// badBodies brings what is no page.
func (a *api) badBodies() {
	a.t.Helper()
	op := a.doc.Paths["/additions"]["post"]
	for _, c := range []struct{ what, field, kind, body string }{
		{"nothing", "body", "application/json", ""},
		{"half of a body", "body", "application/json", `{"text":"x`},
		{"no JSON", "body", "application/json", `text`},
		{"null", "body", "application/json", `null`},
		{"a list", "body", "application/json", `[]`},
		{"two bodies", "body", "application/json", `{"text":"a"}{"text":"b"}`},
		{"a number", "text", "application/json", `{"text":1}`},
		{"a list as a text", "text", "application/json", `{"text":["a"]}`},
		{"no text", "text", "application/json", `{"text":""}`},
		{"spaces", "text", "application/json", `{"text":"  \n"}`},
		{"an unknown field", "colour", "application/json", `{"text":"x","colour":"red"}`},
		{"no address", "url", "application/json", `{"text":"x","url":"javascript:alert(1)"}`},
		{"a host without a scheme", "url", "application/json", `{"text":"x","url":"//x.example"}`},
		{"no day", "published", "application/json", `{"text":"x","published":"yesterday"}`},
		{"no language", "language", "application/json", `{"text":"x","language":"%%"}`},
		{"a long outlet", "outlet", "application/json", `{"text":"x","outlet":"` + strings.Repeat("x", 201) + `"}`},
		{"a long name", "name", "application/json", `{"text":"x","name":"` + strings.Repeat("x", 201) + `"}`},
		{"another kind of body", "", "text/csv", `a,b`},
		{"a form", "", "application/x-www-form-urlencoded", `text=x`},
		{"too much", "", "application/json", `{"text":"` + strings.Repeat("x", 33<<20) + `"}`},
		{"deep brackets", "body", "application/json", strings.Repeat("[", 20000)},
	} {
		a.bad(op, c.what, c.field, a.ask("POST", "/additions", []byte(c.body), "Content-Type", c.kind))
	}
	for _, path := range []string{"/stories", "/pages/1", "/statements"} {
		for _, method := range []string{"POST", "PUT", "DELETE", "PATCH"} {
			if x := a.ask(method, path, []byte("{}")); x.StatusCode/100 != 4 || x.Header.Get("Content-Type") != "application/problem+json" {
				a.t.Errorf("%s %s: %d %s", method, path, x.StatusCode, x.Header.Get("Content-Type"))
			}
		}
	}
}

// everything is all that a bad request might have changed.
func (a *api) everything() string {
	a.t.Helper()
	var all strings.Builder
	for _, path := range []string{"/health", "/pages", "/stories", "/jobs", "/users"} {
		body := a.ask("GET", path, nil).body
		body = regexp.MustCompile(`"bytes":\d+`).ReplaceAll(body, nil)
		all.Write(body)
	}
	return all.String()
}

// Cursors lead through a list, each row once, and back.
func TestAPICursors(t *testing.T) {
	a := walked(t)
	lists := map[string]string{"/stories": "stories", "/statements": "statements", "/figures": "figures", "/statements?type=any": "groups", "/differences": "differing", "/differences?kind=figures": "differing",
		"/chronology": "events", "/people": "people", "/outlets": "outlets", "/places": "places", "/pages": "pages", "/search?q=" + url.QueryEscape("السد"): "hits", "/stories/1": "pages"}
	for path, rows := range lists {
		mark := "?"
		if strings.Contains(path, "?") {
			mark = "&"
		}
		met := map[string]bool{}
		total, previous := 0, ""
		after, steps := "", 0
		for ; steps < 200; steps++ {
			x := a.ask("GET", path+mark+"limit=3&after="+after, nil)
			var answer map[string]any
			if err := json.Unmarshal(x.body, &answer); err != nil || x.StatusCode != 200 {
				t.Fatalf("%s: %d %v", path, x.StatusCode, err)
			}
			of := answer
			if in, ok := answer["listed"].(map[string]any); ok {
				of = in
			}
			all, _ := answer[rows].([]any)
			if len(all) == 0 || len(all) > 3 {
				t.Fatalf("%s&after=%s has %d rows", path, after, len(all))
			}
			for _, row := range all {
				b, _ := json.Marshal(row)
				if met[string(b)] {
					t.Errorf("%s has a row twice: %.200s", path, b)
				}
				met[string(b)] = true
			}
			if n, ok := of["total"].(float64); ok {
				total = int(n)
			}
			if n, ok := answer["pages"].(float64); ok && rows == "hits" {
				total = int(n)
			}
			previous, _ = of["previous"].(string)
			next, _ := of["next"].(string)
			if next == "" {
				break
			}
			after = next
		}
		if len(met) != total || total == 0 {
			t.Errorf("%s has %d rows of %d", path, len(met), total)
		}
		if steps > 1 && previous == "" && rows != "hits" {
			t.Errorf("%s: nothing leads back", path)
		}
	}
}

// What has not changed is not sent again, and HEAD is GET without the body.
func TestAPITags(t *testing.T) {
	a := walked(t)
	for _, op := range a.operations() {
		if op.method != "GET" || strings.HasSuffix(op.path, "/events") || strings.HasSuffix(op.path, "/export") || strings.Contains(op.path, "health") { // those tell of the time
			continue
		}
		path := a.reached(op)[0]
		full := a.ask("GET", path, nil)
		tag := full.Header.Get("ETag")
		if tag == "" {
			t.Errorf("%s has no tag", path)
			continue
		}
		if x := a.ask("GET", path, nil, "If-None-Match", `"other", W/`+tag); x.StatusCode != http.StatusNotModified || len(x.body) > 0 {
			t.Errorf("%s is sent again: %d", path, x.StatusCode)
		}
		if x := a.ask("GET", path, nil, "If-None-Match", `"other"`); x.StatusCode != http.StatusOK || !bytes.Equal(x.body, full.body) {
			t.Errorf("%s: another tag: %d", path, x.StatusCode)
		}
		head := a.ask("HEAD", path, nil)
		if head.StatusCode != 200 || len(head.body) > 0 || head.Header.Get("ETag") != tag || head.Header.Get("Content-Type") != full.Header.Get("Content-Type") {
			t.Errorf("HEAD %s: %d %v", path, head.StatusCode, head.Header)
		}
	}
}

// A page and its JSON are one thing.
func TestPagesAndAPIAreOne(t *testing.T) {
	a := walked(t)
	for _, op := range a.operations() {
		if op.method != "GET" || strings.HasSuffix(op.path, "/events") || strings.Contains(op.path, "/export") || strings.Contains(op.path, "health") {
			continue
		}
		for _, path := range a.reached(op)[:1] {
			var own, other any
			if err := json.Unmarshal(a.ask("GET", path, nil).body, &own); err != nil {
				t.Fatal(path, err)
			}
			if err := json.Unmarshal([]byte(get(t, a.s, "en", path+"?format=json", 200)), &other); err != nil {
				t.Fatal(path, err)
			}
			one, _ := json.Marshal(own)
			two, _ := json.Marshal(other)
			if !bytes.Equal(one, two) {
				t.Errorf("%s: %.500s\nis not %.500s", path, one, two)
			}
		}
	}
}

// Every claim has its place: the words at start and end, in code points of the page's text.
func TestAPISpans(t *testing.T) {
	a := walked(t)
	texts := map[string][]rune{}
	text := func(version string) []rune {
		if _, met := texts[version]; !met {
			var p struct{ Record struct{ Text string } }
			if err := json.Unmarshal(a.ask("GET", "/pages/"+version, nil).body, &p); err != nil {
				t.Fatal(err)
			}
			texts[version] = []rune(p.Record.Text)
		}
		return texts[version]
	}
	place := regexp.MustCompile(`^/pages/(\d+)#[sfe]\d+$`)
	var seek func(path string, v any) int
	seek = func(path string, v any) (n int) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				n += seek(path, x)
			}
		case map[string]any:
			for _, x := range v {
				n += seek(path, x)
			}
			for _, name := range []string{"path", "page", "place"} {
				at, _ := v[name].(string)
				m := place.FindStringSubmatch(at)
				if m == nil {
					continue
				}
				span, ok := v["span"].(map[string]any)
				if !ok {
					t.Errorf("%s: %s has no span", path, at)
					continue
				}
				start, end := int(span["start"].(float64)), int(span["end"].(float64))
				if all := text(m[1]); end > len(all) || string(all[start:end]) != span["exact"] {
					t.Errorf("%s: at %s from %d to %d there is not %q", path, at, start, end, span["exact"])
				}
				n++
			}
		}
		return n
	}
	for _, path := range []string{"/stories/1", "/statements", "/statements?type=any", "/figures", "/figures?type=any", "/differences", "/differences?kind=figures", "/chronology", "/search?q=" + url.QueryEscape("السد"), "/people/" + url.PathEscape("جواد المرسال"), "/places/" + url.PathEscape("نهر السمران"), "/statements/1.1", "/figures/1.1"} {
		var v any
		if err := json.Unmarshal(a.ask("GET", path, nil).body, &v); err != nil {
			t.Fatal(path, err)
		}
		if seek(path, v) == 0 {
			t.Errorf("%s has no place", path)
		}
	}
}

// Who may not is told so, as documented.
func TestAPIRoles(t *testing.T) {
	db := kept(t, dossier)
	ctx := context.Background()
	tokens := map[string]string{"": ""}
	for _, role := range store.Roles {
		if _, err := db.AddUser(ctx, store.User{Name: role, Role: role}, password, time.Now()); err != nil {
			t.Fatal(err)
		}
		token, err := db.NewToken(ctx, role, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		tokens[role] = token
	}
	_, server := guarded(t, db, web.Entrance{})
	a := &api{t: t, s: server}
	if err := json.Unmarshal(a.ask("GET", "/openapi.json", nil, "Authorization", "Bearer "+tokens["reader"]).body, &a.doc); err != nil {
		t.Fatal(err)
	}
	for path, item := range a.doc.Paths {
		for method, op := range item {
			op.method, op.path = strings.ToUpper(method), path
		}
	}
	for _, op := range a.operations() {
		path := regexp.MustCompile(`\{[^}]+\}`).ReplaceAllString(op.path, "1")
		for role, token := range tokens {
			var head []string
			if token != "" {
				head = []string{"Authorization", "Bearer " + token}
			}
			x := a.ask(op.method, path, nil, head...)
			if role == "" && x.StatusCode != http.StatusUnauthorized {
				t.Errorf("%s %s is open to all: %d", op.method, path, x.StatusCode)
			}
			if x.StatusCode == http.StatusUnauthorized || x.StatusCode == http.StatusForbidden {
				a.bad(op, "role "+role, "", x)
			}
			if role == "admin" && (x.StatusCode == http.StatusForbidden || x.StatusCode == http.StatusUnauthorized) {
				t.Errorf("%s %s is closed to an admin", op.method, path)
			}
		}
	}
}
