package store_test

import (
	"os"
	"testing"

	"github.com/isnad-project/isnad/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Tests{M: m}.Run()) }

// database makes an empty database of PostgreSQL and returns its address.
func database(t testing.TB) string { return storetest.Database(t) }
