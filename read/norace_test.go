//go:build !race

package read_test

// slower is how many times smaller tests are: with the race detector they would
// take minutes.
const slower = 1
