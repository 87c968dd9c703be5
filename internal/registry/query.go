package registry

import "shirushi/internal/scheme"

// A Query asks for entries. Empty fields do not restrict.
type Query struct {
	Text        string // a number or part of one, a model, a name; folded by the store
	Level       scheme.LevelID
	Category    scheme.CategoryID
	Edition     scheme.EditionID
	Evaluator   scheme.EvaluatorClassID
	Holder      string // name in either language; compared folded and whole
	Status      scheme.Status
	IssuedFrom  scheme.Date // first issued on this day or later
	IssuedUntil scheme.Date // first issued on this day or earlier
	Sort        Order
	Day         scheme.Date // of which is asked; what is listed later is not there
	Limit       int         // 1 to MaxLimit
	Cursor      string      // of the previous page; "" for the first
}

// An Order is how found entries are sorted.
type Order string

const (
	BestFirst   Order = ""        // best match first; without Text as NewestFirst
	NewestFirst Order = "newest"  // highest number first
	OldestFirst Order = "oldest"  // lowest number first
	IssuedFirst Order = "issued"  // by the day of the first issue, the latest first
	EndingFirst Order = "ending"  // by last day of validity
	ByHolder    Order = "holder"  // by the holder's name, folded
	ByProduct   Order = "product" // by the product's name, folded
)

// Orders lists all orders as they are offered.
var Orders = []Order{BestFirst, NewestFirst, OldestFirst, IssuedFirst, EndingFirst, ByHolder, ByProduct}

// MaxLimit bounds one page of entries.
const MaxLimit = 200

// MostCounted bounds how many matches are counted.
const MostCounted = 10_000

// A Page is one page of entries in the order asked for.
type Page struct {
	Items []Entry
	Next  string // cursor of the next page; "" when this is the last
	Total int    // entries that match in all, up to MostCounted
	More  bool   // there are more than Total
	About bool   // Total may count a few labels too many: of many matches not all are compared
	Near  bool   // nothing matched: Items are near matches, to be named as such
}
