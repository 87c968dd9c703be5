package scheme

// A Subject is what an item is about, in words that programs share whatever
// the number of the item: by it, measurements of a device find the items of an
// edition.
type Subject string

// The subjects that measurements of devices know.
const (
	SubjectAccess           Subject = "access"            // access over a network, and who may have it
	SubjectDefaultPasswords Subject = "default_passwords" // values given in production
	SubjectPasswordChange   Subject = "password_change"   // that users can change them
	SubjectBruteForce       Subject = "brute_force"       // guessing of passwords
	SubjectDisclosure       Subject = "disclosure"        // how vulnerabilities are reported
	SubjectUpdate           Subject = "update"            // that software can be updated
	SubjectUpdateEase       Subject = "update_ease"       // how easily
	SubjectUpdateIntegrity  Subject = "update_integrity"  // that an update is checked before
	SubjectUpdatePriority   Subject = "update_priority"   // how soon the maker updates
	SubjectModel            Subject = "model"             // the model that users see
	SubjectStored           Subject = "stored"            // what the device stores
	SubjectSent             Subject = "sent"              // what it sends
	SubjectInterfaces       Subject = "interfaces"        // ways in that nobody needs
	SubjectResilience       Subject = "resilience"        // what outlasts a loss of power or network
	SubjectErasure          Subject = "erasure"           // what users can erase
	SubjectInformation      Subject = "information"       // what users are told
)

// Subjects are all there are.
var Subjects = []Subject{
	SubjectAccess,
	SubjectDefaultPasswords,
	SubjectPasswordChange,
	SubjectBruteForce,
	SubjectDisclosure,
	SubjectUpdate,
	SubjectUpdateEase,
	SubjectUpdateIntegrity,
	SubjectUpdatePriority,
	SubjectModel,
	SubjectStored,
	SubjectSent,
	SubjectInterfaces,
	SubjectResilience,
	SubjectErasure,
	SubjectInformation,
}

// About returns the item of a subject; false when the edition has none.
func (e Edition) About(s Subject) (Criterion, bool) {
	return find(e.Items, func(c Criterion) bool { return c.Subject == s && s != "" })
}
