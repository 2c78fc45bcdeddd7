package main

import (
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"strings"

	"github.com/isnad-project/isnad/capture"
	"github.com/spf13/cobra"
	"golang.org/x/text/language"
)

// pageFlags are the flags of the commands that read pages.
type pageFlags struct {
	lines    bool
	given    capture.Given
	maxBytes size
	jobs     int
}

func (f *pageFlags) add(cmd *cobra.Command) {
	f.maxBytes = capture.DefaultMaxBytes
	fs := cmd.Flags()
	fs.BoolVar(&f.lines, "jsonl", false, "inputs are JSON Lines: {\"id\", \"text\" or \"html\", \"url\", \"outlet\", \"published\", \"language\"}")
	fs.StringVar(&f.given.Outlet, "outlet", "", "name of the pages' publisher, where they are not given one of their own")
	fs.StringVar(&f.given.URL, "url", "", "address that the page came from")
	fs.StringVar(&f.given.Published, "published", "", "day or time of publication, as 2015-09-30 or 2015-09-30T08:00:00+03:00")
	fs.StringVar(&f.given.Language, "language", "", "language of the pages, as ar or en; without it each page is looked at")
	fs.Var(&f.maxBytes, "max-bytes", "pages above this size are not read (K, M and G are understood)")
	jobsFlag(cmd, &f.jobs)
	settableFlag(cmd, "language")
	settableFlag(cmd, "max-bytes")
}

func jobsFlag(cmd *cobra.Command, jobs *int) {
	cmd.Flags().IntVarP(jobs, "jobs", "j", runtime.GOMAXPROCS(0), "pages read at once")
	settableFlag(cmd, "jobs")
}

// check finds what is wrong with the flags, and brings the date to its form.
func (f *pageFlags) check() error {
	if f.given.Published != "" {
		day, ok := capture.Published(f.given.Published)
		if !ok {
			return fmt.Errorf("--published %q is no date; give 2015-09-30 or 2015-09-30T08:00:00+03:00", f.given.Published)
		}
		f.given.Published = day
	}
	if f.given.Language != "" {
		if _, err := language.Parse(f.given.Language); err != nil {
			return fmt.Errorf("--language %q is no language tag; give ar or en", f.given.Language)
		}
	}
	if f.jobs < 1 {
		return fmt.Errorf("--jobs %d: at least 1 is needed", f.jobs)
	}
	return nil
}

// size is a number of bytes.
type size int

func (s *size) Type() string   { return "size" }
func (s *size) String() string { return strconv.Itoa(int(*s)) }

func (s *size) Set(value string) error {
	digits := strings.TrimRight(strings.ToUpper(value), "IB")
	shift := 0
	for i, unit := range []string{"K", "M", "G"} {
		if d, ok := strings.CutSuffix(digits, unit); ok {
			digits, shift = d, 10*(i+1)
			break
		}
	}
	n, err := strconv.ParseInt(digits, 10, 32)
	if err != nil || n < 1 {
		return errors.New("give a number of bytes, as 500000 or 16M")
	}
	*s = size(n << shift)
	return nil
}
