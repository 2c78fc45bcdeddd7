package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strings"

	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/web"
	"github.com/spf13/cobra"
)

// defaultListen is where serve listens if it is not told: this machine only.
const defaultListen = "127.0.0.1:8470"

// entrance is what is said of who may come in.
type entrance struct {
	listen, public                        string
	users                                 bool
	issuer, client, secretFile, claim, as string
}

func (e *entrance) flags(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.StringVar(&e.listen, "listen", defaultListen, "`address` and port to listen at; any but this machine's own demands users")
	fs.BoolVar(&e.users, "users", false, "demand users on this machine as well")
	fs.StringVar(&e.public, "public-url", "", "what browsers know the server as, if a proxy stands in front of it, as https://isnad.example")
	fs.StringVar(&e.issuer, "oidc-issuer", "", "`URL` of a provider of OpenID Connect that vouches for users")
	fs.StringVar(&e.client, "oidc-client", "", "`name` that the provider knows this server by")
	fs.StringVar(&e.secretFile, "oidc-secret-file", "", "`file` of the secret that goes with it; the variable ISNAD_OIDC_SECRET may have the secret itself")
	fs.StringVar(&e.claim, "oidc-role-claim", "", "`claim` in which the provider names roles")
	fs.StringVar(&e.as, "oidc-role", "reader", "without such a claim: `role` of those who come in for the first time")
	for _, name := range []string{"listen", "users", "public-url", "oidc-issuer", "oidc-client", "oidc-secret-file", "oidc-role-claim", "oidc-role"} {
		settableFlag(cmd, name)
	}
}

// settled is who may come in, if what is said of it fits together.
func (e *entrance) settled() (web.Entrance, error) {
	host, _, err := net.SplitHostPort(e.listen)
	if err != nil {
		return web.Entrance{}, fmt.Errorf("--listen %s: give an address with a port, as %s", e.listen, defaultListen)
	}
	out := web.Entrance{Users: e.users || e.public != "" || e.issuer != "" || !loopback(e.listen), Hosts: []string{strings.ToLower(host)}}
	if e.public != "" {
		if out.Public, err = publicURL(e.public); err != nil {
			return out, fmt.Errorf("--public-url %s: %w", e.public, err)
		}
	}
	if e.issuer == "" {
		return out, nil
	}
	if out.Public == nil {
		return out, errors.New("--oidc-issuer: the provider has to send people back; say --public-url")
	}
	out.OpenID = &web.OpenID{Issuer: e.issuer, Client: e.client, Secret: os.Getenv(environmentMark + "OIDC_SECRET"), RoleClaim: e.claim, Role: e.as}
	if e.secretFile != "" {
		b, err := os.ReadFile(e.secretFile)
		if err != nil {
			return out, fmt.Errorf("--oidc-secret-file: %w", err)
		}
		out.OpenID.Secret = strings.TrimSpace(string(b))
	}
	if err := out.OpenID.Check(); err != nil {
		return out, fmt.Errorf("--oidc-issuer: %w", err)
	}
	return out, nil
}

// loopback tells whether only this machine reaches an address.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && ip.Unmap().IsLoopback()
}

// publicURL is an address that browsers know a server by.
func publicURL(value string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSuffix(value, "/"))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return nil, errors.New("give a scheme and a host, as https://isnad.example")
	}
	return u, nil
}

// somebody makes sure that there is who could come in.
func somebody(ctx context.Context, db *store.Store, who web.Entrance) error {
	if !who.Users || who.OpenID != nil {
		return nil
	}
	users, err := db.Users(ctx)
	if err != nil {
		return err
	}
	for _, u := range users {
		if u.DisabledAt == "" && (u.HasPassword || u.Tokens > 0) {
			return nil
		}
	}
	return errors.New("whoever comes has to be a user here, and there is none; make one: isnad user add NAME --role admin")
}
