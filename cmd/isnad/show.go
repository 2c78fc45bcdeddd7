package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/read"
	"github.com/isnad-project/isnad/work"
	"github.com/spf13/cobra"
)

func showCommand() *cobra.Command {
	var f pageFlags
	var l look
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "show [flags] PATH…",
		Short: "Show pages or records to people",
		Long: `Show prints what a page says, for people: its headline and where it comes from,
who said what and through whom, the figures with what they break down, and the
times in order. It takes pages, as read does, and records that read wrote.

A chain reads from the page outward: outlet ← agency ← speaker. Words stand in
quotation marks only where the page has them so; "said" and "mixed" mark speech
that is not, or only partly, verbatim.`,
		Example: `  isnad show page.html
  isnad show pages/ | less -R
  isnad read pages/ > records.jsonl; isnad show records.jsonl`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 && !f.lines {
				return errors.New("no PATH to show; \"-\" is standard input")
			}
			if err := l.check(); err != nil {
				return err
			}
			return f.check()
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{"-"}
			}
			return runShow(cmd, args, &f, &l, asJSON)
		},
	}
	f.add(cmd)
	l.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the records as JSON instead, one a line")
	return cmd
}

func runShow(cmd *cobra.Command, paths []string, f *pageFlags, l *look, asJSON bool) error {
	r := work.Reading{Reader: read.New(languages()...), Given: f.given, Lines: asJSON}
	inputs := capture.Walk(cmd.Context(), paths, capture.Options{JSONLines: f.lines, MaxBytes: maxRecord, Stdin: cmd.InOrStdin()})
	c := l.card()
	read := func(in capture.Capture, err error) work.Outcome { return pageOrRecord(&r, in, err, int(f.maxBytes)) }
	bad := false
	err := work.InOrder(cmd.Context(), inputs, f.jobs, read, func(o work.Outcome, last bool) error {
		if o.Err != nil {
			bad = true
			complain(cmd.ErrOrStderr(), o.Name, o.Err)
		}
		switch {
		case asJSON:
			return write(cmd, o.JSON, last)
		case o.Err != nil:
			return nil
		}
		return write(cmd, []byte(c.record(o.Name, o.Record)), last)
	})
	switch {
	case err != nil:
		return failure{err}
	case bad:
		return errReported
	}
	return nil
}

// pageOrRecord reads a page, or a record if the capture is one.
func pageOrRecord(r *work.Reading, c capture.Capture, err error, max int) work.Outcome {
	var probe struct{ Isnad *int }
	if err != nil || c.Format != capture.Line || json.Unmarshal(c.Bytes, &probe) != nil || probe.Isnad == nil {
		if err == nil && len(c.Bytes) > max {
			err = fmt.Errorf("larger than %d bytes: %w", max, isnad.ErrTooLarge)
		}
		return r.Page(c, err)
	}
	o := work.Outcome{Name: c.Name, JSON: append(c.Bytes, '\n')}
	if o.Err = isnad.CheckJSON(c.Bytes); o.Err != nil {
		return o
	}
	o.Record = new(isnad.Record)
	if o.Err = json.Unmarshal(c.Bytes, o.Record); o.Err == nil && o.Record.Error != "" {
		o.Err = errors.New(o.Record.Error)
	}
	return o
}
