package store

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Passwords are kept as argon2id in the PHC form, $argon2id$v=19$m=…,t=…,p=…$salt$hash. 64 MiB in
// one pass is above what OWASP asks for (46 MiB in one pass): it is memory that keeps a graphics
// card from trying many at once, and one pass takes about a tenth of a second. A hash tells how it
// was made, so that other numbers may be chosen later.
const (
	hashMemory  = 64 << 10 // KiB
	hashPasses  = 1
	hashThreads = 4
	hashSize    = 32
	saltSize    = 16
)

// Passwords have at least so many characters, and not more bytes than anybody types.
const (
	leastPassword = 12
	mostPassword  = 1024
)

// hashing is how many passwords are hashed at once, so that many who knock do not take all
// memory.
var hashing = make(chan struct{}, 2)

// typed is a password in bytes, the same from every keyboard.
func typed(password string) []byte { return []byte(norm.NFKC.String(password)) }

// hashed makes the hash of a new password.
func hashed(ctx context.Context, password string) (string, error) {
	if !utf8.ValidString(password) || utf8.RuneCountInString(password) < leastPassword || len(password) > mostPassword {
		return "", &BadUser{"password", fmt.Sprintf("give at least %d characters, and at most %d bytes", leastPassword, mostPassword)}
	}
	salt := make([]byte, saltSize)
	rand.Read(salt)
	key, err := derive(ctx, password, salt, hashPasses, hashMemory, hashThreads, hashSize)
	if err != nil {
		return "", err
	}
	return phc(salt, key), nil
}

func phc(salt, key []byte) string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashPasses, hashThreads, b64(salt), b64(key))
}

func derive(ctx context.Context, password string, salt []byte, passes, memory uint32, threads uint8, size int) ([]byte, error) {
	select {
	case hashing <- struct{}{}:
		defer func() { <-hashing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey(typed(password), salt, passes, memory, threads, uint32(size)), nil
}

// nobodys is a hash that no password has, for names that nobody has.
var nobodys = sync.OnceValue(func() string {
	key := make([]byte, hashSize+saltSize)
	rand.Read(key)
	return phc(key[hashSize:], key[:hashSize])
})

var errHash = errors.New("a user's password is damaged")

// verifies tells whether a hash is that of a password.
func verifies(ctx context.Context, hash, password string) (bool, error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return false, errHash
	}
	var version int
	var memory, passes uint32
	var threads uint8
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &passes, &threads); err != nil || version != argon2.Version ||
		memory > 1<<20 || passes < 1 || passes > 16 || threads < 1 {
		return false, errHash // what takes all memory is no hash of ours
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, errHash
	}
	key, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(key) < saltSize || len(key) > 2*hashSize {
		return false, errHash
	}
	if len(password) > mostPassword {
		password = "" // nobody has it
	}
	got, err := derive(ctx, password, salt, passes, memory, threads, len(key))
	return err == nil && subtle.ConstantTimeCompare(got, key) == 1, err
}
