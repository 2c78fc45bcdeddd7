package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/read"
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
	r := reading{reader: read.New(languages()...), given: f.given, lines: asJSON}
	inputs := capture.Walk(cmd.Context(), paths, capture.Options{JSONLines: f.lines, MaxBytes: maxRecord, Stdin: cmd.InOrStdin()})
	c := l.card()
	work := func(in capture.Capture, err error) outcome { return r.pageOrRecord(in, err, int(f.maxBytes)) }
	bad := false
	err := inOrder(cmd.Context(), inputs, f.jobs, work, func(o outcome, last bool) error {
		if o.err != nil {
			bad = true
			complain(cmd.ErrOrStderr(), o.name, o.err)
		}
		switch {
		case asJSON:
			return write(cmd, o.json, last)
		case o.err != nil:
			return nil
		}
		return write(cmd, []byte(c.record(o.name, o.rec)), last)
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
func (r *reading) pageOrRecord(c capture.Capture, err error, max int) outcome {
	var probe struct{ Isnad *int }
	if err != nil || c.Format != capture.Line || json.Unmarshal(c.Bytes, &probe) != nil || probe.Isnad == nil {
		if err == nil && len(c.Bytes) > max {
			err = fmt.Errorf("larger than %d bytes: %w", max, isnad.ErrTooLarge)
		}
		return r.page(c, err)
	}
	o := outcome{name: c.Name, json: append(c.Bytes, '\n')}
	if o.err = isnad.CheckJSON(c.Bytes); o.err != nil {
		return o
	}
	o.rec = new(isnad.Record)
	if o.err = json.Unmarshal(c.Bytes, o.rec); o.err == nil && o.rec.Error != "" {
		o.err = errors.New(o.rec.Error)
	}
	r.signed(&o, cmp.Or(o.rec.GivenID, o.rec.ID))
	return o
}
