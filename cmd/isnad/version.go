package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/spf13/cobra"
)

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of the program and the languages that it reads",
		Args:  cobra.NoArgs,
		// It answers whatever the configuration says.
		Annotations: map[string]string{own: "yes"},
		RunE: func(cmd *cobra.Command, _ []string) error {
			info, ok := debug.ReadBuildInfo()
			if !ok {
				info = &debug.BuildInfo{GoVersion: runtime.Version()}
			}
			out := cmd.OutOrStdout()
			fmt.Fprintf(out, "isnad      %s\n", build(info))
			fmt.Fprintf(out, "record     version %d\n", isnad.Version)
			fmt.Fprintf(out, "go         %s %s/%s\n", info.GoVersion, runtime.GOOS, runtime.GOARCH)
			for _, l := range languages() {
				fmt.Fprintf(out, "language   %s: %s\n", l.Tag, count(len(l.Lists()), "word list"))
			}
			return nil
		},
	}
}

// programVersion is what the program was built from.
func programVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "development"
	}
	return build(info)
}

// build tells the module's version and the state of the source that the
// program was built from.
func build(info *debug.BuildInfo) string {
	version := info.Main.Version
	if version == "" || version == "(devel)" {
		version = "development"
	}
	set := map[string]string{}
	for _, s := range info.Settings {
		set[s.Key] = s.Value
	}
	words := []string{version}
	if revision := set["vcs.revision"]; revision != "" {
		words = append(words, "revision", revision[:min(len(revision), 12)])
	}
	if at := set["vcs.time"]; at != "" {
		words = append(words, "of", at)
	}
	if set["vcs.modified"] == "true" {
		words = append(words, "with changes")
	}
	return strings.Join(words, " ")
}
