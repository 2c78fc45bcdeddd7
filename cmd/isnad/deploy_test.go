package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v2"
)

// understood proves that the program takes a command line.
func understood(t *testing.T, where string, args []string) {
	t.Helper()
	cmd, rest, err := rootCommand().Find(args)
	if err != nil || !cmd.Runnable() {
		t.Errorf("%s: isnad %q: no such command: %v", where, args, err)
		return
	}
	if err := cmd.ParseFlags(rest); err != nil {
		t.Errorf("%s: isnad %q: %v", where, args, err)
	}
}

func TestComposeFile(t *testing.T) {
	const path = "../../deploy/compose.yaml"
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var compose struct {
		Services map[string]struct {
			Image       string
			Build       struct{ Context, Dockerfile string }
			Command     []string
			Environment map[string]string
			Volumes     []string
			Deploy      struct{ Replicas int }
		}
		Volumes map[string]any
	}
	if err := yaml.Unmarshal(b, &compose); err != nil {
		t.Fatal(err)
	}
	workers := 0
	for name, s := range compose.Services {
		for _, v := range s.Volumes {
			source, _, _ := strings.Cut(v, ":")
			if _, ok := compose.Volumes[source]; !ok && !strings.HasPrefix(source, "./") {
				t.Errorf("%s: there is no volume %s", name, source)
			}
		}
		if s.Image != "isnad" {
			continue
		}
		understood(t, path, s.Command)
		if s.Command[0] == "work" {
			workers = s.Deploy.Replicas
		}
		if _, err := os.Stat(filepath.Join("../../deploy", s.Build.Context, s.Build.Dockerfile)); err != nil {
			t.Error(err)
		}
		var variables []string
		for name := range s.Environment {
			variables = append(variables, name)
		}
		if unknown := strangers(variables); len(variables) == 0 || unknown != nil {
			t.Errorf("%s: %q, and %q are no settings", name, variables, unknown)
		}
	}
	if workers < 2 {
		t.Errorf("%d workers", workers)
	}
}

func TestServiceFiles(t *testing.T) {
	for _, name := range []string{"isnad.service", "isnad-web.service"} {
		t.Run(name, func(t *testing.T) { service(t, name) })
	}
}

func service(t *testing.T, name string) {
	b, err := os.ReadFile("../../deploy/" + name)
	if err != nil {
		t.Fatal(err)
	}
	unit := string(b)
	line := regexp.MustCompile(`(?m)^ExecStart=/usr/local/bin/isnad (.*)$`).FindStringSubmatch(unit)
	if line == nil {
		t.Fatal("the unit does not start the program")
	}
	understood(t, name, strings.Fields(line[1]))
	if !strings.Contains(unit, "LoadCredential=isnad.toml:/etc/isnad/isnad.toml") || !strings.Contains(line[1], "${CREDENTIALS_DIRECTORY}/isnad.toml") {
		t.Error("the unit reads other settings than it is given")
	}
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not installed")
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(unit, "/usr/local/bin/isnad", built(t))), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(analyze, "verify", path).CombinedOutput(); err != nil || strings.Contains(string(out), name) {
		t.Errorf("%v: %s", err, out)
	}
}

// The example is a configuration, and so are the lines of it that are comments now.
func TestExampleOfConfiguration(t *testing.T) {
	const path = "../../deploy/isnad.toml"
	if _, err := configured(path); err != nil {
		t.Error(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	all := filepath.Join(t.TempDir(), "isnad.toml")
	lines := regexp.MustCompile(`(?m)^# ([a-z-]+ = )`).ReplaceAll(b, []byte("$1"))
	if err := os.WriteFile(all, lines, 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := configured(all)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(lines), " = "); len(c.said[1].values) != n || n < 5 {
		t.Errorf("%d settings of %d lines", len(c.said[1].values), n)
	}
}

// Commands that the documents show are those that there are.
func TestCommandsInDocuments(t *testing.T) {
	files, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]int{}
	code := regexp.MustCompile("(?s)```\n(.*?)```")
	quoted := regexp.MustCompile(`'[^']*'|"[^"]*"`)
	command := regexp.MustCompile(`(?:^|[|&;$(] ?|--rm |-d )isnad ([a-z]+(?: [^|&;<>#)]*)?)`)
	for _, file := range append(files, "../../README.md") {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range code.FindAllStringSubmatch(string(b), -1) {
			for line := range strings.Lines(block[1]) {
				for _, m := range command.FindAllStringSubmatch(quoted.ReplaceAllString(strings.TrimSpace(line), "1"), -1) {
					args := strings.Fields(m[1])
					if slices.Contains(args, "…") {
						continue
					}
					shown[filepath.Base(file)]++
					understood(t, file, args)
				}
			}
		}
	}
	for _, file := range []string{"operation.md", "README.md"} {
		if shown[file] < 5 {
			t.Errorf("%s shows %d commands; this test sees nothing", file, shown[file])
		}
	}
}
