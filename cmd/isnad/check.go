package main

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/capture"
	"github.com/spf13/cobra"
)

// maxRecord is the size of a record that is still looked at; a record is
// several times as large as its page.
const maxRecord = 1 << 30

func checkCommand() *cobra.Command {
	var quiet bool
	cmd := &cobra.Command{
		Use:   "check [flags] RECORD…",
		Short: "Check that records hold together",
		Long: `Check proves of records (files of JSON or JSON Lines, also with .gz, or "-") that
nobody needs to be trusted for: every span lies in the text, between words, and
has the words that it claims; every id leads to a finding; every chain ends with
the speaker; the text's hash is right. Each problem is printed on a line of its
own, and then the exit code is 1.`,
		Example: `  isnad check records.jsonl
  isnad read page.html | isnad check -`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return runCheck(cmd, args, quiet) },
	}
	cmd.Flags().BoolVarP(&quiet, "quiet", "q", false, "print problems only")
	return cmd
}

func runCheck(cmd *cobra.Command, paths []string, quiet bool) error {
	records := capture.Walk(cmd.Context(), paths, capture.Options{MaxBytes: maxRecord, Stdin: cmd.InOrStdin()})
	held, fell := 0, 0
	check := func(c capture.Capture, err error) outcome {
		if err == nil {
			err = isnad.CheckJSON(c.Bytes)
		}
		return outcome{name: c.Name, err: err}
	}
	err := inOrder(cmd.Context(), records, runtime.GOMAXPROCS(0), check, func(o outcome, last bool) error {
		if o.err == nil {
			held++
			return nil
		}
		fell++
		var lines strings.Builder
		for _, problem := range strings.Split(o.err.Error(), "\n") {
			fmt.Fprintf(&lines, "%s: %s\n", clean(o.name), clean(problem))
		}
		return write(cmd, []byte(lines.String()), last)
	})
	if err != nil {
		return failure{err}
	}
	if fell == 0 && held == 0 {
		return failure{fmt.Errorf("no records in %s", strings.Join(paths, " "))}
	}
	if !quiet {
		fmt.Fprintln(cmd.OutOrStdout(), verdict(held, fell))
	}
	if fell > 0 {
		return errReported
	}
	return nil
}

func verdict(held, fell int) string {
	if fell == 0 {
		return fmt.Sprintf("ok: %s", count(held, "record"))
	}
	return fmt.Sprintf("%d of %s not ok", fell, count(held+fell, "record"))
}

func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
