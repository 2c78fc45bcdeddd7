package main

import (
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

const logOff = "off"

var (
	logLevels  = []string{"error", "warn", "info", "debug"}
	logFormats = []string{"text", "json"}
)

// logging is standard error where a log is asked for: complaints go into it, too.
type logging struct{ io.Writer }

// startLog starts the log that the flags of a command ask for, if they do.
func startLog(cmd *cobra.Command) error {
	level, format := cmd.Flag("log-level").Value.String(), cmd.Flag("log-format").Value.String()
	if level == logOff {
		slog.SetDefault(slog.New(slog.DiscardHandler))
		return nil
	}
	if !slices.Contains(logLevels, level) {
		return fmt.Errorf("--log-level %q is none of %s, %s", level, logOff, strings.Join(logLevels, ", "))
	}
	if !slices.Contains(logFormats, format) {
		return fmt.Errorf("--log-format %q is none of %s", format, strings.Join(logFormats, ", "))
	}
	var o slog.HandlerOptions
	var least slog.Level
	if err := least.UnmarshalText([]byte(level)); err != nil {
		return err
	}
	o.Level = least
	stderr := cmd.ErrOrStderr()
	var h slog.Handler = slog.NewTextHandler(stderr, &o)
	if format == "json" {
		h = slog.NewJSONHandler(stderr, &o)
	}
	slog.SetDefault(slog.New(h))
	cmd.Root().SetErr(logging{stderr})
	return nil
}

// serviceLog is the log of a program that runs on its own: what goes wrong is
// said even if no log was asked for.
func serviceLog(cmd *cobra.Command) *slog.Logger {
	if _, ok := cmd.ErrOrStderr().(logging); ok {
		return slog.Default()
	}
	return slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{Level: slog.LevelWarn}))
}

// complain writes one line about one input, or about the whole if it has no name.
func complain(w io.Writer, name string, err error) {
	reason := strings.TrimSpace(err.Error())
	if _, ok := w.(logging); ok {
		if name == "" {
			slog.Error("failed", "reason", reason)
		} else {
			slog.Warn("not done", "input", name, "reason", reason)
		}
		return
	}
	if name != "" {
		name = clean(name) + ": "
	}
	fmt.Fprintf(w, "isnad: %s%s\n", name, clean(reason))
}
