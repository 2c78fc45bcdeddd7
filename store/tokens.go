package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"
)

// tokenMark begins tokens, so that those who look for lost secrets know them.
const tokenMark = "isnad_"

// NewToken makes a token that lets programs in as a user, until it is revoked. Only its
// digest is kept: it is shown once.
func (s *Store) NewToken(ctx context.Context, name string, now time.Time) (string, error) {
	u, err := s.UserNamed(ctx, name)
	if err != nil {
		return "", err
	}
	secret := make([]byte, 32)
	rand.Read(secret)
	token := tokenMark + base64.RawURLEncoding.EncodeToString(secret)
	digest := sha256.Sum256([]byte(token))
	_, err = s.change(ctx, `INSERT INTO tokens (digest, owner, created_at) VALUES (?, ?, ?)`, digest[:], u.ID, now.UTC().Format(time.RFC3339))
	return token, err
}

// UserOfToken is the user whom a token lets in.
func (s *Store) UserOfToken(ctx context.Context, token string) (User, error) {
	if !strings.HasPrefix(token, tokenMark) {
		return User{}, ErrNotLetIn
	}
	digest := sha256.Sum256([]byte(token))
	users, _, err := s.usersWhere(ctx, `WHERE u.id = (SELECT t.owner FROM tokens t WHERE t.digest = ?) AND u.disabled_at = ''`, digest[:])
	if err == nil && len(users) == 0 {
		err = ErrNotLetIn
	}
	if err != nil {
		return User{}, err
	}
	return users[0], nil
}

// RevokeTokens makes all tokens of a user worthless, and tells how many there were.
func (s *Store) RevokeTokens(ctx context.Context, name string) (int, error) {
	u, err := s.UserNamed(ctx, name)
	if err != nil {
		return 0, err
	}
	n, err := s.change(ctx, `DELETE FROM tokens WHERE owner = ?`, u.ID)
	return int(n), err
}
