package main

import (
	"errors"
	"fmt"

	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/read"
	"github.com/isnad-project/isnad/work"
	"github.com/spf13/cobra"
)

func readCommand() *cobra.Command {
	var f pageFlags
	cmd := &cobra.Command{
		Use:   "read [flags] PATH…",
		Short: "Read pages and print one record a line",
		Long: `Read reads pages from files (.html .htm .txt .jsonl .warc, also with .gz), folders,
or standard input ("-"), and prints one record a line, as JSON, in the order of the
input. A page that cannot be read gives one line on standard error, a record with
"error" on standard output, and exit code 1 at the end; the others are read.

The same bytes and flags give the same records, byte for byte, on every machine.`,
		Example: `  isnad read page.html
  isnad read --published 2015-09-30 --outlet "Example News" page.txt
  isnad read pages/ > records.jsonl
  zcat corpus.jsonl.gz | isnad read --jsonl -`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 && !f.lines {
				return errors.New("no PATH to read; \"-\" is standard input")
			}
			return f.check()
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{"-"}
			}
			return runRead(cmd, args, &f)
		},
	}
	f.add(cmd)
	return cmd
}

func runRead(cmd *cobra.Command, paths []string, f *pageFlags) error {
	r := work.Reading{Reader: read.New(languages()...), Given: f.given, Lines: true}
	bar, bad := newProgress(func() int64 { return capture.Size(paths) }, true), false
	defer bar.clear()
	pages := capture.Walk(cmd.Context(), paths, capture.Options{JSONLines: f.lines, MaxBytes: int(f.maxBytes), Stdin: cmd.InOrStdin(), Read: bar.read})
	err := work.InOrder(cmd.Context(), pages, f.jobs, r.Page, func(o work.Outcome, last bool) error {
		bar.add()
		if o.Err != nil {
			bad = true
			bar.clear()
			complain(cmd.ErrOrStderr(), o.Name, o.Err)
		}
		return write(cmd, o.JSON, last)
	})
	switch {
	case err != nil:
		return failure{err}
	case bad:
		return errReported
	}
	return nil
}

// write puts b on standard output, at once if nothing more is at hand: who
// asks page by page gets an answer page by page.
func write(cmd *cobra.Command, b []byte, now bool) error {
	out := cmd.OutOrStdout()
	_, err := out.Write(b)
	if f, ok := out.(interface{ Flush() error }); err == nil && now && ok {
		err = f.Flush()
	}
	if err != nil {
		return fmt.Errorf("standard output: %w", err)
	}
	return nil
}
