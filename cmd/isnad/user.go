package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/isnad-project/isnad/store"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

func userCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "user COMMAND",
		Short: "Say who may come in where users are demanded",
		Long: `Users are those whom serve lets in where it listens to other machines. Readers look;
reviewers also add pages, and confirm or correct findings; admins also see to users and
jobs, and delete. Changing the role or the password of users, or disabling them, logs
them out.`,
		Example: `  isnad user add salma --role admin
  isnad user add robot --role reader --no-password
  isnad user token robot`,
	}
	cmd.AddCommand(userAdd(), userList(), userRole(), userPassword(), userDisable(), userEnable(), userToken())
	return cmd
}

// userDo is a command that does something with the users of a database.
func userDo(use, short string, args cobra.PositionalArgs, do func(ctx context.Context, cmd *cobra.Command, db *store.Store, args []string) error) *cobra.Command {
	var where string
	cmd := &cobra.Command{Use: use, Short: short, Args: args, RunE: func(cmd *cobra.Command, args []string) error {
		db, err := store.Open(cmd.Context(), where)
		if err != nil {
			return failure{err}
		}
		defer db.Close()
		if err := do(cmd.Context(), cmd, db, args); err != nil {
			if errors.As(err, new(*store.BadUser)) {
				return err // of the command line
			}
			return failure{err}
		}
		return nil
	}}
	dbFlag(cmd, &where)
	return cmd
}

func userAdd() *cobra.Command {
	var role, file string
	var none bool
	cmd := userDo("add NAME [flags]", "Add a user", cobra.ExactArgs(1), func(ctx context.Context, cmd *cobra.Command, db *store.Store, args []string) error {
		u := store.User{Name: args[0], Role: role}
		password := ""
		if !none {
			var err error
			if password, err = newPassword(cmd, file); err != nil {
				return err
			}
		}
		u, err := db.AddUser(ctx, u, password, time.Now())
		if err == nil {
			fmt.Fprintf(cmd.OutOrStdout(), "added %s, %s\n", u.Name, u.Role)
		}
		return err
	})
	cmd.Flags().StringVar(&role, "role", "", "reader, reviewer or admin")
	passwordFlag(cmd, &file)
	cmd.Flags().BoolVar(&none, "no-password", false, "only a token or OpenID Connect lets them in")
	cmd.MarkFlagsMutuallyExclusive("password-file", "no-password")
	if err := cmd.MarkFlagRequired("role"); err != nil {
		panic(err) // there is no such flag
	}
	return cmd
}

func passwordFlag(cmd *cobra.Command, file *string) {
	cmd.Flags().StringVar(file, "password-file", "", "`file` with the password; - is standard input; without it you are asked")
}

// newPassword asks for a password, or reads it from a file.
func newPassword(cmd *cobra.Command, file string) (string, error) {
	var b []byte
	var err error
	switch file {
	case "":
		return askPassword(cmd)
	case "-":
		b, err = io.ReadAll(io.LimitReader(cmd.InOrStdin(), 1<<16))
	default:
		b, err = os.ReadFile(file)
	}
	password := strings.TrimRight(string(b), "\r\n")
	if err == nil && password == "" {
		err = errors.New("there is no password in " + file)
	}
	return password, err
}

func askPassword(cmd *cobra.Command) (string, error) {
	in, ok := cmd.InOrStdin().(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return "", errors.New("there is no terminal to ask at; --password-file says where the password is")
	}
	ask := func(what string) (string, error) {
		fmt.Fprint(cmd.ErrOrStderr(), what)
		b, err := term.ReadPassword(int(in.Fd()))
		fmt.Fprintln(cmd.ErrOrStderr())
		return string(b), err
	}
	first, err := ask("Password: ")
	if err != nil {
		return "", err
	}
	again, err := ask("Once more: ")
	if err == nil && first != again {
		err = errors.New("the two are not the same")
	}
	if err == nil && first == "" {
		err = errors.New("no password was given")
	}
	return first, err
}

func userList() *cobra.Command {
	return userDo("list [flags]", "List the users", cobra.NoArgs, func(ctx context.Context, cmd *cobra.Command, db *store.Store, _ []string) error {
		users, err := db.Users(ctx)
		if err != nil || len(users) == 0 {
			return err
		}
		rows := [][]string{}
		for _, u := range users {
			var how []string
			if u.HasPassword {
				how = append(how, "password")
			}
			if u.Issuer != "" {
				how = append(how, u.Issuer)
			}
			if u.Tokens > 0 {
				how = append(how, count(u.Tokens, "token"))
			}
			state := ""
			if u.DisabledAt != "" {
				state = "disabled " + u.DisabledAt
			}
			rows = append(rows, []string{u.Name, u.Role, clean(strings.Join(how, ", ")), state})
		}
		for _, line := range align(rows) {
			fmt.Fprintln(cmd.OutOrStdout(), line)
		}
		return nil
	})
}

func userRole() *cobra.Command {
	return userDo("role NAME ROLE", "Give a user another role", cobra.ExactArgs(2), func(ctx context.Context, _ *cobra.Command, db *store.Store, args []string) error {
		return db.SetRole(ctx, args[0], args[1])
	})
}

func userPassword() *cobra.Command {
	var file string
	cmd := userDo("password NAME [flags]", "Give a user another password", cobra.ExactArgs(1), func(ctx context.Context, cmd *cobra.Command, db *store.Store, args []string) error {
		if _, err := db.UserNamed(ctx, args[0]); err != nil {
			return err
		}
		password, err := newPassword(cmd, file)
		if err != nil {
			return err
		}
		return db.SetPassword(ctx, args[0], password)
	})
	passwordFlag(cmd, &file)
	return cmd
}

func userDisable() *cobra.Command {
	return userDo("disable NAME", "Let a user in no more", cobra.ExactArgs(1), func(ctx context.Context, _ *cobra.Command, db *store.Store, args []string) error {
		return db.DisableUser(ctx, args[0], time.Now())
	})
}

func userEnable() *cobra.Command {
	return userDo("enable NAME", "Let a user in again", cobra.ExactArgs(1), func(ctx context.Context, _ *cobra.Command, db *store.Store, args []string) error {
		return db.EnableUser(ctx, args[0])
	})
}

func userToken() *cobra.Command {
	var revoke bool
	cmd := userDo("token NAME [flags]", "Make a token that lets programs in as a user", cobra.ExactArgs(1), func(ctx context.Context, cmd *cobra.Command, db *store.Store, args []string) error {
		if revoke {
			n, err := db.RevokeTokens(ctx, args[0])
			if err == nil {
				fmt.Fprintf(cmd.OutOrStdout(), "revoked %s\n", count(n, "token"))
			}
			return err
		}
		token, err := db.NewToken(ctx, args[0], time.Now())
		if err == nil {
			fmt.Fprintln(cmd.OutOrStdout(), token)
		}
		return err
	})
	cmd.Long = `Token makes a secret that programs send as "Authorization: Bearer SECRET". It lets them in as
the user, with the role that the user has then, until it is revoked or the user is
disabled. It is shown this once: only a digest is kept.`
	cmd.Flags().BoolVar(&revoke, "revoke", false, "make all tokens of the user worthless")
	return cmd
}
