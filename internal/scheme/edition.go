package scheme

// A Method is a way to assess one item.
type Method string

const (
	MethodDocument Method = "document" // ドキュメント評価
	MethodDevice   Method = "device"   // 実機テスト
)

// An EditionState is where a set of criteria stands in its own life.
type EditionState string

const (
	EditionDraft       EditionState = "draft"
	EditionInCommittee EditionState = "in_committee"
	EditionApproved    EditionState = "approved"
	EditionInForce     EditionState = "in_force"
	EditionSuperseded  EditionState = "superseded"
)

// An Edition is one published set of criteria. Applications name the edition
// they are made under; a label in force never lapses because its edition
// was superseded.
type Edition struct {
	ID              EditionID // Number and Revision in one
	Number          string    // such as "JST-CR-01-01-2024"
	Revision        string    // such as "R1"
	Level           LevelID
	Category        CategoryID // "" for criteria common to all products
	Title           Text
	State           EditionState
	InForceFrom     Date
	TransitionUntil Date // last day on which a superseded edition is still open; zero: none
	Official        bool
	Threats         []Threat
	Groups          []ItemGroup // headings under which checklists list the items; none: in one list
	Items           []Criterion
}

// An ItemGroup is a heading over some items of an edition.
type ItemGroup struct {
	Title Text
	Items []CriterionID
}

// OpenOn reports whether an application may be received under the edition on day.
func (e Edition) OpenOn(day Date) bool {
	switch e.State {
	case EditionInForce:
		return e.InForceFrom <= day
	case EditionSuperseded:
		return e.InForceFrom <= day && day <= e.TransitionUntil
	}
	return false
}

// Published reports whether everyone may read the edition: a draft, and one
// that a committee still looks at, is not settled.
func (e Edition) Published() bool {
	return e.State == EditionApproved || e.State == EditionInForce || e.State == EditionSuperseded
}

// For reports whether the edition serves products of this level and category.
func (e Edition) For(level LevelID, category CategoryID) bool {
	return e.Level == level && (e.Category == "" || e.Category == category)
}

// Item returns the criterion with this id; false when the edition has none.
func (e Edition) Item(id CriterionID) (Criterion, bool) {
	return find(e.Items, func(c Criterion) bool { return c.ID == id })
}

// A Threat is what a criterion is there against.
type Threat struct {
	ID   string
	Text Text
}

// Binds says whom a criterion binds.
type Binds string

const (
	BindsProduct Binds = "product"
	BindsVendor  Binds = "vendor"
)

// A Criterion (適合基準, in newer papers 適合要件) is one item of an edition.
type Criterion struct {
	ID              CriterionID
	Title           Text
	Requirements    []string // numbers N-M in the scheme's list of security requirements
	Threats         []string // ids within the edition
	Binds           Binds
	Subject         Subject  // by which measurements of a device find the item; "": they do not
	Methods         []Method // by which the item may be assessed
	NotApplicable   bool     // the item may be answered "not applicable"
	NotApplicableIf Text     // when; empty unless NotApplicable
	Official        bool     // false: what stands beyond title and numbers is the operator's own
	Guidance        Guidance
	MethodsOfficial bool
}

// Allows reports whether the item may be assessed by this method.
func (c Criterion) Allows(m Method) bool {
	for _, one := range c.Methods {
		if one == m {
			return true
		}
	}
	return false
}

// Guidance is for whoever answers the item.
type Guidance struct {
	Asked     Text // what is asked
	Rationale Text // what a good rationale says
	Evidence  Text // what evidence convinces
	Mistakes  Text // usual mistakes
}
