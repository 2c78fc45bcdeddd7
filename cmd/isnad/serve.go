package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/web"
	"github.com/isnad-project/isnad/work"
	"github.com/spf13/cobra"
)

func serveCommand() *cobra.Command {
	var db, captures string
	var e entrance
	cmd := &cobra.Command{
		Use:   "serve [flags]",
		Short: "Show what is kept, in a browser",
		Long: `Serve opens a reading room on this machine: a web page, in Arabic and English, with all
that the database knows, and the same as JSON for programs under /api. Stop it with Ctrl-C.

Without --listen only this machine can look, and nobody is asked to log in. At any other
address, or behind a proxy, whoever comes has to be a user: isnad user add makes one.`,
		Example: "  isnad serve\n  isnad serve --db case.db --listen 127.0.0.1:9000\n  isnad serve --public-url https://isnad.example",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := runServe(cmd, db, captures, &e); err != nil {
				return failure{err}
			}
			return nil
		},
	}
	dbFlag(cmd, &db)
	capturesFlag(cmd, &captures)
	e.flags(cmd)
	return cmd
}

func runServe(cmd *cobra.Command, where, place string, e *entrance) error {
	ctx, stop := untilStopped(cmd.Context())
	defer stop()
	if err := store.Exists(where); err != nil {
		return err
	}
	who, err := e.settled()
	if err != nil {
		return err
	}
	db, err := openWith(ctx, where, place)
	if err != nil {
		return err
	}
	defer db.Close()
	q, err := work.OpenQueue(ctx, db)
	if err != nil {
		return err
	}
	defer q.Close()
	if err := somebody(ctx, db, who); err != nil {
		return err
	}
	s := &web.Server{DB: db, Languages: languages(), Version: programVersion(), Queue: q, Entrance: who}
	h, err := s.Handler()
	defer s.Close()
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", e.listen)
	if errors.Is(err, syscall.EADDRINUSE) && !cmd.Flags().Changed("listen") {
		l, err = net.Listen("tcp", "127.0.0.1:0") // any other will do
	}
	if err != nil {
		return err
	}
	if !loopback(e.listen) && who.Public == nil {
		complain(cmd.ErrOrStderr(), "", errors.New("passwords come in the clear; put a proxy with TLS in front, and say --public-url"))
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "Isnad shows %s at http://%s (Ctrl-C ends it)\n", store.Hidden(where), l.Addr())
	return serveUntil(ctx, l, h)
}

// serveUntil serves until the context ends, and lets those who wait for an answer have it.
func serveUntil(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
	done := make(chan error, 1)
	go func() {
		<-ctx.Done()
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		done <- server.Shutdown(last)
	}()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	err := <-done
	if errors.Is(err, context.DeadlineExceeded) {
		return server.Close()
	}
	return err
}
