package mention

// Label is what the tagger says of a word: outside any name, or the beginning
// or the inside of a name of one kind.
type Label uint8

// The labels.
const (
	Outside Label = iota
	BeginPerson
	InPerson
	BeginPlace
	InPlace
	BeginOrg
	InOrg
	BeginOther // a name of something else: a people, a work, a product
	InOther
	labels = iota
)

type labelKind uint8

const (
	noLabel labelKind = iota
	personLabel
	placeLabel
	orgLabel
	otherLabel
)

func (l Label) kind() labelKind { return labelKind(l+1) / 2 }

// Begins reports whether a name begins with the label.
func (l Label) Begins() bool { return l&1 == 1 }

// after reports whether label b may follow a.
func after(a, b Label) bool { return b == Outside || b.Begins() || a.kind() == b.kind() }

// before returns the first and the last of the labels that b may follow.
func before(b Label) (first, last Label) {
	if b == Outside || b.Begins() {
		return Outside, labels - 1
	}
	return b - 1, b
}
