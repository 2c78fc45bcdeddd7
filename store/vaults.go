package store

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// vault is a place outside the database where captures can lie. What put has
// put is there after a cut of power; get gives fs.ErrNotExist for what is not
// there, and remove does not mind it.
type vault interface {
	put(ctx context.Context, name string, b []byte) error
	get(ctx context.Context, name string) ([]byte, error)
	remove(ctx context.Context, name string) error
}

const (
	inside     = "database" // the address of the database itself
	bucketMark = "s3://"
)

// vaultAddress is the form in which the database remembers a place.
func vaultAddress(place string) (string, error) {
	if place == inside {
		return place, nil
	}
	rest, ok := strings.CutPrefix(place, bucketMark)
	if !ok {
		if strings.Contains(place, "://") {
			return "", fmt.Errorf("captures cannot be kept in %s; give a folder, s3://bucket/prefix, or %s", place, inside)
		}
		return filepath.Abs(place)
	}
	bucket, prefix, _ := strings.Cut(rest, "/")
	if bucket == "" {
		return "", fmt.Errorf("%s names no bucket; give s3://bucket/prefix", place)
	}
	return strings.TrimSuffix(bucketMark+bucket+"/"+strings.Trim(prefix, "/"), "/"), nil
}

func newVault(address string) (vault, error) {
	if rest, ok := strings.CutPrefix(address, bucketMark); ok {
		return newBucket(rest)
	}
	return folder(address), nil
}

// folder is a vault whose captures are files.
type folder string

func (f folder) path(name string) string { return filepath.Join(string(f), filepath.FromSlash(name)) }

// put writes a file under another name first, so that one with its own is whole.
// A file that is there already is left as it is, if it is whole.
func (f folder) put(ctx context.Context, name string, b []byte) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	path := f.path(name)
	if have, err := os.ReadFile(path); err == nil && bytes.Equal(have, b) {
		return nil
	}
	dir := filepath.Dir(path)
	_, missing := os.Stat(dir)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := durably(dir, path, b); err != nil {
		return err
	}
	if missing == nil {
		return syncDir(dir)
	}
	// Folders that were made now are in those above them.
	for up := dir; ; up = filepath.Dir(up) {
		if err := syncDir(up); err != nil || up == filepath.Dir(string(f)) || up == filepath.Dir(up) {
			return err
		}
	}
}

func durably(dir, path string, b []byte) error {
	t, err := os.CreateTemp(dir, "new-*")
	if err != nil {
		return err
	}
	_, err = t.Write(b)
	if err == nil {
		err = t.Chmod(0o644)
	}
	if err == nil {
		err = t.Sync()
	}
	if err = errors.Join(err, t.Close()); err == nil {
		err = os.Rename(t.Name(), path)
	}
	if err != nil {
		os.Remove(t.Name())
	}
	return err
}

func (f folder) get(ctx context.Context, name string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	file, err := os.Open(f.path(name))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return atMost(file)
}

func (f folder) remove(ctx context.Context, name string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := os.Remove(f.path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// atMost reads what no capture is longer than.
func atMost(r io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, mostPacked+1))
	if err == nil && len(b) > mostPacked {
		err = errors.New("it is too large for a capture")
	}
	return b, err
}

const mostPacked = 1 << 30

// bucket is a vault in a service that speaks the language of Amazon's S3. It
// asks again, after longer and longer pauses, before it gives up.
type bucket struct {
	client       *minio.Client
	name, prefix string
}

// tries are how often a service is asked that does not answer.
const tries = 6

func newBucket(rest string) (*bucket, error) {
	name, prefix, _ := strings.Cut(rest, "/")
	at := cmp.Or(os.Getenv("ISNAD_S3_ENDPOINT"), "https://s3.amazonaws.com")
	u, err := url.Parse(at)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return nil, fmt.Errorf("ISNAD_S3_ENDPOINT %q is no address; give https://host:port", at)
	}
	if os.Getenv("AWS_ACCESS_KEY_ID") == "" || os.Getenv("AWS_SECRET_ACCESS_KEY") == "" {
		return nil, errors.New("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY have to be set")
	}
	client, err := minio.New(u.Host, &minio.Options{
		Creds: credentials.NewEnvAWS(), Secure: u.Scheme == "https", MaxRetries: tries,
		Region: cmp.Or(os.Getenv("AWS_REGION"), os.Getenv("AWS_DEFAULT_REGION")),
	})
	return &bucket{client, name, prefix}, err
}

func (b *bucket) key(name string) string { return strings.TrimPrefix(b.prefix+"/"+name, "/") }

func (b *bucket) put(ctx context.Context, name string, packed []byte) error {
	_, err := b.client.PutObject(ctx, b.name, b.key(name), bytes.NewReader(packed), int64(len(packed)), minio.PutObjectOptions{ContentType: "application/octet-stream", DisableMultipart: true})
	return b.explain(ctx, err)
}

func (b *bucket) get(ctx context.Context, name string) ([]byte, error) {
	o, err := b.client.GetObject(ctx, b.name, b.key(name), minio.GetObjectOptions{})
	if err != nil {
		return nil, b.explain(ctx, err)
	}
	defer o.Close()
	out, err := atMost(o)
	return out, b.explain(ctx, err)
}

func (b *bucket) remove(ctx context.Context, name string) error {
	err := b.explain(ctx, b.client.RemoveObject(ctx, b.name, b.key(name), minio.RemoveObjectOptions{}))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// explain says what is wrong in words.
func (b *bucket) explain(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	switch answer := minio.ToErrorResponse(err); answer.Code {
	case "NoSuchKey":
		return fs.ErrNotExist
	case "NoSuchBucket":
		return fmt.Errorf("there is no bucket %s at %s", b.name, b.client.EndpointURL().Host)
	case "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch":
		return fmt.Errorf("%s does not let us in (%s); are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY right?", b.client.EndpointURL().Host, answer.Code)
	}
	var refused *url.Error
	if errors.As(err, &refused) {
		return fmt.Errorf("%s cannot be reached (%v); what was kept before is safe, try again later", b.client.EndpointURL().Host, refused.Err)
	}
	return errors.New(err.Error()) // of the bucket, and not of the database
}
