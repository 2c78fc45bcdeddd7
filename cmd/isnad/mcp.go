package main

import (
	"errors"
	"io"
	"os"

	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/web"
	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/spf13/cobra"
)

func mcpCommand() *cobra.Command {
	var db string
	cmd := &cobra.Command{
		Use:   "mcp [flags]",
		Short: "Let an assistant look things up, by the Model Context Protocol",
		Long: `Mcp speaks the Model Context Protocol on standard input and output, so that an assistant
can look up pages, statements, figures and stories with their exact words and addresses. It
only reads. The assistant's program starts it.`,
		Example: `  {"mcpServers": {"isnad": {"command": "isnad", "args": ["mcp", "--db", "/path/to/isnad.db"]}}}`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := runMCP(cmd, db); err != nil {
				return failure{err}
			}
			return nil
		},
	}
	dbFlag(cmd, &db)
	return cmd
}

func runMCP(cmd *cobra.Command, where string) error {
	ctx, stop := untilStopped(cmd.Context())
	defer stop()
	if err := store.Exists(where); err != nil {
		return err
	}
	db, err := store.Open(ctx, where)
	if err != nil {
		return err
	}
	defer db.Close()
	s := &web.Server{DB: db, Languages: languages(), Version: programVersion()}
	if _, err := s.Handler(); err != nil {
		return err
	}
	defer s.Close()
	err = s.Assistant().Run(ctx, &mcp.IOTransport{Reader: io.NopCloser(cmd.InOrStdin()), Writer: unclosed{os.Stdout}})
	if ctx.Err() != nil || errors.Is(err, io.EOF) {
		return nil // it was stopped, or whoever asked has gone
	}
	return err
}

// unclosed is a writer that others may not close. It is not the command's own, which holds
// back what is written.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }
