// Command isnad reads news pages into records of who said what, through whom,
// which figures, and what happened when; compares them; shows them to people;
// and checks them.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/spf13/cobra"
)

// languages are those that pages are read in; the first one reads pages whose
// language is unknown.
func languages() []*lang.Lang { return []*lang.Lang{ar.Lang(), en.Lang()} }

// The exit codes.
const (
	exitOK     = 0
	exitFailed = 1 // some page could not be read, some record does not hold
	exitUsage  = 2
)

// errReported ends the program with exitFailed where everything was said.
var errReported = errors.New("reported")

// failure is an error of the work and not of the command line.
type failure struct{ error }

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// run is the program.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	out := bufio.NewWriterSize(stdout, 1<<16)
	root := rootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(out)
	root.SetErr(stderr)
	ran, err := root.ExecuteC()
	if flushed := out.Flush(); flushed != nil && (err == nil || err == errReported) {
		err = failure{fmt.Errorf("standard output: %w", flushed)}
	}
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errReported):
		return exitFailed
	case errors.As(err, new(failure)):
		complain(root.ErrOrStderr(), "", err)
		return exitFailed
	}
	if path := lonePath(args); path != "" && !ran.HasParent() {
		fmt.Fprintf(stderr, `isnad: %[1]q is no command. For a page or a folder, type
  isnad show %[1]s               what it says, for people
  isnad read %[1]s               the same as records, for programs
  isnad compare --pretty %[1]s   several pages beside each other
`, clean(path))
		return exitUsage
	}
	complain(stderr, "", err)
	fmt.Fprintf(stderr, "Run '%s --help' for how it is used.\n", ran.CommandPath())
	return exitUsage
}

// lonePath is the first argument, if it names a page or a folder where a command
// should be.
func lonePath(args []string) string {
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
		return ""
	}
	if _, err := os.Stat(args[0]); err != nil && !strings.ContainsAny(args[0], "./") {
		return ""
	}
	return args[0]
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "isnad",
		Short: "Read news pages into checkable records",
		Long: `Isnad reads news pages, Arabic first, and writes down what they say: who said
what and through whom, which figures, what happened when. Every claim carries
the place in the page's text that it rests on.`,
		Example: `  isnad show page.html                   a page for people
  isnad read pages/ > records.jsonl      pages for programs
  isnad compare pages/                   what do they share, how do they differ?
  isnad check records.jsonl              do the records hold?`,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetHelpTemplate(root.HelpTemplate() + `{{if not .HasParent}}
Exit codes: 0 all is well; 1 some page could not be read, or some record does not
hold; 2 the command line or the configuration is wrong.
{{end}}`)
	root.AddCommand(readCommand(), showCommand(), compareCommand(), addCommand(), pagesCommand(), versionsCommand(), rebuildCommand(), capturesCommand(), workCommand(), jobsCommand(),
		searchCommand(), statementsList.command(), figuresList.command(), timelineList.command(), storiesList.command(), peopleList.command(), outletsList.command(),
		checkCommand(), verifyCommand(), checkpointCommand(), exportCommand(), deleteCommand(), reviewCommand(), reviewsCommand(),
		serveCommand(), userCommand(), mcpCommand(), backupCommand(), restoreCommand(), doctorCommand(), configCommand(), versionCommand())
	rootFlags(root)
	settled(root)
	return root
}
