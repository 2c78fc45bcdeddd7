package main

import (
	"errors"
	"fmt"
	"runtime"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/work"
	"github.com/spf13/cobra"
	signed "golang.org/x/mod/sumdb/note"
)

// maxRecord is the size of a record that is still looked at; a record is
// several times as large as its page.
const maxRecord = 1 << 30

func checkCommand() *cobra.Command {
	var quiet bool
	var key string
	cmd := &cobra.Command{
		Use:   "check [flags] RECORD…",
		Short: "Check that records hold together",
		Long: `Check proves of records (files of JSON or JSON Lines, also with .gz, or "-") that
nobody needs to be trusted for: every span lies in the text, between words, and
has the words that it claims; every id leads to a finding; every chain ends with
the speaker; the text's hash is right. Each problem is printed on a line of its
own, and then the exit code is 1.

Of a bundle that export wrote (a file that ends with .zip) it proves more: that the
log that was signed has all that the bundle tells, and that captures and records are
those that came in. With --key it proves who has signed.`,
		Example: `  isnad check records.jsonl
  isnad read page.html | isnad check -
  isnad check --key isnad.key.pub case.zip`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			bundles, records := split(args, func(path string) bool { return strings.HasSuffix(path, ".zip") })
			if key != "" && len(bundles) == 0 {
				return errors.New("--key is for bundles, which end with .zip")
			}
			bad, err := runCheckBundles(cmd, bundles, key, quiet)
			if err != nil {
				return failure{err}
			}
			if len(records) > 0 {
				if err := runCheck(cmd, records, quiet); err != nil {
					return err
				}
			}
			if bad {
				return errReported
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&key, "key", "", "public key that a bundle was signed with, or the `file` that it is in")
	cmd.Flags().BoolVarP(&quiet, "quiet", "q", false, "print problems only")
	return cmd
}

// split tells those that are so from those that are not.
func split(all []string, so func(string) bool) (yes, no []string) {
	for _, x := range all {
		if so(x) {
			yes = append(yes, x)
		} else {
			no = append(no, x)
		}
	}
	return yes, no
}

func runCheckBundles(cmd *cobra.Command, paths []string, key string, quiet bool) (bad bool, err error) {
	var known signed.Verifier
	if key != "" {
		if known, err = publicKey(key); err != nil {
			return false, err
		}
	}
	for _, path := range paths {
		b, err := checkBundle(path, known)
		if err != nil {
			return bad, err
		}
		for _, what := range b.problems {
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", clean(path), clean(what))
		}
		bad = bad || len(b.problems) > 0
		verdict, by := "ok", ""
		if len(b.problems) > 0 {
			verdict = count(len(b.problems), "problem")
		}
		if known == nil {
			by = "; who has signed it was not proved: give --key"
		}
		if !quiet {
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %s: %s of %d, %s%s\n", clean(path), verdict, countOf(int64(b.entries), "entry", "entries"), b.tree.N, count(b.versions, "version"), by)
		}
	}
	return bad, nil
}

func runCheck(cmd *cobra.Command, paths []string, quiet bool) error {
	records := capture.Walk(cmd.Context(), paths, capture.Options{MaxBytes: maxRecord, Stdin: cmd.InOrStdin()})
	held, fell := 0, 0
	check := func(c capture.Capture, err error) work.Outcome {
		if err == nil {
			err = isnad.CheckJSON(c.Bytes)
		}
		return work.Outcome{Name: c.Name, Err: err}
	}
	err := work.InOrder(cmd.Context(), records, runtime.GOMAXPROCS(0), check, func(o work.Outcome, last bool) error {
		if o.Err == nil {
			held++
			return nil
		}
		fell++
		var lines strings.Builder
		for _, problem := range strings.Split(o.Err.Error(), "\n") {
			fmt.Fprintf(&lines, "%s: %s\n", clean(o.Name), clean(problem))
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
