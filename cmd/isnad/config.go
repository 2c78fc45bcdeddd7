package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/isnad-project/isnad/store"
	"github.com/knadh/koanf/parsers/toml/v2"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/providers/rawbytes"
	"github.com/knadh/koanf/v2"
	gotoml "github.com/pelletier/go-toml/v2"
	"github.com/spf13/cobra"
	"golang.org/x/text/language"
)

// setting is a flag that the environment and a file can give as well: --max-bytes,
// ISNAD_MAX_BYTES, max-bytes. What comes first in this order counts.
type setting struct {
	name     string
	standard string
	what     string
	check    func(value string) error // nil if any will do
	show     func(value string) string
}

// settings are all of them; docs/configuration.md has the same.
var settings = []setting{
	{name: "db", standard: defaultDB, what: "database: a file, or `postgres://user:password@host:port/name`", show: store.Hidden},
	{name: "captures", what: "where new captures are kept: a folder, `s3://bucket/prefix`, or `database`; without it where they were kept before"},
	{name: "jobs", standard: "one for each processor", what: "pages read at once", check: func(value string) error {
		if n, err := strconv.Atoi(value); err != nil || n < 1 {
			return errors.New("give a number, at least 1")
		}
		return nil
	}},
	{name: "max-bytes", standard: "16M", what: "pages above this size are not read; K, M and G are understood", check: func(value string) error { return new(size).Set(value) }},
	{name: "language", what: "language of pages, as ar or en; without it each page is looked at", check: func(value string) error {
		if _, err := language.Parse(value); err != nil {
			return errors.New("give a language tag, as ar or en")
		}
		return nil
	}},
	{name: "key", standard: defaultKey, what: "file of the secret key that signs checkpoints and bundles"},
	{name: "color", standard: "auto", what: "auto, always or never", check: oneOf("auto", "always", "never")},
	{name: "log-level", standard: "off", what: "off, error, warn, info or debug: a log on standard error, and in it what else is a line of complaint", check: oneOf(slices.Concat([]string{logOff}, logLevels)...)},
	{name: "log-format", standard: "text", what: "text or json", check: oneOf(logFormats...)},
	{name: "metrics", what: "address that serves /metrics for Prometheus, /healthz and /readyz while pages are added, as 9100 or 0.0.0.0:9100; a port alone is for this machine only", check: func(value string) error {
		_, err := metricsAddress(value)
		return err
	}},
	{name: "listen", standard: defaultListen, what: "address and port at which `isnad serve` listens; any but this machine's own demands users", check: func(value string) error {
		if _, _, err := net.SplitHostPort(value); err != nil {
			return errors.New("give an address with a port, as 127.0.0.1:8470")
		}
		return nil
	}},
	{name: "users", standard: "false", what: "true: whoever comes has to log in, on this machine as well", check: oneOf("true", "false")},
	{name: "public-url", what: "what browsers know the server as if a proxy stands in front of it, as `https://isnad.example`; demands users", check: func(value string) error {
		_, err := publicURL(value)
		return err
	}},
	{name: "oidc-issuer", what: "provider of OpenID Connect that vouches for users, as `https://id.example`; needs `public-url` and `oidc-client`"},
	{name: "oidc-client", what: "name that the provider knows this server by"},
	{name: "oidc-secret-file", what: "file of the secret that goes with it; `ISNAD_OIDC_SECRET` may have the secret itself"},
	{name: "oidc-role-claim", what: "claim in which the provider names roles: reader, reviewer, admin; who has none does not come in"},
	{name: "oidc-role", standard: "reader", what: "without such a claim: role of those who come in for the first time", check: oneOf(store.Roles...)},
}

func oneOf(words ...string) func(string) error {
	return func(value string) error {
		if !slices.Contains(words, value) {
			return errors.New("give one of " + strings.Join(words, ", "))
		}
		return nil
	}
}

// environment is the name that a setting has there.
func (s *setting) environment() string {
	return environmentMark + strings.ToUpper(strings.ReplaceAll(s.name, "-", "_"))
}

const environmentMark = "ISNAD_"

// settable is the annotation of flags that are settings: others may have the
// name of one, and mean something else.
const settable = "isnad_setting"

// settableFlag says that a flag is the setting of its name.
func settableFlag(cmd *cobra.Command, name string) {
	if err := cmd.Flags().SetAnnotation(name, settable, nil); err != nil {
		panic(err) // there is no such flag
	}
}

// configuration is what the environment and the file say.
type configuration struct {
	file string // that was found
	said []saying
}

// saying is what one of them says, the first being the one that counts.
type saying struct {
	from   func(s *setting) string
	values map[string]string
}

// value is a setting's value and where it is from.
func (c *configuration) value(s *setting) (value, from string) {
	for _, x := range c.said {
		if v, ok := x.values[s.name]; ok {
			return v, x.from(s)
		}
	}
	return s.standard, "default"
}

const configName = "isnad.toml"

// configPlaces are where the file is looked for if it is not named.
func configPlaces() []string {
	places := []string{configName}
	if dir, err := os.UserConfigDir(); err == nil {
		places = append(places, filepath.Join(dir, "isnad", configName))
	}
	return places
}

// configured reads what the environment and the file say. named is the file
// that a flag names, or empty.
func configured(named string) (*configuration, error) {
	c := &configuration{}
	variables, err := environment()
	if err != nil {
		return c, err
	}
	c.said = append(c.said, saying{(*setting).environment, variables})
	b, err := c.find(cmp.Or(named, os.Getenv(environmentMark+"CONFIG")))
	if err != nil || c.file == "" {
		return c, err
	}
	k := koanf.New(".")
	if err := k.Load(rawbytes.Provider(b), toml.Parser()); err != nil {
		var bad *gotoml.DecodeError
		if errors.As(err, &bad) {
			line, _ := bad.Position()
			return c, fmt.Errorf("%s:%d: it is no TOML: %s", c.file, line, strings.TrimPrefix(bad.Error(), "toml: "))
		}
		return c, fmt.Errorf("%s: it is no TOML: %w", c.file, err)
	}
	values, err := checked(k.All(), func(key string) string { return c.file + ": " + key })
	c.said = append(c.said, saying{func(*setting) string { return c.file }, values})
	return c, err
}

// find reads the file that is named, or else the first that is there.
func (c *configuration) find(named string) ([]byte, error) {
	if named != "" {
		c.file = named
		return os.ReadFile(named)
	}
	for _, path := range configPlaces() {
		b, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		c.file = path
		return b, err
	}
	return nil, nil
}

// environment is what the variables of settings say. Others that begin alike are
// no error: schedulers of containers name addresses so.
func environment() (map[string]string, error) {
	names := map[string]string{}
	for i := range settings {
		names[settings[i].environment()] = settings[i].name
	}
	k := koanf.New(".")
	err := k.Load(env.Provider("", env.Opt{Prefix: environmentMark, TransformFunc: func(name, value string) (string, any) {
		if value == "" {
			return "", nil
		}
		return names[name], value
	}}), nil)
	if err != nil {
		return nil, err
	}
	return checked(k.All(), func(key string) string {
		i := slices.IndexFunc(settings, func(s setting) bool { return s.name == key })
		return settings[i].environment()
	})
}

// checked are the values in words, if they are those of settings. where names a
// value in errors.
func checked(values map[string]any, where func(key string) string) (map[string]string, error) {
	out := map[string]string{}
	var errs []string
	for key, value := range values {
		i := slices.IndexFunc(settings, func(s setting) bool { return s.name == key })
		if i < 0 {
			errs = append(errs, fmt.Sprintf("%s: there is no such setting; isnad config lists them", where(key)))
			continue
		}
		switch value.(type) {
		case string, int64, int, bool:
			out[key] = fmt.Sprint(value)
		default:
			errs = append(errs, fmt.Sprintf("%s: give a text in quotation marks, a number, true or false", where(key)))
			continue
		}
		if s := &settings[i]; s.check != nil {
			if err := s.check(out[key]); err != nil {
				errs = append(errs, fmt.Sprintf("%s: %s is not understood; %s", where(key), strconv.Quote(out[key]), err))
			}
		}
	}
	if len(errs) > 0 {
		slices.Sort(errs)
		return out, errors.New(strings.Join(errs, "; "))
	}
	return out, nil
}

// settle gives the flags of a command that are settings, and were not given, what
// the environment or the file says.
func (c *configuration) settle(cmd *cobra.Command) error {
	for i := range settings {
		s := &settings[i]
		f := cmd.Flag(s.name)
		if f == nil || f.Changed {
			continue
		}
		if _, ok := f.Annotations[settable]; !ok {
			continue
		}
		if value, from := c.value(s); from != "default" {
			if err := f.Value.Set(value); err != nil {
				return fmt.Errorf("%s: %w", from, err)
			}
		}
	}
	return nil
}

// own is the annotation of commands that look at the configuration themselves.
const own = "isnad_own_configuration"

// settled has all commands look at the configuration before they look at their arguments.
func settled(root *cobra.Command) {
	for _, cmd := range root.Commands() {
		settled(cmd)
		if cmd.RunE == nil {
			continue
		}
		arguments := cmd.Args
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if cmd.Annotations[own] == "" {
				c, err := configured(configFlag(cmd))
				if err == nil {
					err = c.settle(cmd)
				}
				if err != nil {
					return fmt.Errorf("configuration: %w", err)
				}
			}
			if err := startLog(cmd); err != nil {
				return err
			}
			if arguments == nil {
				return nil
			}
			return arguments(cmd, args)
		}
	}
}

// rootFlags are those that all commands have.
func rootFlags(root *cobra.Command) {
	fs := root.PersistentFlags()
	fs.String("config", "", "`file` with settings; without it "+configName+" here or among this user's, if there is one")
	for _, name := range []string{"log-level", "log-format"} {
		i := slices.IndexFunc(settings, func(s setting) bool { return s.name == name })
		fs.String(name, settings[i].standard, settings[i].what)
		if err := fs.SetAnnotation(name, settable, nil); err != nil {
			panic(err)
		}
	}
}

func configFlag(cmd *cobra.Command) string { return cmd.Flag("config").Value.String() }

func configCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "config [flags]",
		Short: "List the settings, and where each is from",
		Long: `Config lists what can be set for all commands, its value, and where that is from. A
flag counts before a variable of the environment, that before a line of the file, and
that before the default. All have one name: --max-bytes, ISNAD_MAX_BYTES, and in the file

  max-bytes = "32M"

The file is the one that --config or ISNAD_CONFIG names, or else isnad.toml in this
folder, or else isnad/isnad.toml among the user's configuration.`,
		Example:     "  isnad config\n  isnad config --config /etc/isnad.toml",
		Args:        cobra.NoArgs,
		Annotations: map[string]string{own: "yes"},
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := configured(configFlag(cmd))
			if err != nil {
				return failure{fmt.Errorf("configuration: %w", err)}
			}
			out := cmd.OutOrStdout()
			enc := json.NewEncoder(out)
			enc.SetEscapeHTML(false)
			for i := range settings {
				s := &settings[i]
				value, from := c.value(s)
				if s.show != nil {
					value = s.show(value)
				}
				if asJSON {
					if err := enc.Encode(configured1{s.name, value, from}); err != nil {
						return failure{err}
					}
					continue
				}
				fmt.Fprintf(out, "%-16s %-24s %s\n", s.name, clean(cmp.Or(value, "-")), clean(from))
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	return cmd
}

// configured1 is a line of config --json.
type configured1 struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	From  string `json:"from"`
}

// metricsAddress is an address to listen at. A port alone is for this machine only.
func metricsAddress(value string) (string, error) {
	if _, err := strconv.ParseUint(strings.TrimPrefix(value, ":"), 10, 16); err == nil {
		return net.JoinHostPort("127.0.0.1", strings.TrimPrefix(value, ":")), nil
	}
	host, port, err := net.SplitHostPort(value)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil || host == "" {
		return "", errors.New("give a port, or an address with a port, as 9100 or 0.0.0.0:9100")
	}
	return value, nil
}
