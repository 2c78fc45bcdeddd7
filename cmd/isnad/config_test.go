package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// settingsTable is the list of settings as docs/configuration.md has it.
func settingsTable() string {
	var b strings.Builder
	b.WriteString("| setting | variable | default | what |\n|---|---|---|---|\n")
	for i := range settings {
		s := &settings[i]
		standard := s.standard
		if standard != "" && !strings.Contains(standard, " ") {
			standard = "`" + standard + "`"
		}
		fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s |\n", s.name, s.environment(), standard, s.what)
	}
	return b.String()
}

func TestConfigurationIsDocumented(t *testing.T) {
	const path, from, to = "../../docs/configuration.md", "<!-- settings -->\n", "<!-- end -->\n"
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(b), from)
	have, behind, ended := strings.Cut(rest, to)
	if !ok || !ended {
		t.Fatalf("%s has no place for the settings", path)
	}
	if have == settingsTable() {
		return
	}
	if *update {
		if err := os.WriteFile(path, []byte(before+from+settingsTable()+to+behind), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("%s has\n%s\nwant\n%s\ngo test ./cmd/isnad -run Documented -update writes it", path, have, settingsTable())
}

// each calls do with each command.
func each(cmd *cobra.Command, do func(*cobra.Command)) {
	do(cmd)
	for _, c := range cmd.Commands() {
		each(c, do)
	}
}

// Each setting is a flag of some command, and each flag that says it is a setting is one.
func TestSettingsAreFlags(t *testing.T) {
	used := map[string]bool{}
	each(rootCommand(), func(cmd *cobra.Command) {
		for _, fs := range []*pflag.FlagSet{cmd.Flags(), cmd.PersistentFlags()} {
			fs.VisitAll(func(f *pflag.Flag) {
				if _, ok := f.Annotations[settable]; ok {
					used[f.Name] = true
				}
			})
		}
	})
	for i := range settings {
		if !used[settings[i].name] {
			t.Errorf("%s is no flag of any command", settings[i].name)
		}
		delete(used, settings[i].name)
	}
	for name := range used {
		t.Errorf("--%s is no setting", name)
	}
}

// Defaults that are told are those that flags have.
func TestDefaultsAreTrue(t *testing.T) {
	each(rootCommand(), func(cmd *cobra.Command) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if _, ok := f.Annotations[settable]; !ok || f.Name == "jobs" {
				return
			}
			for i := range settings {
				s := &settings[i]
				if s.name != f.Name {
					continue
				}
				want := s.standard
				if f.Value.Type() == "size" {
					var n size
					if err := n.Set(want); err != nil {
						t.Fatal(err)
					}
					want = n.String()
				}
				if f.DefValue != want {
					t.Errorf("%s --%s is %q where nothing is said, and not %q", cmd.Name(), f.Name, f.DefValue, want)
				}
			}
		})
	})
}
