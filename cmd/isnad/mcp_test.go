package main

import (
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// The built program speaks with an assistant's client on its standard input and output, and ends
// when the client goes.
func TestAssistantsProgram(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	db := filepath.Join(t.TempDir(), "isnad.db")
	if out, err := exec.CommandContext(ctx, built(t), "add", "--db", db, "../../examples/dossier").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	cmd := exec.CommandContext(ctx, built(t), "mcp", "--db", db)
	c, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(ctx, &mcp.CommandTransport{Command: cmd}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.InitializeResult(); got.ServerInfo.Name != "isnad" || !strings.Contains(got.Instructions, "never says who is right") {
		t.Errorf("it says of itself %+v", got)
	}
	for _, x := range []struct {
		tool string
		in   map[string]any
		bad  bool
		says string
	}{
		{"search", map[string]any{"query": "السد"}, false, `"exact":"`},
		{"get_statement_group", map[string]any{"id": "4.1"}, false, "speaker_changed"},
		{"get_page", map[string]any{"id": 4}, false, `"text":"`},
		{"get_page", map[string]any{"id": 999}, true, "999"},
		{"search", map[string]any{"colour": "red"}, true, "colour"},
	} {
		r, err := c.CallTool(ctx, &mcp.CallToolParams{Name: x.tool, Arguments: x.in})
		if err != nil {
			t.Fatalf("%s: %v", x.tool, err)
		}
		if text := r.Content[0].(*mcp.TextContent).Text; r.IsError != x.bad || !strings.Contains(text, x.says) {
			t.Errorf("%s %v: %v %.300s", x.tool, x.in, r.IsError, text)
		}
	}
	if err := c.Close(); err != nil {
		t.Errorf("it has not ended well: %v", err)
	}
	if out, err := exec.CommandContext(ctx, built(t), "mcp", "--db", filepath.Join(t.TempDir(), "nothing.db")).CombinedOutput(); err == nil || !strings.Contains(string(out), "nothing.db") {
		t.Errorf("a database that is not there: %v %s", err, out)
	}
}
