package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/work"
	"github.com/spf13/cobra"
)

func doctorCommand() *cobra.Command {
	var db string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor [flags]",
		Short: "Look for what is wrong, and tell what to do about it",
		Long: `Doctor looks at the configuration and the database: that it can be reached and written, is
whole, and of this version; that the log holds; and what is to be done that nobody has
asked for yet. Each check is one line: ok, warn (somebody should see to it), or fail. It
changes nothing. The exit code is 1 if a check fails.

It proves less than verify, and is done sooner.`,
		Example:     "  isnad doctor\n  isnad doctor --json | jq 'select(.health != \"ok\")'",
		Args:        cobra.NoArgs,
		Annotations: map[string]string{own: "yes"},
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := untilStopped(cmd.Context())
			defer stop()
			d := doctor{cmd: cmd, asJSON: asJSON}
			if d.configuration() {
				if store.Examine(ctx, db, d.tell) {
					d.records(ctx, db)
				}
			}
			if d.err != nil {
				return failure{d.err}
			}
			if !asJSON {
				fmt.Fprintf(cmd.OutOrStdout(), "%s, %s, %d ok\n", count(d.told[store.Fail], "failure"), count(d.told[store.Warn], "warning"), d.told[store.OK])
			}
			if d.told[store.Fail] > 0 {
				return errReported
			}
			return nil
		},
	}
	dbFlag(cmd, &db)
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	return cmd
}

// doctor tells what checks find.
type doctor struct {
	cmd    *cobra.Command
	asJSON bool
	told   map[store.Health]int
	err    error // of telling
}

func (d *doctor) tell(f store.Finding) {
	if d.told == nil {
		d.told = map[store.Health]int{}
	}
	d.told[f.Health]++
	out := d.cmd.OutOrStdout()
	if d.asJSON {
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		d.err = errors.Join(d.err, enc.Encode(f))
		return
	}
	_, err := fmt.Fprintf(out, "%-4s  %-13s  %s\n", f.Health, f.Check, clean(f.What))
	if f.Do != "" {
		_, err = fmt.Fprintf(out, "%21s%s\n", "→ ", clean(f.Do))
	}
	d.err = errors.Join(d.err, err)
}

// configuration looks at what the environment and the file say, and gives the
// flags what they say. It returns whether the rest can be looked at.
func (d *doctor) configuration() bool {
	c, err := configured(configFlag(d.cmd))
	if err == nil {
		err = c.settle(d.cmd)
	}
	if err != nil {
		d.tell(store.Finding{Check: "configuration", Health: store.Fail, What: err.Error(), Do: "mend it; isnad config lists the settings"})
		return false
	}
	f := store.Finding{Check: "configuration", Health: store.OK, What: "all of it is understood"}
	if unknown := strangers(os.Environ()); unknown != nil {
		f.Health, f.What, f.Do = store.Warn, "no setting has the name of "+strings.Join(unknown, ", "), "if it should be one, isnad config lists them"
	}
	d.tell(f)
	for path, secret := range map[string]bool{c.file: c.hasPassword(), d.key(c): true} {
		if info, err := os.Stat(path); err == nil && secret && info.Mode().Perm()&0o077 != 0 {
			d.tell(store.Finding{Check: "secrets", Health: store.Warn, What: path + " can be read by others", Do: "chmod 600 " + path})
		} else if err != nil && path != "" && !errors.Is(err, fs.ErrNotExist) {
			d.tell(store.Finding{Check: "secrets", Health: store.Warn, What: err.Error()})
		}
	}
	return true
}

// key is the file of the secret key.
func (d *doctor) key(c *configuration) string {
	i := slices.IndexFunc(settings, func(s setting) bool { return s.name == "key" })
	path, _ := c.value(&settings[i])
	return path
}

// hasPassword reports whether the file has one.
func (c *configuration) hasPassword() bool {
	for _, x := range c.said[1:] {
		if db := x.values["db"]; store.Hidden(db) != db {
			return true
		}
	}
	return false
}

// strangers are the variables that begin like settings and are none.
func strangers(environ []string) (out []string) {
	for _, line := range environ {
		name, _, _ := strings.Cut(line, "=")
		known := slices.Contains(otherVariables, name) || slices.ContainsFunc(settings, func(s setting) bool { return s.environment() == name })
		if strings.HasPrefix(name, environmentMark) && !known {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// otherVariables are no settings.
var otherVariables = []string{environmentMark + "CONFIG", environmentMark + "S3_ENDPOINT", environmentMark + "OIDC_SECRET"}

// sampledRecords are looked at, at either end of all: rebuilding begins with
// those that were added first.
const sampledRecords = 100

// records looks whether records and signatures are those of this version.
func (d *doctor) records(ctx context.Context, where string) {
	const do = "isnad rebuild"
	db, err := store.Open(ctx, where)
	if err != nil {
		d.tell(store.Finding{Check: "records", Health: store.Fail, What: err.Error()})
		return
	}
	defer db.Close()
	versions, err := db.Ends(ctx, sampledRecords)
	old, damaged := 0, 0
	for _, v := range versions {
		line, lineErr := db.Line(ctx, v)
		var r struct {
			Isnad int `json:"isnad"`
		}
		switch {
		case errors.Is(lineErr, store.ErrNotKept):
		case lineErr != nil || json.Unmarshal(line, &r) != nil:
			damaged++
		case r.Isnad != isnad.Version:
			old++
		}
	}
	switch {
	case err != nil:
		d.tell(store.Finding{Check: "records", Health: store.Fail, What: err.Error()})
	case damaged > 0:
		d.tell(store.Finding{Check: "records", Health: store.Fail, What: fmt.Sprintf("of %d looked at, %d are damaged", len(versions), damaged), Do: "isnad verify names them; isnad rebuild makes them anew"})
	case old > 0:
		d.tell(store.Finding{Check: "records", Health: store.Warn, What: fmt.Sprintf("of %d looked at, %d are of another version than %d", len(versions), old, isnad.Version), Do: do})
	default:
		d.tell(store.Finding{Check: "records", Health: store.OK, What: fmt.Sprintf("all %d looked at are of version %d", len(versions), isnad.Version)})
	}
	signed := 0
	old, err = 0, nil
	for x, failed := range db.Signatures(ctx) {
		if err = failed; err != nil {
			break
		}
		if signed++; (&across.Page{}).UnmarshalBinary(x.Signature) != nil {
			old++
		}
	}
	switch {
	case err != nil:
		d.tell(store.Finding{Check: "signatures", Health: store.Fail, What: err.Error()})
	case old > 0:
		d.tell(store.Finding{Check: "signatures", Health: store.Warn, What: fmt.Sprintf("of %d pages, %d cannot be compared by this version", signed, old), Do: do})
	default:
		d.tell(store.Finding{Check: "signatures", Health: store.OK, What: fmt.Sprintf("all %d pages can be compared", signed)})
	}
	settled, err := (&work.Comparing{DB: db}).Settled(ctx)
	switch {
	case err != nil:
		d.tell(store.Finding{Check: "comparison", Health: store.Fail, What: err.Error()})
	case !settled:
		d.tell(store.Finding{Check: "comparison", Health: store.Warn, What: "pages are not compared yet", Do: "isnad compare --db does it, and so do isnad add and a worker when they are done with reading"})
	default:
		d.tell(store.Finding{Check: "comparison", Health: store.OK, What: "all pages are compared"})
	}
}
