package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// User is somebody who may come in where users are demanded.
type User struct {
	ID              int64
	Name            string
	Role            string
	Issuer, Subject string // of OpenID Connect, if that vouches for them
	HasPassword     bool
	Era             int64 // what was let in under another one is out
	CreatedAt       string
	DisabledAt      string // empty if they are not disabled
	Tokens          int
}

// Roles are those that users can have; each may do what those before it may.
var Roles = []string{"reader", "reviewer", "admin"}

// BadUser is the error for what a user cannot have or be.
type BadUser struct{ Field, Want string }

func (e *BadUser) Error() string { return e.Field + ": " + e.Want }

// UserName is a name as users are known by, however it was typed.
func UserName(typed string) (string, error) {
	name := strings.ToLower(norm.NFKC.String(strings.TrimSpace(typed)))
	first, _ := utf8.DecodeRuneInString(name)
	if !unicode.IsLetter(first) && !unicode.IsDigit(first) || utf8.RuneCountInString(name) > 64 || strings.ContainsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune("._@-", r)
	}) {
		return "", &BadUser{"name", "give a letter or digit, and at most 63 letters, digits, dots, hyphens, underscores or @ behind it"}
	}
	return name, nil
}

func checkRole(role string) error {
	if !slices.Contains(Roles, role) {
		return &BadUser{"role", "give one of " + strings.Join(Roles, ", ")}
	}
	return nil
}

// AddUser makes a user of a name and a role. Without a password only OpenID
// Connect, as the issuer and the subject say, or a token lets them in.
func (s *Store) AddUser(ctx context.Context, u User, password string, now time.Time) (User, error) {
	name, err := UserName(u.Name)
	if err = cmp.Or(err, checkRole(u.Role)); err != nil {
		return User{}, err
	}
	hash := ""
	if password != "" {
		if hash, err = hashed(ctx, password); err != nil {
			return User{}, err
		}
	}
	n, err := s.change(ctx, `INSERT INTO users (name, role, password, issuer, subject, era, created_at, disabled_at) VALUES (?, ?, ?, ?, ?, 1, ?, '') ON CONFLICT DO NOTHING`,
		name, u.Role, hash, text(u.Issuer), text(u.Subject), now.UTC().Format(time.RFC3339))
	if err == nil && n == 0 {
		return User{}, &BadUser{"taken", fmt.Sprintf("there is a user %s already", name)}
	}
	if err != nil {
		return User{}, err
	}
	return s.UserNamed(ctx, name)
}

// change does one command, and tells how many rows it changed.
func (s *Store) change(ctx context.Context, command string, args ...any) (int64, error) {
	result, err := s.db.ExecContext(ctx, s.rebind(command), args...)
	if err != nil {
		return 0, s.failed("write to", err)
	}
	n, err := result.RowsAffected()
	return n, s.failed("write to", err)
}

// changeUser changes a user, and ends what was let in before.
func (s *Store) changeUser(ctx context.Context, typed, what string, args ...any) error {
	name, err := UserName(typed)
	if err != nil {
		return fmt.Errorf("user %s: %w", typed, ErrNotKept)
	}
	n, err := s.change(ctx, `UPDATE users SET era = era + 1, `+what+` WHERE name = ?`, append(args, name)...)
	if err == nil && n == 0 {
		return fmt.Errorf("user %s: %w", name, ErrNotKept)
	}
	return err
}

// SetRole gives a user another role, and ends their sessions.
func (s *Store) SetRole(ctx context.Context, name, role string) error {
	if err := checkRole(role); err != nil {
		return err
	}
	return s.changeUser(ctx, name, `role = ?`, role)
}

// SetPassword gives a user another password, and ends their sessions. Their tokens
// stay.
func (s *Store) SetPassword(ctx context.Context, name, password string) error {
	hash, err := hashed(ctx, password)
	if err != nil {
		return err
	}
	return s.changeUser(ctx, name, `password = ?`, hash)
}

// DisableUser lets a user in no more, in no way, and ends their sessions.
func (s *Store) DisableUser(ctx context.Context, name string, now time.Time) error {
	return s.changeUser(ctx, name, `disabled_at = ?`, now.UTC().Format(time.RFC3339))
}

// EnableUser lets a user in again.
func (s *Store) EnableUser(ctx context.Context, name string) error {
	return s.changeUser(ctx, name, `disabled_at = ''`)
}

const userColumns = `SELECT u.id, u.name, u.role, u.issuer, u.subject, u.password, u.era, u.created_at, u.disabled_at, (SELECT count(*) FROM tokens t WHERE t.owner = u.id) FROM users u `

func (s *Store) usersWhere(ctx context.Context, which string, args ...any) (out []User, hashes []string, err error) {
	rows, err := s.again(ctx, userColumns+which, args...)
	if err != nil {
		return nil, nil, s.failed("read", err)
	}
	defer rows.Close()
	for rows.Next() {
		var u User
		var hash string
		if err := rows.Scan(&u.ID, &u.Name, &u.Role, &u.Issuer, &u.Subject, &hash, &u.Era, &u.CreatedAt, &u.DisabledAt, &u.Tokens); err != nil {
			return nil, nil, s.failed("read", err)
		}
		u.HasPassword = hash != ""
		out, hashes = append(out, u), append(hashes, hash)
	}
	return out, hashes, s.failed("read", rows.Err())
}

func (s *Store) userWhere(ctx context.Context, which string, args ...any) (User, error) {
	users, _, err := s.usersWhere(ctx, which, args...)
	if err == nil && len(users) == 0 {
		err = fmt.Errorf("user: %w", ErrNotKept)
	}
	if err != nil {
		return User{}, err
	}
	return users[0], nil
}

// Users are all users, by their names.
func (s *Store) Users(ctx context.Context) ([]User, error) {
	out, _, err := s.usersWhere(ctx, `ORDER BY u.name`)
	return out, err
}

// User is the user of a number.
func (s *Store) User(ctx context.Context, id int64) (User, error) {
	return s.userWhere(ctx, `WHERE u.id = ?`, id)
}

// UserNamed is the user of a name.
func (s *Store) UserNamed(ctx context.Context, typed string) (User, error) {
	name, err := UserName(typed)
	if err != nil {
		return User{}, fmt.Errorf("user %s: %w", typed, ErrNotKept)
	}
	u, err := s.userWhere(ctx, `WHERE u.name = ?`, name)
	if errors.Is(err, ErrNotKept) {
		err = fmt.Errorf("user %s: %w", name, ErrNotKept)
	}
	return u, err
}

// UserOf is the user whom OpenID Connect vouches for.
func (s *Store) UserOf(ctx context.Context, issuer, subject string) (User, error) {
	return s.userWhere(ctx, `WHERE u.issuer = ? AND u.subject = ? AND u.issuer <> ''`, text(issuer), text(subject))
}

// ErrNotLetIn is the error for who does not come in. It says no more, so that
// nobody learns which names there are.
var ErrNotLetIn = errors.New("name or password is wrong")

// Login is the user of a name and a password. Whoever is not let in waits as long,
// whatever the reason.
func (s *Store) Login(ctx context.Context, typed, password string) (User, error) {
	name, bad := UserName(typed)
	users, hashes, err := s.usersWhere(ctx, `WHERE u.name = ?`, name)
	if err != nil {
		return User{}, err
	}
	hash := nobodys()
	if bad == nil && len(users) == 1 && hashes[0] != "" {
		hash = hashes[0]
	}
	right, err := verifies(ctx, hash, password)
	if err != nil {
		return User{}, s.failed("read", err)
	}
	if !right || len(users) == 0 || users[0].DisabledAt != "" || hash != hashes[0] {
		return User{}, ErrNotLetIn
	}
	return users[0], nil
}
